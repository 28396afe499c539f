/* The report of `check`: every error, warning and note of a text.
 *
 * What needs the states themselves is asked here, of the compiled game: preferences that earlier ones
 * decide, and a no deal that legal moves cannot reach. Both while the game is small, or when deep.
 */
#include "model/check.h"
#include "analysis/operators.h"
#include "base/bits.h"
#include "language/language.h"

#include <string.h>

enum { SMALL_STATES = 1 << 20, BUDGET = 1 << 27 /* steps of searches: about 200 ms */ };

/* ---- preferences that earlier ones decide -------------------------------------------------- */

typedef struct decided { /* prefer statements by their place in the file */
    const statement *statement;
    bool seen, splits;
} decided;

static void note_stage(const dt_game *g, decided *all, uint64_t count)
{
    for (uint64_t k = 0; k < count; k++) {
        const statement *s = all[k].statement;
        const stage_player *p = &g->stage.players[s->owner];
        for (uint32_t c = 0; c < p->criterion_count; c++) {
            if (p->criteria[c].origin != s) continue;
            all[k].seen = true;
            all[k].splits = all[k].splits || !g->scores[s->owner].decided[c];
        }
    }
}

static bool is_constant_here(const decided *d)
{
    return d->statement->condition && d->statement->condition->kind <= EXPR_NO;
}

/* ---- a no deal out of reach ---------------------------------------------------------------- */

static bool check_no_deal(dt_game *g, diagnostics *said)
{
    if (g->no_deal == DT_NO_INDEX || g->status_quo == DT_NO_INDEX || g->no_deal == g->status_quo)
        return true;
    operators o;
    field reached = {0};
    bool done = operators_start(&o, g, &g->memory, g->threads, NULL) && field_take(&o, &reached, 1);
    if (done) {
        uint8_t *held = reached.values;
        memset(held, 0, g->slots);
        held[g->status_quo] = 1;
        done = spread(&o, false, reached);
        if (done && !held[g->no_deal])
            WARN(said, g->model->no_deal ? g->model->no_deal->at : NO_PLACE,
                 "legal moves cannot reach the no deal from the status quo");
    }
    field_give(&o, &reached);
    operators_free(&o);
    return done;
}

/* ---- all of it ----------------------------------------------------------------------------- */

static bool has_few(const stage *st, uint64_t *budget)
{
    enumeration all;
    bool few = enumerate_start(&all, &st->logic, st->feasible, low_bits(st->model->bits), 0, 1) &&
               enumerate_count(&all, SMALL_STATES, *budget, NULL) && all.exact;
    *budget = all.steps < *budget ? *budget - all.steps : 1;
    enumerate_free(&all);
    return few;
}

/* Does every stage have few feasible states? Not when that takes long to find out. */
static bool is_small(dt_model *m, diagnostics *said)
{
    bool small = true;
    uint64_t budget = BUDGET;
    for (uint32_t k = 0; small && k <= m->event_count; k++) {
        arena scratch;
        stage st;
        arena_start(&scratch, &m->memory);
        small = stage_build(&st, m, k, &scratch, said) && has_few(&st, &budget);
        stage_free(&st);
        arena_free(&scratch);
    }
    return small;
}

static bool check_stages(dt_model *m, decided *all, uint64_t count, diagnostics *said,
                         dt_error *err)
{
    for (uint32_t k = 0; k <= m->event_count; k++) {
        const char number[4] = {(char)('0' + k / 100), (char)('0' + k / 10 % 10),
                                (char)('0' + k % 10), 0};
        dt_options plain = said->options ? *said->options : (dt_options){0};
        plain.stage = number;
        plain.backend = DT_BACKEND_AUTO;
        plain.lift_count = 0;
        dt_game *g = dt_game_compile(m, &plain, err);
        if (!g) return false;
        note_stage(g, all, count);
        bool going = k < m->event_count || check_no_deal(g, said);
        if (!going) fail_memory(err, &g->memory);
        dt_game_free(g);
        if (!going) return false;
    }
    return true;
}

