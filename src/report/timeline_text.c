/* `timeline` in words: a line a stage, what each event changed and which of its lines did it, what
 * each concession would open at each stage; or one stage in full. */
#include "base/bits.h"
#include "report/prose.h"
#include "report/timeline.h"

#include <string.h>

enum {
    DATE_WIDTH = 10,
    COUNT_WIDTH = 9,
    SHOWN_TURNS = 4, /* states named with a line that changed few */
    SHOWN_DEMANDS = 16
};

typedef struct teller {
    timeline_report *told;
    report *report;
    composed line;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_paragraph(t->report, &t->line, indent, hang);
}

/* Of merged states that of the last stage shown, where they are merged there. */
void across_pattern(const report *r, uint64_t bits, char *pattern)
{
    uint64_t at = state_slot(r->game, bits);
    if (at == DT_NO_INDEX) model_pattern(r->model, bits, pattern);
    else slot_pattern(r->game, at, pattern);
}

void put_across(output *o, const report *r, uint64_t bits, put_label label)
{
    const statement *named = state_statement(r, bits);
    char pattern[MAX_BITS + 1];
    if (named) {
        label(o, named->word.text);
        return;
    }
    across_pattern(r, bits, pattern);
    put_text(o, pattern);
}

static dt_concept chosen(const teller *t)
{
    if (t->told->concepts >> DT_SEQ & 1) return DT_SEQ;
    return (dt_concept)lowest_bit(t->told->concepts);
}

/* ---- rows of cells --------------------------------------------------------------------------- */

enum { MOST_CELLS = 12 };

typedef struct cells { /* of one row, composed one after the other */
    composed texts[MOST_CELLS];
    column columns[MOST_CELLS];
    uint32_t count;
} cells;

static output *cell(teller *t, cells *c, uint32_t width, bool right)
{
    c->columns[c->count] = (column){.width = width, .right = right};
    return composed_start(&c->texts[c->count++], &t->report->memory);
}

static void end_row(teller *t, cells *c, uint32_t indent, uint32_t gap)
{
    for (uint32_t k = 0; k < c->count; k++) c->columns[k].text = composed_text(&c->texts[k]);
    put_cells(&t->report->out, c->columns, c->count, indent, gap);
    for (uint32_t k = 0; k < c->count; k++) composed_free(&c->texts[k]);
    c->count = 0;
}

/* ---- the summary ------------------------------------------------------------------------------- */

static void put_summary_head(teller *t)
{
    cells c = {.count = 0};
    put_text(cell(t, &c, 5, true), "stage");
    put_text(cell(t, &c, DATE_WIDTH, false), "date");
    put_text(cell(t, &c, COUNT_WIDTH, true), "common ground");
    put_text(cell(t, &c, COUNT_WIDTH, true), "one opens");
    put_text(cell(t, &c, COUNT_WIDTH, true), "no worse than none");
    put(cell(t, &c, COUNT_WIDTH, true), "hold (%s)", dt_concept_name(chosen(t)));
    put_text(cell(t, &c, COUNT_WIDTH, true), "from today");
    put_text(cell(t, &c, 6, true), "today holds");
    end_row(t, &c, 0, 2);
}

/* "-" where nothing can be said. */
static void put_most(output *o, const moment *it, bool no_worse)
{
    uint64_t most = 0;
    bool any = false;
    for (uint64_t k = 0; k < it->concession_count && k < MOST_DEMANDS; k++) {
        const demand *d = &it->concessions[k];
        if (no_worse && !d->compared) continue;
        uint64_t n = no_worse ? d->no_worse : d->opens;
        any = true;
        if (n > most) most = n;
    }
    if (any) put_count(o, most);
    else put_text(o, "-");
}

static void put_holds_today(output *o, const teller *t, const moment *it)
{
    uint32_t all = t->told->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT);
    if (!it->has_status_quo) put_text(o, "-");
    else if (it->holds == all) put_text(o, "yes");
    else if (!it->holds) put_text(o, "no");
    else put(o, "%u of %u", (unsigned)bit_count(it->holds), (unsigned)bit_count(all));
}

