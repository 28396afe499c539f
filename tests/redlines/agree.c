/* The engine's JSON beside the oracle's: of `redlines` every field is built anew and compared as a
 * whole; of `explain`, where several paths may be right, each is checked by the definitions.
 */
#include "literal.h"

#include "verify/verify.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct reply { /* where a mistake is noted */
    char *what;
    size_t room;
} reply;

__attribute__((format(printf, 2, 3))) static bool differ(reply *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(r->what, r->room, format, args);
    va_end(args);
    return false;
}

static bool same_field(reply *r, const json_t *theirs, const char *field, json_t *ours)
{
    const json_t *found = json_object_get(theirs, field);
    bool same = found && json_equal(found, ours);
    if (!same) {
        char *a = found ? json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
        char *b = json_dumps(ours, JSON_COMPACT | JSON_ENCODE_ANY);
        differ(r, "%s: %.330s, should be %.330s", field, a ? a : "missing", b);
        free(a), free(b);
    }
    json_decref(ours);
    return same;
}

/* ---- redlines ------------------------------------------------------------------------------ */

static json_t *json_lines(const scene *x, red_lines set)
{
    json_t *names = json_array();
    for (int k = 0; k < x->lines; k++) {
        char name[24];
        if (!(set >> k & 1)) continue;
        statement_name(x->c, &x->c->statement[x->line[k]], name);
        json_array_append_new(names, json_string(name));
    }
    return names;
}

static json_t *json_sets(const scene *x, const red_lines *sets, int count)
{
    json_t *all = json_array();
    for (int k = 0; k < count; k++) json_array_append_new(all, json_lines(x, sets[k]));
    return all;
}

/* The first `most` of the marked states, by number. */
static json_t *json_states(const bool *mark, int states, int most)
{
    json_t *numbers = json_array();
    for (int s = 0; s < states && (int)json_array_size(numbers) < most; s++)
        if (mark[s]) json_array_append_new(numbers, json_integer(s + 1));
    return numbers;
}

static json_t *json_agenda(const scene *x, red_lines lifted, bool by_solver)
{
    json_t *agenda = json_array();
    for (int o = 0; o < x->c->options; o++) {
        const option *it = &x->c->option[o];
        char id[24];
        red_lines sets[MOST_SETS];
        json_t *levels = json_array();
        bool lowest = level_occurs(x, lifted, o, 0), above = false;
        for (int v = 0; v < it->levels; v++) {
            if (!level_occurs(x, lifted, o, v)) continue;
            above |= v > 0;
            const char *word = it->declared ? it->level_name[v] : v ? "yes" : "no";
            json_array_append_new(levels, json_string(word));
        }
        int count = by_solver ? 0 : all_shutting(x, lifted, o, sets);
        snprintf(id, sizeof id, "%s.%s", x->c->player[it->player].name, it->name);
        const char *status = !lowest ? "always" : above ? "open" : "never";
        json_array_append_new(agenda,
                              json_pack("{s:s, s:s, s:o, s:o}", "option", id, "status", status,
                                        "levels", levels, "shut_by", json_sets(x, sets, count)));
    }
    return agenda;
}

static int list_limit(const scene *x) { return x->asked.limit ? x->asked.limit : MOST_STATES; }

static json_t *json_funnel(const scene *x, const narrowing *f)
{
    json_t *funnel = json_array();
    for (int k = 0; k < STEPS; k++) {
        if (!f->has[k]) continue;
        bool listed = k != FEASIBLE && f->count[k] <= list_limit(x);
        json_t *states =
            listed ? json_states(f->passes[k], f->game->states, MOST_STATES) : json_array();
        json_t *entry = json_pack("{s:s, s:i, s:i, s:o}", "step", step_word[k], "count",
                                  f->count[k], "alone", f->alone[k], "states", states);
        if (k == HOLDING) {
            json_t *each = json_object();
            for (int c = 0; c < CONCEPTS; c++)
                json_object_set_new(each, concept_word[c], json_integer(f->by_concept[c]));
            json_object_set_new(entry, "concept", json_string(concept_word[x->asked.concept]));
            json_object_set_new(entry, "by_concept", each);
        }
        json_array_append_new(funnel, entry);
    }
    return funnel;
}

