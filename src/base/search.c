/* The search. Invariants between calls:
 *
 * - the first clauses_left of `clauses` and parts_left of `parts` are those that do not certainly
 *   hold yet. What is set aside changes places with the last of them, so it comes back when a choice
 *   is taken back and the number left with it.
 * - known bits have the value that they have in `ones`; ones is a subset of known.
 *
 * Three values are two words a step: in which lanes it may be true, and may be false. Lane 2j assumes
 * that the j-th open bit is 0, lane 2j + 1 that it is 1, and lane 63 assumes nothing. When few bits
 * are open there is a lane for each of their assignments instead, and nothing is unknown.
 */
#include "base/search.h"

#include "base/bits.h"

#include <string.h>

#ifdef DT_HOSTILE
enum { BLOCK_BITS = 3, WORD_BITS = 2, GROUP_BITS = 3 };
#else
enum {
    BLOCK_BITS = 9, /* open bits whose assignments are looked at together */
    WORD_BITS = 6,  /* the same of one part: in one word */
    GROUP_BITS = 31 /* open bits that are tried both ways at once */
};
#endif
enum { BASE_LANE = 63, NODE_COST = 16, BLOCK_COST = 4 };

#define WORDS(a, b, c, d, e, f, g, h)                                                              \
    {                                                                                              \
        {                                                                                          \
            a, b, c, d, e, f, g, h                                                                 \
        }                                                                                          \
    }
#define ALIKE(word) WORDS(word, word, word, word, word, word, word, word)
#define ALL UINT64_MAX

/* Bit j of assignment n is bit j of n. */
static const logic_row columns[9] = {ALIKE(0xAAAAAAAAAAAAAAAA),
                                     ALIKE(0xCCCCCCCCCCCCCCCC),
                                     ALIKE(0xF0F0F0F0F0F0F0F0),
                                     ALIKE(0xFF00FF00FF00FF00),
                                     ALIKE(0xFFFF0000FFFF0000),
                                     ALIKE(0xFFFFFFFF00000000),
                                     WORDS(0, ALL, 0, ALL, 0, ALL, 0, ALL),
                                     WORDS(0, 0, ALL, ALL, 0, 0, ALL, ALL),
                                     WORDS(0, 0, 0, 0, ALL, ALL, ALL, ALL)};

bool search_start(logic_search *s, const conjunction *c, memory *m, uint64_t free, uint64_t ones)
{
    *s =
        (logic_search){.of = c, .free = free, .ones = ones & ~free, .known = ~free, .touched = ALL};
    s->clauses = memory_take(m, c->clauses.count, sizeof *s->clauses);
    s->parts = memory_take(m, c->parts.count, sizeof *s->parts);
    if (!s->clauses || !s->parts) return false;
    if (c->clauses.count)
        memcpy(s->clauses, c->clauses.items, c->clauses.count * sizeof *s->clauses);
    for (uint32_t k = 0; k < c->parts.count; k++) s->parts[k] = k;
    s->clauses_left = (uint32_t)c->clauses.count;
    s->parts_left = (uint32_t)c->parts.count;
    s->finished = c->never;
    return true;
}

void search_free(logic_search *s, memory *m)
{
    memory_give(m, s->clauses, s->of->clauses.count, sizeof *s->clauses);
    memory_give(m, s->parts, s->of->parts.count, sizeof *s->parts);
    s->clauses = NULL;
    s->parts = NULL;
}

static void fix(logic_search *s, uint64_t bit, bool one)
{
    s->known |= bit;
    if (one) s->ones |= bit;
}

/* ---- propagation: false is a contradiction ------------------------------------------------ */

static bool visit_clauses(logic_search *s, uint64_t touched)
{
    while (touched) {
        uint64_t before = s->known;
        s->steps += s->clauses_left;
        for (uint32_t k = 0; k < s->clauses_left; k++) {
            logic_clause c = s->clauses[k];
            uint64_t support = c.plus | c.minus, open = support & ~s->known;
            if (!(support & touched)) continue;
            bool holds = (c.plus & s->ones) || (c.minus & s->known & ~s->ones);
            if (!holds && !open) return false;
            if (!holds && !(open & (open - 1))) {
                fix(s, open, c.plus & open);
                touched |= open;
                holds = true;
            }
            if (!holds) continue;
            s->clauses[k] = s->clauses[--s->clauses_left];
            s->clauses[s->clauses_left] = c;
            k--; /* look at what came here */
        }
        touched = s->known & ~before;
    }
    return true;
}

