/* The funnel: bars one below the other, from what is possible to what would last; a shape between
 * two of them shows how much is lost. One funnel for the common ground, or one a concession.
 *
 * The steps stand so that each is part of the one before: what improvements reach, legal moves reach
 * too. Bars grow with the logarithm of the counts, which is said: the counts themselves stand there.
 */
#include "draw/draw.h"
#include "report/redlines.h"

#include "base/bits.h"

enum {
    LABELS = 214,   /* width of what the steps are called */
    ONE_WIDE = 400, /* the funnel of a common ground */
    ONE_OF_MANY = 148,
    GAP = 24,
    BAR = 24,
    FALL = 20, /* from a bar to the next */
    MOST_ACROSS = 4,
    MOST_DRAWN = 8,
    SENTENCE = 620
};

static const funnel_step ORDER[] = {FUNNEL_FEASIBLE,  FUNNEL_WITHIN, FUNNEL_NO_WORSE,
                                    FUNNEL_EFFICIENT, FUNNEL_STABLE, FUNNEL_LEGAL,
                                    FUNNEL_IMPROVING};
enum { STEPS = sizeof ORDER / sizeof *ORDER };

static uint32_t drawn_count(const redlines_report *t)
{
    return t->ground_count < MOST_DRAWN ? (uint32_t)t->ground_count : MOST_DRAWN;
}

/* ---- words ------------------------------------------------------------------------------------- */

static void compose_answer(output *o, const redlines_report *t)
{
    if (t->common) {
        put_plural(o, t->common, "outcome respects", "outcomes respect");
        put_text(o, t->report->options.between ? " these red lines." : " everybody's red lines.");
        return;
    }
    put_text(o, "No outcome respects ");
    put_text(o, t->report->options.between ? "these red lines." : "everybody's red lines.");
    if (t->ground_count == 1) put_text(o, " One concession would open some:");
    else put_text(o, " Each of these concessions would open some:");
}

static void compose_step(output *o, const redlines_report *t, funnel_step step)
{
    put_text(o, step == FUNNEL_WITHIN && !t->common ? "within all other red lines"
                                                    : funnel_words[step]);
    if (step == FUNNEL_STABLE) put(o, " (%s)", dt_concept_name(t->concept));
}

/* Numbered as in the picture of red lines. */
static void compose_concession(output *o, const redlines_report *t, uint32_t k)
{
    const ground *it = &t->grounds[k];
    if (!it->lifted) return;
    put(o, "%u: without ", (unsigned)k + 1);
    put_crossed_lines(o, t->report, it->lifted, put_text);
    if (it->rigid) put_text(o, bit_count(it->lifted) == 1 ? "; rigid" : "; one of them rigid");
}

static void compose_counts(output *o, const redlines_report *t, const ground *it)
{
    bool first = true;
    for (uint32_t k = 0; k < STEPS; k++) {
        if (!it->has[ORDER[k]]) continue;
        put_text(o, first ? "" : "; ");
        put_count(o, it->count[ORDER[k]]);
        put_text(o, " ");
        compose_step(o, t, ORDER[k]);
        first = false;
    }
}

static void compose_all(output *o, const redlines_report *t)
{
    compose_answer(o, t);
    for (uint32_t k = 0; k < drawn_count(t); k++) {
        put_text(o, " ");
        if (t->grounds[k].lifted) {
            put_text(o, "Without ");
            put_crossed_lines(o, t->report, t->grounds[k].lifted, put_text);
            put_text(o, ": ");
        }
        compose_counts(o, t, &t->grounds[k]);
        put_text(o, ".");
    }
}

/* ---- shapes -------------------------------------------------------------------------------------- */

static int32_t bar_width(const ground *it, funnel_step step, int32_t most)
{
    return logarithmic(it->count[step], it->count[FUNNEL_FEASIBLE], 3, most);
}

static void put_fall(picture *p, int32_t middle, int32_t y, int32_t above, int32_t below)
{
    const int32_t points[] = {middle - above / 2, y,        middle + above / 2, y,
                              middle + below / 2, y + FALL, middle - below / 2, y + FALL};
    if (above) put_shape(p, "dt-tone", points, 4);
}

static void put_bar(picture *p, int32_t middle, int32_t y, int32_t width, uint64_t count)
{
    composed words;
    composed_start(&words, &p->report->memory);
    put_count(&words.out, count);
    const char *number = composed_text(&words);
    bool inside = text_width(FACE_HEAD, number) + 8 <= width;
    if (width) put_rectangle(p, "dt-box", (box){middle - width / 2, y, width, BAR}, 2);
    put_line_of(p, FACE_HEAD, inside || !width ? ANCHOR_MIDDLE : ANCHOR_START,
                inside || !width ? middle : middle + width / 2 + 5, y + BAR - 7, 0, number);
    composed_free(&words);
}

