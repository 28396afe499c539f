/* `paths` against the literal definition, and against what has been published.
 *
 * The targets are all states (an outcome that is always true), from a state by seed. DT_LONG=1 tries
 * many more; DT_SEED=N starts at another seed, DT_COUNT=N tries another number of conflicts.
 */
#include "literal.h"

#include "detente.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- what the engine says ---------------------------------------------------------------------- */

static json_t *ask(const char *text, dt_options *options, char *what, size_t room)
{
    paper said = {0};
    dt_error err = {0};
    options->format = DT_JSON;
    dt_model *m = dt_model_parse(text, strlen(text), options, &err);
    dt_game *g = m ? dt_game_compile(m, options, &err) : NULL;
    bool done = g && dt_report_paths(g, options, (dt_output){paper_append, &said}, &err);
    dt_game_free(g), dt_model_free(m);
    json_error_t why = {.text = ""};
    json_t *found = done ? json_loads(said.text, 0, &why) : NULL;
    if (!found)
        snprintf(what, room, "%s%s%s", err.code == DT_ERR_UNSUPPORTED ? "not yet: " : "",
                 err.message, why.text);
    free(said.text);
    return found;
}

/* ---- the comparison ---------------------------------------------------------------------------- */

typedef struct job {
    const game *w;
    int from;
    char player_id[MOST_PLAYERS][24];
    char what[600];
} job;

__attribute__((format(printf, 2, 3))) static bool differ(job *j, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(j->what, sizeof j->what, format, args);
    va_end(args);
    return false;
}

static int integer(const json_t *at, const char *field)
{
    const json_t *it = json_object_get(at, field);
    return json_is_integer(it) ? (int)json_integer_value(it) : -1;
}

static int state_at(const json_t *at, const char *field)
{
    return integer(json_object_get(at, field), "number") - 1;
}

static int player_at(const job *j, const json_t *id)
{
    for (int p = 0; p < j->w->players; p++)
        if (strcmp(json_string_value(id), j->player_id[p]) == 0) return p;
    return -1;
}

static unsigned players_at(const job *j, const json_t *at, const char *field)
{
    unsigned found = 0;
    size_t k;
    json_t *id;
    json_array_foreach(json_object_get(at, field), k, id) found |= 1u << player_at(j, id);
    return found;
}

/* Is it a sequence of moves from the start to the state, nobody twice in a row; how many against? */
static bool walk(job *j, const json_t *path, int to, bool improving, int *against)
{
    int at = j->from, last = -1;
    size_t k;
    json_t *leg;
    *against = 0;
    json_array_foreach(path, k, leg)
    {
        int p = player_at(j, json_object_get(leg, "player")), next = state_at(leg, "to");
        if (p < 0 || p == last || next < 0 || !is_move(j->w, p, at, next))
            return differ(j, "to %d: step %d is no move", to + 1, (int)k + 1);
        bool improves = is_improvement(j->w, p, at, next);
        if (json_is_true(json_object_get(leg, "against")) == improves || (improving && !improves))
            return differ(j, "to %d: step %d is wrongly judged", to + 1, (int)k + 1);
        *against += !improves;
        at = next, last = p;
    }
    return at == to || differ(j, "to %d: the path ends in %d", to + 1, at + 1);
}

static bool same_trip(job *j, const json_t *way, const trip *ours, int to, bool improving)
{
    int against;
    if (json_is_null(way)) return ours->steps < 0 || differ(j, "to %d: there is a way", to + 1);
    const json_t *path = json_object_get(way, "path");
    if (integer(way, "steps") != ours->steps || (int)json_array_size(path) != ours->steps)
        return differ(j, "to %d: %d steps, should be %d", to + 1, integer(way, "steps"),
                      ours->steps);
    unsigned long long count =
        (unsigned long long)json_integer_value(json_object_get(way, "count"));
    if (count != ours->count || !json_is_false(json_object_get(way, "overflow")))
        return differ(j, "to %d: %llu ways, should be %llu", to + 1, count, ours->count);
    if (players_at(j, way, "first") != ours->firsts)
        return differ(j, "to %d: first movers %x, should be %x", to + 1,
                      players_at(j, way, "first"), ours->firsts);
    return walk(j, path, to, improving, &against);
}

static bool same_effort(job *j, const json_t *target, const effort *ours, int to)
{
    const json_t *detour = json_object_get(target, "detour");
    int against;
    if (integer(target, "against") != ours->against)
        return differ(j, "to %d: %d against, should be %d", to + 1, integer(target, "against"),
                      ours->against);
    if (ours->against < 0) return json_is_null(detour) || differ(j, "to %d: a detour", to + 1);
    if (integer(detour, "steps") != ours->steps)
        return differ(j, "to %d: a detour of %d steps, should be %d", to + 1,
                      integer(detour, "steps"), ours->steps);
    if (players_at(j, detour, "first_against") != ours->firsts)
        return differ(j, "to %d: first against %x, should be %x", to + 1,
                      players_at(j, detour, "first_against"), ours->firsts);
    const json_t *path = json_object_get(detour, "path");
    return ((int)json_array_size(path) == ours->steps ||
            differ(j, "to %d: the detour's length", to + 1)) &&
           walk(j, path, to, false, &against) &&
           (against == ours->against || differ(j, "to %d: the detour's moves against", to + 1));
}

