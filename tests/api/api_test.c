/* Black box: what a program that embeds the library may rely on. The two-line usage, ownership,
 * every allocation failing one after the other, every poll cancelling, limits of memory, writes
 * that fail, all through detente.h and the archive that is shipped. */
#include "capture.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* ---- models: small, and each with something of its own ---------------------------------- */

static const char crisis[] = "conflict \"A crisis\"\n"
                             "player us \"United States\"\n"
                             "  option strike\n"
                             "  option blockade\n"
                             "  prefer withdraw\n"
                             "  prefer not escalate\n"
                             "  prefer not strike\n"
                             "player ussr\n"
                             "  option withdraw\n"
                             "  option escalate\n"
                             "  prefer not strike\n"
                             "  prefer not withdraw if not blockade\n"
                             "  prefer not escalate\n"
                             "infeasible withdraw and escalate\n"
                             "status quo: blockade\n";

static const char well[] =
    "conflict \"Two towns and a well\"\n"
    "source minutes \"Council minutes\" by \"Town clerk\" on 2025-03-01 file \"minutes.txt\"\n"
    "claim thirst \"The upper town runs dry\" cite minutes \"two summers at most\"\n"
    "player upstream \"Upper town\"\n"
    "  option drill \"Drill a second well\" irreversible\n"
    "  option share \"Share the meter readings\"\n"
    "  redline no_tolls \"No tolls at the well\": not tolls\n"
    "    cite minutes \"we will not pay\"\n"
    "  prefer quiet: not sue\n"
    "  prefer share if not tolls\n"
    "  prefer drill because thirst\n"
    "player downstream \"Lower town\"\n"
    "  option tolls \"Levy tolls\" levels none, light, heavy\n"
    "  option sue \"Go to court\"\n"
    "  redline data rigid: share or sue\n"
    "  prefer share\n"
    "  prefer not drill\n"
    "  prefer higher tolls\n"
    "infeasible sue and tolls = heavy because \"the court has stayed heavy tolls\"\n"
    "require one_front: at most 1 of (drill, sue)\n"
    "status quo: tolls = light\n"
    "no deal: tolls = heavy\n"
    "let peace: not sue and tolls = none\n"
    "outcome settlement \"A settlement\": share and peace\n"
    "event 2025-04-02 \"The drought order\"\n"
    "  fix not drill\n"
    "  add downstream first prefer not share\n"
    "  add upstream before quiet prefer share\n"
    "  drop upstream.no_tolls\n"
    "  now tolls = heavy\n";

static const char ranked[] = "player row\n"
                             "  option c\n"
                             "  rank both > temptation = sucker > neither\n"
                             "player column\n"
                             "  option d irreversible down\n"
                             "  rank sucker > both > neither > temptation\n"
                             "state neither: not c\n"
                             "state temptation: c\n"
                             "state sucker: d\n"
                             "state both: c, d\n"
                             "status quo: state neither\n";

static const char wrong[] = "player a\n"
                            "  option x\n"
                            "  prefer y or (x and\n"
                            "  prefer x implies x if x\n"
                            "infeasible zz\n"
                            "status quo: x = maybe\n"
                            "bogus statement\n";

/* A graph, with moves that do not add up; and states that are one. */
static const char steps[] = "conflict \"Steps\"\n"
                            "states calm, tense, blocked, broken\n"
                            "player envoy\n"
                            "  rank tense > blocked > calm > broken\n"
                            "player guard\n"
                            "  redline unbroken: not state broken\n"
                            "  prefer state calm or state blocked\n"
                            "move envoy: calm -> tense, blocked <-> tense\n"
                            "move guard: tense -> blocked, blocked <-> broken\n"
                            "status quo: state calm\n"
                            "no deal: state broken\n"
                            "outcome bad: state broken\n"
                            "event 2025 \"A step\"\n"
                            "  now state tense\n";

