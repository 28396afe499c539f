/* Failing is a value: every fail function fills the error and returns NULL, which is also false. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/memory.h"

#if defined(__GNUC__) || defined(__clang__)
#define PRINTF_LIKE(at, first) __attribute__((format(printf, at, first)))
#else
#define PRINTF_LIKE(at, first)
#endif

typedef struct span { /* a place in a text, in bytes; length 0 with offset 0: no place */
    uint32_t offset, length;
} span;

#define NO_PLACE ((span){0, 0})

void *fail(dt_error *, dt_code, const char *format, ...) PRINTF_LIKE(3, 4);
/* Out of memory or over the limit, whichever the memory says. */
void *fail_memory(dt_error *, const memory *);

/* Where diagnostics go. The first error is kept in `first`; all go to the callback. Texts from a
 * model inside messages are escaped here: control characters become \xNN, long names are cut. */
typedef struct diagnostics {
    const char *text; /* the places point into it; NULL: no text */
    size_t length;
    const dt_options *options; /* may be NULL */
    dt_error *first;           /* may be NULL */
    uint32_t errors, warnings, notes;
    uint32_t offset, line, column; /* the last place looked up: the next is often behind it */
} diagnostics;

void diagnose(diagnostics *, dt_severity, span, const char *format, ...) PRINTF_LIKE(4, 5);
#define COMPLAIN(d, at, ...) diagnose((d), DT_SEVERITY_ERROR, (at), __VA_ARGS__)
#define WARN(d, at, ...) diagnose((d), DT_SEVERITY_WARNING, (at), __VA_ARGS__)
#define NOTE(d, at, ...) diagnose((d), DT_SEVERITY_NOTE, (at), __VA_ARGS__)

/* Line and column (from 1, column in code points) of a byte offset. Cost: linear in the offset. */
void text_place(const char *text, size_t length, uint32_t offset, uint32_t *line, uint32_t *column);

#endif