static void put_funnel(picture *p, const ground *it, int32_t left, int32_t top, int32_t width)
{
    int32_t y = top, above = 0;
    bool first = true;
    for (uint32_t k = 0; k < STEPS; k++) {
        if (!it->has[ORDER[k]]) continue;
        int32_t wide = bar_width(it, ORDER[k], width);
        if (!first) put_fall(p, left + width / 2, y - FALL, above, wide);
        put_bar(p, left + width / 2, y, wide, it->count[ORDER[k]]);
        above = wide;
        y += BAR + FALL;
        first = false;
    }
}

static int32_t put_step_names(picture *p, const redlines_report *t, const ground *it, int32_t top)
{
    composed words;
    composed_start(&words, &p->report->memory);
    int32_t y = top;
    for (uint32_t k = 0; k < STEPS; k++) {
        if (!it->has[ORDER[k]]) continue;
        compose_step(composed_again(&words), t, ORDER[k]);
        paragraph called = {FACE_WORDS, ANCHOR_START, LABELS - 12, 2};
        const char *text = composed_text(&words);
        int32_t tall = (int32_t)count_lines(&called, text) * line_height(FACE_WORDS);
        put_lines(p, &called, PICTURE_MARGIN, y + (BAR - tall) / 2, text);
        y += BAR + FALL;
    }
    composed_free(&words);
    return y - FALL;
}

/* Funnels side by side, with what is given up above each. Returns where the next row may begin. */
static int32_t put_row(picture *p, const redlines_report *t, uint32_t first, uint32_t count,
                       int32_t top)
{
    int32_t wide = t->common ? ONE_WIDE : count == 1 && first == 0 ? 2 * ONE_OF_MANY : ONE_OF_MANY;
    int32_t left = PICTURE_MARGIN + LABELS, below = top;
    composed words;
    composed_start(&words, &p->report->memory);
    for (uint32_t k = first; k < first + count; k++) {
        compose_concession(composed_again(&words), t, k);
        int32_t y = put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_MIDDLE, wide, 12},
                              left + (int32_t)(k - first) * (wide + GAP) + wide / 2, top,
                              composed_text(&words));
        if (y > below) below = y;
    }
    composed_free(&words);
    if (below > top) below += 8;
    int32_t end = put_step_names(p, t, &t->grounds[first], below);
    for (uint32_t k = first; k < first + count; k++)
        put_funnel(p, &t->grounds[k], left + (int32_t)(k - first) * (wide + GAP), below, wide);
    return end + 28;
}

static void compose_notes(output *o, const redlines_report *t)
{
    put_text(o,
             "Each step keeps what all steps above it keep. A bar is as wide as the logarithm of "
             "its number.");
    if (t->ground_count > drawn_count(t)) {
        put_text(o, " Not drawn: ");
        put_plural(o, t->ground_count - drawn_count(t), "more concession.", "more concessions.");
    }
}

static void draw(picture *p, int32_t top, void *ctx)
{
    const redlines_report *t = ctx;
    composed words;
    composed_start(&words, &p->report->memory);
    compose_answer(&words.out, t);
    int32_t y = put_lines(p, &(paragraph){FACE_HEAD, ANCHOR_START, SENTENCE, 3}, PICTURE_MARGIN,
                          top, composed_text(&words));
    y += 14;
    uint32_t count = drawn_count(t);
    uint32_t across = count > MOST_ACROSS ? (count + 1) / 2 : count;
    for (uint32_t k = 0; k < count; k += across)
        y = put_row(p, t, k, count - k < across ? count - k : across, y);
    compose_notes(composed_again(&words), t);
    put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, SENTENCE, 4}, PICTURE_MARGIN, y - 8,
              composed_text(&words));
    composed_free(&words);
}

static bool tell(redlines_report *t, void *to, dt_error *err)
{
    if (t->by_solver)
        return fail(err, DT_ERR_UNSUPPORTED,
                    "the funnel counts states, and there are too many to look at; the picture of "
                    "red lines needs no counts");
    composed words;
    composed_start(&words, &t->report->memory);
    compose_all(&words.out, t);
    drawing d = {.name = "Funnel", .description = composed_text(&words), .draw = draw, .ctx = t};
    bool done = picture_write(t->report, &d, *(const dt_output *)to, err);
    composed_free(&words);
    return done;
}

bool draw_funnel(dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    return redlines_find(m, options, REDLINES_FUNNEL, tell, &to, err);
}
