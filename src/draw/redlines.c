/* Red lines as rows, grouped by their owners; each clash is a column that links the rows which cannot
 * hold together, each concession a column that marks the rows whose owners would give them up.
 *
 * Any number of rows may belong to a column, and no two columns touch, so that nothing depends on
 * colours or on crossing lines: a clash is dots on a line, a concession empty squares.
 */
#include "report/redlines.h"
#include "draw/draw.h"

#include "base/bits.h"

enum {
    WORDS_WIDE = 330, /* of a red line */
    COLUMN = 34,      /* from a clash to the next; concessions may need more */
    BETWEEN = 40,     /* from clashes to concessions */
    PAD = 6,
    MOST_COLUMNS = 16, /* of each kind */
    SENTENCE = 620
};

typedef struct rows {             /* where everything stands */
    int32_t middle[MAX_REDLINES]; /* of each red line */
    int32_t top, bottom;
} rows;

static uint32_t drawn(size_t count)
{
    return count < MOST_COLUMNS ? (uint32_t)count : MOST_COLUMNS;
}

static bool is_counted(const redlines_report *t, uint32_t k) { return t->counted >> k & 1; }

/* ---- words ------------------------------------------------------------------------------------- */

static void compose_answer(output *o, const redlines_report *t)
{
    const char *these = t->report->options.between ? "these red lines" : "everybody's red lines";
    if (!t->report->stage->redline_count) {
        put_text(o, "Nobody has a red line.");
    } else if (t->common && t->by_solver) {
        put(o, "Some outcomes respect %s.", these);
    } else if (t->common) {
        put_plural(o, t->common, "outcome respects", "outcomes respect");
        put(o, " %s.", these);
    } else {
        put(o, "No outcome respects %s. ", these);
        put_plural(o, t->clashes.count, "set", "sets");
        put_text(o, " of them cannot hold together; ");
        put_plural(o, t->concessions.count, "concession", "concessions");
        put_text(o, " would open common ground.");
    }
}

static void compose_set(output *o, const redlines_report *t, const char *before, uint64_t lines)
{
    put_text(o, before);
    put_crossed_lines(o, t->report, lines, put_text);
}

static void compose_all(output *o, const redlines_report *t)
{
    compose_answer(o, t);
    for (uint32_t k = 0; k < drawn(t->clashes.count); k++)
        compose_set(o, t, " Cannot hold together: ", t->clashes.items[k]), put_text(o, ".");
    for (uint32_t k = 0; !t->common && k < drawn(t->concessions.count); k++)
        compose_set(o, t, " To give up: ", t->concessions.items[k]), put_text(o, ".");
}

static void compose_line(output *o, const redlines_report *t, uint32_t k)
{
    const redline *line = &t->report->stage->redlines[k];
    put_redline(o, t->report, k, put_text);
    if (line->lifted) put_text(o, " (lifted)");
    else if (!is_counted(t, k)) put_text(o, " (not asked about)");
    if (line->statement->rigid) put_text(o, " (rigid)");
}

/* ---- rows -------------------------------------------------------------------------------------- */

static int32_t put_line_row(picture *p, const redlines_report *t, uint32_t k, int32_t top)
{
    const redline *line = &t->report->stage->redlines[k];
    paragraph words = {FACE_WORDS, ANCHOR_START, WORDS_WIDE - 2 * PAD - 4, 3};
    composed text;
    composed_start(&text, &p->report->memory);
    compose_line(&text.out, t, k);
    const char *whole = composed_text(&text);
    int32_t tall = (int32_t)count_lines(&words, whole) * line_height(FACE_WORDS) + 2 * PAD;
    box frame = {PICTURE_MARGIN, top, WORDS_WIDE, tall};
    put_rectangle(p, line->lifted || !is_counted(t, k) ? "dt-dashed" : "dt-box", frame, 3);
    if (line->statement->rigid) /* drawn twice: it does not give */
        put_rectangle(p, "dt-frame",
                      (box){frame.x - 3, frame.y - 3, frame.width + 6, frame.height + 6}, 5);
    put_lines(p, &words, PICTURE_MARGIN + PAD + 2, top + PAD - 1, whole);
    composed_free(&text);
    return tall;
}

