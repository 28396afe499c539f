/* `words` for a reader. */
#include "evidence/words.h"

#include "base/layout.h"
#include "base/utf8.h"

#include <math.h>
#include <string.h>

enum { SHOWN_DOCUMENTS = 40, LEFT_COLUMNS = 30 };

typedef struct teller {
    words_report *report;
    composed line;
    uint32_t width;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_wrapped(&t->report->out, composed_text(&t->line), (margins){t->width, indent, hang, false});
    composed_again(&t->line);
}

static void heading(teller *t)
{
    output *o = &t->report->out;
    if (t->report->options->colour) put_text(o, "\x1b[1m");
    put_wrapped(o, composed_text(&t->line), (margins){t->width, 0, 0, false});
    if (t->report->options->colour) put_text(o, "\x1b[0m");
}

static void empty_line(teller *t) { put_text(&t->report->out, "\n"); }

static const dated *document_of(const teller *t, uint32_t d)
{
    return &t->report->documents.items[d];
}

static const char *form_of(const teller *t, uint32_t word_number)
{
    const vocabulary *v = &t->report->vocabulary;
    return vocabulary_form(v, v->words.items[word_number].form);
}

/* ---- numbers ------------------------------------------------------------------------------------ */

/* A chance as one in so many. */
static void put_chance(output *o, double chance)
{
    if (chance > 0.5) {
        put_text(o, "more than a half");
        return;
    }
    double times = chance > 0 ? 1 / chance : 1e18;
    if (times >= 1e9) put_text(o, "less than one in a thousand million");
    else put_text(o, "one in "), put_count(o, (uint64_t)(times + 0.5));
}

/* With one decimal, whatever the locale. */
static void put_tenths(output *o, double value)
{
    uint64_t tenths = (uint64_t)((value < 0 ? -value : value) * 10 + 0.5);
    if (value < 0) put_text(o, "-");
    put_count(o, tenths / 10);
    put(o, ".%u", (unsigned)(tenths % 10));
}

static void put_times(output *o, double ratio)
{
    double times = exp2(ratio < 0 ? -ratio : ratio);
    put_tenths(o, times);
    put_text(o, ratio < 0 ? " times less" : " times as much");
}

/* ---- context -------------------------------------------------------------------------------------- */

/* The end of a text that fits in so many columns, from the start of a word. */
static const char *fitting_end(const char *text, uint32_t columns)
{
    const char *at = text;
    while (text_columns(at) > columns) {
        const char *blank = strchr(at, ' ');
        if (!blank) return at + strlen(at);
        at = blank + 1;
    }
    return at;
}

/* The word in the middle of its line; beside it whole words, as many as there is room for. */
static void put_context(teller *t, const context *c)
{
    output *o = &t->report->out;
    if (!c->left || !c->itself || !c->right) return;
    const char *left = fitting_end(c->left, LEFT_COLUMNS), *right = c->right, *line;
    const char *rest = c->itself, *itself; /* a word may be longer than the line */
    size_t bytes = next_line(&rest, t->width - 8 - LEFT_COLUMNS, &itself);
    put_repeated(o, ' ', 6 + LEFT_COLUMNS - text_columns(left));
    put_terminal(o, left);
    if (t->report->options->colour) put_text(o, "\x1b[1m");
    uint64_t before = o->column;
    put_bytes(o, itself, bytes);
    uint32_t used = 6 + LEFT_COLUMNS + (uint32_t)(o->column - before);
    if (t->report->options->colour) put_text(o, "\x1b[0m");
    if (!*rest && used + 4 < t->width) {
        bool blank = *right == ' ';
        size_t length = next_line(&right, t->width - used - 1, &line);
        if (blank && length) put_text(o, " ");
        put_bytes(o, line, length);
    }
    empty_line(t);
}

/* ---- head ----------------------------------------------------------------------------------------- */

static void put_dates(output *o, const teller *t, uint32_t from, uint32_t to)
{
    put_text(o, document_of(t, from)->date_text);
    if (from == to || !strcmp(document_of(t, from)->date_text, document_of(t, to)->date_text))
        return;
    put_text(o, " to ");
    put_text(o, document_of(t, to)->date_text);
}

