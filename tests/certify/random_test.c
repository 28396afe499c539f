/* Witnesses of random conflicts, and what becomes of them when they are spoilt.
 *
 * The oracle's games give the facts. A prover writes a witness of many verdicts; every one must be
 * found true. Then the witness is changed at random places in random ways, and a second checker, a
 * literal one over the oracle's sets, says of every verdict whether it is still true: the checker
 * under test must say the same of each, or refuse the text. Verdicts that it accepts are held against
 * the engine's dt_stable as well. Last, what `explain` writes must be found true.
 *
 * DT_LONG=1 tries twenty times as many; DT_SEED=N starts at another seed, DT_COUNT=N tries another
 * number of conflicts.
 */
#include "oracle.h"

#include "capture.h"
#include "verify/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

enum { MOST_VERDICTS = 24, MUTANTS = 60, MOST_LIFTS = 8 };

typedef struct tally {
    long conflicts, witnesses, verdicts, explained;
    long mutants, refused, found_true, found_false;
} tally;

typedef struct trial {
    const conflict *c;
    int events;
    bool lift[MOST_STATEMENTS + 1]; /* by id */
    game *w;
    bool *stable;      /* of judge() */
    const game *graph; /* a game in graph form; then the conflict only names players and states */
} trial;

static bool trial_start(trial *t)
{
    t->w = t->graph ? (game *)(uintptr_t)t->graph : play(t->c, t->events, t->lift);
    if (t->w) t->stable = judge(t->w, SEQUENCES);
    return t->w != NULL;
}

static void trial_end(trial *t)
{
    if (!t->graph) game_free(t->w);
    free(t->stable);
}

/* ---- the definitions over the oracle's sets --------------------------------------------- */

static bool prefers(const game *w, int p, int a, int b)
{
    return game_rank(w, p, a) < game_rank(w, p, b);
}

static bool can_move(const game *w, int p, int from, int to)
{
    const arcs *a = &w->moves[p * w->states + from];
    for (int k = 0; k < a->count; k++)
        if (a->to[k] == to) return true;
    return false;
}

static bool is_improvement(const game *w, int p, int from, int to)
{
    return can_move(w, p, from, to) && prefers(w, p, to, from);
}

static int improvements(const game *w, int p, int s)
{
    int count = 0;
    for (int to = 0; to < w->states; to++) count += is_improvement(w, p, s, to);
    return count;
}

static int best_from(const game *w, int p, int s)
{
    int best = s;
    for (int to = 0; to < w->states; to++)
        if (can_move(w, p, s, to) && prefers(w, p, to, best)) best = to;
    return best;
}

static bool improving(concept c) { return c == SEQ || c == SSEQ; }

static bool for_good(concept c) { return c == SMR || c == SSEQ; }

static bool deters(const game *w, int p, int s, int end, concept c)
{
    if (prefers(w, p, end, s)) return false;
    return !for_good(c) || !prefers(w, p, best_from(w, p, end), s);
}

/* ---- the prover ------------------------------------------------------------------------- */

typedef struct link { /* a state and who moved last; how it was come by */
    int state, mover, before;
} link;

static json_t *state_json(const trial *t, int s, dice *d)
{
    const conflict *c = t->c;
    char pattern[MOST_OPTIONS + 1], name[16];
    if (t->graph) {
        snprintf(name, sizeof name, "z%d", s);
        return json_pack("{si ss sn}", "number", s + 1, "name", name, "pattern");
    }
    write_pattern(c, &t->w->at[s], pattern);
    for (int k = 0; c->naming > 0 && k < c->marks; k++) {
        if (combination(c, &c->mark[k]) != combination(c, &t->w->at[s])) continue;
        snprintf(name, sizeof name, c->naming == 1 ? "z%d" : "%d", c->mark_name[k]);
        if (chance(d, 50)) return json_pack("{si ss sn}", "number", s + 1, "name", name, "pattern");
        return json_pack("{si ss ss}", "number", s + 1, "name", name, "pattern", pattern);
    }
    return json_pack("{si sn ss}", "number", s + 1, "name", "pattern", pattern);
}

static json_t *path_json(const trial *t, const link *found, int last, dice *d)
{
    json_t *path = json_array();
    for (int k = last; found[k].before >= 0; k = found[k].before)
        json_array_insert_new(path, 0,
                              json_pack("{ss so}", "player", t->c->player[found[k].mover].name,
                                        "to", state_json(t, found[k].state, d)));
    return path;
}

