/* Which states there are, in one of two forms.
 *
 * Dense: a mixed radix number, one digit a player, the first player's lowest. A digit is the place
 * of the player's choice among those of its own combinations that the constraints over its options
 * alone allow, ascending; so levels and exclusive options waste no cells, and cells stand in the
 * order of the states' bits. Cost: cells x constraint operations / 64 words.
 *
 * Listed: the feasible states, found by a propagating search, ascending.
 */
#include "game/game.h"

#include "base/bits.h"

#include <string.h>

enum {
    MAX_CHOICES = 1 << 26,
    SMALL_CELLS = 1 << 16, /* up to here dense is always right: the search would cost as much */
    SPARSE = 16            /* listed pays when fewer than one cell in so many is feasible */
};

/* ---- dense ------------------------------------------------------------------------------ */

/* Where the constraints over a player's options alone allow its combination. */
static slot own_constraints(dt_game *g, uint32_t i)
{
    stage *st = &g->stage;
    logic *l = &st->logic;
    const player *p = &g->model->players[i];
    slot all = logic_constant(l, true);
    for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
        const option *o = &g->model->options[k];
        for (uint32_t b = 1; b < o->bits; b++) {
            slot below = logic_bit(l, o->first_bit + b - 1), here = logic_bit(l, o->first_bit + b);
            all = logic_and(l, all, logic_or(l, below, logic_not(l, here)));
        }
    }
    for (uint32_t k = 0; k < st->constraint_count && !l->failed; k++) {
        uint64_t support = logic_support(l, st->constraint_slots[k]) & ~st->fixed_bits;
        if ((support & ~p->bits) == 0) all = logic_and(l, all, st->constraint_slots[k]);
    }
    return all;
}

/* Lists the choices of each player. False with *cells 0: memory is gone; *cells UINT64_MAX: too many. */
static bool list_choices(dt_game *g, uint64_t *cells)
{
    const stage *st = &g->stage;
    *cells = 1;
    slot own[MAX_PLAYERS];
    for (uint32_t i = 0; i < g->players; i++) own[i] = own_constraints(g, i);
    if (g->stage.logic.failed) {
        *cells = 0;
        return false;
    }
    for (uint32_t i = 0; i < g->players; i++) {
        mover *m = &g->movers[i];
        m->bits = g->model->players[i].bits & ~st->fixed_bits;
        bool exact, failed;
        uint64_t count = solutions_count(&st->logic, own[i], m->bits, st->fixed_ones, MAX_CHOICES,
                                         4 * (uint64_t)MAX_CHOICES, &exact, &failed);
        bool too_many = !exact || (count && *cells > (UINT64_C(1) << 36) / count);
        if (failed || too_many) {
            *cells = failed ? 0 : UINT64_MAX;
            return false;
        }
        m->stride = *cells;
        m->rows = (uint32_t)count;
        *cells *= count;
    }
    return true;
}

static bool fill_choices(dt_game *g)
{
    const stage *st = &g->stage;
    for (uint32_t i = 0; i < g->players; i++) {
        mover *m = &g->movers[i];
        slot own = own_constraints(g, i);
        m->choices = ARENA_ARRAY(&g->arena, m->rows, uint64_t);
        solutions search;
        if (!m->choices || g->stage.logic.failed ||
            !solutions_start(&search, &st->logic, own, m->bits, st->fixed_ones))
            return false;
        uint64_t bits;
        for (uint32_t k = 0; k < m->rows && solutions_next(&search, &bits); k++)
            m->choices[k] = bits & g->model->players[i].bits;
        solutions_free(&search);
    }
    return true;
}

