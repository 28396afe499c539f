/* Shapes and words as SVG, and how wide words are.
 *
 * Widths are those of DejaVu Sans in thousandths of the letters' height, which is the widest face
 * among those that stand in for "sans-serif": with Helvetica, Arial or Liberation Sans there is a
 * little more room than needed. What is no ASCII counts as the widest letter of its block.
 */
#include "draw/picture.h"

#include "base/bits.h"
#include "base/utf8.h"

#include <string.h>

typedef struct face_row {
    int32_t height;
    bool bold;
    const char *class;
} face_row;

static const face_row FACE_ROWS[FACE_COUNT] = {
#define X(ID, height, bold, class) {height, bold, class},
    FACES(X)
#undef X
};

/* ---- how wide words are ------------------------------------------------------------------------ */

static const uint16_t PLAIN_WIDTHS[95] = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};
static const uint16_t BOLD_WIDTHS[95] = {
    348,  456, 521, 838, 696, 1002, 872, 306,  457, 457, 523, 838, 380, 415,  380, 365,
    696,  696, 696, 696, 696, 696,  696, 696,  696, 696, 400, 400, 838, 838,  838, 580,
    1000, 774, 762, 734, 830, 683,  683, 821,  837, 372, 372, 775, 637, 995,  837, 850,
    733,  850, 770, 720, 682, 812,  774, 1103, 771, 724, 725, 457, 365, 457,  838, 500,
    500,  675, 716, 593, 716, 678,  435, 716,  712, 343, 343, 665, 343, 1042, 712, 687,
    716,  716, 493, 595, 478, 712,  652, 924,  645, 652, 582, 712, 365, 712,  838};

static int32_t point_width(face f, uint32_t point)
{
    bool bold = FACE_ROWS[f].bold;
    if (point_is_unsafe(point)) return 0; /* not written, or a blank in its place */
    if (point < 0x7F) return bold ? BOLD_WIDTHS[point - 0x20] : PLAIN_WIDTHS[point - 0x20];
    uint32_t columns = point_columns(point);
    if (columns == 0) return 0;
    if (columns == 2) return point >= 0x1F000 ? 1300 : 1000;
    if (point >= 0x2000) return 1000;
    return bold ? 950 : 830;
}

/* One code point; broken bytes read as U+FFFD, line ends and tabs as blanks. */
static uint32_t read_point(const char *text, size_t *bytes)
{
    size_t length = 1;
    while (length < 4 && text[length]) length++;
    uint32_t point = utf8_read(text, length, bytes);
    if (point == '\n' || point == '\r' || point == '\t') return ' ';
    return point == UTF8_INVALID ? 0xFFFD : point;
}

static int32_t in_units(face f, uint64_t thousandths)
{
    uint64_t units = (thousandths * (uint64_t)FACE_ROWS[f].height + 999) / 1000;
    return units > 1 << 20 ? 1 << 20 : (int32_t)units;
}

/* The width of the first `length` bytes. */
static int32_t width_of(face f, const char *text, size_t length)
{
    uint64_t width = 0;
    for (size_t k = 0, bytes; k < length; k += bytes)
        width += (uint64_t)point_width(f, read_point(text + k, &bytes));
    return in_units(f, width);
}

int32_t text_width(face f, const char *text) { return width_of(f, text, strlen(text)); }

int32_t line_height(face f) { return (FACE_ROWS[f].height * 5 + 3) / 4; }

/* How many bytes of a text fit into `room`: up to a blank, or between two characters where a word is
 * wider than that, and before and after wide ones. At least one character. */
static size_t fitting(face f, const char *text, int32_t room)
{
    size_t at = 0, cut = 0;
    uint64_t width = 0;
    bool wide = false;
    while (text[at]) {
        size_t bytes;
        uint32_t point = read_point(text + at, &bytes);
        bool is_wide = point_columns(point) == 2;
        if (at && (point == ' ' || is_wide || wide)) cut = at;
        width += (uint64_t)point_width(f, point);
        if (at && in_units(f, width) > room) return cut && point != ' ' ? cut : at;
        wide = is_wide;
        at += bytes;
    }
    return at;
}

/* How many bytes fit without regard to words. */
static size_t filling(face f, const char *text, int32_t room)
{
    size_t at = 0;
    uint64_t width = 0;
    while (text[at]) {
        size_t bytes;
        width += (uint64_t)point_width(f, read_point(text + at, &bytes));
        if (in_units(f, width) > room) return at;
        at += bytes;
    }
    return at;
}

/* ---- the extent ---------------------------------------------------------------------------------- */

void picture_reach(picture *p, int32_t right, int32_t bottom)
{
    if (right > p->right) p->right = right;
    if (bottom > p->bottom) p->bottom = bottom;
}