/* A sanction of the improvement to `to`, or NULL: breadth first over (state, last mover). */
static json_t *prove_sanction(const trial *t, int p, int s, concept c, int to, dice *d)
{
    const game *w = t->w;
    int room = w->states * (w->players + 1) + 1, count = 0;
    link *found = malloc((size_t)room * sizeof *found);
    bool *seen = calloc((size_t)(w->states * (w->players + 1)), sizeof *seen);
    json_t *sanction = NULL;
    assert(found && seen);
    found[count++] = (link){to, w->players, -1};
    for (int k = 0; k < count && !sanction; k++) {
        if (k > 0 && deters(w, p, s, found[k].state, c)) {
            int answer = for_good(c) ? best_from(w, p, found[k].state) : found[k].state;
            sanction = json_pack(
                "{so so so}", "to", state_json(t, to, d), "path", path_json(t, found, k, d),
                "answer", !for_good(c) && chance(d, 50) ? json_null() : state_json(t, answer, d));
        }
        for (int j = 0; j < w->players; j++)
            for (int next = 0; next < w->states; next++) {
                if (j == p || j == found[k].mover || !can_move(w, j, found[k].state, next))
                    continue;
                if (improving(c) && !prefers(w, j, next, found[k].state)) continue;
                if (seen[next * (w->players + 1) + j]) continue;
                seen[next * (w->players + 1) + j] = true;
                found[count++] = (link){next, j, k};
            }
    }
    free(found), free(seen);
    return sanction;
}

static int joint_count(const game *w, int p, int from, concept c)
{
    bool mark[MOST_STATES];
    int count = 0;
    if (c == NASH) return 0;
    joint_moves(w, SEQUENCES, p, from, improving(c), mark);
    for (int k = 0; k < w->states; k++) count += mark[k] && k != from;
    return count;
}

static json_t *prove(const trial *t, int p, int s, concept c, dice *d)
{
    const game *w = t->w;
    bool stable = t->stable[((int)c * w->players + p) * w->states + s];
    json_t *sanctions = json_array(), *escape = NULL;
    for (int to = 0; to < w->states; to++) {
        if (!is_improvement(w, p, s, to)) continue;
        json_t *sanction = c == NASH ? NULL : prove_sanction(t, p, s, c, to, d);
        if (stable) assert(sanction), json_array_append_new(sanctions, sanction);
        else if (sanction) json_decref(sanction);
        else if (!escape || chance(d, 30)) {
            json_decref(escape);
            escape =
                json_pack("{so si}", "to", state_json(t, to, d), "joint", joint_count(w, p, to, c));
        }
    }
    assert(stable == !escape);
    return json_pack("{so ss ss sb si so so}", "state", state_json(t, s, d), "player",
                     t->c->player[p].name, "concept", concept_word[c], "stable", stable,
                     "improvements", improvements(w, p, s), "sanctions", sanctions, "escape",
                     escape ? escape : json_null());
}

static json_t *lift_json(const trial *t)
{
    json_t *lift = json_array();
    for (int k = 0; k < t->c->statements; k++) {
        char name[24];
        const statement *x = &t->c->statement[k];
        if (x->kind != REDLINE || !t->lift[x->id]) continue;
        statement_name(t->c, x, name);
        json_array_append_new(lift, json_string(name));
    }
    return lift;
}

static json_t *prove_many(const trial *t, dice *d)
{
    const game *w = t->w;
    json_t *verdicts = json_array();
    int all = w->players * w->states * CONCEPTS;
    for (int k = 0; k < MOST_VERDICTS; k++) {
        int n = all <= MOST_VERDICTS ? k : roll(d, all);
        if (n >= all) break;
        for (int tries = 0; all > MOST_VERDICTS && tries < 3;
             tries++) /* where there is something */
            if (!improvements(w, n / CONCEPTS / w->states, n / CONCEPTS % w->states))
                n = roll(d, all);
        json_array_append_new(verdicts, prove(t, n / CONCEPTS / w->states, n / CONCEPTS % w->states,
                                              (concept)(n % CONCEPTS), d));
    }
    return json_pack("{ss s{si} so ss so}", "command", "explain", "stage", "number", t->events,
                     "lift", lift_json(t), "responses", "sequences", "verdicts", verdicts);
}

/* ---- the second checker ----------------------------------------------------------------- */

