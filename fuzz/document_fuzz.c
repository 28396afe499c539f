/* Fuzz target: the readers of documents. The first byte chooses the size of the pieces in which the
 * rest is read, the format of the report, and whether it is HTML by its name. Whatever the bytes are, the text is valid UTF-8,
 * the words of a document are the same in whatever pieces it is read, and every report is whole. */
#include "evidence/html.h"
#include "evidence/words.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct source { /* the same bytes for every document */
    const char *bytes;
    size_t length, piece, at;
} source;

static bool open_source(void *ctx, size_t k, dt_error *err)
{
    (void)k, (void)err;
    ((source *)ctx)->at = 0;
    return true;
}

static bool read_source(void *ctx, char *bytes, size_t room, size_t *got, dt_error *err)
{
    source *s = ctx;
    (void)err;
    size_t count = s->length - s->at;
    if (count > room) count = room;
    if (s->piece && count > s->piece) count = s->piece;
    if (count) memcpy(bytes, s->bytes + s->at, count);
    s->at += count;
    *got = count;
    return true;
}

static void close_source(void *ctx) { (void)ctx; }

static bool count_bytes(void *ctx, const char *bytes, size_t length)
{
    if (text_valid(bytes, length) != length) abort();
    *(size_t *)ctx += length;
    return true;
}

/* The report as far as it depends on the words: its size. */
static size_t report(source *s, bool html, dt_format format)
{
    static const char *const plain[] = {"2001-a.txt", "2002-b.txt"}, *const pages[] = {
                                                                         "2001-a.html",
                                                                         "2002-b.html"};
    static const char list[] = "peace,war*,\"the peace\",empire:imperial*|=emperor";
    evidence_list terms_list = {list, sizeof list - 1, NULL};
    evidence_words_ask ask = {.documents = html ? pages : plain,
                              .document_count = 2,
                              .terms = &terms_list,
                              .term_lists = 1};
    evidence_reader reader = {open_source, read_source, close_source, s};
    dt_options options = {.format = format, .memory_bytes = (uint64_t)256 << 20};
    size_t written = 0;
    dt_error err = {0};
    bool done = evidence_words(&ask, &reader, &options, (dt_output){count_bytes, &written}, &err);
    return done ? written : 0;
}

static void read_page(const char *bytes, size_t length)
{
    memory m;
    memory_start(&m, NULL);
    html_page page;
    dt_error err = {0};
    if (html_read(&page, &m, bytes, length, &err)) {
        if (text_valid(page.text.items, page.text.count) != page.text.count) abort();
        if (page.article.count > page.text.count) abort();
    }
    html_free(&page, &m);
    if (m.used_bytes) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size) return 0;
    source s = {.bytes = (const char *)data + 1, .length = size - 1, .piece = data[0] & 0x1F};
    dt_format format = (dt_format)(data[0] >> 5 & 3);
    bool html = data[0] >> 7;
    read_page(s.bytes, s.length);
    size_t in_pieces = report(&s, html, format);
    s.piece = 0;
    if (report(&s, html, format) != in_pieces) abort();
    return 0;
}
