/* `sources` as JSON. Statements are named by their line, their kind and their words. */
#include "report/sources.h"

#include "base/json.h"
#include "base/sha256.h"

static const char *kind_id(statement_kind kind)
{
    switch (kind) {
    case STATEMENT_OPTION: return "option";
    case STATEMENT_REDLINE: return "redline";
    case STATEMENT_PREFER: return "prefer";
    case STATEMENT_RANK: return "rank";
    case STATEMENT_INFEASIBLE: return "infeasible";
    case STATEMENT_REQUIRE: return "require";
    case STATEMENT_STATUS_QUO: return "status quo";
    case STATEMENT_NO_DEAL: return "no deal";
    case STATEMENT_MOVE: return "move";
    case STATEMENT_COALESCE: return "coalesce";
    case STATEMENT_FIX: return "fix";
    case STATEMENT_FREE: return "free";
    case STATEMENT_NOW: return "now";
    case STATEMENT_DROP: return "drop";
    default: return "statement";
    }
}

static void put_key(output *o, const char *key, const char *text)
{
    put(o, ", \"%s\": ", key);
    put_json(o, text);
}

static void put_statement(sources_report *r, const statement *s)
{
    output *o = &r->out;
    put(o, "{\"line\": %u", (unsigned)statement_line(r, s));
    put_key(o, "kind", kind_id(s->kind));
    bool owned = s->owner != NONE && (s->kind == STATEMENT_OPTION || s->kind == STATEMENT_REDLINE ||
                                      s->kind == STATEMENT_PREFER || s->kind == STATEMENT_RANK);
    put_key(o, "player", owned ? r->model->players[s->owner].id : NULL);
    put_key(o, "text", statement_words(r, s));
}

static void put_notes(sources_report *r, const note *notes)
{
    output *o = &r->out;
    bool first = true;
    put_text(o, ", \"cites\": [");
    for (const note *n = notes; n; n = n->next) {
        if (!n->cites) continue;
        json_comma(o, &first);
        put_text(o, "{\"source\": ");
        put_json(o, n->word.text);
        put_key(o, "words", n->quoted.text);
        put_text(o, "}");
    }
    first = true;
    put_text(o, "], \"because\": [");
    for (const note *n = notes; n; n = n->next) {
        if (n->cites) continue;
        json_comma(o, &first);
        put_text(o, "{\"claim\": ");
        put_json(o, n->definition ? n->word.text : NULL);
        put_key(o, "words", n->definition ? NULL : n->quoted.text);
        put_text(o, "}");
    }
    put_text(o, "]");
}

static void put_uses(sources_report *r, const uses *all, size_t *next, uint32_t of)
{
    output *o = &r->out;
    const statement *last = NULL;
    bool first = true;
    put_text(o, ", \"used_by\": [");
    for (; *next < all->count && all->items[*next].of == of; ++*next) {
        if (all->items[*next].by == last) continue;
        last = all->items[*next].by;
        json_comma(o, &first);
        put(o, "%u", (unsigned)statement_line(r, last));
    }
    put_text(o, "]}");
}

static void put_claims(sources_report *r)
{
    output *o = &r->out;
    bool first = true;
    size_t next = 0;
    json_field(o, "claims");
    put_text(o, "[");
    for (uint32_t k = 0; k < r->claim_count; k++) {
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, r->claims[k]->word.text);
        put_key(o, "text", r->claims[k]->label.text);
        put_text(o, ", \"used\": ");
        json_bool(o, r->claim_used[k]);
        put_notes(r, r->claims[k]->notes);
        put_uses(r, &r->claim_uses, &next, k);
    }
    json_close_lines(o, first, 2, "]");
}

static void put_sources(sources_report *r)
{
    output *o = &r->out;
    bool first = true;
    size_t next = 0;
    json_field(o, "sources");
    put_text(o, "[");
    for (uint32_t k = 0; k < r->source_count; k++) {
        const statement *s = r->sources[k];
        json_line(o, &first, 4);
        put_text(o, "{\"id\": ");
        put_json(o, s->word.text);
        put_key(o, "title", s->label.text);
        put_key(o, "by", s->by.text);
        put_key(o, "on", s->date_text.text);
        put_key(o, "file", s->file.text);
        put_key(o, "url", s->url.text);
        put_text(o, ", \"used\": ");
        json_bool(o, r->source_used[k]);
        put_uses(r, &r->source_uses, &next, k);
    }
    json_close_lines(o, first, 2, "]");
}

static void put_statements(sources_report *r)
{
    static const char *const footings[] = {"source", "reason", "none"};
    output *o = &r->out;
    bool first = true;
    json_field(o, "statements");
    put_text(o, "[");
    for (size_t k = 0; k < r->statements.count; k++) {
        json_line(o, &first, 4);
        put_statement(r, r->statements.items[k].statement);
        put_key(o, "rests_on", footings[r->statements.items[k].footing]);
        put_notes(r, r->statements.items[k].statement->notes);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

void sources_json(sources_report *r)
{
    output *o = &r->out;
    char digest[65];
    sha256_text(r->model->text, r->model->length, digest);
    put_text(o, "{\n  \"detente\": \"" DT_VERSION "\",\n  \"command\": \"sources\"");
    json_field(o, "model");
    put_text(o, "{\"title\": ");
    put_json(o, r->model->title);
    put_key(o, "file", r->options.file);
    put(o, ", \"sha256\": \"%s\"}", digest);
    json_field(o, "rests_on");
    put_text(o, "{\"source\": ");
    put_json_count(o, r->by_footing[FOOTING_SOURCE]);
    put_text(o, ", \"reason\": ");
    put_json_count(o, r->by_footing[FOOTING_REASON]);
    put_text(o, ", \"none\": ");
    put_json_count(o, r->by_footing[FOOTING_NONE]);
    put_text(o, "}");
    put_claims(r);
    put_sources(r);
    put_statements(r);
    put_text(o, "\n}\n");
}
