/* Reports as JSON: one object, indented by two at the top levels, one state a line in tables, so
 * that results of two versions of a model compare line by line. Integers and strings only; counts
 * above 2^53 are strings. The order of fields is fixed.
 *
 * Head of both commands: detente, command, model, stage, players, options, redlines, states,
 * status_quo, no_deal, lift, responses, where.
 *   solve   concepts, today, equilibria, outcomes, in_every, in_some, table_complete, table
 *   states  count, table_complete, table; with count_only: count
 *
 * `where` is the condition that limits what is shown, or null; it limits every count below it.
 * `today` is the status quo's row of the table, and per player its improvements from there:
 * {"player", "count", "best": [{"to": STATE, "rank"}]}, best rank first; null without a status quo.
 * `in_every` and `in_some` count the states that are equilibria under every, under some concept.
 * The rows of `states` are those of `solve` without `stable`: the first `limit` states that `where`
 * shows. In `equilibria`, `by_crossed_rest` stands only where there are too many sets of red lines
 * to list: how many equilibria cross one that is not listed. A lifted red line is never crossed.
 */
#include "report/json.h"
#include "base/sha256.h"
#include "report/cited.h"

#include "base/bits.h"

#include <string.h>

/* ---- head ------------------------------------------------------------------------------------ */

static void put_model(report *r)
{
    output *o = &r->out;
    char digest[65];
    sha256_text(r->model->text, r->model->length, digest);
    json_field(o, "model");
    put_text(o, "{\"title\": ");
    put_json(o, r->model->title);
    put_text(o, ", \"file\": ");
    put_json(o, r->options.file);
    put(o, ", \"sha256\": \"%s\"}", digest);
}

static void put_stage(report *r)
{
    output *o = &r->out;
    const statement *event = r->stage->event;
    json_field(o, "stage");
    put(o, "{\"number\": %u, \"date\": ", (unsigned)r->stage->number);
    put_json(o, event ? event->date_text.text : NULL);
    put_text(o, ", \"label\": ");
    put_json(o, event ? event->label.text : NULL);
    put(o, ", \"of\": %u}", (unsigned)r->model->event_count);
}

static void put_players(report *r)
{
    output *o = &r->out;
    const dt_model *m = r->model;
    bool first = true;
    json_field(o, "players");
    put_text(o, "[");
    for (uint32_t i = 0; i < m->player_count; i++) {
        const player *p = &m->players[i];
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, p->id);
        put_text(o, ", \"name\": ");
        put_json(o, p->label);
        put_text(o, ", \"options\": [");
        bool first_option = true;
        for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
            json_comma(o, &first_option);
            put_json(o, m->options[k].id);
        }
        put_text(o, "]}");
    }
    json_close_lines(o, first, 2, "]");
}

static void put_option(report *r, uint32_t k)
{
    output *o = &r->out;
    const option *it = &r->model->options[k];
    int8_t fixed = r->stage->fixed[k];
    put_text(o, "{\"id\": ");
    put_json(o, it->id);
    put_text(o, ", \"player\": ");
    put_json(o, r->model->players[it->player].id);
    put_text(o, ", \"name\": ");
    put_json(o, it->label);
    put_text(o, ", \"levels\": [");
    bool first = true;
    for (uint32_t v = 0; v < it->levels; v++) {
        json_comma(o, &first);
        put_json(o, it->level_names[v]);
    }
    put_text(o, "], \"irreversible\": ");
    put_text(o, it->irreversible > 0 ? "\"up\"" : it->irreversible < 0 ? "\"down\"" : "null");
    put_text(o, ", \"fixed\": ");
    put_json(o, fixed < 0 ? NULL : it->level_names[fixed]);
    put_text(o, "}");
}

static void put_options(report *r)
{
    bool first = true;
    json_field(&r->out, "options");
    put_text(&r->out, "[");
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        json_line(&r->out, &first, 4);
        put_option(r, k);
    }
    json_close_lines(&r->out, first, 2, "]");
}