/* The place of a bit among the open ones. */
static uint32_t rank_of(uint64_t open, uint32_t bit) { return bit_count(open & low_bits(bit)); }

static uint64_t known_word(const logic_search *s, uint32_t bit)
{
    return s->ones >> bit & 1 ? ALL : 0;
}

/* In which assignments of its open bits a part holds. */
static uint64_t run_word(logic_search *s, const logic_part *p, uint64_t open)
{
    const logic_step *steps = s->of->steps.items + p->first;
    uint64_t *v = s->scratch->words;
    for (uint32_t k = 0; k < p->count; k++) {
        logic_step t = steps[k];
        switch (t.kind) {
        case LOGIC_CONST: v[k] = t.a ? ALL : 0; break;
        case LOGIC_BIT:
            v[k] = open >> t.a & 1 ? columns[rank_of(open, t.a)].words[0] : known_word(s, t.a);
            break;
        case LOGIC_NOT: v[k] = ~v[t.a]; break;
        case LOGIC_AND: v[k] = v[t.a] & v[t.b]; break;
        case LOGIC_OR: v[k] = v[t.a] | v[t.b]; break;
        case LOGIC_SAME: v[k] = ~(v[t.a] ^ v[t.b]); break;
        }
    }
    s->steps += p->count;
    return v[p->count - 1] & low_bits(1u << bit_count(open));
}

/* Where a part may hold and may fail when an open bit of `tried` is 0 or 1. */
static void run_lanes(logic_search *s, const logic_part *p, uint64_t tried, uint64_t *may_hold,
                      uint64_t *may_fail)
{
    const logic_step *steps = s->of->steps.items + p->first;
    uint64_t *v = s->scratch->words;
    for (uint32_t k = 0; k < p->count; k++, v += 2) {
        logic_step t = steps[k];
        const uint64_t *a = s->scratch->words + 2 * (size_t)t.a,
                       *b = s->scratch->words + 2 * (size_t)t.b;
        uint32_t lane;
        switch (t.kind) {
        case LOGIC_CONST:
            v[0] = t.a ? ALL : 0;
            v[1] = ~v[0];
            break;
        case LOGIC_BIT:
            if (s->known >> t.a & 1) {
                v[0] = known_word(s, t.a);
                v[1] = ~v[0];
                break;
            }
            v[0] = v[1] = ALL;
            if (!(tried >> t.a & 1)) break;
            lane = 2 * rank_of(tried, t.a);
            v[0] &= ~(UINT64_C(1) << lane);
            v[1] &= ~(UINT64_C(2) << lane);
            break;
        case LOGIC_NOT:
            v[0] = a[1];
            v[1] = a[0];
            break;
        case LOGIC_AND:
            v[0] = a[0] & b[0];
            v[1] = a[1] | b[1];
            break;
        case LOGIC_OR:
            v[0] = a[0] | b[0];
            v[1] = a[1] & b[1];
            break;
        case LOGIC_SAME:
            v[0] = (a[0] & b[0]) | (a[1] & b[1]);
            v[1] = (a[0] & b[1]) | (a[1] & b[0]);
            break;
        }
    }
    s->steps += 2 * (uint64_t)p->count;
    *may_hold = v[-2];
    *may_fail = v[-1];
}

/* The part's few open bits, in every combination. */
static bool try_all(logic_search *s, const logic_part *p, uint64_t open, bool *holds)
{
    uint32_t bits = bit_count(open);
    uint64_t where = run_word(s, p, open), all = low_bits(1u << bits);
    if (!where) return false;
    uint32_t left = bits;
    for (uint32_t j = 0; j < bits; j++, open &= open - 1) {
        uint64_t column = columns[j].words[0] & all;
        if ((where & column) && (where & ~column)) continue;
        fix(s, open & -open, where & column);
        left--;
    }
    *holds = bit_count(where) == 1u << left;
    return true;
}

