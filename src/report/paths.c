/* Finding what `paths` says: where to, the three searches one after the other, and of each what the
 * listed targets need, so that only one search is in memory at a time. */
#include "report/paths.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { IMPROVING, LEGAL };

typedef struct work {
    paths_report *told;
    report *report;
    const dt_options *options;
    progress progress;
} work;

static uint64_t slot_words(const work *w) { return words_for(w->report->game->slots); }

/* ---- where from, where to ------------------------------------------------------------------- */

static bool find_from(work *w, dt_error *err)
{
    const dt_game *g = w->report->game;
    if (!w->options->from) {
        w->told->from = g->status_quo;
        return w->told->from != DT_NO_INDEX ||
               fail(err, DT_ERR_USAGE,
                    "from where? The model has no status quo here: name a state with --from");
    }
    dt_index k = dt_game_find(g, w->options->from, err);
    if (k != DT_NO_INDEX) w->told->from = index_slot(g, k);
    return k != DT_NO_INDEX;
}

static bool is_state_name(const dt_model *m, const char *word)
{
    for (uint32_t k = 0; k < m->state_count; k++)
        if (strcmp(m->states[k]->word.text, word) == 0) return true;
    return false;
}

static uint32_t outcome_named(const dt_model *m, const char *word)
{
    for (uint32_t k = 0; k < m->outcome_count; k++)
        if (strcmp(m->outcomes[k]->word.text, word) == 0) return k;
    return NONE;
}

/* What is neither a state nor an outcome, but near an outcome's name. */
static bool no_target(const dt_model *m, const char *word, const dt_error *why, dt_error *err)
{
    const char *names[513] = {NULL};
    for (uint32_t k = 0; k < m->outcome_count && k < 512; k++) names[k] = m->outcomes[k]->word.text;
    const char *nearest = dt_nearest(word, names);
    if (!nearest || strstr(why->message, "did you mean"))
        return fail(err, why->code, "--to: %s", why->message);
    return fail(err, DT_ERR_USAGE,
                "'%.60s' is neither a state nor an outcome; did you mean '%.60s'?", word, nearest);
}

static bool find_to(work *w, dt_error *err)
{
    paths_report *t = w->told;
    const dt_game *g = w->report->game;
    const char *to = w->options->to;
    if (!to) return true;
    t->outcome = is_state_name(g->model, to) ? NONE : outcome_named(g->model, to);
    t->kind = t->outcome == NONE ? TO_STATE : TO_OUTCOME;
    if (t->kind == TO_OUTCOME) return true;
    dt_error why = {0};
    dt_index k = dt_game_find(g, to, &why);
    if (k == DT_NO_INDEX) return no_target(g->model, to, &why, err);
    set_bit(t->wanted, index_slot(g, k));
    return true;
}

static uint64_t wanted_here(const paths_report *t, const view *v, uint64_t block, uint32_t word)
{
    uint64_t at = block * LOGIC_WORDS + word;
    if (t->kind == TO_STATE) return t->wanted[at];
    if (t->kind == TO_OUTCOME) return view_outcome(v, t->outcome, word);
    return t->verdicts->equilibria[t->concept][at];
}

/* The wanted states among those that `where` shows. */
static void mark_wanted(work *w)
{
    paths_report *t = w->told;
    view *v = &w->report->view;
    uint64_t words = slot_words(w);
    for (uint64_t block = 0; block < game_blocks(w->report->game); block++) {
        bool any = view_block(v, block);
        for (uint32_t k = 0; k < LOGIC_WORDS && block * LOGIC_WORDS + k < words; k++) {
            uint64_t *bits = &t->wanted[block * LOGIC_WORDS + k];
            *bits = any ? wanted_here(t, v, block, k) & v->among[k] : 0;
            t->count += bit_count(*bits);
        }
    }
}

/* ---- what a search says of the targets --------------------------------------------------------- */

typedef bool (*is_player)(const void *search, uint64_t at, uint32_t player);

static bool take_players(work *w, uint64_t at, const void *search, is_player is, uint32_t **players,
                         uint32_t *count)
{
    uint32_t n = w->report->game->players;
    *players = ARENA_ARRAY(&w->report->arena, n, uint32_t);
    for (uint32_t i = 0; *players && i < n; i++)
        if (is(search, at, i)) (*players)[(*count)++] = i;
    return *players != NULL;
}

static bool first_of_ways(const void *search, uint64_t at, uint32_t i)
{
    return ways_first(search, at, i);
}

static bool last_of_ways(const void *search, uint64_t at, uint32_t i)
{
    return ways_last(search, at, i);
}

static bool first_of_detours(const void *search, uint64_t at, uint32_t i)
{
    return detours_first(search, at, i);
}

