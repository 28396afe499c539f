# sources, --sources, and quotations in check: what rests on what, and whether it is there.
. "$(dirname "$0")/expect.sh"
json() { # json COMMAND: out is what docs/formats.md promises
    checks=$((checks + 1))
    "$JSON_CHECK" "$1" <out >said 2>&1 || fail "JSON: $(cat said)"
}
mkdir -p models/inner elsewhere
printf 'We will not pay, says the clerk; never.\nTwo summers at\nmost.\n' >models/minutes.txt
printf '<p>A <b>second</b> well&nbsp;costs much.' >models/inner/page.html
printf 'secret words of somebody else\n' >elsewhere/secret.txt
cat >models/m.detente <<'END'
conflict "Two towns and a well"

source minutes "Council minutes" by "Town clerk" on 2025-03-01 file "minutes.txt"
source page "A page" file "inner/page.html" url "https://example.org"
source other "Never cited"

claim thirst "The upper town runs dry" cite minutes "two summers at most"
claim deeper "The rock is dry" because thirst
claim idle "Said by an event that changes nothing" cite page
claim lone "Said by nobody"

player upstream "Upper town"
  option drill "Drill a second well"
  option share "Share the readings" cite page "A second well costs much"
  redline no_tolls "No tolls": not tolls cite minutes "We will not pay"
  prefer drill because deeper
  prefer share because "everybody says so"

player downstream "Lower town"
  option tolls "Levy tolls"
  prefer tolls

status quo: not tolls

event 2025-04-02 "The drought" because thirst
  now drill
event 2025-05-02 "A speech" because idle
END

run 0 sources models/m.detente
narrow out
has out "9 statements: 4 rest on a source, 1 on a reason alone, 4 on nothing that is"
has out '  deeper  "The rock is dry"'
has out "line 16  Upper town: prefer drill"
has out "line 26  now drill"
has out "Claims that no statement uses"
has out '  idle  "Said by an event that changes nothing"'
has out '  lone  "Said by nobody"'
has out "Sources that nothing cites"
has out '  other  "Never cited"'
has out 'claims: idle'
has out "Statements that give a reason and no source"
has out "Statements that rest on nothing that is written down"
run 0 sources models/m.detente --format json
json sources
has out '"rests_on": {"source": 4, "reason": 1, "none": 4}'
has out '{"id": "thirst", "text": "The upper town runs dry", "used": true'
has out '{"id": "idle", "text": "Said by an event that changes nothing", "used": false'
has out '"rests_on": "none"'
run 2 sources models/m.detente --format csv

# --sources: what the answer named, each once.
run 0 redlines models/m.detente --sources --stage 0
narrow out
has out "What the statements named here rest on:"
has out '  [minutes]  "Council minutes", Town clerk, 2025-03-01, minutes.txt'
lacks out '[page]  "A page"'
run 0 explain models/m.detente --sources --stage 0 --versus 2
narrow out
has out 'claim deeper  "The rock is dry" because "The upper town runs dry"'
has out 'claim thirst  "The upper town runs dry" [minutes] "two summers at most"'
run 0 solve models/m.detente --sources --format json
json solve
has out '"sources": ['
run 0 solve models/m.detente
lacks out "rest on:"
run 2 solve models/m.detente --sources --format csv

# Quotations.
run 0 check models/m.detente
has out "models/m.detente:7:53: warning: 'minutes' has these words but for spacing, quotation marks or case: \"Two summers at most\""
has out "no errors"
has out "3 quotations (1 found, 2 alike, 0 not)"
run 1 check models/m.detente --strict
run 0 check models/m.detente --format json
json check
has out "but for spacing"
sed 's/We will not pay"/We shall not pay"/' models/m.detente >models/n.detente
run 0 check models/n.detente
has out "'minutes' does not have these words; the nearest: \"We will not pay\""
sed 's/We will not pay"/Quite another matter"/' models/m.detente >models/n.detente
run 0 check models/n.detente
has out "'minutes' has neither these words nor any like them"
cd models || exit 1
run 0 check m.detente
has out "3 quotations (1 found, 2 alike, 0 not)"
cp m.detente in
cp m.detente ../in && cd .. && cp models/m.detente in
run 0 check -
has out "the file of source 'minutes' cannot be read: there is no such file"

# Names that ask for what is not the model's.
ln -s ../elsewhere/secret.txt models/out.txt
ln -s ../elsewhere models/outside
ln -s minutes.txt models/in.txt
ln -s round-b models/round-a
ln -s round-a models/round-b
mkfifo models/pipe
mkdir models/folder
mkdir -p models-too
printf 'near\n' >models-too/near.txt
: >models/empty.txt
with() { # with NAME: a model whose one source has this file
    printf 'source s "S" file "%s"\nplayer a\n  option x cite s "secret words"\n' "$1" >models/w.detente
}
refused() { # refused NAME REASON
    with "$1"
    run 0 check models/w.detente
    has out "the file of source 's' cannot be read: $2"
    lacks out "somebody"
    tame out
}
refused /etc/passwd "its name is absolute"
refused ../elsewhere/secret.txt "its name leaves the model's folder by '..'"
refused inner/../../elsewhere/secret.txt "its name leaves the model's folder by '..'"
refused out.txt "a link in its name leaves the model's folder"
refused outside/secret.txt "a link in its name leaves the model's folder"
refused round-a "a link in its name leads round in a circle"
refused round-a/x "a link in its name leads round in a circle"
refused pipe "it is no regular file"
refused folder "it is no regular file"
refused . "it is no regular file"
refused ./folder/.. "its name leaves"
refused nowhere.txt "there is no such file"
refused minutes.txt/x "a folder in its name is none"
refused "" "its name is empty"
with in.txt
run 0 check models/w.detente
has out "'s' has neither these words nor any like them"
with ../elsewhere/secret.txt
run 0 check models/w.detente --source-root .
has out "1 quotation found"
with "$work/elsewhere/secret.txt"
run 0 check models/w.detente --source-root "$work"
has out "1 quotation found"
with out.txt
run 0 check models/w.detente --source-root .
has out "1 quotation found"
with ../models-too/near.txt
run 0 check models/w.detente --source-root models
has out "it lies outside of --source-root"
with /dev/zero
run 0 check models/w.detente --source-root /
has out "it is no regular file"
run 4 check models/w.detente --source-root nowhere
run 4 check models/w.detente --source-root models/minutes.txt
truncate -s 65M models/large.txt
with large.txt
run 0 check models/w.detente
has out "it is larger than 64 MiB"
rm models/large.txt
finish
