/* Red lines at sizes where the oracle is too slow: what must hold whatever the conflict; the same
 * answer by every way there is to it; and no failure of memory, interruption or write that does harm.
 */
#include "capture.h"
#include "failing.h"
#include "literal.h"

#include "verify/verify.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- conflicts of a thousand states and more ------------------------------------------------ */

typedef struct page {
    char text[20000];
    size_t length;
    dice d;
    int players, options; /* options of each player */
} page;

__attribute__((format(printf, 2, 3))) static void write_line(page *t, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int length = vsnprintf(t->text + t->length, sizeof t->text - t->length, format, args);
    va_end(args);
    assert_true(length >= 0 && t->length + (size_t)length < sizeof t->text);
    t->length += (size_t)length;
}

static void write_atom(page *t)
{
    int p = roll(&t->d, t->players), o = roll(&t->d, t->options);
    if (o == 0) write_line(t, "p%d.o0 %s v%d", p, roll(&t->d, 2) ? ">=" : "<", 1 + roll(&t->d, 2));
    else write_line(t, "%sp%d.o%d", roll(&t->d, 2) ? "not " : "", p, o);
}

static void write_condition(page *t, int atoms)
{
    const char *joint = roll(&t->d, 2) ? " and " : " or ";
    for (int k = 0; k < atoms; k++) {
        if (k) write_line(t, "%s", joint);
        write_atom(t);
    }
    write_line(t, "\n");
}

static void write_players(page *t, int lines)
{
    for (int p = 0; p < t->players; p++) {
        write_line(t, "player p%d\n  option o0 levels v0, v1, v2\n", p);
        for (int o = 1; o < t->options; o++)
            write_line(t, "  option o%d%s\n", o, roll(&t->d, 6) ? "" : " irreversible");
        for (int k = 0; k < lines; k++) {
            write_line(t, "  redline l%d%s: ", k, roll(&t->d, 4) ? "" : " rigid");
            write_condition(t, 1 + roll(&t->d, 3));
        }
        for (int k = 2 + roll(&t->d, 5); k > 0; k--) {
            write_line(t, "  prefer ");
            write_condition(t, 1 + roll(&t->d, 2));
        }
    }
}

/* A constraint of three atoms that the status quo, everything at its lowest, satisfies. */
static void write_constraints(page *t)
{
    for (int k = roll(&t->d, 4); k > 0; k--) {
        int p = roll(&t->d, t->players), q = roll(&t->d, t->players);
        write_line(t, "infeasible p%d.o%d and p%d.o0 >= v%d\n", p, 1 + roll(&t->d, t->options - 1),
                   q, 1 + roll(&t->d, 2));
    }
}

static void write_page(page *t, uint64_t seed, int players, int options, int lines)
{
    *t = (page){.d = {.seed = seed}, .players = players, .options = options};
    write_line(t, "conflict \"Number %llu\"\n", (unsigned long long)seed);
    write_players(t, lines);
    write_constraints(t);
    write_line(t, "status quo: p0.o0 = v0\nno deal: p0.o0 = v0\n");
}

static char *reported(dt_model *m, const dt_options *options)
{
    capture c = {0};
    dt_error err = {0};
    dt_options json = *options;
    json.format = DT_JSON;
    if (!dt_report_redlines(m, &json, capture_output(&c), &err)) fail_msg("%s", err.message);
    return c.text;
}

static json_t *asked(dt_model *m, const dt_options *options)
{
    char *text = reported(m, options);
    json_t *result = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(result);
    free(text);
    return result;
}

static json_t *at(const json_t *object, const char *field)
{
    json_t *found = json_object_get(object, field);
    if (!found) fail_msg("there is no %s", field);
    return found;
}

static void assert_same(const json_t *a, const json_t *b, const char *what, uint64_t seed)
{
    if (json_equal(a, b)) return;
    char *x = json_dumps(a, JSON_COMPACT | JSON_ENCODE_ANY),
         *y = json_dumps(b, JSON_COMPACT | JSON_ENCODE_ANY);
    fail_msg("seed %d: %s: %.500s and %.500s", (int)seed, what, x, y);
}

/* ---- sets of names -------------------------------------------------------------------------- */

static int place(const json_t *report, const char *id)
{
    size_t k;
    const json_t *it;
    json_array_foreach(at(report, "redlines"), k,
                       it) if (!strcmp(json_string_value(at(it, "id")), id)) return (int)k;
    fail_msg("%s is no red line", id);
    return -1;
}

