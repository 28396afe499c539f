/* Explanations by distance.
 *
 * A sanction against an improvement from s is a state that player i does not prefer to s (and, under
 * smr and sseq, from which it has no move to a state that it prefers to s). One breadth-first search
 * gives every state its distance to the nearest sanction by moves (or improvements) of the others:
 * round k finds the states that one move takes to distance k - 1. So a path is read off by going
 * down, and an improvement is deterred exactly where the distance is finite. On a graph, where it
 * counts that nobody moves twice in a row, a distance also depends on who moved last (graph.h).
 */
#include "analysis/explain.h"

#include "analysis/graph.h"
#include "base/bits.h"

#include <assert.h>
#include <string.h>

enum { FAR = GRAPH_FAR, INFEASIBLE = 255 }; /* distances beyond 253 moves are reported as a limit */

typedef struct search {
    explanation *explanation;
    operators operators;
    field distance, next;
    uint32_t own_score; /* of the state that is explained */
    distances by_mover; /* graph: `distance`, and what it is where a player moved last */
} search;

static bool by_improvements(dt_concept c) { return c == DT_SEQ || c == DT_SSEQ; }

static bool counts_answers(dt_concept c) { return c == DT_SMR || c == DT_SSEQ; }

static uint32_t score_of(const explanation *e, uint64_t at)
{
    return score_at(&e->game->scores[e->player], at);
}

/* ---- distances --------------------------------------------------------------------------- */

/* Asked now and then by walks over all slots. */
static bool keep_going(const search *s, uint64_t at)
{
    progress *p = s->operators.progress;
    return at % (1 << 20) != 0 || !p || progress_report(p, p->done);
}

/* Distance 0: the sanctions. */
static bool mark_sanctions(search *s)
{
    const explanation *e = s->explanation;
    const dt_game *g = e->game;
    uint8_t *distance = s->distance.values;
    scores own;
    if (!scores_take(g, e->player, s->operators.memory, s->operators.progress, &own)) return false;
    field scores_ = {own.width, own.values}, best = {.width = own.width};
    bool answers = counts_answers(e->concept);
    bool going = !answers || (field_take(&s->operators, &best, own.width) &&
                              own_max(&s->operators, e->player, scores_, best));
    scores reachable = {.width = own.width, .values = answers ? best.values : own.values};
    for (uint64_t at = 0; going && at < g->slots; at++) {
        going = keep_going(s, at);
        if (!slot_feasible(g, at)) distance[at] = INFEASIBLE;
        else distance[at] = score_at(&reachable, at) <= s->own_score ? 0 : FAR;
    }
    field_give(&s->operators, &best);
    scores_give(g, s->operators.memory, &own);
    return going;
}

/* Until nothing new is found. */
static bool spread_distances(search *s, bool *too_far)
{
    const explanation *e = s->explanation;
    uint8_t *distance = s->distance.values, *next = s->next.values;
    bool found = true;
    for (uint32_t round = 1; found; round++) {
        if (round == FAR) {
            *too_far = true;
            return true;
        }
        if (!others_min_single(&s->operators, e->player, by_improvements(e->concept), s->distance,
                               s->next))
            return false;
        found = false;
        for (uint64_t at = 0; at < e->game->slots; at++) {
            if (!keep_going(s, at)) return false;
            if (distance[at] != FAR || next[at] >= FAR) continue;
            distance[at] = (uint8_t)round;
            found = true;
        }
    }
    return true;
}

/* Graph: all of it at once. */
static bool measure_graph(search *s, bool *too_far)
{
    const explanation *e = s->explanation;
    distances *d = &s->by_mover;
    *d = (distances){.nearest = s->distance.values, .second = s->next.values};
    d->beginner = memory_take(e->memory, e->game->slots, sizeof *d->beginner);
    bool improving = by_improvements(e->concept);
    return d->beginner && graph_distances(&s->operators, e->player, improving, d, too_far);
}

static uint8_t distance_from(const search *s, uint64_t at, uint32_t last_mover)
{
    if (s->by_mover.beginner) return distance_after(&s->by_mover, at, last_mover);
    return ((const uint8_t *)s->distance.values)[at];
}

/* ---- reading off ------------------------------------------------------------------------- */

/* A move of another player than the last from `at` to a state one step nearer. */
static bool find_step(const search *s, uint64_t at, uint32_t last_mover, step *found)
{
    const explanation *e = s->explanation;
    for (uint32_t j = 0; j < e->game->players; j++) {
        if (j == e->player || j == last_mover) continue;
        const scores *theirs = &e->game->scores[j];
        for (moves m = moves_from(e->game, j, at); next_move(&m);) {
            if (distance_from(s, m.to, j) + 1 != distance_from(s, at, last_mover)) continue;
            if (by_improvements(e->concept) && score_at(theirs, m.to) <= score_at(theirs, at))
                continue;
            *found = (step){j, m.to};
            return true;
        }
    }
    return false;
}

static uint64_t best_answer(const explanation *e, uint64_t at)
{
    uint64_t best = at;
    if (!counts_answers(e->concept)) return best;
    for (moves m = moves_from(e->game, e->player, at); next_move(&m);)
        if (score_of(e, m.to) > score_of(e, best)) best = m.to;
    return best;
}

