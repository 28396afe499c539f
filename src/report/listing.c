/* Outcomes that hold, side by side in words.
 *
 * A table of all options would be a dump. So: options that stand alike in all listed states are said
 * once, above (when there are enough options to make that worth it); the table has what differs. Its
 * columns are players while they are few and the lines are wide enough, else states. */
#include "report/listing.h"

#include "base/bits.h"

enum {
    FEW_OPTIONS = 8,    /* up to here nothing is said above the table */
    FEW_STATES = 40,    /* options down, states across, is for no more than these */
    LEAST_PLAYER = 16,  /* columns of a player's cell */
    MOST_FIXED = 3,     /* columns besides the players' */
    MOST_COLUMNS = 16
};

typedef struct listed {
    report *report;
    const listing *listing;
    uint64_t all_ones, some_ones; /* bits that all, that some of the states have */
    uint64_t shared;              /* bits of options that stand alike in all */
    uint32_t players[MAX_PLAYERS], player_count; /* who has options that differ */
    uint64_t differing;           /* bits of options that do not stand alike */
} listed;

static uint64_t state_of(const listed *l, size_t k) { return slot_state(l->report->game, l->listing->slots[k]); }

static void find_shared(listed *l)
{
    const dt_model *m = l->report->model;
    l->all_ones = UINT64_MAX;
    for (size_t k = 0; k < l->listing->count; k++) {
        l->all_ones &= state_of(l, k);
        l->some_ones |= state_of(l, k);
    }
    uint64_t differ = l->some_ones & ~l->all_ones;
    bool say = m->option_count > FEW_OPTIONS && l->listing->count > 1;
    for (uint32_t k = 0; k < m->option_count; k++) {
        if (differ & m->options[k].mask || !say) l->differing |= m->options[k].mask;
        else l->shared |= m->options[k].mask;
    }
    for (uint32_t i = 0; i < m->player_count; i++)
        if (m->players[i].bits & l->differing) l->players[l->player_count++] = i;
}

/* ---- what they share ------------------------------------------------------------------------ */

static void put_shared(const listed *l)
{
    report *r = l->report;
    if (!(l->shared & l->all_ones)) return;
    composed label, cell;
    composed_start(&label, &r->memory), composed_start(&cell, &r->memory);
    put_text(&r->out, "  In all of these:\n");
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!(r->model->players[i].bits & l->shared & l->all_ones)) continue;
        put_terminal(composed_again(&label), r->model->players[i].label);
        put_choice(composed_again(&cell), r, i, l->all_ones, l->shared, put_terminal);
        put_player_line(r, composed_text(&label), composed_text(&cell));
    }
    put_text(&r->out, "\n");
    composed_free(&label), composed_free(&cell);
}

/* ---- cells ---------------------------------------------------------------------------------- */

static void compose_holds(output *o, const report *r, uint64_t at) { put_concepts(o, r, concepts_of(r->verdicts, at)); }

static void compose_crossed(output *o, const report *r, uint64_t crossed)
{
    uint32_t n = bit_count(crossed);
    if (n == 0) put_text(o, "all respected");
    else if (n == r->stage->redline_count && n > 1) put(o, "all %u crossed", (unsigned)n);
    else put(o, "%u crossed", (unsigned)n);
}

/* What the state is called: its label and the outcomes that it is. */
static bool compose_called(output *o, report *r, const row *k)
{
    const statement *named = state_statement(r, k->facts.state);
    bool any = named && named->label.text;
    if (any) put_terminal(o, named->label.text);
    for (uint32_t n = 0; n < r->model->outcome_count; n++) {
        if (!row_has_outcome(r, k, n)) continue;
        const statement *it = r->model->outcomes[n];
        if (any) put_text(o, "; ");
        put_terminal(o, it->label.text ? it->label.text : it->word.text);
        any = true;
    }
    return any;
}

/* ---- players across ------------------------------------------------------------------------- */

typedef struct across { /* state, players, holds under, red lines */
    composed cells[MOST_COLUMNS], called;
    column columns[MOST_COLUMNS];
    uint32_t needed[MOST_COLUMNS], count;
} across;

static void compose_head(const listed *l, across *a)
{
    const report *r = l->report;
    uint32_t n = 0;
    put_text(composed_again(&a->cells[n++]), "state");
    for (uint32_t p = 0; p < l->player_count; p++) put_terminal(composed_again(&a->cells[n++]), r->model->players[l->players[p]].label);
    if (r->verdicts && analysed_count(r) > 1) put_text(composed_again(&a->cells[n++]), "holds under");
    if (r->stage->redline_count) put_text(composed_again(&a->cells[n++]), "red lines");
    a->count = n;
}

