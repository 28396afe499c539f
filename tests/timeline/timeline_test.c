/* `timeline` rebuilt by hand. DT_LONG=1 tries many more conflicts; DT_SEED=N starts at another seed,
 * DT_COUNT=N tries another number.
 */
#include "oracle.h"

#include "detente.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- asking the engine --------------------------------------------------------------------------- */

typedef struct job {
    const conflict *c;
    dt_model *model;
    dt_options options;
    char where[16];
    int where_let; /* -1: none */
    dt_error err;
    char what[900];
} job;

__attribute__((format(printf, 2, 3))) static bool differ(job *j, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(j->what, sizeof j->what, format, args);
    va_end(args);
    return false;
}

static json_t *parsed(job *j, bool done, paper *said)
{
    json_error_t why = {.text = ""};
    json_t *found = done ? json_loads(said->text, 0, &why) : NULL;
    if (!found) differ(j, "%s%s", j->err.message, why.text);
    free(said->text);
    return found;
}

static json_t *ask_timeline(job *j)
{
    paper said = {0};
    bool done =
        dt_report_timeline(j->model, &j->options, (dt_output){paper_append, &said}, &j->err);
    return parsed(j, done, &said);
}

static json_t *ask_redlines(job *j)
{
    paper said = {0};
    bool done =
        dt_report_redlines(j->model, &j->options, (dt_output){paper_append, &said}, &j->err);
    return parsed(j, done, &said);
}

static json_t *ask_solve(job *j)
{
    paper said = {0};
    dt_game *g = dt_game_compile(j->model, &j->options, &j->err);
    dt_verdicts *v = g ? dt_analyse(g, &j->options, &j->err) : NULL;
    bool done = v && dt_report_solve(v, &j->options, (dt_output){paper_append, &said}, &j->err);
    dt_verdicts_free(v), dt_game_free(g);
    return parsed(j, done, &said);
}

/* ---- the objects of each stage --------------------------------------------------------------------- */

static void cut_funnel(json_t *at)
{
    json_t *funnel = json_object_get(at, "funnel"), *step;
    size_t k;
    for (k = json_array_size(funnel); k-- > 0;) {
        step = json_array_get(funnel, k);
        const char *word = json_string_value(json_object_get(step, "step"));
        if (strcmp(word, "feasible") && strcmp(word, "within") && strcmp(word, "no_worse"))
            json_array_remove(funnel, k);
        else if (strcmp(word, "within")) /* of the other steps the states are not listed */
            json_object_set_new(step, "states", json_array());
    }
}

/* `redlines` as `timeline` has it. */
static void cut_funnels(json_t *redlines)
{
    size_t k;
    json_t *it;
    cut_funnel(redlines);
    json_array_foreach(json_object_get(redlines, "concessions"), k, it) cut_funnel(it);
}

static bool same_object(job *j, const char *name, int number, json_t *inner, json_t *whole)
{
    bool same = whole && json_equal(inner, whole);
    if (whole && !same) {
        const char *key;
        json_t *value;
        differ(j, "%s of stage %d", name, number);
        json_object_foreach(whole, key, value)
        {
            if (json_equal(json_object_get(inner, key), value)) continue;
            char *a = json_dumps(json_object_get(inner, key), JSON_COMPACT | JSON_ENCODE_ANY);
            char *b = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
            differ(j, "%s of stage %d, %s: %.300s, should be %.300s", name, number, key,
                   a ? a : "missing", b);
            free(a), free(b);
            break;
        }
    }
    json_decref(whole);
    return same;
}

