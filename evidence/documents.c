/* When documents are from, and reading them.
 *
 * The date comes from the manifest, from the beginning of the file's name, or from the head of the
 * text, in this order. Documents are in the order of the last day that their date may mean; those of
 * one date in the order of their names.
 */
#include "evidence/html.h"
#include "evidence/words.h"

#include "base/table.h"

#include <stdlib.h>
#include <string.h>

/* ---- dates -------------------------------------------------------------------------------------- */

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The longest date that a text begins with and that no digit follows: 2026-02-01-…, 2026-02, 1962. */
static bool leading_date(const char *text, date *d, char written[12])
{
    static const size_t lengths_of_dates[] = {10, 7, 4};
    for (size_t k = 0; k < 3; k++) {
        size_t length = lengths_of_dates[k];
        if (strlen(text) < length || (text[length] >= '0' && text[length] <= '9')) continue;
        memcpy(written, text, length);
        written[length] = 0;
        if (date_parse(written, d)) return true;
    }
    written[0] = 0;
    return false;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static bool walk_text(words_report *r, const text_bytes *text, size_t from, size_t to, bool count)
{
    return !count || vocabulary_walk(&r->vocabulary, text, from, to) ||
           fail_memory(r->err, &r->memory);
}

static bool walk_html(words_report *r, bool count, dt_error *why)
{
    text_stream *s = &r->stream;
    html_page page;
    if (!stream_all(s, why)) return false;
    bool done = html_read(&page, &r->memory, s->text.items, s->clean, why);
    const text_bytes *text = page.article.count ? &page.article : &page.text;
    text_head head = text_read_head(text->items, text->count);
    done = done && walk_text(r, text, head.bytes, text->count, count);
    html_free(&page, &r->memory);
    return done;
}

/* Text in windows; the head, if there is one, is in the first of them. */
static bool walk_stream(words_report *r, const char *file, bool count, dt_error *why)
{
    text_stream *s = &r->stream;
    bool first = true;
    while (stream_next(s, why)) {
        if (s->binary) return fail(why, DT_ERR_USAGE, "it is no text: it has a NUL byte");
        if (first && text_is_html(file, s->text.items, s->to)) return walk_html(r, count, why);
        if (first) {
            text_head head = text_read_head(s->text.items, s->to);
            s->from = head.bytes;
        }
        first = false;
        if (!walk_text(r, &s->text, s->from, s->to, count)) return false;
    }
    return why->code == DT_OK;
}

bool words_read(words_report *r, uint32_t document, bool count, bool *read)
{
    const dated *d = &r->documents.items[document];
    dt_error why = {0};
    *read = false;
    if (r->reader->open(r->reader->ctx, d->number, &why)) {
        stream_start(&r->stream, &r->memory, r->reader);
        *read = walk_stream(r, d->name, count, &why);
        r->reader->close(r->reader->ctx);
    }
    if (r->memory.failed) return fail_memory(r->err, &r->memory);
    if (why.code == DT_ERR_CANCELLED) return fail(r->err, DT_ERR_CANCELLED, "cancelled");
    if (!*read) words_notice(r, d->name, why.message);
    return true;
}

/* The date in the head of a document, which must be opened for it. */
static bool date_in_text(words_report *r, dated *d)
{
    dt_error why = {0};
    text_stream *s = &r->stream;
    char written[16] = "";
    if (!r->reader->open(r->reader->ctx, d->number, &why)) {
        words_notice(r, d->name, why.message);
        return true;
    }
    stream_start(s, &r->memory, r->reader);
    if (stream_next(s, &why) && text_is_html(d->name, s->text.items, s->to)) {
        html_page page = {0};
        if (stream_all(s, &why) && html_read(&page, &r->memory, s->text.items, s->clean, &why)) {
            text_head head = text_read_head(page.text.items, page.text.count);
            memcpy(written, page.date[0] ? page.date : head.date, sizeof written);
        }
        html_free(&page, &r->memory);
    } else if (s->begun) {
        text_head head = text_read_head(s->text.items, s->to);
        memcpy(written, head.date, sizeof written);
    }
    r->reader->close(r->reader->ctx);
    if (r->memory.failed) return fail_memory(r->err, &r->memory);
    if (why.code == DT_ERR_CANCELLED) return fail(r->err, DT_ERR_CANCELLED, "cancelled");
    if (leading_date(written, &d->date, d->date_text)) return true;
    if (why.code != DT_OK) words_notice(r, d->name, why.message);
    else if (written[0]) words_notice(r, d->name, "the date in its first lines is none");
    else
        words_notice(r, d->name,
                     "it has no date: neither in the manifest, nor in its name, nor in "
                     "its first lines (date: 2026-02-01)");
    return true;
}

/* ---- the manifest --------------------------------------------------------------------------------- */

typedef struct manifest_row {
    const char *file, *date;
    uint32_t line;
    struct manifest_row *same; /* another one with this base name */
} manifest_row;

typedef struct manifest {
    words_report *report;
    const char *text;
    size_t length, at;
    uint32_t line;
    table rows; /* by base name */
} manifest;

enum { MOST_COLUMNS = 64 };

/* Where the cell that begins at a place ends. */
static size_t cell_end(const manifest *m, size_t at)
{
    bool quoted = at < m->length && m->text[at] == '"';
    for (at += quoted; at < m->length; at++) {
        char c = m->text[at];
        if (c == '"') quoted = !quoted; /* two in a row change nothing */
        else if (!quoted && (c == ',' || c == '\n')) break;
    }
    return at;
}

/* The next cell of the line (RFC 4180), in the arena. *last: it ends the line. */
static const char *next_cell(manifest *m, bool *last)
{
    size_t end = cell_end(m, m->at), length = 0;
    char *cell = arena_take(&m->report->arena, end - m->at + 1, 1);
    bool quoted = m->at < end && m->text[m->at] == '"';
    for (size_t at = m->at + quoted; cell && at < end; at++) {
        char c = m->text[at];
        m->line += c == '\n';
        if (quoted && c == '"' && (at + 1 == end || m->text[++at] != '"')) continue;
        if (c != '\r' || at + 1 < end) cell[length++] = c;
    }
    *last = end >= m->length || m->text[end] == '\n';
    m->at = end < m->length ? end + 1 : end;
    m->line += *last;
    return cell;
}

static bool fail_manifest(manifest *m, uint32_t line, const char *why)
{
    return fail(m->report->err, DT_ERR_USAGE, "--manifest, line %u: %s", (unsigned)line, why);
}

static bool add_row(manifest *m, const char *file, const char *written, uint32_t line)
{
    arena *a = &m->report->arena;
    if (!*file) return fail_manifest(m, line, "the column `file` is empty");
    manifest_row *row = ARENA_NEW(a, manifest_row), *known;
    if (!row) return fail_memory(m->report->err, &m->report->memory);
    *row = (manifest_row){.file = file, .date = written, .line = line};
    known = table_find(&m->rows, base_name(file));
    if (known) {
        row->same = known->same;
        known->same = row;
        return true;
    }
    return table_add(&m->rows, base_name(file), row) ||
           fail_memory(m->report->err, &m->report->memory);
}

/* The head names the columns; `file` and `date` are needed, others are passed over. */
static bool read_manifest(manifest *m)
{
    size_t file = MOST_COLUMNS, written = MOST_COLUMNS, columns = 0;
    if (m->length >= 3 && !memcmp(m->text, "\xEF\xBB\xBF", 3)) m->at = 3;
    for (bool last = false; !last; columns++) {
        const char *cell = next_cell(m, &last);
        if (!cell) return fail_memory(m->report->err, &m->report->memory);
        if (!strcmp(cell, "file") && columns < MOST_COLUMNS) file = columns;
        if (!strcmp(cell, "date") && columns < MOST_COLUMNS) written = columns;
    }
    if (file == MOST_COLUMNS || written == MOST_COLUMNS)
        return fail_manifest(m, 1, "expected a line of column names with `file` and `date`");
    while (m->at < m->length) {
        const char *cells[MOST_COLUMNS] = {NULL};
        uint32_t line = m->line;
        size_t count = 0;
        for (bool last = false; !last; count++) {
            const char *cell = next_cell(m, &last);
            if (!cell) return fail_memory(m->report->err, &m->report->memory);
            if (count < MOST_COLUMNS) cells[count] = cell;
        }
        if (count == 1 && !*cells[0]) continue; /* an empty line */
        if (!cells[file] || !cells[written])
            return fail_manifest(m, line, "it has too few columns");
        if (!add_row(m, cells[file], cells[written], line)) return false;
    }
    return true;
}

/* A row means a document whose path is its `file`, or ends with it. */
static const manifest_row *row_of(const manifest *m, const char *path)
{
    const manifest_row *row = table_find(&m->rows, base_name(path));
    size_t length = strlen(path);
    for (; row; row = row->same) {
        const char *file = row->file;
        while (!strncmp(file, "./", 2)) file += 2;
        size_t wanted = strlen(file);
        if (wanted <= length && !strcmp(path + length - wanted, file) &&
            (wanted == length || path[length - wanted - 1] == '/'))
            return row;
    }
    return NULL;
}

/* ---- the order ------------------------------------------------------------------------------------ */

static int by_date(const void *a, const void *b)
{
    const dated *x = a, *y = b;
    uint32_t one = date_last_day(x->date), other = date_last_day(y->date);
    if (one != other) return one < other ? -1 : 1;
    int order = strcmp(x->name, y->name);
    return order ? order : x->number < y->number ? -1 : 1;
}

static bool find_date(words_report *r, const manifest *m, dated *d)
{
    const manifest_row *row = row_of(m, d->name);
    if (row) {
        if (date_parse(row->date, &d->date) && strlen(row->date) < sizeof d->date_text) {
            memcpy(d->date_text, row->date, strlen(row->date) + 1);
            return true;
        }
        return fail(r->err, DT_ERR_USAGE,
                    "--manifest, line %u: expected a date such as 2026-02-01, found '%.40s'",
                    (unsigned)row->line, row->date);
    }
    if (leading_date(base_name(d->name), &d->date, d->date_text)) return true;
    return date_in_text(r, d);
}

static bool find_target(words_report *r)
{
    const char *wanted = r->ask->document;
    size_t count = r->documents.count;
    r->target = NO_DOCUMENT;
    for (uint32_t d = 0; wanted && d < count; d++) {
        const dated *it = &r->documents.items[d];
        if (strcmp(it->name, wanted) && strcmp(base_name(it->name), wanted) &&
            strcmp(it->date_text, wanted))
            continue;
        if (r->target != NO_DOCUMENT)
            return fail(r->err, DT_ERR_USAGE, "--document '%.100s' is the name or date of several",
                        wanted);
        r->target = d;
    }
    if (wanted && r->target == NO_DOCUMENT)
        return fail(r->err, DT_ERR_USAGE, "--document '%.100s' is none of the documents%s", wanted,
                    r->ask->since ? " since that date" : "");
    while (count) { /* the last that can be read */
        bool read;
        uint32_t d = wanted ? r->target : (uint32_t)count - 1;
        if (!words_read(r, d, false, &read)) return false;
        r->target = d;
        if (read) return true;
        if (wanted) return fail(r->err, DT_ERR_USAGE, "--document '%.100s' cannot be read", wanted);
        r->documents.count = --count;
        r->unread++;
    }
    return true;
}

bool words_order(words_report *r)
{
    const evidence_words_ask *ask = r->ask;
    manifest m = {.report = r, .text = ask->manifest, .length = ask->manifest_length, .line = 1};
    table_start(&m.rows, &r->arena);
    date since = {0};
    if (ask->since && !date_parse(ask->since, &since))
        return fail(r->err, DT_ERR_USAGE,
                    "--since: expected a date such as 1960 or 2026-02-01, found '%.40s'",
                    ask->since);
    if (ask->manifest && !read_manifest(&m)) return false;
    uint32_t first = ((uint32_t)since.year * 16 + (since.month ? since.month : 1)) * 32 +
                     (since.day ? since.day : 1);
    for (size_t k = 0; k < ask->document_count; k++) {
        dated d = {.name = ask->documents[k], .number = k};
        if (!find_date(r, &m, &d)) return false;
        r->undated += !d.date.year;
        if (!d.date.year || (ask->since && date_last_day(d.date) < first)) continue;
        if (!GROW(&r->memory, &r->documents)) return fail_memory(r->err, &r->memory);
        r->documents.items[r->documents.count++] = d;
    }
    if (r->documents.count > NO_DOCUMENT / 2)
        return fail(r->err, DT_ERR_LIMIT, "too many documents");
    if (!r->documents.count)
        return fail(r->err, DT_ERR_USAGE,
                    ask->since ? "no document has a date since then" : "no document has a date");
    qsort(r->documents.items, r->documents.count, sizeof *r->documents.items, by_date);
    return find_target(r);
}