int32_t logarithmic(uint64_t count, uint64_t of, int32_t least, int32_t most)
{
    if (!count) return 0;
    /* sixteenths of the logarithm to base 2, by the bits below the first one */
    uint64_t of_two[2];
    const uint64_t of_what[2] = {count, of > count ? of : count};
    for (int k = 0; k < 2; k++) {
        uint64_t n = of_what[k] == UINT64_MAX ? UINT64_MAX : of_what[k] + 1;
        uint32_t whole = 63 - (uint32_t)__builtin_clzll(n);
        uint64_t below = whole >= 4 ? n >> (whole - 4) & 15 : n << (4 - whole) & 15;
        of_two[k] = 16 * (uint64_t)whole + below;
    }
    int32_t width = (int32_t)((uint64_t)most * of_two[0] / of_two[1]);
    return width < least ? least : width;
}

/* ---- words ----------------------------------------------------------------------------------------- */

static const char *const ANCHORS[] = {"start", "middle", "end"};

/* The first `length` bytes of a text as a line; `whole` where they are not all of it. */
static void put_slice(picture *p, face f, anchor a, int32_t x, int32_t y, const char *text,
                      size_t length, bool cut, const char *whole)
{
    output *line = composed_again(&p->line);
    put_bytes(line, text, length);
    if (cut) put_text(line, "\xE2\x80\xA6");
    const char *shown = composed_text(&p->line);
    int32_t width = text_width(f, shown);
    picture_reach(p,
                  a == ANCHOR_START    ? x + width
                  : a == ANCHOR_MIDDLE ? x + width / 2 + 1
                                       : x,
                  y + FACE_ROWS[f].height / 3);
    if (!p->out) return;
    const face_row *look = &FACE_ROWS[f];
    put(p->out, "<text class=\"%s\" x=\"%d\" y=\"%d\"", look->class, (int)x, (int)y);
    if (look->height != FACE_ROWS[FACE_WORDS].height)
        put(p->out, " font-size=\"%d\"", (int)look->height);
    if (look->bold) put_text(p->out, " font-weight=\"bold\"");
    if (a != ANCHOR_START) put(p->out, " text-anchor=\"%s\"", ANCHORS[a]);
    put_text(p->out, ">");
    if (whole) put_text(p->out, "<title>"), put_xml(p->out, whole), put_text(p->out, "</title>");
    put_xml(p->out, shown);
    put_text(p->out, "</text>\n");
}

void put_line_of(picture *p, face f, anchor a, int32_t x, int32_t y, int32_t room, const char *text)
{
    size_t length = strlen(text);
    if (!room || width_of(f, text, length) <= room) {
        put_slice(p, f, a, x, y, text, length, false, NULL);
        return;
    }
    put_slice(p, f, a, x, y, text, filling(f, text, room - in_units(f, 1000)), true, text);
}

static size_t blanks(const char *text) { return strspn(text, " \n\r\t"); }

uint32_t count_lines(const paragraph *like, const char *text)
{
    uint32_t count = 0;
    for (text += blanks(text); *text && count < like->most; count++) {
        text += fitting(like->face, text, like->room);
        text += blanks(text);
    }
    return count;
}

int32_t put_lines(picture *p, const paragraph *like, int32_t x, int32_t top, const char *text)
{
    int32_t y = top + FACE_ROWS[like->face].height;
    const char *at = text + blanks(text);
    for (uint32_t count = 0; *at && count < like->most; count++) {
        size_t length = fitting(like->face, at, like->room);
        bool cut = count + 1 == like->most && at[length + blanks(at + length)];
        if (cut) length = filling(like->face, at, like->room - in_units(like->face, 1000));
        put_slice(p, like->face, like->anchor, x, y, at, length, cut, cut ? text : NULL);
        at += length + blanks(at + length);
        y += line_height(like->face);
    }
    return y - FACE_ROWS[like->face].height;
}

void compose_choice(output *o, const report *r, uint32_t i, uint64_t at, uint64_t only)
{
    if (slot_mentioned(r->game, at) & only & r->model->players[i].bits)
        put_slot_choice(o, r, i, at, only, put_text);
    else put_text(o, "nothing");
}

/* ---- shapes ------------------------------------------------------------------------------------------ */

/* What the classes mean where no style sheet is read. */
typedef struct plain_look {
    const char *class, *attributes;
} plain_look;

