/* All solutions, by many searches at once.
 *
 * The assignments are cut into stretches by their highest bits, so that each has its own search and
 * they are in order one after the other. Searches take turns: a turn is a bounded amount of work,
 * after which progress is reported; so however long a search is, cancelling it is quick.
 */
#include "base/search.h"

#include "base/bits.h"

#include <string.h>

#ifdef DT_HOSTILE
enum { MOST_STRETCHES = 7, TURN_STEPS = 50, TURN_STATES = 3 };
#else
enum {
    MOST_STRETCHES = 64,
    TURN_STEPS = ENUMERATE_TURN, /* a millisecond */
    TURN_STATES = 1 << 18,       /* or so many states written */
};
#endif
enum { STRETCH_BYTES = 1 << 22 }; /* of all their searches together */

typedef struct stretch { /* of assignments: open bits, and what those before them are */
    uint64_t free, ones;
    uint64_t count, written; /* solutions */
    uint64_t *to;
    bool started;
    logic_search search;
} stretch;

bool enumerate_start(enumeration *l, const logic *from, slot root, uint64_t free, uint64_t ones,
                     uint32_t threads)
{
    *l = (enumeration){
        .memory = from->memory, .free = free, .ones = ones & ~free, .threads = threads};
    l->scratch = memory_take(l->memory, threads, sizeof *l->scratch);
    if (l->scratch) memset(l->scratch, 0, threads * sizeof *l->scratch);
    if (!conjunction_start(&l->conjunction, from, root) || !l->scratch) return false;
    for (uint32_t t = 0; t < threads; t++)
        if (!(l->scratch[t] = memory_take(l->memory, l->conjunction.longest, sizeof **l->scratch)))
            return false;
    return true;
}

/* ---- cutting ------------------------------------------------------------------------------ */

static void stop(enumeration *l)
{
    for (size_t k = 0; k < l->stretches.count; k++) {
        stretch *s = &l->stretches.items[k];
        if (s->started) search_free(&s->search, l->memory);
        s->started = false;
    }
}

void enumerate_free(enumeration *l)
{
    for (uint32_t t = 0; l->scratch && t < l->threads; t++)
        memory_give(l->memory, l->scratch[t], l->conjunction.longest, sizeof **l->scratch);
    memory_give(l->memory, l->scratch, l->threads, sizeof *l->scratch);
    stop(l);
    GIVE(l->memory, &l->stretches);
    conjunction_free(&l->conjunction);
}

/* Starts every search anew. */
static bool start(enumeration *l, bool unordered)
{
    for (size_t k = 0; k < l->stretches.count; k++) {
        stretch *s = &l->stretches.items[k];
        s->started = true;
        if (!search_start(&s->search, &l->conjunction, l->memory, s->free, s->ones)) return false;
        s->search.unordered = unordered;
    }
    return true;
}

static bool add_stretch(enumeration *l, uint64_t free, uint64_t ones)
{
    if (!GROW(l->memory, &l->stretches)) return false;
    l->stretches.items[l->stretches.count++] = (stretch){.free = free, .ones = ones};
    return true;
}

static size_t most_stretches(const enumeration *l)
{
    size_t bytes = l->conjunction.clauses.count * sizeof(logic_clause) +
                   l->conjunction.parts.count * sizeof(uint32_t) + sizeof(stretch);
    size_t most = STRETCH_BYTES / bytes;
    return most > MOST_STRETCHES ? MOST_STRETCHES : most;
}

/* Each stretch becomes the halves by its highest open bit, or none if nothing there holds. */
static bool halve(enumeration *l)
{
    enumeration old = *l;
    l->stretches.items = NULL;
    l->stretches.count = l->stretches.room = 0;
    bool done = true;
    for (size_t k = 0; k < old.stretches.count && done; k++) {
        stretch *s = &old.stretches.items[k];
        done = search_start(&s->search, &l->conjunction, l->memory, s->free, s->ones);
        s->search.scratch = l->scratch[0];
        if (done && search_settle(&s->search, &s->free, &s->ones)) {
            uint64_t bit = s->free ? UINT64_C(1) << (63 - (uint32_t)__builtin_clzll(s->free)) : 0;
            done = add_stretch(l, s->free & ~bit, s->ones) &&
                   (!bit || add_stretch(l, s->free & ~bit, s->ones | bit));
        }
        search_free(&s->search, l->memory);
    }
    GIVE(l->memory, &old.stretches);
    return done;
}

