/* The state graph as SVG: first the lines, then the boxes, so that no line crosses a word.
 *
 * Moves in a row are straight between neighbours, else arcs above the row, higher the further they
 * go; in a column they bend to the right. Gaps are as wide as the highest arc needs.
 */
#include "draw/draw.h"
#include "draw/graph.h"
#include "draw/players.h"

#include "base/bits.h"

#include <stdlib.h>

enum {
    BOX_WIDE = 108,
    BOX_TALL = 58,
    LEAST_GAP = 44,
    ARC_STEP = 9,
    FIRST_ARC = 15,
    MOST_ARC = 84,
    LANE_STEP = 14,
    LEAST_HEADS = 60, /* room for who stands beside the rows */
    ROW_WORDS = 150,  /* what a row stands for */
    NOTE_WIDE = 640
};

typedef struct sheet { /* where everything stands */
    const graph *graph;
    int32_t left, top;     /* of the first box */
    int32_t across, below; /* from a box to the next */
    int32_t row_arc, column_arc;
    uint32_t lines; /* of the words above the columns */
} sheet;

static box state_box(const graph_state *s)
{
    return (box){s->x - BOX_WIDE / 2, s->y - BOX_TALL / 2, BOX_WIDE, BOX_TALL};
}

/* ---- how moves run ------------------------------------------------------------------------------- */

static bool between(int32_t low, int32_t middle, int32_t high)
{
    return low < high ? low < middle && middle < high : high < middle && middle < low;
}

static bool is_blocked(const graph *d, const graph_state *a, const graph_state *b)
{
    for (uint32_t k = 0; k < d->count; k++) {
        const graph_state *s = &d->states[k];
        if (a->row == b->row && s->row == a->row && between(a->half, s->half, b->half)) return true;
        if (a->half == b->half && s->half == a->half &&
            between((int32_t)a->row, (int32_t)s->row, (int32_t)b->row))
            return true;
    }
    return false;
}

/* 0: straight. */
static int32_t arc_height(const graph *d, const graph_move *m)
{
    const graph_state *a = &d->states[m->a], *b = &d->states[m->b];
    bool aligned = a->row == b->row || a->half == b->half;
    if (!aligned) return 0;
    if (!is_blocked(d, a, b)) return (int32_t)m->lane * LANE_STEP;
    int32_t reach =
        a->row == b->row ? abs(a->half - b->half) / 2 : abs((int32_t)a->row - (int32_t)b->row);
    int32_t height = FIRST_ARC + ARC_STEP * (reach - 2) + (int32_t)m->lane * LANE_STEP;
    return height > MOST_ARC ? MOST_ARC : height;
}

static void find_gaps(sheet *s)
{
    const graph *d = s->graph;
    for (size_t k = 0; k < d->moves.count; k++) {
        const graph_move *m = &d->moves.items[k];
        if (!m->drawn) continue;
        int32_t height = arc_height(d, m);
        bool in_row = d->states[m->a].row == d->states[m->b].row;
        if (in_row && height > s->row_arc) s->row_arc = height;
        if (!in_row && height > s->column_arc) s->column_arc = height;
    }
    s->across = BOX_WIDE + LEAST_GAP + s->column_arc;
    s->below = BOX_TALL + LEAST_GAP + s->row_arc;
}

/* Where on its side a line begins: the further it goes, the nearer to the middle, so that arcs from
 * one box do not cross. */
static int32_t begin_at(int32_t side, int32_t reach, bool forward)
{
    int32_t steps = reach < 2 ? 0 : reach > 5 ? 3 : reach - 2;
    int32_t from_middle = side / 2 - 6 - steps * side / 7;
    return forward ? from_middle : -from_middle;
}

static curve row_curve(const graph_state *a, const graph_state *b, int32_t height)
{
    bool forward = b->x > a->x;
    if (!height) {
        int32_t half = forward ? BOX_WIDE / 2 : -(BOX_WIDE / 2);
        return (curve){a->x + half, a->y, a->x + half, a->y, b->x - half, b->y, b->x - half, b->y};
    }
    int32_t reach = abs(b->half - a->half) / 2, top = a->y - BOX_TALL / 2;
    int32_t x1 = a->x + begin_at(BOX_WIDE, reach, forward);
    int32_t x2 = b->x + begin_at(BOX_WIDE, reach, !forward);
    int32_t up = top - height * 4 / 3;
    return (curve){x1, top, x1 + (x2 - x1) / 8, up, x2 - (x2 - x1) / 8, up, x2, top};
}

