/* `words` as one JSON object. Documents are named by their place in `documents`, from 0, in the order
 * of their dates. Chances have twelve decimals, G2 and log ratios two. */
#include "evidence/words.h"

#include "base/json.h"

#include <math.h>

static void put_decimals(output *o, double value, unsigned places)
{
    double scaled = (value < 0 ? -value : value);
    uint64_t unit = 1;
    for (unsigned k = 0; k < places; k++) unit *= 10;
    uint64_t digits = (uint64_t)floor(scaled * (double)unit + 0.5);
    if (value < 0 && digits) put_text(o, "-");
    put(o, "%llu.%0*llu", (unsigned long long)(digits / unit), (int)places,
        (unsigned long long)(digits % unit));
}

static void put_key(output *o, const char *key) { put(o, ", \"%s\": ", key); }

static void put_number_of(output *o, uint32_t document)
{
    if (document == NO_DOCUMENT) put_text(o, "null");
    else put(o, "%u", (unsigned)document);
}

static void put_context(output *o, const context *c)
{
    put_key(o, "context");
    if (!c->left || !c->itself || !c->right) {
        put_text(o, "null");
        return;
    }
    put(o, "{\"document\": %u, \"left\": ", (unsigned)c->document);
    put_json(o, c->left);
    put_key(o, "word");
    put_json(o, c->itself);
    put_key(o, "right");
    put_json(o, c->right);
    put_text(o, "}");
}

static void put_documents(words_report *r)
{
    output *o = &r->out;
    bool first = true;
    json_field(o, "documents");
    put_text(o, "[");
    for (size_t d = 0; d < r->documents.count; d++) {
        const dated *it = &r->documents.items[d];
        json_line(o, &first, 4);
        put_text(o, "{\"name\": ");
        put_json(o, it->name);
        put_key(o, "date");
        put_json(o, it->date_text);
        put_key(o, "words");
        put_json_count(o, it->words);
        if (r->claims) put_key(o, "none"), json_bool(o, r->among[d]);
        put_text(o, "}");
    }
    json_close_lines(o, first, 2, "]");
}

static void put_uses(words_report *r, uint32_t term)
{
    output *o = &r->out;
    bool first = true;
    put_key(o, "uses_by_document");
    put_text(o, "[");
    for (uint32_t d = 0; d < r->documents.count; d++) {
        json_comma(o, &first);
        put(o, "%u", (unsigned)uses_of(r, d, term));
    }
    put_text(o, "]");
}

/* What the comparison with the documents before says; null without any. */
static void put_comparison(words_report *r, double g2, double ratio)
{
    output *o = &r->out;
    bool compared = r->words_before && r->documents.items[r->target].words;
    put_key(o, "g2");
    if (compared) put_decimals(o, g2, 2);
    else put_text(o, "null");
    put_key(o, "log_ratio");
    if (compared) put_decimals(o, ratio, 2);
    else put_text(o, "null");
}

static void put_chance(output *o, double chance)
{
    put_key(o, "chance");
    put_decimals(o, chance, 12);
}

static void put_term(words_report *r, uint32_t term)
{
    output *o = &r->out;
    const term_story *s = &r->stories[term];
    put_text(o, "{\"name\": ");
    put_json(o, r->terms.names.items[term]);
    put(o, ", \"documents\": %u, \"uses\": ", (unsigned)s->documents);
    put_json_count(o, s->uses);
    put_key(o, "first");
    put_number_of(o, s->first);
    put_key(o, "last");
    put_number_of(o, s->last);
    put(o, ", \"longest_silence\": %u", (unsigned)s->silence);
    put_key(o, "silence_after");
    put_number_of(o, s->silence_from);
    put(o, ", \"silent\": %u, \"here\": ", (unsigned)s->silent);
    put_json_count(o, s->here);
    put(o, ", \"documents_before\": %u, \"uses_before\": ", (unsigned)s->before);
    put_json_count(o, s->before_uses);
    put_key(o, "last_before");
    put_number_of(o, s->before_last);
    put_comparison(r, s->g2, s->ratio);
    put_chance(o, s->chance);
    put_uses(r, term);
    put_context(o, &s->context);
    put_text(o, "}");
}

