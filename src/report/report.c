/* Opening a report: what is shown, and under which names; then a format writes it. */
#include "report/report.h"

#include "analysis/classes.h"
#include "base/bits.h"
#include "language/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_LIMIT = 1000, DEFAULT_WIDTH = 80, LEAST_WIDTH = 40, MOST_WIDTH = 400 };

/* ---- where ---------------------------------------------------------------------------------- */

/* Gives `state N` the state that has the number N in this stage. */
static bool settle_numbers(const dt_game *g, expr *e, dt_error *err)
{
    if (e->kind == EXPR_STATE && !e->definition) {
        if (e->number < 1 || e->number > g->states)
            return fail(err, DT_ERR_USAGE,
                        "--where: there is no state %.30s: states are numbered from 1 to %llu",
                        e->word.text, (unsigned long long)g->states);
        e->bits = slot_state(g, index_slot(g, e->number - 1));
        e->settled = true;
    }
    for (expr *child = e->first; child; child = child->next)
        if (!settle_numbers(g, child, err)) return false;
    return true;
}

/* At most `room` bytes of a text, cut at a character, for a message. */
static void excerpt(const char *text, size_t length, char *to, size_t room)
{
    bool whole = length < room;
    if (!whole) length = room - 4;
    while (!whole && length && ((unsigned char)text[length] & 0xC0) == 0x80) length--;
    memcpy(to, text, length);
    strcpy(to + length, whole ? "" : "...");
}

static void *fail_where(const char *where, const dt_error *found, dt_error *err)
{
    char near[60];
    size_t length = strlen(where);
    if (found->code != DT_ERR_MODEL) return fail(err, found->code, "%s", found->message);
    if (found->offset >= length)
        return fail(err, DT_ERR_USAGE, "--where: at its end: %s", found->message);
    excerpt(where + found->offset, found->length ? found->length : length - found->offset, near,
            sizeof near);
    return fail(err, DT_ERR_USAGE, "--where: at '%s' (column %u): %s", near,
                (unsigned)found->column, found->message);
}

static bool read_where(report *r, expr **where, dt_error *err)
{
    const char *text = r->options.where;
    dt_model *m = r->game->model;
    dt_error first = {0};
    diagnostics said = {.text = text, .length = strlen(text), .first = &first};
    *where = language_parse_expr(m, text, said.length, &said);
    if (*where) model_resolve_expr(m, *where, NONE, &said);
    if (said.errors) return fail_where(text, &first, err);
    if (!*where || m->memory.failed) return fail_memory(err, &m->memory);
    return settle_numbers(r->game, *where, err);
}

/* ---- names ---------------------------------------------------------------------------------- */

static int by_bits(const void *a, const void *b)
{
    const named_state *x = a, *y = b;
    if (x->bits != y->bits) return x->bits < y->bits ? -1 : 1;
    return x->statement->at.offset < y->statement->at.offset ? -1 : 1;
}

static bool name_states(report *r)
{
    const dt_model *m = r->model;
    r->named = ARENA_ARRAY(&r->arena, m->state_count, named_state);
    if (!r->named) return false;
    for (uint32_t k = 0; k < m->state_count; k++) {
        if (!m->state_known[k]) continue;
        uint64_t bits = m->state_bits[k], at = r->game->members ? named_slot(r->game, bits) : bits;
        if (r->game->members && at != DT_NO_INDEX) bits = slot_state(r->game, at);
        r->named[r->named_count++] = (named_state){bits, m->states[k]};
    }
    if (r->named_count) qsort(r->named, r->named_count, sizeof *r->named, by_bits);
    return true;
}

const statement *state_statement(const report *r, uint64_t bits)
{
    uint32_t low = 0, high = r->named_count; /* the first with these bits or more */
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (r->named[middle].bits < bits) low = middle + 1;
        else high = middle;
    }
    return low < r->named_count && r->named[low].bits == bits ? r->named[low].statement : NULL;
}

static const char *dotted(arena *a, const char *owner, const char *word)
{
    size_t length = strlen(owner) + strlen(word) + 2;
    char *text = arena_take(a, length, 1);
    if (text) snprintf(text, length, "%s.%s", owner, word);
    return text;
}

