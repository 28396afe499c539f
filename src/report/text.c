/* Reports as text: an answer first, then what it rests on, then what to ask next.
 *
 * `solve`: what was examined; whether today holds and who would leave it; what holds. Few outcomes
 * are all listed; of many the text says how they split, what they share and which of them
 * improvements reach from today, and lists these. `states`: a table of states.
 *
 * Words for a reader who knows no game theory; the field's word stands beside ours once. */
#include "report/cited.h"
#include "report/listing.h"
#include "report/option_table.h"
#include "report/prose.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum {
    FEW_OPTIONS = 12, /* up to here they are listed above the answer */
    SHOWN_SETS = 8,   /* of red lines */
    SHOWN_PLAYERS = 12
};

/* ---- paragraphs ----------------------------------------------------------------------------- */

void put_paragraph(report *r, composed *c, uint32_t indent, uint32_t hang)
{
    put_wrapped(&r->out, composed_text(c), (margins){r->options.width, indent, hang, false});
    composed_again(c);
}

void put_heading(report *r, composed *c)
{
    if (r->options.colour) put_text(&r->out, "\x1b[1m");
    const char *text = composed_text(c);
    put_wrapped(&r->out, text, (margins){r->options.width, 0, 0, false});
    if (r->options.colour) put_text(&r->out, "\x1b[0m");
    composed_again(c);
}

/* ---- head ----------------------------------------------------------------------------------- */

static void put_title(report *r, composed *c)
{
    output *o = composed_again(c);
    const char *file = r->options.file ? r->options.file : "A conflict";
    put_terminal(o, r->model->title ? r->model->title : file);
    put_heading(r, c);
    const statement *event = r->stage->event;
    if (!r->model->event_count) return;
    if (event) {
        put_terminal(o, event->date_text.text);
        if (event->label.text) put_text(o, ": "), put_terminal(o, event->label.text);
        put(o, " (after event %u of %u)", (unsigned)r->stage->number,
            (unsigned)r->model->event_count);
    } else if (r->model->event_count == 1) put_text(o, "Before the event");
    else put(o, "Before the first of %u events", (unsigned)r->model->event_count);
    put_paragraph(r, c, 0, 2);
}

static void put_size(report *r, composed *c)
{
    output *o = composed_again(c);
    bool beyond;
    uint64_t possible = possible_states(r->model, &beyond);
    if (beyond) put_text(o, "18,446,744,073,709,551,616");
    else put_count(o, possible);
    bool graph = r->model->graph_form;
    if (graph) put_text(o, possible == 1 ? " state" : " states");
    else put_text(o, possible == 1 ? " combination of options" : " combinations of options");
    if (!r->game->slots) { /* an outline: nobody has looked at the states */
        put_text(o, ".");
        put_paragraph(r, c, 0, 0);
        return;
    }
    if (r->game->members) {
        put_text(o, ", ");
        put_count(o, r->game->members->count);
        put_text(o, " possible, coalesced to ");
        put_count(o, r->game->states);
    } else if (!graph) put_text(o, ", "), put_count(o, r->game->states), put_text(o, " possible");
    put_text(o, r->verdicts ? "; all examined, none sampled." : ".");
    put_paragraph(r, c, 0, 0);
}

