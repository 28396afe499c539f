/* From a text to a report, for the tests of this folder. */
#ifndef TESTS_REPORTING_H
#define TESTS_REPORTING_H

#include "capture.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <setjmp.h>

#include <cmocka.h>

typedef struct reporting { /* a model, its game and verdicts, while a test looks at reports */
    dt_model *model;
    dt_game *game;
    dt_verdicts *verdicts;
    dt_error err;
} reporting;

/* False: the model has errors (r->err); nothing to close. */
static inline bool reporting_start(reporting *r, const char *text, const dt_options *options)
{
    *r = (reporting){0};
    r->model = dt_model_parse(text, strlen(text), options, &r->err);
    r->game = r->model ? dt_game_compile(r->model, options, &r->err) : NULL;
    r->verdicts = r->game ? dt_analyse(r->game, options, &r->err) : NULL;
    if (r->verdicts) return true;
    dt_game_free(r->game);
    dt_model_free(r->model);
    return false;
}

static inline void reporting_end(reporting *r)
{
    dt_verdicts_free(r->verdicts);
    dt_game_free(r->game);
    dt_model_free(r->model);
}

typedef enum reported { REPORT_SOLVE, REPORT_STATES } reported;

/* The bytes of a report, to be freed; NULL: it failed, and r->err says why. */
static inline char *reporting_write(reporting *r, reported which, const dt_options *options)
{
    capture c = {0};
    bool done = which == REPORT_SOLVE
                    ? dt_report_solve(r->verdicts, options, capture_output(&c), &r->err)
                    : dt_report_states(r->game, options, capture_output(&c), &r->err);
    if (!done) capture_free(&c);
    else if (!c.text) c.text = calloc(1, 1);
    return c.text;
}

/* The same in one step; the test fails if any step does. */
static inline char *report_of(const char *text, reported which, const dt_options *options)
{
    reporting r;
    if (!reporting_start(&r, text, options)) {
        print_error("%u:%u: %s\n", r.err.line, r.err.column, r.err.message);
        fail();
    }
    char *bytes = reporting_write(&r, which, options);
    if (!bytes) {
        print_error("%s\n", r.err.message);
        fail();
    }
    reporting_end(&r);
    return bytes;
}

static inline char *read_source(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    capture c = {0};
    char bytes[4096];
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        capture_write(&c, bytes, got);
    fclose(file);
    return c.text ? c.text : calloc(1, 1);
}

/* The conflict that the documents use. */
static const char well[] =
    "conflict \"Two towns and a well\"\n"
    "source minutes \"Council minutes\" by \"Town clerk\" on 2025-03-01 file \"minutes.txt\"\n"
    "claim thirst \"The upper town runs dry within two summers\" cite minutes \"two summers at "
    "most\"\n"
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
    "  redline data \"No deal without meter readings\" rigid: share or sue\n"
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

#endif
