/* Cliques and classes.
 *
 * Listed cliques are runs of the slots in the order of what the others do: the states without the
 * player's own bits. The list is in the order of the bits above them already, so only the bits below
 * are sorted, with the rank of what stands above; those that never vary are left out, and as many
 * bits as fit beside a slot in a word are sorted at a time.
 *
 * A class is a value of the player's irreversible options, written as a key of which every bit can
 * only rise: bits that only rise as they are, bits that only fall inverted. Class c reaches class d
 * exactly where key c is a subset of key d. Cost: the least of the square of the number of classes and
 * the subsets of their bits, once.
 */
#include "game/game.h"

#include "base/bits.h"
#include "base/sort.h"

#include <stdatomic.h>
#include <string.h>

enum { MAX_CLASSES = 1 << 16, MAX_REACHES = 1 << 28, TABLE_BITS = 20 };
#ifdef DT_HOSTILE
enum { PARCEL = 3 };
#else
enum { PARCEL = 1 << 16 };
#endif

static uint64_t parcels_of(uint64_t count) { return (count + PARCEL - 1) / PARCEL; }

static uint64_t parcel_end(uint64_t parcel, uint64_t count)
{
    return (parcel + 1) * PARCEL < count ? (parcel + 1) * PARCEL : count;
}

/* ---- some bits of a word, side by side ---------------------------------------------------- */

typedef struct packing { /* by runs of neighbouring bits */
    uint32_t count, bits;
    struct {
        uint64_t mask;
        uint32_t from, to;
    } runs[32];
} packing;

static packing packing_of(uint64_t mask)
{
    packing p = {0};
    while (mask) {
        uint32_t from = lowest_bit(mask);
        uint64_t ones = mask >> from;
        uint32_t length = ~ones ? lowest_bit(~ones) : 64;
        p.runs[p.count].mask = low_bits(length);
        p.runs[p.count].from = from;
        p.runs[p.count++].to = p.bits;
        p.bits += length;
        mask &= ~(low_bits(length) << from);
    }
    return p;
}

static uint64_t pack(const packing *p, uint64_t word)
{
    uint64_t packed = 0;
    for (uint32_t k = 0; k < p->count; k++)
        packed |= (word >> p->runs[k].from & p->runs[k].mask) << p->runs[k].to;
    return packed;
}

/* ---- classes ------------------------------------------------------------------------------ */

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

typedef struct classing {
    dt_game *game;
    mover *mover;
    packing packing; /* of keys, to bits that differ */
    uint64_t count;  /* choices, or states by place */
    uint32_t *table; /* by key: 1 and its class; 0: no such key. NULL: too many keys */
    uint64_t *keys;  /* distinct, ascending */
} classing;

static uint64_t packed_key(const classing *c, uint64_t state)
{
    return pack(&c->packing, key_of(c->mover, state));
}

/* Choices, or states in the order of their places, or of their slots. */
static uint64_t state_in_place(const classing *c, uint64_t k)
{
    const dt_game *g = c->game;
    return g->list ? g->list[c->mover->slots[k]] : c->mover->choices[k];
}

static uint64_t state_in_order(const classing *c, uint64_t k)
{
    return c->game->list ? c->game->list[k] : c->mover->choices[k];
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

static void class_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const classing *c = ctx;
    mover *m = c->mover;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, c->count); k++) {
        uint64_t key = packed_key(c, state_in_place(c, k));
        m->classes[k] = c->table ? c->table[key] - 1 : place_in(c->keys, m->class_count, key);
    }
}

static void *fail_classes(const dt_game *g, uint32_t i, dt_error *err)
{
    return fail(err, DT_ERR_LIMIT,
                "player '%.60s' has more than %d combinations of irreversible options",
                g->model->players[i].id, MAX_CLASSES);
}

static void mark_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const classing *c = ctx;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, c->count); k++)
        c->table[packed_key(c, state_in_order(c, k))] = 1;
}