static void put_summary_row(teller *t, const moment *it)
{
    cells c = {.count = 0};
    dt_concept concept = chosen(t);
    put(cell(t, &c, 5, true), "%u", (unsigned)it->number);
    put_terminal(cell(t, &c, DATE_WIDTH, false), it->event ? it->event->date_text.text : "");
    put_count(cell(t, &c, COUNT_WIDTH, true), it->common);
    put_most(cell(t, &c, COUNT_WIDTH, true), it, false);
    output *o = cell(t, &c, COUNT_WIDTH, true);
    if (!it->common) put_most(o, it, true);
    else if (it->has_no_deal) put_count(o, it->common_no_worse);
    else put_text(o, "-");
    put_count(cell(t, &c, COUNT_WIDTH, true), it->equilibria[concept]);
    o = cell(t, &c, COUNT_WIDTH, true);
    if (it->has_status_quo) put_count(o, it->reached[concept]);
    else put_text(o, "-");
    put_holds_today(cell(t, &c, 6, true), t, it);
    end_row(t, &c, 0, 2);
}

static void put_summary(teller *t)
{
    report *r = t->report;
    put_summary_head(t);
    for (uint32_t k = 0; k < t->told->count; k++) put_summary_row(t, &t->told->moments[k]);
    put_text(&r->out, "\n");
    put_text(again(t),
             "\"one opens\" is the most that one concession opens where there is no common "
             "ground; \"no worse than none\" the most of it (or of the common ground) that "
             "is for no player worse than no deal; \"from today\" what improvements reach "
             "of that which holds.");
    paragraph(t, 2, 2);
    put_text(&r->out, "\n");
}

/* ---- equilibria by concept ------------------------------------------------------------------------ */

static void put_concept_counts(teller *t)
{
    report *r = t->report;
    cells c = {.count = 0};
    if (bit_count(t->told->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT)) < 2) return;
    put_text(again(t), "Outcomes that hold, and in brackets those that improvements reach from the "
                       "day's situation:");
    paragraph(t, 0, 0);
    put_text(cell(t, &c, 5, true), "stage");
    for (dt_concept k = 0; k < DT_CONCEPT_COUNT; k++)
        if (t->told->concepts >> k & 1) put_text(cell(t, &c, 13, true), dt_concept_name(k));
    end_row(t, &c, 0, 2);
    for (uint32_t m = 0; m < t->told->count; m++) {
        const moment *it = &t->told->moments[m];
        put(cell(t, &c, 5, true), "%u", (unsigned)it->number);
        for (dt_concept k = 0; k < DT_CONCEPT_COUNT; k++) {
            if (!(t->told->concepts >> k & 1)) continue;
            output *o = cell(t, &c, 13, true);
            put_count(o, it->equilibria[k]);
            if (it->has_status_quo)
                put_text(o, " ("), put_count(o, it->reached[k]), put_text(o, ")");
        }
        end_row(t, &c, 0, 2);
    }
    put_text(&r->out, "\n");
}

/* ---- what each line changed --------------------------------------------------------------------------- */

static void compose_effect(output *o, const teller *t, const change *it)
{
    bool any = false;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!it->gained[c] && !it->lost[c]) continue;
        put_text(o, any ? "; " : "");
        put(o, "%s ", dt_concept_name(c));
        if (it->gained[c]) put_text(o, "+"), put_count(o, it->gained[c]);
        if (it->gained[c] && it->lost[c]) put_text(o, " ");
        if (it->lost[c]) put_text(o, "-"), put_count(o, it->lost[c]);
        any = true;
    }
    if (any) return;
    if (it->moves)
        put_text(o, it->line->kind == STATEMENT_NOW ? "moves the status quo; the same outcomes hold"
                                                    : "changes nothing by itself");
    else if (!it->known) put_text(o, "counted with the next line: no analysis in between");
    else
        put_text(o, t->told->concepts & (t->told->concepts - 1)
                        ? "the same outcomes hold"
                        : "the same outcomes hold under this concept");
}

static void put_turns(teller *t, const change *it)
{
    if (it->turns_in_all > SHOWN_TURNS) return;
    for (uint64_t k = 0; k < it->turn_count; k++) {
        const turn *its = &it->turns[k];
        output *o = again(t);
        put_across(o, t->report, its->bits, put_terminal);
        if (its->gained) put_text(o, " now holds under "), put_concepts_by_name(o, its->gained);
        if (its->lost) {
            put_text(o, its->gained ? ", and no longer under " : " no longer holds under ");
            put_concepts_by_name(o, its->lost);
        }
        paragraph(t, 6, 8);
    }
}

