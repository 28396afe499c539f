/* The operators as passes over cliques.
 *
 * A pass takes one mover and visits all its cliques, several side by side in a tile that fits the
 * cache: loads the tile, works on it, stores it. Tiles of one pass do not overlap, so they may be
 * worked on in any order and by any thread. Sweeps repeat passes over the others until every one of
 * them in a row has changed nothing.
 *
 * Cost of a pass, in bytes a slot: the width read and written once; for improvements also an entry
 * of the order read. The order of a clique depends on the mover alone: sorted once, reused for every
 * player and concept.
 */
#include "analysis/operators.h"

#include "base/bits.h"

#include <stdatomic.h>
#include <string.h>

#ifdef DT_HOSTILE
enum { TILE_VALUES = 8, LEAST_WIDTH = 1, MOST_WIDTH = 3, PARCEL = 3 };
#else
enum { TILE_VALUES = 1 << 16, LEAST_WIDTH = 16, MOST_WIDTH = 128, PARCEL = 1 << 14 };
#endif

typedef struct tile {
    uint32_t rows, width;
    const uint32_t *classes; /* of each row; NULL: one class */
    const uint32_t *slots;   /* listed: of each row; width is 1 */
    uint64_t ordered;        /* where its orders start; one clique after the other */
    /* dense: row r of clique (h, l) is slot first + h * jump + r * stride + l */
    uint64_t first, stride, jump;
    uint32_t highs, lows; /* width = highs * lows */
} tile;

typedef enum pass_kind { PASS_REACH, PASS_IMPROVE, PASS_FORWARD, PASS_ORDER } pass_kind;

typedef struct pass {
    operators *operators;
    const mover *mover;
    pass_kind kind;
    bool least, backward; /* of PASS_REACH */
    bool merge;           /* keep the lesser of the result and what `to` holds */
    const void *from;
    void *to;
    const void *order;
    uint32_t width, order_width;
    atomic_bool *changed;
    uint32_t tile_width; /* dense: cliques side by side, at most */
    uint64_t tiles, parcels, tiles_a_parcel;
} pass;

