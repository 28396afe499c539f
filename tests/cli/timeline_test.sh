# detente timeline: stages side by side, one in full; every format; models with none and with many
# events, dates of every precision and in any order.
. "$(dirname "$0")/expect.sh"
: "${JSON_CHECK:?names the checker built from json_check.c}"
small_model >m.detente
well_model >well.detente
clash_model >clash.detente
cat >>clash.detente <<'END'
  add downstream first prefer not share
  now tolls = none

event 2025 "A year ends"

event 2025-04 "The month ends" because "nothing happened"
  drop income
END

promised() { # promised WORDS...: exit 0 and the JSON that docs/formats.md promises
    run 0 timeline --format json "$@"
    empty err
    checks=$((checks + 1))
    "$JSON_CHECK" timeline <out >said 2>&1 || fail "not as promised: $(head -5 said)"
}

run 0 timeline well.detente
narrow out
has out "1 event; stage 0 is the time before the first."
has out "1  2025-04-02: The drought order"
grep -qE '^  line [0-9]+: fix not drill$' out || fail 'the line of the event'
promised well.detente

# Common ground at the first stage, none at the others until a line is dropped; by last days of
# dates: the order, the month, the year.
run 0 timeline clash.detente
narrow out
grep -qE '^ +0 +0 ' out || fail "stage 0"
grep -qE '^ +1  2025-04-02 ' out || fail "stage 1"
grep -qE '^ +2  2025-04 ' out || fail "stage 2"
grep -qE '^ +3  2025 ' out || fail "stage 3"
has out "changes nothing in the model"
has out "moves the status quo; the same outcomes hold"
has out "Outcomes that a concession would open and that are for no player worse than no"
has out "1  upstream.no_tolls"
promised clash.detente
promised clash.detente --stage 2025-04-03
[ "$(grep -c '"stage": [0-9]' out)" = 1 ] || fail "not one stage"
run 0 timeline clash.detente --stage 0 && narrow out
has out "No outcome respects everybody's red lines."
has out "upstream.no_tolls, downstream.income"
has out "The situation of the day, NN1N,"
run 0 timeline clash.detente --stage 3 && narrow out
has out "everybody's red lines ("

# Without events there is one stage.
run 0 timeline m.detente && narrow out
has out "No event happens in this model: it has one stage."
promised m.detente

# Formats.
for model in well.detente clash.detente m.detente; do
    run 0 timeline --format csv $model
    has out "stage,date,label,feasible,asked,common,common_no_worse,clashes,concessions,opens,no_worse,nash,reached_nash"
    awk -F, '{ gsub(/"[^"]*"/, "") } NR == 1 { n = NF } NF != n { bad = 1 } END { exit bad }' out ||
        fail "rows of different lengths"
    run 0 timeline --format markdown $model
    awk -F'|' '/^$/ { n = 0 } /^\|/ { if (n && NF != n) bad = 1; n = NF } END { exit bad }' out ||
        fail "a ragged table"
    run 0 timeline --format latex $model
    has out '\begin{tabular}' && has out '\end{tabular}'
done
[ "$("$DETENTE" timeline --format csv clash.detente | wc -l)" = 5 ] || fail "not a row a stage"

# The rest of the options.
promised clash.detente --concept seq,nash --responses once --threads 3 --limit 1
promised clash.detente --where "share" --limit 0
promised clash.detente --lift downstream.income
run 0 timeline clash.detente --lift downstream.income && narrow out
has out "Lifted where they stand: downstream.income"
for backend in dense listed; do
    run 0 timeline clash.detente --backend $backend && cp out $backend
done
same dense listed
run 0 timeline clash.detente --concept gmr --where "not share" && narrow out
has out "(GMR)"
run 0 timeline clash.detente -o file.txt && empty out && [ -s file.txt ] || fail "no file"

# Mistakes.
run 2 timeline well.detente --lift upstream.no_tols
has err "upstream.no_tolls"
run 2 timeline well.detente --stage 2
has err "there is no stage 2"
run 2 timeline well.detente --where "shar"
has err "--where"
run 3 timeline well.detente --memory 10K
(cat m.detente; printf '\nevent 2025-01\n  fix grive\n') >names.detente
run 1 timeline names.detente
has err "did you mean"
(cat m.detente; printf '\nevent 2025-01 "Gone"\n  add infeasible shout or not shout\n') >none.detente
run 1 timeline none.detente
has err "after this event"

# A hostile model.
cat >hostile.detente <<'END'
conflict "</script><script>alert(\"1\")</script> & \\ % $ # _ { } ~ ^ | `x`"
player a "=cmd|' /C calc'!A0"
  option b "-2+3"
  option ñandú "@水 \"quoted\""
  redline c "+1, comma; semicolon": b and not ñandú
  redline d "<b>": ñandú
  prefer b
state weird "=1+1": b
status quo: not b
event 2025 "=1+1 <b>"
  add a prefer e: not ñandú
  add infeasible "f" f: b and ñandú
END
sed -i 's/ "f" f:/ f:/' hostile.detente
promised hostile.detente && lacks out '<b>' && lacks out '</'
run 0 timeline hostile.detente && narrow out
run 0 timeline hostile.detente --format csv
! grep -qE '(^|,)"?[=+@-]' out || fail "a cell that a spreadsheet would run"
run 0 timeline hostile.detente --format markdown
! grep -qE '<(script|b)>' out || fail "markup in Markdown"
run 0 timeline hostile.detente --format latex
! grep -v '^%' out | grep -qE '(^|[^\\])[#$%]' || fail "unescaped characters in LaTeX"

finish
