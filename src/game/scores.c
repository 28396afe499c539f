/* Preferences as ranks.
 *
 * The score of a state is the row of truths of the player's statements, most important first. Some
 * statements at a time, a round, are read off as a number; the pair (rank so far, number) is a key,
 * which keys occur is marked in a bitmap, and a table renames them to dense ranks. So any number of
 * statements gives ranks without gaps and never overflows, and with the tables a state's score can be
 * found again: a game that memory is too small for forgets the values and keeps these.
 *
 * A later round looks up what earlier ones say of a state, table after table; when there are many, the
 * ranks so far are written down instead, 4 bytes a slot. It ends when all states are told apart.
 *
 * Cost: a pass a round, the first of them for up to 16 statements, and one to write the values.
 */
#include "game/game.h"

#include "base/bits.h"

#include <assert.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { PARCEL_BLOCKS = 64, MOST_FOUND = 1 << 14 };

typedef struct round {
    uint32_t first, count; /* truths */
    uint32_t distinct;     /* ranks before it */
    uint32_t *ranks;       /* by key: the rank after it, from 0; of keys that occur */
} round;

typedef struct ranking {
    logic logic;
    slot *truths; /* most important first */
    uint32_t truth_count;
    round *rounds;
    uint32_t round_count;
    uint32_t *so_far; /* by slot: the rank after `noted` rounds; NULL: not written down */
    uint32_t noted;
} ranking;

/* ---- a block of states ------------------------------------------------------------------ */

/* numbers[n] bit (count - 1 - j) is truth j of state n; count is at most 16. */
static void read_numbers(const ranking *r, const round *its, const logic_row *values,
                         uint16_t numbers[LOGIC_BLOCK])
{
    const slot *truths = r->truths + its->first;
    for (uint32_t w = 0; w < LOGIC_WORDS; w++)
        for (uint32_t eighth = 0; eighth < 8; eighth++) {
            uint64_t halves[2] = {0, 0};
            for (uint32_t j = 0; j < its->count; j++) {
                uint32_t bit = its->count - 1 - j;
                uint64_t eight = values[truths[j]].words[w] >> 8 * eighth & 0xFF;
                halves[bit / 8] |= eight << bit % 8 * 8;
            }
            uint64_t low = transpose8(halves[0]), high = transpose8(halves[1]);
            uint16_t *to = numbers + 64 * w + 8 * eighth;
            for (uint32_t n = 0; n < 8; n++)
                to[n] = (uint16_t)((low >> 8 * n & 0xFF) | (high >> 8 * n & 0xFF) << 8);
        }
}

/* The keys of a block's states in round `last`; those of infeasible ones mean nothing, but are keys. */
static void find_keys(const ranking *r, uint32_t last, const logic_row *values,
                      const uint32_t *so_far, uint32_t keys[LOGIC_BLOCK])
{
    uint16_t numbers[LOGIC_BLOCK];
    for (uint32_t k = r->noted; k <= last; k++) {
        const round *its = &r->rounds[k];
        read_numbers(r, its, values, numbers);
        if (k == r->noted && !so_far)
            for (uint32_t n = 0; n < LOGIC_BLOCK; n++) keys[n] = numbers[n];
        else if (k == r->noted)
            for (uint32_t n = 0; n < LOGIC_BLOCK; n++)
                keys[n] = so_far[n] << its->count | numbers[n];
        else
            for (uint32_t n = 0; n < LOGIC_BLOCK; n++)
                keys[n] = r->rounds[k - 1].ranks[keys[n]] << its->count | numbers[n];
    }
}

typedef struct work { /* a pass over all blocks */
    const dt_game *game;
    const ranking *ranking;
    uint32_t last;     /* round */
    logic_row *values; /* by worker */
    _Atomic uint64_t *marks;
    void *scores; /* by slot */
    uint32_t width;
} work;

static void block_keys(const work *w, uint64_t block, uint32_t worker,
                       uint64_t feasible[LOGIC_WORDS], uint32_t keys[LOGIC_BLOCK])
{
    logic_row columns[64], *values = w->values + worker * w->ranking->logic.ops.count;
    game_columns(w->game, block, columns, feasible);
    logic_run(&w->ranking->logic, columns, values);
    const uint32_t *so_far = w->ranking->so_far;
    find_keys(w->ranking, w->last, values, so_far ? so_far + block * LOGIC_BLOCK : NULL, keys);
}

