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

#include <stdio.h>
#include <string.h>

enum {
    MAX_CHOICES = 1 << 26,
    CHOICE_STEPS = 1 << 30, /* of counting them */
    SMALL_CELLS = 1 << 12   /* up to here dense is always right */
};
#define MAX_CELLS (UINT64_C(1) << 36)
#define MAX_LISTED (UINT32_MAX - 1)

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

/* Counts the choices of each player. *cells UINT64_MAX: there are too many. False: memory is gone, or
 * cancelled. */
static bool count_choices(dt_game *g, enumeration *choices, uint64_t *cells, progress *p)
{
    const stage *st = &g->stage;
    slot own[MAX_PLAYERS];
    for (uint32_t i = 0; i < g->players; i++) own[i] = own_constraints(g, i);
    if (g->stage.logic.failed) return false;
    *cells = 1;
    p->total = g->players;
    for (uint32_t i = 0; i < g->players; i++) {
        p->done = i;
        p->ceiling = i + 1;
        mover *m = &g->movers[i];
        enumeration *l = &choices[i];
        m->bits = g->model->players[i].bits & ~st->fixed_bits;
        if (*cells == UINT64_MAX) continue;
        if (!enumerate_start(l, &st->logic, own[i], m->bits, st->fixed_ones, g->threads) ||
            !enumerate_count(l, MAX_CHOICES, CHOICE_STEPS, p))
            return false;
        m->stride = *cells;
        m->rows = (uint32_t)l->count;
        if (!l->exact || (l->count && *cells > MAX_CELLS / l->count)) *cells = UINT64_MAX;
        else *cells *= l->count;
    }
    p->ceiling = 0;
    return true;
}

static bool write_choices(dt_game *g, enumeration *choices, progress *p)
{
    for (uint32_t i = 0; i < g->players; i++) {
        mover *m = &g->movers[i];
        m->choices = memory_take(&g->memory, m->rows, sizeof *m->choices);
        if (!m->choices || !enumerate_write(&choices[i], m->choices, p)) return false;
        for (uint32_t k = 0; k < m->rows; k++) m->choices[k] &= g->model->players[i].bits;
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
    uint64_t *feasible;
    bool tied;         /* do constraints tie options of different players? If not all is feasible */
    logic_row *values; /* by worker */
    uint64_t *counts;  /* by parcel; then of all parcels before it */
} scan;

static uint64_t last_block(const dt_game *g, uint64_t parcel)
{
    uint64_t last = (parcel + 1) * PARCEL_BLOCKS;
    return last < game_blocks(g) ? last : game_blocks(g);
}

static void scan_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const scan *s = ctx;
    const dt_game *g = s->game;
    const logic *l = &g->stage.logic;
    logic_row *values = s->values + worker * l->ops.count;
    uint64_t count = 0;
    for (uint64_t block = parcel * PARCEL_BLOCKS; block < last_block(g, parcel); block++) {
        uint64_t present[LOGIC_WORDS];
        logic_row columns[64];
        game_columns(g, block, columns, present);
        if (s->tied) logic_run(l, columns, values);
        for (uint64_t w = 0; w < LOGIC_WORDS && present[w]; w++) {
            uint64_t word = s->tied ? values[g->stage.feasible].words[w] & present[w] : present[w];
            s->feasible[block * LOGIC_WORDS + w] = word;
            count += bit_count(word);
        }
    }
    s->counts[parcel] = count;
}

static void number_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const scan *s = ctx;
    uint64_t first = parcel * PARCEL_BLOCKS * LOGIC_WORDS, words = words_for(s->game->slots);
    uint64_t last = first + PARCEL_BLOCKS * LOGIC_WORDS, before = s->counts[parcel];
    for (uint64_t w = first; w < last && w < words; w++) {
        s->game->before[w] = before;
        before += bit_count(s->feasible[w]);
    }
}

static bool are_tied(const dt_game *g)
{
    const stage *st = &g->stage;
    for (uint32_t k = 0; k < st->constraint_count; k++) {
        uint64_t support = logic_support(&st->logic, st->constraint_slots[k]) & ~st->fixed_bits;
        bool own = false;
        for (uint32_t i = 0; i < g->players; i++)
            own = own || !(support & ~g->model->players[i].bits);
        if (!own) return true;
    }
    return false;
}

