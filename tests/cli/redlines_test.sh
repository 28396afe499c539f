# detente redlines: common ground, or what clashes and what would open it; its options; the same
# answers by the SAT solver, where the build has one.
. "$(dirname "$0")/expect.sh"
: "${JSON_CHECK:?names the checker built from json_check.c}"
small_model >m.detente
well_model >well.detente
clash_model >clash.detente
sed 's/^  redline no_tolls "[^"]*"/& rigid/' clash.detente >rigid.detente
sed 's/^  redline income "[^"]*"/& rigid/' rigid.detente >stuck.detente
# Upper town alone asks for what the constraints rule out.
sed 's/^  prefer quiet/  redline both "Both at once": drill and sue\n&/' well.detente >alone.detente

promised() { # promised WORDS...: exit 0 and the JSON that docs/formats.md promises
    run 0 redlines --format json "$@"
    empty err
    checks=$((checks + 1))
    "$JSON_CHECK" redlines <out >said 2>&1 || fail "not as promised: $(head -5 said)"
}
part() { sed -n "/^  \"$1\"/,/^  [\"}]/p" out; } # part FIELD: this field of the JSON result, roughly

# Common ground, before the event. By hand: no tolls, and the readings are shared or the town sues,
# but not both a second well and a suit: 4 states.
run 0 redlines well.detente --stage 0
narrow out
has out "4 of 16 outcomes respect everybody's red lines."
has out "none only (no_tolls)"
has out "Upper town   better in 4, worse in 0"
has out "detente solve well.detente"
promised well.detente --stage 0
has out '"common_ground": {"count": 4, "share": 0.250000, "states": [3, 4, 13, 14]}'
has out '{"option": "downstream.tolls", "status": "never", "levels": ["none"], "shut_by": [["upstream.no_tolls"]]}'
has out '"by": "enumeration"'
# After it nobody can drill: the constraints shut that out, no red line does.
promised well.detente
has out '{"option": "upstream.drill", "status": "never", "levels": ["no"], "shut_by": [[]]}'
has out '"common_ground": {"count": 3'
promised well.detente --stage 2025 && has out '"common_ground": {"count": 3'
promised well.detente --stage 2024 && has out '"common_ground": {"count": 4'

# No red lines: nothing to cross.
grep -v redline m.detente >free.detente
run 0 redlines free.detente && narrow out && has out "There is no red line to cross here."
promised free.detente && has out '"common_ground": {"count": 8, "share": 1.000000'

# A clash. By hand: giving up the upper town's line opens what has tolls, and readings or a suit,
# no heavy tolls with a suit, no well with a suit: 6 states. The other line: the 4 from above.
run 0 redlines clash.detente --stage 0
narrow out
has out "No outcome respects everybody's red lines."
has out "These two cannot hold together:"
has out '"No tolls at the well"'
has out '[minutes] "we will not pay"'
has out "The least that would open common ground is one of:"
grep -qE '^ *1  upstream\.no_tolls +6 ' out || fail "the first concession"
grep -qE '^ *2  downstream\.income +4 ' out || fail "the second concession"
has out "light or heavy (income)"
has out "none only (no_tolls)"
has out "detente redlines clash.detente --stage 0 --lift upstream.no_tolls"
promised clash.detente --stage 0
has out '["upstream.no_tolls", "downstream.income"]'
has out '{"lift": ["upstream.no_tolls"], "asks": ["upstream"], "rigid": false, "opens": 6'
has out '{"lift": ["downstream.income"], "asks": ["downstream"], "rigid": false, "opens": 4'
has out '"clash_count": 1'
has out '"concession_count": 2'
! grep -q '^  "agenda"' out || fail "an agenda beside the concessions"

# What somebody says that it cannot give up stands apart.
run 0 redlines rigid.detente && narrow out
has out "The least that would open common ground:"
has out "Others would ask somebody for a red line that it says it cannot give up:"
has out "detente redlines rigid.detente --lift downstream.income"
run 0 redlines stuck.detente && narrow out
has out "Every way to common ground asks somebody for a red line that it says it cannot"
promised rigid.detente && has out '"asks": ["upstream"], "rigid": true'
# A red line that no state respects clashes with itself alone.
run 0 redlines alone.detente && narrow out && has out "No possible outcome respects this one:"
promised alone.detente && has out '["upstream.both"]' && has out '"clash_count": 1'

