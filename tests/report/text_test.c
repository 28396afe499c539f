/* Text reports: golden pages for two small models (read by a person, then kept), and for models
 * with hostile labels what must always hold: no line wider than asked for, nothing raw in a
 * terminal. */
#include "reporting.h"

#define GOLDEN DT_SOURCE_DIR "/tests/report/golden/"

/* ---- golden pages ---------------------------------------------------------------------------- */

static void show_difference(const char *found, const char *wanted)
{
    unsigned line = 1;
    size_t k = 0, start = 0;
    for (; found[k] && found[k] == wanted[k]; k++)
        if (found[k] == '\n') line++, start = k + 1;
    print_error("first difference in line %u:\n  found:  %.*s\n  wanted: %.*s\n", line,
                (int)strcspn(found + start, "\n"), found + start,
                (int)strcspn(wanted + start, "\n"), wanted + start);
}

static void check_golden(const char *name, char *found)
{
    char path[512];
    snprintf(path, sizeof path, GOLDEN "%s", name);
    char *wanted = read_source(path);
    if (!wanted) print_error("cannot read %s; the page is:\n%s\n", path, found);
    assert_non_null(wanted);
    bool same = strcmp(found, wanted) == 0;
    if (!same) print_error("%s:\n", name), show_difference(found, wanted);
    assert_true(same);
    free(found), free(wanted);
}

static void the_well(void **state)
{
    (void)state;
    dt_options options = {.file = "well.detente", .stage = "0"};
    check_golden("well-solve.txt", report_of(well, REPORT_SOLVE, &options));
    check_golden("well-states.txt", report_of(well, REPORT_STATES, &options));
    options.format = DT_MARKDOWN;
    check_golden("well-solve.md", report_of(well, REPORT_SOLVE, &options));
    options.format = DT_LATEX;
    check_golden("well-solve.tex", report_of(well, REPORT_SOLVE, &options));
    options.format = DT_CSV;
    check_golden("well-solve.csv", report_of(well, REPORT_SOLVE, &options));
    options.format = DT_JSON;
    char *json = report_of(well, REPORT_SOLVE, &options), *after = strstr(json, "  \"command\"");
    assert_non_null(after); /* the version stands before it */
    memmove(json, after, strlen(after) + 1);
    check_golden("well-solve.json", json);
}

static void after_the_event(void **state)
{
    (void)state;
    dt_options options = {.file = "well.detente"};
    check_golden("well-event.txt", report_of(well, REPORT_SOLVE, &options));
}

static void what_is_not_the_default_is_said_first(void **state)
{
    (void)state;
    const char *lift[] = {"upstream.no_tolls"};
    dt_options options = {.file = "well.detente",
                          .stage = "0",
                          .lift = lift,
                          .lift_count = 1,
                          .responses = DT_RESPONSES_ONCE,
                          .concepts = 1u << DT_SEQ | 1u << DT_NASH,
                          .where = "share",
                          .limit = 2};
    check_golden("well-conditions.txt", report_of(well, REPORT_SOLVE, &options));
}

/* States that are one, and states that are only named, in every format. */
static void merged_and_listed_states(void **state)
{
    (void)state;
    static const char *const files[] = {"elmira", "elmira-listed"};
    static const char *const endings[] = {[DT_TEXT] = "txt",
                                          [DT_JSON] = "json",
                                          [DT_CSV] = "csv",
                                          [DT_MARKDOWN] = "md",
                                          [DT_LATEX] = "tex"};
    for (size_t k = 0; k < 2; k++) {
        char path[400], name[80];
        snprintf(path, sizeof path,
                 DT_SOURCE_DIR "/models/published/kilgour-hipel-peng-fang-2001/%s.detente",
                 files[k]);
        char *model = read_source(path);
        assert_non_null(model);
        for (dt_format format = DT_TEXT; format <= DT_LATEX; format++) {
            dt_options options = {.file = "elmira.detente", .format = format, .table = true};
            snprintf(name, sizeof name, "%s-solve.%s", files[k], endings[format]);
            char *found = report_of(model, REPORT_SOLVE, &options), *after = found;
            if (format == DT_JSON) after = strstr(found, "  \"command\""); /* behind the version */
            assert_non_null(after);
            memmove(found, after, strlen(after) + 1);
            check_golden(name, found);
            snprintf(name, sizeof name, "%s-states.%s", files[k], endings[format]);
            if (format != DT_JSON) check_golden(name, report_of(model, REPORT_STATES, &options));
        }
        free(model);
    }
}

