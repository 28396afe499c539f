/* `timeline` as JSON: the head of every result (of the last stage shown), then
 *   concepts   those analysed
 *   stages     [{"stage", "date", "label", "today": {"name", "pattern", "holds": [concepts]} | null,
 *              "changes": [CHANGE], "solve": {…}, "redlines": {…}}]
 *
 * CHANGE = {"line": of the file, "text": canonical, "known",
 *           "gained": {concept: count}, "lost": {concept: count},
 *           "states": [{"name", "pattern", "gained": [concepts], "lost": [concepts]}],
 *           "states_complete"}
 * Where "known" is false the model cannot be analysed after that line, and what it changed is counted
 * with the next line after which it can. `solve` is what that command writes with --stage; `redlines`
 * likewise, but its funnels end at the step `no_worse`, for which no concession has to be played out.
 */
#include "report/json.h"
#include "report/timeline.h"

static void put_concept_list(output *o, uint32_t concepts)
{
    bool first = true;
    put_text(o, "[");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(concepts >> c & 1)) continue;
        json_comma(o, &first);
        put(o, "\"%s\"", dt_concept_id(c));
    }
    put_text(o, "]");
}

static void put_state(report *r, uint64_t bits)
{
    const statement *named = state_statement(r, bits);
    char pattern[MAX_BITS + 1];
    across_pattern(r, bits, pattern);
    put_text(&r->out, "\"name\": ");
    put_json(&r->out, named ? named->word.text : NULL);
    put_text(&r->out, ", \"pattern\": ");
    put_json(&r->out, r->model->graph_form ? NULL : pattern);
}

static void put_by_concept(timeline_report *t, const char *key, const uint64_t *counts)
{
    output *o = &t->report->out;
    bool first = true;
    put(o, "\"%s\": {", key);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!(t->concepts >> c & 1)) continue;
        json_comma(o, &first);
        put(o, "\"%s\": ", dt_concept_id(c));
        put_json_count(o, counts[c]);
    }
    put_text(o, "}");
}

static void put_line_change(timeline_report *t, const change *it)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    put(o, "{\"line\": %u, \"text\": ", (unsigned)it->number);
    put_json(o, it->text);
    put_text(o, ", \"known\": ");
    json_bool(o, it->known);
    put_text(o, ",\n          ");
    put_by_concept(t, "gained", it->gained);
    put_text(o, ", ");
    put_by_concept(t, "lost", it->lost);
    put_text(o, ",\n          \"states\": [");
    for (uint64_t k = 0; k < it->turn_count; k++) {
        json_line(o, &first, 12);
        put_text(o, "{");
        put_state(r, it->turns[k].bits);
        put_text(o, ", \"gained\": ");
        put_concept_list(o, it->turns[k].gained);
        put_text(o, ", \"lost\": ");
        put_concept_list(o, it->turns[k].lost);
        put_text(o, "}");
    }
    json_close_lines(o, first, 10, "]");
    put_text(o, ", \"states_complete\": ");
    json_bool(o, it->turn_count == it->turns_in_all);
    put_text(o, "}");
}

static void put_moment(timeline_report *t, const moment *it)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    put(o, "{\"stage\": %u, \"date\": ", (unsigned)it->number);
    put_json(o, it->event ? it->event->date_text.text : NULL);
    put_text(o, ", \"label\": ");
    put_json(o, it->event ? it->event->label.text : NULL);
    put_text(o, ",\n      \"today\": ");
    if (it->has_status_quo) {
        put_text(o, "{");
        put_state(r, it->status_quo);
        put_text(o, ", \"holds\": ");
        put_concept_list(o, it->holds);
        put_text(o, "}");
    } else put_text(o, "null");
    put_text(o, ",\n      \"changes\": [");
    for (uint32_t k = 0; k < it->change_count; k++) {
        json_line(o, &first, 8);
        put_line_change(t, &it->changes[k]);
    }
    json_close_lines(o, first, 6, "]");
    put_text(o, ",\n      \"solve\": ");
    put_text(o, it->solve);
    put_text(o, ",\n      \"redlines\": ");
    put_text(o, it->redlines);
    put_text(o, "}");
}

bool timeline_json(timeline_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    if (!json_head(r)) return false;
    json_field(o, "concepts");
    put_concept_list(o, t->concepts);
    json_field(o, "stages");
    put_text(o, "[");
    for (uint32_t k = 0; k < t->count; k++) {
        json_line(o, &first, 4);
        put_moment(t, &t->moments[k]);
    }
    json_close_lines(o, first, 2, "]\n}\n");
    return !r->memory.failed;
}