/* The place of a state in the game; -1: not feasible, or the checker should have refused it. */
static int state_of(const trial *t, const json_t *value)
{
    const conflict *c = t->c;
    state s = {{0}};
    const char *pattern = json_string_value(json_object_get(value, "pattern"));
    const char *name = json_string_value(json_object_get(value, "name"));
    if (!pattern) {
        for (int k = 0; name && k < c->marks; k++) {
            char written[16];
            snprintf(written, sizeof written, c->naming == 1 ? "z%d" : "%d", c->mark_name[k]);
            if (!strcmp(written, name)) return t->w->class_of[combination(c, &c->mark[k])];
        }
        return -1;
    }
    if (strlen(pattern) != (size_t)c->options) return -1;
    for (int o = 0; o < c->options; o++) {
        int level = c->option[o].declared ? pattern[o] - '0' : pattern[o] == 'Y';
        if (level < 0 || level >= c->option[o].levels) return -1;
        s.level[o] = (signed char)level;
    }
    return t->w->class_of[combination(c, &s)];
}

static int player_of(const conflict *c, const json_t *value)
{
    const char *name = json_string_value(value);
    for (int p = 0; name && p < c->players; p++)
        if (!strcmp(c->player[p].name, name)) return p;
    return -1;
}

static long count_of(const json_t *value)
{
    const char *digits = json_string_value(value);
    return digits ? strtol(digits, NULL, 10) : (long)json_integer_value(value);
}

typedef struct claim {
    int s, p;
    concept c;
    bool stable;
} claim;

static bool path_is_true(const trial *t, const claim *v, const json_t *sanction)
{
    const game *w = t->w;
    const json_t *path = json_object_get(sanction, "path"),
                 *answer = json_object_get(sanction, "answer");
    int at = state_of(t, json_object_get(sanction, "to")), last = -1;
    for (size_t k = 0; k < json_array_size(path); k++) {
        const json_t *step = json_array_get(path, k);
        int j = player_of(t->c, json_object_get(step, "player"));
        int to = state_of(t, json_object_get(step, "to"));
        if (j < 0 || to < 0 || j == v->p || j == last || !can_move(w, j, at, to)) return false;
        if (improving(v->c) && !prefers(w, j, to, at)) return false;
        at = to;
        last = j;
    }
    if (last < 0 || !deters(w, v->p, v->s, at, v->c)) return false;
    if (!for_good(v->c) && (!answer || json_is_null(answer))) return true;
    int given = state_of(t, answer);
    if (!for_good(v->c)) return given == at;
    if (given < 0 || (given != at && !can_move(w, v->p, at, given))) return false;
    return !prefers(w, v->p, best_from(w, v->p, at), given);
}

static bool sanctions_are_true(const trial *t, const claim *v, const json_t *sanctions)
{
    bool used[MOST_STATES] = {false};
    size_t count = json_array_size(sanctions);
    if (v->c == NASH || (long)count != improvements(t->w, v->p, v->s))
        return count == 0 && improvements(t->w, v->p, v->s) == 0;
    for (size_t k = 0; k < count; k++) {
        const json_t *sanction = json_array_get(sanctions, k);
        int to = state_of(t, json_object_get(sanction, "to"));
        if (to < 0 || used[to] || !is_improvement(t->w, v->p, v->s, to)) return false;
        if (!path_is_true(t, v, sanction)) return false;
        used[to] = true;
    }
    return true;
}

static bool escape_is_true(const trial *t, const claim *v, const json_t *escape)
{
    bool mark[MOST_STATES] = {false};
    int to = state_of(t, json_object_get(escape, "to"));
    if (to < 0 || !is_improvement(t->w, v->p, v->s, to)) return false;
    if (v->c != NASH) joint_moves(t->w, SEQUENCES, v->p, to, improving(v->c), mark);
    for (int k = 0; k < t->w->states; k++)
        if (mark[k] && deters(t->w, v->p, v->s, k, v->c)) return false;
    return count_of(json_object_get(escape, "joint")) == joint_count(t->w, v->p, to, v->c);
}

static bool read_claim(const trial *t, const json_t *verdict, claim *v)
{
    const char *word = json_string_value(json_object_get(verdict, "concept"));
    v->s = state_of(t, json_object_get(verdict, "state"));
    v->p = player_of(t->c, json_object_get(verdict, "player"));
    v->stable = json_is_true(json_object_get(verdict, "stable"));
    int c = 0;
    while (word && c < CONCEPTS && strcmp(concept_word[c], word) != 0) c++;
    v->c = (concept)c;
    return word && c < CONCEPTS && v->s >= 0 && v->p >= 0;
}

