/* Generated conflicts with a size parameter, by a fixed seed. */
#ifndef BENCH_FAMILIES_H
#define BENCH_FAMILIES_H

#include "detente.h"

/* open    yes/no options, no constraint: every combination is a state.
 * levels  options with two to four levels, some irreversible: 2^size combinations or a little less.
 * joined  yes/no options and seven constraints of three options of different players, each shutting
 *         out an eighth: two combinations in five are states.
 * tied    four bits more than the size, and 21 random constraints of three options: about 2^size
 *         states in 2^(size+4) combinations. */
#define FAMILIES(X) X(OPEN, "open") X(LEVELS, "levels") X(TIED, "tied") X(JOINED, "joined")

typedef enum family {
#define X(ID, name) ID,
    FAMILIES(X)
#undef X
} family;

typedef struct bench_case {
    family family;
    uint32_t size, players;
    uint32_t statements; /* of each player; 0: 12 */
    dt_backend backend;
} bench_case;

enum { TEXT_BYTES = 1 << 16 };

typedef struct text {
    char bytes[TEXT_BYTES];
    size_t length;
    uint64_t seed;
} text;

void write_model(text *, const bench_case *);
const char *family_name(family);
/* "joined-24-3", or "open-20-4-s40" where the number of statements is not 12. */
void case_name(const bench_case *, char name[40]);

#endif
