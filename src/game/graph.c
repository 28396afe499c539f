/* The graph backend: states in a list, moves as arcs.
 *
 * Three kinds of game need it or may have it: those written as a graph (`states` and `move`), those
 * with coalesced states, and, on demand, any other that is small. In the last two the feasible
 * states are listed as in the listed backend, and a player's arcs are the pairs within its cliques
 * that break no irreversibility; of a class of coalesced states they are the arcs of its members,
 * less those that stay inside. So irreversibility is applied before states become one.
 *
 * Cost: sorting the states once a player, and the arcs, which are pairs: a clique of c states has up
 * to c (c - 1). Bytes: 8 an arc, 24 a feasible state while cliques are searched, and see game.h.
 */
#include "game/game.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum {
    MAX_LISTED = 1 << 24,
    MAX_ARCS = 1 << 28,
    STATES_BETWEEN_POLLS = 1 << 14,
    PAIRS_BETWEEN_POLLS = 1 << 20
};

bool needs_graph(const dt_model *m) { return m->graph_form || m->coalesced_count; }

/* ---- limits ------------------------------------------------------------------------------ */

static bool fits(const dt_game *g, uint64_t more_bytes)
{
    return !g->memory.limit_bytes || g->memory.used_bytes + more_bytes <= g->memory.limit_bytes;
}

/* What makes a game fit, besides memory. */
static const char *remedy(const dt_game *g)
{
    if (g->model->graph_form) return "list fewer";
    return needs_graph(g->model) ? "constraints or fixed options make it smaller"
                                 : "leave out --backend graph";
}

static bool reserve(const dt_game *g, uint64_t bytes, const char *what, uint64_t count,
                    dt_error *err)
{
    if (fits(g, bytes)) return true;
    return fail(err, DT_ERR_LIMIT,
                "the graph backend needs about %llu MiB for %llu %s, and the memory limit is %llu "
                "MiB: allow more with --memory; %s",
                (unsigned long long)(bytes >> 20) + 1, (unsigned long long)count, what,
                (unsigned long long)(g->memory.limit_bytes >> 20), remedy(g));
}

/* What the rest takes: scores and their ranks, the operators' fields and queues, verdicts. */
static uint64_t slot_bytes(const dt_game *g)
{
    return 8 + g->players * (UINT64_C(4) + 8 + 1) + 4 + 3 * 4 + 24;
}

/* ---- states ------------------------------------------------------------------------------ */

static bool list_vertices(dt_game *g, dt_error *err)
{
    uint64_t n = g->model->state_count;
    if (!reserve(g, n * slot_bytes(g), "states", n, err)) return false;
    g->list = memory_take(&g->memory, n, sizeof *g->list);
    if (!g->list) return fail_memory(err, &g->memory);
    for (uint64_t k = 0; k < n; k++) g->list[k] = k;
    g->slots = g->states = n;
    return true;
}

static bool count_states(const dt_game *g, uint64_t *count, dt_error *err)
{
    const stage *st = &g->stage;
    bool exact, failed;
    *count = solutions_count(&st->logic, st->feasible, low_bits(g->bits), 0, MAX_LISTED,
                             UINT64_C(1) << 32, &exact, &failed);
    if (failed) return fail_memory(err, &g->memory);
    if (!exact)
        return fail(err, DT_ERR_LIMIT,
                    "the graph backend takes at most %d feasible states, and this stage has more: "
                    "%s",
                    MAX_LISTED, remedy(g));
    uint64_t each = 16 + 8 + slot_bytes(g) + (g->stage.class_count ? 20 + 12 : 0);
    if (!*count) return fail(err, DT_ERR_MODEL, "no state is feasible");
    return reserve(g, *count * each, "feasible states", *count, err);
}

