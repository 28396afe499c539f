/* Pareto efficiency by a sorted skyline (Chomicki, Godfrey, Gryz & Liang 2003).
 *
 * States with the same scores stand or fall together, so only distinct vectors of scores matter. A
 * vector can only be dominated by one with a larger sum; so, with the largest sum first, a vector
 * that none of those kept before dominates is efficient and stays. Most states never become a vector:
 * the strongest few of the set dominate them at first sight.
 */
#include "analysis/efficient.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { STRONG = 64 };

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
    uint32_t strong[STRONG][MAX_PLAYERS];
    uint64_t strong_sums[STRONG];
    uint32_t strong_count;
} skyline;

static void vector_at(const skyline *s, uint64_t at, uint32_t *vector)
{
    for (uint32_t k = 0; k < s->width; k++) vector[k] = score_at(&s->ranked[k], at);
}

static uint64_t sum_of(const skyline *s, const uint32_t *vector)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < s->width; k++)
        sum += ((uint64_t)vector[k] << 24) / s->ranked[k].distinct;
    return sum;
}

/* At least as good everywhere, and better somewhere. */
static bool dominates(const uint32_t *a, const uint32_t *b, uint32_t width)
{
    bool better = false;
    for (uint32_t k = 0; k < width; k++) {
        if (a[k] < b[k]) return false;
        better |= a[k] > b[k];
    }
    return better;
}

/* Keeps the vector if it is among the strongest so far; the weakest goes. */
static void note_strong(skyline *s, const uint32_t *vector)
{
    uint32_t weakest = 0;
    for (uint32_t k = 0; k < s->strong_count; k++) {
        if (memcmp(s->strong[k], vector, s->width * sizeof *vector) == 0) return;
        if (s->strong_sums[k] < s->strong_sums[weakest]) weakest = k;
    }
    uint64_t sum = sum_of(s, vector);
    if (s->strong_count < STRONG) weakest = s->strong_count++;
    else if (sum <= s->strong_sums[weakest]) return;
    memcpy(s->strong[weakest], vector, s->width * sizeof *vector);
    s->strong_sums[weakest] = sum;
}

static bool is_weak(const skyline *s, const uint32_t *vector)
{
    for (uint32_t k = 0; k < s->strong_count; k++)
        if (dominates(s->strong[k], vector, s->width)) return true;
    return false;
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

/* Marks in `kept`, by vector, those that none dominates. Sums are rounded, so a dominating vector
 * may have an equal sum and come later: of equal sums each is compared with all. */
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
            if (!dominates(vector_of(s, line[j]), vector, s->width)) continue;
            efficient = false;
            uint32_t first = line[0]; /* who dominates often is asked first */
            line[0] = line[j], line[j] = first;
        }
        for (size_t j = k + 1; j < s->vectors && efficient && order[j].sum == order[k].sum; j++)
            efficient = !dominates(vector_of(s, order[j].vector), vector, s->width);
        kept[order[k].vector] = efficient;
        if (efficient) line[count++] = order[k].vector;
        if (k % 4096 == 0) going = progress_report(p, p->done);
    }
    memory_give(s->memory, order, s->vectors, sizeof *order);
    memory_give(s->memory, line, s->vectors, sizeof *line);
    return going;
}

static bool for_each(const skyline *s, const uint64_t *among,
                     bool (*visit)(skyline *, uint64_t, const uint32_t *, void *), void *ctx)
{
    uint64_t words = words_for(s->game->slots);
    uint32_t vector[MAX_PLAYERS];
    for (uint64_t w = 0; w < words; w++)
        for (uint64_t rest = among[w]; rest; rest &= rest - 1) {
            uint64_t at = 64 * w + lowest_bit(rest);
            vector_at(s, at, vector);
            if (!visit((skyline *)(uintptr_t)s, at, vector, ctx)) return false;
        }
    return true;
}

static bool visit_strong(skyline *s, uint64_t at, const uint32_t *vector, void *ctx)
{
    (void)at, (void)ctx;
    if (!is_weak(s, vector)) note_strong(s, vector);
    return true;
}

static bool visit_distinct(skyline *s, uint64_t at, const uint32_t *vector, void *ctx)
{
    (void)at, (void)ctx;
    return is_weak(s, vector) || add_vector(s, vector);
}

typedef struct marking {
    const bool *kept;
    uint64_t *efficient;
} marking;

static bool visit_mark(skyline *s, uint64_t at, const uint32_t *vector, void *ctx)
{
    const marking *m = ctx;
    if (is_weak(s, vector)) return true;
    uint32_t found = s->places[place_of(s, vector)];
    if (found && m->kept[found - 1]) set_bit(m->efficient, at);
    return true;
}

/* Those of the players who distinguish states. */
static bool take_ranked(skyline *s, progress *p)
{
    for (uint32_t i = 0; i < s->game->players; i++) {
        if (s->game->scores[i].distinct <= 1) continue;
        if (!scores_take(s->game, i, s->memory, p, &s->ranked[s->width])) return false;
        s->width++;
    }
    return true;
}

static void give_ranked(skyline *s)
{
    while (s->width) scores_give(s->game, s->memory, &s->ranked[--s->width]);
}

bool efficient_states(const dt_game *g, const uint64_t *among, uint64_t *efficient, memory *m,
                      progress *p, dt_error *err)
{
    skyline s = {.game = g, .memory = m};
    uint64_t words = words_for(g->slots);
    bool done = take_ranked(&s, p);
    if (done && s.width == 0) {
        memcpy(efficient, among, words * sizeof *efficient);
        return true;
    }
    memset(efficient, 0, words * sizeof *efficient);
    if (done) for_each(&s, among, visit_strong, NULL);
    bool *kept = NULL;
    done = done && for_each(&s, among, visit_distinct, NULL);
    size_t vectors = s.vectors;
    if (done && vectors) {
        kept = memory_take(m, vectors, sizeof *kept);
        done = kept && find_kept(&s, kept, p);
        marking marks = {kept, efficient};
        if (done) for_each(&s, among, visit_mark, &marks);
    }
    memory_give(m, kept, vectors, sizeof *kept);
    memory_give(m, s.places, s.room, sizeof *s.places);
    GIVE(m, &s.scores);
    give_ranked(&s);
    if (done) return true;
    return p->cancelled ? fail(err, DT_ERR_CANCELLED, "cancelled") : fail_memory(err, m);
}
