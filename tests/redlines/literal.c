/* Every definition looks at all states and all sets of red lines; nothing is concluded from anything
 * else, so that what the engine concludes is checked.
 */
#include "literal.h"

#include <stdlib.h>
#include <string.h>

/* ---- the scene ---------------------------------------------------------------------------- */

static bool is_lifted(const scene *x, int k)
{
    return x->asked.lift && x->asked.lift[x->c->statement[x->line[k]].id];
}

bool scene_set(scene *x, const conflict *c, const question *asked)
{
    *x = (scene){.c = c, .asked = *asked};
    if (!stage_after(c, asked->events, &x->stage)) return false;
    for (int p = 0; p < c->players; p++)
        for (int k = 0; k < x->stage.in_force; k++) {
            const statement *s = &c->statement[x->stage.statement[k]];
            if (s->kind != REDLINE || s->player != p) continue;
            if (x->lines == MOST_RED_LINES) return false;
            x->line[x->lines] = x->stage.statement[k];
            bool wanted = !asked->between || (asked->between >> p & 1);
            if (wanted && !is_lifted(x, x->lines)) x->counted |= 1u << x->lines;
            x->lines++;
        }
    x->game = play(c, asked->events, asked->lift);
    if (!x->game) return false;
    x->among = malloc((size_t)x->game->states);
    assert(x->among);
    for (int s = 0; s < x->game->states; s++)
        x->among[s] = !asked->where || holds(c, c->let[asked->where - 1].expr, &x->game->at[s]);
    return true;
}

void scene_clear(scene *x)
{
    game_free(x->game);
    free(x->among);
    *x = (scene){0};
}

/* ---- sets of red lines -------------------------------------------------------------------- */

static bool has(red_lines set, int k) { return set >> k & 1; }

static bool within(red_lines part, red_lines whole)
{
    for (int k = 0; k < MOST_RED_LINES; k++)
        if (has(part, k) && !has(whole, k)) return false;
    return true;
}

int set_size(red_lines set)
{
    int size = 0;
    for (int k = 0; k < MOST_RED_LINES; k++) size += has(set, k);
    return size;
}

/* By size; of equal size as words are ordered, the lines being the letters. */
static bool stands_before(red_lines a, red_lines b)
{
    if (set_size(a) != set_size(b)) return set_size(a) < set_size(b);
    for (int k = 0; k < MOST_RED_LINES; k++)
        if (has(a, k) != has(b, k)) return has(a, k);
    return false;
}

typedef bool property(const scene *, red_lines set, const void *);

/* The sets of counted lines, all lines of `never` left out, that have the property while no proper
 * part of them has it. */
static int minimal_sets(const scene *x, red_lines never, property *has_it, const void *ctx,
                        red_lines found[MOST_SETS])
{
    int count = 0;
    for (red_lines set = 0; set < 1u << x->lines; set++) {
        if (!within(set, x->counted) || (set & never) || !has_it(x, set, ctx)) continue;
        bool minimal = true;
        for (red_lines part = 0; part < set; part++)
            if (within(part, set) && has_it(x, part, ctx)) minimal = false;
        if (!minimal) continue;
        int at = count++;
        for (; at > 0 && stands_before(set, found[at - 1]); at--) found[at] = found[at - 1];
        found[at] = set;
    }
    return count;
}

/* ---- common ground, clashes, concessions -------------------------------------------------- */

bool crosses(const scene *x, int at, int k)
{
    return statement_crossed(x->c, &x->c->statement[x->line[k]], &x->game->at[at]);
}

bool any_state(const scene *x)
{
    for (int s = 0; s < x->game->states; s++)
        if (x->among[s]) return true;
    return false;
}

bool on_ground(const scene *x, red_lines lifted, int at)
{
    for (int k = 0; k < x->lines; k++)
        if (has(x->counted, k) && !has(lifted, k) && crosses(x, at, k)) return false;
    return x->among[at];
}

int ground_size(const scene *x, red_lines lifted)
{
    int count = 0;
    for (int s = 0; s < x->game->states; s++) count += on_ground(x, lifted, s);
    return count;
}

