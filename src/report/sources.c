/* The report of `sources`.
 *
 * A statement counts when the analysis takes something from it: options, red lines, preferences,
 * ranks, constraints, the status quo and no deal, moves, and the lines of events. What an event cites
 * is said of its lines; so an event that changes nothing uses nothing. A claim is used when such a
 * statement names it, or when a claim that is used rests on it.
 */
#include "report/sources.h"

#include <stdlib.h>
#include <string.h>

/* ---- the text of a statement ---------------------------------------------------------------- */

const char *statement_words(sources_report *r, const statement *s)
{
    size_t from = s->at.offset, to = s->notes ? s->notes->at.offset : from + s->at.length, used = 0;
    const char *text = r->model->text;
    char *words = arena_take(&r->arena, to - from + 1, 1);
    bool quoted = false;
    for (size_t at = from; words && at < to; at++) {
        if (text[at] == '"' && (at == from || text[at - 1] != '\\')) quoted = !quoted;
        if (text[at] == '#' && !quoted)
            while (at + 1 < to && text[at] != '\n') at++;
        bool blank = (unsigned char)text[at] <= ' ';
        if (!blank) words[used++] = text[at];
        else if (used && words[used - 1] != ' ') words[used++] = ' ';
    }
    while (words && used && words[used - 1] == ' ') words[--used] = 0;
    return words;
}

/* They stand in the order of the file. */
uint32_t statement_line(const sources_report *r, const statement *s)
{
    size_t first = 0, beyond = r->statements.count;
    while (first < beyond) {
        size_t middle = first + (beyond - first) / 2;
        const footed *f = &r->statements.items[middle];
        if (f->statement == s) return f->line;
        if (f->statement->at.offset < s->at.offset) first = middle + 1;
        else beyond = middle;
    }
    return 0;
}

/* ---- what there is -------------------------------------------------------------------------- */

static bool counts(const statement *s)
{
    switch (s->kind) {
    case STATEMENT_OPTION:
    case STATEMENT_REDLINE:
    case STATEMENT_PREFER:
    case STATEMENT_RANK:
    case STATEMENT_INFEASIBLE:
    case STATEMENT_REQUIRE:
    case STATEMENT_STATUS_QUO:
    case STATEMENT_NO_DEAL:
    case STATEMENT_MOVE:
    case STATEMENT_COALESCE:
    case STATEMENT_FIX:
    case STATEMENT_FREE:
    case STATEMENT_NOW:
    case STATEMENT_DROP: return true;
    default: return false;
    }
}

static const statement **list_of(sources_report *r, statement_kind kind, uint32_t *count)
{
    uint32_t n = 0;
    for (const statement *s = r->model->statements; s; s = s->next) n += s->kind == kind;
    const statement **list = ARENA_ARRAY(&r->arena, n + 1, const statement *);
    if (!list) return NULL;
    *count = 0;
    for (const statement *s = r->model->statements; s; s = s->next)
        if (s->kind == kind) list[(*count)++] = s;
    return list;
}

/* Statements of one kind have ascending places in the text. */
static uint32_t place_of(const statement *const *list, uint32_t count, const statement *s)
{
    uint32_t first = 0, beyond = count;
    while (first < beyond) {
        uint32_t middle = first + (beyond - first) / 2;
        if (list[middle] == s) return middle;
        if (list[middle]->at.offset < s->at.offset) first = middle + 1;
        else beyond = middle;
    }
    return NONE;
}

/* ---- what rests on what ---------------------------------------------------------------------- */

static bool add_use(sources_report *r, uses *list, use u)
{
    if (!GROW(&r->memory, list)) return false;
    list->items[list->count++] = u;
    return true;
}

static bool add_notes(sources_report *r, const statement *s, const note *notes, footing *best)
{
    for (const note *n = notes; n; n = n->next) {
        if (n->cites) {
            uint32_t k = place_of(r->sources, r->source_count, n->definition);
            if (!add_use(r, &r->source_uses, (use){k, s, n})) return false;
            *best = FOOTING_SOURCE;
            continue;
        }
        if (*best == FOOTING_NONE) *best = FOOTING_REASON;
        if (!n->definition) continue;
        uint32_t k = place_of(r->claims, r->claim_count, n->definition);
        if (!add_use(r, &r->claim_uses, (use){k, s, n})) return false;
        if (r->claim_sourced[k]) *best = FOOTING_SOURCE;
    }
    return true;
}

/* Where the uses of one thing begin. */
static size_t uses_of(const uses *list, uint32_t of)
{
    size_t first = 0, beyond = list->count;
    while (first < beyond) {
        size_t middle = first + (beyond - first) / 2;
        if (list->items[middle].of < of) first = middle + 1;
        else beyond = middle;
    }
    return first;
}

