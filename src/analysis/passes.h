/* A pass over all states, whichever form the game has: what operators.c composes the operators of. */
#ifndef ANALYSIS_PASSES_H
#define ANALYSIS_PASSES_H

#include "analysis/operators.h"
#include "analysis/tiles.h"

enum { SERIAL_SLOTS = 1 << 14 }; /* up to here another thread costs more than it does */

/* dense.c: the players of a group move who stand in p->movers. False: cancelled. */
bool dense_start(operators *);
size_t dense_scratch(const operators *); /* bytes that a worker needs at most */
bool dense_pass(operators *, pass *p, const group *);
const axis *dense_axis(const operators *, uint32_t player, const group **); /* NULL: cannot move */

/* listed.c: one player moves. */
size_t listed_scratch(const operators *);
bool listed_pass(operators *, pass *p, uint32_t player);

#endif
