/* Classes in a table of slots, one a class, that compares the vectors of ranks themselves, never
 * only their hashes. A table that gets too full starts again on a fraction of the hashes and goes
 * over the equilibria once for each fraction: exact in bounded memory.
 *
 * Concepts often have the same equilibria (SEQ and SSEQ, GMR and SMR); then the work is done once. */
#include "analysis/classes.h"

#include "base/bits.h"

#include <string.h>

#ifdef DT_HOSTILE
enum { MOST_ROOM = 16, POLLED = 1 };
#else
enum { MOST_ROOM = 1 << 20, POLLED = 1 << 16 };
#endif

enum { FINEST = 32 }; /* bits of a hash that choose a part; beyond it the table just grows */

typedef struct class_table {
    const summary *summary;
    dt_concept concept;
    scores ranked[MAX_PLAYERS]; /* of the players who tell any states apart */
    uint32_t ranked_count;
    rank_class *items; /* count 0: free */
    size_t room, count;
    uint32_t part_bits; /* the table has the classes whose hash begins with these bits */
    uint64_t part;
    progress *progress;
} class_table;

static uint64_t rank_hash(const class_table *t, uint64_t at)
{
    uint64_t hash = 0;
    for (uint32_t i = 0; i < t->ranked_count; i++) {
        hash = (hash + score_at(&t->ranked[i], at)) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return hash * UINT64_C(0xD6E8FEB86659FD93);
}

static bool same_ranks(const class_table *t, uint64_t a, uint64_t b)
{
    for (uint32_t i = 0; i < t->ranked_count; i++)
        if (score_at(&t->ranked[i], a) != score_at(&t->ranked[i], b)) return false;
    return true;
}

/* The table is indexed by the hash's last bits, the parts by its first. */
static rank_class *class_place(const class_table *t, uint64_t at, uint64_t hash)
{
    size_t k = (hash >> 16) & (t->room - 1);
    while (t->items[k].count && !same_ranks(t, t->items[k].slot, at)) k = (k + 1) & (t->room - 1);
    return &t->items[k];
}

static bool widen(class_table *t)
{
    memory *m = t->summary->memory;
    class_table wider = *t;
    wider.room = t->room ? 4 * t->room : 16;
    wider.items = memory_take(m, wider.room, sizeof *wider.items);
    if (!wider.items) return false;
    memset(wider.items, 0, wider.room * sizeof *wider.items);
    for (size_t k = 0; k < t->room; k++) {
        uint64_t at = t->items[k].slot;
        if (t->items[k].count) *class_place(&wider, at, rank_hash(t, at)) = t->items[k];
    }
    memory_give(m, t->items, t->room, sizeof *t->items);
    *t = wider;
    return true;
}

typedef enum filling { FILLED, TOO_FULL, FAILED } filling;

/* *walked: so many equilibria were looked at. */
static filling fill(class_table *t, uint64_t *walked)
{
    uint64_t at;
    if (t->items) memset(t->items, 0, t->room * sizeof *t->items);
    t->count = *walked = 0;
    for (equilibrium_walk k = equilibria_start(t->summary, t->concept); equilibria_next(&k, &at);) {
        if (++*walked % POLLED == 0 && !progress_report(t->progress, t->part)) return FAILED;
        uint64_t hash = rank_hash(t, at);
        if (t->part_bits && hash >> (64 - t->part_bits) != t->part) continue;
        if (2 * t->count >= t->room) {
            if (t->room >= MOST_ROOM && t->part_bits < FINEST) return TOO_FULL;
            if (!widen(t)) return FAILED;
        }
        rank_class *its = class_place(t, at, hash);
        if (!its->count) {
            *its = (rank_class){.slot = at, .reached = !k.second};
            t->count++;
        }
        its->count++;
    }
    return FILLED;
}

/* Reached ones first, then the larger, then the earlier. */
static bool goes_before(const rank_class *a, const rank_class *b)
{
    if (a->reached != b->reached) return a->reached;
    if (a->count != b->count) return a->count > b->count;
    return a->slot < b->slot;
}

static void show_class(equilibria *e, rank_class found)
{
    uint32_t k = e->shown_count < SHOWN_CLASSES ? e->shown_count++ : SHOWN_CLASSES;
    if (k == SHOWN_CLASSES && !goes_before(&found, &e->shown[--k])) return;
    for (; k && goes_before(&found, &e->shown[k - 1]); k--) e->shown[k] = e->shown[k - 1];
    e->shown[k] = found;
}

/* As fine as the part that was seen lets expect, and finer than before. */
static void refine(class_table *t, equilibria *e, uint64_t walked)
{
    uint32_t bits = t->part_bits + bits_for(2 * (e->count / (walked ? walked : 1)) + 2);
    t->part_bits = bits < FINEST ? bits : FINEST;
    t->part = 0;
    t->progress->total = UINT64_C(1) << t->part_bits;
    e->classes = e->shown_count = 0;
}

static bool count_parts(class_table *t, equilibria *e)
{
    while (!(t->part >> t->part_bits)) {
        uint64_t walked;
        filling done = fill(t, &walked);
        if (done == FAILED) return false;
        if (done == TOO_FULL) {
            refine(t, e, walked);
            continue;
        }
        e->classes += t->count;
        for (size_t k = 0; k < t->room; k++)
            if (t->items[k].count) show_class(e, t->items[k]);
        t->part++;
    }
    return true;
}

/* A concept with the same equilibria whose classes are known. */
static const equilibria *find_same(const summary *s, dt_concept c)
{
    const dt_verdicts *v = s->verdicts;
    size_t bytes = words_for(v->game->slots) * sizeof **v->equilibria;
    for (dt_concept other = 0; other < DT_CONCEPT_COUNT; other++) {
        bool known = has_concept(v, other) && s->concepts[other].has_classes;
        if (known && memcmp(v->equilibria[c], v->equilibria[other], bytes) == 0)
            return &s->concepts[other];
    }
    return NULL;
}

bool count_classes(summary *s, dt_concept c, progress *p)
{
    equilibria *e = &s->concepts[c];
    const dt_game *g = s->verdicts->game;
    if (e->has_classes) return true;
    const equilibria *same = find_same(s, c);
    if (same) {
        e->classes = same->classes;
        e->shown_count = same->shown_count;
        memcpy(e->shown, same->shown, sizeof e->shown);
        return e->has_classes = true;
    }
    class_table t = {.summary = s, .concept = c, .progress = p};
    *p = (progress){.options = p->options, .work = "telling outcomes apart", .total = 1};
    bool taken = true;
    for (uint32_t i = 0; taken && i < g->players; i++)
        if (g->scores[i].distinct > 1) {
            taken = scores_take(g, i, s->memory, p, &t.ranked[t.ranked_count]);
            t.ranked_count += taken;
        }
    e->classes = e->shown_count = 0;
    e->has_classes = taken && count_parts(&t, e);
    while (t.ranked_count) scores_give(g, s->memory, &t.ranked[--t.ranked_count]);
    memory_give(s->memory, t.items, t.room, sizeof *t.items);
    return e->has_classes;
}
