/* Shortest ways, level by level.
 *
 * A level is a set of slots. Each mover visits every clique that has slots of the level, once, and
 * adds up over the whole clique rather than over pairs what all its slots of the level contribute
 * to the others. Without irreversible options all contribute to all (by improvements: those with a
 * lower score, found in a sorted list of running sums); with them, each adds to the sums of the
 * classes that its own class reaches.
 */
#include "analysis/paths.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

/* ---- cliques ------------------------------------------------------------------------------ */

typedef struct clique {
    const mover *mover;
    uint64_t first;          /* dense: the slot of row 0; listed: the place of row 0 */
    const uint32_t *slots;   /* listed: by row */
    const uint32_t *classes; /* by row; NULL: one class */
    uint32_t rows;
} clique;

static clique clique_of(const dt_game *g, uint32_t i, uint64_t at)
{
    const mover *m = &g->movers[i];
    if (g->list) {
        moves run = moves_from(g, i, at); /* its places */
        return (clique){.mover = m,
                        .first = run.next,
                        .slots = m->slots + run.next,
                        .classes = m->classes ? m->classes + run.next : NULL,
                        .rows = (uint32_t)(run.last - run.next)};
    }
    uint64_t row = at / m->stride % m->rows;
    return (clique){
        .mover = m, .first = at - row * m->stride, .classes = m->classes, .rows = m->rows};
}

static inline uint64_t clique_slot(const clique *q, uint32_t row)
{
    return q->slots ? q->slots[row] : q->first + row * q->mover->stride;
}

static inline uint32_t clique_class(const clique *q, uint32_t row)
{
    return q->classes ? q->classes[row] : 0;
}

static bool class_reaches(const mover *m, uint32_t from, uint32_t to)
{
    uint32_t low = m->up_first[from], high = m->up_first[from + 1];
    while (low < high) { /* ascending */
        uint32_t middle = low + (high - low) / 2;
        if (m->up[middle] == to) return true;
        if (m->up[middle] < to) low = middle + 1;
        else high = middle;
    }
    return false;
}

/* ---- flows: what slots of a clique contribute to others of it --------------------------------- */

typedef struct bundle { /* what a slot, or several together, contribute */
    uint32_t score, class_;
    uint32_t steps; /* only the fewest count */
    uint64_t count, firsts;
} bundle;

typedef struct receiver {
    uint32_t score, row;
} receiver;

typedef struct flow { /* through the cliques of one player after the other */
    const dt_game *game;
    memory *memory;
    progress *progress;
    bundle *bundles;     /* as many as the largest clique has rows */
    receiver *receivers; /* likewise */
    bundle *sums;        /* by class */
    bool *summed;        /* likewise: there is a sum */
    uint64_t *touched;   /* bits by a clique's first slot or place: visited */
    uint32_t bundle_count, receiver_count, rows, classes;
    /* the rules of whoever looks: */
    void *ctx;
    bool (*source)(void *ctx, uint64_t at, uint64_t own_bit, bundle *);
    bool (*open)(void *ctx, uint64_t at); /* may something arrive there? */
    void (*arrive)(void *ctx, uint64_t at, const bundle *);
} flow;

