/* Pareto efficiency by a window and a sorted skyline (Börzsönyi, Kossmann & Stocker 2001; Chomicki,
 * Godfrey, Gryz & Liang 2003).
 *
 * One pass over the set holds each state against a window of vectors, none of which dominates another.
 * A state that one dominates is out for good; others are candidates, and their vectors enter the window
 * in place of what they dominate. When no more vectors are efficient than the window has room for, they
 * are what it holds in the end. In any case only candidates that its final content does not dominate
 * go on. Of these, states with the same scores stand or fall together, so only distinct vectors matter.
 * A vector can only be dominated by one with a larger sum; so, with the largest sum first, a vector that
 * none of those kept before dominates is efficient and stays.
 */
#include "analysis/efficient.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 512 };

typedef struct skyline {
    const dt_game *game;
    memory *memory;
    scores ranked[MAX_PLAYERS]; /* of those who distinguish states */
    uint32_t width;             /* how many */
    struct {
        uint32_t *items;    /* vectors side by side */
        size_t count, room; /* numbers, not vectors */
    } scores;
    uint32_t *places; /* open addressing: 1 + vector, 0: empty */
    size_t room;
    size_t vectors;
    uint64_t weights[MAX_PLAYERS]; /* so that everybody counts alike in a sum */
    uint32_t *window;              /* WINDOW vectors side by side */
    uint32_t window_count;
} skyline;

static void vector_at(const skyline *s, uint64_t at, uint32_t *vector)
{
    for (uint32_t k = 0; k < s->width; k++) vector[k] = score_at(&s->ranked[k], at);
}

/* Larger for a vector that dominates: weights are at least 1. */
static uint64_t sum_of(const skyline *s, const uint32_t *vector)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < s->width; k++) sum += s->weights[k] * vector[k];
    return sum;
}

/* ---- the window -------------------------------------------------------------------------- */

typedef enum standing { EQUAL = 0, ABOVE = 1, BELOW = 2, APART = ABOVE | BELOW } standing;

/* How `a` stands to `b`: ABOVE when it is at least as good everywhere and better somewhere. */
static standing compare(const uint32_t *a, const uint32_t *b, uint32_t width)
{
    unsigned found = EQUAL;
    for (uint32_t k = 0; k < width && found != APART; k++)
        found |= (unsigned)(a[k] > b[k]) | (unsigned)(a[k] < b[k]) << 1;
    return (standing)found;
}

static uint32_t *window_at(const skyline *s, uint32_t k)
{
    return s->window + (size_t)k * s->width;
}

static void copy_vector(const skyline *s, uint32_t *to, const uint32_t *from)
{
    memcpy(to, from, s->width * sizeof *to);
}

/* Whether one of the window dominates the vector. Such a one moves halfway to the front. */
static bool is_weak(skyline *s, const uint32_t *vector)
{
    for (uint32_t k = 0; k < s->window_count; k++) {
        if (compare(window_at(s, k), vector, s->width) != ABOVE) continue;
        if (k == 0) return true;
        uint32_t moved[MAX_PLAYERS];
        copy_vector(s, moved, window_at(s, k / 2));
        copy_vector(s, window_at(s, k / 2), window_at(s, k));
        copy_vector(s, window_at(s, k), moved);
        return true;
    }
    return false;
}

/* The one with the least sum; WINDOW: none has less than `sum`. */
static uint32_t least_of_window(const skyline *s, uint64_t sum)
{
    uint32_t least = WINDOW;
    for (uint32_t k = 0; k < s->window_count; k++) {
        uint64_t other = sum_of(s, window_at(s, k));
        if (other < sum) sum = other, least = k;
    }
    return least;
}

/* A vector that none of the window dominates takes the place of those that it dominates, or of the
 * one with the least sum if that is less than its own. */
