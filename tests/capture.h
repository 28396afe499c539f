/* A write callback for tests: keeps what is written, and fails at a byte when told. */
#ifndef TESTS_CAPTURE_H
#define TESTS_CAPTURE_H

#include "detente.h"

#include <stdlib.h>
#include <string.h>

typedef struct capture {
    char *text; /* with a NUL at its end; NULL before the first write */
    size_t length;
    size_t room;       /* bytes that may be written before it fails; 0: any number */
    long writes;       /* calls */
    long writes_after; /* calls after it had failed */
    bool failed;
} capture;

static inline bool capture_write(void *ctx, const char *bytes, size_t length)
{
    capture *c = ctx;
    c->writes++;
    c->writes_after += c->failed;
    if (c->failed || (c->room && c->length + length > c->room)) {
        c->failed = true;
        return false;
    }
    char *text = realloc(c->text, c->length + length + 1);
    if (!text) return false;
    memcpy(text + c->length, bytes, length);
    c->text = text;
    c->length += length;
    c->text[c->length] = 0;
    return true;
}

static inline dt_output capture_output(capture *c)
{
    return (dt_output){.write = capture_write, .ctx = c};
}

static inline const char *capture_text(const capture *c) { return c->text ? c->text : ""; }

static inline void capture_free(capture *c)
{
    free(c->text);
    *c = (capture){0};
}

#endif