static const char plant[] = "player firm\n"
                            "  option abandon irreversible\n"
                            "  option lobby\n"
                            "  redline stay: not abandon\n"
                            "  prefer permit or abandon\n"
                            "player town\n"
                            "  option permit levels none, some, all\n"
                            "  rank 1 > 2 = 3 > gone > 5 > 6 > 7\n"
                            "coalesce abandon\n"
                            "state 1: permit = none\n"
                            "state 2: lobby\n"
                            "state gone: \"Y--\"\n"
                            "state 3: permit = some\n"
                            "state 5: permit = some, lobby\n"
                            "state 6: permit = all\n"
                            "state 7: permit = all, lobby\n"
                            "status quo: state 1\n"
                            "outcome closed: state gone\n"
                            "outcome granted: permit\n";

static const char *const models[] = {crisis, well, ranked, steps, plant};
enum { MODELS = sizeof models / sizeof *models };

/* ---- the whole way, through every function ---------------------------------------------- */

/* Of the quotations every second is found, but for spacing or case. */
static bool look_up(void *ctx, const dt_quotation *q, dt_quoted *found, char *sentence, size_t room)
{
    long *asked = ctx;
    *found = !q->words ? DT_QUOTED_EXACTLY : ++*asked % 2 ? DT_QUOTED_NOT : DT_QUOTED_ALIKE;
    snprintf(sentence, room, "%s", q->file);
    return true;
}

/* Every report of every handle; false at the first that failed. */
static bool write_reports(const char *text, dt_model *model, dt_game *game, dt_verdicts *verdicts,
                          dt_options options, dt_output to, dt_error *err)
{
    for (dt_format format = DT_TEXT; format <= DT_LATEX; format++) {
        options.format = format;
        for (int table = 0; table < 2; table++) {
            options.table = table;
            if (!dt_report_solve(verdicts, &options, to, err)) return false;
        }
        if (!dt_report_states(game, &options, to, err)) return false;
    }
    long asked = 0;
    options.sources = true;
    options.quoted = look_up;
    options.quoted_ctx = &asked;
    for (options.format = DT_TEXT; options.format <= DT_JSON; options.format++) {
        if (!dt_report_sources(model, &options, to, err)) return false;
        if (!dt_report_solve(verdicts, &options, to, err)) return false;
    }
    options.sources = false;
    options.format = DT_TEXT;
    options.table = false;
    options.count_only = true;
    if (!dt_report_states(game, &options, to, err)) return false;
    if (!dt_report_model(model, &options, to, err)) return false;
    if (!dt_report_format(text, strlen(text), &options, to, err)) return false;
    for (int deep = 0; deep < 2; deep++) {
        options.deep = deep;
        options.format = deep ? DT_JSON : DT_TEXT;
        uint64_t warnings;
        if (!dt_report_check(text, strlen(text), &options, to, &warnings, err)) return false;
    }
    return true;
}

static bool whole_way(const char *text, const dt_options *options, dt_output to, dt_error *err)
{
    dt_model *model = dt_model_parse(text, strlen(text), options, err);
    dt_game *game = model ? dt_game_compile(model, options, err) : NULL;
    dt_verdicts *verdicts = game ? dt_analyse(game, options, err) : NULL;
    bool done = verdicts && write_reports(text, model, game, verdicts, *options, to, err);
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
    return done;
}

/* The same for the answers that compile games of their own. */
static bool whole_answers(const char *text, const dt_options *options, dt_output to, dt_error *err)
{
    dt_options asked = *options;
    asked.responses = DT_RESPONSES_SEQUENCES;
    dt_model *model = dt_model_parse(text, strlen(text), &asked, err);
    asked.format = DT_JSON;
    bool done = model && dt_report_redlines(model, &asked, to, err) &&
                dt_report_outline(model, &asked, to, err);
    asked.format = DT_TEXT;
    done = done && dt_report_redlines(model, &asked, to, err);
    dt_game *game = done ? dt_game_compile(model, &asked, err) : NULL;
    asked.where = NULL;
    asked.state = "#1";
    done = game && dt_report_explain(game, &asked, to, err);
    asked.format = DT_JSON;
    asked.versus = "#2";
    done = done && dt_report_explain(game, &asked, to, err);
    dt_game_free(game);
    dt_model_free(model);
    return done;
}

