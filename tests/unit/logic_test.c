/* Boolean programs against trees that are evaluated one assignment at a time: run, holds, and the
 * search for all solutions, which must give exactly the true assignments, in ascending order. */
#include "base/bits.h"
#include "base/logic.h"
#include "base/search.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t random_word(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint32_t below(uint64_t *seed, uint32_t bound)
{
    return (uint32_t)(random_word(seed) >> 32) % bound;
}

/* ---- the slow way: a list of nodes, each over earlier ones ------------------------------- */

typedef enum node_kind {
    NODE_CONST,
    NODE_BIT,
    NODE_NOT,
    NODE_AND,
    NODE_OR,
    NODE_SAME,
    NODE_EQUALS,
    NODE_AT_LEAST
} node_kind;

enum { NODES = 40, CHILDREN = 5 };

typedef struct node {
    node_kind kind;
    uint32_t children[CHILDREN], count, number;
    uint64_t mask, value;
} node;

static bool node_holds(const node *nodes, uint32_t k, uint64_t bits)
{
    const node *n = &nodes[k];
    uint32_t holding = 0;
    switch (n->kind) {
    case NODE_CONST: return n->number;
    case NODE_BIT: return bits >> n->number & 1;
    case NODE_NOT: return !node_holds(nodes, n->children[0], bits);
    case NODE_AND:
        return node_holds(nodes, n->children[0], bits) && node_holds(nodes, n->children[1], bits);
    case NODE_OR:
        return node_holds(nodes, n->children[0], bits) || node_holds(nodes, n->children[1], bits);
    case NODE_SAME:
        return node_holds(nodes, n->children[0], bits) == node_holds(nodes, n->children[1], bits);
    case NODE_EQUALS: return (bits & n->mask) == n->value;
    case NODE_AT_LEAST:
        for (uint32_t c = 0; c < n->count; c++) holding += node_holds(nodes, n->children[c], bits);
        return holding >= n->number;
    }
    return false;
}

/* Random nodes over the bits of `positions`, and the same as a program. Returns the last slot. */
static slot build(logic *l, node nodes[NODES], uint32_t count, const uint32_t *positions,
                  uint32_t bits, uint64_t *seed)
{
    slot slots[NODES];
    for (uint32_t k = 0; k < count; k++) {
        node *n = &nodes[k];
        *n = (node){.kind = k < bits ? NODE_BIT : (node_kind)below(seed, 8),
                    .count = below(seed, CHILDREN + 1)};
        if (k == 0 && n->kind > NODE_BIT) n->kind = NODE_CONST;
        for (uint32_t c = 0; c < CHILDREN; c++) n->children[c] = k ? below(seed, k) : 0;
        switch (n->kind) {
        case NODE_CONST:
            n->number = below(seed, 2);
            slots[k] = logic_constant(l, n->number);
            break;
        case NODE_BIT:
            n->number = positions[k < bits ? k : below(seed, bits)];
            slots[k] = logic_bit(l, n->number);
            break;
        case NODE_NOT: slots[k] = logic_not(l, slots[n->children[0]]); break;
        case NODE_AND: slots[k] = logic_and(l, slots[n->children[0]], slots[n->children[1]]); break;
        case NODE_OR: slots[k] = logic_or(l, slots[n->children[0]], slots[n->children[1]]); break;
        case NODE_SAME:
            slots[k] = logic_same(l, slots[n->children[0]], slots[n->children[1]]);
            break;
        case NODE_EQUALS:
            for (uint32_t b = 0; b < bits; b++)
                if (below(seed, 3) == 0) n->mask |= UINT64_C(1) << positions[b];
            n->value = n->mask & random_word(seed);
            slots[k] = logic_equals(l, n->mask, n->value);
            break;
        case NODE_AT_LEAST: {
            n->number = below(seed, n->count + 2);
            slot children[CHILDREN];
            for (uint32_t c = 0; c < n->count; c++) children[c] = slots[n->children[c]];
            slots[k] = logic_at_least(l, children, n->count, n->number);
            break;
        }
        }
    }
    return slots[count - 1];
}