static json_t *json_versus(const scene *x, const narrowing *f)
{
    if (f->game->no_deal < 0) return json_null();
    json_t *all = json_array();
    for (int p = 0; p < x->c->players; p++)
        json_array_append_new(all, json_pack("{s:s, s:i, s:i, s:i}", "player", x->c->player[p].name,
                                             "better", f->better[p], "same", f->same[p], "worse",
                                             f->worse[p]));
    return all;
}

/* Agenda, funnel and the comparison with no deal: of the common ground, or of a concession. */
static void set_ground(const scene *x, red_lines lifted, bool by_solver, json_t *to)
{
    json_object_set_new(to, "agenda", json_agenda(x, lifted, by_solver));
    if (by_solver) {
        json_object_set_new(to, "funnel", json_array());
        json_object_set_new(to, "versus_no_deal", json_null());
        return;
    }
    narrowing f;
    narrow(x, lifted, &f);
    json_object_set_new(to, "funnel", json_funnel(x, &f));
    json_object_set_new(to, "versus_no_deal", json_versus(x, &f));
    narrowing_clear(&f);
}

static json_t *json_ground_states(const scene *x, red_lines lifted)
{
    bool mark[MOST_STATES];
    for (int s = 0; s < x->game->states; s++) mark[s] = on_ground(x, lifted, s);
    return json_states(mark, x->game->states, list_limit(x));
}

static json_t *json_concession(const scene *x, red_lines set, bool by_solver)
{
    json_t *owners = json_array(), *it = json_object();
    bool rigid = false;
    for (int p = 0; p < x->c->players; p++) {
        bool asked = false;
        for (int k = 0; k < x->lines; k++) {
            const statement *s = &x->c->statement[x->line[k]];
            if (!(set >> k & 1) || s->player != p) continue;
            asked = true;
            rigid |= s->rigid;
        }
        if (asked) json_array_append_new(owners, json_string(x->c->player[p].name));
    }
    json_object_set_new(it, "lift", json_lines(x, set));
    json_object_set_new(it, "asks", owners);
    json_object_set_new(it, "rigid", json_boolean(rigid));
    json_object_set_new(it, "opens", by_solver ? json_null() : json_integer(ground_size(x, set)));
    json_object_set_new(it, "states", by_solver ? json_array() : json_ground_states(x, set));
    set_ground(x, set, by_solver, it);
    return it;
}

static json_t *json_concessions(const scene *x, const red_lines *sets, int count, bool by_solver)
{
    json_t *all = json_array();
    for (int k = 0; k < count; k++)
        json_array_append_new(all, json_concession(x, sets[k], by_solver));
    return all;
}

static json_t *json_common(const scene *x, bool by_solver)
{
    int count = ground_size(x, 0), of = 0;
    char share[24];
    for (int s = 0; s < x->game->states; s++) of += x->among[s];
    int millionths = by_solver ? 0 : (2 * count * 1000000 + of) / (2 * of);
    snprintf(share, sizeof share, "%d.%06d", millionths / 1000000, millionths % 1000000);
    if (by_solver && count) return json_pack("{s:n, s:n, s:[]}", "count", "share", "states");
    return json_pack("{s:i, s:f, s:o}", "count", count, "share", strtod(share, NULL), "states",
                     json_ground_states(x, 0));
}

static json_t *json_between(const scene *x)
{
    char names[MOST_PLAYERS * NAME_BYTES] = "";
    for (int p = 0; p < x->c->players; p++) {
        if (!(x->asked.between >> p & 1)) continue;
        if (*names) strcat(names, ",");
        strcat(names, x->c->player[p].name);
    }
    return x->asked.between ? json_string(names) : json_null();
}

/* Every set of red lines that the engine names must be one, so the fields are compared whole. */
static bool same_fields(reply *r, const scene *x, bool by_solver, const json_t *theirs)
{
    red_lines clashes[MOST_SETS], concessions[MOST_SETS];
    int clash_count = all_clashes(x, clashes), count = all_concessions(x, concessions);
    bool same =
        same_field(r, theirs, "between", json_between(x)) &&
        same_field(r, theirs, "by", json_string(by_solver ? "solver" : "enumeration")) &&
        same_field(r, theirs, "common_ground", json_common(x, by_solver)) &&
        same_field(r, theirs, "clashes", json_sets(x, clashes, clash_count)) &&
        same_field(r, theirs, "clash_count", json_integer(clash_count)) &&
        same_field(r, theirs, "concession_count", json_integer(count)) &&
        same_field(r, theirs, "concessions", json_concessions(x, concessions, count, by_solver));
    if (!same || count) return same;
    json_t *ours = json_object();
    set_ground(x, 0, by_solver, ours);
    const char *field;
    json_t *value;
    json_object_foreach(ours, field, value) same =
        same && same_field(r, theirs, field, json_incref(value));
    json_decref(ours);
    return same;
}

