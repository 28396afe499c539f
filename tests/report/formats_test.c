/* CSV, Markdown and LaTeX with hostile labels: whatever a label holds, the shape of the table
 * stays. And what a report does when memory is gone, the disk is full or the user has had enough.
 */
#include "failing.h"
#include "reporting.h"

/* Every character that some format treats as its own, in every kind of label. */
#define NASTY "=1+1, | & % $ # _ { } ~ ^ \\\\ < > ` * [x](y) \\\" ; -- $$ \\\\end{table} ' +@"

static const char hostile[] = "conflict \"" NASTY "\"\n"
                              "player p \"" NASTY "\"\n"
                              "  option a \"" NASTY "\"\n"
                              "  option b \"@SUM(A1)\" levels none, some, all\n"
                              "  redline r \"" NASTY "\": not a or b\n"
                              "  prefer a\n"
                              "player q \"-2+3\"\n"
                              "  option c \"\"\n"
                              "  prefer c if a\n"
                              "outcome w \"" NASTY "\": a and c\n"
                              "state s \"=HYPERLINK(1)\": a\n"
                              "state 7 \"" NASTY "\": b = all\n"
                              "status quo: state s\n"
                              "event 2026-01-01 \"" NASTY "\"\n"
                              "  now c\n";

static char *write_hostile(reported which, dt_format format, const char *where)
{
    dt_options options = {.format = format, .where = where, .file = "=evil|.detente"};
    return report_of(hostile, which, &options);
}

/* ---- CSV ------------------------------------------------------------------------------------- */

/* Reads a cell (RFC 4180), undoing its quotes; returns what stands behind it: ',', '\n' or 0. */
static char read_cell(const char **at, char *cell, size_t room)
{
    size_t used = 0;
    bool quoted = **at == '"';
    if (quoted) ++*at;
    for (; **at; ++*at) {
        if (quoted && **at == '"') {
            if ((*at)[1] != '"') break;
            ++*at;
        } else if (!quoted && (**at == ',' || **at == '\n')) break;
        else if (!quoted) assert_true(**at != '"');
        assert_true(used + 1 < room);
        cell[used++] = **at;
    }
    cell[used] = 0;
    if (quoted) {
        assert_true(**at == '"');
        ++*at;
    }
    char end = **at;
    assert_true(end == ',' || end == '\n' || end == 0);
    if (end) ++*at;
    return end;
}

static unsigned check_csv(char *bytes)
{
    unsigned columns = 0, row = 0, column = 0;
    char cell[4096];
    for (const char *at = bytes; *at;) {
        char end = read_cell(&at, cell, sizeof cell);
        assert_true(!*cell ||
                    !strchr("=+-@\t\r", *cell)); /* no spreadsheet takes it for a formula */
        column++;
        if (end == ',') continue;
        if (row == 0) columns = column;
        assert_int_equal(column, columns);
        row++;
        column = 0;
    }
    assert_int_equal(column, 0);
    free(bytes);
    return row;
}

static void csv_keeps_its_shape(void **state)
{
    (void)state;
    assert_int_equal(check_csv(write_hostile(REPORT_SOLVE, DT_CSV, NULL)), 13);
    assert_int_equal(check_csv(write_hostile(REPORT_STATES, DT_CSV, NULL)), 13);
    assert_int_equal(check_csv(write_hostile(REPORT_STATES, DT_CSV, "a and c")), 4);
    assert_int_equal(check_csv(write_hostile(REPORT_SOLVE, DT_CSV, "no")), 1);
    dt_options options = {.format = DT_CSV, .count_only = true};
    char *count = report_of(hostile, REPORT_STATES, &options);
    assert_string_equal(count, "count\n12\n");
    free(count);
}

/* ---- Markdown -------------------------------------------------------------------------------- */

static unsigned pipes(const char *line, size_t length)
{
    unsigned count = 0;
    for (size_t k = 0; k < length; k++) {
        if (line[k] == '\\') k++;
        else count += line[k] == '|';
    }
    return count;
}

/* Rows of one table have as many cells; nothing opens a tag, a link or a code span. */
static void check_markdown(char *bytes)
{
    unsigned columns = 0, rows = 0;
    assert_memory_equal(bytes, "# ", 2);
    for (const char *at = bytes; *at;) {
        size_t length = strcspn(at, "\n");
        if (*at == '|') {
            if (!columns) columns = pipes(at, length);
            assert_int_equal(pipes(at, length), columns);
            rows++;
        } else columns = 0;
        for (size_t k = 0; k < length; k++) {
            if (at[k] == '\\') k++;
            else assert_null(strchr("<>[]*_", at[k]));
        }
        at += length + (at[length] == '\n');
    }
    assert_true(rows > 3);
    free(bytes);
}

static void markdown_keeps_its_shape(void **state)
{
    (void)state;
    check_markdown(write_hostile(REPORT_SOLVE, DT_MARKDOWN, NULL));
    check_markdown(write_hostile(REPORT_STATES, DT_MARKDOWN, NULL));
    check_markdown(write_hostile(REPORT_SOLVE, DT_MARKDOWN, "not (a and c) or (a and c)"));
}

/* ---- LaTeX ----------------------------------------------------------------------------------- */

static const char *const commands[] = {
    "begin",           "end",        "centering",   "caption",       "toprule",
    "midrule",         "bottomrule", "multicolumn", "textit",        "quad",
    "endhead",         "endfoot",    "linewidth",   "textbackslash", "textless",
    "textgreater",     "textbar",    "usepackage",  "textquotedbl",  "textasciitilde",
    "textasciicircum", NULL};

