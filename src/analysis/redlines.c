/* Crossings, counted in one pass; minimal sets by comparing, hitting sets by Berge's algorithm.
 *
 * Lifting a set K of red lines opens the states that cross a subset of K. So the concessions are the
 * minimal crossings, and, as each is minimal, it opens exactly the states with that crossing. A set
 * of red lines cannot hold together where every state crosses one of them: where it meets every
 * crossing, that is, every minimal one (Reiter 1987 for conflicts and diagnoses; Berge 1989, ch. 2).
 */
#include "analysis/redlines.h"

#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CROSSINGS = 1 << 22, MAX_SETS = 1 << 17 };

/* ---- distinct crossings ------------------------------------------------------------------ */

typedef struct collector {
    survey *survey;
    uint32_t *places; /* open addressing: 1 + index of a crossing, 0: empty */
    size_t room;
    uint64_t first_bits,
        inner; /* lowest bits of options; bits that have a higher one beside them */
} collector;

static size_t place_of(const collector *c, uint64_t lines)
{
    uint64_t hash = lines * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash ^ hash >> 29) & (c->room - 1);
    while (c->places[at] && c->survey->crossings.items[c->places[at] - 1].lines != lines)
        at = (at + 1) & (c->room - 1);
    return at;
}

static bool widen(collector *c)
{
    memory *m = c->survey->memory;
    uint32_t *old = c->places;
    size_t room = c->room ? c->room * 2 : 64;
    c->places = memory_take(m, room, sizeof *c->places);
    memory_give(m, old, c->room, sizeof *old);
    c->room = c->places ? room : 0;
    if (!c->places) return false;
    memset(c->places, 0, room * sizeof *c->places);
    for (size_t k = 0; k < c->survey->crossings.count; k++)
        c->places[place_of(c, c->survey->crossings.items[k].lines)] = (uint32_t)k + 1;
    return true;
}

static crossing *crossing_of(collector *c, uint64_t lines)
{
    survey *s = c->survey;
    if (2 * s->crossings.count >= c->room && !widen(c)) return NULL;
    size_t at = place_of(c, lines);
    if (c->places[at]) return &s->crossings.items[c->places[at] - 1];
    if (s->crossings.count >= MAX_CROSSINGS || !GROW(s->memory, &s->crossings)) return NULL;
    s->crossings.items[s->crossings.count] = (crossing){.lines = lines, .first = DT_NO_INDEX};
    c->places[at] = (uint32_t)++s->crossings.count;
    return &s->crossings.items[s->crossings.count - 1];
}

static bool collect_block(collector *c, view *v)
{
    survey *s = c->survey;
    uint64_t last_lines = 0;
    crossing *last = NULL;
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
        if (!v->among[w]) continue;
        uint64_t masks[64];
        view_crossed(v, w, masks);
        for (uint64_t rest = v->among[w]; rest; rest &= rest - 1) {
            uint32_t k = lowest_bit(rest);
            uint64_t lines = masks[k] & s->counted, at = v->block * LOGIC_BLOCK + 64 * w + k;
            if (!last || lines != last_lines) last = crossing_of(c, last_lines = lines);
            if (!last) return false;
            if (last->count++ == 0) last->first = at;
            occurrence found = slot_levels(s->game, at, v->states[64 * w + k], c->inner);
            last->levels |= found.tops;
            last->lowest |= found.zeros & c->first_bits;
        }
    }
    return true;
}

static bool collect(collector *c, const conditions *all, progress *p)
{
    view v;
    const dt_game *g = c->survey->game;
    if (!view_start(&v, all, c->survey->memory)) return false;
    bool going = true;
    for (uint64_t block = 0; going && block < game_blocks(g); block++) {
        if (view_block(&v, block)) going = collect_block(c, &v);
        if (block % 256 == 0 && going) going = progress_report(p, block);
    }
    view_free(&v, c->survey->memory);
    return going;
}

static int by_lines(const void *a, const void *b)
{
    uint64_t x = ((const crossing *)a)->lines, y = ((const crossing *)b)->lines;
    return x < y ? -1 : x > y;
}

/* ---- sets of sets ------------------------------------------------------------------------ */

/* By size; of equal size the one with the earlier line first. */
static int by_size(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    if (x == y) return 0;
    if (bit_count(x) != bit_count(y)) return bit_count(x) < bit_count(y) ? -1 : 1;
    uint64_t lowest = (x ^ y) & (~(x ^ y) + 1); /* the first line that only one of them has */
    return x & lowest ? -1 : 1;
}

void keep_minimal(line_sets *sets)
{
    if (!sets->count) return;
    qsort(sets->items, sets->count, sizeof *sets->items, by_size);
    size_t kept = 0;
    for (size_t k = 0; k < sets->count; k++) {
        bool minimal = true;
        for (size_t j = 0; j < kept && minimal; j++)
            minimal = (sets->items[j] & ~sets->items[k]) != 0;
        if (minimal) sets->items[kept++] = sets->items[k];
    }
    sets->count = kept;
}

static bool add_set(memory *m, line_sets *sets, uint64_t lines)
{
    if (!GROW(m, sets)) return false;
    sets->items[sets->count++] = lines;
    return true;
}