/* Each of the part's open bits both ways, the others unknown. */
static bool try_each(logic_search *s, const logic_part *p, uint64_t open, bool *holds)
{
    while (open) {
        uint64_t tried = open;
        for (uint32_t extra = bit_count(open); extra > GROUP_BITS; extra--)
            tried &= ~(UINT64_C(1) << (63 - (uint32_t)__builtin_clzll(tried)));
        uint64_t may_hold, may_fail;
        run_lanes(s, p, tried, &may_hold, &may_fail);
        if (!(may_hold >> BASE_LANE & 1)) return false;
        *holds = !(may_fail >> BASE_LANE & 1);
        if (*holds) return true;
        for (uint64_t rest = tried; rest; rest &= rest - 1, may_hold >>= 2) {
            if ((may_hold & 3) == 0) return false;
            if ((may_hold & 3) != 3) fix(s, rest & -rest, may_hold & 2);
        }
        open &= ~tried;
    }
    return true;
}

static bool visit_parts(logic_search *s, uint64_t touched)
{
    s->steps += s->parts_left;
    for (uint32_t k = 0; k < s->parts_left; k++) {
        uint32_t number = s->parts[k];
        const logic_part *p = &s->of->parts.items[number];
        if (touched != ALL && !(p->support & touched)) continue;
        uint64_t open = p->support & ~s->known, before = s->known;
        bool holds = false, possible = bit_count(open) <= WORD_BITS ? try_all(s, p, open, &holds)
                                                                    : try_each(s, p, open, &holds);
        if (!possible) return false;
        if (touched != ALL) touched |= s->known & ~before;
        if (!holds) continue;
        s->parts[k] = s->parts[--s->parts_left];
        s->parts[s->parts_left] = number;
        k--;
    }
    return true;
}

/* Fixes what has one value left. */
static bool propagate(logic_search *s)
{
    uint64_t for_clauses = s->touched, for_parts = s->touched;
    s->touched = 0;
    s->steps += NODE_COST;
    for (;;) {
        uint64_t before = s->known;
        if (!visit_clauses(s, for_clauses)) return false;
        for_parts |= s->known & ~before;
        if (!for_parts || !s->parts_left) return true;
        before = s->known;
        if (!visit_parts(s, for_parts)) return false;
        for_clauses = for_parts = s->known & ~before;
        if (!for_clauses) return true;
    }
}

/* ---- choices ------------------------------------------------------------------------------ */

static void backtrack(logic_search *s)
{
    s->there = false;
    if (s->depth == 0) {
        s->finished = true;
        return;
    }
    s->depth--;
    uint64_t bit = s->stack[s->depth].bit;
    s->ones = s->stack[s->depth].ones | bit;
    s->known = s->stack[s->depth].known | bit;
    s->clauses_left = s->stack[s->depth].clauses_left;
    s->parts_left = s->stack[s->depth].parts_left;
    s->touched = bit;
}

static void decide(logic_search *s, uint64_t open)
{
    uint64_t bit = UINT64_C(1) << (63 - (uint32_t)__builtin_clzll(open));
    s->stack[s->depth].ones = s->ones;
    s->stack[s->depth].known = s->known;
    s->stack[s->depth].bit = bit;
    s->stack[s->depth].clauses_left = s->clauses_left;
    s->stack[s->depth].parts_left = s->parts_left;
    s->depth++;
    s->known |= bit;
    s->touched = bit;
}

/* ---- blocks ------------------------------------------------------------------------------- */

static void row_and(logic_row *to, const logic_row *from)
{
    for (int w = 0; w < LOGIC_WORDS; w++) to->words[w] &= from->words[w];
}

static bool row_any(const logic_row *row)
{
    uint64_t any = 0;
    for (int w = 0; w < LOGIC_WORDS; w++) any |= row->words[w];
    return any;
}

static logic_row clause_row(const logic_search *s, const logic_clause *c, uint64_t open)
{
    logic_row row = {{0}};
    for (uint64_t rest = c->plus & ~s->known; rest; rest &= rest - 1) {
        const logic_row *column = &columns[rank_of(open, lowest_bit(rest))];
        for (int w = 0; w < LOGIC_WORDS; w++) row.words[w] |= column->words[w];
    }
    for (uint64_t rest = c->minus & ~s->known; rest; rest &= rest - 1) {
        const logic_row *column = &columns[rank_of(open, lowest_bit(rest))];
        for (int w = 0; w < LOGIC_WORDS; w++) row.words[w] |= ~column->words[w];
    }
    return row;
}

