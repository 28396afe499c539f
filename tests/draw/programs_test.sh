# Pictures are XML for xmllint and graphs for Graphviz, where these are installed.
: "${DETENTE:?names the command to test}" "${DT_SOURCE_DIR:?}"
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
failures=0
fail() {
    echo "FAILED: $*"
    failures=$((failures + 1))
}

cat >"$work/hostile.detente" <<'END'
conflict "</title><script>alert(1)</script> \" \\N ]]> &amp; <!--"
player p "</text> \" \\"
  option a "\\" irreversible
  option b "<b>" levels none, some, all
  redline r "&": a
  prefer a
player q "--> \\\" x"
  option c ""
  redline s "\\N": not a
state x "\\\\": a
status quo: c
END
"$DETENTE" check "$work/hostile.detente" >"$work/said" 2>&1 || fail "$(cat "$work/said")"

command -v xmllint >/dev/null || echo "skipped: xmllint is not installed"
command -v dot >/dev/null || echo "skipped: Graphviz is not installed"
for model in "$work/hostile.detente" "$DT_SOURCE_DIR"/models/published/*/*.detente; do
    for picture in graph funnel redlines timeline; do
        "$DETENTE" draw "$model" --picture $picture -o "$work/picture.svg" || fail "$model $picture"
        command -v xmllint >/dev/null || continue
        xmllint --noout --nonet "$work/picture.svg" || fail "xmllint: $model $picture"
    done
    for limit in 2 100; do
        "$DETENTE" draw "$model" --limit $limit -o "$work/graph.dot" || fail "$model as dot"
        command -v dot >/dev/null || continue
        dot -Tcanon "$work/graph.dot" >"$work/canon" 2>"$work/said" || fail "dot: $model"
        [ ! -s "$work/said" ] || fail "dot: $model: $(cat "$work/said")"
    done
done
exit $((failures > 0))
