/* From a model to a game: the stage, its states, its moves, its preferences. */
#include "base/bits.h"
#include "game/game.h"

#include <string.h>

static bool build_stage(dt_game *g, dt_model *m, const dt_options *options, uint32_t number,
                        const statement *last, dt_error *err)
{
    dt_options quiet = {0}; /* the model was checked when it was parsed */
    dt_error first = {0};
    diagnostics said = {.text = m->text, .length = m->length, .options = &quiet, .first = &first};
    if (!stage_build_until(&g->stage, m, number, last, &g->arena, &said)) {
        if (said.errors == 0) return fail_memory(err, &g->memory);
        if (err) *err = first;
        return false;
    }
    for (size_t k = 0; options && k < options->lift_count; k++)
        if (!stage_lift(&g->stage, options->lift[k], &g->arena, err)) return false;
    return true;
}

static bool refuse_backend(const dt_model *m, dt_backend wanted, dt_error *err)
{
    if (!needs_graph(m) || wanted == DT_BACKEND_AUTO || wanted == DT_BACKEND_GRAPH) return true;
    return fail(err, DT_ERR_USAGE,
                "a model with '%s' needs the graph backend: leave out --backend, or say "
                "--backend graph",
                m->graph_form ? "states" : "coalesce");
}

static bool build(dt_game *g, const dt_options *options, uint32_t number, const statement *last,
                  dt_error *err)
{
    progress p = {.options = options, .work = "compiling"};
    g->movers = ARENA_ARRAY(&g->arena, g->players, mover);
    g->scores = ARENA_ARRAY(&g->arena, g->players, scores);
    if (!g->movers || !g->scores) return fail_memory(err, &g->memory);
    if (!build_stage(g, g->model, options, number, last, err)) return false;
    dt_backend wanted = options ? options->backend : DT_BACKEND_AUTO;
    bool graph = wanted == DT_BACKEND_GRAPH || needs_graph(g->model);
    g->chosen = wanted == DT_BACKEND_AUTO;
    bool built = graph ? graph_build(g, &p, err)
                       : space_build(g, options, &p, err) && moves_build(g, &p, err);
    return built && scores_build(g, &p, err);
}

static dt_game *start_game(dt_model *m, const dt_options *options, dt_error *err)
{
    if (!refuse_backend(m, options ? options->backend : DT_BACKEND_AUTO, err)) return NULL;
    memory host;
    memory_start(&host, options);
    dt_game *g = memory_resize(&host, NULL, 0, sizeof *g);
    if (!g) return fail_memory(err, &host);
    memset(g, 0, sizeof *g);
    g->memory = host;
    arena_start(&g->arena, &g->memory);
    g->model = m;
    g->players = m->player_count;
    g->bits = m->bits;
    g->threads = options && options->threads ? options->threads : 1;
    g->status_quo = g->no_deal = DT_NO_INDEX;
    return g;
}

dt_game *game_outline(dt_model *m, const dt_options *options, dt_error *err)
{
    uint32_t number;
    dt_game *g = start_game(m, options, err);
    if (g && stage_find(m, options ? options->stage : NULL, &number, err) &&
        build_stage(g, m, options, number, NULL, err))
        return g;
    dt_game_free(g);
    return NULL;
}

static void find_marked(dt_game *g)
{
    g->status_quo = g->stage.has_status_quo ? state_slot(g, g->stage.status_quo) : DT_NO_INDEX;
    g->no_deal = g->stage.has_no_deal ? state_slot(g, g->stage.no_deal) : DT_NO_INDEX;
}

dt_game *game_compile_until(dt_model *m, const dt_options *options, uint32_t number,
                            const statement *last, dt_error *err)
{
    dt_game *g = start_game(m, options, err);
    if (!g) return NULL;
    if (!build(g, options, number, last, err)) {
        dt_game_free(g);
        return NULL;
    }
    find_marked(g);
    return g;
}

dt_game *dt_game_compile(dt_model *m, const dt_options *options, dt_error *err)
{
    uint32_t number = 0;
    if (!refuse_backend(m, options ? options->backend : DT_BACKEND_AUTO, err)) return NULL;
    if (!stage_find(m, options ? options->stage : NULL, &number, err)) return NULL;
    return game_compile_until(m, options, number, NULL, err);
}

bool game_advance(dt_game *g, const dt_options *options, uint32_t number, dt_error *err)
{
    stage_free(&g->stage);
    if (!build_stage(g, g->model, options, number, NULL, err)) return false;
    find_marked(g);
    return true;
}

/* Large arrays are no part of the arena, which would write zeros all over them. */
static void free_mover(dt_game *g, mover *m)
{
    memory_give(&g->memory, m->choices, m->rows, sizeof *m->choices);
    memory_give(&g->memory, m->classes, g->list ? g->slots : m->rows, sizeof *m->classes);
    memory_give(&g->memory, m->slots, g->slots, sizeof *m->slots);
    memory_give(&g->memory, m->runs, m->run_count + 1, sizeof *m->runs);
}

