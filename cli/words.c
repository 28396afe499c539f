/* detente words: the vocabulary of dated documents. */
#include "evidence/evidence.h"

#include "documents.h"
#include "terminal.h"
#include "work.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_NOTICES = 10 };

typedef struct words_call { /* what must live until the answer is there */
    work work;
    documents documents;
    evidence_list *terms, *without;
    input *files; /* of @FILE, in the order of terms, then without */
    size_t file_count;
    input manifest;
    size_t notices;
} words_call;

static void tell_notice(void *ctx, const char *document, const char *message)
{
    words_call *c = ctx;
    progress_end(&c->work.bar);
    if (c->notices++ >= SHOWN_NOTICES) return;
    fputs("detente: left out ", stderr);
    print_file_word(stderr, document);
    fputs(": ", stderr);
    print_safe(stderr, message);
    fputc('\n', stderr);
}

/* What a flag says, or what stands in the file that it names. */
static int read_lists(words_call *c, evidence_list *lists, const char *const *values, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (values[k][0] != '@') {
            lists[k] = (evidence_list){values[k], strlen(values[k]), NULL};
            continue;
        }
        input *file = &c->files[c->file_count];
        int code = input_read_list(file, values[k] + 1);
        if (code) return code;
        c->file_count++;
        lists[k] = (evidence_list){file->text, file->length, values[k] + 1};
    }
    return EXIT_DONE;
}

static int ready(words_call *c, const invocation *in)
{
    c->terms = obtain(in->term_count * sizeof *c->terms);
    c->without = obtain(in->without_count * sizeof *c->without);
    c->files = obtain((in->term_count + in->without_count) * sizeof *c->files);
    int code = documents_find(&c->documents, in->files, in->file_count);
    if (!code) code = read_lists(c, c->terms, in->terms, in->term_count);
    if (!code) code = read_lists(c, c->without, in->without, in->without_count);
    if (!code && in->manifest) code = input_read_list(&c->manifest, in->manifest);
    if (!code && !c->documents.count) {
        fputs("detente: there is no document; in folders these are *.txt, *.md and *.html\n",
              stderr);
        code = EXIT_WRONG;
    }
    return code;
}

static int answer(words_call *c, const invocation *in, bool *done)
{
    const evidence_words_ask ask = {.documents = (const char *const *)c->documents.names,
                                    .document_count = c->documents.count,
                                    .manifest = c->manifest.text,
                                    .manifest_length = c->manifest.length,
                                    .terms = c->terms,
                                    .without = c->without,
                                    .term_lists = in->term_count,
                                    .without_lists = in->without_count,
                                    .language = in->language,
                                    .since = in->since,
                                    .document = in->document,
                                    .notice = tell_notice,
                                    .notice_ctx = c};
    evidence_reader reader = documents_reader(&c->documents);
    dt_error err = {0};
    *done = evidence_words(&ask, &reader, &c->work.options, work_output(&c->work), &err);
    progress_end(&c->work.bar);
    if (c->notices > SHOWN_NOTICES)
        fprintf(stderr, "detente: left out %zu more\n", c->notices - SHOWN_NOTICES);
    return *done ? EXIT_DONE : work_failed(&c->work, &err);
}

int command_words(const invocation *in)
{
    sink out;
    words_call c = {0};
    bool done = false;
    int code = sink_open(&out, in->output, in->files, in->file_count);
    if (code) return code;
    code = ready(&c, in);
    work_start_without(&c.work, in, &out);
    if (!code) code = answer(&c, in, &done);
    else if (code == EXIT_INTERRUPTED) fputs("detente: interrupted\n", stderr);
    int closed = sink_close(&out, done);
    work_end(&c.work);
    for (size_t k = 0; k < c.file_count; k++) input_free(&c.files[k]);
    input_free(&c.manifest);
    free(c.files);
    free(c.terms);
    free(c.without);
    documents_free(&c.documents);
    return code ? code : closed;
}
