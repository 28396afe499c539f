/* The operators as searches over (state, last mover).
 *
 * Moves in a graph are not transitive, so the rule that nobody moves twice in a row counts. Write
 * h(s, j) for the least value of f over s and what sequences of the others reach from s that player j
 * does not begin. Then
 *
 *     h(s, j) = min(f(s), h(t, k) over k other than i and j, and t in R_k(s))
 *
 * and others_min f (s) is the same with no j left out. The search takes targets t in ascending order
 * of f and goes backwards along arcs; the first value to arrive at a pair (s, j) is its least.
 *
 * The N pairs of a state need two events only. The first sequence to arrive, begun by k, settles
 * every pair but (s, k); the first one that another player begins, or that is empty, settles that
 * one too. So each state is gone on from twice at most, once for all players but one and once for
 * that one, and every arc is looked at once: the cost is that of the arcs and of sorting f by
 * counting, whatever the number of players. Reaching out from a state is the same search forwards, a
 * state being gone on from by whoever has not moved to it; distances are the same search in rounds.
 *
 * Bytes a slot, while it runs: 4 for who came first, 16 for the queue, 8 for the order of f.
 */
#include "analysis/graph.h"

#include <string.h>

enum { ARCS_BETWEEN_POLLS = 1 << 18 };
#define NOBODY UINT32_MAX      /* no sequence has arrived */
#define EVERYBODY (NOBODY - 1) /* sequences that leave nobody out have */

static uint32_t value_at(field f, uint64_t at)
{
    return f.width == 1   ? ((const uint8_t *)f.values)[at]
           : f.width == 2 ? ((const uint16_t *)f.values)[at]
                          : ((const uint32_t *)f.values)[at];
}

static void set_value(field f, uint64_t at, uint32_t value)
{
    if (f.width == 1) ((uint8_t *)f.values)[at] = (uint8_t)value;
    else if (f.width == 2) ((uint16_t *)f.values)[at] = (uint16_t)value;
    else ((uint32_t *)f.values)[at] = value;
}

static bool poll(operators *o, uint64_t *arcs)
{
    *arcs = 0;
    return !o->progress || progress_report(o->progress, o->progress->done);
}

/* ---- one move ----------------------------------------------------------------------------- */

bool graph_own_max(operators *o, uint32_t i, field from, field to)
{
    const dt_game *g = o->game;
    const mover *m = &g->movers[i];
    uint64_t arcs = 0;
    field before = from;
    bool in_place = from.values == to.values, going = true;
    if (in_place) going = field_take(o, &before, from.width);
    if (in_place && going) memcpy(before.values, from.values, g->slots * from.width);
    for (uint64_t s = 0; going && s < g->slots; s++) {
        uint32_t best = value_at(before, s);
        for (uint32_t k = m->to_first[s]; k < m->to_first[s + 1]; k++) {
            uint32_t there = value_at(before, m->to[k]);
            if (there > best) best = there;
        }
        set_value(to, s, best);
        arcs += m->to_first[s + 1] - m->to_first[s] + 1;
        if (arcs > ARCS_BETWEEN_POLLS) going = poll(o, &arcs);
    }
    o->passes++;
    if (in_place) field_give(o, &before);
    return going;
}

bool graph_least_move(operators *o, uint32_t j, bool improving, field from, field to)
{
    const dt_game *g = o->game;
    const mover *m = &g->movers[j];
    const scores *own = &g->scores[j];
    uint64_t arcs = 0;
    bool going = true;
    for (uint64_t s = 0; going && s < g->slots; s++) {
        uint32_t least = value_at(to, s), here = improving ? score_at(own, s) : 0;
        for (uint32_t k = m->to_first[s]; k < m->to_first[s + 1]; k++) {
            if (improving && score_at(own, m->to[k]) <= here) continue;
            uint32_t there = value_at(from, m->to[k]);
            if (there < least) least = there;
        }
        set_value(to, s, least);
        arcs += m->to_first[s + 1] - m->to_first[s] + 1;
        if (arcs > ARCS_BETWEEN_POLLS) going = poll(o, &arcs);
    }
    o->passes++;
    return going;
}

/* ---- sequences ---------------------------------------------------------------------------- */

typedef struct arrival { /* a state to go on from */
    uint32_t at;
    uint32_t mover; /* by this player only, or by all but this one; EVERYBODY: by all */
    bool only;
} arrival;

typedef struct search {
    operators *operators;
    uint32_t player; /* who does not move; NONE: all move */
    bool improving, forward;
    uint32_t *came; /* by state: who begins (forwards: ends) the first sequence to arrive */
    arrival *queue;
    uint64_t head, tail; /* at most two entries a state */
    uint64_t arcs;       /* since the last poll */
    /* Called when the first sequence arrives at a state, and when all pairs are settled. */
    void (*arrive)(struct search *, uint32_t at, bool again);
    field f;
    uint32_t value; /* of the target at hand; of distances: what the next arrivals have */
    distances *distances;
} search;

static bool start(search *x)
{
    operators *o = x->operators;
    uint64_t n = o->game->slots;
    x->came = memory_take(o->memory, n, sizeof *x->came);
    x->queue = memory_take(o->memory, 2 * n, sizeof *x->queue);
    for (uint64_t s = 0; x->came && s < n; s++) x->came[s] = NOBODY;
    o->passes++;
    return x->came && x->queue;
}

static void stop(search *x)
{
    operators *o = x->operators;
    memory_give(o->memory, x->came, o->game->slots, sizeof *x->came);
    memory_give(o->memory, x->queue, 2 * o->game->slots, sizeof *x->queue);
}

