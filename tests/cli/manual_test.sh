# The manual and the shell completions tell of every command and option that there is, and of no
# other; the manual's model is one.
. "$(dirname "$0")/expect.sh"

run 0 help
sed -n '/^  [a-z]* [[A-Z]/p; /^  version /p' out | awk '$1 != "detente" { print $1 }' >commands
[ "$(wc -l <commands)" = 17 ] || fail "help lists other commands than expected"
: >flags
while read -r command; do
    run 0 help "$command"
    grep -o '^ *\(-., \)*--[a-z-]*' out | grep -o -e '--[a-z-]*' | tee "flags.$command" >>flags
done <commands
sort -u flags -o flags
[ "$(wc -l <flags)" -gt 15 ] || fail "help lists few options"

manual=$root/man/detente.1.scd
what="the manual"
while read -r flag; do
    checks=$((checks + 1))
    grep -q -e "\*$flag\*" "$manual" || fail "$manual lacks $flag"
    for shell in detente.bash _detente; do
        grep -qw -e "$flag" "$root/completions/$shell" || fail "$shell lacks $flag"
    done
    grep -qw -e "-l ${flag#--}" "$root/completions/detente.fish" || fail "detente.fish lacks $flag"
done <flags
grep -oh -e '\*--[a-z-]*\*' "$manual" | tr -d '*' | sort -u | grep -v '^--$' >told
comm -13 flags told >extra
empty extra
grep -oh -e '--[a-z][a-z-]*' "$root/completions/detente.bash" | sort -u | comm -13 flags - >extra
empty extra
grep '^complete ' "$root/completions/detente.fish" | grep -o -e ' -l [a-z-]*' | sed 's/ -l /--/' | sort -u | comm -13 flags - >extra
empty extra
while read -r command; do
    grep -q "^\*$command\*\|, \*$command\*" "$manual" || fail "$manual lacks $command"
done <commands

# bash completes what a command takes, and nothing else.
if command -v bash >/dev/null; then
    while read -r command; do
        what="completion in bash of detente $command --"
        checks=$((checks + 1))
        bash -c '. "$1"; COMP_WORDS=(detente "$2" --) COMP_CWORD=2; _detente; printf "%s\n" "${COMPREPLY[@]}"' \
            bash "$root/completions/detente.bash" "$command" 2>err | sort -u >out
        empty err
        sort -u "flags.$command" >wanted
        cmp -s out wanted || fail "$(diff wanted out)"
    done <commands
fi
for shell in zsh:_detente fish:detente.fish; do
    if command -v "${shell%%:*}" >/dev/null; then
        what="${shell%%:*} -n"
        checks=$((checks + 1))
        "${shell%%:*}" -n "$root/completions/${shell#*:}" >out 2>err || fail "does not parse"
    fi
done

# The model in detente(5) is one, and canonical.
sed -n '/^# EXAMPLE/,/^# STATEMENTS/p' "$root/man/detente.5.scd" | sed '1,/^```/d; /^```/,$d' >example.detente
run 0 check example.detente
run 0 fmt --check example.detente
run 0 solve example.detente

if command -v scdoc >/dev/null; then
    for page in 1 5; do
        what="scdoc <man/detente.$page.scd"
        checks=$((checks + 1))
        scdoc <"$root/man/detente.$page.scd" >out 2>err || fail "does not build"
    done
fi

finish