/* Stages side by side and ways, in every format. */
static bool whole_comparisons(const char *text, const dt_options *options, dt_output to,
                              dt_error *err)
{
    dt_options asked = *options;
    dt_model *model = dt_model_parse(text, strlen(text), &asked, err);
    dt_game *game = model ? dt_game_compile(model, &asked, err) : NULL;
    bool done = game != NULL;
    for (dt_format format = DT_TEXT; done && format <= DT_LATEX; format++) {
        asked.format = format;
        asked.from = format == DT_TEXT ? NULL : "#2";
        asked.to = format == DT_JSON ? "#1" : NULL;
        done = dt_report_paths(game, &asked, to, err);
    }
    dt_game_free(game);
    for (dt_format format = DT_TEXT; done && format <= DT_LATEX; format++) {
        asked.format = format;
        done = dt_report_timeline(model, &asked, to, err);
        if (format == DT_TEXT) asked.stage = NULL; /* the others look at all stages */
    }
    dt_model_free(model);
    return done;
}

typedef bool whole_function(const char *text, const dt_options *, dt_output, dt_error *);
static whole_function *const wholes[] = {whole_way, whole_answers, whole_comparisons};

static bool drop(void *ctx, const char *bytes, size_t length)
{
    (void)ctx, (void)bytes, (void)length;
    return true;
}
static const dt_output nowhere = {.write = drop};

/* Each call of a backend, of stages and of responses that small models can have. */
static const struct {
    const char *model;
    dt_options options;
} ways[] = {
    {crisis, {.file = "crisis.detente"}},
    {crisis, {.backend = DT_BACKEND_LISTED, .responses = DT_RESPONSES_ONCE}},
    {crisis, {.backend = DT_BACKEND_DENSE, .where = "not strike", .threads = 3, .limit = 2}},
    {well, {.stage = "0", .responses = DT_RESPONSES_SINGLE}},
    {well, {.stage = "2025-04", .backend = DT_BACKEND_LISTED, .width = 40, .colour = true}},
    {ranked, {.limit = DT_ALL, .concepts = 1u << DT_SEQ}},
    {crisis, {.backend = DT_BACKEND_GRAPH, .threads = 2}},
    {steps, {.responses = DT_RESPONSES_ONCE}},
    {plant, {.responses = DT_RESPONSES_SINGLE, .where = "not granted or closed"}},
};
enum { WAYS = sizeof ways / sizeof *ways };

/* ---- tests ------------------------------------------------------------------------------ */

static void the_usage_of_the_header_comment_works(void **state)
{
    (void)state;
    dt_error err;
    dt_model *model = dt_model_parse(crisis, sizeof crisis - 1, NULL, &err);
    assert_non_null(model);
    dt_game *game = dt_game_compile(model, NULL, &err);
    assert_non_null(game);
    dt_verdicts *verdicts = dt_analyse(game, NULL, &err);
    assert_non_null(verdicts);
    assert_int_equal(dt_game_states(game), 12); /* 16 less the 4 with withdraw and escalate */
    assert_int_equal(dt_game_players(game), 2);
    assert_string_equal(dt_game_player(game, 0), "us");
    assert_string_equal(dt_model_title(model), "A crisis");
    assert_int_equal(dt_model_stages(model), 1);
    assert_int_equal(dt_game_bits(game), 4);
    uint64_t counted[DT_CONCEPT_COUNT] = {0};
    for (dt_index k = 0; k < dt_game_states(game); k++) {
        char pattern[65];
        dt_game_pattern(game, k, pattern);
        assert_int_equal(dt_game_find(game, pattern, &err), k);
        assert_int_equal(dt_game_index(game, dt_game_state(game, k)), k);
        char number[16];
        snprintf(number, sizeof number, "#%u", (unsigned)k + 1);
        assert_int_equal(dt_game_find(game, number, &err), k);
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
            bool all = dt_stable(verdicts, c, k, 0) && dt_stable(verdicts, c, k, 1);
            assert_int_equal(dt_equilibrium(verdicts, c, k), all);
            counted[c] += all;
        }
        for (uint32_t p = 0; p < 2; p++) assert_in_range(dt_game_rank(game, k, p), 1, 12);
    }
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        assert_int_equal(dt_equilibria(verdicts, c), counted[c]);
    char pattern[65];
    dt_game_pattern(game, dt_game_status_quo(game), pattern);
    assert_string_equal(pattern, "NYNN");
    assert_int_equal(dt_game_no_deal(game), dt_game_status_quo(game));
    assert_true(dt_game_index(game, 4 + 8) == DT_NO_INDEX); /* withdraw and escalate */
    assert_true(dt_game_find(game, "no such state", &err) == DT_NO_INDEX);
    assert_int_equal(err.code, DT_ERR_USAGE);
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
}

