/* Printing through a write callback. One small buffer; whatever does not fit is flushed. Invariant:
 * after a failed write nothing more is written, and `failed` says so at the end. */
#include "base/output.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void output_start(output *o, dt_output to)
{
    o->to = to;
    o->failed = false;
    o->used = 0;
    o->column = 0;
}

static void flush(output *o)
{
    if (o->used && !o->failed && !o->to.write(o->to.ctx, o->bytes, o->used)) o->failed = true;
    o->used = 0;
}

bool output_end(output *o)
{
    flush(o);
    return !o->failed;
}

void put_bytes(output *o, const char *bytes, size_t length)
{
    for (size_t k = 0; k < length;) {
        size_t count = 1;
        bool ascii = (unsigned char)bytes[k] < 0x80;
        if (ascii && o->used < sizeof o->bytes) { /* nearly all there is */
            o->bytes[o->used++] = bytes[k];
            o->column = bytes[k] == '\n' ? 0 : o->column + 1;
            k++;
            continue;
        }
        uint32_t point = utf8_read(bytes + k, length - k, &count);
        if (o->used + count > sizeof o->bytes) flush(o);
        memcpy(o->bytes + o->used, bytes + k, count);
        o->used += count;
        k += count;
        if (point == '\n') o->column = 0;
        else o->column += point == UTF8_INVALID ? 1 : point_columns(point);
    }
}

void put_text(output *o, const char *text)
{
    if (text) put_bytes(o, text, strlen(text));
}

void put(output *o, const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length < 0 || (size_t)length >= sizeof text) {
        o->failed = true; /* a caller's bug: long texts go through put_text */
        return;
    }
    put_bytes(o, text, (size_t)length);
}

void put_repeated(output *o, char c, uint64_t count)
{
    while (count--) put_bytes(o, &c, 1);
}

/* One code point of a text and where the next starts; broken bytes read as U+FFFD. */
static uint32_t next_point(const char **text)
{
    size_t bytes = 1, length = 1;
    while (length < 4 && (*text)[length]) length++;
    uint32_t point = utf8_read(*text, length, &bytes);
    *text += bytes;
    return point == UTF8_INVALID ? 0xFFFD : point;
}

static void put_point(output *o, const char *from, const char *to, uint32_t point)
{
    if (point == 0xFFFD) put_bytes(o, "\xEF\xBF\xBD", 3);
    else put_bytes(o, from, (size_t)(to - from));
}

void put_terminal(output *o, const char *text)
{
    for (const char *at = text; at && *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        if (point_is_unsafe(point)) put(o, point < 0x100 ? "\\x%02x" : "\\u{%x}", (unsigned)point);
        else put_point(o, from, at, point);
    }
}

/* `<`, `>` and `&` are escaped too, so that the string may stand inside a script element; so are
 * the two line separators that JavaScript once refused. */
void put_json(output *o, const char *text)
{
    if (!text) {
        put_text(o, "null");
        return;
    }
    put_text(o, "\"");
    for (const char *at = text; *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        switch (point) {
        case '"': put_text(o, "\\\""); break;
        case '\\': put_text(o, "\\\\"); break;
        case '\n': put_text(o, "\\n"); break;
        case '\t': put_text(o, "\\t"); break;
        case '\r': put_text(o, "\\r"); break;
        case '<':
        case '>':
        case '&': put(o, "\\u%04x", (unsigned)point); break;
        default:
            if (point_is_unsafe(point)) put(o, "\\u%04x", (unsigned)point);
            else put_point(o, from, at, point);
        }
    }
    put_text(o, "\"");
}

/* Spreadsheets run cells that start with = + - @ (and take a tab or a carriage return before them
 * for nothing): an apostrophe in front makes them text. */
