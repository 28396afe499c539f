/* Red lines, outcomes and `where` over blocks of states: one program for all, run on 512 states at
 * once. Cost: a few operations of 64 bytes a condition and block; a view that goes through slots in
 * order runs every block once, and blocks without feasible states not at all. */
#include "analysis/conditions.h"

#include "base/bits.h"

#include <string.h>

static bool build(conditions *c, const expr *where, arena *a, const expr **unsettled)
{
    const stage *st = &c->game->stage;
    meaning m;
    if (!meaning_start(&m, st->model, &c->logic, a)) return false;
    slot *root = c->roots;
    for (uint32_t k = 0; k < st->redline_count; k++)
        *root++ = meaning_of(&m, st->redlines[k].statement->condition);
    for (uint32_t k = 0; k < c->outcome_count; k++)
        *root++ = m.definitions[st->model->outcomes[k]->index];
    *root = where ? meaning_of(&m, where) : logic_constant(&c->logic, true);
    *unsettled = m.unsettled;
    return !m.unsettled && !c->logic.failed;
}

bool conditions_start(conditions *c, const dt_game *g, const expr *where, memory *m, arena *a,
                      const expr **unsettled)
{
    const stage *st = &g->stage;
    *c = (conditions){.game = g,
                      .redline_count = st->redline_count,
                      .outcome_count = st->model->outcome_count,
                      .limited = where != NULL};
    *unsettled = NULL;
    logic_start(&c->logic, m);
    for (uint32_t k = 0; k < st->redline_count; k++)
        if (!st->redlines[k].lifted) c->standing |= UINT64_C(1) << k;
    size_t count = (size_t)c->redline_count + c->outcome_count + 1;
    c->roots = ARENA_ARRAY(a, count, slot);
    return c->roots && build(c, where, a, unsettled) && logic_keep(&c->logic, c->roots, count);
}

void conditions_free(conditions *c) { logic_free(&c->logic); }

bool view_start(view *v, const conditions *c, memory *m)
{
    v->conditions = c;
    v->block = DT_NO_INDEX;
    v->of_members = NULL;
    v->values = memory_take(m, c->logic.ops.count, sizeof *v->values);
    if (!v->values || !c->game->members) return v->values;
    v->of_members = memory_take(m, c->logic.ops.count, sizeof *v->of_members);
    if (v->of_members) return true;
    memory_give(m, v->values, c->logic.ops.count, sizeof *v->values);
    v->values = NULL;
    return false;
}

void view_free(view *v, memory *m)
{
    memory_give(m, v->values, v->conditions->logic.ops.count, sizeof *v->values);
    memory_give(m, v->of_members, v->conditions->logic.ops.count, sizeof *v->of_members);
}

/* A condition stays true of slot k of the block where it is true of some more of its members. */
static void ask_members(view *v, uint32_t k, const uint64_t *states, uint32_t count)
{
    const conditions *c = v->conditions;
    uint64_t some[LOGIC_BLOCK] = {0};
    logic_row columns[64];
    memcpy(some, states, count * sizeof *some);
    logic_columns(some, columns);
    logic_run(&c->logic, columns, v->of_members);
    for (uint32_t r = c->redline_count; r <= c->redline_count + c->outcome_count; r++) {
        const uint64_t *words = v->of_members[c->roots[r]].words;
        bool all = true;
        for (uint32_t n = 0; n < count && all; n++) all = bit_at(words, n);
        if (!all) v->values[c->roots[r]].words[k / 64] &= ~(UINT64_C(1) << (k % 64));
    }
}

/* The values so far are those of the lowest member of each slot. */
static void ask_all_members(view *v)
{
    const dt_game *g = v->conditions->game;
    const members *m = g->members;
    for (uint64_t at = v->block * LOGIC_BLOCK, k = 0; k < LOGIC_BLOCK && at < g->slots; k++, at++)
        for (uint32_t n = m->first[at] + 1; n < m->first[at + 1]; n += LOGIC_BLOCK) {
            uint32_t rest = m->first[at + 1] - n;
            ask_members(v, (uint32_t)k, m->listed + n, rest < LOGIC_BLOCK ? rest : LOGIC_BLOCK);
        }
}

static bool has_feasible(const dt_game *g, uint64_t block)
{
    uint64_t first = block * LOGIC_WORDS, words = words_for(g->slots);
    for (uint64_t w = first; g->feasible && w < first + LOGIC_WORDS && w < words; w++)
        if (g->feasible[w]) return true;
    return !g->feasible;
}

bool view_block(view *v, uint64_t block)
{
    const conditions *c = v->conditions;
    if (v->block == block) return true;
    if (!has_feasible(c->game, block)) return false;
    v->block = block;
    game_block(c->game, block, v->states, v->among);
    logic_columns(v->states, v->columns);
    logic_run(&c->logic, v->columns, v->values);
    if (v->of_members) ask_all_members(v);
    const logic_row *where = &v->values[c->roots[c->redline_count + c->outcome_count]];
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) v->among[w] &= where->words[w];
    return true;
}

void view_crossed(const view *v, uint32_t word, uint64_t masks[64])
{
    const conditions *c = v->conditions;
    memset(masks, 0, 64 * sizeof *masks);
    for (uint32_t k = 0; k < c->redline_count; k++)
        if (c->standing >> k & 1) masks[k] = ~v->values[c->roots[k]].words[word];
    transpose64(masks);
}

facts view_facts(view *v, uint64_t at)
{
    const conditions *c = v->conditions;
    uint32_t k = (uint32_t)(at % LOGIC_BLOCK);
    view_block(v, at / LOGIC_BLOCK);
    facts f = {.state = v->states[k], .among = v->among[k / 64] >> (k % 64) & 1};
    for (uint32_t r = 0; r < c->redline_count; r++)
        if (!(v->values[c->roots[r]].words[k / 64] >> (k % 64) & 1)) f.crossed |= UINT64_C(1) << r;
    f.crossed &= c->standing;
    return f;
}

bool view_has_outcome(const view *v, uint64_t at, uint32_t outcome)
{
    uint32_t k = (uint32_t)(at % LOGIC_BLOCK);
    return view_outcome(v, outcome, k / 64) >> (k % 64) & 1;
}
