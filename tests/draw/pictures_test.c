/* Pictures: XML, nothing outside of the view, no two boxes and no two words on top of each other, for
 * all models of the repository; hostile labels; golden ones; and what happens when memory is gone,
 * the disk is full or the user has had enough. */
#include "capture.h"
#include "failing.h"
#include "svg.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define GOLDEN DT_SOURCE_DIR "/tests/draw/golden/"

/* ---- from a text to a picture -------------------------------------------------------------------- */

/* The bytes, to be freed; NULL: it failed, and *err says why. */
static char *picture_of(const char *text, const dt_options *options, dt_error *err)
{
    capture c = {0};
    dt_model *m = dt_model_parse(text, strlen(text), options, err);
    bool done = m && dt_report_draw(m, options, capture_output(&c), err);
    dt_model_free(m);
    if (!done) capture_free(&c);
    return c.text;
}

static char *read_file(const char *path)
{
    capture c = {0};
    FILE *file = fopen(path, "rb");
    char bytes[4096];
    if (!file) return NULL;
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        capture_write(&c, bytes, got);
    fclose(file);
    return c.text;
}

static void check_picture(const char *what, const char *text)
{
    assert_int_equal(svg_faults(what, text), 0);
}

static void check_model(const char *path, dt_picture p)
{
    char what[600];
    dt_error err = {0};
    dt_options options = {.picture = p};
    char *text = read_file(path);
    assert_non_null(text);
    char *found = picture_of(text, &options, &err);
    snprintf(what, sizeof what, "%s, %s", path, dt_picture_id(p));
    if (!found) print_error("%s: %s\n", what, err.message);
    assert_non_null(found);
    check_picture(what, found);
    free(found), free(text);
}

static void check_models(const char *pattern, dt_picture first, dt_picture last)
{
    glob_t models;
    assert_int_equal(glob(pattern, 0, NULL, &models), 0);
    for (size_t k = 0; k < models.gl_pathc; k++)
        for (dt_picture p = first; p <= last; p++) check_model(models.gl_pathv[k], p);
    globfree(&models);
}

static void nothing_overlaps_in_published_conflicts(void **state)
{
    (void)state;
    check_models(DT_SOURCE_DIR "/models/published/*/*.detente", 0, DT_PICTURE_COUNT - 1);
}

/* Of millions of states: by the release quickly, by others in minutes. */
static void nothing_overlaps_in_large_conflicts(void **state)
{
    (void)state;
#ifdef NDEBUG
    check_models(DT_SOURCE_DIR "/models/*.detente", DT_PICTURE_GRAPH, DT_PICTURE_GRAPH);
    check_models(DT_SOURCE_DIR "/models/*.detente", DT_PICTURE_REDLINES, DT_PICTURE_REDLINES);
    if (!getenv("DT_LONG")) return;
    check_models(DT_SOURCE_DIR "/models/*.detente", DT_PICTURE_FUNNEL, DT_PICTURE_FUNNEL);
    check_models(DT_SOURCE_DIR "/models/*.detente", DT_PICTURE_TIMELINE, DT_PICTURE_TIMELINE);
#else
    skip();
#endif
}

/* ---- models of every shape --------------------------------------------------------------------------- */

static const char well[] = "conflict \"Two towns and a well\"\n"
                           "player upstream \"Upper town\"\n"
                           "  option drill \"Drill a second well\" irreversible\n"
                           "  option share \"Share the meter readings\"\n"
                           "  redline no_tolls \"No tolls at the well\": not tolls\n"
                           "  prefer quiet: not sue\n"
                           "  prefer share if not tolls\n"
                           "  prefer drill\n"
                           "player downstream \"Lower town\"\n"
                           "  option tolls \"Levy tolls\" levels none, light, heavy\n"
                           "  option sue \"Go to court\"\n"
                           "  redline income \"The town needs the tolls\" rigid: tolls\n"
                           "  prefer share\n"
                           "  prefer not drill\n"
                           "  prefer higher tolls\n"
                           "infeasible sue and tolls = heavy\n"
                           "status quo: tolls = light\n"
                           "no deal: tolls = heavy\n"
                           "state peace \"Nobody does anything\": not drill\n"
                           "event 2025-04-02 \"The drought order\"\n"
                           "  fix not drill\n"
                           "event 2025-06 \"Nobody insists on tolls\"\n"
                           "  drop downstream.income\n";