# --lift: the same as what the concession was said to open.
run 0 redlines clash.detente --stage 0 --lift upstream.no_tolls && narrow out
has out "6 of 16 outcomes respect everybody's red lines."
has out "Lifted (--lift)"
promised clash.detente --stage 0 --lift downstream.income
has out '"common_ground": {"count": 4'
has out '"lift": ["downstream.income"]'
promised clash.detente --lift upstream.no_tolls,downstream.income --lift downstream.data
has out '"lift": ["upstream.no_tolls", "downstream.data", "downstream.income"]'
has out '"share": 1.000000'

# The command that it offers shows that concession: in the same game, among the same states.
cat >four.detente <<'END'
player a
  option x
  redline one: x
  redline two: not y
player b
  option y
  redline three: not x
  redline four: y
status quo: x
END
offered() { # offered WORDS...: the command after "see one:" finds common ground
    run 0 redlines four.detente "$@" && narrow out
    command=$(sed -n 's/^see one: *detente //p' out)
    what="detente $command"
    checks=$((checks + 1))
    eval "set -- $command"
    run 0 "$@" && has out " respect"
    lacks out "No outcome"
}
offered
offered --lift a.one
offered --concept nash && has out "(Nash)"
offered --lift b.four --where 'x or y' --stage 0
offered --between b,a --where "not (x and   y)"

# --between: whose red lines count.
run 0 redlines clash.detente --between downstream && narrow out
has out "respect the red lines of downstream."
promised clash.detente --between downstream && has out '"between": "downstream"' && has out '"clashes": []'
promised clash.detente --between upstream,downstream && has out '"clash_count": 1'
promised clash.detente --between downstream,upstream && has out '"clash_count": 1'

# --where: an agenda on which they look for common ground.
run 0 redlines well.detente --stage 0 --where 'not share' && narrow out
has out "1 of 8 outcomes respects everybody's red lines."
promised well.detente --stage 0 --where 'not share' && has out '"where": "not share"'
promised well.detente --stage 0 --where 'tolls'
has out '"common_ground": {"count": 0' && grep -q '^    \["upstream.no_tolls"\]$' out || fail "not the tolls"

# --concept, --limit.
for concept in nash gmr smr seq sseq; do
    promised clash.detente --concept $concept
    has out "\"concept\": \"$concept\""
done
run 0 redlines well.detente --concept gmr && has out "(GMR)" && lacks out "(SEQ)"
promised well.detente --stage 0 --limit 2 && has out '"states": [3, 4]}' && has out '"count": 4'
promised well.detente --stage 0 --limit 0 && has out '"states": [3, 4, 13, 14]}'

# The same bytes, whatever the threads; the same answer, whatever the backend.
promised clash.detente && cp out one
for n in 1 2 7; do promised clash.detente --threads $n && same out one; done
for backend in dense listed graph; do
    promised clash.detente --backend $backend
    sed 's/"cells": [0-9]*, "backend": "[a-z]*"/-/' out >any
    sed 's/"cells": [0-9]*, "backend": "[a-z]*"/-/' one >wanted
    same any wanted
done
run 0 redlines clash.detente && cp out one
for words in '--threads 2' '--memory 100M' --progress --no-progress --no-color '-o result'; do
    # shellcheck disable=SC2086
    run 0 redlines clash.detente $words
    [ "$words" != '-o result' ] || { empty out && mv result out; }
    same out one
done
cp clash.detente in
run 0 redlines - && sed 's/ clash\.detente/ -/' one >wanted && same out wanted

# What does not fit the model: exit 2, what is wrong, the nearest name, and nothing else.
wrong() { # wrong MESSAGE WORDS...
    message=$1
    shift
    run 2 redlines "$@"
    empty out
    has err "$message"
    narrow err
}
wrong "unknown player 'upstraem'; did you mean 'upstream'?" well.detente --between upstraem
wrong "unknown player 'xyzzy'" well.detente --between downstream,xyzzy && lacks err "did you mean"
wrong "unknown player ''" well.detente --between upstream,
wrong "'upstream.no_tols'" well.detente --lift upstream.no_tols && has err "no_tolls"
wrong "no feasible state satisfies it" well.detente --where no
wrong "expected a condition" well.detente --where 'share and'
wrong "'shar'; did you mean 'share'?" well.detente --where shar
wrong "7" well.detente --stage 7

