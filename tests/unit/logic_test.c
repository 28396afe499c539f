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
        cmocka_unit_test(keeping_roots_keeps_their_meaning),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