static uint64_t set_of(const json_t *report, const json_t *names)
{
    uint64_t set = 0;
    size_t k;
    const json_t *name;
    json_array_foreach(names, k, name) set |= UINT64_C(1) << place(report, json_string_value(name));
    return set;
}

static int size_of(uint64_t set)
{
    int size = 0;
    for (int k = 0; k < 64; k++) size += (int)(set >> k & 1);
    return size;
}

/* The lines of a before those of b, as the file has them. */
static bool ordered(uint64_t a, uint64_t b)
{
    if (size_of(a) != size_of(b)) return size_of(a) < size_of(b);
    for (int k = 0; k < 64; k++)
        if ((a >> k & 1) != (b >> k & 1)) return a >> k & 1;
    return false;
}

enum { MOST_LISTED = 1000 };

static size_t read_sets(const json_t *report, const json_t *list, const char *field, uint64_t *sets)
{
    size_t k;
    const json_t *it;
    json_array_foreach(list, k, it)
    {
        sets[k] = set_of(report, field ? at(it, field) : it);
        if (k) assert_true(ordered(sets[k - 1], sets[k]));
        for (size_t j = 0; j < k; j++) assert_true(sets[j] & ~sets[k]); /* no part of another */
    }
    return json_array_size(list);
}

/* ---- laws ----------------------------------------------------------------------------------- */

static void check_sets(const json_t *report)
{
    static uint64_t clashes[MOST_LISTED], concessions[MOST_LISTED];
    size_t clash_count = read_sets(report, at(report, "clashes"), NULL, clashes);
    size_t count = read_sets(report, at(report, "concessions"), "lift", concessions);
    uint64_t of_clashes = 0, of_concessions = 0;
    bool common = json_integer_value(at(at(report, "common_ground"), "count")) > 0;
    assert_int_equal(common, clash_count == 0);
    assert_int_equal(common, count == 0);
    assert_int_equal(json_integer_value(at(report, "clash_count")), clash_count);
    assert_int_equal(json_integer_value(at(report, "concession_count")), count);
    for (size_t k = 0; k < clash_count; k++) of_clashes |= clashes[k];
    for (size_t k = 0; k < count; k++) of_concessions |= concessions[k];
    assert_true(of_clashes == of_concessions); /* each is the other's minimal hitting sets */
    for (size_t k = 0; k < clash_count; k++)
        for (size_t j = 0; j < count; j++) assert_true(clashes[k] & concessions[j]);
}

/* Making a concession by hand gives what the report says that it opens, the whole funnel of it. */
static void check_making_it(dt_model *m, const json_t *report, const json_t *concession,
                            uint64_t seed)
{
    static const char *const fields[] = {"funnel", "versus_no_deal"};
    const char *lift[64];
    size_t count = 0, k;
    const json_t *name;
    json_array_foreach(at(concession, "lift"), k, name) lift[count++] = json_string_value(name);
    dt_options options = {.lift = lift, .lift_count = count};
    json_t *made = asked(m, &options);
    const json_t *ground = at(made, "common_ground");
    assert_same(at(ground, "count"), at(concession, "opens"), "opens", seed);
    assert_same(at(ground, "states"), at(concession, "states"), "states", seed);
    assert_same(at(made, "agenda"), at(concession, "agenda"), "agenda", seed);
    for (size_t f = 0; f < 2; f++)
        assert_same(at(made, fields[f]), at(concession, fields[f]), fields[f], seed);
    assert_true(json_array_size(at(made, "redlines")) == json_array_size(at(report, "redlines")));
    json_decref(made);
}

static long long ground_with(dt_model *m, const char **lift, size_t count)
{
    dt_options options = {.lift = lift, .lift_count = count};
    json_t *report = asked(m, &options);
    long long ground = json_integer_value(at(at(report, "common_ground"), "count"));
    json_decref(report);
    return ground;
}