void dt_game_free(dt_game *g)
{
    if (!g) return;
    scores_free(g);
    for (uint32_t i = 0; g->movers && i < g->players; i++) free_mover(g, &g->movers[i]);
    memory_give(&g->memory, g->list, g->states, sizeof *g->list);
    memory_give(&g->memory, g->feasible, words_for(g->slots), sizeof *g->feasible);
    memory_give(&g->memory, g->before, words_for(g->slots) + 1, sizeof *g->before);
    stage_free(&g->stage);
    arena_free(&g->arena);
    memory host = g->memory;
    memory_resize(&host, g, sizeof *g, 0);
}

uint32_t dt_game_players(const dt_game *g) { return g->players; }

const char *dt_game_player(const dt_game *g, uint32_t i) { return g->model->players[i].id; }

dt_index dt_game_states(const dt_game *g) { return g->states; }

dt_backend dt_game_backend(const dt_game *g) { return g->backend; }

uint32_t dt_game_bits(const dt_game *g) { return g->bits; }

dt_state dt_game_state(const dt_game *g, dt_index k) { return slot_state(g, index_slot(g, k)); }

dt_index dt_game_index(const dt_game *g, dt_state state)
{
    return slot_index(g, state_slot(g, state));
}

uint32_t dt_game_rank(const dt_game *g, dt_index k, uint32_t i)
{
    return rank_at(&g->scores[i], index_slot(g, k));
}

dt_index dt_game_status_quo(const dt_game *g) { return slot_index(g, g->status_quo); }

dt_index dt_game_no_deal(const dt_game *g) { return slot_index(g, g->no_deal); }

void dt_game_pattern(const dt_game *g, dt_index k, char *pattern)
{
    slot_pattern(g, index_slot(g, k), pattern);
}

/* ---- finding a state by what the user typed ---------------------------------------------- */

static bool is_pattern(const dt_model *m, const char *text)
{
    size_t length = strlen(text);
    if (length == 0 || length != m->option_count) return false;
    for (size_t k = 0; k < length; k++) {
        const option *o = &m->options[k];
        bool fits = text[k] == '-' ||
                    (o->declared_levels ? text[k] >= '0' && text[k] < (char)('0' + (int)o->levels)
                                        : text[k] == 'N' || text[k] == 'Y');
        if (!fits) return false;
    }
    return true;
}

static dt_index find_number(const dt_game *g, const char *digits, dt_error *err)
{
    uint64_t number = 0;
    for (const char *c = digits; *c >= '0' && *c <= '9' && number < UINT64_MAX / 20; c++)
        number = number * 10 + (uint64_t)(*c - '0');
    if (number >= 1 && number <= g->states) return number - 1;
    fail(err, DT_ERR_USAGE, "there is no state %.30s: states are numbered from 1 to %llu", digits,
         (unsigned long long)g->states);
    return DT_NO_INDEX;
}

/* The slot of which this is the pattern, whatever else it fits; DT_NO_INDEX: none, or several. Two
 * states can differ in every option, so that the pattern of their class fits all. */
static uint64_t slot_of_pattern(const dt_game *g, const char *text)
{
    uint64_t found = DT_NO_INDEX;
    for (uint64_t at = 0; g->members && at < g->slots; at++) {
        char pattern[MAX_BITS + 1];
        slot_pattern(g, at, pattern);
        if (strcmp(pattern, text) != 0) continue;
        if (found != DT_NO_INDEX) return DT_NO_INDEX;
        found = at;
    }
    return found;
}

dt_index dt_game_find(const dt_game *g, const char *text, dt_error *err)
{
    const dt_model *m = g->model;
    const char *names[513] = {NULL};
    for (uint32_t k = 0; k < m->state_count; k++) {
        if (k < 512) names[k] = m->states[k]->word.text;
        if (strcmp(m->states[k]->word.text, text) != 0) continue;
        dt_index found = slot_index(g, named_slot(g, m->state_bits[k]));
        if (found == DT_NO_INDEX)
            fail(err, DT_ERR_USAGE, "state '%.60s' is not feasible in this stage", text);
        return found;
    }
    if (is_pattern(m, text)) {
        uint64_t state = 0;
        bool failed = false;
        uint32_t fit = stage_match(&g->stage, text, &state, &failed);
        uint64_t own = fit == 2 ? slot_of_pattern(g, text) : DT_NO_INDEX;
        if (own != DT_NO_INDEX) return slot_index(g, own);
        if (failed) fail(err, DT_ERR_MEMORY, "out of memory");
        else if (fit == 1 || (fit == 2 && !strchr(text, '-')))
            return slot_index(g, state_slot(g, state));
        else
            fail(err, DT_ERR_USAGE,
                 fit ? "more than one feasible state fits the pattern %s"
                     : "no feasible state fits the pattern %s",
                 text);
        return DT_NO_INDEX;
    }
    const char *digits = *text == '#' ? text + 1 : text;
    if (*digits && digits[strspn(digits, "0123456789")] == 0) return find_number(g, digits, err);
    const char *nearest = dt_nearest(text, names);
    fail(err, DT_ERR_USAGE,
         "'%.80s' is no state: expected a declared name, a pattern of %u characters, or a "
         "number%s%.60s%s",
         text, (unsigned)m->option_count, nearest ? "; did you mean '" : "", nearest ? nearest : "",
         nearest ? "'?" : "");
    return DT_NO_INDEX;
}
