/* Outcomes that hold, side by side in words.
 *
 * A table of all options would be a dump. So: options that stand alike in all listed states are
 * said once, above (when there are enough options to make that worth it); the table has what
 * differs. Its columns are players while they are few and the lines are wide enough; else states
 * stand one below the other. */
#include "report/listing.h"

#include "base/bits.h"

enum {
    FEW_OUTCOMES = 24, /* up to here all that hold are listed */
    SHOWN = 6,         /* of many */
    FEW_OPTIONS = 8,   /* up to here nothing is said above the table */
    LEAST_PLAYER = 12, /* display columns of a player's cell */
    MOST_OTHER = 14,   /* of a cell that is not a player's */
    GAP = 2,
    MOST_COLUMNS = 32,
    OTHER_COLUMNS = 3 /* state, holds under, red lines */
};

/* ---- choosing ------------------------------------------------------------------------------- */

static uint64_t some_word(const report *r, uint64_t w)
{
    uint64_t word = 0;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(r->verdicts, c)) word |= r->verdicts->equilibria[c][w];
    return r->summary.among ? word & r->summary.among[w] : word;
}

/* Appends the outcomes that hold under exactly so many concepts and are, or are not, reached. */
static void list_grade(report *r, listing *l, uint64_t most, uint32_t concepts, bool reached)
{
    for (uint64_t w = 0; w < words_for(r->game->slots); w++) {
        uint64_t word = some_word(r, w);
        if (r->summary.improving)
            word &= reached ? r->summary.improving[w] : ~r->summary.improving[w];
        for (; word; word &= word - 1) {
            uint64_t at = w * 64 + lowest_bit(word);
            if (l->count == most) return;
            if (bit_count(concepts_of(r->verdicts, at)) == concepts) l->slots[l->count++] = at;
        }
    }
}

/* Best first: by the number of concepts, then those that improvements reach, then by number. */
static bool list_all(report *r, listing *l, uint64_t most)
{
    if (most > r->summary.in_some) most = r->summary.in_some;
    *l = (listing){.kind = LIST_ALL,
                   .of = r->summary.in_some,
                   .slots = ARENA_ARRAY(&r->arena, most, uint64_t)};
    if (!l->slots) return false;
    for (uint32_t n = analysed_count(r); n; n--) {
        if (r->summary.improving) list_grade(r, l, most, n, true);
        list_grade(r, l, most, n, false);
    }
    return true;
}

static void list_reached(report *r, listing *l, uint64_t most)
{
    equilibrium_walk k = equilibria_start(&r->summary, l->concept);
    while (l->count < most && equilibria_next(&k, &l->slots[l->count])) l->count++;
}

/* The concept that has most to say: the main one, or else one that has equilibria at all. */
static dt_concept telling_concept(const report *r)
{
    dt_concept c = main_concept(r);
    if (r->summary.concepts[c].count) return c;
    for (c = 0; !has_concept(r->verdicts, c) || !r->summary.concepts[c].count;) c++;
    return c;
}

bool choose_listing(report *r, listing *l)
{
    if (r->limit_given) return list_all(r, l, r->options.limit);
    if (r->summary.in_some <= FEW_OUTCOMES) return list_all(r, l, FEW_OUTCOMES);
    *l = (listing){.concept = telling_concept(r),
                   .slots = ARENA_ARRAY(&r->arena, FEW_OUTCOMES, uint64_t)};
    if (!l->slots) return false;
    const equilibria *e = &r->summary.concepts[l->concept];
    uint64_t reached = e->reached_by_improvements;
    l->kind = e->count <= FEW_OUTCOMES ? LIST_CONCEPT : reached ? LIST_REACHED : LIST_CLASSES;
    if (l->kind == LIST_CLASSES && !report_classes(r, l->concept)) return false;
    l->of = l->kind == LIST_CONCEPT ? e->count : l->kind == LIST_REACHED ? reached : e->classes;
    if (l->kind == LIST_CLASSES)
        for (; l->count < SHOWN && l->count < e->shown_count; l->count++)
            l->slots[l->count] = e->shown[l->count].slot;
    else list_reached(r, l, l->kind == LIST_REACHED && reached > 2 * SHOWN ? SHOWN : l->of);
    return true;
}

/* ---- comparing ------------------------------------------------------------------------------ */

void compare_listed(listed *l, report *r, const listing *all)
{
    const dt_model *m = r->model;
    uint64_t some_ones = 0;
    *l = (listed){.report = r, .listing = all, .all_ones = UINT64_MAX};
    for (size_t k = 0; k < all->count; k++) {
        uint64_t at = all->slots[k];
        l->all_ones &= slot_state(r->game, at) & ~slot_differing(r->game, at);
        some_ones |= slot_mentioned(r->game, at);
    }
    bool say = m->option_count > FEW_OPTIONS && all->count > 1;
    for (uint32_t k = 0; k < m->option_count; k++) {
        bool differs = some_ones & ~l->all_ones & m->options[k].mask;
        *(differs || !say ? &l->differing : &l->shared) |= m->options[k].mask;
    }
    for (uint32_t i = 0; i < m->player_count; i++)
        if (m->players[i].bits & l->differing) l->players[l->player_count++] = i;
}

/* ---- what they share ------------------------------------------------------------------------ */

static const char *all_of(const listed *l)
{
    return l->listing->count == 2 ? "In both:\n" : "In all of these:\n";
}

