/* Comparing with one state only needs no ranks. A player whose lines are lifted puts them behind
 * everything else (docs/analyses.md), so its order in that game is its criteria in another order;
 * and the first criterion on which a state and the no deal differ decides, for 64 states at once. */
#include "analysis/compare.h"

#include "base/bits.h"

#include <string.h>

typedef struct judge { /* a player's criteria as a program: where it owns lifted lines, or where its
                          scores were forgotten to save memory */
    logic logic;
    slot *truths;
    bool *of_no_deal; /* by criterion: true in the no deal */
    logic_row *values;
} judge;

typedef struct compare {
    const conditions *all;
    const dt_game *game;
    uint64_t counted;
    comparison *grounds;
    size_t count;
    memory *memory;
    judge *judges;            /* by player; truths NULL: goes by scores */
    uint64_t *worse, *better; /* by player: masks of the word at hand, by the scores of this game */
} compare;

/* ---- orders ------------------------------------------------------------------------------- */

static uint32_t redline_of(const stage *st, const criterion *c)
{
    for (uint32_t k = 0; k < st->redline_count; k++)
        if (st->redlines[k].statement == c->origin) return k;
    return NONE;
}

static bool is_last(const stage *st, const criterion *c, uint64_t lifted)
{
    uint32_t k = redline_of(st, c);
    return k != NONE && (st->redlines[k].lifted || (lifted >> k & 1));
}

static bool owns(const compare *c, uint32_t i, uint64_t lines)
{
    for (; lines; lines &= lines - 1)
        if (c->game->stage.redlines[lowest_bit(lines)].player == i) return true;
    return false;
}

/* Where 64 states are better and worse than the no deal by one more criterion. */
static void decide(const judge *j, uint32_t k, uint32_t word, uint64_t *open, uint64_t *better,
                   uint64_t *worse)
{
    uint64_t truth = j->values[j->truths[k]].words[word];
    if (j->of_no_deal[k]) {
        *worse |= *open & ~truth;
        *open &= truth;
    } else {
        *better |= *open & truth;
        *open &= ~truth;
    }
}

/* Lifted red lines go last, in their own order. */
static void judge_word(const compare *c, uint32_t i, uint64_t lifted, uint32_t word, uint64_t among,
                       uint64_t *better, uint64_t *worse)
{
    const stage *st = &c->game->stage;
    const stage_player *p = &st->players[i];
    const judge *j = &c->judges[i];
    uint64_t open = among;
    *better = *worse = 0;
    for (uint32_t k = 0; k < p->criterion_count && open; k++)
        if (!is_last(st, &p->criteria[k], lifted)) decide(j, k, word, &open, better, worse);
    for (uint32_t r = 0; r < st->redline_count && open; r++) {
        if (st->redlines[r].player != i || !(st->redlines[r].lifted || (lifted >> r & 1))) continue;
        for (uint32_t k = 0; k < p->criterion_count; k++)
            if (p->criteria[k].origin == st->redlines[r].statement)
                decide(j, k, word, &open, better, worse);
    }
}

/* ---- words --------------------------------------------------------------------------------- */

static void judge_by_scores(compare *c, uint64_t first, uint64_t among)
{
    const dt_game *g = c->game;
    for (uint32_t i = 0; i < g->players; i++) {
        const scores *own = &g->scores[i];
        bool by_scores = own->distinct > 1 && (own->values || !c->judges[i].truths);
        uint32_t least = score_at(own, g->no_deal);
        c->better[i] = c->worse[i] = 0;
        for (uint64_t rest = by_scores ? among : 0; rest; rest &= rest - 1) {
            uint32_t k = lowest_bit(rest), score = score_at(own, first + k);
            c->better[i] |= (uint64_t)(score > least) << k;
            c->worse[i] |= (uint64_t)(score < least) << k;
        }
    }
}

static void compare_word(const compare *c, comparison *it, uint32_t word, uint64_t among,
                         uint64_t within)
{
    uint64_t no_worse = among;
    for (uint32_t i = 0; i < c->game->players; i++) {
        uint64_t better = c->better[i], worse = c->worse[i];
        bool forgotten = !c->game->scores[i].values;
        if (c->judges[i].truths && (forgotten || owns(c, i, it->lifted)))
            judge_word(c, i, it->lifted, word, among, &better, &worse);
        no_worse &= ~worse;
        it->views[i].better += bit_count(within & better);
        it->views[i].worse += bit_count(within & worse);
        it->views[i].same += bit_count(within & ~better & ~worse);
    }
    it->no_worse_alone += bit_count(no_worse);
    it->no_worse += bit_count(no_worse & within);
}

static void list_word(comparison *it, uint64_t first, uint64_t within)
{
    for (; within && it->listed_count < it->listed_room; within &= within - 1)
        it->listed[it->listed_count++] = first + lowest_bit(within);
}

