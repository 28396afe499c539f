/* The state graph of a conflict with too many states to draw them: where what holds is, seen from
 * today. Every outcome is in exactly one zone: improvements reach it, or legal moves only, or
 * neither. In each zone stand the classes of what holds there, one box for outcomes that no player
 * tells apart, with one of them as example; a class stands where its example is. Counts are exact.
 */
#include "draw/graph.h"
#include "draw/players.h"

#include "base/bits.h"

#include <string.h>

enum {
    TODAY_WIDE = 190,
    ZONE_LEFT = PICTURE_MARGIN + TODAY_WIDE + 70,
    ZONE_WIDE = 580,
    BOX_WIDE = 132,
    BOX_TALL = 56,
    GAP = 10,
    ACROSS = 4,
    NOTE_WIDE = 760
};

typedef enum zone_id { ZONE_IMPROVING, ZONE_LEGAL, ZONE_OUTSIDE, ZONE_COUNT } zone_id;

typedef struct zones {
    report *report;
    dt_concept concept;
    const equilibria *found;
    uint64_t states[ZONE_COUNT], holding[ZONE_COUNT];
    bool has_today;
} zones;

/* ---- counts ------------------------------------------------------------------------------------ */

static uint64_t count_reached(const summary *s, const uint64_t *reached)
{
    const dt_game *g = s->verdicts->game;
    uint64_t count = 0;
    for (uint64_t word = 0; word < words_for(g->slots); word++) {
        uint64_t rest = s->among ? reached[word] & s->among[word] : reached[word];
        count += bit_count(rest); /* what is reached is feasible */
    }
    return count;
}

static void count_zones(zones *z)
{
    const summary *s = &z->report->summary;
    z->has_today = s->improving != NULL;
    if (!z->has_today) {
        z->states[ZONE_OUTSIDE] = s->among_count;
        z->holding[ZONE_OUTSIDE] = z->found->count;
        return;
    }
    uint64_t improving = count_reached(s, s->improving), legal = count_reached(s, s->legal);
    z->states[ZONE_IMPROVING] = improving;
    z->states[ZONE_LEGAL] = legal - improving;
    z->states[ZONE_OUTSIDE] = s->among_count - legal;
    z->holding[ZONE_IMPROVING] = z->found->reached_by_improvements;
    z->holding[ZONE_LEGAL] = z->found->reached_by_moves - z->found->reached_by_improvements;
    z->holding[ZONE_OUTSIDE] = z->found->count - z->found->reached_by_moves;
}

static zone_id zone_of(const zones *z, uint64_t at)
{
    const summary *s = &z->report->summary;
    if (!z->has_today) return ZONE_OUTSIDE;
    return bit_at(s->improving, at) ? ZONE_IMPROVING
           : bit_at(s->legal, at)   ? ZONE_LEGAL
                                    : ZONE_OUTSIDE;
}

static uint32_t classes_in(const zones *z, zone_id zone)
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < z->found->shown_count; k++)
        count += zone_of(z, z->found->shown[k].slot) == zone;
    return count;
}

static bool is_drawn(const zones *z, zone_id zone)
{
    return z->has_today ? z->states[zone] > 0 : zone == ZONE_OUTSIDE;
}

/* ---- words --------------------------------------------------------------------------------------- */

static void compose_zone(output *o, const zones *z, zone_id zone)
{
    put_plural(o, z->states[zone], "outcome", "outcomes");
    if (zone == ZONE_IMPROVING)
        put_text(o, " that improvements lead to from today, today included");
    else if (zone == ZONE_LEGAL) put_text(o, " that legal moves lead to, but improvements do not");
    else if (z->has_today) put_text(o, " that nothing leads to from today");
    put_text(o, "; ");
    put_count(o, z->holding[zone]);
    put_text(o, z->holding[zone] == 1 ? " holds" : " hold");
    put(o, " (%s)", dt_concept_name(z->concept));
}

static void compose_state_words(output *o, const zones *z, uint64_t at)
{
    const report *r = z->report;
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (i) put_text(o, " ");
        put_text(o, r->model->players[i].label), put_text(o, ": ");
        if (r->model->players[i].options && !r->model->graph_form) {
            compose_choice(o, r, i, at, UINT64_MAX);
            put_text(o, "; ");
        }
        put(o, "rank %u.", (unsigned)rank_at(&r->game->scores[i], at));
    }
}