static curve column_curve(const graph_state *a, const graph_state *b, int32_t height)
{
    bool forward = b->y > a->y;
    if (!height) {
        int32_t half = forward ? BOX_TALL / 2 : -(BOX_TALL / 2);
        return (curve){a->x, a->y + half, a->x, a->y + half, b->x, b->y - half, b->x, b->y - half};
    }
    int32_t reach = abs((int32_t)b->row - (int32_t)a->row), side = a->x + BOX_WIDE / 2;
    int32_t y1 = a->y + begin_at(BOX_TALL, reach, forward);
    int32_t y2 = b->y + begin_at(BOX_TALL, reach, !forward);
    int32_t out = side + height * 4 / 3;
    return (curve){side, y1, out, y1 + (y2 - y1) / 8, out, y2 - (y2 - y1) / 8, side, y2};
}

/* Between layers: from below one box to the top of the other. */
static curve slant_curve(const graph_state *a, const graph_state *b, uint32_t lane)
{
    bool forward = b->y > a->y;
    int32_t half = forward ? BOX_TALL / 2 : -(BOX_TALL / 2);
    int32_t lean = (b->x - a->x) / 10;
    if (lean > BOX_WIDE / 3) lean = BOX_WIDE / 3;
    if (lean < -(BOX_WIDE / 3)) lean = -(BOX_WIDE / 3);
    int32_t x1 = a->x + lean + (int32_t)lane * 8, x2 = b->x - lean + (int32_t)lane * 8;
    int32_t y1 = a->y + half, y2 = b->y - half, middle = (y2 - y1) * 2 / 5;
    return (curve){x1, y1, x1, y1 + middle, x2, y2 - middle, x2, y2};
}

static curve curve_of(const graph *d, const graph_move *m)
{
    const graph_state *a = &d->states[m->a], *b = &d->states[m->b];
    int32_t height = arc_height(d, m);
    if (a->row == b->row) return row_curve(a, b, height);
    return a->half == b->half ? column_curve(a, b, height) : slant_curve(a, b, m->lane);
}

static line_look look_of(const graph_move *m)
{
    bool one_way = m->there != m->back;
    return (line_look){.head_to = m->gains_there,
                       .head_from = m->gains_back,
                       .hollow_to = one_way && m->there && !m->gains_there,
                       .hollow_from = one_way && m->back && !m->gains_back,
                       .bar_from = one_way && m->there,
                       .bar_to = one_way && m->back};
}

static bool moves_at_all(const graph *d, uint32_t i)
{
    for (size_t k = 0; k < d->moves.count; k++)
        if (d->moves.items[k].drawn && d->moves.items[k].player == i) return true;
    return false;
}

static uint32_t mover_count(const graph *d)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < d->report->game->players; i++) count += moves_at_all(d, i);
    return count;
}

/* A point of a curve, `at` 64ths of the way along it. */
static void curve_point(const curve *c, int64_t at, int32_t *x, int32_t *y)
{
    int64_t rest = 64 - at, one = 64 * 64 * 64;
    int64_t w0 = rest * rest * rest, w1 = 3 * rest * rest * at, w2 = 3 * rest * at * at;
    int64_t w3 = at * at * at;
    *x = (int32_t)((w0 * c->x1 + w1 * c->cx1 + w2 * c->cx2 + w3 * c->x2) / one);
    *y = (int32_t)((w0 * c->y1 + w1 * c->cy1 + w2 * c->cy2 + w3 * c->y2) / one);
}

static bool touch(const box *a, const box *b)
{
    return a->x < b->x + b->width && b->x < a->x + a->width && a->y < b->y + b->height &&
           b->y < a->y + a->height;
}

static bool is_free(const graph *d, const box *mark)
{
    for (uint32_t k = 0; k < d->count; k++) {
        box around = state_box(&d->states[k]);
        if (touch(mark, &around)) return false;
    }
    for (uint32_t k = 0; k < d->mark_count; k++)
        if (touch(mark, &d->marks[k])) return false;
    return true;
}

/* In black and white more than six players need more than a kind of line: a number, as near to the
 * middle as nothing else stands. */
static void put_move_number(picture *p, graph *d, const curve *c, uint32_t i)
{
    composed words;
    composed_start(&words, &p->report->memory);
    put(&words.out, "%u", (unsigned)i + 1);
    const char *number = composed_text(&words);
    int32_t half = text_width(FACE_STRONG, number) / 2 + 2, x, y;
    for (int32_t away = 0; away <= 24; away += 4)
        for (int32_t side = -1; side <= 1; side += 2) {
            curve_point(c, 32 + side * away, &x, &y);
            box mark = {x - half, y - 7, 2 * half, 14};
            if (!is_free(d, &mark)) continue;
            d->marks[d->mark_count++] = mark;
            put_rectangle(p, "dt-ground", mark, 0);
            put_line_of(p, FACE_STRONG, ANCHOR_MIDDLE, x, y + 4, 0, number);
            composed_free(&words);
            return;
        }
    composed_free(&words);
}