static const plain_look LOOKS[] = {
    {"dt-ground", "fill=\"#ffffff\""},
    {"dt-box", "fill=\"#ffffff\" stroke=\"#1b1f24\""},
    {"dt-thick", "fill=\"#ffffff\" stroke=\"#1b1f24\" stroke-width=\"3\""},
    {"dt-dashed", "fill=\"none\" stroke=\"#1b1f24\" stroke-dasharray=\"4 3\""},
    {"dt-frame", "fill=\"none\" stroke=\"#1b1f24\""},
    {"dt-tone", "fill=\"#eceff3\""},
    {"dt-bar", "fill=\"#5b7fa6\""},
    {"dt-link", "fill=\"none\" stroke=\"#1b1f24\" stroke-width=\"2\""},
    {"dt-mark", "fill=\"#1b1f24\""},
    {"dt-rule", "fill=\"none\" stroke=\"#aab2bd\""},
};

static void put_look(picture *p, const char *class)
{
    put(p->out, " class=\"%s\"", class);
    for (size_t k = 0; k < sizeof LOOKS / sizeof *LOOKS; k++)
        if (!strcmp(LOOKS[k].class, class)) put(p->out, " %s", LOOKS[k].attributes);
}

void put_rectangle(picture *p, const char *class, box b, int32_t radius)
{
    picture_reach(p, b.x + b.width + 2, b.y + b.height + 2);
    if (!p->out) return;
    put_text(p->out, "<rect");
    put_look(p, class);
    put(p->out, " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", (int)b.x, (int)b.y, (int)b.width,
        (int)b.height);
    if (radius) put(p->out, " rx=\"%d\"", (int)radius);
    put_text(p->out, "/>\n");
}

void put_rule(picture *p, const char *class, int32_t x1, int32_t y1, int32_t x2, int32_t y2)
{
    picture_reach(p, x1 > x2 ? x1 : x2, y1 > y2 ? y1 : y2);
    if (!p->out) return;
    put_text(p->out, "<line");
    put_look(p, class);
    put(p->out, " x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>\n", (int)x1, (int)y1, (int)x2, (int)y2);
}

void put_dot_mark(picture *p, const char *class, int32_t x, int32_t y, int32_t radius)
{
    picture_reach(p, x + radius + 2, y + radius + 2);
    if (!p->out) return;
    put_text(p->out, "<circle");
    put_look(p, class);
    put(p->out, " cx=\"%d\" cy=\"%d\" r=\"%d\"/>\n", (int)x, (int)y, (int)radius);
}

void put_shape(picture *p, const char *class, const int32_t *points, uint32_t count)
{
    for (uint32_t k = 0; k < count; k++) picture_reach(p, points[2 * k] + 1, points[2 * k + 1] + 1);
    if (!p->out) return;
    put_text(p->out, "<polygon");
    put_look(p, class);
    put_text(p->out, " points=\"");
    for (uint32_t k = 0; k < count; k++)
        put(p->out, "%s%d,%d", k ? " " : "", (int)points[2 * k], (int)points[2 * k + 1]);
    put_text(p->out, "\"/>\n");
}

void put_group(picture *p, const char *class, const char *title)
{
    if (!p->out) return;
    put_text(p->out, "<g");
    if (class) put_look(p, class);
    put_text(p->out, ">");
    if (title) put_text(p->out, "<title>"), put_xml(p->out, title), put_text(p->out, "</title>");
    put_text(p->out, "\n");
}