bool redlines_agree(const scene *x, bool by_solver, const char *json, char *what, size_t room)
{
    reply r = {what, room};
    json_error_t wrong;
    json_t *theirs = json_loads(json, JSON_REJECT_DUPLICATES, &wrong);
    if (!theirs) return differ(&r, "no JSON: line %d: %s", wrong.line, wrong.text);
    bool same = same_fields(&r, x, by_solver, theirs);
    json_decref(theirs);
    return same;
}

/* ---- explain: what decides ----------------------------------------------------------------- */

typedef struct truth { /* one of a player's statements, or of the levels that `higher` stands for */
    const statement *of;
    int level;
} truth;

static int truths_of(const scene *x, int p, truth *all, int room)
{
    int count = 0;
    for (int pass = 0; pass < 3; pass++) /* red lines, preferences, lifted red lines */
        for (int k = 0; k < x->stage.in_force; k++) {
            const statement *s = &x->c->statement[x->stage.statement[k]];
            if (s->kind == REQUIRE || s->kind == INFEASIBLE || s->player != p) continue;
            bool lifted = s->kind == REDLINE && x->asked.lift && x->asked.lift[s->id];
            if ((s->kind != REDLINE ? 1 : lifted ? 2 : 0) != pass) continue;
            int levels = s->kind == HIGHER || s->kind == LOWER ? x->c->option[s->option].levels : 2;
            for (int v = 1; v < levels; v++) {
                assert(count < room);
                all[count++] = (truth){s, s->kind == HIGHER ? levels - v : v - 1};
            }
        }
    return count;
}

static bool is_true(const scene *x, const truth *t, int at_state)
{
    const struct state *s = &x->game->at[at_state];
    if (t->of->kind == HIGHER) return s->level[t->of->option] >= t->level;
    if (t->of->kind == LOWER) return s->level[t->of->option] <= t->level;
    return holds(x->c, t->of->expr, s);
}

enum { MOST_TRUTHS = MOST_STATEMENTS * 4, BY_RANK = MOST_TRUTHS, BY_NOTHING, DECIDERS };

/* The first of p's truths that one of the states has and the other has not. */
static int decider_of(const scene *x, int p, const truth *all, int count, int a, int b)
{
    if (game_rank(x->game, p, a) == game_rank(x->game, p, b)) return BY_NOTHING;
    if (x->c->player[p].ranked) return BY_RANK;
    for (int k = 0; k < count; k++)
        if (is_true(x, &all[k], a) != is_true(x, &all[k], b)) return k;
    abort();
}

/* ---- explain: one verdict ------------------------------------------------------------------- */

typedef struct witness {
    const scene *x;
    const json_t *json; /* the verdict */
    int at, player;
    concept concept;
    reply *reply;
    truth truths[MOST_TRUTHS];
    int truth_count;
    long moves[DECIDERS], sanctions[DECIDERS];
} witness;

static bool improving_for(const witness *v, int p, int from, int to)
{
    return game_rank(v->x->game, p, to) < game_rank(v->x->game, p, from);
}

static bool can_move(const witness *v, int p, int from, int to)
{
    const arcs *a = &v->x->game->moves[p * v->x->game->states + from];
    for (int k = 0; k < a->count; k++)
        if (a->to[k] == to) return true;
    return false;
}

static bool by_improvements(concept k) { return k == SEQ || k == SSEQ; }

static bool for_good(concept k) { return k == SMR || k == SSEQ; }

/* Does the player not prefer `to` to where it is, nor, under smr and sseq, anything from there? */
static bool punishes(const witness *v, int to)
{
    if (improving_for(v, v->player, v->at, to)) return false;
    const arcs *a = &v->x->game->moves[v->player * v->x->game->states + to];
    for (int k = 0; for_good(v->concept) && k < a->count; k++)
        if (improving_for(v, v->player, v->at, a->to[k])) return false;
    return true;
}

