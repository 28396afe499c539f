/* Counting equilibria.
 *
 * One pass goes over blocks of 512 states with a boolean program for red lines, outcomes and
 * `where` (conditions.h); blocks without an equilibrium are left out when nothing is asked of other
 * states. */
#include "analysis/summary.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

/* ---- words of slots ----------------------------------------------------------------------- */

uint32_t concepts_of(const dt_verdicts *v, uint64_t at)
{
    uint32_t concepts = 0;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(v, c) && bit_at(v->equilibria[c], at)) concepts |= 1u << c;
    return concepts;
}

equilibrium_walk equilibria_start(const summary *s, dt_concept c)
{
    return (equilibrium_walk){.summary = s,
                              .bits = s->verdicts->equilibria[c],
                              .word = UINT64_MAX,
                              .second = !s->improving};
}

static uint64_t walk_word(const equilibrium_walk *k)
{
    const summary *s = k->summary;
    uint64_t word = k->bits[k->word];
    if (s->among) word &= s->among[k->word];
    if (s->improving) word &= k->second ? ~s->improving[k->word] : s->improving[k->word];
    return word;
}

bool equilibria_next(equilibrium_walk *k, uint64_t *at)
{
    uint64_t words = words_for(k->summary->verdicts->game->slots);
    while (!k->rest) {
        if (++k->word == words) {
            if (k->second) {
                k->word--; /* asked again it says no again */
                return false;
            }
            k->second = true;
            k->word = 0;
        }
        k->rest = walk_word(k);
    }
    *at = k->word * 64 + lowest_bit(k->rest);
    k->rest &= k->rest - 1;
    return true;
}

/* ---- reached from the status quo ---------------------------------------------------------- */

static bool reach(summary *s, operators *o, bool improving, uint64_t **bits, arena *a)
{
    const dt_game *g = s->verdicts->game;
    field f;
    if (!field_take(o, &f, 1)) return false;
    memset(f.values, 0, g->slots);
    ((uint8_t *)f.values)[g->status_quo] = 1;
    *bits = arena_take(a, words_for(g->slots), sizeof **bits);
    bool done = *bits && spread(o, improving, f) && field_bits(o, f, *bits);
    field_give(o, &f);
    return done;
}

enum {
    ROUNDS = 3
}; /* how often the movers' passes go over the states until nothing changes: a guess */

/* The units of progress of one pass of each player. */
static uint64_t round_units(const dt_game *g) { return pass_units(g) * g->players; }

/* False: cancelled, or memory is gone. */
static bool find_reached(summary *s, progress *p, arena *a)
{
    const dt_game *g = s->verdicts->game;
    if (g->status_quo == DT_NO_INDEX) return true;
    uint64_t sorted = round_units(g), improved = sorted + ROUNDS * round_units(g);
    operators o;
    p->total = improved + ROUNDS * round_units(g);
    p->ceiling = sorted;
    bool done = operators_start(&o, g, s->memory, s->threads, p) && operators_sort(&o);
    p->done = sorted;
    p->ceiling = improved;
    done = done && reach(s, &o, true, &s->improving, a);
    p->done = improved;
    p->ceiling = p->total;
    done = done && reach(s, &o, false, &s->legal, a);
    p->ceiling = 0;
    operators_free(&o);
    return done;
}

/* ---- red lines, outcomes, levels ----------------------------------------------------------- */

typedef struct crossed_table { /* from sets of red lines to places in the list */
    uint32_t *places;          /* of the set plus 1; 0: free */
    size_t room;
} crossed_table;

typedef struct counting {
    summary *summary;
    uint64_t next_bits; /* bits that have a next bit in their option */
    crossed_table tables[DT_CONCEPT_COUNT];
} counting;

static uint64_t mixed(uint64_t x)
{
    x = (x ^ x >> 32) * UINT64_C(0x9E3779B97F4A7C15); /* the golden ratio spreads low bits */
    x = (x ^ x >> 29) * UINT64_C(0xD6E8FEB86659FD93);
    return x ^ x >> 32;
}