/* One red line more lifted, in the order of the dice: the ground never shrinks, and ends as all. */
static void check_lifting(dt_model *m, const json_t *report, dice *d)
{
    const char *lift[64];
    size_t count = json_array_size(at(report, "redlines"));
    long long before = json_integer_value(at(at(report, "common_ground"), "count"));
    for (size_t k = 0; k < count; k++)
        lift[k] = json_string_value(at(json_array_get(at(report, "redlines"), k), "id"));
    for (size_t k = 0; k < count; k++) {
        size_t other = k + (size_t)roll(d, (int)(count - k));
        const char *first = lift[k];
        lift[k] = lift[other], lift[other] = first;
        long long after = ground_with(m, lift, k + 1);
        assert_true(after >= before);
        before = after;
    }
    assert_int_equal(before, json_integer_value(at(at(report, "states"), "feasible")));
}

static dt_model *parsed(const page *t)
{
    dt_error err = {0};
    dt_model *m = dt_model_parse(t->text, t->length, NULL, &err);
    if (!m) fail_msg("line %u: %s\n%s", err.line, err.message, t->text);
    return m;
}

static void sets_of_red_lines_obey_their_laws(void **unused)
{
    (void)unused;
    static page t;
    long clashing = 0, count = how_many(30);
    for (uint64_t seed = 1; seed <= (uint64_t)count; seed++) {
        write_page(&t, seed, 3, 3 + (int)(seed % 2), 1 + (int)(seed % 5));
        dt_model *m = parsed(&t);
        json_t *report = asked(m, &(dt_options){0});
        size_t k;
        const json_t *concession;
        check_sets(report);
        json_array_foreach(at(report, "concessions"), k, concession) if (k < 3)
            check_making_it(m, report, concession, seed);
        clashing += k > 0;
        if (seed % 3 == 0) check_lifting(m, report, &t.d);
        json_decref(report);
        dt_model_free(m);
    }
    print_message("%ld conflicts, %ld of them clashing\n", count, clashing);
    assert_true(clashing > count / 4);
}

/* Other than what says how it was found, all is the same. */
static void the_solver_finds_the_same(void **unused)
{
    (void)unused;
    static page t;
    static const char *const fields[] = {"clashes", "clash_count", "concession_count"};
    long count = how_many(12);
    for (uint64_t seed = 1; seed <= (uint64_t)count; seed++) {
        write_page(&t, seed + 100, 3, 3, 2 + (int)(seed % 3));
        dt_model *m = parsed(&t);
        json_t *counted = asked(m, &(dt_options){0});
        json_t *solved = asked(m, &(dt_options){.sat = small_solver, .by_solver = true});
        for (size_t f = 0; f < 3; f++)
            assert_same(at(counted, fields[f]), at(solved, fields[f]), fields[f], seed);
        const json_t *mine = at(counted, "concessions"), *theirs = at(solved, "concessions");
        size_t k;
        json_t *concession;
        json_array_foreach(mine, k, concession)
        {
            const json_t *other = json_array_get(theirs, k);
            assert_same(at(concession, "lift"), at(other, "lift"), "lift", seed);
            assert_same(at(concession, "asks"), at(other, "asks"), "asks", seed);
            assert_same(at(concession, "rigid"), at(other, "rigid"), "rigid", seed);
            if (k >= 64) continue; /* beyond, there is no agenda */
            size_t o;
            const json_t *item;
            json_array_foreach(at(concession, "agenda"), o, item)
                assert_same(at(item, "levels"),
                            at(json_array_get(at(other, "agenda"), o), "levels"), "levels", seed);
        }
        json_decref(counted);
        json_decref(solved);
        dt_model_free(m);
    }
}

/* States that are one cross the same red lines, so the sets of red lines and the levels that each
 * opens are those of the states apart; only the counts are others. */
static void coalescing_leaves_clashes_and_concessions(void **unused)
{
    (void)unused;
    static const char text[] = "player a\n"
                               "  option gone irreversible\n"
                               "  option x levels none, some, all\n"
                               "  redline r: gone or y\n"
                               "  redline s: not gone\n"
                               "player b\n"
                               "  option y\n"
                               "  option z\n"
                               "  redline t rigid: gone or not y\n"
                               "  redline u: not gone\n"
                               "infeasible gone and z and x = all\n";
    char merged[sizeof text + 20];
    snprintf(merged, sizeof merged, "%scoalesce gone\n", text);
    dt_model *m = dt_model_parse(text, strlen(text), NULL, NULL);
    dt_model *n = dt_model_parse(merged, strlen(merged), NULL, NULL);
    assert_non_null(m), assert_non_null(n);
    json_t *apart = asked(m, &(dt_options){0}), *one = asked(n, &(dt_options){0});
    assert_same(at(apart, "clashes"), at(one, "clashes"), "clashes", 0);
    size_t k;
    const json_t *concession;
    assert_true(json_array_size(at(apart, "concessions")) == 3);
    json_array_foreach(at(apart, "concessions"), k, concession)
    {
        const json_t *other = json_array_get(at(one, "concessions"), k);
        assert_same(at(concession, "lift"), at(other, "lift"), "lift", k);
        assert_same(at(concession, "agenda"), at(other, "agenda"), "agenda", k);
    }
    assert_int_equal(json_integer_value(at(at(one, "states"), "feasible")), 13);
    assert_int_equal(json_integer_value(at(at(apart, "states"), "feasible")), 22);
    json_decref(apart), json_decref(one);
    dt_model_free(m), dt_model_free(n);
}

