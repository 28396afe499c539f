/* `paths` as JSON: the head of every result, then
 *   from     STATE
 *   to       {"kind": "equilibria" | "outcome" | "state", "concept", "outcome", "count",
 *            "reached_by_improvements", "reached_by_moves",
 *            "against": [{"moves", "count"}]}: of the targets, by the least number of moves that do
 *            not serve whoever makes them; "first_against": [{"player", "count"}]: for how many of
 *            them a player makes the first of these moves on some shortest such way
 *   levels   [{"step", "improving", "legal"}]: how many states are first reached at each step
 *   targets  [{"state", "improving": WAY | null, "legal": WAY | null, "against": n | null,
 *            "detour": DETOUR | null}], least against first, up to the limit; targets_complete
 *   reach    [{"state", "improving": {"step", "last"} | null, "legal": likewise}]: the status quo
 *            analysis, of every state while these are no more than the limit; reach_complete
 *
 * WAY    = {"steps", "count", "overflow", "first": [players], "path": PATH}; where "overflow" is true
 *          there are "count" ways or more.
 * DETOUR = {"steps", "first_against": [players], "path": PATH}: a shortest of those ways that have
 *          the least number of moves against preference.
 * PATH   = [{"player", "to": STATE, "against": whether the mover does not prefer it,
 *          "changes": [{"option", "from", "to"}]}]; in graph form, and between merged states that
 *          differ in nothing else, "changes" is []
 */
#include "report/json.h"
#include "report/paths.h"

static void put_player_ids(report *r, const uint32_t *players, uint32_t count)
{
    bool first = true;
    put_text(&r->out, "[");
    for (uint32_t k = 0; k < count; k++) {
        json_comma(&r->out, &first);
        put_json(&r->out, r->model->players[players[k]].id);
    }
    put_text(&r->out, "]");
}

static void put_changes(report *r, const leg *move)
{
    output *o = &r->out;
    bool first = true;
    uint64_t bits = move_bits(r, move->player, move->from, move->to);
    uint64_t from = slot_state(r->game, move->from), to = slot_state(r->game, move->to);
    put_text(o, "[");
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        const option *it = &r->model->options[k];
        uint32_t before = option_level(it, from), after = option_level(it, to);
        if (!(it->mask & bits)) continue;
        json_comma(o, &first);
        put_text(o, "{\"option\": ");
        put_json(o, r->option_ids[k]);
        put_text(o, ", \"from\": ");
        put_json(o, it->level_names[before]);
        put_text(o, ", \"to\": ");
        put_json(o, it->level_names[after]);
        put_text(o, "}");
    }
    put_text(o, "]");
}

static void put_path(report *r, const way *w)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, "\"path\": [");
    for (uint32_t k = 0; k < w->steps; k++) {
        const leg *it = &w->legs[k];
        json_line(o, &first, 8);
        put_text(o, "{\"player\": ");
        put_json(o, r->model->players[it->player].id);
        put_text(o, ", \"to\": ");
        json_state(r, it->to);
        put_text(o, ", \"against\": ");
        json_bool(o, it->against);
        put_text(o, ", \"changes\": ");
        put_changes(r, it);
        put_text(o, "}");
    }
    json_close_lines(o, first, 6, "]");
}

static void put_way(report *r, const char *key, const way *w)
{
    output *o = &r->out;
    put(o, ",\n      \"%s\": ", key);
    if (!w->legs) {
        put_text(o, "null");
        return;
    }
    put(o, "{\"steps\": %u, \"count\": ", (unsigned)w->steps);
    put_json_count(o, w->count);
    put(o, ", \"overflow\": %s, \"first\": ", w->count == UINT64_MAX ? "true" : "false");
    put_player_ids(r, w->players, w->player_count);
    put_text(o, ", ");
    put_path(r, w);
    put_text(o, "}");
}

