# draw: which picture, in which format, and what is wrong with the call.
. "$(dirname "$0")/expect.sh"
clash_model >m.detente

run 0 draw m.detente -o graph.svg
empty out
empty err
has graph.svg '<title>Two towns and a well: State graph</title>'
run 0 draw m.detente && same out graph.svg
run 0 draw m.detente --format svg -o - && same out graph.svg
run 0 draw m.detente --picture graph && same out graph.svg
for threads in 1 2 5; do run 0 draw m.detente --threads $threads && same out graph.svg; done

run 0 draw m.detente --picture funnel
has out ': Funnel</title>'
run 0 draw m.detente --picture redlines
has out ': Red lines</title>'
run 0 draw m.detente --picture timeline
has out ': Timeline</title>'
run 0 draw m.detente --limit 3
has out 'Not drawn: the'

run 0 draw m.detente -o graph.dot
has graph.dot 'digraph detente {'
run 0 draw m.detente -o graph.gv && same graph.gv graph.dot
run 0 draw m.detente --format dot && same out graph.dot
run 0 draw m.detente --format dot -o any.name && same any.name graph.dot
run 0 draw m.detente --format svg -o any.name && same any.name graph.svg

wrong() { # wrong MESSAGE WORDS...: exit 2, nothing is written
    message=$1
    shift
    run 2 draw m.detente "$@"
    has err "$message"
    empty out
}
wrong "'picture.png' should end in .svg, or in .dot for the state graph; or say --format" -o picture.png
[ ! -e picture.png ] || fail "picture.png was written"
wrong "only the state graph is written as dot; funnel is svg" --picture funnel -o funnel.dot
wrong "only the state graph is written as dot; timeline is svg" --picture timeline --format dot
wrong "--picture: expected graph, funnel, redlines or timeline, found 'funel'; did you mean 'funnel'?" \
    --picture funel
wrong "--format: expected svg or dot, found 'json'" --format json
wrong "draw does not take --table; it goes with solve" --table
wrong "no feasible state satisfies it" --where "drill and not drill"
run 2 solve m.detente --format svg
has err "--format: expected text, json, csv, markdown or latex, found 'svg'"
run 2 solve m.detente --picture graph
has err "solve does not take --picture; it goes with draw"

finish
