# JSON and CSV of every model that we ship: what docs/formats.md promises, read with another reader.
. "$(dirname "$0")/expect.sh"
: "${JSON_CHECK:?names the checker built from json_check.c}"

promised() { # promised COMMAND WORDS...: exit 0 and a result as promised
    command=$1
    shift
    run 0 "$command" --format json "$@"
    empty err
    checks=$((checks + 1))
    "$JSON_CHECK" "$command" <out >said 2>&1 || fail "not as promised: $(head -5 said)"
}

small_model >small.detente
for kind in negotiation dispute game; do run 0 new $kind $kind.detente; done
find "$root/models/published" -name '*.detente' | sort >published
[ "$(wc -l <published)" -ge 5 ] || fail "where are the published models?"
models="small.detente negotiation.detente dispute.detente game.detente $(cat published)"
for model in $models; do
    promised solve "$model"
    promised states "$model"
    promised check "$model"
    if grep -q '^coalesce\|^states' "$model"; then promised solve --backend graph "$model"
    else promised solve --backend listed "$model"; fi
done

promised solve --limit 2 dispute.detente
promised states --limit 2 dispute.detente
promised solve --limit 0 dispute.detente
promised solve --where 'build and not sue' dispute.detente
promised states --where 'build and not sue' dispute.detente
promised states --where 'build and not sue' --limit 1 dispute.detente
promised solve --where no dispute.detente
promised states --where no dispute.detente
promised states --count dispute.detente && lacks out '"table"'
promised solve --concept nash dispute.detente && lacks out '"seq"'
promised solve --concept seq,nash --concept gmr dispute.detente
promised solve --stage 0 dispute.detente && has out '"number": 0, "date": null, "label": null, "of": 2'
promised solve --stage 1 dispute.detente
promised solve --stage 2025-06 dispute.detente && has out '"number": 1, "date": "2025-06-01"'
promised solve --stage 2024 dispute.detente && has out '"number": 0'
promised solve --lift lower.water dispute.detente && has out '"lift": ["lower.water"]'
promised solve --lift union.unpaid,board.budget negotiation.detente &&
    has out '"lift": ["union.unpaid", "board.budget"]'
promised solve --lift union.unpaid --lift board.budget negotiation.detente &&
    has out '"lift": ["union.unpaid", "board.budget"]'
promised solve --responses single dispute.detente && has out '"responses": "single"'
promised solve --responses once dispute.detente && has out '"responses": "once"'

# The same bytes, whatever the threads, the backend's name apart, and the locale.
run 0 solve --format json dispute.detente && cp out one
for n in 1 2 7; do run 0 solve --format json --threads $n dispute.detente && same out one; done
run 0 solve --format json --backend listed dispute.detente
sed 's/"cells": [0-9]*, "backend": "[a-z]*"/-/' out >listed
sed 's/"cells": [0-9]*, "backend": "[a-z]*"/-/' one >any
same listed any
LC_ALL=de_DE.UTF-8
run 0 solve --format json dispute.detente && same out one
LC_ALL=C

# A hostile model: quotes, escapes, markup, formulas, other scripts.
cat >hostile.detente <<'END'
conflict "</script><script>alert(\"1\")</script> & \\ % $ # _ { } ~ ^ | `x`"
player a "=cmd|' /C calc'!A0"
  option b "-2+3"
  option ñandú "@水 \"quoted\""
  redline c "+1, comma; semicolon": b or not ñandú
  prefer b
state weird "=1+1": b
status quo: state weird
outcome o "<b>bold</b>": b
END
promised solve hostile.detente
lacks out '<script'
lacks out '</'
promised states hostile.detente
run 0 solve --format csv hostile.detente
[ "$(wc -l <out)" = 5 ] || fail "not a line a state"
! grep -qE '(^|,)"?[=+@-]' out || fail "a cell that a spreadsheet would run"
run 0 solve --format markdown hostile.detente
! grep -qE '<(script|b)>' out || fail "markup in Markdown"
run 0 solve --format latex hostile.detente
! grep -v '^%' out | grep -qE '(^|[^\\])[#$%]' || fail "unescaped characters in LaTeX"

# CSV: as many columns in each row as in the header.
for model in small.detente dispute.detente $(head -3 published); do
    for command in solve states; do
        run 0 $command --format csv "$model"
        awk -F, '{ gsub(/"[^"]*"/, "") } NR == 1 { n = NF } NF != n { bad = 1 } END { exit bad }' out ||
            fail "rows of different lengths"
    done
done
run 0 states --count --format csv dispute.detente && is out "count
24"

# The examples of docs/formats.md are what is printed: all lines, up to where they are cut (…).
run 0 new negotiation talks.detente
run 0 solve --format json talks.detente && cp out talks.json
run 0 redlines --format json talks.detente && cat out >>talks.json
run 0 explain --format json talks.detente --state 6 --player board --versus 2 && cat out >>talks.json
run 0 timeline --format json talks.detente && cat out >>talks.json
run 0 paths --format json talks.detente && cat out >>talks.json
printf 'conflict "x"\nplayer north\n  option give\n  prefer gvie\n' >bad.detente
run 1 check --format json bad.detente && cat out >>talks.json
cp "$root"/models/council/* .
run 0 sources --format json well.detente && cat out >>talks.json
run 1 check bad.detente && head -3 out >shown
sed -n '/^## Diagnostics/,/^## JSON/p' "$root/docs/formats.md" | sed '1,/^```/d; /^```/,$d' >told
same shown told
sed -n '/^```json/,/^```$/p' "$root/docs/formats.md" | sed '/^```/d; s/…[]}",]*$//; s/, $//' | grep . >told
[ "$(wc -l <told)" -gt 60 ] || fail "docs/formats.md has few examples"
while IFS= read -r line; do has talks.json "$line"; done <told

finish
