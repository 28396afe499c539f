/* `redlines` as JSON: the head of every result, then
 *   between, common_ground {count, share, states}, clashes, concessions, agenda, funnel, versus_no_deal
 *
 * With common ground clashes and concessions are [] and agenda, funnel and versus_no_deal stand at the
 * top; without, they stand in each concession. Where a SAT solver found the answer, "by" is "solver",
 * counts are null, and there is no funnel.
 */
#include "report/cited.h"
#include "report/json.h"
#include "report/redlines.h"

#include "base/bits.h"

static void put_players(redlines_report *t, uint64_t lines)
{
    report *r = t->report;
    bool first = true;
    uint32_t last = NONE;
    put_text(&r->out, "[");
    for (; lines; lines &= lines - 1) { /* lines stand in the order of players */
        uint32_t i = r->stage->redlines[lowest_bit(lines)].player;
        if (i == last) continue;
        json_comma(&r->out, &first);
        put_json(&r->out, r->model->players[i].id);
        last = i;
    }
    put_text(&r->out, "]");
}

static void put_count_or_null(redlines_report *t, uint64_t count)
{
    if (t->by_solver) put_text(&t->report->out, "null");
    else put_json_count(&t->report->out, count);
}

static void put_numbers(report *r, const uint64_t *slots, uint64_t count)
{
    bool first = true;
    put_text(&r->out, "[");
    for (uint64_t k = 0; k < count; k++) {
        json_comma(&r->out, &first);
        put_json_count(&r->out, slot_index(r->game, slots[k]) + 1);
    }
    put_text(&r->out, "]");
}

/* count / of with six decimals, without floating point. */
static void put_share(output *o, uint64_t count, uint64_t of)
{
    while (of > UINT64_MAX / 2000000) count >>= 1, of >>= 1;
    uint64_t millionths = of ? (2 * count * 1000000 + of) / (2 * of) : 0;
    put(o, "%llu.%06llu", (unsigned long long)(millionths / 1000000),
        (unsigned long long)(millionths % 1000000));
}

static void put_agenda(redlines_report *t, const ground *it, uint32_t indent)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    put_text(o, "\"agenda\": [");
    for (uint32_t k = 0; it->agenda && k < r->model->option_count; k++) {
        const option *its = &r->model->options[k];
        uint32_t levels = it->agenda[k].levels;
        bool first_level = true, first_set = true;
        json_line(o, &first, indent + 2);
        put_text(o, "{\"option\": ");
        put_json(o, r->option_ids[k]);
        put(o, ", \"status\": \"%s\", \"levels\": [", agenda_status(levels));
        for (uint32_t v = 0; v < its->levels; v++) {
            if (!(levels >> v & 1)) continue;
            json_comma(o, &first_level);
            put_json(o, its->level_names[v]);
        }
        put_text(o, "], \"shut_by\": [");
        for (size_t s = 0; s < it->agenda[k].shut_by.count; s++) {
            json_comma(o, &first_set);
            json_redlines(r, it->agenda[k].shut_by.items[s]);
        }
        put_text(o, "]}");
    }
    json_close_lines(o, first, indent, "]");
}

static void put_funnel(redlines_report *t, const ground *it, uint32_t indent)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    put_text(o, "\"funnel\": [");
    for (int step = 0; it->has_funnel && step < FUNNEL_STEP_COUNT; step++) {
        if (!it->has[step]) continue;
        json_line(o, &first, indent + 2);
        put(o, "{\"step\": \"%s\", \"count\": ", funnel_ids[step]);
        put_json_count(o, it->count[step]);
        put_text(o, ", \"alone\": ");
        put_json_count(o, it->alone[step]);
        if (step == FUNNEL_STABLE) {
            bool first_concept = true;
            put(o, ", \"concept\": \"%s\", \"by_concept\": {", dt_concept_id(t->concept));
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
                json_comma(o, &first_concept);
                put(o, "\"%s\": ", dt_concept_id(c));
                put_json_count(o, it->by_concept[c]);
            }
            put_text(o, "}");
        }
        put_text(o, ", \"states\": ");
        bool few = it->count[step] == it->listed_count[step];
        put_numbers(r, it->listed[step], few ? it->listed_count[step] : 0);
        put_text(o, "}");
    }
    json_close_lines(o, first, indent, "]");
}