void put_csv(output *o, const char *text)
{
    if (!text) return;
    bool formula = *text && strchr("=+-@\t\r", *text);
    bool quoted = formula || strpbrk(text, "\",\n\r;");
    if (!quoted) {
        put_text(o, text);
        return;
    }
    put_text(o, formula ? "\"'" : "\"");
    for (const char *at = text; *at; at++) {
        if (*at == '"') put_text(o, "\"");
        put_bytes(o, at, 1);
    }
    put_text(o, "\"");
}

void put_markdown(output *o, const char *text)
{
    for (const char *at = text; at && *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        if (point == '\n' || point == '\r') put_text(o, " ");
        else if (point == '<') put_text(o, "&lt;");
        else if (point == '>') put_text(o, "&gt;");
        else if (point == '&') put_text(o, "&amp;");
        else if (point < 0x80 && strchr("\\`*_{}[]()#+-.!|~", (int)point))
            put(o, "\\%c", (int)point);
        else if (!point_is_unsafe(point)) put_point(o, from, at, point);
    }
}

void put_latex(output *o, const char *text)
{
    for (const char *at = text; at && *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        switch (point) {
        case '\\': put_text(o, "\\textbackslash{}"); break;
        case '~': put_text(o, "\\textasciitilde{}"); break;
        case '^': put_text(o, "\\textasciicircum{}"); break;
        case '<': put_text(o, "\\textless{}"); break;
        case '>': put_text(o, "\\textgreater{}"); break;
        case '|': put_text(o, "\\textbar{}"); break;
        case '"': put_text(o, "\\textquotedbl{}"); break;
        case '#':
        case '$':
        case '%':
        case '&':
        case '_':
        case '{':
        case '}': put(o, "\\%c", (int)point); break;
        default:
            if (point == '\n' || point == '\r' || point == '\t') put_text(o, " ");
            else if (!point_is_unsafe(point)) put_point(o, from, at, point);
        }
    }
}

/* Characters that no XML document may hold are dropped: controls with those of direction, and the
 * two that are none. */
void put_xml(output *o, const char *text)
{
    for (const char *at = text; at && *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        switch (point) {
        case '<': put_text(o, "&lt;"); break;
        case '>': put_text(o, "&gt;"); break;
        case '&': put_text(o, "&amp;"); break;
        case '"': put_text(o, "&quot;"); break;
        case '\'': put_text(o, "&#39;"); break;
        case '\n':
        case '\r':
        case '\t': put_text(o, " "); break;
        default:
            if (!point_is_unsafe(point) && (point & 0xFFFE) != 0xFFFE)
                put_point(o, from, at, point);
        }
    }
}

/* Inside quotes Graphviz reads escapes with a backslash, and entities as in HTML. */
void put_dot(output *o, const char *text)
{
    put_text(o, "\"");
    for (const char *at = text; at && *at;) {
        const char *from = at;
        uint32_t point = next_point(&at);
        if (point == '"' || point == '\\') put(o, "\\%c", (int)point);
        else if (point == '&') put_text(o, "&amp;");
        else if (point == '\n' || point == '\r' || point == '\t') put_text(o, " ");
        else if (!point_is_unsafe(point)) put_point(o, from, at, point);
    }
    put_text(o, "\"");
}

void put_count(output *o, uint64_t count)
{
    char digits[32];
    int length = snprintf(digits, sizeof digits, "%llu", (unsigned long long)count);
    for (int k = 0; k < length; k++) {
        if (k && (length - k) % 3 == 0) put_text(o, ",");
        put_bytes(o, digits + k, 1);
    }
}

void put_json_count(output *o, uint64_t count)
{
    bool large = count > (UINT64_C(1) << 53); /* beyond what a double holds exactly */
    char digits[32];
    snprintf(digits, sizeof digits, large ? "\"%llu\"" : "%llu", (unsigned long long)count);
    put_text(o, digits);
}

uint32_t text_columns(const char *text)
{
    uint32_t columns = 0;
    while (text && *text) columns += point_columns(next_point(&text));
    return columns;
}