/* What is not the default must be known before any result is read. */
static void put_conditions(report *r, composed *c)
{
    output *o = composed_again(c);
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        if (!r->stage->redlines[k].lifted) continue;
        put_text(o, "Lifted (--lift): ");
        put_crossed_lines(o, r, UINT64_C(1) << k, put_terminal);
        put_text(o, " shuts nothing out any more; it counts last among what its player wants.");
        put_paragraph(r, c, 0, 2);
    }
    if (r->verdicts && r->verdicts->responses != DT_RESPONSES_SEQUENCES) {
        put_text(
            o, r->verdicts->responses == DT_RESPONSES_SINGLE
                   ? "The others answer with a single move of one of them (--responses single), "
                     "not with "
                   : "The others answer with at most one move each (--responses once), not with ");
        put_text(o, "every sequence of moves, as the definitions have it.");
        put_paragraph(r, c, 0, 2);
    }
    if (r->options.where) {
        put_text(o, "Shown and counted are only the ");
        if (r->game->slots) put_count(o, r->among_count), put_text(o, " ");
        put_text(o, "outcomes where: ");
        put_terminal(o, r->options.where);
        put_paragraph(r, c, 0, 2);
        put_text(o, "Moves to other outcomes remain possible for everybody.");
        put_paragraph(r, c, 2, 2);
    }
    if (r->verdicts && analysed_count(r) < DT_CONCEPT_COUNT) {
        put_text(o, "Only ");
        put_concepts_by_name(o, r->verdicts->concepts);
        put_text(o, analysed_count(r) == 1 ? " was asked for (--concept)."
                                           : " were asked for (--concept).");
        put_paragraph(r, c, 0, 2);
    }
}

/* What cannot be chosen freely. */
static const char *restriction(const report *r, uint32_t k)
{
    const option *it = &r->model->options[k];
    if (r->stage->fixed[k] >= 0) return "fixed";
    if (!it->irreversible) return NULL;
    if (it->declared_levels) return it->irreversible > 0 ? "can only rise" : "can only fall";
    return it->irreversible > 0 ? "cannot be undone" : "cannot be taken up again";
}

static void compose_option(output *o, const report *r, uint32_t k)
{
    const option *it = &r->model->options[k];
    const char *restricted = restriction(r, k);
    put_terminal(o, it->label);
    if (!it->declared_levels && !restricted) return;
    put_text(o, " (");
    for (uint32_t v = 0; v < it->levels && it->declared_levels; v++) {
        if (v) put_text(o, ", ");
        put_terminal(o, it->level_names[v]);
    }
    if (restricted) put(o, "%s%s", it->declared_levels ? "; " : "", restricted);
    if (r->stage->fixed[k] >= 0)
        put_text(o, ": "), put_terminal(o, it->level_names[r->stage->fixed[k]]);
    put_text(o, ")");
}

static void put_options(report *r, composed *c)
{
    composed label;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        const player *p = &r->model->players[i];
        output *o = composed_again(c);
        for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
            if (k > p->first_option) put_text(o, "; ");
            compose_option(o, r, k);
        }
        if (r->model->graph_form)
            put_plural(o, r->game->movers[i].to_first[r->game->slots], "move", "moves");
        else if (!p->options) put_text(o, "(no option)");
        put_terminal(composed_again(&label), p->label);
        put_player_line(r, composed_text(&label), composed_text(c));
    }
    put_text(&r->out, "\n");
    composed_free(&label);
    composed_again(c);
}

void put_report_head(report *r, composed *c)
{
    put_title(r, c);
    put_size(r, c);
    put_conditions(r, c);
    put_text(&r->out, "\n");
}

/* ---- today ---------------------------------------------------------------------------------- */

static uint32_t stable_concepts(const report *r, uint32_t i, uint64_t at)
{
    uint32_t concepts = 0;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(r->verdicts, c) && bit_at(stable_bits(r->verdicts, c, i), at))
            concepts |= 1u << c;
    return concepts;
}

static void put_today_choices(report *r, composed *c, uint64_t at)
{
    composed label;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!(slot_mentioned(r->game, at) & r->model->players[i].bits)) continue;
        put_terminal(composed_again(&label), r->model->players[i].label);
        put_slot_choice(composed_again(c), r, i, at, UINT64_MAX, put_terminal);
        put_player_line(r, composed_text(&label), composed_text(c));
    }
    composed_free(&label);
    composed_again(c);
}