static void put_line_change(teller *t, const change *it)
{
    output *o = again(t);
    put(o, "line %u: ", (unsigned)it->number);
    put_terminal(o, it->text);
    paragraph(t, 2, 4);
    compose_effect(again(t), t, it);
    paragraph(t, 4, 6);
    put_turns(t, it);
}

static void put_event(teller *t, const moment *it)
{
    output *o = again(t);
    put(o, "%u  ", (unsigned)it->number);
    put_terminal(o, it->event->date_text.text);
    if (it->event->label.text) put_text(o, ": "), put_terminal(o, it->event->label.text);
    paragraph(t, 0, 4);
    if (!it->change_count) {
        put_text(again(t), "changes nothing in the model");
        paragraph(t, 2, 4);
    }
    for (uint32_t k = 0; k < it->change_count; k++) put_line_change(t, &it->changes[k]);
}

static void put_events(teller *t)
{
    bool any = false;
    for (uint32_t k = 0; k < t->told->count; k++) {
        if (!t->told->moments[k].event) continue;
        if (!any) {
            put_text(again(t),
                     "What each line of an event changed (outcomes that began to hold, +, "
                     "or ceased to, -):");
            paragraph(t, 0, 0);
            put_text(&t->report->out, "\n");
        }
        any = true;
        put_event(t, &t->told->moments[k]);
    }
    if (any) put_text(&t->report->out, "\n");
}

/* ---- concessions, stage by stage ------------------------------------------------------------------------ */

static const demand *concession_named(const moment *it, const char *lines)
{
    for (uint64_t k = 0; k < it->concession_count && k < MOST_DEMANDS; k++)
        if (strcmp(it->concessions[k].lines, lines) == 0) return &it->concessions[k];
    return NULL;
}

/* Did an earlier stage have it? Then it has its row already. */
static bool had_before(const timeline_report *told, uint32_t m, const char *lines)
{
    for (uint32_t k = 0; k < m; k++)
        if (concession_named(&told->moments[k], lines)) return true;
    return false;
}

static void put_concession_row(teller *t, const demand *named, uint32_t number, uint32_t first,
                               uint32_t count)
{
    cells c = {.count = 0};
    put(cell(t, &c, 5, true), "%s%u", named->rigid ? "*" : "", (unsigned)number);
    for (uint32_t m = first; m < first + count; m++) {
        const demand *d = concession_named(&t->told->moments[m], named->lines);
        output *o = cell(t, &c, COUNT_WIDTH, true);
        if (d && d->compared) put_count(o, d->no_worse);
        else put_text(o, d ? "?" : "-");
    }
    end_row(t, &c, 0, 1);
}

/* The concessions of all stages, each once, in the order in which they come up. */
static uint32_t list_concessions(const timeline_report *told, const demand *all[SHOWN_DEMANDS],
                                 uint64_t *left)
{
    uint32_t count = 0;
    *left = 0;
    for (uint32_t m = 0; m < told->count; m++)
        for (uint64_t k = 0; k < told->moments[m].concession_count && k < MOST_DEMANDS; k++) {
            const demand *d = &told->moments[m].concessions[k];
            if (had_before(told, m, d->lines)) continue;
            if (count < SHOWN_DEMANDS) all[count++] = d;
            else ++*left;
        }
    return count;
}

static void put_legend(teller *t, const demand *const *all, uint32_t count, uint64_t left)
{
    bool rigid = false;
    for (uint32_t k = 0; k < count; k++) {
        output *o = again(t);
        put(o, "%s%u  ", all[k]->rigid ? "*" : "", (unsigned)(k + 1));
        put_terminal(o, all[k]->lines);
        paragraph(t, all[k]->rigid ? 2 : 3, 6);
        rigid |= all[k]->rigid;
    }
    if (left) {
        put_text(again(t), "... and ");
        put_count(&t->line.out, left);
        put_text(&t->line.out, " more: --format markdown or json lists them");
        paragraph(t, 2, 6);
    }
    if (rigid) {
        put_text(again(t), "*  asks somebody for a red line that it says it cannot give up");
        paragraph(t, 2, 6);
    }
}

