/* `paths` in words: whether what is asked for can be reached, by whom first, and where somebody must
 * act against its preference. */
#include "report/paths.h"
#include "report/prose.h"

#include <string.h>

enum { SHOWN_TARGETS = 6, SHOWN_REACHES = 40, STEP_WIDTH = 24 };

typedef struct teller {
    paths_report *told;
    report *report;
    composed line, cell;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_paragraph(t->report, &t->line, indent, hang);
}

void put_ways(output *o, uint64_t count)
{
    put_count(o, count);
    if (count == UINT64_MAX) put_text(o, " or more");
}

static void compose_players(output *o, const report *r, const uint32_t *players, uint32_t count,
                            const char *and)
{
    for (uint32_t k = 0; k < count; k++) {
        if (k) put_text(o, k + 1 == count ? and : ", ");
        put_terminal(o, r->model->players[players[k]].label);
    }
}

/* ---- the answer ------------------------------------------------------------------------------ */

static void compose_state(output *o, const report *r, uint64_t at)
{
    const statement *named = state_statement(r, slot_state(r->game, at));
    put_text(o, "state ");
    put_state_name(o, r, at, put_terminal);
    if (named && named->label.text && *named->label.text)
        put_text(o, " \""), put_terminal(o, named->label.text), put_text(o, "\"");
}

static void compose_from(output *o, const teller *t)
{
    const report *r = t->report;
    put_text(o, "From ");
    if (t->told->from == r->game->status_quo) put_text(o, "today, ");
    compose_state(o, r, t->told->from);
    put_text(o, ", to ");
}

static void compose_to(output *o, const teller *t)
{
    const paths_report *told = t->told;
    if (told->kind == TO_STATE) {
        if (told->target_count) compose_state(o, t->report, told->targets[0].slot);
        else put_text(o, "a state that --where does not show");
        return;
    }
    put_plural(o, told->count, "outcome", "outcomes");
    if (told->kind == TO_EQUILIBRIA)
        put(o, told->count == 1 ? " that holds (%s)" : " that hold (%s)",
            dt_concept_name(told->concept));
    else {
        put_text(o, " called \"");
        put_outcome(o, t->report, told->outcome, put_terminal);
        put_text(o, "\"");
    }
}

static void put_answer(teller *t)
{
    const paths_report *told = t->told;
    report *r = t->report;
    output *o = again(t);
    compose_from(o, t);
    compose_to(o, t);
    put_text(o, ".");
    put_heading(r, &t->line);
    if (!told->count) {
        put_text(&r->out, "\n");
        return;
    }
    o = again(t);
    if (told->count == 1) {
        put_text(o, told->reached[0]   ? "Improvements lead there: each move serves whoever "
                                         "makes it."
                    : told->reached[1] ? "Legal moves lead there, but not improvements alone: "
                                         "somebody must act against its immediate preference."
                                       : "No sequence of legal moves leads there.");
    } else {
        put_text(o, "Improvements lead to ");
        put_count(o, told->reached[0]);
        put_text(o, " of them (each move serves whoever makes it), legal moves to ");
        put_count(o, told->reached[1]);
        put_text(o, ".");
    }
    paragraph(t, 0, 0);
    put_text(&r->out, "\n");
}

/* "By the least number of moves against the mover's preference: 0: 4; 1: 3,000; ..." */
static void put_against(teller *t)
{
    const paths_report *told = t->told;
    if (told->count <= 1 || told->by_against.count <= 1) return;
    put_text(again(t),
             "The least number of moves on the way that do not serve whoever makes them:");
    paragraph(t, 0, 0);
    for (size_t k = 0; k < told->by_against.count; k++) {
        if (!told->by_against.items[k]) continue;
        output *o = again(t);
        if (k) put_number(o, k);
        else put_text(o, "none");
        put_text(o, ": ");
        put_plural(o, told->by_against.items[k], "outcome", "outcomes");
        paragraph(t, 2, 4);
    }
    for (uint32_t i = 0; i < t->report->game->players; i++) {
        if (!told->begins[i]) continue;
        output *o = again(t);
        put_terminal(o, t->report->model->players[i].label);
        put_text(o, " makes the first of them on a way to ");
        put_count(o, told->begins[i]);
        paragraph(t, 2, 4);
    }
    uint64_t left = told->count - told->reached[1];
    if (left) {
        put_text(again(t), "out of reach: ");
        put_plural(&t->line.out, left, "outcome", "outcomes");
        paragraph(t, 2, 4);
    }
    put_text(&t->report->out, "\n");
}

/* ---- one way ---------------------------------------------------------------------------------- */