static void put_moves(picture *p, graph *d)
{
    d->mark_count = 0;
    for (uint32_t i = 0; i < d->report->game->players; i++) {
        if (!moves_at_all(d, i)) continue;
        put_player_group(p, i);
        for (size_t k = 0; k < d->moves.count; k++) {
            const graph_move *m = &d->moves.items[k];
            if (!m->drawn || m->player != i) continue;
            curve c = curve_of(d, m);
            put_move_line(p, &c, player_dashes(i), look_of(m));
            if (d->marks) put_move_number(p, d, &c, i);
        }
        put_group_end(p);
    }
}

/* ---- states -------------------------------------------------------------------------------------- */

static bool holds_in_all(const report *r, uint32_t holds)
{
    return holds == (r->verdicts->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT));
}

/* A label, or without a name what the options are. */
static void compose_below(output *o, const graph *d, const graph_state *s)
{
    const report *r = d->report;
    const statement *named = state_statement(r, s->bits);
    char pattern[65];
    if (named && named->label.text) put_text(o, named->label.text);
    if (named || r->model->graph_form || r->model->option_count > 12) return;
    slot_pattern(r->game, s->slot, pattern);
    put_text(o, pattern);
}

/* Its name, what it is called in what lines are left, and whether it is today's. */
static void put_state_words(picture *p, const graph *d, const graph_state *s)
{
    bool today = d->today != NONE && s == &d->states[d->today];
    bool no_deal = d->no_deal != NONE && s == &d->states[d->no_deal];
    int32_t top = s->y - BOX_TALL / 2;
    composed words;
    composed_start(&words, &p->report->memory);
    put_state_name(&words.out, d->report, s->slot, put_text);
    put_line_of(p, FACE_HEAD, ANCHOR_MIDDLE, s->x, top + 18, BOX_WIDE - 12, composed_text(&words));
    compose_below(composed_again(&words), d, s);
    paragraph like = {FACE_SMALL, ANCHOR_MIDDLE, BOX_WIDE - 14, today || no_deal ? 1 : 2};
    put_lines(p, &like, s->x, top + 22, composed_text(&words));
    composed_free(&words);
    if (today) put_dot_mark(p, "dt-mark", s->x - BOX_WIDE / 2, top, 6);
    if (today || no_deal)
        put_line_of(p, today && no_deal ? FACE_SMALL : FACE_STRONG, ANCHOR_MIDDLE, s->x, top + 49,
                    0,
                    today && no_deal ? "today, no deal"
                    : today          ? "today"
                                     : "no deal");
}

static void put_state(picture *p, const graph *d, const graph_state *s)
{
    composed words;
    composed_start(&words, &p->report->memory);
    compose_state(&words.out, d, s);
    put_group(p, NULL, composed_text(&words));
    composed_free(&words);
    box frame = state_box(s);
    bool all = s->holds && holds_in_all(d->report, s->holds);
    put_rectangle(p, all ? "dt-thick" : "dt-box", frame, 6);
    if (s->holds && !all)
        put_rectangle(p, "dt-frame",
                      (box){frame.x + 3, frame.y + 3, frame.width - 6, frame.height - 6}, 4);
    put_state_words(p, d, s);
    put_group_end(p);
}

/* ---- what rows and columns stand for --------------------------------------------------------------- */

static uint32_t players_in(const graph *d, uint64_t bits, uint32_t *only)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < d->report->game->players; i++)
        if (d->report->model->players[i].bits & bits) count++, *only = i;
    return count;
}

/* "Upper town and Mayor" */
static void compose_players(output *o, const graph *d, uint64_t bits)
{
    uint32_t only = 0, count = players_in(d, bits, &only), n = 0;
    for (uint32_t i = 0; i < d->report->game->players; i++) {
        if (!(d->report->model->players[i].bits & bits)) continue;
        put_joint(o, n++, count);
        put_text(o, d->report->model->players[i].label);
    }
}

static void compose_choices(output *o, const graph *d, uint64_t bits, uint64_t state)
{
    const report *r = d->report;
    uint32_t only = 0, count = players_in(d, bits, &only);
    bool any = false;
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!(r->model->players[i].bits & bits & state)) continue;
        if (any) put_text(o, "; ");
        if (count > 1) put_text(o, r->model->players[i].label), put_text(o, ": ");
        put_choice(o, r, i, state, bits, put_text);
        any = true;
    }
    if (!any) put_text(o, "nothing");
}

