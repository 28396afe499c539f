/* The game: a conflict as numbers, frozen. The narrow waist between language and analysis.
 *
 * A game has slots: in the dense backend one a cell of the product of the players' choices, feasible
 * or not; in the listed backend one a feasible state; in the graph backend one a state of the graph,
 * or a class of coalesced states in the place of its lowest member. All are in ascending order of the
 * states' bits, so an index (the k-th feasible state) and a slot follow from each other.
 *
 * A player's clique is the set of slots that differ in that player's choice only. Moves stay inside
 * cliques. Irreversible options divide a clique into classes; from a class one may move to the
 * classes that it may still reach (`up`, itself included).
 *
 * In the graph backend moves are arcs, listed for each player by the state that they leave and by the
 * state that they lead to; two of them in a row need not be a move.
 *
 *   bytes a slot: scores of the players, each as wide as its number of distinct ranks needs;
 *   dense 1/8 for feasibility; listed 8 for the state and 4 a player for the cliques; graph 8 for the
 *   state, 8 a player and 8 an arc, and where states are coalesced 20 a member and 12 a class.
 */
#ifndef GAME_GAME_H
#define GAME_GAME_H

#include "base/logic.h"
#include "base/threads.h"
#include "model/stage.h"

typedef struct scores { /* of one player: 0 where infeasible, else 1 (worst) to `distinct` (best) */
    uint32_t distinct;
    uint32_t width; /* bytes of a value: 1, 2 or 4 */
    void *values;   /* by slot; NULL: forgotten to save memory, see scores_take */
    bool *
        decided; /* of each criterion: earlier ones decide it on the feasible states; NULL by rank */
    struct ranking *ranking; /* how a state becomes a score; NULL by rank */
    const struct dt_game *game;
    uint32_t player;
} scores;

typedef struct mover {        /* how one player moves */
    uint64_t bits;            /* of its options that are not fixed */
    uint64_t rising, falling; /* of these, the ones that can only rise, only fall */
    uint32_t rows; /* dense: its choices; listed: the largest clique; graph: the most arcs, and 1 */
    uint32_t class_count;
    uint32_t *up_first; /* up[up_first[c]] .. up[up_first[c + 1] - 1]: classes reachable from c */
    uint32_t *up;
    uint32_t *down_first; /* the same the other way round: classes that reach c */
    uint32_t *down;
    uint32_t *classes; /* dense: of each choice; listed: of each place; NULL: one class */
    /* dense: slot = (high * rows + choice) * stride + low */
    uint64_t *choices; /* ascending */
    uint64_t stride;
    /* listed: places in an order in which cliques are runs */
    uint32_t *slots; /* the slot at each place */
    uint32_t *runs;  /* first place of each clique, and one beyond the last */
    uint64_t run_count;
    /* graph: compressed rows of slots, ascending; NULL in the other backends */
    uint32_t *to_first, *to; /* to[to_first[s]] .. to[to_first[s + 1] - 1]: where it moves from s */
    uint32_t *from_first, *from; /* the same the other way round */
} mover;

typedef struct members { /* the states behind the slots, where states are coalesced */
    uint64_t *states;    /* all feasible ones, ascending */
    uint32_t *slots;     /* of each */
    uint32_t *first;     /* by slot: listed[first[s]] .. listed[first[s + 1] - 1] */
    uint64_t *listed;    /* by slot, ascending */
    uint64_t *differing; /* by slot: the bits in which members differ */
    uint64_t count;
    struct
        alias { /* a state that is named or ranked and not feasible, as others of its class are */
        uint64_t state;
        uint32_t slot;
    } * aliases; /* ascending */
    uint64_t alias_count;
} members;

struct dt_game {
    memory memory;
    arena arena;
    dt_model *model;
    stage stage;
    uint32_t players, bits, threads;
    dt_backend backend; /* dense, listed or graph */
    bool chosen;        /* by the engine, not by the caller */
    uint64_t slots, states;
    uint64_t *feasible;  /* dense: a bit a slot */
    uint64_t *before;    /* dense: feasible slots before each word of 64 */
    uint64_t *list;      /* listed, graph: the states, ascending */
    members *members;    /* graph: NULL where no states are coalesced */
    struct cycle *cycle; /* dense: how the bits of the lowest digits repeat; NULL: too few cells */
    mover *movers;
    scores *scores;
    uint64_t status_quo, no_deal; /* slots, or DT_NO_INDEX */
};

static inline bool slot_feasible(const dt_game *g, uint64_t at)
{
    return g->list || (g->feasible[at >> 6] >> (at & 63) & 1);
}

uint64_t slot_state(const dt_game *, uint64_t at);
uint64_t state_slot(const dt_game *, uint64_t state); /* DT_NO_INDEX: not feasible */
uint64_t index_slot(const dt_game *, dt_index);
dt_index slot_index(const dt_game *, uint64_t at);

/* The bits of options at which the states that are one slot differ; 0 where none are coalesced. */
static inline uint64_t slot_differing(const dt_game *g, uint64_t at)
{
    return g->members ? g->members->differing[at] : 0;
}
/* The bits that some of these states have. */
static inline uint64_t slot_mentioned(const dt_game *g, uint64_t at)
{
    return slot_state(g, at) | slot_differing(g, at);
}
/* One character an option and a NUL; '-' where coalesced states differ. */
void slot_pattern(const dt_game *, uint64_t at, char pattern[MAX_BITS + 1]);
typedef struct occurrence { /* that occur among states */
    uint64_t tops;          /* bit b: an option stands exactly at the level that b marks */
    uint64_t zeros;         /* bit b: it is not set in one of them */
} occurrence;
/* Of a slot with that lowest state. `inner` are the bits that have a higher one beside them in their
 * option. */
