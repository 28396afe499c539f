/* The concepts as compositions of the operators.
 *
 * State s is stable for player i exactly where own_max min(p, a) is not above p_i(s), and a is
 *
 *     nash   p                           Nash 1950
 *     gmr    others_min p                Howard 1971
 *     seq    others_min_ui p             Fraser & Hipel 1979
 *     smr    others_min own_max p        Howard 1971
 *     sseq   others_min_ui own_max p     Rego & Vieira 2017
 *
 * (others_min p and others_min_ui p are nowhere above p, so the lesser of p and them is they.)
 * The proof that this is the definition stands in docs/analyses.md; the definition itself, literally,
 * in tests/oracle/. Cost a player and concept: own_max one pass, others_min a pass a mover a round.
 */
#include "analysis/stability.h"

#include "base/bits.h"

#include <assert.h>
#include <string.h>

typedef struct analysis { /* of one player at a time */
    operators operators;
    dt_verdicts *verdicts;
    progress progress;
    uint32_t player;
    field p, best, f; /* scores; own_max of them; after the others' responses, for min */
    field spare;      /* responses single: what is read */
} analysis;

/* ---- the table of concepts --------------------------------------------------------------- */

/* f becomes others_min (or others_min_ui) of some values, and the verdicts follow. */
static bool answered(analysis *a, bool improving, field values, uint64_t *bits)
{
    operators *o = &a->operators;
    bool done;
    switch (a->verdicts->responses) {
    case DT_RESPONSES_SINGLE:
        done = to_min(o, values, a->spare) &&
               others_min_single(o, a->player, improving, a->spare, a->f);
        break;
    case DT_RESPONSES_ONCE: done = others_min_once(o, a->player, improving, values, a->f); break;
    case DT_RESPONSES_SEQUENCES:
    default: done = others_min(o, a->player, improving, values, a->f);
    }
    return done && judge(o, a->player, a->p, &a->f, bits);
}

static bool judge_nash(analysis *a, uint64_t *bits)
{
    return judge(&a->operators, a->player, a->p, NULL, bits);
}

static bool judge_gmr(analysis *a, uint64_t *bits) { return answered(a, false, a->p, bits); }

static bool judge_smr(analysis *a, uint64_t *bits) { return answered(a, false, a->best, bits); }

static bool judge_seq(analysis *a, uint64_t *bits) { return answered(a, true, a->p, bits); }

static bool judge_sseq(analysis *a, uint64_t *bits) { return answered(a, true, a->best, bits); }

static bool (*const judges[])(analysis *, uint64_t *bits) = {[DT_NASH] = judge_nash,
                                                             [DT_GMR] = judge_gmr,
                                                             [DT_SMR] = judge_smr,
                                                             [DT_SEQ] = judge_seq,
                                                             [DT_SSEQ] = judge_sseq};
_Static_assert(sizeof judges / sizeof *judges == DT_CONCEPT_COUNT, "every concept has a judge");

static bool needs(uint32_t concepts, uint32_t some) { return (concepts & some) != 0; }

enum {
    WITH_ANSWERS = 1 << DT_SMR | 1 << DT_SSEQ,
    WITH_OTHERS = WITH_ANSWERS | 1 << DT_GMR | 1 << DT_SEQ
};

static void all_feasible(const dt_game *g, uint64_t *bits)
{
    uint64_t words = words_for(g->slots);
    if (g->feasible) memcpy(bits, g->feasible, words * sizeof *bits);
    else
        for (uint64_t w = 0; w < words; w++)
            bits[w] = low_bits(w + 1 < words || g->slots % 64 == 0 ? 64 : g->slots % 64);
}

/* ---- all players, all concepts ------------------------------------------------------------ */

/* The units of progress of one player and concept. */
static uint64_t unit(const dt_game *g) { return pass_units(g) * (2 * (uint64_t)g->players + 4); }

/* A field as wide as wanted, the one of the player before if that will do. */
static bool ready_field(operators *o, field *f, uint32_t width)
{
    if (f->values && f->width == width) return true;
    field_give(o, f);
    return field_take(o, f, width);
}

static bool ready_fields(analysis *a, uint32_t width)
{
    const dt_verdicts *v = a->verdicts;
    operators *o = &a->operators;
    bool single = v->responses == DT_RESPONSES_SINGLE;
    return (!needs(v->concepts, WITH_OTHERS) || ready_field(o, &a->f, width)) &&
           (!needs(v->concepts, WITH_ANSWERS) || ready_field(o, &a->best, width)) &&
           (!single || ready_field(o, &a->spare, width));
}

static bool analyse_player(analysis *a, dt_error *err)
{
    const dt_game *g = a->operators.game;
    dt_verdicts *v = a->verdicts;
    operators *o = &a->operators;
    scores own;
    bool taken = scores_take(g, a->player, &v->memory, &a->progress, &own), done = taken;
    a->p = (field){own.width, own.values};
    done = done && ready_fields(a, own.width) &&
           (!needs(v->concepts, WITH_ANSWERS) || own_max(o, a->player, a->p, a->best));
    for (dt_concept c = 0; done && c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(v, c)) continue;
        a->progress.done = unit(g) * (a->player * DT_CONCEPT_COUNT + c);
        a->progress.ceiling = a->progress.done + unit(g);
        done = judges[c](a, v->stable[(size_t)c * g->players + a->player]);
    }
    if (taken) scores_give(g, &v->memory, &own);
    if (done) return true;
    if (a->progress.cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, &v->memory);
}

/* Who cannot move, or does not care, is content everywhere. */
static bool is_content(const dt_game *g, uint32_t i)
{
    return g->movers[i].rows <= 1 || g->scores[i].distinct <= 1;
}