static void enter_window(skyline *s, const uint32_t *vector)
{
    uint32_t left = 0;
    bool is_there = false;
    for (uint32_t k = 0; k < s->window_count; k++) {
        standing r = compare(window_at(s, k), vector, s->width);
        is_there |= r == EQUAL;
        if (r == BELOW) continue;
        if (left != k) copy_vector(s, window_at(s, left), window_at(s, k));
        left++;
    }
    s->window_count = left;
    if (is_there) return;
    uint32_t at = left;
    if (left < WINDOW) s->window_count++;
    else at = least_of_window(s, sum_of(s, vector));
    if (at < WINDOW) copy_vector(s, window_at(s, at), vector);
}

/* ---- distinct vectors -------------------------------------------------------------------- */

static const uint32_t *vector_of(const skyline *s, size_t k)
{
    return s->scores.items + k * s->width;
}

static size_t place_of(const skyline *s, const uint32_t *vector)
{
    uint64_t hash = UINT64_C(0x9E3779B97F4A7C15);
    for (uint32_t k = 0; k < s->width; k++)
        hash = (hash ^ vector[k]) * UINT64_C(0xD6E8FEB86659FD93), hash ^= hash >> 32;
    size_t at = (size_t)hash & (s->room - 1);
    while (s->places[at] &&
           memcmp(vector_of(s, s->places[at] - 1), vector, s->width * sizeof *vector) != 0)
        at = (at + 1) & (s->room - 1);
    return at;
}

static bool widen(skyline *s)
{
    uint32_t *old = s->places;
    size_t old_room = s->room, room = old_room ? old_room * 2 : 1024;
    s->places = memory_take(s->memory, room, sizeof *s->places);
    memory_give(s->memory, old, old_room, sizeof *old);
    s->room = s->places ? room : 0;
    if (!s->places) return false;
    memset(s->places, 0, room * sizeof *s->places);
    for (size_t k = 0; k < s->vectors; k++)
        s->places[place_of(s, vector_of(s, k))] = (uint32_t)k + 1;
    return true;
}

static bool add_vector(skyline *s, const uint32_t *vector)
{
    if (2 * s->vectors >= s->room && !widen(s)) return false;
    size_t at = place_of(s, vector);
    if (s->places[at]) return true;
    for (uint32_t k = 0; k < s->width; k++) {
        if (!GROW(s->memory, &s->scores)) return false;
        s->scores.items[s->scores.count++] = vector[k];
    }
    s->places[at] = (uint32_t)++s->vectors;
    return true;
}

/* ---- the skyline ------------------------------------------------------------------------- */

typedef struct summed {
    uint64_t sum;
    uint32_t vector;
} summed;

static int by_sum(const void *a, const void *b)
{
    const summed *x = a, *y = b;
    if (x->sum != y->sum) return x->sum > y->sum ? -1 : 1;
    return x->vector < y->vector ? -1 : x->vector > y->vector;
}

/* Marks in `kept`, by vector, those that none dominates. */
static bool find_kept(skyline *s, bool *kept, progress *p)
{
    summed *order = memory_take(s->memory, s->vectors, sizeof *order);
    uint32_t *line = memory_take(s->memory, s->vectors, sizeof *line);
    bool going = order && line;
    size_t count = 0;
    for (size_t k = 0; going && k < s->vectors; k++)
        order[k] = (summed){sum_of(s, vector_of(s, k)), (uint32_t)k};
    if (going) qsort(order, s->vectors, sizeof *order, by_sum);
    for (size_t k = 0; going && k < s->vectors; k++) {
        const uint32_t *vector = vector_of(s, order[k].vector);
        bool efficient = true;
        for (size_t j = 0; j < count && efficient; j++) {
            if (compare(vector_of(s, line[j]), vector, s->width) != ABOVE) continue;
            efficient = false;
            uint32_t first = line[0]; /* who dominates often is asked first */
            line[0] = line[j], line[j] = first;
        }
        kept[order[k].vector] = efficient;
        if (efficient) line[count++] = order[k].vector;
        if (k % 4096 == 0) going = progress_report(p, p->done);
    }
    memory_give(s->memory, order, s->vectors, sizeof *order);
    memory_give(s->memory, line, s->vectors, sizeof *line);
    return going;
}