static void compose_today(output *o, report *r, const row *today)
{
    put_text(o, "Today (the status quo) is state ");
    put_state_name(o, r, today->slot, put_terminal);
    const statement *named = state_statement(r, today->facts.state);
    if (named && named->label.text && *named->label.text)
        put_text(o, ", \""), put_terminal(o, named->label.text), put_text(o, "\"");
    uint32_t count = 0, n = 0;
    for (uint32_t k = 0; k < r->model->outcome_count; k++) count += row_has_outcome(r, today, k);
    if (count) put_text(o, ": ");
    for (uint32_t k = 0; k < r->model->outcome_count; k++) {
        if (!row_has_outcome(r, today, k)) continue;
        put_joint(o, n++, count);
        put_text(o, "\""), put_outcome(o, r, k, put_terminal), put_text(o, "\"");
    }
    if (r->model->graph_form) put_text(o, ".");
    else
        put_text(o, slot_mentioned(r->game, today->slot) ? ". What is done:"
                                                         : ". Nobody does anything.");
}

static void compose_verdict(output *o, const report *r, uint32_t holds)
{
    uint32_t all = r->verdicts->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT);
    if (holds == all) put_text(o, "Today holds");
    else put_text(o, holds ? "Today holds under " : "Today does not hold");
    if (holds && holds != all) {
        put_concepts(o, r, holds);
        put_text(o, ", but not under ");
        put_concepts(o, r, all & ~holds);
    } else if (analysed_count(r) == 1) {
        put_text(o, " under ");
        put_concepts(o, r, all);
    } else if (holds) put_text(o, " in every sense");
}

/* Who would leave today, and how: the best of its improvements. */
static void put_leaver(report *r, composed *c, composed *label, uint32_t i, const row *today)
{
    improvements found = improvements_from(r->game, i, today->slot);
    uint32_t stable = stable_concepts(r, i, today->slot);
    output *o = composed_again(c);
    if (found.shown_count) put_move(o, r, i, today->slot, found.shown[0], put_terminal);
    if (found.count > 1)
        put_text(o, " (the best of "), put_count(o, found.count), put_text(o, " ways)");
    if (stable) put_text(o, "; deterred under "), put_concepts(o, r, stable);
    put_terminal(composed_again(label), r->model->players[i].label);
    put_player_line(r, composed_text(label), composed_text(c));
    composed_again(c);
}

static void put_leavers(report *r, composed *c, const row *today)
{
    composed label;
    uint32_t all = r->verdicts->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT), count = 0,
             deterred = 0;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        uint32_t stable = stable_concepts(r, i, today->slot);
        if (stable == all) continue;
        deterred += stable != 0;
        if (++count <= SHOWN_PLAYERS) put_leaver(r, c, &label, i, today);
    }
    if (count > SHOWN_PLAYERS) {
        put(composed_again(c), "... and %u more players", (unsigned)(count - SHOWN_PLAYERS));
        put_paragraph(r, c, 2, 2);
    }
    if (deterred) {
        put_text(composed_again(c),
                 "Deterred: the others' answer can take the gain away again (a sanction).");
        put_paragraph(r, c, 2, 2);
    }
    composed_free(&label);
}

static void put_today(report *r, composed *c)
{
    if (r->game->status_quo == DT_NO_INDEX) return;
    row today = report_row(r, r->game->status_quo);
    uint32_t holds = concepts_of(r->verdicts, today.slot),
             all = r->verdicts->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT);
    compose_today(composed_again(c), r, &today);
    put_paragraph(r, c, 0, 0);
    if (!r->model->graph_form) put_today_choices(r, c, today.slot);
    compose_verdict(composed_again(c), r, holds);
    if (holds == all) put_text(&c->out, ": nobody has anything lasting to gain by leaving it.");
    else put_text(&c->out, ". Who would gain by moving (has an improvement):");
    put_paragraph(r, c, 0, 0);
    if (holds != all) put_leavers(r, c, &today);
    put_text(&r->out, "\n");
}

/* ---- what holds ------------------------------------------------------------------------------ */