static bool run_work(work *w, void (*parcel)(void *, uint64_t, uint32_t), memory *m, progress *p)
{
    const dt_game *g = w->game;
    size_t room = g->threads * w->ranking->logic.ops.count;
    w->values = memory_take(m, room, sizeof *w->values);
    bool done =
        w->values &&
        parallel(g->threads, (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS, parcel, w, p);
    memory_give(m, w->values, room, sizeof *w->values);
    return done;
}

static uint64_t last_block(const dt_game *g, uint64_t parcel)
{
    uint64_t last = (parcel + 1) * PARCEL_BLOCKS;
    return last < game_blocks(g) ? last : game_blocks(g);
}

static void mark_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const work *w = ctx;
    for (uint64_t block = parcel * PARCEL_BLOCKS; block < last_block(w->game, parcel); block++) {
        uint64_t feasible[LOGIC_WORDS];
        uint32_t keys[LOGIC_BLOCK];
        block_keys(w, block, worker, feasible, keys);
        for (uint32_t k = 0; k < LOGIC_WORDS; k++)
            for (uint64_t rest = feasible[k]; rest; rest &= rest - 1) {
                uint32_t key = keys[64 * k + lowest_bit(rest)];
                uint64_t bit = UINT64_C(1) << (key & 63);
                if (!(atomic_load_explicit(&w->marks[key >> 6], memory_order_relaxed) & bit))
                    atomic_fetch_or_explicit(&w->marks[key >> 6], bit, memory_order_relaxed);
            }
    }
}

#define WRITE(TYPE)                                                                                \
    do {                                                                                           \
        TYPE *to = (TYPE *)w->scores + from;                                                       \
        for (uint64_t n = 0; n < count; n++)                                                       \
            to[n] = feasible[n >> 6] >> (n & 63) & 1 ? (TYPE)(ranks[keys[n]] + 1) : 0;             \
    } while (0)

static void write_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const work *w = ctx;
    const uint32_t *ranks = w->ranking->rounds[w->last].ranks;
    for (uint64_t block = parcel * PARCEL_BLOCKS; block < last_block(w->game, parcel); block++) {
        uint64_t feasible[LOGIC_WORDS], from = block * LOGIC_BLOCK;
        uint64_t count = w->game->slots - from < LOGIC_BLOCK ? w->game->slots - from : LOGIC_BLOCK;
        uint32_t keys[LOGIC_BLOCK];
        block_keys(w, block, worker, feasible, keys);
        if (w->width == 1) WRITE(uint8_t);
        else if (w->width == 2) WRITE(uint16_t);
        else WRITE(uint32_t);
    }
}

/* Where infeasible, 0: every rank written down is one. */
static void note_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const work *w = ctx;
    const uint32_t *ranks = w->ranking->rounds[w->last].ranks;
    for (uint64_t block = parcel * PARCEL_BLOCKS; block < last_block(w->game, parcel); block++) {
        uint64_t feasible[LOGIC_WORDS];
        uint32_t keys[LOGIC_BLOCK], *to = w->ranking->so_far + block * LOGIC_BLOCK;
        block_keys(w, block, worker, feasible, keys);
        for (uint32_t n = 0; n < LOGIC_BLOCK; n++)
            to[n] = feasible[n >> 6] >> (n & 63) & 1 ? ranks[keys[n]] : 0;
    }
}

/* ---- rounds ------------------------------------------------------------------------------- */

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

/* Marks which keys occur and renames them. *distinct: ranks so far. */
static bool refine(dt_game *g, ranking *r, uint32_t *distinct, bool *decided, progress *p)
{
    round *its = &r->rounds[r->round_count];
    uint64_t keys = (uint64_t)*distinct << its->count, words = words_for(keys);
    work w = {.game = g, .ranking = r, .last = r->round_count};
    its->distinct = *distinct;
    its->ranks = memory_take(&g->memory, keys, sizeof *its->ranks);
    w.marks = memory_take(&g->memory, words, sizeof *w.marks);
    bool done = its->ranks && w.marks;
    if (done) {
        memset(its->ranks, 0, keys * sizeof *its->ranks);
        memset((void *)w.marks, 0, words * sizeof *w.marks);
        done = run_work(&w, mark_parcel, &g->memory, p);
    }
    if (done) {
        uint64_t *marks = (uint64_t *)(uintptr_t)w.marks;
        uint32_t count = 0;
        for (uint64_t k = 0; k < words; k++)
            for (uint64_t rest = marks[k]; rest; rest &= rest - 1)
                its->ranks[64 * k + lowest_bit(rest)] = count++;
        *distinct = count;
        note_decided(its, marks, words, decided);
    }
    memory_give(&g->memory, (void *)w.marks, words, sizeof *w.marks);
    r->round_count++; /* its table is there, or NULL */
    return done;
}

