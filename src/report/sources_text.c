/* `sources` for a reader. */
#include "report/sources.h"

#include "report/names.h"

enum { SHOWN_USES = 12 };

typedef struct teller {
    sources_report *report;
    composed line;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_wrapped(&t->report->out, composed_text(&t->line),
                (margins){t->report->options.width, indent, hang, false});
    composed_again(&t->line);
}

static void heading(teller *t, const char *text)
{
    output *o = &t->report->out;
    if (t->report->options.colour) put_text(o, "\x1b[1m");
    put_wrapped(o, text, (margins){t->report->options.width, 0, 0, false});
    if (t->report->options.colour) put_text(o, "\x1b[0m");
}

static void empty_line(teller *t) { put_text(&t->report->out, "\n"); }

/* "line 12  Upper town: prefer drill" */
static void put_statement(teller *t, const statement *s, uint32_t indent)
{
    sources_report *r = t->report;
    output *o = again(t);
    put(o, "line %u  ", (unsigned)statement_line(r, s));
    bool owned = s->kind == STATEMENT_OPTION || s->kind == STATEMENT_REDLINE ||
                 s->kind == STATEMENT_PREFER || s->kind == STATEMENT_RANK;
    if (owned && s->owner != NONE) {
        put_terminal(o, r->model->players[s->owner].label);
        put_text(o, ": ");
    }
    put_terminal(o, statement_words(r, s));
    paragraph(t, indent, indent + 4);
}

static void put_head(teller *t)
{
    sources_report *r = t->report;
    const char *title = r->model->title, *file = r->options.file;
    put_terminal(again(t), title ? title : file ? file : "A conflict");
    heading(t, composed_text(&t->line));
    output *o = again(t);
    put_plural(o, r->statements.count, "statement", "statements");
    put_text(o, ": ");
    put_count(o, r->by_footing[FOOTING_SOURCE]);
    put_text(o,
             r->by_footing[FOOTING_SOURCE] == 1 ? " rests on a source, " : " rest on a source, ");
    put_count(o, r->by_footing[FOOTING_REASON]);
    put_text(o, " on a reason alone, ");
    put_count(o, r->by_footing[FOOTING_NONE]);
    put_text(o, " on nothing that is written down.");
    paragraph(t, 0, 0);
    empty_line(t);
}

static void put_notes(teller *t, const statement *s)
{
    for (const note *n = s->notes; n; n = n->next) {
        put_source(again(t), n);
        paragraph(t, 6, 8);
    }
}

static void put_uses(teller *t, const uses *all, size_t *next, uint32_t of)
{
    const statement *last = NULL;
    size_t shown = 0, left = 0;
    for (; *next < all->count && all->items[*next].of == of; ++*next) {
        if (all->items[*next].by == last) continue; /* cited twice */
        last = all->items[*next].by;
        if (shown == SHOWN_USES) left++;
        else put_statement(t, last, 6), shown++;
    }
    if (!left) return;
    put_text(again(t), "... and ");
    put_count(&t->line.out, left);
    put_text(&t->line.out, " more; --format json has them all");
    paragraph(t, 6, 8);
}

static void put_claim(teller *t, uint32_t k)
{
    const statement *s = t->report->claims[k];
    output *o = again(t);
    put_terminal(o, s->word.text);
    put_text(o, "  \"");
    put_terminal(o, s->label.text);
    put_text(o, "\"");
    paragraph(t, 2, 4);
    put_notes(t, s);
}

static void put_claims(teller *t)
{
    sources_report *r = t->report;
    uint32_t unused = 0;
    size_t next = 0;
    for (uint32_t k = 0; k < r->claim_count; k++) unused += !r->claim_used[k];
    if (unused < r->claim_count) {
        heading(t, "Claims, what they rest on, and the statements that use them");
        for (uint32_t k = 0; k < r->claim_count; k++) {
            if (!r->claim_used[k]) continue;
            put_claim(t, k);
            put_uses(t, &r->claim_uses, &next, k);
        }
        empty_line(t);
    }
    if (!unused) return;
    heading(t, "Claims that no statement uses");
    for (uint32_t k = 0; k < r->claim_count; k++)
        if (!r->claim_used[k]) put_claim(t, k);
    empty_line(t);
}

static void put_source_head(teller *t, const statement *s)
{
    output *o = again(t);
    const name *more[] = {&s->by, &s->date_text, &s->file, &s->url};
    put_terminal(o, s->word.text);
    put_text(o, "  \"");
    put_terminal(o, s->label.text);
    put_text(o, "\"");
    for (size_t k = 0; k < sizeof more / sizeof *more; k++)
        if (more[k]->text) put_text(o, ", "), put_terminal(o, more[k]->text);
    paragraph(t, 2, 4);
}

static void put_source_claims(teller *t, size_t *next, uint32_t source)
{
    const uses *all = &t->report->source_claims;
    const statement *last = NULL;
    output *o = again(t);
    for (; *next < all->count && all->items[*next].of == source; ++*next) {
        if (all->items[*next].by == last) continue;
        put_text(o, last ? ", " : "claims: ");
        last = all->items[*next].by;
        put_terminal(o, last->word.text);
    }
    if (last) paragraph(t, 6, 8);
}

static void put_sources(teller *t)
{
    sources_report *r = t->report;
    uint32_t unused = 0;
    size_t next = 0, next_claim = 0;
    for (uint32_t k = 0; k < r->source_count; k++) unused += !r->source_used[k];
    if (unused < r->source_count) {
        heading(t, "Sources, and what cites them");
        for (uint32_t k = 0; k < r->source_count; k++) {
            if (!r->source_used[k]) continue;
            put_source_head(t, r->sources[k]);
            put_source_claims(t, &next_claim, k);
            put_uses(t, &r->source_uses, &next, k);
        }
        empty_line(t);
    }
    if (!unused) return;
    heading(t, "Sources that nothing cites");
    for (uint32_t k = 0; k < r->source_count; k++)
        if (!r->source_used[k]) put_source_head(t, r->sources[k]);
    empty_line(t);
}

static void put_footless(teller *t, footing f, const char *title)
{
    sources_report *r = t->report;
    if (!r->by_footing[f]) return;
    heading(t, title);
    for (size_t k = 0; k < r->statements.count; k++)
        if (r->statements.items[k].footing == f)
            put_statement(t, r->statements.items[k].statement, 2);
    empty_line(t);
}

void sources_text(sources_report *r)
{
    teller t = {.report = r};
    composed_start(&t.line, &r->memory);
    put_head(&t);
    put_claims(&t);
    put_sources(&t);
    put_footless(&t, FOOTING_REASON, "Statements that give a reason and no source");
    put_footless(&t, FOOTING_NONE, "Statements that rest on nothing that is written down");
    composed_free(&t.line);
}