static bool same_objects(job *j, const json_t *stages)
{
    size_t k;
    json_t *it;
    bool same = true;
    json_array_foreach(stages, k, it)
    {
        char word[8];
        int number = (int)json_integer_value(json_object_get(it, "stage"));
        snprintf(word, sizeof word, "%d", number);
        j->options.stage = word;
        same = same && same_object(j, "solve", number, json_object_get(it, "solve"), ask_solve(j));
        json_t *redlines = same ? ask_redlines(j) : NULL;
        if (redlines) {
            cut_funnels(redlines);
            same = same_object(j, "redlines", number, json_object_get(it, "redlines"), redlines);
        } else if (same) { /* that command finds nothing to say where nothing is asked about */
            const json_t *common =
                json_object_get(json_object_get(it, "redlines"), "common_ground");
            same = strstr(j->what, "no feasible state satisfies it") &&
                   json_integer_value(json_object_get(common, "count")) == 0;
        }
        j->options.stage = NULL;
    }
    return same;
}

static bool same_alone(job *j, const json_t *stages)
{
    size_t k;
    json_t *it;
    json_array_foreach(stages, k, it)
    {
        char number[8];
        snprintf(number, sizeof number, "%d", (int)k);
        j->options.stage = number;
        json_t *said = ask_timeline(j);
        j->options.stage = NULL;
        const json_t *alone = json_object_get(said, "stages");
        bool same = json_array_size(alone) == 1 && json_equal(json_array_get(alone, 0), it);
        if (said && !same) differ(j, "stage %d by itself", (int)k);
        json_decref(said);
        if (!same) return false;
    }
    return true;
}

/* ---- line by line ------------------------------------------------------------------------------------ */

/* The concepts under which each combination of levels is an equilibrium, as bits. */
static unsigned held[2][MOST_STATES];

static bool is_shown(const job *j, const state *s)
{
    return j->where_let < 0 || holds(j->c, j->c->let[j->where_let].expr, s);
}

/* After `events` events, of the last of which only `lines` lines have happened. False: no analysis. */
static bool hold_after(const job *j, int events, int lines, unsigned *to)
{
    static conflict cut;
    int order[MOST_EVENTS];
    cut = *j->c;
    order_events(&cut, order);
    cut.has_status_quo = cut.has_no_deal = false;
    for (int e = 0; e < events; e++) {
        event *it = &cut.event[order[e]];
        if (e == events - 1) it->lines = lines;
        int kept = 0; /* where the status quo is does not matter to what holds */
        for (int k = 0; k < it->lines; k++)
            if (it->line[k].kind != NOW) it->line[kept++] = it->line[k];
        it->lines = kept;
    }
    game *w = play(&cut, events, NULL);
    if (!w) return false;
    bool *verdict = judge(w, SEQUENCES);
    memset(to, 0, MOST_STATES * sizeof *to);
    for (int code = 0; code < combinations(&cut); code++) {
        int s = w->class_of[code];
        if (s < 0 || !is_shown(j, &w->at[s])) continue;
        for (int k = 0; k < CONCEPTS; k++) {
            bool all = true;
            for (int p = 0; p < w->players; p++)
                all &= verdict[(k * w->players + p) * w->states + s];
            to[code] |= (unsigned)all << k;
        }
    }
    free(verdict);
    game_free(w);
    return true;
}

static unsigned concepts_in(const json_t *list)
{
    unsigned found = 0;
    size_t k;
    json_t *it;
    json_array_foreach(list, k, it) for (int c = 0; c < CONCEPTS; c++) found |=
        (unsigned)(strcmp(json_string_value(it), concept_word[c]) == 0) << c;
    return found;
}

static const json_t *turn_of(const json_t *change, const char *pattern)
{
    size_t k;
    json_t *it;
    json_array_foreach(json_object_get(change, "states"), k,
                       it) if (strcmp(json_string_value(json_object_get(it, "pattern")), pattern) ==
                               0) return it;
    return NULL;
}

