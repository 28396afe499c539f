/* The option form table: options down, states across; then a rank a player, then the verdicts.
 * Pages as wide as the lines.
 *
 *                          1   2   3   4
 *   Upper town (1)
 *     Drill a second well  N   Y   N   Y
 *   Ranks, 1 is best
 *     Upper town           4   3   2   1
 *   Stability
 *     Nash                 .   1   2   E
 *
 * E is an equilibrium; else the numbers of the players for whom the state is stable, while there
 * are at most nine; else how many they are. */
#include "report/option_table.h"

#include "report/listing.h"

#include "base/bits.h"

#include <stdio.h>
#include <string.h>

enum { MOST_LABEL = 34, LEAST_CELL = 3, CELL_ROOM = 32 };

typedef struct page { /* some states side by side */
    report *report;
    const row *rows;
    uint32_t count, label_width, cell_width;
    composed label;
} page;

/* ---- lines of a page ------------------------------------------------------------------------ */

/* A label, wrapped before its last line, and a cell a state. */
static void put_line(page *p, uint32_t indent, const char *label,
                     void (*cell)(const page *, uint32_t k, uint32_t which, char *), uint32_t which)
{
    output *o = &p->report->out;
    const char *line;
    size_t length;
    for (;;) {
        length = next_line(&label, p->label_width - indent, &line);
        if (length) put_repeated(o, ' ', indent);
        put_bytes(o, line, length);
        if (!*label) break;
        put_text(o, "\n");
    }
    for (uint32_t k = 0; cell && k < p->count; k++) {
        char text[CELL_ROOM];
        cell(p, k, which, text);
        uint64_t end = p->label_width + (uint64_t)(k + 1) * p->cell_width,
                 used = text_columns(text);
        if (used && o->column + used < end) put_repeated(o, ' ', end - o->column - used);
        put_text(o, text);
    }
    put_text(o, "\n");
}

static const char *label_of(page *p, const char *text)
{
    put_terminal(composed_again(&p->label), text);
    return composed_text(&p->label);
}

static const char *numbered(page *p, uint32_t i)
{
    put_terminal(composed_again(&p->label), p->report->model->players[i].label);
    if (p->report->game->players <= 9) put(&p->label.out, " (%u)", (unsigned)i + 1);
    return composed_text(&p->label);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static void number_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    (void)which;
    snprintf(text, CELL_ROOM, "%llu", (unsigned long long)p->rows[k].index + 1);
}

/* A name that is longer than a cell is cut; the number above it says which state it is. */
static void name_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    (void)which;
    const statement *named = state_statement(p->report, p->rows[k].facts.state);
    const char *at = named ? named->word.text : "", *line;
    size_t length = next_line(&at, p->cell_width - 1, &line);
    if (length >= CELL_ROOM) length = 0;
    memcpy(text, line, length);
    text[length] = 0;
}

static void option_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    const option *it = &p->report->model->options[which];
    uint32_t level = option_level(it, p->rows[k].facts.state);
    bool open = it->mask & slot_differing(p->report->game, p->rows[k].slot);
    snprintf(text, CELL_ROOM, "%c",
             open                  ? '-'
             : it->declared_levels ? (char)('0' + (int)level)
             : level               ? 'Y'
                                   : 'N');
}

static void rank_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    snprintf(text, CELL_ROOM, "%u",
             (unsigned)rank_at(&p->report->game->scores[which], p->rows[k].slot));
}

static void crossed_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    snprintf(text, CELL_ROOM, "%s", p->rows[k].facts.crossed >> which & 1 ? "x" : ".");
}