static bool find_feasible(scan *s, uint64_t parcels, progress *p)
{
    dt_game *g = s->game;
    if (!parallel(g->threads, parcels, scan_parcel, s, p)) return false;
    for (uint64_t k = 0; k < parcels; k++) {
        uint64_t count = s->counts[k];
        s->counts[k] = g->states;
        g->states += count;
    }
    g->before[words_for(g->slots)] = g->states;
    return parallel(g->threads, parcels, number_parcel, s, p);
}

static bool build_dense(dt_game *g, enumeration *choices, progress *p)
{
    p->work = "listing the choices";
    if (!write_choices(g, choices, p) || !cycle_build(g)) return false;
    uint64_t words = words_for(g->slots);
    uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS;
    size_t room = g->threads * g->stage.logic.ops.count;
    g->before = memory_take(&g->memory, words + 1, sizeof *g->before);
    scan s = {.game = g,
              .tied = are_tied(g),
              .feasible = memory_take(&g->memory, words, sizeof *s.feasible),
              .values = memory_take(&g->memory, room, sizeof *s.values),
              .counts = memory_take(&g->memory, parcels, sizeof *s.counts)};
    p->work = "finding the feasible states";
    p->done = 0;
    p->total = 2 * parcels;
    bool done = g->before && s.feasible && s.values && s.counts && find_feasible(&s, parcels, p);
    g->feasible = s.feasible;
    memory_give(&g->memory, s.values, room, sizeof *s.values);
    memory_give(&g->memory, s.counts, parcels, sizeof *s.counts);
    return done;
}

/* ---- listed ----------------------------------------------------------------------------- */

static bool build_listed(dt_game *g, enumeration *all, progress *p)
{
    g->slots = g->states = all->count; /* dt_game_free gives the list back by this count */
    g->list = memory_take(&g->memory, all->count, sizeof *g->list);
    p->work = "listing the feasible states";
    p->done = 0;
    p->total = all->count;
    for (uint32_t i = 0; i < g->players; i++) g->movers[i].rows = 0;
    return g->list && enumerate_write(all, g->list, p);
}

/* ---- choosing --------------------------------------------------------------------------- */

typedef struct space {
    dt_game *game;
    progress *progress;
    enumeration choices[MAX_PLAYERS], all;
    dt_backend wanted;
    uint64_t cells; /* UINT64_MAX: too many */
    bool counted;   /* feasible states, or as many as matter */
} space;

static bool fits(const dt_game *g, uint64_t bytes)
{
    return g->memory.limit_bytes == 0 || bytes <= g->memory.limit_bytes;
}

static bool dense_fits(const space *s)
{
    return s->cells != UINT64_MAX && fits(s->game, dense_need(s->game, s->cells));
}

static bool listed_fits(const space *s)
{
    return s->counted && s->all.exact && fits(s->game, listed_need(s->game, s->all.count));
}

/* "512 MiB", "1.5 GiB": rounded up. */
static const char *in_words(uint64_t bytes, char words[32])
{
    uint64_t tenths = bytes / (UINT64_C(1) << 30) * 10 +
                      (bytes % (UINT64_C(1) << 30) * 10 + (UINT64_C(1) << 30) - 1) / (1 << 30);
    if (bytes < UINT64_C(1) << 30)
        snprintf(words, 32, "%llu MiB", (unsigned long long)((bytes + (1 << 20) - 1) >> 20));
    else
        snprintf(words, 32, "%llu.%llu GiB", (unsigned long long)(tenths / 10),
                 (unsigned long long)(tenths % 10));
    return words;
}

static const char FEWER[] =
    "options fixed with 'fix', or constraints that say what excludes what, make it smaller";

