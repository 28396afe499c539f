/* What the targets of the language share: a text in memory that an output writes to, and a model
 * parsed and printed again. */
#ifndef FUZZ_WRITTEN_H
#define FUZZ_WRITTEN_H

#include "language/language.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef struct written { /* text NULL: nothing was written because of errors */
    char *text;
    size_t length, room;
} written;

static inline bool keep(void *ctx, const char *bytes, size_t length)
{
    written *w = ctx;
    if (w->length + length + 1 > w->room) {
        w->room = (w->length + length + 1) * 2;
        w->text = realloc(w->text, w->room);
        if (!w->text) abort();
    }
    memcpy(w->text + w->length, bytes, length);
    w->length += length;
    w->text[w->length] = '\0';
    return true;
}

static inline void start_writing(written *w, output *out)
{
    *w = (written){0};
    keep(w, "", 0);
    output_start(out, (dt_output){keep, w});
}

static inline void start_model(dt_model *m, char *text, size_t length)
{
    *m = (dt_model){.text = text, .length = length};
    memory_start(&m->memory, NULL);
    arena_start(&m->arena, &m->memory);
}

/* The model of a text printed; nothing when the text has errors. */
static inline written parse_and_print(char *text, size_t length)
{
    dt_model m;
    start_model(&m, text, length);
    diagnostics said = {.text = text, .length = length};
    language_parse(&m, &said);
    written w = {0};
    if (!said.errors) {
        output out;
        start_writing(&w, &out);
        print_model(&m, &out);
        if (!output_end(&out)) abort();
    }
    arena_free(&m.arena);
    return w;
}

static inline bool same(written a, written b)
{
    return a.text && b.text && a.length == b.length && !memcmp(a.text, b.text, a.length);
}

/* A copy of exactly the input's bytes, so that a sanitizer sees a read beyond their end. */
static inline char *copy_input(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    if (!text) abort();
    if (size) memcpy(text, data, size);
    return text;
}

#endif