static bool same_reach(job *j, const json_t *row, const char *kind, const trip *ours, int s)
{
    const json_t *it = json_object_get(row, kind);
    if (json_is_null(it)) return ours->steps < 0 || differ(j, "reach of %d", s + 1);
    return (integer(it, "step") == ours->steps && players_at(j, it, "last") == ours->lasts) ||
           differ(j, "%s reach of %d: step %d, last %x, should be %d, %x", kind, s + 1,
                  integer(it, "step"), players_at(j, it, "last"), ours->steps, ours->lasts);
}

static bool same_levels(job *j, const json_t *levels, const trip *improving, const trip *legal)
{
    size_t k;
    json_t *row;
    json_array_foreach(levels, k, row)
    {
        int some = 0, all = 0;
        for (int s = 0; s < j->w->states; s++) {
            some += improving[s].steps == (int)k;
            all += legal[s].steps == (int)k;
        }
        if (integer(row, "improving") != some || integer(row, "legal") != all)
            return differ(j, "level %d", (int)k);
    }
    return true;
}

static bool same_order(job *j, const json_t *targets, const effort *efforts)
{
    for (size_t k = 1; k < json_array_size(targets); k++) {
        int a = state_at(json_array_get(targets, k - 1), "state"),
            b = state_at(json_array_get(targets, k), "state");
        unsigned x = (unsigned)efforts[a].against, y = (unsigned)efforts[b].against;
        bool ordered = x != y                                 ? x < y
                       : efforts[a].steps != efforts[b].steps ? efforts[a].steps < efforts[b].steps
                                                              : a < b;
        if (!ordered) return differ(j, "%d stands before %d", a + 1, b + 1);
    }
    return true;
}

static bool same_everything(job *j, const json_t *said)
{
    trip *improving = literal_trips(j->w, j->from, true),
         *legal = literal_trips(j->w, j->from, false);
    effort *efforts = literal_efforts(j->w, j->from);
    const json_t *targets = json_object_get(said, "targets"),
                 *rows = json_object_get(said, "reach");
    size_t k;
    json_t *it;
    bool same = ((int)json_array_size(targets) == j->w->states &&
                 (int)json_array_size(rows) == j->w->states) ||
                differ(j, "%d targets", (int)json_array_size(targets));
    json_array_foreach(targets, k, it)
    {
        int s = state_at(it, "state");
        same = same && same_trip(j, json_object_get(it, "improving"), &improving[s], s, true) &&
               same_trip(j, json_object_get(it, "legal"), &legal[s], s, false) &&
               same_effort(j, it, &efforts[s], s);
    }
    json_array_foreach(rows, k, it)
    {
        int s = state_at(it, "state");
        same = same && same_reach(j, it, "improving", &improving[s], s) &&
               same_reach(j, it, "legal", &legal[s], s);
    }
    same = same && same_levels(j, json_object_get(said, "levels"), improving, legal) &&
           same_order(j, targets, efforts);
    free(improving), free(legal), free(efforts);
    return same;
}

/* ---- conflicts ---------------------------------------------------------------------------------- */

static conflict tried, asked_of;

static bool look(const conflict *c, uint64_t seed, char *what, size_t room)
{
    static const dt_backend backends[] = {DT_BACKEND_DENSE, DT_BACKEND_LISTED};
    char from[16], outcome[16];
    asked_of = *c;
    conflict *all = &asked_of; /* with an outcome that is always true */
    if (all->lets == MOST_LETS || all->exprs == MOST_EXPRS) return true;
    int id = 1;
    for (int k = 0; k < all->lets; k++)
        if (all->let[k].id >= id) id = all->let[k].id + 1;
    all->let[all->lets].id = id;
    all->let[all->lets].outcome = true;
    all->let[all->lets++].expr = new_expr(all, IS_YES);
    game *w = play(all, all->events, NULL);
    assert(w);
    char *text = write_conflict(all);
    job j = {.w = w, .from = (int)(seed * 7 % (uint64_t)w->states)};
    for (int p = 0; p < w->players; p++) strcpy(j.player_id[p], c->player[p].name);
    snprintf(from, sizeof from, "#%d", j.from + 1);
    snprintf(outcome, sizeof outcome, "l%d", id);
    bool same = true;
    for (int b = 0; b < 2 && same; b++) {
        dt_options options = {.backend = c->classes ? DT_BACKEND_AUTO : backends[b],
                              .threads = (uint32_t)(seed % 3),
                              .from = from,
                              .to = outcome,
                              .limit = DT_ALL};
        json_t *said = ask(text, &options, what, room);
        same = said && same_everything(&j, said);
        if (said && !same) snprintf(what, room, "backend %d: %.500s", b, j.what);
        json_decref(said);
    }
    free(text);
    game_free(w);
    return same;
}