static bool is_true(const trial *t, const json_t *verdict)
{
    claim v;
    if (!read_claim(t, verdict, &v)) return false;
    if (count_of(json_object_get(verdict, "improvements")) != improvements(t->w, v.p, v.s))
        return false;
    return v.stable ? sanctions_are_true(t, &v, json_object_get(verdict, "sanctions"))
                    : escape_is_true(t, &v, json_object_get(verdict, "escape"));
}

/* ---- the engine ------------------------------------------------------------------------- */

typedef struct engine {
    dt_model *model;
    dt_game *game;
    dt_verdicts *verdicts;
    char stage[16], names[MOST_LIFTS][24];
    const char *lift[MOST_LIFTS];
    dt_options options;
} engine;

static void engine_start(engine *e, const trial *t, const char *text)
{
    dt_error err;
    size_t count = 0;
    for (int k = 0; k < t->c->statements; k++) {
        const statement *x = &t->c->statement[k];
        if (x->kind != REDLINE || !t->lift[x->id]) continue;
        statement_name(t->c, x, e->names[count]);
        e->lift[count] = e->names[count];
        count++;
    }
    snprintf(e->stage, sizeof e->stage, "%d", t->events);
    e->options = (dt_options){.stage = e->stage, .lift = e->lift, .lift_count = count};
    e->model = dt_model_parse(text, strlen(text), &e->options, &err);
    e->game = e->model ? dt_game_compile(e->model, &e->options, &err) : NULL;
    e->verdicts = e->game ? dt_analyse(e->game, &e->options, &err) : NULL;
    if (!e->verdicts) fail_msg("the engine refuses: %s\n%s", err.message, text);
}

static void engine_end(engine *e)
{
    dt_verdicts_free(e->verdicts);
    dt_game_free(e->game);
    dt_model_free(e->model);
}

/* By pattern alone: a name may look like one. */
static dt_index index_of(const dt_game *g, const char *pattern)
{
    char own[65];
    for (dt_index k = 0; k < dt_game_states(g); k++) {
        dt_game_pattern(g, k, own);
        if (!strcmp(own, pattern)) return k;
    }
    return DT_NO_INDEX;
}

static bool engine_agrees(const engine *e, const trial *t, const json_t *verdict)
{
    claim v;
    char pattern[MOST_OPTIONS + 1];
    if (!read_claim(t, verdict, &v)) return false;
    write_pattern(t->c, &t->w->at[v.s], pattern);
    dt_index k = t->graph || t->c->classes ? (dt_index)v.s : index_of(e->game, pattern);
    return k != DT_NO_INDEX &&
           dt_stable(e->verdicts, (dt_concept)v.c, k, (uint32_t)v.p) == v.stable;
}

/* ---- spoiling --------------------------------------------------------------------------- */

typedef struct node { /* a value inside an object or an array */
    json_t *in, *value;
    const char *key;
    size_t index;
} node;

typedef struct nodes {
    node *items;
    size_t count, room;
} nodes;

static void collect(nodes *n, json_t *in)
{
    const char *key;
    json_t *value;
    size_t index;
    size_t size = json_is_object(in) ? json_object_size(in) : json_array_size(in);
    if (n->count + size > n->room) {
        n->room = 2 * (n->count + size);
        n->items = realloc(n->items, n->room * sizeof *n->items);
        assert(n->items);
    }
    json_object_foreach(in, key, value) n->items[n->count++] = (node){in, value, key, 0};
    json_array_foreach(in, index, value) n->items[n->count++] = (node){in, value, NULL, index};
    json_object_foreach(in, key, value) collect(n, value);
    json_array_foreach(in, index, value) collect(n, value);
}

static void put(const node *n, json_t *value)
{
    if (n->key) json_object_set_new(n->in, n->key, value);
    else json_array_set_new(n->in, n->index, value);
}

static json_t *anything(dice *d)
{
    switch (roll(d, 10)) {
    case 0: return json_null();
    case 1: return json_true();
    case 2: return json_false();
    case 3: return json_array();
    case 4: return json_object();
    case 5: return json_string("");
    case 6: return json_real(0.5);
    case 7: return json_string("1");
    default: return json_integer(roll(d, 6) - 1);
    }
}

