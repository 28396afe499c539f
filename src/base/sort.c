/* Least significant digit first. Chunks of the words count their digits, then know where each of
 * their words goes, and move them: any number of threads, one result. Cost: a digit reads the words
 * twice and writes them once; digits in which all words agree only read them. Digits of 10 or 11 bits
 * take a third less time than those of 8, of 12 as long. */
#include "base/sort.h"

#include "base/bits.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS };
#ifdef DT_HOSTILE
enum { LEAST_CHUNK = 3, MOST_CHUNK = 5, FEW = 7 };
#else
enum { LEAST_CHUNK = 1 << 14, MOST_CHUNK = 1 << 20, FEW = 64 };
#endif

typedef struct pass {
    const uint64_t *from;
    uint64_t *to;
    uint64_t count, chunk; /* words, words of a chunk */
    uint32_t shift, mask;
    uint64_t (*starts)[DIGITS]; /* by chunk: digits in it, then where the next one goes */
} pass;

static uint64_t chunk_end(const pass *p, uint64_t c)
{
    uint64_t end = (c + 1) * p->chunk;
    return end < p->count ? end : p->count;
}

static void count_digits(void *ctx, uint64_t c, uint32_t worker)
{
    (void)worker;
    const pass *p = ctx;
    uint64_t *counts = p->starts[c];
    memset(counts, 0, sizeof *p->starts);
    for (uint64_t k = c * p->chunk; k < chunk_end(p, c); k++)
        counts[p->from[k] >> p->shift & p->mask]++;
}

static void move_words(void *ctx, uint64_t c, uint32_t worker)
{
    (void)worker;
    const pass *p = ctx;
    uint64_t *starts = p->starts[c];
    for (uint64_t k = c * p->chunk; k < chunk_end(p, c); k++)
        p->to[starts[p->from[k] >> p->shift & p->mask]++] = p->from[k];
}

/* Counts become starts. False: all words have the same digit. */
static bool add_up(const pass *p, uint64_t chunks)
{
    uint64_t next = 0;
    for (uint32_t digit = 0; digit < DIGITS; digit++) {
        uint64_t first = next;
        for (uint64_t c = 0; c < chunks; c++) {
            uint64_t count = p->starts[c][digit];
            p->starts[c][digit] = next;
            next += count;
        }
        if (next - first == p->count) return false;
    }
    return true;
}

static void insertion_sort(uint64_t *words, uint64_t count, uint32_t first, uint64_t mask)
{
    for (uint64_t k = 1; k < count; k++) {
        uint64_t word = words[k], at = k;
        for (; at && (words[at - 1] >> first & mask) > (word >> first & mask); at--)
            words[at] = words[at - 1];
        words[at] = word;
    }
}

uint64_t *sort_words(uint64_t *words, uint64_t *spare, uint64_t count, uint32_t first,
                     uint32_t last, uint32_t threads, memory *m, progress *p)
{
    if (count <= FEW) {
        insertion_sort(words, count, first, low_bits(last - first));
        return words;
    }
    uint64_t chunk = count / (4 * (uint64_t)threads) + 1;
    if (chunk < LEAST_CHUNK) chunk = LEAST_CHUNK;
    if (chunk > MOST_CHUNK) chunk = MOST_CHUNK;
    uint64_t chunks = (count + chunk - 1) / chunk;
    pass s = {.count = count, .chunk = chunk};
    s.starts = memory_take(m, chunks, sizeof *s.starts);
    bool going = s.starts != NULL;
    uint32_t digits = (last - first + DIGIT_BITS - 1) / DIGIT_BITS;
    for (; going && digits; digits--) {
        uint32_t bits = (last - first + digits - 1) / digits; /* as alike as they can be */
        s.shift = first;
        s.mask = (uint32_t)low_bits(bits);
        s.from = words;
        s.to = spare;
        first += bits;
        going = parallel(threads, chunks, count_digits, &s, p);
        if (!going || !add_up(&s, chunks)) continue;
        going = parallel(threads, chunks, move_words, &s, p);
        spare = words;
        words = s.to;
    }
    memory_give(m, s.starts, chunks, sizeof *s.starts);
    return going ? words : NULL;
}
