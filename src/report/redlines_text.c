/* `redlines` in words that can be read aloud: whether they can agree; what clashes; the least that
 * someone must give up; what is then on the table. */
#include "report/cited.h"
#include "report/names.h"
#include "report/prose.h"
#include "report/redlines.h"

#include "base/bits.h"

#include <string.h>

enum {
    SHOWN_CLASHES = 12,
    SHOWN_CONCESSIONS = 16,
    SHOWN_GROUNDS = 2, /* side by side in the agenda */
    SHOWN_STATES = 6,
    NAME_WIDTH = 22
};

typedef struct teller {
    redlines_report *told;
    report *report;
    composed line;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_paragraph(t->report, &t->line, indent, hang);
}

/* ---- red lines with what they rest on ------------------------------------------------------- */

/* "Havana   keep_system   The socialist system stays   [source] words" */
static void put_line_row(teller *t, uint32_t k)
{
    report *r = t->report;
    const redline *it = &r->stage->redlines[k];
    composed owner;
    composed_start(&owner, &r->memory);
    put_terminal(composed_again(&owner), r->model->players[it->player].label);
    output *o = again(t);
    mark_named(r, it->statement);
    put_terminal(o, it->statement->word.text);
    if (it->statement->label.text) {
        put_text(o, "  \"");
        put_terminal(o, it->statement->label.text);
        put_text(o, "\"");
    }
    if (it->statement->rigid) put_text(o, " (says that it cannot give this up)");
    uint32_t width = r->options.width - 2 - NAME_WIDTH - 2;
    column cells[2] = {{.text = composed_text(&owner), .width = NAME_WIDTH},
                       {.text = composed_text(&t->line), .width = width}};
    put_cells(&r->out, cells, 2, 2, 2);
    for (const note *n = it->statement->notes; n; n = n->next) {
        put_source(again(t), n);
        paragraph(t, 2 + NAME_WIDTH + 4, 2 + NAME_WIDTH + 6);
    }
    composed_free(&owner);
}

