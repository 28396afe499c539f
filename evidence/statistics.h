/* How unusual a count is. docs/words.md derives the formulas. */
#ifndef EVIDENCE_STATISTICS_H
#define EVIDENCE_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Log-likelihood ratio of `a` uses in `c` words against `b` in `d` (Dunning 1993): 0 when both are
 * used equally often, above 10.83 by chance once in a thousand words. c and d at least 1. */
double log_likelihood(uint64_t a, uint64_t c, uint64_t b, uint64_t d);

/* log2 of how many times more often it is used in the first (Hardie 2014); no use counts as half a
 * use. */
double log_ratio(uint64_t a, uint64_t c, uint64_t b, uint64_t d);

/* Lengths of documents, in groups of nearly equal ones. */
typedef struct lengths_group {
    double length; /* the mean */
    double count;  /* of documents */
} lengths_group;

enum { MOST_GROUPS = 1000 };

typedef struct lengths {
    lengths_group groups[MOST_GROUPS];
    size_t count;
    double documents, words;
} lengths;

/* `sorted` in ascending order; a group a document up to MOST_GROUPS. */
void lengths_group_all(lengths *, const uint64_t *sorted, size_t count);

/* The chance that a document of `length` words does not use what `without` of the documents did not
 * use, and the others `uses` times in all. */
double chance_of_none(const lengths *, uint64_t uses, uint64_t without, uint64_t length);

#endif