/* All feasible states, ascending. */
static bool list_states(dt_game *g, progress *p, dt_error *err)
{
    const stage *st = &g->stage;
    uint64_t count, k = 0;
    if (!count_states(g, &count, err)) return false;
    g->list = memory_take(&g->memory, count, sizeof *g->list);
    g->slots = g->states = g->list ? count : 0;
    solutions search;
    if (!g->list || !solutions_start(&search, &st->logic, st->feasible, low_bits(g->bits), 0))
        return fail_memory(err, &g->memory);
    p->work = "listing the feasible states";
    p->total = count;
    while (k < count && solutions_next(&search, &g->list[k]))
        if (++k % STATES_BETWEEN_POLLS == 0 && !progress_report(p, k)) break;
    solutions_free(&search);
    return !p->cancelled || fail(err, DT_ERR_CANCELLED, "cancelled");
}

/* ---- classes ----------------------------------------------------------------------------- */

/* The slot of each feasible state: its own, or that of the class of which a member came before. */
static bool place_members(dt_game *g, const uint64_t *states, uint64_t count, uint32_t *slots)
{
    const stage *st = &g->stage;
    uint32_t of_class[MAX_COALESCED], next = 0;
    logic_row *values = memory_take(&g->memory, st->logic.ops.count, sizeof *values);
    if (!values) return false;
    for (uint32_t c = 0; c < st->class_count; c++) of_class[c] = NONE;
    for (uint64_t from = 0; from < count; from += LOGIC_BLOCK) {
        uint64_t block[LOGIC_BLOCK] = {0},
                 n = count - from < LOGIC_BLOCK ? count - from : LOGIC_BLOCK;
        logic_row columns[64];
        memcpy(block, states + from, n * sizeof *block);
        logic_columns(block, columns);
        logic_run(&st->logic, columns, values);
        for (uint64_t k = 0; k < n; k++) {
            uint32_t class = 0;
            while (class < st->class_count && !bit_at(values[st->class_slots[class]].words, k))
                class ++;
            uint32_t *at = class < st->class_count ? &of_class[class] : NULL;
            slots[from + k] = at && *at != NONE ? *at : next++;
            if (at) *at = slots[from + k];
        }
    }
    memory_give(&g->memory, values, st->logic.ops.count, sizeof *values);
    g->slots = g->states = next;
    return true;
}

/* Members by slot, by counting; states are ascending, so those of a slot are, too. */
static void sort_members(dt_game *g)
{
    members *m = g->members;
    for (uint64_t k = 0; k < m->count; k++) m->first[m->slots[k] + 1]++;
    for (uint64_t s = 0; s < g->slots; s++) m->first[s + 1] += m->first[s];
    for (uint64_t k = 0; k < m->count; k++) m->listed[m->first[m->slots[k]]++] = m->states[k];
    for (uint64_t s = g->slots; s-- > 0;) m->first[s + 1] = m->first[s];
    m->first[0] = 0;
    for (uint64_t s = 0; s < g->slots; s++) {
        g->list[s] = m->listed[m->first[s]];
        for (uint32_t k = m->first[s]; k < m->first[s + 1]; k++)
            m->differing[s] |= m->listed[k] ^ g->list[s];
    }
}

static int by_state(const void *a, const void *b)
{
    const struct alias *x = a, *y = b;
    return x->state < y->state ? -1 : x->state > y->state;
}

static bool add_alias(dt_game *g, uint64_t state)
{
    members *m = g->members;
    uint64_t lowest = state;
    if (state_slot(g, state) != DT_NO_INDEX) return true;
    if (!stage_lowest(&g->stage, &lowest)) return false;
    uint64_t at = state_slot(g, lowest);
    if (at != DT_NO_INDEX) m->aliases[m->alias_count++] = (struct alias){state, (uint32_t)at};
    return true;
}

