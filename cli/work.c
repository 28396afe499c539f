/* What all commands that analyse do alike. The output is opened before the work begins, so that an
 * hour is not spent on a result that cannot be written. */
#include "work.h"

#include "interrupt.h"
#include "machine.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static progress_mode chosen_mode(const invocation *in)
{
    if (flag_given(in, FLAG_NO_PROGRESS)) return PROGRESS_NEVER;
    return flag_given(in, FLAG_PROGRESS) ? PROGRESS_ALWAYS : PROGRESS_AUTO;
}

static void ready_options(work *w)
{
    dt_options *o = &w->options;
    *o = w->in->options;
    o->progress = progress_step;
    o->progress_ctx = &w->bar;
    o->diagnose = findings_add;
    o->diagnose_ctx = &w->found;
    o->file = w->path;
    o->command = w->in->program;
    if (!o->threads) o->threads = machine_processors();
    if (!o->memory_bytes) o->memory_bytes = machine_free_bytes() / 4 * 3;
    o->width = terminal_columns(w->out->fd);
    o->colour = terminal_colour(w->out->fd, flag_given(w->in, FLAG_NO_COLOR));
}

void work_start_without(work *w, const invocation *in, sink *out)
{
    w->in = in;
    w->out = out;
    ready_options(w);
    progress_start(&w->bar, chosen_mode(in));
}

int work_start(work *w, const invocation *in, const char *path, sink *out)
{
    *w = (work){.in = in, .path = path, .out = out};
    int code = input_read(&w->text, path);
    if (code == EXIT_INTERRUPTED) fputs("detente: interrupted\n", stderr);
    if (code) return code;
    work_start_without(w, in, out);
    return EXIT_DONE;
}

void work_end(work *w)
{
    progress_end(&w->bar);
    findings_free(&w->found);
    input_free(&w->text);
}

view work_view(const work *w, int fd)
{
    return (view){.file = w->path,
                  .text = w->text.text,
                  .length = w->text.length,
                  .columns = terminal_columns(fd),
                  .wraps = isatty(fd) != 0,
                  .colour = terminal_colour(fd, flag_given(w->in, FLAG_NO_COLOR))};
}

static bool write_below_bar(void *ctx, const char *bytes, size_t length)
{
    work *w = ctx;
    progress_end(&w->bar);
    return sink_write(w->out, bytes, length);
}

dt_output work_output(work *w) { return (dt_output){write_below_bar, w}; }

static void print_error(const work *w, const dt_error *err)
{
    view v = work_view(w, STDERR_FILENO);
    dt_diagnostic d = {.severity = DT_SEVERITY_ERROR,
                       .line = err->line,
                       .column = err->column,
                       .offset = err->offset,
                       .length = err->length,
                       .message = err->message};
    print_diagnostic(stderr, &v, &d);
}

int work_failed(work *w, const dt_error *err)
{
    view v = work_view(w, STDERR_FILENO);
    progress_end(&w->bar);
    if (err->code == DT_ERR_WRITE) return EXIT_DONE; /* the sink says why when it is closed */
    if (err->code == DT_ERR_CANCELLED || interrupted()) {
        fputs("detente: interrupted\n", stderr);
        return EXIT_INTERRUPTED;
    }
    if (err->code == DT_ERR_MODEL) {
        findings_print(&w->found, stderr, &v);
        if (!w->found.errors) print_error(w, err); /* found while compiling a stage */
        return EXIT_WRONG;
    }
    fputs("detente: ", stderr);
    print_safe(stderr, err->message);
    fputc('\n', stderr);
    return exit_code(err->code);
}

/* Warnings are the business of `check`, but whoever never runs it should know that there are some. */
static void hint_at_warnings(work *w)
{
    dt_options plain = w->options;
    uint64_t warnings = 0;
    plain.diagnose = NULL;
    plain.stage = plain.where = NULL;
    plain.format = DT_TEXT;
    bool checked =
        dt_report_check(w->text.text, w->text.length, &plain, (dt_output){0}, &warnings, NULL);
    progress_end(&w->bar);
    if (!checked || !warnings) return;
    fprintf(stderr, "%llu warning%s: %s check ", (unsigned long long)warnings,
            warnings == 1 ? "" : "s", w->in->program);
    print_file_word(stderr, w->path);
    fputc('\n', stderr);
}

int work_report(const invocation *in, bool (*report)(work *, dt_model *, dt_error *))
{
    return work_report_with(in, report, NULL);
}

int work_report_with(const invocation *in, bool (*report)(work *, dt_model *, dt_error *),
                     const void *with)
{
    work w;
    sink out;
    dt_error err = {0};
    int code = sink_open(&out, in->output, in->files, 1);
    if (code) return code;
    code = work_start(&w, in, in->files[0], &out);
    if (code) {
        sink_close(&out, false);
        return code;
    }
    w.with = with;
    dt_model *model = dt_model_parse(w.text.text, w.text.length, &w.options, &err);
    bool done = model && report(&w, model, &err);
    if (!done) code = work_failed(&w, &err);
    progress_end(&w.bar);
    int closed = sink_close(&out, done);
    if (done && !closed && w.options.format == DT_TEXT) hint_at_warnings(&w);
    dt_model_free(model);
    work_end(&w);
    return code ? code : closed;
}
