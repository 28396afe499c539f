#include "base/bits.h"

/* Swaps blocks of 32, 16, ... 1 rows against as many columns (Warren, Hacker's Delight, 7-3). */
void transpose64(uint64_t rows[64])
{
    uint64_t mask = UINT64_C(0x00000000FFFFFFFF);
    for (uint32_t block = 32; block; block >>= 1, mask ^= mask << block) {
        for (uint32_t k = 0; k < 64; k = ((k | block) + 1) & ~block) {
            uint64_t swapped = ((rows[k] >> block) ^ rows[k | block]) & mask;
            rows[k] ^= swapped << block;
            rows[k | block] ^= swapped;
        }
    }
}