static void choose_positions(uint32_t *positions, uint32_t bits, uint64_t *seed)
{
    uint64_t taken = 0;
    for (uint32_t k = 0; k < bits;) {
        uint32_t b = below(seed, 64);
        if (taken >> b & 1) continue;
        taken |= UINT64_C(1) << b;
        positions[k++] = b;
    }
}

static uint64_t spread(uint64_t choice, const uint32_t *positions, uint32_t bits)
{
    uint64_t word = 0;
    for (uint32_t k = 0; k < bits; k++) word |= (choice >> k & 1) << positions[k];
    return word;
}

static void programs_mean_what_their_trees_mean(void **state)
{
    (void)state;
    uint64_t seed = 11;
    for (int round = 0; round < 300; round++) {
        failing f = {.fuse = -1};
        dt_options options = {.memory = {failing_resize, &f}};
        memory m;
        memory_start(&m, &options);
        logic l;
        logic_start(&l, &m);
        node nodes[NODES];
        uint32_t positions[9], bits = 1 + below(&seed, 9),
                               count = bits + 1 + below(&seed, NODES - 10);
        choose_positions(positions, bits, &seed);
        slot root = build(&l, nodes, count, positions, bits, &seed);
        assert_int_not_equal(root, LOGIC_FAILED);

        uint64_t states[LOGIC_BLOCK] = {0};
        for (uint64_t n = 0; n < LOGIC_BLOCK; n++) states[n] = spread(n, positions, bits);
        logic_row columns[64];
        logic_columns(states, columns);
        logic_row *rows = memory_take(&m, l.ops.count, sizeof *rows);
        uint8_t *values = memory_take(&m, l.ops.count, 1);
        logic_run(&l, columns, rows);
        for (uint64_t n = 0; n < LOGIC_BLOCK; n++) {
            bool expected = node_holds(nodes, count - 1, states[n]);
            assert_int_equal(rows[root].words[n / 64] >> (n % 64) & 1, expected);
            assert_int_equal(logic_holds(&l, root, states[n], values), expected);
            /* Bits outside the support change nothing. */
            uint64_t other = states[n] ^ (random_word(&seed) & ~logic_support(&l, root));
            assert_int_equal(logic_holds(&l, root, other, values), expected);
        }
        memory_give(&m, rows, l.ops.count, sizeof *rows);
        memory_give(&m, values, l.ops.count, 1);
        logic_free(&l);
        assert_int_equal(f.alive, 0);
    }
}

static void the_search_finds_all_solutions_in_ascending_order(void **state)
{
    (void)state;
    uint64_t seed = 12;
    for (int round = 0; round < 400; round++) {
        memory m;
        memory_start(&m, NULL);
        logic l;
        logic_start(&l, &m);
        node nodes[NODES];
        uint32_t positions[10], bits = 1 + below(&seed, 10),
                                count = bits + 1 + below(&seed, NODES - 11);
        choose_positions(positions, bits, &seed);
        slot root = build(&l, nodes, count, positions, bits, &seed);
        uint64_t all = spread(UINT64_MAX, positions, bits);
        uint64_t free = round % 3 ? all : all & random_word(&seed);
        uint64_t ones = random_word(&seed); /* of what is not free */

        solutions s;
        assert_true(solutions_start(&s, &l, root, free, ones));
        uint64_t choice = 0, found, expected = 0;
        do {
            uint64_t word = (ones & ~free) | choice;
            if (node_holds(nodes, count - 1, word)) {
                assert_true(solutions_next(&s, &found));
                assert_true(found == word);
                expected++;
            }
            choice = next_choice(choice, free);
        } while (choice);
        assert_false(solutions_next(&s, &found));
        assert_false(solutions_next(&s, &found));
        solutions_free(&s);

        bool exact, failed;
        assert_int_equal(solutions_count(&l, root, free, ones, UINT64_MAX, 0, &exact, &failed),
                         expected);
        assert_true(exact);
        assert_false(failed);
        if (expected > 1) {
            uint64_t some = solutions_count(&l, root, free, ones, expected - 1, 0, &exact, &failed);
            assert_true(some <= expected && some > expected - 1);
            assert_false(exact);
        }
        uint64_t few = solutions_count(&l, root, free, ones, UINT64_MAX, 2, &exact, &failed);
        assert_true(few <= expected);
        if (exact) assert_int_equal(few, expected);
        logic_free(&l);
        assert_int_equal(m.used_bytes, 0);
    }
}