static void the_missiles(void **state)
{
    (void)state;
    char *model = read_source(DT_SOURCE_DIR
                              "/models/published/fraser-hipel-1984/cuban-missile-crisis.detente");
    dt_options options = {.file = "cuban.detente", .table = true};
    assert_non_null(model);
    check_golden("missiles-solve.txt", report_of(model, REPORT_SOLVE, &options));
    check_golden("missiles-states.txt", report_of(model, REPORT_STATES, &options));
    options.format = DT_LATEX;
    check_golden("missiles-solve.tex", report_of(model, REPORT_SOLVE, &options));
    free(model);
}

/* Many equilibria read like a memo: a model with thousands, of which improvements reach a few. */
static char *many(void)
{
    static char model[8192];
    snprintf(model, sizeof model, "conflict \"Many\"\n");
    for (unsigned p = 0; p < 5; p++) {
        snprintf(model + strlen(model), sizeof model - strlen(model),
                 "player p%u \"Player number %u\"\n", p, p);
        for (unsigned o = 0; o < 2; o++)
            snprintf(model + strlen(model), sizeof model - strlen(model),
                     "  option o%u%u \"Do thing %u of player %u\"%s\n", p, o, o, p,
                     o ? " levels none, some, all" : "");
        snprintf(model + strlen(model), sizeof model - strlen(model), "  prefer o%u0%s\n", p,
                 p > 2 ? " and o01 = all" : "");
    }
    strcat(model, "player p1\n  redline r \"Not that\": not o21\nplayer p4\n  redline s \"Nor "
                  "that\": not o31\n"
                  "outcome calm \"Everything is calm\": not o01\noutcome storm \"A storm\": o01 = "
                  "all and o41 = all\n"
                  "outcome never \"What cannot be\": not o00 and not o10 and not o20\nstatus quo: "
                  "o01 = some, o11 = none, o21 = none, o31 = none, o41 = none\n");
    return model;
}

static void many_outcomes_read_like_a_memo(void **state)
{
    (void)state;
    check_golden("many-solve.txt",
                 report_of(many(), REPORT_SOLVE, &(dt_options){.file = "many.detente"}));
}

/* ---- hostile labels -------------------------------------------------------------------------- */

/* Display columns of the characters that these tests use, and what must never be written raw. */
static unsigned columns_of(const char *text, size_t length, bool *raw)
{
    unsigned columns = 0;
    for (size_t k = 0; k < length;) {
        unsigned char c = (unsigned char)text[k];
        unsigned bytes = c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
        unsigned point = c < 0x80 ? c : c & (0x7Fu >> bytes);
        for (unsigned b = 1; b < bytes; b++)
            point = point << 6 | ((unsigned char)text[k + b] & 0x3F);
        *raw |= point < 0x20 || (point >= 0x7F && point < 0xA0) ||
                (point >= 0x200E && point <= 0x200F) || (point >= 0x202A && point <= 0x202E) ||
                (point >= 0x2066 && point <= 0x2069);
        columns += point >= 0x300 && point < 0x370 ? 0 : point >= 0x1100 && point != 0x2014 ? 2 : 1;
        k += bytes;
    }
    return columns;
}