static void put_concessions(teller *t)
{
    const timeline_report *told = t->told;
    report *r = t->report;
    const demand *all[SHOWN_DEMANDS];
    uint64_t left;
    uint32_t rows = list_concessions(told, all, &left);
    uint32_t across = (r->options.width - 5) / (COUNT_WIDTH + 1);
    if (!rows) return;
    if (across > MOST_CELLS - 1) across = MOST_CELLS - 1;
    put_text(again(t),
             "Outcomes that a concession would open and that are for no player worse than "
             "no deal, at each stage:");
    paragraph(t, 0, 0);
    for (uint32_t first = 0; first < told->count; first += across) {
        uint32_t count = told->count - first < across ? told->count - first : across;
        cells c = {.count = 0};
        put_text(cell(t, &c, 5, true), "stage");
        for (uint32_t m = first; m < first + count; m++)
            put(cell(t, &c, COUNT_WIDTH, true), "%u", (unsigned)told->moments[m].number);
        end_row(t, &c, 0, 1);
        for (uint32_t k = 0; k < rows; k++) put_concession_row(t, all[k], k + 1, first, count);
        put_text(&r->out, "\n");
    }
    put_legend(t, all, rows, left);
    put_text(&r->out, "\n");
}

/* ---- one stage in full -------------------------------------------------------------------------------- */

static void put_ground(teller *t, const moment *it)
{
    report *r = t->report;
    output *o = again(t);
    if (!it->has_redlines) put_text(o, "There is no red line to cross here.");
    else if (!it->common) put_text(o, "No outcome respects everybody's red lines.");
    else {
        uint64_t thousandths =
            it->asked ? (2000 * (it->common % it->asked) + it->asked) / (2 * it->asked) : 0;
        put_count(o, it->common);
        put_text(o, " of ");
        put_count(o, it->asked);
        put_text(o, it->common == 1 ? " outcomes respects" : " outcomes respect");
        put_text(o, " everybody's red lines");
        if (it->common < it->asked && it->asked < UINT64_MAX / 2000)
            put(o, " (%u.%u %%)", (unsigned)(thousandths / 10), (unsigned)(thousandths % 10));
        put_text(o, ".");
        if (it->has_no_deal) {
            put_text(o, " For no player worse than no deal: ");
            put_count(o, it->common_no_worse);
            put_text(o, ".");
        }
    }
    put_heading(r, &t->line);
    put_text(&r->out, "\n");
}

static void put_demand_lines(teller *t, const demand *d)
{
    for (uint32_t k = 0; k < d->size; k++) {
        const statement *s = d->statements[k];
        output *o = again(t);
        put_terminal(o, t->report->model->players[s->owner].label);
        put_text(o, ": ");
        put_terminal(o, statement_label(s));
        if (s->rigid) put_text(o, " (says that it cannot give this up)");
        paragraph(t, 4, 6);
    }
}

static void put_clashes(teller *t, const moment *it)
{
    report *r = t->report;
    if (!it->clash_count) return;
    put_text(again(t), it->clash_count == 1 ? "What cannot hold together:"
                                            : "What cannot hold together, each by itself:");
    paragraph(t, 0, 0);
    for (uint64_t k = 0; k < it->clash_count && k < SHOWN_DEMANDS; k++) {
        put_terminal(again(t), it->clashes[k].lines);
        paragraph(t, 2, 4);
        put_demand_lines(t, &it->clashes[k]);
    }
    if (it->clash_count > SHOWN_DEMANDS) {
        put_text(again(t), "... and ");
        put_count(&t->line.out, it->clash_count - SHOWN_DEMANDS);
        put_text(&t->line.out, " more: redlines lists them");
        paragraph(t, 2, 4);
    }
    put_text(&r->out, "\n");
}

