/* Which states and moves are drawn.
 *
 * Every state that the report shows, if they are few enough. The two directions of a move become one.
 * Where drawing every move would hide all of them, moves go that others add up to: in option form a
 * player who changes several options might as well change one after the other, wherever the states
 * between are possible. What is left out is counted, and the picture says so.
 */
#include "draw/graph.h"

#include "base/bits.h"
#include "draw/draw.h"

#include <stdlib.h>

enum { ALL_MOVES = 150, BEST_MOVES = 400 };

/* ---- moves ------------------------------------------------------------------------------------- */

static uint32_t state_at(const graph *d, uint64_t slot_)
{
    uint32_t low = 0, high = d->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (d->states[middle].slot < slot_) low = middle + 1;
        else high = middle;
    }
    return low < d->count && d->states[low].slot == slot_ ? low : NONE;
}

static int by_ends(const void *x, const void *y)
{
    const graph_move *m = x, *n = y;
    if (m->a != n->a) return m->a < n->a ? -1 : 1;
    if (m->b != n->b) return m->b < n->b ? -1 : 1;
    if (m->player != n->player) return m->player < n->player ? -1 : 1;
    return m->there < n->there ? 1 : m->there > n->there ? -1 : 0;
}

static bool list_moves(graph *d, uint32_t from, uint32_t i)
{
    const dt_game *g = d->report->game;
    const scores *mine = &g->scores[i];
    uint32_t own = score_at(mine, d->states[from].slot);
    for (moves m = moves_from(g, i, d->states[from].slot); next_move(&m);) {
        uint32_t to = state_at(d, m.to);
        if (to == NONE) continue;
        bool there = to > from;
        bool gains = score_at(mine, m.to) > own;
        if (!GROW(&d->report->memory, &d->moves)) return false;
        d->moves.items[d->moves.count++] = (graph_move){.a = there ? from : to,
                                                        .b = there ? to : from,
                                                        .player = i,
                                                        .there = there,
                                                        .back = !there,
                                                        .gains_there = there && gains,
                                                        .gains_back = !there && gains};
    }
    return true;
}

/* Both directions of a move stand side by side now. */
static void merge_moves(graph *d)
{
    size_t kept = 0;
    if (d->moves.count) qsort(d->moves.items, d->moves.count, sizeof *d->moves.items, by_ends);
    for (size_t k = 0; k < d->moves.count; k++) {
        graph_move *it = &d->moves.items[k];
        graph_move *last = kept ? &d->moves.items[kept - 1] : NULL;
        bool same_ends = last && last->a == it->a && last->b == it->b;
        if (same_ends && last->player == it->player) {
            last->there |= it->there, last->back |= it->back;
            last->gains_there |= it->gains_there, last->gains_back |= it->gains_back;
            continue;
        }
        it->lane = same_ends ? last->lane + 1 : 0;
        d->moves.items[kept++] = *it;
    }
    d->moves.count = kept;
}

/* ---- fewer of them ------------------------------------------------------------------------------- */

/* Is there a state between the two, with the first part of the change done? */
static bool is_composed(const graph *d, const graph_move *m)
{
    uint64_t a = d->states[m->a].bits, b = d->states[m->b].bits;
    if (bit_count(a ^ b) == 1) return false;
    for (uint32_t k = 0; k < d->count; k++)
        if (k != m->a && k != m->b && !((d->states[k].bits ^ a) & ~(a ^ b))) return true;
    return false;
}

/* The best improvement of every player from every state; of equal ones the first. */
static bool keep_best(graph *d)
{
    const dt_game *g = d->report->game;
    size_t room = (size_t)d->count * g->players;
    size_t *best = ARENA_ARRAY(&d->report->arena, room, size_t); /* place of the move, plus 1 */
    if (!best) return false;
    for (size_t k = 0; k < d->moves.count; k++) {
        const graph_move *m = &d->moves.items[k];
        for (int back = 0; back < 2; back++) {
            if (!(back ? m->gains_back : m->gains_there)) continue;
            uint32_t from = back ? m->b : m->a, to = back ? m->a : m->b;
            size_t *mine = &best[(size_t)from * g->players + m->player];
            const graph_move *other = *mine ? &d->moves.items[*mine - 1] : NULL;
            uint32_t was = other ? (other->a == from ? other->b : other->a) : to;
            const scores *s = &g->scores[m->player];
            if (!other || score_at(s, d->states[to].slot) > score_at(s, d->states[was].slot))
                *mine = k + 1;
        }
    }
    for (size_t k = 0; k < room; k++)
        if (best[k]) d->moves.items[best[k] - 1].drawn = true;
    return true;
}

static size_t count_drawn(const graph *d)
{
    size_t count = 0;
    for (size_t k = 0; k < d->moves.count; k++) count += d->moves.items[k].drawn;
    return count;
}

static bool choose_moves(graph *d)
{
    bool all = d->moves.count <= ALL_MOVES || !moves_by_options(d->report->game);
    d->detail = all ? DETAIL_ALL : DETAIL_STEPS;
    for (size_t k = 0; k < d->moves.count; k++)
        d->moves.items[k].drawn = all || !is_composed(d, &d->moves.items[k]);
    d->drawn = count_drawn(d);
    if (all || d->drawn > BEST_MOVES) return true;
    d->detail = DETAIL_BEST;
    if (!keep_best(d)) return false;
    d->drawn = count_drawn(d);
    return true;
}

