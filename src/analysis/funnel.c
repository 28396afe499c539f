/* The funnel as bit sets, one a step, each step cut with all before it. */
#include "analysis/funnel.h"

#include "analysis/efficient.h"
#include "base/bits.h"

#include <string.h>

#define X(ID, id, words) id,
const char *const funnel_ids[FUNNEL_STEP_COUNT] = {FUNNEL_STEPS(X)};
#undef X
#define X(ID, id, words) words,
const char *const funnel_words[FUNNEL_STEP_COUNT] = {FUNNEL_STEPS(X)};
#undef X

static uint64_t slot_words(const funnel *f) { return words_for(f->verdicts->game->slots); }

static uint64_t count_bits(const uint64_t *bits, uint64_t words)
{
    uint64_t count = 0;
    for (uint64_t w = 0; w < words; w++) count += bit_count(bits[w]);
    return count;
}

/* bits[step] holds the step by itself among the states asked about; counts it and cuts it. */
static void take_step(funnel *f, funnel_step step, funnel_step before)
{
    uint64_t words = slot_words(f);
    uint64_t *bits = f->bits[step];
    f->has[step] = true;
    for (uint64_t w = 0; w < words; w++) bits[w] &= f->bits[FUNNEL_FEASIBLE][w];
    f->alone[step] = count_bits(bits, words);
    for (uint64_t w = 0; w < words; w++) bits[w] &= f->bits[before][w];
    f->count[step] = count_bits(bits, words);
}

/* Feasible where asked, and within the red lines that count. */
static bool look(funnel *f, const conditions *all, uint64_t counted, progress *p)
{
    const dt_game *g = f->verdicts->game;
    view v;
    if (!view_start(&v, all, f->memory)) return false;
    bool going = true;
    for (uint64_t block = 0; going && block < game_blocks(g); block++) {
        if (!view_block(&v, block)) continue;
        for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
            uint64_t at = block * LOGIC_WORDS + w, within = v.among[w];
            if (!within) continue;
            f->bits[FUNNEL_FEASIBLE][at] = within;
            for (uint32_t k = 0; k < all->redline_count; k++)
                if (counted >> k & 1) within &= v.values[all->roots[k]].words[w];
            f->bits[FUNNEL_WITHIN][at] = within;
        }
        if (block % 256 == 0) going = progress_report(p, p->done);
    }
    view_free(&v, f->memory);
    return going;
}

/* Where every player's score is at least that of the no deal. */
static bool compare_no_deal(funnel *f, progress *p)
{
    const dt_game *g = f->verdicts->game;
    uint64_t *bits = f->bits[FUNNEL_NO_WORSE];
    memcpy(bits, f->bits[FUNNEL_FEASIBLE], slot_words(f) * sizeof *bits);
    for (uint32_t i = 0; i < g->players; i++) {
        scores s;
        if (g->scores[i].distinct <= 1) continue;
        if (!scores_take(g, i, f->memory, p, &s)) return false;
        uint32_t least = score_at(&s, g->no_deal);
        for (uint64_t w = 0; w < slot_words(f); w++)
            for (uint64_t rest = bits[w]; rest; rest &= rest - 1) {
                uint32_t k = lowest_bit(rest);
                if (score_at(&s, 64 * w + k) < least) bits[w] &= ~(UINT64_C(1) << k);
            }
        scores_give(g, f->memory, &s);
    }
    return true;
}

/* Alone: efficient among all states asked about. In the row: among those that passed so far. */
static bool take_efficient(funnel *f, funnel_step before, progress *p, dt_error *err)
{
    const dt_game *g = f->verdicts->game;
    uint64_t *bits = f->bits[FUNNEL_EFFICIENT];
    if (!efficient_states(g, f->bits[FUNNEL_FEASIBLE], bits, f->memory, p, err)) return false;
    f->has[FUNNEL_EFFICIENT] = true;
    f->alone[FUNNEL_EFFICIENT] = count_bits(bits, slot_words(f));
    if (!efficient_states(g, f->bits[before], bits, f->memory, p, err)) return false;
    f->count[FUNNEL_EFFICIENT] = count_bits(bits, slot_words(f));
    return true;
}

static void take_stable(funnel *f)
{
    const dt_verdicts *v = f->verdicts;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        for (uint64_t w = 0; has_concept(v, c) && w < slot_words(f); w++)
            f->by_concept[c] += bit_count(v->equilibria[c][w] & f->bits[FUNNEL_EFFICIENT][w]);
    memcpy(f->bits[FUNNEL_STABLE], v->equilibria[f->concept], slot_words(f) * sizeof **f->bits);
    take_step(f, FUNNEL_STABLE, FUNNEL_EFFICIENT);
}

static bool take_reached(funnel *f, operators *o, funnel_step step)
{
    const dt_game *g = f->verdicts->game;
    field reached = {0};
    if (!field_take(o, &reached, 1)) return false;
    uint8_t *held = reached.values;
    memset(held, 0, g->slots);
    held[g->status_quo] = 1;
    bool done =
        spread(o, step == FUNNEL_IMPROVING, reached) && field_bits(o, reached, f->bits[step]);
    if (done) take_step(f, step, FUNNEL_STABLE);
    field_give(o, &reached);
    return done;
}

static bool take_ways(funnel *f, progress *p)
{
    operators o;
    const dt_game *g = f->verdicts->game;
    bool done = operators_start(&o, g, f->memory, g->threads, p) && operators_sort(&o) &&
                take_reached(f, &o, FUNNEL_IMPROVING) && take_reached(f, &o, FUNNEL_LEGAL);
    operators_free(&o);
    return done;
}

static bool build(funnel *f, const conditions *all, uint64_t counted, progress *p, dt_error *err)
{
    const dt_game *g = f->verdicts->game;
    uint64_t words = slot_words(f);
    for (int step = 0; step < FUNNEL_STEP_COUNT; step++) {
        f->bits[step] = memory_take(f->memory, words, sizeof **f->bits);
        if (!f->bits[step]) return false;
        memset(f->bits[step], 0, words * sizeof **f->bits);
    }
    if (!look(f, all, counted & all->standing, p)) return false;
    take_step(f, FUNNEL_FEASIBLE, FUNNEL_FEASIBLE);
    take_step(f, FUNNEL_WITHIN, FUNNEL_FEASIBLE);
    funnel_step before = FUNNEL_WITHIN;
    if (g->no_deal != DT_NO_INDEX) {
        if (!compare_no_deal(f, p)) return false;
        take_step(f, before = FUNNEL_NO_WORSE, FUNNEL_WITHIN);
    }
    if (!take_efficient(f, before, p, err)) return false;
    take_stable(f);
    return g->status_quo == DT_NO_INDEX || take_ways(f, p);
}

bool funnel_build(funnel *f, const dt_verdicts *v, const conditions *all, uint64_t counted,
                  dt_concept concept, memory *m, progress *p, dt_error *err)
{
    *f = (funnel){.verdicts = v, .memory = m, .concept = concept};
    if (err) err->code = DT_OK;
    if (build(f, all, counted, p, err)) return true;
    if (p->cancelled) fail(err, DT_ERR_CANCELLED, "cancelled");
    else if (err && err->code == DT_OK) fail_memory(err, m);
    funnel_free(f);
    return false;
}

void funnel_free(funnel *f)
{
    if (!f->memory) return;
    for (int step = 0; step < FUNNEL_STEP_COUNT; step++)
        memory_give(f->memory, f->bits[step], slot_words(f), sizeof **f->bits);
    memset(f->bits, 0, sizeof f->bits);
}