typedef struct again {
    uint64_t seed;
} again;

static bool still_fails(const conflict *c, void *ctx)
{
    char what[600] = "";
    return !look(c, ((again *)ctx)->seed, what, sizeof what) && !strstr(what, "not yet");
}

static void try_many(const char *kind, wishes wish, long usually)
{
    long first = from_environment("DT_SEED", 1), count = how_many(usually), not_yet = 0;
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        char what[600] = "";
        generate(&tried, &d, wish);
        if (look(&tried, (uint64_t)seed, what, sizeof what)) continue;
        if (strstr(what, "not yet")) {
            not_yet++;
            continue;
        }
        again a = {(uint64_t)seed};
        shrink(&tried, still_fails, &a);
        char *text = write_conflict(&tried), after[600] = "";
        look(&tried, (uint64_t)seed, after, sizeof after);
        print_error("%s, seed %ld: %s\n----\n%s----\nafter shrinking: %s\n", kind, seed, what, text,
                    after);
        free(text);
        fail();
    }
    print_message("%s: %ld conflicts%s\n", kind, count - not_yet,
                  not_yet ? ", the rest not analysed yet" : "");
    assert_true(not_yet == 0 || (wish.classes && not_yet == count));
}

static void random_conflicts(void **unused)
{
    (void)unused;
    try_many("random conflicts", (wishes){.most_states = 64}, 800);
}

static void random_events(void **unused)
{
    (void)unused;
    try_many("random events", (wishes){.most_states = 32, .events = true}, 300);
}

static void random_classes(void **unused)
{
    (void)unused;
    try_many("merged states", (wishes){.most_states = 32, .classes = true}, 200);
}

/* ---- graphs ------------------------------------------------------------------------------------- */

/* No option says what is always true; all states as targets one by one. */
static bool look_at_graph(const game *w, uint64_t seed, char *what, size_t room)
{
    int manner = (int)(seed % 3);
    char *text = write_graph(w, manner), from[24], extended[20000];
    job j = {.w = w, .from = (int)(seed % (uint64_t)w->states)};
    for (int p = 0; p < w->players; p++) snprintf(j.player_id[p], 24, "p%d", p);
    snprintf(extended, sizeof extended, "%s\noutcome everything: yes\n", text);
    snprintf(from, sizeof from, "#%d", j.from + 1);
    dt_options options = {.from = from, .to = "everything", .limit = DT_ALL};
    json_t *said = ask(extended, &options, what, room);
    bool same = said && same_everything(&j, said);
    if (said && !same) snprintf(what, room, "%.500s", j.what);
    json_decref(said);
    free(text);
    return same;
}

static bool graph_still_fails(const game *w, void *ctx)
{
    char what[600] = "";
    return !look_at_graph(w, *(uint64_t *)ctx, what, sizeof what);
}

static void random_graphs(void **unused)
{
    (void)unused;
    uint64_t first = (uint64_t)from_environment("DT_SEED", 1), count = (uint64_t)how_many(1000);
    for (uint64_t seed = first; seed < first + count; seed++) {
        dice d = {.seed = seed};
        game *w = random_graph(&d);
        char what[600] = "";
        if (!look_at_graph(w, seed, what, sizeof what)) {
            shrink_graph(w, graph_still_fails, &seed);
            char *text = write_graph(w, (int)(seed % 3)), after[600] = "";
            look_at_graph(w, seed, after, sizeof after);
            print_error("graph, seed %lu: %s\n----\n%s----\nafter shrinking: %s\n",
                        (unsigned long)seed, what, text, after);
            free(text);
            fail();
        }
        game_free(w);
    }
}

/* ---- counts ------------------------------------------------------------------------------------- */