static void freeing_nothing_is_fine_and_errors_need_no_place(void **state)
{
    (void)state;
    dt_verdicts_free(NULL);
    dt_game_free(NULL);
    dt_model_free(NULL);
    assert_null(dt_model_parse(wrong, sizeof wrong - 1, NULL, NULL));
    dt_model *model = dt_model_parse(crisis, sizeof crisis - 1, NULL, NULL);
    assert_non_null(model);
    dt_options options = {.stage = "nonsense"};
    assert_null(dt_game_compile(model, &options, NULL));
    dt_model_free(model);
}

static void the_text_may_go_away_after_parsing(void **state)
{
    (void)state;
    char *text = malloc(sizeof well);
    memcpy(text, well, sizeof well);
    dt_model *model = dt_model_parse(text, sizeof well - 1, NULL, NULL);
    memset(text, 'x', sizeof well);
    free(text);
    assert_non_null(model);
    capture c = {0};
    assert_true(dt_report_model(model, NULL, capture_output(&c), NULL));
    assert_non_null(strstr(c.text, "Two towns and a well"));
    assert_non_null(strstr(c.text, "we will not pay"));
    capture_free(&c);
    dt_model_free(model);
}

static void concepts_have_names(void **state)
{
    (void)state;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        assert_true(strlen(dt_concept_id(c)) > 0);
        assert_true(strlen(dt_concept_name(c)) > 0);
        assert_true(strlen(dt_concept_meaning(c)) > 0);
    }
    assert_string_equal(dt_concept_id(DT_SSEQ), "sseq");
}

typedef struct findings {
    uint32_t errors, warnings, with_place;
} findings;

static void hear(void *ctx, const dt_diagnostic *d)
{
    findings *f = ctx;
    f->errors += d->severity == DT_SEVERITY_ERROR;
    f->warnings += d->severity == DT_SEVERITY_WARNING;
    f->with_place += d->line > 0 && d->column > 0;
    assert_true(strlen(d->message) > 0);
    assert_null(strchr(d->message, '\n'));
}

static void all_errors_are_heard_and_the_first_is_returned(void **state)
{
    (void)state;
    findings found = {0};
    dt_error err = {0};
    dt_options options = {.diagnose = hear, .diagnose_ctx = &found};
    assert_null(dt_model_parse(wrong, sizeof wrong - 1, &options, &err));
    assert_int_equal(err.code, DT_ERR_MODEL);
    assert_true(err.line > 0);
    assert_true(found.errors >= 3);
    assert_int_equal(found.with_place, found.errors + found.warnings);
    uint64_t warnings = 99;
    assert_false(dt_report_check(wrong, sizeof wrong - 1, &options, nowhere, &warnings, &err));
    assert_int_equal(err.code, DT_ERR_MODEL);
}

