/* Words for the numbers, and their way into lines.
 *
 * Everything that comes from a model passes through a put_label of its format, so that nothing raw
 * reaches a terminal or breaks a table; widths are counted after that, in display columns. */
#include "report/words.h"

#include "base/bits.h"

#include <string.h>

/* ---- states and what players do in them ------------------------------------------------------ */

void put_state_name(output *o, const report *r, uint64_t at, put_label label)
{
    const statement *named = state_statement(r, slot_state(r->game, at));
    if (named) {
        label(o, named->word.text);
        return;
    }
    if (r->named_count) label(o, "#");
    put(o, "%llu", (unsigned long long)slot_index(r->game, at) + 1);
}

void put_level(output *o, const report *r, uint32_t k, uint32_t level, put_label label)
{
    const option *it = &r->model->options[k];
    label(o, it->label);
    if (!it->declared_levels && level) return;
    put_text(o, ": ");
    label(o, it->level_names[level]);
}

static void put_choices(output *o, const report *r, uint32_t i, uint64_t state, uint64_t differing,
                        uint64_t only, put_label label)
{
    const player *p = &r->model->players[i];
    bool any = false;
    for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
        const option *it = &r->model->options[k];
        uint32_t level = option_level(it, state);
        bool open = it->mask & differing;
        if (!(level || open) || !(it->mask & only)) continue;
        if (any) put_text(o, "; ");
        if (open) label(o, it->label), put_text(o, ": either way");
        else put_level(o, r, k, level, label);
        any = true;
    }
    if (!any) put_text(o, "-");
}

void put_choice(output *o, const report *r, uint32_t i, uint64_t state, uint64_t only,
                put_label label)
{
    put_choices(o, r, i, state, 0, only, label);
}

void put_slot_choice(output *o, const report *r, uint32_t i, uint64_t at, uint64_t only,
                     put_label label)
{
    put_choices(o, r, i, slot_state(r->game, at), slot_differing(r->game, at), only, label);
}

static void put_step(output *o, const report *r, uint32_t k, uint32_t from, uint32_t to,
                     put_label label)
{
    const option *it = &r->model->options[k];
    if (!it->declared_levels) {
        put_text(o, to ? "start: " : "stop: ");
        label(o, it->label);
        return;
    }
    label(o, it->label);
    put_text(o, ": from ");
    label(o, it->level_names[from]);
    put_text(o, " to ");
    label(o, it->level_names[to]);
}

uint64_t move_bits(const report *r, uint32_t i, uint64_t from, uint64_t to)
{
    const dt_game *g = r->game;
    uint64_t open = slot_differing(g, from) | slot_differing(g, to), bits = 0;
    uint64_t changed = (slot_state(g, from) ^ slot_state(g, to)) & r->model->players[i].bits;
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        uint64_t mask = r->model->options[k].mask;
        if ((mask & changed) && !(mask & open)) bits |= mask;
    }
    return bits;
}

void put_move(output *o, const report *r, uint32_t i, uint64_t from, uint64_t to, put_label label)
{
    uint64_t before = slot_state(r->game, from), after = slot_state(r->game, to);
    uint64_t bits = move_bits(r, i, from, to);
    bool any = false;
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        const option *it = &r->model->options[k];
        if (!(it->mask & bits)) continue;
        if (any) put_text(o, "; ");
        put_step(o, r, k, option_level(it, before), option_level(it, after), label);
        any = true;
    }
    if (any) return;
    put_text(o, "to state ");
    put_state_name(o, r, to, label);
}

const char *statement_label(const statement *s)
{
    return s->label.text && *s->label.text ? s->label.text : s->word.text;
}

void put_redline(output *o, const report *r, uint32_t k, put_label label)
{
    mark_named(r, r->stage->redlines[k].statement);
    label(o, statement_label(r->stage->redlines[k].statement));
}

/* Red lines stand in the order of their players. */
void put_crossed_lines(output *o, const report *r, uint64_t lines, put_label label)
{
    uint32_t count = bit_count(lines), n = 0;
    for (uint64_t rest = lines; rest; rest &= rest - 1) {
        uint32_t k = lowest_bit(rest), owner = r->stage->redlines[k].player;
        put_joint(o, n++, count);
        label(o, "\"");
        put_redline(o, r, k, label);
        label(o, "\"");
        uint64_t after = rest & (rest - 1);
        if (after && r->stage->redlines[lowest_bit(after)].player == owner) continue;
        put_text(o, " (");
        label(o, r->model->players[owner].label);
        put_text(o, ")");
    }
}

void put_outcome(output *o, const report *r, uint32_t k, put_label label)
{
    mark_named(r, r->model->outcomes[k]);
    label(o, statement_label(r->model->outcomes[k]));
}

uint32_t analysed_count(const report *r)
{
    return bit_count(r->verdicts->concepts & low_bits(DT_CONCEPT_COUNT));
}

void put_concepts_by_name(output *o, uint32_t concepts)
{
    uint32_t n = bit_count(concepts & (uint32_t)low_bits(DT_CONCEPT_COUNT)), k = 0;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(concepts >> c & 1)) continue;
        put_joint(o, k++, n);
        put_text(o, dt_concept_name(c));
    }
}

void put_concepts(output *o, const report *r, uint32_t concepts)
{
    uint32_t all = analysed_count(r);
    if (bit_count(concepts) < all || all <= 2) {
        put_concepts_by_name(o, concepts);
        return;
    }
    put_text(o, "all ");
    put_number(o, all);
}

dt_concept main_concept(const report *r)
{
    if (has_concept(r->verdicts, DT_SEQ)) return DT_SEQ;
    dt_concept c = 0;
    while (!has_concept(r->verdicts, c)) c++;
    return c;
}

enum { LEAST_LABEL = 8, MOST_LABEL = 24 };

/* Wide enough for every player's label, within reason. */
static uint32_t label_width(report *r)
{
    uint32_t width = LEAST_LABEL;
    composed c;
    composed_start(&c, &r->memory);
    for (uint32_t i = 0; i < r->game->players && width < MOST_LABEL; i++) {
        put_terminal(composed_again(&c), r->model->players[i].label);
        uint32_t columns = text_columns(composed_text(&c));
        if (columns > width) width = columns;
    }
    composed_free(&c);
    uint32_t most = r->options.width / 3 < MOST_LABEL ? r->options.width / 3 : MOST_LABEL;
    return width < most ? width : most;
}

void put_player_line(report *r, const char *label, const char *text)
{
    uint32_t width = label_width(r);
    column columns[2] = {{.text = label, .width = width},
                         {.text = text, .width = r->options.width - width - 5}};
    put_cells(&r->out, columns, 2, 2, 3);
}
