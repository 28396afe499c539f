/* The quotations of a model, each looked up in the file of its source. A file is read at the first
 * quotation from it and kept until the last. */
#include "evidence/html.h"
#include "evidence/passage.h"

#include <stdio.h>
#include <string.h>

typedef struct quoted_file {
    size_t number;
    searched text;
    char why[200]; /* it could not be read; "": it could */
} quoted_file;

struct evidence_quotes {
    memory memory;
    dt_options options;
    evidence_reader reader;
    struct {
        quoted_file *items;
        size_t count, room;
    } files;
};

evidence_quotes *evidence_quotes_new(const evidence_reader *reader, const dt_options *options,
                                     dt_error *err)
{
    memory m;
    memory_start(&m, options);
    evidence_quotes *q = memory_take(&m, 1, sizeof *q);
    if (!q) return fail_memory(err, &m);
    memset(q, 0, sizeof *q);
    q->memory = m;
    q->reader = *reader;
    if (options) q->options = *options;
    return q;
}

void evidence_quotes_free(evidence_quotes *q)
{
    if (!q) return;
    for (size_t k = 0; k < q->files.count; k++) {
        q->files.items[k].text.memory = &q->memory;
        searched_free(&q->files.items[k].text);
    }
    GIVE(&q->memory, &q->files);
    memory m = q->memory;
    memory_give(&m, q, 1, sizeof *q);
}

/* All of a page is looked at, not its article alone: a quotation may be from a caption beside it. */
static bool read_html(evidence_quotes *q, text_stream *s, searched *text, dt_error *why)
{
    html_page page;
    bool done = html_read(&page, &q->memory, s->text.items, s->clean, why) &&
                searched_start(text, &q->memory, page.text.items, page.text.count);
    html_free(&page, &q->memory);
    return done;
}

static bool read_text(evidence_quotes *q, const char *name, searched *text, dt_error *why)
{
    text_stream s = {0};
    stream_start(&s, &q->memory, &q->reader);
    bool done = stream_all(&s, why);
    if (done && s.binary) done = fail(why, DT_ERR_USAGE, "it is no text: it has a NUL byte");
    if (done && text_is_html(name, s.text.items, s.clean)) done = read_html(q, &s, text, why);
    else if (done) done = searched_start(text, &q->memory, s.text.items, s.clean);
    stream_end(&s);
    return done;
}

static bool read_file(evidence_quotes *q, const char *name, quoted_file *f, dt_error *err)
{
    dt_error why = {0};
    bool done = q->reader.open(q->reader.ctx, f->number, &why);
    if (done) {
        done = read_text(q, name, &f->text, &why);
        q->reader.close(q->reader.ctx);
    }
    if (q->memory.failed) return fail_memory(err, &q->memory);
    if (why.code == DT_ERR_CANCELLED) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (!done) snprintf(f->why, sizeof f->why, "%.199s", why.message);
    return true;
}

static quoted_file *file_of(evidence_quotes *q, size_t number, const char *name, dt_error *err)
{
    for (size_t k = q->files.count; k-- > 0;)
        if (q->files.items[k].number == number) return &q->files.items[k];
    if (!GROW(&q->memory, &q->files)) return fail_memory(err, &q->memory);
    quoted_file *f = &q->files.items[q->files.count++];
    memset(f, 0, sizeof *f);
    f->number = number;
    return read_file(q, name, f, err) ? f : NULL;
}

static bool keep_going(const evidence_quotes *q, dt_error *err)
{
    const dt_options *o = &q->options;
    if (!o->progress || o->progress(o->progress_ctx, "looking quotations up", 0, 0)) return true;
    return fail(err, DT_ERR_CANCELLED, "cancelled");
}

bool evidence_quotes_check(evidence_quotes *q, size_t number, const char *name, const char *words,
                           dt_quoted *found, char *sentence, size_t room, dt_error *err)
{
    *found = DT_QUOTED_EXACTLY;
    sentence[0] = 0;
    if (!keep_going(q, err)) return false;
    quoted_file *f = file_of(q, number, name, err);
    if (!f) return false;
    if (f->why[0]) {
        *found = DT_QUOTED_UNREAD;
        snprintf(sentence, room, "%s", f->why);
        return true;
    }
    if (!words) return true;
    f->text.memory = &q->memory;
    return searched_find(&f->text, words, strlen(words), found, sentence, room) ||
           fail_memory(err, &q->memory);
}
