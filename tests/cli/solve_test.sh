# detente solve and detente states as people read them: the answer, its options, errors of options
# that only the model can show.
. "$(dirname "$0")/expect.sh"
small_model >m.detente
run 0 new dispute dispute.detente
run 0 new negotiation talks.detente

# The small model by hand: the south always takes, nobody shouts, giving does not hurt the north's
# first wish. Taking and silence hold for the south in every sense; the north is indifferent.
run 0 solve m.detente
empty err
narrow out
has out "A small conflict"
has out "8 combinations of options, 8 possible; all examined, none sampled."
has out "does not hold"
has out "The south"
has out "A deal"
run 0 states m.detente
narrow out
[ "$(grep -c '^ *[1-8]  [NY]' out)" = 8 ] || fail "not 8 states"
run 0 states m.detente --count && grep -q 8 out || fail "not 8"
run 0 states m.detente --where 'give and take' --count && grep -q 2 out || fail "not 2"
run 0 states m.detente --where 'deal' --count && grep -q 2 out || fail "not 2"
run 0 states m.detente --where 'no' && narrow out
run 0 solve m.detente --where 'no' && narrow out
run 0 solve m.detente --table && narrow out && has out "Ranks"
for words in '' --table '--concept nash' '--where shout' '--limit 1' '--responses single' '--stage 0'; do
    for format in text markdown latex; do
        # shellcheck disable=SC2086
        run 0 solve m.detente $words --format $format
        empty err
        tame out
        [ $format != text ] || narrow out
    done
done
run 0 solve m.detente --format latex && has out '\toprule' && has out '\bottomrule'
run 0 solve m.detente --format markdown && has out '| --- |'

# What the others' answers may be, the backend and the threads change no more than they say.
run 0 solve talks.detente --backend dense && cp out one
for words in '--backend listed' '--threads 1' '--threads 7' '--memory 100M' '--progress' '--no-progress'; do
    # shellcheck disable=SC2086
    run 0 solve talks.detente $words && same out one
done

# Stages.
run 0 solve dispute.detente && cp out last
run 0 solve dispute.detente --stage 2 && same out last
run 0 solve dispute.detente --stage 2025-09 && same out last
run 0 solve dispute.detente --stage 2030 && same out last
has last "after event 2 of 2"
run 0 solve dispute.detente --stage 1 && has out "The bank pays the first part"
run 0 solve dispute.detente --stage 0 && lacks out "The bank pays"

# Options that do not fit the model: exit 2, what is wrong, and nothing else.
wrong() { # wrong MESSAGE WORDS...
    message=$1
    shift
    run 2 "$@"
    empty out
    has err "$message"
    narrow err
}
wrong "7" solve dispute.detente --stage 7
wrong "2025-13" solve dispute.detente --stage 2025-13
wrong "-1" solve dispute.detente --stage=-1
wrong "lower.watr" solve dispute.detente --lift lower.watr
has err "lower.water"
wrong "water" states dispute.detente --lift nobody.water
wrong "'buidl'; did you mean 'build'?" solve dispute.detente --where 'buidl'
wrong "expected a condition" states dispute.detente --where 'build and'
wrong "expected" states dispute.detente --where ''
wrong "expected" states dispute.detente --where '('
tame err

# Limits: refused before the memory is taken, saying what was needed.
{
    for p in 1 2 3 4; do
        echo "player p$p"
        for o in 1 2 3 4 5 6 7 8; do echo "  option o${p}_$o"; done
        for o in 1 2 3 4 5 6 7 8; do echo "  prefer o${p}_$o"; done
    done
    echo "status quo: o1_1"
} >big.detente
run 3 solve big.detente --memory 64M
empty out
grep -qE '[0-9] ?(KiB|MiB|GiB)' err || fail "does not say how much"
run 3 states big.detente --memory 64M
sed 's/^player p1/player p0\n  option x1\nplayer p1/' big.detente | sed 's/o1_1$/o1_1, x1/' >more.detente
for p in 5 6 7 8; do
    echo "player p$p"
    for o in 1 2 3 4 5 6 7 8; do echo "  option o${p}_$o"; done
done >more
cat big.detente more >toomany.detente
run 3 solve toomany.detente
empty out
[ -s err ] || fail "no word"

# Models that need the graph backend, and those that may have it.
printf 'states 1, 2\nplayer a\n  rank 1 > 2\nmove a: 1 <-> 2\nstatus quo: state 1\n' >graph.detente
run 0 check graph.detente
run 0 solve graph.detente
has out "2 states; all examined, none sampled."
has out "  a          2 moves"
run 0 solve --backend graph graph.detente
run 2 solve --backend dense graph.detente
empty out
has err "a model with 'states' needs the graph backend: leave out --backend"
printf 'player a\n  option x\n  option y\n  prefer x\ncoalesce x\n' >one.detente
run 0 solve one.detente
has out "4 combinations of options, 4 possible, coalesced to 3; all examined"
run 2 states --backend listed one.detente
has err "a model with 'coalesce' needs the graph backend"
run 0 states --format csv one.detente
has out "2,,,Y-,yes,either,1,,"
run 3 solve --backend graph --memory 100M big.detente
empty out
has err "the graph backend"

# Warnings are counted, not printed.
sed 's/prefer not shout/prefer not shout\n  option unused/' m.detente >warned.detente
run 0 solve warned.detente
grep -qE '^[0-9]+ warnings?: detente check warned.detente$' err || fail "no hint at the warnings"
[ "$(wc -l <err)" = 1 ] || fail "more than a hint"

finish