static bool widen(memory *m, crossed_table *t, const equilibria *e)
{
    size_t room = t->room ? 4 * t->room : 64;
    uint32_t *places = memory_take(m, room, sizeof *places);
    if (!places) return false;
    memset(places, 0, room * sizeof *places);
    for (size_t k = 0; k < e->crossed.count; k++) {
        size_t at = mixed(e->crossed.items[k].lines) & (room - 1);
        while (places[at]) at = (at + 1) & (room - 1);
        places[at] = (uint32_t)k + 1;
    }
    memory_give(m, t->places, t->room, sizeof *t->places);
    *t = (crossed_table){places, room};
    return true;
}

static bool count_crossed(memory *m, crossed_table *t, equilibria *e, uint64_t lines)
{
    if (2 * e->crossed.count >= t->room && !widen(m, t, e)) return false;
    size_t at = mixed(lines) & (t->room - 1);
    while (t->places[at] && e->crossed.items[t->places[at] - 1].lines != lines)
        at = (at + 1) & (t->room - 1);
    if (t->places[at]) {
        e->crossed.items[t->places[at] - 1].count++;
        return true;
    }
    if (e->crossed.count == MAX_CROSSED_SETS) {
        e->crossed_rest++;
        return true;
    }
    if (!GROW(m, &e->crossed)) return false;
    e->crossed.items[e->crossed.count++] = (crossed_set){lines, 1};
    t->places[at] = (uint32_t)e->crossed.count;
    return true;
}

/* One word of 64 slots of the view's block, for one concept. */
static bool count_word(counting *k, dt_concept c, const view *v, uint32_t w, uint64_t word,
                       const uint64_t crossed[64])
{
    summary *s = k->summary;
    equilibria *e = &s->concepts[c];
    uint64_t at = v->block * LOGIC_WORDS + w;
    e->count += bit_count(word);
    if (s->improving) e->reached_by_improvements += bit_count(word & s->improving[at]);
    if (s->legal) e->reached_by_moves += bit_count(word & s->legal[at]);
    for (uint32_t o = 0; o < s->conditions->outcome_count; o++)
        e->outcomes[o] += bit_count(word & view_outcome(v, o, w));
    for (uint64_t rest = word; rest; rest &= rest - 1) {
        uint32_t bit = lowest_bit(rest);
        occurrence found =
            slot_levels(s->verdicts->game, 64 * at + bit, v->states[64 * w + bit], k->next_bits);
        e->tops |= found.tops;
        e->zeros |= found.zeros;
        if (!count_crossed(s->memory, &k->tables[c], e, crossed[bit])) return false;
    }
    return true;
}

static bool count_block(counting *k, const view *v)
{
    summary *s = k->summary;
    const dt_verdicts *verdicts = s->verdicts;
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t at = v->block * LOGIC_WORDS + w, some = 0, every = v->among[w], crossed[64];
        if (!v->among[w]) continue;
        s->among_count += bit_count(v->among[w]);
        if (s->among) s->among[at] = v->among[w];
        for (uint32_t o = 0; o < s->conditions->outcome_count; o++)
            s->outcomes[o] += bit_count(v->among[w] & view_outcome(v, o, w));
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
            if (!has_concept(verdicts, c)) continue;
            some |= verdicts->equilibria[c][at];
            every &= verdicts->equilibria[c][at];
        }
        some &= v->among[w];
        if (!some) continue;
        s->in_some += bit_count(some);
        s->in_every += bit_count(every);
        view_crossed(v, w, crossed);
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
            uint64_t word =
                has_concept(verdicts, c) ? verdicts->equilibria[c][at] & v->among[w] : 0;
            if (word && !count_word(k, c, v, w, word, crossed)) return false;
        }
    }
    return true;
}

static bool has_equilibrium(const dt_verdicts *v, uint64_t block)
{
    uint64_t first = block * LOGIC_WORDS, words = words_for(v->game->slots);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        for (uint64_t w = first; has_concept(v, c) && w < first + LOGIC_WORDS && w < words; w++)
            if (v->equilibria[c][w]) return true;
    return false;
}

/* False: cancelled, or memory is gone. */
static bool count_blocks(counting *k, progress *p)
{
    summary *s = k->summary;
    const dt_game *g = s->verdicts->game;
    bool all = s->conditions->limited || s->conditions->outcome_count;
    view v;
    if (!view_start(&v, s->conditions, s->memory)) return false;
    p->work = "counting";
    p->done = 0;
    p->total = game_blocks(g);
    bool going = true;
    for (uint64_t block = 0; going && block < p->total; block++) {
        if ((all || has_equilibrium(s->verdicts, block)) && view_block(&v, block))
            going = count_block(k, &v);
        if (going && block % 4096 == 4095) going = progress_report(p, block);
    }
    view_free(&v, s->memory);
    if (!all) s->among_count = g->states;
    return going;
}