static void put_leg(teller *t, const leg *it, uint32_t number)
{
    report *r = t->report;
    composed place_;
    output *o = again(t);
    put_move(o, r, it->player, it->from, it->to, put_terminal);
    put_text(o, " -> state ");
    put_state_name(o, r, it->to, put_terminal);
    if (it->against) put_text(o, " (against its immediate preference)");
    put(composed_start(&place_, &r->memory), "%u", (unsigned)number);
    put_terminal(composed_again(&t->cell), r->model->players[it->player].label);
    column cells[3] = {
        {.text = composed_text(&place_), .width = 3, .right = true},
        {.text = composed_text(&t->cell), .width = STEP_WIDTH},
        {.text = composed_text(&t->line), .width = r->options.width - 3 - STEP_WIDTH - 6}};
    put_cells(&r->out, cells, 3, 2, 2);
    composed_free(&place_);
}

static void put_legs(teller *t, const way *w)
{
    for (uint32_t k = 0; k < w->steps; k++) put_leg(t, &w->legs[k], k + 1);
}

/* "2 moves, the only shortest way" */
static void compose_size(output *o, const way *w)
{
    put_plural(o, w->steps, "move", "moves");
    if (w->count == 1) put_text(o, ", the only shortest way");
    else {
        put_text(o, ", one of ");
        put_ways(o, w->count);
        put_text(o, " shortest ways");
    }
}

static void compose_beginners(output *o, const report *r, const way *w)
{
    if (!w->steps) return;
    put_text(o, "; ");
    compose_players(o, r, w->players, w->player_count, " or ");
    put_text(o, w->player_count == 1 ? " begins" : " may begin");
}

static void put_improving(teller *t, const target *it)
{
    output *o = again(t);
    put_text(o, "By improvements: ");
    compose_size(o, &it->improving);
    compose_beginners(o, t->report, &it->improving);
    put_text(o, ".");
    paragraph(t, 2, 4);
    put_legs(t, &it->improving);
    if (it->legal.steps == it->improving.steps) return;
    o = again(t);
    put_text(o, "By any moves: ");
    compose_size(o, &it->legal);
    put_text(o, ".");
    paragraph(t, 2, 4);
}

static bool same_legs(const way *a, const way *b)
{
    return a->steps == b->steps && memcmp(a->legs, b->legs, a->steps * sizeof *a->legs) == 0;
}

static void put_detour(teller *t, const target *it)
{
    const report *r = t->report;
    output *o = again(t);
    put_text(o, "Not by improvements. At least ");
    put_number(o, it->against);
    put_text(o, it->against == 1 ? " move must be made" : " moves must be made");
    put_text(o, " against the mover's immediate preference; with so few, in ");
    put_plural(o, it->detour.steps, "move", "moves");
    put_text(o, ", ");
    compose_players(o, r, it->detour.players, it->detour.player_count, " or ");
    put_text(o, it->against == 1 ? " makes it:" : " makes the first of them:");
    paragraph(t, 2, 4);
    put_legs(t, &it->detour);
    o = again(t);
    put_text(o, "By any moves: ");
    compose_size(o, &it->legal);
    compose_beginners(o, r, &it->legal);
    bool same = same_legs(&it->legal, &it->detour);
    put_text(o, it->legal.steps == it->detour.steps || same ? "." : ":");
    paragraph(t, 2, 4);
    if (it->legal.steps != it->detour.steps) put_legs(t, &it->legal);
}

static void put_target(teller *t, const target *it)
{
    report *r = t->report;
    output *o = again(t);
    compose_state(o, r, it->slot);
    if (it->slot == t->told->from) put_text(o, ": there already");
    if (t->told->kind != TO_STATE || it->slot == t->told->from) paragraph(t, 0, 2);
    if (it->slot == t->told->from) {
    } else if (it->improving.legs) put_improving(t, it);
    else if (it->legal.legs) put_detour(t, it);
    else {
        put_text(again(t), "No sequence of legal moves leads there.");
        if (t->told->kind != TO_STATE) paragraph(t, 2, 4);
    }
    put_text(&r->out, "\n");
}

static void put_targets(teller *t)
{
    const paths_report *told = t->told;
    report *r = t->report;
    size_t shown = told->target_count;
    if (!r->limit_given && shown > SHOWN_TARGETS) shown = SHOWN_TARGETS;
    if (told->count > shown) {
        put_text(again(t), "The nearest (fewest moves against preference, then fewest moves):");
        paragraph(t, 0, 0);
        put_text(&r->out, "\n");
    }
    for (size_t k = 0; k < shown; k++) put_target(t, &told->targets[k]);
    if (told->count <= shown) return;
    put_text(again(t), "... and ");
    put_count(&t->line.out, told->count - shown);
    put_text(&t->line.out, " more: --limit N lists N, --format json or csv up to 1,000.");
    paragraph(t, 0, 4);
    put_text(&r->out, "\n");
}

