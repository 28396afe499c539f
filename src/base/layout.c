/* Words into lines. Widths are counted in display columns, after a text has passed through the escape
 * of its format. */
#include "base/layout.h"

#include "base/utf8.h"

#include <string.h>

/* ---- texts in the making -------------------------------------------------------------------- */

static bool compose(void *ctx, const char *bytes, size_t length)
{
    composed *c = ctx;
    for (size_t k = 0; k < length; k++) {
        if (!GROW(c->memory, &c->text)) return false;
        c->text.items[c->text.count++] = bytes[k];
    }
    return true;
}

output *composed_start(composed *c, memory *m)
{
    c->memory = m;
    c->text.items = NULL;
    c->text.count = c->text.room = 0;
    return composed_again(c);
}

output *composed_again(composed *c)
{
    c->text.count = 0;
    output_start(&c->out, (dt_output){compose, c});
    return &c->out;
}

const char *composed_text(composed *c)
{
    if (!output_end(&c->out) || !GROW(c->memory, &c->text)) return "";
    c->text.items[c->text.count] = 0;
    return c->text.items;
}

void composed_free(composed *c) { GIVE(c->memory, &c->text); }

/* ---- lines ---------------------------------------------------------------------------------- */

size_t next_line(const char **text, uint32_t columns, const char **line)
{
    while (**text == ' ') ++*text;
    const char *at = *text, *blank = NULL;
    uint32_t used = 0;
    *line = at;
    while (*at) {
        size_t bytes = 1, rest = 1;
        while (rest < 4 && at[rest]) rest++;
        uint32_t point = utf8_read(at, rest, &bytes);
        uint32_t wide = point == UTF8_INVALID ? 1 : point_columns(point);
        if (*at == ' ') blank = at;
        if (used + wide > columns && at > *line) break;
        used += wide;
        at += bytes;
    }
    const char *end = *at && blank ? blank : at;
    *text = end;
    while (**text == ' ') ++*text;
    while (end > *line && end[-1] == ' ') end--;
    return (size_t)(end - *line);
}

void put_wrapped(output *o, const char *text, margins m)
{
    bool first = true;
    do {
        uint32_t indent = first ? m.indent : m.hang;
        const char *line;
        size_t length = next_line(&text, m.width > indent + 8 ? m.width - indent : 8, &line);
        if (length && (!first || !m.begun)) put_repeated(o, ' ', indent);
        put_bytes(o, line, length);
        put_text(o, "\n");
        first = false;
    } while (*text);
}

static uint32_t bytes_columns(const char *text, size_t length)
{
    uint32_t columns = 0;
    for (size_t k = 0; k < length;) {
        size_t bytes = 1;
        uint32_t point = utf8_read(text + k, length - k, &bytes);
        columns += point == UTF8_INVALID ? 1 : point_columns(point);
        k += bytes;
    }
    return columns;
}

void put_cells(output *o, column *columns, uint32_t count, uint32_t indent, uint32_t gap)
{
    bool more = true;
    while (more) {
        uint64_t owed = indent; /* blanks before the next word: none at a line's end */
        more = false;
        for (uint32_t k = 0; k < count; k++) {
            const char *line;
            size_t length =
                next_line(&columns[k].text, columns[k].width ? columns[k].width : 1, &line);
            uint32_t used = bytes_columns(line, length);
            uint32_t before =
                columns[k].right && used < columns[k].width ? columns[k].width - used : 0;
            if (length) {
                put_repeated(o, ' ', owed + before);
                put_bytes(o, line, length);
                owed = 0;
            } else owed += before;
            if (used + before < columns[k].width) owed += columns[k].width - used - before;
            owed += gap;
            more = more || *columns[k].text;
        }
        put_text(o, "\n");
    }
}

void share_width(column *columns, uint32_t count, uint32_t width, const uint32_t *needed)
{
    uint32_t open = count;
    for (uint32_t k = 0; k < count; k++) columns[k].width = 0;
    for (bool given = true; given && open;) {
        given = false;
        for (uint32_t k = 0; k < count; k++) {
            if (columns[k].width || needed[k] > width / open) continue;
            columns[k].width = needed[k] ? needed[k] : 1;
            width -= columns[k].width < width ? columns[k].width : width;
            given = true;
            if (--open == 0) return;
        }
    }
    for (uint32_t k = 0; k < count; k++)
        if (!columns[k].width) columns[k].width = width / open ? width / open : 1;
}

/* ---- numbers -------------------------------------------------------------------------------- */

const char *number_word(uint64_t n)
{
    static const char *const words[] = {"none",  "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    return n < sizeof words / sizeof *words ? words[n] : NULL;
}

void put_number(output *o, uint64_t n)
{
    if (number_word(n)) put_text(o, number_word(n));
    else put_count(o, n);
}

void put_plural(output *o, uint64_t n, const char *one, const char *many)
{
    put_count(o, n);
    put(o, " %s", n == 1 ? one : many);
}

void put_joint(output *o, uint32_t k, uint32_t n)
{
    if (k) put_text(o, k + 1 == n ? " and " : ", ");
}
