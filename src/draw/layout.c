/* Where states stand.
 *
 * A grid where it suits: rows stand for what some players do, columns for what the others do, so that
 * every move stays in its row or its column. Of all divisions of the players the one is taken whose
 * longer side is shortest. Choices stand in the order of a reflected Gray code, so that neighbours
 * often differ by one step.
 *
 * Else layers: as many moves away from today as a state is, so far down it stands (moves of either
 * direction, so that every move leads at most one layer further), and in its layer below those that
 * it has moves with.
 */
#include "draw/graph.h"

#include "base/bits.h"

#include <stdlib.h>

enum { MOST_DIVIDED = 10, LONGEST_SIDE = 24, LAYER_WIDE = 9, SWEEPS = 4 };

/* ---- the grid ---------------------------------------------------------------------------------- */

typedef struct placed { /* what a state does with some bits, in the order of choices */
    uint64_t order;
    uint32_t state;
} placed;

/* The bits of mask side by side, read as a Gray code. */
static uint64_t choice_order(uint64_t bits, uint64_t mask)
{
    uint64_t code = 0;
    uint32_t n = 0;
    for (uint64_t rest = mask; rest; rest &= rest - 1)
        code |= (bits >> lowest_bit(rest) & 1) << n++;
    for (uint32_t shift = 1; shift < 64; shift *= 2) code ^= code >> shift;
    return code;
}

static int by_order(const void *a, const void *b)
{
    const placed *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    return x->state < y->state ? -1 : x->state > y->state;
}

/* Sorts the states by what they do with the bits of mask; returns how many different things. */
static uint32_t sort_choices(const graph *d, uint64_t mask, placed *to)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < d->count; k++)
        to[k] = (placed){choice_order(d->states[k].bits, mask), k};
    qsort(to, d->count, sizeof *to, by_order);
    for (uint32_t k = 0; k < d->count; k++) count += k == 0 || to[k].order != to[k - 1].order;
    return count;
}

typedef struct division {
    uint64_t across, down;
    uint32_t columns, rows;
} division;

static bool is_better(const division *a, const division *b)
{
    uint32_t side = a->columns > a->rows ? a->columns : a->rows;
    uint32_t other = b->columns > b->rows ? b->columns : b->rows;
    if (side != other) return side < other;
    if (a->columns * a->rows != b->columns * b->rows)
        return a->columns * a->rows < b->columns * b->rows;
    return a->columns >= a->rows && b->columns < b->rows;
}

/* The players who do different things in different states, as masks. */
static uint32_t list_movers(const graph *d, uint64_t movers[MOST_DIVIDED])
{
    uint64_t differing = 0;
    uint32_t count = 0;
    for (uint32_t k = 1; k < d->count; k++) differing |= d->states[k].bits ^ d->states[0].bits;
    for (uint32_t i = 0; i < d->report->game->players; i++) {
        uint64_t own = d->report->model->players[i].bits & differing;
        if (!own) continue;
        if (count == MOST_DIVIDED) return MOST_DIVIDED + 1;
        movers[count++] = own;
    }
    return count;
}

static division best_division(const graph *d, const uint64_t *movers, uint32_t count,
                              placed *scratch)
{
    division best = {0};
    for (uint32_t choice = 0; choice < 1u << count; choice++) {
        division now = {0};
        for (uint32_t i = 0; i < count; i++)
            if (choice >> i & 1) now.across |= movers[i];
            else now.down |= movers[i];
        now.columns = sort_choices(d, now.across, scratch);
        now.rows = sort_choices(d, now.down, scratch);
        if (choice == 0 || is_better(&now, &best)) best = now;
    }
    return best;
}

static void place_grid(graph *d, const division *by, placed *scratch)
{
    uint32_t at = 0;
    sort_choices(d, by->across, scratch);
    for (uint32_t k = 0; k < d->count; k++) {
        at += k && scratch[k].order != scratch[k - 1].order;
        d->states[scratch[k].state].half = 2 * (int32_t)at;
    }
    sort_choices(d, by->down, scratch);
    at = 0;
    for (uint32_t k = 0; k < d->count; k++) {
        at += k && scratch[k].order != scratch[k - 1].order;
        d->states[scratch[k].state].row = at;
    }
    d->is_grid = true;
    d->across = by->across;
    d->down = by->down;
    d->rows = by->rows;
    d->halves = 2 * (int32_t)by->columns - 2;
}

static bool try_grid(graph *d, placed *scratch)
{
    uint64_t movers[MOST_DIVIDED];
    uint32_t count = list_movers(d, movers);
    if (!moves_by_options(d->report->game) || count == 0 || count > MOST_DIVIDED) return false;
    division by = best_division(d, movers, count, scratch);
    uint32_t side = by.columns > by.rows ? by.columns : by.rows;
    if (side > LONGEST_SIDE || by.columns * by.rows > 2 * d->count + 4) return false;
    place_grid(d, &by, scratch);
    return true;
}

