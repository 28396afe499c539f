/* Preferences as ranks.
 *
 * The score of a state is the row of truths of the player's statements, most important first. Up to
 * 16 statements at a time are read off as a number; what occurs is marked in a bitmap, and the pair
 * (rank so far, number) is renamed to dense ranks by counting marks. So any number of statements
 * gives ranks without gaps and never overflows. Cost: two passes a round.
 */
#include "game/game.h"

#include "base/bits.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_A_ROUND = 16, MARK_BITS = 24, PARCEL_BLOCKS = 64 };

typedef struct round {
    dt_game *game;
    const logic *logic;
    const slot *truths;      /* of this round, most important first */
    uint32_t count;          /* at most MOST_A_ROUND */
    uint32_t *ranks;         /* by slot: rank so far from 0, then the key, then the new rank */
    _Atomic uint64_t *marks; /* which keys occur */
    uint64_t *below;         /* marks before each word */
    logic_row *values;       /* by worker */
} round;

static bool parcel_blocks(const dt_game *g, uint64_t parcel, uint64_t *from, uint64_t *to)
{
    *from = parcel * PARCEL_BLOCKS;
    *to = *from + PARCEL_BLOCKS < game_blocks(g) ? *from + PARCEL_BLOCKS : game_blocks(g);
    return true;
}

/* numbers[n] bit (count - 1 - j) is truth j of state n. */
static void read_numbers(const round *r, const logic_row *values, uint32_t numbers[LOGIC_BLOCK])
{
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t rows[64] = {0};
        for (uint32_t j = 0; j < r->count; j++)
            rows[r->count - 1 - j] = values[r->truths[j]].words[w];
        transpose64(rows);
        for (uint32_t n = 0; n < 64; n++) numbers[64 * w + n] = (uint32_t)rows[n];
    }
}

static void mark_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    round *r = ctx;
    logic_row *values = r->values + worker * r->logic->ops.count;
    uint64_t from, to;
    parcel_blocks(r->game, parcel, &from, &to);
    for (uint64_t block = from; block < to; block++) {
        uint64_t states[LOGIC_BLOCK], feasible[LOGIC_WORDS], any = 0;
        game_block(r->game, block, states, feasible);
        for (int w = 0; w < LOGIC_WORDS; w++) any |= feasible[w];
        if (!any) continue;
        logic_row columns[64];
        uint32_t numbers[LOGIC_BLOCK];
        logic_columns(states, columns);
        logic_run(r->logic, columns, values);
        read_numbers(r, values, numbers);
        uint32_t *ranks = r->ranks + block * LOGIC_BLOCK;
        for (uint32_t w = 0; w < LOGIC_WORDS; w++)
            for (uint64_t rest = feasible[w]; rest; rest &= rest - 1) {
                uint32_t n = 64 * w + lowest_bit(rest);
                uint32_t key = ranks[n] << r->count | numbers[n];
                uint64_t bit = UINT64_C(1) << (key & 63);
                ranks[n] = key;
                if (!(atomic_load_explicit(&r->marks[key >> 6], memory_order_relaxed) & bit))
                    atomic_fetch_or_explicit(&r->marks[key >> 6], bit, memory_order_relaxed);
            }
    }
}

static void rename_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    round *r = ctx;
    const dt_game *g = r->game;
    uint64_t from = parcel * PARCEL_BLOCKS * LOGIC_BLOCK, to = from + PARCEL_BLOCKS * LOGIC_BLOCK;
    if (to > g->slots) to = g->slots;
    for (uint64_t at = from; at < to; at++) {
        if (!slot_feasible(g, at)) continue;
        uint32_t key = r->ranks[at];
        uint64_t word = atomic_load_explicit(&r->marks[key >> 6], memory_order_relaxed);
        r->ranks[at] = (uint32_t)r->below[key >> 6] + bit_count(word & low_bits(key & 63));
    }
}

/* Whether each truth of the round splits what those before it leave together: as many marked keys
 * with it as without it means that it never does. Folds the bitmap, one truth at a time. */
