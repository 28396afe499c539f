/* The operators as passes over cliques.
 *
 * A pass lets one player (listed), or those of a group (dense), move in all their cliques. Sweeps
 * repeat passes over the others until every one of them in a row has changed nothing; where all
 * cells are feasible nobody's moves depend on the others', and one sweep is enough. The order of a
 * clique depends on its mover alone: sorted once, used for every player and concept.
 */
#include "analysis/passes.h"

#include "analysis/graph.h"
#include "base/bits.h"
#include "base/processor.h"

#include <string.h>

/* ---- starting --------------------------------------------------------------------------- */

static uint32_t order_width(const dt_game *g)
{
    for (uint32_t i = 0; i < g->players; i++)
        if (g->movers[i].rows >= 0x7FFF) return 4;
    return 2;
}

bool operators_start(operators *o, const dt_game *g, memory *m, uint32_t threads, progress *p)
{
    *o = (operators){.game = g, .memory = m, .threads = threads, .progress = p};
    arena_start(&o->arena, m);
    o->kernels = processor_has_avx2() ? &kernels_avx2 : &kernels_any;
    o->order_width = order_width(g);
    o->orders = ARENA_ARRAY(&o->arena, g->players, void *);
    o->last_used = ARENA_ARRAY(&o->arena, g->players, uint64_t);
    o->scratch = ARENA_ARRAY(&o->arena, threads, void *);
    o->crew = crew_start(m, threads);
    if (!o->orders || !o->last_used || !o->scratch || !o->crew) return false;
    if (is_graph(o)) return true;
    if (!g->list && !dense_start(o)) return false;
    o->scratch_bytes = (g->list ? listed_scratch(o) : dense_scratch(o)) + 64;
    for (uint32_t t = 0; t < threads; t++)
        if (!(o->scratch[t] = memory_take(m, o->scratch_bytes, 1))) return false;
    return true;
}

/* Bytes of a slot of a mover's order. */
static uint32_t order_bytes(const operators *o, uint32_t i)
{
    return !o->game->list && is_few(o->game->movers[i].rows) ? 1 : o->order_width;
}

void operators_forget(operators *o, uint32_t i)
{
    memory_give(o->memory, o->orders[i], o->game->slots, order_bytes(o, i));
    o->orders[i] = NULL;
}

void operators_free(operators *o)
{
    for (uint32_t i = 0; o->orders && i < o->game->players; i++) operators_forget(o, i);
    for (uint32_t t = 0; o->scratch && t < o->threads; t++)
        memory_give(o->memory, o->scratch[t], o->scratch_bytes, 1);
    crew_free(o->crew, o->memory);
    arena_free(&o->arena);
}

bool field_take(operators *o, field *f, uint32_t width)
{
    *f = (field){.width = width, .values = memory_take(o->memory, o->game->slots, width)};
    return f->values != NULL;
}

void field_give(operators *o, field *f)
{
    memory_give(o->memory, f->values, o->game->slots, f->width);
    f->values = NULL;
}

/* ---- who moves --------------------------------------------------------------------------- */

static bool can_move(const operators *o, uint32_t i) { return o->game->movers[i].rows > 1; }

static bool can_improve(const operators *o, uint32_t i)
{
    return can_move(o, i) && o->game->scores[i].distinct > 1;
}

/* Is j one of the others than i, and able to do something? */
static bool moves_too(const operators *o, uint32_t i, uint32_t j, bool improving)
{
    return j != i && (improving ? can_improve(o, j) : can_move(o, j));
}

static bool others_move(const operators *o, uint32_t i, bool improving)
{
    for (uint32_t j = 0; j < o->game->players; j++)
        if (moves_too(o, i, j, improving)) return true;
    return false;
}

/* ---- passes ------------------------------------------------------------------------------ */

static pass start_pass(const operators *o, pass_kind kind, field from, field to)
{
    return (pass){.game = o->game,
                  .operators = o,
                  .kind = kind,
                  .from = from.values,
                  .to = to.values,
                  .orders = o->orders,
                  .order_width = o->order_width,
                  .width = from.width};
}

/* A pass of one player. */
static bool player_pass(operators *o, pass *p, uint32_t i)
{
    if (o->game->list) return listed_pass(o, p, i);
    const group *g = NULL;
    const axis *a = dense_axis(o, i, &g);
    p->movers = &a;
    p->mover_count = 1;
    return dense_pass(o, p, g);
}