static void compose_row(const listed *l, across *a, size_t k)
{
    report *r = l->report;
    row it = report_row(r, l->listing->slots[k]);
    uint32_t n = 0;
    put_state_name(composed_again(&a->cells[n++]), r, it.slot, put_terminal);
    for (uint32_t p = 0; p < l->player_count; p++)
        put_choice(composed_again(&a->cells[n++]), r, l->players[p], it.facts.state, l->differing, put_terminal);
    if (r->verdicts && analysed_count(r) > 1) compose_holds(composed_again(&a->cells[n++]), r, it.slot);
    if (r->stage->redline_count) compose_crossed(composed_again(&a->cells[n++]), r, it.facts.crossed);
    if (!compose_called(composed_again(&a->called), r, &it)) composed_again(&a->called);
}

static void note_needed(across *a)
{
    for (uint32_t n = 0; n < a->count; n++) {
        uint32_t columns = text_columns(composed_text(&a->cells[n]));
        if (columns > a->needed[n]) a->needed[n] = columns;
    }
}

/* The columns besides the players' get what they need, within reason; the players share the rest. */
static void fit_columns(const listed *l, across *a)
{
    uint32_t rest = l->report->options.width - 1 - 2 * (a->count - 1), last = l->player_count;
    for (uint32_t n = 0; n < a->count; n++) {
        if (n >= 1 && n <= last) continue;
        a->columns[n] = (column){.width = a->needed[n] < 14 ? a->needed[n] : 14, .right = n == 0};
        rest -= a->columns[n].width;
    }
    share_width(a->columns + 1, last, rest, a->needed + 1);
}

static void write_row(const listed *l, across *a)
{
    report *r = l->report;
    for (uint32_t n = 0; n < a->count; n++) a->columns[n].text = composed_text(&a->cells[n]);
    put_cells(&r->out, a->columns, a->count, 1, 2);
}

static void put_across(const listed *l)
{
    across a = {.count = 0};
    for (uint32_t n = 0; n < MOST_COLUMNS; n++) composed_start(&a.cells[n], &l->report->memory);
    composed_start(&a.called, &l->report->memory);
    compose_head(l, &a);
    note_needed(&a);
    for (size_t k = 0; k < l->listing->count; k++) {
        compose_row(l, &a, k);
        note_needed(&a);
    }
    fit_columns(l, &a);
    compose_head(l, &a);
    write_row(l, &a);
    for (size_t k = 0; k < l->listing->count; k++) {
        compose_row(l, &a, k);
        write_row(l, &a);
        uint32_t hang = 1 + a.columns[0].width + 2;
        const char *called = composed_text(&a.called);
        if (*called) put_repeated(&l->report->out, ' ', hang), put_text(&l->report->out, "= ");
        if (*called) put_wrapped(&l->report->out, called, (margins){l->report->options.width, hang + 2, hang + 2, true});
    }
    for (uint32_t n = 0; n < MOST_COLUMNS; n++) composed_free(&a.cells[n]);
    composed_free(&a.called);
}

/* ---- states one below the other --------------------------------------------------------------- */

static void put_below(const listed *l)
{
    report *r = l->report;
    composed label, cell;
    composed_start(&label, &r->memory), composed_start(&cell, &r->memory);
    for (size_t k = 0; k < l->listing->count; k++) {
        row it = report_row(r, l->listing->slots[k]);
        output *o = composed_again(&cell);
        put_text(o, "state ");
        put_state_name(o, r, it.slot, put_terminal);
        if (r->verdicts && analysed_count(r) > 1) put_text(o, ", holds under "), compose_holds(o, r, it.slot);
        if (r->stage->redline_count) put_text(o, ", red lines: "), compose_crossed(o, r, it.facts.crossed);
        put_wrapped(&r->out, composed_text(&cell), (margins){r->options.width, 1, 4, false});
        if (compose_called(composed_again(&cell), r, &it))
            put_wrapped(&r->out, composed_text(&cell), (margins){r->options.width, 4, 4, false});
        for (uint32_t p = 0; p < l->player_count; p++) {
            if (!(it.facts.state & l->differing & r->model->players[l->players[p]].bits)) continue;
            put_terminal(composed_again(&label), r->model->players[l->players[p]].label);
            put_choice(composed_again(&cell), r, l->players[p], it.facts.state, l->differing, put_terminal);
            put_player_line(r, composed_text(&label), composed_text(&cell));
        }
    }
    composed_free(&label), composed_free(&cell);
}

void put_listing(report *r, const listing *all)
{
    listed l = {.report = r, .listing = all};
    if (!all->count) return;
    find_shared(&l);
    put_shared(&l);
    uint32_t room = r->options.width > 44 ? r->options.width - 44 : 0;
    if (l.player_count <= room / (LEAST_PLAYER - 4) && l.player_count + 4 <= MOST_COLUMNS) put_across(&l);
    else put_below(&l);
}