/* Exactly one of 64 bits, and 2^64 less one: sizes where walking all would never end. */
static void wide_programs_are_searched_not_walked(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    logic l;
    logic_start(&l, &m);
    slot bits[64];
    for (uint32_t b = 0; b < 64; b++) bits[b] = logic_bit(&l, b);
    slot one = logic_at_least(&l, bits, 64, 1);
    slot exactly_one = logic_and(&l, one, logic_not(&l, logic_at_least(&l, bits, 64, 2)));
    solutions s;
    assert_true(solutions_start(&s, &l, exactly_one, UINT64_MAX, 0));
    uint64_t found;
    for (uint32_t b = 0; b < 64; b++) {
        assert_true(solutions_next(&s, &found));
        assert_true(found == UINT64_C(1) << b);
    }
    assert_false(solutions_next(&s, &found));
    solutions_free(&s);
    bool exact, failed;
    assert_true(solutions_count(&l, one, UINT64_MAX, 0, 1000, 0, &exact, &failed) > 1000);
    assert_false(exact);
    slot never = logic_and(&l, one, logic_equals(&l, UINT64_MAX, 0));
    assert_int_equal(solutions_count(&l, never, UINT64_MAX, 0, 1000, 0, &exact, &failed), 0);
    assert_true(exact);
    logic_free(&l);
    assert_int_equal(m.used_bytes, 0);
}

/* ---- many searches at once --------------------------------------------------------------- */

typedef struct poll {
    long calls, stop_at; /* negative: never */
    bool after;          /* asked again after it said stop */
} poll;

static bool ask(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    poll *p = ctx;
    (void)work;
    assert_true(done <= total);
    p->after |= p->stop_at >= 0 && p->calls > p->stop_at;
    return p->calls++ != p->stop_at;
}

/* Random constraints as people write them: mostly clauses, with counts and equivalences between. */
static slot random_constraints(logic *l, uint32_t bits, uint32_t count, uint64_t *seed)
{
    slot all = logic_constant(l, true);
    for (uint32_t k = 0; k < count; k++) {
        slot s[4];
        for (int j = 0; j < 4; j++) {
            s[j] = logic_bit(l, below(seed, bits));
            if (below(seed, 2)) s[j] = logic_not(l, s[j]);
        }
        slot two = logic_and(l, s[0], s[1]), either = logic_or(l, s[2], s[3]);
        slot made = LOGIC_FAILED;
        switch (below(seed, 6)) {
        case 0: made = logic_or(l, s[0], either); break;
        case 1: made = logic_not(l, logic_and(l, two, either)); break;
        case 2: made = logic_same(l, s[0], s[1]); break;
        case 3: made = logic_or(l, logic_same(l, s[0], s[1]), either); break;
        case 4: made = logic_not(l, logic_at_least(l, s, 4, 3)); break;
        default: made = logic_or(l, logic_same(l, two, either), s[1]);
        }
        all = logic_and(l, all, made);
    }
    return all;
}

/* The true assignments of the lowest bits, one after the other. */
static uint64_t walk(const logic *l, slot root, uint32_t bits, uint64_t *found)
{
    static uint8_t values[20000];
    uint64_t count = 0;
    assert_true(l->ops.count <= sizeof values);
    for (uint64_t word = 0; word < UINT64_C(1) << bits; word++)
        if (logic_holds(l, root, word, values)) found[count++] = word;
    return count;
}

static void check_enumeration(const logic *l, slot root, uint32_t bits, const uint64_t *expected,
                              uint64_t count, uint32_t threads)
{
    enumeration all;
    uint64_t got[1 << 12];
    poll p = {.stop_at = -1};
    dt_options options = {.progress = ask, .progress_ctx = &p};
    progress counting = {.options = &options, .work = "counting", .total = UINT64_MAX};
    assert_true(enumerate_start(&all, l, root, low_bits(bits), 0, threads));
    assert_true(enumerate_count(&all, UINT64_MAX, 0, &counting));
    assert_true(all.exact && all.count == count);
    progress writing = {.options = &options, .work = "writing", .total = count};
    assert_true(enumerate_write(&all, got, &writing));
    assert_memory_equal(got, expected, count * sizeof *got);
    enumerate_free(&all);
    if (count == 0) return;
    assert_true(enumerate_start(&all, l, root, low_bits(bits), 0, threads));
    assert_true(enumerate_count(&all, count - 1, 0, NULL));
    assert_false(all.exact);
    enumerate_free(&all);
}