static void put_rows(picture *p, const redlines_report *t, rows *at, int32_t top)
{
    const stage *st = t->report->stage;
    int32_t y = at->top = top;
    for (uint32_t k = 0; k < st->redline_count; k++) {
        if (k == 0 || st->redlines[k].player != st->redlines[k - 1].player) {
            y += k ? 8 : 0;
            y = put_lines(p, &(paragraph){FACE_HEAD, ANCHOR_START, WORDS_WIDE, 2}, PICTURE_MARGIN,
                          y, p->report->model->players[st->redlines[k].player].label);
            y += 5;
        }
        int32_t tall = put_line_row(p, t, k, y);
        at->middle[k] = y + tall / 2;
        y += tall + 9;
    }
    at->bottom = y;
}

/* ---- columns ----------------------------------------------------------------------------------- */

static void put_guides(picture *p, const redlines_report *t, const rows *at, int32_t right)
{
    for (uint32_t k = 0; k < t->report->stage->redline_count; k++)
        put_rule(p, "dt-rule", PICTURE_MARGIN + WORDS_WIDE + 5, at->middle[k], right,
                 at->middle[k]);
}

/* Its number above; marks at its rows; the line between them. */
static void put_column(picture *p, const redlines_report *t, const rows *at, uint64_t lines,
                       uint32_t number, int32_t x, bool clash)
{
    int32_t first = at->middle[lowest_bit(lines)], last = first;
    for (uint64_t rest = lines; rest; rest &= rest - 1) last = at->middle[lowest_bit(rest)];
    composed words;
    composed_start(&words, &p->report->memory);
    compose_set(&words.out, t, clash ? "cannot hold together: " : "to give up: ", lines);
    put_group(p, NULL, composed_text(&words));
    if (last > first) put_rule(p, clash ? "dt-link" : "dt-dashed", x, first, x, last);
    for (uint64_t rest = lines; rest; rest &= rest - 1) {
        int32_t y = at->middle[lowest_bit(rest)];
        if (clash) put_dot_mark(p, "dt-mark", x, y, 6);
        else put_rectangle(p, "dt-box", (box){x - 6, y - 6, 12, 12}, 0);
    }
    put(composed_again(&words), "%u", (unsigned)number);
    put_line_of(p, FACE_SMALL, ANCHOR_MIDDLE, x, at->top + 11, 0, composed_text(&words));
    put_group_end(p);
    composed_free(&words);
}

/* Every second number stands a line lower, so two columns have room for one. */
static int32_t column_width(picture *p, const redlines_report *t)
{
    int32_t widest = 0;
    composed words;
    composed_start(&words, &p->report->memory);
    for (uint32_t k = 0; !t->by_solver && k < drawn(t->concessions.count); k++) {
        put_count(composed_again(&words), t->grounds[k].opens);
        int32_t wide = text_width(FACE_STRONG, composed_text(&words));
        if (wide > widest) widest = wide;
    }
    composed_free(&words);
    return (widest + 10) / 2 > COLUMN ? (widest + 10) / 2 : COLUMN;
}

static void put_opens(picture *p, const redlines_report *t, const rows *at, uint32_t k, int32_t x)
{
    if (t->by_solver) return;
    composed words;
    composed_start(&words, &p->report->memory);
    put_count(&words.out, t->grounds[k].opens);
    const char *number = composed_text(&words);
    put_line_of(p, FACE_STRONG, ANCHOR_MIDDLE, x, at->bottom + (k % 2 ? 24 : 10), 0, number);
    composed_free(&words);
}