/* Passes of all but one, round and round. The first may go from one field to another and turn one
 * form into the other; all that follow stay in place. */
typedef struct sweep {
    operators *operators;
    pass pass;
    uint32_t but; /* who does not move */
    bool improving;
    uint32_t units, quiet; /* passes that make a round; how many in a row have changed nothing */
} sweep;

static bool sweep_pass(sweep *s, bool (*run)(operators *, pass *, const void *), const void *what)
{
    atomic_bool any = false;
    pass *p = &s->pass;
    p->changed = &any;
    if (!run(s->operators, p, what)) return false;
    p->from = p->to;
    p->raise = 0;
    bool changed = atomic_load(&any);
    /* once more of the same movers would change nothing */
    s->quiet = changed && !p->settled ? 1 : s->quiet + 1;
    return true;
}

static bool run_group(operators *o, pass *p, const void *g) { return dense_pass(o, p, g); }

static bool run_player(operators *o, pass *p, const void *i)
{
    return listed_pass(o, p, *(const uint32_t *)i);
}

static uint32_t group_movers(const sweep *s, const group *g, const axis **movers)
{
    uint32_t count = 0;
    for (uint32_t a = 0; a < g->axis_count; a++)
        if (moves_too(s->operators, s->but, g->axes[a].player, s->improving))
            movers[count++] = &g->axes[a];
    return count;
}

static bool sweep_groups(sweep *s)
{
    const operators *o = s->operators;
    const axis *movers[MAX_BITS];
    for (uint32_t k = 0; k < o->group_count; k++)
        s->units += group_movers(s, &o->groups[k], movers) > 0;
    for (uint32_t k = 0; s->quiet < s->units; k = (k + 1) % o->group_count) {
        s->pass.movers = movers;
        s->pass.mover_count = group_movers(s, &o->groups[k], movers);
        if (s->pass.mover_count && !sweep_pass(s, run_group, &o->groups[k])) return false;
    }
    return true;
}

static bool sweep_players(sweep *s)
{
    const operators *o = s->operators;
    for (uint32_t j = 0; j < o->game->players; j++)
        s->units += moves_too(o, s->but, j, s->improving);
    for (uint32_t j = 0; s->quiet < s->units; j = (j + 1) % o->game->players)
        if (moves_too(o, s->but, j, s->improving) && !sweep_pass(s, run_player, &j)) return false;
    return true;
}

static bool run_sweep(sweep *s)
{
    return s->operators->game->list ? sweep_players(s) : sweep_groups(s);
}

/* Are moves the same whatever the others do? Then their order makes no difference. */
static bool is_product(const dt_game *g) { return !g->list && g->states == g->slots; }

/* ---- orders ------------------------------------------------------------------------------ */

/* Forgets orders, those first that were not used for longest, until another fits. */
static void make_room(operators *o, uint32_t i)
{
    const scores *s = &o->game->scores[i];
    uint64_t wanted = o->game->slots * (order_bytes(o, i) + (s->values ? 0 : s->width));
    while (o->memory->limit_bytes && o->memory->used_bytes + wanted > o->memory->limit_bytes) {
        uint32_t oldest = NONE;
        for (uint32_t j = 0; j < o->game->players; j++)
            if (o->orders[j] && o->last_used[j] < o->sweep_began &&
                (oldest == NONE || o->last_used[j] < o->last_used[oldest]))
                oldest = j;
        if (oldest == NONE) return; /* taking it will say that memory is gone */
        operators_forget(o, oldest);
    }
}

bool operators_sort_one(operators *o, uint32_t i)
{
    scores s;
    o->last_used[i] = ++o->clock;
    if (o->orders[i] || is_graph(o)) return true;
    make_room(o, i);
    if (!scores_take(o->game, i, o->memory, o->progress, &s)) return false;
    o->orders[i] = memory_take(o->memory, o->game->slots, order_bytes(o, i));
    bool done = o->orders[i] != NULL;
    if (done) {
        field from = {s.width, s.values}, to = {order_bytes(o, i), o->orders[i]};
        pass p = start_pass(o, PASS_ORDER, from, to);
        done = player_pass(o, &p, i);
    }
    scores_give(o->game, o->memory, &s);
    return done;
}

bool operators_sort_others(operators *o, uint32_t i)
{
    o->sweep_began = o->clock + 1;
    for (uint32_t j = 0; j < o->game->players; j++) /* what is there stays */
        if (moves_too(o, i, j, true) && o->orders[j]) o->last_used[j] = ++o->clock;
    for (uint32_t j = 0; j < o->game->players; j++)
        if (moves_too(o, i, j, true) && !operators_sort_one(o, j)) return false;
    return true;
}

