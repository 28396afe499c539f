/* The operators' inner loops, once for each width of values; kernels.c and kernels_avx2.c include
 * this file, with KERNELS defined as the name of the set. Nothing here takes memory or fails. */
#include "analysis/tiles.h"
#include "base/bits.h"

#include <string.h>

#if defined(__GNUC__) || defined(__clang__)
#define INLINE static inline __attribute__((always_inline))
#else
#define INLINE static inline
#endif

enum { LINE_BYTES = 64, AHEAD = 8 }; /* of the cache; rows asked for in advance */

/* ---- orders ----------------------------------------------------------------------------- */

/* A clique of many states in the order of its mover: rows from best to worst, each with a mark where
 * it is as good as the one before; then a last entry unless all are there. 2 or 4 bytes each. */
INLINE uint32_t last_entry(bool wide) { return wide ? UINT32_MAX : UINT16_MAX; }
INLINE uint32_t tied_mark(bool wide) { return wide ? UINT32_C(1) << 31 : UINT32_C(1) << 15; }

INLINE uint32_t entry(const void *order, uint32_t k, bool wide)
{
    return wide ? ((const uint32_t *)order)[k] : ((const uint16_t *)order)[k];
}

INLINE void set_entry(void *order, uint32_t k, bool wide, uint32_t value)
{
    if (wide) ((uint32_t *)order)[k] = value;
    else ((uint16_t *)order)[k] = (uint16_t)value;
}

/* Ascending by the high halves, of which key_bits are used; equal ones stay as they are. */
static uint64_t *sort_keys(uint64_t *keys, uint64_t *spare, uint32_t count, uint32_t key_bits)
{
    if (count <= 48) { /* insertion: twice as fast as counting here */
        for (uint32_t k = 1; k < count; k++) {
            uint64_t key = keys[k];
            uint32_t at = k;
            for (; at && keys[at - 1] > key; at--) keys[at] = keys[at - 1];
            keys[at] = key;
        }
        return keys;
    }
    uint32_t rounds = (key_bits + 7) / 8, digit = rounds ? (key_bits + rounds - 1) / rounds : 0;
    uint64_t mask = low_bits(digit);
    for (uint32_t round = 0; round < rounds; round++) {
        uint32_t starts[257] = {0}, shift = 32 + round * digit;
        for (uint32_t k = 0; k < count; k++) starts[(keys[k] >> shift & mask) + 1]++;
        for (uint32_t c = 0; c < mask; c++) starts[c + 1] += starts[c];
        for (uint32_t k = 0; k < count; k++) spare[starts[keys[k] >> shift & mask]++] = keys[k];
        uint64_t *swapped = keys;
        keys = spare, spare = swapped;
    }
    return keys;
}

/* ---- bits --------------------------------------------------------------------------------- */

/* Writes bits one after the other. Words that it does not fill are shared with other workers. */
typedef struct bit_writer {
    uint64_t *words;
    uint64_t at;   /* where the next bit goes */
    uint64_t word; /* the bits of the present word so far */
    bool whole;    /* it began at the present word's first bit */
} bit_writer;

INLINE void flush_word(bit_writer *w, uint64_t number)
{
    if (w->word) __atomic_fetch_or(&w->words[number], w->word, __ATOMIC_RELAXED);
}

INLINE bit_writer write_bits_from(uint64_t *words, uint64_t at)
{
    return (bit_writer){.words = words, .at = at, .whole = at % 64 == 0};
}

/* `count` bits, at most 64, the others 0. */
INLINE void write_bits(bit_writer *w, uint64_t bits, uint32_t count)
{
    uint32_t used = (uint32_t)(w->at & 63);
    w->word |= bits << used;
    w->at += count;
    if (used + count < 64) return;
    uint64_t number = (w->at >> 6) - 1;
    if (w->whole) w->words[number] = w->word;
    else flush_word(w, number);
    w->whole = true;
    w->word = used ? bits >> (64 - used) : 0;
    if (used + count == 64) w->word = 0;
}

INLINE void end_bits(bit_writer *w) { flush_word(w, w->at >> 6); }

/* ---- once a width --------------------------------------------------------------------------- */

#define JOIN2(a, b) a##_##b
#define JOIN(a, b) JOIN2(a, b)
#define NAME(x) JOIN(x, SUFFIX)

#define VALUE uint8_t
#define SUFFIX 8
#include "analysis/kernel.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint16_t
#define SUFFIX 16
#include "analysis/kernel.h"
#undef VALUE
#undef SUFFIX
#define VALUE uint32_t
#define SUFFIX 32
#include "analysis/kernel.h"
#undef VALUE
#undef SUFFIX

const kernels KERNELS = {.tile = {tile_8, tile_16, tile_32}, .run = {run_8, run_16, run_32}};