/* The answer in one sentence. */
static void put_answer(report *r, composed *c)
{
    output *o = composed_again(c);
    const summary *s = &r->summary;
    bool one = s->in_some == 1, all = s->in_some == r->among_count && !one;
    if (s->in_some == 0) put_text(o, "No outcome");
    else if (all) put_text(o, "All "), put_count(o, s->in_some), put_text(o, " outcomes");
    else {
        put_count(o, s->in_some);
        put_text(o, " of ");
        put_count(o, r->among_count);
        put_text(o, r->among_count == 1 ? " outcome" : " outcomes");
    }
    put_text(o, one || !s->in_some ? " holds (is an equilibrium)" : " hold (are equilibria)");
    if (analysed_count(r) == 1) put(o, " under %s", dt_concept_name(main_concept(r)));
    else if (!s->in_some) put_text(o, " in any sense");
    else if (s->in_some == s->in_every)
        put_text(o, analysed_count(r) == DT_CONCEPT_COUNT ? " in every sense"
                                                          : " in every sense asked for");
    else {
        put_text(o, " in some sense, ");
        put_number(o, s->in_every);
        put_text(o, " in every sense");
        if (analysed_count(r) < DT_CONCEPT_COUNT) put_text(o, " asked for");
    }
    put_text(o, s->in_some ? ":" : ".");
    put_heading(r, c);
}

static void put_senses(report *r, composed *c)
{
    uint32_t width = 0;
    for (dt_concept k = 0; k < DT_CONCEPT_COUNT; k++) {
        if (!has_concept(r->verdicts, k)) continue;
        put_count(composed_again(c), r->summary.concepts[k].count);
        uint32_t columns = text_columns(composed_text(c));
        if (columns > width) width = columns;
    }
    for (dt_concept k = 0; k < DT_CONCEPT_COUNT; k++) {
        if (!has_concept(r->verdicts, k)) continue;
        put_count(composed_again(c), r->summary.concepts[k].count);
        column columns[3] = {
            {.text = dt_concept_name(k), .width = 4},
            {.text = composed_text(c), .width = width, .right = true},
            {.text = dt_concept_meaning(k), .width = r->options.width - width - 12}};
        put_cells(&r->out, columns, 3, 2, 3);
    }
    put_text(&r->out, "\n");
}

/* ---- many of them ---------------------------------------------------------------------------- */

static void put_split(report *r, const char *count, const char *what)
{
    column columns[2] = {{.text = count, .width = 11, .right = true},
                         {.text = what, .width = r->options.width - 16}};
    put_cells(&r->out, columns, 2, 2, 3);
}

static void compose_set(output *o, const report *r, uint64_t lines)
{
    put_text(o, lines ? "cross " : "respect everybody's red lines");
    put_crossed_lines(o, r, lines, put_terminal);
}

static void put_by_crossed(report *r, composed *c, const equilibria *e)
{
    composed number;
    if (!r->conditions.standing) return;
    composed_start(&number, &r->memory);
    if (e->crossed.count == 1) {
        put_text(composed_again(c), "All ");
        compose_set(&c->out, r, e->crossed.items[0].lines);
        put_text(&c->out, ".");
        put_paragraph(r, c, 2, 2);
    } else {
        put_text(composed_again(c), "By the red lines that they cross:");
        put_paragraph(r, c, 2, 2);
        uint64_t rest = e->count;
        for (size_t k = 0; k < e->crossed.count && k < SHOWN_SETS; k++) {
            put_count(composed_again(&number), e->crossed.items[k].count);
            compose_set(composed_again(c), r, e->crossed.items[k].lines);
            put_split(r, composed_text(&number), composed_text(c));
            rest -= e->crossed.items[k].count;
        }
        if (rest) {
            put_count(composed_again(&number), rest);
            put_split(r, composed_text(&number), "cross other sets of red lines");
        }
    }
    composed_free(&number);
    put_text(&r->out, "\n");
    composed_again(c);
}

