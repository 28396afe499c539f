/* Text on its way to a person. Models come by e-mail and files have any name, so nothing from
 * outside is printed raw: control characters and direction marks become \x1b, \u{202e}, and broken
 * UTF-8 the replacement character.
 *
 * A line of source is shown as cells: what one character of it prints as, and how many columns that
 * takes. Of a long line only a window around the place is shown, and only so much of the text is
 * looked at, so a line of 16 MiB with a hundred errors costs nothing. */
#define _XOPEN_SOURCE 700

#include "terminal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { INDENT = 2, TAB_COLUMNS = 4, LOOK_BYTES = 4096, LEAST_COLUMNS = 40, MOST_COLUMNS = 1000 };

/* ---- one character ---------------------------------------------------------------------- */

typedef struct cell {
    char text[16];
    unsigned bytes;   /* of the source */
    unsigned columns; /* on the screen */
} cell;

#define BROKEN UINT32_MAX

/* A code point of `left` bytes of UTF-8, or BROKEN and one byte. */
static uint32_t read_point(const char *text, size_t left, unsigned *bytes)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)text[0];
    *bytes = 1;
    if (lead < 0x80) return lead;
    unsigned count = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || count > left) return BROKEN;
    uint32_t point = lead & (0x7Fu >> count);
    for (unsigned k = 1; k < count; k++) {
        unsigned char next = (unsigned char)text[k];
        if ((next & 0xC0) != 0x80) return BROKEN;
        point = point << 6 | (next & 0x3F);
    }
    if (point < least[count] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return BROKEN;
    *bytes = count;
    return point;
}

/* C0, DEL, C1; line and paragraph separators; marks and overrides of direction. */
static bool steers(uint32_t point)
{
    return point < 0x20 || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069) ||
           point == 0x061C || point == 0x200E || point == 0x200F;
}

/* Coarse blocks, enough to put a caret under a word: combining marks 0, East Asian and emoji 2. */
static unsigned columns_of(uint32_t point)
{
    static const struct {
        uint32_t first, last;
        unsigned columns;
    } blocks[] = {{0x0300, 0x036F, 0},   {0x0591, 0x05BD, 0},  {0x064B, 0x065F, 0},
                  {0x1100, 0x115F, 2},   {0x200B, 0x200D, 0},  {0x20D0, 0x20FF, 0},
                  {0x2E80, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},  {0xF900, 0xFAFF, 2},
                  {0xFE00, 0xFE0F, 0},   {0xFE30, 0xFE6F, 2},  {0xFEFF, 0xFEFF, 0},
                  {0xFF00, 0xFF60, 2},   {0xFFE0, 0xFFE6, 2},  {0x1F300, 0x1F64F, 2},
                  {0x1F900, 0x1F9FF, 2}, {0x20000, 0x3FFFD, 2}};
    for (size_t k = 0; k < sizeof blocks / sizeof *blocks; k++)
        if (point >= blocks[k].first && point <= blocks[k].last) return blocks[k].columns;
    return 1;
}

static cell cell_read(const char *text, size_t left)
{
    cell c = {.columns = 1};
    uint32_t point = read_point(text, left, &c.bytes);
    if (point == BROKEN) {
        memcpy(c.text, "\xEF\xBF\xBD", 3);
    } else if (point == '\t') {
        c.columns = TAB_COLUMNS;
        memset(c.text, ' ', TAB_COLUMNS);
    } else if (steers(point)) {
        c.columns = (unsigned)snprintf(c.text, sizeof c.text, point < 0x100 ? "\\x%02x" : "\\u{%x}",
                                       (unsigned)point);
    } else {
        memcpy(c.text, text, c.bytes);
        c.columns = columns_of(point);
    }
    return c;
}

void print_safe(FILE *out, const char *text)
{
    for (size_t left = strlen(text); left > 0;) {
        cell c = cell_read(text, left);
        fputs(*text == '\t' ? "\\x09" : c.text, out);
        text += c.bytes;
        left -= c.bytes;
    }
}