static bool take_way(work *w, const ways *found, uint64_t at, way *to)
{
    if (found->steps[at] == UNREACHED) return true;
    to->steps = found->steps[at];
    to->count = found->counts[at];
    to->legs = ARENA_ARRAY(&w->report->arena, (size_t)to->steps + 1, leg);
    if (!to->legs) return false;
    ways_read(found, at, to->legs);
    return take_players(w, at, found, first_of_ways, &to->players, &to->player_count);
}

static bool count_levels(work *w, const ways *found, int kind)
{
    const dt_game *g = w->report->game;
    paths_report *t = w->told;
    for (uint32_t k = 0; k <= found->longest; k++) {
        if (!GROW(&w->report->memory, &t->levels[kind])) return false;
        t->levels[kind].items[t->levels[kind].count++] = 0;
    }
    for (uint64_t at = 0; at < g->slots; at++)
        if (found->steps[at] != UNREACHED) t->levels[kind].items[found->steps[at]]++;
    for (uint64_t word = 0; word < slot_words(w); word++)
        for (uint64_t rest = t->wanted[word]; rest; rest &= rest - 1)
            t->reached[kind] += found->steps[64 * word + lowest_bit(rest)] != UNREACHED;
    return true;
}

static bool take_reaches(work *w, const ways *found, int kind)
{
    for (size_t k = 0; k < w->told->reach_count; k++) {
        reach *it = &w->told->reaches[k];
        it->step[kind] = found->steps[it->slot] == UNREACHED ? NONE : found->steps[it->slot];
        if (!take_players(w, it->slot, found, last_of_ways, &it->players[kind],
                          &it->player_count[kind]))
            return false;
    }
    return true;
}

static bool search_ways(work *w, int kind, dt_error *err)
{
    ways found;
    paths_report *t = w->told;
    if (!ways_build(&found, w->report->game, t->from, kind == IMPROVING, &w->report->memory,
                    &w->progress, err))
        return false;
    bool done = count_levels(w, &found, kind) && take_reaches(w, &found, kind);
    for (size_t k = 0; done && k < t->target_count; k++) {
        target *it = &t->targets[k];
        done = take_way(w, &found, it->slot, kind == IMPROVING ? &it->improving : &it->legal);
    }
    ways_free(&found);
    return done || fail_memory(err, &w->report->memory);
}

/* ---- which targets are listed -------------------------------------------------------------------- */

typedef struct candidate {
    uint64_t slot;
    uint16_t against, steps;
} candidate;

typedef struct candidates {
    candidate *items;
    size_t count, room;
} candidates;

static int by_effort(const void *a, const void *b)
{
    const candidate *x = a, *y = b;
    if (x->against != y->against) return x->against < y->against ? -1 : 1;
    if (x->steps != y->steps) return x->steps < y->steps ? -1 : 1;
    return x->slot < y->slot ? -1 : x->slot > y->slot;
}

static void keep_best(candidates *c, uint64_t limit)
{
    if (c->count) qsort(c->items, c->count, sizeof *c->items, by_effort);
    if (c->count > limit) c->count = (size_t)limit;
}

static bool add_candidate(work *w, candidates *c, const detours *d, uint64_t at)
{
    uint64_t limit = w->report->options.limit;
    if (c->count / 2 >= limit && c->count > 64) keep_best(c, limit);
    if (!GROW(&w->report->memory, c)) return false;
    c->items[c->count++] = (candidate){at, d->against[at], d->steps[at]};
    return true;
}

static bool count_against(work *w, uint16_t against)
{
    paths_report *t = w->told;
    if (against == UNREACHED) return true;
    while (t->by_against.count <= against) {
        if (!GROW(&w->report->memory, &t->by_against)) return false;
        t->by_against.items[t->by_against.count++] = 0;
    }
    t->by_against.items[against]++;
    return true;
}

static bool take_target(work *w, const detours *d, const candidate *c, target *it)
{
    it->slot = c->slot;
    it->against = c->against == UNREACHED ? NONE : c->against;
    if (it->against == NONE) return true;
    it->detour.steps = c->steps;
    it->detour.legs = ARENA_ARRAY(&w->report->arena, (size_t)c->steps + 1, leg);
    if (!it->detour.legs) return false;
    detours_read(d, c->slot, it->detour.legs);
    return take_players(w, c->slot, d, first_of_detours, &it->detour.players,
                        &it->detour.player_count);
}

static void count_beginners(work *w, const detours *d, uint64_t at)
{
    if (d->against[at] == 0 || d->against[at] == UNREACHED) return;
    for (uint32_t i = 0; i < w->report->game->players; i++)
        w->told->begins[i] += detours_first(d, at, i);
}