static void put_shared(const listed *l)
{
    report *r = l->report;
    if (!(l->shared & l->all_ones)) return;
    composed label, cell;
    composed_start(&label, &r->memory), composed_start(&cell, &r->memory);
    put_text(&r->out, all_of(l));
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

void put_holds(output *o, const report *r, uint64_t at)
{
    put_concepts(o, r, concepts_of(r->verdicts, at));
}

void put_crossed_count(output *o, const report *r, uint64_t crossed)
{
    uint32_t n = bit_count(crossed);
    if (n == 0) put_text(o, "all respected");
    else if (n > 1 && crossed == r->conditions.standing)
        put_text(o, n == 2 ? "both crossed" : "all crossed");
    else put(o, "%u crossed", (unsigned)n);
}

bool put_called(output *o, report *r, const row *k, put_label label)
{
    const statement *named = state_statement(r, k->facts.state);
    bool any = named && named->label.text && *named->label.text;
    if (any) label(o, named->label.text);
    for (uint32_t n = 0; n < r->model->outcome_count; n++) {
        if (!row_has_outcome(r, k, n)) continue;
        if (any) put_text(o, "; ");
        put_outcome(o, r, n, label);
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
    for (uint32_t p = 0; p < l->player_count; p++)
        put_terminal(composed_again(&a->cells[n++]), r->model->players[l->players[p]].label);
    if (analysed_count(r) > 1) put_text(composed_again(&a->cells[n++]), "holds under");
    if (r->conditions.standing) put_text(composed_again(&a->cells[n++]), "red lines");
    a->count = n;
}

static void compose_row(const listed *l, across *a, size_t k)
{
    report *r = l->report;
    row it = report_row(r, l->listing->slots[k]);
    uint32_t n = 0;
    put_state_name(composed_again(&a->cells[n++]), r, it.slot, put_terminal);
    for (uint32_t p = 0; p < l->player_count; p++)
        put_slot_choice(composed_again(&a->cells[n++]), r, l->players[p], it.slot, l->differing,
                        put_terminal);
    if (analysed_count(r) > 1) put_holds(composed_again(&a->cells[n++]), r, it.slot);
    if (r->conditions.standing)
        put_crossed_count(composed_again(&a->cells[n++]), r, it.facts.crossed);
    put_called(composed_again(&a->called), r, &it, put_terminal);
}

static void note_needed(across *a)
{
    for (uint32_t n = 0; n < a->count; n++) {
        uint32_t columns = text_columns(composed_text(&a->cells[n]));
        if (columns > a->needed[n]) a->needed[n] = columns;
    }
}

/* The columns besides the players' get what they need, within reason; the players share the rest.
 */
static void fit_columns(const listed *l, across *a)
{
    uint32_t rest = l->report->options.width - 1 - GAP * (a->count - 1), last = l->player_count;
    for (uint32_t n = 0; n < a->count; n++) {
        if (n >= 1 && n <= last) continue;
        a->columns[n] = (column){.width = a->needed[n] < MOST_OTHER ? a->needed[n] : MOST_OTHER,
                                 .right = n == 0};
        rest -= a->columns[n].width;
    }
    share_width(a->columns + 1, last, rest, a->needed + 1);
}

static void write_row(const listed *l, across *a)
{
    report *r = l->report;
    for (uint32_t n = 0; n < a->count; n++) a->columns[n].text = composed_text(&a->cells[n]);
    put_cells(&r->out, a->columns, a->count, 1, GAP);
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
        uint32_t hang = 1 + a.columns[0].width + GAP;
        const char *called = composed_text(&a.called);
        if (*called) put_repeated(&l->report->out, ' ', hang), put_text(&l->report->out, "= ");
        if (*called)
            put_wrapped(&l->report->out, called,
                        (margins){l->report->options.width, hang + 2, hang + 2, true});
    }
    for (uint32_t n = 0; n < MOST_COLUMNS; n++) composed_free(&a.cells[n]);
    composed_free(&a.called);
}

/* ---- states one below the other -------------------------------------------------------------- */

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
        if (analysed_count(r) > 1) put_text(o, ", holds under "), put_holds(o, r, it.slot);
        if (r->conditions.standing)
            put_text(o, ", red lines: "), put_crossed_count(o, r, it.facts.crossed);
        put_wrapped(&r->out, composed_text(&cell), (margins){r->options.width, 1, 4, false});
        if (put_called(composed_again(&cell), r, &it, put_terminal))
            put_wrapped(&r->out, composed_text(&cell), (margins){r->options.width, 4, 4, false});
        uint64_t mentioned = slot_mentioned(r->game, it.slot);
        if (!mentioned && !r->model->graph_form) put_text(&r->out, "    Nobody does anything.\n");
        for (uint32_t p = 0; p < l->player_count; p++) {
            if (!(mentioned & l->differing & r->model->players[l->players[p]].bits)) continue;
            put_terminal(composed_again(&label), r->model->players[l->players[p]].label);
            put_slot_choice(composed_again(&cell), r, l->players[p], it.slot, l->differing,
                            put_terminal);
            put_player_line(r, composed_text(&label), composed_text(&cell));
        }
    }
    composed_free(&label), composed_free(&cell);
}

/* Is there a column worth reading for every player who differs? */
static bool fits_across(const listed *l)
{
    const report *r = l->report;
    uint32_t others = 1 + MOST_OTHER / 2, n = l->player_count;
    if (analysed_count(r) > 1) others += GAP + MOST_OTHER;
    if (r->conditions.standing) others += GAP + MOST_OTHER;
    uint32_t room = r->options.width > others ? r->options.width - others : 0;
    return n && n * (LEAST_PLAYER + GAP) <= room && n + OTHER_COLUMNS <= MOST_COLUMNS;
}

void put_listing(report *r, const listing *all)
{
    listed l;
    if (!all->count) return;
    compare_listed(&l, r, all);
    put_shared(&l);
    if (fits_across(&l)) put_across(&l);
    else put_below(&l);
}
