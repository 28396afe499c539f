/* `words`: from documents to a report. The documents are put in the order of their dates, each is
 * read once, and what was found is read again only where a line of context is wanted. */
#include "evidence/words.h"

#include <stdlib.h>
#include <string.h>

void words_notice(const words_report *r, const char *document, const char *message)
{
    if (r->ask->notice) r->ask->notice(r->ask->notice_ctx, document, message);
}

/* ---- terms -------------------------------------------------------------------------------------- */

static bool read_terms(words_report *r)
{
    const evidence_words_ask *ask = r->ask;
    r->without = ARENA_ARRAY(&r->arena, MOST_TERMS, bool);
    if (!r->without) return fail_memory(r->err, &r->memory);
    for (size_t k = 0; k < ask->term_lists; k++)
        if (!terms_add(&r->terms, &ask->terms[k], "--terms", r->err)) return false;
    for (size_t k = 0; k < ask->without_lists; k++) {
        r->claims = true;
        if (!terms_choose(&r->terms, &ask->without[k], "--without", r->without, r->err))
            return false;
    }
    return true;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static bool keep_going(words_report *r, uint32_t document)
{
    const dt_options *o = r->options;
    if (!o->progress ||
        o->progress(o->progress_ctx, "reading documents", document, r->documents.count))
        return true;
    return fail(r->err, DT_ERR_CANCELLED, "cancelled");
}

/* Where one could not be read, it leaves, and those behind it move up: none of them was read yet. */
static bool leave_out(words_report *r, uint32_t document)
{
    if (r->target == document) /* which could be read a moment ago */
        return fail(r->err, DT_ERR_USAGE, "a document has changed while it was read");
    dated *all = r->documents.items;
    memmove(all + document, all + document + 1, (--r->documents.count - document) * sizeof *all);
    r->unread++;
    r->target -= r->target > document;
    return true;
}

static void end_document(words_report *r, uint32_t d)
{
    r->documents.items[d].words = r->vocabulary.tokens;
    r->words += r->vocabulary.tokens;
    if (d < r->target) r->words_before += r->vocabulary.tokens;
    if (d <= r->target) vocabulary_end(&r->vocabulary, d == r->target);
    if (d + 1 == r->target) r->vocabulary_before = r->vocabulary.words.count;
}

static bool read_documents(words_report *r)
{
    uint32_t terms_counted = term_count(r);
    r->counts = ARENA_ARRAY(&r->arena, r->documents.count * (terms_counted + 1), uint32_t);
    if (!r->counts) return fail_memory(r->err, &r->memory);
    for (uint32_t d = 0; d < r->documents.count;) {
        bool was_read = false;
        uint32_t *counts = r->counts + (size_t)d * terms_counted;
        if (!keep_going(r, d)) return false;
        vocabulary_begin(&r->vocabulary, d, counts);
        if (!words_read(r, d, true, &was_read)) return false;
        if (was_read) end_document(r, d++);
        else if (!leave_out(r, d)) return false;
        else memset(counts, 0, terms_counted * sizeof *counts);
    }
    return true;
}

static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool group_lengths(words_report *r)
{
    uint64_t *sorted = memory_take(&r->memory, r->target, sizeof *sorted);
    r->lengths = ARENA_NEW(&r->arena, lengths);
    if (!sorted || !r->lengths) {
        memory_give(&r->memory, sorted, r->target, sizeof *sorted);
        return fail_memory(r->err, &r->memory);
    }
    for (uint32_t d = 0; d < r->target; d++) sorted[d] = r->documents.items[d].words;
    if (r->target) qsort(sorted, r->target, sizeof *sorted, by_size);
    lengths_group_all(r->lengths, sorted, r->target);
    memory_give(&r->memory, sorted, r->target, sizeof *sorted);
    return true;
}

/* ---- all of it ------------------------------------------------------------------------------------ */

static bool report_words(words_report *r, dt_output to)
{
    if (!read_terms(r) || !words_order(r)) return false;
    if (!vocabulary_start(&r->vocabulary, &r->memory, r->stemmer, &r->terms))
        return fail_memory(r->err, &r->memory);
    if (!read_documents(r)) return false;
    if (!r->documents.count)
        return fail(r->err, DT_ERR_USAGE, "no document with a date could be read");
    vocabulary_choose_forms(&r->vocabulary);
    if (!group_lengths(r) || !words_tell_terms(r) || !words_find(r) || !words_find_contexts(r))
        return false;
    output_start(&r->out, to);
    bool done = false;
    switch (r->options->format) {
    case DT_TEXT: done = words_text(r); break;
    case DT_JSON: done = words_json(r); break;
    case DT_CSV: done = words_csv(r); break;
    case DT_MARKDOWN: done = words_markdown(r); break;
    case DT_LATEX:
    case DT_SVG:
    case DT_DOT:
    default: return fail(r->err, DT_ERR_USAGE, "words has text, JSON, CSV and Markdown forms only");
    }
    if (!done) return fail_memory(r->err, &r->memory);
    return output_end(&r->out) || fail(r->err, DT_ERR_WRITE, "the result could not be written");
}

static void close_report(words_report *r)
{
    memory *m = &r->memory;
    stream_end(&r->stream);
    vocabulary_free(&r->vocabulary);
    terms_free(&r->terms);
    stemmer_free(r->stemmer);
    arena_free(&r->arena);
    GIVE(m, &r->documents);
}

bool evidence_words(const evidence_words_ask *ask, const evidence_reader *reader,
                    const dt_options *options, dt_output to, dt_error *err)
{
    static const dt_options plain = {0};
    memory m;
    dt_error own = {0};
    memory_start(&m, options);
    words_report *r = memory_take(&m, 1, sizeof *r);
    if (!r) return fail_memory(err, &m);
    *r = (words_report){.ask = ask,
                        .reader = reader,
                        .options = options ? options : &plain,
                        .err = err ? err : &own,
                        .memory = m};
    arena_start(&r->arena, &r->memory);
    stream_start(&r->stream, &r->memory, reader);
    r->stemmer = stemmer_new(&r->memory, ask->language ? ask->language : "english", r->err);
    terms_start(&r->terms, &r->memory, r->stemmer);
    bool done = r->stemmer && report_words(r, to);
    close_report(r);
    m = r->memory;
    memory_give(&m, r, 1, sizeof *r);
    return done;
}
