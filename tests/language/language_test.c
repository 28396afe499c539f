/* The language, file by file: every tests/language/<feature>/<case>.detente says in comments what
 * must be found in it, on the line where it must be found.
 *
 *     # error: TEXT        an error with exactly this message; `# error@12: TEXT` also its column,
 *                          `# error@0: TEXT` one without a place
 *     # warning: TEXT      likewise; once a file expects one warning, all must be expected
 *     # prints: TEXT       the statement that starts on this line is printed so
 *     # expect: format     the file is in canonical form
 *
 * Errors that no comment expects fail the file. A file without errors is also printed and read
 * again, and formatted, which must not change what it says. Where <case>.canonical stands beside it,
 * it is what the formatter must write. Arguments choose files by a part of their name. */
#include "capture.h"
#include "language/language.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cmocka.h>
#undef fail /* cmocka has a macro of this name */

enum { MAX_CASES = 1000, MAX_FOUND = 200, MESSAGE_BYTES = 400 };

/* ---- what is found in a text ------------------------------------------------------------ */

typedef struct finding {
    dt_severity severity;
    uint32_t line, column;
    char message[MESSAGE_BYTES];
    bool expected;
} finding;

typedef struct findings {
    finding items[MAX_FOUND];
    size_t count, errors;
} findings;

static void keep_finding(void *ctx, const dt_diagnostic *d)
{
    findings *f = ctx;
    f->errors += d->severity == DT_SEVERITY_ERROR;
    assert_true(f->count < MAX_FOUND);
    finding *one = &f->items[f->count++];
    *one = (finding){.severity = d->severity, .line = d->line, .column = d->column};
    snprintf(one->message, sizeof one->message, "%s", d->message);
}

static void examine(const char *text, size_t length, findings *f)
{
    *f = (findings){.count = 0};
    dt_options options = {.diagnose = keep_finding, .diagnose_ctx = f};
    dt_error err = {0};
    bool good = dt_report_check(text, length, &options, (dt_output){0}, NULL, &err);
    assert_int_equal(good, f->errors == 0);
}

/* ---- a text printed and formatted ------------------------------------------------------- */

typedef void (*written_by)(const dt_model *, output *);

/* What the model of a text is printed as, without its statements that have errors of form; the
 * caller frees it. */
static char *print_text(char *text, size_t length, written_by print)
{
    dt_model m = {.text = text, .length = length};
    memory_start(&m.memory, NULL);
    arena_start(&m.arena, &m.memory);
    diagnostics said = {.text = text, .length = length};
    language_parse(&m, &said);
    capture c = {0};
    output out;
    output_start(&out, capture_output(&c));
    print(&m, &out);
    assert_true(output_end(&out));
    arena_free(&m.arena);
    return c.text ? c.text : calloc(1, 1);
}

static char *format_text(const char *text, size_t length)
{
    capture c = {0};
    output out;
    output_start(&out, capture_output(&c));
    language_format(text, length, &out);
    assert_true(output_end(&out));
    return c.text ? c.text : calloc(1, 1);
}

/* What is understood survives printing and formatting. */
static void check_round_trip(char *text, size_t length)
{
    char *printed = print_text(text, length, print_model);
    char *again = print_text(printed, strlen(printed), print_model);
    assert_string_equal(again, printed);
    char *formatted = format_text(text, length);
    char *understood = print_text(formatted, strlen(formatted), print_model);
    assert_string_equal(understood, printed);
    char *formatted_again = format_text(formatted, strlen(formatted));
    assert_string_equal(formatted_again, formatted);
    char *canonical = format_text(printed, strlen(printed));
    assert_string_equal(canonical, printed);
    free(printed), free(again), free(formatted), free(understood), free(formatted_again);
    free(canonical);
}

/* ---- expectations ----------------------------------------------------------------------- */

typedef struct case_file {
    char path[1024];
    const char *name; /* the path behind tests/language/ */
} case_file;

static case_file cases[MAX_CASES];
static size_t case_count, expectations;

static char *read_whole(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    char *text = NULL;
    *length = 0;
    for (size_t got = 1; got;) {
        text = realloc(text, *length + 4097);
        assert_non_null(text);
        got = fread(text + *length, 1, 4096, file);
        *length += got;
    }
    fclose(file);
    text[*length] = '\0';
    return text;
}

/* The next "# KIND" in a line, of one of the kinds below; NULL: none. */
static const char *next_mark(const char *line)
{
    static const char *const marks[] = {"# error", "# warning", "# prints: ", "# expect: "};
    const char *first = NULL;
    for (size_t k = 0; k < sizeof marks / sizeof *marks; k++) {
        const char *mark = strstr(line, marks[k]);
        if (mark && (!first || mark < first)) first = mark;
    }
    return first;
}

static bool expect_finding(findings *f, dt_severity severity, uint32_t line, uint32_t column,
                           const char *message)
{
    for (size_t k = 0; k < f->count; k++) {
        finding *one = &f->items[k];
        if (one->expected || one->severity != severity || one->line != line ||
            (column && one->column != column) || strcmp(one->message, message) != 0)
            continue;
        return one->expected = true;
    }
    print_error("line %u: not found: %s\n", line, message);
    return false;
}

static uint32_t printed_line;
static const char *printed_text;

/* Prints the statement that starts in the line that a test asks for. */
static void print_line(const dt_model *m, output *out)
{
    for (const statement *s = m->statements; s; s = s->next) {
        uint32_t line, column;
        text_place(printed_text, m->length, s->at.offset, &line, &column);
        if (line == printed_line) print_statement(s, out);
    }
}