static bool put_redlines(report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "redlines");
    put_text(o, "[");
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        const redline *it = &r->stage->redlines[k];
        const char *text = expression_text(r, it->statement->condition);
        if (!text) return false;
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, r->redline_ids[k]);
        put_text(o, ", \"player\": ");
        put_json(o, r->model->players[it->player].id);
        put_text(o, ", \"name\": ");
        put_json(o,
                 it->statement->label.text ? it->statement->label.text : it->statement->word.text);
        put_text(o, ", \"text\": ");
        put_json(o, text);
        put_text(o, ", \"rigid\": ");
        json_bool(o, it->statement->rigid);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
    return true;
}

static void put_states(report *r)
{
    output *o = &r->out;
    bool beyond;
    uint64_t possible = possible_states(r->model, &beyond);
    json_field(o, "states");
    put_text(o, "{\"possible\": ");
    if (beyond) put_text(o, "\"18446744073709551616\"");
    else put_json_count(o, possible);
    if (!r->game->slots) { /* too many to look at: an outline */
        put_text(o, ", \"feasible\": null, \"cells\": null, \"backend\": null}");
        return;
    }
    put_text(o, ", \"feasible\": ");
    put_json_count(o, r->game->states);
    put_text(o, ", \"cells\": ");
    put_json_count(o, r->game->slots);
    put(o, ", \"backend\": \"%s\"}", backend_id(r->game->backend));
}

static void put_pattern(report *r, uint64_t at)
{
    char pattern[MAX_BITS + 1];
    slot_pattern(r->game, at, pattern);
    put_text(&r->out, ", \"pattern\": ");
    put_json(&r->out, r->model->graph_form ? NULL : pattern);
}

void json_state(report *r, uint64_t at)
{
    output *o = &r->out;
    if (at == DT_NO_INDEX) {
        put_text(o, "null");
        return;
    }
    uint64_t bits = slot_state(r->game, at);
    const statement *named = state_statement(r, bits);
    put_text(o, "{\"number\": ");
    put_json_count(o, slot_index(r->game, at) + 1);
    put_text(o, ", \"name\": ");
    put_json(o, named ? named->word.text : NULL);
    put_pattern(r, at);
    put_text(o, "}");
}

static void put_lifted(report *r)
{
    bool first = true;
    json_field(&r->out, "lift");
    put_text(&r->out, "[");
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        if (!r->stage->redlines[k].lifted) continue;
        json_comma(&r->out, &first);
        put_json(&r->out, r->redline_ids[k]);
    }
    put_text(&r->out, "]");
}

bool json_head(report *r)
{
    output *o = &r->out;
    put(o, "{\n  \"detente\": \"" DT_VERSION "\",\n  \"command\": \"%s\"", r->command);
    put_model(r);
    put_stage(r);
    put_players(r);
    put_options(r);
    if (!put_redlines(r)) return false;
    put_states(r);
    json_field(o, "status_quo");
    json_state(r, r->game->status_quo);
    json_field(o, "no_deal");
    json_state(r, r->game->no_deal);
    put_lifted(r);
    json_field(o, "responses");
    put(o, "\"%s\"", responses_id(r->verdicts ? r->verdicts->responses : r->options.responses));
    json_field(o, "where");
    put_json(o, r->options.where);
    return true;
}

/* ---- rows ------------------------------------------------------------------------------------ */

void json_redlines(report *r, uint64_t lines)
{
    bool first = true;
    put_text(&r->out, "[");
    for (; lines; lines &= lines - 1) {
        json_comma(&r->out, &first);
        mark_named(r, r->stage->redlines[lowest_bit(lines)].statement);
        put_json(&r->out, r->redline_ids[lowest_bit(lines)]);
    }
    put_text(&r->out, "]");
}

