/* The timeline: stages one below the other, with what happened between them, how much common ground
 * each has and how many outcomes hold in it. Each stage is a conflict of its own: red lines are
 * surveyed and the verdicts of one concept found in each, then only the numbers are kept.
 */
#include "draw/draw.h"
#include "report/redlines.h"

#include "base/bits.h"

#include <stdio.h>
#include <string.h>

enum {
    DATES = 84,
    LINE = PICTURE_MARGIN + DATES + 14, /* on which the stages stand */
    EVENT = LINE + 20,
    EVENT_WIDE = 250,
    GROUND = EVENT + EVENT_WIDE + 24,
    BAR_WIDE = 150,
    COLUMN_WIDE = 200,
    HOLDS = GROUND + COLUMN_WIDE + 24,
    BAR = 12,
    MOST_STAGES = 40 /* the last ones */
};

typedef struct moment { /* what is drawn of a stage */
    uint32_t number;
    bool by_solver;
    uint64_t states, common;
    uint64_t clashes, concessions, opened; /* the most that one concession opens */
    uint64_t holds;
    bool has_today, today_holds;
} moment;

typedef struct timeline {
    dt_model *model;
    const dt_options *options;
    memory memory;
    moment *moments;
    uint32_t first, count; /* the stages that are drawn */
    moment *at;            /* the one at work */
    dt_concept concept;
    dt_output to;
} timeline;

/* ---- what is known of a stage -------------------------------------------------------------------- */

static bool find_holding(timeline *l, const redlines_report *t, dt_error *err)
{
    const dt_game *g = t->report->game;
    dt_options options = *l->options;
    options.concepts = 1u << l->concept;
    options.responses = DT_RESPONSES_SEQUENCES;
    dt_verdicts *v = dt_analyse(g, &options, err);
    if (!v) return false;
    report seen = {.command = "draw", .game = g, .verdicts = v};
    options.limit = 1; /* nothing is listed */
    bool done = report_open(&seen, &options, err);
    if (done) {
        l->at->holds = seen.summary.concepts[l->concept].count;
        l->at->has_today = g->status_quo != DT_NO_INDEX;
        l->at->today_holds = l->at->has_today && bit_at(v->equilibria[l->concept], g->status_quo);
    }
    report_close(&seen);
    dt_verdicts_free(v);
    return done;
}

static void draw(picture *, int32_t top, void *ctx);

static void compose_moment(output *o, const timeline *l, const moment *it);

static bool write_timeline(timeline *l, report *r, dt_error *err)
{
    composed words;
    composed_start(&words, &r->memory);
    for (uint32_t k = 0; k < l->count; k++) compose_moment(&words.out, l, &l->moments[k]);
    drawing d = {.name = "Timeline", .description = composed_text(&words), .draw = draw, .ctx = l};
    bool done = picture_write(r, &d, l->to, err);
    composed_free(&words);
    return done;
}

static bool keep_moment(redlines_report *t, void *ctx, dt_error *err)
{
    timeline *l = ctx;
    moment *it = l->at;
    it->by_solver = t->by_solver;
    it->states = t->states;
    it->common = t->common;
    it->clashes = t->clashes.count;
    it->concessions = t->common ? 0 : t->concessions.count;
    for (size_t k = 0; k < t->ground_count; k++)
        if (it->opened < t->grounds[k].opens) it->opened = t->grounds[k].opens;
    if (!t->by_solver && !find_holding(l, t, err)) return false;
    return it + 1 < l->moments + l->count || write_timeline(l, t->report, err);
}

static dt_concept chosen_concept(const dt_options *options)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (options->concepts >> c & 1) return c;
    return DT_SEQ;
}

bool draw_timeline(dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    timeline l = {.model = m, .options = options, .concept = chosen_concept(options), .to = to};
    uint32_t last;
    if (!stage_find(m, options->stage, &last, err)) return false;
    l.first = last < MOST_STAGES ? 0 : last - MOST_STAGES + 1;
    l.count = last - l.first + 1;
    memory_start(&l.memory, options);
    l.moments = memory_take(&l.memory, l.count, sizeof *l.moments);
    bool done = l.moments || fail_memory(err, &l.memory);
    for (uint32_t k = 0; k < l.count && done; k++) {
        char number[16];
        snprintf(number, sizeof number, "%u", (unsigned)(l.first + k));
        dt_options here = *options;
        here.stage = number;
        l.at = &l.moments[k];
        *l.at = (moment){.number = l.first + k};
        done = redlines_find(m, &here, REDLINES_LINES, keep_moment, &l, err);
    }
    memory_give(&l.memory, l.moments, l.count, sizeof *l.moments);
    return done;
}

/* ---- words ----------------------------------------------------------------------------------------- */

static const statement *event_before(const timeline *l, const moment *it)
{
    return it->number ? l->model->events[it->number - 1] : NULL;
}

static const char *event_text(const statement *event)
{
    const char *text = event ? statement_label(event) : "Before the first event";
    return text ? text : "";
}

static void compose_ground(output *o, const moment *it)
{
    if (it->by_solver && it->common) put_text(o, "some");
    else if (it->common) put_count(o, it->common);
    else put_text(o, "none");
    if (it->common) return;
    put_text(o, "; ");
    put_plural(o, it->concessions, "concession", "concessions");
    if (it->by_solver) return;
    put_text(o, it->concessions == 1 ? ", which opens " : ", the widest opens ");
    put_count(o, it->opened);
}

