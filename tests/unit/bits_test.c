/* The laws of base/bits.h, each against the slowest way to say the same. */
#include "base/bits.h"

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

static uint32_t slow_count(uint64_t word)
{
    uint32_t count = 0;
    for (uint32_t b = 0; b < 64; b++) count += (uint32_t)(word >> b & 1);
    return count;
}

static void count_lowest_and_select_agree(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int round = 0; round < 1000; round++) {
        uint64_t word = random_word(&seed) & random_word(&seed) & random_word(&seed);
        assert_int_equal(bit_count(word), slow_count(word));
        uint32_t k = 0;
        for (uint32_t b = 0; b < 64; b++) {
            if (!(word >> b & 1)) continue;
            if (k == 0) assert_int_equal(lowest_bit(word), b);
            assert_int_equal(select_bit(word, k), b);
            k++;
        }
    }
    assert_int_equal(bit_count(0), 0);
    assert_int_equal(bit_count(UINT64_MAX), 64);
    assert_int_equal(lowest_bit(UINT64_C(1) << 63), 63);
    assert_int_equal(select_bit(UINT64_MAX, 63), 63);
}

static void low_bits_are_the_lowest(void **state)
{
    (void)state;
    for (uint32_t count = 0; count <= 64; count++) {
        assert_int_equal(bit_count(low_bits(count)), count);
        assert_true((low_bits(count) & (low_bits(count) + 1)) == 0);
    }
}

static void next_choice_walks_all_choices_in_ascending_order(void **state)
{
    (void)state;
    uint64_t seed = 2;
    for (int round = 0; round < 200; round++) {
        uint64_t mask = 0;
        for (int k = 0; k < round % 11; k++) mask |= UINT64_C(1) << (random_word(&seed) & 63);
        uint64_t choice = 0, seen = 0, before = 0;
        do {
            assert_true((choice & ~mask) == 0);
            assert_true(seen == 0 || choice > before);
            before = choice;
            seen++;
            choice = next_choice(choice, mask);
        } while (choice);
        assert_int_equal(seen, UINT64_C(1) << bit_count(mask));
    }
}

static void arrays_of_bits_hold_what_was_set(void **state)
{
    (void)state;
    uint64_t words[3] = {0};
    for (uint64_t k = 0; k < 192; k += 7) set_bit(words, k);
    for (uint64_t k = 0; k < 192; k++) assert_int_equal(bit_at(words, k), k % 7 == 0);
    assert_int_equal(words_for(0), 0);
    assert_int_equal(words_for(1), 1);
    assert_int_equal(words_for(64), 1);
    assert_int_equal(words_for(65), 2);
}

static void bits_for_is_enough_and_no_more(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        uint32_t bits;
    } cases[] = {{0, 0}, {1, 0},   {2, 1},   {3, 2},          {4, 2},
                 {5, 3}, {256, 8}, {257, 9}, {UINT64_MAX, 64}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(bits_for(cases[k].count), cases[k].bits);
}

static void transposing_exchanges_rows_and_columns(void **state)
{
    (void)state;
    uint64_t seed = 3, before[64], after[64];
    for (int round = 0; round < 20; round++) {
        for (int r = 0; r < 64; r++) after[r] = before[r] = random_word(&seed);
        transpose64(after);
        for (uint32_t r = 0; r < 64; r++)
            for (uint32_t c = 0; c < 64; c++)
                assert_int_equal(after[r] >> c & 1, before[c] >> r & 1);
    }
}

static void bytes_transpose_and_pack(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 1000; round++) {
        uint64_t word = random_word(&seed), turned = transpose8(word), packed = 0;
        uint32_t count = 1 + (uint32_t)(random_word(&seed) % 64);
        uint8_t bytes[64];
        for (uint32_t r = 0; r < 8; r++)
            for (uint32_t c = 0; c < 8; c++)
                assert_int_equal(word >> (8 * r + c) & 1, turned >> (8 * c + r) & 1);
        for (uint32_t k = 0; k < count; k++) {
            bytes[k] = (uint8_t)(word >> k & 1);
            packed |= (uint64_t)bytes[k] << k;
        }
        assert_true(pack_bytes(bytes, count) == packed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(count_lowest_and_select_agree),
        cmocka_unit_test(low_bits_are_the_lowest),
        cmocka_unit_test(next_choice_walks_all_choices_in_ascending_order),
        cmocka_unit_test(arrays_of_bits_hold_what_was_set),
        cmocka_unit_test(bits_for_is_enough_and_no_more),
        cmocka_unit_test(transposing_exchanges_rows_and_columns),
        cmocka_unit_test(bytes_transpose_and_pack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
