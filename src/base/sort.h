/* Radix sort of words. */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include "base/memory.h"
#include "base/threads.h"

/* Sorts by bits first to last - 1, stable; returns where the result is, `words` or `spare`, which have
 * the same room. NULL: memory is gone, or cancelled. */
uint64_t *sort_words(uint64_t *words, uint64_t *spare, uint64_t count, uint32_t first,
                     uint32_t last, uint32_t threads, memory *, progress *);

#endif