static void put_lines(teller *t, uint64_t lines)
{
    for (; lines; lines &= lines - 1) put_line_row(t, lowest_bit(lines));
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void compose_whose(output *o, const report *r)
{
    if (!r->options.between) {
        put_text(o, "everybody's red lines");
        return;
    }
    put_text(o, "the red lines of ");
    put_terminal(o, r->options.between);
}

static void put_answer(teller *t)
{
    redlines_report *told = t->told;
    report *r = t->report;
    output *o = again(t);
    if (!told->counted) put_text(o, "There is no red line to cross here.");
    else if (!told->common)
        put_text(o, "No outcome respects "), compose_whose(o, r), put_text(o, ".");
    else if (told->by_solver)
        put_text(o, "There are outcomes that respect "), compose_whose(o, r), put_text(o, ".");
    else {
        put_count(o, told->common);
        put_text(o, " of ");
        put_count(o, told->states);
        put_text(o, told->common == 1 ? " outcomes respects " : " outcomes respect ");
        compose_whose(o, r);
        put_text(o, ".");
    }
    put_heading(r, &t->line);
    if (told->by_solver) {
        put_text(again(t), "Found and proved by a SAT solver, not by looking at each state: "
                           "nothing is counted here, and what holds is not known.");
        paragraph(t, 0, 0);
    }
    put_text(&r->out, "\n");
}

static void put_clashes(teller *t)
{
    const line_sets *clashes = &t->told->clashes;
    report *r = t->report;
    for (size_t k = 0; k < clashes->count && k < SHOWN_CLASHES; k++) {
        uint32_t size = bit_count(clashes->items[k]);
        output *o = again(t);
        if (size == 1)
            put_text(o, k ? "Nor does any possible outcome respect this one:"
                          : "No possible outcome respects this one:");
        else {
            put_text(o, k ? "Nor can these " : "These ");
            put_number(o, size);
            put_text(o, k ? " hold together:" : " cannot hold together:");
        }
        paragraph(t, 0, 0);
        put_lines(t, clashes->items[k]);
        put_text(&r->out, "\n");
    }
    if (clashes->count <= SHOWN_CLASHES) return;
    put_text(again(t), "... and ");
    put_count(&t->line.out, clashes->count - SHOWN_CLASHES);
    put_text(&t->line.out, " more clashes; --format json lists up to 1,000.");
    paragraph(t, 0, 4);
    put_text(&r->out, "\n");
}

/* ---- concessions ----------------------------------------------------------------------------- */

static const funnel_step table_steps[] = {FUNNEL_NO_WORSE, FUNNEL_EFFICIENT, FUNNEL_STABLE,
                                          FUNNEL_IMPROVING};
enum { TABLE_STEPS = sizeof table_steps / sizeof *table_steps, COUNT_WIDTH = 9, LEAST_NAME = 12 };

/* Columns for counts, as many as some concession has steps for. */
static uint32_t present_steps(const redlines_report *told, funnel_step steps[TABLE_STEPS])
{
    uint32_t count = 0;
    for (uint32_t k = 0; k < TABLE_STEPS; k++)
        if (told->ground_count && told->grounds[0].has[table_steps[k]])
            steps[count++] = table_steps[k];
    return count;
}

static const char *step_heading(funnel_step step)
{
    switch (step) {
    case FUNNEL_NO_WORSE: return "no worse than none";
    case FUNNEL_EFFICIENT: return "nothing wasted (Pareto)";
    case FUNNEL_STABLE: return "holds";
    case FUNNEL_IMPROVING: return "from today";
    default: return funnel_words[step];
    }
}

/* What the counts leave for the name before them. */
static uint32_t name_width(const teller *t, uint32_t count)
{
    uint32_t width = t->report->options.width, taken = 2 + 3 + 2 + count * (COUNT_WIDTH + 2);
    return width > taken + LEAST_NAME ? width - taken : LEAST_NAME;
}

static void put_count_cells(teller *t, const char *first, const char *second,
                            const char *const *counts, uint32_t count)
{
    column cells[2 + 1 + TABLE_STEPS];
    uint32_t used = 0;
    cells[used++] = (column){.text = first, .width = 3, .right = true};
    cells[used++] = (column){.text = second, .width = name_width(t, count)};
    for (uint32_t k = 0; k < count; k++)
        cells[used++] = (column){.text = counts[k], .width = COUNT_WIDTH, .right = true};
    put_cells(&t->report->out, cells, used, 0, 2);
}

/* "upstream.no_tolls, downstream.income", as --lift takes them. */
static void compose_ids(output *o, const report *r, uint64_t lines)
{
    for (bool first = true; lines; lines &= lines - 1, first = false) {
        if (!first) put_text(o, ", ");
        put_terminal(o, r->redline_ids[lowest_bit(lines)]);
    }
}

/* Counts as texts: what it opens, then the steps. */
static void put_concession(teller *t, const ground *it, size_t number, const funnel_step *steps,
                           uint32_t step_count)
{
    composed counts[1 + TABLE_STEPS], place_;
    const char *texts[1 + TABLE_STEPS];
    memory *m = &t->report->memory;
    uint32_t used = 0;
    put_count(composed_start(&counts[used++], m), it->opens);
    for (uint32_t k = 0; k < step_count; k++) {
        output *o = composed_start(&counts[used++], m);
        if (it->has_funnel) put_count(o, it->count[steps[k]]);
        else put_text(o, "?");
    }
    for (uint32_t k = 0; k < used; k++) texts[k] = composed_text(&counts[k]);
    uint32_t used_cells = used;
    put(composed_start(&place_, m), "%zu", number);
    if (t->told->by_solver) used_cells = 0;
    compose_ids(again(t), t->report, it->lifted);
    const char *ids = composed_text(&t->line);
    if (text_columns(ids) <= name_width(t, used_cells))
        put_count_cells(t, composed_text(&place_), ids, texts, used_cells);
    else { /* names are there to be copied: on lines of their own rather than broken */
        put_count_cells(t, composed_text(&place_), "", texts, used_cells);
        paragraph(t, 7, 7);
    }
    for (uint32_t k = 0; k < used; k++) composed_free(&counts[k]);
    composed_free(&place_);
}

static size_t put_concession_table(teller *t, bool rigid)
{
    redlines_report *told = t->told;
    funnel_step steps[TABLE_STEPS];
    uint32_t step_count = told->by_solver ? 0 : present_steps(told, steps);
    const char *headings[1 + TABLE_STEPS] = {"opens"};
    size_t shown = 0, left = 0;
    for (uint32_t k = 0; k < step_count; k++) headings[1 + k] = step_heading(steps[k]);
    for (size_t k = 0; k < told->ground_count; k++) {
        if (told->grounds[k].rigid != rigid) continue;
        if (shown == SHOWN_CONCESSIONS) {
            left++;
            continue;
        }
        if (shown++ == 0)
            put_count_cells(t, "", "if this were given up", headings,
                            told->by_solver ? 0 : 1 + step_count);
        put_concession(t, &told->grounds[k], k + 1, steps, step_count);
    }
    if (left) {
        put_text(again(t), "... and ");
        put_count(&t->line.out, left);
        put_text(&t->line.out, " more; --format json lists up to 1,000.");
        paragraph(t, 5, 9);
    }
    return shown;
}

static void explain_columns(teller *t)
{
    output *o = again(t);
    if (t->told->by_solver) return;
    put_text(o, "Columns add up from left to right: \"no worse than none\" is for no player worse "
                "than no deal; \"holds\" is an equilibrium (");
    put_text(o, dt_concept_name(t->told->concept));
    put_text(o, ") of the whole conflict with these red lines lifted; \"from today\" is reached "
                "from today by improvements.");
    paragraph(t, 2, 2);
}

static void put_concessions(teller *t)
{
    redlines_report *told = t->told;
    report *r = t->report;
    size_t rigid = 0;
    for (size_t k = 0; k < told->ground_count; k++) rigid += told->grounds[k].rigid;
    if (rigid < told->ground_count) {
        bool one = told->ground_count - rigid == 1;
        put_text(again(t), one ? "The least that would open common ground:"
                               : "The least that would open common ground is one of:");
        paragraph(t, 0, 0);
        put_concession_table(t, false);
        explain_columns(t);
        put_text(&r->out, "\n");
    }
    if (!rigid) return;
    if (rigid == told->ground_count)
        put_text(again(t), "Every way to common ground asks somebody for a red line that it says "
                           "it cannot give up:");
    else
        put_text(again(t),
                 "Others would ask somebody for a red line that it says it cannot give up:");
    paragraph(t, 0, 0);
    put_concession_table(t, true);
    if (rigid == told->ground_count) explain_columns(t);
    put_text(&r->out, "\n");
}

/* ---- the funnel of a common ground ------------------------------------------------------------ */

static void put_funnel(teller *t, const ground *it)
{
    report *r = t->report;
    composed count;
    if (!it->has_funnel) return;
    put_text(again(t), "From what is possible to what would last:");
    paragraph(t, 0, 0);
    composed_start(&count, &r->memory);
    for (int step = 0; step < FUNNEL_STEP_COUNT; step++) {
        if (!it->has[step]) continue;
        put_count(composed_again(&count), it->count[step]);
        output *o = again(t);
        if (step == FUNNEL_LEGAL) put_text(o, "(of those that hold) ");
        put_text(o, funnel_words[step]);
        if (step == FUNNEL_STABLE) put(o, " (%s)", dt_concept_name(t->told->concept));
        column cells[2] = {{.text = composed_text(&count), .width = 13, .right = true},
                           {.text = composed_text(&t->line), .width = r->options.width - 17}};
        put_cells(&r->out, cells, 2, 2, 2);
    }
    composed_free(&count);
    put_text(&r->out, "\n");
}

static void put_versus(teller *t, const ground *it)
{
    report *r = t->report;
    if (!it->versus) return;
    put_text(again(t), "Compared with no deal, of the ");
    put_count(&t->line.out, it->opens);
    put_text(&t->line.out, it->opens == 1 ? " outcome:" : " outcomes:");
    paragraph(t, 0, 0);
    composed label;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        const against_no_deal *v = &it->versus[i];
        output *o = again(t);
        put_text(o, "better in ");
        put_count(o, v->better);
        put_text(o, ", worse in ");
        put_count(o, v->worse);
        if (v->same) put_text(o, ", equal in "), put_count(o, v->same);
        put_terminal(composed_again(&label), r->model->players[i].label);
        put_player_line(r, composed_text(&label), composed_text(&t->line));
    }
    composed_free(&label);
    put_text(&r->out, "\n");
}

