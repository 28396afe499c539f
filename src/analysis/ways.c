/* Ways on graphs: the best over pairs of a slot and who moved last, in the order of moves against
 * preference and then of steps. Once a player has moved somebody else must, so what leads on from a
 * slot depends on the last mover. Pairs wait in lists by their number of steps; those of the next
 * layer (one more move against preference) in a list of their own. */
#include "analysis/paths.h"

#include <string.h>

typedef struct waiting {
    uint64_t pair;
    uint16_t steps;
    uint32_t next; /* of the same steps */
} waiting;

typedef struct search {
    const dt_game *game;
    memory *memory;
    progress *progress;
    uint64_t from;
    bool counts_against; /* else no move is against preference, and only steps count */
    bool improving;
    pair *pairs;
    struct {
        waiting *items;
        size_t count, room;
    } list;
    uint32_t *heads; /* by steps; NONE */
    uint32_t later;  /* of the next layer */
    uint32_t layer, farthest;
    bool too_far;
} search;

static uint64_t pair_count(const dt_game *g) { return g->slots * g->players; }

static bool wait(search *s, uint64_t at, uint32_t layer, uint16_t steps)
{
    uint32_t *head = layer == s->layer ? &s->heads[steps] : &s->later;
    if (!GROW(s->memory, &s->list)) return false;
    s->list.items[s->list.count] = (waiting){at, steps, *head};
    *head = (uint32_t)s->list.count++;
    if (layer == s->layer && steps > s->farthest) s->farthest = steps;
    return true;
}

/* A way of so many steps: better than, or as good as, what is known? */
static bool offer(search *s, uint64_t at, const pair *way)
{
    pair *to = &s->pairs[at];
    bool better =
        way->against < to->against || (way->against == to->against && way->steps < to->steps);
    if (better) {
        *to = *way;
        return wait(s, at, way->against, way->steps);
    }
    if (way->against != to->against || way->steps != to->steps) return true;
    to->count = to->count > UINT64_MAX - way->count ? UINT64_MAX : to->count + way->count;
    for (uint32_t k = 0; k < FIRST_WORDS; k++) to->firsts[k] |= way->firsts[k];
    return true;
}

/* The moves of a player from a slot, after a way that ended there (NULL: at the beginning). */
static bool follow(search *s, uint64_t slot_, const pair *last, uint32_t i)
{
    const dt_game *g = s->game;
    const scores *own = &g->scores[i];
    uint64_t own_bit = UINT64_C(1) << i % 64;
    for (moves m = moves_from(g, i, slot_); next_move(&m);) {
        bool improves = score_at(own, m.to) > score_at(own, slot_);
        if (s->improving && !improves) continue;
        bool against = s->counts_against && !improves;
        pair way = last ? *last : (pair){.count = 1};
        bool names = s->counts_against ? against && way.against == 0 : !last;
        way.done = false;
        way.steps++;
        way.against = (uint16_t)(way.against + against);
        if (names) {
            memset(way.firsts, 0, sizeof way.firsts);
            way.firsts[i / 64] = own_bit;
        }
        if (!offer(s, m.to * g->players + i, &way)) return false;
    }
    return true;
}

static bool follow_pair(search *s, uint64_t at)
{
    const dt_game *g = s->game;
    pair last = s->pairs[at];
    s->pairs[at].done = true;
    if ((s->too_far = last.steps >= MOST_STEPS)) return false;
    for (uint32_t i = 0; i < g->players; i++)
        if (i != at % g->players && !follow(s, at / g->players, &last, i)) return false;
    return true;
}

static bool follow_layer(search *s)
{
    for (uint32_t steps = 0; steps <= s->farthest; steps++) {
        if (!progress_report(s->progress, s->progress->done)) return false;
        for (uint32_t k = s->heads[steps]; k != NONE; k = s->list.items[k].next) {
            uint64_t at = s->list.items[k].pair;
            const pair *it = &s->pairs[at];
            if (it->done || it->against != s->layer || it->steps != steps) continue;
            s->progress->done++;
            if (!follow_pair(s, at)) return false;
        }
    }
    return true;
}

/* Only now is it known which pairs the next layer begins with. */
static bool next_layer(search *s)
{
    uint32_t k = s->later;
    for (uint32_t steps = 0; steps <= s->farthest; steps++) s->heads[steps] = NONE;
    s->later = NONE;
    s->farthest = 0;
    s->layer++;
    for (bool going = true; k != NONE && going; k = s->list.items[k].next) {
        waiting it = s->list.items[k];
        const pair *p = &s->pairs[it.pair];
        if (!p->done && p->against == s->layer && p->steps == it.steps)
            going = wait(s, it.pair, s->layer, it.steps);
        if (!going) return false;
    }
    return true;
}

static bool run(search *s)
{
    const dt_game *g = s->game;
    uint64_t count = pair_count(g);
    for (uint64_t k = 0; k < count; k++)
        s->pairs[k] = (pair){.against = UNREACHED, .steps = UNREACHED};
    for (uint32_t k = 0; k <= MOST_STEPS; k++) s->heads[k] = NONE;
    s->later = NONE;
    for (uint32_t i = 0; i < g->players; i++)
        if (!follow(s, s->from, NULL, i)) return false;
    do {
        if (!follow_layer(s)) return false;
        if (s->later == NONE) return true;
    } while (next_layer(s));
    return false;
}

