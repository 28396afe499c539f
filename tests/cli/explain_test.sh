# detente explain: which state, which players, which concepts; two states compared; what it says is
# found true by verify.
. "$(dirname "$0")/expect.sh"
: "${JSON_CHECK:?names the checker built from json_check.c}"
small_model >m.detente
well_model >well.detente

promised() { # promised WORDS...: exit 0 and the JSON that docs/formats.md promises
    run 0 explain --format json "$@"
    empty err
    checks=$((checks + 1))
    "$JSON_CHECK" explain <out >said 2>&1 || fail "not as promised: $(head -5 said)"
}
verified() { # verified MODEL WORDS...: what explain says of it is true
    model=$1
    shift
    promised "$model" "$@"
    verdicts=$(grep -c '"concept": ' out)
    cp out in
    run 0 verify "$model" -
    checks=$((checks + 1))
    [ "$verdicts" -gt 0 ] || fail "no verdicts"
}

# Today is the default. By hand: in the small model the south would rather be silent, whatever the
# north does; the north cannot gain: giving way would cross its red line.
run 0 explain m.detente
narrow out
has out "State 5, today:"
has out "It holds for The north (SEQ)."
has out "It does not hold for The south (SEQ)."
has out "detente verify m.detente WITNESS.json"
cp out today
for words in '--state 5' '--state #5' '--state NNY' '--stage 0' '--backend listed' '--backend graph' '--threads 2' \
    '--memory 100M' --no-color --progress; do
    # shellcheck disable=SC2086
    run 0 explain m.detente $words && same out today
done
run 0 explain m.detente --where 'not give and not take and shout' && grep -q '^State 5, today:' out || fail "--where"
run 0 explain m.detente -o file && same file today && empty out
cp m.detente in
run 0 explain - && sed 's/ m\.detente / - /' today >wanted && same out wanted

# Another state, by what it can be called.
sed 's/^status quo/state calm "All is calm": take\n&/' m.detente >named.detente
run 0 explain named.detente --state calm && cp out calm && narrow out && has out "calm"
for words in '--state 3' '--state #3' '--state NYN'; do
    # shellcheck disable=SC2086
    run 0 explain named.detente $words && same out calm
done
run 0 explain named.detente --where 'state calm' && grep -v '^Shown\|^  Moves to' out >shown && same shown calm

# Only one player; only some concepts.
run 0 explain m.detente --player south && narrow out && has out "The south (SEQ)" && lacks out "for The north"
run 0 explain m.detente --concept nash,sseq --player north
narrow out
has out "It holds for The north (Nash)."
has out "It holds for The north (SSEQ)."
lacks out "(SEQ)"
promised m.detente --concept nash --concept gmr && [ "$(grep -c '"concept": ' out)" = 4 ] || fail "not 4 verdicts"
promised m.detente --player north && [ "$(grep -c '"concept": ' out)" = 1 ] || fail "not 1 verdict"
promised m.detente --concept nash,gmr,smr,seq,sseq && [ "$(grep -c '"concept": ' out)" = 10 ] || fail "not 10"
has out '"player": "south", "concept": "nash", "stable": false'

# Two states: who prefers which, by the first statement on which they differ.
run 0 explain m.detente --state 1 --versus 3
narrow out
has out "Compared with state 3:"
has out 'The north prefers state 3, by "prefer take"'
has out "The south is indifferent"
promised m.detente --state 1 --versus 3
has out '{"player": "north", "prefers": "versus", "statement": "take"}'
has out '{"player": "south", "prefers": "neither", "statement": null}'
promised m.detente --state 1 --versus NNN && has out '"prefers": "neither"' && lacks out '"prefers": "state"'
run 0 explain well.detente --stage 0 --state 3 --versus 5 && narrow out
has out 'Upper town prefers state 3, by its red line "No tolls at the well" [minutes]'
promised m.detente && has out '"versus": null'