static void compose_class(output *o, const zones *z, const rank_class *class)
{
    put_plural(o, class->count, "outcome", "outcomes");
    put_text(o, " that no player tells apart, for example state ");
    put_state_name(o, z->report, class->slot, put_text);
    put_text(o, ". ");
    compose_state_words(o, z, class->slot);
}

static void compose_notes(output *o, const zones *z)
{
    const report *r = z->report;
    put_text(o, "Not drawn: the ");
    put_plural(o, r->among_count, "outcome", "outcomes");
    put_text(o, " one by one, and the moves between them. ");
    if (z->found->classes) {
        put_text(o,
                 "A box is a class of outcomes that hold and that no player tells apart, with one "
                 "of them, and stands where that one is; ");
        put_count(o, z->found->shown_count);
        put_text(o, " of ");
        put_plural(o, z->found->classes, "class", "classes");
        put_text(o, z->found->classes == z->found->shown_count
                        ? ", all of them. "
                        : ", first those that improvements reach, then the largest. ");
    }
    put_text(o, "Single states can be drawn where there are at most ");
    put_count(o, r->options.limit);
    put_text(o, " of them: a condition (where) narrows them down.");
}

static void compose_description(output *o, const zones *z)
{
    for (zone_id zone = 0; zone < ZONE_COUNT; zone++) {
        if (!is_drawn(z, zone)) continue;
        compose_zone(o, z, zone);
        put_text(o, ". ");
    }
    compose_notes(o, z);
}

/* ---- today ------------------------------------------------------------------------------------------ */

/* Who would leave today, and in how many ways. */
static int32_t put_leavers(picture *p, const zones *z, int32_t top)
{
    const dt_game *g = z->report->game;
    composed words;
    composed_start(&words, &p->report->memory);
    int32_t y = top;
    for (uint32_t i = 0; i < g->players; i++) {
        improvements found = improvements_from(g, i, g->status_quo);
        if (!found.count) continue;
        put_text(composed_again(&words), z->report->model->players[i].label);
        put_text(&words.out, ": ");
        put_plural(&words.out, found.count, "improvement", "improvements");
        y = put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_START, TODAY_WIDE - 20, 3},
                      PICTURE_MARGIN + 10, y + 2, composed_text(&words));
    }
    if (y == top)
        y = put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_START, TODAY_WIDE - 20, 2},
                      PICTURE_MARGIN + 10, y + 2, "Nobody would gain by a move.");
    composed_free(&words);
    return y;
}

static int32_t put_today_words(picture *p, const zones *z, int32_t top)
{
    const dt_game *g = z->report->game;
    bool holds = bit_at(z->report->verdicts->equilibria[z->concept], g->status_quo);
    composed words;
    composed_start(&words, &p->report->memory);
    compose_state_words(&words.out, z, g->status_quo);
    put_group(p, NULL, composed_text(&words));
    put_text(composed_again(&words), "Today: state ");
    put_state_name(&words.out, z->report, g->status_quo, put_text);
    int32_t y = put_lines(p, &(paragraph){FACE_HEAD, ANCHOR_START, TODAY_WIDE - 20, 2},
                          PICTURE_MARGIN + 10, top + 8, composed_text(&words));
    put(composed_again(&words), "%s (%s)", holds ? "holds" : "does not hold",
        dt_concept_name(z->concept));
    y = put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_START, TODAY_WIDE - 20, 2},
                  PICTURE_MARGIN + 10, y, composed_text(&words));
    put_group_end(p);
    composed_free(&words);
    return put_leavers(p, z, y + 4);
}

static int32_t put_today(picture *p, const zones *z, int32_t top)
{
    /* The frame lies below its words, so its height is found first. */
    output *out = p->out;
    p->out = NULL;
    int32_t end = put_today_words(p, z, top) + 8;
    p->out = out;
    put_rectangle(p, "dt-box", (box){PICTURE_MARGIN, top, TODAY_WIDE, end - top}, 6);
    put_dot_mark(p, "dt-mark", PICTURE_MARGIN, top, 6);
    put_today_words(p, z, top);
    return end;
}