static void look(compare *c, const view *v, uint64_t block, uint32_t word)
{
    uint64_t among = v->among[word], first = block * LOGIC_BLOCK + 64 * word;
    bool has_no_deal = c->game->no_deal != DT_NO_INDEX;
    if (!among) return;
    if (has_no_deal) judge_by_scores(c, first, among);
    for (size_t k = 0; k < c->count; k++) {
        comparison *it = &c->grounds[k];
        uint64_t within = among;
        for (uint64_t rest = c->counted & ~it->lifted; rest; rest &= rest - 1)
            within &= v->values[c->all->roots[lowest_bit(rest)]].words[word];
        it->opens += bit_count(within);
        list_word(it, first, within);
        if (has_no_deal) compare_word(c, it, word, among, within);
    }
}

static bool look_at_all(compare *c, progress *p)
{
    view v;
    if (!view_start(&v, c->all, c->memory)) return false;
    bool going = true;
    for (uint64_t block = 0; going && block < game_blocks(c->game); block++) {
        if (block % 256 == 0) going = progress_report(p, p->done);
        if (!going || !view_block(&v, block)) continue;
        for (uint32_t i = 0; i < c->game->players; i++)
            if (c->judges[i].truths) logic_run(&c->judges[i].logic, v.columns, c->judges[i].values);
        for (uint32_t w = 0; w < LOGIC_WORDS; w++) look(c, &v, block, w);
    }
    view_free(&v, c->memory);
    return going;
}

/* ---- starting --------------------------------------------------------------------------------- */

static bool needs_judge(const compare *c, uint32_t i)
{
    bool needed = !c->game->scores[i].values;
    for (size_t k = 0; k < c->count; k++) needed |= owns(c, i, c->grounds[k].lifted);
    return needed && !c->game->stage.players[i].rank && c->game->no_deal != DT_NO_INDEX;
}

static bool start_judge(compare *c, uint32_t i)
{
    judge *j = &c->judges[i];
    arena scratch;
    uint64_t count = c->game->stage.players[i].criterion_count;
    arena_start(&scratch, c->memory);
    j->truths = player_truths(c->game, i, &j->logic, &scratch);
    arena_free(&scratch);
    if (!j->truths) return false;
    j->of_no_deal = memory_take(c->memory, count, sizeof *j->of_no_deal);
    j->values = memory_take(c->memory, j->logic.ops.count, sizeof *j->values);
    uint8_t *values = memory_take(c->memory, j->logic.ops.count, 1);
    bool done = j->of_no_deal && j->values && values;
    uint64_t no_deal = slot_state(c->game, c->game->no_deal);
    for (uint64_t k = 0; done && k < count; k++)
        j->of_no_deal[k] = logic_holds(&j->logic, j->truths[k], no_deal, values);
    memory_give(c->memory, values, j->logic.ops.count, 1);
    return done;
}

static void free_judge(compare *c, uint32_t i)
{
    judge *j = &c->judges[i];
    uint64_t count = c->game->stage.players[i].criterion_count;
    memory_give(c->memory, j->truths, count, sizeof *j->truths);
    memory_give(c->memory, j->of_no_deal, count, sizeof *j->of_no_deal);
    memory_give(c->memory, j->values, j->logic.ops.count, sizeof *j->values);
    logic_free(&j->logic);
}

static bool start(compare *c)
{
    uint32_t n = c->game->players;
    c->judges = memory_take(c->memory, n, sizeof *c->judges);
    if (!c->judges) return false;
    memset(c->judges, 0, n * sizeof *c->judges);
    for (uint32_t i = 0; i < n; i++) logic_start(&c->judges[i].logic, c->memory);
    c->better = memory_take(c->memory, n, sizeof *c->better);
    c->worse = memory_take(c->memory, n, sizeof *c->worse);
    if (!c->better || !c->worse) return false;
    for (uint32_t i = 0; i < n; i++)
        if (needs_judge(c, i) && !start_judge(c, i)) return false;
    return true;
}

bool compare_grounds(const conditions *all, uint64_t counted, comparison *grounds, size_t count,
                     memory *m, progress *p, dt_error *err)
{
    compare c = {.all = all,
                 .game = all->game,
                 .counted = counted & all->standing,
                 .grounds = grounds,
                 .count = count,
                 .memory = m};
    uint32_t n = all->game->players;
    bool done = start(&c) && look_at_all(&c, p);
    for (uint32_t i = 0; c.judges && i < n; i++) free_judge(&c, i);
    memory_give(m, c.judges, n, sizeof *c.judges);
    memory_give(m, c.better, n, sizeof *c.better);
    memory_give(m, c.worse, n, sizeof *c.worse);
    if (done) return true;
    if (p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, m);
}