bool operators_sort(operators *o) { return operators_sort_others(o, NONE); }

/* ---- the operators ---------------------------------------------------------------------- */

bool own_max(operators *o, uint32_t i, field from, field to)
{
    if (!can_move(o, i)) {
        if (from.values != to.values) memcpy(to.values, from.values, o->game->slots * from.width);
        return true;
    }
    if (is_graph(o)) return graph_own_max(o, i, from, to);
    pass p = start_pass(o, PASS_REACH, from, to);
    return player_pass(o, &p, i);
}

bool others_min(operators *o, uint32_t i, bool improving, field from, field to)
{
    if (is_graph(o)) return to_min(o, from, to) && graph_others_min(o, i, improving, to);
    if (improving && !operators_sort_others(o, i)) return false;
    sweep s = {.operators = o, .but = i, .improving = improving};
    s.pass = start_pass(o, improving ? PASS_IMPROVE : PASS_REACH, from, to);
    s.pass.least = true;
    s.pass.raise = -1;
    s.pass.settled = !improving && is_product(o->game);
    return others_move(o, i, improving) ? run_sweep(&s) : to_min(o, from, to);
}

static bool step_of(operators *o, uint32_t j, bool improving, field from, field to)
{
    if (is_graph(o)) return graph_least_move(o, j, improving, from, to);
    pass p = start_pass(o, improving ? PASS_IMPROVE : PASS_REACH, from, to);
    p.least = p.merge = true;
    return player_pass(o, &p, j);
}

bool others_min_single(operators *o, uint32_t i, bool improving, field from, field to)
{
    if (improving && !operators_sort_others(o, i)) return false;
    memcpy(to.values, from.values, o->game->slots * from.width);
    for (uint32_t j = 0; j < o->game->players; j++)
        if (moves_too(o, i, j, improving) && !step_of(o, j, improving, from, to)) return false;
    return true;
}

/* g of a set of others is the least value that sequences reach in which each of the set moves at
 * most once: the least over its members j of one move by j and then g of the set without j. Sets are
 * worked on in the order of their number, smaller ones first; all are kept. */
bool others_min_once(operators *o, uint32_t i, bool improving, field from, field to)
{
    uint32_t others[MAX_PLAYERS], n = 0;
    for (uint32_t j = 0; j < o->game->players; j++)
        if (moves_too(o, i, j, improving)) others[n++] = j;
    if ((improving && !operators_sort_others(o, i)) || !to_min(o, from, to)) return false;
    field sets[1 << 9] = {{0}};
    uint32_t count = UINT32_C(1) << n, made = 1;
    sets[0] = to;
    bool going = true;
    for (; going && made < count; made++) {
        field *g = &sets[made];
        going = field_take(o, g, to.width);
        if (!going) break;
        memcpy(g->values, to.values, o->game->slots * to.width);
        for (uint32_t k = 0; k < n && going; k++)
            if (made >> k & 1)
                going = step_of(o, others[k], improving, sets[made & ~(UINT32_C(1) << k)], *g);
    }
    if (going) memcpy(to.values, sets[count - 1].values, o->game->slots * to.width);
    for (uint32_t k = 1; k <= made && k < count; k++) field_give(o, &sets[k]);
    return going;
}

/* ---- slot by slot ----------------------------------------------------------------------- */

typedef struct walk {
    const dt_game *game;
    enum { WALK_TO_MIN, WALK_LESSER, WALK_COMPARE, WALK_RAISE, WALK_BITS } kind;
    uint32_t width;
    void *to;
    const void *from;
    uint64_t *bits;
    int raise;
} walk;

#define COMPARE(TYPE)                                                                              \
    for (uint64_t at = first; at < last; at += 64) {                                               \
        uint64_t word = 0, end = at + 64 < last ? at + 64 : last;                                  \
        for (uint64_t k = at; k < end; k++)                                                        \
            word |= (uint64_t)(from[k] && to[k] <= from[k]) << (k - at);                           \
        w->bits[at / 64] = word;                                                                   \
    }