static void compose_holding(output *o, const moment *it)
{
    if (it->by_solver) {
        put_text(o, "not known: too many states");
        return;
    }
    put_count(o, it->holds);
    put_text(o, " of ");
    put_count(o, it->states);
    if (it->has_today) put_text(o, it->today_holds ? "; today holds" : "; today does not hold");
}

static void compose_moment(output *o, const timeline *l, const moment *it)
{
    const statement *event = event_before(l, it);
    if (it->number > l->first) put_text(o, " ");
    put(o, "Stage %u, ", (unsigned)it->number);
    if (event) put_text(o, event->date_text.text), put_text(o, ": ");
    put_text(o, event_text(event));
    put_text(o, ". Common ground: ");
    compose_ground(o, it);
    put_text(o, ". What holds: ");
    compose_holding(o, it);
    put_text(o, ".");
}

/* ---- shapes ------------------------------------------------------------------------------------------ */

static uint64_t most_states(const timeline *l)
{
    uint64_t most = 0;
    for (uint32_t k = 0; k < l->count; k++)
        if (l->moments[k].states > most) most = l->moments[k].states;
    return most;
}

/* A bar and, below it, what it means; dashed where it shows what could be opened only. */
static int32_t put_measure(picture *p, int32_t x, int32_t y, uint64_t count, uint64_t of,
                           bool solid, const char *words)
{
    int32_t wide = logarithmic(count, of, 3, BAR_WIDE);
    put_rule(p, "dt-rule", x, y - 3, x, y + BAR + 3);
    if (wide) put_rectangle(p, solid ? "dt-bar" : "dt-dashed", (box){x, y, wide, BAR}, 0);
    return put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_START, COLUMN_WIDE, 3}, x, y + BAR + 3,
                     words);
}

static int32_t put_moment(picture *p, const timeline *l, const moment *it, int32_t y)
{
    const statement *event = event_before(l, it);
    composed words;
    composed_start(&words, &p->report->memory);
    put(&words.out, "stage %u", (unsigned)it->number);
    if (event)
        put_line_of(p, FACE_HEAD, ANCHOR_END, PICTURE_MARGIN + DATES, y + 12, DATES,
                    event->date_text.text);
    put_line_of(p, FACE_QUIET, ANCHOR_END, PICTURE_MARGIN + DATES, y + (event ? 26 : 12), DATES,
                composed_text(&words));
    put_dot_mark(p, it->by_solver || it->common ? "dt-mark" : "dt-box", LINE, y + 8, 6);
    int32_t end = put_lines(p, &(paragraph){FACE_WORDS, ANCHOR_START, EVENT_WIDE, 4}, EVENT, y - 1,
                            event_text(event));
    compose_ground(composed_again(&words), it);
    uint64_t of = most_states(l);
    int32_t below = put_measure(p, GROUND, y, it->common ? it->common : it->opened, of,
                                it->common > 0, composed_text(&words));
    if (below > end) end = below;
    compose_holding(composed_again(&words), it);
    below = put_measure(p, HOLDS, y, it->holds, of, true, composed_text(&words));
    composed_free(&words);
    return (below > end ? below : end) + 14;
}

static int32_t put_headings(picture *p, const timeline *l, int32_t top)
{
    composed words;
    composed_start(&words, &p->report->memory);
    put(&words.out, "What holds (%s)", dt_concept_name(l->concept));
    put_line_of(p, FACE_HEAD, ANCHOR_START, EVENT, top + 12, 0, "What happened");
    put_line_of(p, FACE_HEAD, ANCHOR_START, GROUND, top + 12, 0, "Common ground");
    put_line_of(p, FACE_HEAD, ANCHOR_START, HOLDS, top + 12, 0, composed_text(&words));
    composed_free(&words);
    put_rule(p, "dt-rule", PICTURE_MARGIN, top + 20, HOLDS + COLUMN_WIDE, top + 20);
    return top + 32;
}

static void compose_notes(output *o, const timeline *l)
{
    put_text(o,
             "A full bar: common ground, or outcomes that hold. A dashed bar: there is no common "
             "ground; so many outcomes the widest concession would open. An empty circle: no "
             "common ground. Bars are as wide as the logarithm of their numbers.");
    if (l->first) {
        put_text(o, " Not drawn: ");
        put_plural(o, l->first, "earlier stage.", "earlier stages.");
    }
}

static void draw(picture *p, int32_t top, void *ctx)
{
    const timeline *l = ctx;
    int32_t first = put_headings(p, l, top), y = first, last = first;
    /* The line lies below the marks, so it is drawn once their places are known: on paper first. */
    output *out = p->out;
    p->out = NULL;
    for (uint32_t k = 0; k < l->count; k++) {
        last = y;
        y = put_moment(p, l, &l->moments[k], y);
    }
    p->out = out;
    if (last > first) put_rule(p, "dt-link", LINE, first + 8, LINE, last + 8);
    y = first;
    for (uint32_t k = 0; k < l->count; k++) y = put_moment(p, l, &l->moments[k], y);
    composed words;
    composed_start(&words, &p->report->memory);
    compose_notes(&words.out, l);
    put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, 620, 6}, PICTURE_MARGIN, y + 6,
              composed_text(&words));
    composed_free(&words);
}
