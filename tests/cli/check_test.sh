# detente check: every finding, with its place; exit codes; text and JSON.
. "$(dirname "$0")/expect.sh"
small_model >m.detente

run 0 check m.detente
is out "m.detente: no errors, no warnings"
empty err
run 0 check --deep --strict m.detente

# All mistakes at once, in the order of the file, each with the line and a caret under the place:
# first those of form, then those of meaning.
cat >form.detente <<'END'
player north
  option
  option take "Take" levels one
  prefer take and )
status quo = take
player "x"
END
cat >bad.detente <<'END'
conflict "Mistakes"
player north
  option give
  prefer gvie
player south
  option take "Take"
  prefer tkae
infeasible give = maybe
require take and give and gave
status quo: give, give
END
for file in form bad; do
    run 1 check $file.detente
    empty err
    narrow out
    [ "$(grep -c ': error: ' out)" -ge 5 ] || fail "not all mistakes were told"
    grep -o "^$file.detente:[0-9][0-9]*" out | cut -d: -f2 >places
    [ "$(wc -l <places)" = "$(grep -c ': error: ' out)" ] || fail "mistakes without a line"
    sort -n places | cmp -s - places || fail "not in the order of the file"
    [ "$(grep -c '^ *^~*$' out)" = "$(grep -c ': error: ' out)" ] || fail "mistakes without a caret"
    has out "$file.detente: $(grep -c ': error: ' out) errors, no warnings"
done
has out "bad.detente:4:10: error: "
has out "'give'"
grep -A1 -F '    prefer gvie' out | tail -1 >caret && is caret "           ^~~~"
cp out of_check
run 1 solve bad.detente
empty out
grep -v '^bad.detente: [0-9]* errors, ' of_check >wanted
same err wanted
run 1 states bad.detente && same err wanted

# Tabs, wide and combining characters: the caret stands below the place.
printf 'player a\n\toption b\n\tprefer\tx\n' >tab.detente
run 1 check tab.detente
has out "tab.detente:3:9: error: "
has out "      prefer    x"
has out "                ^"
printf 'player a "水水"\n  option b\n  prefer b because "水é́" and\n' >wide.detente
run 1 check wide.detente
narrow out
grep -A1 'prefer b because' out | tail -1 | grep -q '\^' || fail "no caret"
# A line of a megabyte is shown around the place only.
{ printf 'player a\n  option b\n  prefer b'; yes ' and b' | head -c 1000000 | tr -d '\n'; echo ' and x'; } >long.detente
run 1 check long.detente
narrow out
has out "..."
[ "$(wc -c <out)" -lt 1000 ] || fail "a long line is printed whole"
COLUMNS=120 && export COLUMNS
run 1 check long.detente
awk 'length($0) > 100 { found = 1 } END { exit !found }' out || fail "COLUMNS=120 is not used"
awk 'length($0) > 120 { found = 1 } END { exit found }' out || fail "wider than COLUMNS"
unset COLUMNS

# Warnings: exit 0, with --strict 1; solve says how many and where to read them.
sed 's/prefer not shout/prefer not shout\n  prefer give or not give/' m.detente >warned.detente
run 0 check warned.detente
has out "warned.detente:13:"
has out ": warning: "
narrow out
grep -q '^warned.detente: no errors, [1-9]' out || fail "no sum"
run 1 check --strict warned.detente
run 1 check --strict m.detente warned.detente
run 0 check m.detente warned.detente

# -o and JSON.
run 1 check bad.detente -o report && empty out && same report of_check
for file in m bad warned; do
    run "$([ $file = bad ] && echo 1 || echo 0)" check --format json $file.detente
    empty err
    "$JSON_CHECK" check <out >said 2>&1 || fail "JSON: $(cat said)"
done
run 1 check --strict --format json warned.detente
run 4 check --format json missing.detente && empty out

finish