/* ---- the whole ------------------------------------------------------------------------------------- */

static bool take_states(graph *d)
{
    report *r = d->report;
    d->states = ARENA_ARRAY(&r->arena, r->among_count, graph_state);
    if (!d->states) return false;
    row found;
    for (row_walk k = rows_start(r); rows_next(&k, &found);) {
        if (found.slot == r->game->status_quo) d->today = d->count;
        if (found.slot == r->game->no_deal && found.slot != r->game->status_quo)
            d->no_deal = d->count;
        d->states[d->count++] = (graph_state){.slot = found.slot,
                                              .bits = found.facts.state,
                                              .holds = concepts_of(r->verdicts, found.slot)};
    }
    return true;
}

static bool take_moves(graph *d, dt_error *err)
{
    report *r = d->report;
    progress p = {.options = &r->options, .work = "looking at moves", .total = d->count};
    for (uint32_t k = 0; k < d->count; k++) {
        for (uint32_t i = 0; i < r->game->players; i++)
            if (!list_moves(d, k, i)) return fail_memory(err, &r->memory);
        if (!progress_report(&p, k + 1)) return fail(err, DT_ERR_CANCELLED, "cancelled");
    }
    merge_moves(d);
    return true;
}

bool graph_take(graph *d, report *r, dt_error *err)
{
    *d = (graph){.report = r, .today = NONE, .no_deal = NONE};
    if (!take_states(d)) return fail_memory(err, &r->memory);
    if (!take_moves(d, err)) return false;
    return (choose_moves(d) && graph_layout(d)) || fail_memory(err, &r->memory);
}

void graph_free(graph *d) { GIVE(&d->report->memory, &d->moves); }

static bool draw_states(report *r, dt_output to, dt_error *err)
{
    graph d;
    bool done = graph_take(&d, r, err) &&
                (r->options.format == DT_DOT ? graph_dot(&d, to, err) : graph_svg(&d, to, err));
    graph_free(&d);
    return done;
}

static bool draw_report(report *r, dt_output to, dt_error *err)
{
    if (!r->among_count) return fail(err, DT_ERR_USAGE, "--where: no feasible state satisfies it");
    return r->complete ? draw_states(r, to, err) : zones_draw(r, to, err);
}

bool draw_graph(dt_model *m, const dt_options *given, dt_output to, dt_error *err)
{
    dt_options options = *given;
    options.limit = !options.limit                ? DEFAULT_STATES
                    : options.limit > MOST_STATES ? MOST_STATES
                                                  : options.limit;
    options.responses = DT_RESPONSES_SEQUENCES;
    dt_game *g = dt_game_compile(m, &options, err);
    dt_verdicts *v = g ? dt_analyse(g, &options, err) : NULL;
    report r = {.command = "draw", .game = g, .verdicts = v};
    bool done = false;
    if (v) {
        done = report_open(&r, &options, err) && draw_report(&r, to, err);
        report_close(&r);
    }
    dt_verdicts_free(v);
    dt_game_free(g);
    return done;
}

/* ---- words ------------------------------------------------------------------------------------------- */

void compose_state(output *o, const graph *d, const graph_state *s)
{
    const report *r = d->report;
    const statement *named = state_statement(r, s->bits);
    put_text(o, "State "), put_state_name(o, r, s->slot, put_text);
    if (named && named->label.text) put_text(o, ", "), put_text(o, named->label.text);
    put_text(o, ".");
    if (d->today != NONE && s == &d->states[d->today]) put_text(o, " Today.");
    if (d->no_deal != NONE && s == &d->states[d->no_deal]) put_text(o, " No deal.");
    for (uint32_t i = 0; i < r->game->players; i++) {
        const player *p = &r->model->players[i];
        put_text(o, " "), put_text(o, p->label), put_text(o, ": ");
        if (p->options && !r->model->graph_form) {
            compose_choice(o, r, i, s->slot, UINT64_MAX);
            put_text(o, "; ");
        }
        put(o, "rank %u.", (unsigned)rank_at(&r->game->scores[i], s->slot));
    }
    if (s->holds) put_text(o, " Holds under "), put_concepts(o, r, s->holds), put_text(o, ".");
    else put_text(o, " Does not hold.");
}

void compose_graph_notes(output *o, const graph *d)
{
    put_count(o, d->count);
    put_text(o, " of ");
    put_plural(o, d->report->game->states, "possible outcome", "possible outcomes");
    put_text(o, "; ");
    if (d->drawn == d->moves.count) {
        put_plural(o, d->drawn, "move", "moves");
        put_text(o, " between them, all drawn.");
        return;
    }
    put_count(o, d->drawn);
    put_text(o, " of ");
    put_plural(o, d->moves.count, "move", "moves");
    put_text(o, " between them: the steps");
    if (d->detail == DETAIL_BEST)
        put_text(o, ", and the best improvement of each player from each state");
    put_text(o, ". Each of the moves that are not drawn does several steps at once.");
}