static void put_stable(report *r, uint64_t at)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, "{");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        bool first_player = true;
        json_comma(o, &first);
        put(o, "\"%s\": [", dt_concept_id(c));
        for (uint32_t i = 0; i < r->game->players; i++) {
            if (!bit_at(stable_bits(r->verdicts, c, i), at)) continue;
            json_comma(o, &first_player);
            put_json(o, r->model->players[i].id);
        }
        put_text(o, "]");
    }
    put_text(o, "}");
}

/* The fields of a row, without the braces. */
static void put_row(report *r, const row *k)
{
    output *o = &r->out;
    const dt_model *m = r->model;
    const statement *named = state_statement(r, k->facts.state);
    put_text(o, "\"state\": ");
    put_json_count(o, k->index + 1);
    put_text(o, ", \"name\": ");
    put_json(o, named ? named->word.text : NULL);
    put_text(o, ", \"label\": ");
    put_json(o, named ? named->label.text : NULL);
    put_pattern(r, k->slot);
    put_text(o, ", \"rank\": {");
    bool first = true;
    for (uint32_t i = 0; i < r->game->players; i++) {
        json_comma(o, &first);
        put_json(o, m->players[i].id);
        put(o, ": %u", (unsigned)rank_at(&r->game->scores[i], k->slot));
    }
    put_text(o, "}, \"crosses\": ");
    json_redlines(r, k->facts.crossed);
    put_text(o, ", \"outcomes\": [");
    first = true;
    for (uint32_t k_ = 0; k_ < m->outcome_count; k_++) {
        if (!row_has_outcome(r, k, k_)) continue;
        json_comma(o, &first);
        put_json(o, m->outcomes[k_]->word.text);
    }
    put_text(o, "]");
    if (!r->verdicts) return;
    put_text(o, ", \"stable\": ");
    put_stable(r, k->slot);
}

static void put_table(report *r)
{
    output *o = &r->out;
    bool first = true;
    row k;
    json_field(o, "table_complete");
    json_bool(o, r->complete);
    json_field(o, "table");
    put_text(o, "[");
    for (row_walk walk = rows_start(r); rows_next(&walk, &k);) {
        json_line(o, &first, 4);
        put_text(o, "{");
        put_row(r, &k);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

/* ---- solve ----------------------------------------------------------------------------------- */

static void put_improvements(report *r, uint32_t i)
{
    output *o = &r->out;
    improvements found = improvements_from(r->game, i, r->game->status_quo);
    put_text(o, "{\"player\": ");
    put_json(o, r->model->players[i].id);
    put_text(o, ", \"count\": ");
    put_json_count(o, found.count);
    put_text(o, ", \"best\": [");
    bool first = true;
    for (uint32_t k = 0; k < found.shown_count; k++) {
        json_comma(o, &first);
        put_text(o, "{\"to\": ");
        json_state(r, found.shown[k]);
        put(o, ", \"rank\": %u}", (unsigned)rank_at(&r->game->scores[i], found.shown[k]));
    }
    put_text(o, "]}");
}

static void put_today(report *r)
{
    output *o = &r->out;
    json_field(o, "today");
    if (r->game->status_quo == DT_NO_INDEX) {
        put_text(o, "null");
        return;
    }
    row today = report_row(r, r->game->status_quo);
    put_text(o, "{\n    ");
    put_row(r, &today);
    put_text(o, ",\n    \"improvements\": [");
    bool first = true;
    for (uint32_t i = 0; i < r->game->players; i++) {
        json_line(o, &first, 6);
        put_improvements(r, i);
    }
    json_close_lines(o, first, 4, "]\n  }");
}

static void put_numbers(report *r, dt_concept c)
{
    output *o = &r->out;
    uint64_t at, listed = 0;
    bool first = true;
    put_text(o, "[");
    for (equilibrium_walk k = equilibria_start(&r->summary, c);
         listed < r->options.limit && equilibria_next(&k, &at); listed++) {
        json_comma(o, &first);
        put_json_count(o, slot_index(r->game, at) + 1);
    }
    put_text(o, "]");
}

static void put_by_crossed(report *r, const equilibria *e)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, ",\n      \"by_crossed\": [");
    for (size_t k = 0; k < e->crossed.count; k++) {
        json_line(o, &first, 8);
        put_text(o, "{\"lines\": ");
        json_redlines(r, e->crossed.items[k].lines);
        put_text(o, ", \"count\": ");
        put_json_count(o, e->crossed.items[k].count);
        put_text(o, "}");
    }
    json_close_lines(o, first, 6, "]");
    if (!e->crossed_rest) return;
    put_text(o, ",\n      \"by_crossed_rest\": ");
    put_json_count(o, e->crossed_rest);
}

