/* The outline of a model as JSON: what an editor or a page needs to show a model and to change it.
 *
 * After the head of every result: "text", the model itself; "stages", the body and each event;
 * "sources"; "statements", in the order of the file, each with its place in bytes and what it rests
 * on; "orders", for each player the places in `statements` of what decides its preference at this
 * stage, the first first. No state is looked at, so a model of any size has an outline.
 */
#include "report/json.h"
#include "report/names.h"

#include "game/game.h"
#include "language/language.h"

static void put_key(output *o, const char *key, const char *text)
{
    put(o, ", \"%s\": ", key);
    put_json(o, text);
}

static void put_place(output *o, span at)
{
    put(o, ", \"at\": [%u, %u]", (unsigned)at.offset, (unsigned)at.length);
}

static void put_notes(output *o, const note *notes)
{
    bool first = true;
    put_text(o, ", \"notes\": [");
    for (const note *n = notes; n; n = n->next) {
        json_comma(o, &first);
        put_text(o, "{\"source\": ");
        put_json(o, n->cites ? n->word.text : NULL);
        put_key(o, "claim", n->cites ? NULL : n->word.text);
        put_key(o, "words", n->quoted.text);
        put_text(o, "}");
    }
    put_text(o, "]");
}

static void put_stages(report *r)
{
    output *o = &r->out;
    json_field(o, "stages");
    put_text(o, "[\n    {\"number\": 0, \"date\": null, \"label\": null, \"notes\": []}");
    for (uint32_t k = 0; k < r->model->event_count; k++) {
        const statement *event = r->model->events[k];
        put(o, ",\n    {\"number\": %u", (unsigned)(k + 1));
        put_key(o, "date", event->date_text.text);
        put_key(o, "label", event->label.text);
        put_notes(o, event->notes);
        put_text(o, "}");
    }
    put_text(o, "\n  ]");
}

static void put_sources(report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "sources");
    put_text(o, "[");
    for (const statement *s = r->model->statements; s; s = s->next) {
        if (s->kind != STATEMENT_SOURCE) continue;
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, s->word.text);
        put_key(o, "title", s->label.text);
        put_key(o, "by", s->by.text);
        put_key(o, "on", s->date_text.text);
        put_key(o, "file", s->file.text);
        put_key(o, "url", s->url.text);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

/* What a statement says, without its name, label and notes; NULL: nothing that stands alone. */
static bool condition_text(report *r, const statement *s, const char **text)
{
    *text = NULL;
    if (s->kind == STATEMENT_PREFER && !s->condition) {
        const criterion scale = {.option = s->option, .negated = s->direction < 0};
        *text = criterion_text(r, &scale);
        return *text != NULL;
    }
    if (s->condition) *text = expression_text(r, s->condition);
    return !s->condition || *text;
}

static bool put_statement(report *r, const statement *s)
{
    output *o = &r->out;
    const char *text;
    if (!condition_text(r, s, &text)) return false;
    bool owned = s->kind == STATEMENT_OPTION || s->kind == STATEMENT_REDLINE ||
                 s->kind == STATEMENT_PREFER || s->kind == STATEMENT_RANK;
    put(o, "{\"kind\": \"%s\", \"player\": ", statement_keyword(s->kind));
    put_json(o, owned ? r->model->players[s->owner].id : NULL);
    put_key(o, "id", s->word.text);
    put_key(o, "label", s->label.text);
    put_key(o, "text", text);
    put(o, ", \"event\": %u", (unsigned)s->event); /* counted in order of dates, as stages are */
    put_place(o, s->at);
    put_notes(o, s->notes);
    put_text(o, "}");
    return true;
}

static bool put_statements(report *r)
{
    bool first = true;
    json_field(&r->out, "statements");
    put_text(&r->out, "[");
    for (const statement *s = r->model->statements; s; s = s->next) {
        json_line(&r->out, &first, 4);
        if (!put_statement(r, s)) return false;
    }
    json_close_lines(&r->out, first, 2, "]");
    return true;
}

/* ---- what decides, in order ------------------------------------------------------------------ */

static uint64_t count_before(const dt_model *m, const statement *wanted)
{
    uint64_t before = 0;
    for (const statement *s = m->statements; s != wanted; s = s->next) before++;
    return before;
}

/* `prefer higher` stands for several criteria, one after the other. */
static void put_order(report *r, const stage_player *p)
{
    output *o = &r->out;
    const statement *last = NULL;
    bool first = true;
    put_text(o, "[");
    for (uint32_t c = 0; c < p->criterion_count; c++) {
        if (p->criteria[c].origin == last) continue;
        last = p->criteria[c].origin;
        json_comma(o, &first);
        put_json_count(o, count_before(r->model, last));
    }
    put_text(o, "]");
}

static void put_orders(report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "orders");
    put_text(o, "{");
    for (uint32_t i = 0; i < r->model->player_count; i++) {
        json_line(o, &first, 4);
        put_json(o, r->model->players[i].id);
        put_text(o, ": ");
        put_order(r, &r->stage->players[i]);
    }
    json_close_lines(o, first, 2, "}");
}

/* ---- all of it ------------------------------------------------------------------------------- */

static bool write_outline(report *r, dt_output to, dt_error *err)
{
    if (r->options.format != DT_JSON) return fail(err, DT_ERR_USAGE, "an outline is JSON");
    output_start(&r->out, to);
    if (!json_head(r)) return fail_memory(err, &r->memory);
    json_field(&r->out, "text");
    put_json(&r->out, r->model->text);
    put_stages(r);
    put_sources(r);
    if (!put_statements(r)) return fail_memory(err, &r->memory);
    put_orders(r);
    put_text(&r->out, "\n}\n");
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the outline could not be written");
}

bool dt_report_outline(dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    dt_game *g = game_outline(m, options, err);
    if (!g) return false;
    report r = {.command = "outline", .game = g};
    bool done = report_open(&r, options, err) && write_outline(&r, to, err);
    report_close(&r);
    dt_game_free(g);
    return done;
}