static void the_way_there_does_not_matter(void **unused)
{
    (void)unused;
    static page t;
    static const dt_options ways[] = {{.threads = 2},
                                      {.threads = 7},
                                      {.backend = DT_BACKEND_LISTED},
                                      {.backend = DT_BACKEND_GRAPH},
                                      {.backend = DT_BACKEND_DENSE, .threads = 3}};
    for (uint64_t seed = 1; seed <= 6; seed++) {
        write_page(&t, seed + 200, 3, 4, 1 + (int)(seed % 4));
        dt_model *m = parsed(&t);
        for (int text = 0; text < 2; text++) {
            dt_options options = {.format = text ? DT_TEXT : DT_JSON};
            capture first = {0};
            assert_true(dt_report_redlines(m, &options, capture_output(&first), NULL));
            for (size_t w = 0; w < sizeof ways / sizeof *ways; w++) {
                capture again = {0};
                options = ways[w];
                options.format = text ? DT_TEXT : DT_JSON;
                assert_true(dt_report_redlines(m, &options, capture_output(&again), NULL));
                /* The head names the backend and its cells; the answer starts at `between`. */
                const char *a = text ? first.text : strstr(first.text, "\"between\"");
                const char *b = text ? again.text : strstr(again.text, "\"between\"");
                assert_non_null(a);
                assert_non_null(b);
                if (w < 2) a = first.text, b = again.text;
                if (strcmp(a, b) != 0)
                    fail_msg("seed %d, way %d: %.900s\nand\n%.900s", (int)seed, (int)w, a, b);
                capture_free(&again);
            }
            capture_free(&first);
        }
        dt_model_free(m);
    }
}

/* ---- explanations --------------------------------------------------------------------------- */

static void explanations_of_larger_games_verify(void **unused)
{
    (void)unused;
    static page t;
    long held = 0, count = how_many(8);
    for (uint64_t seed = 1; seed <= (uint64_t)count; seed++) {
        write_page(&t, seed + 300, 2 + (int)(seed % 3), 3, (int)(seed % 3));
        dt_model *m = parsed(&t);
        capture reports[2] = {{0}, {0}};
        for (int b = 0; b < 2; b++) {
            dt_options options = {.backend = b ? DT_BACKEND_LISTED : DT_BACKEND_DENSE,
                                  .threads = b ? 7 : 1,
                                  .format = DT_JSON,
                                  .concepts = (1u << DT_CONCEPT_COUNT) - 1};
            dt_game *g = dt_game_compile(m, &options, NULL);
            assert_non_null(g);
            char number[24];
            snprintf(number, sizeof number, "#%d", 1 + (int)(seed * 7919 % dt_game_states(g)));
            options.state = number;
            assert_true(dt_report_explain(g, &options, capture_output(&reports[b]), NULL));
            dt_game_free(g);
        }
        verify_result result;
        dt_error err = {0};
        for (int b = 0; b < 2; b++) {
            if (!verify_witness(t.text, t.length, reports[b].text, reports[b].length, NULL, NULL,
                                NULL, &result, &err))
                fail_msg("seed %d: %s", (int)seed, err.message);
            assert_int_equal(result.held, result.verdicts);
            held += (long)result.held;
        }
        /* Steps may be chosen in another order of states; the verdicts and counts are the same. */
        json_t *a = json_loads(reports[0].text, 0, NULL), *b = json_loads(reports[1].text, 0, NULL);
        size_t k;
        const json_t *verdict;
        json_array_foreach(at(a, "verdicts"), k, verdict)
        {
            const json_t *other = json_array_get(at(b, "verdicts"), k);
            assert_same(at(verdict, "stable"), at(other, "stable"), "stable", seed);
            assert_same(at(verdict, "improvements"), at(other, "improvements"), "improvements",
                        seed);
        }
        json_decref(a), json_decref(b);
        capture_free(&reports[0]), capture_free(&reports[1]);
        dt_model_free(m);
    }
    print_message("%ld verdicts verified\n", held);
}

