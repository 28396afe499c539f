/* Pareto efficiency: no other state of a set is at least as good for all players and better for one. */
#ifndef ANALYSIS_EFFICIENT_H
#define ANALYSIS_EFFICIENT_H

#include "game/game.h"

/* Sets in `efficient` the bits of `among` (both by slot) whose states no other of `among` dominates.
 * Works on the distinct vectors of scores that occur. Cost: d vectors, f of them efficient: at most
 * d x f comparisons of vectors, fewer as the best ones are compared first. */
bool efficient_states(const dt_game *, const uint64_t *among, uint64_t *efficient, memory *,
                      progress *, dt_error *);

#endif