static void *fail_sets(dt_error *err, const memory *m, size_t count)
{
    if (count >= MAX_SETS)
        return fail(
            err, DT_ERR_LIMIT,
            "the red lines clash in more than %d ways; ask for fewer players with --between",
            MAX_SETS);
    return fail_memory(err, m);
}

/* Berge: the minimal hitting sets of the first k sets, extended by one set after the other. One that
 * misses the next set is extended by each of its lines; of the extended ones the minimal stay. */
bool hitting_sets(memory *m, const line_sets *sets, line_sets *hits, dt_error *err)
{
    *hits = (line_sets){0};
    if (!add_set(m, hits, 0)) return fail_memory(err, m);
    for (size_t k = 0; k < sets->count; k++) {
        line_sets next = {0};
        bool going = true;
        for (size_t j = 0; j < hits->count && going; j++) {
            uint64_t hit = hits->items[j];
            if (hit & sets->items[k]) going = add_set(m, &next, hit);
            else
                for (uint64_t rest = sets->items[k]; rest && going; rest &= rest - 1)
                    going = add_set(m, &next, hit | (rest & (~rest + 1)));
            going = going && next.count < MAX_SETS;
        }
        size_t count = next.count;
        GIVE(m, hits);
        *hits = next;
        if (!going) {
            GIVE(m, hits);
            return fail_sets(err, m, count);
        }
        keep_minimal(hits);
    }
    return true;
}

/* ---- the survey -------------------------------------------------------------------------- */

static void note_bits(collector *c)
{
    const dt_model *m = c->survey->game->model;
    for (uint32_t k = 0; k < m->option_count; k++) {
        const option *o = &m->options[k];
        c->first_bits |= UINT64_C(1) << o->first_bit;
        c->inner |= low_bits(o->bits - 1) << o->first_bit;
    }
}

static bool find_sets(survey *s, dt_error *err)
{
    for (size_t k = 0; k < s->crossings.count; k++)
        if (!add_set(s->memory, &s->concessions, s->crossings.items[k].lines))
            return fail_memory(err, s->memory);
    if (s->concessions.count >= MAX_SETS) return fail_sets(err, s->memory, s->concessions.count);
    keep_minimal(&s->concessions);
    return hitting_sets(s->memory, &s->concessions, &s->clashes, err);
}

bool survey_take(survey *s, const conditions *all, uint64_t counted, memory *m, progress *p,
                 dt_error *err)
{
    *s = (survey){.game = all->game, .memory = m, .counted = counted & all->standing};
    collector c = {.survey = s};
    note_bits(&c);
    p->work = "looking at the red lines";
    p->done = 0;
    p->total = game_blocks(s->game);
    p->ceiling = 0;
    bool done = collect(&c, all, p);
    memory_give(m, c.places, c.room, sizeof *c.places);
    if (!done) {
        if (p->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
        if (s->crossings.count >= MAX_CROSSINGS) return fail_sets(err, m, MAX_SETS);
        return fail_memory(err, m);
    }
    if (s->crossings.count)
        qsort(s->crossings.items, s->crossings.count, sizeof *s->crossings.items, by_lines);
    for (size_t k = 0; k < s->crossings.count; k++) s->states += s->crossings.items[k].count;
    const crossing *none = survey_crossing(s, 0);
    s->common = none ? none->count : 0;
    return s->common || s->states == 0 || find_sets(s, err);
}

void survey_free(survey *s)
{
    if (!s->memory) return;
    GIVE(s->memory, &s->crossings);
    GIVE(s->memory, &s->concessions);
    GIVE(s->memory, &s->clashes);
}

const crossing *survey_crossing(const survey *s, uint64_t lines)
{
    if (!s->crossings.count) return NULL;
    crossing wanted = {.lines = lines};
    return bsearch(&wanted, s->crossings.items, s->crossings.count, sizeof wanted, by_lines);
}

/* ---- the agenda -------------------------------------------------------------------------- */

static uint32_t levels_of(const crossing *c, const option *o)
{
    uint32_t above = (uint32_t)(c->levels >> o->first_bit & low_bits(o->bits));
    return above << 1 | (uint32_t)(c->lowest >> o->first_bit & 1);
}

uint32_t survey_levels(const survey *s, uint64_t lifted, uint32_t k)
{
    uint32_t levels = 0;
    for (size_t c = 0; c < s->crossings.count; c++)
        if (!(s->crossings.items[c].lines & ~lifted))
            levels |= levels_of(&s->crossings.items[c], &s->game->model->options[k]);
    return levels;
}

bool survey_shut_by(const survey *s, uint64_t lifted, uint32_t k, line_sets *sets, dt_error *err)
{
    const option *o = &s->game->model->options[k];
    uint32_t missing = (uint32_t)low_bits(o->levels) & ~survey_levels(s, lifted, k);
    line_sets crossed = {0};
    *sets = (line_sets){0};
    if (!missing) return true;
    for (size_t c = 0; c < s->crossings.count; c++) {
        if (!(levels_of(&s->crossings.items[c], o) & missing)) continue;
        if (add_set(s->memory, &crossed, s->crossings.items[c].lines & ~lifted)) continue;
        GIVE(s->memory, &crossed);
        return fail_memory(err, s->memory);
    }
    keep_minimal(&crossed);
    bool done = hitting_sets(s->memory, &crossed, sets, err);
    GIVE(s->memory, &crossed);
    return done;
}