/* Distinct keys by marking them in a table. 0: cancelled. */
static uint64_t mark_keys(classing *c, progress *p)
{
    uint64_t room = UINT64_C(1) << c->packing.bits, count = 0;
    memset(c->table, 0, room * sizeof *c->table);
    if (!parallel(1, parcels_of(c->count), mark_parcel, c, p)) return 0;
    for (uint64_t key = 0; key < room; key++)
        if (c->table[key]) {
            c->keys[count++] = key;
            c->table[key] = (uint32_t)count;
        }
    return count;
}

static void key_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const classing *c = ctx;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, c->count); k++)
        c->keys[k] = packed_key(c, state_in_order(c, k));
}

/* ... and by sorting. 0: memory is gone, or cancelled. */
static uint64_t sort_keys(classing *c, progress *p)
{
    dt_game *g = c->game;
    uint64_t *spare = memory_take(&g->memory, c->count, sizeof *spare), count = 0;
    bool ready = spare && parallel(g->threads, parcels_of(c->count), key_parcel, c, p);
    const uint64_t *sorted =
        ready ? sort_words(c->keys, spare, c->count, 0, c->packing.bits, g->threads, &g->memory, p)
              : NULL;
    uint64_t *other = sorted == spare ? c->keys : spare;
    for (uint64_t k = 0; sorted && k < c->count; k++) {
        if (k && sorted[k] == sorted[k - 1]) continue;
        if (count <= MAX_CLASSES) other[count] = sorted[k];
        count++;
    }
    if (other != c->keys && count)
        memcpy(c->keys, other, (count < MAX_CLASSES ? count : MAX_CLASSES) * sizeof *c->keys);
    memory_give(&g->memory, spare, c->count, sizeof *spare);
    return count;
}

/* The classes that a class reaches, itself first, ascending; returns how many. Where fewer keys have
 * all its bits than classes come after it, these are looked up. */
static uint64_t reached(const classing *c, uint32_t from, uint32_t *to)
{
    uint32_t n = c->mover->class_count;
    uint64_t key = c->keys[from], open = low_bits(c->packing.bits) & ~key, count = 0;
    if (c->table && bit_count(open) < 32 && UINT64_C(1) << bit_count(open) < n - from) {
        uint64_t more = 0;
        do {
            uint32_t d = c->table[key | more];
            if (d && to) to[count] = d - 1;
            count += d != 0;
            more = next_choice(more, open);
        } while (more);
        return count;
    }
    for (uint32_t d = from; d < n; d++) {
        if (key & ~c->keys[d]) continue;
        if (to) to[count] = d;
        count++;
    }
    return count;
}

static void reverse_reaches(mover *m)
{
    uint32_t n = m->class_count;
    for (uint32_t k = 0; k < m->up_first[n]; k++) m->down_first[m->up[k] + 1]++;
    for (uint32_t c = 0; c < n; c++) m->down_first[c + 1] += m->down_first[c];
    for (uint32_t c = 0; c < n; c++)
        for (uint32_t k = m->up_first[c]; k < m->up_first[c + 1]; k++)
            m->down[m->down_first[m->up[k]]++] = c;
    for (uint32_t c = n; c > 0; c--) m->down_first[c] = m->down_first[c - 1];
    m->down_first[0] = 0;
}

/* Compressed rows of which class reaches which. */
static bool list_reaches(const classing *c, progress *p, dt_error *err)
{
    enum { CLASSES_BETWEEN_POLLS = 64 };
    dt_game *g = c->game;
    mover *m = c->mover;
    uint32_t n = m->class_count;
    m->up_first = ARENA_ARRAY(&g->arena, (size_t)n + 1, uint32_t);
    m->down_first = ARENA_ARRAY(&g->arena, (size_t)n + 1, uint32_t);
    if (!m->up_first || !m->down_first) return fail_memory(err, &g->memory);
    uint64_t count = 0;
    for (uint32_t k = 0; k < n && count <= MAX_REACHES; k++) {
        if (k % CLASSES_BETWEEN_POLLS == 0 && !progress_report(p, p->done))
            return fail(err, DT_ERR_CANCELLED, "cancelled");
        m->up_first[k] = (uint32_t)count;
        count += reached(c, k, NULL);
    }
    if (count > MAX_REACHES)
        return fail(err, DT_ERR_LIMIT,
                    "too many combinations of irreversible options of one player");
    m->up_first[n] = (uint32_t)count;
    m->up = ARENA_ARRAY(&g->arena, count, uint32_t);
    m->down = ARENA_ARRAY(&g->arena, count, uint32_t);
    if (!m->up || !m->down) return fail_memory(err, &g->memory);
    for (uint32_t k = 0; k < n; k++) {
        if (k % CLASSES_BETWEEN_POLLS == 0 && !progress_report(p, p->done))
            return fail(err, DT_ERR_CANCELLED, "cancelled");
        reached(c, k, m->up + m->up_first[k]);
    }
    reverse_reaches(m);
    return true;
}