static void wrong_options_are_errors_of_usage(void **state)
{
    (void)state;
    static const char *const no_line[] = {"upstream.nothing"};
    static const dt_options compiling[] = {{.stage = "7"},
                                           {.stage = "-1"},
                                           {.stage = "yesterday"},
                                           {.lift = no_line, .lift_count = 1}};
    dt_model *model = dt_model_parse(well, sizeof well - 1, NULL, NULL);
    assert_non_null(model);
    for (size_t k = 0; k < sizeof compiling / sizeof *compiling; k++) {
        dt_error err = {0};
        assert_null(dt_game_compile(model, &compiling[k], &err));
        assert_int_equal(err.code, DT_ERR_USAGE);
        assert_true(strlen(err.message) > 0);
    }
    dt_game *game = dt_game_compile(model, NULL, NULL);
    dt_verdicts *verdicts = dt_analyse(game, NULL, NULL);
    assert_non_null(verdicts);
    static const dt_options reporting[] = {
        {.where = "nothing_known"}, {.where = "share and"}, {.where = ""}};
    for (size_t k = 0; k < sizeof reporting / sizeof *reporting; k++) {
        dt_error err = {0};
        assert_false(dt_report_solve(verdicts, &reporting[k], nowhere, &err));
        assert_int_equal(err.code, DT_ERR_USAGE);
        assert_false(dt_report_states(game, &reporting[k], nowhere, &err));
        assert_int_equal(err.code, DT_ERR_USAGE);
    }
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
}

/* Every point where there are up to a thousand; about a hundred of them, spread evenly, in the
 * hostile build, which has a hundred thousand. */
static long stride(long points) { return points <= 1000 ? 1 : points / 100; }

/* Goes a way with one allocation failing; returns how many allocations were asked for. */
static long fail_at(whole_function *whole, size_t way, long fuse, bool stays)
{
    failing f = {.fuse = fuse, .stays = stays};
    dt_options options = ways[way].options;
    options.memory = (dt_memory){.resize = failing_resize, .ctx = &f};
    dt_error err = {0};
    bool done = whole(ways[way].model, &options, nowhere, &err);
    if (!done && err.code != DT_ERR_MEMORY)
        fail_msg("way %zu, fuse %ld: code %d: %s", way, fuse, (int)err.code, err.message);
    if (f.alive || f.wrong_sizes)
        fail_msg("way %zu, fuse %ld: %ld blocks left, %ld wrong sizes", way, fuse, f.alive,
                 f.wrong_sizes);
    if (done != (f.failures == 0))
        fail_msg("way %zu, fuse %ld: a failure went unnoticed", way, fuse);
    return f.requests;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (size_t n = 0; n < 2 * WAYS; n++) {
        whole_function *whole = wholes[n / WAYS];
        size_t way = n % WAYS;
        long requests = fail_at(whole, way, -1, false);
        for (long fuse = 0; fuse < requests; fuse += stride(requests)) {
            fail_at(whole, way, fuse, false);
            if (fuse % 4 == 0) fail_at(whole, way, fuse, true);
        }
    }
}

static void wrong_models_leave_nothing_behind(void **state)
{
    (void)state;
    for (long fuse = 0;; fuse++) {
        failing f = {.fuse = fuse};
        dt_error err = {0};
        dt_options options = {.memory = {failing_resize, &f}, .diagnose = hear};
        findings found = {0};
        options.diagnose_ctx = &found;
        assert_null(dt_model_parse(wrong, sizeof wrong - 1, &options, &err));
        assert_int_equal(err.code, f.failures ? err.code : DT_ERR_MODEL);
        assert_true(err.code == DT_ERR_MODEL || err.code == DT_ERR_MEMORY);
        assert_int_equal(f.alive, 0);
        if (!f.failures) break;
    }
}