static bool expect_printed(char *text, size_t length, uint32_t line, const char *expected)
{
    printed_line = line;
    printed_text = text;
    char *printed = print_text(text, length, print_line);
    bool good = !strcmp(printed, expected);
    if (!good) print_error("line %u: printed as: %s\n", line, printed);
    free(printed);
    return good;
}

static bool expect_canonical(const char *text, size_t length, const char *expected)
{
    char *formatted = format_text(text, length);
    bool good = !strcmp(formatted, expected);
    if (!good) print_error("formatted as:\n%s", formatted);
    free(formatted);
    return good;
}

/* One expectation: `mark` is its comment, up to the next one or the line's end. */
static bool check_mark(char *mark, uint32_t line, findings *f, char *text, size_t length)
{
    expectations++;
    size_t end = strlen(mark);
    while (end && mark[end - 1] == ' ') mark[--end] = '\0';
    if (!strncmp(mark, "# prints: ", 10)) return expect_printed(text, length, line, mark + 10);
    if (!strcmp(mark, "# expect: format")) return expect_canonical(text, length, text);
    bool error = !strncmp(mark, "# error", 7);
    char *rest = mark + (error ? 7 : 9);
    bool placed = *rest == '@';
    uint32_t column = placed ? (uint32_t)strtoul(rest + 1, &rest, 10) : 0;
    if (placed && !column) line = 0;
    if (strncmp(rest, ": ", 2) != 0) {
        print_error("line %u: no expectation: %s\n", line, mark);
        return false;
    }
    return expect_finding(f, error ? DT_SEVERITY_ERROR : DT_SEVERITY_WARNING, line, column,
                          rest + 2);
}

static bool check_marks(char *text, size_t length, findings *f)
{
    bool good = true;
    uint32_t line = 1;
    for (char *start = text; *start; line++) {
        char *end = strchr(start, '\n');
        size_t bytes = end ? (size_t)(end - start) : strlen(start);
        char copy[4096];
        assert_true(bytes < sizeof copy);
        memcpy(copy, start, bytes);
        copy[bytes] = '\0';
        for (const char *mark = next_mark(copy); mark;) {
            const char *next = next_mark(mark + 2);
            char one[4096];
            snprintf(one, sizeof one, "%.*s", (int)(next ? (size_t)(next - mark) : strlen(mark)),
                     mark);
            good = check_mark(one, line, f, text, length) && good;
            mark = next;
        }
        start += bytes + (end != NULL);
    }
    return good;
}

static bool check_unexpected(const findings *f)
{
    bool good = true, warnings_too = false;
    for (size_t k = 0; k < f->count; k++)
        if (f->items[k].expected && f->items[k].severity == DT_SEVERITY_WARNING)
            warnings_too = true;
    for (size_t k = 0; k < f->count; k++) {
        const finding *one = &f->items[k];
        bool counts = one->severity == DT_SEVERITY_ERROR ||
                      (one->severity == DT_SEVERITY_WARNING && warnings_too);
        if (one->expected || !counts) continue;
        print_error("line %u, column %u: unexpected: %s\n", one->line, one->column, one->message);
        good = false;
    }
    return good;
}

static void check_file(void **state)
{
    const case_file *file = *state;
    size_t length = 0;
    char *text = read_whole(file->path, &length);
    assert_non_null(text);
    findings *f = malloc(sizeof *f);
    assert_non_null(f);
    examine(text, length, f);
    bool good = check_marks(text, length, f);
    good = check_unexpected(f) && good;
    if (!f->errors) check_round_trip(text, length);
    char path[1100];
    snprintf(path, sizeof path, "%.*s.canonical", (int)(strlen(file->path) - strlen(".detente")),
             file->path);
    size_t canonical_length;
    char *canonical = read_whole(path, &canonical_length);
    if (canonical) good = expect_canonical(text, length, canonical) && good;
    free(canonical);
    free(f);
    free(text);
    assert_true(good);
}

/* ---- finding the files ------------------------------------------------------------------ */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const case_file *)a)->path, ((const case_file *)b)->path);
}

static void find_cases(const char *folder, size_t prefix)
{
    DIR *dir = opendir(folder);
    if (!dir) return;
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.') continue;
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        struct stat about;
        if (stat(path, &about)) continue;
        const char *dot = strrchr(entry->d_name, '.');
        if (S_ISDIR(about.st_mode)) find_cases(path, prefix);
        else if (dot && !strcmp(dot, ".detente") && case_count < MAX_CASES) {
            snprintf(cases[case_count].path, sizeof cases->path, "%s", path);
            cases[case_count].name = cases[case_count].path + prefix;
            case_count++;
        }
    }
    closedir(dir);
}

static void there_are_cases(void **state)
{
    (void)state;
    assert_true(case_count > 100 && case_count < MAX_CASES);
}

static bool chosen(const char *path, int argc, char **argv)
{
    for (int k = 1; k < argc; k++)
        if (strstr(path, argv[k])) return true;
    return argc < 2;
}

int main(int argc, char **argv)
{
    static const char folder[] = DT_SOURCE_DIR "/tests/language";
    find_cases(folder, sizeof folder);
    qsort(cases, case_count, sizeof *cases, by_name);
    static struct CMUnitTest tests[MAX_CASES + 1];
    size_t count = 0;
    if (argc < 2) tests[count++] = (struct CMUnitTest)cmocka_unit_test(there_are_cases);
    for (size_t k = 0; k < case_count; k++)
        if (chosen(cases[k].path + sizeof folder, argc, argv))
            tests[count++] = (struct CMUnitTest){.name = cases[k].path + sizeof folder,
                                                 .test_func = check_file,
                                                 .initial_state = &cases[k]};
    int failed = _cmocka_run_group_tests("language", tests, count, NULL, NULL);
    printf("%zu files, %zu expectations checked\n", case_count, expectations);
    return failed;
}
