/* Cliques and classes.
 *
 * A class is a value of the player's irreversible options, written as a key of which every bit can
 * only rise: bits that only rise as they are, bits that only fall inverted. Class c reaches class d
 * exactly where key c is a subset of key d. Cost: the square of the number of classes, once; listed
 * cliques are found by a radix sort of the states without the player's own bits.
 */
#include "game/game.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CLASSES = 1 << 16, MAX_REACHES = 1 << 28 };

/* Every bit of a key can only rise. */
static uint64_t key_of(const mover *m, uint64_t state)
{
    return (state & m->rising) | (~state & m->falling);
}

static void note_irreversible(dt_game *g, uint32_t i)
{
    const player *p = &g->model->players[i];
    mover *m = &g->movers[i];
    for (uint32_t k = p->first_option; k < p->first_option + p->options; k++) {
        const option *o = &g->model->options[k];
        if (o->irreversible > 0) m->rising |= o->mask & m->bits;
        if (o->irreversible < 0) m->falling |= o->mask & m->bits;
    }
}

static int compare_words(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint32_t sort_distinct(uint64_t *words, uint64_t count)
{
    qsort(words, count, sizeof *words, compare_words);
    uint64_t kept = 0;
    for (uint64_t k = 0; k < count; k++)
        if (k == 0 || words[k] != words[k - 1]) words[kept++] = words[k];
    return kept > UINT32_MAX ? UINT32_MAX : (uint32_t)kept;
}

static uint32_t place_in(const uint64_t *words, uint32_t count, uint64_t word)
{
    uint32_t low = 0, high = count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (words[middle] <= word) low = middle;
        else high = middle;
    }
    return low;
}

/* Compressed rows of which class reaches which. */
static bool list_reaches(dt_game *g, mover *m, const uint64_t *keys_, dt_error *err)
{
    uint32_t n = m->class_count;
    m->up_first = ARENA_ARRAY(&g->arena, (size_t)n + 1, uint32_t);
    if (!m->up_first) return fail_memory(err, &g->memory);
    uint64_t count = 0;
    for (uint32_t c = 0; c < n; c++) {
        m->up_first[c] = (uint32_t)count;
        for (uint32_t d = 0; d < n; d++) count += (keys_[c] & ~keys_[d]) == 0;
        if (count > MAX_REACHES)
            return fail(err, DT_ERR_LIMIT,
                        "too many combinations of irreversible options of one player");
    }
    m->up_first[n] = (uint32_t)count;
    m->up = ARENA_ARRAY(&g->arena, count, uint32_t);
    m->down = ARENA_ARRAY(&g->arena, count, uint32_t);
    m->down_first = ARENA_ARRAY(&g->arena, (size_t)n + 1, uint32_t);
    if (!m->up || !m->down || !m->down_first) return fail_memory(err, &g->memory);
    uint32_t *to = m->up, *from = m->down;
    for (uint32_t c = 0; c < n; c++) {
        m->down_first[c] = (uint32_t)(from - m->down);
        for (uint32_t d = 0; d < n; d++) {
            if ((keys_[c] & ~keys_[d]) == 0) *to++ = d;
            if ((keys_[d] & ~keys_[c]) == 0) *from++ = d;
        }
    }
    m->down_first[n] = (uint32_t)count;
    return true;
}

/* `states` are the choices (dense) or the states by place (listed). */
static bool find_classes(dt_game *g, uint32_t i, uint64_t count,
                         uint64_t (*state_of)(const dt_game *, const mover *, uint64_t),
                         dt_error *err)
{
    mover *m = &g->movers[i];
    note_irreversible(g, i);
    if (!(m->rising | m->falling)) {
        static const uint64_t one_key[] = {0};
        m->class_count = 1;
        return list_reaches(g, m, one_key, err);
    }
    uint64_t *distinct = memory_take(&g->memory, count, sizeof *distinct);
    m->classes = ARENA_ARRAY(&g->arena, count, uint32_t);
    bool done = false;
    if (!distinct || !m->classes) fail_memory(err, &g->memory);
    else {
        for (uint64_t s = 0; s < count; s++) distinct[s] = key_of(m, state_of(g, m, s));
        m->class_count = sort_distinct(distinct, count);
        if (m->class_count > MAX_CLASSES)
            fail(err, DT_ERR_LIMIT,
                 "player '%.60s' has %u combinations of irreversible options; the limit is %d",
                 g->model->players[i].id, (unsigned)m->class_count, MAX_CLASSES);
        else {
            for (uint64_t s = 0; s < count; s++)
                m->classes[s] = place_in(distinct, m->class_count, key_of(m, state_of(g, m, s)));
            done = list_reaches(g, m, distinct, err);
        }
    }
    memory_give(&g->memory, distinct, count, sizeof *distinct);
    return done;
}

static uint64_t choice_at(const dt_game *g, const mover *m, uint64_t k)
{
    (void)g;
    return m->choices[k];
}

static uint64_t placed_at(const dt_game *g, const mover *m, uint64_t k)
{
    return g->list[m->slots[k]];
}

