/* How the passes over a dense game cut it into tiles.
 *
 * Players whose digits are neighbours form a group, as long as all their choices together are few. A
 * tile holds all `rows` combinations of a group's choices for some cells side by side, in sub-tiles
 * as wide as a vector:
 *
 *     cell (row r, lane x) of sub-tile k at [(k * rows + r) * LANES + x]
 *
 * so every clique of every player of the group lies inside one tile: a pass loads it once, lets the
 * players of the group move until nothing changes, and stores it once. A sub-tile of 1,024 rows is as
 * large as the first cache, a tile at most half of the second.
 *
 *     ROWS     the lanes are neighbours in the digits below the group's
 *     BLOCKS   the group has the lowest digits: a lane is a whole block of `rows` cells, transposed
 *     RUNS     one player with many choices has the lowest digit: its cliques are runs of cells
 */
#ifndef ANALYSIS_TILES_H
#define ANALYSIS_TILES_H

#include "game/game.h"

#include <stdatomic.h>

#ifdef DT_HOSTILE
enum { LANE_BYTES = 4, TILE_BYTES = 64, RUN_CELLS = 8, MOST_ROWS = 4, LEAST_RUN = 4, FEW = 3 };
#else
enum {
    LANE_BYTES = 32,      /* of a sub-tile's row */
    TILE_BYTES = 1 << 18, /* of a tile and what is loaded with it */
    RUN_CELLS = 1 << 15,  /* of a tile of runs */
    MOST_ROWS = 256,      /* of a group of several players */
    LEAST_RUN = 64,       /* cells of a clique from which on runs pay */
    FEW = 16              /* choices up to which all pairs of a clique are compared */
};
#endif

typedef struct axis { /* one player of a group */
    uint32_t player;
    uint32_t rows;       /* its choices */
    uint32_t inner;      /* rows of the group from one choice to the next */
    const mover *mover;  /* whose classes bind it */
    uint32_t *reach_few; /* with at most FEW choices: a bit for each that a choice may move to */
} axis;

typedef enum layout { ROWS, BLOCKS, RUNS } layout;

typedef struct group {
    layout layout;
    uint64_t stride; /* slots from one row to the next */
    uint32_t rows;
    uint32_t axis_count;
    axis *axes;
} group;

typedef enum pass_kind {
    PASS_REACH,   /* extremes over moves */
    PASS_IMPROVE, /* extremes over improvements */
    PASS_ORDER,   /* sorts the cliques of a mover */
    PASS_JUDGE    /* where a player's moves lead to nothing above its score */
} pass_kind;

typedef struct pass {
    const dt_game *game;
    const struct operators *operators;
    pass_kind kind;
    bool least;    /* minima; else maxima */
    bool backward; /* what a state has goes to where its moves lead */
    bool merge;    /* what `to` holds stays where it is less */
    bool settled;  /* one round of the group's players is enough */
    int raise;     /* added to what is loaded: 1 or -1 turns one neutral value into the other */
    uint32_t width, order_width; /* bytes of a value, of an entry of an order */
    const void *from;            /* JUDGE: NULL stands for the scores */
    void *to;
    const void *scores;   /* JUDGE, by slot */
    uint64_t *bits;       /* JUDGE, by slot, all 0 before */
    void *const *orders;  /* IMPROVE, by player: order_few or order_many */
    atomic_bool *changed; /* set when anything did; may be NULL */
    const group *group;   /* dense */
    const axis **movers;  /* dense: who of the group moves */
    uint32_t mover_count;
    uint32_t subs;       /* dense: sub-tiles of a tile, at most */
    const mover *listed; /* listed: the mover */
    const void *order;   /* listed */
} pass;

typedef struct tile {
    uint64_t first;     /* the slot of row 0, lane 0 */
    uint64_t high, low; /* of lane 0: what the digits above and below the group's say */
    uint32_t lanes;     /* in use; RUNS: cliques */
} tile;

static inline uint64_t tile_lanes(const pass *p)
{
    uint32_t rows = p->group->rows;
    if (p->group->layout == RUNS) return rows < RUN_CELLS ? RUN_CELLS / rows : 1;
    return (uint64_t)p->subs * (LANE_BYTES / p->width);
}

static inline uint64_t tile_count(const pass *p)
{
    const group *g = p->group;
    uint64_t highs = p->game->slots / (g->stride * g->rows), lanes = tile_lanes(p);
    if (g->layout == ROWS) return highs * ((g->stride + lanes - 1) / lanes);
    return (highs + lanes - 1) / lanes;
}

static inline tile tile_at(const pass *p, uint64_t number)
{
    const group *g = p->group;
    uint64_t highs = p->game->slots / (g->stride * g->rows), lanes = tile_lanes(p);
    if (g->layout == ROWS) {
        uint64_t a_high = (g->stride + lanes - 1) / lanes, low = number % a_high * lanes;
        return (tile){.first = number / a_high * g->stride * g->rows + low,
                      .high = number / a_high,
                      .low = low,
                      .lanes = (uint32_t)(g->stride - low < lanes ? g->stride - low : lanes)};
    }
    uint64_t high = number * lanes;
    return (tile){.first = high * g->rows,
                  .high = high,
                  .lanes = (uint32_t)(highs - high < lanes ? highs - high : lanes)};
}

/* Compares all pairs of a clique instead of walking through it in order? */
static inline bool is_few(uint32_t rows) { return rows <= FEW; }

/* What a worker does with a tile, or with some cliques of a listed game, for values of 1, 2 and 4
 * bytes (at 0, 1 and 2). One set is built for any processor of the kind, one for AVX2; they give the
 * same results. */
typedef struct kernels {
    void (*tile[3])(const pass *, uint64_t number, void *scratch);
    void (*run[3])(const pass *, uint64_t run, void *scratch);
} kernels;

extern const kernels kernels_any, kernels_avx2;

#endif