static void put_states(teller *t, const ground *it)
{
    report *r = t->report;
    funnel_step last =
        it->has[FUNNEL_IMPROVING] && it->count[FUNNEL_IMPROVING] ? FUNNEL_IMPROVING : FUNNEL_STABLE;
    if (!it->has_funnel || !it->listed_count[last]) return;
    put_text(again(t), last == FUNNEL_IMPROVING
                           ? "What holds there and is reached from today by improvements:"
                           : "What holds there:");
    paragraph(t, 0, 0);
    for (uint64_t k = 0; k < it->listed_count[last] && k < SHOWN_STATES; k++) {
        uint64_t at = it->listed[last][k];
        output *o = again(t);
        put_text(o, "state ");
        put_state_name(o, r, at, put_terminal);
        put_text(o, r->model->graph_form ? "." : ":");
        for (uint32_t i = 0; i < r->game->players; i++) {
            if (!(slot_mentioned(r->game, at) & r->model->players[i].bits)) continue;
            put_text(o, " ");
            put_terminal(o, r->model->players[i].label);
            put_text(o, ": ");
            put_slot_choice(o, r, i, at, UINT64_MAX, put_terminal);
            put_text(o, ".");
        }
        paragraph(t, 2, 6);
    }
    if (it->count[last] > SHOWN_STATES) {
        put_text(again(t), "... and ");
        put_count(&t->line.out, it->count[last] - SHOWN_STATES);
        put_text(&t->line.out, " more.");
        paragraph(t, 2, 6);
    }
    put_text(&r->out, "\n");
}