static paragraph column_words(const sheet *s)
{
    return (paragraph){FACE_SMALL, ANCHOR_MIDDLE, s->across - 12, 9};
}

static void find_heads(sheet *s)
{
    const graph *d = s->graph;
    paragraph like = column_words(s);
    composed words;
    composed_start(&words, &d->report->memory);
    for (uint32_t k = 0; k < d->count && d->across; k++) {
        compose_choices(composed_again(&words), d, d->across, d->states[k].bits);
        uint32_t lines = count_lines(&like, composed_text(&words));
        if (lines > s->lines) s->lines = lines;
    }
    composed_free(&words);
}

static bool is_first_in_row(const graph *d, uint32_t k)
{
    for (uint32_t j = 0; j < k; j++)
        if (d->states[j].row == d->states[k].row) return false;
    return true;
}

static bool is_first_in_column(const graph *d, uint32_t k)
{
    for (uint32_t j = 0; j < k; j++)
        if (d->states[j].half == d->states[k].half) return false;
    return true;
}

static void put_heads(picture *p, const sheet *s, int32_t top)
{
    const graph *d = s->graph;
    composed words;
    composed_start(&words, &p->report->memory);
    if (d->across) {
        compose_players(composed_again(&words), d, d->across);
        put_line_of(p, FACE_HEAD, ANCHOR_START, s->left, top + 12, 480, composed_text(&words));
    }
    if (d->down) {
        compose_players(composed_again(&words), d, d->down);
        put_lines(p, &(paragraph){FACE_HEAD, ANCHOR_START, ROW_WORDS - 30, 3}, PICTURE_MARGIN, top,
                  composed_text(&words));
    }
    paragraph like = column_words(s), beside = {FACE_SMALL, ANCHOR_START, ROW_WORDS - 16, 6};
    for (uint32_t k = 0; k < d->count; k++) {
        const graph_state *it = &d->states[k];
        if (d->across && is_first_in_column(d, k)) {
            compose_choices(composed_again(&words), d, d->across, it->bits);
            put_lines(p, &like, it->x, top + 22, composed_text(&words));
        }
        if (d->down && is_first_in_row(d, k)) {
            compose_choices(composed_again(&words), d, d->down, it->bits);
            const char *text = composed_text(&words);
            int32_t tall = (int32_t)count_lines(&beside, text) * line_height(FACE_SMALL);
            put_lines(p, &beside, PICTURE_MARGIN, it->y - tall / 2, text);
        }
    }
    composed_free(&words);
}

/* ---- what the signs mean --------------------------------------------------------------------------- */

typedef struct legend { /* entries side by side */
    picture *picture;
    int32_t x, y;
} legend;

static const int32_t SAMPLE = 44;

static void next_entry(legend *l, const char *words, bool after)
{
    int32_t wide = SAMPLE + 10 + text_width(FACE_SMALL, words) + 22;
    if (!after && l->x > PICTURE_MARGIN && l->x + wide > PICTURE_MARGIN + NOTE_WIDE) {
        l->x = PICTURE_MARGIN;
        l->y += 22;
    }
    if (!after) return;
    put_line_of(l->picture, FACE_SMALL, ANCHOR_START, l->x + SAMPLE + 10, l->y + 4,
                NOTE_WIDE - SAMPLE, words);
    l->x += wide;
}

static curve sample_curve(const legend *l)
{
    return (curve){l->x, l->y, l->x, l->y, l->x + SAMPLE, l->y, l->x + SAMPLE, l->y};
}

static void put_line_entry(legend *l, const char *words, uint32_t i, bool of_player, line_look look)
{
    next_entry(l, words, false);
    curve c = sample_curve(l);
    if (of_player) put_player_group(l->picture, i);
    else put_group(l->picture, "dt-p5", NULL);
    put_move_line(l->picture, &c, of_player ? player_dashes(i) : "", look);
    put_group_end(l->picture);
    next_entry(l, words, true);
}

static void put_box_entry(legend *l, const char *words, bool thick, bool twice, bool dot)
{
    next_entry(l, words, false);
    box frame = {l->x + 8, l->y - 8, 28, 16};
    put_rectangle(l->picture, thick ? "dt-thick" : "dt-box", frame, 3);
    if (twice)
        put_rectangle(l->picture, "dt-frame",
                      (box){frame.x + 3, frame.y + 3, frame.width - 6, frame.height - 6}, 2);
    if (dot) put_dot_mark(l->picture, "dt-mark", frame.x, frame.y, 5);
    next_entry(l, words, true);
}

