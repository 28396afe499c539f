/* detente check: every error and warning of every file. They are the answer here, so they go to
 * standard output. */
#define _XOPEN_SOURCE 700

#include "source_files.h"
#include "work.h"

#include <stdlib.h>
#include <unistd.h>

static void print_count(FILE *out, const char *noun, size_t count)
{
    if (count) fprintf(out, "%zu %s%s", count, noun, count == 1 ? "" : "s");
    else fprintf(out, "no %ss", noun);
}

/* "3 quotations: 1 found exactly, 1 alike, 1 not found" */
static void print_quotations(FILE *out, const source_files *f)
{
    size_t all = f->exact + f->alike + f->missing;
    if (!all) return;
    fputs(", ", out);
    print_count(out, "quotation", all);
    if (f->exact == all) fputs(" found", out);
    else fprintf(out, " (%zu found, %zu alike, %zu not)", f->exact, f->alike, f->missing);
}

static void print_findings(work *w, const source_files *f, FILE *out)
{
    view v = work_view(w, w->out->fd);
    findings_print(&w->found, out, &v);
    print_file_word(out, w->path);
    fputs(": ", out);
    print_count(out, "error", w->found.errors);
    fputs(", ", out);
    print_count(out, "warning", w->found.warnings);
    print_quotations(out, f);
    fputc('\n', out);
}

static void deliver_findings(work *w, const source_files *f)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    if (out) print_findings(w, f, out), fclose(out);
    if (out && bytes) sink_write(w->out, bytes, length);
    free(bytes);
}

static int check_file(const invocation *in, const char *path, sink *out)
{
    work w;
    int code = work_start(&w, in, path, out);
    if (code) return code;
    dt_error err = {0};
    uint64_t warnings = 0;
    kept json = {0};
    source_files files;
    code = source_files_start(&files, path, in->source_root, &w.options);
    if (code) {
        source_files_end(&files);
        work_end(&w);
        return code;
    }
    w.options.quoted = source_files_look_up;
    w.options.quoted_ctx = &files;
    bool good = dt_report_check(w.text.text, w.text.length, &w.options, kept_output(&json),
                                &warnings, &err);
    progress_end(&w.bar);
    if (!good && err.code != DT_ERR_MODEL) {
        code = work_failed(&w, files.failed.code ? &files.failed : &err);
    } else {
        if (w.options.format == DT_JSON) sink_write(out, json.bytes, json.length);
        else deliver_findings(&w, &files);
        if (!good || (flag_given(in, FLAG_STRICT) && warnings)) code = EXIT_WRONG;
    }
    free(json.bytes);
    source_files_end(&files);
    work_end(&w);
    return code;
}

int command_check(const invocation *in)
{
    sink out;
    if (in->options.format == DT_JSON && in->file_count > 1) {
        fail_usage(in, "check --format json takes one file");
        return EXIT_USAGE;
    }
    int code = sink_open(&out, in->output, in->files, in->file_count);
    if (code) return code;
    for (size_t k = 0; k < in->file_count && code != EXIT_INTERRUPTED; k++) {
        int found = check_file(in, in->files[k], &out);
        if (found > code) code = found; /* one bad file does not hide another */
    }
    bool written = code == EXIT_DONE || code == EXIT_WRONG || in->file_count > 1;
    int closed = sink_close(&out, written && code != EXIT_INTERRUPTED);
    return code > closed ? code : closed;
}