static void put_target(report *r, const target *it)
{
    output *o = &r->out;
    put_text(o, "{\"state\": ");
    json_state(r, it->slot);
    put_way(r, "improving", &it->improving);
    put_way(r, "legal", &it->legal);
    put_text(o, ",\n      \"against\": ");
    if (it->against == NONE) put_text(o, "null");
    else put(o, "%u", (unsigned)it->against);
    put_text(o, ",\n      \"detour\": ");
    if (it->against == NONE) put_text(o, "null}");
    else {
        put(o, "{\"steps\": %u, \"first_against\": ", (unsigned)it->detour.steps);
        put_player_ids(r, it->detour.players, it->detour.player_count);
        put_text(o, ", ");
        put_path(r, &it->detour);
        put_text(o, "}}");
    }
}

static void put_to(paths_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    json_field(o, "to");
    put(o, "{\"kind\": \"%s\", \"concept\": ",
        t->kind == TO_EQUILIBRIA ? "equilibria"
        : t->kind == TO_OUTCOME  ? "outcome"
                                 : "state");
    put_json(o, t->kind == TO_EQUILIBRIA ? dt_concept_id(t->concept) : NULL);
    put_text(o, ", \"outcome\": ");
    put_json(o, t->kind == TO_OUTCOME ? r->model->outcomes[t->outcome]->word.text : NULL);
    put_text(o, ",\n    \"count\": ");
    put_json_count(o, t->count);
    put_text(o, ", \"reached_by_improvements\": ");
    put_json_count(o, t->reached[0]);
    put_text(o, ", \"reached_by_moves\": ");
    put_json_count(o, t->reached[1]);
    put_text(o, ",\n    \"against\": [");
    for (size_t k = 0; k < t->by_against.count; k++) {
        json_comma(o, &first);
        put(o, "{\"moves\": %zu, \"count\": ", k);
        put_json_count(o, t->by_against.items[k]);
        put_text(o, "}");
    }
    first = true;
    put_text(o, "],\n    \"first_against\": [");
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!t->begins[i]) continue;
        json_comma(o, &first);
        put_text(o, "{\"player\": ");
        put_json(o, r->model->players[i].id);
        put_text(o, ", \"count\": ");
        put_json_count(o, t->begins[i]);
        put_text(o, "}");
    }
    put_text(o, "]}");
}

static void put_levels(paths_report *t)
{
    output *o = &t->report->out;
    bool first = true;
    json_field(o, "levels");
    put_text(o, "[");
    for (size_t k = 0; k < t->levels[0].count || k < t->levels[1].count; k++) {
        json_line(o, &first, 4);
        put(o, "{\"step\": %zu", k);
        for (int kind = 0; kind < 2; kind++) {
            put_text(o, kind ? ", \"legal\": " : ", \"improving\": ");
            put_json_count(o, k < t->levels[kind].count ? t->levels[kind].items[k] : 0);
        }
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

static void put_reaches(paths_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    json_field(o, "reach_complete");
    json_bool(o, t->reach_count == r->among_count);
    json_field(o, "reach");
    put_text(o, "[");
    for (size_t k = 0; k < t->reach_count; k++) {
        const reach *it = &t->reaches[k];
        json_line(o, &first, 4);
        put_text(o, "{\"state\": ");
        json_state(r, it->slot);
        for (int kind = 0; kind < 2; kind++) {
            put_text(o, kind ? ", \"legal\": " : ", \"improving\": ");
            if (it->step[kind] == NONE) {
                put_text(o, "null");
                continue;
            }
            put(o, "{\"step\": %u, \"last\": ", (unsigned)it->step[kind]);
            put_player_ids(r, it->players[kind], it->player_count[kind]);
            put_text(o, "}");
        }
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

bool paths_json(paths_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    if (!json_head(r)) return false;
    json_field(o, "from");
    json_state(r, t->from);
    put_to(t);
    put_levels(t);
    json_field(o, "targets_complete");
    json_bool(o, t->target_count == t->count);
    json_field(o, "targets");
    put_text(o, "[");
    for (size_t k = 0; k < t->target_count; k++) {
        json_line(o, &first, 4);
        put_target(r, &t->targets[k]);
    }
    json_close_lines(o, first, 2, "]");
    put_reaches(t);
    put_text(o, "\n}\n");
    return !r->memory.failed;
}
