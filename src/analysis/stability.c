/* The concepts as compositions of the operators.
 *
 * State s is stable for player i exactly where the left side is not above p_i(s):
 *
 *     nash   own_max p                                     Nash 1950
 *     gmr    own_max others_min p                          Howard 1971
 *     seq    own_max others_min_ui p                       Fraser & Hipel 1979
 *     smr    own_max min(p, others_min own_max p)          Howard 1971
 *     sseq   own_max min(p, others_min_ui own_max p)       Rego & Vieira 2017
 *
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
    field p, best, f; /* scores; own_max of them; the left side at work */
    field spare;      /* responses single: what the sweep reads */
} analysis;

/* ---- the table of concepts --------------------------------------------------------------- */

/* f becomes others_min f (or others_min_ui f); max-neutral before and after. */
static bool answer(analysis *a, bool improving)
{
    operators *o = &a->operators;
    if (!to_min(o, a->f, a->f)) return false;
    bool done;
    switch (a->verdicts->responses) {
    case DT_RESPONSES_SINGLE:
        memcpy(a->spare.values, a->f.values, o->game->slots * a->f.width);
        done = others_min_single(o, a->player, improving, a->spare, a->f);
        break;
    case DT_RESPONSES_ONCE: done = others_min_once(o, a->player, improving, a->f); break;
    case DT_RESPONSES_SEQUENCES:
    default: done = improving ? others_min_ui(o, a->player, a->f) : others_min(o, a->player, a->f);
    }
    return done && to_max(o, a->f);
}

static void start_from(analysis *a, field values)
{
    memcpy(a->f.values, values.values, a->operators.game->slots * values.width);
}

static bool left_nash(analysis *a)
{
    start_from(a, a->best);
    return true;
}

static bool left_gmr(analysis *a)
{
    start_from(a, a->p);
    return answer(a, false) && own_max(&a->operators, a->player, a->f);
}

static bool left_seq(analysis *a)
{
    start_from(a, a->p);
    return answer(a, true) && own_max(&a->operators, a->player, a->f);
}

static bool left_smr(analysis *a)
{
    start_from(a, a->best);
    return answer(a, false) && field_least(&a->operators, a->f, a->p) &&
           own_max(&a->operators, a->player, a->f);
}

static bool left_sseq(analysis *a)
{
    start_from(a, a->best);
    return answer(a, true) && field_least(&a->operators, a->f, a->p) &&
           own_max(&a->operators, a->player, a->f);
}

static bool (*const left_sides[])(analysis *) = {[DT_NASH] = left_nash,
                                                 [DT_GMR] = left_gmr,
                                                 [DT_SMR] = left_smr,
                                                 [DT_SEQ] = left_seq,
                                                 [DT_SSEQ] = left_sseq};
_Static_assert(sizeof left_sides / sizeof *left_sides == DT_CONCEPT_COUNT,
               "every concept has a left side");

static bool needs_improvements(uint32_t concepts)
{
    return concepts & (1u << DT_SEQ | 1u << DT_SSEQ);
}

/* ---- comparing --------------------------------------------------------------------------- */

typedef struct comparison {
    const dt_game *game;
    field left, right;
    uint64_t *bits;
} comparison;

#define COMPARE(TYPE)                                                                              \
    do {                                                                                           \
        const TYPE *left = c->left.values, *right = c->right.values;                               \
        for (uint64_t w = first; w < last; w++) {                                                  \
            uint64_t word = 0, from = w * 64, to = from + 64 < slots ? from + 64 : slots;          \
            for (uint64_t k = from; k < to; k++)                                                   \
                word |= (uint64_t)(right[k] && left[k] <= right[k]) << (k - from);                 \
            c->bits[w] = word;                                                                     \
        }                                                                                          \
    } while (0)

static void compare_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const comparison *c = ctx;
    uint64_t slots = c->game->slots, words = words_for(slots);
    uint64_t first = parcel * (PARCEL_SLOTS / 64), last = first + PARCEL_SLOTS / 64;
    if (last > words) last = words;
    if (c->left.width == 1) COMPARE(uint8_t);
    else if (c->left.width == 2) COMPARE(uint16_t);
    else COMPARE(uint32_t);
}

/* Where the left side is not above the score, and the state feasible. */
static bool compare(analysis *a, uint64_t *bits)
{
    const dt_game *g = a->operators.game;
    comparison c = {.game = g, .left = a->f, .right = a->p, .bits = bits};
    return parallel(a->operators.threads, (g->slots + PARCEL_SLOTS - 1) / PARCEL_SLOTS,
                    compare_parcel, &c, &a->progress);
}

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
static uint64_t unit(const dt_game *g)
{
    return (g->slots / (1 << 14) + 1) * (2 * (uint64_t)g->players + 4);
}

static bool analyse_player(analysis *a, dt_error *err)
{
    const dt_game *g = a->operators.game;
    dt_verdicts *v = a->verdicts;
    const scores *s = &g->scores[a->player];
    bool single = v->responses == DT_RESPONSES_SINGLE;
    a->p = (field){s->width, s->values};
    bool ready = field_take(&a->operators, &a->best, s->width) &&
                 field_take(&a->operators, &a->f, s->width) &&
                 (!single || field_take(&a->operators, &a->spare, s->width));
    if (ready) memcpy(a->best.values, s->values, g->slots * s->width);
    bool done = ready && own_max(&a->operators, a->player, a->best);
    for (dt_concept c = 0; done && c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(v, c)) continue;
        a->progress.done = unit(g) * (a->player * DT_CONCEPT_COUNT + c);
        a->progress.ceiling = a->progress.done + unit(g);
        done = left_sides[c](a) && compare(a, v->stable[(size_t)c * g->players + a->player]);
    }
    field_give(&a->operators, &a->best);
    field_give(&a->operators, &a->f);
    if (single) field_give(&a->operators, &a->spare);
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
                               .work = "sorting moves",
                               .total = unit(g) * g->players * DT_CONCEPT_COUNT}};
    if (!take_bits(v)) return fail_memory(err, &v->memory);
    a.progress.ceiling = 1;
    bool done = operators_start(&a.operators, g, &v->memory, threads, &a.progress) &&
                (!needs_improvements(v->concepts) || operators_sort(&a.operators));
    if (!done && a.progress.cancelled) fail(err, DT_ERR_CANCELLED, "cancelled");
    else if (!done) fail_memory(err, &v->memory);
    a.progress.work = "analysing";
    done = done && analyse_players(&a, err);
    v->passes = a.operators.passes;
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
    if (host.limit_bytes) /* the game's share is taken already */
        host.limit_bytes =
            host.limit_bytes > g->memory.used_bytes ? host.limit_bytes - g->memory.used_bytes : 1;
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
