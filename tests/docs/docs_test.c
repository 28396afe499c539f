/* docs_test.c - is every example in the documents true?
 *
 * Each document (the *.md of the root folder and of docs/) is one test. It is read from top to
 * bottom, and its fenced blocks are worked on in a temporary folder of its own, in which `models` is
 * the models folder and `detente` the command. What the first word behind the fence means:
 *
 *     detente    a model. It must have neither errors nor warnings and be in canonical form.
 *     console    lines `$ detente ...`, each followed by what it prints (standard output and standard
 *                error together). A line `...` stands for any lines; blank lines at the end do not
 *                count, nor do blanks at the ends of lines.
 *     (others)   are left alone: text, ebnf, sh, c, json
 *
 * and the words behind that:
 *
 *     detente file=NAME   the block is also written to a file, for the commands below it
 *     detente add=NAME    the block is added to that file, and the whole is the model
 *     detente with=NAME   the same, but the file stays as it was; warnings do not count
 *     detente findings    the next block, ```text, shows the errors and warnings of the block in the
 *                         order of their places, each as LINE:COLUMN: error: MESSAGE; the lines of
 *                         the block count from 1
 *     console large       takes seconds in a release build, and so is run in release builds only
 *     console long        takes minutes, and so is run in release builds only, in the long test
 *
 * Any other word there, and a command that is not detente, is a mistake in the document. So is a
 * file that the text names, in a link or between backticks with its folder, and that is not there.
 */
#define _XOPEN_SOURCE 700
#include "capture.h"
#include "detente.h"

#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#ifdef NDEBUG
enum { RUNS_LARGE = true };
#else
enum { RUNS_LARGE = false };
#endif

enum { MAX_DOCUMENTS = 64, MAX_INFO = 120, MAX_NAME = 60, MAX_COMMAND = 1000 };

typedef struct block {
    unsigned line;       /* of its fence */
    char info[MAX_INFO]; /* what stands behind the fence */
    const char *text;    /* in the document */
    size_t length;
} block;

typedef struct document {
    const char *path; /* from the root folder */
    char *text;
    const char *at; /* what is not read yet */
    unsigned line;  /* of `at` */
    unsigned models, commands, left_out, wrong;
} document;

static char command_path[PATH_MAX]; /* DETENTE */
static char folder[PATH_MAX];       /* the temporary folder of the document at work */

/* ---- complaints -------------------------------------------------------------------------- */