static bool fail_work(const dt_game *g, const progress *p, dt_error *err)
{
    if (p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, &g->memory);
}

/* False also when there are too many: then *err has been told. */
static bool number_classes(classing *c, uint32_t i, progress *p, dt_error *err)
{
    dt_game *g = c->game;
    mover *m = c->mover;
    m->classes = memory_take(&g->memory, c->count, sizeof *m->classes);
    if (!m->classes) return fail_memory(err, &g->memory);
    uint64_t found = c->table ? mark_keys(c, p) : sort_keys(c, p);
    if (!found) return fail_work(g, p, err);
    if (found > MAX_CLASSES) return fail_classes(g, i, err);
    m->class_count = (uint32_t)found;
    if (!parallel(g->threads, parcels_of(c->count), class_parcel, c, p))
        return fail_work(g, p, err);
    return list_reaches(c, p, err);
}

static bool find_classes(dt_game *g, uint32_t i, uint64_t varying, progress *p, dt_error *err)
{
    static uint64_t one_key[] = {0};
    mover *m = &g->movers[i];
    classing c = {.game = g, .mover = m, .count = g->list ? g->slots : m->rows};
    note_irreversible(g, i);
    m->class_count = 1;
    if (!(m->rising | m->falling)) {
        c.keys = one_key;
        return list_reaches(&c, p, err);
    }
    c.packing = packing_of((m->rising | m->falling) & varying);
    bool tabled = c.packing.bits <= TABLE_BITS && (c.count / 4 + 1024) >> c.packing.bits;
    size_t room = tabled ? (size_t)1 << c.packing.bits : 0, keys = tabled ? room : c.count;
    c.keys = memory_take(&g->memory, keys, sizeof *c.keys);
    c.table = tabled ? memory_take(&g->memory, room, sizeof *c.table) : NULL;
    bool ready = c.keys && (c.table || !tabled);
    bool done = ready && number_classes(&c, i, p, err);
    if (!ready) fail_memory(err, &g->memory);
    memory_give(&g->memory, c.keys, keys, sizeof *c.keys);
    memory_give(&g->memory, c.table, room, sizeof *c.table);
    return done;
}

/* ---- listed cliques ----------------------------------------------------------------------- */

typedef struct sorting {
    dt_game *game;
    mover *mover;
    uint64_t above;  /* bits above the player's highest */
    packing below;   /* others' bits below, those that vary */
    uint32_t *ranks; /* of each slot: of its bits above among those that occur */
    uint64_t *words, *spare;
    uint32_t slot_bits;  /* a word is some bits of a key above a slot */
    uint32_t from, bits; /* these are `bits` of below from `from` on */
    bool first;          /* words are in the order of slots */
    bool ranked;         /* and their rank above them */
    bool whole;          /* which is all of the key */
    uint64_t *starts;    /* by parcel: places where a rank or a run starts, then how many before */
    atomic_uint_fast64_t longest;
} sorting;

static uint64_t slot_of(const sorting *s, uint64_t word) { return word & low_bits(s->slot_bits); }

static void word_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    const sorting *s = ctx;
    const dt_game *g = s->game;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, g->slots); k++) {
        uint64_t at = s->first ? k : slot_of(s, s->words[k]);
        uint64_t key = pack(&s->below, g->list[at]) >> s->from & low_bits(s->bits);
        if (s->ranked) key |= (uint64_t)s->ranks[at] << s->bits;
        s->words[k] = key << s->slot_bits | at;
    }
}