static void check_page(char *page, unsigned width, const char *what)
{
    unsigned line = 1;
    for (const char *at = page; *at; line++) {
        size_t length = strcspn(at, "\n");
        bool raw = false;
        unsigned columns = columns_of(at, length, &raw);
        const char *command = strstr(at, "  dt "); /* a command to copy stands in one piece */
        if (command && command < at + length) columns = 0;
        if (columns > width || raw || (length && at[length - 1] == ' '))
            print_error("%s at width %u, line %u (%u columns):\n%.*s\n", what, width, line, columns,
                        (int)length, at);
        assert_true(columns <= width);
        assert_false(raw);
        assert_true(!length || at[length - 1] != ' ');
        at += length;
        at += *at == '\n';
    }
    free(page);
}

static const char *const labels[] = {
    "short",
    "a label that is so long that no column of any table can ever hold it on one line without "
    "wrapping it somewhere",
    "onewordthatisfartoolongforanycolumnandhasnoblankwhereitcouldbebrokenbutmustbebrokenanyway",
    "\xE6\xB0\xB4\xE5\x88\xA9\xE6\x9D\x83\xE4\xBA\x89\xE8\xAE\xAE\xE7\x9A\x84\xE6\x96\xB0\xE5\x8D"
    "\x8F\xE8\xAE\xAE\xE5\x92\x8C\xE6\x97\xA7\xE5\x8D\x8F\xE8\xAE\xAE",
    "\xC3\xA9\xCC\x81\xCC\x81\xCC\x81 combining \xCC\x81\xCC\x81",
    "a | pipe, a; semicolon, = sign, \\\\ and # and $ and % and & and _ and {braces}",
    "",
    " leading and trailing ",
};
enum { LABELS = sizeof labels / sizeof *labels };

static const char *label(unsigned k) { return labels[k % LABELS]; }

static void hostile(char *model, size_t room, unsigned players, unsigned start)
{
    unsigned k = start;
    snprintf(model, room, "conflict \"%s\"\n", label(k++));
#define MORE model + strlen(model), room - strlen(model)
    for (unsigned p = 0; p < players; p++) {
        snprintf(MORE, "player p%u_with_a_long_identifier \"%s\"\n", p, label(k++));
        snprintf(MORE, "  option a%u \"%s\"\n", p, label(k++));
        if (p < 2)
            snprintf(MORE,
                     "  option b%u \"%s\" levels none, a_level_with_a_very_long_name_indeed, high "
                     "irreversible\n",
                     p, label(k++));
        if (p < 3)
            snprintf(MORE, "  redline r%u \"%s\": not a%u or a%u\n", p, label(k++), p,
                     (p + 1) % players);
        snprintf(MORE, "  prefer a%u if a%u\n", p, (p + 1) % players);
    }
    snprintf(MORE, "outcome w \"%s\": a0\noutcome v \"%s\": not a0\n", label(k), label(k + 1));
    snprintf(MORE, "state s_with_a_name_of_some_length \"%s\": a0\nstate t: b0 = high\n",
             label(k + 2));
    snprintf(MORE, "status quo: state s_with_a_name_of_some_length\n");
#undef MORE
}

static void check_pages(reporting *r, unsigned width)
{
    dt_options options = {
        .width = width, .table = true, .limit = 5, .file = "f.detente", .command = "dt"};
    check_page(reporting_write(r, REPORT_SOLVE, &options), width, "solve");
    check_page(reporting_write(r, REPORT_STATES, &options), width, "states");
    options.limit = 0, options.table = false;
    check_page(reporting_write(r, REPORT_SOLVE, &options), width, "solve");
    options.where =
        "a0 or not a0 and not not not not not not not not a0 or yes or yes or yes or yes";
    check_page(reporting_write(r, REPORT_SOLVE, &options), width, "solve");
}

