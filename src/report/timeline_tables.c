/* `timeline` as CSV, Markdown and LaTeX. CSV: a row a stage,
 *
 *   stage,date,label,feasible,asked,common,common_no_worse
 *   clashes,concessions         how many
 *   opens,no_worse              the most that one concession opens, and that are for nobody worse
 *                               than no deal
 *   <concept>,reached_<concept> equilibria, and those that improvements reach
 *   status_quo,holds            pattern, and the concepts under which it holds
 *
 * where what there is not is empty. Markdown and LaTeX have a table of the stages, one of what each
 * line of an event changed, and one of the concessions at each stage.
 */
#include "base/bits.h"
#include "report/grid.h"
#include "report/timeline.h"

static void put_amount(grid *g, uint64_t n, bool has)
{
    output *o = grid_cell(g);
    if (!has) return;
    if (g->format == DT_CSV) put(o, "%llu", (unsigned long long)n);
    else put_count(o, n);
}

/* The most of all concessions. */
static bool most_of(const moment *it, bool no_worse, uint64_t *most)
{
    bool any = false;
    *most = 0;
    for (uint64_t k = 0; k < it->concession_count && k < MOST_DEMANDS; k++) {
        const demand *d = &it->concessions[k];
        if (no_worse && !d->compared) continue;
        uint64_t n = no_worse ? d->no_worse : d->opens;
        any = true;
        if (n > *most) *most = n;
    }
    return any;
}

static void put_concept_ids(output *o, uint32_t concepts, const char *between)
{
    bool first = true;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(concepts >> c & 1)) continue;
        put(o, "%s%s", first ? "" : between, dt_concept_id(c));
        first = false;
    }
}

/* ---- a row a stage ---------------------------------------------------------------------------- */

enum { FIXED_BEFORE = 11, FIXED_AFTER = 2 };

static void start_stages(timeline_report *t, grid *g)
{
    static const char *const reached[DT_CONCEPT_COUNT] = {
#define X(ID, id, name, meaning) [DT_##ID] = "reached_" id,
        DT_CONCEPTS(X)
#undef X
    };
    grid_column columns[FIXED_BEFORE + 2 * DT_CONCEPT_COUNT + FIXED_AFTER] = {
        {"stage", "stage", true},
        {"date", "date", false},
        {"label", "event", false},
        {"feasible", "feasible", true},
        {"asked", "asked about", true},
        {"common", "common ground", true},
        {"common_no_worse", "of it no worse than no deal", true},
        {"clashes", "clashes", true},
        {"concessions", "concessions", true},
        {"opens", "one opens", true},
        {"no_worse", "of it no worse than no deal", true}};
    uint32_t count = FIXED_BEFORE;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(t->concepts >> c & 1)) continue;
        columns[count++] = (grid_column){dt_concept_id(c), dt_concept_name(c), true};
        columns[count++] = (grid_column){reached[c], "reached", true};
    }
    columns[count++] = (grid_column){"status_quo", "status quo", false};
    columns[count++] = (grid_column){"holds", "holds under", false};
    grid_start(g, &t->report->out, &t->report->memory, t->report->options.format, columns, count);
}

static void put_stage(timeline_report *t, grid *g, const moment *it)
{
    uint64_t opens, no_worse;
    bool any = most_of(it, false, &opens), compared = most_of(it, true, &no_worse);
    put(grid_cell(g), "%u", (unsigned)it->number);
    put_text(grid_cell(g), it->event ? it->event->date_text.text : NULL);
    put_text(grid_cell(g), it->event ? it->event->label.text : NULL);
    put_amount(g, it->feasible, true);
    put_amount(g, it->asked, true);
    put_amount(g, it->common, true);
    put_amount(g, it->common_no_worse, it->common && it->has_no_deal);
    put_amount(g, it->clash_count, true);
    put_amount(g, it->concession_count, true);
    put_amount(g, opens, any);
    put_amount(g, no_worse, compared);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(t->concepts >> c & 1)) continue;
        put_amount(g, it->equilibria[c], true);
        put_amount(g, it->reached[c], it->has_status_quo);
    }
    output *o = grid_cell(g);
    if (it->has_status_quo) put_across(o, t->report, it->status_quo, put_text);
    put_concept_ids(grid_cell(g), it->holds, g->format == DT_CSV ? " " : ", ");
}

static void put_stages(timeline_report *t)
{
    grid g;
    start_stages(t, &g);
    for (uint32_t k = 0; k < t->count; k++) put_stage(t, &g, &t->moments[k]);
    grid_end(&g);
}

/* ---- a row a line ------------------------------------------------------------------------------- */

static void put_line_change(timeline_report *t, grid *g, const moment *m, const change *it)
{
    put(grid_cell(g), "%u", (unsigned)m->number);
    put(grid_cell(g), "%u", (unsigned)it->number);
    put_text(grid_cell(g), it->text);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(t->concepts >> c & 1)) continue;
        put_amount(g, it->gained[c], it->known);
        put_amount(g, it->lost[c], it->known);
    }
}

static void put_changes(timeline_report *t)
{
    grid g;
    bool any = false;
    grid_column columns[3 + 2 * DT_CONCEPT_COUNT] = {
        {"", "stage", true}, {"", "line", true}, {"", "text", false}};
    uint32_t count = 3;
    for (uint32_t k = 0; k < t->count; k++) any |= t->moments[k].change_count > 0;
    if (!any) return;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(t->concepts >> c & 1)) continue;
        columns[count++] = (grid_column){"", dt_concept_name(c), true};
        columns[count++] = (grid_column){"", "lost", true};
    }
    grid_heading(t->report, "Outcomes that began to hold, and that ceased to, line by line:");
    grid_start(&g, &t->report->out, &t->report->memory, t->report->options.format, columns, count);
    for (uint32_t k = 0; k < t->count; k++)
        for (uint32_t n = 0; n < t->moments[k].change_count; n++)
            put_line_change(t, &g, &t->moments[k], &t->moments[k].changes[n]);
    grid_end(&g);
}

/* ---- a row a concession --------------------------------------------------------------------------- */

static void put_concessions(timeline_report *t)
{
    static const grid_column columns[] = {{"", "stage", true},
                                          {"", "if this were given up", false},
                                          {"", "rigid", false},
                                          {"", "opens", true},
                                          {"", "no worse than no deal", true}};
    grid g;
    bool any = false;
    for (uint32_t k = 0; k < t->count; k++) any |= t->moments[k].concession_count > 0;
    if (!any) return;
    grid_heading(t->report, "What each concession would open:");
    grid_start(&g, &t->report->out, &t->report->memory, t->report->options.format, columns,
               sizeof columns / sizeof *columns);
    for (uint32_t k = 0; k < t->count; k++)
        for (uint64_t n = 0; n < t->moments[k].concession_count && n < MOST_DEMANDS; n++) {
            const demand *it = &t->moments[k].concessions[n];
            put(grid_cell(&g), "%u", (unsigned)t->moments[k].number);
            put_text(grid_cell(&g), it->lines);
            put_text(grid_cell(&g), it->rigid ? "yes" : "no");
            put_amount(&g, it->opens, true);
            put_amount(&g, it->no_worse, it->compared);
        }
    grid_end(&g);
}

bool timeline_tables(timeline_report *t)
{
    report *r = t->report;
    if (t->one) grid_title(r);
    else grid_title_only(r);
    put_stages(t);
    if (r->options.format != DT_CSV) {
        put_changes(t);
        put_concessions(t);
    }
    return !r->memory.failed;
}
