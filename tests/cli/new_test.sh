# detente new: models to start from, which solve at once and are in canonical form.
. "$(dirname "$0")/expect.sh"

for kind in negotiation dispute game; do
    run 0 new $kind
    empty err
    narrow out
    same out "$root/cli/templates/$kind.detente" # else: sh cli/templates/embed > cli/templates.c
    [ "$(wc -l <out)" -le 45 ] || fail "$kind is longer than a screen"
    run 0 new $kind $kind.detente
    empty out
    has err "detente solve $kind.detente"
    same $kind.detente "$root/cli/templates/$kind.detente"
    run 0 check --strict --deep $kind.detente
    run 0 fmt --check $kind.detente
    empty out
    for format in text json csv markdown latex; do
        run 0 solve --format $format $kind.detente
        [ -s out ] || fail "nothing"
        empty err
        run 0 states --format $format $kind.detente
        [ -s out ] || fail "nothing"
    done
    run 0 solve $kind.detente && narrow out
    run 0 solve --table $kind.detente && narrow out
    run 0 states $kind.detente && narrow out
done

run 0 new && same out "$root/cli/templates/negotiation.detente"
run 0 new mine.detente && same mine.detente "$root/cli/templates/negotiation.detente"
run 0 new game - && same out "$root/cli/templates/game.detente"
run 2 new negotation
has err "did you mean 'negotiation'?"
run 2 new chess x.detente
has err "expected negotiation, dispute or game"
[ ! -e x.detente ] || fail "wrote a file all the same"

# Nothing is overwritten, links are not followed, no half file stays.
echo mine >kept.detente
run 4 new game kept.detente
is kept.detente mine
has err "will not overwrite kept.detente: it exists already"
ln -s nowhere.detente link.detente
run 4 new game link.detente
[ ! -e nowhere.detente ] || fail "wrote through a link"
run 4 new game no/such/folder.detente
has err "there is no such folder"
mkdir folder.d
run 4 new game folder.d
if [ -e /dev/full ]; then
    what="detente new >/dev/full"
    "$DETENTE" new >/dev/full 2>err
    [ $? = 4 ] || fail "a full disk is not noticed"
    has err "cannot write standard output: No space left on device"
fi

finish