static void put_kind(picture *p, const redlines_report *t, const rows *at, int32_t left,
                     int32_t pitch, bool clash)
{
    const line_sets *sets = clash ? &t->clashes : &t->concessions;
    put_line_of(p, FACE_HEAD, ANCHOR_START, left, at->top - 8, 0,
                clash ? "Clashes" : "Concessions");
    for (uint32_t k = 0; k < drawn(sets->count); k++) {
        int32_t x = left + pitch / 2 + (int32_t)k * pitch;
        put_column(p, t, at, sets->items[k], k + 1, x, clash);
        if (!clash) put_opens(p, t, at, k, x);
    }
}

/* Columns of a kind, or what they are called where that is wider. */
static int32_t kind_width(size_t count, int32_t pitch, const char *called)
{
    int32_t wide = (int32_t)drawn(count) * pitch, least = text_width(FACE_HEAD, called);
    return wide > least ? wide : least;
}

static void compose_notes(output *o, const redlines_report *t)
{
    if (t->clashes.count)
        put_text(o, "Dots on a line: these cannot hold together, and would if any of them were "
                    "given up. ");
    if (!t->common && t->concessions.count) {
        put_text(o, "Squares: to be given up, together, and no fewer. ");
        if (!t->by_solver) put_text(o, "Below them: how many outcomes that opens. ");
    }
    for (uint32_t k = 0; k < t->report->stage->redline_count; k++)
        if (t->report->stage->redlines[k].statement->rigid) {
            put_text(o, "A double frame: rigid, its owner says that it cannot give it up. ");
            break;
        }
    size_t more_clashes = t->clashes.count - drawn(t->clashes.count);
    size_t more = t->common ? 0 : t->concessions.count - drawn(t->concessions.count);
    if (more_clashes + more) put_text(o, "Not drawn: ");
    if (more_clashes) put_plural(o, more_clashes, "more clash", "more clashes");
    if (more_clashes && more) put_text(o, ", ");
    if (more) put_plural(o, more, "more concession", "more concessions");
    if (more_clashes + more) put_text(o, ".");
}

static void draw(picture *p, int32_t top, void *ctx)
{
    const redlines_report *t = ctx;
    composed words;
    composed_start(&words, &p->report->memory);
    compose_answer(&words.out, t);
    int32_t y = put_lines(p, &(paragraph){FACE_HEAD, ANCHOR_START, SENTENCE, 3}, PICTURE_MARGIN,
                          top, composed_text(&words));
    rows at = {0};
    bool clashes = t->clashes.count > 0, concessions = !t->common && t->concessions.count > 0;
    put_rows(p, t, &at, y + (clashes || concessions ? 34 : 16));
    int32_t left = PICTURE_MARGIN + WORDS_WIDE + 30, pitch = column_width(p, t);
    int32_t second =
        clashes ? left + kind_width(t->clashes.count, COLUMN, "Clashes") + BETWEEN : left;
    int32_t end = concessions ? second + kind_width(t->concessions.count, pitch, "Concessions")
                              : second - BETWEEN;
    if (clashes || concessions) put_guides(p, t, &at, end);
    if (clashes) put_kind(p, t, &at, left, COLUMN, true);
    if (concessions) put_kind(p, t, &at, second, pitch, false);
    compose_notes(composed_again(&words), t);
    put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, SENTENCE, 6}, PICTURE_MARGIN,
              at.bottom + (concessions ? 34 : 10), composed_text(&words));
    composed_free(&words);
}

static bool tell(redlines_report *t, void *to, dt_error *err)
{
    composed words;
    composed_start(&words, &t->report->memory);
    compose_all(&words.out, t);
    drawing d = {.name = "Red lines", .description = composed_text(&words), .draw = draw, .ctx = t};
    bool done = picture_write(t->report, &d, *(const dt_output *)to, err);
    composed_free(&words);
    return done;
}

bool draw_redlines(dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    return redlines_find(m, options, REDLINES_LINES, tell, &to, err);
}
