/* Minimal sets and hitting sets of red lines against all subsets; the Pareto-efficient states
 * against all pairs of states. */
#include "analysis/efficient.h"
#include "analysis/redlines.h"
#include "base/bits.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { LINES = 7, ALL_SETS = 1 << LINES };

static uint64_t seed;

static uint64_t next_random(uint64_t sides)
{
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (seed >> 33) % sides;
}

static void fill(memory *m, line_sets *sets, const uint64_t *items, size_t count)
{
    *sets = (line_sets){0};
    for (size_t k = 0; k < count; k++) {
        assert_true(GROW(m, sets));
        sets->items[sets->count++] = items[k];
    }
}

static bool in_order(const line_sets *sets)
{
    for (size_t k = 1; k < sets->count; k++) {
        uint64_t a = sets->items[k - 1], b = sets->items[k];
        if (a == b || bit_count(a) > bit_count(b)) return false;
        if (bit_count(a) == bit_count(b) && !(a >> lowest_bit(a ^ b) & 1)) return false;
    }
    return true;
}

static bool holds(const line_sets *sets, uint64_t set)
{
    for (size_t k = 0; k < sets->count; k++)
        if (sets->items[k] == set) return true;
    return false;
}

static void random_sets(uint64_t *items, size_t *count, bool may_be_empty)
{
    *count = (size_t)next_random(9);
    for (size_t k = 0; k < *count; k++) {
        items[k] = next_random(ALL_SETS);
        if (next_random(2)) items[k] &= next_random(ALL_SETS);
        if (!items[k] && !may_be_empty) items[k] = 1;
    }
}

static void minimal_sets_are_those_without_a_part(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    for (seed = 1; seed < 3000; seed++) {
        uint64_t items[9], kept = seed;
        size_t count;
        line_sets sets;
        random_sets(items, &count, true);
        fill(&m, &sets, items, count);
        keep_minimal(&sets);
        assert_true(in_order(&sets));
        for (uint64_t set = 0; set < ALL_SETS; set++) {
            bool given = false, minimal = true;
            for (size_t k = 0; k < count; k++) {
                given |= items[k] == set;
                minimal &= items[k] == set || (items[k] & ~set);
            }
            assert_int_equal(holds(&sets, set), given && minimal);
        }
        GIVE(&m, &sets);
        seed = kept;
    }
    assert_int_equal(m.used_bytes, 0);
}

static bool hits(uint64_t set, const uint64_t *items, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (!(set & items[k])) return false;
    return true;
}

static void hitting_sets_are_the_minimal_ones_that_meet_all(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    for (seed = 1; seed < 3000; seed++) {
        uint64_t items[9], kept = seed;
        size_t count;
        line_sets sets, found;
        random_sets(items, &count, false);
        fill(&m, &sets, items, count);
        keep_minimal(&sets);
        assert_true(hitting_sets(&m, &sets, &found, NULL));
        assert_true(in_order(&found));
        for (uint64_t set = 0; set < ALL_SETS; set++) {
            bool minimal = hits(set, items, count);
            for (uint64_t part = 0; part < set && minimal; part++)
                minimal = (part & ~set) || !hits(part, items, count);
            assert_int_equal(holds(&found, set), minimal);
        }
        GIVE(&m, &found);
        GIVE(&m, &sets);
        seed = kept;
    }
    assert_int_equal(m.used_bytes, 0);
}

static void the_highest_line_counts_too(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    const uint64_t high = UINT64_C(1) << 63, items[] = {high | 1, high | 2, 4 | high};
    line_sets sets, found;
    fill(&m, &sets, items, 3);
    keep_minimal(&sets);
    assert_int_equal(sets.count, 3);
    assert_true(hitting_sets(&m, &sets, &found, NULL));
    assert_int_equal(found.count, 2);
    assert_true(found.items[0] == high);
    assert_true(found.items[1] == 7);
    GIVE(&m, &found);
    GIVE(&m, &sets);
}