/* The fewest moves of the others, nobody twice in a row, to a sanction; -1: none. */
static int fewest_moves(const witness *v, int from)
{
    const game *w = v->x->game;
    bool *now = calloc((size_t)(w->states * (w->players + 1)), 1), *next;
    bool *seen = calloc((size_t)(w->states * (w->players + 1)), 1);
    int found = -1;
    assert(now && seen);
    now[w->players * w->states + from] = true; /* nobody has moved */
    for (int length = 0; found < 0; length++) {
        bool any = false;
        next = calloc((size_t)(w->states * (w->players + 1)), 1);
        assert(next);
        for (int last = 0; last <= w->players; last++)
            for (int s = 0; s < w->states; s++) {
                if (!now[last * w->states + s]) continue;
                any = true;
                if (punishes(v, s)) found = length;
                for (int j = 0; j < w->players; j++) {
                    const arcs *a = &w->moves[j * w->states + s];
                    for (int k = 0; j != last && j != v->player && k < a->count; k++) {
                        int at = j * w->states + a->to[k];
                        if (by_improvements(v->concept) && !improving_for(v, j, s, a->to[k]))
                            continue;
                        if (!seen[at]) next[at] = seen[at] = true;
                    }
                }
            }
        free(now);
        now = next;
        if (!any) break;
    }
    free(now), free(seen);
    return found;
}

static int state_in(const witness *v, const json_t *object, const char *field)
{
    const json_t *it = json_object_get(object, field);
    long number = (long)json_integer_value(json_object_get(it, "number"));
    return number >= 1 && number <= v->x->game->states ? (int)number - 1 : -1;
}

static int player_in(const witness *v, const json_t *object)
{
    const char *id = json_string_value(json_object_get(object, "player"));
    for (int p = 0; id && p < v->x->c->players; p++)
        if (strcmp(v->x->c->player[p].name, id) == 0) return p;
    return -1;
}

static bool path_is_right(const witness *v, const json_t *path, int from, int *end)
{
    size_t k;
    const json_t *move;
    int last = -1, at = from, fewest = fewest_moves(v, from);
    json_array_foreach(path, k, move)
    {
        int to = state_in(v, move, "to"), mover = player_in(v, move);
        if (to < 0 || mover < 0 || mover == v->player || mover == last ||
            !can_move(v, mover, at, to))
            return differ(v->reply, "step %zu of the path from state %d is no move", k + 1,
                          from + 1);
        if (by_improvements(v->concept) && !improving_for(v, mover, at, to))
            return differ(v->reply, "step %zu from state %d is no improvement", k + 1, from + 1);
        at = to;
        last = mover;
    }
    *end = at;
    if (!punishes(v, at)) return differ(v->reply, "state %d is no sanction", at + 1);
    if ((int)json_array_size(path) != fewest)
        return differ(v->reply, "a path of %zu moves from state %d; %d will do",
                      json_array_size(path), from + 1, fewest);
    return true;
}

/* The best of where the path ends and of what the player can do from there. */
static bool answer_is_right(const witness *v, int end, int answer)
{
    if (!for_good(v->concept) || answer == end) {
        const arcs *a = &v->x->game->moves[v->player * v->x->game->states + end];
        if (answer != end) return differ(v->reply, "the answer is not where the path ends");
        for (int k = 0; for_good(v->concept) && k < a->count; k++)
            if (improving_for(v, v->player, end, a->to[k]))
                return differ(v->reply, "the player has a better answer than state %d", end + 1);
        return true;
    }
    if (answer < 0 || !can_move(v, v->player, end, answer))
        return differ(v->reply, "the answer is no move from state %d", end + 1);
    const arcs *a = &v->x->game->moves[v->player * v->x->game->states + end];
    for (int k = 0; k < a->count; k++)
        if (improving_for(v, v->player, answer, a->to[k]))
            return differ(v->reply, "state %d is a better answer", a->to[k] + 1);
    return improving_for(v, v->player, end, answer) ||
           differ(v->reply, "an answer that gains nothing");
}

static bool sanctions_are_right(witness *v)
{
    const game *w = v->x->game;
    bool deterred[MOST_STATES] = {false};
    size_t k;
    const json_t *it;
    json_array_foreach(json_object_get(v->json, "sanctions"), k, it)
    {
        int to = state_in(v, it, "to"), end = -1;
        if (to < 0 || deterred[to] || !can_move(v, v->player, v->at, to) ||
            !improving_for(v, v->player, v->at, to))
            return differ(v->reply, "sanction %zu is against no improvement", k + 1);
        deterred[to] = true;
        if (!path_is_right(v, json_object_get(it, "path"), to, &end)) return false;
        if (!answer_is_right(v, end, state_in(v, it, "answer"))) return false;
        v->sanctions[decider_of(v->x, v->player, v->truths, v->truth_count, v->at, end)]++;
    }
    const arcs *a = &w->moves[v->player * w->states + v->at];
    for (int m = 0; m < a->count; m++) {
        if (improving_for(v, v->player, v->at, a->to[m])) {
            if (!deterred[a->to[m]])
                return differ(v->reply, "nothing deters state %d", a->to[m] + 1);
        } else {
            v->moves[decider_of(v->x, v->player, v->truths, v->truth_count, v->at, a->to[m])]++;
        }
    }
    return true;
}