static bool cannot_hold_together(const scene *x, red_lines set, const void *ctx)
{
    (void)ctx;
    for (int s = 0; s < x->game->states; s++) {
        bool respected = x->among[s];
        for (int k = 0; k < x->lines; k++)
            if (has(set, k) && crosses(x, s, k)) respected = false;
        if (respected) return false;
    }
    return true;
}

static bool opens_ground(const scene *x, red_lines set, const void *ctx)
{
    (void)ctx;
    return ground_size(x, set) > 0;
}

int all_clashes(const scene *x, red_lines sets[MOST_SETS])
{
    return ground_size(x, 0) > 0 ? 0 : minimal_sets(x, 0, cannot_hold_together, NULL, sets);
}

int all_concessions(const scene *x, red_lines sets[MOST_SETS])
{
    return ground_size(x, 0) > 0 ? 0 : minimal_sets(x, 0, opens_ground, NULL, sets);
}

/* ---- the agenda --------------------------------------------------------------------------- */

bool level_occurs(const scene *x, red_lines lifted, int o, int level)
{
    for (int s = 0; s < x->game->states; s++)
        if (on_ground(x, lifted, s) && x->game->at[s].level[o] == level) return true;
    return false;
}

typedef struct shut { /* the levels of an option that do not occur */
    int option;
    bool missing[MOST_LEVELS];
} shut;

static bool shuts_out(const scene *x, red_lines set, const void *ctx)
{
    const shut *y = ctx;
    for (int s = 0; s < x->game->states; s++) {
        bool respected = x->among[s];
        for (int k = 0; k < x->lines; k++)
            if (has(set, k) && crosses(x, s, k)) respected = false;
        if (respected && y->missing[x->game->at[s].level[y->option]]) return false;
    }
    return true;
}

int all_shutting(const scene *x, red_lines lifted, int o, red_lines sets[MOST_SETS])
{
    shut y = {.option = o};
    bool any = false;
    for (int v = 0; v < x->c->option[o].levels; v++)
        any |= y.missing[v] = !level_occurs(x, lifted, o, v);
    return any ? minimal_sets(x, lifted, shuts_out, &y, sets) : 0;
}

/* ---- the funnel --------------------------------------------------------------------------- */

const char *const step_word[STEPS] = {"feasible", "within",    "no_worse", "efficient",
                                      "stable",   "improving", "legal"};

/* -1: p prefers a to b, 0: neither, 1: it prefers b to a. */
static int compare(const game *w, int p, int a, int b)
{
    return (game_rank(w, p, a) > game_rank(w, p, b)) - (game_rank(w, p, a) < game_rank(w, p, b));
}

/* Is one of `rivals` at least as good for all and better for one? */
static bool outdone(const game *w, const bool *rivals, int s)
{
    for (int t = 0; t < w->states; t++) {
        bool for_all = rivals[t], for_one = false;
        for (int p = 0; p < w->players; p++) {
            for_all &= compare(w, p, t, s) <= 0;
            for_one |= compare(w, p, t, s) < 0;
        }
        if (for_all && for_one) return true;
    }
    return false;
}

/* Where today can lead to, today among it: by anybody's moves or improvements. */
static void reach(const game *w, bool improving, bool *mark)
{
    mark[w->status_quo] = true;
    for (bool more = true; more;) {
        more = false;
        for (int s = 0; s < w->states; s++)
            for (int p = 0; mark[s] && p < w->players; p++) {
                const arcs *a = &w->moves[p * w->states + s];
                for (int k = 0; k < a->count; k++) {
                    if (mark[a->to[k]] || (improving && compare(w, p, a->to[k], s) >= 0)) continue;
                    mark[a->to[k]] = more = true;
                }
            }
    }
}

static void count_step(const scene *x, narrowing *f, step at, step before, const bool *alone)
{
    f->has[at] = true;
    for (int s = 0; s < x->game->states; s++) {
        bool by_itself = x->among[s] && alone[s];
        f->passes[at][s] = by_itself && f->passes[before][s];
        f->alone[at] += by_itself;
        f->count[at] += f->passes[at][s];
    }
}