# Hostile names, in text and in JSON.
cat >hostile.detente <<'END'
conflict "</script> \"x\" \\ `y`"
player a "=1+1 <b>"
  option b "\"quoted\" </td>"
  redline c "</script>, \"more\"; text": b cite s "</p>\\"
  redline d "水 ñ": not b because "<i>"
source s "</title>"
status quo: b
END
run 0 redlines hostile.detente && narrow out
promised hostile.detente && lacks out '</' && lacks out '<i'
for k in $(seq 1 40); do printf 'a very long label that goes on '; done >words
sed "s/Town needs/$(cat words)/; s/The upper town/$(cat words)/; s/No tolls at the well/$(cat words)/; s/Lower town/$(cat words)/" \
    clash.detente >wordy.detente
run 0 redlines wordy.detente && narrow out

# The published conflicts and the models to start from.
for kind in negotiation dispute game; do run 0 new $kind $kind.detente; done
models="m.detente well.detente clash.detente rigid.detente stuck.detente alone.detente
    negotiation.detente dispute.detente game.detente $(find "$root/models/published" -name '*.detente' | sort)"
for model in $models; do
    run 0 redlines "$model" && narrow out
    promised "$model"
done

# The SAT solver. A model of 60 options without a constraint: 2^60 states, nobody looks at each.
awk 'BEGIN {
    print "conflict \"Sixty options\""
    for (p = 1; p <= 3; p++) {
        print "player p" p
        for (o = 1; o <= 20; o++) print "  option o" p "_" o
        print "  redline some: at least 15 of (" list(p) ")"
        print "  redline few: at most 5 of (" list(p % 3 + 1) ")"
        print "  prefer o" p "_1"
    }
    print "status quo: o1_1"
}
function list(p,  o, text) {
    for (o = 1; o <= 20; o++) text = text (o > 1 ? ", " : "") "o" p "_" o
    return text
}' >sixty.detente
answers() { # answers FILE: what both ways must agree on
    grep -oE -e '^    \["[^]]*\]' -e '"(clash|concession)_count": [0-9]*' \
        -e '\{"lift": \[[^]]*\], "asks": \[[^]]*\], "rigid": [a-z]*' \
        -e '\{"option": "[^"]*", "status": "[a-z]*", "levels": \[[^]]*\]' "$1"
}
"$DETENTE" redlines m.detente --solver >out 2>err
if [ $? = 3 ]; then
    echo "this build has no SAT solver: only what it says of that is tested"
    run 3 redlines m.detente --solver
    empty out
    has err "this build has no SAT solver: install CaDiCaL (libcadical-dev) and build again"
    run 3 redlines sixty.detente
    empty out
    has err "CaDiCaL"
    finish
fi
for model in $models; do
    for words in '' '--stage 0' '--where yes'; do
        # shellcheck disable=SC2086
        promised "$model" $words && answers out >counted
        # shellcheck disable=SC2086
        promised "$model" $words --solver && answers out >solved
        has out '"by": "solver"'
        [ -s counted ] || fail "no answer"
        same solved counted
    done
    run 0 redlines "$model" --solver && narrow out
done
for words in '--between downstream' '--between upstream' '--lift downstream.income' '--where tolls' \
    '--where sue' '--lift upstream.no_tolls --between upstream' '--stage 0 --where drill'; do
    # shellcheck disable=SC2086
    promised clash.detente $words && answers out >counted
    # shellcheck disable=SC2086
    promised clash.detente $words --solver && answers out >solved && same solved counted
done
wrong "no feasible state satisfies it" well.detente --where no --solver
wrong "unknown player 'upstraem'" well.detente --between upstraem --solver

# By hand: of each player at least 15 or at most 5, as its own line and the one of the player before
# it say; so the two lines on each of the three lists clash, and one of each pair must go.
run 0 redlines sixty.detente && narrow out && has out "Found and proved by a SAT solver"
promised sixty.detente && has out '"by": "solver"' && has out '"clash_count": 3' && has out '"concession_count": 8'
has out '["p1.some", "p3.few"]'
has out '"possible": "1152921504606846976"'

finish