static bool check_states(dt_model *m, bool deep, diagnostics *said, dt_error *err)
{
    if (!deep && !is_small(m, said)) {
        NOTE(said, NO_PLACE,
             "the model has more than 2^20 states: whether earlier preferences decide later ones, "
             "and whether the no deal can be reached, was not checked; --deep does it");
        return !m->memory.failed || fail_memory(err, &m->memory);
    }
    uint64_t count = 0;
    for (const statement *s = m->statements; s; s = s->next) count += s->kind == STATEMENT_PREFER;
    decided *all = memory_take(&m->memory, count, sizeof *all);
    if (!all) return fail_memory(err, &m->memory);
    uint64_t filled = 0;
    for (const statement *s = m->statements; s; s = s->next)
        if (s->kind == STATEMENT_PREFER) all[filled++] = (decided){.statement = s};
    bool done = check_stages(m, all, count, said, err);
    for (uint64_t k = 0; done && k < count; k++)
        if (all[k].seen && !all[k].splits && !is_constant_here(&all[k]))
            WARN(said, all[k].statement->at,
                 "the preferences before it decide this one: it makes no difference between "
                 "feasible states");
    memory_give(&m->memory, all, count, sizeof *all);
    return done;
}

/* ---- quotations ---------------------------------------------------------------------------- */

enum { SENTENCE_BYTES = 400 };

static void tell_quotation(diagnostics *said, const note *n, const statement *source,
                           dt_quoted found, const char *sentence)
{
    const char *id = source->word.text;
    switch (found) {
    case DT_QUOTED_ALIKE:
        WARN(said, n->quoted.at,
             "'%s' has these words but for spacing, quotation marks or case: \"%s\"", id, sentence);
        break;
    case DT_QUOTED_NOT:
        if (*sentence)
            WARN(said, n->quoted.at, "'%s' does not have these words; the nearest: \"%s\"", id,
                 sentence);
        else WARN(said, n->quoted.at, "'%s' has neither these words nor any like them", id);
        break;
    case DT_QUOTED_UNREAD: /* said at the source */
    case DT_QUOTED_EXACTLY: break;
    }
}

static bool ask_source(const dt_options *o, const statement *source, size_t number,
                       const char *words, dt_quoted *found, char sentence[SENTENCE_BYTES])
{
    dt_quotation q = {number, source->word.text, source->file.text, words};
    sentence[0] = 0;
    *found = DT_QUOTED_EXACTLY;
    return o->quoted(o->quoted_ctx, &q, found, sentence, SENTENCE_BYTES);
}

/* Sources have ascending places in the text. */
static size_t source_place(const statement *const *sources, size_t count, const statement *s)
{
    size_t first = 0, beyond = count;
    while (first + 1 < beyond) {
        size_t middle = first + (beyond - first) / 2;
        if (sources[middle]->at.offset <= s->at.offset) first = middle;
        else beyond = middle;
    }
    return first;
}