static void count_versus(narrowing *f)
{
    const game *w = f->game;
    for (int p = 0; p < w->players; p++)
        for (int s = 0; s < w->states; s++) {
            if (!f->passes[WITHIN][s]) continue;
            int way = compare(w, p, s, w->no_deal);
            f->better[p] += way < 0;
            f->same[p] += way == 0;
            f->worse[p] += way > 0;
        }
}

static bool all_stable(const game *w, const bool *verdict, concept k, int s)
{
    for (int p = 0; p < w->players; p++)
        if (!verdict[((int)k * w->players + p) * w->states + s]) return false;
    return true;
}

static void narrow_by_preference(const scene *x, narrowing *f, bool *alone)
{
    const game *w = f->game;
    step before = WITHIN;
    if (w->no_deal >= 0) {
        for (int s = 0; s < w->states; s++) {
            alone[s] = true;
            for (int p = 0; p < w->players; p++) alone[s] &= compare(w, p, s, w->no_deal) <= 0;
        }
        count_step(x, f, NO_WORSE, WITHIN, alone);
        count_versus(f);
        before = NO_WORSE;
    }
    f->has[EFFICIENT] = true;
    for (int s = 0; s < w->states; s++) {
        f->alone[EFFICIENT] += x->among[s] && !outdone(w, x->among, s);
        f->passes[EFFICIENT][s] = f->passes[before][s] && !outdone(w, f->passes[before], s);
        f->count[EFFICIENT] += f->passes[EFFICIENT][s];
    }
}

static void narrow_by_stability(const scene *x, narrowing *f, bool *alone)
{
    const game *w = f->game;
    bool *verdict = judge(w, SEQUENCES);
    for (int k = 0; k < CONCEPTS; k++)
        for (int s = 0; s < w->states; s++)
            f->by_concept[k] += f->passes[EFFICIENT][s] && all_stable(w, verdict, (concept)k, s);
    for (int s = 0; s < w->states; s++) alone[s] = all_stable(w, verdict, x->asked.concept, s);
    count_step(x, f, HOLDING, EFFICIENT, alone);
    free(verdict);
    for (int way = IMPROVING; w->status_quo >= 0 && way <= LEGAL; way++) {
        memset(alone, 0, (size_t)w->states);
        reach(w, way == IMPROVING, alone);
        count_step(x, f, (step)way, HOLDING, alone);
    }
}

void narrow(const scene *x, red_lines lifted, narrowing *f)
{
    bool lift[MOST_STATEMENTS + 2] = {false};
    *f = (narrowing){0};
    for (int k = 0; k < x->c->statements; k++) {
        int id = x->c->statement[k].id;
        lift[id] = x->asked.lift && x->asked.lift[id];
    }
    for (int k = 0; k < x->lines; k++)
        if (has(lifted, k)) lift[x->c->statement[x->line[k]].id] = true;
    f->game = play(x->c, x->asked.events, lift);
    assert(f->game && f->game->states == x->game->states);
    bool *alone = calloc((size_t)f->game->states, 1);
    assert(alone);
    for (int k = 0; k < STEPS; k++) {
        f->passes[k] = calloc((size_t)f->game->states, 1);
        assert(f->passes[k]);
    }
    memcpy(f->passes[FEASIBLE], x->among, (size_t)f->game->states);
    count_step(x, f, FEASIBLE, FEASIBLE, x->among);
    for (int s = 0; s < f->game->states; s++) alone[s] = on_ground(x, lifted, s);
    count_step(x, f, WITHIN, FEASIBLE, alone);
    narrow_by_preference(x, f, alone);
    narrow_by_stability(x, f, alone);
    free(alone);
}

void narrowing_clear(narrowing *f)
{
    game_free(f->game);
    for (int k = 0; k < STEPS; k++) free(f->passes[k]);
    *f = (narrowing){0};
}