occurrence slot_levels(const dt_game *, uint64_t at, uint64_t state, uint64_t inner);

uint32_t score_found(const scores *, uint64_t at); /* without the values: some microseconds */

static inline uint32_t score_at(const scores *s, uint64_t at)
{
    if (!s->values) return score_found(s, at);
    return s->width == 1   ? ((const uint8_t *)s->values)[at]
           : s->width == 2 ? ((const uint16_t *)s->values)[at]
                           : ((const uint32_t *)s->values)[at];
}

/* 1 is best. */
static inline uint32_t rank_at(const scores *s, uint64_t at)
{
    return s->distinct + 1 - score_at(s, at);
}

/* The values of a player's scores, those of the game where it has kept them, else computed into
 * memory of `m`; given back by scores_give. Cost: a pass. False: memory is gone, or cancelled. */
bool scores_take(const dt_game *, uint32_t player, memory *m, progress *, scores *);
void scores_give(const dt_game *, memory *m, scores *);

/* LOGIC_BLOCK slots from a multiple of it: their states (0 beyond the last slot), and as bits which
 * of them are feasible. */
void game_block(const dt_game *, uint64_t block, uint64_t states[LOGIC_BLOCK],
                uint64_t feasible[LOGIC_WORDS]);
static inline uint64_t game_blocks(const dt_game *g)
{
    return (g->slots + LOGIC_BLOCK - 1) / LOGIC_BLOCK;
}

/* The bits of a block's states as columns, and which slots are feasible states. */
void game_columns(const dt_game *, uint64_t block, logic_row columns[64],
                  uint64_t feasible[LOGIC_WORDS]);

/* Where a boolean program's slots hold, for every feasible state, block by block: calls visit with
 * the block's number, its states, feasible bits and values; in order and on this thread. False:
 * memory is gone, or visit returned false. */
bool game_scan(const dt_game *, const logic *,
               bool (*visit)(void *ctx, uint64_t block, const uint64_t states[LOGIC_BLOCK],
                             const uint64_t feasible[LOGIC_WORDS], const logic_row *values),
               void *ctx);

/* One player's moves from a slot:
 *     for (moves m = moves_from(g, i, at); next_move(&m);) ... m.to ... */
typedef struct moves {
    const dt_game *game;
    const mover *mover;
    uint64_t from, to;   /* slots */
    uint64_t state;      /* of from */
    uint64_t next, last; /* rows (dense), places (listed) or arcs (graph) to come */
} moves;

moves moves_from(const dt_game *, uint32_t player, uint64_t at);
bool next_move(moves *);

/* The truths of a player's criteria, most important first, in a program of their own; from the
 * program's memory, criterion_count of them. NULL: memory is gone, or the program is too large. */
slot *player_truths(const dt_game *, uint32_t player, logic *, arena *scratch);

/* compile.c: the game after `number` events, of the last of which only the lines up to and including
 * `last` have happened (NULL: all). */
dt_game *game_compile_until(dt_model *, const dt_options *, uint32_t number, const statement *last,
                            dt_error *);
/* Moves a game that nobody else looks at to a later stage that differs from its own only in where
 * the status quo is: states, moves and ranks stay, and so do verdicts. */
bool game_advance(dt_game *, const dt_options *, uint32_t number, dt_error *);

/* compile.c: a game without states, for questions that need the stage only: 0 slots. */
dt_game *game_outline(dt_model *, const dt_options *, dt_error *);

/* need.c: the most bytes that compiling and analysing take, scores and verdicts included; rows of
 * movers are known in the dense form. */
uint64_t dense_need(const dt_game *, uint64_t cells);
uint64_t listed_need(const dt_game *, uint64_t states);
/* What that takes in time, in one unit. */
uint64_t dense_cost(uint64_t cells);
uint64_t listed_cost(uint64_t states);

/* space.c: which states there are. False: failed, with err set. */
bool space_build(dt_game *, const dt_options *, progress *, dt_error *err);
/* columns.c: after the choices are known. */
bool cycle_build(dt_game *);
/* moves.c: cliques and classes. */
bool moves_build(dt_game *, progress *, dt_error *err);
/* graph.c: states and moves of the graph backend. */
bool graph_build(dt_game *, progress *, dt_error *err);
/* Does only the graph backend do? */
bool needs_graph(const dt_model *);
/* The slot of a state of a game with coalesced ones. */
uint64_t member_slot(const dt_game *, uint64_t state);
/* The slot of a state that has a name: where it is coalesced, its class, even if the state itself is
 * not feasible. */
uint64_t named_slot(const dt_game *, uint64_t state);
/* Preferences are read off in rounds of so many statements at most, as long as keys have so few bits;
 * of so many rounds in a row the tables are kept, then ranks are written down. */
enum { MOST_A_ROUND = 16, KEY_BITS = 22, LOOKED_UP = 3 };
/* scores.c: the preferences as ranks. */
bool scores_build(dt_game *, progress *, dt_error *err);
void scores_free(dt_game *);

#endif