/* Whether the file of each source can be read, then the quotations from those that can. */
static bool check_quotations(dt_model *m, diagnostics *said, dt_error *err)
{
    const dt_options *o = said->options;
    char sentence[SENTENCE_BYTES];
    dt_quoted found;
    size_t number = 0, count = 0;
    if (!o || !o->quoted) return true;
    for (const statement *s = m->statements; s; s = s->next) count += s->kind == STATEMENT_SOURCE;
    const statement **sources = ARENA_ARRAY(&m->arena, count, const statement *);
    bool *readable = ARENA_ARRAY(&m->arena, count, bool);
    if (!sources || !readable) return fail_memory(err, &m->memory);
    for (const statement *s = m->statements; s; s = s->next) {
        if (s->kind != STATEMENT_SOURCE) continue;
        sources[number] = s;
        if (s->file.text) {
            if (!ask_source(o, s, number, NULL, &found, sentence))
                return fail(err, DT_ERR_CANCELLED, "cancelled");
            readable[number] = found != DT_QUOTED_UNREAD;
            if (!readable[number])
                WARN(said, s->file.at, "the file of source '%s' cannot be read: %s", s->word.text,
                     sentence);
        }
        number++;
    }
    for (const statement *s = m->statements; s; s = s->next)
        for (const note *n = s->notes; n; n = n->next) {
            if (!n->cites || !n->quoted.text || !n->definition) continue;
            size_t k = source_place(sources, count, n->definition);
            if (!readable[k]) continue;
            if (!ask_source(o, sources[k], k, n->quoted.text, &found, sentence))
                return fail(err, DT_ERR_CANCELLED, "cancelled");
            tell_quotation(said, n, sources[k], found, sentence);
        }
    return true;
}

/* ---- diagnostics as JSON ------------------------------------------------------------------- */

typedef struct recording {
    output *out;
    const dt_options *options;
    const char *file;
    uint64_t count;
} recording;

static void record(void *ctx, const dt_diagnostic *d)
{
    static const char *const severities[] = {"error", "warning", "note"};
    recording *r = ctx;
    put_text(r->out, r->count++ ? ",\n    " : "\n    ");
    put_text(r->out, "{\"file\": ");
    put_json(r->out, r->file);
    put(r->out,
        ", \"line\": %u, \"column\": %u, \"severity\": \"%s\", \"message\": ", (unsigned)d->line,
        (unsigned)d->column, severities[d->severity]);
    put_json(r->out, d->message);
    put(r->out, ", \"length\": %u}", (unsigned)d->length);
    if (r->options && r->options->diagnose) r->options->diagnose(r->options->diagnose_ctx, d);
}

/* Everything that can be said of the text; false: it has errors, or the check failed. */
static bool check_text(const char *text, size_t length, diagnostics *said,
                       const dt_options *options, dt_error *err)
{
    dt_error first = {0};
    said->first = &first;
    dt_model *m = language_read(text, length, options, said);
    bool good = m && !said->errors;
    if (!good) {
        if (err) *err = first;
    } else {
        bool deep = options && options->deep;
        good = model_check(m, deep, said) || fail_memory(err, &m->memory);
        good = good && check_states(m, deep, said, err) && check_quotations(m, said, err);
        if (good && said->errors) {
            if (err) *err = first;
            good = false;
        }
    }
    dt_model_free(m);
    return good;
}

bool dt_report_check(const char *text, size_t length, const dt_options *options, dt_output to,
                     uint64_t *warnings, dt_error *err)
{
    dt_options inner = options ? *options : (dt_options){0};
    if (warnings) *warnings = 0;
    if (length > MAX_TEXT_BYTES)
        return fail(err, DT_ERR_LIMIT, "the text has more than %u MiB",
                    (unsigned)(MAX_TEXT_BYTES >> 20));
    output out;
    recording r = {.out = &out, .options = options, .file = inner.file};
    bool json = inner.format == DT_JSON;
    if (json) {
        output_start(&out, to);
        put_text(&out, "{\n  \"detente\": \"" DT_VERSION
                       "\",\n  \"command\": \"check\",\n  \"model\": {\"file\": ");
        put_json(&out, inner.file);
        put_text(&out, "}");
        put_text(&out, ",\n  \"diagnostics\": [");
        inner.diagnose = record;
        inner.diagnose_ctx = &r;
    }
    diagnostics said = {.options = &inner};
    bool good = check_text(text, length, &said, &inner, err);
    if (warnings) *warnings = said.warnings;
    if (!json) return good;
    put_text(&out, r.count ? "\n  ]\n}\n" : "]\n}\n");
    if (output_end(&out)) return good;
    return fail(err, DT_ERR_WRITE, "the result could not be written");
}