/* Players with an option each, at most `most` of which are taken: a grid with many gaps. */
static char *star(unsigned players, unsigned most)
{
    char *text = malloc(200 * players + 200);
    size_t used = 0;
    for (unsigned i = 0; i < players; i++)
        used += (size_t)sprintf(text + used,
                                "player p%u \"Player number %u\"\n  option o%u \"Do it\"\n"
                                "  prefer %so%u\n",
                                i, i, i, i % 2 ? "not " : "", (i + 1) % players);
    used += (size_t)sprintf(text + used, "require few: at most %u of (", most);
    for (unsigned i = 0; i < players; i++)
        used += (size_t)sprintf(text + used, "%so%u", i ? ", " : "", i);
    sprintf(text + used, ")\nstatus quo: o0\n");
    return text;
}

static void check_text(const char *what, const char *text, const dt_options *options)
{
    dt_error err = {0};
    char *found = picture_of(text, options, &err);
    if (!found) print_error("%s: %s\n", what, err.message);
    assert_non_null(found);
    check_picture(what, found);
    free(found);
}

static void nothing_overlaps_at_a_hundred_states(void **state)
{
    (void)state;
    static const unsigned sizes[][2] = {{1, 1}, {2, 2}, {3, 3},  {4, 4},  {5, 5},  {6, 6},
                                        {7, 2}, {9, 2}, {13, 2}, {20, 1}, {60, 1}, {5, 1}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        char what[60];
        char *text = star(sizes[k][0], sizes[k][1]);
        snprintf(what, sizeof what, "%u players, at most %u options", sizes[k][0], sizes[k][1]);
        for (uint64_t limit = 2; limit < 1000; limit *= 20) /* zones as well */
            if (sizes[k][0] <= 7 || limit > 2)
                check_text(what, text, &(dt_options){.limit = limit});
        free(text);
    }
}

static void every_stage_and_lift_is_drawn(void **state)
{
    (void)state;
    static const char *const stages[] = {"0", "1", "2"};
    static const char *const lift[] = {"upstream.no_tolls"};
    for (dt_picture p = 0; p < DT_PICTURE_COUNT; p++)
        for (int k = 0; k < 3; k++) {
            check_text(stages[k], well, &(dt_options){.picture = p, .stage = stages[k]});
            check_text(
                "lifted", well,
                &(dt_options){.picture = p, .stage = stages[k], .lift = lift, .lift_count = 1});
            check_text("where", well, &(dt_options){.picture = p, .where = "not sue or tolls"});
            check_text("nash", well,
                       &(dt_options){.picture = p, .concepts = 1u << DT_NASH, .limit = 5});
        }
}

/* ---- golden pictures ----------------------------------------------------------------------------------- */

static void check_golden(const char *file, const dt_options *options)
{
    char path[512];
    dt_error err = {0};
    snprintf(path, sizeof path, GOLDEN "%s", file);
    char *wanted = read_file(path), *found = picture_of(well, options, &err);
    assert_non_null(found);
    bool same = wanted && strcmp(wanted, found) == 0;
    if (!same) print_error("%s differs; the picture is now:\n%s", file, found);
    free(wanted), free(found);
    assert_true(same);
}

static void small_pictures_are_golden(void **state)
{
    (void)state;
    check_golden("well-graph.svg", &(dt_options){.stage = "0"});
    check_golden("well-graph.dot", &(dt_options){.stage = "0", .format = DT_DOT});
    check_golden("well-zones.svg", &(dt_options){.stage = "0", .limit = 5});
    check_golden("well-zones.dot", &(dt_options){.stage = "0", .limit = 5, .format = DT_DOT});
    check_golden("well-funnel.svg", &(dt_options){.stage = "0", .picture = DT_PICTURE_FUNNEL});
    check_golden("well-redlines.svg", &(dt_options){.stage = "0", .picture = DT_PICTURE_REDLINES});
    check_golden("well-timeline.svg", &(dt_options){.picture = DT_PICTURE_TIMELINE});
}