static const logic_row *part_row(logic_search *s, const logic_part *p, uint64_t open)
{
    const logic_step *steps = s->of->steps.items + p->first;
    logic_row *v = s->scratch;
    for (uint32_t k = 0; k < p->count; k++) {
        logic_step t = steps[k];
        const uint64_t *a = v[t.a].words, *b = v[t.b].words;
        uint64_t *to = v[k].words;
        switch (t.kind) {
        case LOGIC_CONST: memset(to, t.a ? 0xFF : 0, sizeof *v); break;
        case LOGIC_BIT:
            if (open >> t.a & 1) v[k] = columns[rank_of(open, t.a)];
            else memset(to, known_word(s, t.a) ? 0xFF : 0, sizeof *v);
            break;
        case LOGIC_NOT:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = ~a[w];
            break;
        case LOGIC_AND:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = a[w] & b[w];
            break;
        case LOGIC_OR:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = a[w] | b[w];
            break;
        case LOGIC_SAME:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = ~(a[w] ^ b[w]);
            break;
        }
    }
    s->steps += BLOCK_COST * (uint64_t)p->count;
    return &v[p->count - 1];
}

/* Which assignments of the open bits, all that what is left speaks of, make all of it hold. */
static bool look(logic_search *s, uint64_t open)
{
    uint64_t lanes = UINT64_C(1) << bit_count(open);
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t more = lanes > 64 * w ? lanes - 64 * w : 0;
        s->block.words[w] = low_bits(more < 64 ? (uint32_t)more : 64);
    }
    for (uint32_t k = 0; k < s->clauses_left; k++) {
        logic_row row = clause_row(s, &s->clauses[k], open);
        row_and(&s->block, &row);
    }
    s->steps += 2 * BLOCK_COST * (uint64_t)s->clauses_left;
    for (uint32_t k = 0; k < s->parts_left && row_any(&s->block); k++)
        row_and(&s->block, part_row(s, &s->of->parts.items[s->parts[k]], open));
    return row_any(&s->block);
}

/* ---- going on ----------------------------------------------------------------------------- */

/* The open bits that what is left speaks of. */
static uint64_t bits_left(const logic_search *s)
{
    uint64_t support = 0;
    for (uint32_t k = 0; k < s->clauses_left; k++)
        support |= s->clauses[k].plus | s->clauses[k].minus;
    for (uint32_t k = 0; k < s->parts_left; k++) support |= s->of->parts.items[s->parts[k]].support;
    return support & ~s->known;
}

/* Arrives at a stretch of solutions that share what is known. */
static void arrive(logic_search *s, uint64_t open, bool looked)
{
    s->there = true;
    s->rest = open;
    s->looked = looked;
    s->choice = 0;
    s->word = 0;
}

/* To the next stretch. False: finished, or paused. */
static bool advance(logic_search *s)
{
    while (!s->finished && !s->there) {
        s->paused = s->limit && s->steps >= s->limit;
        if (s->paused) return false;
        if (!propagate(s)) {
            backtrack(s);
            continue;
        }
        uint64_t open = s->free & ~s->known;
        if (s->clauses_left + s->parts_left == 0) {
            arrive(s, open, false);
            return true;
        }
        if (s->unordered) open = bits_left(s);
        if (bit_count(open) > BLOCK_BITS) decide(s, open);
        else if (look(s, open)) arrive(s, open, true);
        else backtrack(s);
    }
    return s->there;
}

bool search_settle(logic_search *s, uint64_t *open, uint64_t *ones)
{
    bool possible = !s->finished && propagate(s);
    *open = s->free & ~s->known;
    *ones = s->ones;
    return possible;
}

/* Bits of `number`, lowest first, into the places of the mask. */
static uint64_t deposit(uint64_t number, uint64_t mask)
{
    uint64_t bits = 0;
    for (; number; number >>= 1, mask &= mask - 1) bits |= number & 1 ? mask & -mask : 0;
    return bits;
}

