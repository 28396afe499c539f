/* Documents for tests that stand in the program: a reader that hands them out in small pieces. */
#ifndef TESTS_SHELF_H
#define TESTS_SHELF_H

#include "evidence/evidence.h"

#include "capture.h"

#include <stdio.h>
#include <string.h>

typedef struct shelf {
    const char *const *texts;
    const size_t *lengths; /* NULL: texts end with their NUL */
    size_t piece;          /* bytes a read; 0: all that fits */
    size_t open, at;
    long opens, closes;
    const char *broken; /* texts that are this pointer cannot be opened */
} shelf;

static inline bool shelf_open(void *ctx, size_t k, dt_error *err)
{
    shelf *s = ctx;
    if (s->texts[k] == s->broken && s->broken) {
        err->code = DT_ERR_USAGE;
        snprintf(err->message, sizeof err->message, "it is broken");
        return false;
    }
    s->open = k;
    s->at = 0;
    s->opens++;
    return true;
}

static inline bool shelf_read(void *ctx, char *bytes, size_t room, size_t *got, dt_error *err)
{
    shelf *s = ctx;
    (void)err;
    size_t length = s->lengths ? s->lengths[s->open] : strlen(s->texts[s->open]);
    size_t count = length - s->at;
    if (count > room) count = room;
    if (s->piece && count > s->piece) count = s->piece;
    memcpy(bytes, s->texts[s->open] + s->at, count);
    s->at += count;
    *got = count;
    return true;
}

static inline void shelf_close(void *ctx) { ((shelf *)ctx)->closes++; }

static inline evidence_reader shelf_reader(shelf *s)
{
    return (evidence_reader){shelf_open, shelf_read, shelf_close, s};
}

#endif