void put_group_end(picture *p)
{
    if (p->out) put_text(p->out, "</g>\n");
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

/* The colours of players are those of Okabe and Ito (2008), told apart by nearly all eyes; on dark
 * ground lighter ones of the same hues. The sheet is the same in every picture. */
static const char STYLE[] = "<style>"
                            ".dt-ground{fill:#fff}"
                            ".dt-ink,.dt-mark{fill:#1b1f24}"
                            ".dt-soft{fill:#535c68}"
                            ".dt-box,.dt-thick{fill:#fff;stroke:#1b1f24}"
                            ".dt-dashed,.dt-frame,.dt-link{fill:none;stroke:#1b1f24}"
                            ".dt-tone{fill:#eceff3}"
                            ".dt-bar{fill:#5b7fa6}"
                            ".dt-rule{fill:none;stroke:#aab2bd}"
                            ".dt-p0{color:#0072b2}.dt-p1{color:#d55e00}.dt-p2{color:#00805c}"
                            ".dt-p3{color:#b0478a}.dt-p4{color:#8a6500}.dt-p5{color:#1b1f24}"
                            "@media(prefers-color-scheme:dark){"
                            ".dt-ground{fill:#14171b}"
                            ".dt-ink,.dt-mark{fill:#e8ebef}"
                            ".dt-soft{fill:#a6afba}"
                            ".dt-box,.dt-thick{fill:#1d2228;stroke:#e8ebef}"
                            ".dt-dashed,.dt-frame,.dt-link{stroke:#e8ebef}"
                            ".dt-tone{fill:#2a3038}"
                            ".dt-bar{fill:#6f94bd}"
                            ".dt-rule{stroke:#4a525c}"
                            ".dt-p0{color:#56b4e9}.dt-p1{color:#ff8a3d}.dt-p2{color:#2fc597}"
                            ".dt-p3{color:#e79bc6}.dt-p4{color:#e6b93c}.dt-p5{color:#e8ebef}"
                            "}"
                            "@media print{"
                            ".dt-ground{fill:#fff}"
                            ".dt-ink,.dt-mark,.dt-soft{fill:#000}"
                            ".dt-box,.dt-thick{fill:#fff;stroke:#000}"
                            ".dt-dashed,.dt-frame,.dt-link{stroke:#000}"
                            ".dt-tone{fill:#e6e6e6}"
                            ".dt-rule{stroke:#888}"
                            ".dt-p0{color:#0072b2}.dt-p1{color:#d55e00}.dt-p2{color:#00805c}"
                            ".dt-p3{color:#b0478a}.dt-p4{color:#8a6500}.dt-p5{color:#000}"
                            "}</style>\n";

enum { LEAST_WIDTH = 480, HEAD_ROOM = 640 };

static void compose_conditions(output *o, const report *r)
{
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        if (!r->stage->redlines[k].lifted) continue;
        put_text(o, " Lifted: ");
        put_crossed_lines(o, r, UINT64_C(1) << k, put_text);
        put_text(o, ".");
    }
    if (r->options.between) put_text(o, " Only red lines of: "), put_text(o, r->options.between);
    if (r->options.where) put_text(o, " Only where: "), put_text(o, r->options.where);
}

/* "Funnel. Stage 1 of 1, after 2025-04-02: The drought order." and what is not the default. */
static void compose_subject(output *o, const report *r, const drawing *d)
{
    put_text(o, d->name);
    if (r->stage->event) {
        put(o, ". Stage %u of %u, after ", (unsigned)r->stage->number,
            (unsigned)r->model->event_count);
        put_text(o, r->stage->event->date_text.text);
        const char *what = statement_label(r->stage->event);
        if (what) put_text(o, ": "), put_text(o, what);
    } else if (r->model->event_count) put_text(o, ". Before the first event");
    put_text(o, ".");
    compose_conditions(o, r);
}

static int32_t put_head(picture *p, const drawing *d)
{
    report *r = p->report;
    const char *title = r->model->title ? r->model->title : "A conflict";
    int32_t y = put_lines(p, &(paragraph){FACE_TITLE, ANCHOR_START, HEAD_ROOM, 2}, PICTURE_MARGIN,
                          PICTURE_MARGIN, title);
    composed subject;
    composed_start(&subject, &r->memory);
    compose_subject(&subject.out, r, d);
    y = put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, HEAD_ROOM, 4}, PICTURE_MARGIN, y + 4,
                  composed_text(&subject));
    composed_free(&subject);
    return y + 14;
}

static void put_opening(picture *p, const drawing *d, int32_t width, int32_t height)
{
    output *o = p->out;
    report *r = p->report;
    put(o, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"", (int)width,
        (int)height);
    put(o, " width=\"%d\" height=\"%d\" role=\"img\"", (int)width, (int)height);
    put_text(o, " font-family=\"Helvetica, Arial, 'Liberation Sans', sans-serif\"");
    put_text(o, " font-size=\"13\">\n<title>");
    put_xml(o, r->model->title ? r->model->title : "A conflict");
    put_text(o, ": ");
    put_xml(o, d->name);
    put_text(o, "</title>\n<desc>");
    put_xml(o, d->description);
    put_text(o, "</desc>\n");
    put_text(o, STYLE);
    put(o, "<rect class=\"dt-ground\" fill=\"#ffffff\" width=\"%d\" height=\"%d\"/>\n", (int)width,
        (int)height);
}

bool picture_write(report *r, const drawing *d, dt_output to, dt_error *err)
{
    picture p = {.report = r};
    composed_start(&p.line, &r->memory);
    output_start(&r->out, to);
    d->draw(&p, put_head(&p, d), d->ctx);
    int32_t width = p.right + PICTURE_MARGIN, height = p.bottom + PICTURE_MARGIN;
    if (width < LEAST_WIDTH) width = LEAST_WIDTH;
    if (!r->memory.failed) {
        p.out = &r->out;
        put_opening(&p, d, width, height);
        d->draw(&p, put_head(&p, d), d->ctx);
        put_text(&r->out, "</svg>\n");
    }
    composed_free(&p.line);
    if (r->memory.failed) return fail_memory(err, &r->memory);
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}