static bool is_known(const char *word, size_t length)
{
    for (size_t k = 0; commands[k]; k++)
        if (strlen(commands[k]) == length && memcmp(commands[k], word, length) == 0) return true;
    return false;
}

/* Commands are ours alone, braces close, and every row of a table has its columns. */
static void check_latex(char *bytes)
{
    int depth = 0;
    unsigned cells = 0, columns = 0, spans = 0;
    for (const char *at = bytes; *at; at++) {
        if (*at == '%') at += strcspn(at, "\n"); /* our comments; a label's sign is escaped */
        if (*at == '\\') {
            size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz");
            if (length) {
                assert_true(is_known(at + 1, length));
                if (length == 11 && memcmp(at + 1, "multicolumn", 11) == 0) spans++;
                if (memcmp(at + 1, "toprule", 7) == 0) columns = 0;
                at += length;
            } else {
                assert_non_null(strchr("\\{}$&#%_,", at[1]));
                if (at[1] == '\\') { /* the row ends */
                    if (columns && !spans) assert_int_equal(cells, columns);
                    if (!spans) columns = cells;
                    cells = spans = 0;
                }
                at++;
            }
        } else {
            assert_null(strchr("$#~^_|<>\"", *at));
            depth += *at == '{' ? 1 : *at == '}' ? -1 : 0;
            assert_true(depth >= 0);
            cells += *at == '&';
        }
    }
    assert_int_equal(depth, 0);
    free(bytes);
}

static void latex_keeps_its_shape(void **state)
{
    (void)state;
    check_latex(write_hostile(REPORT_SOLVE, DT_LATEX, NULL));
    check_latex(write_hostile(REPORT_STATES, DT_LATEX, NULL));
    check_latex(write_hostile(REPORT_SOLVE, DT_LATEX, "a or not a"));
}

/* ---- when something fails -------------------------------------------------------------------- */

static const dt_format formats[] = {DT_TEXT, DT_JSON, DT_CSV, DT_MARKDOWN, DT_LATEX};
enum { FORMATS = sizeof formats / sizeof *formats };

/* Every allocation of every report may fail, one after the other: then the report says so, and
 * everything that it took is given back. */
static void memory_may_end_anywhere(void **state)
{
    (void)state;
    for (int k = 0; k < 2 * FORMATS; k++) {
        for (long fuse = 0;; fuse++) {
            failing memory = {.fuse = -1}, *f = &memory;
            dt_options options = {.memory = {failing_resize, f},
                                  .format = formats[k / 2],
                                  .table = true,
                                  .where = "a or c"};
            reporting r;
            assert_true(reporting_start(&r, hostile, &options));
            f->fuse = f->requests + fuse;
            char *bytes = reporting_write(&r, k % 2 ? REPORT_STATES : REPORT_SOLVE, &options);
            bool done = bytes != NULL;
            if (!done) assert_int_equal(r.err.code, DT_ERR_MEMORY);
            free(bytes);
            reporting_end(&r);
            assert_int_equal(f->alive, 0);
            assert_int_equal(f->wrong_sizes, 0);
            if (done) break;
            assert_true(f->failures > 0);
        }
    }
}

static void a_full_disk_is_said(void **state)
{
    (void)state;
    reporting r;
    assert_true(reporting_start(&r, hostile, NULL));
    for (int k = 0; k < 2 * FORMATS; k++) {
        dt_options options = {.format = formats[k / 2]};
        capture c = {.room = 7};
        dt_error err = {0};
        bool done = k % 2 ? dt_report_states(r.game, &options, capture_output(&c), &err)
                          : dt_report_solve(r.verdicts, &options, capture_output(&c), &err);
        assert_false(done);
        assert_int_equal(err.code, DT_ERR_WRITE);
        assert_int_equal(c.writes_after, 0);
        capture_free(&c);
    }
    reporting_end(&r);
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
    for (long most = 0;; most++) {
        reporting r;
        patience p = {.most = most};
        dt_options options = {.progress = poll, .progress_ctx = &p, .format = DT_JSON};
        assert_true(reporting_start(&r, hostile, NULL));
        char *bytes = reporting_write(&r, REPORT_SOLVE, &options);
        bool done = bytes != NULL;
        if (!done) assert_int_equal(r.err.code, DT_ERR_CANCELLED);
        free(bytes);
        reporting_end(&r);
        if (done) break;
        assert_true(most < 10000);
    }
}

static void a_memory_limit_is_said(void **state)
{
    (void)state;
    reporting r;
    assert_true(reporting_start(&r, hostile, NULL));
    dt_options options = {.memory_bytes = 64};
    assert_null(reporting_write(&r, REPORT_SOLVE, &options));
    assert_int_equal(r.err.code, DT_ERR_LIMIT);
    reporting_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(csv_keeps_its_shape),    cmocka_unit_test(markdown_keeps_its_shape),
        cmocka_unit_test(latex_keeps_its_shape),  cmocka_unit_test(memory_may_end_anywhere),
        cmocka_unit_test(a_full_disk_is_said),    cmocka_unit_test(it_can_be_cancelled),
        cmocka_unit_test(a_memory_limit_is_said),
    };
    return cmocka_run_group_tests_name("report formats", tests, NULL, NULL);
}