static void put_by_outcome(report *r, const equilibria *e)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, ",\n      \"by_outcome\": {");
    for (uint32_t k = 0; k < r->model->outcome_count; k++) {
        json_comma(o, &first);
        put_json(o, r->model->outcomes[k]->word.text);
        put_text(o, ": ");
        put_json_count(o, e->outcomes[k]);
    }
    put_text(o, "}");
}

static void put_levels(report *r, const equilibria *e)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, ",\n      \"options\": [");
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        const option *it = &r->model->options[k];
        bool first_level = true;
        json_line(o, &first, 8);
        put_text(o, "{\"option\": ");
        put_json(o, r->option_ids[k]);
        put_text(o, ", \"levels\": [");
        for (uint32_t v = 0; v < it->levels; v++) {
            if (!level_occurs(e, it, v)) continue;
            json_comma(o, &first_level);
            put_json(o, it->level_names[v]);
        }
        put_text(o, "]}");
    }
    json_close_lines(o, first, 6, "]");
}

static void put_concept(report *r, dt_concept c)
{
    output *o = &r->out;
    const equilibria *e = &r->summary.concepts[c];
    put(o, "\"%s\": {\n      \"count\": ", dt_concept_id(c));
    put_json_count(o, e->count);
    put_text(o, ",\n      \"states\": ");
    put_numbers(r, c);
    put_text(o, ",\n      \"reached_by_improvements\": ");
    put_json_count(o, e->reached_by_improvements);
    put_text(o, ",\n      \"reached_by_moves\": ");
    put_json_count(o, e->reached_by_moves);
    put_by_crossed(r, e);
    put_by_outcome(r, e);
    put_text(o, ",\n      \"classes\": ");
    put_json_count(o, e->classes);
    put_levels(r, e);
    put_text(o, "\n    }");
}

static void put_equilibria(report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "concepts");
    put_text(o, "[");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        json_comma(o, &first);
        put(o, "\"%s\"", dt_concept_id(c));
    }
    put_text(o, "]");
    put_today(r);
    json_field(o, "equilibria");
    put_text(o, "{");
    first = true;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        json_line(o, &first, 4);
        put_concept(r, c);
    }
    json_close_lines(o, first, 2, "}");
    json_field(o, "in_every");
    put_json_count(o, r->summary.in_every);
    json_field(o, "in_some");
    put_json_count(o, r->summary.in_some);
}

static void put_outcomes(report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "outcomes");
    put_text(o, "[");
    for (uint32_t k = 0; k < r->model->outcome_count; k++) {
        const statement *it = r->model->outcomes[k];
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, it->word.text);
        put_text(o, ", \"name\": ");
        put_json(o, it->label.text ? it->label.text : it->word.text);
        put_text(o, ", \"count\": ");
        put_json_count(o, r->summary.outcomes[k]);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

/* Before anything is written, so that a cancelled report leaves nothing behind. */
static bool count_all_classes(report *r)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(r->verdicts, c) && !report_classes(r, c)) return false;
    return true;
}

bool report_json(report *r)
{
    if (r->verdicts && !count_all_classes(r)) return false;
    if (!json_head(r)) return false;
    if (r->verdicts) {
        put_equilibria(r);
        put_outcomes(r);
    } else {
        json_field(&r->out, "count");
        put_json_count(&r->out, r->among_count);
    }
    if (r->verdicts || !r->options.count_only) put_table(r);
    json_cited(r);
    put_text(&r->out, "\n}\n");
    return true;
}
