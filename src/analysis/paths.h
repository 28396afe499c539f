/* Ways from one state to all others by the fewest moves (status quo analysis: Li, Kilgour & Hipel
 * 2005), and with the fewest moves that do not serve whoever makes them.
 *
 * A way is a sequence of moves in which nobody moves twice in a row. In option form moves and
 * improvements are transitive, so two moves of one player in a row are one or none: a shortest
 * sequence has none such, and the distances are those of plain breadth-first search.
 *
 *   bytes a slot: steps 2, counts 8, who may begin 8, three bits; against preference: 2, 2, 8, three
 *   bits.
 *   graph: 64 for each player.
 */
#ifndef ANALYSIS_PATHS_H
#define ANALYSIS_PATHS_H

#include "game/game.h"

#define UNREACHED UINT16_MAX
enum { MOST_STEPS = UINT16_MAX - 1 };

typedef struct leg { /* one move of a way */
    uint32_t player;
    uint64_t from, to; /* slots */
    bool against;      /* whoever makes it does not prefer where it leads */
} leg;

typedef struct ways { /* by the fewest moves */
    const dt_game *game;
    memory *memory;
    uint64_t from;
    bool improving;     /* only by improvements */
    uint32_t longest;   /* steps to the farthest state */
    uint16_t *steps;    /* by slot; UNREACHED */
    uint64_t *counts;   /* by slot: shortest ways; UINT64_MAX: that many or more */
    uint64_t *firsts;   /* by slot: who makes the first move of one, a bit a mover */
    struct pair *pairs; /* graph: by slot and last mover; NULL in the other backends */
} ways;

/* Level by level. Cost: each clique once for each level at which states of it are found, with a
 * sort of these where only improvements count. False: err is set. */
bool ways_build(ways *, const dt_game *, uint64_t from, bool improving, memory *, progress *,
                dt_error *);
void ways_free(ways *);
/* Does a player make the first, or the last, move of some shortest way to a slot? */
bool ways_first(const ways *, uint64_t at, uint32_t player);
bool ways_last(const ways *, uint64_t at, uint32_t player);
/* A shortest way to a slot, which must be reached: legs[0] .. legs[steps - 1]. */
void ways_read(const ways *, uint64_t at, leg *legs);

typedef struct detours { /* by the fewest moves against preference, and then by the fewest moves */
    const dt_game *game;
    memory *memory;
    uint64_t from;
    uint16_t *against;  /* by slot: moves that are no improvement of who makes them; UNREACHED */
    uint16_t *steps;    /* by slot: moves in all */
    uint64_t *firsts;   /* by slot: who makes the first of those against, a bit a mover */
    struct pair *pairs; /* as of ways */
} detours;

/* Breadth-first search in layers: inside a layer by improvements, from layer to layer by any move.
 * Goes on until all slots of `wanted` that moves reach have been found. */
bool detours_build(detours *, const dt_game *, uint64_t from, const uint64_t *wanted, memory *,
                   progress *, dt_error *);
void detours_free(detours *);
bool detours_first(const detours *, uint64_t at, uint32_t player);
void detours_read(const detours *, uint64_t at, leg *legs);

/* ways.c: the same on graphs, where two moves of one player in a row are not one: over pairs of a
 * slot and who moved last. Cost: for each pair the arcs that leave its slot. The four builders fill
 * steps, counts and against; firsts are those of the pairs. */
enum { FIRST_WORDS = MAX_PLAYERS / 64 };
typedef struct pair {        /* the best ways that end there, moved last by that player */
    uint16_t against, steps; /* UNREACHED */
    bool done;
    uint64_t count, firsts[FIRST_WORDS];
} pair;
/* Of paths.c: the arrays by slot, with nothing reached but `from`; why a search failed. */
bool ways_take(ways *);
bool detours_take(detours *);
void *fail_ways(dt_error *, const memory *, const progress *, bool too_far);
bool graph_ways(ways *, progress *, dt_error *);
bool graph_detours(detours *, progress *, dt_error *);
void graph_free_pairs(const dt_game *, memory *, pair *);
bool graph_first(const dt_game *, const pair *, uint64_t at, uint32_t player);
bool graph_last(const dt_game *, const pair *, uint64_t at, uint32_t player);
/* A best way to a slot, read from the pairs of these ways, or of these detours. */
void graph_read_way(const ways *, uint64_t at, leg *legs);
void graph_read_detour(const detours *, uint64_t at, leg *legs);

#endif
