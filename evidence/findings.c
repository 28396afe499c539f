/* What is worth telling: the terms over all documents; and of the document that is looked at, compared
 * with those before it, the usual words that it lacks and those that are new, back, more or less.
 */
#include "evidence/words.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_FINDINGS = 10 };

/* ---- terms -------------------------------------------------------------------------------------- */

static void tell_documents(const words_report *r, uint32_t term, term_story *s)
{
    uint32_t count = (uint32_t)r->documents.count;
    *s = (term_story){.first = NO_DOCUMENT,
                      .last = NO_DOCUMENT,
                      .silence_from = NO_DOCUMENT,
                      .before_last = NO_DOCUMENT};
    for (uint32_t d = 0; d < count; d++) {
        uint32_t uses = uses_of(r, d, term);
        if (!uses) continue;
        if (s->first == NO_DOCUMENT) s->first = d;
        else if (d - s->last - 1 > s->silence) {
            s->silence = d - s->last - 1;
            s->silence_from = s->last;
        }
        if (d < r->target) {
            if (s->before_last == NO_DOCUMENT || s->before_last + 1 != d) s->run = d;
            s->before_last = d;
            s->before++;
            s->before_uses += uses;
        }
        s->last = d;
        s->documents++;
        s->uses += uses;
    }
    s->silent = s->last == NO_DOCUMENT ? count : count - 1 - s->last;
    s->here = uses_of(r, r->target, term);
}

static void compare_term(const words_report *r, term_story *s)
{
    uint64_t length = r->documents.items[r->target].words;
    s->chance = chance_of_none(r->lengths, s->before_uses, r->target - s->before, length);
    if (!length || !r->words_before) return;
    /* A phrase has more words than one, so it may be used at most that often. */
    s->g2 = log_likelihood(s->here, length, s->before_uses, r->words_before);
    s->ratio = log_ratio(s->here, length, s->before_uses, r->words_before);
}

/* The documents that have none of the claim's words, and the chance that the one that is looked at
 * is among them: all of these words count as one. */
static bool tell_claim(words_report *r)
{
    uint64_t uses = 0, without = 0;
    r->among = ARENA_ARRAY(&r->arena, r->documents.count, bool);
    if (!r->among) return fail_memory(r->err, &r->memory);
    for (uint32_t d = 0; d < r->documents.count; d++) {
        uint64_t here = 0;
        for (uint32_t t = 0; t < term_count(r); t++)
            if (r->without[t]) here += uses_of(r, d, t);
        r->among[d] = !here;
        if (d < r->target) uses += here, without += !here;
    }
    r->claim_chance =
        chance_of_none(r->lengths, uses, without, r->documents.items[r->target].words);
    return true;
}

bool words_tell_terms(words_report *r)
{
    r->stories = ARENA_ARRAY(&r->arena, term_count(r), term_story);
    if (!r->stories) return fail_memory(r->err, &r->memory);
    for (uint32_t t = 0; t < term_count(r); t++) {
        tell_documents(r, t, &r->stories[t]);
        compare_term(r, &r->stories[t]);
    }
    return !r->claims || tell_claim(r);
}

/* A day as a number, near enough for a bar. */
static uint32_t day_of(const dated *d)
{
    uint32_t month = d->date.month ? d->date.month : 12, day = d->date.day ? d->date.day : 31;
    return ((uint32_t)d->date.year * 12 + month) * 31 + day;
}

void words_bar(const words_report *r, uint32_t term, use_bar *bar)
{
    uint64_t words[BAR_COLUMNS] = {0}, uses[BAR_COLUMNS] = {0};
    bool any[BAR_COLUMNS] = {false};
    uint32_t count = (uint32_t)r->documents.count, first = day_of(&r->documents.items[0]);
    uint32_t days = day_of(&r->documents.items[count - 1]) - first + 1;
    bar->columns = days < BAR_COLUMNS ? days : BAR_COLUMNS;
    if (count < bar->columns) bar->columns = count; /* few documents need no wide gaps */
    double most = 0;
    for (uint32_t d = 0; d < count; d++) {
        uint64_t past = day_of(&r->documents.items[d]) - first;
        uint32_t k = (uint32_t)(past * bar->columns / days);
        words[k] += r->documents.items[d].words;
        uses[k] += uses_of(r, d, term);
        any[k] = true;
    }
    for (uint32_t k = 0; k < bar->columns; k++)
        if (words[k] && (double)uses[k] / (double)words[k] > most)
            most = (double)uses[k] / (double)words[k];
    for (uint32_t k = 0; k < bar->columns; k++) {
        bar->heights[k] = any[k] ? 0 : -1;
        if (!uses[k] || !words[k]) continue;
        double share = (double)uses[k] / (double)words[k] / most;
        bar->heights[k] = (signed char)(1 + (int)(share * 7));
    }
}