/* The largest first; what none of them is in one sentence. */
static void put_by_outcome(report *r, composed *c, const equilibria *e)
{
    composed number;
    uint32_t n = r->model->outcome_count, none = 0, said = 0;
    if (!n) return;
    composed_start(&number, &r->memory);
    put_text(composed_again(c), "By named outcome (an outcome may have several names, or none):");
    put_paragraph(r, c, 2, 2);
    for (uint32_t k = 0; k < n; k++) none += e->outcomes[k] == 0;
    uint64_t below = UINT64_MAX;
    for (uint32_t shown = 0; shown + none < n;) { /* the next lower count, and all that have it */
        uint64_t next = 0;
        for (uint32_t k = 0; k < n; k++)
            if (e->outcomes[k] < below && e->outcomes[k] > next) next = e->outcomes[k];
        for (uint32_t k = 0; k < n; k++) {
            if (e->outcomes[k] != next) continue;
            put_count(composed_again(&number), next);
            put_outcome(composed_again(c), r, k, put_terminal);
            put_split(r, composed_text(&number), composed_text(c));
            shown++;
        }
        below = next;
    }
    composed_again(c);
    for (uint32_t k = 0; k < n; k++) {
        if (e->outcomes[k]) continue;
        put_text(&c->out, said++ ? "; " : "");
        put_outcome(&c->out, r, k, put_terminal);
    }
    if (said) put_split(r, "0", composed_text(c));
    composed_free(&number);
    put_text(&r->out, "\n");
    composed_again(c);
}

typedef enum span_kind { ALWAYS, NEVER, LIMITED, OPEN } span_kind;

/* How an option stands in the equilibria. */
static span_kind kind_of(const report *r, const equilibria *e, uint32_t k)
{
    const option *it = &r->model->options[k];
    uint32_t occurring = 0;
    for (uint32_t v = 0; v < it->levels; v++) occurring += level_occurs(e, it, v);
    if (occurring == it->levels) return OPEN;
    if (occurring > 1) return LIMITED;
    return level_occurs(e, it, 0) ? NEVER : ALWAYS;
}

static void compose_kind(output *o, const report *r, const equilibria *e, uint32_t k,
                         span_kind kind)
{
    const option *it = &r->model->options[k];
    uint32_t count = 0, n = 0;
    for (uint32_t v = 0; v < it->levels; v++) count += level_occurs(e, it, v);
    put_terminal(o, it->label);
    if (!it->declared_levels || kind == NEVER || kind == OPEN) return;
    put_text(o, ": ");
    for (uint32_t v = 0; v < it->levels; v++) {
        if (!level_occurs(e, it, v)) continue;
        if (n) put_text(o, n + 1 == count ? " or " : ", ");
        put_terminal(o, it->level_names[v]);
        n++;
    }
}

static void put_kind(report *r, composed *c, const equilibria *e, span_kind kind, const char *title)
{
    composed label;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        const player *p = &r->model->players[i];
        uint32_t said = 0;
        composed_again(c);
        for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
            if (r->stage->fixed[k] >= 0 || kind_of(r, e, k) != kind) continue;
            put_text(&c->out, said++ ? "; " : "");
            compose_kind(&c->out, r, e, k, kind);
        }
        if (!said) continue;
        if (title) put(&r->out, "  %s:\n", title);
        title = NULL; /* said once */
        put_terminal(composed_again(&label), p->label);
        put_player_line(r, composed_text(&label), composed_text(c));
    }
    composed_free(&label);
    composed_again(c);
}

static bool has_open(const report *r, const equilibria *e)
{
    for (uint32_t k = 0; k < r->model->option_count; k++)
        if (r->stage->fixed[k] < 0 && kind_of(r, e, k) == OPEN) return true;
    return false;
}