/* A sequence arrives at a state, by a move of player j; EVERYBODY: the empty one. */
static void arrive(search *x, uint32_t at, uint32_t j)
{
    uint32_t before = x->came[at];
    if (before == EVERYBODY || before == j) return;
    bool again = before != NOBODY;
    x->came[at] = again ? EVERYBODY : j;
    x->queue[x->tail++] = (arrival){at, again ? before : j, again};
    x->arrive(x, at, again);
}

static void follow(search *x, uint32_t at, uint32_t j)
{
    const dt_game *g = x->operators->game;
    const mover *m = &g->movers[j];
    const scores *own = &g->scores[j];
    const uint32_t *first = x->forward ? m->to_first : m->from_first;
    const uint32_t *ends = x->forward ? m->to : m->from;
    uint32_t here = x->improving ? score_at(own, at) : 0;
    for (uint32_t k = first[at]; k < first[at + 1]; k++) {
        uint32_t end = ends[k], there = x->improving ? score_at(own, end) : 0;
        if (!x->improving || (x->forward ? there > here : there < here)) arrive(x, end, j);
    }
    x->arcs += first[at + 1] - first[at] + 1;
}

/* Goes on from everything that waits, or until distances are too far. False: cancelled. */
static bool go_on(search *x)
{
    while (x->head < x->tail) {
        arrival a = x->queue[x->head++];
        uint32_t players = x->operators->game->players;
        if (x->distances) {
            const distances *d = x->distances;
            x->value = UINT32_C(1) + (a.only ? d->second[a.at] : d->nearest[a.at]);
            if (x->value == GRAPH_FAR) return true;
        }
        if (a.only) follow(x, a.at, a.mover);
        for (uint32_t j = 0; !a.only && j < players; j++)
            if (j != a.mover && j != x->player) follow(x, a.at, j);
        if (x->arcs > ARCS_BETWEEN_POLLS && !poll(x->operators, &x->arcs)) return false;
    }
    return true;
}

/* ---- the least value of what the others lead to -------------------------------------------- */

typedef struct ascent { /* slots in ascending order of f: for each value a chain */
    uint32_t values;
    uint32_t *first, *next;
} ascent;

static bool order_values(operators *o, field f, ascent *a)
{
    uint64_t n = o->game->slots;
    uint32_t most = 0;
    for (uint64_t s = 0; s < n; s++)
        if (value_at(f, s) > most) most = value_at(f, s);
    *a = (ascent){.values = most + 1};
    a->first = memory_take(o->memory, a->values, sizeof *a->first);
    a->next = memory_take(o->memory, n, sizeof *a->next);
    if (!a->first || !a->next) return false;
    for (uint32_t v = 0; v < a->values; v++) a->first[v] = NOBODY;
    for (uint64_t s = n; s-- > 0;) {
        uint32_t v = value_at(f, s);
        a->next[s] = a->first[v];
        a->first[v] = (uint32_t)s;
    }
    return true;
}

static void take_value(search *x, uint32_t at, bool again)
{
    if (!again) set_value(x->f, at, x->value);
}

bool graph_others_min(operators *o, uint32_t i, bool improving, field f)
{
    search x = {.operators = o, .player = i, .improving = improving, .arrive = take_value, .f = f};
    ascent a = {0};
    bool going = start(&x) && order_values(o, f, &a);
    for (uint32_t v = 0; going && v < a.values; v++) {
        x.value = v;
        for (uint32_t t = a.first[v]; t != NOBODY; t = a.next[t]) arrive(&x, t, EVERYBODY);
        going = go_on(&x);
    }
    memory_give(o->memory, a.first, a.values, sizeof *a.first);
    memory_give(o->memory, a.next, o->game->slots, sizeof *a.next);
    stop(&x);
    return going;
}

/* ---- reaching out -------------------------------------------------------------------------- */

static void mark_reached(search *x, uint32_t at, bool again)
{
    (void)again;
    set_value(x->f, at, 1);
}

bool graph_spread_others(operators *o, uint32_t i, bool improving, field f)
{
    search x = {.operators = o,
                .player = i,
                .improving = improving,
                .forward = true,
                .arrive = mark_reached,
                .f = f};
    bool going = start(&x);
    for (uint64_t s = 0; going && s < o->game->slots; s++)
        if (value_at(f, s)) arrive(&x, (uint32_t)s, EVERYBODY);
    going = going && go_on(&x);
    stop(&x);
    return going;
}

/* ---- distances ----------------------------------------------------------------------------- */

static void note_distance(search *x, uint32_t at, bool again)
{
    distances *d = x->distances;
    uint8_t round = (uint8_t)x->value;
    if (again) {
        d->second[at] = round;
        return;
    }
    d->nearest[at] = round;
    d->beginner[at] = x->came[at] == EVERYBODY ? NONE : x->came[at];
}

/* The queue is first in, first out, so states arrive by ascending distance. */
bool graph_distances(operators *o, uint32_t i, bool improving, distances *d, bool *too_far)
{
    search x = {.operators = o,
                .player = i,
                .improving = improving,
                .arrive = note_distance,
                .distances = d};
    bool going = start(&x);
    memset(d->second, GRAPH_FAR, o->game->slots);
    for (uint64_t s = 0; s < o->game->slots; s++) {
        d->beginner[s] = NONE;
        if (going && d->nearest[s] == 0) arrive(&x, (uint32_t)s, EVERYBODY);
    }
    going = going && go_on(&x);
    *too_far = x.value >= GRAPH_FAR;
    stop(&x);
    return going;
}