static bool cut(enumeration *l)
{
    size_t most = most_stretches(l), before = 0;
    while (l->stretches.count != before && 2 * l->stretches.count <= most) {
        before = l->stretches.count;
        if (!halve(l)) return false;
    }
    return true;
}

/* ---- turns -------------------------------------------------------------------------------- */

typedef struct turns {
    enumeration *all;
    stretch *waiting[MOST_STRETCHES];
    uint64_t enough, steps; /* a turn of counting */
} turns;

static void count_turn(void *ctx, uint64_t number, uint32_t worker)
{
    const turns *t = ctx;
    stretch *s = t->waiting[number];
    s->search.scratch = t->all->scratch[worker];
    s->search.limit = s->search.steps + t->steps;
    search_count(&s->search, &s->count, t->enough);
}

static void write_turn(void *ctx, uint64_t number, uint32_t worker)
{
    const turns *t = ctx;
    stretch *s = t->waiting[number];
    uint64_t left = s->count - s->written;
    s->search.scratch = t->all->scratch[worker];
    s->search.limit = s->search.steps + TURN_STEPS;
    s->written +=
        search_fill(&s->search, s->to + s->written, left < TURN_STATES ? left : TURN_STATES);
}

/* Adds up what the searches have found; returns how many go on. */
static uint64_t add_up(enumeration *l, turns *t)
{
    uint64_t waiting = 0, steps = 0;
    l->count = 0;
    for (size_t k = 0; k < l->stretches.count; k++) {
        stretch *s = &l->stretches.items[k];
        l->count = l->count > UINT64_MAX / 4 ? l->count : l->count + s->count;
        steps += s->search.steps;
        if (s->search.paused) t->waiting[waiting++] = s;
    }
    l->steps = steps;
    return waiting;
}

/* False: cancelled. */
static bool take_turns(enumeration *l, uint64_t enough, uint64_t step_limit, progress *p)
{
    turns t = {.all = l, .enough = enough};
    uint64_t waiting = 0, first = p ? p->done : 0;
    for (size_t k = 0; k < l->stretches.count; k++) t.waiting[waiting++] = &l->stretches.items[k];
    while (waiting && l->count <= enough && (!step_limit || l->steps < step_limit)) {
        t.steps = TURN_STEPS;
        uint64_t share = step_limit ? (step_limit - l->steps) / waiting + 1 : TURN_STEPS;
        if (share < t.steps) t.steps = share;
        if (!parallel(l->threads, waiting, count_turn, &t, p)) return false;
        waiting = add_up(l, &t);
        if (p && !step_limit && p->done < first + l->count) p->done = first + l->count;
    }
    l->exact = !waiting && l->count <= enough;
    return true;
}

bool enumerate_count(enumeration *l, uint64_t enough, uint64_t step_limit, progress *p)
{
    uint64_t trial = step_limit && step_limit < TURN_STEPS ? step_limit : TURN_STEPS;
    if (!add_stretch(l, l->free, l->ones) || !start(l, true) || !take_turns(l, enough, trial, p))
        return false;
    bool is_large = !l->exact ? l->count <= enough && trial != step_limit : l->count > TURN_STATES;
    stop(l);
    if (!is_large) return true;
    l->count = l->steps = l->stretches.items[0].count = 0;
    bool done = cut(l) && start(l, true) && take_turns(l, enough, step_limit, p);
    stop(l);
    return done;
}

bool enumerate_write(enumeration *l, uint64_t *states, progress *p)
{
    turns t = {.all = l};
    uint64_t done = 0;
    for (size_t k = 0; k < l->stretches.count; k++) {
        l->stretches.items[k].to = states + done;
        done += l->stretches.items[k].count;
    }
    if (!start(l, false)) return false;
    for (;;) {
        uint64_t waiting = 0, written = 0;
        for (size_t k = 0; k < l->stretches.count; k++) {
            stretch *s = &l->stretches.items[k];
            written += s->written;
            if (s->written < s->count) t.waiting[waiting++] = s;
        }
        if (p && p->done < written) p->done = written;
        if (!waiting) break;
        if (!parallel(l->threads, waiting, write_turn, &t, p)) break;
    }
    stop(l);
    return !p || !p->cancelled;
}