static void dense_states(const dt_game *g, uint64_t from, uint64_t count, uint64_t *states)
{
    uint32_t digits[MAX_PLAYERS];
    uint64_t rest = from, state = 0;
    for (uint32_t i = 0; i < g->players; i++) {
        digits[i] = (uint32_t)(rest % g->movers[i].rows);
        rest /= g->movers[i].rows;
        state |= g->movers[i].choices[digits[i]];
    }
    for (uint64_t k = 0; k < count; k++) {
        states[k] = state;
        for (uint32_t i = 0; i < g->players; i++) { /* count one up */
            const mover *m = &g->movers[i];
            state &= ~m->choices[digits[i]];
            digits[i] = digits[i] + 1 == m->rows ? 0 : digits[i] + 1;
            state |= m->choices[digits[i]];
            if (digits[i]) break;
        }
    }
}

void game_block(const dt_game *g, uint64_t block, uint64_t states[LOGIC_BLOCK],
                uint64_t feasible[LOGIC_WORDS])
{
    uint64_t from = block * LOGIC_BLOCK;
    uint64_t count = g->slots - from < LOGIC_BLOCK ? g->slots - from : LOGIC_BLOCK;
    if (g->list) memcpy(states, g->list + from, count * sizeof *states);
    else dense_states(g, from, count, states);
    memset(states + count, 0, (LOGIC_BLOCK - count) * sizeof *states);
    for (uint64_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t rest = count > 64 * w ? count - 64 * w : 0;
        uint64_t present = low_bits(rest < 64 ? (uint32_t)rest : 64);
        feasible[w] = present && g->feasible ? present & g->feasible[from / 64 + w] : present;
    }
}

enum { PARCEL_BLOCKS = 64 };

typedef struct scan {
    dt_game *game;
    logic_row *values; /* by worker */
    uint64_t *counts;  /* by worker */
} scan;

static void scan_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    scan *s = ctx;
    dt_game *g = s->game;
    const logic *l = &g->stage.logic;
    logic_row *values = s->values + worker * l->ops.count;
    uint64_t last = (parcel + 1) * PARCEL_BLOCKS < game_blocks(g) ? (parcel + 1) * PARCEL_BLOCKS
                                                                  : game_blocks(g);
    for (uint64_t block = parcel * PARCEL_BLOCKS; block < last; block++) {
        uint64_t present[LOGIC_WORDS];
        logic_row columns[64];
        game_columns(g, block, columns, present);
        logic_run(l, columns, values);
        for (uint64_t w = 0; w < LOGIC_WORDS && present[w]; w++) {
            uint64_t word = values[g->stage.feasible].words[w] & present[w];
            g->feasible[block * LOGIC_WORDS + w] = word;
            s->counts[8 * worker] += bit_count(word);
        }
    }
}

static bool build_dense(dt_game *g, progress *p)
{
    uint64_t words = words_for(g->slots);
    size_t ops = g->stage.logic.ops.count;
    if (!fill_choices(g) || !cycle_build(g)) return false;
    ops = g->stage.logic.ops.count;
    uint64_t *feasible = arena_take(&g->arena, words, sizeof *feasible);
    g->before = arena_take(&g->arena, words + 1, sizeof *g->before);
    scan s = {.game = g,
              .values = memory_take(&g->memory, g->threads * ops, sizeof *s.values),
              .counts = memory_take(&g->memory, 8 * (size_t)g->threads, sizeof *s.counts)};
    bool ready = feasible && g->before && s.values && s.counts;
    if (ready) {
        memset(s.counts, 0, 8 * g->threads * sizeof *s.counts);
        memset(feasible, 0xFF, words * sizeof *feasible); /* every cell is a candidate */
        g->feasible = feasible;
        uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS;
        p->work = "finding the feasible states";
        p->done = 0;
        p->total = parcels;
        parallel(g->threads, parcels, scan_parcel, &s, p);
        for (uint32_t t = 0; t < g->threads; t++) g->states += s.counts[8 * t];
        for (uint64_t w = 0; w < words; w++)
            g->before[w + 1] = g->before[w] + bit_count(feasible[w]);
    }
    memory_give(&g->memory, s.values, g->threads * ops, sizeof *s.values);
    memory_give(&g->memory, s.counts, 8 * (size_t)g->threads, sizeof *s.counts);
    return ready;
}

