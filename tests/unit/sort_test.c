/* The radix sort against insertion, with ties, ranges of bits, any number of threads, and failure. */
#include "base/bits.h"
#include "base/sort.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST = 3000 };

static uint64_t random_word(uint64_t *seed) /* splitmix64 */
{
    uint64_t z = *seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint64_t part_of(uint64_t word, uint32_t first, uint32_t last)
{
    return word >> first & low_bits(last - first);
}

static void words_come_in_order_and_ties_as_they_stood(void **state)
{
    (void)state;
    static uint64_t words[MOST], spare[MOST], before[MOST];
    uint64_t seed = 1;
    for (int round = 0; round < 200; round++) {
        memory m;
        memory_start(&m, NULL);
        uint64_t count = random_word(&seed) % (round % 2 ? 100 : MOST);
        uint32_t first = (uint32_t)(random_word(&seed) % 40);
        uint32_t last = first + (uint32_t)(random_word(&seed) % (65 - first));
        uint64_t few = random_word(&seed) % 3 ? UINT64_MAX : UINT64_C(7) << first;
        for (uint64_t k = 0; k < count; k++) words[k] = before[k] = random_word(&seed) & few;
        uint64_t *sorted =
            sort_words(words, spare, count, first, last, 1 + (uint32_t)round % 3, &m, NULL);
        assert_true(sorted == words || sorted == spare);
        for (uint64_t k = 1; k < count; k++) { /* a stable insertion */
            uint64_t word = before[k], at = k;
            for (; at && part_of(before[at - 1], first, last) > part_of(word, first, last); at--)
                before[at] = before[at - 1];
            before[at] = word;
        }
        assert_memory_equal(sorted, before, count * sizeof *before);
        assert_int_equal(m.used_bytes, 0);
    }
}

static void without_memory_there_is_no_result(void **state)
{
    (void)state;
    static uint64_t words[MOST], spare[MOST];
    for (uint64_t k = 0; k < MOST; k++) words[k] = k * 7919 % MOST;
    failing f = {.fuse = 0};
    dt_options options = {.memory = {failing_resize, &f}};
    memory m;
    memory_start(&m, &options);
    assert_null(sort_words(words, spare, MOST, 0, 32, 1, &m, NULL));
    assert_int_equal(f.alive, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_come_in_order_and_ties_as_they_stood),
        cmocka_unit_test(without_memory_there_is_no_result),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