/* As many truths as keep the table small, at least one. */
static uint32_t round_size(uint32_t distinct, uint32_t left)
{
    uint32_t used = bits_for(distinct);
    uint32_t most = used < KEY_BITS ? KEY_BITS - used : 1;
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

static void give_table(dt_game *g, round *its)
{
    memory_give(&g->memory, its->ranks, (size_t)its->distinct << its->count, sizeof *its->ranks);
    its->ranks = NULL;
}

static size_t slots_of_blocks(const dt_game *g) { return game_blocks(g) * LOGIC_BLOCK; }

static void ranking_free(dt_game *g, ranking *r)
{
    for (uint32_t k = 0; k < r->round_count; k++) give_table(g, &r->rounds[k]);
    memory_give(&g->memory, r->so_far, slots_of_blocks(g), sizeof *r->so_far);
    memory_give(&g->memory, r->truths, r->truth_count, sizeof *r->truths);
    logic_free(&r->logic);
}

/* Writes down the ranks so far; the tables behind them have done their work. */
static bool note_ranks(dt_game *g, ranking *r, progress *p)
{
    work w = {.game = g, .ranking = r, .last = r->round_count - 1};
    if (!r->so_far) {
        r->so_far = memory_take(&g->memory, slots_of_blocks(g), sizeof *r->so_far);
        if (!r->so_far) return false;
        memset(r->so_far, 0, slots_of_blocks(g) * sizeof *r->so_far);
        /* until the pass is over the keys come from the tables */
    }
    if (!run_work(&w, note_parcel, &g->memory, p)) return false;
    for (uint32_t k = r->noted; k < r->round_count; k++) give_table(g, &r->rounds[k]);
    r->noted = r->round_count;
    return true;
}

static bool take_round(dt_game *g, uint32_t i, ranking *r, uint32_t done, progress *p,
                       dt_error *err)
{
    scores *s = &g->scores[i];
    round *its = &r->rounds[r->round_count];
    *its = (round){.first = done, .count = round_size(s->distinct, r->truth_count - done)};
    if (((uint64_t)s->distinct << its->count) > UINT32_MAX)
        return fail(err, DT_ERR_LIMIT, "player '%.60s' distinguishes more than 2^31 ranks",
                    g->model->players[i].id);
    bool taken = (r->round_count - r->noted < LOOKED_UP || note_ranks(g, r, p)) &&
                 refine(g, r, &s->distinct, s->decided + its->first, p);
    if (taken) return true;
    return p->cancelled ? fail(err, DT_ERR_CANCELLED, "cancelled") : fail_memory(err, &g->memory);
}

static bool rank_rounds(dt_game *g, uint32_t i, ranking *r, progress *p, dt_error *err)
{
    r->rounds = ARENA_ARRAY(&g->arena, r->truth_count + 1, round);
    g->scores[i].decided = ARENA_ARRAY(&g->arena, r->truth_count, bool);
    if (!r->rounds || !g->scores[i].decided) return fail_memory(err, &g->memory);
    uint32_t done = 0;
    do { /* at least one round, of no truths: then all states are equal */
        if (!take_round(g, i, r, done, p, err)) return false;
        done += r->rounds[r->round_count - 1].count;
    } while (done < r->truth_count && g->scores[i].distinct < g->states);
    for (; done < r->truth_count; done++) g->scores[i].decided[done] = true;
    return true;
}

static bool rank_by_criteria(dt_game *g, uint32_t i, progress *p, dt_error *err)
{
    ranking *r = ARENA_NEW(&g->arena, ranking);
    if (!r) return fail_memory(err, &g->memory);
    logic_start(&r->logic, &g->memory);
    g->scores[i].ranking = r;
    r->truth_count = g->stage.players[i].criterion_count;
    r->truths = build_truths(g, i, &r->logic, err);
    return r->truths && rank_rounds(g, i, r, p, err);
}

/* ---- ranked lists ----------------------------------------------------------------------- */

/* How many groups of a rank have a feasible state in this stage. */
static uint32_t count_groups(const dt_game *g, const statement *rank)
{
    uint32_t groups = 0;
    bool open = false; /* has the present group a feasible state? */
    for (const item *k = rank->items; k; k = k->next) {
        if (!k->tied) open = false;
        if (open || named_slot(g, k->bits) == DT_NO_INDEX) continue;
        open = true;
        groups++;
    }
    return groups ? groups : 1;
}

static void set_score(scores *s, uint64_t at, uint32_t score)
{
    if (s->width == 1) ((uint8_t *)s->values)[at] = (uint8_t)score;
    else if (s->width == 2) ((uint16_t *)s->values)[at] = (uint16_t)score;
    else ((uint32_t *)s->values)[at] = score;
}

/* The states of a rank that are feasible in this stage; groups without one leave no gap, and all
 * others are the worst. */
static void write_rank(const dt_game *g, scores *s)
{
    uint32_t score = s->distinct + 1;
    bool open = false;
    for (uint64_t at = 0; at < g->slots; at++) set_score(s, at, slot_feasible(g, at) ? 1 : 0);
    for (const item *k = g->stage.players[s->player].rank->items; k; k = k->next) {
        if (!k->tied) open = false;
        uint64_t at = named_slot(g, k->bits);
        if (at == DT_NO_INDEX) continue;
        if (!open) score--;
        open = true;
        set_score(s, at, score);
    }
}

/* ---- values ------------------------------------------------------------------------------- */

/* The largest value of each width stands for "infeasible" when minima are taken. */
static uint32_t width_for(uint32_t distinct)
{
    return distinct < UINT8_MAX ? 1 : distinct < UINT16_MAX ? 2 : 4;
}

static bool write_values(const dt_game *g, scores *s, memory *m, progress *p)
{
    s->values = memory_take(m, g->slots, s->width);
    if (!s->values) return false;
    if (s->ranking) {
        work w = {.game = g,
                  .ranking = s->ranking,
                  .last = s->ranking->round_count - 1,
                  .scores = s->values,
                  .width = s->width};
        if (run_work(&w, write_parcel, m, p)) return true;
        memory_give(m, s->values, g->slots, s->width);
        s->values = NULL;
        return false;
    }
    write_rank(g, s);
    return true;
}

bool scores_take(const dt_game *g, uint32_t i, memory *m, progress *p, scores *s)
{
    *s = g->scores[i];
    return s->values || write_values(g, s, m, p);
}

void scores_give(const dt_game *g, memory *m, scores *s)
{
    if (!g->scores[s->player].values) memory_give(m, s->values, g->slots, s->width);
    s->values = NULL;
}

uint32_t score_found(const scores *s, uint64_t at)
{
    const ranking *r = s->ranking;
    uint8_t values[MOST_FOUND];
    uint64_t state = slot_state(s->game, at);
    if (!slot_feasible(s->game, at)) return 0;
    uint32_t rank = 0;
    if (r->truth_count) logic_holds(&r->logic, (slot)r->logic.ops.count - 1, state, values);
    for (uint32_t k = 0; k < r->round_count; k++) {
        uint32_t key = rank;
        for (uint32_t j = 0; j < r->rounds[k].count; j++)
            key = key << 1 | values[r->truths[r->rounds[k].first + j]];
        rank = r->rounds[k].ranks[key];
    }
    return rank + 1;
}

/* What the analysis needs at its peak when all scores are kept: docs/analyses.md. */
static bool room_for_all(const dt_game *g)
{
    if (!g->memory.limit_bytes || g->backend == DT_BACKEND_GRAPH) return true;
    uint64_t a_slot = 0, widest = 0;
    for (uint32_t i = 0; i < g->players; i++) {
        a_slot += g->scores[i].width + 2;
        if (g->scores[i].width > widest) widest = g->scores[i].width;
        const ranking *r = g->scores[i].ranking;
        /* what could not be found again is kept */
        if (!r || r->noted || r->logic.ops.count > MOST_FOUND) return true;
    }
    uint64_t bits = g->slots / 8 * (DT_CONCEPT_COUNT * (g->players + UINT64_C(1)));
    uint64_t needed = g->slots * (a_slot + 2 * widest) + bits;
    return needed <= g->memory.limit_bytes &&
           g->memory.used_bytes <= g->memory.limit_bytes - needed;
}

/* The values are there: how they were found is not needed any more. */
static void forget_how(dt_game *g, scores *s)
{
    if (s->ranking) ranking_free(g, s->ranking);
    s->ranking = NULL;
}

bool scores_build(dt_game *g, progress *p, dt_error *err)
{
    uint64_t parcels = (game_blocks(g) + PARCEL_BLOCKS - 1) / PARCEL_BLOCKS;
    p->work = "ranking the states";
    p->done = 0;
    p->total = parcels * g->players * 2;
    bool done = true;
    for (uint32_t i = 0; i < g->players && done; i++) {
        scores *s = &g->scores[i];
        const statement *rank = g->stage.players[i].rank;
        *s = (scores){.game = g, .player = i, .distinct = 1};
        if (rank) s->distinct = count_groups(g, rank);
        else done = rank_by_criteria(g, i, p, err);
        s->width = width_for(s->distinct);
    }
    bool kept = done && room_for_all(g);
    for (uint32_t i = 0; i < g->players && kept && done; i++) {
        done = write_values(g, &g->scores[i], &g->memory, p);
        if (!done && !p->cancelled) fail_memory(err, &g->memory);
        if (done) forget_how(g, &g->scores[i]);
    }
    if (!done && p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return done;
}

void scores_free(dt_game *g)
{
    for (uint32_t i = 0; g->scores && i < g->players; i++) {
        memory_give(&g->memory, g->scores[i].values, g->slots, g->scores[i].width);
        if (g->scores[i].ranking) ranking_free(g, g->scores[i].ranking);
    }
}