/* A class keeps the names that it got from members which events have made infeasible. */
static bool list_aliases(dt_game *g)
{
    const dt_model *model = g->model;
    members *m = g->members;
    uint64_t room = model->state_count;
    for (uint32_t i = 0; i < g->players; i++) {
        const statement *rank = model->players[i].rank;
        for (const item *k = rank ? rank->items : NULL; k; k = k->next) room++;
    }
    m->aliases = ARENA_ARRAY(&g->arena, room, struct alias);
    if (!m->aliases) return false;
    for (uint32_t k = 0; k < model->state_count; k++)
        if (model->state_known[k] && !add_alias(g, model->state_bits[k])) return false;
    for (uint32_t i = 0; i < g->players; i++) {
        const statement *rank = model->players[i].rank;
        for (const item *k = rank ? rank->items : NULL; k; k = k->next)
            if (!add_alias(g, k->bits)) return false;
    }
    if (m->alias_count) qsort(m->aliases, m->alias_count, sizeof *m->aliases, by_state);
    return true;
}

/* The list of feasible states becomes one of slots. */
static bool coalesce(dt_game *g)
{
    members *m = g->members = ARENA_NEW(&g->arena, members);
    if (!m) return false;
    uint64_t *states = g->list;
    m->count = g->slots;
    m->states = arena_take(&g->arena, m->count, sizeof *m->states);
    m->slots = ARENA_ARRAY(&g->arena, m->count, uint32_t);
    m->listed = ARENA_ARRAY(&g->arena, m->count, uint64_t);
    if (!m->states || !m->slots || !m->listed) return false;
    memcpy(m->states, states, m->count * sizeof *states);
    memory_give(&g->memory, states, m->count, sizeof *states);
    g->list = NULL;
    if (!place_members(g, m->states, m->count, m->slots)) return false;
    m->first = ARENA_ARRAY(&g->arena, g->slots + 1, uint32_t);
    m->differing = ARENA_ARRAY(&g->arena, g->slots, uint64_t);
    g->list = memory_take(&g->memory, g->slots, sizeof *g->list);
    if (!m->first || !m->differing || !g->list) return false;
    sort_members(g);
    return list_aliases(g);
}

/* ---- arcs -------------------------------------------------------------------------------- */

typedef struct arcs { /* of one player, counted, then filled in */
    dt_game *game;
    mover *mover;
    uint64_t count;
    bool filling;
    progress *progress;
    uint64_t pairs; /* looked at since the last poll */
} arcs;

/* Counted rows start at to_first[s + 1], and filling moves them to where they belong. */
static void add_arc(arcs *a, uint32_t from, uint32_t to)
{
    mover *m = a->mover;
    if (from == to) return; /* inside a class */
    if (a->filling) m->to[m->to_first[from + 1]++] = to;
    else if (m->to_first[from + 1] < UINT32_MAX) m->to_first[from + 1]++;
    a->count++;
}

static void walk_vertices(arcs *a, uint32_t i)
{
    for (const statement *s = a->game->model->statements; s; s = s->next) {
        if (s->kind != STATEMENT_MOVE || s->owner != i) continue;
        for (const item *k = s->items; k; k = k->next) {
            add_arc(a, k->definition->index, (uint32_t)k->bits);
            if (k->both) add_arc(a, (uint32_t)k->bits, k->definition->index);
        }
    }
}

typedef struct keyed {
    uint64_t others; /* what the other players do */
    uint64_t state;
    uint32_t slot;
} keyed;

static int by_others(const void *a, const void *b)
{
    const keyed *x = a, *y = b;
    if (x->others != y->others) return x->others < y->others ? -1 : 1;
    return x->state < y->state ? -1 : x->state > y->state;
}

static bool may_go(const mover *m, uint64_t from, uint64_t to)
{
    return !(from & ~to & m->rising) && !(to & ~from & m->falling);
}

/* Asked at every state; looks up after so many pairs. */
static bool keep_going(arcs *a, uint64_t pairs)
{
    a->pairs += pairs;
    if (a->pairs < PAIRS_BETWEEN_POLLS) return true;
    a->pairs = 0;
    return progress_report(a->progress, a->progress->done);
}

