/* `paths` as CSV, Markdown and LaTeX: a row a target.
 *
 *   number,name,pattern                            the state
 *   against                                        the least number of moves that are no improvements
 *   improving_steps,improving_ways,improving_first the shortest way by improvements, how many there
 *   legal_steps,legal_ways,legal_first             are, who may begin; the same by any moves
 *   detour_steps,first_against                     with the fewest moves against preference: how many
 *                                                  in all, who acts first against its own
 *   path                                           that way: player:PATTERN, with ! before the player
 *                                                  where it acts against its preference
 *
 * Lists are separated by blanks; what there is not is empty. Of a count that overflows the column
 * says the largest number that there is, 18446744073709551615.
 */
#include "report/grid.h"
#include "report/paths.h"

static void put_ids(output *o, const report *r, const uint32_t *players, uint32_t count, bool csv)
{
    for (uint32_t k = 0; k < count; k++) {
        if (k) put_text(o, csv ? " " : ", ");
        put_text(o, csv ? r->model->players[players[k]].id : r->model->players[players[k]].label);
    }
}

static void put_amount(output *o, uint64_t n, bool csv)
{
    if (csv) put(o, "%llu", (unsigned long long)n);
    else put_ways(o, n);
}

static void put_way(grid *g, const report *r, const way *w, bool csv)
{
    output *o = grid_cell(g);
    if (w->legs) put(o, "%u", (unsigned)w->steps);
    o = grid_cell(g);
    if (w->legs) put_amount(o, w->count, csv);
    o = grid_cell(g);
    put_ids(o, r, w->players, w->player_count, csv);
}

static void put_path(output *o, const report *r, const way *w, bool csv)
{
    char pattern[MAX_BITS + 1];
    for (uint32_t k = 0; k < w->steps; k++) {
        const leg *it = &w->legs[k];
        const player *p = &r->model->players[it->player];
        if (csv) {
            slot_pattern(r->game, it->to, pattern);
            put(o, "%s%s%s:", k ? " " : "", it->against ? "!" : "", p->id);
            if (r->model->graph_form) put_state_name(o, r, it->to, put_text);
            else put_text(o, pattern);
            continue;
        }
        if (k) put_text(o, ". ");
        put_text(o, p->label);
        put_text(o, it->against ? " (against its preference): " : ": ");
        put_move(o, r, it->player, it->from, it->to, put_text);
    }
}

static void put_state(grid *g, const report *r, uint64_t at, bool csv)
{
    const statement *named = state_statement(r, slot_state(r->game, at));
    char pattern[MAX_BITS + 1];
    slot_pattern(r->game, at, pattern);
    if (!csv) {
        put_state_name(grid_cell(g), r, at, put_text);
        return;
    }
    put(grid_cell(g), "%llu", (unsigned long long)slot_index(r->game, at) + 1);
    put_text(grid_cell(g), named ? named->word.text : NULL);
    put_text(grid_cell(g), r->model->graph_form ? NULL : pattern);
}

bool paths_tables(paths_report *t)
{
    static const grid_column columns[] = {{"number", "", true},
                                          {"name", "", false},
                                          {"pattern", "", false},
                                          {"against", "", true},
                                          {"improving_steps", "", true},
                                          {"improving_ways", "", true},
                                          {"improving_first", "", false},
                                          {"legal_steps", "", true},
                                          {"legal_ways", "", true},
                                          {"legal_first", "", false},
                                          {"detour_steps", "", true},
                                          {"first_against", "", false},
                                          {"path", "", false}};
    static const grid_column words[] = {{"", "state", true},
                                        {"", "moves against preference", true},
                                        {"", "by improvements", true},
                                        {"", "ways", true},
                                        {"", "who may begin", false},
                                        {"", "by any moves", true},
                                        {"", "ways", true},
                                        {"", "who may begin", false},
                                        {"", "with the fewest against", true},
                                        {"", "first against", false},
                                        {"", "way", false}};
    report *r = t->report;
    dt_format format = r->options.format;
    bool csv = format == DT_CSV;
    grid g;
    grid_title(r);
    grid_start(&g, &r->out, &r->memory, format, csv ? columns : words,
               csv ? sizeof columns / sizeof *columns : sizeof words / sizeof *words);
    for (size_t k = 0; k < t->target_count; k++) {
        const target *it = &t->targets[k];
        put_state(&g, r, it->slot, csv);
        output *o = grid_cell(&g);
        if (it->against != NONE) put(o, "%u", (unsigned)it->against);
        put_way(&g, r, &it->improving, csv);
        put_way(&g, r, &it->legal, csv);
        o = grid_cell(&g);
        if (it->against != NONE) put(o, "%u", (unsigned)it->detour.steps);
        put_ids(grid_cell(&g), r, it->detour.players, it->detour.player_count, csv);
        put_path(grid_cell(&g), r, &it->detour, csv);
    }
    grid_end(&g);
    return !r->memory.failed;
}