/* ---- listed cliques --------------------------------------------------------------------- */

typedef struct keyed {
    uint64_t key;
    uint32_t slot;
} keyed;

/* Least significant byte first, bytes in which all agree left out; stable. Returns where the result
 * is: `a` or `b`. */
static keyed *radix_sort(keyed *a, keyed *b, uint64_t count, uint64_t mask)
{
    for (uint32_t shift = 0; shift < 64; shift += 8) {
        if (!(mask >> shift & 0xFF)) continue;
        uint64_t starts[257] = {0};
        for (uint64_t k = 0; k < count; k++) starts[(a[k].key >> shift & 0xFF) + 1]++;
        for (uint32_t c = 0; c < 256; c++) starts[c + 1] += starts[c];
        for (uint64_t k = 0; k < count; k++) b[starts[a[k].key >> shift & 0xFF]++] = a[k];
        keyed *swapped = a;
        a = b, b = swapped;
    }
    return a;
}

static bool list_cliques(dt_game *g, uint32_t i)
{
    mover *m = &g->movers[i];
    uint64_t n = g->slots, mask = low_bits(g->bits) & ~m->bits;
    keyed *a = memory_take(&g->memory, n, sizeof *a), *b = memory_take(&g->memory, n, sizeof *b);
    m->slots = ARENA_ARRAY(&g->arena, n, uint32_t);
    bool ready = a && b && m->slots;
    if (ready) {
        for (uint64_t k = 0; k < n; k++) a[k] = (keyed){g->list[k] & mask, (uint32_t)k};
        keyed *sorted = radix_sort(a, b, n, mask);
        for (uint64_t k = 0; k < n; k++) {
            m->slots[k] = sorted[k].slot;
            m->run_count += k == 0 || sorted[k].key != sorted[k - 1].key;
        }
        m->runs = ARENA_ARRAY(&g->arena, m->run_count + 1, uint32_t);
        ready = m->runs != NULL;
        uint64_t run = 0;
        for (uint64_t k = 0; ready && k < n; k++)
            if (k == 0 || sorted[k].key != sorted[k - 1].key) m->runs[run++] = (uint32_t)k;
        if (ready) m->runs[run] = (uint32_t)n;
        for (uint64_t r = 0; ready && r < m->run_count; r++) {
            uint32_t length = m->runs[r + 1] - m->runs[r];
            if (length > m->rows) m->rows = length;
        }
    }
    memory_give(&g->memory, a, n, sizeof *a);
    memory_give(&g->memory, b, n, sizeof *b);
    return ready;
}

bool moves_build(dt_game *g, dt_error *err)
{
    for (uint32_t i = 0; i < g->players; i++) {
        mover *m = &g->movers[i];
        if (!g->list) {
            if (!find_classes(g, i, m->rows, choice_at, err)) return false;
            continue;
        }
        if (!list_cliques(g, i)) return fail_memory(err, &g->memory);
        if (!find_classes(g, i, g->slots, placed_at, err)) return false;
    }
    return true;
}

/* ---- moves one by one -------------------------------------------------------------------- */

static uint64_t others_of(const mover *m, uint64_t state) { return state & ~m->bits; }

/* Cliques stand in the order of what the others do. */
static void find_run(moves *m)
{
    const dt_game *g = m->game;
    uint64_t low = 0, high = m->mover->run_count, wanted = others_of(m->mover, m->state);
    while (high - low > 1) {
        uint64_t middle = low + (high - low) / 2;
        if (others_of(m->mover, g->list[m->mover->slots[m->mover->runs[middle]]]) <= wanted)
            low = middle;
        else high = middle;
    }
    m->next = m->mover->runs[low];
    m->last = m->mover->runs[low + 1];
}

moves moves_from(const dt_game *g, uint32_t i, uint64_t at)
{
    moves m = {.game = g,
               .mover = &g->movers[i],
               .from = at,
               .state = slot_state(g, at),
               .last = g->movers[i].rows};
    if (m.mover->to) m.next = m.mover->to_first[at], m.last = m.mover->to_first[at + 1];
    else if (g->list) find_run(&m);
    return m;
}

static bool reaches(const mover *m, uint64_t from, uint64_t to)
{
    return !(key_of(m, from) & ~key_of(m, to));
}

bool next_move(moves *m)
{
    const dt_game *g = m->game;
    const mover *mine = m->mover;
    if (mine->to) { /* graph: every arc is a move */
        if (m->next < m->last) m->to = mine->to[m->next++];
        else return false;
        return true;
    }
    while (m->next < m->last) {
        uint64_t k = m->next++;
        uint64_t bits = g->list ? g->list[mine->slots[k]] : mine->choices[k];
        if (g->list) m->to = mine->slots[k];
        else m->to = m->from + (k - m->from / mine->stride % mine->rows) * mine->stride;
        if (m->to != m->from && slot_feasible(g, m->to) && reaches(mine, m->state, bits))
            return true;
    }
    return false;
}