static bool same_change(job *j, const json_t *change, const unsigned *before, const unsigned *after)
{
    long gained[CONCEPTS] = {0}, lost[CONCEPTS] = {0}, turns = 0;
    for (int code = 0; code < combinations(j->c); code++) {
        unsigned up = after[code] & ~before[code], down = before[code] & ~after[code];
        char pattern[MOST_OPTIONS + 1];
        state s;
        if (!(up | down)) continue;
        turns++;
        combination_state(j->c, code, &s);
        write_pattern(j->c, &s, pattern);
        const json_t *turn = turn_of(change, pattern);
        if (!turn || concepts_in(json_object_get(turn, "gained")) != up ||
            concepts_in(json_object_get(turn, "lost")) != down)
            return differ(j, "%s: gained %x, lost %x", pattern, up, down);
        for (int k = 0; k < CONCEPTS; k++) gained[k] += up >> k & 1, lost[k] += down >> k & 1;
    }
    if ((long)json_array_size(json_object_get(change, "states")) != turns)
        return differ(j, "%ld states should have changed", turns);
    for (int k = 0; k < CONCEPTS; k++) {
        const json_t *up = json_object_get(json_object_get(change, "gained"), concept_word[k]),
                     *down = json_object_get(json_object_get(change, "lost"), concept_word[k]);
        if (json_integer_value(up) != gained[k] || json_integer_value(down) != lost[k])
            return differ(j, "%s: gained %ld, lost %ld", concept_word[k], gained[k], lost[k]);
    }
    return true;
}

static struct {
    long lines, turning, joined, of_ranks, moving;
} seen;

static bool same_changes(job *j, const json_t *stages)
{
    int order[MOST_EVENTS];
    bool ranked = false;
    for (int p = 0; p < j->c->players; p++) ranked |= j->c->player[p].ranked;
    order_events(j->c, order);
    unsigned *before = held[0], *after = held[1];
    bool there = hold_after(j, 0, 0, before);
    assert(there), (void)there;
    for (int e = 1; e <= j->c->events; e++) {
        const event *it = &j->c->event[order[e - 1]];
        const json_t *changes = json_object_get(json_array_get(stages, (size_t)e), "changes");
        if ((int)json_array_size(changes) != it->lines)
            return differ(j, "stage %d has %d changes", e, (int)json_array_size(changes));
        for (int k = 0; k < it->lines; k++) {
            const json_t *change = json_array_get(changes, (size_t)k);
            bool known = json_is_true(json_object_get(change, "known"));
            bool moves = it->line[k].kind == NOW || it->line[k].kind == ADD_PLAYER;
            seen.lines++;
            seen.moving += moves;
            bool analysed = hold_after(j, e, k + 1, after);
            if (moves && known) memcpy(after, before, sizeof held[0]);
            else if (!analysed && known) return differ(j, "stage %d, line %d is known", e, k + 1);
            else if (analysed && !known && !ranked)
                return differ(j, "stage %d, line %d is not known", e, k + 1);
            if (!known) {
                seen.joined++, seen.of_ranks += analysed;
                memcpy(after, before, sizeof held[0]);
            }
            char where[40];
            snprintf(where, sizeof where, "stage %d, line %d: ", e, k + 1);
            seen.turning += memcmp(before, after, sizeof held[0]) != 0;
            if (!same_change(j, change, before, after)) {
                char what[700];
                snprintf(what, sizeof what, "%.600s", j->what);
                return differ(j, "%s%s", where, what);
            }
            memcpy(before, after, sizeof held[0]);
        }
    }
    return true;
}

/* ---- conflicts ---------------------------------------------------------------------------------------- */

