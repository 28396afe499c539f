/* A picture in the making: shapes and words as SVG, in whole user units, so that every machine
 * writes the same bytes.
 *
 * A picture is drawn twice by the same function: first nothing is written and only the extent is
 * found, then everything is. So nothing can lie outside of the view, and no layout needs to know
 * its size before it is done. There are no ids, scripts or references: several pictures may stand
 * in one page. Colours are classes of one constant style sheet, with plain attributes behind them
 * for programs that read no style sheets; whatever a colour says, a line's style or a word says too.
 */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include "report/words.h"

typedef struct picture {
    report *report;
    output *out; /* NULL: only the extent is wanted */
    int32_t right, bottom;
    composed line; /* for one line of text */
} picture;

typedef struct box {
    int32_t x, y, width, height;
} box;

/* Name, height of the letters, bold, class. Bold is also what is measured wider. */
#define FACES(X)                                                                                   \
    X(TITLE, 17, true, "dt-ink")                                                                   \
    X(HEAD, 13, true, "dt-ink")                                                                    \
    X(WORDS, 13, false, "dt-ink")                                                                  \
    X(SMALL, 11, false, "dt-ink")                                                                  \
    X(STRONG, 11, true, "dt-ink")                                                                  \
    X(QUIET, 11, false, "dt-soft")

typedef enum face {
#define X(ID, height, bold, class) FACE_##ID,
    FACES(X)
#undef X
        FACE_COUNT
} face;

typedef enum anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } anchor;

int32_t text_width(face, const char *text);
int32_t line_height(face); /* from one line to the next */

enum { PICTURE_MARGIN = 24 };

/* Writes a picture: its name and description for readers who do not see it, the model's title, the
 * stage and what is not the default, then what `draw` draws below `top`. */
typedef struct drawing {
    const char *name; /* "Funnel" */
    const char *description;
    void (*draw)(picture *, int32_t top, void *ctx);
    void *ctx;
} drawing;
bool picture_write(report *, const drawing *, dt_output, dt_error *);

/* ---- words ------------------------------------------------------------------------------------- */

/* One line, cut with an ellipsis where it is wider than `room` (0: as wide as it is); the whole then
 * stands in a <title>. x is where the anchor says, y the line under the letters. */
void put_line_of(picture *, face, anchor, int32_t x, int32_t y, int32_t room, const char *text);

typedef struct paragraph {
    face face;
    anchor anchor;
    int32_t room;  /* units a line */
    uint32_t most; /* lines; what does not fit is cut, as above */
} paragraph;

/* Lines from `top` down. Returns where the next thing may begin. */
int32_t put_lines(picture *, const paragraph *, int32_t x, int32_t top, const char *text);
uint32_t count_lines(const paragraph *, const char *text);

/* What a player does in the state of a slot, among the bits of `only`: "nothing" where it does nothing. */
void compose_choice(output *, const report *, uint32_t player, uint64_t at, uint64_t only);

/* ---- shapes -------------------------------------------------------------------------------------- */

/* Classes: "dt-box" (outlined), "dt-thick", "dt-tone" (a quiet fill), "dt-bar", "dt-rule". */
void put_rectangle(picture *, const char *class, box, int32_t radius);
void put_rule(picture *, const char *class, int32_t x1, int32_t y1, int32_t x2, int32_t y2);
void put_dot_mark(picture *, const char *class, int32_t x, int32_t y, int32_t radius);
/* A closed shape of points, two numbers each. */
void put_shape(picture *, const char *class, const int32_t *points, uint32_t count);
/* A group with a <title>; ended by put_group_end. */
void put_group(picture *, const char *class, const char *title);
void put_group_end(picture *);

/* Notes that a place is in use, for shapes that are written as they are. */
void picture_reach(picture *, int32_t right, int32_t bottom);

/* A width that grows with the count's logarithm: 0 for 0, `most` for `of`, never under `least`. */
int32_t logarithmic(uint64_t count, uint64_t of, int32_t least, int32_t most);

#endif
