/* Reading text. The window's buffer holds CONTEXT_BYTES before the window for context, then the
 * window, then at least as much behind it unless the text ends. */
#include "evidence/text.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

/* ---- clean UTF-8 ---------------------------------------------------------------------------- */

size_t text_valid(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        uint64_t eight;
        if (length - at >= 8) {
            memcpy(&eight, bytes + at, 8);
            bool ascii = !(eight & UINT64_C(0x8080808080808080));
            bool no_nul =
                !((eight - UINT64_C(0x0101010101010101)) & ~eight & UINT64_C(0x8080808080808080));
            if (ascii && no_nul) {
                at += 8;
                continue;
            }
        }
        size_t count = 1;
        if (!bytes[at] || utf8_read(bytes + at, length - at, &count) == UTF8_INVALID) break;
        at += count;
    }
    return at;
}

/* Whether more bytes might make the sequence whole that the text ends with. */
static bool is_cut(const char *bytes, size_t length)
{
    unsigned char lead = (unsigned char)bytes[0];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1;
    if (lead > 0xF4 || length >= wanted) return false;
    for (size_t k = 1; k < length; k++)
        if (((unsigned char)bytes[k] & 0xC0) != 0x80) return false;
    return true;
}

/* What a byte means in Windows-1252; what it leaves open is read as in Latin-1. */
static uint32_t western_point(unsigned char byte)
{
    static const uint16_t points[32] = {
        0x20AC, 0x81,   0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0x8D,   0x017D, 0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,   0x017E, 0x0178};
    return byte >= 0x80 && byte < 0xA0 ? points[byte - 0x80] : byte;
}

bool text_append(memory *m, text_bytes *text, const char *bytes, size_t length)
{
    if (!length) return true;
    while (text->room - text->count < length)
        if (!grow(m, (void **)&text->items, &text->room, text->room + length, 1)) return false;
    memcpy(text->items + text->count, bytes, length);
    text->count += length;
    return true;
}

static bool append_byte(memory *m, text_bytes *text, unsigned char byte)
{
    uint32_t point = western_point(byte);
    char bytes[3] = {(char)(0xC0 | point >> 6), (char)(0x80 | (point & 0x3F)), 0};
    if (point < 0x800) return text_append(m, text, bytes, 2);
    bytes[0] = (char)(0xE0 | point >> 12);
    bytes[1] = (char)(0x80 | (point >> 6 & 0x3F));
    bytes[2] = (char)(0x80 | (point & 0x3F));
    return text_append(m, text, bytes, 3);
}

bool text_clean(memory *m, text_bytes *text, const char *bytes, size_t length, bool last,
                size_t *used)
{
    size_t at = 0;
    while (at < length) {
        size_t valid = text_valid(bytes + at, length - at);
        if (!text_append(m, text, bytes + at, valid)) return false;
        at += valid;
        if (at == length || (!last && is_cut(bytes + at, length - at))) break;
        bool done = bytes[at] ? append_byte(m, text, (unsigned char)bytes[at])
                              : text_append(m, text, "\xEF\xBF\xBD", 3);
        if (!done) return false;
        at++;
    }
    *used = at;
    return true;
}

/* ---- the stream ------------------------------------------------------------------------------ */

void stream_start(text_stream *s, memory *m, const evidence_reader *reader)
{
    text_bytes kept = s->text; /* the buffer serves one document after the other */
    *s = (text_stream){.memory = m, .reader = reader, .text = kept};
    s->text.count = 0;
}

void stream_end(text_stream *s) { GIVE(s->memory, &s->text); }

/* What lies behind `clean` becomes clean, too; a sequence that the end cuts waits for more. */
static bool clean_rest(text_stream *s)
{
    size_t length = s->text.count - s->clean;
    s->clean += text_valid(s->text.items + s->clean, length);
    length = s->text.count - s->clean;
    if (!length || (!s->ended && is_cut(s->text.items + s->clean, length))) return true;
    if (memchr(s->text.items + s->clean, 0, length)) s->binary = true;
    s->replaced = true;
    char *raw = memory_take(s->memory, length, 1);
    if (!raw) return false;
    memcpy(raw, s->text.items + s->clean, length);
    s->text.count = s->clean;
    size_t used = 0;
    bool done = text_clean(s->memory, &s->text, raw, length, s->ended, &used);
    s->clean = s->text.count;
    done = done && text_append(s->memory, &s->text, raw + used, length - used);
    memory_give(s->memory, raw, length, 1);
    return done;
}

/* Up to `most` further bytes. */
static bool read_more(text_stream *s, size_t most, dt_error *err)
{
    while (s->text.room < s->text.count + most + 1)
        if (!grow(s->memory, (void **)&s->text.items, &s->text.room, s->text.count + most, 1))
            return fail_memory(err, s->memory);
    size_t wanted = s->text.count + most;
    while (!s->ended && s->text.count < wanted) {
        size_t got = 0;
        if (!s->reader->read(s->reader->ctx, s->text.items + s->text.count, wanted - s->text.count,
                             &got, err))
            return false;
        s->text.count += got;
        s->raw += got;
        s->ended = got == 0;
    }
    if (!s->begun && s->text.count >= 3 && !memcmp(s->text.items, "\xEF\xBB\xBF", 3)) {
        s->text.count -= 3;
        memmove(s->text.items, s->text.items + 3, s->text.count);
    }
    s->begun = true;
    return clean_rest(s) || fail_memory(err, s->memory);
}