static void verdict_cell(const page *p, uint32_t k, uint32_t which, char *text)
{
    const dt_verdicts *v = p->report->verdicts;
    uint32_t players = p->report->game->players, count = 0;
    char *to = text;
    for (uint32_t i = 0; i < players; i++) {
        if (!bit_at(stable_bits(v, (dt_concept)which, i), p->rows[k].slot)) continue;
        if (players <= 9) *to++ = (char)('1' + (int)i);
        count++;
    }
    *to = 0;
    if (count == players) snprintf(text, CELL_ROOM, "E");
    else if (count == 0) snprintf(text, CELL_ROOM, ".");
    else if (players > 9) snprintf(text, CELL_ROOM, "%u", (unsigned)count);
}

/* ---- a page --------------------------------------------------------------------------------- */

static void put_options_of(page *p, uint32_t i)
{
    const player *it = &p->report->model->players[i];
    if (!it->options) return;
    put_line(p, 1, numbered(p, i), NULL, 0);
    for (uint32_t k = it->first_option; k < it->first_option + it->options; k++)
        put_line(p, 3, label_of(p, p->report->model->options[k].label), option_cell, k);
}

static void put_redlines(page *p)
{
    report *r = p->report;
    if (!r->conditions.standing) return;
    put_line(p, 1, "Red lines crossed", NULL, 0);
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        if (!(r->conditions.standing >> k & 1)) continue;
        put_terminal(composed_again(&p->label),
                     r->model->players[r->stage->redlines[k].player].label);
        put_text(&p->label.out, ": ");
        put_redline(&p->label.out, r, k, put_terminal);
        put_line(p, 3, composed_text(&p->label), crossed_cell, k);
    }
}

static void put_page(page *p)
{
    report *r = p->report;
    put_line(p, 1, "state", number_cell, 0);
    if (r->named_count) put_line(p, 1, "name", name_cell, 0);
    for (uint32_t i = 0; i < r->game->players; i++) put_options_of(p, i);
    put_line(p, 1, "Ranks, 1 is best", NULL, 0);
    for (uint32_t i = 0; i < r->game->players; i++) put_line(p, 3, numbered(p, i), rank_cell, i);
    put_redlines(p);
    put_line(p, 1, "Stable", NULL, 0);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(r->verdicts, c))
            put_line(p, 3, dt_concept_name(c), verdict_cell, (uint32_t)c);
    put_text(&r->out, "\n");
}

/* ---- widths --------------------------------------------------------------------------------- */

static uint32_t digits(uint64_t n)
{
    uint32_t count = 1;
    while (n >= 10) n /= 10, count++;
    return count;
}

static uint32_t widest_cell(const report *r)
{
    uint32_t widest = digits(r->game->states);
    for (uint32_t i = 0; i < r->game->players; i++)
        if (digits(r->game->scores[i].distinct) > widest)
            widest = digits(r->game->scores[i].distinct);
    uint32_t verdict = r->game->players <= 9 ? r->game->players - 1 : 3;
    if (r->verdicts && verdict > widest) widest = verdict;
    return (widest < LEAST_CELL - 1 ? LEAST_CELL - 1 : widest) + 1;
}

static uint32_t widest_label(page *p)
{
    const report *r = p->report;
    uint32_t widest = 18,
             most = r->options.width / 2 < MOST_LABEL ? r->options.width / 2 : MOST_LABEL;
    for (uint32_t k = 0; k < r->model->option_count && widest < most; k++) {
        uint32_t columns = 4 + text_columns(label_of(p, r->model->options[k].label));
        if (columns > widest) widest = columns;
    }
    for (uint32_t i = 0; i < r->game->players && widest < most; i++) {
        uint32_t columns = 4 + text_columns(numbered(p, i));
        if (columns > widest) widest = columns;
    }
    return widest < most ? widest : most;
}