static void put_document(output *o, const teller *t, uint32_t d)
{
    put_terminal(o, document_of(t, d)->name);
    put(o, " (%s)", document_of(t, d)->date_text);
}

static void put_head(teller *t)
{
    words_report *r = t->report;
    output *o = again(t);
    uint32_t count = (uint32_t)r->documents.count;
    put_plural(o, count, "document", "documents");
    if (r->ask->since) put_text(o, " since "), put_terminal(o, r->ask->since);
    put_text(o, ", ");
    put_dates(o, t, 0, count - 1);
    heading(t);
    put_count(again(t), r->words);
    put_text(o, " words; all were read, none sampled. ");
    const char *language = r->ask->language ? r->ask->language : "english";
    if (!strcmp(language, "none")) put_text(o, "Words count as they are written");
    else {
        put_text(o, "Words count in all forms with one stem (");
        put_terminal(o, language);
        put_text(o, ")");
    }
    put_text(o, ", without case and accents.");
    if (r->undated) {
        put_text(o, " Left out for want of a date: ");
        put_count(o, r->undated);
        put_text(o, ".");
    }
    if (r->unread) {
        put_text(o, " Left out, not to be read: ");
        put_count(o, r->unread);
        put_text(o, ".");
    }
    paragraph(t, 0, 0);
    empty_line(t);
}

/* ---- terms ------------------------------------------------------------------------------------------ */

static void put_bar(teller *t, uint32_t term)
{
    static const char *const heights[] = {".",
                                          "\xE2\x96\x81",
                                          "\xE2\x96\x82",
                                          "\xE2\x96\x83",
                                          "\xE2\x96\x84",
                                          "\xE2\x96\x85",
                                          "\xE2\x96\x86",
                                          "\xE2\x96\x87",
                                          "\xE2\x96\x88"};
    use_bar bar;
    words_bar(t->report, term, &bar);
    uint32_t columns = bar.columns;
    while (columns && bar.heights[columns - 1] < 0) columns--;
    for (uint32_t k = 0; k < columns; k++)
        put_text(&t->line.out, bar.heights[k] < 0 ? " " : heights[(int)bar.heights[k]]);
}

/* The forms that were counted for a term, most used first, so that a reader sees what a stem or a
 * star has caught. */
static void put_forms(teller *t, uint32_t term)
{
    enum { SHOWN = 8 };
    const vocabulary *v = &t->report->vocabulary;
    output *o = &t->line.out;
    uint64_t below = UINT64_MAX;
    uint32_t shown = 0, matching = 0, last = 0;
    for (size_t k = 0; k < v->forms.count; k++) {
        if (!v->forms.items[k].hits || !v->forms.items[k].count) continue;
        const uint32_t *at = v->hits.items + v->forms.items[k].hits - 1;
        for (uint32_t h = 0; h < *at; h++) matching += at[1 + h] == term;
    }
    while (shown < SHOWN && shown < matching) { /* the next in order of (count, place) */
        uint32_t best = NO_NAME;
        for (uint32_t k = 0; k < v->forms.count; k++) {
            const form *f = &v->forms.items[k];
            bool later = f->count < below || (f->count == below && shown && k > last);
            if (!f->hits || !f->count || !later) continue;
            const uint32_t *at = v->hits.items + f->hits - 1;
            bool counts = false;
            for (uint32_t h = 0; h < *at; h++) counts = counts || at[1 + h] == term;
            if (counts && (best == NO_NAME || f->count > v->forms.items[best].count)) best = k;
        }
        if (best == NO_NAME) break;
        put_text(o, shown++ ? ", " : "counted: ");
        put_terminal(o, vocabulary_form(v, best));
        put_text(o, " ");
        put_count(o, v->forms.items[best].count);
        below = v->forms.items[best].count;
        last = best;
    }
    if (matching > shown) put(o, " and %u other forms", (unsigned)(matching - shown));
}