static bool choose_targets(work *w, const detours *d, candidates *c)
{
    paths_report *t = w->told;
    t->begins = ARENA_ARRAY(&w->report->arena, w->report->game->players, uint64_t);
    if (!t->begins) return false;
    for (uint64_t word = 0; word < slot_words(w); word++)
        for (uint64_t rest = t->wanted[word]; rest; rest &= rest - 1) {
            uint64_t at = 64 * word + lowest_bit(rest);
            if (!count_against(w, d->against[at]) || !add_candidate(w, c, d, at)) return false;
            count_beginners(w, d, at);
        }
    keep_best(c, w->report->options.limit);
    t->targets = ARENA_ARRAY(&w->report->arena, c->count, target);
    if (!t->targets) return false;
    t->target_count = c->count;
    for (size_t k = 0; k < c->count; k++)
        if (!take_target(w, d, &c->items[k], &t->targets[k])) return false;
    return true;
}

static bool search_detours(work *w, dt_error *err)
{
    detours found;
    candidates chosen = {0};
    if (!detours_build(&found, w->report->game, w->told->from, w->told->wanted, &w->report->memory,
                       &w->progress, err))
        return false;
    bool done = choose_targets(w, &found, &chosen);
    GIVE(&w->report->memory, &chosen);
    detours_free(&found);
    return done || fail_memory(err, &w->report->memory);
}

/* ---- all of it ------------------------------------------------------------------------------------ */

/* Every state, where a table of them is not too long. */
static bool list_reaches(work *w)
{
    paths_report *t = w->told;
    report *r = w->report;
    view *v = &r->view;
    if (r->among_count > r->options.limit) return true;
    t->reaches = ARENA_ARRAY(&r->arena, r->among_count, reach);
    if (!t->reaches) return false;
    for (uint64_t block = 0; block < game_blocks(r->game); block++) {
        if (!view_block(v, block)) continue;
        for (uint32_t k = 0; k < LOGIC_WORDS; k++)
            for (uint64_t rest = v->among[k]; rest; rest &= rest - 1)
                t->reaches[t->reach_count++].slot = block * LOGIC_BLOCK + 64 * k + lowest_bit(rest);
    }
    return true;
}

static bool search(work *w, dt_error *err)
{
    paths_report *t = w->told;
    report *r = w->report;
    uint64_t words = slot_words(w);
    t->wanted = memory_take(&r->memory, words, sizeof *t->wanted);
    if (!t->wanted) return fail_memory(err, &r->memory);
    memset(t->wanted, 0, words * sizeof *t->wanted);
    if (!find_from(w, err) || !find_to(w, err)) return false;
    mark_wanted(w);
    if (!list_reaches(w)) return fail_memory(err, &r->memory);
    uint64_t once =
        r->game->players * r->game->slots; /* detours: inside layers, and between them */
    w->progress.total = 4 * once;
    if (!search_detours(w, err)) return false;
    w->progress.done = 2 * once;
    if (!search_ways(w, IMPROVING, err)) return false;
    w->progress.done = 3 * once;
    return search_ways(w, LEGAL, err);
}

static bool write_paths(work *w, dt_output to, dt_error *err)
{
    report *r = w->report;
    output_start(&r->out, to);
    bool done = r->options.format == DT_JSON   ? paths_json(w->told)
                : r->options.format == DT_TEXT ? paths_text(w->told)
                                               : paths_tables(w->told);
    if (!done || r->memory.failed) return fail_memory(err, &r->memory);
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

static bool report_paths(const dt_game *g, const dt_verdicts *v, dt_concept concept,
                         const dt_options *options, dt_output to, dt_error *err)
{
    report r = {.command = "paths", .game = g};
    paths_report told = {.report = &r, .verdicts = v, .concept = concept};
    work w = {.told = &told,
              .report = &r,
              .options = options,
              .progress = {.options = options, .work = "looking for ways"}};
    bool done = report_open(&r, options, err) && search(&w, err) && write_paths(&w, to, err);
    memory_give(&r.memory, told.wanted, words_for(g->slots), sizeof *told.wanted);
    GIVE(&r.memory, &told.by_against);
    GIVE(&r.memory, &told.levels[IMPROVING]);
    GIVE(&r.memory, &told.levels[LEGAL]);
    report_close(&r);
    return done;
}

bool dt_report_paths(const dt_game *g, const dt_options *given, dt_output to, dt_error *err)
{
    dt_options options = given ? *given : (dt_options){0};
    dt_concept concept = 0;
    if (!options.concepts) options.concepts = 1u << DT_SEQ;
    while (!(options.concepts >> concept & 1)) concept ++;
    if (options.to) return report_paths(g, NULL, concept, &options, to, err);
    options.concepts = 1u << concept;
    dt_verdicts *v = dt_analyse(g, &options, err);
    bool done = v && report_paths(g, v, concept, &options, to, err);
    dt_verdicts_free(v);
    return done;
}