static bool escape_is_right(const witness *v)
{
    const game *w = v->x->game;
    const json_t *it = json_object_get(v->json, "escape");
    int to = state_in(v, it, "to"), joint = 0;
    bool mark[MOST_STATES] = {false};
    if (json_array_size(json_object_get(v->json, "sanctions")))
        return differ(v->reply, "sanctions of what is not stable");
    if (to < 0 || !can_move(v, v->player, v->at, to) || !improving_for(v, v->player, v->at, to))
        return differ(v->reply, "the escape is no improvement");
    if (v->concept != NASH) {
        joint_moves(w, SEQUENCES, v->player, to, by_improvements(v->concept), mark);
        for (int s = 0; s < w->states; s++) {
            if (mark[s] && punishes(v, s))
                return differ(v->reply, "state %d sanctions the escape", s + 1);
            joint += mark[s] && s != to;
        }
    }
    /* It is the best of those that nothing deters. */
    const arcs *a = &w->moves[v->player * w->states + v->at];
    for (int k = 0; k < a->count; k++)
        if (improving_for(v, v->player, to, a->to[k]) &&
            (v->concept == NASH || fewest_moves(v, a->to[k]) < 0))
            return differ(v->reply, "state %d would be a better escape", a->to[k] + 1);
    if (json_integer_value(json_object_get(it, "joint")) != joint)
        return differ(v->reply, "joint: should be %d", joint);
    return true;
}

/* Each of the player's statements that decides anything, in order; then ranks; then ties. */
static bool decisions_are_right(const witness *v)
{
    const json_t *list = json_object_get(v->json, "decided_by");
    size_t at = 0;
    for (int k = 0; k < DECIDERS; k++) {
        if (!v->moves[k] && !v->sanctions[k]) continue;
        const json_t *it = json_array_get(list, at++);
        const char *words = json_string_value(json_object_get(it, "statement"));
        const char *must = k == BY_RANK ? "rank" : k == BY_NOTHING ? "equally good" : words;
        if (!words || strcmp(words, must) != 0 ||
            json_integer_value(json_object_get(it, "moves")) != v->moves[k] ||
            json_integer_value(json_object_get(it, "sanctions")) != v->sanctions[k])
            return differ(v->reply, "decided_by: entry %zu should be %ld moves, %ld sanctions", at,
                          v->moves[k], v->sanctions[k]);
    }
    return at == json_array_size(list) ||
           differ(v->reply, "decided_by: %zu entries, should be %zu", json_array_size(list), at);
}

static bool verdict_is_right(witness *v, const bool *verdict)
{
    const game *w = v->x->game;
    const arcs *a = &w->moves[v->player * w->states + v->at];
    int improvements = 0;
    bool stable = verdict[((int)v->concept * w->players + v->player) * w->states + v->at];
    v->truth_count = truths_of(v->x, v->player, v->truths, MOST_TRUTHS);
    for (int k = 0; k < a->count; k++) improvements += improving_for(v, v->player, v->at, a->to[k]);
    if (state_in(v, v->json, "state") != v->at) return differ(v->reply, "another state");
    if (json_is_true(json_object_get(v->json, "stable")) != stable)
        return differ(v->reply, "should be %s", stable ? "stable" : "unstable");
    if (json_integer_value(json_object_get(v->json, "improvements")) != improvements)
        return differ(v->reply, "improvements: should be %d", improvements);
    if (json_is_null(json_object_get(v->json, "escape")) != stable)
        return differ(v->reply, "an escape where there is none, or none where there is");
    return (stable ? sanctions_are_right(v) : escape_is_right(v)) && decisions_are_right(v);
}