void put_option_table(report *r)
{
    enum { MOST_ACROSS = 128 };
    row rows[MOST_ACROSS];
    page p = {.report = r, .rows = rows, .cell_width = widest_cell(r)};
    composed_start(&p.label, &r->memory);
    p.label_width = widest_label(&p);
    uint32_t across = (r->options.width - p.label_width) / p.cell_width;
    if (across > MOST_ACROSS) across = MOST_ACROSS;
    if (!across) across = 1;
    row_walk walk = rows_start(r);
    for (bool more = true; more;) {
        for (p.count = 0; p.count < across && (more = rows_next(&walk, &rows[p.count]));) p.count++;
        if (p.count) put_page(&p);
    }
    margins below = {r->options.width, 1, 1, false};
    put_wrapped(
        &r->out,
        r->game->players <= 9
            ? "E: equilibrium. Else the numbers of the players for whom the state is stable."
            : "E: equilibrium. Else how many players the state is stable for.",
        below);
    if (!r->complete)
        put_wrapped(&r->out, "Only equilibria are shown; --limit 0 shows every state.", below);
    put_text(&r->out, "\n");
    composed_free(&p.label);
}

/* ---- states down ----------------------------------------------------------------------------- */

enum {
    OUTER_CELLS = 5,
    MOST_RANKS = 24,
    MOST_NAME = 14,
    LEAST_CALLED = 24,
    CROSSED_WIDTH = 7,
    GAP = 2,
    NARROW = 60
};

typedef struct down { /* state, pattern, a rank a player (or all in one cell), red lines, names */
    report *report;
    composed cells[OUTER_CELLS + MOST_RANKS], called;
    column columns[OUTER_CELLS + MOST_RANKS];
    uint32_t ranks;   /* cells for ranks */
    bool one_a_rank;  /* and not all in one */
    bool has_crossed; /* a cell for red lines */
    bool has_called;  /* a cell for what the state is called; else it stands below */
    uint32_t count;
} down;

static void compose_rank(output *o, const report *r, uint32_t i, uint64_t at)
{
    put(o, "%u", (unsigned)rank_at(&r->game->scores[i], at));
}

static void write_down(down *d)
{
    output *o = &d->report->out;
    const char *called = composed_text(&d->called);
    uint32_t n = 0, hang = 1 + d->columns[0].width + GAP;
    for (; n < d->count - d->has_called; n++) d->columns[n].text = composed_text(&d->cells[n]);
    if (d->has_called) d->columns[n].text = called;
    put_cells(o, d->columns, d->count, 1, GAP);
    if (d->has_called || !*called) return;
    put_repeated(o, ' ', hang);
    put_text(o, "= ");
    put_wrapped(o, called, (margins){d->report->options.width, hang + 2, hang + 2, true});
}

static void write_state(down *d, const row *k)
{
    report *r = d->report;
    char pattern[MAX_BITS + 1];
    slot_pattern(r->game, k->slot, pattern);
    put_state_name(composed_again(&d->cells[0]), r, k->slot, put_terminal);
    put_text(composed_again(&d->cells[1]), pattern);
    for (uint32_t i = 0; i < d->ranks; i++) composed_again(&d->cells[2 + i]);
    for (uint32_t i = 0; i < r->game->players; i++) {
        output *o = &d->cells[d->one_a_rank ? 2 + i : 2].out;
        if (i && !d->one_a_rank) put_text(o, " ");
        compose_rank(o, r, i, k->slot);
    }
    if (d->has_crossed)
        put(composed_again(&d->cells[2 + d->ranks]), "%u", (unsigned)bit_count(k->facts.crossed));
    put_called(composed_again(&d->called), r, k, put_terminal);
    write_down(d);
}

static uint32_t widest_name(report *r)
{
    uint32_t widest = digits(r->game->states) + (r->named_count ? 1 : 0);
    composed c;
    composed_start(&c, &r->memory);
    for (uint32_t k = 0; k < r->named_count && widest < MOST_NAME; k++) {
        put_terminal(composed_again(&c), r->named[k].statement->word.text);
        uint32_t columns = text_columns(composed_text(&c));
        if (columns > widest) widest = columns;
    }
    composed_free(&c);
    uint32_t most = r->options.width / 6 < MOST_NAME ? r->options.width / 6 : MOST_NAME;
    return widest < 5 ? 5 : widest < most ? widest : most;
}