/* k pairs have 2^k minimal hitting sets: beyond the limit it is an error that says so. */
static void too_many_sets_are_refused(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    dt_options options = {.memory = {failing_resize, &f}};
    memory m;
    memory_start(&m, &options);
    for (uint64_t pairs = 10; pairs <= 18; pairs += 8) {
        line_sets sets = {0}, found;
        dt_error err = {0};
        for (uint64_t k = 0; k < pairs; k++) {
            assert_true(GROW(&m, &sets));
            sets.items[sets.count++] = UINT64_C(3) << 2 * k;
        }
        bool done = hitting_sets(&m, &sets, &found, &err);
        assert_int_equal(done, pairs == 10);
        if (done) assert_int_equal(found.count, 1024);
        else assert_int_equal(err.code, DT_ERR_LIMIT);
        if (done) GIVE(&m, &found);
        GIVE(&m, &sets);
        assert_int_equal(f.alive, 0);
    }
}

static void no_memory_for_hitting_sets_is_an_error(void **state)
{
    (void)state;
    const uint64_t items[] = {3, 12, 48, 192, 768};
    for (long fuse = 1;; fuse++) { /* request 0 is for the sets that are given */
        failing f = {.fuse = fuse};
        dt_options options = {.memory = {failing_resize, &f}};
        memory m;
        line_sets sets, found;
        dt_error err = {0};
        memory_start(&m, &options);
        fill(&m, &sets, items, 5);
        bool done = hitting_sets(&m, &sets, &found, &err);
        assert_int_equal(done, f.failures == 0);
        if (done) GIVE(&m, &found);
        else assert_int_equal(err.code, DT_ERR_MEMORY);
        GIVE(&m, &sets);
        assert_int_equal(f.alive, 0);
        if (done) break;
    }
}

/* ---- efficiency --------------------------------------------------------------------------- */

enum { MOST_SLOTS = 3000 };
static uint8_t values[4][MOST_SLOTS * 4];

static uint32_t value_at(const scores *s, uint64_t at)
{
    const uint8_t *bytes = s->values;
    uint16_t two;
    uint32_t four;
    if (s->width == 1) return bytes[at];
    memcpy(&two, bytes + 2 * at, 2);
    memcpy(&four, bytes + 4 * at, 4);
    return s->width == 2 ? two : four;
}

static void set_value(const scores *s, uint8_t *bytes, uint64_t at, uint32_t value)
{
    uint16_t two = (uint16_t)value;
    if (s->width == 1) bytes[at] = (uint8_t)value;
    if (s->width == 2) memcpy(bytes + 2 * at, &two, 2);
    if (s->width == 4) memcpy(bytes + 4 * at, &value, 4);
}

/* Scores that pull against each other, so that many states are efficient. */
static void random_game(dt_game *g, scores *all, uint64_t *feasible)
{
    static const uint32_t widths[] = {1, 2, 4}, distinct[] = {200, 3000, 100000};
    *g = (dt_game){.slots = 1 + next_random(seed % 20 ? 300 : MOST_SLOTS), .scores = all};
    g->players = 1 + (uint32_t)next_random(4);
    memset(feasible, 0, MOST_SLOTS / 64 * 8 + 8);
    for (uint64_t at = 0; at < g->slots; at++)
        if (next_random(10)) set_bit(feasible, at);
    g->feasible = feasible;
    for (uint32_t i = 0; i < g->players; i++) {
        int kind = (int)next_random(3);
        uint32_t range = next_random(4) ? distinct[kind] : (uint32_t)next_random(6) + 1;
        all[i] = (scores){.width = widths[kind], .distinct = range, .values = values[i]};
        for (uint64_t at = 0; at < g->slots; at++) {
            uint64_t against = i && next_random(4) && range > 6 && range == all[0].distinct
                                   ? range - 1 - value_at(&all[0], at)
                                   : next_random(range);
            set_value(&all[i], values[i], at, (uint32_t)against);
        }
    }
}