/* n players with an option each: from nobody to everybody there are n! shortest ways. */
static void counts_beyond_what_a_number_holds(void **unused)
{
    (void)unused;
    for (int n = 19; n <= 21; n++) { /* 19! is above 2^53 */
        char text[2000] = "", what[600] = "";
        unsigned long long factorial = 1;
        for (int p = 0; p < n; p++) {
            char piece[80];
            snprintf(piece, sizeof piece, "player p%d\n  option a%d\n  prefer a%d\n", p, p, p);
            strcat(text, piece);
            if (p < 20) factorial *= (unsigned long long)p + 1;
        }
        strcat(text, "status quo: not p0.a0\n");
        char all[32] = "";
        memset(all, 'Y', (size_t)n);
        dt_options options = {.to = all, .limit = 1};
        json_t *said = ask(text, &options, what, sizeof what);
        if (!said) print_error("%s\n", what);
        assert_non_null(said);
        const json_t *way =
            json_object_get(json_array_get(json_object_get(said, "targets"), 0), "improving");
        char wanted[32];
        snprintf(wanted, sizeof wanted, "%llu", n > 20 ? UINT64_MAX + 0ull : factorial);
        assert_string_equal(json_string_value(json_object_get(way, "count")), wanted);
        assert_int_equal(json_is_true(json_object_get(way, "overflow")), n > 20);
        assert_int_equal(integer(way, "steps"), n);
        json_decref(said);
    }
}

/* ---- published ----------------------------------------------------------------------------------- */

/* Elmira as its twelve states: the status quo is 1, and the last mover's part of the table follows
 * from the moves. The nine-state form of the literature merges 5, 6, 11 and 12 (the plant is closed)
 * into its state 9; the other states are its 1 to 8 in another order. First steps of the literature,
 * by legal moves: 2, 3, 5, 9 at 1; 4, 6, 7 at 2; 8 at 3; by improvements: 5 at 1, nothing after. */
static void status_quo_analysis_of_elmira(void **unused)
{
    (void)unused;
    static const struct {
        const char *pattern; /* modify, delay, accept, abandon, insist */
        int published, legal, improving;
    } table[] = {{"NYNNN", 1, 0, 0},  {"YYNNN", 2, 1, -1}, {"NNYNN", 3, 1, -1},
                 {"YNYNN", 4, 2, -1}, {"NYNNY", 5, 1, 1},  {"YYNNY", 6, 2, -1},
                 {"NNYNY", 7, 2, -1}, {"YNYNY", 8, 3, -1}, {"NNNYN", 9, 1, -1},
                 {"YNNYN", 9, 2, -1}, {"NNNYY", 9, 2, -1}, {"YNNYY", 9, 3, -1}};
    FILE *file = fopen(DT_SOURCE_DIR "/models/published/kinsara-2014/elmira.detente", "rb");
    assert_non_null(file);
    char text[8000] = "", what[600] = "";
    size_t length = fread(text, 1, sizeof text - 1, file);
    text[length] = 0;
    fclose(file);
    dt_options options = {0};
    json_t *said = ask(text, &options, what, sizeof what), *row;
    if (!said) print_error("%s\n", what);
    assert_non_null(said);
    const json_t *rows = json_object_get(said, "reach");
    assert_int_equal(json_array_size(rows), 12);
    size_t k, seen = 0;
    json_array_foreach(rows, k, row)
    {
        const char *pattern =
            json_string_value(json_object_get(json_object_get(row, "state"), "pattern"));
        for (size_t t = 0; t < sizeof table / sizeof *table; t++) {
            if (strcmp(table[t].pattern, pattern) != 0) continue;
            seen++;
            assert_int_equal(integer(json_object_get(row, "legal"), "step"), table[t].legal);
            assert_int_equal(integer(json_object_get(row, "improving"), "step"),
                             table[t].improving);
        }
    }
    assert_int_equal(seen, 12);
    json_decref(said);
}

/* The nine-state forms say what the literature says, and who moves last by the moves of its lists. */
static void status_quo_analysis_of_elmira_in_nine_states(void **unused)
{
    (void)unused;
    static const int legal[9] = {0, 1, 1, 2, 1, 2, 2, 3, 1},
                     improving[9] = {0, -1, -1, -1, 1, -1, -1, -1, -1};
    FILE *file = fopen(
        DT_SOURCE_DIR "/models/published/kilgour-hipel-peng-fang-2001/elmira-listed.detente", "rb");
    assert_non_null(file);
    char text[8000] = "", what[600] = "";
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    dt_options options = {0};
    json_t *said = ask(text, &options, what, sizeof what), *row;
    if (!said) print_error("%s\n", what);
    assert_non_null(said);
    size_t k;
    assert_int_equal(json_array_size(json_object_get(said, "reach")), 9);
    json_array_foreach(json_object_get(said, "reach"), k, row)
    {
        assert_int_equal(integer(json_object_get(row, "legal"), "step"), legal[k]);
        assert_int_equal(integer(json_object_get(row, "improving"), "step"), improving[k]);
    }
    json_decref(said);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_conflicts),
        cmocka_unit_test(random_events),
        cmocka_unit_test(random_classes),
        cmocka_unit_test(random_graphs),
        cmocka_unit_test(counts_beyond_what_a_number_holds),
        cmocka_unit_test(status_quo_analysis_of_elmira),
        cmocka_unit_test(status_quo_analysis_of_elmira_in_nine_states),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