static void pages_of_hostile_models_keep_their_width(void **state)
{
    (void)state;
    static char model[1 << 15];
    static const unsigned widths[] = {40, 57, 80, 132};
    for (unsigned players = 1; players <= 11; players += players == 1 ? 1 : 3)
        for (unsigned start = 0; start < LABELS; start++) {
            reporting r;
            hostile(model, sizeof model, players, start);
            if (!reporting_start(&r, model, NULL)) print_error("%s\n", r.err.message);
            assert_non_null(r.verdicts);
            for (unsigned w = 0; w < sizeof widths / sizeof *widths; w++)
                check_pages(&r, widths[w]);
            reporting_end(&r);
        }
}

static void commands_to_copy_quote_the_file(void **state)
{
    (void)state;
    char *page =
        report_of(well, REPORT_SOLVE,
                  &(dt_options){.file = "a file 'with' quotes\x1b[31m.detente", .command = "dt"});
    assert_non_null(strstr(page, "dt check 'a file '\\''with'\\'' quotes\\x1b[31m.detente'\n"));
    free(page);
    page = report_of(well, REPORT_SOLVE, &(dt_options){.file = "dir/well-1.detente"});
    assert_non_null(strstr(page, "detente check dir/well-1.detente\n"));
    free(page);
}

static void emphasis_only_when_asked_for(void **state)
{
    (void)state;
    char *plain = report_of(well, REPORT_SOLVE, NULL),
         *rich = report_of(well, REPORT_SOLVE, &(dt_options){.colour = true});
    assert_null(strchr(plain, '\x1b'));
    assert_memory_equal(rich, "\x1b[1mTwo towns and a well\n\x1b[0m", 29);
    free(plain), free(rich);
}

/* ---- conditions of the user ------------------------------------------------------------------ */

static void a_wrong_condition_shows_where(void **state)
{
    (void)state;
    static const struct {
        const char *where, *message;
    } cases[] = {
        {"tols", "--where: at 'tols' (column 1): unknown option, let or outcome 'tols'; did you "
                 "mean 'tolls'?"},
        {"share or tolls = hevy",
         "--where: at 'hevy' (column 18): option 'tolls' has no level 'hevy'"},
        {"share and", "--where: at its end: expected a condition"},
        {"", "--where: at its end: expected a condition"},
        {"state 17", "--where: there is no state 17: states are numbered from 1 to 16"},
        {"share share", "--where: at 'share' (column 7): expected an operator"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        reporting r;
        dt_options options = {.stage = "0", .where = cases[k].where};
        assert_true(reporting_start(&r, well, &options));
        for (int which = 0; which < 2; which++) {
            assert_null(reporting_write(&r, which ? REPORT_STATES : REPORT_SOLVE, &options));
            assert_int_equal(r.err.code, DT_ERR_USAGE);
            if (strncmp(r.err.message, cases[k].message, strlen(cases[k].message)) != 0)
                print_error("%s\n", r.err.message);
            assert_memory_equal(r.err.message, cases[k].message, strlen(cases[k].message));
        }
        reporting_end(&r);
    }
}

static void counting_only(void **state)
{
    (void)state;
    dt_options options = {.stage = "0", .count_only = true};
    char *count = report_of(well, REPORT_STATES, &options);
    assert_string_equal(count, "16 possible outcomes\n");
    free(count);
    options.where = "share";
    count = report_of(well, REPORT_STATES, &options);
    assert_string_equal(count, "8 of 16 possible outcomes where: share\n");
    free(count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_well),
        cmocka_unit_test(after_the_event),
        cmocka_unit_test(what_is_not_the_default_is_said_first),
        cmocka_unit_test(merged_and_listed_states),
        cmocka_unit_test(the_missiles),
        cmocka_unit_test(many_outcomes_read_like_a_memo),
        cmocka_unit_test(pages_of_hostile_models_keep_their_width),
        cmocka_unit_test(commands_to_copy_quote_the_file),
        cmocka_unit_test(emphasis_only_when_asked_for),
        cmocka_unit_test(a_wrong_condition_shows_where),
        cmocka_unit_test(counting_only),
    };
    return cmocka_run_group_tests_name("report text", tests, NULL, NULL);
}