/* Who the numbered rank columns are. */
static void put_rank_legend(down *d)
{
    report *r = d->report;
    output *o = composed_again(&d->called);
    if (!r->model->graph_form)
        put(o,
            "Patterns: a character an option, in the order above (N no, Y yes, or the level from "
            "0%s). ",
            r->game->members ? "; - either" : "");
    put_text(o, "Ranks, 1 is best: ");
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (i) put_text(o, ", ");
        put(o, "(%u) ", (unsigned)i + 1);
        put_terminal(o, r->model->players[i].label);
    }
    put_text(o, ".");
    put_wrapped(&r->out, composed_text(&d->called), (margins){r->options.width, 0, 0, false});
    put_text(&r->out, "\n");
}

static uint32_t rank_digits(const report *r)
{
    uint32_t widest = 3;
    for (uint32_t i = 0; i < r->game->players; i++)
        if (digits(r->game->scores[i].distinct) > widest)
            widest = digits(r->game->scores[i].distinct);
    return widest;
}

/* First what must stand in the line; then a cell a rank if they fit, or one for all; what is left
 * is for names if it is worth it. */
static void fit_down(down *d)
{
    const report *r = d->report;
    uint32_t rest = r->options.width - 1, players = r->game->players, wide = rank_digits(r), n = 0;
    uint32_t pattern = r->model->graph_form         ? 0
                       : r->model->option_count < 7 ? 7
                                                    : r->model->option_count;
    d->has_crossed = r->conditions.standing != 0;
    d->columns[n++] = (column){.width = widest_name(d->report), .right = true};
    uint32_t most = rest < NARROW ? rest / 4 : rest / 3; /* a longer pattern is wrapped */
    d->columns[n++] = (column){.width = pattern < most ? pattern : most};
    rest -= d->columns[0].width + d->columns[1].width + GAP +
            (d->has_crossed ? CROSSED_WIDTH + GAP : 0);
    d->one_a_rank = players <= MOST_RANKS && players * (wide + GAP) <= rest;
    d->ranks = d->one_a_rank ? players : 1;
    for (uint32_t k = 0; k < d->ranks; k++)
        d->columns[n++] =
            (column){.width = d->one_a_rank ? wide : rest - GAP, .right = d->one_a_rank};
    rest -= d->one_a_rank ? players * (wide + GAP) : rest;
    if (d->has_crossed) d->columns[n++] = (column){.width = CROSSED_WIDTH, .right = true};
    d->has_called = rest >= LEAST_CALLED + GAP;
    if (d->has_called) d->columns[n++] = (column){.width = rest - GAP};
    d->count = n;
}

static void write_heads(down *d)
{
    put_text(composed_again(&d->cells[0]), "state");
    put_text(composed_again(&d->cells[1]), d->report->model->graph_form ? "" : "pattern");
    for (uint32_t i = 0; i < d->ranks; i++) composed_again(&d->cells[2 + i]);
    for (uint32_t i = 0; i < d->ranks && d->one_a_rank; i++)
        put(&d->cells[2 + i].out, "(%u)", (unsigned)i + 1);
    if (!d->one_a_rank) put_text(&d->cells[2].out, "ranks, in the order above");
    if (d->has_crossed) put_text(composed_again(&d->cells[2 + d->ranks]), "crossed");
    composed_again(&d->called);
    write_down(d);
}

void put_state_table(report *r)
{
    row k;
    down d = {.report = r};
    composed_start(&d.called, &r->memory);
    for (uint32_t n = 0; n < OUTER_CELLS + MOST_RANKS; n++) composed_start(&d.cells[n], &r->memory);
    fit_down(&d);
    put_rank_legend(&d);
    write_heads(&d);
    for (row_walk walk = rows_start(r); rows_next(&walk, &k);) write_state(&d, &k);
    for (uint32_t n = 0; n < OUTER_CELLS + MOST_RANKS; n++) composed_free(&d.cells[n]);
    composed_free(&d.called);
}