static bool is_plain_word(const char *text)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/+,:@%=";
    for (const char *at = text; *at; at++)
        if (!(*at & 0x80) && !strchr(plain, *at)) return false;
    return *text;
}

void print_file_word(FILE *out, const char *file)
{
    if (is_plain_word(file)) {
        print_safe(out, file);
        return;
    }
    fputc('\'', out);
    for (const char *at = file; *at;) {
        cell c = cell_read(at, strlen(at));
        fputs(*at == '\'' ? "'\\''" : *at == '\t' ? "\\x09" : c.text, out);
        at += c.bytes;
    }
    fputc('\'', out);
}

/* ---- the screen ------------------------------------------------------------------------- */

static unsigned within_reason(unsigned long columns)
{
    if (columns < LEAST_COLUMNS) return LEAST_COLUMNS;
    return columns > MOST_COLUMNS ? MOST_COLUMNS : (unsigned)columns;
}

unsigned terminal_columns(int fd)
{
    const char *asked = getenv("COLUMNS");
    char *end;
    unsigned long columns = asked && *asked >= '1' && *asked <= '9' ? strtoul(asked, &end, 10) : 0;
    if (columns && !*end) return within_reason(columns);
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return within_reason(size.ws_col);
    return 80;
}

bool terminal_colour(int fd, bool refused)
{
    const char *no = getenv("NO_COLOR"),
               *kind = getenv("TERM"); /* no-color.org: set and not empty */
    return !refused && !(no && *no) && kind && *kind && strcmp(kind, "dumb") != 0 && isatty(fd);
}

/* ---- diagnostics ------------------------------------------------------------------------ */

typedef struct
    line { /* the part of a source line that is looked at, and where the place is in it */
    const char *from, *place, *end;
    bool cut_before, cut_after; /* does the line go on? */
} line;

static line line_around(const view *v, size_t offset)
{
    if (offset > v->length) offset = v->length;
    line l = {.place = v->text + offset};
    const char *start = v->text, *end = v->text + v->length;
    for (l.from = l.place; l.from > start && l.from[-1] != '\n' && l.place - l.from < LOOK_BYTES;)
        l.from--;
    for (l.end = l.place; l.end < end && *l.end != '\n' && l.end - l.place < LOOK_BYTES;) l.end++;
    l.cut_before = l.from > start && l.from[-1] != '\n';
    l.cut_after = l.end < end && *l.end != '\n';
    while (l.cut_before && l.from < l.place && (*l.from & 0xC0) == 0x80)
        l.from++; /* whole characters */
    while (l.cut_after && l.end > l.place && (*l.end & 0xC0) == 0x80) l.end--;
    if (!l.cut_after && l.end > l.place && l.end[-1] == '\r') l.end--;
    bool mark = l.from == start && v->length >= 3 && l.end - l.from >= 3 &&
                !memcmp(start, "\xEF\xBB\xBF", 3);
    if (mark && l.place - l.from >= 3) l.from += 3; /* a byte order mark is not shown */
    return l;
}

static size_t columns_between(const char *from, const char *to)
{
    size_t columns = 0;
    while (from < to) {
        cell c = cell_read(from, (size_t)(to - from));
        columns += c.columns;
        from += c.bytes;
    }
    return columns;
}

/* Moves on from `at` until `columns` are behind it. */
static const char *columns_on(const char *at, const char *end, size_t columns)
{
    while (at < end) {
        cell c = cell_read(at, (size_t)(end - at));
        if (c.columns > columns) break;
        columns -= c.columns;
        at += c.bytes;
    }
    return at;
}

/* Narrows a line to at most `columns`, dots included. The place comes at a third, or further right
 * where the line ends before the window does. */