static void wrong(document *d, unsigned line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void wrong(document *d, unsigned line, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    fprintf(stderr, "%s:%u: ", d->path, line);
    vfprintf(stderr, format, values);
    fputc('\n', stderr);
    va_end(values);
    d->wrong++;
}

/* ---- files ------------------------------------------------------------------------------- */

static char *read_all(FILE *file)
{
    capture c = {0};
    char bytes[4096];
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        assert_true(capture_write(&c, bytes, got));
    return c.text ? c.text : calloc(1, 1);
}

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    char *text = read_all(file);
    fclose(file);
    return text;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int remove_entry(const char *path, const struct stat *s, int kind, struct FTW *walk)
{
    (void)s, (void)kind, (void)walk;
    return remove(path);
}

/* A folder with `bin/detente`, `models`, and nothing else; the test runs in it. */
static void enter_folder(void)
{
    const char *root = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/detente-docs-XXXXXX", root ? root : "/tmp");
    assert_non_null(mkdtemp(folder));
    assert_int_equal(chdir(folder), 0);
    assert_int_equal(mkdir("bin", 0700), 0);
    assert_int_equal(symlink(command_path, "bin/detente"), 0);
    assert_int_equal(symlink(DT_SOURCE_DIR "/models", "models"), 0);
    char path[PATH_MAX + 40];
    snprintf(path, sizeof path, "%s/bin:/usr/bin:/bin", folder);
    setenv("PATH", path, 1);
    setenv("NO_COLOR", "1", 1);
    setenv("COLUMNS", "80", 1);
}

static void leave_folder(void)
{
    assert_int_equal(chdir("/"), 0);
    nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

/* ---- lines ------------------------------------------------------------------------------- */

static const char *next_line(const char *text)
{
    const char *end = strchr(text, '\n');
    return end ? end + 1 : text + strlen(text);
}

/* Without blanks at its end. */
static size_t line_length(const char *text)
{
    size_t length = strcspn(text, "\n");
    while (length && (text[length - 1] == ' ' || text[length - 1] == '\r')) length--;
    return length;
}

static bool line_is(const char *text, const char *words)
{
    size_t length = line_length(text);
    return length == strlen(words) && !memcmp(text, words, length);
}

static bool only_blank(const char *text) { return text[strspn(text, " \r\n")] == 0; }

/* Is the text what is shown, where a line `...` stands for any lines? */
static bool matches(const char *shown, const char *text)
{
    for (; !only_blank(shown); shown = next_line(shown), text = next_line(text)) {
        if (line_is(shown, "...")) {
            shown = next_line(shown);
            for (; *text && !matches(shown, text); text = next_line(text)) {}
            return *text || only_blank(shown);
        }
        size_t length = line_length(shown);
        if (!*text || line_length(text) != length || memcmp(shown, text, length)) return false;
    }
    return only_blank(text);
}

static unsigned count_lines(const char *text)
{
    unsigned count = 0;
    for (; *text; text = next_line(text)) count++;
    return count;
}

/* ---- blocks ------------------------------------------------------------------------------ */

static size_t fence_length(const char *line) { return strspn(line, "`"); }

/* The next block of the document; false: there is none. A fence is closed by one as long. */
static bool next_block(document *d, block *b)
{
    size_t fence = 0;
    for (; *d->at; d->at = next_line(d->at), d->line++) {
        size_t length = fence_length(d->at);
        if (!fence && length >= 3) {
            fence = length;
            *b = (block){.line = d->line, .text = next_line(d->at)};
            snprintf(b->info, sizeof b->info, "%.*s", (int)(line_length(d->at) - length),
                     d->at + length);
        } else if (fence && length >= fence && line_length(d->at) == length) {
            b->length = (size_t)(d->at - b->text);
            d->at = next_line(d->at);
            d->line++;
            return true;
        }
    }
    if (fence) wrong(d, b->line, "this block is not closed");
    return false;
}

static char *copy_text(const char *text, size_t length)
{
    char *copy = malloc(length + 1);
    assert_non_null(copy);
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

static bool starts_with(const char *text, const char *words)
{
    return !strncmp(text, words, strlen(words));
}

/* Is this a block of the kind, and not one whose kind begins alike? */
static bool is_kind(const block *b, const char *kind)
{
    size_t length = strlen(kind);
    return starts_with(b->info, kind) && (!b->info[length] || b->info[length] == ' ');
}

/* ---- models ------------------------------------------------------------------------------ */

typedef struct example { /* what the words behind ```detente say */
    char file[MAX_NAME];
    bool adds, keeps, shows_findings;
} example;

static bool name_file(example *e, const char *name, bool adds, bool keeps)
{
    bool good = !e->file[0] && *name && strlen(name) < MAX_NAME && !strchr(name, '/');
    if (good) strcpy(e->file, name);
    e->adds = adds;
    e->keeps = keeps;
    return good;
}

static bool read_words(document *d, const block *b, example *e)
{
    char info[MAX_INFO];
    strcpy(info, b->info);
    strtok(info, " ");
    for (char *word; (word = strtok(NULL, " "));) {
        bool known = !strcmp(word, "findings");
        if (known) e->shows_findings = true;
        else if (starts_with(word, "file=")) known = name_file(e, word + 5, false, true);
        else if (starts_with(word, "add=")) known = name_file(e, word + 4, true, true);
        else if (starts_with(word, "with=")) known = name_file(e, word + 5, true, false);
        if (!known) wrong(d, b->line, "'%s' is no word that stands behind ```detente", word);
    }
    return true;
}

typedef struct finding {
    unsigned line, column; /* in the block; line 0: in front of it, or nowhere */
    char text[1200];
} finding;

typedef struct findings {
    unsigned skip; /* lines in front of the block */
    bool all;      /* warnings as well */
    finding *items;
    size_t count;
} findings;

static void note_finding(void *ctx, const dt_diagnostic *found)
{
    static const char *const words[] = {"error", "warning", "note"};
    findings *f = ctx;
    bool above = found->line <= f->skip;
    if (found->severity != DT_SEVERITY_ERROR && (!f->all || above)) return;
    f->items = realloc(f->items, (f->count + 1) * sizeof *f->items);
    assert_non_null(f->items);
    finding *new = &f->items[f->count++];
    *new = (finding){.line = above ? 0 : found->line - f->skip, .column = found->column};
    snprintf(new->text, sizeof new->text, "%u:%u: %s: %s\n", new->line, new->column,
             words[found->severity], found->message);
}

static int by_place(const void *a, const void *b)
{
    const finding *x = a, *y = b;
    if (x->line != y->line) return x->line < y->line ? -1 : 1;
    return x->column < y->column ? -1 : x->column > y->column;
}

static bool refuse_write(void *ctx, const char *bytes, size_t length)
{
    (void)ctx, (void)bytes;
    return length == 0;
}

/* What `detente check` would say of the text, in the order of places. */
static char *find_findings(const char *text, unsigned skip, bool all)
{
    findings f = {.skip = skip, .all = all};
    dt_options options = {.diagnose = note_finding, .diagnose_ctx = &f};
    dt_report_check(text, strlen(text), &options, (dt_output){.write = refuse_write}, NULL, NULL);
    if (f.count) qsort(f.items, f.count, sizeof *f.items, by_place);
    capture said = {0};
    for (size_t k = 0; k < f.count; k++)
        capture_write(&said, f.items[k].text, strlen(f.items[k].text));
    free(f.items);
    return said.text ? said.text : calloc(1, 1);
}

static void check_findings(document *d, const block *b, const example *e, const char *text,
                           unsigned skip)
{
    char *said = find_findings(text, skip, e->shows_findings || e->keeps || !e->adds);
    if (!e->shows_findings) {
        if (*said) wrong(d, b->line, "this model is not clean:\n%s", said);
    } else {
        block shown;
        if (!next_block(d, &shown) || strcmp(shown.info, "text")) {
            wrong(d, b->line, "expected a block ```text that shows the findings:\n%s", said);
        } else {
            char *expected = copy_text(shown.text, shown.length);
            if (!*said) wrong(d, b->line, "this model is clean");
            else if (!matches(expected, said))
                wrong(d, shown.line, "the findings are not those shown; they are:\n%s", said);
            free(expected);
        }
    }
    free(said);
}

static void check_form(document *d, const block *b, const char *own)
{
    capture formatted = {0};
    bool done = dt_report_format(own, strlen(own), NULL, capture_output(&formatted), NULL);
    if (done && strcmp(capture_text(&formatted), own))
        wrong(d, b->line, "this model is not in canonical form, which is:\n%s",
              capture_text(&formatted));
    capture_free(&formatted);
}

static void run_model(document *d, const block *b)
{
    example e = {.file = ""};
    read_words(d, b, &e);
    char *own = copy_text(b->text, b->length), *before = e.adds ? read_file(e.file) : NULL;
    if (e.adds && !before) wrong(d, b->line, "there is no file '%s' above", e.file);
    const char *first = before ? before : "";
    char *text = malloc(strlen(first) + strlen(own) + 1);
    assert_non_null(text);
    strcat(strcpy(text, first), own);
    check_findings(d, b, &e, text, count_lines(first));
    check_form(d, b, own);
    if (e.file[0] && e.keeps) write_file(e.file, text);
    d->models++;
    free(text);
    free(before);
    free(own);
}

/* ---- commands ---------------------------------------------------------------------------- */

static void run_command(document *d, unsigned line, const char *command, const char *shown)
{
    char words[MAX_COMMAND + 40];
    if (strcmp(command, "detente") && !starts_with(command, "detente ")) {
        wrong(d, line, "only detente is run here, found: %s", command);
        return;
    }
    snprintf(words, sizeof words, "{ %s\n} </dev/null 2>&1", command);
    FILE *pipe = popen(words, "r");
    assert_non_null(pipe);
    char *printed = read_all(pipe);
    int status = pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) >= 126)
        wrong(d, line, "'%s' did not end by itself:\n%s", command, printed);
    else if (!matches(shown, printed)) wrong(d, line, "'%s' prints:\n%s", command, printed);
    d->commands++;
    free(printed);
}

static bool is_command(const char *line) { return starts_with(line, "$ "); }

static void run_commands(document *d, const block *b)
{
    bool large = is_kind(b, "console large"), lasting = is_kind(b, "console long");
    bool left_out = (large && !RUNS_LARGE) || (lasting && !(RUNS_LARGE && getenv("DT_LONG")));
    if (!large && !lasting && strcmp(b->info, "console"))
        wrong(d, b->line, "expected ```console [large | long]");
    char *text = copy_text(b->text, b->length);
    if (!is_command(text)) wrong(d, b->line, "a block ```console begins with '$ '");
    unsigned line = b->line;
    for (char *at = text, *end; *at; at = end) {
        line++;
        char command[MAX_COMMAND];
        snprintf(command, sizeof command, "%.*s", (int)line_length(at), at);
        char *shown = at + (next_line(at) - at);
        unsigned count = 0;
        for (end = shown; *end && !is_command(end); end += next_line(end) - end) count++;
        char *until = copy_text(shown, (size_t)(end - shown));
        if (left_out) d->left_out++;
        else if (is_command(command)) run_command(d, line, command + 2, until);
        free(until);
        line += count;
    }
    free(text);
}

/* ---- files that the text names ------------------------------------------------------------ */

static bool is_there(const char *pattern)
{
    glob_t found;
    bool there = glob(pattern, 0, NULL, &found) == 0;
    if (there) globfree(&found);
    return there;
}

/* `src/base/bits.h`, and with a star: at least one such file. */
static void check_quoted(document *d, unsigned line, const char *name, size_t length)
{
    static const char *const folders[] = {"src/",   "cli/",  "tests/", "docs/",    "models/",
                                          "tools/", "fuzz/", "bench/", "include/", "man/"};
    char path[PATH_MAX];
    for (size_t k = 0; k < sizeof folders / sizeof *folders; k++) {
        if (strncmp(name, folders[k], strlen(folders[k]))) continue;
        if (memchr(name, ' ', length) || memchr(name, '<', length)) return;
        snprintf(path, sizeof path, "%s/%.*s", DT_SOURCE_DIR, (int)length, name);
        if (!is_there(path)) wrong(d, line, "there is no %.*s", (int)length, name);
    }
}

/* [words](docs/language.md#part), seen from the document's folder. */
static void check_link(document *d, unsigned line, const char *target, size_t length)
{
    length = strcspn(target, "#)") < length ? strcspn(target, "#)") : length;
    if (!length || memchr(target, ':', length)) return;
    const char *slash = strrchr(d->path, '/');
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%.*s%.*s", DT_SOURCE_DIR,
             slash ? (int)(slash + 1 - d->path) : 0, d->path, (int)length, target);
    if (!is_there(path)) wrong(d, line, "there is no %.*s", (int)length, target);
}