/* ---- layers -------------------------------------------------------------------------------------- */

typedef struct layers {
    graph *graph;
    uint32_t *first, *next; /* moves of each state: next[first[s]] and on, two entries a move */
    uint32_t *others;
    uint32_t *layer; /* of each state */
    uint32_t *queue; /* of the search */
    placed *order;
    uint32_t count; /* of layers */
} layers;

static void link_states(layers *l)
{
    graph *d = l->graph;
    for (uint32_t s = 0; s < d->count; s++) l->first[s] = NONE, l->layer[s] = NONE;
    uint32_t n = 0;
    for (size_t k = 0; k < d->moves.count; k++) {
        const graph_move *m = &d->moves.items[k];
        if (!m->drawn) continue;
        l->others[n] = m->b, l->next[n] = l->first[m->a], l->first[m->a] = n++;
        l->others[n] = m->a, l->next[n] = l->first[m->b], l->first[m->b] = n++;
    }
}

/* Breadth first from a state. */
static void spread_from(layers *l, uint32_t from)
{
    uint32_t head = 0, tail = 0, *queue = l->queue;
    l->layer[from] = l->count;
    queue[tail++] = from;
    while (head < tail) {
        uint32_t s = queue[head++];
        for (uint32_t k = l->first[s]; k != NONE; k = l->next[k]) {
            if (l->layer[l->others[k]] != NONE) continue;
            l->layer[l->others[k]] = l->layer[s] + 1;
            queue[tail++] = l->others[k];
        }
    }
    l->count = l->layer[queue[tail - 1]] + 1;
}

/* The middle of where the neighbours of other layers stand; its own place without any. */
static uint64_t wish(const layers *l, uint32_t s)
{
    uint64_t sum = 0, count = 0;
    for (uint32_t k = l->first[s]; k != NONE; k = l->next[k]) {
        uint32_t other = l->others[k];
        if (l->layer[other] == l->layer[s]) continue;
        sum += (uint64_t)(l->graph->states[other].half + (1 << 20));
        count++;
    }
    return count ? sum * 16 / count : 16 * (uint64_t)(l->graph->states[s].half + (1 << 20));
}

/* Puts the states of each layer side by side in the order of their wishes, long layers in rows. */
static void settle_layers(layers *l)
{
    graph *d = l->graph;
    uint32_t below = 0, n = 0; /* rows so far */
    for (uint32_t layer = 0; layer < l->count; layer++) {
        n = 0;
        for (uint32_t s = 0; s < d->count; s++)
            if (l->layer[s] == layer) l->order[n++] = (placed){wish(l, s), s};
        if (!n) continue;
        qsort(l->order, n, sizeof *l->order, by_order);
        uint32_t lines = (n + LAYER_WIDE - 1) / LAYER_WIDE;
        for (uint32_t k = 0; k < n; k++) {
            uint32_t line = k % lines, in_line = (n - line + lines - 1) / lines;
            graph_state *s = &d->states[l->order[k].state];
            s->row = below + line;
            s->half = 2 * (int32_t)(k / lines) - (int32_t)in_line + (int32_t)(line & 1);
        }
        below += lines;
    }
    d->rows = below;
}

static void place_layers(layers *l)
{
    graph *d = l->graph;
    link_states(l);
    spread_from(l, d->today != NONE ? d->today : 0);
    for (uint32_t s = 0; s < d->count; s++)
        if (l->layer[s] == NONE) spread_from(l, s);
    for (int sweep = 0; sweep < SWEEPS; sweep++) settle_layers(l);
    int32_t least = d->states[0].half, most = least;
    for (uint32_t s = 1; s < d->count; s++) {
        if (d->states[s].half < least) least = d->states[s].half;
        if (d->states[s].half > most) most = d->states[s].half;
    }
    for (uint32_t s = 0; s < d->count; s++) d->states[s].half -= least;
    d->halves = most - least;
}

bool graph_layout(graph *d)
{
    arena *a = &d->report->arena;
    placed *scratch = ARENA_ARRAY(a, d->count, placed);
    if (!scratch) return false;
    if (try_grid(d, scratch)) return true;
    layers l = {.graph = d, .order = scratch};
    l.first = ARENA_ARRAY(a, d->count, uint32_t);
    l.layer = ARENA_ARRAY(a, d->count, uint32_t);
    l.queue = ARENA_ARRAY(a, d->count, uint32_t);
    l.next = ARENA_ARRAY(a, 2 * d->drawn, uint32_t);
    l.others = ARENA_ARRAY(a, 2 * d->drawn, uint32_t);
    if (!l.first || !l.layer || !l.queue || !l.next || !l.others) return false;
    place_layers(&l);
    return true;
}