/* What can be as it likes says nothing: it is left out. */
static void put_levels(report *r, composed *c, const equilibria *e)
{
    put_kind(r, c, e, ALWAYS, "Always");
    put_kind(r, c, e, LIMITED, "Only at some of its levels");
    put_kind(r, c, e, NEVER, "Never");
    if (has_open(r, e)) {
        put_text(composed_again(c),
                 "Every other option that is not fixed is open: taken in some, not in others.");
        put_paragraph(r, c, 2, 2);
    }
    put_text(&r->out, "\n");
}

static void compose_reached(output *o, const equilibria *e)
{
    if (!e->reached_by_moves) {
        put_text(o, "No legal moves lead from today to any of them.");
        return;
    }
    if (e->reached_by_improvements) {
        put_text(o, "From today, steps that each serve whoever takes them (improvements) lead to ");
        if (e->reached_by_improvements == e->count) put_text(o, "all of them");
        else put_number(o, e->reached_by_improvements), put_text(o, " of them");
    } else
        put_text(o, "No steps that each serve whoever takes them (improvements) lead from today to "
                    "any of them");
    if (e->reached_by_moves != e->reached_by_improvements) {
        put_text(o, "; legal moves of any kind lead to ");
        if (e->reached_by_moves == e->count) put_text(o, "all of them");
        else put_number(o, e->reached_by_moves);
    }
    put_text(o, ".");
}

/* Says what the listing is of. */
static void put_listing_title(report *r, composed *c, const listing *l)
{
    output *o = composed_again(c);
    const equilibria *e = &r->summary.concepts[l->concept];
    if (l->kind == LIST_REACHED && l->count == l->of)
        put_text(o, l->of == 1 ? "It is:" : "They are:");
    else if (l->kind == LIST_REACHED) put(o, "The first %s:", number_word(l->count));
    else if (l->kind == LIST_CONCEPT)
        put_text(o, r->summary.improving ? "All of them, what improvements reach first:"
                                         : "All of them:");
    else if (e->classes == 1) put_text(o, "No player tells any two of them apart. One of them:");
    else if (e->classes == e->count)
        put_text(o, "The first of them; no two are the same to everybody:");
    else {
        put_text(o, "To the players they are ");
        put_plural(o, e->classes, "kind", "kinds");
        put_text(o, " (nobody tells two of a kind apart). One of each");
        put_text(o, l->count < e->classes ? " of the largest:" : ":");
    }
    put_paragraph(r, c, 0, 0);
}

static void put_many(report *r, composed *c, const listing *l)
{
    const equilibria *e = &r->summary.concepts[l->concept];
    output *o = composed_again(c);
    put_text(o, "The ");
    put_count(o, e->count);
    put(o, " that hold under %s:", dt_concept_name(l->concept));
    put_heading(r, c);
    put_by_crossed(r, c, e);
    put_by_outcome(r, c, e);
    put_levels(r, c, e);
    if (r->summary.improving) {
        compose_reached(composed_again(c), e);
        put_heading(r, c);
    }
    put_listing_title(r, c, l);
}

static void put_rest(report *r, composed *c, const listing *l)
{
    if (l->kind == LIST_ALL && l->count == l->of) return;
    if (l->kind != LIST_ALL) put_text(&r->out, "\n");
    else {
        put_text(composed_again(c), "... and ");
        put_count(&c->out, l->of - l->count);
        put_text(&c->out, " more.");
        put_paragraph(r, c, 1, 1);
        put_text(&r->out, "\n");
    }
    put_text(composed_again(c),
             "All that hold: --limit 0. Fewer: --where CONDITION. A spreadsheet: --format csv.");
    put_paragraph(r, c, 0, 2);
}

static bool put_outcomes(report *r, composed *c)
{
    listing found;
    if (!r->summary.in_some) return true;
    if (!choose_listing(r, &found)) return false;
    if (found.kind != LIST_ALL) put_many(r, c, &found);
    put_listing(r, &found);
    put_rest(r, c, &found);
    put_text(&r->out, "\n");
    return true;
}

