/* Ways, literally: over pairs of a state and who moved last. */
#ifndef LITERAL_H
#define LITERAL_H

#include "oracle.h"

typedef struct trip { /* the shortest ways to a state */
    int steps;        /* -1: none */
    unsigned long long count;
    unsigned firsts, lasts; /* who makes the first and the last move of one, a bit a player */
} trip;

/* Of every state, to be freed. */
trip *literal_trips(const game *, int from, bool improving);

typedef struct effort {
    int against, steps; /* fewest moves that are no improvements, then fewest moves; -1: no way */
    unsigned firsts;    /* who makes the first of those against */
} effort;

effort *literal_efforts(const game *, int from);

bool is_improvement(const game *, int p, int from, int to);
bool is_move(const game *, int p, int from, int to);

#endif
