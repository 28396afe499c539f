# Sourced by the tests of this folder: runs the command, compares, counts. A test goes on after a
# failure and ends with `finish`.

case ${DETENTE:?names the command to test} in
/*) ;;
*) DETENTE=$PWD/$DETENTE ;;
esac
[ -x "$DETENTE" ] || { echo "there is no command $DETENTE"; exit 1; }
case $0 in
/*) tests=$(dirname "$0") ;;
*) tests=$(cd "$(dirname "$0")" && pwd) ;;
esac
root=$(cd "$tests/../.." && pwd)
work=$(mktemp -d) || exit 1
trap 'cd /; rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR COLUMNS CDPATH
LC_ALL=C TERM=dumb
export LC_ALL TERM
umask 022

checks=0 failures=0 what=

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n  after: %s\n' "$1" "$what"
    sed 's/^/  out| /' out | head -20
    sed 's/^/  err| /' err | head -20
}

# run CODE WORDS...: the command with these words (standard input: the file `in`, or nothing) must
# end with this exit code. Leaves its output in the files `out` and `err`.
run() {
    code=$1
    shift
    what="detente $*"
    if [ -e in ]; then "$DETENTE" "$@" <in >out 2>err; else "$DETENTE" "$@" </dev/null >out 2>err; fi
    found=$?
    rm -f in
    checks=$((checks + 1))
    [ "$found" = "$code" ] || fail "exit code $found instead of $code"
}

# has FILE TEXT: the text stands in the file. lacks: it does not. empty: the file is empty.
has() {
    checks=$((checks + 1))
    grep -qF -e "$2" "$1" || fail "$1 does not have: $2"
}
lacks() {
    checks=$((checks + 1))
    ! grep -qF -e "$2" "$1" || fail "$1 has: $2"
}
empty() {
    checks=$((checks + 1))
    [ ! -s "$1" ] || fail "$1 is not empty: $(head -c 200 "$1")"
}
# is FILE TEXT: the file is exactly this text and a newline.
is() {
    checks=$((checks + 1))
    printf '%s\n' "$2" >wanted
    cmp -s "$1" wanted || {
        fail "$1 is not as expected"
        diff wanted "$1" | sed 's/^/  /'
    }
}
same() {
    checks=$((checks + 1))
    cmp -s "$1" "$2" || fail "$1 and $2 differ"
}
# narrow FILE: no line is wider than 80 columns (one a code point), none ends in a blank, nothing
# in it steers a terminal. Messages with their place are one line each, for editors, however long;
# so are the next commands (from column 28), to be copied.
narrow() {
    checks=$((checks + 1))
    wide=$(grep -vE ': (error|warning|note): |^detente: |^.{25}  detente ' "$1" |
        awk '{ t = $0; gsub(/[\200-\277]/, "", t) } length(t) > 80' | head -3)
    [ -z "$wide" ] || fail "$1 has lines beyond 80 columns: $wide"
    ! grep -q ' $' "$1" || fail "$1 has blanks at the end of a line"
    tame "$1"
}
# tame FILE: nothing in it steers a terminal.
tame() {
    checks=$((checks + 1))
    ! grep -q "$(printf '[\001-\010\013-\037\177]')" "$1" || fail "$1 has control characters"
    ! grep -qE "$(printf '\302[\200-\237]|\342\200[\250-\256]')" "$1" || fail "$1 has marks that steer"
}
finish() {
    echo "$checks checks, $failures failed"
    [ "$checks" -gt 0 ] && [ "$failures" -eq 0 ]
    exit
}

# A small model: 2 players, 3 options, 8 states, all feasible.
small_model() {
    cat <<'END'
conflict "A small conflict"

player north "The north"
  option give "Give way"
  redline pride "Not first": not give or take
  prefer take

player south "The south"
  option take "Take the offer"
  option shout "Shout"
  prefer give
  prefer not shout

status quo: shout

outcome deal "A deal": give and take
END
}

# Two towns and a well: 2 players, 4 options, 16 states, two red lines that 4 states respect.
well_model() {
    cat <<'END'
conflict "Two towns and a well"

source minutes "Council minutes" by "Town clerk" on 2025-03-01

player upstream "Upper town"
  option drill "Drill a second well" irreversible
  option share "Share the meter readings"
  redline no_tolls "No tolls at the well": not tolls cite minutes "we will not pay"
  prefer quiet: not sue
  prefer share if not tolls
  prefer drill

player downstream "Lower town"
  option tolls "Levy tolls" levels none, light, heavy
  option sue "Go to court"
  redline data "No deal without meter readings": share or sue
  prefer share
  prefer not drill
  prefer higher tolls

infeasible sue and tolls = heavy
require one_front: at most 1 of (drill, sue)

status quo: tolls = light
no deal: tolls = heavy

outcome settlement "A settlement": share and not tolls

event 2025-04-02 "The drought order"
  fix not drill
END
}

# The same, but the lower town also needs the tolls: that clashes with the upper town's red line.
clash_model() {
    well_model | sed 's/^  redline data .*/&\n  redline income "The town needs the tolls": tolls/'
}