static bool any_one_way(const graph *d)
{
    for (size_t k = 0; k < d->moves.count; k++)
        if (d->moves.items[k].drawn && d->moves.items[k].there != d->moves.items[k].back)
            return true;
    return false;
}

static void put_frames_entries(legend *l, const graph *d, output *o, composed *words)
{
    const report *r = d->report;
    bool all = false, some = false;
    for (uint32_t k = 0; k < d->count; k++) {
        all |= d->states[k].holds && holds_in_all(r, d->states[k].holds);
        some |= d->states[k].holds && !holds_in_all(r, d->states[k].holds);
    }
    if (all) {
        put_text(o, "holds under ");
        put_concepts(o, r, r->verdicts->concepts);
        put_box_entry(l, composed_text(words), true, false, false);
    }
    if (some) put_box_entry(l, "holds under some of them", false, true, false);
    if (d->today != NONE) put_box_entry(l, "today", false, false, true);
}

static int32_t put_legend(picture *p, const graph *d, int32_t top)
{
    legend l = {p, PICTURE_MARGIN, top + 10};
    composed words;
    composed_start(&words, &p->report->memory);
    for (uint32_t i = 0; i < d->report->game->players; i++) {
        if (!moves_at_all(d, i)) continue;
        output *o = composed_again(&words);
        if (d->marks) put(o, "%u ", (unsigned)i + 1);
        put_text(o, "moves of "), put_text(o, d->report->model->players[i].label);
        put_line_entry(&l, composed_text(&words), i, true, (line_look){0});
    }
    if (d->drawn) put_line_entry(&l, "improvement", 0, false, (line_look){.head_to = true});
    if (any_one_way(d))
        put_line_entry(&l, "cannot be undone", 0, false,
                       (line_look){.hollow_to = true, .bar_from = true});
    put_frames_entries(&l, d, composed_again(&words), &words);
    composed_free(&words);
    return l.y + 18;
}

/* ---- the whole --------------------------------------------------------------------------------------- */

static void draw(picture *p, int32_t top, void *ctx)
{
    graph *d = ctx;
    sheet s = {.graph = d};
    find_gaps(&s);
    int32_t heads = 0;
    if (d->is_grid) {
        find_heads(&s);
        heads = 30 + (int32_t)s.lines * line_height(FACE_SMALL);
        if (heads < LEAST_HEADS) heads = LEAST_HEADS;
    }
    bool beside = d->is_grid && d->down;
    s.left = PICTURE_MARGIN + (beside ? ROW_WORDS : 8);
    s.top = top + heads + s.row_arc + 8;
    for (uint32_t k = 0; k < d->count; k++) {
        d->states[k].x = s.left + BOX_WIDE / 2 + d->states[k].half * s.across / 2;
        d->states[k].y = s.top + BOX_TALL / 2 + (int32_t)d->states[k].row * s.below;
    }
    if (d->is_grid) put_heads(p, &s, top);
    put_moves(p, d);
    for (uint32_t k = 0; k < d->count; k++) put_state(p, d, &d->states[k]);
    int32_t y = put_legend(p, d, s.top + (int32_t)d->rows * s.below - s.row_arc - LEAST_GAP + 24);
    composed words;
    composed_start(&words, &p->report->memory);
    compose_graph_notes(&words.out, d);
    put_lines(p, &(paragraph){FACE_QUIET, ANCHOR_START, NOTE_WIDE, 4}, PICTURE_MARGIN, y,
              composed_text(&words));
    composed_free(&words);
}

static void compose_description(output *o, const graph *d)
{
    compose_graph_notes(o, d);
    for (uint32_t k = 0; k < d->count; k++) {
        if (!d->states[k].holds && k != d->today) continue;
        put_text(o, " ");
        compose_state(o, d, &d->states[k]);
    }
}

bool graph_svg(graph *d, dt_output to, dt_error *err)
{
    if (mover_count(d) > PLAYER_LOOKS) {
        d->marks = ARENA_ARRAY(&d->report->arena, d->drawn, box);
        if (!d->marks) return fail_memory(err, &d->report->memory);
    }
    composed words;
    composed_start(&words, &d->report->memory);
    compose_description(&words.out, d);
    drawing it = {
        .name = "State graph", .description = composed_text(&words), .draw = draw, .ctx = d};
    bool done = picture_write(d->report, &it, to, err);
    composed_free(&words);
    return done;
}