/* False: err is set. */
static bool search_pairs(search *s, pair **pairs, dt_error *err)
{
    uint64_t count = pair_count(s->game);
    s->pairs = *pairs = memory_take(s->memory, count, sizeof **pairs);
    s->heads = memory_take(s->memory, MOST_STEPS + 1, sizeof *s->heads);
    bool done = s->pairs && s->heads && run(s);
    memory_give(s->memory, s->heads, MOST_STEPS + 1, sizeof *s->heads);
    GIVE(s->memory, &s->list);
    return done || fail_ways(err, s->memory, s->progress, s->too_far);
}

/* The best of the pairs of a slot; NULL: none. */
static const pair *best_pair(const dt_game *g, const pair *pairs, uint64_t at)
{
    const pair *best = NULL;
    for (uint32_t i = 0; i < g->players; i++) {
        const pair *it = &pairs[at * g->players + i];
        bool better =
            it->steps != UNREACHED && (!best || it->against < best->against ||
                                       (it->against == best->against && it->steps < best->steps));
        if (better) best = it;
    }
    return best;
}

static bool as_good(const pair *a, const pair *b)
{
    return b && a->against == b->against && a->steps == b->steps;
}

bool graph_ways(ways *w, progress *p, dt_error *err)
{
    const dt_game *g = w->game;
    search s = {
        .game = g, .memory = w->memory, .progress = p, .from = w->from, .improving = w->improving};
    bool ready = ways_take(w) || fail_ways(err, w->memory, p, false);
    if (!ready || !search_pairs(&s, &w->pairs, err)) {
        ways_free(w);
        return false;
    }
    for (uint64_t at = 0; at < g->slots; at++) {
        const pair *best = best_pair(g, w->pairs, at);
        if (!best || at == w->from) continue;
        w->steps[at] = best->steps;
        w->counts[at] = 0;
        if (best->steps > w->longest) w->longest = best->steps;
        for (uint32_t i = 0; i < g->players; i++) {
            const pair *it = &w->pairs[at * g->players + i];
            uint64_t room = UINT64_MAX - w->counts[at];
            if (as_good(it, best)) w->counts[at] += it->count < room ? it->count : room;
        }
    }
    return true;
}

bool graph_detours(detours *d, progress *p, dt_error *err)
{
    const dt_game *g = d->game;
    search s = {
        .game = g, .memory = d->memory, .progress = p, .from = d->from, .counts_against = true};
    bool ready = detours_take(d) || fail_ways(err, d->memory, p, false);
    if (!ready || !search_pairs(&s, &d->pairs, err)) {
        detours_free(d);
        return false;
    }
    for (uint64_t at = 0; at < g->slots; at++) {
        const pair *best = best_pair(g, d->pairs, at);
        if (best && at != d->from) d->against[at] = best->against, d->steps[at] = best->steps;
    }
    return true;
}

void graph_free_pairs(const dt_game *g, memory *m, pair *pairs)
{
    memory_give(m, pairs, pair_count(g), sizeof *pairs);
}

bool graph_first(const dt_game *g, const pair *pairs, uint64_t at, uint32_t player_)
{
    const pair *best = best_pair(g, pairs, at);
    for (uint32_t i = 0; best && i < g->players; i++) {
        const pair *it = &pairs[at * g->players + i];
        if (as_good(it, best) && (it->firsts[player_ / 64] >> player_ % 64 & 1)) return true;
    }
    return false;
}

bool graph_last(const dt_game *g, const pair *pairs, uint64_t at, uint32_t player_)
{
    return as_good(&pairs[at * g->players + player_], best_pair(g, pairs, at));
}

/* ---- reading off ------------------------------------------------------------------------------ */

typedef struct reading {
    const dt_game *game;
    const pair *pairs;
    uint64_t from;
    bool improving, counts_against;
} reading;

/* The last move of a best way that ends at a slot with player i; whoever moved before it. */
static bool find_leg(const reading *r, uint64_t at, uint32_t i, leg *found, uint32_t *before)
{
    const dt_game *g = r->game;
    const mover *m = &g->movers[i];
    const pair *here = &r->pairs[at * g->players + i];
    for (uint32_t k = m->from_first[at]; k < m->from_first[at + 1]; k++) {
        uint64_t origin = m->from[k];
        bool improves = score_at(&g->scores[i], at) > score_at(&g->scores[i], origin);
        uint32_t against = r->counts_against && !improves;
        if (r->improving && !improves) continue;
        *found = (leg){.player = i, .from = origin, .to = at, .against = !improves};
        if (here->steps == 1) {
            if (origin == r->from) return true;
            continue;
        }
        for (*before = 0; *before < g->players; ++*before) {
            const pair *it = &r->pairs[origin * g->players + *before];
            if (*before != i && it->steps + 1 == here->steps &&
                it->against + against == here->against)
                return true;
        }
    }
    return false;
}

static void read_off(const reading *r, uint64_t at, leg *legs)
{
    const dt_game *g = r->game;
    const pair *best = best_pair(g, r->pairs, at);
    if (!best || at == r->from) return;
    uint32_t i = (uint32_t)((uint64_t)(best - r->pairs) % g->players);
    for (uint32_t k = best->steps; k-- > 0; at = legs[k].from) {
        uint32_t before = 0;
        if (!find_leg(r, at, i, &legs[k], &before)) return;
        i = before;
    }
}

void graph_read_way(const ways *w, uint64_t at, leg *legs)
{
    reading r = {w->game, w->pairs, w->from, w->improving, false};
    read_off(&r, at, legs);
}

void graph_read_detour(const detours *d, uint64_t at, leg *legs)
{
    reading r = {d->game, d->pairs, d->from, false, true};
    read_off(&r, at, legs);
}