/* Near what was there: another number, a pattern with another character, another word. */
static json_t *something_like(const json_t *value, const conflict *c, dice *d)
{
    if (json_is_boolean(value)) return json_boolean(!json_is_true(value));
    if (json_is_integer(value)) return json_integer(json_integer_value(value) + 2 * roll(d, 2) - 1);
    if (!json_is_string(value)) return anything(d);
    char word[64];
    snprintf(word, sizeof word, "%s", json_string_value(value));
    size_t length = strlen(word);
    if (roll(d, 3) == 0) return json_string(concept_word[roll(d, CONCEPTS)]);
    if (roll(d, 2) == 0) return json_string(c->player[roll(d, c->players)].name);
    if (length) word[roll(d, (int)length)] = "NY0123-"[roll(d, 7)];
    return json_string(word);
}

static void spoil_array(json_t *array, dice *d)
{
    size_t count = json_array_size(array);
    if (count == 0) {
        json_array_append_new(array, anything(d));
        return;
    }
    size_t a = (size_t)roll(d, (int)count), b = (size_t)roll(d, (int)count);
    json_t *x = json_deep_copy(json_array_get(array, a));
    switch (roll(d, 3)) {
    case 0: json_array_remove(array, a), json_decref(x); break;
    case 1: json_array_insert_new(array, b, x); break;
    default:
        json_array_set(array, a, json_array_get(array, b));
        json_array_set_new(array, b, x);
        json_t *own = json_deep_copy(json_array_get(array, a)); /* no value stands twice */
        json_array_set_new(array, a, own);
    }
}

static void spoil(json_t *root, const conflict *c, dice *d)
{
    nodes n = {0};
    collect(&n, root);
    const node *at = &n.items[roll(d, (int)n.count)];
    int how = roll(d, 10);
    if (json_is_array(at->value) && how < 7) {
        spoil_array(at->value, d);
    } else if (how < 4) {
        put(at, something_like(at->value, c, d));
    } else if (how < 8) { /* what stands elsewhere under the same name */
        const node *other = at;
        for (int tries = 0; tries < 40 && at->key; tries++) {
            other = &n.items[roll(d, (int)n.count)];
            if (other->key && !strcmp(other->key, at->key)) break;
            other = at;
        }
        put(at, json_deep_copy(other->value));
    } else if (how == 8) {
        put(at, anything(d));
    } else if (at->key) {
        json_object_del(at->in, at->key);
    } else {
        json_array_remove(at->in, at->index);
    }
    free(n.items);
}

/* The other verdict, with what its form asks for. */
static void turn_over(json_t *verdict, const trial *t, dice *d)
{
    bool stable = !json_is_true(json_object_get(verdict, "stable"));
    json_t *to = state_json(t, roll(d, t->w->states), d);
    json_object_set_new(verdict, "stable", json_boolean(stable));
    json_object_set_new(verdict, "sanctions", json_array());
    json_object_set_new(verdict, "escape",
                        stable ? json_null()
                               : json_pack("{so si}", "to", to, "joint", roll(d, t->w->states)));
    if (stable) json_decref(to);
}

/* A state one legal move of somebody away, or any. */
static int near_state(const trial *t, const json_t *value, dice *d)
{
    int s = state_of(t, value);
    for (int tries = 0; s >= 0 && tries < 4; tries++) {
        const arcs *a = &t->w->moves[roll(d, t->w->players) * t->w->states + s];
        if (a->count) return a->to[roll(d, a->count)];
    }
    return roll(d, t->w->states);
}

/* Another path from the improvement, mostly of legal moves of others, and another answer. */
static void walk_anew(json_t *sanction, const trial *t, int p, dice *d)
{
    const game *w = t->w;
    json_t *path = json_array(), *answer = json_null();
    int at = state_of(t, json_object_get(sanction, "to")), last = -1;
    for (int tries = 2 + roll(d, 8); at >= 0 && tries > 0; tries--) {
        int j = roll(d, w->players);
        const arcs *a = &w->moves[j * w->states + at];
        if (!a->count || ((j == p || j == last) && !chance(d, 4))) continue;
        at = a->to[roll(d, a->count)];
        last = j;
        json_array_append_new(
            path, json_pack("{ss so}", "player", t->c->player[j].name, "to", state_json(t, at, d)));
    }
    const arcs *own = at >= 0 ? &w->moves[p * w->states + at] : NULL;
    int how = roll(d, 4);
    if (at >= 0 && how == 1) answer = state_json(t, at, d);
    if (at >= 0 && how == 2) answer = state_json(t, best_from(w, p, at), d);
    if (own && own->count && how == 3) answer = state_json(t, own->to[roll(d, own->count)], d);
    json_object_set_new(sanction, "path", path);
    json_object_set_new(sanction, "answer", answer);
}

