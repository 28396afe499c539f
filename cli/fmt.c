/* detente fmt: the canonical form, on standard output, into its place, or only compared. */
#define _XOPEN_SOURCE 700

#include "work.h"

#include <stdlib.h>
#include <string.h>

static bool is_same(const input *in, const kept *t)
{
    return in->length == t->length && (t->length == 0 || !memcmp(in->text, t->bytes, t->length));
}

static size_t first_difference(const input *in, const kept *t)
{
    size_t line = 1;
    for (size_t k = 0; k < in->length && k < t->length && in->text[k] == t->bytes[k]; k++)
        line += in->text[k] == '\n';
    return line;
}

static void name_difference(work *w, const kept *t)
{
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    if (!out) return;
    print_file_word(out, w->path);
    fprintf(out, ":%zu: not in canonical form from here on\n", first_difference(&w->text, t));
    fclose(out);
    sink_write(w->out, bytes, length);
    free(bytes);
}

static int replace_file(const char *path, const kept *t)
{
    sink s;
    int code = sink_open(&s, path, NULL, 0);
    if (code) return code;
    sink_write(&s, t->bytes, t->length);
    return sink_close(&s, true);
}

static int deliver(work *w, const kept *t)
{
    bool same = is_same(&w->text, t);
    if (flag_given(w->in, FLAG_CHECK)) {
        if (!same) name_difference(w, t);
        return same ? EXIT_DONE : EXIT_WRONG;
    }
    if (flag_given(w->in, FLAG_WRITE)) return same ? EXIT_DONE : replace_file(w->path, t);
    sink_write(w->out, t->bytes, t->length);
    return EXIT_DONE;
}

static int format_file(const invocation *in, const char *path, sink *out)
{
    work w;
    int code = work_start(&w, in, path, out);
    if (code) return code;
    kept t = {0};
    dt_error err = {0};
    bool done = dt_report_format(w.text.text, w.text.length, &w.options, kept_output(&t), &err);
    code = done ? deliver(&w, &t) : work_failed(&w, &err);
    free(t.bytes);
    work_end(&w);
    return code;
}

static bool fits(const invocation *in)
{
    bool check = flag_given(in, FLAG_CHECK), write = flag_given(in, FLAG_WRITE);
    if (check && write) return fail_usage(in, "fmt: --check and --write exclude each other");
    if (write && in->output) return fail_usage(in, "fmt: --write and --output exclude each other");
    if (!check && !write && in->file_count > 1)
        return fail_usage(in, "fmt: several files need --check or --write");
    for (size_t k = 0; k < in->file_count; k++)
        if (write && !strcmp(in->files[k], "-"))
            return fail_usage(in, "fmt: --write needs a file, not -");
    return true;
}

int command_fmt(const invocation *in)
{
    sink out;
    if (!fits(in)) return EXIT_USAGE;
    int code =
        sink_open(&out, in->output, in->files, flag_given(in, FLAG_CHECK) ? in->file_count : 0);
    if (code) return code;
    for (size_t k = 0; k < in->file_count && code != EXIT_INTERRUPTED; k++) {
        int found = format_file(in, in->files[k], &out);
        if (found > code) code = found;
    }
    bool written = flag_given(in, FLAG_CHECK) ? code <= EXIT_WRONG : code == EXIT_DONE;
    int closed = sink_close(&out, written);
    return code > closed ? code : closed;
}