static uint64_t add_counts(uint64_t a, uint64_t b)
{
    return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

static void combine(bundle *to, const bundle *from)
{
    if (from->steps > to->steps) return;
    if (from->steps < to->steps) {
        to->steps = from->steps, to->count = from->count, to->firsts = from->firsts;
        return;
    }
    to->count = add_counts(to->count, from->count);
    to->firsts |= from->firsts;
}

static int by_score(const void *a, const void *b)
{
    const bundle *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? -1 : 1;
    return x->class_ < y->class_ ? -1 : x->class_ > y->class_;
}

static int by_receiver_score(const void *a, const void *b)
{
    const receiver *x = a, *y = b;
    if (x->score != y->score) return x->score < y->score ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* By score and class; those that agree in both become one. */
static void merge_bundles(flow *f)
{
    uint32_t kept = 0;
    bool sorted = true;
    for (uint32_t k = 1; k < f->bundle_count && sorted; k++)
        sorted = by_score(&f->bundles[k - 1], &f->bundles[k]) <= 0;
    if (!sorted) qsort(f->bundles, f->bundle_count, sizeof *f->bundles, by_score);
    for (uint32_t k = 0; k < f->bundle_count; k++) {
        if (kept && by_score(&f->bundles[kept - 1], &f->bundles[k]) == 0)
            combine(&f->bundles[kept - 1], &f->bundles[k]);
        else f->bundles[kept++] = f->bundles[k];
    }
    f->bundle_count = kept;
}

/* Legal moves ask for no score: all are equal, and every receiver is above them. */
static void gather(flow *f, const clique *q, const scores *own, bool improving, uint64_t own_bit)
{
    f->bundle_count = f->receiver_count = 0;
    for (uint32_t row = 0; row < q->rows; row++) {
        uint64_t at = clique_slot(q, row);
        if (!slot_feasible(f->game, at)) continue;
        uint32_t score = improving ? score_at(own, at) : 0;
        bundle *b = &f->bundles[f->bundle_count];
        *b = (bundle){.score = score, .class_ = clique_class(q, row)};
        if (f->source(f->ctx, at, own_bit, b)) f->bundle_count++;
        if (f->open(f->ctx, at))
            f->receivers[f->receiver_count++] = (receiver){improving ? score : 1, row};
    }
}

/* One class: running sums, of which a receiver takes the last below its score. */
static void flow_plain(flow *f, const clique *q)
{
    for (uint32_t k = 1; k < f->bundle_count; k++) {
        bundle before = f->bundles[k - 1];
        combine(&before, &f->bundles[k]);
        before.score = f->bundles[k].score;
        f->bundles[k] = before;
    }
    for (uint32_t k = 0; k < f->receiver_count; k++) {
        uint32_t low = 0, high = f->bundle_count;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (f->bundles[middle].score < f->receivers[k].score) low = middle + 1;
            else high = middle;
        }
        if (low) f->arrive(f->ctx, clique_slot(q, f->receivers[k].row), &f->bundles[low - 1]);
    }
}

/* Few of both: each bundle asks for each receiver. */
static void flow_pairs(flow *f, const clique *q)
{
    for (uint32_t k = 0; k < f->receiver_count; k++) {
        const receiver *to = &f->receivers[k];
        for (uint32_t b = 0; b < f->bundle_count && f->bundles[b].score < to->score; b++)
            if (class_reaches(q->mover, f->bundles[b].class_, clique_class(q, to->row)))
                f->arrive(f->ctx, clique_slot(q, to->row), &f->bundles[b]);
    }
}

/* A sum a class, to which bundles add in the order of their scores. */
static void flow_sums(flow *f, const clique *q)
{
    const mover *m = q->mover;
    uint32_t b = 0;
    qsort(f->receivers, f->receiver_count, sizeof *f->receivers, by_receiver_score);
    memset(f->summed, 0, m->class_count * sizeof *f->summed);
    for (uint32_t k = 0; k < f->receiver_count; k++) {
        const receiver *to = &f->receivers[k];
        for (; b < f->bundle_count && f->bundles[b].score < to->score; b++) {
            uint32_t from = f->bundles[b].class_;
            for (uint32_t u = m->up_first[from]; u < m->up_first[from + 1]; u++) {
                uint32_t c = m->up[u];
                if (f->summed[c]) combine(&f->sums[c], &f->bundles[b]);
                else f->sums[c] = f->bundles[b];
                f->summed[c] = true;
            }
        }
        uint32_t c = clique_class(q, to->row);
        if (f->summed[c]) f->arrive(f->ctx, clique_slot(q, to->row), &f->sums[c]);
    }
}

static void flow_clique(flow *f, const clique *q, const scores *own, bool improving,
                        uint64_t own_bit)
{
    const mover *m = q->mover;
    gather(f, q, own, improving, own_bit);
    if (!f->bundle_count || !f->receiver_count) return;
    merge_bundles(f);
    if (!q->classes) {
        flow_plain(f, q);
        return;
    }
    uint64_t pushes = m->class_count;
    for (uint32_t b = 0; b < f->bundle_count; b++) {
        uint32_t from = f->bundles[b].class_;
        pushes += m->up_first[from + 1] - m->up_first[from];
    }
    if (pushes < (uint64_t)f->bundle_count * f->receiver_count) flow_sums(f, q);
    else flow_pairs(f, q);
}

static bool can_move(const dt_game *g, uint32_t i, bool improving)
{
    return g->movers[i].rows > 1 && (!improving || g->scores[i].distinct > 1);
}

/* Those who have options are at most 64, one a bit of the states. */
static uint64_t mover_bit(const dt_game *g, uint32_t i)
{
    uint32_t k = 0;
    for (uint32_t j = 0; j < i; j++) k += g->model->players[j].options > 0;
    return UINT64_C(1) << (k & 63);
}

/* Every clique of a player that has a slot of `bits`, once. False: cancelled, or memory is gone. */
static bool flow_player(flow *f, uint32_t i, const uint64_t *bits, bool improving)
{
    const dt_game *g = f->game;
    uint64_t words = words_for(g->slots), own_bit = mover_bit(g, i);
    scores own = g->scores[i];
    bool going = !improving || scores_take(g, i, f->memory, f->progress, &own);
    if (!going) return false;
    memset(f->touched, 0, words * sizeof *f->touched);
    for (uint64_t word = 0; word < words && going; word++) {
        if (word % 4096 == 0) going = progress_report(f->progress, f->progress->done);
        f->progress->done += bit_count(bits[word]);
        for (uint64_t rest = going ? bits[word] : 0; rest; rest &= rest - 1) {
            clique q = clique_of(g, i, 64 * word + lowest_bit(rest));
            if (bit_at(f->touched, q.first)) continue;
            set_bit(f->touched, q.first);
            flow_clique(f, &q, &own, improving, own_bit);
        }
    }
    if (improving) scores_give(g, f->memory, &own);
    return going;
}

static bool flow_from(flow *f, const uint64_t *bits, bool improving)
{
    for (uint32_t i = 0; i < f->game->players; i++)
        if (can_move(f->game, i, improving) && !flow_player(f, i, bits, improving)) return false;
    return true;
}

static bool take_bits(memory *m, uint64_t words, uint64_t **bits)
{
    *bits = memory_take(m, words, sizeof **bits);
    if (*bits) memset(*bits, 0, words * sizeof **bits);
    return *bits != NULL;
}

static bool flow_start(flow *f)
{
    const dt_game *g = f->game;
    f->rows = f->classes = 1;
    for (uint32_t i = 0; i < g->players; i++) {
        if (g->movers[i].rows > f->rows) f->rows = g->movers[i].rows;
        if (g->movers[i].class_count > f->classes) f->classes = g->movers[i].class_count;
    }
    f->bundles = memory_take(f->memory, (size_t)f->rows + 1, sizeof *f->bundles);
    f->receivers = memory_take(f->memory, f->rows, sizeof *f->receivers);
    f->sums = memory_take(f->memory, f->classes, sizeof *f->sums);
    f->summed = memory_take(f->memory, f->classes, sizeof *f->summed);
    return f->bundles && f->receivers && f->sums && f->summed &&
           take_bits(f->memory, words_for(g->slots), &f->touched);
}

static void flow_end(flow *f)
{
    memory_give(f->memory, f->bundles, (size_t)f->rows + 1, sizeof *f->bundles);
    memory_give(f->memory, f->receivers, f->rows, sizeof *f->receivers);
    memory_give(f->memory, f->sums, f->classes, sizeof *f->sums);
    memory_give(f->memory, f->summed, f->classes, sizeof *f->summed);
    memory_give(f->memory, f->touched, words_for(f->game->slots), sizeof *f->touched);
}

static bool is_empty(const uint64_t *bits, uint64_t words)
{
    for (uint64_t w = 0; w < words; w++)
        if (bits[w]) return false;
    return true;
}

void *fail_ways(dt_error *err, const memory *m, const progress *p, bool too_far)
{
    if (too_far)
        return fail(err, DT_ERR_LIMIT, "a state here is more than %d moves away; the limit is that",
                    MOST_STEPS);
    if (p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, m);
}

/* ---- levels --------------------------------------------------------------------------------- */

typedef struct level {
    ways *ways;
    flow flow;
    uint64_t *now, *next; /* bits by slot */
    uint32_t step;        /* of the next one */
} level;

static bool level_source(void *ctx, uint64_t at, uint64_t own_bit, bundle *b)
{
    const level *l = ctx;
    if (!bit_at(l->now, at)) return false;
    b->count = l->ways->counts[at];
    b->firsts = l->step == 1 ? own_bit : l->ways->firsts[at];
    return true;
}

/* Not found in an earlier level. */
static bool level_open(void *ctx, uint64_t at)
{
    const level *l = ctx;
    return l->ways->steps[at] >= l->step;
}

static void level_arrive(void *ctx, uint64_t at, const bundle *b)
{
    level *l = ctx;
    ways *w = l->ways;
    if (w->steps[at] == UNREACHED) {
        w->steps[at] = (uint16_t)l->step;
        w->counts[at] = w->firsts[at] = 0;
        set_bit(l->next, at);
    }
    w->counts[at] = add_counts(w->counts[at], b->count);
    w->firsts[at] |= b->firsts;
}

/* False: cancelled, or *too_far. */
static bool spread_levels(level *l, bool *too_far)
{
    ways *w = l->ways;
    uint64_t words = words_for(w->game->slots);
    for (;;) {
        if (w->longest == MOST_STEPS) {
            *too_far = true;
            return false;
        }
        l->step = w->longest + 1;
        memset(l->next, 0, words * sizeof *l->next);
        if (!flow_from(&l->flow, l->now, w->improving)) return false;
        if (is_empty(l->next, words)) return true;
        w->longest++;
        uint64_t *swapped = l->now;
        l->now = l->next, l->next = swapped;
    }
}

bool ways_take(ways *w)
{
    uint64_t slots = w->game->slots;
    w->steps = memory_take(w->memory, slots, sizeof *w->steps);
    w->counts = memory_take(w->memory, slots, sizeof *w->counts);
    w->firsts = memory_take(w->memory, slots, sizeof *w->firsts);
    if (!w->steps || !w->counts || !w->firsts) return false;
    memset(w->steps, 0xFF, slots * sizeof *w->steps);
    w->steps[w->from] = 0;
    w->counts[w->from] = 1;
    w->firsts[w->from] = 0;
    return true;
}

bool ways_build(ways *w, const dt_game *g, uint64_t from, bool improving, memory *m, progress *p,
                dt_error *err)
{
    *w = (ways){.game = g, .memory = m, .from = from, .improving = improving};
    if (g->backend == DT_BACKEND_GRAPH) return graph_ways(w, p, err);
    uint64_t words = words_for(g->slots);
    level l = {.ways = w,
               .flow = {.game = g,
                        .memory = m,
                        .progress = p,
                        .ctx = &l,
                        .source = level_source,
                        .open = level_open,
                        .arrive = level_arrive}};
    bool too_far = false;
    bool ready = flow_start(&l.flow) && ways_take(w) && take_bits(m, words, &l.now) &&
                 take_bits(m, words, &l.next);
    if (ready) set_bit(l.now, from);
    bool done = ready && spread_levels(&l, &too_far);
    flow_end(&l.flow);
    memory_give(m, l.now, words, sizeof *l.now);
    memory_give(m, l.next, words, sizeof *l.next);
    if (done) return true;
    fail_ways(err, m, p, too_far);
    ways_free(w);
    return false;
}

void ways_free(ways *w)
{
    if (!w->memory) return;
    memory_give(w->memory, w->steps, w->game->slots, sizeof *w->steps);
    memory_give(w->memory, w->counts, w->game->slots, sizeof *w->counts);
    memory_give(w->memory, w->firsts, w->game->slots, sizeof *w->firsts);
    graph_free_pairs(w->game, w->memory, w->pairs);
    w->memory = NULL;
}

/* ---- reading off ------------------------------------------------------------------------------ */

typedef struct origins { /* the slots from which a player may come to a slot in one move */
    const dt_game *game;
    clique clique;
    const scores *scores;
    uint64_t at;
    uint32_t class_, next;
} origins;

static origins origins_of(const dt_game *g, uint32_t i, uint64_t at)
{
    origins o = {.game = g, .clique = clique_of(g, i, at), .scores = &g->scores[i], .at = at};
    while (clique_slot(&o.clique, o.next) != at) o.next++;
    o.class_ = clique_class(&o.clique, o.next);
    o.next = 0;
    return o;
}

static bool next_origin(origins *o, uint64_t *from, bool *improves)
{
    while (o->next < o->clique.rows) {
        uint32_t row = o->next++;
        *from = clique_slot(&o->clique, row);
        if (*from == o->at || !slot_feasible(o->game, *from)) continue;
        if (o->clique.classes &&
            !class_reaches(o->clique.mover, clique_class(&o->clique, row), o->class_))
            continue;
        *improves = score_at(o->scores, o->at) > score_at(o->scores, *from);
        return true;
    }
    return false;
}

bool ways_first(const ways *w, uint64_t at, uint32_t i)
{
    if (w->pairs) return w->steps[at] && graph_first(w->game, w->pairs, at, i);
    return w->game->model->players[i].options && (w->firsts[at] & mover_bit(w->game, i));
}

static bool ways_origin(const ways *w, uint64_t at, uint32_t i, leg *found)
{
    uint64_t from;
    bool improves;
    if (!can_move(w->game, i, w->improving)) return false;
    for (origins o = origins_of(w->game, i, at); next_origin(&o, &from, &improves);) {
        if (w->steps[from] + 1 != w->steps[at] || (w->improving && !improves)) continue;
        *found = (leg){.player = i, .from = from, .to = at, .against = !improves};
        return true;
    }
    return false;
}

bool ways_last(const ways *w, uint64_t at, uint32_t i)
{
    leg found;
    if (w->pairs) return w->steps[at] && graph_last(w->game, w->pairs, at, i);
    return w->steps[at] && w->steps[at] != UNREACHED && ways_origin(w, at, i, &found);
}

void ways_read(const ways *w, uint64_t at, leg *legs)
{
    if (w->pairs) {
        graph_read_way(w, at, legs);
        return;
    }
    for (uint32_t k = w->steps[at]; k-- > 0; at = legs[k].from)
        for (uint32_t i = 0; i < w->game->players && !ways_origin(w, at, i, &legs[k]); i++) {}
}

/* ---- against preference ------------------------------------------------------------------------ */

typedef struct layers {
    detours *detours;
    flow flow;
    uint64_t *open; /* slots of the layer whose moves are still to be followed */
    uint64_t *now;
    uint32_t layer, steps; /* of the slots of `now` */
} layers;

/* A way of so many steps in the layer: better than, or as good as, what is known? */
static void offer(layers *l, uint64_t at, uint32_t layer, const bundle *b)
{
    detours *d = l->detours;
    uint32_t steps = b->steps + 1;
    if (d->against[at] < layer) return;
    if (d->against[at] > layer || d->steps[at] > steps) {
        d->against[at] = (uint16_t)layer;
        d->steps[at] = (uint16_t)steps;
        d->firsts[at] = b->firsts;
        if (layer == l->layer) set_bit(l->open, at);
    } else if (d->steps[at] == steps) d->firsts[at] |= b->firsts;
}

/* Inside the layer: improvements from the slots of `now`. */
static bool inside_source(void *ctx, uint64_t at, uint64_t own_bit, bundle *b)
{
    const layers *l = ctx;
    (void)own_bit;
    b->steps = l->steps;
    b->firsts = l->detours->firsts[at];
    return bit_at(l->now, at);
}

static bool inside_open(void *ctx, uint64_t at)
{
    const layers *l = ctx;
    const detours *d = l->detours;
    return d->against[at] > l->layer || (d->against[at] == l->layer && d->steps[at] > l->steps);
}

static void inside_arrive(void *ctx, uint64_t at, const bundle *b)
{
    layers *l = ctx;
    offer(l, at, l->layer, b);
}

/* From the whole layer to what it has not reached: by any move. There it improves nothing, for
 * improvements stay inside the layer. */
static bool leaving_source(void *ctx, uint64_t at, uint64_t own_bit, bundle *b)
{
    const layers *l = ctx;
    b->steps = l->detours->steps[at];
    b->firsts = l->layer ? l->detours->firsts[at] : own_bit;
    return l->detours->against[at] == l->layer;
}

static bool leaving_open(void *ctx, uint64_t at)
{
    const layers *l = ctx;
    return l->detours->against[at] > l->layer;
}

static void leaving_arrive(void *ctx, uint64_t at, const bundle *b)
{
    layers *l = ctx;
    offer(l, at, l->layer + 1, b);
}

/* The open slots of fewest steps become `now`. False: there is none. */
static bool take_nearest(layers *l)
{
    const detours *d = l->detours;
    uint64_t words = words_for(d->game->slots);
    l->steps = UNREACHED;
    for (uint64_t word = 0; word < words; word++)
        for (uint64_t rest = l->open[word]; rest; rest &= rest - 1) {
            uint32_t steps = d->steps[64 * word + lowest_bit(rest)];
            if (steps < l->steps) l->steps = steps;
        }
    for (uint64_t word = 0; word < words; word++) {
        l->now[word] = 0;
        for (uint64_t rest = l->open[word]; rest; rest &= rest - 1)
            if (d->steps[64 * word + lowest_bit(rest)] == l->steps)
                l->now[word] |= rest & (~rest + 1);
        l->open[word] &= ~l->now[word];
    }
    return l->steps != UNREACHED;
}

static bool finish_layer(layers *l, bool *too_far)
{
    flow *f = &l->flow;
    f->source = inside_source, f->open = inside_open, f->arrive = inside_arrive;
    while (take_nearest(l)) {
        if ((*too_far = l->steps >= MOST_STEPS)) return false;
        if (!flow_from(f, l->now, true)) return false;
    }
    return true;
}

static bool leave_layer(layers *l)
{
    flow *f = &l->flow;
    f->source = leaving_source, f->open = leaving_open, f->arrive = leaving_arrive;
    return flow_from(f, l->now, false);
}

/* The slots of a layer. */
static void mark_layer(const layers *l, uint64_t *bits, uint32_t layer)
{
    const detours *d = l->detours;
    memset(bits, 0, words_for(d->game->slots) * sizeof *bits);
    for (uint64_t at = 0; at < d->game->slots; at++)
        if (d->against[at] == layer) set_bit(bits, at);
}

static bool all_found(const detours *d, const uint64_t *wanted, uint32_t layer)
{
    for (uint64_t word = 0; word < words_for(d->game->slots); word++)
        for (uint64_t rest = wanted[word]; rest; rest &= rest - 1)
            if (d->against[64 * word + lowest_bit(rest)] > layer) return false;
    return true;
}

static bool search_layers(layers *l, const uint64_t *wanted, bool *too_far)
{
    uint64_t words = words_for(l->detours->game->slots);
    set_bit(l->open, l->detours->from);
    for (; !is_empty(l->open, words); l->layer++) {
        if (!finish_layer(l, too_far)) return false;
        if (all_found(l->detours, wanted, l->layer)) return true;
        mark_layer(l, l->now, l->layer);
        if (!leave_layer(l)) return false;
        mark_layer(l, l->open, l->layer + 1);
    }
    return true;
}

bool detours_take(detours *d)
{
    uint64_t slots = d->game->slots;
    d->against = memory_take(d->memory, slots, sizeof *d->against);
    d->steps = memory_take(d->memory, slots, sizeof *d->steps);
    d->firsts = memory_take(d->memory, slots, sizeof *d->firsts);
    if (!d->against || !d->steps || !d->firsts) return false;
    memset(d->against, 0xFF, slots * sizeof *d->against);
    memset(d->steps, 0xFF, slots * sizeof *d->steps);
    d->against[d->from] = d->steps[d->from] = 0;
    d->firsts[d->from] = 0;
    return true;
}

bool detours_build(detours *d, const dt_game *g, uint64_t from, const uint64_t *wanted, memory *m,
                   progress *p, dt_error *err)
{
    *d = (detours){.game = g, .memory = m, .from = from};
    if (g->backend == DT_BACKEND_GRAPH) return graph_detours(d, p, err);
    uint64_t words = words_for(g->slots);
    layers l = {.detours = d, .flow = {.game = g, .memory = m, .progress = p, .ctx = &l}};
    bool too_far = false;
    bool ready = flow_start(&l.flow) && detours_take(d) && take_bits(m, words, &l.open) &&
                 take_bits(m, words, &l.now);
    bool done = ready && search_layers(&l, wanted, &too_far);
    flow_end(&l.flow);
    memory_give(m, l.open, words, sizeof *l.open);
    memory_give(m, l.now, words, sizeof *l.now);
    if (done) return true;
    fail_ways(err, m, p, too_far);
    detours_free(d);
    return false;
}

void detours_free(detours *d)
{
    if (!d->memory) return;
    memory_give(d->memory, d->against, d->game->slots, sizeof *d->against);
    memory_give(d->memory, d->steps, d->game->slots, sizeof *d->steps);
    memory_give(d->memory, d->firsts, d->game->slots, sizeof *d->firsts);
    graph_free_pairs(d->game, d->memory, d->pairs);
    d->memory = NULL;
}

bool detours_first(const detours *d, uint64_t at, uint32_t i)
{
    if (d->pairs) return d->against[at] && graph_first(d->game, d->pairs, at, i);
    return d->game->model->players[i].options && (d->firsts[at] & mover_bit(d->game, i));
}

static bool detours_origin(const detours *d, uint64_t at, uint32_t i, leg *found)
{
    uint64_t from;
    bool improves;
    if (!can_move(d->game, i, false)) return false;
    for (origins o = origins_of(d->game, i, at); next_origin(&o, &from, &improves);) {
        if (d->against[from] == UNREACHED || d->against[from] + !improves != d->against[at] ||
            d->steps[from] + 1 != d->steps[at])
            continue;
        *found = (leg){.player = i, .from = from, .to = at, .against = !improves};
        return true;
    }
    return false;
}

void detours_read(const detours *d, uint64_t at, leg *legs)
{
    if (d->pairs) {
        graph_read_detour(d, at, legs);
        return;
    }
    for (uint32_t k = d->steps[at]; k-- > 0; at = legs[k].from)
        for (uint32_t i = 0; i < d->game->players && !detours_origin(d, at, i, &legs[k]); i++) {}
}