static bool verdicts_are_right(reply *r, const scene *x, int at_state, const bool *verdict,
                               const json_t *theirs)
{
    size_t k;
    const json_t *it;
    const json_t *all = json_object_get(theirs, "verdicts");
    bool right = true;
    if ((int)json_array_size(all) != x->c->players * CONCEPTS)
        return differ(r, "%zu verdicts", json_array_size(all));
    witness *v = calloc(1, sizeof *v);
    assert(v);
    json_array_foreach(all, k, it)
    { /* by player, then by concept */
        char why[400] = "";
        reply inner = {why, sizeof why};
        *v = (witness){.x = x, .json = it, .at = at_state, .reply = &inner};
        v->player = (int)k / CONCEPTS;
        for (int c = 0; c < CONCEPTS; c++)
            if (!strcmp(json_string_value(json_object_get(it, "concept")), concept_word[c]))
        v->concept = (concept)c;
        right = player_in(v, it) == v->player && verdict_is_right(v, verdict);
        if (!right)
            differ(r, "state %d, player %d, %s: %s", at_state + 1, v->player + 1,
                   concept_word[v->concept], why);
        if (!right) break;
    }
    free(v);
    return right;
}

/* ---- explain: two states -------------------------------------------------------------------- */

static bool versus_is_right(reply *r, const scene *x, int at_state, int versus,
                            const json_t *theirs)
{
    static truth all[MOST_TRUTHS];
    const json_t *players = json_object_get(json_object_get(theirs, "versus"), "players");
    if (versus < 0)
        return json_is_null(json_object_get(theirs, "versus")) || differ(r, "versus what?");
    for (int p = 0; p < x->c->players; p++) {
        const json_t *it = json_array_get(players, (size_t)p);
        const char *prefers = json_string_value(json_object_get(it, "prefers"));
        const json_t *words = json_object_get(it, "statement");
        int way = game_rank(x->game, p, at_state) - game_rank(x->game, p, versus);
        const char *must = way < 0 ? "state" : way > 0 ? "versus" : "neither";
        if (!prefers || strcmp(prefers, must) != 0)
            return differ(r, "versus: player %d prefers %s", p + 1, must);
        int k = decider_of(x, p, all, truths_of(x, p, all, MOST_TRUTHS), at_state, versus);
        if (k == BY_NOTHING ? !json_is_null(words) : !json_is_string(words))
            return differ(r, "versus: player %d: a statement where none decides, or none", p + 1);
        const char *text = json_string_value(words);
        if (k == BY_RANK && strcmp(text, "rank") != 0)
            return differ(r, "versus: should be by rank");
        if (k >= BY_RANK) continue;
        /* Its text, read again as a condition, tells the two apart; see examine_explain. */
        bool leveled = all[k].of->kind == HIGHER || all[k].of->kind == LOWER;
        const char *word = all[k].of->kind == HIGHER ? "higher " : "lower ";
        if (leveled && strncmp(text, word, strlen(word)) != 0)
            return differ(r, "versus: player %d: '%s' should be %s", p + 1, text, word);
    }
    return true;
}

bool explain_agrees(const scene *x, int at_state, int versus, const bool *verdict, const char *json,
                    char *what, size_t room)
{
    reply r = {what, room};
    json_error_t wrong;
    json_t *theirs = json_loads(json, JSON_REJECT_DUPLICATES, &wrong);
    if (!theirs) return differ(&r, "no JSON: line %d: %s", wrong.line, wrong.text);
    bool right = verdicts_are_right(&r, x, at_state, verdict, theirs) &&
                 versus_is_right(&r, x, at_state, versus, theirs);
    json_decref(theirs);
    return right;
}

/* ---- the engine beside it -------------------------------------------------------------------- */

typedef struct session {
    const conflict *c;
    scene scene;
    char *text;
    dt_model *model;
    dt_options options;
    char stage[16], condition[24], between[MOST_PLAYERS * NAME_BYTES], lift_text[8][24];
    const char *lift[8];
    finding found;
} session;

__attribute__((format(printf, 3, 4))) static bool report(session *v, disagreement kind,
                                                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(v->found.text, sizeof v->found.text, format, args);
    va_end(args);
    v->found.kind = kind;
    return false;
}

static bool fail_from(session *v, const char *doing, const dt_error *e)
{
    return report(v, e->code == DT_ERR_UNSUPPORTED ? NOT_YET : REFUSED, "%s fails: line %u: %s",
                  doing, e->line, e->message);
}

