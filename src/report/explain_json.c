/* `explain` as JSON: the head of every result, then "verdicts", which `detente verify` checks, and
 * "versus". Beside what a witness needs a verdict has "decided_by": for each statement of the player,
 * how many of its other moves it makes unattractive and how many sanctions effective. */
#include "report/cited.h"
#include "report/explain.h"
#include "report/json.h"
#include "report/names.h"

static void put_path(report *r, const explanation *e, const sanction *s)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, "[");
    for (size_t k = s->first; k < s->first + s->length; k++) {
        json_comma(o, &first);
        put_text(o, "{\"player\": ");
        put_json(o, r->model->players[e->steps.items[k].player].id);
        put_text(o, ", \"to\": ");
        json_state(r, e->steps.items[k].to);
        put_text(o, "}");
    }
    put_text(o, "]");
}

static void put_sanctions(report *r, const explanation *e)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, "\"sanctions\": [");
    for (size_t k = 0; k < e->sanctions.count; k++) {
        const sanction *s = &e->sanctions.items[k];
        json_line(o, &first, 8);
        put_text(o, "{\"to\": ");
        json_state(r, s->to);
        put_text(o, ", \"path\": ");
        put_path(r, e, s);
        put_text(o, ", \"answer\": ");
        json_state(r, s->answer);
        put_text(o, "}");
    }
    json_close_lines(o, first, 6, "]");
}

static void put_decided(output *o, bool *first, const char *words, const decided_by *d)
{
    if (!d->moves && !d->sanctions) return;
    json_line(o, first, 8);
    put_text(o, "{\"statement\": ");
    put_json(o, words);
    put_text(o, ", \"moves\": ");
    put_json_count(o, d->moves);
    put_text(o, ", \"sanctions\": ");
    put_json_count(o, d->sanctions);
    put_text(o, "}");
}

static bool put_decisions(report *r, const told_verdict *v)
{
    output *o = &r->out;
    const stage_player *p = &r->stage->players[v->explanation.player];
    bool first = true;
    put_text(o, "\"decided_by\": [");
    for (uint32_t k = 0; v->criteria && k < p->criterion_count; k++) {
        const char *words = v->criteria[k].moves || v->criteria[k].sanctions
                                ? criterion_text(r, &p->criteria[k])
                                : "";
        if (!words) return false;
        if (*words) mark_named(r, p->criteria[k].origin);
        put_decided(o, &first, words, &v->criteria[k]);
    }
    put_decided(o, &first, "rank", &v->by_rank);
    put_decided(o, &first, "equally good", &v->ties);
    json_close_lines(o, first, 6, "]");
    return true;
}

static bool put_verdict(report *r, const told_verdict *v)
{
    output *o = &r->out;
    const explanation *e = &v->explanation;
    put_text(o, "{\"state\": ");
    json_state(r, e->at);
    put_text(o, ", \"player\": ");
    put_json(o, r->model->players[e->player].id);
    put(o, ", \"concept\": \"%s\", \"stable\": %s, \"improvements\": ", dt_concept_id(e->concept),
        e->stable ? "true" : "false");
    put_json_count(o, e->improvements);
    put_text(o, ",\n      ");
    put_sanctions(r, e);
    put_text(o, ",\n      \"escape\": ");
    if (e->stable) put_text(o, "null");
    else {
        put_text(o, "{\"to\": ");
        json_state(r, e->escape);
        put_text(o, ", \"joint\": ");
        put_json_count(o, e->joint);
        put_text(o, "}");
    }
    put_text(o, ",\n      ");
    if (!put_decisions(r, v)) return false;
    put_text(o, "}");
    return true;
}

static bool put_versus(explain_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    json_field(o, "versus");
    if (t->versus == DT_NO_INDEX) {
        put_text(o, "null");
        return true;
    }
    put_text(o, "{\"state\": ");
    json_state(r, t->versus);
    put_text(o, ", \"players\": [");
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!t->wanted[i]) continue;
        uint32_t own = score_at(&r->game->scores[i], t->at),
                 other = score_at(&r->game->scores[i], t->versus);
        uint32_t k = decider_between(&t->deciders[i], slot_state(r->game, t->at),
                                     slot_state(r->game, t->versus));
        const char *words = k == NONE ? NULL : criterion_text(r, &r->stage->players[i].criteria[k]);
        if (k != NONE) mark_named(r, r->stage->players[i].criteria[k].origin);
        if (k != NONE && !words) return false;
        json_line(o, &first, 6);
        put_text(o, "{\"player\": ");
        put_json(o, r->model->players[i].id);
        put(o, ", \"prefers\": \"%s\", \"statement\": ",
            own > other   ? "state"
            : own < other ? "versus"
                          : "neither");
        put_json(o, own == other ? NULL : words ? words : "rank");
        put_text(o, "}");
    }
    json_close_lines(o, first, 4, "]}");
    return true;
}

bool explain_json(explain_report *t)
{
    report *r = t->report;
    output *o = &r->out;
    bool first = true;
    if (!json_head(r)) return false;
    json_field(o, "verdicts");
    put_text(o, "[");
    for (size_t k = 0; k < t->verdict_count; k++) {
        json_line(o, &first, 4);
        if (!put_verdict(r, &t->verdicts[k])) return false;
    }
    json_close_lines(o, first, 2, "]");
    if (!put_versus(t)) return false;
    json_cited(r);
    put_text(o, "\n}\n");
    return !r->memory.failed;
}
