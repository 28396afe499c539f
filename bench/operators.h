/* The operators one by one. */
#ifndef BENCH_OPERATORS_H
#define BENCH_OPERATORS_H

#include "families.h"

#include <stdbool.h>
#include <stdio.h>

/* Measures a case, prints a table, and gives a checksum of all results. False: said why. */
bool bench_operators(const text *, const bench_case *, uint32_t threads, FILE *json,
                     uint64_t *checksum);

#endif
