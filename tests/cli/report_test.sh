# Reports: where the page is found, what is put into it, and what is said where there is none. The page
# here is a small one of the test's own; the real one is driven by tests/web/.
. "$(dirname "$0")/expect.sh"

# A command without a page beside it.
mkdir -p bare/bin built/share/detente
cp "$DETENTE" bare/bin/detente
cp "$DETENTE" built/detente
well_model >well.detente
page=built/share/detente/report.html
printf '<!doctype html>\n<script type="application/json" id="detente-report">null</script>\n<p>end\n' >$page

DETENTE=$work/bare/bin/detente
for command in "report well.detente -o r.html" "report -o r.html" open "open well.detente"; do
    # shellcheck disable=SC2086 # words
    run 4 $command
    has err "make web"
    has err "tools/setup web"
    empty out
    [ ! -e r.html ] || fail "a report without a page"
done

# Installed, the page lies in share/detente beside bin.
mkdir -p bare/share/detente
cp $page bare/share/detente/
run 0 report -o installed.html
same installed.html $page
printf 'no page\n' >bare/share/detente/report.html
run 4 report -o r.html
has err "is not the page of reports"

# Beside the command: the data take the place of null, everything else stays.
DETENTE=$work/built/detente
run 0 report well.detente -o r.html
empty out
sed '1!d' r.html >first && sed '1!d' $page >wanted && same first wanted
tail -n 1 r.html >last && tail -n 1 $page >wanted && same last wanted
has r.html '<script type="application/json" id="detente-report">{"detente": "'
has r.html '"command": "outline"'
has r.html '"command": "solve"'
has r.html '"command": "redlines"'
has r.html '<script type="image/svg+xml" data-picture="graph">'
has r.html '<script type="image/svg+xml" data-picture="timeline">'
[ "$(grep -c '</script>' r.html)" = 4 ] || fail "elements that do not end, or end twice"
run 0 report well.detente --stage 0 --lift upstream.no_tolls --limit 3
has out '"number": 0'
has out '"lift": ["upstream.no_tolls"]'
cp well.detente in
run 0 report - -o stdin.html
has stdin.html '"title": "Two towns and a well"'

# Labels that would end the element do not.
sed 's|"Upper town"|"</script><!--<script>alert(1)"|' well.detente >evil.detente
run 0 report evil.detente -o evil.html
[ "$(grep -c '</script>' evil.html)" = 4 ] || fail "a label ends the script element"
lacks evil.html '<!--'
lacks evil.html '<script>alert'

# What goes wrong leaves nothing behind.
printf 'conflict\n' >bad.detente
run 1 report bad.detente -o bad.html
[ ! -e bad.html ] || fail "a report of a model with errors"
run 4 report missing.detente -o bad.html
run 2 report well.detente -o well.detente
run 2 report well.detente bad.detente
run 2 report well.detente --stage 9 -o bad.html
run 2 report well.detente --format json
run 2 open well.detente -o bad.html
run 4 report well.detente -o nowhere/r.html
run 3 report well.detente --memory 1 -o bad.html
[ ! -e bad.html ] || fail "a report that was not finished"

# open: a folder of its own, and a browser that is a program and no line for a shell.
printf '#!/bin/sh\nprintf "%%s\\n" "$#" "$1" >called\n' >"my browser"
chmod +x "my browser"
mkdir tmp
TMPDIR=$work/tmp
BROWSER="$work/my browser"
export TMPDIR BROWSER
run 0 open well.detente
opened=$(sed -n 2p called)
[ "$(sed -n 1p called)" = 1 ] || fail "the browser gets other words than the file"
case $opened in "$work"/tmp/detente-*/report.html) ;; *) fail "opened $opened" ;; esac
has err "$opened"
has "$opened" '"command": "solve"'
[ "$(stat -c %a "$(dirname "$opened")")" = 700 ] || fail "others may look into the folder"
run 0 open
rm -rf tmp/*
BROWSER="touch owned;"
run 4 open well.detente
has err "could not open it"
[ ! -e owned ] || fail "BROWSER went through a shell"
rm -rf tmp/*
run 1 open bad.detente
[ -z "$(ls tmp)" ] || fail "a folder is left behind: $(ls tmp)"
BROWSER=false
run 4 open well.detente
TMPDIR=$work/nowhere
run 4 open well.detente
has err "cannot make a folder"

finish