static void put_term(teller *t, uint32_t term)
{
    words_report *r = t->report;
    const term_story *s = &r->stories[term];
    composed called, share;
    put_terminal(composed_start(&called, &r->memory), r->terms.names.items[term]);
    output *o = composed_start(&share, &r->memory);
    put_count(o, s->documents);
    put_text(o, " of ");
    put_count(o, r->documents.count);
    again(t);
    if (s->documents) put_bar(t, term);
    column cells[3] = {{.text = composed_text(&called), .width = 20},
                       {.text = composed_text(&share), .width = 14, .right = true},
                       {.text = composed_text(&t->line), .width = t->width - 40}};
    if (s->documents) { /* a bar has blanks of its own and is never broken */
        const char *line;
        size_t length = next_line(&cells[0].text, 20, &line);
        put_text(&r->out, "  ");
        put_bytes(&r->out, line, length);
        while (r->out.column < 24) put_text(&r->out, " ");
        put_repeated(&r->out, ' ', 12 > strlen(cells[1].text) ? 12 - strlen(cells[1].text) : 0);
        put_text(&r->out, cells[1].text);
        put_text(&r->out, "   ");
        put_text(&r->out, cells[2].text);
        empty_line(t);
        if (*cells[0].text) put_wrapped(&r->out, cells[0].text, (margins){t->width, 4, 4, false});
    } else {
        put_cells(&r->out, cells, 2, 2, 2);
    }
    composed_free(&called);
    composed_free(&share);
    if (!s->documents) return;
    o = again(t);
    put_plural(o, s->uses, "use", "uses");
    put_text(o, ", ");
    put_dates(o, t, s->first, s->last);
    if (s->silence) {
        put_text(o, "; longest silence ");
        put_plural(o, s->silence, "document", "documents");
        put_text(o, " (");
        put_dates(o, t, s->silence_from + 1, s->silence_from + s->silence);
        put_text(o, ")");
    }
    put_text(o, "; ");
    if (s->silent) {
        put_text(o, "silent for ");
        put_plural(o, s->silent, "document", "documents");
    } else {
        put_text(o, "in the last document");
    }
    paragraph(t, 6, 6);
    again(t);
    put_forms(t, term);
    if (*composed_text(&t->line)) paragraph(t, 6, 6);
}

static void put_terms(teller *t)
{
    words_report *r = t->report;
    if (!term_count(r)) return;
    put_text(again(t), "Terms: in how many documents, and how much over time");
    heading(t);
    for (uint32_t k = 0; k < term_count(r); k++) put_term(t, k);
    empty_line(t);
}

/* ---- one document ----------------------------------------------------------------------------------- */

/* "the first of 214 documents since 1962-01-03 without it", or how many had it. */
static void put_first_without(output *o, const teller *t, uint32_t before, uint32_t last,
                              uint32_t run)
{
    uint32_t target = t->report->target;
    if (before == target) {
        put_text(o, "all ");
        put_count(o, before);
        put_text(o, " documents before it use it, since ");
        put_text(o, document_of(t, 0)->date_text);
    } else if (last + 1 == target && last > run) {
        put_text(o, "the first of ");
        put_count(o, target - run + 1);
        put_text(o, " documents since ");
        put_text(o, document_of(t, run)->date_text);
        put_text(o, " without it");
    } else {
        put_count(o, before);
        put_text(o, " of ");
        put_count(o, target);
        put_text(o, " documents before it use it, the last ");
        put_text(o, document_of(t, last)->date_text);
    }
}

static void put_missing(teller *t, const char *called, uint32_t before, uint32_t last, uint32_t run,
                        double chance, const context *c)
{
    output *o = again(t);
    put_terminal(o, called);
    put_text(o, ": ");
    put_first_without(o, t, before, last, run);
    put_text(o, "; chance ");
    put_chance(o, chance);
    paragraph(t, 2, 6);
    put_context(t, c);
}