/* ---- zones ------------------------------------------------------------------------------------------ */

/* What a state is called, else the outcomes that it is, else its ranks. */
static void compose_called(output *o, const zones *z, uint64_t at)
{
    report *r = z->report;
    row it = report_row(r, at);
    const statement *named = state_statement(r, it.facts.state);
    bool any = named != NULL;
    if (named) put_text(o, statement_label(named));
    for (uint32_t k = 0; !named && k < r->model->outcome_count; k++) {
        if (!row_has_outcome(r, &it, k)) continue;
        if (any) put_text(o, "; ");
        put_outcome(o, r, k, put_text);
        any = true;
    }
    if (any) return;
    put_text(o, r->game->players == 1 ? "rank " : "ranks ");
    for (uint32_t i = 0; i < r->game->players; i++)
        put(o, "%s%u", i ? ", " : "", (unsigned)rank_at(&r->game->scores[i], at));
}

static void put_class(picture *p, const zones *z, const rank_class *class, int32_t x, int32_t y)
{
    composed words;
    composed_start(&words, &p->report->memory);
    compose_class(&words.out, z, class);
    put_group(p, NULL, composed_text(&words));
    put_rectangle(p, "dt-thick", (box){x, y, BOX_WIDE, BOX_TALL}, 6);
    put_state_name(composed_again(&words), z->report, class->slot, put_text);
    put_line_of(p, FACE_HEAD, ANCHOR_MIDDLE, x + BOX_WIDE / 2, y + 17, BOX_WIDE - 10,
                composed_text(&words));
    compose_called(composed_again(&words), z, class->slot);
    bool alone = class->count == 1;
    put_lines(p, &(paragraph){FACE_SMALL, ANCHOR_MIDDLE, BOX_WIDE - 12, alone ? 2 : 1},
              x + BOX_WIDE / 2, y + 21, composed_text(&words));
    put_text(composed_again(&words), "and ");
    put_count(&words.out, class->count - 1);
    put_text(&words.out, " alike");
    if (!alone)
        put_line_of(p, FACE_SMALL, ANCHOR_MIDDLE, x + BOX_WIDE / 2, y + 47, BOX_WIDE - 10,
                    composed_text(&words));
    put_group_end(p);
    composed_free(&words);
}

static paragraph zone_words(void)
{
    return (paragraph){FACE_HEAD, ANCHOR_START, ZONE_WIDE - 24, 3};
}

static int32_t zone_left(const zones *z) { return z->has_today ? ZONE_LEFT : PICTURE_MARGIN; }

static int32_t put_zone(picture *p, const zones *z, zone_id zone, int32_t top)
{
    composed words;
    composed_start(&words, &p->report->memory);
    compose_zone(&words.out, z, zone);
    paragraph like = zone_words();
    const char *text = composed_text(&words);
    int32_t left = zone_left(z);
    int32_t head = (int32_t)count_lines(&like, text) * line_height(FACE_HEAD) + 18;
    int32_t lines = (int32_t)(classes_in(z, zone) + ACROSS - 1) / ACROSS;
    int32_t tall = head + lines * (BOX_TALL + GAP) + (lines ? 4 : 0);
    put_rectangle(p, "dt-tone", (box){left, top, ZONE_WIDE, tall}, 8);
    put_lines(p, &like, left + 12, top + 7, text);
    composed_free(&words);
    int32_t n = 0;
    for (uint32_t k = 0; k < z->found->shown_count; k++) {
        if (zone_of(z, z->found->shown[k].slot) != zone) continue;
        put_class(p, z, &z->found->shown[k], left + 12 + n % ACROSS * (BOX_WIDE + GAP),
                  top + head + n / ACROSS * (BOX_TALL + GAP));
        n++;
    }
    return top + tall;
}

/* From today to a zone: improvements have a full head, as everywhere, moves an empty one. */
static void put_way(picture *p, zone_id zone, int32_t from, int32_t to)
{
    int32_t x1 = PICTURE_MARGIN + TODAY_WIDE, x2 = ZONE_LEFT, middle = (x1 + x2) / 2;
    curve way = {x1, from, middle, from, middle, to, x2, to};
    put_group(p, "dt-p5", NULL);
    put_move_line(p, &way, zone == ZONE_IMPROVING ? "" : "8 3",
                  (line_look){.head_to = zone == ZONE_IMPROVING, .hollow_to = zone == ZONE_LEGAL});
    put_group_end(p);
}

