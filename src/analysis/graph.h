/* The operators on the graph backend: see operators.h, whose entry points call these. */
#ifndef ANALYSIS_GRAPH_H
#define ANALYSIS_GRAPH_H

#include "analysis/operators.h"

static inline bool is_graph(const operators *o) { return o->game->backend == DT_BACKEND_GRAPH; }

/* Each returns false when cancelled, or memory is gone. */
bool graph_own_max(operators *, uint32_t player, field from, field to);
/* In place, for min. */
bool graph_others_min(operators *, uint32_t player, bool improving, field);
/* to = min(to, what one move or improvement of `mover` reaches of `from`). */
bool graph_least_move(operators *, uint32_t mover, bool improving, field from, field to);
bool graph_spread_others(operators *, uint32_t player, bool improving, field);

/* How few moves of players other than one lead to a target. Once a player has moved somebody else
 * must, so a state has a distance for everybody who is to begin but one, and one for that player. */
typedef struct distances {
    uint8_t *nearest;   /* if anybody may begin; GRAPH_FAR: no sequence leads there */
    uint8_t *second;    /* if `beginner` may not */
    uint32_t *beginner; /* who begins a nearest sequence; NONE: nobody need move */
} distances;

enum { GRAPH_FAR = 254 };

/* `nearest` holds 0 at the targets, GRAPH_FAR elsewhere, and is filled in; *too_far: some distance is
 * more than can be held. */
bool graph_distances(operators *, uint32_t player, bool improving, distances *, bool *too_far);
static inline uint8_t distance_after(const distances *d, uint64_t at, uint32_t last_mover)
{
    return d->beginner[at] == last_mover && last_mover != NONE ? d->second[at] : d->nearest[at];
}

#endif