static void put_term_here(teller *t, uint32_t term)
{
    words_report *r = t->report;
    const term_story *s = &r->stories[term];
    if (!s->here && !s->before) {
        put_terminal(again(t), r->terms.names.items[term]);
        put_text(&t->line.out, ": neither in it nor in a document before it");
        paragraph(t, 2, 6);
        return;
    }
    if (!s->here) {
        put_missing(t, r->terms.names.items[term], s->before, s->before_last, s->run, s->chance,
                    &s->context);
        return;
    }
    output *o = again(t);
    put_terminal(o, r->terms.names.items[term]);
    put_text(o, ": ");
    put_plural(o, s->here, "use", "uses");
    if (!s->before) {
        put_text(o, r->target ? ", new" : "");
    } else {
        put_text(o, ", ");
        put_times(o, s->ratio);
        put_text(o, s->ratio < 0 ? " than before (G2 " : " as before (G2 ");
        put_tenths(o, s->g2);
        put_text(o, ")");
        if (s->before_last + 1 < r->target) {
            put_text(o, "; back after ");
            put_plural(o, r->target - s->before_last - 1, "document", "documents");
        }
    }
    paragraph(t, 2, 6);
    put_context(t, &s->context);
}

static void put_finding(teller *t, finding_kind kind, const finding *f)
{
    const word *w = &t->report->vocabulary.words.items[f->word];
    const char *form_text = form_of(t, f->word);
    if (kind == FINDING_MISSING) {
        put_missing(t, form_text, w->before, w->last - 1, w->run, f->chance, &f->context);
        return;
    }
    output *o = again(t);
    put_terminal(o, form_text);
    put_text(o, ": ");
    put_plural(o, w->here, "use", "uses");
    if (kind == FINDING_RETURNING) {
        put_text(o, ", after ");
        put_plural(o, f->gap, "document", "documents");
        put_text(o, " without it; the last ");
        put_text(o, document_of(t, w->last - 1)->date_text);
        put_text(o, ", in all ");
        put_count(o, w->before);
    } else if (kind != FINDING_NEW) {
        put_text(o, ", ");
        put_times(o, f->ratio);
        put_text(o, f->ratio < 0 ? " than before (G2 " : " as before (G2 ");
        put_tenths(o, f->g2);
        put_text(o, ")");
    }
    paragraph(t, 2, 6);
    put_context(t, &f->context);
}

static const char *const FINDING_TEXTS[] = {
#define X(ID, id, text) text,
    FINDINGS(X)
#undef X
};

static void put_findings(teller *t, finding_kind kind)
{
    const finding_list *l = &t->report->findings[kind];
    if (!l->total) return;
    output *o = again(t);
    put_text(o, FINDING_TEXTS[kind]);
    put_text(o, ": ");
    put_count(o, l->total);
    if (l->count < l->total) put_text(o, ", of which "), put_count(o, l->count);
    heading(t);
    for (size_t k = 0; k < l->count; k++) put_finding(t, kind, &l->items[k]);
    empty_line(t);
}

static void put_target(teller *t)
{
    words_report *r = t->report;
    output *o = again(t);
    put_text(o, r->ask->document ? "" : "The last document, ");
    put_document(o, t, r->target);
    put_text(o, ": ");
    put_plural(o, document_of(t, r->target)->words, "word", "words");
    if (r->target) {
        put_text(o, "; compared with ");
        put_plural(o, r->target, "document", "documents");
        put_text(o, " before it");
    } else {
        put_text(o, "; no document is before it, so there is nothing to compare it with");
    }
    heading(t);
    empty_line(t);
    if (!r->target) return;
    for (uint32_t k = 0; k < term_count(r); k++) put_term_here(t, k);
    if (term_count(r)) empty_line(t);
    for (finding_kind kind = 0; kind < FINDING_COUNT; kind++) put_findings(t, kind);
}

/* ---- a claim ----------------------------------------------------------------------------------------- */

static void put_claim_terms(output *o, const words_report *r, const char *last_joint)
{
    uint32_t count = 0, n = 0;
    for (uint32_t k = 0; k < term_count(r); k++) count += r->without[k];
    for (uint32_t k = 0; k < term_count(r); k++) {
        if (!r->without[k]) continue;
        if (n) put_text(o, n + 1 == count ? last_joint : ", ");
        n++;
        put_terminal(o, r->terms.names.items[k]);
    }
}