typedef enum spoiling {
    ANOTHER_STATE,
    ANOTHER_TARGET,
    ANOTHER_ANSWER,
    ANOTHER_PLAYER,
    ANOTHER_CONCEPT,
    ANOTHER_COUNT,
    ANOTHER_JOINT,
    OTHER_VERDICT,
    OTHER_SANCTIONS,
    OTHER_STEPS,
    OTHER_LIFTS,
    OTHER_STAGE,
    OTHER_WALK,
    SPOILINGS
} spoiling;

static const char *const spoilt_field[SPOILINGS] = {
    [ANOTHER_STATE] = "state",   [ANOTHER_TARGET] = "to",       [ANOTHER_ANSWER] = "answer",
    [ANOTHER_PLAYER] = "player", [ANOTHER_CONCEPT] = "concept", [ANOTHER_COUNT] = "improvements",
    [ANOTHER_JOINT] = "joint",   [OTHER_VERDICT] = "stable",    [OTHER_SANCTIONS] = "sanctions",
    [OTHER_STEPS] = "path",      [OTHER_LIFTS] = "lift",        [OTHER_STAGE] = "number",
    [OTHER_WALK] = "sanctions"};

static bool spoil_field(const node *n, spoiling how, const trial *t, dice *d)
{
    const conflict *c = t->c;
    long was = count_of(n->value);
    switch (how) {
    case ANOTHER_STATE:
    case ANOTHER_TARGET:
    case ANOTHER_ANSWER: put(n, state_json(t, near_state(t, n->value, d), d)); return true;
    case ANOTHER_PLAYER: put(n, json_string(c->player[roll(d, c->players)].name)); return true;
    case ANOTHER_CONCEPT: put(n, json_string(concept_word[roll(d, CONCEPTS)])); return true;
    case ANOTHER_COUNT:
    case ANOTHER_JOINT:
        put(n, json_integer(was > 0 && chance(d, 50) ? was - 1 : was + 1));
        return true;
    case OTHER_VERDICT: turn_over(n->in, t, d); return true;
    case OTHER_SANCTIONS:
    case OTHER_STEPS:
    case OTHER_LIFTS: spoil_array(n->value, d); return true;
    case OTHER_STAGE:
        if (json_object_size(n->in) > 1) return false; /* the number of a state */
        put(n, json_integer(roll(d, c->events + 1)));
        return true;
    case OTHER_WALK: {
        size_t count = json_array_size(n->value);
        int p = player_of(c, json_object_get(n->in, "player"));
        if (!count || p < 0) return false;
        walk_anew(json_array_get(n->value, (size_t)roll(d, (int)count)), t, p, d);
        return true;
    }
    case SPOILINGS: break;
    }
    return false;
}

/* Another value of the kind that belongs there. */
static void spoil_in_form(json_t *root, const trial *t, dice *d)
{
    nodes n = {0};
    bool done = false;
    collect(&n, root);
    for (int tries = 0; !done && tries < 1000; tries++) {
        spoiling how = chance(d, 40) ? OTHER_WALK : (spoiling)roll(d, SPOILINGS);
        size_t first = (size_t)roll(d, (int)n.count);
        for (size_t k = 0; k < n.count; k++) {
            const node *at = &n.items[(first + k) % n.count];
            if (!at->key || strcmp(at->key, spoilt_field[how]) != 0) continue;
            done = spoil_field(at, how, t, d);
            break;
        }
    }
    free(n.items);
}

/* A copy with one or two of the verdicts. */
static json_t *part_of(const json_t *witness, dice *d)
{
    json_t *part = json_deep_copy(witness), *few = json_array();
    const json_t *all = json_object_get(part, "verdicts");
    for (int k = 1 + roll(d, 2); k > 0; k--) {
        const json_t *v = NULL;
        for (int tries = 0; tries < 12; tries++) { /* rather one that has something to show */
            v = json_array_get(all, (size_t)roll(d, (int)json_array_size(all)));
            if (json_array_size(json_object_get(v, "sanctions")) > 0) break;
        }
        json_array_append_new(few, json_deep_copy(v));
    }
    json_object_set_new(part, "verdicts", few);
    return part;
}