/* Does a rank (of slots) or a run (of places) start here? */
static bool starts_here(const sorting *s, uint64_t k)
{
    const uint64_t *list = s->game->list;
    if (k == 0) return true;
    if (s->first) return (list[k] ^ list[k - 1]) & s->above;
    if (s->whole) return (s->words[k] ^ s->words[k - 1]) >> s->slot_bits;
    uint64_t others = ~s->mover->bits;
    return (list[slot_of(s, s->words[k])] ^ list[slot_of(s, s->words[k - 1])]) & others;
}

static void count_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    sorting *s = ctx;
    uint64_t count = 0;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, s->game->slots); k++)
        count += starts_here(s, k);
    s->starts[parcel] = count;
}

static void rank_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    sorting *s = ctx;
    uint64_t rank = s->starts[parcel];
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, s->game->slots); k++) {
        rank += starts_here(s, k);
        s->ranks[k] = (uint32_t)(rank - 1);
    }
}

static void run_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    sorting *s = ctx;
    mover *m = s->mover;
    uint64_t run = s->starts[parcel];
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, s->game->slots); k++) {
        if (starts_here(s, k)) m->runs[run++] = (uint32_t)k;
        m->slots[k] = (uint32_t)(s->first ? k : slot_of(s, s->words[k]));
    }
}

static void longest_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    sorting *s = ctx;
    const mover *m = s->mover;
    uint64_t longest = 0;
    for (uint64_t r = parcel * PARCEL; r < parcel_end(parcel, m->run_count); r++)
        if (m->runs[r + 1] - m->runs[r] > longest) longest = m->runs[r + 1] - m->runs[r];
    uint64_t so_far = atomic_load_explicit(&s->longest, memory_order_relaxed);
    while (longest > so_far &&
           !atomic_compare_exchange_weak_explicit(&s->longest, &so_far, longest,
                                                  memory_order_relaxed, memory_order_relaxed)) {}
}

/* How many start, in all and before each parcel. 0: cancelled. */
static uint64_t count_starts(sorting *s, progress *p)
{
    const dt_game *g = s->game;
    uint64_t parcels = parcels_of(g->slots), sum = 0;
    if (!parallel(g->threads, parcels, count_parcel, s, p)) return 0;
    for (uint64_t k = 0; k < parcels; k++) {
        uint64_t count = s->starts[k];
        s->starts[k] = sum;
        sum += count;
    }
    return sum;
}

/* Sorts by the bits below and then the rank, as much at a time as a word takes beside a slot. */
static bool sort_slots(sorting *s, uint32_t rank_bits, progress *p)
{
    dt_game *g = s->game;
    uint64_t parcels = parcels_of(g->slots);
    uint32_t room = 64 - s->slot_bits;
    bool going = true;
    for (s->from = 0; going && !s->ranked; s->from += s->bits) {
        uint32_t left = s->below.bits - s->from;
        s->bits = left < room ? left : room;
        s->ranked = left + rank_bits <= room;
        s->whole = s->first && s->ranked;
        going = parallel(g->threads, parcels, word_parcel, s, p);
        s->first = false;
        uint32_t last = s->slot_bits + s->bits + (s->ranked ? rank_bits : 0);
        uint64_t *sorted = going ? sort_words(s->words, s->spare, g->slots, s->slot_bits, last,
                                              g->threads, &g->memory, p)
                                 : NULL;
        going = sorted != NULL;
        if (sorted == s->spare) s->spare = s->words;
        if (sorted) s->words = sorted;
    }
    return going;
}

static bool make_runs(sorting *s, progress *p)
{
    dt_game *g = s->game;
    mover *m = s->mover;
    m->run_count = count_starts(s, p);
    if (!m->run_count) return false;
    m->slots = memory_take(&g->memory, g->slots, sizeof *m->slots);
    m->runs = memory_take(&g->memory, m->run_count + 1, sizeof *m->runs);
    if (!m->slots || !m->runs) return false;
    m->runs[m->run_count] = (uint32_t)g->slots;
    bool going = parallel(g->threads, parcels_of(g->slots), run_parcel, s, p) &&
                 parallel(g->threads, parcels_of(m->run_count), longest_parcel, s, p);
    m->rows = (uint32_t)atomic_load(&s->longest);
    return going;
}