/* ---- the agenda -------------------------------------------------------------------------------- */

static void compose_sets(output *o, const report *r, const line_sets *sets)
{
    for (size_t s = 0; s < sets->count && s < 2; s++) {
        put_text(o, s ? " or " : " (");
        uint64_t lines = sets->items[s];
        if (!lines) put_text(o, "constraints");
        for (uint32_t k = 0; lines; lines &= lines - 1, k++) {
            if (k) put_text(o, " with ");
            const statement *named = r->stage->redlines[lowest_bit(lines)].statement;
            mark_named(r, named);
            put_terminal(o, named->word.text);
        }
    }
    if (sets->count > 2) put_text(o, " or ...");
    if (sets->count) put_text(o, ")");
}

/* "open", "never (no_tolls)", "light or heavy (income)". */
static void compose_status(output *o, const report *r, uint32_t k, const agenda_item *it)
{
    const option *its = &r->model->options[k];
    uint32_t all = (uint32_t)low_bits(its->levels);
    if (it->levels == all) put_text(o, "open");
    else if (!its->declared_levels) put_text(o, agenda_status(it->levels));
    else {
        uint32_t n = bit_count(it->levels), shown = 0;
        for (uint32_t v = 0; v < its->levels; v++) {
            if (!(it->levels >> v & 1)) continue;
            if (shown) put_text(o, shown + 1 == n ? " or " : ", ");
            put_terminal(o, its->level_names[v]);
            shown++;
        }
        if (n == 1) put_text(o, " only");
    }
    compose_sets(o, r, &it->shut_by);
}

/* Options that are open in all the grounds are said in one line; the others have a row. */
static bool is_open(const teller *t, uint32_t k, const size_t *grounds, uint32_t count)
{
    uint64_t all = low_bits(t->report->model->options[k].levels);
    for (uint32_t g = 0; g < count; g++)
        if (t->told->grounds[grounds[g]].agenda[k].levels != all) return false;
    return true;
}

static bool has_brackets(const teller *t, const size_t *grounds, uint32_t count)
{
    for (uint32_t k = 0; k < t->report->model->option_count; k++)
        for (uint32_t g = 0; g < count; g++)
            if (t->told->grounds[grounds[g]].agenda[k].shut_by.count) return true;
    return false;
}

static void put_open(teller *t, const size_t *grounds, uint32_t count, uint32_t open)
{
    const dt_model *m = t->report->model;
    output *o = again(t);
    bool first = true;
    put_text(o, open == m->option_count ? "open: " : "open in all of these: ");
    for (uint32_t k = 0; k < m->option_count; k++) {
        if (!is_open(t, k, grounds, count)) continue;
        if (!first) put_text(o, "; ");
        put_terminal(o, m->options[k].label);
        first = false;
    }
    paragraph(t, 2, 4);
}

static void put_agenda_row(teller *t, uint32_t k, const size_t *grounds, uint32_t count)
{
    report *r = t->report;
    composed cells[SHOWN_GROUNDS];
    column columns[1 + SHOWN_GROUNDS];
    uint32_t first = count == 1 ? 36 : 28, width = (r->options.width - 2 - first) / count - 2;
    put_terminal(again(t), r->model->options[k].label);
    columns[0] = (column){.text = composed_text(&t->line), .width = first};
    for (uint32_t g = 0; g < count; g++) {
        compose_status(composed_start(&cells[g], &r->memory), r, k,
                       &t->told->grounds[grounds[g]].agenda[k]);
        columns[1 + g] = (column){.text = composed_text(&cells[g]), .width = width};
    }
    put_cells(&r->out, columns, 1 + count, 2, 2);
    for (uint32_t g = 0; g < count; g++) composed_free(&cells[g]);
}

