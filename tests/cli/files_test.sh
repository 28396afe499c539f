# Files of every kind, in and out: missing, folders, empty, binary, huge, with hostile names;
# results that appear whole or not at all.
. "$(dirname "$0")/expect.sh"
small_model >m.detente
run 0 solve m.detente && cp out solved

# Reading.
for command in check fmt solve states redlines explain; do
    run 4 $command missing.detente
    has err "missing.detente"
    has err "no such file"
    empty out
    run 4 $command .
    has err "it is a directory"
    run 4 $command m.detente/inside
    has err "Not a directory"
    cp m.detente in
    run 0 $command -
done
run 4 "$(printf '%0300d' 0).detente"
has err "File name too long"
cp m.detente in
run 0 - && sed "s/m\.detente/-/" solved >solved_stdin && same out solved_stdin

# Several files: one that cannot be read does not hide the others.
printf 'conflict\n' >bad.detente
run 4 check m.detente missing.detente bad.detente
has out "m.detente: no errors, no warnings"
has out "bad.detente:1:"
has err "missing.detente"
run 1 check m.detente bad.detente
run 0 check m.detente m.detente

# Texts that are none, each with an error that has a place, or without a text at all.
: >empty.detente
for command in check solve states; do
    run 1 $command empty.detente
    cat out err >both
    has both "empty.detente"
    has both "error: "
done
printf 'player a\n  option \000x\n' >nul.detente
run 1 check nul.detente
has out "nul.detente:2:10: error: "
narrow out
run 1 solve nul.detente
has err "nul.detente:2:10: error: "
empty out
awk 'BEGIN { for (s = k = 1; k < 9999; k++) { s = s * 16807 % 2147483647; printf "%c", s % 255 + 1 } }' >noise.detente
for command in check solve states fmt; do
    run 1 $command noise.detente
    tame out
    tame err
done
printf '\377\376p\000l\000' >utf16.detente
run 1 check utf16.detente
narrow out
printf '\357\273\277' >bom.detente
cat m.detente >>bom.detente
run 0 solve bom.detente && sed "s/bom\.detente/m.detente/" out >o && same o solved
sed 's/$/\r/' m.detente >crlf.detente
run 0 solve crlf.detente && sed "s/crlf\.detente/m.detente/" out >o && same o solved
printf %s "$(cat m.detente)" >unended.detente
run 0 solve unended.detente && sed "s/unended\.detente/m.detente/" out >o && same o solved
sed 's/prefer give/prefer gvie/; s/$/\r/' m.detente >crlf.detente
run 1 check crlf.detente
has out "crlf.detente:11:10: error: "
has out "    prefer gvie"
has out "           ^~~~"
narrow out

# 16 MiB are read, a byte more is not; an endless file is not waited for.
head -c 16777216 /dev/zero | tr '\0' ' ' >large.detente
run 1 check large.detente
run 1 solve large.detente
echo >>large.detente
run 3 solve large.detente
has err "larger than 16 MiB"
rm large.detente
[ ! -e /dev/zero ] || run 3 check /dev/zero
mkfifo pipe
cat m.detente >pipe &
run 0 solve pipe
kill $! 2>/dev/null
wait

# Names of files: dashes, blanks, quotes, escapes.
cp m.detente ./--count.detente
run 0 solve ./--count.detente
run 0 solve -- --count.detente
for name in 'a b.detente' "it's.detente" '$(touch hit).detente' "$(printf 'red\033[31m.detente')" \
    "$(printf 'line\nbreak.detente')" "$(printf 'turn\342\200\256ed.detente')" 'ñandú 水.detente' \
    "$(printf 'broken\377.detente')"; do
    cp m.detente "$name" 2>/dev/null || continue # some file systems refuse some names
    run 0 solve "$name"
    narrow out
    run 0 check "$name"
    narrow out
    sed 's/prefer give/prefer gvie/' m.detente >"$name"
    run 1 check "$name"
    narrow out
    run 1 solve "$name"
    narrow err
    run 1 states "$name" && narrow err
    run 4 solve "no $name" && narrow err
    printf 'player  x\n' >"$name"
    run 1 fmt --check "$name" && narrow out
    for format in json csv markdown latex; do
        cp m.detente "$name"
        run 0 solve --format $format "$name"
        tame out
    done
done
[ ! -e hit ] || fail "a file name was run"

# -o: the whole result, under the rights of what was there.
run 0 solve m.detente -o r && same r solved
echo old >r && chmod 640 r
run 0 solve m.detente -o r && same r solved
[ "$(stat -c %a r)" = 640 ] || fail "the rights changed"
rm r
(umask 077 && "$DETENTE" solve m.detente -o r)
[ "$(stat -c %a r)" = 600 ] || fail "the umask was not kept"
mkdir sub
echo old >sub/target
ln -s sub/target link
run 0 solve m.detente -o link && same sub/target solved
[ -L link ] || fail "the link was replaced"
run 0 solve m.detente -o /dev/null
[ -c /dev/null ] || fail "/dev/null was replaced"
cp m.detente in
run 0 states - --format csv -o s.csv && run 0 states m.detente --format csv && same out s.csv

# -o: nothing at all when something went wrong.
echo old >r
run 1 solve bad.detente -o r && is r old
run 4 solve missing.detente -o r && is r old
run 2 solve m.detente --stage 7 -o r && is r old
run 2 solve m.detente --where 'gvie' -o r && is r old
run 2 solve m.detente -o m.detente && has err "will not overwrite m.detente: it is the model itself"
ln -s m.detente alias
run 2 states m.detente -o alias
run 2 check m.detente --format json -o m.detente
run 4 solve m.detente -o sub && has err "it is a directory"
run 4 solve m.detente -o no/where
run 4 solve m.detente -o /dev/full && has err "No space left on device"
small_model | cmp -s - m.detente || fail "the model was changed"
[ -z "$(ls -A . sub | grep '^\.detente')" ] || fail "temporary files stay behind"

# Standard output that cannot be written, or that nobody reads.
for command in check fmt solve states redlines explain 'solve --format json' \
    'states --format csv' 'redlines --format json' 'explain --format json'; do
    what="detente $command m.detente >/dev/full"
    checks=$((checks + 1))
    # shellcheck disable=SC2086
    "$DETENTE" $command m.detente >/dev/full 2>err
    [ $? = 4 ] || fail "a full disk is not noticed"
    has err "cannot write standard output: No space left on device"
    # shellcheck disable=SC2086
    ("$DETENTE" $command m.detente 2>err; echo $? >code) | :
    case $(cat code) in
    0 | 4) ;; # 0: all was written before the reader left
    *) fail "a closed pipe ends with $(cat code)" ;;
    esac
    empty err
done
what="detente solve m.detente with standard output closed"
"$DETENTE" solve m.detente >&- 2>err
[ $? = 4 ] || fail "a closed standard output is not noticed"

finish
