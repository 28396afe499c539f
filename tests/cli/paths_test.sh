# detente paths: from today to what holds, to a state, to an outcome; by whom first; every format.
. "$(dirname "$0")/expect.sh"
: "${JSON_CHECK:?names the checker built from json_check.c}"
small_model >m.detente
well_model >well.detente

promised() { # promised WORDS...: exit 0 and the JSON that docs/formats.md promises
    run 0 paths --format json "$@"
    empty err
    checks=$((checks + 1))
    "$JSON_CHECK" paths <out >said 2>&1 || fail "not as promised: $(head -5 said)"
}

# By hand, before the event: from light tolls alone the upper town would rather drill or share, the
# lower town rather raise the tolls.
run 0 paths well.detente --stage 0
narrow out
has out "From today, state 5, to "
has out "outcomes that hold (SEQ)."
has out "Status quo analysis"
has out "detente solve well.detente"
promised well.detente --stage 0
promised well.detente
promised m.detente
promised m.detente --from NNN --to NNN
has out '"steps": 0, "count": 1, "overflow": false, "first": []'
promised well.detente --to settlement
has out '"kind": "outcome", "concept": null, "outcome": "settlement"'
promised well.detente --to settlement --where "not share"
has out '"count": 0'
run 0 paths well.detente --to settlement --where "not share" && narrow out
has out "to 0 outcomes"

# A move that changes a level names both.
run 0 paths well.detente --stage 0 --to 1 && narrow out
has out "Levy tolls: from light to none"
promised well.detente --stage 0 --to 1
has out '{"option": "downstream.tolls", "from": "light", "to": "none"}'
# What cannot be undone is out of reach.
run 0 paths well.detente --stage 0 --from YN0N --to NN0N && narrow out
has out "No sequence of legal moves leads there."
promised well.detente --stage 0 --from YN0N --to NN0N
has out '"legal": null'
has out '"against": null'

# Somebody must act against its preference: give does north no good.
cat >gift.detente <<'END'
player north "The north"
  option give "Give way"
  prefer not give
player south "The south"
  option take "Take the offer"
  prefer take if give
  prefer not take
infeasible take and not give
status quo: not give
END
run 0 paths gift.detente --to YY && narrow out
has out "Not by improvements. At least one move must be made against the mover's"
has out "The north makes it:"
has out "(against its"
promised gift.detente --to YY
has out '"against": 1'
has out '"first_against": ["north"]'

# Formats: as many columns in each row as in the header.
for words in "well.detente --stage 0" "gift.detente --to YY" "m.detente --concept nash"; do
    run 0 paths $words --format csv
    has out "number,name,pattern,against,improving_steps,"
    awk -F, '{ gsub(/"[^"]*"/, "") } NR == 1 { n = NF } NF != n { bad = 1 } END { exit bad }' out ||
        fail "rows of different lengths"
    run 0 paths $words --format markdown
    awk -F'|' '/^\|/ { if (n && NF != n) bad = 1; n = NF } END { exit bad }' out || fail "a ragged table"
    run 0 paths $words --format latex
    has out '\begin{tabular}' && has out '\end{tabular}'
done
run 0 paths gift.detente --to YY --format csv
has out '!north:YN south:YY'

# Mistakes.
run 2 paths well.detente --to settlment
has err "did you mean 'settlement'?"
run 2 paths well.detente --to 99
has err "there is no state 99"
run 2 paths well.detente --from nowhere
has err "'nowhere' is no state"
grep -v "^status quo" m.detente >nowhere.detente
run 2 paths nowhere.detente
has err "from where? The model has no status quo here: name a state with --from"
run 0 paths nowhere.detente --from 1
run 2 paths well.detente --where "no such"
run 2 paths well.detente --stage 7
run 2 paths well.detente --lift upstream.no_tols
has err "upstream.no_tolls"

# The rest of the options mean what they mean elsewhere.
promised well.detente --stage 2024 --concept nash --responses single --threads 2 --limit 1
promised well.detente --stage 0 --lift upstream.no_tolls
run 0 paths well.detente --stage 0 --limit 1 && has out " more: --limit N"
for backend in dense listed; do
    run 0 paths well.detente --stage 0 --backend $backend && cp out $backend
done
same dense listed
run 0 paths well.detente -o file.txt && empty out && [ -s file.txt ] || fail "no file"
run 3 paths well.detente --memory 10K

# A hostile model.
cat >hostile.detente <<'END'
conflict "</script><script>alert(\"1\")</script> & \\ % $ # _ { } ~ ^ | `x`"
player a "=cmd|' /C calc'!A0"
  option b "-2+3"
  option ñandú "@水 \"quoted\""
  prefer b
state weird "=1+1": b
status quo: not b
END
promised hostile.detente && lacks out '<script' && lacks out '</'
run 0 paths hostile.detente && narrow out
run 0 paths hostile.detente --format csv
! grep -qE '(^|,)"?[=+@-]' out || fail "a cell that a spreadsheet would run"
run 0 paths hostile.detente --format markdown && ! grep -qE '<script' out || fail "markup"
run 0 paths hostile.detente --format latex
! grep -v '^%' out | grep -qE '(^|[^\\])[#$%]' || fail "unescaped characters in LaTeX"

finish