static bool dominates_by_pairs(const dt_game *g, uint64_t a, uint64_t b)
{
    bool better = false;
    for (uint32_t i = 0; i < g->players; i++) {
        if (value_at(&g->scores[i], a) < value_at(&g->scores[i], b)) return false;
        better |= value_at(&g->scores[i], a) > value_at(&g->scores[i], b);
    }
    return better;
}

static void efficient_states_are_those_that_no_other_beats(void **state)
{
    (void)state;
    static uint64_t feasible[MOST_SLOTS / 64 + 1], among[MOST_SLOTS / 64 + 1];
    static uint64_t found[MOST_SLOTS / 64 + 1];
    uint64_t efficient = 0, looked_at = 0;
    memory m;
    progress p = {.work = "testing"};
    memory_start(&m, NULL);
    for (seed = 1; seed < 400; seed++) {
        uint64_t kept = seed;
        dt_game g;
        scores all[4];
        random_game(&g, all, feasible);
        for (uint64_t w = 0; w < words_for(g.slots); w++)
            among[w] = feasible[w] & (next_random(3) ? UINT64_MAX : next_random(1u << 30) * 12345);
        assert_true(efficient_states(&g, among, found, &m, &p, NULL));
        for (uint64_t a = 0; a < g.slots; a++) {
            bool kept_here = bit_at(among, a);
            looked_at += kept_here;
            for (uint64_t b = 0; b < g.slots && kept_here; b++)
                kept_here = !(bit_at(among, b) && dominates_by_pairs(&g, b, a));
            efficient += kept_here;
            if (bit_at(found, a) != kept_here)
                fail_msg("seed %d: state %d of %d", (int)kept, (int)a, (int)g.slots);
        }
        seed = kept;
    }
    assert_true(efficient > 1000 && efficient < looked_at);
    assert_int_equal(m.used_bytes, 0);
}

/* So many ranks that a sum of shares of them would round the differences away; and more strong vectors
 * before them than the window has room for. */
static void rounded_sums_do_not_save_a_state(void **state)
{
    (void)state;
    enum { STRONG = 600, SLOTS = STRONG + 2, WORDS = (SLOTS + 63) / 64 };
    uint32_t first[SLOTS], second[SLOTS], third[SLOTS];
    uint64_t among[WORDS] = {0}, found[WORDS];
    for (uint64_t k = 0; k < SLOTS; k++) set_bit(among, k);
    for (uint32_t k = 0; k < STRONG; k++) {
        first[k] = (k + 1) << 22;
        second[k] = (STRONG - k) << 22;
        third[k] = 1;
    }
    for (uint32_t k = STRONG; k < SLOTS; k++) first[k] = second[k] = 5 + k - STRONG, third[k] = 9;
    scores all[] = {{.width = 4, .distinct = UINT32_MAX - 1, .values = first},
                    {.width = 4, .distinct = UINT32_MAX - 1, .values = second},
                    {.width = 4, .distinct = UINT32_MAX - 1, .values = third}};
    dt_game g = {.slots = SLOTS, .players = 3, .scores = all, .feasible = among};
    memory m;
    progress p = {.work = "testing"};
    memory_start(&m, NULL);
    assert_true(efficient_states(&g, among, found, &m, &p, NULL));
    for (uint64_t k = 0; k < SLOTS; k++) assert_int_equal(bit_at(found, k), k != STRONG);
    assert_int_equal(m.used_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(minimal_sets_are_those_without_a_part),
        cmocka_unit_test(hitting_sets_are_the_minimal_ones_that_meet_all),
        cmocka_unit_test(the_highest_line_counts_too),
        cmocka_unit_test(too_many_sets_are_refused),
        cmocka_unit_test(no_memory_for_hitting_sets_is_an_error),
        cmocka_unit_test(efficient_states_are_those_that_no_other_beats),
        cmocka_unit_test(rounded_sums_do_not_save_a_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
