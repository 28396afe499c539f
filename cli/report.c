/* detente report: the model, its results and the engine as one page; detente open: and the browser.
 *
 * The results are the JSON of the library, in which nothing can end a script element; they take the
 * place of the page's empty data. The page works out the rest by itself. */
#define _XOPEN_SOURCE 700

#include "interrupt.h"
#include "page.h"
#include "sat.h"
#include "terminal.h"
#include "work.h"

#include <errno.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { LISTED = 200 }; /* states of a list, unless --limit says otherwise: pages stay small */

/* What the page shows at once; it can draw them itself, but of a large model that takes it a while. Its
 * own bars show the funnel. */
static const dt_picture DRAWN[] = {DT_PICTURE_GRAPH, DT_PICTURE_REDLINES, DT_PICTURE_TIMELINE};

/* ---- the data ------------------------------------------------------------------------------- */

static bool put_solve(dt_model *model, const dt_options *options, dt_output to, dt_error *err)
{
    dt_game *game = dt_game_compile(model, options, err);
    dt_verdicts *verdicts = game ? dt_analyse(game, options, err) : NULL;
    bool done = verdicts && dt_report_solve(verdicts, options, to, err);
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    return done;
}

/* Every stage, in numbers: of its states none is listed but the first. */
static bool put_timeline(dt_model *model, const dt_options *given, dt_output to, dt_error *err)
{
    dt_options options = *given;
    options.stage = NULL;
    options.limit = 1;
    if (dt_model_stages(model) == 1) return to.write(to.ctx, "null", 4);
    return dt_report_timeline(model, &options, to, err);
}

/* Each in an element of its own. A picture is XML: its texts cannot end the element. */
static bool put_pictures(dt_model *model, const dt_options *given, dt_output to, dt_error *err)
{
    dt_options options = *given;
    options.format = DT_SVG;
    options.concepts = 1u << DT_SEQ; /* what the page shows first */
    options.limit = 0;
    for (size_t k = 0; k < sizeof DRAWN / sizeof *DRAWN; k++) {
        char start[120];
        int length = snprintf(start, sizeof start,
                              "</script>\n<script type=\"image/svg+xml\" data-picture=\"%s\">",
                              dt_picture_id(DRAWN[k]));
        options.picture = DRAWN[k];
        if (DRAWN[k] == DT_PICTURE_TIMELINE && dt_model_stages(model) == 1) continue;
        if (!to.write(to.ctx, start, (size_t)length) || !dt_report_draw(model, &options, to, err))
            return false;
    }
    return true;
}

typedef bool put_part(dt_model *, const dt_options *, dt_output, dt_error *);

/* What the page carries, and what is written before each. */
static const struct {
    const char *before;
    put_part *put;
} PARTS[] = {
    {"{\"detente\": \"" DT_VERSION "\",\n\"outline\": ", dt_report_outline},
    {",\n\"solve\": ", put_solve},
    {",\n\"redlines\": ", dt_report_redlines},
    {",\n\"timeline\": ", put_timeline},
    {"}", put_pictures},
};

static bool put_data(work *w, dt_model *model, kept *data, dt_error *err)
{
    dt_output to = kept_output(data);
    dt_options options = w->options;
    options.format = DT_JSON;
    options.sat = sat_solver();
    if (!options.limit) options.limit = LISTED;
    bool good = true;
    for (size_t k = 0; good && k < sizeof PARTS / sizeof *PARTS; k++)
        good = to.write(to.ctx, PARTS[k].before, strlen(PARTS[k].before)) &&
               PARTS[k].put(model, &options, to, err);
    return good;
}

static bool write_page(const page *p, const char *data, size_t length, dt_output to)
{
    size_t after = p->gap + strlen(PAGE_EMPTY);
    return to.write(to.ctx, p->file.text, p->gap) && to.write(to.ctx, data, length) &&
           to.write(to.ctx, p->file.text + after, p->file.length - after);
}

static bool report_page(work *w, dt_model *model, dt_error *err)
{
    kept data = {0};
    bool done = put_data(w, model, &data, err);
    if (done && !write_page(w->with, data.bytes, data.length, work_output(w))) {
        *err = (dt_error){.code = DT_ERR_WRITE};
        done = false;
    }
    free(data.bytes);
    return done;
}

/* ---- report --------------------------------------------------------------------------------- */

static int write_workbench(const invocation *in, const page *p)
{
    sink out;
    int code = sink_open(&out, in->output, NULL, 0);
    if (code) return code;
    bool done = write_page(p, PAGE_EMPTY, strlen(PAGE_EMPTY), sink_output(&out));
    return sink_close(&out, done || out.error);
}

static int write_report(const invocation *in)
{
    page p;
    int code = page_read(&p);
    if (code) return code;
    code = in->file_count ? work_report_with(in, report_page, &p) : write_workbench(in, &p);
    page_free(&p);
    return code;
}

int command_report(const invocation *in)
{
    bool to_terminal = (!in->output || !strcmp(in->output, "-")) && isatty(STDOUT_FILENO);
    if (to_terminal) {
        fail_usage(in, "report: a page is no text for a terminal; add -o report.html");
        return EXIT_USAGE;
    }
    return write_report(in);
}

/* ---- open ----------------------------------------------------------------------------------- */

/* A folder of our own, so that nobody else can put a file in the page's place. */
static bool temporary_page(char path[PATH_MAX])
{
    const char *folder = getenv("TMPDIR");
    if (!folder || *folder != '/') folder = "/tmp";
    int length = snprintf(path, PATH_MAX, "%s/detente-XXXXXX", folder);
    if (length < 0 || length >= PATH_MAX - 20 || !mkdtemp(path)) {
        fputs("detente: cannot make a folder in ", stderr);
        print_file_word(stderr, folder);
        fprintf(stderr, ": %s\n", strerror(errno));
        return false;
    }
    strcat(path, "/report.html");
    return true;
}

/* $BROWSER is a program, not a line for a shell. */
static bool show(const char *path)
{
    const char *browser = getenv("BROWSER");
    if (!browser || !*browser) browser = "xdg-open";
    char *words[] = {(char *)(uintptr_t)browser, (char *)(uintptr_t)path, NULL};
    pid_t child;
    int error = posix_spawnp(&child, browser, NULL, NULL, words, environ), status = 0;
    while (!error && waitpid(child, &status, 0) < 0 && errno == EINTR && !interrupted()) {}
    if (!error && WIFEXITED(status) && WEXITSTATUS(status) == 0) return true;
    fputs("detente: ", stderr);
    print_file_word(stderr, browser);
    fprintf(stderr,
            " could not open it%s%s; open the file yourself, or name a browser in BROWSER\n",
            error ? ": " : "", error ? strerror(error) : "");
    return false;
}

int command_open(const invocation *in)
{
    char path[PATH_MAX];
    page p;
    int code = page_read(&p); /* before anything is left behind */
    page_free(&p);
    if (code) return code;
    if (!temporary_page(path)) return EXIT_FILE;
    invocation report = *in;
    report.output = path;
    code = write_report(&report);
    if (code) {
        *strrchr(path, '/') = '\0';
        rmdir(path);
        return code;
    }
    fprintf(stderr, "the report: %s\n", path);
    return show(path) ? EXIT_DONE : EXIT_FILE;
}