static bool session_open(session *v, const conflict *c, const question *q, int threads)
{
    static const dt_concept listed[] = {
        [NASH] = DT_NASH, [GMR] = DT_GMR, [SMR] = DT_SMR, [SEQ] = DT_SEQ, [SSEQ] = DT_SSEQ};
    dt_error error = {0};
    *v = (session){.c = c};
    if (!scene_set(&v->scene, c, q)) return report(v, NOT_YET, "more than the oracle looks at");
    v->text = write_conflict(c);
    v->model = dt_model_parse(v->text, strlen(v->text), NULL, &error);
    if (!v->model) return fail_from(v, "dt_model_parse", &error);
    snprintf(v->stage, sizeof v->stage, "%d", q->events);
    v->options = (dt_options){.stage = v->stage, .format = DT_JSON, .threads = (uint32_t)threads};
    v->options.concepts = 1u << listed[q->concept];
    v->options.limit = q->limit ? (uint64_t)q->limit : DT_ALL;
    if (q->where) {
        snprintf(v->condition, sizeof v->condition, "l%d", c->let[q->where - 1].id);
        v->options.where = v->condition;
    }
    for (int p = 0; p < c->players; p++)
        if (q->between >> p & 1) {
            if (*v->between) strcat(v->between, ",");
            strcat(v->between, c->player[p].name);
        }
    if (q->between) v->options.between = v->between;
    for (int k = 0; k < v->scene.lines && v->options.lift_count < 8; k++) {
        const statement *s = &c->statement[v->scene.line[k]];
        if (!q->lift || !q->lift[s->id]) continue;
        statement_name(c, s, v->lift_text[v->options.lift_count]);
        v->lift[v->options.lift_count] = v->lift_text[v->options.lift_count];
        v->options.lift_count++;
    }
    v->options.lift = v->options.lift_count ? v->lift : NULL;
    return true;
}

static void session_close(session *v)
{
    scene_clear(&v->scene);
    dt_model_free(v->model);
    free(v->text);
}

static bool compare_redlines(session *v, const char *how)
{
    char what[900];
    paper json = {0};
    dt_error error = {0};
    bool written =
        dt_report_redlines(v->model, &v->options, (dt_output){paper_append, &json}, &error);
    bool same = true;
    if (!any_state(&v->scene)) {
        if (written || error.code != DT_ERR_USAGE)
            same = report(v, DIFFERENT, "%s: no state is asked about, and it says: %s", how,
                          written ? json.text : error.message);
    } else if (!written) {
        same = fail_from(v, how, &error);
    } else if (!redlines_agree(&v->scene, v->options.by_solver, json.text, what, sizeof what)) {
        same = report(v, DIFFERENT, "%s: %s", how, what);
    }
    free(json.text);
    return same;
}

finding examine_redlines(const conflict *c, const question *q, int threads, const dt_sat *sat)
{
    session v;
    if (session_open(&v, c, q, threads)) {
        v.options.backend = DT_BACKEND_DENSE;
        bool same = compare_redlines(&v, "dense");
        v.options.backend = DT_BACKEND_LISTED;
        same = same && compare_redlines(&v, "listed");
        v.options.backend = DT_BACKEND_AUTO;
        if (sat) v.options.sat = *sat;
        v.options.by_solver = sat != NULL;
        if (same && sat) compare_redlines(&v, "solver");
    }
    session_close(&v);
    return v.found;
}

/* ---- explain by the engine ------------------------------------------------------------------- */

/* Is a red line that says `words` crossed in exactly one of two states? Its player's own words are
 * read in its own mouth: what is written short may mean another's option in anybody else's. */
static bool tells_apart(session *v, const char *owner, const char *words, int one, int other)
{
    size_t room = strlen(v->text) + strlen(words) + 60, at;
    char *text = malloc(room), id[40];
    paper rows = {0};
    dt_error error = {0};
    dt_options options = {.format = DT_JSON, .limit = DT_ALL};
    assert(text);
    snprintf(text, room, "%s\nplayer %s\n  redline as_told: %s\n", v->text, owner, words);
    snprintf(id, sizeof id, "%s.as_told", owner);
    dt_model *m = dt_model_parse(text, strlen(text), NULL, &error);
    dt_game *g = m ? dt_game_compile(m, NULL, &error) : NULL;
    int crossed = 0;
    if (!g || !dt_report_states(g, &options, (dt_output){paper_append, &rows}, &error)) {
        report(v, DIFFERENT, "versus: '%s' cannot be read: %s", words, error.message);
    } else {
        json_t *table = json_loads(rows.text, 0, NULL);
        const json_t *row, *crossed_line;
        json_array_foreach(json_object_get(table, "table"), at, row)
        {
            json_int_t number = json_integer_value(json_object_get(row, "state"));
            size_t k;
            json_array_foreach(json_object_get(row, "crosses"), k, crossed_line) crossed +=
                (number == one + 1 || number == other + 1) &&
                !strcmp(json_string_value(crossed_line), id);
        }
        json_decref(table);
        if (crossed != 1)
            report(v, DIFFERENT, "versus: '%s' does not tell %d from %d", words, one + 1,
                   other + 1);
    }
    dt_game_free(g);
    dt_model_free(m);
    free(text), free(rows.text);
    return v->found.kind == AGREED;
}