/* Claims on sources, and whatever rests on these claims; each is entered once. */
static bool mark_sourced(sources_report *r)
{
    uint32_t *open = ARENA_ARRAY(&r->arena, r->claim_count, uint32_t), count = 0;
    if (!open) return false;
    for (uint32_t k = 0; k < r->claim_count; k++)
        for (const note *n = r->claims[k]->notes; n && !r->claim_sourced[k]; n = n->next)
            if (n->cites) r->claim_sourced[k] = true, open[count++] = k;
    while (count) {
        uint32_t claim = open[--count];
        const uses *list = &r->claim_claims;
        for (size_t u = uses_of(list, claim); u < list->count && list->items[u].of == claim; u++) {
            uint32_t k = place_of(r->claims, r->claim_count, list->items[u].by);
            if (!r->claim_sourced[k]) r->claim_sourced[k] = true, open[count++] = k;
        }
    }
    return true;
}

/* What a used claim rests on is used, too; each claim is entered once. */
static bool mark_used(sources_report *r)
{
    uint32_t *open = ARENA_ARRAY(&r->arena, r->claim_count, uint32_t), count = 0;
    if (!open) return false;
    for (size_t k = 0; k < r->claim_uses.count; k++) {
        uint32_t claim = r->claim_uses.items[k].of;
        if (!r->claim_used[claim]) r->claim_used[claim] = true, open[count++] = claim;
    }
    while (count) {
        const statement *claim = r->claims[open[--count]];
        for (const note *n = claim->notes; n; n = n->next) {
            if (n->cites || !n->definition) continue;
            uint32_t k = place_of(r->claims, r->claim_count, n->definition);
            if (!r->claim_used[k]) r->claim_used[k] = true, open[count++] = k;
        }
    }
    return true;
}

/* A source is used when a statement cites it, or a claim, used or not. */
static void mark_sources(sources_report *r)
{
    for (size_t k = 0; k < r->source_uses.count; k++)
        r->source_used[r->source_uses.items[k].of] = true;
    for (size_t k = 0; k < r->source_claims.count; k++)
        r->source_used[r->source_claims.items[k].of] = true;
}

static int by_place(const void *a, const void *b)
{
    const use *x = a, *y = b;
    if (x->of != y->of) return x->of < y->of ? -1 : 1;
    if (x->by != y->by) return x->by->at.offset < y->by->at.offset ? -1 : 1;
    return x->note->at.offset < y->note->at.offset ? -1 : x->note != y->note;
}

static void sort_uses(uses *list)
{
    if (list->count) qsort(list->items, list->count, sizeof *list->items, by_place);
}

static bool gather_claims(sources_report *r)
{
    for (uint32_t k = 0; k < r->claim_count; k++) {
        const statement *s = r->claims[k];
        for (const note *n = s->notes; n; n = n->next) {
            if (!n->definition) continue;
            uint32_t of = n->cites ? place_of(r->sources, r->source_count, n->definition)
                                   : place_of(r->claims, r->claim_count, n->definition);
            if (!add_use(r, n->cites ? &r->source_claims : &r->claim_claims, (use){of, s, n}))
                return false;
        }
    }
    sort_uses(&r->source_claims);
    sort_uses(&r->claim_claims);
    return mark_sourced(r);
}

static bool gather_statements(sources_report *r)
{
    const dt_model *m = r->model;
    uint32_t line = 1;
    size_t at = 0;
    for (const statement *s = m->statements; s; s = s->next) {
        footing best = FOOTING_NONE;
        if (!counts(s)) continue;
        for (; at < s->at.offset; at++) line += m->text[at] == '\n';
        if (!add_notes(r, s, s->notes, &best)) return false;
        if (s->event && !add_notes(r, s, r->events[s->event - 1]->notes, &best)) return false;
        if (!GROW(&r->memory, &r->statements)) return false;
        r->statements.items[r->statements.count++] = (footed){s, best, line};
        r->by_footing[best]++;
    }
    sort_uses(&r->claim_uses);
    sort_uses(&r->source_uses);
    return true;
}

static bool gather(sources_report *r)
{
    uint32_t events;
    r->claims = list_of(r, STATEMENT_CLAIM, &r->claim_count);
    r->sources = list_of(r, STATEMENT_SOURCE, &r->source_count);
    r->events = list_of(r, STATEMENT_EVENT, &events);
    r->claim_used = ARENA_ARRAY(&r->arena, r->claim_count, bool);
    r->claim_sourced = ARENA_ARRAY(&r->arena, r->claim_count, bool);
    r->source_used = ARENA_ARRAY(&r->arena, r->source_count, bool);
    if (r->memory.failed || !gather_claims(r) || !gather_statements(r)) return false;
    mark_sources(r);
    return mark_used(r);
}

bool dt_report_sources(const dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    sources_report r;
    memset(&r, 0, sizeof r);
    r.model = m;
    if (options) r.options = *options;
    memory_start(&r.memory, options);
    arena_start(&r.arena, &r.memory);
    if (!r.options.width) r.options.width = 80;
    output_start(&r.out, to);
    bool done = gather(&r);
    if (done && r.options.format == DT_JSON) sources_json(&r);
    else if (done) sources_text(&r);
    bool whole = !r.memory.failed || fail_memory(err, &r.memory);
    GIVE(&r.memory, &r.claim_uses);
    GIVE(&r.memory, &r.source_uses);
    GIVE(&r.memory, &r.claim_claims);
    GIVE(&r.memory, &r.source_claims);
    GIVE(&r.memory, &r.statements);
    arena_free(&r.arena);
    if (!whole) return false;
    return output_end(&r.out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}