/* Of the states in `from`, those that `stays`; `to` may be `from`. */
static bool keep_states(skyline *s, const uint64_t *from, uint64_t *to, progress *p,
                        bool (*stays)(skyline *, const uint32_t *, void *), void *ctx)
{
    uint64_t words = words_for(s->game->slots);
    uint32_t vector[MAX_PLAYERS];
    for (uint64_t w = 0; w < words; w++) {
        uint64_t kept = 0;
        for (uint64_t rest = from[w]; rest; rest &= rest - 1) {
            vector_at(s, 64 * w + lowest_bit(rest), vector);
            if (stays(s, vector, ctx)) kept |= rest & -rest;
        }
        to[w] = kept;
        if (w % 4096 == 0 && !progress_report(p, p->done)) return false;
    }
    return true;
}

static bool is_candidate(skyline *s, const uint32_t *vector, void *ctx)
{
    (void)ctx;
    if (is_weak(s, vector)) return false;
    enter_window(s, vector);
    return true;
}

/* In `failed`: there was no memory for its vector. */
static bool becomes_vector(skyline *s, const uint32_t *vector, void *failed)
{
    if (is_weak(s, vector)) return false;
    if (!add_vector(s, vector)) *(bool *)failed = true;
    return true;
}

static bool is_kept(skyline *s, const uint32_t *vector, void *kept)
{
    return ((const bool *)kept)[s->places[place_of(s, vector)] - 1];
}

/* Those of the players who distinguish states. */
static bool take_ranked(skyline *s, progress *p)
{
    for (uint32_t i = 0; i < s->game->players; i++) {
        if (s->game->scores[i].distinct <= 1) continue;
        if (!scores_take(s->game, i, s->memory, p, &s->ranked[s->width])) return false;
        s->weights[s->width++] = (UINT64_C(1) << 40) / s->game->scores[i].distinct;
    }
    return true;
}

static void give_ranked(skyline *s)
{
    while (s->width) scores_give(s->game, s->memory, &s->ranked[--s->width]);
}

/* In `efficient`: the candidates, then those that became vectors, then those whose vector is kept. */
static bool find_efficient(skyline *s, const uint64_t *among, uint64_t *efficient, progress *p)
{
    bool failed = false;
    if (!keep_states(s, among, efficient, p, is_candidate, NULL) ||
        !keep_states(s, efficient, efficient, p, becomes_vector, &failed) || failed)
        return false;
    if (s->vectors == 0) return true;
    bool *kept = memory_take(s->memory, s->vectors, sizeof *kept);
    bool done =
        kept && find_kept(s, kept, p) && keep_states(s, efficient, efficient, p, is_kept, kept);
    memory_give(s->memory, kept, s->vectors, sizeof *kept);
    return done;
}

bool efficient_states(const dt_game *g, const uint64_t *among, uint64_t *efficient, memory *m,
                      progress *p, dt_error *err)
{
    skyline s = {.game = g, .memory = m};
    bool done = take_ranked(&s, p);
    size_t numbers = (size_t)WINDOW * s.width;
    if (done && numbers) {
        s.window = memory_take(m, numbers, sizeof *s.window);
        done = s.window && find_efficient(&s, among, efficient, p);
        memory_give(m, s.window, numbers, sizeof *s.window);
    } else if (done) {
        memcpy(efficient, among, words_for(g->slots) * sizeof *efficient);
    }
    memory_give(m, s.places, s.room, sizeof *s.places);
    GIVE(m, &s.scores);
    give_ranked(&s);
    if (done) return true;
    return p->cancelled ? fail(err, DT_ERR_CANCELLED, "cancelled") : fail_memory(err, m);
}