static bool add_sanction(search *s, uint64_t improvement)
{
    explanation *e = s->explanation;
    sanction found = {.to = improvement, .first = e->steps.count};
    uint64_t at = improvement;
    uint32_t last_mover = NONE;
    /* An improvement is preferred to the state, so it is no sanction. */
    assert(distance_from(s, at, last_mover) != 0);
    while (distance_from(s, at, last_mover)) {
        step next;
        bool there = find_step(s, at, last_mover, &next);
        assert(there);
        if (!there || !GROW(e->memory, &e->steps)) return false;
        e->steps.items[e->steps.count++] = next;
        at = next.to;
        last_mover = next.player;
    }
    found.length = e->steps.count - found.first;
    found.answer = best_answer(e, at);
    if (!GROW(e->memory, &e->sanctions)) return false;
    e->sanctions.items[e->sanctions.count++] = found;
    return true;
}

/* The others' reach from the escape, the escape itself left out. */
static bool count_joint(search *s)
{
    explanation *e = s->explanation;
    uint8_t *reached = s->next.values;
    memset(reached, 0, e->game->slots);
    reached[e->escape] = 1;
    if (!spread_others(&s->operators, e->player, by_improvements(e->concept), s->next))
        return false;
    e->joint = 0;
    for (uint64_t at = 0; at < e->game->slots; at++) e->joint += reached[at] && at != e->escape;
    return true;
}

/* ---- all of it --------------------------------------------------------------------------- */

/* Nobody's answer is asked for under nash: any improvement is an escape. */
static bool measure(search *s, bool *too_far)
{
    explanation *e = s->explanation;
    if (e->concept == DT_NASH) {
        memset(s->distance.values, FAR, e->game->slots);
        return true;
    }
    if (!mark_sanctions(s)) return false;
    return is_graph(&s->operators) ? measure_graph(s, too_far) : spread_distances(s, too_far);
}

static bool read_off(search *s)
{
    explanation *e = s->explanation;
    const uint8_t *distance = s->distance.values;
    uint32_t best = 0;
    e->stable = true;
    for (moves m = moves_from(e->game, e->player, e->at); next_move(&m);) {
        if (score_of(e, m.to) <= s->own_score) continue;
        e->improvements++;
        if (distance[m.to] < FAR) continue;
        e->stable = false;
        if (score_of(e, m.to) > best) best = score_of(e, m.to), e->escape = m.to;
    }
    if (!e->stable) return e->concept == DT_NASH || count_joint(s);
    for (moves m = moves_from(e->game, e->player, e->at); next_move(&m);)
        if (score_of(e, m.to) > s->own_score && !add_sanction(s, m.to)) return false;
    return true;
}

static bool build(search *s, dt_error *err)
{
    explanation *e = s->explanation;
    bool too_far = false;
    bool improving = by_improvements(e->concept);
    bool done = field_take(&s->operators, &s->distance, 1) &&
                field_take(&s->operators, &s->next, 1) &&
                (!improving || operators_sort(&s->operators)) && measure(s, &too_far) &&
                (too_far || read_off(s));
    if (too_far)
        fail(err, DT_ERR_LIMIT,
             "a sanction here takes more than %d moves, which is more than can be shown", FAR - 1);
    else if (!done && s->operators.progress->cancelled) fail(err, DT_ERR_CANCELLED, "cancelled");
    else if (!done) fail_memory(err, e->memory);
    return done && !too_far;
}

bool explanation_build(explanation *e, const dt_game *g, uint64_t at, uint32_t player_,
                       dt_concept concept, memory *m, progress *p, dt_error *err)
{
    *e = (explanation){.game = g,
                       .memory = m,
                       .at = at,
                       .player = player_,
                       .concept = concept,
                       .escape = DT_NO_INDEX};
    search s = {.explanation = e};
    s.own_score = score_of(e, at);
    bool started = operators_start(&s.operators, g, m, g->threads, p);
    if (!started) fail_memory(err, m);
    bool done = started && build(&s, err);
    field_give(&s.operators, &s.distance);
    field_give(&s.operators, &s.next);
    memory_give(m, s.by_mover.beginner, g->slots, sizeof *s.by_mover.beginner);
    operators_free(&s.operators);
    if (!done) explanation_free(e);
    return done;
}

void explanation_free(explanation *e)
{
    if (!e->memory) return;
    GIVE(e->memory, &e->sanctions);
    GIVE(e->memory, &e->steps);
}

/* ---- what decides between two states ------------------------------------------------------ */

bool decider_start(decider *d, const dt_game *g, uint32_t i, memory *m)
{
    arena scratch;
    *d = (decider){.preferences = &g->stage.players[i], .memory = m};
    arena_start(&scratch, m);
    logic_start(&d->logic, m);
    d->truths = player_truths(g, i, &d->logic, &scratch);
    d->values = d->truths ? memory_take(m, d->logic.ops.count, 1) : NULL;
    arena_free(&scratch);
    if (d->values) return true;
    decider_free(d);
    return false;
}

void decider_free(decider *d)
{
    memory_give(d->memory, d->truths, d->preferences->criterion_count, sizeof *d->truths);
    memory_give(d->memory, d->values, d->logic.ops.count, 1);
    logic_free(&d->logic);
    *d = (decider){
        .preferences = d->preferences, .memory = d->memory, .logic = {.memory = d->memory}};
}

uint32_t decider_between(decider *d, uint64_t state, uint64_t other)
{
    for (uint32_t k = 0; k < d->preferences->criterion_count; k++)
        if (logic_holds(&d->logic, d->truths[k], state, d->values) !=
            logic_holds(&d->logic, d->truths[k], other, d->values))
            return k;
    return NONE;
}