/* The game that a spoilt head asks for. False: the checker should have refused it. */
static bool read_head(const trial *from, const json_t *root, trial *t)
{
    *t = (trial){.c = from->c, .graph = from->graph};
    stage g = {.in_force = 0};
    const json_t *number = json_object_get(json_object_get(root, "stage"), "number"), *given;
    size_t index;
    long events = number ? count_of(number) : -1;
    if (events < 0 || events > t->c->events || (!t->graph && !stage_after(t->c, (int)events, &g)))
        return false;
    t->events = (int)events;
    json_array_foreach(json_object_get(root, "lift"), index, given)
    {
        bool known = false;
        for (int k = 0; k < g.in_force; k++) {
            char name[24];
            const statement *x = &t->c->statement[g.statement[k]];
            statement_name(t->c, x, name);
            if (x->kind != REDLINE || !json_is_string(given) ||
                strcmp(name, json_string_value(given)) != 0)
                continue;
            known = t->lift[x->id] = true;
        }
        if (!known) return false;
    }
    return trial_start(t);
}

/* ---- comparing -------------------------------------------------------------------------- */

typedef struct told {
    verify_outcome outcomes[4 * MOST_VERDICTS];
    char why[4 * MOST_VERDICTS][160];
    size_t count;
} told;

static void remember(void *ctx, const verify_finding *f)
{
    told *t = ctx;
    assert(t->count < sizeof t->outcomes / sizeof *t->outcomes);
    snprintf(t->why[t->count], sizeof t->why[t->count], "%s: %s", f->where ? f->where : "",
             f->why ? f->why : "");
    t->outcomes[t->count++] = f->outcome;
}

static void fail_with(const char *what, const char *why, long seed, const char *text,
                      const json_t *witness)
{
    char *json = json_dumps(witness, JSON_INDENT(1));
    print_error("%s (%s), seed %ld\n----\n%s----\n%s\n", what, why, seed, text, json);
    fail();
}

static void try_mutant(const trial *t, const char *text, const engine *e, const json_t *good,
                       long seed, dice *d, tally *all)
{
    json_t *root = part_of(good, d);
    static told found;
    trial own;
    dt_error err;
    bool in_form = roll(d, 4) > 0;
    for (int k = 1 + (roll(d, 4) == 0) * 2; k > 0; k--) {
        if (in_form) spoil_in_form(root, t, d);
        else spoil(root, t->c, d);
    }
    char *json = json_dumps(root, 0);
    found.count = 0;
    all->mutants++;
    if (!verify_witness(text, strlen(text), json, strlen(json), NULL, remember, &found, NULL,
                        &err)) {
        all->refused++;
    } else if (!read_head(t, root, &own)) {
        fail_with("accepted a head that is wrong", "", seed, text, root);
    } else {
        bool same_game = own.events == t->events && !memcmp(own.lift, t->lift, sizeof own.lift);
        json_t *verdicts = json_object_get(root, "verdicts");
        assert_int_equal(found.count, json_array_size(verdicts));
        for (size_t k = 0; k < found.count; k++) {
            const json_t *v = json_array_get(verdicts, k);
            bool truth = is_true(&own, v), said = found.outcomes[k] == VERIFY_TRUE;
            if (truth != said)
                fail_with(said ? "a false verdict is accepted" : "a true verdict is not accepted",
                          found.why[k], seed, text, v);
            if (said && same_game && !engine_agrees(e, t, v))
                fail_with("the engine says otherwise", "", seed, text, v);
            all->found_true += said;
            all->found_false += !said;
        }
        trial_end(&own);
    }
    free(json);
    json_decref(root);
}

static void must_be_true(const char *whose, const char *text, const char *json, long seed,
                         tally *all)
{
    static told found;
    dt_error err;
    verify_result result;
    found.count = 0;
    if (!verify_witness(text, strlen(text), json, strlen(json), NULL, remember, &found, &result,
                        &err))
        fail_msg("%s, seed %ld: %s\n%s----\n%s", whose, seed, err.message, text, json);
    for (size_t k = 0; k < found.count; k++)
        if (found.outcomes[k] != VERIFY_TRUE)
            fail_msg("%s, seed %ld: %s\n%s----\n%s", whose, seed, found.why[k], text, json);
    all->witnesses++;
    all->verdicts += (long)found.count;
}

