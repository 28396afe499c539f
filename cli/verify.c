/* detente verify: is a witness true? */
#define _XOPEN_SOURCE 700

#include "verify/verify.h"

#include "work.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct telling { /* the answer, kept until all verdicts were looked at */
    FILE *out;
    unsigned columns;
} telling;

/* A sentence indented by two, broken at blanks before the edge. */
static void print_sentence(FILE *out, const char *where, const char *why, unsigned columns)
{
    size_t at = 2 + strlen(where) + 1;
    fprintf(out, "  %s:", where);
    while (*why) {
        char word[256];
        size_t blanks = strspn(why, " "), length = strcspn(why + blanks, " ");
        size_t shown = length < sizeof word ? length : sizeof word - 1;
        memcpy(word, why + blanks, shown);
        word[shown] = '\0';
        bool breaks = at + 1 + shown > columns && at > 4;
        fputs(breaks ? "\n    " : " ", out);
        print_safe(out, word);
        at = (breaks ? 4 : at + 1) + shown;
        why += blanks + shown;
    }
    fputc('\n', out);
}

static const char *outcome_word(verify_outcome o)
{
    switch (o) {
    case VERIFY_TRUE: return "true";
    case VERIFY_FALSE: return "false";
    case VERIFY_GAVE_UP: break;
    }
    return "not decided";
}

static void tell_finding(void *ctx, const verify_finding *f)
{
    const telling *t = ctx;
    fprintf(t->out, "verdict %zu of %zu: state %s %s for ", f->number, f->count, f->state,
            f->stable ? "holds" : "does not hold");
    print_safe(t->out, f->player);
    fprintf(t->out, " (%s): %s\n", verify_concept(f->concept), outcome_word(f->outcome));
    if (f->why) print_sentence(t->out, f->where, f->why, t->columns);
}

static void print_summary(FILE *out, const verify_result *r)
{
    if (r->verdicts == 1) fprintf(out, "The verdict is ");
    else if (r->held == r->verdicts) fprintf(out, "All %zu verdicts are ", r->verdicts);
    else fprintf(out, "Of %zu verdicts %zu %s ", r->verdicts, r->held, r->held == 1 ? "is" : "are");
    if (r->verdicts == 1)
        fputs(r->held ? "true" : outcome_word(r->failed ? VERIFY_FALSE : VERIFY_GAVE_UP), out);
    else fputs("true", out);
    if (r->verdicts > 1 && r->failed) fprintf(out, ", %zu false", r->failed);
    if (r->verdicts > 1 && r->gave_up) fprintf(out, ", %zu not decided", r->gave_up);
    fputs(".\n", out);
    if (r->names_text) return;
    fputs("The witness does not say which text it is of (model.sha256).\n", out);
}

/* The model's errors come with their lines, and so do mistakes of JSON; what else is wrong with a
 * witness has a place of its own in the message. */
static int explain_failure(work *w, const char *path, const input *text, const verify_result *r,
                           const dt_error *err)
{
    if (!r->in_witness || err->code != DT_ERR_MODEL) return work_failed(w, err);
    view v = work_view(w, STDERR_FILENO);
    v.file = path;
    v.text = text->text;
    v.length = text->length;
    dt_diagnostic d = {.severity = DT_SEVERITY_ERROR,
                       .line = err->line,
                       .column = err->column,
                       .offset = err->offset,
                       .length = err->length,
                       .message = err->message};
    progress_end(&w->bar);
    print_diagnostic(stderr, &v, &d);
    return EXIT_WRONG;
}

static int judge(work *w, const char *path, const input *text)
{
    char *bytes = NULL;
    size_t length = 0;
    verify_result result;
    dt_error err;
    telling t = {.out = open_memstream(&bytes, &length), .columns = w->options.width};
    if (!t.out) {
        fputs("detente: out of memory\n", stderr);
        return EXIT_LIMIT;
    }
    bool done = verify_witness(w->text.text, w->text.length, text->text, text->length, &w->options,
                               tell_finding, &t, &result, &err);
    progress_end(&w->bar);
    if (done) print_summary(t.out, &result);
    fclose(t.out);
    if (done) sink_write(w->out, bytes, length);
    free(bytes);
    if (!done) return explain_failure(w, path, text, &result, &err);
    if (result.failed) return EXIT_WRONG;
    return result.gave_up ? EXIT_LIMIT : EXIT_DONE;
}

int command_verify(const invocation *in)
{
    sink out;
    work w;
    input text = {0};
    int code = sink_open(&out, in->output, in->files, in->file_count);
    if (code) return code;
    code = work_start(&w, in, in->files[0], &out);
    if (code) {
        sink_close(&out, false);
        return code;
    }
    code = input_read_witness(&text, in->files[1]);
    if (!code) code = judge(&w, in->files[1], &text);
    bool answered = code == EXIT_DONE || code == EXIT_WRONG || code == EXIT_LIMIT;
    int closed = sink_close(&out, answered);
    input_free(&text);
    work_end(&w);
    return code ? code : closed;
}