static bool name_parts(report *r)
{
    const dt_model *m = r->model;
    r->option_ids = ARENA_ARRAY(&r->arena, m->option_count, const char *);
    r->redline_ids = ARENA_ARRAY(&r->arena, r->stage->redline_count, const char *);
    if (!r->option_ids || !r->redline_ids) return false;
    for (uint32_t k = 0; k < m->option_count; k++)
        r->option_ids[k] = dotted(&r->arena, m->players[m->options[k].player].id, m->options[k].id);
    for (uint32_t k = 0; k < r->stage->redline_count; k++) {
        const redline *line = &r->stage->redlines[k];
        r->redline_ids[k] =
            dotted(&r->arena, m->players[line->player].id, line->statement->word.text);
    }
    return !r->memory.failed;
}

const char *responses_id(dt_responses responses)
{
    return responses == DT_RESPONSES_SINGLE ? "single"
           : responses == DT_RESPONSES_ONCE ? "once"
                                            : "sequences";
}

const char *backend_id(dt_backend backend)
{
    return backend == DT_BACKEND_DENSE    ? "dense"
           : backend == DT_BACKEND_LISTED ? "listed"
                                          : "graph";
}

/* An option with L levels has L-1 of at most 64 bits and L <= 2^(L-1), so only 64 options without
 * levels reach 2^64. */
uint64_t possible_states(const dt_model *m, bool *beyond)
{
    uint64_t product = 1;
    *beyond = false;
    if (m->graph_form) return m->state_count;
    for (uint32_t k = 0; k < m->option_count; k++) {
        if (product > UINT64_MAX / m->options[k].levels) {
            *beyond = true;
            return UINT64_MAX;
        }
        product *= m->options[k].levels;
    }
    return product;
}

typedef struct growing {
    memory *memory;
    struct {
        char *items;
        size_t count, room;
    } text;
} growing;

static bool grow_text(void *ctx, const char *bytes, size_t length)
{
    growing *g = ctx;
    for (size_t k = 0; k < length; k++) {
        if (!GROW(g->memory, &g->text)) return false;
        g->text.items[g->text.count++] = bytes[k];
    }
    return true;
}

const char *expression_text(report *r, const expr *e)
{
    growing g = {.memory = &r->memory};
    output o;
    output_start(&o, (dt_output){grow_text, &g});
    print_expr(e, &o);
    bool whole = output_end(&o);
    char *text = whole ? arena_text(&r->arena, g.text.items, g.text.count) : NULL;
    GIVE(&r->memory, &g.text);
    return text;
}

/* ---- rows ----------------------------------------------------------------------------------- */

row report_row(report *r, uint64_t at)
{
    return (row){.slot = at, .index = slot_index(r->game, at), .facts = view_facts(&r->view, at)};
}

bool row_has_outcome(const report *r, const row *k, uint32_t outcome)
{
    return view_has_outcome(&r->view, k->slot, outcome);
}

row_walk rows_start(report *r)
{
    return (row_walk){.report = r, .block = UINT64_MAX, .word = LOGIC_WORDS};
}

/* The next state that `where` shows. */
static bool next_shown(row_walk *k, uint64_t *at)
{
    report *r = k->report;
    while (!k->rest) {
        if (++k->word >= LOGIC_WORDS) {
            do {
                if (++k->block == game_blocks(r->game)) {
                    k->block--; /* asked again it says no again */
                    k->word = LOGIC_WORDS;
                    return false;
                }
            } while (!view_block(&r->view, k->block));
            k->word = 0;
        }
        k->rest = r->view.among[k->word];
    }
    *at = k->block * LOGIC_BLOCK + 64 * k->word + lowest_bit(k->rest);
    k->rest &= k->rest - 1;
    return true;
}

bool rows_next(row_walk *k, row *found)
{
    report *r = k->report;
    uint64_t at;
    if (r->rows.items) {
        if (k->next == r->rows.count) return false;
        at = r->rows.items[k->next];
    } else if (k->next == r->options.limit || !next_shown(k, &at)) return false;
    k->next++;
    *found = report_row(r, at);
    return true;
}

static int by_slot(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Of each concept the equilibria that are listed, each once. */
static bool list_equilibria(report *r)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        uint64_t at, listed = 0;
        for (equilibrium_walk k = equilibria_start(&r->summary, c);
             listed < r->options.limit && equilibria_next(&k, &at); listed++) {
            if (!GROW(&r->memory, &r->rows)) return false;
            r->rows.items[r->rows.count++] = at;
        }
    }
    if (!r->rows.items)
        return GROW(&r->memory, &r->rows); /* there are none: an empty list, not no list */
    qsort(r->rows.items, r->rows.count, sizeof *r->rows.items, by_slot);
    size_t kept = 0;
    for (size_t k = 0; k < r->rows.count; k++)
        if (kept == 0 || r->rows.items[kept - 1] != r->rows.items[k])
            r->rows.items[kept++] = r->rows.items[k];
    r->rows.count = kept;
    return true;
}