static void draw(picture *p, int32_t top, void *ctx)
{
    const zones *z = ctx;
    int32_t y = top, end = top;
    if (z->has_today) end = put_today(p, z, top);
    for (zone_id zone = 0; zone < ZONE_COUNT; zone++) {
        if (!is_drawn(z, zone)) continue;
        int32_t below = put_zone(p, z, zone, y);
        if (zone != ZONE_OUTSIDE) put_way(p, zone, top + 24 + 14 * (int32_t)zone, y + 20);
        y = below + 14;
    }
    if (end > y) y = end;
    composed words;
    composed_start(&words, &p->report->memory);
    compose_notes(&words.out, z);
    put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, NOTE_WIDE, 6}, PICTURE_MARGIN, y + 6,
              composed_text(&words));
    composed_free(&words);
}

/* ---- for Graphviz ------------------------------------------------------------------------------------ */

static void put_zone_dot(output *o, const zones *z, zone_id zone, composed *words)
{
    put(o, "  subgraph cluster_%d {\n    label=", (int)zone);
    compose_zone(composed_again(words), z, zone);
    put_dot(o, composed_text(words));
    put(o, ";\n    zone%d [shape=point];\n", (int)zone);
    for (uint32_t k = 0; k < z->found->shown_count; k++) {
        const rank_class *class = &z->found->shown[k];
        if (zone_of(z, class->slot) != zone) continue;
        unsigned long long number = slot_index(z->report->game, class->slot) + 1;
        put(o, "    s%llu [label=\"state %llu, %llu alike\", penwidth=3, tooltip=", number, number,
            (unsigned long long)class->count);
        compose_class(composed_again(words), z, class);
        put_dot(o, composed_text(words));
        put_text(o, "];\n");
    }
    put_text(o, "  }\n");
    if (z->has_today && zone != ZONE_OUTSIDE)
        put(o, "  today -> zone%d [arrowhead=%s];\n", (int)zone,
            zone == ZONE_IMPROVING ? "normal" : "empty");
}

static bool write_dot(zones *z, dt_output to, dt_error *err)
{
    report *r = z->report;
    output *o = &r->out;
    composed words;
    composed_start(&words, &r->memory);
    output_start(o, to);
    put_text(o, "digraph detente {\n  label=");
    put_text(&words.out, r->model->title ? r->model->title : "A conflict");
    put_text(&words.out, ". ");
    compose_notes(&words.out, z);
    put_dot(o, composed_text(&words));
    put_text(o, ";\n  node [shape=box, style=rounded, fontname=\"Helvetica\"];\n");
    if (z->has_today) {
        put(o, "  today [label=\"today, state %llu\", tooltip=",
            (unsigned long long)slot_index(r->game, r->game->status_quo) + 1);
        compose_state_words(composed_again(&words), z, r->game->status_quo);
        put_dot(o, composed_text(&words));
        put_text(o, "];\n");
    }
    for (zone_id zone = 0; zone < ZONE_COUNT; zone++)
        if (is_drawn(z, zone)) put_zone_dot(o, z, zone, &words);
    put_text(o, "}\n");
    composed_free(&words);
    if (r->memory.failed) return fail_memory(err, &r->memory);
    return output_end(o) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

bool zones_draw(report *r, dt_output to, dt_error *err)
{
    zones z = {.report = r, .concept = main_concept(r)};
    z.found = &r->summary.concepts[z.concept];
    bool counted = report_classes(r, z.concept);
    if (r->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (!counted) return fail_memory(err, &r->memory);
    count_zones(&z);
    if (r->options.format == DT_DOT) return write_dot(&z, to, err);
    composed words;
    composed_start(&words, &r->memory);
    compose_description(&words.out, &z);
    drawing it = {
        .name = "State graph", .description = composed_text(&words), .draw = draw, .ctx = &z};
    bool done = picture_write(r, &it, to, err);
    composed_free(&words);
    return done;
}