/* ---- the field's table -------------------------------------------------------------------------- */

static void put_reach_row(teller *t, const reach *it)
{
    report *r = t->report;
    composed texts[5];
    column cells[5];
    uint32_t left = r->options.width > 60 ? r->options.width - 2 - 8 - 2 * 6 - 8 : 36;
    const uint32_t widths[5] = {8, 6, left / 2, 6, left / 2};
    for (uint32_t k = 0; k < 5; k++) composed_start(&texts[k], &r->memory);
    put_state_name(&texts[0].out, r, it->slot, put_terminal);
    for (int kind = 0; kind < 2; kind++) { /* by moves first, as the field has it */
        output *o = &texts[1 + 2 * kind].out;
        uint32_t step = it->step[!kind];
        if (step == NONE) put_text(o, "-");
        else put(o, "%u", (unsigned)step);
        compose_players(&texts[2 + 2 * kind].out, r, it->players[!kind], it->player_count[!kind],
                        ", ");
    }
    for (uint32_t k = 0; k < 5; k++)
        cells[k] = (column){
            .text = composed_text(&texts[k]), .width = widths[k], .right = k == 0 || k % 2 == 1};
    put_cells(&r->out, cells, 5, 2, 2);
    for (uint32_t k = 0; k < 5; k++) composed_free(&texts[k]);
}

static void put_reaches(teller *t)
{
    report *r = t->report;
    uint32_t left = r->options.width > 60 ? r->options.width - 2 - 8 - 2 * 6 - 8 : 36;
    if (!t->told->reach_count || t->told->reach_count > SHOWN_REACHES) return;
    put_text(again(t),
             "Status quo analysis: the first step at which each state is reached, and who "
             "moves last:");
    paragraph(t, 0, 0);
    column heads[5] = {{.text = "state", .width = 8, .right = true},
                       {.text = "moves", .width = 6, .right = true},
                       {.text = "last", .width = left / 2},
                       {.text = "impr.", .width = 6, .right = true},
                       {.text = "last", .width = left / 2}};
    put_cells(&r->out, heads, 5, 2, 2);
    for (size_t k = 0; k < t->told->reach_count; k++) put_reach_row(t, &t->told->reaches[k]);
    put_text(&r->out, "\n");
}

static void put_levels(teller *t)
{
    const paths_report *told = t->told;
    report *r = t->report;
    composed counts[2], step;
    if (told->reach_count && told->reach_count <= SHOWN_REACHES) return;
    put_text(again(t), "States first reached at each step:");
    paragraph(t, 0, 0);
    column heads[3] = {{.text = "step", .width = 6, .right = true},
                       {.text = "by improvements", .width = 16, .right = true},
                       {.text = "by any moves", .width = 16, .right = true}};
    put_cells(&r->out, heads, 3, 2, 2);
    for (int kind = 0; kind < 2; kind++) composed_start(&counts[kind], &r->memory);
    composed_start(&step, &r->memory);
    for (size_t k = 0;
         k < MOST_LEVELS_SHOWN && (k < told->levels[0].count || k < told->levels[1].count); k++) {
        put(composed_again(&step), "%zu", k);
        for (int kind = 0; kind < 2; kind++)
            put_count(composed_again(&counts[kind]),
                      k < told->levels[kind].count ? told->levels[kind].items[k] : 0);
        column cells[3] = {{.text = composed_text(&step), .width = 6, .right = true},
                           {.text = composed_text(&counts[0]), .width = 16, .right = true},
                           {.text = composed_text(&counts[1]), .width = 16, .right = true}};
        put_cells(&r->out, cells, 3, 2, 2);
    }
    for (int kind = 0; kind < 2; kind++) composed_free(&counts[kind]);
    composed_free(&step);
    put_text(&r->out, "\n");
}

/* ---- all of it ------------------------------------------------------------------------------------ */

static const suggestion after_paths[] = {{"what holds?", "solve", ""},
                                         {"can they agree?", "redlines", ""}};

bool paths_text(paths_report *told)
{
    report *r = told->report;
    teller t = {.told = told, .report = r};
    composed_start(&t.line, &r->memory);
    composed_start(&t.cell, &r->memory);
    put_report_head(r, &t.line);
    put_answer(&t);
    put_against(&t);
    put_targets(&t);
    put_reaches(&t);
    put_levels(&t);
    put_suggestions(r, &t.line, after_paths, sizeof after_paths / sizeof *after_paths);
    composed_free(&t.line);
    composed_free(&t.cell);
    return !r->memory.failed;
}