/* ---- opening -------------------------------------------------------------------------------- */

static void fill_options(report *r, const dt_options *options)
{
    if (options) r->options = *options;
    dt_options *o = &r->options;
    r->limit_given = o->limit != 0;
    if (!o->limit) o->limit = DEFAULT_LIMIT;
    if (!o->width) o->width = DEFAULT_WIDTH;
    if (o->width < LEAST_WIDTH) o->width = LEAST_WIDTH;
    if (o->width > MOST_WIDTH) o->width = MOST_WIDTH;
    if (!o->command) o->command = "detente";
}

static uint64_t count_among(report *r)
{
    uint64_t count = 0;
    if (!r->conditions.limited) return r->game->states;
    for (uint64_t block = 0; block < game_blocks(r->game); block++) {
        if (!view_block(&r->view, block)) continue;
        for (uint32_t w = 0; w < LOGIC_WORDS; w++) count += bit_count(r->view.among[w]);
    }
    return count;
}

static bool open_conditions(report *r, dt_error *err)
{
    const expr *unsettled;
    if (r->options.where && !read_where(r, &r->where, err)) return false;
    bool done =
        conditions_start(&r->conditions, r->game, r->where, &r->memory, &r->arena, &unsettled);
    if (unsettled)
        return fail(err, DT_ERR_USAGE, "--where: state '%.60s' has no meaning in this stage",
                    unsettled->word.text);
    return (done && view_start(&r->view, &r->conditions, &r->memory)) ||
           fail_memory(err, &r->memory);
}

bool report_open(report *r, const dt_options *options, dt_error *err)
{
    r->model = r->game->model;
    r->stage = &r->game->stage;
    memory_start(&r->memory, options);
    memory_share(&r->memory, &r->game->memory);
    if (r->verdicts) memory_share(&r->memory, &r->verdicts->memory);
    arena_start(&r->arena, &r->memory);
    fill_options(r, options);
    if (!open_conditions(r, err)) return false;
    if (!name_states(r) || !name_parts(r)) return fail_memory(err, &r->memory);
    if (r->options.sources)
        r->named_statements = ARENA_ARRAY(&r->arena, words_for(r->model->length + 1), uint64_t);
    if (r->memory.failed) return fail_memory(err, &r->memory);
    if (r->verdicts && !summary_start(&r->summary, r->verdicts, &r->conditions, &r->memory,
                                      &r->arena, &r->options, err))
        return false;
    r->among_count = r->verdicts ? r->summary.among_count : count_among(r);
    r->complete = r->among_count <= r->options.limit;
    if (r->complete || !r->verdicts) return true;
    return list_equilibria(r) || fail_memory(err, &r->memory);
}

void report_close(report *r)
{
    if (r->summary.memory) summary_free(&r->summary);
    GIVE(&r->memory, &r->rows);
    if (r->view.values) view_free(&r->view, &r->memory);
    if (r->conditions.game) conditions_free(&r->conditions);
    arena_free(&r->arena);
}

bool report_classes(report *r, dt_concept c)
{
    progress p = {.options = &r->options};
    bool done = count_classes(&r->summary, c, &p);
    r->cancelled = p.cancelled;
    return done;
}

static bool write_report(report *r, dt_output to, dt_error *err)
{
    static bool (*const formats[])(report *) = {[DT_TEXT] = report_text,
                                                [DT_JSON] = report_json,
                                                [DT_CSV] = report_csv,
                                                [DT_MARKDOWN] = report_markdown,
                                                [DT_LATEX] = report_latex};
    if (r->options.format >= sizeof formats / sizeof *formats)
        return fail(err, DT_ERR_USAGE, "%s writes text, json, csv, markdown or latex", r->command);
    output_start(&r->out, to);
    bool done = formats[r->options.format](r);
    if (r->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (!done) return fail_memory(err, &r->memory);
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

static bool report_game(const char *command, const dt_game *g, const dt_verdicts *v,
                        const dt_options *options, dt_output to, dt_error *err)
{
    report r = {.command = command, .game = g, .verdicts = v};
    bool done = report_open(&r, options, err) && write_report(&r, to, err);
    report_close(&r);
    return done;
}

bool dt_report_solve(const dt_verdicts *v, const dt_options *options, dt_output to, dt_error *err)
{
    return report_game("solve", v->game, v, options, to, err);
}

bool dt_report_states(const dt_game *g, const dt_options *options, dt_output to, dt_error *err)
{
    return report_game("states", g, NULL, options, to, err);
}