static uint64_t *sort_keys(uint64_t *keys, uint64_t *spare, uint32_t count, uint32_t key_bits)
{
    if (count <= 48) { /* insertion sort: bench clique_sort, twice as fast as radix here */
        for (uint32_t k = 1; k < count; k++) {
            uint64_t key = keys[k];
            uint32_t at = k;
            for (; at && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
            keys[at] = key;
        }
        return keys;
    }
    for (uint32_t shift = 32; shift < 32 + key_bits; shift += 8) {
        uint32_t starts[257] = {0};
        for (uint32_t k = 0; k < count; k++) starts[(keys[k] >> shift & 0xFF) + 1]++;
        for (uint32_t c = 0; c < 256; c++) starts[c + 1] += starts[c];
        for (uint32_t k = 0; k < count; k++) spare[starts[keys[k] >> shift & 0xFF]++] = keys[k];
        uint64_t *swapped = keys;
        keys = spare, spare = swapped;
    }
    return keys;
}

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(x) JOIN(x, SUFFIX)

#define ORDER uint16_t
#define VALUE uint8_t
#define SUFFIX 8
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint16_t
#define SUFFIX 16
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint32_t
#define SUFFIX 32
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#undef ORDER

#define ORDER uint32_t
#define VALUE uint8_t
#define SUFFIX 8_wide
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint16_t
#define SUFFIX 16_wide
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint32_t
#define SUFFIX 32_wide
#include "analysis/kernels.h"
#undef VALUE
#undef SUFFIX
#undef ORDER

/* ---- tiles ------------------------------------------------------------------------------ */

/* Cliques side by side: as many as make a tile fit the cache, at least enough for whole lines. */
static uint32_t tile_width(const mover *m)
{
    uint64_t width = TILE_VALUES / ((uint64_t)m->rows + m->class_count);
    if (width < LEAST_WIDTH) width = LEAST_WIDTH;
    return width > MOST_WIDTH ? MOST_WIDTH : (uint32_t)width;
}

/* Dense tiles: where the player's digit is high, neighbours in the low digits; where it is low, whole
 * rows of low digits for several values of the high ones. */
static void plan_dense(pass *p, const dt_game *g)
{
    const mover *m = p->mover;
    uint64_t highs = g->slots / (m->stride * m->rows);
    p->tile_width = tile_width(m);
    if (m->stride >= p->tile_width)
        p->tiles = highs * ((m->stride + p->tile_width - 1) / p->tile_width);
    else {
        uint64_t together = p->tile_width / m->stride;
        p->tiles = (highs + together - 1) / together;
    }
    uint64_t slots_a_tile = (uint64_t)m->rows * p->tile_width;
    p->tiles_a_parcel = slots_a_tile >= PARCEL ? 1 : PARCEL / slots_a_tile;
    p->parcels = (p->tiles + p->tiles_a_parcel - 1) / p->tiles_a_parcel;
}

static tile dense_tile(const pass *p, uint64_t k)
{
    const mover *m = p->mover;
    const dt_game *g = p->operators->game;
    tile t = {
        .rows = m->rows, .classes = m->classes, .stride = m->stride, .jump = m->stride * m->rows};
    uint64_t highs = g->slots / t.jump, cliques;
    if (m->stride >= p->tile_width) {
        uint64_t a_high = (m->stride + p->tile_width - 1) / p->tile_width;
        uint64_t high = k / a_high, low = k % a_high * p->tile_width;
        t.highs = 1;
        t.lows = (uint32_t)(m->stride - low < p->tile_width ? m->stride - low : p->tile_width);
        t.first = high * t.jump + low;
        cliques = high * m->stride + low;
    } else {
        uint64_t together = p->tile_width / m->stride, high = k * together;
        t.highs = (uint32_t)(highs - high < together ? highs - high : together);
        t.lows = (uint32_t)m->stride;
        t.first = high * t.jump;
        cliques = high * m->stride;
    }
    t.width = t.highs * t.lows;
    t.ordered = cliques * m->rows;
    return t;
}

static tile listed_tile(const pass *p, uint64_t run)
{
    const mover *m = p->mover;
    uint32_t first = m->runs[run];
    return (tile){.rows = m->runs[run + 1] - first,
                  .width = 1,
                  .classes = m->classes ? m->classes + first : NULL,
                  .slots = m->slots + first,
                  .ordered = first};
}

/* The first run that starts at or after a place. */
static uint64_t run_from(const mover *m, uint64_t place_)
{
    uint64_t low = 0, high = m->run_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (m->runs[middle] < place_) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void do_tile(const pass *p, const tile *t, void *scratch)
{
    bool narrow = p->order_width == 2;
    if (p->kind == PASS_ORDER) {
        if (p->width == 1) narrow ? order_8(p, t, scratch) : order_8_wide(p, t, scratch);
        else if (p->width == 2) narrow ? order_16(p, t, scratch) : order_16_wide(p, t, scratch);
        else narrow ? order_32(p, t, scratch) : order_32_wide(p, t, scratch);
        return;
    }
    if (p->width == 1) narrow ? pass_8(p, t, scratch) : pass_8_wide(p, t, scratch);
    else if (p->width == 2) narrow ? pass_16(p, t, scratch) : pass_16_wide(p, t, scratch);
    else narrow ? pass_32(p, t, scratch) : pass_32_wide(p, t, scratch);
}

static void do_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const pass *p = ctx;
    void *scratch = p->operators->scratch[worker];
    uint64_t from = parcel * p->tiles_a_parcel, to = from + p->tiles_a_parcel;
    if (p->operators->game->list) {
        from = run_from(p->mover, parcel * PARCEL);
        to = run_from(p->mover, (parcel + 1) * PARCEL);
        for (uint64_t run = from; run < to; run++) {
            tile t = listed_tile(p, run);
            if (t.rows > 1 || p->from != p->to) do_tile(p, &t, scratch);
        }
        return;
    }
    for (uint64_t k = from; k < to && k < p->tiles; k++) {
        tile t = dense_tile(p, k);
        do_tile(p, &t, scratch);
    }
}

/* False when cancelled. */
static bool run_pass(pass *p, bool *changed)
{
    operators *o = p->operators;
    atomic_bool any = false;
    p->changed = &any;
    p->order_width = o->order_width;
    if (o->game->list) p->parcels = (o->game->slots + PARCEL - 1) / PARCEL;
    else plan_dense(p, o->game);
    o->passes++;
    bool going = parallel(o->threads, p->parcels, do_parcel, p, o->progress);
    if (changed) *changed = atomic_load(&any);
    return going;
}

/* ---- starting --------------------------------------------------------------------------- */

/* A tile's values, twice its classes (or a second tile), and two rows of sort keys. */
static size_t scratch_for(const dt_game *g, const mover *m)
{
    size_t width = g->list ? 1 : tile_width(m);
    size_t values = (m->rows + 16) * width * 4;
    size_t sums = 2 * (size_t)m->class_count * width * 4;
    size_t keys = 2 * (size_t)m->rows * sizeof(uint64_t);
    return values + (sums > values ? sums : values) + keys + 64;
}

bool operators_start(operators *o, const dt_game *g, memory *m, uint32_t threads, progress *p)
{
    *o = (operators){.game = g, .memory = m, .threads = threads, .progress = p};
    uint32_t longest = 0;
    for (uint32_t i = 0; i < g->players; i++) {
        size_t bytes = scratch_for(g, &g->movers[i]);
        if (bytes > o->scratch_bytes) o->scratch_bytes = bytes;
        if (g->movers[i].rows > longest) longest = g->movers[i].rows;
    }
    o->order_width = longest < 0x7FFF ? 2 : 4;
    o->orders = memory_take(m, g->players, sizeof *o->orders);
    o->scratch = memory_take(m, threads, sizeof *o->scratch);
    if (o->orders) memset(o->orders, 0, g->players * sizeof *o->orders);
    if (o->scratch) memset(o->scratch, 0, threads * sizeof *o->scratch);
    if (!o->orders || !o->scratch) return false;
    for (uint32_t t = 0; t < threads; t++)
        if (!(o->scratch[t] = memory_take(m, o->scratch_bytes, 1))) return false;
    return true;
}

void operators_free(operators *o)
{
    for (uint32_t i = 0; o->orders && i < o->game->players; i++)
        memory_give(o->memory, o->orders[i], o->game->slots, o->order_width);
    for (uint32_t t = 0; o->scratch && t < o->threads; t++)
        memory_give(o->memory, o->scratch[t], o->scratch_bytes, 1);
    memory_give(o->memory, o->orders, o->game->players, sizeof *o->orders);
    memory_give(o->memory, o->scratch, o->threads, sizeof *o->scratch);
}

static bool can_move(const operators *o, uint32_t i) { return o->game->movers[i].rows > 1; }

static bool can_improve(const operators *o, uint32_t i)
{
    return can_move(o, i) && o->game->scores[i].distinct > 1;
}

bool operators_sort(operators *o)
{
    for (uint32_t i = 0; i < o->game->players; i++) {
        if (!can_improve(o, i) || o->orders[i]) continue;
        o->orders[i] = memory_take(o->memory, o->game->slots, o->order_width);
        if (!o->orders[i]) return false;
        pass p = {.operators = o,
                  .mover = &o->game->movers[i],
                  .kind = PASS_ORDER,
                  .from = o->game->scores[i].values,
                  .to = o->orders[i],
                  .width = o->game->scores[i].width};
        if (!run_pass(&p, NULL)) return false;
    }
    return true;
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

/* ---- the operators ---------------------------------------------------------------------- */

bool own_max(operators *o, uint32_t i, field f)
{
    if (!can_move(o, i)) return true;
    pass p = {.operators = o,
              .mover = &o->game->movers[i],
              .kind = PASS_REACH,
              .from = f.values,
              .to = f.values,
              .width = f.width};
    return run_pass(&p, NULL);
}

/* Is j one of the others than i, and able to do something? */
static bool moves_too(const operators *o, uint32_t i, uint32_t j, bool improving)
{
    return j != i && (improving ? can_improve(o, j) : can_move(o, j));
}

static pass least_pass(operators *o, uint32_t j, bool improving, field from, field to)
{
    return (pass){.operators = o,
                  .mover = &o->game->movers[j],
                  .kind = improving ? PASS_IMPROVE : PASS_REACH,
                  .least = true,
                  .from = from.values,
                  .to = to.values,
                  .order = o->orders[j],
                  .width = from.width};
}

/* Passes over the others, round and round, until each in a row has changed nothing. */
static bool sweep(operators *o, uint32_t i, bool improving, field f)
{
    uint32_t others = 0, quiet = 0;
    for (uint32_t j = 0; j < o->game->players; j++) others += moves_too(o, i, j, improving);
    for (uint32_t j = 0; quiet < others; j = (j + 1) % o->game->players) {
        if (!moves_too(o, i, j, improving)) continue;
        bool changed;
        pass p = least_pass(o, j, improving, f, f);
        if (!run_pass(&p, &changed)) return false;
        quiet = changed ? 1 : quiet + 1; /* once more of the same mover would change nothing */
    }
    return true;
}

bool others_min(operators *o, uint32_t i, field f) { return sweep(o, i, false, f); }

bool others_min_ui(operators *o, uint32_t i, field f) { return sweep(o, i, true, f); }

bool others_min_single(operators *o, uint32_t i, bool improving, field from, field to)
{
    memcpy(to.values, from.values, o->game->slots * from.width);
    for (uint32_t j = 0; j < o->game->players; j++) {
        if (!moves_too(o, i, j, improving)) continue;
        pass p = least_pass(o, j, improving, from, to);
        p.merge = true;
        if (!run_pass(&p, NULL)) return false;
    }
    return true;
}

/* g of a set of others is the least value that sequences reach in which each of the set moves at
 * most once: the least over its members j of one move by j and then g of the set without j. Sets are
 * worked on in the order of their number, smaller ones first; all are kept. */
bool others_min_once(operators *o, uint32_t i, bool improving, field f)
{
    uint32_t others[MAX_PLAYERS], n = 0;
    for (uint32_t j = 0; j < o->game->players; j++)
        if (moves_too(o, i, j, improving)) others[n++] = j;
    if (n == 0) return true;
    field sets[1 << 9] = {{0}};
    uint32_t count = UINT32_C(1) << n, made = 1;
    sets[0] = f;
    bool going = true;
    for (; going && made < count; made++) {
        field *g = &sets[made];
        going = field_take(o, g, f.width);
        if (!going) break;
        memcpy(g->values, f.values, o->game->slots * f.width);
        for (uint32_t k = 0; k < n && going; k++) {
            if (!(made >> k & 1)) continue;
            pass p = least_pass(o, others[k], improving, sets[made & ~(UINT32_C(1) << k)], *g);
            p.merge = true;
            going = run_pass(&p, NULL);
        }
    }
    if (going) memcpy(f.values, sets[count - 1].values, o->game->slots * f.width);
    for (uint32_t k = 1; k <= made && k < count; k++) field_give(o, &sets[k]);
    return going;
}

/* Passes leave 0 alone, as an infeasible slot: so while moves spread, feasible slots hold one more. */
static void raise_feasible(const dt_game *g, uint8_t *values, uint8_t by)
{
    for (uint64_t at = 0; at < g->slots; at++)
        if (slot_feasible(g, at)) values[at] = (uint8_t)(values[at] + by);
}

static bool spread_passes(operators *o, uint32_t i, bool improving, field f)
{
    uint32_t movers = 0, quiet = 0;
    for (uint32_t j = 0; j < o->game->players; j++) movers += moves_too(o, i, j, improving);
    for (uint32_t j = 0; quiet < movers; j = (j + 1) % o->game->players) {
        if (!moves_too(o, i, j, improving)) continue;
        bool changed;
        pass p = {.operators = o,
                  .mover = &o->game->movers[j],
                  .kind = improving ? PASS_FORWARD : PASS_REACH,
                  .backward = true,
                  .from = f.values,
                  .to = f.values,
                  .order = o->orders[j],
                  .width = f.width};
        if (!run_pass(&p, &changed)) return false;
        quiet = changed ? 1 : quiet + 1;
    }
    return true;
}

bool spread_others(operators *o, uint32_t i, bool improving, field f)
{
    if (improving) return spread_passes(o, i, true, f);
    raise_feasible(o->game, f.values, 1);
    bool done = spread_passes(o, i, false, f);
    raise_feasible(o->game, f.values, (uint8_t)-1);
    return done;
}

bool spread(operators *o, bool improving, field f) { return spread_others(o, NONE, improving, f); }

/* ---- slot by slot ----------------------------------------------------------------------- */

typedef struct walk {
    const dt_game *game;
    void *to;
    const void *from;
    uint32_t width;
    enum { WALK_TO_MIN, WALK_TO_MAX, WALK_LEAST } kind;
} walk;

#define WALK(TYPE)                                                                                 \
    do {                                                                                           \
        TYPE *to = w->to;                                                                          \
        const TYPE *from = w->from;                                                                \
        if (w->kind == WALK_TO_MIN)                                                                \
            for (uint64_t k = first; k < last; k++) to[k] = from[k] ? from[k] : (TYPE)-1;          \
        else if (w->kind == WALK_TO_MAX)                                                           \
            for (uint64_t k = first; k < last; k++) to[k] = to[k] == (TYPE)-1 ? 0 : to[k];         \
        else                                                                                       \
            for (uint64_t k = first; k < last; k++) to[k] = from[k] < to[k] ? from[k] : to[k];     \
    } while (0)

static void walk_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const walk *w = ctx;
    uint64_t first = parcel * PARCEL_SLOTS, last = first + PARCEL_SLOTS;
    if (last > w->game->slots) last = w->game->slots;
    if (w->width == 1) WALK(uint8_t);
    else if (w->width == 2) WALK(uint16_t);
    else WALK(uint32_t);
}

static bool run_walk(operators *o, walk w)
{
    w.game = o->game;
    return parallel(o->threads, (o->game->slots + PARCEL_SLOTS - 1) / PARCEL_SLOTS, walk_parcel, &w,
                    o->progress);
}

bool to_min(operators *o, field from, field to)
{
    return run_walk(
        o, (walk){.to = to.values, .from = from.values, .width = to.width, .kind = WALK_TO_MIN});
}

bool to_max(operators *o, field f)
{
    return run_walk(o, (walk){.to = f.values, .width = f.width, .kind = WALK_TO_MAX});
}

bool field_least(operators *o, field f, field g)
{
    return run_walk(o,
                    (walk){.to = f.values, .from = g.values, .width = f.width, .kind = WALK_LEAST});
}