/* The player's best answer to a sanction stands neither first nor last among its moves. */
static void the_answer_is_the_best_one(void **unused)
{
    (void)unused;
    static const char model[] = "player p\n  option x levels v0, v1, v2\n  option m\n"
                                "  prefer not r\n  prefer x = v1\n  prefer m\n  prefer x = v2\n"
                                "player q\n  option r\n  prefer r\n"
                                "status quo: x = v0\n";
    dt_model *m = dt_model_parse(model, sizeof model - 1, NULL, NULL);
    for (int b = 0; b < 2; b++) {
        dt_options options = {.backend = b ? DT_BACKEND_LISTED : DT_BACKEND_DENSE,
                              .format = DT_JSON,
                              .player = "p",
                              .concepts = 1u << DT_SMR | 1u << DT_SSEQ};
        capture c = {0};
        dt_game *g = dt_game_compile(m, &options, NULL);
        assert_non_null(g);
        assert_true(dt_report_explain(g, &options, capture_output(&c), NULL));
        json_t *report = json_loads(c.text, 0, NULL);
        const json_t *verdict, *sanction;
        size_t k, j;
        assert_int_equal(json_array_size(at(report, "verdicts")), 2);
        json_array_foreach(at(report, "verdicts"), k, verdict)
        {
            assert_int_equal(json_array_size(at(verdict, "sanctions")), 5);
            json_array_foreach(at(verdict, "sanctions"), j, sanction) assert_string_equal(
                json_string_value(at(at(sanction, "answer"), "pattern")), "1YY");
        }
        json_decref(report);
        capture_free(&c);
        dt_game_free(g);
    }
    dt_model_free(m);
}

/* ---- failures ------------------------------------------------------------------------------- */

static const char well[] =
    "conflict \"Two towns and a well\"\n"
    "source minutes \"Council minutes\" by \"Town clerk\"\n"
    "player upstream \"Upper town\"\n"
    "  option drill irreversible\n"
    "  option share\n"
    "  redline no_tolls \"No tolls\": not tolls cite minutes \"we will not pay\"\n"
    "  redline quiet: not sue\n"
    "  prefer share if not tolls\n"
    "player downstream\n"
    "  option tolls levels none, light, heavy\n"
    "  option sue\n"
    "  redline income rigid: tolls because \"the town needs them\"\n"
    "  redline data: share or sue\n"
    "  prefer higher tolls\n"
    "  prefer not drill\n"
    "infeasible sue and tolls = heavy\n"
    "status quo: tolls = light\n"
    "no deal: tolls = heavy\n"
    "let peace: not sue\n";

typedef struct way { /* one call of the library; what it is asked */
    bool explains;
    dt_options options;
} way;

static const char *const lifted[] = {"upstream.no_tolls"};
static const way ways[] = {
    {.options = {.format = DT_JSON}},
    {.options = {.format = DT_TEXT, .backend = DT_BACKEND_LISTED, .where = "peace"}},
    {.options =
         {.format = DT_TEXT, .lift = lifted, .lift_count = 1, .threads = 3, .between = "upstream"}},
    {.options = {.format = DT_JSON, .by_solver = true}},
    {.options = {.format = DT_TEXT, .by_solver = true, .lift = lifted, .lift_count = 1}},
    {true, {.format = DT_JSON, .concepts = (1u << DT_CONCEPT_COUNT) - 1, .versus = "#1"}},
    {.options = {.format = DT_TEXT, .backend = DT_BACKEND_GRAPH}},
    {true, {.format = DT_TEXT, .backend = DT_BACKEND_GRAPH, .state = "#2"}},
    {true,
     {.format = DT_TEXT,
      .backend = DT_BACKEND_LISTED,
      .lift = lifted,
      .lift_count = 1,
      .state = "#3",
      .versus = "#1"}},
};
enum { WAYS = sizeof ways / sizeof *ways };