static void put_versus(redlines_report *t, const ground *it, uint32_t indent)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    put_text(o, "\"versus_no_deal\": ");
    if (!it->versus) {
        put_text(o, "null");
        return;
    }
    put_text(o, "[");
    for (uint32_t i = 0; i < r->game->players; i++) {
        json_line(o, &first, indent + 2);
        put_text(o, "{\"player\": ");
        put_json(o, r->model->players[i].id);
        put_text(o, ", \"better\": ");
        put_json_count(o, it->versus[i].better);
        put_text(o, ", \"same\": ");
        put_json_count(o, it->versus[i].same);
        put_text(o, ", \"worse\": ");
        put_json_count(o, it->versus[i].worse);
        put_text(o, "}");
    }
    json_close_lines(o, first, indent, "]");
}

static void put_sets(redlines_report *t, const char *field_, const line_sets *sets)
{
    output *o = &t->report->out;
    bool first = true;
    json_field(o, field_);
    put_text(o, "[");
    for (size_t k = 0; k < sets->count && k < MOST_SETS; k++) {
        json_line(o, &first, 4);
        json_redlines(t->report, sets->items[k]);
    }
    json_close_lines(o, first, 2, "]");
}

static void put_concession(redlines_report *t, const ground *it)
{
    report *r = t->report;
    output *o = &r->out;
    put_text(o, "{\"lift\": ");
    json_redlines(r, it->lifted);
    put_text(o, ", \"asks\": ");
    put_players(t, it->lifted);
    put(o, ", \"rigid\": %s, \"opens\": ", it->rigid ? "true" : "false");
    put_count_or_null(t, it->opens);
    put_text(o, ",\n      \"states\": ");
    put_numbers(r, it->listed[FUNNEL_WITHIN], it->listed_count[FUNNEL_WITHIN]);
    put_text(o, ",\n      ");
    put_agenda(t, it, 6);
    put_text(o, ",\n      ");
    put_funnel(t, it, 6);
    put_text(o, ",\n      ");
    put_versus(t, it, 6);
    put_text(o, "}");
}

bool redlines_json(redlines_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    const ground *common = t->common ? t->grounds : NULL;
    if (!json_head(r)) return false;
    json_field(o, "between");
    put_json(o, r->options.between);
    json_field(o, "by");
    put_text(o, t->by_solver ? "\"solver\"" : "\"enumeration\"");
    json_field(o, "common_ground");
    put_text(o, "{\"count\": ");
    if (t->by_solver && t->common) put_text(o, "null");
    else put_json_count(o, t->common);
    put_text(o, ", \"share\": ");
    if (t->by_solver && t->common) put_text(o, "null");
    else put_share(o, t->common, t->states);
    put_text(o, ", \"states\": ");
    put_numbers(r, common ? common->listed[FUNNEL_WITHIN] : NULL,
                common ? common->listed_count[FUNNEL_WITHIN] : 0);
    put_text(o, "}");
    put_sets(t, "clashes", &t->clashes);
    json_field(o, "clash_count");
    put_json_count(o, t->clashes.count);
    json_field(o, "concession_count");
    put_json_count(o, t->common ? 0 : t->concessions.count);
    json_field(o, "concessions");
    put_text(o, "[");
    bool first = true;
    for (size_t k = 0; !common && k < t->ground_count && k < MOST_SETS; k++) {
        json_line(o, &first, 4);
        put_concession(t, &t->grounds[k]);
    }
    json_close_lines(o, first, 2, "]");
    if (common) {
        put_text(o, ",\n  ");
        put_agenda(t, common, 2);
        put_text(o, ",\n  ");
        put_funnel(t, common, 2);
        put_text(o, ",\n  ");
        put_versus(t, common, 2);
    }
    json_cited(r);
    put_text(o, "\n}\n");
    return !r->memory.failed;
}