static void check_names_in_line(document *d, unsigned line, const char *text)
{
    const char *end = text + strcspn(text, "\n");
    for (const char *at = text; at < end; at++) {
        const char *close = at[0] == '`' ? strchr(at + 1, '`') : NULL;
        if (close && close < end) {
            check_quoted(d, line, at + 1, (size_t)(close - at - 1));
            at = close;
        } else if (at[0] == ']' && at[1] == '(') {
            check_link(d, line, at + 2, strcspn(at + 2, ")\n"));
        }
    }
}

static void check_names(document *d)
{
    size_t fence = 0;
    unsigned line = 1;
    for (const char *at = d->text; *at; at = next_line(at), line++) {
        size_t length = fence_length(at);
        if (!fence && length >= 3) fence = length;
        else if (fence && length >= fence) fence = 0;
        else if (!fence) check_names_in_line(d, line, at);
    }
}

/* ---- documents --------------------------------------------------------------------------- */

static void run_document(document *d)
{
    enter_folder();
    for (block b; next_block(d, &b);) {
        if (is_kind(&b, "detente")) run_model(d, &b);
        if (is_kind(&b, "console")) run_commands(d, &b);
    }
    leave_folder();
    check_names(d);
}

static void test_document(void **state)
{
    document d = {.path = *state, .line = 1};
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", DT_SOURCE_DIR, d.path);
    d.at = d.text = read_file(path);
    assert_non_null(d.text);
    run_document(&d);
    printf("%s: %u models, %u commands\n", d.path, d.models, d.commands);
    if (d.left_out)
        printf("%s: %u commands left to release builds or the long test\n", d.path, d.left_out);
    free(d.text);
    if (d.wrong) fail_msg("%s: %u examples are wrong", d.path, d.wrong);
}

