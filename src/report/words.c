/* Words for the numbers, and their way into lines.
 *
 * Everything that comes from a model passes through a put_label of its format, so that nothing raw
 * reaches a terminal or breaks a table; widths are counted after that, in display columns. */
#include "report/words.h"

#include "base/bits.h"
#include "base/utf8.h"

#include <string.h>

/* ---- texts in the making -------------------------------------------------------------------- */

static bool compose(void *ctx, const char *bytes, size_t length)
{
    composed *c = ctx;
    for (size_t k = 0; k < length; k++) {
        if (!GROW(c->memory, &c->text)) return false;
        c->text.items[c->text.count++] = bytes[k];
    }
    return true;
}

output *composed_start(composed *c, memory *m)
{
    c->memory = m;
    c->text.items = NULL;
    c->text.count = c->text.room = 0;
    return composed_again(c);
}

output *composed_again(composed *c)
{
    c->text.count = 0;
    output_start(&c->out, (dt_output){compose, c});
    return &c->out;
}

const char *composed_text(composed *c)
{
    if (!output_end(&c->out) || !GROW(c->memory, &c->text)) return "";
    c->text.items[c->text.count] = 0;
    return c->text.items;
}

void composed_free(composed *c) { GIVE(c->memory, &c->text); }

/* ---- lines ---------------------------------------------------------------------------------- */

size_t next_line(const char **text, uint32_t columns, const char **line)
{
    while (**text == ' ') ++*text;
    const char *at = *text, *blank = NULL;
    uint32_t used = 0;
    *line = at;
    while (*at) {
        size_t bytes = 1, rest = 1;
        while (rest < 4 && at[rest]) rest++;
        uint32_t point = utf8_read(at, rest, &bytes);
        uint32_t wide = point == UTF8_INVALID ? 1 : point_columns(point);
        if (*at == ' ') blank = at;
        if (used + wide > columns && at > *line) break;
        used += wide;
        at += bytes;
    }
    const char *end = *at && blank ? blank : at;
    *text = end;
    while (**text == ' ') ++*text;
    while (end > *line && end[-1] == ' ') end--;
    return (size_t)(end - *line);
}

void put_wrapped(output *o, const char *text, margins m)
{
    bool first = true;
    do {
        uint32_t indent = first ? m.indent : m.hang;
        const char *line;
        size_t length = next_line(&text, m.width > indent + 8 ? m.width - indent : 8, &line);
        if (length && (!first || !m.begun)) put_repeated(o, ' ', indent);
        put_bytes(o, line, length);
        put_text(o, "\n");
        first = false;
    } while (*text);
}

static uint32_t bytes_columns(const char *text, size_t length)
{
    uint32_t columns = 0;
    for (size_t k = 0; k < length;) {
        size_t bytes = 1;
        uint32_t point = utf8_read(text + k, length - k, &bytes);
        columns += point == UTF8_INVALID ? 1 : point_columns(point);
        k += bytes;
    }
    return columns;
}

void put_cells(output *o, column *columns, uint32_t count, uint32_t indent, uint32_t gap)
{
    bool more = true;
    while (more) {
        uint64_t owed = indent; /* blanks before the next word: none at a line's end */
        more = false;
        for (uint32_t k = 0; k < count; k++) {
            const char *line;
            size_t length =
                next_line(&columns[k].text, columns[k].width ? columns[k].width : 1, &line);
            uint32_t used = bytes_columns(line, length);
            uint32_t before =
                columns[k].right && used < columns[k].width ? columns[k].width - used : 0;
            if (length) {
                put_repeated(o, ' ', owed + before);
                put_bytes(o, line, length);
                owed = 0;
            } else owed += before;
            if (used + before < columns[k].width) owed += columns[k].width - used - before;
            owed += gap;
            more = more || *columns[k].text;
        }
        put_text(o, "\n");
    }
}

void share_width(column *columns, uint32_t count, uint32_t width, const uint32_t *needed)
{
    uint32_t open = count;
    for (uint32_t k = 0; k < count; k++) columns[k].width = 0;
    for (bool given = true; given && open;) {
        given = false;
        for (uint32_t k = 0; k < count; k++) {
            if (columns[k].width || needed[k] > width / open) continue;
            columns[k].width = needed[k] ? needed[k] : 1;
            width -= columns[k].width < width ? columns[k].width : width;
            given = true;
            if (--open == 0) return;
        }
    }
    for (uint32_t k = 0; k < count; k++)
        if (!columns[k].width) columns[k].width = width / open ? width / open : 1;
}

/* ---- numbers -------------------------------------------------------------------------------- */

const char *number_word(uint64_t n)
{
    static const char *const words[] = {"none",  "one",   "two",  "three", "four",   "five",  "six",
                                        "seven", "eight", "nine", "ten",   "eleven", "twelve"};
    return n < sizeof words / sizeof *words ? words[n] : NULL;
}

void put_number(output *o, uint64_t n)
{
    if (number_word(n)) put_text(o, number_word(n));
    else put_count(o, n);
}

void put_plural(output *o, uint64_t n, const char *one, const char *many)
{
    put_count(o, n);
    put(o, " %s", n == 1 ? one : many);
}

void put_joint(output *o, uint32_t k, uint32_t n)
{
    if (k) put_text(o, k + 1 == n ? " and " : ", ");
}

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