static bool go(const way *w, const char *text, dt_options options, dt_output to, dt_error *err)
{
    dt_options base = w->options;
    base.memory = options.memory;
    base.progress = options.progress;
    base.progress_ctx = options.progress_ctx;
    if (base.by_solver) base.sat = small_solver;
    dt_model *m = dt_model_parse(text, strlen(text), &base, err);
    dt_game *g = m && w->explains ? dt_game_compile(m, &base, err) : NULL;
    bool done = m && (!w->explains ? dt_report_redlines(m, &base, to, err)
                                   : g && dt_report_explain(g, &base, to, err));
    dt_game_free(g);
    dt_model_free(m);
    return done;
}

static long go_failing(size_t w, long fuse, bool stays)
{
    failing f = {.fuse = fuse, .stays = stays};
    capture c = {0};
    dt_error err = {0};
    bool done =
        go(&ways[w], well, (dt_options){.memory = {failing_resize, &f}}, capture_output(&c), &err);
    if (!done && err.code != DT_ERR_MEMORY)
        fail_msg("way %zu, fuse %ld: code %d: %s", w, fuse, (int)err.code, err.message);
    if (f.alive || f.wrong_sizes)
        fail_msg("way %zu, fuse %ld: %ld blocks left, %ld wrong sizes", w, fuse, f.alive,
                 f.wrong_sizes);
    if (done != (f.failures == 0)) fail_msg("way %zu, fuse %ld: a failure went unnoticed", w, fuse);
    capture_free(&c);
    return f.requests;
}

static void every_allocation_may_fail(void **unused)
{
    (void)unused;
    for (size_t w = 0; w < WAYS; w++) {
        long requests = go_failing(w, -1, false), stride = requests > 2000 ? requests / 300 : 1;
        for (long fuse = 0; fuse < requests; fuse += stride) {
            go_failing(w, fuse, false);
            if (fuse % 4 == 0) go_failing(w, fuse, true);
        }
        print_message("way %zu: %ld allocations\n", w, requests);
    }
}

typedef struct poll {
    long calls, stop_at, calls_after;
    bool stopped, wrong;
} poll;

static bool ask(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    poll *p = ctx;
    p->calls_after += p->stopped;
    p->wrong |= !work || !*work || done > total;
    p->stopped |= p->calls++ == p->stop_at;
    return !p->stopped;
}

static long go_cancelled(size_t w, const char *text, long stop_at)
{
    failing f = {.fuse = -1};
    poll p = {.stop_at = stop_at};
    capture c = {0};
    dt_error err = {0};
    dt_options options = {.memory = {failing_resize, &f}, .progress = ask, .progress_ctx = &p};
    bool done = go(&ways[w], text, options, capture_output(&c), &err);
    if (p.wrong || p.calls_after || f.alive)
        fail_msg("way %zu, poll %ld: %d wrong, %ld after, %ld left", w, stop_at, p.wrong,
                 p.calls_after, f.alive);
    if (done == p.stopped)
        fail_msg("way %zu, poll %ld: %s", w, stop_at, done ? "went on" : err.message);
    if (p.stopped) {
        assert_int_equal(err.code, DT_ERR_CANCELLED);
        assert_int_equal(c.length, 0);
    }
    capture_free(&c);
    return p.calls;
}

static void every_poll_may_cancel(void **unused)
{
    (void)unused;
    for (size_t w = 0; w < WAYS; w++) {
        long polls = go_cancelled(w, well, -1), stride = polls > 1000 ? polls / 200 : 1;
        assert_true(polls > 0);
        for (long stop_at = 0; stop_at < polls; stop_at += stride) go_cancelled(w, well, stop_at);
        print_message("way %zu: %ld polls\n", w, polls);
    }
}

static void a_stopped_solver_cancels(void **unused)
{
    (void)unused;
    for (size_t w = 3; w < 5; w++) {
        long before = solver_calls;
        capture c = {0};
        assert_true(go(&ways[w], well, (dt_options){0}, capture_output(&c), NULL));
        capture_free(&c);
        long calls = solver_calls - before;
        assert_true(calls > 5);
        for (long k = 0; k < calls; k++) {
            failing f = {.fuse = -1};
            dt_error err = {0};
            solver_stops = solver_calls + k;
            if (go(&ways[w], well, (dt_options){.memory = {failing_resize, &f}}, capture_output(&c),
                   &err))
                fail_msg("way %zu, call %ld: went on", w, k);
            assert_int_equal(err.code, DT_ERR_CANCELLED);
            assert_int_equal(f.alive, 0);
            assert_int_equal(c.length, 0);
        }
    }
    solver_stops = -1;
}