/* ---- words of one document ---------------------------------------------------------------------- */

static const double SURPRISING = 15.13; /* G2 that chance exceeds for one word in ten thousand */

static bool judge(const words_report *r, finding_kind kind, uint32_t k, finding *f)
{
    const word *w = &r->vocabulary.words.items[k];
    uint64_t length = r->documents.items[r->target].words;
    *f = (finding){.word = k, .context = {.document = NO_DOCUMENT}};
    switch (kind) {
    case FINDING_MISSING:
        if (w->here || r->target < 2 || w->before * 2 < r->target) return false;
        f->chance = chance_of_none(r->lengths, w->uses, r->target - w->before, length);
        return f->chance < 0.5;
    case FINDING_NEW: return r->target && w->here && !w->before;
    case FINDING_RETURNING:
        if (!w->here || w->before < 2) return false;
        f->gap = r->target - w->last; /* `last` is one more than its place */
        return f->gap >= 2 && f->gap * 8 >= r->target;
    case FINDING_MORE:
    case FINDING_LESS:
        if (!length || !r->words_before || !w->before) return false;
        f->g2 = log_likelihood(w->here, length, w->uses, r->words_before);
        f->ratio = log_ratio(w->here, length, w->uses, r->words_before);
        return f->g2 >= SURPRISING && (f->ratio > 0) == (kind == FINDING_MORE);
    case FINDING_COUNT: break;
    }
    return false;
}

typedef struct ranked { /* a finding with what it is sorted by */
    double weight;
    uint64_t uses;
    const char *form;
    finding finding;
} ranked;

static int by_weight(const void *a, const void *b)
{
    const ranked *x = a, *y = b;
    if (x->weight != y->weight) return x->weight > y->weight ? -1 : 1;
    if (x->uses != y->uses) return x->uses > y->uses ? -1 : 1;
    return strcmp(x->form, y->form);
}

static double weight_of(finding_kind kind, const finding *f, const word *w)
{
    switch (kind) {
    case FINDING_MISSING: return -f->chance;
    case FINDING_NEW: return (double)w->here;
    case FINDING_RETURNING: return (double)f->gap;
    case FINDING_MORE:
    case FINDING_LESS: return f->g2;
    case FINDING_COUNT: break;
    }
    return 0;
}

static size_t most_shown(const words_report *r)
{
    uint64_t limit = r->options->limit;
    if (!limit) return SHOWN_FINDINGS;
    return limit > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)limit;
}

static bool find(words_report *r, finding_kind kind)
{
    struct {
        ranked *items;
        size_t count, room;
    } all = {0};
    finding f;
    for (uint32_t k = 0; k < r->vocabulary.words.count; k++) {
        if (!judge(r, kind, k, &f)) continue;
        const word *w = &r->vocabulary.words.items[k];
        if (!GROW(&r->memory, &all)) break;
        all.items[all.count++] = (ranked){weight_of(kind, &f, w), w->here ? w->here : w->uses,
                                          vocabulary_form(&r->vocabulary, w->form), f};
    }
    if (all.count) qsort(all.items, all.count, sizeof *all.items, by_weight);
    finding_list *list = &r->findings[kind];
    list->total = all.count;
    list->count = all.count < most_shown(r) ? all.count : most_shown(r);
    list->items = ARENA_ARRAY(&r->arena, list->count, finding);
    for (size_t k = 0; list->items && k < list->count; k++) list->items[k] = all.items[k].finding;
    GIVE(&r->memory, &all);
    return !r->memory.failed || fail_memory(r->err, &r->memory);
}

bool words_find(words_report *r)
{
    if (r->claims) return true; /* the answer is about its terms */
    for (finding_kind kind = 0; kind < FINDING_COUNT; kind++)
        if (!find(r, kind)) return false;
    return true;
}

/* ---- contexts ------------------------------------------------------------------------------------- */

typedef struct request { /* the first use of a word or a term in a document, in its line */
    uint32_t document, word, term; /* word NO_NAME: the term */
    context *context;
} request;