/* The statements that are named are true of one of the two states and not of the other. */
static bool texts_tell_apart(session *v, int one, int other, const char *json)
{
    json_t *theirs = json_loads(json, 0, NULL);
    const json_t *it;
    size_t k;
    bool apart = true;
    json_array_foreach(json_object_get(json_object_get(theirs, "versus"), "players"), k, it)
    {
        const char *words = json_string_value(json_object_get(it, "statement"));
        const char *owner = json_string_value(json_object_get(it, "player"));
        bool told = words && strcmp(words, "rank") && strncmp(words, "higher ", 7) &&
                    strncmp(words, "lower ", 6);
        apart = apart && (!told || tells_apart(v, owner, words, one, other));
    }
    json_decref(theirs);
    return apart;
}

static void note_failed(void *ctx, const verify_finding *f)
{
    char *why = ctx;
    if (f->outcome != VERIFY_TRUE && !*why)
        snprintf(why, 300, "%s: %s", f->where ? f->where : "?", f->why ? f->why : "?");
}

static bool verifies(session *v, const char *json)
{
    char why[300] = "";
    verify_result result;
    dt_error error = {0};
    if (!verify_witness(v->text, strlen(v->text), json, strlen(json), NULL, note_failed, why,
                        &result, &error))
        return fail_from(v, "verify_witness", &error);
    if (result.held != result.verdicts || result.verdicts == 0 || !result.names_text)
        return report(v, DIFFERENT, "the witness does not verify: %s", why);
    return true;
}

static bool compare_explanation(session *v, const dt_game *g, int at_state, int versus,
                                const bool *verdict)
{
    char at[16], other[16], what[700];
    paper json = {0};
    dt_error error = {0};
    dt_options options = v->options;
    snprintf(at, sizeof at, "#%d", at_state + 1);
    snprintf(other, sizeof other, "#%d", versus + 1);
    options.state = at;
    options.versus = versus < 0 ? NULL : other;
    options.concepts = (1u << DT_CONCEPT_COUNT) - 1;
    bool same = dt_report_explain(g, &options, (dt_output){paper_append, &json}, &error) ||
                fail_from(v, "dt_report_explain", &error);
    if (same && !explain_agrees(&v->scene, at_state, versus, verdict, json.text, what, sizeof what))
        same = report(v, DIFFERENT, "%s", what);
    same = same && verifies(v, json.text);
    /* After events there is no place left for one more red line. */
    same = same && (versus < 0 || v->c->events || texts_tell_apart(v, at_state, versus, json.text));
    free(json.text);
    return same;
}

finding examine_explain(const conflict *c, const question *q, int threads, uint64_t seed)
{
    session v;
    bool same = session_open(&v, c, q, threads);
    bool *verdict = same ? judge(v.scene.game, SEQUENCES) : NULL;
    for (int b = 0; same && b < 2; b++) {
        dt_error error = {0};
        v.options.backend = b ? DT_BACKEND_LISTED : DT_BACKEND_DENSE;
        v.options.where = NULL;
        dt_game *g = dt_game_compile(v.model, &v.options, &error);
        same = g || fail_from(&v, "dt_game_compile", &error);
        int n = v.scene.game->states;
        for (int s = 0; same && s < n; s++) {
            if (n > 16 && (s + (int)(seed % 5)) % 4 != 0) continue; /* a quarter of many */
            int versus = (int)((seed >> 3) + 7u * (unsigned)s) % (n + 1) - 1;
            same = compare_explanation(&v, g, s, versus == s ? -1 : versus, verdict);
        }
        dt_game_free(g);
    }
    free(verdict);
    session_close(&v);
    return v.found;
}