static void pictures_do_not_depend_on_threads_and_backends(void **state)
{
    (void)state;
    for (dt_picture p = 0; p < DT_PICTURE_COUNT; p++) {
        char *first = picture_of(well, &(dt_options){.picture = p}, NULL);
        for (uint32_t n = 1; n < 4; n++)
            for (dt_backend b = DT_BACKEND_DENSE; b <= DT_BACKEND_GRAPH; b++) {
                char *again =
                    picture_of(well, &(dt_options){.picture = p, .threads = n, .backend = b}, NULL);
                assert_string_equal(first, again);
                free(again);
            }
        free(first);
    }
}

/* ---- hostile labels -------------------------------------------------------------------------------------- */

/* What would end an element, a value or a string or start a script, what no XML may hold, and words
 * that are too long, wide or not there. */
#define NASTY                                                                                      \
    "</title></text><script>alert(1)</script> \\\" ' onload=x & &amp; ]]> <!-- -- %n \\\\N "       \
    "\\\\\\\" "                                                                                    \
    "\xEF\xBF\xBE\xEF\xBF\xBF \xF0\x9F\x98\x80 \xE6\xBC\xA2\xE5\xAD\x97"                           \
    "\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2\xE5\xAD\x97\xE6\xBC\xA2\xE5\xAD" \
    "\x97"                                                                                         \
    "Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichenverordnungsentwurfsvorlage"

static const char hostile[] = "conflict \"" NASTY "\"\n"
                              "player p \"" NASTY "\"\n"
                              "  option a \"" NASTY "\" irreversible\n"
                              "  option b \"" NASTY "\" levels none, some, all\n"
                              "  redline r \"" NASTY "\" rigid: not a or b\n"
                              "  redline s \"" NASTY "\": a\n"
                              "  prefer a\n"
                              "player q \"<g>\"\n"
                              "  option c \"\"\n"
                              "  redline t \"" NASTY "\": not a\n"
                              "  redline u \"\": b = none\n"
                              "  prefer c if a\n"
                              "player r \"\"\n"
                              "  option d \"x\"\n"
                              "  prefer not d\n"
                              "outcome w \"" NASTY "\": a and c\n"
                              "state s \"" NASTY "\": a\n"
                              "state e \"\": b = some\n"
                              "status quo: state s\n"
                              "event 2026-01-01 \"" NASTY "\"\n"
                              "  now c\n"
                              "event 2026-02 \"\"\n"
                              "  now d\n";

static void hostile_labels_stay_words(void **state)
{
    (void)state;
    for (dt_picture p = 0; p < DT_PICTURE_COUNT; p++)
        for (uint64_t limit = 3; limit < 1000; limit *= 30) {
            check_text("hostile", hostile, &(dt_options){.picture = p, .limit = limit});
            check_text("hostile where", hostile,
                       &(dt_options){.picture = p, .limit = limit, .where = "a or not a"});
        }
}

/* Outside of quotes DOT has only what we put there. */
static void check_dot(const char *text)
{
    bool quoted = false;
    for (; *text; text++) {
        if (quoted && *text == '\\') {
            assert_true(text[1] == '"' || text[1] == '\\');
            text++;
        } else if (*text == '"') quoted = !quoted;
        else if (quoted) assert_true((unsigned char)*text >= 0x20);
        else
            assert_true(*text == '\n' || strchr("abcdefghijklmnopqrstuvwxyzHelvtica0123456789"
                                                " _->=[],;{}/#",
                                                *text));
    }
    assert_false(quoted);
}

static void hostile_labels_stay_words_in_dot(void **state)
{
    (void)state;
    for (uint64_t limit = 3; limit < 1000; limit *= 30) {
        char *found = picture_of(hostile, &(dt_options){.format = DT_DOT, .limit = limit}, NULL);
        assert_non_null(found);
        check_dot(found);
        free(found);
    }
}

/* ---- what may go wrong ----------------------------------------------------------------------------------- */