typedef struct poll {
    long calls, stop_at; /* the call, from 0, that says stop; negative: none */
    long calls_after;
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

/* About 2^9 states, so that the engine has reason to poll. */
static char *larger_model(void)
{
    char *text = malloc(4000);
    size_t at = 0;
    for (int p = 0; p < 3; p++) {
        at += (size_t)snprintf(text + at, 4000 - at, "player p%d\n", p);
        for (int o = 0; o < 3; o++)
            at += (size_t)snprintf(text + at, 4000 - at, "  option o%d%d\n", p, o);
        for (int j = 0; j < 12; j++)
            at += (size_t)snprintf(text + at, 4000 - at, "  prefer %so%d%d iff o%d%d\n",
                                   j % 2 ? "not " : "", (p + j) % 3, j % 3, (p + j + 1) % 3,
                                   j * 2 % 3);
    }
    snprintf(text + at, 4000 - at,
             "  redline r2: not o11\nplayer p0\n  redline r0: o11 or o20\nplayer p1\n"
             "  redline r1: not o20\ninfeasible o00 and o11 and not o22\nstatus quo: o01\n");
    return text;
}

/* Runs the whole way and cancels at one poll; returns how many polls there were. */
static long cancel_at(whole_function *whole, const char *text, dt_backend backend, long stop_at)
{
    failing f = {.fuse = -1};
    poll p = {.stop_at = stop_at};
    dt_options options = {
        .memory = {failing_resize, &f}, .progress = ask, .progress_ctx = &p, .backend = backend};
    dt_error err = {0};
    bool done = whole(text, &options, nowhere, &err);
    assert_false(p.wrong);
    assert_int_equal(p.calls_after, 0);
    assert_int_equal(f.alive, 0);
    assert_int_equal(done, !p.stopped);
    if (p.stopped) assert_int_equal(err.code, DT_ERR_CANCELLED);
    return p.calls;
}

static void every_poll_may_cancel(void **state)
{
    (void)state;
    char *larger = larger_model();
    static const dt_backend backends[] = {DT_BACKEND_DENSE, DT_BACKEND_LISTED, DT_BACKEND_GRAPH};
    for (size_t n = 0; n < 6; n++) {
        whole_function *whole = wholes[n / 3];
        dt_backend backend = backends[n % 3];
        long polls = cancel_at(whole, larger, backend, -1);
        assert_true(polls > 0); /* somebody asked at all */
        for (long stop_at = 0; stop_at < polls; stop_at += stride(polls))
            assert_int_equal(cancel_at(whole, larger, backend, stop_at), stop_at + 1);
    }
    free(larger);
}

static void limits_of_memory_are_refused_with_a_reason(void **state)
{
    (void)state;
    char *larger = larger_model();
    failing free_run = {.fuse = -1};
    uint64_t limit = 1;
    bool all = false;
    for (dt_backend backend = DT_BACKEND_AUTO; !all; limit *= 2) {
        failing f = free_run;
        dt_options options = {
            .memory = {failing_resize, &f}, .memory_bytes = limit, .backend = backend};
        dt_error err = {0};
        bool done = whole_way(larger, &options, nowhere, &err);
        if (!done && err.code != DT_ERR_LIMIT)
            fail_msg("limit %llu: code %d: %s", (unsigned long long)limit, (int)err.code,
                     err.message);
        if (!done) assert_true(strlen(err.message) > 0);
        assert_int_equal(f.alive, 0);
        assert_true(limit < UINT64_C(1) << 32);
        all = done && backend == DT_BACKEND_GRAPH;
        if (done) backend = DT_BACKEND_GRAPH, limit = 1;
    }
    free(larger);
}

static void every_write_may_fail(void **state)
{
    (void)state;
    for (size_t n = 0; n < 2 * WAYS; n++) {
        whole_function *whole_run = wholes[n / WAYS];
        size_t way = n % WAYS;
        capture whole = {0};
        dt_options options = ways[way].options;
        assert_true(whole_run(ways[way].model, &options, capture_output(&whole), NULL));
        assert_true(whole.length > 0);
        size_t step = 1 + whole.length / 300;
        for (size_t room = 1; room < whole.length; room += step) {
            failing f = {.fuse = -1};
            options.memory = (dt_memory){.resize = failing_resize, .ctx = &f};
            capture c = {.room = room};
            dt_error err = {0};
            assert_false(whole_run(ways[way].model, &options, capture_output(&c), &err));
            assert_int_equal(err.code, DT_ERR_WRITE);
            assert_int_equal(c.writes_after, 0);
            assert_int_equal(f.alive, 0);
            capture_free(&c);
        }
        capture_free(&whole);
    }
}

/* The same bytes each time, whatever the threads and the allocator. */
static void results_do_not_depend_on_the_run(void **state)
{
    (void)state;
    char *larger = larger_model();
    capture first = {0};
    dt_options options = {0};
    assert_true(whole_way(larger, &options, capture_output(&first), NULL));
    assert_true(whole_answers(larger, &options, capture_output(&first), NULL));
    for (uint32_t threads = 1; threads <= 8; threads += 3) {
        failing f = {.fuse = -1};
        capture again = {0};
        dt_options other = {.threads = threads, .memory = {failing_resize, &f}};
        assert_true(whole_way(larger, &other, capture_output(&again), NULL));
        assert_true(whole_answers(larger, &other, capture_output(&again), NULL));
        assert_int_equal(again.length, first.length);
        assert_memory_equal(again.text, first.text, first.length);
        capture_free(&again);
    }
    capture_free(&first);
    free(larger);
}

/* Games do not change their model, and two games of one model may live side by side. */
static void handles_are_independent(void **state)
{
    (void)state;
    dt_model *model = dt_model_parse(well, sizeof well - 1, NULL, NULL);
    dt_options before = {.stage = "0"};
    dt_game *first = dt_game_compile(model, &before, NULL);
    dt_game *last = dt_game_compile(model, NULL, NULL);
    assert_non_null(first);
    assert_non_null(last);
    assert_true(dt_game_states(first) > dt_game_states(last)); /* `fix not drill` */
    dt_verdicts *of_last = dt_analyse(last, NULL, NULL);
    dt_game_free(first);
    assert_non_null(of_last);
    assert_true(dt_game_states(last) > 0);
    dt_verdicts_free(of_last);
    dt_game_free(last);
    dt_model_free(model);
}

static void texts_of_any_bytes_are_errors_not_crashes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
    } texts[] = {{"", 0},
                 {"\0", 1},
                 {"player a\n\0option x\n", 19},
                 {"\xEF\xBB\xBF", 3},
                 {"\xFF", 1},
                 {"player \xC3", 8},
                 {"\r\n\r\n", 4},
                 {"player a", 8},
                 {"(", 1},
                 {"\"", 1}};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        failing f = {.fuse = -1};
        dt_options options = {.memory = {failing_resize, &f}};
        dt_error err = {0};
        dt_model *model = dt_model_parse(texts[k].text, texts[k].length, &options, &err);
        if (!model) assert_int_equal(err.code, DT_ERR_MODEL);
        dt_model_free(model);
        dt_report_format(texts[k].text, texts[k].length, &options, nowhere, &err);
        dt_report_check(texts[k].text, texts[k].length, &options, nowhere, NULL, &err);
        assert_int_equal(f.alive, 0);
    }
    for (size_t m = 0; m < MODELS; m++) { /* every beginning of every model */
        for (size_t length = 0; length < strlen(models[m]); length++) {
            failing f = {.fuse = -1};
            dt_options options = {.memory = {failing_resize, &f}};
            dt_model_free(dt_model_parse(models[m], length, &options, NULL));
            assert_int_equal(f.alive, 0);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_usage_of_the_header_comment_works),
        cmocka_unit_test(freeing_nothing_is_fine_and_errors_need_no_place),
        cmocka_unit_test(the_text_may_go_away_after_parsing),
        cmocka_unit_test(concepts_have_names),
        cmocka_unit_test(all_errors_are_heard_and_the_first_is_returned),
        cmocka_unit_test(wrong_options_are_errors_of_usage),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(wrong_models_leave_nothing_behind),
        cmocka_unit_test(every_poll_may_cancel),
        cmocka_unit_test(limits_of_memory_are_refused_with_a_reason),
        cmocka_unit_test(every_write_may_fail),
        cmocka_unit_test(results_do_not_depend_on_the_run),
        cmocka_unit_test(handles_are_independent),
        cmocka_unit_test(texts_of_any_bytes_are_errors_not_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