static void many_searches_list_what_one_by_one_is_true(void **state)
{
    (void)state;
    uint64_t seed = 15;
    static uint64_t expected[1 << 12];
    for (int round = 0; round < 120; round++) {
        memory m;
        memory_start(&m, NULL);
        logic l;
        logic_start(&l, &m);
        uint32_t bits = 1 + below(&seed, 12);
        slot root = random_constraints(&l, bits, below(&seed, 14), &seed);
        assert_false(l.failed);
        uint64_t count = walk(&l, root, bits, expected);
        check_enumeration(&l, root, bits, expected, count, 1);
        check_enumeration(&l, root, bits, expected, count, 3);
        logic_free(&l);
        assert_int_equal(m.used_bytes, 0);
    }
}

/* Whether counting gives up does not depend on the number of threads. */
static void giving_up_is_the_same_for_any_number_of_threads(void **state)
{
    (void)state;
    uint64_t seed = 16;
    memory m;
    memory_start(&m, NULL);
    for (int round = 0; round < 30; round++) {
        logic l;
        logic_start(&l, &m);
        slot root = random_constraints(&l, 40, 30 + below(&seed, 30), &seed);
        for (uint64_t limit = 1; limit < 1 << 20; limit *= 7) {
            uint64_t counts[2];
            bool exact[2];
            for (uint32_t n = 0; n < 2; n++) {
                enumeration all;
                assert_true(enumerate_start(&all, &l, root, low_bits(40), 0, 1 + 2 * n));
                assert_true(enumerate_count(&all, 100000, limit, NULL));
                counts[n] = all.count;
                exact[n] = all.exact;
                enumerate_free(&all);
            }
            assert_true(counts[0] == counts[1] && exact[0] == exact[1]);
        }
        logic_free(&l);
    }
    assert_int_equal(m.used_bytes, 0);
}

/* 64 open bits under constraints that never let go: work between two polls is bounded by a count. */
static void every_poll_of_a_long_search_may_cancel(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    logic l;
    logic_start(&l, &m);
    uint64_t seed = 17;
    slot root = logic_constant(&l, true);
    for (int k = 0; k < 150; k++) {
        slot any = logic_constant(&l, false);
        for (int j = 0; j < 3; j++) {
            slot bit = logic_bit(&l, below(&seed, 64));
            any = logic_or(&l, any, below(&seed, 2) ? bit : logic_not(&l, bit));
        }
        root = logic_and(&l, root, any);
    }
    for (long stop_at = 0; stop_at < 70; stop_at += 23)
        for (uint32_t threads = 1; threads <= 2; threads++) {
            poll p = {.stop_at = stop_at};
            dt_options options = {.progress = ask, .progress_ctx = &p};
            progress counting = {.options = &options, .work = "counting", .total = UINT64_MAX};
            enumeration all;
            assert_true(enumerate_start(&all, &l, root, UINT64_MAX, 0, threads));
            assert_false(enumerate_count(&all, UINT64_MAX, 0, &counting));
            assert_true(counting.cancelled);
            assert_false(p.after);
            assert_int_equal(p.calls, stop_at + 1);
            enumerate_free(&all);
        }
    logic_free(&l);
    assert_int_equal(m.used_bytes, 0);
}