static int by_lines(const void *a, const void *b)
{
    const crossed_set *x = a, *y = b;
    uint32_t m = bit_count(x->lines), n = bit_count(y->lines);
    if (m != n) return m < n ? -1 : 1;
    uint64_t differing = x->lines ^ y->lines;
    if (!differing) return 0;
    uint64_t first = differing & (~differing + 1);
    return x->lines & first ? -1 : 1; /* who has the first line that differs? */
}

static bool count_all(summary *s, progress *p)
{
    const dt_model *m = s->verdicts->game->model;
    counting k = {.summary = s};
    for (uint32_t o = 0; o < m->option_count; o++)
        k.next_bits |= m->options[o].mask & m->options[o].mask >> 1;
    bool done = count_blocks(&k, p);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        equilibria *e = &s->concepts[c];
        memory_give(s->memory, k.tables[c].places, k.tables[c].room, sizeof *k.tables[c].places);
        if (e->crossed.count)
            qsort(e->crossed.items, e->crossed.count, sizeof *e->crossed.items, by_lines);
    }
    return done;
}

bool level_occurs(const equilibria *e, const option *o, uint32_t level)
{
    if (level == 0) return e->zeros >> o->first_bit & 1;
    return e->tops >> (o->first_bit + level - 1) & 1;
}

/* ---- all of it ------------------------------------------------------------------------------ */

static bool take(summary *s, arena *a)
{
    const conditions *k = s->conditions;
    s->outcomes = ARENA_ARRAY(a, k->outcome_count, uint64_t);
    if (k->limited) s->among = arena_take(a, words_for(s->verdicts->game->slots), sizeof *s->among);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        s->concepts[c].outcomes = ARENA_ARRAY(a, k->outcome_count, uint64_t);
    return !a->memory->failed;
}

bool summary_start(summary *s, const dt_verdicts *v, const conditions *k, memory *m, arena *a,
                   const dt_options *options, dt_error *err)
{
    *s = (summary){.memory = m,
                   .verdicts = v,
                   .conditions = k,
                   .threads = options && options->threads ? options->threads : 1};
    progress p = {.options = options, .work = "finding what is reached from the status quo"};
    bool done = take(s, a) && find_reached(s, &p, a) && count_all(s, &p);
    if (done) return true;
    if (p.cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    return fail_memory(err, m);
}

void summary_free(summary *s)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) GIVE(s->memory, &s->concepts[c].crossed);
}

/* ---- a player's improvements from a state ---------------------------------------------------- */

typedef struct candidates {
    const dt_game *game;
    const scores *scores;
    uint64_t state; /* where the player is */
    improvements found;
} candidates;

static bool better(const candidates *c, uint64_t a, uint64_t b)
{
    uint32_t x = score_at(c->scores, a), y = score_at(c->scores, b);
    if (x != y) return x > y;
    uint32_t p = bit_count(slot_state(c->game, a) ^ c->state),
             q = bit_count(slot_state(c->game, b) ^ c->state);
    return p != q ? p < q : a < b;
}

static void add_candidate(candidates *c, uint64_t to)
{
    improvements *f = &c->found;
    f->count++;
    uint32_t k = f->shown_count < SHOWN_IMPROVEMENTS ? f->shown_count++ : SHOWN_IMPROVEMENTS;
    if (k == SHOWN_IMPROVEMENTS && !better(c, to, f->shown[--k])) return;
    for (; k && better(c, to, f->shown[k - 1]); k--) f->shown[k] = f->shown[k - 1];
    f->shown[k] = to;
}

improvements improvements_from(const dt_game *g, uint32_t i, uint64_t at)
{
    candidates c = {.game = g, .scores = &g->scores[i], .state = slot_state(g, at)};
    for (moves m = moves_from(g, i, at); next_move(&m);)
        if (score_at(c.scores, m.to) > score_at(c.scores, at)) add_candidate(&c, m.to);
    return c.found;
}