static void note_decided(const round *r, uint64_t *marks, uint64_t words, bool *decided)
{
    uint64_t with = 0;
    for (uint64_t w = 0; w < words; w++) with += bit_count(marks[w]);
    for (uint32_t j = r->count; j-- > 0;) {
        uint64_t without = 0;
        for (uint64_t w = 0; w < words; w += 2) {
            uint64_t low = fold_pairs(marks[w]),
                     high = w + 1 < words ? fold_pairs(marks[w + 1]) : 0;
            marks[w / 2] = low | high << 32;
            without += bit_count(marks[w / 2]);
        }
        words = (words + 1) / 2;
        decided[j] = with == without;
        with = without;
    }
}

/* Refines ranks (there are *distinct so far) by one round of truths. */
static bool refine(round *r, uint32_t *distinct, bool *decided, progress *p)
{
    dt_game *g = r->game;
    uint64_t words = words_for((uint64_t)*distinct << r->count);
    r->marks = memory_take(&g->memory, words, sizeof *r->marks);
    r->below = memory_take(&g->memory, words, sizeof *r->below);
    bool ready = r->marks && r->below;
    if (ready) {
        memset((void *)r->marks, 0, words * sizeof *r->marks);
        uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS, count = 0;
        parallel(g->threads, parcels, mark_parcel, r, p);
        for (uint64_t w = 0; w < words; w++) {
            r->below[w] = count;
            count += bit_count(r->marks[w]);
        }
        parallel(g->threads, parcels, rename_parcel, r, p);
        if (!p->cancelled) *distinct = (uint32_t)count;
        note_decided(r, (uint64_t *)(uintptr_t)r->marks, words, decided);
    }
    memory_give(&g->memory, (void *)r->marks, words, sizeof *r->marks);
    memory_give(&g->memory, r->below, words, sizeof *r->below);
    return ready;
}

/* As many truths as keep the bitmap small, at least one. */
static uint32_t round_size(uint32_t distinct, uint32_t left)
{
    uint32_t used = bits_for(distinct);
    uint32_t most = used < MARK_BITS ? MARK_BITS - used : 1;
#ifdef DT_HOSTILE
    most = 3;
#endif
    if (most > MOST_A_ROUND) most = MOST_A_ROUND;
    return most < left ? most : left;
}

slot *player_truths(const dt_game *g, uint32_t i, logic *l, arena *scratch)
{
    const stage_player *p = &g->stage.players[i];
    meaning m;
    slot *truths = memory_take(l->memory, p->criterion_count, sizeof *truths);
    bool built = truths && meaning_start(&m, g->model, l, scratch);
    for (uint32_t k = 0; built && k < p->criterion_count; k++) {
        const criterion *c = &p->criteria[k];
        truths[k] = c->condition ? meaning_of(&m, c->condition)
                                 : meaning_at_least(&m, &g->model->options[c->option], c->level);
        if (c->negated) truths[k] = logic_not(l, truths[k]);
    }
    if (built && logic_keep(l, truths, p->criterion_count)) return truths;
    memory_give(l->memory, truths, p->criterion_count, sizeof *truths);
    return NULL;
}

static slot *build_truths(const dt_game *g, uint32_t i, logic *l, dt_error *err)
{
    arena scratch;
    arena_start(&scratch, l->memory);
    slot *truths = player_truths(g, i, l, &scratch);
    arena_free(&scratch);
    if (truths) return truths;
    if (l->too_large)
        return fail(err, DT_ERR_LIMIT, "the preferences of player '%.60s' are too large",
                    g->model->players[i].id);
    return fail_memory(err, l->memory);
}

static bool rank_by_criteria(dt_game *g, uint32_t i, uint32_t *ranks, uint32_t *distinct,
                             progress *p, dt_error *err)
{
    uint32_t count = g->stage.players[i].criterion_count;
    logic l;
    logic_start(&l, &g->memory);
    slot *truths = build_truths(g, i, &l, err);
    size_t room = g->threads * l.ops.count;
    logic_row *values = truths ? memory_take(&g->memory, room, sizeof *values) : NULL;
    g->scores[i].decided = ARENA_ARRAY(&g->arena, count, bool);
    bool done = values && g->scores[i].decided;
    if (truths && !done) fail_memory(err, &g->memory);
    *distinct = 1;
    for (uint32_t k = 0; done && k < count && !p->cancelled;) {
        round r = {.game = g,
                   .logic = &l,
                   .truths = truths + k,
                   .count = round_size(*distinct, count - k),
                   .ranks = ranks,
                   .values = values};
        if (((uint64_t)*distinct << r.count) > UINT32_MAX) {
            done = fail(err, DT_ERR_LIMIT, "player '%.60s' distinguishes more than 2^31 ranks",
                        g->model->players[i].id);
            break;
        }
        done = refine(&r, distinct, g->scores[i].decided + k, p);
        if (!done) fail_memory(err, &g->memory);
        k += r.count;
    }
    memory_give(&g->memory, values, room, sizeof *values);
    memory_give(&g->memory, truths, count, sizeof *truths);
    logic_free(&l);
    return done;
}