static void put_terms(words_report *r)
{
    bool first = true;
    json_field(&r->out, "terms");
    put_text(&r->out, "[");
    for (uint32_t t = 0; t < term_count(r); t++) json_line(&r->out, &first, 4), put_term(r, t);
    json_close_lines(&r->out, first, 2, "]");
}

static void put_finding(words_report *r, finding_kind kind, const finding *f)
{
    output *o = &r->out;
    const word *w = &r->vocabulary.words.items[f->word];
    put_text(o, "{\"word\": ");
    put_json(o, vocabulary_form(&r->vocabulary, w->form));
    put_key(o, "here");
    put_json_count(o, w->here);
    put(o, ", \"documents_before\": %u, \"uses_before\": ", (unsigned)w->before);
    put_json_count(o, w->uses);
    put_key(o, "last_before");
    put_number_of(o, w->last ? w->last - 1 : NO_DOCUMENT);
    if (kind == FINDING_MISSING) put_chance(o, f->chance);
    if (kind == FINDING_RETURNING) put(o, ", \"silence\": %u", (unsigned)f->gap);
    if (kind == FINDING_MORE || kind == FINDING_LESS) put_comparison(r, f->g2, f->ratio);
    put_context(o, &f->context);
    put_text(o, "}");
}

static const char *const FINDING_IDS[] = {
#define X(ID, id, text) id,
    FINDINGS(X)
#undef X
};

static void put_findings(words_report *r)
{
    output *o = &r->out;
    for (finding_kind kind = 0; kind < FINDING_COUNT; kind++) {
        const finding_list *l = &r->findings[kind];
        bool first = true;
        json_field(o, FINDING_IDS[kind]);
        put_text(o, "{\"count\": ");
        put_json_count(o, l->total);
        put_text(o, ", \"words\": [");
        for (size_t k = 0; k < l->count; k++) {
            json_line(o, &first, 4);
            put_finding(r, kind, &l->items[k]);
        }
        json_close_lines(o, first, 2, "]}");
    }
}

static void put_claim(words_report *r)
{
    output *o = &r->out;
    bool first = true;
    uint32_t count = 0;
    for (uint32_t d = 0; d < r->documents.count; d++) count += r->among[d];
    json_field(o, "without");
    put_text(o, "{\"terms\": [");
    for (uint32_t t = 0; t < term_count(r); t++) {
        if (!r->without[t]) continue;
        json_comma(o, &first);
        put_json(o, r->terms.names.items[t]);
    }
    put(o, "], \"count\": %u, \"documents\": [", (unsigned)count);
    first = true;
    for (uint32_t d = 0; d < r->documents.count; d++) {
        if (!r->among[d]) continue;
        json_comma(o, &first);
        put(o, "%u", (unsigned)d);
    }
    put_text(o, "]");
    put_chance(o, r->claim_chance);
    put_text(o, "}");
}

bool words_json(words_report *r)
{
    output *o = &r->out;
    put_text(o, "{\n  \"detente\": \"" DT_VERSION "\",\n  \"command\": \"words\"");
    json_field(o, "language");
    put_json(o, r->ask->language ? r->ask->language : "english");
    json_field(o, "since");
    put_json(o, r->ask->since);
    json_field(o, "words");
    put_json_count(o, r->words);
    json_field(o, "left_out");
    put(o, "{\"undated\": %u, \"unreadable\": %u}", (unsigned)r->undated, (unsigned)r->unread);
    put_documents(r);
    json_field(o, "document");
    put(o, "%u", (unsigned)r->target);
    put_terms(r);
    if (r->claims) put_claim(r);
    else put_findings(r);
    put_text(o, "\n}\n");
    return !r->memory.failed;
}