static bool sort_cliques(sorting *s, progress *p)
{
    dt_game *g = s->game;
    uint64_t ranks = count_starts(s, p);
    if (!ranks) return false;
    if (!s->below.bits) return make_runs(s, p); /* in order already */
    return parallel(g->threads, parcels_of(g->slots), rank_parcel, s, p) &&
           sort_slots(s, bits_for(ranks), p) && make_runs(s, p);
}

/* What sorting needs, once for all players. */
typedef struct desk {
    dt_game *game;
    uint64_t *words, *spare, *starts;
    uint32_t *ranks;
    atomic_uint_fast64_t varying; /* bits in which states differ */
} desk;

/* Memory is first written here, in order: a sort would do so all over it at once, and the system takes
 * its time to hand it out. */
static void first_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    (void)worker;
    desk *d = ctx;
    const dt_game *g = d->game;
    uint64_t bits = 0;
    for (uint64_t k = parcel * PARCEL; k < parcel_end(parcel, g->slots); k++) {
        bits |= g->list[k] ^ g->list[0];
        d->words[k] = d->spare[k] = d->ranks[k] = 0;
    }
    atomic_fetch_or_explicit(&d->varying, bits, memory_order_relaxed);
}

static bool take_desk(desk *d, progress *p)
{
    dt_game *g = d->game;
    d->words = memory_take(&g->memory, g->slots, sizeof *d->words);
    d->spare = memory_take(&g->memory, g->slots, sizeof *d->spare);
    d->ranks = memory_take(&g->memory, g->slots, sizeof *d->ranks);
    d->starts = memory_take(&g->memory, parcels_of(g->slots), sizeof *d->starts);
    return d->words && d->spare && d->ranks && d->starts &&
           parallel(g->threads, parcels_of(g->slots), first_parcel, d, p);
}

static void give_desk(desk *d)
{
    dt_game *g = d->game;
    memory_give(&g->memory, d->words, g->slots, sizeof *d->words);
    memory_give(&g->memory, d->spare, g->slots, sizeof *d->spare);
    memory_give(&g->memory, d->ranks, g->slots, sizeof *d->ranks);
    memory_give(&g->memory, d->starts, parcels_of(g->slots), sizeof *d->starts);
}

static bool list_cliques(const desk *d, uint32_t i, uint64_t varying, progress *p)
{
    dt_game *g = d->game;
    mover *m = &g->movers[i];
    uint64_t others = low_bits(g->bits) & varying & ~m->bits;
    uint64_t own_and_below = m->bits ? UINT64_MAX >> __builtin_clzll(m->bits) : 0;
    sorting s = {.game = g,
                 .mover = m,
                 .above = others & ~own_and_below,
                 .below = packing_of(others & own_and_below),
                 .words = d->words,
                 .spare = d->spare,
                 .ranks = d->ranks,
                 .starts = d->starts,
                 .slot_bits = bits_for(g->slots),
                 .first = true};
    return sort_cliques(&s, p);
}

/* ---- all players -------------------------------------------------------------------------- */

static bool build_all(dt_game *g, desk *d, progress *p, dt_error *err)
{
    p->done = 0;
    p->ceiling = 1;
    if (g->list && !take_desk(d, p)) return fail_work(g, p, err);
    uint64_t varying = g->list ? atomic_load(&d->varying) : UINT64_MAX;
    for (uint32_t i = 0; i < g->players; i++) {
        p->done = i;
        p->ceiling = i + 1;
        if (g->list && !list_cliques(d, i, varying, p)) return fail_work(g, p, err);
        if (!find_classes(g, i, varying, p, err)) return false;
    }
    p->ceiling = 0;
    return true;
}

bool moves_build(dt_game *g, progress *p, dt_error *err)
{
    desk d = {.game = g};
    p->work = "sorting the moves";
    p->total = g->players;
    bool done = build_all(g, &d, p, err);
    give_desk(&d);
    return done;
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