/* Drops what was walked, but for a line of context. */
static void forget_walked(text_stream *s)
{
    size_t keep = s->to > CONTEXT_BYTES ? s->to - CONTEXT_BYTES : 0;
    memmove(s->text.items, s->text.items + keep, s->text.count - keep);
    s->text.count -= keep;
    s->clean -= keep;
    s->from = s->to - keep;
}

/* The last place before `limit` where a word may end: behind a blank; without one, between two
 * characters. */
static size_t cut_before(const text_stream *s, size_t limit)
{
    for (size_t at = limit; at > s->from; at--)
        if ((unsigned char)s->text.items[at - 1] <= ' ') return at;
    while (limit > s->from && ((unsigned char)s->text.items[limit] & 0xC0) == 0x80) limit--;
    return limit;
}

bool stream_next(text_stream *s, dt_error *err)
{
    if (s->begun && s->to == s->clean && s->ended) return false;
    if (s->begun && s->text.count) forget_walked(s);
    if (!read_more(s, WINDOW_BYTES, err)) return false;
    s->to = s->ended ? s->clean : s->clean - (s->clean > CONTEXT_BYTES ? CONTEXT_BYTES : s->clean);
    if (!s->ended) s->to = cut_before(s, s->to);
    return s->to > s->from || !s->ended;
}

bool stream_all(text_stream *s, dt_error *err)
{
    while (!s->ended && s->raw <= DOCUMENT_BYTES)
        if (!read_more(s, WINDOW_BYTES, err)) return false;
    s->to = s->clean;
    return s->raw <= DOCUMENT_BYTES ||
           fail(err, DT_ERR_LIMIT, "it is larger than %u MiB", (unsigned)(DOCUMENT_BYTES >> 20));
}

/* ---- the head --------------------------------------------------------------------------------- */

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

/* The name before the colon of a line `name: value`, 0 if it is none. */
static size_t name_length(const char *line, size_t length)
{
    size_t at = 0;
    while (at < length && at < 32 &&
           ((line[at] >= 'a' && line[at] <= 'z') || (line[at] >= 'A' && line[at] <= 'Z') ||
            line[at] == '-' || line[at] == '_'))
        at++;
    return at && at < length && line[at] == ':' ? at : 0;
}

static void copy_date(text_head *head, const char *value, size_t length)
{
    while (length && (is_blank(*value) || *value == '"')) value++, length--;
    size_t count = 0;
    while (count < length && count < sizeof head->date - 1 &&
           ((value[count] >= '0' && value[count] <= '9') || value[count] == '-'))
        head->date[count] = value[count], count++;
    head->date[count] = 0;
}

text_head text_read_head(const char *text, size_t length)
{
    text_head head = {0};
    size_t at = 0;
    for (int lines = 0; lines < 32 && at < length; lines++) {
        const char *line = text + at, *end = memchr(line, '\n', length - at);
        size_t whole = end ? (size_t)(end - line) : length - at, name = name_length(line, whole);
        bool fence = whole >= 3 && !memcmp(line, "---", 3); /* as in front matter */
        if (!name && !fence) break;
        if (name == 4 && !strncasecmp(line, "date", 4) && !head.date[0])
            copy_date(&head, line + 5, whole - 5);
        at += whole + (end != NULL);
    }
    head.bytes = head.date[0] ? at : 0;
    return head;
}

/* ---- HTML ------------------------------------------------------------------------------------- */

static bool ends_with(const char *name, const char *tail)
{
    size_t length = strlen(name), wanted = strlen(tail);
    return length > wanted && !strcasecmp(name + length - wanted, tail);
}

bool text_is_html(const char *name, const char *text, size_t length)
{
    if (name && (ends_with(name, ".html") || ends_with(name, ".htm") || ends_with(name, ".xhtml")))
        return true;
    static const char *const starts[] = {"<!doctype html", "<html"};
    size_t at = 0;
    while (at < length && (is_blank(text[at]) || text[at] == '\n')) at++;
    if (length - at > 5 && !strncasecmp(text + at, "<?xml", 5)) { /* XHTML has one line before */
        const char *end = memchr(text + at, '>', length - at);
        at = end ? (size_t)(end - text) + 1 : length;
        while (at < length && (is_blank(text[at]) || text[at] == '\n')) at++;
    }
    for (size_t k = 0; k < sizeof starts / sizeof *starts; k++)
        if (length - at >= strlen(starts[k]) &&
            !strncasecmp(text + at, starts[k], strlen(starts[k])))
            return true;
    return false;
}
