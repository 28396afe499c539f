/* What a report rests on. Statements are marked as they are named, by their place in the text: a bit
 * a byte. At the end the marks go on from statements (and the events that they are lines of) to
 * claims and sources, and from claims to what these rest on. */
#include "report/cited.h"

#include "base/bits.h"
#include "base/json.h"
#include "report/names.h"
#include "report/prose.h"

void mark_named(const report *r, const statement *s)
{
    if (r->named_statements) set_bit(r->named_statements, s->at.offset);
}

static bool is_marked(const report *r, const statement *s)
{
    return bit_at(r->named_statements, s->at.offset);
}

typedef struct marking {
    report *report;
    struct {
        const statement **items; /* claims whose notes were not followed yet */
        size_t count, room;
    } open;
    uint64_t found; /* claims and sources */
} marking;

static void mark_notes(marking *m, const note *notes)
{
    for (const note *n = notes; n; n = n->next) {
        if (!n->definition || is_marked(m->report, n->definition)) continue;
        mark_named(m->report, n->definition);
        m->found++;
        if (!n->cites && GROW(&m->report->memory, &m->open))
            m->open.items[m->open.count++] = n->definition;
    }
}

/* Marks claims and sources; how many there are. */
static uint64_t follow_notes(report *r)
{
    marking m = {.report = r};
    const statement *event = NULL;
    for (const statement *s = r->model->statements; s; s = s->next) {
        bool defines = s->kind == STATEMENT_CLAIM || s->kind == STATEMENT_SOURCE;
        if (s->kind == STATEMENT_EVENT) event = s;
        if (defines || !is_marked(r, s)) continue;
        mark_notes(&m, s->notes);
        if (s->event && event && s != event) mark_notes(&m, event->notes);
    }
    while (m.open.count) mark_notes(&m, m.open.items[--m.open.count]->notes);
    GIVE(&r->memory, &m.open);
    return m.found;
}

/* ---- text --------------------------------------------------------------------------------------- */

static void put_claim(report *r, composed *c, const statement *s)
{
    output *o = composed_again(c);
    put_text(o, "claim ");
    put_terminal(o, s->word.text);
    put_text(o, "  \"");
    put_terminal(o, s->label.text);
    put_text(o, "\"");
    for (const note *n = s->notes; n; n = n->next) put_text(o, " "), put_source(o, n);
    put_paragraph(r, c, 2, 4);
}

static void put_whole_source(report *r, composed *c, const statement *s)
{
    const name *more[] = {&s->by, &s->date_text, &s->file, &s->url};
    output *o = composed_again(c);
    put_text(o, "[");
    put_terminal(o, s->word.text);
    put_text(o, "]  \"");
    put_terminal(o, s->label.text);
    put_text(o, "\"");
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (more[k]->text) put_text(o, ", "), put_terminal(o, more[k]->text);
    put_paragraph(r, c, 2, 4);
}

void put_cited(report *r, composed *c)
{
    if (!r->named_statements) return;
    uint64_t found = follow_notes(r);
    put_text(composed_again(c), found ? "What the statements named here rest on:"
                                      : "No statement named here cites a source or a claim.");
    put_paragraph(r, c, 0, 0);
    for (const statement *s = r->model->statements; s; s = s->next)
        if (s->kind == STATEMENT_CLAIM && is_marked(r, s)) put_claim(r, c, s);
    for (const statement *s = r->model->statements; s; s = s->next)
        if (s->kind == STATEMENT_SOURCE && is_marked(r, s)) put_whole_source(r, c, s);
    put_text(&r->out, "\n");
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void json_key(output *o, const char *key, const char *text)
{
    put(o, ", \"%s\": ", key);
    put_json(o, text);
}

static void json_claim(output *o, const statement *s)
{
    bool first = true;
    put_text(o, "{\"id\": ");
    put_json(o, s->word.text);
    json_key(o, "text", s->label.text);
    put_text(o, ", \"cites\": [");
    for (const note *n = s->notes; n; n = n->next) {
        if (!n->cites) continue;
        json_comma(o, &first);
        put_text(o, "{\"source\": ");
        put_json(o, n->word.text);
        json_key(o, "words", n->quoted.text);
        put_text(o, "}");
    }
    put_text(o, "]}");
}

static void json_source(output *o, const statement *s)
{
    put_text(o, "{\"id\": ");
    put_json(o, s->word.text);
    json_key(o, "title", s->label.text);
    json_key(o, "by", s->by.text);
    json_key(o, "on", s->date_text.text);
    json_key(o, "file", s->file.text);
    json_key(o, "url", s->url.text);
    put_text(o, "}");
}

static void json_marked(report *r, const char *key, statement_kind kind,
                        void (*put_one)(output *, const statement *))
{
    bool first = true;
    json_field(&r->out, key);
    put_text(&r->out, "[");
    for (const statement *s = r->model->statements; s; s = s->next) {
        if (s->kind != kind || !is_marked(r, s)) continue;
        json_line(&r->out, &first, 4);
        put_one(&r->out, s);
    }
    json_close_lines(&r->out, first, 2, "]");
}

void json_cited(report *r)
{
    if (!r->named_statements) return;
    follow_notes(r);
    json_marked(r, "claims", STATEMENT_CLAIM, json_claim);
    json_marked(r, "sources", STATEMENT_SOURCE, json_source);
}