static void put_stage_concessions(teller *t, const moment *it)
{
    report *r = t->report;
    cells c = {.count = 0};
    uint32_t width = r->options.width - 2 * (COUNT_WIDTH + 2);
    if (!it->concession_count) return;
    put_text(cell(t, &c, width, false), "if this were given up");
    put_text(cell(t, &c, COUNT_WIDTH, true), "opens");
    put_text(cell(t, &c, COUNT_WIDTH, true), "no worse than none");
    end_row(t, &c, 0, 2);
    for (uint64_t k = 0; k < it->concession_count && k < SHOWN_DEMANDS; k++) {
        const demand *d = &it->concessions[k];
        output *o = cell(t, &c, width, false);
        put_terminal(o, d->lines);
        if (d->rigid) put_text(o, " *");
        put_count(cell(t, &c, COUNT_WIDTH, true), d->opens);
        o = cell(t, &c, COUNT_WIDTH, true);
        if (d->compared) put_count(o, d->no_worse);
        else put_text(o, "-");
        end_row(t, &c, 0, 2);
    }
    if (it->concession_count > SHOWN_DEMANDS) {
        put_text(again(t), "... and ");
        put_count(&t->line.out, it->concession_count - SHOWN_DEMANDS);
        put_text(&t->line.out, " more: redlines lists them");
        paragraph(t, 0, 2);
    }
    for (uint64_t k = 0; k < it->concession_count && k < SHOWN_DEMANDS; k++) {
        if (!it->concessions[k].rigid) continue;
        put_text(again(t), "* asks somebody for a red line that it says it cannot give up");
        paragraph(t, 2, 4);
        break;
    }
    put_text(&r->out, "\n");
}

static void put_today(teller *t, const moment *it)
{
    uint32_t all = t->told->concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT);
    output *o = again(t);
    if (!it->has_status_quo) return;
    put_text(o, "The situation of the day, ");
    put_across(o, t->report, it->status_quo, put_terminal);
    if (!it->holds) put_text(o, ", does not hold.");
    else if (it->holds == all) put_text(o, ", holds.");
    else {
        put_text(o, ", holds under ");
        put_concepts_by_name(o, it->holds);
        put_text(o, ", not under ");
        put_concepts_by_name(o, all & ~it->holds);
        put_text(o, ".");
    }
    paragraph(t, 0, 2);
    put_text(&t->report->out, "\n");
}

static void put_stage(teller *t)
{
    const moment *it = &t->told->moments[0];
    put_report_head(t->report, &t->line);
    put_ground(t, it);
    put_clashes(t, it);
    put_stage_concessions(t, it);
    put_today(t, it);
    put_concept_counts(t);
    put_events(t);
}

/* ---- all of it ---------------------------------------------------------------------------------------------- */

static void put_head(teller *t)
{
    report *r = t->report;
    uint32_t events = r->model->event_count;
    const char *file = r->options.file ? r->options.file : "A conflict";
    put_terminal(again(t), r->model->title ? r->model->title : file);
    put_heading(r, &t->line);
    output *o = again(t);
    if (!events) put_text(o, "No event happens in this model: it has one stage.");
    else {
        put_plural(o, events, "event", "events");
        put_text(o, "; stage 0 is the time before the first.");
    }
    put_text(o, " All states of each stage examined, none sampled.");
    if (r->options.where) put_text(o, " Only outcomes where: "), put_terminal(o, r->options.where);
    paragraph(t, 0, 2);
    const dt_options *given = t->told->given;
    if (given->lift_count) {
        o = again(t);
        put_text(o, "Lifted where they stand: ");
        for (size_t k = 0; k < given->lift_count; k++) {
            if (k) put_text(o, ", ");
            put_terminal(o, given->lift[k]);
        }
        paragraph(t, 0, 2);
    }
    put_text(&r->out, "\n");
}

static const suggestion after_timeline[] = {{"one stage?", "timeline", " --stage 1"},
                                            {"what holds then?", "solve", " --stage 1"},
                                            {"how to get there?", "paths", ""}};

bool timeline_text(timeline_report *told)
{
    report *r = told->report;
    teller t = {.told = told, .report = r};
    composed_start(&t.line, &r->memory);
    if (told->one) put_stage(&t);
    else {
        put_head(&t);
        put_summary(&t);
        put_concept_counts(&t);
        put_events(&t);
        put_concessions(&t);
    }
    bool events = r->model->event_count > 0 && !told->one;
    put_suggestions(r, &t.line, events ? after_timeline : after_timeline + 2, events ? 3 : 1);
    composed_free(&t.line);
    return !r->memory.failed;
}