static uint32_t previous_among(const words_report *r, uint32_t d)
{
    while (d--)
        if (r->among[d]) return d;
    return NO_DOCUMENT;
}

/* Since when such a document is the first. */
static void put_precedent(output *o, const teller *t, uint32_t d)
{
    uint32_t before = previous_among(t->report, d);
    if (before == NO_DOCUMENT) {
        if (!d) {
            put_text(o, "no document is before it");
            return;
        }
        put_text(o, "the first: ");
        if (d == 1) put_text(o, "the document before it has at least one");
        else {
            put_text(o, "all ");
            put_count(o, d);
            put_text(o, " documents before it have at least one");
        }
    } else if (before + 1 == d) {
        put_text(o, "so is the document before it");
    } else {
        put_text(o, "the first since ");
        put_text(o, document_of(t, before)->date_text);
        put_text(o, "; ");
        put_plural(o, d - before - 1, "document", "documents");
        put_text(o, d - before == 2 ? " between has at least one" : " between have at least one");
    }
}

static void put_among(teller *t)
{
    words_report *r = t->report;
    uint32_t count = 0, shown = 0;
    for (uint32_t d = 0; d < r->documents.count; d++) count += r->among[d];
    output *o = again(t);
    put_count(o, count);
    put_text(o, " of ");
    put_plural(o, r->documents.count, "document", "documents");
    put_text(o, count == 1 ? " has none of " : " have none of ");
    put_claim_terms(o, r, " and ");
    heading(t);
    uint64_t most = r->options->limit ? r->options->limit : SHOWN_DOCUMENTS;
    for (uint32_t d = 0; d < r->documents.count && shown < most; d++) {
        if (!r->among[d]) continue;
        shown++;
        put_document(again(t), t, d);
        put_text(o, ", ");
        put_plural(o, document_of(t, d)->words, "word", "words");
        put_text(o, ": ");
        put_precedent(o, t, d);
        paragraph(t, 2, 6);
    }
    if (shown < count) {
        put(again(t), "... and %u more (--limit 0 lists all)", (unsigned)(count - shown));
        paragraph(t, 2, 6);
    }
    empty_line(t);
}

static void put_claim_target(teller *t)
{
    words_report *r = t->report;
    output *o = again(t);
    put_text(o, r->ask->document ? "" : "The last document, ");
    put_document(o, t, r->target);
    put_text(o, r->among[r->target] ? ", is one of them." : ", is not one of them.");
    heading(t);
    again(t);
    if (r->among[r->target]) {
        if (!r->target) put_text(o, "No document is before it");
        else if (r->among[r->target - 1]) put_text(o, "So is the document before it");
        else put_text(o, "It is "), put_precedent(o, t, r->target);
        put_text(o, ".");
        paragraph(t, 2, 2);
    } else {
        for (uint32_t k = 0; k < term_count(r); k++) {
            if (!r->without[k] || !r->stories[k].here) continue;
            put_terminal(again(t), r->terms.names.items[k]);
            put_text(o, ": ");
            put_plural(o, r->stories[k].here, "use", "uses");
            paragraph(t, 2, 6);
            put_context(t, &r->stories[k].context);
        }
    }
    if (r->target) {
        put_text(again(t), "The chance that a document of its length has none of them, by how "
                           "often and at what length those before it use them: ");
        put_chance(o, r->claim_chance);
        put_text(o, ".");
        paragraph(t, 2, 2);
    }
    empty_line(t);
}

/* ---- all ---------------------------------------------------------------------------------------------- */

bool words_text(words_report *r)
{
    teller t = {.report = r, .width = r->options->width ? r->options->width : 80};
    composed_start(&t.line, &r->memory);
    put_head(&t);
    if (r->claims) put_among(&t), put_claim_target(&t);
    put_terms(&t);
    if (!r->claims) put_target(&t);
    composed_free(&t.line);
    return !r->memory.failed;
}