static void wrong_options_are_said(void **state)
{
    (void)state;
    static const struct {
        dt_options options;
        const char *said;
    } cases[] = {
        {{.format = DT_JSON}, "draw writes svg or dot"},
        {{.format = DT_DOT, .picture = DT_PICTURE_FUNNEL},
         "only the state graph is written as dot"},
        {{.stage = "9"}, "stage"},
        {{.where = "nonsense"}, "--where"},
        {{.where = "drill and not drill"}, "no feasible state"},
        {{.picture = DT_PICTURE_REDLINES, .where = "drill and not drill"}, "no feasible state"},
        {{.picture = DT_PICTURE_REDLINES, .between = "nobody"}, "nobody"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dt_error err = {0};
        assert_null(picture_of(well, &cases[k].options, &err));
        assert_int_equal(err.code, DT_ERR_USAGE);
        assert_non_null(strstr(err.message, cases[k].said));
    }
}

static void other_reports_write_no_pictures(void **state)
{
    (void)state;
    dt_error err = {0};
    capture c = {0};
    dt_options options = {.format = DT_SVG};
    dt_model *m = dt_model_parse(well, strlen(well), NULL, &err);
    dt_game *g = dt_game_compile(m, NULL, &err);
    assert_false(dt_report_states(g, &options, capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_USAGE);
    assert_false(dt_report_redlines(m, &options, capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_USAGE);
    assert_null(c.text);
    dt_game_free(g), dt_model_free(m);
}

static const uint64_t LIMITS[] = {0, 3}; /* one by one, and zones */

static void memory_may_end_anywhere(void **state)
{
    (void)state;
    for (int n = 0; n < 2 * (DT_PICTURE_COUNT + 1); n++) {
        bool dot = n / 2 == DT_PICTURE_COUNT;
        for (long fuse = 0;; fuse += 1 + fuse / 60) {
            failing f = {.fuse = fuse};
            dt_error err = {0};
            dt_options options = {.memory = {failing_resize, &f},
                                  .picture = dot ? DT_PICTURE_GRAPH : (dt_picture)(n / 2),
                                  .format = dot ? DT_DOT : DT_SVG,
                                  .limit = LIMITS[n % 2]};
            char *found = picture_of(hostile, &options, &err);
            bool done = found != NULL;
            if (!done) assert_int_equal(err.code, DT_ERR_MEMORY);
            free(found);
            assert_int_equal(f.alive, 0);
            assert_int_equal(f.wrong_sizes, 0);
            if (f.failures == 0) {
                assert_true(done);
                break;
            }
        }
    }
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    dt_model *m = dt_model_parse(hostile, strlen(hostile), NULL, NULL);
    for (int n = 0; n < 2 * DT_PICTURE_COUNT; n++) {
        capture c = {.room = 7};
        dt_error err = {0};
        dt_options options = {.picture = (dt_picture)(n / 2), .limit = LIMITS[n % 2]};
        assert_false(dt_report_draw(m, &options, capture_output(&c), &err));
        assert_int_equal(err.code, DT_ERR_WRITE);
        assert_int_equal(c.writes_after, 0);
        capture_free(&c);
    }
    dt_model_free(m);
}

typedef struct patience {
    long polls, most;
} patience;

static bool poll(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    patience *p = ctx;
    assert_non_null(work);
    assert_true(done <= total);
    return p->polls++ < p->most;
}

static void it_can_be_cancelled(void **state)
{
    (void)state;
    for (int n = 0; n < 2 * DT_PICTURE_COUNT; n++)
        for (long most = 0;; most++) {
            patience p = {.most = most};
            dt_error err = {0};
            dt_options options = {.progress = poll,
                                  .progress_ctx = &p,
                                  .picture = (dt_picture)(n / 2),
                                  .limit = LIMITS[n % 2]};
            char *found = picture_of(well, &options, &err);
            bool done = found != NULL;
            if (!done) assert_int_equal(err.code, DT_ERR_CANCELLED);
            free(found);
            if (done) break;
            assert_true(most < 100000);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_overlaps_in_published_conflicts),
        cmocka_unit_test(nothing_overlaps_in_large_conflicts),
        cmocka_unit_test(nothing_overlaps_at_a_hundred_states),
        cmocka_unit_test(every_stage_and_lift_is_drawn),
        cmocka_unit_test(small_pictures_are_golden),
        cmocka_unit_test(pictures_do_not_depend_on_threads_and_backends),
        cmocka_unit_test(hostile_labels_stay_words),
        cmocka_unit_test(hostile_labels_stay_words_in_dot),
        cmocka_unit_test(wrong_options_are_said),
        cmocka_unit_test(other_reports_write_no_pictures),
        cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(a_full_disk_is_said),
        cmocka_unit_test(it_can_be_cancelled),
    };
    return cmocka_run_group_tests_name("pictures", tests, NULL, NULL);
}