/* Fills in the choices of the six lowest open bits, which neighbouring stretches often share. */
static void spread_low(logic_search *s)
{
    uint64_t high = s->rest;
    for (int j = 0; j < 6; j++) high &= high - 1;
    uint64_t low = s->rest & ~high;
    s->rest_high = high;
    if (low == s->low_bits) return;
    s->low_bits = low;
    for (uint32_t k = 1; k < 64; k++) s->lows[k] = next_choice(s->lows[k - 1], low);
}

static uint64_t fill_looked(logic_search *s, uint64_t *states, uint64_t room)
{
    uint64_t count = 0;
    if (s->word == 0) spread_low(s);
    for (; s->word < LOGIC_WORDS && count < room; s->word++) {
        uint64_t *word = &s->block.words[s->word];
        if (!*word) continue;
        uint64_t upper = s->ones | deposit(s->word, s->rest_high);
        for (; *word && count < room; *word &= *word - 1)
            states[count++] = upper | s->lows[lowest_bit(*word)];
        if (*word) break;
    }
    if (s->word == LOGIC_WORDS) backtrack(s);
    return count;
}

static uint64_t fill_open(logic_search *s, uint64_t *states, uint64_t room)
{
    uint64_t count = 0, choice = s->choice;
    do {
        states[count++] = s->ones | choice;
        choice = next_choice(choice, s->rest);
    } while (choice && count < room);
    s->choice = choice;
    if (!choice) backtrack(s);
    return count;
}

uint64_t search_fill(logic_search *s, uint64_t *states, uint64_t room)
{
    uint64_t count = 0;
    while (count < room && advance(s)) {
        uint64_t more = s->looked ? fill_looked(s, states + count, room - count)
                                  : fill_open(s, states + count, room - count);
        s->steps += more;
        count += more;
    }
    return count;
}

static uint64_t stretch_size(const logic_search *s)
{
    uint64_t unmentioned = s->free & ~s->known, size = 1;
    if (s->looked) {
        unmentioned &= ~s->rest;
        size = 0;
        for (int w = 0; w < LOGIC_WORDS; w++) size += bit_count(s->block.words[w]);
    }
    uint32_t bits = bit_count(unmentioned);
    return bits > 50 ? UINT64_MAX / 2 : size << bits;
}

void search_count(logic_search *s, uint64_t *count, uint64_t enough)
{
    while (*count <= enough && advance(s)) {
        uint64_t size = stretch_size(s);
        *count = *count > UINT64_MAX / 4 ? *count : *count + size;
        backtrack(s);
    }
}

/* ---- one search at a time ----------------------------------------------------------------- */

bool solutions_start(solutions *s, const logic *l, slot root, uint64_t free, uint64_t ones)
{
    *s = (solutions){.memory = l->memory};
    bool started = conjunction_start(&s->conjunction, l, root) &&
                   search_start(&s->search, &s->conjunction, l->memory, free, ones);
    s->search.of = &s->conjunction;
    s->search.scratch =
        started ? memory_take(l->memory, s->conjunction.longest, sizeof *s->search.scratch) : NULL;
    s->steps = s->search.steps = l->ops.count;
    if (s->search.scratch) return true;
    solutions_free(s);
    return false;
}

bool solutions_next(solutions *s, uint64_t *bits)
{
    s->search.limit = s->step_limit;
    bool found = search_fill(&s->search, bits, 1) == 1;
    s->steps = s->search.steps;
    s->gave_up = s->search.paused;
    return found;
}

void solutions_free(solutions *s)
{
    memory_give(s->memory, s->search.scratch, s->conjunction.longest, sizeof *s->search.scratch);
    search_free(&s->search, s->memory);
    conjunction_free(&s->conjunction);
    s->search.scratch = NULL;
}

uint64_t solutions_count(const logic *l, slot root, uint64_t free, uint64_t ones, uint64_t enough,
                         uint64_t step_limit, bool *exact, bool *failed)
{
    solutions s;
    uint64_t count = 0;
    *exact = false;
    *failed = !solutions_start(&s, l, root, free, ones);
    if (*failed) return 0;
    s.search.unordered = true;
    s.search.limit = step_limit;
    search_count(&s.search, &count, enough);
    *exact = count <= enough && !s.search.paused;
    solutions_free(&s);
    return count;
}