typedef struct requests {
    words_report *report;
    request *items;
    size_t count, room;
    size_t first, beyond; /* those of the document at work */
} requests;

static bool ask_for(requests *q, uint32_t document, uint32_t word_number, uint32_t term, context *c)
{
    c->document = document;
    if (document == NO_DOCUMENT) return true;
    if (!GROW(&q->report->memory, q)) return false;
    q->items[q->count++] = (request){document, word_number, term, c};
    return true;
}

static bool is_blank(char c) { return (unsigned char)c <= ' ' || c == 0x7F; }

/* A part of a line: blanks and what would steer a terminal become single blanks. */
static const char *excerpt(words_report *r, const char *text, size_t length)
{
    char *copy = arena_take(&r->arena, length + 1, 1);
    size_t used = 0;
    for (size_t at = 0; copy && at < length;) {
        size_t bytes = 1;
        uint32_t point = utf8_read(text + at, length - at, &bytes);
        bool blank = point == UTF8_INVALID || is_blank(text[at]) || point_is_unsafe(point);
        if (!blank) memcpy(copy + used, text + at, bytes), used += bytes;
        else if (!used || copy[used - 1] != ' ') copy[used++] = ' ';
        at += bytes;
    }
    return copy;
}

static size_t back_to_letter(const char *text, size_t at)
{
    while (at && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    return at;
}

static void capture(words_report *r, context *c, const text_bytes *text, size_t from, size_t to)
{
    enum { BESIDE = 100 };
    size_t before = from > BESIDE ? back_to_letter(text->items, from - BESIDE) : 0;
    size_t after = to + BESIDE;
    after = after < text->count ? back_to_letter(text->items, after) : text->count;
    c->left = excerpt(r, text->items + before, from - before);
    c->itself = excerpt(r, text->items + from, to - from);
    c->right = excerpt(r, text->items + to, after - to);
}

static void on_word(void *ctx, const vocabulary *v, const text_bytes *text, size_t from, size_t to,
                    uint32_t form_number, const uint32_t *found, uint32_t count)
{
    requests *q = ctx;
    for (size_t k = q->first; k < q->beyond; k++) {
        request *it = &q->items[k];
        bool fits = it->word == v->forms.items[form_number].word && it->word != NO_NAME;
        for (uint32_t t = 0; it->word == NO_NAME && t < count; t++) fits |= found[t] == it->term;
        if (fits && !it->context->left) capture(q->report, it->context, text, from, to);
    }
}

static int by_document(const void *a, const void *b)
{
    const request *x = a, *y = b;
    return x->document < y->document ? -1 : x->document > y->document;
}

static bool ask_for_all(requests *q)
{
    words_report *r = q->report;
    const vocabulary *v = &r->vocabulary;
    for (uint32_t t = 0; t < term_count(r); t++) {
        term_story *s = &r->stories[t];
        uint32_t document = s->here ? r->target : s->before_last;
        if (!ask_for(q, document, NO_NAME, t, &s->context)) return false;
    }
    for (finding_kind kind = 0; kind < FINDING_COUNT; kind++) {
        for (size_t k = 0; k < r->findings[kind].count; k++) {
            finding *f = &r->findings[kind].items[k];
            const word *w = &v->words.items[f->word];
            uint32_t document = w->here ? r->target : w->last - 1;
            if (!ask_for(q, document, f->word, MOST_TERMS, &f->context)) return false;
        }
    }
    return true;
}

bool words_find_contexts(words_report *r)
{
    requests q = {.report = r};
    uint32_t *unused = ARENA_ARRAY(&r->arena, term_count(r), uint32_t);
    bool done = unused && ask_for_all(&q);
    if (done && q.count) qsort(q.items, q.count, sizeof *q.items, by_document);
    r->vocabulary.seen = on_word;
    r->vocabulary.seen_ctx = &q;
    while (done && q.first < q.count) {
        bool was_read;
        uint32_t d = q.items[q.first].document;
        for (q.beyond = q.first; q.beyond < q.count && q.items[q.beyond].document == d;) q.beyond++;
        vocabulary_begin(&r->vocabulary, d, unused);
        done = words_read(r, d, true, &was_read);
        q.first = q.beyond;
    }
    r->vocabulary.seen = NULL;
    GIVE(&r->memory, &q);
    if (r->memory.failed) return fail_memory(r->err, &r->memory);
    return done;
}