static void put_agenda_head(teller *t, const size_t *grounds, uint32_t count)
{
    report *r = t->report;
    if (t->told->common) {
        put_text(again(t), "On the table:");
        paragraph(t, 0, 0);
        return;
    }
    composed cells[SHOWN_GROUNDS];
    column columns[1 + SHOWN_GROUNDS];
    uint32_t first = count == 1 ? 36 : 28, width = (r->options.width - 2 - first) / count - 2;
    columns[0] = (column){.text = "On the table", .width = first + 2};
    for (uint32_t g = 0; g < count; g++) {
        put(composed_start(&cells[g], &r->memory), "after %zu", grounds[g] + 1);
        columns[1 + g] = (column){.text = composed_text(&cells[g]), .width = width};
    }
    put_cells(&r->out, columns, 1 + count, 0, 2);
    for (uint32_t g = 0; g < count; g++) composed_free(&cells[g]);
}

/* Concessions that can be made come first. */
static uint32_t choose_grounds(const redlines_report *told, size_t chosen[SHOWN_GROUNDS])
{
    uint32_t count = 0;
    for (int rigid = 0; rigid < 2; rigid++)
        for (size_t k = 0; k < told->ground_count && count < SHOWN_GROUNDS; k++)
            if (told->grounds[k].agenda && told->grounds[k].rigid == (bool)rigid)
                chosen[count++] = k;
    return count;
}

static void put_agenda(teller *t)
{
    report *r = t->report;
    size_t chosen[SHOWN_GROUNDS];
    uint32_t count = choose_grounds(t->told, chosen), open = 0;
    if (!count) return;
    put_agenda_head(t, chosen, count);
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        if (is_open(t, k, chosen, count)) open++;
        else put_agenda_row(t, k, chosen, count);
    }
    if (open) put_open(t, chosen, count, open);
    if (has_brackets(t, chosen, count)) {
        put_text(again(t), "In brackets what shuts the rest out: a red line, several together, or "
                           "the constraints alone.");
        paragraph(t, 2, 2);
    }
    if (t->told->ground_count > count) {
        put_text(again(t), "The others: --format json, or --lift and see.");
        paragraph(t, 2, 2);
    }
    put_text(&r->out, "\n");
}

/* ---- what next --------------------------------------------------------------------------------- */

static void put_argument(output *o, report *r, const char *flag, const char *value)
{
    if (!value) return;
    put(o, " --%s ", flag);
    put_shell_word(o, r, value);
}

/* What this report was asked with: a concession opens what was counted in the same game only. */
static void put_conditions(output *o, const teller *t)
{
    report *r = t->report;
    if (t->told->concept != DT_SEQ) put_argument(o, r, "concept", dt_concept_id(t->told->concept));
    put_argument(o, r, "stage", r->options.stage);
    put_argument(o, r, "between", r->options.between);
    put_argument(o, r, "where", r->options.where);
    for (size_t k = 0; k < r->options.lift_count; k++)
        put_argument(o, r, "lift", r->options.lift[k]);
}

static void put_next(teller *t)
{
    report *r = t->report;
    composed arguments;
    composed_start(&arguments, &r->memory);
    size_t chosen[SHOWN_GROUNDS] = {0};
    bool lift = !t->told->common && t->told->ground_count;
    choose_grounds(t->told, chosen);
    uint64_t lines = lift ? t->told->grounds[chosen[0]].lifted : 0;
    put_conditions(&arguments.out, t);
    for (; lines; lines &= lines - 1) {
        put_text(&arguments.out, " --lift ");
        put_terminal(&arguments.out, r->redline_ids[lowest_bit(lines)]);
    }
    suggestion all[] = {{"see one:", "redlines", composed_text(&arguments)},
                        {"what holds?", "solve", ""}};
    put_suggestions(r, &t->line, lift ? all : all + 1, lift ? 2 : 1);
    composed_free(&arguments);
}

bool redlines_text(redlines_report *told)
{
    report *r = told->report;
    teller t = {.told = told, .report = r};
    composed_start(&t.line, &r->memory);
    put_report_head(r, &t.line);
    put_answer(&t);
    if (told->common) {
        put_funnel(&t, &told->grounds[0]);
        put_agenda(&t);
        put_versus(&t, &told->grounds[0]);
        put_states(&t, &told->grounds[0]);
    } else {
        put_clashes(&t);
        put_concessions(&t);
        put_agenda(&t);
    }
    put_cited(r, &t.line);
    put_next(&t);
    composed_free(&t.line);
    return !r->memory.failed;
}