/* ---- the runner itself: one that accepts everything proves nothing ------------------------ */

static unsigned wrongs_of(const char *text)
{
    document d = {.path = "(a wrong document, as it should be)",
                  .text = copy_text(text, strlen(text)),
                  .line = 1};
    d.at = d.text;
    run_document(&d);
    free(d.text);
    return d.wrong;
}

static void test_that_it_can_fail(void **state)
{
    (void)state;
    assert_int_equal(wrongs_of("```detente\nplayer a\n  option b\n  prefer b\n```\n"), 0);
    assert_int_equal(wrongs_of("```detente\nplayer a\n  option b\n  prefer c\n```\n"), 1);
    assert_int_equal(wrongs_of("```detente\nplayer a\noption b\n  prefer b\n```\n"), 1);
    assert_int_equal(wrongs_of("```detente with=x.detente\nplayer a\n```\n"), 1);
    assert_int_equal(wrongs_of("```detente whith=x.detente\nplayer a\n```\n"), 1);
    assert_int_equal(wrongs_of("```detente findings\nplaier a\n```\nwords\n"), 1);
    assert_int_equal(wrongs_of("```detente findings\nplaier a\n```\n```text\nx\n```\n"), 1);
    assert_int_equal(wrongs_of("```console\n$ detente --version\ndetente 9\n```\n"), 1);
    assert_int_equal(wrongs_of("```console\n$ detente --version\n```\n"), 1);
    assert_int_equal(wrongs_of("```console\n$ detente --version\n...\n```\n"), 0);
    assert_int_equal(wrongs_of("```console\n$ true\n```\n"), 1);
    assert_int_equal(wrongs_of("```console\n$ detente --version\n...\n"), 1);
    assert_int_equal(wrongs_of("see `include/detente.h` and [this](README.md)\n"), 0);
    assert_int_equal(wrongs_of("see `include/entente.h` and [this](README.txt)\n"), 2);
}