# A sanction. By hand, before the event, from no tolls and readings shared (3): the upper town's one
# gain is to drill as well (4), and then the lower town would rather levy tolls.
run 0 explain well.detente --stage 0 --state 3 --player upstream
narrow out
has out "It holds for Upper town (SEQ)."
has out "-> state 4"
has out "Lower town would then prefer to -> state"
run 0 explain well.detente --stage 0 --state 3 --player upstream --concept nash && has out "It does not hold for Upper town (Nash)."
verified well.detente --stage 0 --state 3 --concept nash,gmr,smr,seq,sseq --versus 4

# --stage and --lift: another conflict, another answer.
promised well.detente --state NY0N && has out '"number": 1, "date": "2025-04-02"'
promised well.detente --stage 0 --state NY0N --lift upstream.no_tolls && has out '"lift": ["upstream.no_tolls"]'
verified well.detente --stage 0 --state NY0N --lift upstream.no_tolls
verified well.detente --stage 2025 --state NY0N

# What does not fit the model: exit 2, what is wrong, the nearest name, and nothing else.
wrong() { # wrong MESSAGE WORDS...
    message=$1
    shift
    run 2 explain "$@"
    empty out
    has err "$message"
    narrow err
}
wrong "there is no state 9: states are numbered from 1 to 8" m.detente --state 9
wrong "there is no state 0: states are numbered from 1 to 8" m.detente --state 0
wrong "there is no state 99" m.detente --state '#99'
wrong "there is no state 99" m.detente --versus 99
wrong "'clam' is no state" named.detente --state clam && has err "did you mean 'calm'?"
wrong "'clam' is no state" named.detente --versus clam && has err "did you mean 'calm'?"
wrong "a pattern of 3 characters" m.detente --state NYNN
wrong "'NYX'" m.detente --state NYX
wrong "unknown player 'suoth'; did you mean 'south'?" m.detente --player suoth
wrong "unknown player 'xyzzy'" m.detente --player xyzzy && lacks err "did you mean"
wrong "it holds in 4" m.detente --where give
wrong "it holds in 0" m.detente --where no
wrong "'gvie'; did you mean 'give'?" m.detente --where gvie
wrong "'north.prid'" m.detente --lift north.prid && has err "pride"
wrong "3" m.detente --stage 3
grep -v '^status quo' m.detente >nowhere.detente
wrong "which state? The model has no status quo: name one with --state" nowhere.detente
run 0 explain nowhere.detente --state 1 && narrow out

# Hostile names, in text and in JSON.
cat >hostile.detente <<'END'
conflict "</script> \"x\" \\ `y`"
player a "=1+1 <b>"
  option b "\"quoted\" </td>"
  redline c "</script>, \"more\"; text": b cite s "</p>\\"
  prefer not b because "<i>"
source s "</title>"
status quo: not b
END
run 0 explain hostile.detente --versus 2 && narrow out
promised hostile.detente --versus 2 && lacks out '</' && lacks out '<i'
for k in $(seq 1 40); do printf 'a very long label that goes on '; done >words
sed "s/Lower town/$(cat words)/; s/Upper town/$(cat words)/; s/Share the/$(cat words)/" well.detente >wordy.detente
run 0 explain wordy.detente --stage 0 --state 3 --versus 5 && narrow out

# Every published conflict, and the models to start from: all players, all concepts, some states.
for kind in negotiation dispute game; do run 0 new $kind $kind.detente; done
models="m.detente well.detente negotiation.detente dispute.detente game.detente
    $(find "$root/models/published" -name '*.detente' | sort)"
for model in $models; do
    run 0 states "$model" --count --format csv
    count=$(tail -1 out)
    for number in 1 $((count / 2)) "$count"; do
        verified "$model" --state "#$number" --concept nash,gmr,smr,seq,sseq --versus '#1'
        run 0 explain "$model" --state "#$number" --concept nash,gmr,smr,seq,sseq --versus '#1' && narrow out
    done
done

# A witness that was changed is not true.
promised m.detente && sed 's/"stable": false/"stable": true/; s/"escape": {.*}/"escape": null/' out >false.json
run 1 verify m.detente false.json

finish