/* ---- what next ------------------------------------------------------------------------------- */

static const suggestion after_solve[] = {{"why?", "explain", ""},
                                         {"a deal?", "redlines", ""},
                                         {"the full table?", "solve", " --table"},
                                         {"which outcomes are there?", "states", ""},
                                         {"is the model sound?", "check", ""}};
static const suggestion after_states[] = {{"what holds?", "solve", ""},
                                          {"is the model sound?", "check", ""}};

/* As a shell takes it. */
void put_shell_word(output *o, report *r, const char *word)
{
    bool plain = !word[strspn(
        word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-+,:=@%")];
    if (plain) {
        put_text(o, word);
        return;
    }
    put_text(o, "'");
    for (const char *quote; (quote = strchr(word, '\'')); word = quote + 1) {
        const char *before = arena_text(&r->arena, word, (size_t)(quote - word));
        put_terminal(o, before);
        put_text(o, "'\\''");
    }
    put_terminal(o, word);
    put_text(o, "'");
}

static bool makes_sense(const report *r, const suggestion *s)
{
    if (strcmp(s->arguments, " --table") == 0) return !r->options.table;
    if (strcmp(s->command, "redlines") == 0) return r->stage->redline_count > 0;
    if (strcmp(s->command, "explain") == 0) return r->game->status_quo != DT_NO_INDEX;
    return true;
}

/* Commands are never broken into lines: they are there to be copied. */
void put_suggestions(report *r, composed *c, const suggestion *all, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        if (!makes_sense(r, &all[k])) continue;
        output *o = composed_again(c);
        put_terminal(o, r->options.command);
        put(o, " %s ", all[k].command);
        put_shell_word(o, r, r->options.file ? r->options.file : "FILE");
        put_text(o, all[k].arguments);
        put(&r->out, "%-25s  ", all[k].question);
        put_text(&r->out, composed_text(c));
        put_text(&r->out, "\n");
    }
}

static bool solve_text(report *r, composed *c)
{
    put_report_head(r, c);
    if (r->model->option_count <= FEW_OPTIONS) put_options(r, c);
    put_today(r, c);
    put_answer(r, c);
    put_senses(r, c);
    if (!put_outcomes(r, c)) return false;
    if (r->options.table) put_option_table(r);
    put_cited(r, c);
    put_suggestions(r, c, after_solve, sizeof after_solve / sizeof *after_solve);
    return true;
}

/* ---- states ---------------------------------------------------------------------------------- */

static void put_count_only(report *r, composed *c)
{
    output *o = composed_again(c);
    put_count(o, r->among_count);
    if (r->options.where) put_text(o, " of "), put_count(o, r->game->states);
    put_text(o,
             r->among_count == 1 && !r->options.where ? " possible outcome" : " possible outcomes");
    if (r->options.where) put_text(o, " where: "), put_terminal(o, r->options.where);
    put_paragraph(r, c, 0, 2);
}

static bool states_text(report *r, composed *c)
{
    if (r->options.count_only) {
        put_count_only(r, c);
        return true;
    }
    put_report_head(r, c);
    put_options(r, c);
    put_state_table(r);
    if (!r->complete) {
        put_text(composed_again(c), "... and ");
        put_count(&c->out, r->among_count - r->options.limit);
        put_text(&c->out, " more: --limit 0 lists all, --where CONDITION narrows them down.");
        put_paragraph(r, c, 1, 5);
    }
    put_text(&r->out, "\n");
    put_suggestions(r, c, after_states, sizeof after_states / sizeof *after_states);
    return true;
}

bool report_text(report *r)
{
    composed c;
    composed_start(&c, &r->memory);
    bool done = r->verdicts ? solve_text(r, &c) : states_text(r, &c);
    composed_free(&c);
    return done && !r->memory.failed;
}