/* ---- all of them ------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct CMUnitTest *)a)->name, ((const struct CMUnitTest *)b)->name);
}

static size_t find_documents(const char *below, struct CMUnitTest *tests, size_t count)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/%s", DT_SOURCE_DIR, below);
    DIR *entries = opendir(path);
    for (struct dirent *e; entries && (e = readdir(entries));) {
        size_t length = strlen(e->d_name);
        if (length < 4 || strcmp(e->d_name + length - 3, ".md") || count == MAX_DOCUMENTS) continue;
        char *name = malloc(strlen(below) + length + 1);
        if (!name) break;
        strcat(strcpy(name, below), e->d_name);
        tests[count++] = (struct CMUnitTest){name, test_document, NULL, NULL, name};
    }
    if (entries) closedir(entries);
    return count;
}

int main(void)
{
    const char *command = getenv("DETENTE");
    if (!command || !realpath(command, command_path)) {
        fputs("DETENTE must name the command\n", stderr);
        return 1;
    }
    static struct CMUnitTest tests[MAX_DOCUMENTS + 1];
    size_t count = find_documents("", tests, 0);
    count = find_documents("docs/", tests, count);
    qsort(tests, count, sizeof *tests, by_name);
    tests[count] = (struct CMUnitTest)cmocka_unit_test(test_that_it_can_fail);
    int failed = _cmocka_run_group_tests("docs", tests, count + 1, NULL, NULL);
    for (size_t k = 0; k < count; k++) free(tests[k].initial_state);
    return failed;
}