/* What `explain` says of one state, for all players and concepts. */
static void try_explain(engine *e, const trial *t, const char *text, long seed, dice *d, tally *all)
{
    dt_options options = e->options;
    capture c = {0};
    dt_error err;
    char number[24];
    snprintf(number, sizeof number, "#%d", 1 + roll(d, t->w->states));
    options.state = number;
    options.format = DT_JSON;
    options.concepts = (1u << DT_CONCEPT_COUNT) - 1;
    if (!dt_report_explain(e->game, &options, capture_output(&c), &err))
        fail_msg("explain, seed %ld: %s\n%s", seed, err.message, text);
    must_be_true("explain", text, capture_text(&c), seed, all);
    all->explained++;
    capture_free(&c);
}

static void lift_some(trial *t, dice *d)
{
    stage g;
    int lifted = 0;
    bool sound_stage = stage_after(t->c, t->events, &g);
    assert(sound_stage), (void)sound_stage;
    for (int k = 0; k < g.in_force && lifted < MOST_LIFTS; k++) {
        const statement *x = &t->c->statement[g.statement[k]];
        if (x->kind == REDLINE && chance(d, 40)) t->lift[x->id] = true, lifted++;
    }
}

/* Witnesses of one game, and spoilt ones. */
static void try_trial(trial *t, const char *text, long seed, dice *d, tally *all)
{
    engine e = {0};
    bool started = trial_start(t);
    assert_true(started);
    engine_start(&e, t, text);
    json_t *witness = prove_many(t, d);
    char *json = json_dumps(witness, 0);
    must_be_true("prover", text, json, seed, all);
    try_explain(&e, t, text, seed, d, all);
    for (int k = 0; k < MUTANTS; k++) try_mutant(t, text, &e, witness, seed, d, all);
    free(json);
    json_decref(witness);
    engine_end(&e);
    trial_end(t);
}

static void try_stage(const conflict *c, const char *text, int events, long seed, dice *d,
                      tally *all)
{
    trial t = {.c = c, .events = events};
    if (chance(d, 30)) lift_some(&t, d);
    try_trial(&t, text, seed, d, all);
}

static void print_tally(const tally *all)
{
    print_message("%ld conflicts, %ld witnesses with %ld verdicts, all true (%ld by explain); of "
                  "%ld spoilt ones %ld were refused, in the rest %ld verdicts true, %ld false\n",
                  all->conflicts, all->witnesses, all->verdicts, all->explained, all->mutants,
                  all->refused, all->found_true, all->found_false);
    assert_true(all->found_false > all->conflicts && all->refused > all->conflicts);
}

static void witnesses_of_random_conflicts(void **unused)
{
    (void)unused;
    static conflict c;
    tally all = {0};
    long first = from_environment("DT_SEED", 1);
    long count = from_environment("DT_COUNT", from_environment("DT_LONG", 0) ? 4000 : 200);
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        generate(&c, &d,
                 (wishes){.most_states = seed % 3 ? 32 : 64,
                          .events = seed % 2 == 0,
                          .classes = seed % 5 < 2});
        char *text = write_conflict(&c);
        for (int k = 0; k <= c.events; k++)
            if (k == c.events || chance(&d, 50)) try_stage(&c, text, k, seed, &d, &all);
        free(text);
        all.conflicts++;
    }
    print_tally(&all);
}

/* An option that nobody has stands for the states of a graph: its levels are their numbers. */
static void name_graph(conflict *c, game *w)
{
    conflict_start(c);
    c->players = w->players;
    c->options = c->naming = 1;
    c->option[0] = (option){.name = "s", .levels = w->states, .declared = true};
    for (int p = 0; p < w->players; p++) c->player[p] = (player){.name = {'p', (char)('0' + p)}};
    for (int s = 0; s < w->states; s++) {
        w->at[s].level[0] = c->mark[s].level[0] = (signed char)s;
        c->mark_name[c->marks++] = s;
        w->class_of[s] = (short)s;
    }
}

static void witnesses_of_random_graphs(void **unused)
{
    (void)unused;
    static conflict c;
    tally all = {0};
    long first = from_environment("DT_SEED", 1);
    long count = from_environment("DT_COUNT", from_environment("DT_LONG", 0) ? 4000 : 200);
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        game *w = random_graph(&d);
        char *text = write_graph(w, 2);
        name_graph(&c, w);
        trial t = {.c = &c, .graph = w};
        try_trial(&t, text, seed, &d, &all);
        free(text);
        game_free(w);
        all.conflicts++;
    }
    print_tally(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(witnesses_of_random_conflicts),
                                       cmocka_unit_test(witnesses_of_random_graphs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
