/* The three operators of the graph model, on one array with a value a slot.
 *
 *     own_max_i f (s)       = max of f over s and R_i(s)
 *     others_min_i f (s)    = min of f over s and R_{N-i}(s)
 *     others_min_ui_i f (s) = min of f over s and R_{N-i}+(s)
 *
 * where R_i(s) are player i's moves from s and R_{N-i}(s) what the others can reach by legal
 * sequences of moves, R_{N-i}+(s) of improvements (Fang, Hipel & Kilgour 1993, ch. 3). In option
 * form moves and improvements are transitive, so the rule that nobody moves twice in a row removes
 * nothing, and the joint moves are found by sweeping over the others' cliques until nothing changes.
 *
 * Values are 1 to `distinct` on feasible slots. Infeasible ones hold the neutral value, which the
 * operators keep: 0 for max, the largest of the width for min.
 */
#ifndef ANALYSIS_OPERATORS_H
#define ANALYSIS_OPERATORS_H

#include "game/game.h"

typedef struct operators { /* what the operators need besides the game */
    const dt_game *game;
    memory *memory;
    uint32_t threads;
    progress *progress;   /* may be NULL */
    void **orders;        /* by mover: its cliques' slots, best first; NULL: not sorted (yet) */
    uint32_t order_width; /* bytes of an entry */
    void **scratch;       /* by worker */
    size_t scratch_bytes;
    uint64_t passes; /* passes over the states so far: a measure of work */
} operators;

bool operators_start(operators *, const dt_game *, memory *, uint32_t threads, progress *);
void operators_free(operators *);
/* Sorts the cliques of every mover whose improvements are asked for; kept until operators_free. */
bool operators_sort(operators *);

typedef struct field { /* one value a slot */
    uint32_t width;
    void *values;
} field;

bool field_take(operators *, field *, uint32_t width);
void field_give(operators *, field *);

/* Each works in place and returns false when cancelled. */
bool own_max(operators *, uint32_t player, field);
bool others_min(operators *, uint32_t player, field);
bool others_min_ui(operators *, uint32_t player, field);

/* One move of one of the others (dt_responses single), and each of them at most once, in any order
 * (once). `to` starts as `from`; false: cancelled, or memory is gone. */
bool others_min_single(operators *, uint32_t player, bool improving, field from, field to);
bool others_min_once(operators *, uint32_t player, bool improving, field f);

/* Slots whose value is 1 spread it to where moves (or improvements) of any player lead, until
 * nothing changes. Width 1; infeasible slots are 0. */
bool spread(operators *, bool improving, field f);
/* The same by all players but one. */
bool spread_others(operators *, uint32_t player, bool improving, field f);

/* from with its neutral value 0 becomes to with the largest, or back. */
bool to_min(operators *, field from, field to);
bool to_max(operators *, field f);
/* f = min(f, g), both neutral for max. */
bool field_least(operators *, field f, field g);

/* Number of work parcels of a pass that looks at slots in order, and the slots of each. */
enum { PARCEL_SLOTS = 1 << 15 };

#endif
