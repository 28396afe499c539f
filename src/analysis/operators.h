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
 * Values come in two forms, so that each operator has an infeasible slot's value that it keeps
 * without asking. *For max*: 0 where infeasible, the value itself, at least 1, elsewhere; scores are
 * so. *For min*: one less, so that infeasible slots hold the greatest value of the width.
 */
#ifndef ANALYSIS_OPERATORS_H
#define ANALYSIS_OPERATORS_H

#include "game/game.h"

struct group;
struct kernels;

typedef struct operators { /* what the operators need besides the game */
    const dt_game *game;
    memory *memory;
    uint32_t threads;
    crew *crew;
    progress *progress;  /* may be NULL */
    void **orders;       /* by mover: its cliques in its order; NULL: not sorted (yet) */
    uint64_t *last_used; /* by mover: when its order was asked for */
    uint64_t clock, sweep_began;
    uint32_t order_width; /* bytes of an entry of an order */
    const struct kernels *kernels;
    struct group *groups; /* dense */
    uint32_t group_count;
    arena arena;    /* of the groups */
    void **scratch; /* by worker */
    size_t scratch_bytes;
    uint64_t passes; /* passes over the states so far: a measure of work */
} operators;

bool operators_start(operators *, const dt_game *, memory *, uint32_t threads, progress *);
void operators_free(operators *);
/* Sorts the cliques of every mover whose improvements are asked for; kept until operators_free, or
 * while the memory limit leaves room: then those are dropped that were not used for longest. */
bool operators_sort(operators *);
bool operators_sort_others(operators *, uint32_t player);
bool operators_sort_one(operators *, uint32_t player);
void operators_forget(operators *, uint32_t player); /* its order */

typedef struct field { /* one value a slot */
    uint32_t width;
    void *values;
} field;

bool field_take(operators *, field *, uint32_t width);
void field_give(operators *, field *);

/* The operators return false when cancelled, or when memory is gone. */

/* from and to are for max; they may be the same. */
bool own_max(operators *, uint32_t player, field from, field to);
/* from is for max, to for min. With `improving`, others_min_ui. */
bool others_min(operators *, uint32_t player, bool improving, field from, field to);
/* The slots where the player's own score is feasible and not below own_max of the lesser of it and
 * `after`: how the others' responses turn out, for min; NULL: there are none, the score alone. Spoils
 * `after` where the game is not dense. */
bool judge(operators *, uint32_t player, field own, const field *after, uint64_t *bits);

/* One move of one of the others (dt_responses single): from and to are for min, and differ. */
bool others_min_single(operators *, uint32_t player, bool improving, field from, field to);
/* Each of them at most once, in any order (once). from is for max, to for min. */
bool others_min_once(operators *, uint32_t player, bool improving, field from, field to);
/* from is for max, to, another one, for min. */
bool to_min(operators *, field from, field to);

/* Slots whose value is 1 spread it to where moves (or improvements) of any player lead, until
 * nothing changes. Width 1; infeasible slots are 0. */
bool spread(operators *, bool improving, field f);
/* The same by all players but one. */
bool spread_others(operators *, uint32_t player, bool improving, field f);

/* The slots where a field of width 1 is 1, and nothing else but 0, as bits. */
bool field_bits(operators *, field f, uint64_t *bits);

/* About how many units of progress a pass takes: tiles, or parcels of cliques. */
static inline uint64_t pass_units(const dt_game *g)
{
    return (g->slots >> (g->list ? 13 : 17)) + 1;
}

/* Slots of one parcel of a pass that looks at them in order. */
enum { PARCEL_SLOTS = 1 << 15 };

#endif
