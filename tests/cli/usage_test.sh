# How the command is called: no words, help, versions, what is mistyped, what is missing.
. "$(dirname "$0")/expect.sh"
small_model >m.detente

run 0
empty err
[ "$(wc -l <out)" = 3 ] || fail "not three lines"
has out "detente new"
has out "detente solve"
has out "detente help"
narrow out

run 0 --version
is out "detente $(sed -n 's/^#define DT_VERSION "\(.*\)"/\1/p' "$root/include/detente.h")"
cp out version
run 0 version && same out version
run 0 solve --version && same out version

run 0 help
empty err
narrow out
cp out general
run 0 --help && same out general
run 0 -h && same out general
for command in new check fmt solve states redlines explain timeline paths verify help version; do
    has general "  $command "
    run 0 help $command
    empty err
    narrow out
    has out "detente $command"
    has out "--help"
    [ $command = help ] && cp general out # help of help is the help
    cp out of_command
    run 0 $command --help && same out of_command
    run 0 --help $command m.detente --no-such-option && same out of_command
done
for code in 0 1 2 3 4 130; do
    grep -q "^ *$code  " general || fail "help does not tell of exit code $code"
done
run 2 help slove
has err "did you mean 'solve'?"

# Commands.
run 2 sovle m.detente
has err "there is no command and no file 'sovle'; did you mean 'solve'?"
empty out
run 2 ''
run 2 xyzzy
lacks err "did you mean"
run 4 xyzzy.detente
has err "cannot read xyzzy.detente: there is no such file"
for command in check fmt solve states redlines explain timeline paths draw; do
    run 2 $command
    has err "which file?"
    has err "detente help $command"
done
run 2 solve m.detente m.detente
has err "takes one file"
run 2 states m.detente other
run 2 new game a b

# Options: wherever they stand, with or without =, and what is wrong with them.
run 0 solve m.detente && cp out solved
run 0 m.detente && same out solved
run 0 --limit 5 solve m.detente && same out solved
run 0 --limit=5 m.detente && same out solved
run 0 solve --no-color -- m.detente && same out solved
run 0 -- m.detente && same out solved
run 0 solve --limit 5 --limit 1000 m.detente && same out solved
run 0 solve -o file m.detente && same file solved && empty out
run 0 solve -ofile2 m.detente && same file2 solved
run 0 solve --output=file3 m.detente && same file3 solved
run 0 solve -o - m.detente && same out solved

bad() { # bad MESSAGE WORDS...: exit 2, nothing on standard output, this message
    message=$1
    shift
    run 2 "$@"
    has err "$message"
    empty out
}
bad "unknown option '--tabel'; did you mean '--table'?" solve m.detente --tabel
bad "unknown option '--limt=3'; did you mean '--limit'?" solve m.detente --limt=3
bad "unknown option '-z'" solve m.detente -z
bad "unknown option '--wherever-it-may-be'" solve m.detente --wherever-it-may-be
bad "solve does not take --count; it goes with states" solve m.detente --count
bad "check does not take --where; it goes with solve, states, redlines, explain, timeline, paths and draw" check m.detente --where give
bad "fmt does not take --format; it goes with check, solve, states, redlines, explain, timeline, paths, draw, sources and words" \
    fmt m.detente --format json
bad "--stage: its value (N|DATE) is missing" solve m.detente --stage
bad "--stage: its value (N|DATE) is missing" solve --stage --table m.detente
bad "--stage: its value (N|DATE) is empty" solve --stage= m.detente
bad "--table takes no value, found 'x'" solve --table=x m.detente
bad "--format: expected text, json, csv, markdown or latex, found 'jsn'; did you mean 'json'?" \
    solve --format jsn m.detente
bad "solve does not take --between; it goes with redlines and draw" solve --between north m.detente
bad "redlines does not take --state; it goes with explain" redlines --state 1 m.detente
bad "redlines does not take --responses; it goes with solve, timeline and paths" redlines --responses once m.detente
bad "unknown option '--betwen=north'; did you mean '--between'?" redlines --betwen=north m.detente
bad "unknown option '--verses'; did you mean '--versus'?" explain --verses 2 m.detente
bad "solve does not take --from; it goes with paths" solve --from 1 m.detente
bad "unknown option '--form'; did you mean '--from'?" paths --form 1 m.detente
bad "paths leads to the equilibria of one concept" paths --concept seq,nash m.detente
bad "--between: its value (LIST) is empty" redlines --between= m.detente
bad "--solver takes no value, found 'x'" redlines --solver=x m.detente
bad "redlines lists the equilibria of one concept" redlines --concept seq,nash m.detente
bad "redlines lists the equilibria of one concept" redlines --concept seq --concept nash m.detente
for command in check redlines explain; do
    for format in csv markdown latex; do
        bad "$command writes text or json, no other format" $command --format $format m.detente
    done
done
bad "takes one file" check --format json m.detente m.detente
bad "--backend: expected auto, dense, listed or graph" solve --backend cube m.detente
bad "--responses: expected sequences, single or once" solve --responses twice m.detente
bad "--concept: expected nash, gmr, smr, seq or sseq, found 'seqq'; did you mean 'seq'?" \
    solve --concept nash,seqq m.detente
bad "--concept: expected" solve --concept nash, m.detente
bad "--lift: expected red lines as player.line" solve --lift , m.detente
for value in -1 +1 1x x ' 1' 0x10 18446744073709551616; do
    bad "--limit: expected a whole number from 0" solve m.detente "--limit=$value"
done
for value in 0 1025 -1 many; do
    bad "--threads: expected a whole number from 1 to 1024" solve m.detente "--threads=$value"
done
for value in 0 4Q 4GG G -4G 4.5G 99999999999T 4Gi; do
    bad "--memory: expected a size such as 512M or 4G" solve m.detente "--memory=$value"
done
for value in 500000000 800000K 800m 2G 2GB 2GiB 1T; do
    run 0 solve m.detente --memory "$value" && same out solved
done
for n in 1 2 7; do run 0 solve m.detente --threads $n && same out solved; done
for backend in auto dense listed; do run 0 solve m.detente --backend $backend; done

# Words that would steer a terminal come back tame.
run 2 "$(printf 'a\033[31mb\302\233\342\200\256c\377')"
has err 'a\x1b[31mb\x9b\u{202e}c'
narrow err
run 2 solve m.detente "--$(printf '\033]0;x\007')"
narrow err

finish