/* ---- listed ----------------------------------------------------------------------------- */

static bool build_listed(dt_game *g, uint64_t count, progress *p)
{
    const stage *st = &g->stage;
    g->slots = g->states = count; /* dt_game_free gives the list back by this count */
    g->list = memory_take(&g->memory, count, sizeof *g->list);
    solutions search;
    if (!g->list || !solutions_start(&search, &st->logic, st->feasible, low_bits(g->bits), 0))
        return false;
    p->work = "listing the feasible states";
    p->total = count;
    uint64_t k = 0;
    while (k < count && solutions_next(&search, &g->list[k])) {
        k++;
        if (k % 65536 == 0 && !progress_report(p, k)) break;
    }
    solutions_free(&search);
    for (uint32_t i = 0; i < g->players; i++)
        g->movers[i].bits = g->model->players[i].bits & ~st->fixed_bits;
    return true;
}

/* ---- choosing --------------------------------------------------------------------------- */

/* Bytes that compiling and analysing will need in all; scores counted as two bytes each. */
static uint64_t dense_bytes(uint64_t cells, uint32_t players)
{
    return cells * (6 + 2 * (players - 1)) + cells / 8 * (7 + 5 * (uint64_t)players);
}

static uint64_t listed_bytes(uint64_t states, uint32_t players)
{
    return states * (8 + 12 + players * (2 + 4 + 4 + 4) + 4) + states / 8 * 6 * players;
}

static bool fits(const dt_game *g, uint64_t bytes)
{
    return g->memory.limit_bytes == 0 || bytes <= g->memory.limit_bytes;
}

static void *fail_size(const dt_game *g, uint64_t cells, uint64_t states, bool exact, dt_error *err)
{
    unsigned long long limit = (unsigned long long)(g->memory.limit_bytes >> 20);
    const char *fewer =
        "constraints that say what excludes what, or fixed options, make it smaller";
    if (!exact && cells == UINT64_MAX)
        return fail(err, DT_ERR_LIMIT,
                    "this stage has too many possible states (more than 2^36 combinations, and "
                    "more than %llu feasible ones found): %s",
                    (unsigned long long)states, fewer);
    uint64_t dense = cells == UINT64_MAX ? UINT64_MAX : dense_bytes(cells, g->players);
    uint64_t listed = exact ? listed_bytes(states, g->players) : UINT64_MAX;
    uint64_t bytes = dense < listed ? dense : listed;
    return fail(err, DT_ERR_LIMIT,
                "this stage needs about %llu MiB for %llu states, and the memory limit is %llu "
                "MiB: allow more with --memory; %s",
                (unsigned long long)(bytes >> 20),
                (unsigned long long)(dense < listed ? cells : states), limit, fewer);
}

/* Counts feasible states as far as that may decide something. */
static uint64_t count_feasible(const dt_game *g, uint64_t cells, bool wanted, bool *exact,
                               bool *failed)
{
    uint64_t enough = UINT32_MAX, steps = 0;
    if (!wanted && cells != UINT64_MAX) {
        enough = cells / SPARSE;
        steps = cells / 256 + 1000; /* a fraction of what the dense form would cost */
    } else if (!wanted) steps = UINT64_C(1) << 30;
    return solutions_count(&g->stage.logic, g->stage.feasible, low_bits(g->bits), 0, enough, steps,
                           exact, failed);
}

