/* Small facts about words of bits. Each function has its law in tests/unit/bits_test.c. */
#ifndef BASE_BITS_H
#define BASE_BITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline uint32_t bit_count(uint64_t word) { return (uint32_t)__builtin_popcountll(word); }

/* Number of the lowest set bit; the word must not be 0. */
static inline uint32_t lowest_bit(uint64_t word) { return (uint32_t)__builtin_ctzll(word); }

/* Bits 0 to count-1; count may be 0 to 64. */
static inline uint64_t low_bits(uint32_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

/* The next way to set the bits of `mask`, ascending; after the last comes 0. */
static inline uint64_t next_choice(uint64_t choice, uint64_t mask)
{
    return (choice - mask) & mask;
}

static inline bool bit_at(const uint64_t *words, uint64_t k)
{
    return words[k >> 6] >> (k & 63) & 1;
}

static inline void set_bit(uint64_t *words, uint64_t k)
{
    words[k >> 6] |= UINT64_C(1) << (k & 63);
}

static inline uint64_t words_for(uint64_t bits) { return (bits + 63) / 64; }

/* Bits needed to write the numbers 0 to count-1. */
static inline uint32_t bits_for(uint64_t count)
{
    return count <= 1 ? 0 : 64 - (uint32_t)__builtin_clzll(count - 1);
}

/* Position of the k-th set bit (k from 0) of a word that has more than k. */
static inline uint32_t select_bit(uint64_t word, uint32_t k)
{
    while (k--) word &= word - 1;
    return lowest_bit(word);
}

/* Bit k of the result, k below 32, is bit 2k or bit 2k + 1 of the word. */
static inline uint64_t fold_pairs(uint64_t word)
{
    word = (word | word >> 1) & UINT64_C(0x5555555555555555);
    word = (word | word >> 1) & UINT64_C(0x3333333333333333);
    word = (word | word >> 2) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    word = (word | word >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    word = (word | word >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (word | word >> 16) & UINT64_C(0x00000000FFFFFFFF);
}

/* Bit k of the result is byte k, which is 0 or 1; at most 64 of them. */
static inline uint64_t pack_bytes(const uint8_t *bytes, uint32_t count)
{
    uint64_t bits = 0;
    uint32_t k = 0;
    for (; k + 8 <= count; k += 8) {
        uint64_t eight = 0;
        for (uint32_t b = 0; b < 8; b++) eight |= (uint64_t)bytes[k + b] << 8 * b;
        bits |= (eight * UINT64_C(0x0102040810204080) >> 56) << k;
    }
    for (; k < count; k++) bits |= (uint64_t)bytes[k] << k;
    return bits;
}

/* Byte r bit c becomes byte c bit r, the lowest byte first. */
static inline uint64_t transpose8(uint64_t x)
{
    uint64_t t = (x ^ x >> 7) & UINT64_C(0x00AA00AA00AA00AA);
    x ^= t ^ t << 7;
    t = (x ^ x >> 14) & UINT64_C(0x0000CCCC0000CCCC);
    x ^= t ^ t << 14;
    t = (x ^ x >> 28) & UINT64_C(0x00000000F0F0F0F0);
    return x ^ t ^ t << 28;
}

/* rows[r] bit c becomes rows[c] bit r. */
void transpose64(uint64_t rows[64]);

#endif