static void line_narrow(line *l, size_t columns)
{
    size_t before = columns_between(l->from, l->place), after = columns_between(l->place, l->end);
    if (!l->cut_before && !l->cut_after && before + after <= columns) return;
    size_t keep = columns - 6; /* dots on both sides */
    size_t wanted = after < keep - keep / 3 ? keep - after : keep / 3;
    if (l->cut_before || before > wanted) {
        const char *from = columns_on(l->from, l->place, before > wanted ? before - wanted : 0);
        while (columns_between(from, l->place) > wanted) /* a wide cell may have been left */
            from += cell_read(from, (size_t)(l->place - from)).bytes;
        l->cut_before |= from > l->from;
        l->from = from;
    }
    const char *end = columns_on(l->from, l->end, keep);
    l->cut_after |= end < l->end;
    l->end = end;
}

static void print_source(FILE *out, const line *l)
{
    fprintf(out, "%*s%s", INDENT, "", l->cut_before ? "..." : "");
    for (const char *at = l->from; at < l->end;) {
        cell c = cell_read(at, (size_t)(l->end - at));
        fputs(c.text, out);
        at += c.bytes;
    }
    fprintf(out, "%s\n", l->cut_after ? "..." : "");
}

static void print_caret(FILE *out, const line *l, size_t length, bool colour)
{
    size_t before = columns_between(l->from, l->place) + (l->cut_before ? 3 : 0) + INDENT;
    const char *end = length > (size_t)(l->end - l->place) ? l->end : l->place + length;
    size_t columns = columns_between(l->place, end);
    for (size_t k = 0; k < before; k++) fputc(' ', out);
    fputs(colour ? "\x1b[1;32m^" : "^", out);
    for (size_t k = 1; k < columns; k++) fputc('~', out);
    fputs(colour ? "\x1b[0m\n" : "\n", out);
}

static size_t columns_of_text(const char *text)
{
    return columns_between(text, text + strlen(text));
}

/* A message from column `at` on, broken at blanks where it would pass the edge. */
static void print_message(FILE *out, const char *message, size_t at, size_t edge)
{
    while (*message) {
        size_t blanks = strspn(message, " "), length = strcspn(message + blanks, " ");
        size_t columns = columns_between(message, message + blanks + length);
        if (at + columns > edge && blanks) {
            fprintf(out, "\n%*s", 2 * INDENT, "");
            message += blanks;
            at = 2 * INDENT;
            columns -= blanks;
            blanks = 0;
        }
        for (const char *end = message + blanks + length; message < end;) {
            cell c = cell_read(message, (size_t)(end - message));
            fputs(c.text, out);
            message += c.bytes;
        }
        at += columns;
    }
    fputc('\n', out);
}

void print_diagnostic(FILE *out, const view *v, const dt_diagnostic *d)
{
    static const struct {
        const char *word, *colour;
    } severities[] = {[DT_SEVERITY_ERROR] = {"error", "\x1b[1;31m"},
                      [DT_SEVERITY_WARNING] = {"warning", "\x1b[1;35m"},
                      [DT_SEVERITY_NOTE] = {"note", "\x1b[1;36m"}};
    const char *file = strcmp(v->file, "-") ? v->file : "<stdin>";
    const char *word = severities[d->severity].word;
    char place[32] = "";
    if (d->line) snprintf(place, sizeof place, ":%u:%u", (unsigned)d->line, (unsigned)d->column);
    if (v->colour) fputs("\x1b[1m", out);
    print_safe(out, file);
    if (v->colour)
        fprintf(out, "%s:\x1b[0m %s%s:\x1b[0m ", place, severities[d->severity].colour, word);
    else fprintf(out, "%s: %s: ", place, word);
    size_t at = columns_of_text(file) + strlen(place) + strlen(word) + 4;
    print_message(out, d->message, at, v->wraps ? v->columns : SIZE_MAX);
    if (!d->line || !v->text) return;
    line l = line_around(v, d->offset);
    line_narrow(&l, v->columns - INDENT);
    print_source(out, &l);
    print_caret(out, &l, d->length, v->colour);
}