#define WALK(TYPE)                                                                                 \
    do {                                                                                           \
        TYPE *to = w->to;                                                                          \
        const TYPE *from = w->from;                                                                \
        switch (w->kind) {                                                                         \
        case WALK_BITS: break;                                                                     \
        case WALK_TO_MIN:                                                                          \
            for (uint64_t k = first; k < last; k++) to[k] = (TYPE)(from[k] - 1);                   \
            break;                                                                                 \
        case WALK_LESSER: /* of one for min and the scores, for max */                             \
            for (uint64_t k = first; k < last; k++) {                                              \
                TYPE value = (TYPE)(to[k] + 1);                                                    \
                to[k] = value < from[k] ? value : from[k];                                         \
            }                                                                                      \
            break;                                                                                 \
        case WALK_COMPARE: COMPARE(TYPE) break;                                                    \
        case WALK_RAISE:                                                                           \
            for (uint64_t k = first; k < last; k++)                                                \
                if (slot_feasible(w->game, k)) to[k] = (TYPE)(to[k] + (TYPE)w->raise);             \
            break;                                                                                 \
        }                                                                                          \
    } while (0)

static void walk_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const walk *w = ctx;
    uint64_t first = parcel * PARCEL_SLOTS, last = first + PARCEL_SLOTS;
    if (last > w->game->slots) last = w->game->slots;
    if (w->kind == WALK_BITS) {
        const uint8_t *from = w->from;
        for (uint64_t at = first; at < last; at += 64)
            w->bits[at / 64] = pack_bytes(from + at, last - at < 64 ? (uint32_t)(last - at) : 64);
    } else if (w->width == 1) WALK(uint8_t);
    else if (w->width == 2) WALK(uint16_t);
    else WALK(uint32_t);
}

static bool run_walk(operators *o, walk w)
{
    w.game = o->game;
    return crew_run(o->crew, (o->game->slots + PARCEL_SLOTS - 1) / PARCEL_SLOTS, walk_parcel, &w,
                    o->progress);
}

bool to_min(operators *o, field from, field to)
{
    return run_walk(
        o, (walk){.kind = WALK_TO_MIN, .width = to.width, .to = to.values, .from = from.values});
}

bool field_bits(operators *o, field f, uint64_t *bits)
{
    return run_walk(o, (walk){.kind = WALK_BITS, .width = f.width, .from = f.values, .bits = bits});
}

/* ---- verdicts ---------------------------------------------------------------------------- */

static bool judge_dense(operators *o, uint32_t i, field own, const field *after, uint64_t *bits)
{
    memset(bits, 0, words_for(o->game->slots) * sizeof *bits);
    pass p = start_pass(o, PASS_JUDGE, own, own);
    p.from = after ? after->values : NULL;
    p.raise = 1;
    p.scores = own.values;
    p.bits = bits;
    return player_pass(o, &p, i);
}

bool judge(operators *o, uint32_t i, field own, const field *after, uint64_t *bits)
{
    field f = {.width = own.width};
    if (!o->game->list) return judge_dense(o, i, own, after, bits);
    if (after) f = *after;
    else if (!field_take(o, &f, own.width)) return false;
    walk lesser = {.kind = WALK_LESSER, .width = f.width, .to = f.values, .from = own.values};
    bool done = (after ? run_walk(o, lesser) && own_max(o, i, f, f) : own_max(o, i, own, f)) &&
                run_walk(o, (walk){.kind = WALK_COMPARE,
                                   .width = f.width,
                                   .to = f.values,
                                   .from = own.values,
                                   .bits = bits});
    if (!after) field_give(o, &f);
    return done;
}

/* ---- spreading --------------------------------------------------------------------------- */

/* Passes leave 0 alone, as an infeasible slot: so while moves spread, feasible slots hold one more. */
static bool raise_feasible(operators *o, field f, int by)
{
    return run_walk(o, (walk){.kind = WALK_RAISE, .width = f.width, .to = f.values, .raise = by});
}

bool spread_others(operators *o, uint32_t i, bool improving, field f)
{
    if (!others_move(o, i, improving)) return true;
    if (is_graph(o)) return graph_spread_others(o, i, improving, f);
    if (improving && !operators_sort_others(o, i)) return false;
    sweep s = {.operators = o, .but = i, .improving = improving};
    s.pass = start_pass(o, improving ? PASS_IMPROVE : PASS_REACH, f, f);
    s.pass.backward = true;
    s.pass.settled = !improving && is_product(o->game);
    return raise_feasible(o, f, 1) && run_sweep(&s) && raise_feasible(o, f, -1);
}

bool spread(operators *o, bool improving, field f) { return spread_others(o, NONE, improving, f); }
