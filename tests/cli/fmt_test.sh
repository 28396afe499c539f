# detente fmt: to standard output, in place, or only compared.
. "$(dirname "$0")/expect.sh"
small_model >m.detente
cp m.detente canonical

run 0 fmt m.detente && same out canonical && empty err
cp m.detente in
run 0 fmt - && same out canonical
run 0 fmt --check m.detente && empty out && empty err

# Another spacing, the same model.
sed 's/^  //; s/ "/    "/; s/$/   /; s/: /   :/' m.detente >loose.detente
run 0 fmt loose.detente && same out canonical
run 1 fmt --check loose.detente
has out "loose.detente:1: not in canonical form"
run 1 fmt --check m.detente loose.detente
lacks out "m.detente:"
has out "loose.detente:1:"
cp loose.detente in
run 1 fmt --check -
run 0 fmt loose.detente -o new.detente && same new.detente canonical && empty out

# In place: the rights stay, a canonical file is not touched, a wrong one neither.
chmod 640 loose.detente
cp loose.detente second.detente
touch -d '2001-02-03 04:05:06' m.detente
run 0 fmt --write loose.detente m.detente second.detente
empty out
same loose.detente canonical
same second.detente canonical
[ "$(stat -c %a loose.detente)" = 640 ] || fail "the rights changed"
[ "$(date -r m.detente +%Y)" = 2001 ] || fail "a canonical file was written"
[ -z "$(ls -A | grep '^\.detente')" ] || fail "temporary files stay behind"
printf 'player  a\n option (\n' >bad.detente
cp bad.detente kept
run 1 fmt --write bad.detente && same bad.detente kept
has err "bad.detente:2:"
run 1 fmt bad.detente && empty out
run 1 fmt --check bad.detente
sed 's/ "/    "/' canonical >loose.detente
run 1 fmt --write bad.detente loose.detente && same loose.detente canonical
run 4 fmt --write missing.detente
ln -s loose.detente link.detente
sed 's/ "/    "/' canonical >loose.detente
run 0 fmt --write link.detente && same loose.detente canonical
[ -L link.detente ] || fail "the link was replaced"
sed 's/ "/    "/' canonical >loose.detente
run 0 fmt loose.detente -o loose.detente && same loose.detente canonical

# Calls that make no sense.
run 2 fmt --check --write m.detente
run 2 fmt --write -o x m.detente
run 2 fmt m.detente loose.detente && has err "several files need --check or --write"
run 2 fmt --write -

finish