/* More operations than a part may copy: constraints that share one long definition. */
static void shared_definitions_are_not_copied_without_end(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    logic l;
    logic_start(&l, &m);
    slot bits[20], root = logic_constant(&l, true);
    for (uint32_t b = 0; b < 20; b++) bits[b] = logic_bit(&l, b);
    slot many = logic_at_least(&l, bits, 20, 10);
    for (uint32_t b = 0; b < 20; b++)
        root = logic_and(&l, root, logic_same(&l, bits[b], logic_same(&l, many, bits[19 - b])));
    size_t before = m.used_bytes;
    conjunction c;
    assert_true(conjunction_start(&c, &l, root));
    assert_true(c.steps.count <= 3 * l.ops.count + 1000);
    conjunction_free(&c);
    assert_int_equal(m.used_bytes, before);
    bool exact, failed;
    uint64_t count = solutions_count(&l, root, low_bits(20), 0, UINT64_MAX, 0, &exact, &failed);
    static uint64_t expected[1 << 12];
    assert_int_equal(count, walk(&l, root, 20, expected));
    logic_free(&l);
}

static void keeping_roots_keeps_their_meaning(void **state)
{
    (void)state;
    uint64_t seed = 14;
    for (int round = 0; round < 100; round++) {
        memory m;
        memory_start(&m, NULL);
        logic l;
        logic_start(&l, &m);
        node nodes[NODES];
        uint32_t positions[6];
        choose_positions(positions, 6, &seed);
        slot roots[2] = {0};
        uint32_t at = 7 + below(&seed, NODES - 7);
        roots[0] = build(&l, nodes, at, positions, 6, &seed);
        roots[1] = logic_bit(&l, positions[3]);
        size_t before = l.ops.count;
        assert_true(logic_keep(&l, roots, 2));
        assert_true(l.ops.count <= before);
        uint8_t values[1000];
        assert_true(l.ops.count <= sizeof values);
        for (uint64_t choice = 0; choice < 64; choice++) {
            uint64_t word = spread(choice, positions, 6);
            assert_int_equal(logic_holds(&l, roots[0], word, values),
                             node_holds(nodes, at - 1, word));
            assert_int_equal(logic_holds(&l, roots[1], word, values), word >> positions[3] & 1);
        }
        /* What is built afterwards is built on what was kept. */
        slot both = logic_and(&l, roots[0], logic_bit(&l, positions[0]));
        assert_true(both == LOGIC_FAILED || l.ops.count <= sizeof values);
        uint64_t ones = spread(63, positions, 6);
        assert_int_equal(logic_holds(&l, both, ones, values), node_holds(nodes, at - 1, ones));
        logic_free(&l);
        assert_int_equal(m.used_bytes, 0);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool failed_at_all = true;
    for (long fuse = 0; failed_at_all; fuse++) {
        failing f = {.fuse = fuse, .stays = fuse % 2};
        dt_options options = {.memory = {failing_resize, &f}};
        memory m;
        memory_start(&m, &options);
        logic l;
        logic_start(&l, &m);
        uint64_t seed = 13;
        node nodes[NODES];
        uint32_t positions[6];
        choose_positions(positions, 6, &seed);
        slot root = build(&l, nodes, NODES, positions, 6, &seed);
        assert_int_equal(root == LOGIC_FAILED, l.failed);
        bool exact, failed = false;
        if (!l.failed) solutions_count(&l, root, UINT64_MAX, 0, 100, 0, &exact, &failed);
        enumeration all = {0};
        uint64_t got[64];
        if (!l.failed && !failed) {
            uint64_t six = spread(63, positions, 6);
            failed = !enumerate_start(&all, &l, root, six, 0, 2) ||
                     !enumerate_count(&all, UINT64_MAX, 0, NULL) ||
                     !enumerate_write(&all, got, NULL);
            enumerate_free(&all);
        }
        failed_at_all = f.failures != 0;
        assert_int_equal(l.failed || failed, failed_at_all);
        logic_free(&l);
        assert_int_equal(f.alive, 0);
        assert_int_equal(f.wrong_sizes, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(programs_mean_what_their_trees_mean),
        cmocka_unit_test(the_search_finds_all_solutions_in_ascending_order),
        cmocka_unit_test(wide_programs_are_searched_not_walked),
        cmocka_unit_test(many_searches_list_what_one_by_one_is_true),
        cmocka_unit_test(giving_up_is_the_same_for_any_number_of_threads),
        cmocka_unit_test(every_poll_of_a_long_search_may_cancel),
        cmocka_unit_test(shared_definitions_are_not_copied_without_end),
        cmocka_unit_test(keeping_roots_keeps_their_meaning),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