static void every_write_may_fail(void **unused)
{
    (void)unused;
    for (size_t w = 0; w < WAYS; w++) {
        capture whole = {0};
        assert_true(go(&ways[w], well, (dt_options){0}, capture_output(&whole), NULL));
        for (size_t room = 1; room < whole.length; room += 1 + whole.length / 100) {
            failing f = {.fuse = -1};
            capture c = {.room = room};
            dt_error err = {0};
            assert_false(go(&ways[w], well, (dt_options){.memory = {failing_resize, &f}},
                            capture_output(&c), &err));
            assert_int_equal(err.code, DT_ERR_WRITE);
            assert_int_equal(c.writes_after, 0);
            assert_int_equal(f.alive, 0);
            capture_free(&c);
        }
        capture_free(&whole);
    }
}

/* ---- questions that cannot be answered ------------------------------------------------------- */

static void wrong_questions_are_refused_in_words(void **unused)
{
    (void)unused;
    static const char *const nothing[] = {"upstream.no_tols"};
    static const struct {
        bool explains;
        dt_options options;
        dt_code code;
        const char *words;
    } cases[] = {
        {false, {.between = "upstrean"}, DT_ERR_USAGE, "did you mean 'upstream'?"},
        {false, {.between = "upstream,"}, DT_ERR_USAGE, "unknown player ''"},
        {false, {.between = ""}, DT_ERR_USAGE, "unknown player ''"},
        {false, {.lift = nothing, .lift_count = 1}, DT_ERR_USAGE, "upstream.no_tolls"},
        {false, {.where = "peace and not peace"}, DT_ERR_USAGE, "no feasible state satisfies it"},
        {false, {.where = "piece"}, DT_ERR_USAGE, "peace"},
        {false, {.format = DT_CSV}, DT_ERR_USAGE, "text or json"},
        {false, {.by_solver = true}, DT_ERR_UNSUPPORTED, "no SAT solver"},
        {false,
         {.where = "no", .by_solver = true, .sat = {.init = NULL}},
         DT_ERR_UNSUPPORTED,
         "no SAT solver"},
        {true, {.state = "#99"}, DT_ERR_USAGE, ""},
        {true, {.state = "nowhere"}, DT_ERR_USAGE, ""},
        {true, {.versus = "#0"}, DT_ERR_USAGE, ""},
        {true, {.player = "downstrem"}, DT_ERR_USAGE, "did you mean 'downstream'?"},
        {true, {.where = "peace"}, DT_ERR_USAGE, "single out one state"},
        {true, {.responses = DT_RESPONSES_ONCE}, DT_ERR_USAGE, "sequences"},
        {true, {.format = DT_LATEX}, DT_ERR_USAGE, "text or json"},
    };
    dt_model *m = dt_model_parse(well, sizeof well - 1, NULL, NULL);
    dt_game *g = dt_game_compile(m, NULL, NULL);
    assert_non_null(g);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dt_error err = {0};
        capture c = {0};
        bool done = cases[k].explains
                        ? dt_report_explain(g, &cases[k].options, capture_output(&c), &err)
                        : dt_report_redlines(m, &cases[k].options, capture_output(&c), &err);
        if (done || err.code != cases[k].code || !strstr(err.message, cases[k].words) || c.length)
            fail_msg("question %zu: code %d: %s", k, (int)err.code, err.message);
    }
    dt_error err = {0};
    capture c = {0};
    dt_options by_solver = {.where = "peace and not peace", .by_solver = true, .sat = small_solver};
    assert_false(dt_report_redlines(m, &by_solver, capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_USAGE);
    assert_non_null(strstr(err.message, "no feasible state satisfies it"));
    dt_game_free(g);
    dt_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_of_red_lines_obey_their_laws),
        cmocka_unit_test(the_solver_finds_the_same),
        cmocka_unit_test(coalescing_leaves_clashes_and_concessions),
        cmocka_unit_test(the_way_there_does_not_matter),
        cmocka_unit_test(explanations_of_larger_games_verify),
        cmocka_unit_test(the_answer_is_the_best_one),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_poll_may_cancel),
        cmocka_unit_test(a_stopped_solver_cancels),
        cmocka_unit_test(every_write_may_fail),
        cmocka_unit_test(wrong_questions_are_refused_in_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
