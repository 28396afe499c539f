# verify: what it says, its exit codes, its two files.
. "$(dirname "$0")/expect.sh"
cat >m.detente <<'END'
player north "The north"
  option give "Give way"
  prefer take
  prefer not give

player south "The south"
  option take "Take the offer"
  prefer give
  prefer not take

status quo: not give
END
witness() { # witness JOINT RESPONSES
    cat <<END
{"detente": "0.1.0", "command": "explain",
 "model": {"title": null, "file": "m.detente", "sha256": "$(sha256sum <m.detente | cut -d' ' -f1)"},
 "stage": {"number": 0}, "lift": [], "responses": "$2",
 "verdicts": [
  {"state": {"number": 1, "name": null, "pattern": "NN"}, "player": "north", "concept": "nash",
   "stable": true, "improvements": 0, "sanctions": [], "escape": null},
  {"state": {"number": 2, "name": null, "pattern": "YN"}, "player": "north", "concept": "seq",
   "stable": false, "improvements": 1, "sanctions": [],
   "escape": {"to": {"number": 1, "name": null, "pattern": "NN"}, "joint": $1}}
 ]}
END
}
witness 0 sequences >good.json
witness 1 sequences >bad.json
witness 0 single >single.json
head -c 300 good.json >cut.json
sed 's/"north", "concept": "seq"/"nort", "concept": "seq"/' good.json >who.json

run 0 verify m.detente good.json
empty err
narrow out
is out "verdict 1 of 2: state NN holds for north (nash): true
verdict 2 of 2: state YN does not hold for north (seq): true
All 2 verdicts are true."
cp out wanted_answer
cp good.json in
run 0 verify m.detente - && same out wanted_answer
cp m.detente in
run 0 verify - good.json && same out wanted_answer
run 0 verify m.detente good.json -o answer && empty out && same answer wanted_answer
cp m.detente renamed.detente
run 0 verify renamed.detente good.json && same out wanted_answer
sed 's/"sha256": "[0-9a-f]*"/"sha256": null/' good.json >unnamed.json
run 0 verify m.detente unnamed.json
has out "The witness does not say which text it is of"

run 1 verify m.detente bad.json
empty err
narrow out
has out "verdict 2 of 2: state YN does not hold for north (seq): false"
has out "  verdicts[1].escape.joint: the others can lead to 0 other states"
has out "Of 2 verdicts 1 is true, 1 false."
run 1 verify m.detente bad.json -o answer && same answer answer && has answer "1 false"

run 1 verify m.detente cut.json
empty out
has err "cut.json:5:"
has err "error: this is no JSON"
run 1 verify m.detente who.json
empty out
has err "who.json: error: verdicts[1].player: 'nort' is no player of the model; did you mean 'north'?"
echo "# another text" >>renamed.detente
run 1 verify renamed.detente good.json
has err "good.json: error: model.sha256: the witness is of another text"
run 1 verify good.json good.json
has err "good.json:1:1: error:"
run 1 solve good.json

run 3 verify m.detente single.json
empty out
has err "responses"
has err "only 'sequences'"

run 4 verify m.detente nowhere.json
has err "cannot read nowhere.json: there is no such file"
run 4 verify nowhere.detente good.json
empty out
run 2 verify m.detente good.json -o good.json
has err "will not overwrite"
run 2 verify
has err "which file?"
run 2 verify m.detente
has err "verify takes a model and a witness"
run 2 verify m.detente good.json good.json
run 2 verify - -
has err "only one of the two can be standard input"
run 2 verify m.detente good.json --format json
has err "verify does not take --format"

# A witness may be larger than a model, but not endless.
{
    cat good.json
    head -c 20000000 /dev/zero | tr '\0' ' '
} >padded.json
run 0 verify m.detente padded.json && same out wanted_answer
head -c 68000000 /dev/zero | tr '\0' ' ' >huge.json
run 3 verify m.detente huge.json
has err "larger than 64 MiB"

# A search that needs too much memory is given up, and says so.
{
    echo 'player p'
    echo '  option go'
    echo '  prefer go'
    for player in a b c d e f; do
        echo "player $player"
        for k in 1 2 3 4 5 6; do echo "  option $player$k"; done
    done
} >large.detente
many=$(printf 'N%.0s' 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36)
cat >large.json <<END
{"stage": {"number": 0}, "lift": [], "responses": "sequences", "verdicts": [
 {"state": {"pattern": "N$many"}, "player": "p", "concept": "gmr", "stable": false, "improvements": 1,
  "sanctions": [], "escape": {"to": {"pattern": "Y$many"}, "joint": "68719476735"}}]}
END
run 3 verify large.detente large.json --memory 300K
has out "not decided"
has out "gave up at"
has out "The verdict is not decided."

# What would steer a terminal comes back tame.
sed "s/\"north\", \"concept\": \"seq\"/\"\\\\u001b[31m\", \"concept\": \"seq\"/" good.json >steer.json
run 1 verify m.detente steer.json
narrow err

finish