static bool look(const conflict *c, uint64_t seed, char *what, size_t room)
{
    job j = {.c = c, .where_let = -1};
    char *text = write_conflict(c);
    j.options = (dt_options){.format = DT_JSON,
                             .limit = DT_ALL,
                             .threads = (uint32_t)(seed % 3),
                             .backend = seed % 2 ? DT_BACKEND_DENSE : DT_BACKEND_LISTED};
    if (c->lets && seed % 3 == 0) {
        j.where_let = c->lets - 1;
        snprintf(j.where, sizeof j.where, "l%d", c->let[j.where_let].id);
        j.options.where = j.where;
    }
    j.model = dt_model_parse(text, strlen(text), &j.options, &j.err);
    json_t *said = j.model ? ask_timeline(&j) : NULL;
    const json_t *stages = json_object_get(said, "stages");
    bool same = said && (int)json_array_size(stages) == c->events + 1 && same_changes(&j, stages) &&
                same_objects(&j, stages) && (seed % 4 || same_alone(&j, stages));
    if (!same) snprintf(what, room, "%s", j.model ? j.what : j.err.message);
    json_decref(said);
    dt_model_free(j.model);
    free(text);
    return same;
}

static bool still_fails(const conflict *c, void *ctx)
{
    char what[900] = "";
    return !look(c, *(uint64_t *)ctx, what, sizeof what);
}

static void random_events(void **unused)
{
    (void)unused;
    static conflict tried;
    long first = from_environment("DT_SEED", 1), count = how_many(300);
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        uint64_t same_seed = (uint64_t)seed;
        char what[900] = "";
        generate(&tried, &d, (wishes){.most_states = 32, .events = true});
        if (look(&tried, same_seed, what, sizeof what)) continue;
        shrink(&tried, still_fails, &same_seed);
        char *text = write_conflict(&tried), after[900] = "";
        look(&tried, same_seed, after, sizeof after);
        print_error("seed %ld: %s\n----\n%s----\nafter shrinking: %s\n", seed, what, text, after);
        free(text);
        fail();
    }
    print_message(
        "%ld lines of events: %ld changed what holds, %ld only move, %ld counted with the "
        "next, %ld of these for want of ranks\n",
        seen.lines, seen.turning, seen.moving, seen.joined, seen.of_ranks);
    if (count >= 300) assert_true(seen.turning > 100 && seen.moving > 50);
}

/* ---- lines after which nothing can be analysed ------------------------------------------------------ */

static json_t *changes_of(const char *text)
{
    job j = {.options.format = DT_JSON};
    j.model = dt_model_parse(text, strlen(text), &j.options, &j.err);
    json_t *said = j.model ? ask_timeline(&j) : NULL;
    if (!said) print_error("%s%s\n", j.err.message, j.what);
    assert_non_null(said);
    json_t *changes =
        json_object_get(json_array_get(json_object_get(said, "stages"), 1), "changes");
    json_incref(changes);
    json_decref(said);
    dt_model_free(j.model);
    return changes;
}

static void check_known(const char *text, const char *known)
{
    json_t *changes = changes_of(text);
    assert_int_equal(json_array_size(changes), strlen(known));
    for (size_t k = 0; known[k]; k++) {
        const json_t *it = json_array_get(changes, k);
        assert_int_equal(json_is_true(json_object_get(it, "known")), known[k] == 'y');
        if (known[k] != 'y') assert_int_equal(json_array_size(json_object_get(it, "states")), 0);
    }
    json_decref(changes);
}

static void lines_that_only_together_make_a_model(void **unused)
{
    (void)unused;
    /* Between the lines there is no feasible state. */
    check_known("player p\n  option a\n  option b\nrequire k: a\nstatus quo: a\n"
                "event 2025\n  add require not a\n  drop k\n  now not a\n",
                "nyy");
    /* Between the lines there is a state that no rank knows. */
    check_known("player p\n  option a\n  option b\n  rank 1 > 2 > 3\ninfeasible k: a and b\n"
                "status quo: a\nevent 2025\n  drop k\n  add infeasible a and b\n",
                "ny");
    /* The status quo may be infeasible for a while. */
    check_known("player p\n  option a\n  option b\n  prefer a\nstatus quo: a\n"
                "event 2025\n  add infeasible a\n  now not a\n",
                "yy");
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_events),
        cmocka_unit_test(lines_that_only_together_make_a_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