/* Pairs within cliques. Stops beyond the limit: then `count` says so. */
static void walk_cliques(arcs *a, const keyed *sorted, uint64_t count)
{
    for (uint64_t first = 0, last; first < count && a->count <= MAX_ARCS; first = last) {
        for (last = first + 1; last < count && sorted[last].others == sorted[first].others;) last++;
        for (uint64_t j = first; j < last && a->count <= MAX_ARCS; j++) {
            if (!keep_going(a, last - first)) return;
            for (uint64_t k = first; k < last; k++)
                if (j != k && may_go(a->mover, sorted[j].state, sorted[k].state))
                    add_arc(a, sorted[j].slot, sorted[k].slot);
        }
    }
}

static void note_bits(dt_game *g, uint32_t i)
{
    const player *p = &g->model->players[i];
    mover *m = &g->movers[i];
    m->bits = p->bits & ~g->stage.fixed_bits;
    for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
        const option *o = &g->model->options[k];
        if (o->irreversible > 0) m->rising |= o->mask & m->bits;
        if (o->irreversible < 0) m->falling |= o->mask & m->bits;
    }
}

/* The feasible states, cliques together. NULL: memory is gone. */
static keyed *sort_cliques(dt_game *g, uint32_t i, uint64_t *count)
{
    const members *in = g->members;
    *count = in ? in->count : g->slots;
    keyed *sorted = memory_take(&g->memory, *count, sizeof *sorted);
    for (uint64_t k = 0; sorted && k < *count; k++) {
        uint64_t state = in ? in->states[k] : g->list[k];
        sorted[k] = (keyed){.others = state & ~g->movers[i].bits,
                            .state = state,
                            .slot = in ? in->slots[k] : (uint32_t)k};
    }
    if (sorted && *count) qsort(sorted, *count, sizeof *sorted, by_others);
    return sorted;
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

/* Each row ascending, and every arc once. */
static void tidy_rows(arcs *a)
{
    dt_game *g = a->game;
    mover *m = a->mover;
    uint32_t kept = 0;
    for (uint64_t s = 0; s < g->slots; s++) {
        if (!keep_going(a, 8 * (uint64_t)(m->to_first[s + 1] - m->to_first[s]) + 1)) return;
        uint32_t first = m->to_first[s], count = m->to_first[s + 1] - first, start = kept;
        if (count) qsort(m->to + first, count, sizeof *m->to, by_number);
        for (uint32_t k = first; k < first + count; k++)
            if (k == first || m->to[k] != m->to[k - 1]) m->to[kept++] = m->to[k];
        m->to_first[s] = start;
        if (kept - start + 1 > m->rows) m->rows = kept - start + 1;
    }
    m->to_first[g->slots] = kept;
}

static void reverse_rows(dt_game *g, mover *m)
{
    uint32_t n = (uint32_t)g->slots;
    for (uint32_t k = 0; k < m->to_first[n]; k++) m->from_first[m->to[k] + 1]++;
    for (uint32_t s = 0; s < n; s++) m->from_first[s + 1] += m->from_first[s];
    for (uint32_t s = 0; s < n; s++)
        for (uint32_t k = m->to_first[s]; k < m->to_first[s + 1]; k++)
            m->from[m->from_first[m->to[k]]++] = s;
    for (uint32_t s = n; s-- > 0;) m->from_first[s + 1] = m->from_first[s];
    m->from_first[0] = 0;
}

static void walk(arcs *a, uint32_t i, const keyed *sorted, uint64_t count)
{
    a->count = 0;
    if (a->game->model->graph_form) walk_vertices(a, i);
    else walk_cliques(a, sorted, count);
}

/* Rows from what a walk counts, and then fills. */
static bool make_rows(arcs *a, uint32_t i, const keyed *sorted, uint64_t count, dt_error *err)
{
    dt_game *g = a->game;
    mover *m = a->mover;
    m->to_first = ARENA_ARRAY(&g->arena, g->slots + 1, uint32_t);
    m->from_first = ARENA_ARRAY(&g->arena, g->slots + 1, uint32_t);
    if (!m->to_first || !m->from_first) return fail_memory(err, &g->memory);
    walk(a, i, sorted, count);
    if (a->progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (a->count > MAX_ARCS)
        return fail(err, DT_ERR_LIMIT,
                    "the graph backend lists moves one by one, and player '%.60s' has more than "
                    "%d: %s",
                    g->model->players[i].id, MAX_ARCS, remedy(g));
    if (!reserve(g, a->count * 8, "moves", a->count, err)) return false;
    m->to = ARENA_ARRAY(&g->arena, a->count, uint32_t);
    m->from = ARENA_ARRAY(&g->arena, a->count, uint32_t);
    if (!m->to || !m->from) return fail_memory(err, &g->memory);
    for (uint64_t s = 0, next = 0, here; s < g->slots; s++, next += here) {
        here = m->to_first[s + 1];
        m->to_first[s + 1] = (uint32_t)next;
    }
    a->filling = true;
    walk(a, i, sorted, count);
    if (!a->progress->cancelled) tidy_rows(a);
    if (a->progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    reverse_rows(g, m);
    return true;
}

static bool list_arcs(dt_game *g, uint32_t i, progress *p, dt_error *err)
{
    arcs a = {.game = g, .mover = &g->movers[i], .progress = p};
    uint64_t count = 0;
    keyed *sorted = NULL;
    a.mover->rows = a.mover->class_count = 1;
    if (!g->model->graph_form) {
        note_bits(g, i);
        sorted = sort_cliques(g, i, &count);
        if (!sorted) return fail_memory(err, &g->memory);
    }
    bool done = make_rows(&a, i, sorted, count, err);
    memory_give(&g->memory, sorted, count, sizeof *sorted);
    return done;
}

bool graph_build(dt_game *g, progress *p, dt_error *err)
{
    g->backend = DT_BACKEND_GRAPH;
    if (!(g->model->graph_form ? list_vertices(g, err) : list_states(g, p, err))) return false;
    if (g->stage.class_count && !coalesce(g)) return fail_memory(err, &g->memory);
    p->work = "listing the moves";
    p->total = g->players;
    for (uint32_t i = 0; i < g->players; i++) {
        if (!progress_report(p, i)) return fail(err, DT_ERR_CANCELLED, "cancelled");
        if (!list_arcs(g, i, p, err)) return false;
    }
    return true;
}

/* ---- the states of a slot ----------------------------------------------------------------- */

uint64_t member_slot(const dt_game *g, uint64_t state)
{
    const members *m = g->members;
    uint64_t low = 0, high = m->count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (m->states[middle] < state) low = middle + 1;
        else high = middle;
    }
    return low < m->count && m->states[low] == state ? m->slots[low] : DT_NO_INDEX;
}

uint64_t named_slot(const dt_game *g, uint64_t state)
{
    uint64_t at = state_slot(g, state);
    if (at != DT_NO_INDEX || !g->members || !g->members->alias_count) return at;
    const struct alias wanted = {.state = state},
                       *found = bsearch(&wanted, g->members->aliases, g->members->alias_count,
                                        sizeof wanted, by_state);
    return found ? found->slot : DT_NO_INDEX;
}

void slot_pattern(const dt_game *g, uint64_t at, char pattern[MAX_BITS + 1])
{
    model_pattern(g->model, slot_state(g, at), pattern);
    for (uint32_t k = 0; k < g->model->option_count; k++)
        if (g->model->options[k].mask & slot_differing(g, at)) pattern[k] = '-';
}

occurrence slot_levels(const dt_game *g, uint64_t at, uint64_t state, uint64_t inner)
{
    occurrence found = {state & ~(state >> 1 & inner), ~state};
    const members *m = g->members;
    for (uint32_t k = m ? m->first[at] : 0; m && k < m->first[at + 1]; k++) {
        found.tops |= m->listed[k] & ~(m->listed[k] >> 1 & inner);
        found.zeros |= ~m->listed[k];
    }
    return found;
}
