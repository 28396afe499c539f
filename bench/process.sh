#!/bin/sh
# Whole processes: `detente solve`, from the start of the command to its end, all five concepts.
#   bench/process.sh COMMAND CHECKSUMS FOLDER
# Models are written to FOLDER. Each is solved by every backend named, best of so many runs; the
# answers (the JSON but for the file, the version and the backend) are compared with CHECKSUMS and so
# with each other. A wrong one fails; a slow one is marked. BENCH_RECORD=1 adds unknown checksums.
set -u
command=$1 checksums=$2 folder=$3
root=$(cd "$(dirname "$0")/.." && pwd)
mkdir -p "$folder" || exit 1
wrong=0

# `random N A B seed`: lines of preferences, N for each player in A over the options in B.
preferences() {
    awk -v count="$1" -v players="$2" -v options="$3" -v seed="$4" '
        function below(n) { seed = (seed * 1103515245 + 12345) % 2147483648; return int(seed / 65536) % n }
        function literal() { return (below(2) ? "not " : "") o[1 + below(m)] }
        BEGIN {
            n = split(players, p, " "); m = split(options, o, " "); split("and or if iff", w, " ")
            for (k = 1; k <= n; k++) {
                print "player " p[k]
                for (j = 0; j < count; j++) print "  prefer " literal() " " w[1 + below(4)] " " literal()
            }
        }'
}

# The published options and constraints; the preferences are made up, by a fixed seed.
trade() {
    echo "# Options and constraints as published; preferences made up by bench/process.sh."
    cat "$root/models/published/hipel-fraser-cooper-1990/trade-in-services.detente"
    preferences 12 "us ec japan nics ldcs middle" "push retaliate bilateral agenda linkage internal
        follow resist ec_separate support japan_separate strong_support nics_separate
        strong_resistance ldcs_separate development support_us broker middle_separate" 1990
}

twenty() {
    for k in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        echo "player p$k"
        echo "  option o$k"
        players="${players:-} p$k" options="${options:-} o$k"
    done
    preferences 12 "$players" "$options" 20
}

# Twelve players with five options, of which each takes exactly one, and pairs that exclude each other.
sixty() {
    awk 'BEGIN {
        seed = 60
        for (p = 0; p < 12; p++) {
            print "player p" p
            list = ""
            for (k = 0; k < 5; k++) {
                print "  option o" 5 * p + k
                list = list (k ? ", " : "") "o" 5 * p + k
            }
            print "require exactly 1 of (" list ")"
        }
        for (c = 0; c < 143; c++) {
            seed = (seed * 1103515245 + 12345) % 2147483648; a = int(seed / 65536) % 60
            seed = (seed * 1103515245 + 12345) % 2147483648; b = int(seed / 65536) % 60
            if (a != b) print "infeasible o" a " and o" b
        }
    }'
    preferences 8 "p0 p1 p2 p3 p4 p5 p6 p7 p8 p9 p10 p11" "o0 o7 o11 o18 o22 o29 o33 o36 o44 o45 o51 o57" 61
}

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# one NAME BACKEND RUNS AIM(ms) FILE
one() {
    best=
    for run in $(seq "$3"); do
        begin=$(milliseconds)
        "$command" solve --backend "$2" --format json -o "$folder/$1.json" "$5" || { wrong=1; return; }
        took=$(($(milliseconds) - begin))
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then best=$took; fi
    done
    sum=$(grep -v '"sha256"\|"backend"\|^  "detente"' "$folder/$1.json" | cksum | cut -d' ' -f1)
    states=$(sed -n 's/.*"feasible": \([0-9]*\).*/\1/p' "$folder/$1.json")
    took=$(sed -n 's/.*"backend": "\([a-z]*\)".*/\1/p' "$folder/$1.json")
    expected=$(sed -n "s/^$1 //p" "$checksums")
    said=
    [ "$best" -le "$4" ] || said=" (over $4)"
    printf '%-12s %-7s %10s %7s ms  %s%s\n' "$1" "$took" "$states" "$best" "$sum" "$said"
    if [ -z "$expected" ] && [ -n "${BENCH_RECORD:-}" ]; then
        echo "$1 $sum" >>"$checksums"
    elif [ -z "$expected" ]; then
        echo "bench: the checksum of $1 is not in the table yet: BENCH_RECORD=1 adds it" >&2
    elif [ "$expected" != "$sum" ]; then
        echo "bench: the checksum of $1 is WRONG" >&2
        wrong=1
    fi
}

trade >"$folder/trade.detente"
twenty >"$folder/twenty.detente"
sixty >"$folder/sixty.detente"
elmira=$root/models/published/kinsara-2014/elmira.detente
garrison=$root/models/published/hipel-fraser-1980/garrison-diversion.detente
havana=$root/models/havana-washington-2026.detente

echo "case         backend     states     time     checksum; best of some runs"
one elmira auto 9 10 "$elmira"
one garrison auto 9 10 "$garrison"
for backend in auto dense listed; do one trade $backend 5 200 "$folder/trade.detente"; done
one twenty auto 2 5000 "$folder/twenty.detente"
one sixty auto 2 5000 "$folder/sixty.detente"
one havana auto 2 4000 "$havana"
one havana listed 1 10000 "$havana"
exit $wrong
