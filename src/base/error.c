/* Errors and diagnostics: one sentence each, with its place, safe to print anywhere.
 *
 * Names from a model stand inside messages, so every message is cleaned once, here: control
 * characters and direction overrides become the escapes of put_terminal (\x1b, \u{202e}), broken
 * UTF-8 becomes '?'.
 */
#include "base/error.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MESSAGE_BYTES = sizeof(((dt_error *)0)->message), MAX_DIAGNOSTICS = 1000 };

/* Copies `raw` to `clean`, escaping what must not reach a terminal, and cutting at a whole
 * character. */
static void clean_message(const char *raw, char *clean, size_t room)
{
    size_t used = 0;
    size_t length = strlen(raw);
    for (size_t at = 0; at < length;) {
        char piece[16];
        size_t bytes = 0;
        uint32_t point = utf8_read(raw + at, length - at, &bytes);
        if (point == UTF8_INVALID) {
            snprintf(piece, sizeof piece, "?");
            bytes = 1;
        } else if (point_is_unsafe(point)) {
            snprintf(piece, sizeof piece, point < 0x100 ? "\\x%02x" : "\\u{%x}", (unsigned)point);
        } else {
            memcpy(piece, raw + at, bytes);
            piece[bytes] = 0;
        }
        size_t piece_bytes = strlen(piece);
        if (used + piece_bytes + 4 > room) {
            memcpy(clean + used, "...", 4);
            return;
        }
        memcpy(clean + used, piece, piece_bytes);
        used += piece_bytes;
        at += bytes;
    }
    clean[used] = 0;
}

static void format_message(char *message, const char *format, va_list arguments)
{
    char raw[2 * MESSAGE_BYTES];
    vsnprintf(raw, sizeof raw, format, arguments);
    clean_message(raw, message, MESSAGE_BYTES);
}

void *fail(dt_error *err, dt_code code, const char *format, ...)
{
    if (!err) return NULL;
    *err = (dt_error){.code = code};
    va_list arguments;
    va_start(arguments, format);
    format_message(err->message, format, arguments);
    va_end(arguments);
    return NULL;
}

void *fail_memory(dt_error *err, const memory *m)
{
    if (m->refused)
        return fail(err, DT_ERR_LIMIT,
                    "this needs more than the memory limit of %llu MiB; allow more with --memory",
                    (unsigned long long)(m->limit_bytes >> 20));
    return fail(err, DT_ERR_MEMORY, "out of memory");
}

/* Goes on from a place that is known to `offset`. */
static void walk_to(const char *text, size_t length, uint32_t from, uint32_t offset, uint32_t *line,
                    uint32_t *column)
{
    bool has_mark = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    for (size_t k = from; k < offset && k < length; k++) {
        if (text[k] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)text[k] & 0xC0) != 0x80 && !(k == 0 && has_mark)) {
            ++*column; /* a leading byte; a byte order mark has no width */
        }
    }
}

void text_place(const char *text, size_t length, uint32_t offset, uint32_t *line, uint32_t *column)
{
    *line = *column = 1;
    walk_to(text, length, 0, offset, line, column);
}

/* Many findings in a long text: each place is looked for from the last one, where that is before. */
static void find_place(diagnostics *d, uint32_t offset, uint32_t *line, uint32_t *column)
{
    bool onward = d->line && offset >= d->offset;
    if (!onward) d->offset = 0, d->line = d->column = 1;
    walk_to(d->text, d->length, d->offset, offset, &d->line, &d->column);
    d->offset = offset;
    *line = d->line;
    *column = d->column;
}

void diagnose(diagnostics *d, dt_severity severity, span at, const char *format, ...)
{
    char message[MESSAGE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    format_message(message, format, arguments);
    va_end(arguments);
    bool first_error = severity == DT_SEVERITY_ERROR && d->errors == 0;
    uint32_t said = d->errors + d->warnings + d->notes;
    if (said == MAX_DIAGNOSTICS)
        snprintf(message, sizeof message, "more than %d findings; the rest is not shown",
                 MAX_DIAGNOSTICS);
    d->errors += severity == DT_SEVERITY_ERROR;
    d->warnings += severity == DT_SEVERITY_WARNING;
    d->notes += severity == DT_SEVERITY_NOTE;
    dt_diagnostic found = {
        .severity = severity, .offset = at.offset, .length = at.length, .message = message};
    bool heard = d->options && d->options->diagnose && said <= MAX_DIAGNOSTICS;
    bool placed = d->text && (at.offset || at.length);
    if (placed && (heard || first_error)) find_place(d, at.offset, &found.line, &found.column);
    if (heard) d->options->diagnose(d->options->diagnose_ctx, &found);
    if (!first_error || !d->first) return;
    *d->first = (dt_error){.code = DT_ERR_MODEL,
                           .line = found.line,
                           .column = found.column,
                           .offset = found.offset,
                           .length = found.length};
    memcpy(d->first->message, message, sizeof message);
}