static bool analyse_players(analysis *a, dt_error *err)
{
    dt_verdicts *v = a->verdicts;
    const dt_game *g = v->game;
    for (uint32_t i = 0; i < g->players; i++) {
        a->player = i;
        if (is_content(g, i)) {
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
                if (has_concept(v, c)) all_feasible(g, v->stable[(size_t)c * g->players + i]);
        } else if (!analyse_player(a, err)) return false;
    }
    return true;
}

static void intersect(dt_verdicts *v)
{
    const dt_game *g = v->game;
    uint64_t words = words_for(g->slots);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(v, c)) continue;
        for (uint64_t w = 0; w < words; w++) {
            uint64_t word = UINT64_MAX;
            for (uint32_t i = 0; i < g->players; i++) word &= stable_bits(v, c, i)[w];
            v->equilibria[c][w] = word;
            v->counts[c] += bit_count(word);
        }
    }
}

static bool take_bits(dt_verdicts *v)
{
    const dt_game *g = v->game;
    uint64_t words = words_for(g->slots);
    size_t count = (size_t)g->players * DT_CONCEPT_COUNT;
    v->stable = memory_take(&v->memory, count, sizeof *v->stable);
    if (!v->stable) return false;
    memset(v->stable, 0, count * sizeof *v->stable);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(v, c)) continue;
        if (!(v->equilibria[c] = memory_take(&v->memory, words, sizeof **v->equilibria)))
            return false;
        for (uint32_t i = 0; i < g->players; i++)
            if (!(v->stable[(size_t)c * g->players + i] =
                      memory_take(&v->memory, words, sizeof **v->stable)))
                return false;
    }
    return true;
}

static bool check_once(const dt_game *g, dt_responses responses, dt_error *err)
{
    uint32_t movers = 0;
    for (uint32_t i = 0; i < g->players; i++) movers += g->movers[i].rows > 1;
    if (responses != DT_RESPONSES_ONCE || movers <= 10) return true;
    return fail(err, DT_ERR_LIMIT,
                "--responses once takes up to 10 players who can move; this model has %u",
                (unsigned)movers);
}

static bool run(dt_verdicts *v, uint32_t threads, const dt_options *options, dt_error *err)
{
    const dt_game *g = v->game;
    analysis a = {.verdicts = v,
                  .progress = {.options = options,
                               .work = "analysing",
                               .total = unit(g) * g->players * DT_CONCEPT_COUNT}};
    if (!take_bits(v)) return fail_memory(err, &v->memory);
    a.progress.ceiling = 1;
    bool done = operators_start(&a.operators, g, &v->memory, threads, &a.progress);
    if (!done && a.progress.cancelled) fail(err, DT_ERR_CANCELLED, "cancelled");
    else if (!done) fail_memory(err, &v->memory);
    done = done && analyse_players(&a, err);
    v->passes = a.operators.passes;
    field_give(&a.operators, &a.best);
    field_give(&a.operators, &a.f);
    field_give(&a.operators, &a.spare);
    operators_free(&a.operators);
    if (done) intersect(v);
    return done;
}

dt_verdicts *dt_analyse(const dt_game *g, const dt_options *options, dt_error *err)
{
    dt_responses responses = options ? options->responses : DT_RESPONSES_SEQUENCES;
    if (!check_once(g, responses, err)) return NULL;
    memory host;
    memory_start(&host, options);
    memory_share(&host, &g->memory);
    dt_verdicts *v = memory_resize(&host, NULL, 0, sizeof *v);
    if (!v) return fail_memory(err, &host);
    memset(v, 0, sizeof *v);
    v->memory = host;
    v->game = g;
    v->responses = responses;
    v->concepts = options && options->concepts ? options->concepts : (1u << DT_CONCEPT_COUNT) - 1;
    if (run(v, options && options->threads ? options->threads : 1, options, err)) return v;
    dt_verdicts_free(v);
    return NULL;
}

void dt_verdicts_free(dt_verdicts *v)
{
    if (!v) return;
    uint64_t words = words_for(v->game->slots);
    size_t count = (size_t)v->game->players * DT_CONCEPT_COUNT;
    for (size_t k = 0; v->stable && k < count; k++)
        memory_give(&v->memory, v->stable[k], words, sizeof **v->stable);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        memory_give(&v->memory, v->equilibria[c], words, sizeof **v->equilibria);
    memory_give(&v->memory, v->stable, count, sizeof *v->stable);
    memory host = v->memory;
    memory_resize(&host, v, sizeof *v, 0);
}

bool dt_stable(const dt_verdicts *v, dt_concept c, dt_index k, uint32_t i)
{
    assert(has_concept(v, c) && k < v->game->states && i < v->game->players);
    return bit_at(stable_bits(v, c, i), index_slot(v->game, k));
}

bool dt_equilibrium(const dt_verdicts *v, dt_concept c, dt_index k)
{
    assert(has_concept(v, c) && k < v->game->states);
    return bit_at(v->equilibria[c], index_slot(v->game, k));
}

uint64_t dt_equilibria(const dt_verdicts *v, dt_concept c)
{
    assert(has_concept(v, c));
    return v->counts[c];
}

#define X(ID, id, name, meaning) id,
static const char *const ids[] = {DT_CONCEPTS(X)};
#undef X
#define X(ID, id, name, meaning) name,
static const char *const names[] = {DT_CONCEPTS(X)};
#undef X
#define X(ID, id, name, meaning) meaning,
static const char *const meanings[] = {DT_CONCEPTS(X)};
#undef X

const char *dt_concept_id(dt_concept c) { return ids[c]; }

const char *dt_concept_name(dt_concept c) { return names[c]; }

const char *dt_concept_meaning(dt_concept c) { return meanings[c]; }
