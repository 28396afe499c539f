/* The state graph for Graphviz. Every word of the model goes through put_dot; what a state and a move
 * are stands in their tooltips. */
#include "draw/graph.h"
#include "draw/players.h"

#include "base/bits.h"

static unsigned long long number_of(const graph *d, uint32_t k)
{
    return (unsigned long long)slot_index(d->report->game, d->states[k].slot) + 1;
}

static void put_node(output *o, const graph *d, uint32_t k, composed *words)
{
    const graph_state *s = &d->states[k];
    const report *r = d->report;
    const statement *named = state_statement(r, s->bits);
    bool all = s->holds == (r->verdicts->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT));
    put_state_name(composed_again(words), r, s->slot, put_text);
    if (named && named->label.text)
        put_text(&words->out, " "), put_text(&words->out, named->label.text);
    if (k == d->today) put_text(&words->out, ", today");
    if (k == d->no_deal) put_text(&words->out, ", no deal");
    put(o, "  s%llu [label=", number_of(d, k));
    put_dot(o, composed_text(words));
    put_text(o, ", tooltip=");
    compose_state(composed_again(words), d, s);
    put_dot(o, composed_text(words));
    if (s->holds) put_text(o, all ? ", penwidth=3" : ", peripheries=2");
    put_text(o, "];\n");
}

/* At the end that a move leads to: an improvement has a full head, a move that cannot be undone and
 * is none an empty one. At the end that it comes from, a bar where there is no way back. */
static const char *end_shape(bool leads, bool gains, bool back)
{
    if (gains) return "normal";
    if (leads && !back) return "empty";
    return !leads && back ? "tee" : "none";
}

static void put_edge(output *o, const graph *d, const graph_move *m)
{
    put(o, "  s%llu -> s%llu [dir=both, arrowhead=%s, arrowtail=%s", number_of(d, m->a),
        number_of(d, m->b), end_shape(m->there, m->gains_there, m->back),
        end_shape(m->back, m->gains_back, m->there));
    put(o, ", color=\"%s\", style=%s", player_colour(m->player), player_dot_style(m->player));
    if (m->gains_there || m->gains_back) put_text(o, ", penwidth=2");
    put_text(o, ", tooltip=");
    put_dot(o, d->report->model->players[m->player].label);
    put_text(o, "];\n");
}

/* Players as a list of their lines. */
static void put_players(output *o, const graph *d)
{
    put_text(o, "  // moves of\n");
    for (uint32_t i = 0; i < d->report->game->players; i++) {
        put(o, "  // %s %s ", player_colour(i), player_dot_style(i));
        put_dot(o, d->report->model->players[i].label);
        put_text(o, "\n");
    }
}

bool graph_dot(graph *d, dt_output to, dt_error *err)
{
    report *r = d->report;
    output *o = &r->out;
    composed words;
    composed_start(&words, &r->memory);
    output_start(o, to);
    put_text(o, "digraph detente {\n  label=");
    put_text(&words.out, r->model->title ? r->model->title : "A conflict");
    put_text(&words.out, ". ");
    compose_graph_notes(&words.out, d);
    put_dot(o, composed_text(&words));
    put_text(o, ";\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n");
    put_players(o, d);
    for (uint32_t k = 0; k < d->count; k++) put_node(o, d, k, &words);
    for (size_t k = 0; k < d->moves.count; k++)
        if (d->moves.items[k].drawn) put_edge(o, d, &d->moves.items[k]);
    put_text(o, "}\n");
    composed_free(&words);
    if (r->memory.failed) return fail_memory(err, &r->memory);
    return output_end(o) || fail(err, DT_ERR_WRITE, "the result could not be written");
}