/* ---- ranked lists ----------------------------------------------------------------------- */

typedef struct ranked {
    uint64_t slot;
    uint32_t group; /* 0 is best */
} ranked;

/* The states of a rank that are feasible in this stage; groups without one leave no gap. */
static bool rank_by_list(dt_game *g, uint32_t i, uint32_t *ranks, uint32_t *distinct, dt_error *err)
{
    const statement *rank = g->stage.players[i].rank;
    size_t count = 0, kept = 0;
    for (const item *k = rank->items; k; k = k->next) count++;
    ranked *list = memory_take(&g->memory, count, sizeof *list);
    if (!list) return fail_memory(err, &g->memory);
    uint32_t group = 0, used = 0;
    bool open = false; /* has the present group a feasible state? */
    for (const item *k = rank->items; k; k = k->next) {
        if (!k->tied && open) group++, open = false;
        uint64_t at = state_slot(g, k->bits);
        if (at == DT_NO_INDEX) continue;
        open = true;
        used = group + 1;
        list[kept++] = (ranked){at, group};
    }
    for (size_t k = 0; k < kept; k++) ranks[list[k].slot] = used - 1 - list[k].group;
    *distinct = used ? used : 1;
    memory_give(&g->memory, list, count, sizeof *list);
    return true;
}

/* ---- narrowing -------------------------------------------------------------------------- */

typedef struct narrowing {
    const dt_game *game;
    const uint32_t *ranks;
    scores *scores;
} narrowing;

static void narrow_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const narrowing *n = ctx;
    const dt_game *g = n->game;
    uint64_t from = parcel * PARCEL_BLOCKS * LOGIC_BLOCK, to = from + PARCEL_BLOCKS * LOGIC_BLOCK;
    if (to > g->slots) to = g->slots;
    for (uint64_t at = from; at < to; at++) {
        uint32_t value = slot_feasible(g, at) ? n->ranks[at] + 1 : 0;
        if (n->scores->width == 1) ((uint8_t *)n->scores->values)[at] = (uint8_t)value;
        else if (n->scores->width == 2) ((uint16_t *)n->scores->values)[at] = (uint16_t)value;
        else ((uint32_t *)n->scores->values)[at] = value;
    }
}

/* The largest value of each width stands for "infeasible" when minima are taken. */
static uint32_t width_for(uint32_t distinct)
{
    return distinct < UINT8_MAX ? 1 : distinct < UINT16_MAX ? 2 : 4;
}

static bool narrow(dt_game *g, uint32_t i, const uint32_t *ranks, uint32_t distinct, progress *p)
{
    scores *s = &g->scores[i];
    s->distinct = distinct;
    s->width = width_for(distinct);
    s->values = memory_take(&g->memory, g->slots, s->width);
    if (!s->values) return false;
    narrowing n = {g, ranks, s};
    uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS;
    parallel(g->threads, parcels, narrow_parcel, &n, p);
    return true;
}

bool scores_build(dt_game *g, progress *p, dt_error *err)
{
    uint32_t *ranks = memory_take(&g->memory, g->slots, sizeof *ranks);
    if (!ranks) return fail_memory(err, &g->memory);
    uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS;
    p->work = "ranking the states";
    p->done = 0;
    p->total = parcels * g->players * 3;
    bool done = true;
    for (uint32_t i = 0; i < g->players && done; i++) {
        p->done = parcels * 3 * i;
        uint32_t distinct = 1;
        memset(ranks, 0, g->slots * sizeof *ranks);
        done = g->stage.players[i].rank ? rank_by_list(g, i, ranks, &distinct, err)
                                        : rank_by_criteria(g, i, ranks, &distinct, p, err);
        if (done && !narrow(g, i, ranks, distinct, p)) done = fail_memory(err, &g->memory);
    }
    memory_give(&g->memory, ranks, g->slots, sizeof *ranks);
    if (done && p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return done;
}