bool space_build(dt_game *g, const dt_options *options, progress *p, dt_error *err)
{
    dt_backend wanted = options ? options->backend : DT_BACKEND_AUTO;
    uint64_t cells = 0, states = 0;
    if (!list_choices(g, &cells) && cells == 0) return fail_memory(err, &g->memory);
    bool exact = false, failed = false, listed = wanted == DT_BACKEND_LISTED;
    if (wanted == DT_BACKEND_LISTED || (wanted == DT_BACKEND_AUTO && cells > SMALL_CELLS)) {
        states = count_feasible(g, cells, listed || !fits(g, dense_bytes(cells, g->players)),
                                &exact, &failed);
        if (failed) return fail_memory(err, &g->memory);
        listed = exact && states <= UINT32_MAX &&
                 (listed || cells == UINT64_MAX || states <= cells / SPARSE ||
                  !fits(g, dense_bytes(cells, g->players)));
    }
    g->backend = listed ? DT_BACKEND_LISTED : DT_BACKEND_DENSE;
    g->chosen = wanted == DT_BACKEND_AUTO;
    if (listed ? !fits(g, listed_bytes(states, g->players))
               : cells == UINT64_MAX || !fits(g, dense_bytes(cells, g->players)))
        return fail_size(g, cells, states, exact, err);
    if (!listed) g->slots = cells;
    if (!(listed ? build_listed(g, states, p) : build_dense(g, p)))
        return fail_memory(err, &g->memory);
    if (p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (g->states == 0) return fail(err, DT_ERR_MODEL, "no state is feasible");
    return true;
}

/* ---- going back and forth --------------------------------------------------------------- */

uint64_t slot_state(const dt_game *g, uint64_t at)
{
    if (g->list) return g->list[at];
    uint64_t state;
    dense_states(g, at, 1, &state);
    return state;
}

/* The place of a value among ascending ones, or UINT64_MAX. */
static uint64_t find_ascending(const uint64_t *values, uint64_t count, uint64_t value)
{
    uint64_t low = 0, high = count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (values[middle] < value) low = middle + 1;
        else high = middle;
    }
    return low < count && values[low] == value ? low : UINT64_MAX;
}

uint64_t state_slot(const dt_game *g, uint64_t state)
{
    if (state & ~low_bits(g->bits)) return DT_NO_INDEX;
    if (g->members) return member_slot(g, state);
    if (g->list) return find_ascending(g->list, g->slots, state);
    uint64_t at = 0;
    for (uint32_t i = 0; i < g->players; i++) {
        const mover *m = &g->movers[i];
        uint64_t choice = find_ascending(m->choices, m->rows, state & g->model->players[i].bits);
        if (choice == UINT64_MAX) return DT_NO_INDEX;
        at += choice * m->stride;
    }
    return slot_feasible(g, at) ? at : DT_NO_INDEX;
}

dt_index slot_index(const dt_game *g, uint64_t at)
{
    if (g->list || at == DT_NO_INDEX) return at;
    return g->before[at >> 6] + bit_count(g->feasible[at >> 6] & low_bits(at & 63));
}

uint64_t index_slot(const dt_game *g, dt_index k)
{
    if (g->list) return k;
    uint64_t low = 0, high = words_for(g->slots); /* the last word with before[] <= k */
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (g->before[middle] <= k) low = middle;
        else high = middle;
    }
    return low * 64 + select_bit(g->feasible[low], (uint32_t)(k - g->before[low]));
}

bool game_scan(const dt_game *g, const logic *l,
               bool (*visit)(void *ctx, uint64_t block, const uint64_t states[LOGIC_BLOCK],
                             const uint64_t feasible[LOGIC_WORDS], const logic_row *values),
               void *ctx)
{
    logic_row *values = memory_take(l->memory, l->ops.count, sizeof *values);
    if (!values) return false;
    bool going = true;
    for (uint64_t block = 0; going && block < game_blocks(g); block++) {
        uint64_t states[LOGIC_BLOCK], feasible[LOGIC_WORDS], any = 0;
        game_block(g, block, states, feasible);
        for (int w = 0; w < LOGIC_WORDS; w++) any |= feasible[w];
        if (!any) continue;
        logic_row columns[64];
        logic_columns(states, columns);
        logic_run(l, columns, values);
        going = visit(ctx, block, states, feasible, values);
    }
    memory_give(l->memory, values, l->ops.count, sizeof *values);
    return going;
}