/* What either form needs, and what would make it fit. */
static void *fail_size(const space *s, dt_error *err)
{
    const dt_game *g = s->game;
    bool dense = s->cells != UINT64_MAX, listed = s->counted && s->all.exact;
    char needed[32], other[32], limit[32];
    in_words(g->memory.limit_bytes, limit);
    if (!dense && !listed)
        return fail(err, DT_ERR_LIMIT,
                    "this stage has too many possible states (more than 2^36 combinations of "
                    "choices, and too many feasible ones to list): %s",
                    FEWER);
    if (!dense && s->wanted == DT_BACKEND_DENSE)
        return fail(err, DT_ERR_LIMIT,
                    "this stage has more than 2^36 combinations of choices, too many for "
                    "--backend dense; --backend listed looks at feasible states only");
    if (!listed && s->wanted == DT_BACKEND_LISTED)
        return fail(err, DT_ERR_LIMIT,
                    "this stage has too many feasible states for --backend listed; the dense form "
                    "needs about %s",
                    in_words(dense_need(g, s->cells), needed));
    uint64_t for_dense = dense ? dense_need(g, s->cells) : UINT64_MAX;
    uint64_t for_listed = listed ? listed_need(g, s->all.count) : UINT64_MAX;
    bool by_listed =
        s->wanted == DT_BACKEND_LISTED || (s->wanted == DT_BACKEND_AUTO && for_listed < for_dense);
    uint64_t bytes = by_listed ? for_listed : for_dense, more = by_listed ? for_dense : for_listed;
    bool helps = s->wanted != DT_BACKEND_AUTO && more != UINT64_MAX && fits(g, more);
    return fail(err, DT_ERR_LIMIT,
                "this stage needs about %s for %llu %s, and the memory limit is %s: allow more "
                "with --memory%s%s; %s",
                in_words(bytes, needed), (unsigned long long)(by_listed ? s->all.count : s->cells),
                by_listed ? "feasible states" : "combinations of choices", limit,
                helps ? (by_listed ? ", or take --backend dense, which needs about "
                                   : ", or take --backend listed, which needs about ")
                      : "",
                helps ? in_words(more, other) : "", FEWER);
}

/* Counts feasible states as far as that may decide something: all where the listed form is wanted or
 * the only one that may do; else up to where the dense form is as quick, for a fraction of its time. */
static bool count_feasible(space *s)
{
    dt_game *g = s->game;
    uint64_t enough = MAX_LISTED, steps = 0;
    if (s->wanted == DT_BACKEND_AUTO && dense_fits(s)) {
        enough = dense_cost(s->cells) / listed_cost(1);
        steps = s->cells;
    } else if (s->wanted != DT_BACKEND_LISTED) steps = UINT64_C(1) << 33;
    s->counted = true;
    s->progress->work = "counting the feasible states";
    s->progress->done = 0;
    s->progress->total = steps ? steps / ENUMERATE_TURN + 1 : enough;
    return enumerate_start(&s->all, &g->stage.logic, g->stage.feasible, low_bits(g->bits), 0,
                           g->threads) &&
           enumerate_count(&s->all, enough, steps, s->progress);
}

static bool count(space *s)
{
    s->progress->work = "counting the choices";
    if (!count_choices(s->game, s->choices, &s->cells, s->progress)) return false;
    bool matters = s->wanted == DT_BACKEND_LISTED ||
                   (s->wanted == DT_BACKEND_AUTO && (s->cells > SMALL_CELLS || !dense_fits(s)));
    return !matters || count_feasible(s);
}

static bool choose(const space *s)
{
    if (s->wanted != DT_BACKEND_AUTO) return s->wanted == DT_BACKEND_LISTED;
    if (!listed_fits(s)) return false;
    return !dense_fits(s) || listed_cost(s->all.count) < dense_cost(s->cells);
}

static bool build(space *s)
{
    dt_game *g = s->game;
    if (g->backend == DT_BACKEND_LISTED) return build_listed(g, &s->all, s->progress);
    g->slots = s->cells;
    return build_dense(g, s->choices, s->progress);
}

static void *fail_build(const space *s, dt_error *err)
{
    if (s->progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, &s->game->memory);
}

static bool make(space *s, dt_error *err)
{
    dt_game *g = s->game;
    if (!count(s)) return fail_build(s, err);
    bool listed = choose(s);
    g->backend = listed ? DT_BACKEND_LISTED : DT_BACKEND_DENSE;
    g->chosen = s->wanted == DT_BACKEND_AUTO;
    if (listed ? !listed_fits(s) : !dense_fits(s)) {
        if (!s->counted && !count_feasible(s)) return fail_build(s, err); /* would listed do? */
        return fail_size(s, err);
    }
    if (!build(s) || s->progress->cancelled) return fail_build(s, err);
    if (g->states == 0) return fail(err, DT_ERR_MODEL, "no state is feasible");
    return true;
}

bool space_build(dt_game *g, const dt_options *options, progress *p, dt_error *err)
{
    space s = {.game = g, .progress = p, .wanted = options ? options->backend : DT_BACKEND_AUTO};
    bool made = make(&s, err);
    for (uint32_t i = 0; i < g->players; i++) enumerate_free(&s.choices[i]);
    enumerate_free(&s.all);
    return made;
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
