/* Why a state is stable for a player, or not: every improvement with the sanction that deters it, or
 * one that nothing deters. */
#ifndef ANALYSIS_EXPLAIN_H
#define ANALYSIS_EXPLAIN_H

#include "analysis/stability.h"

typedef struct step { /* of a path of sanctions */
    uint32_t player;
    uint64_t to; /* slot */
} step;

typedef struct sanction {
    uint64_t to;          /* the improvement that it deters */
    uint64_t answer;      /* the player's best from where the path ends (smr, sseq); there, if it
                             cannot do better, or for the other concepts */
    size_t first, length; /* its steps; at least one */
} sanction;

typedef struct explanation {
    const dt_game *game;
    memory *memory;
    uint64_t at; /* slot */
    uint32_t player;
    dt_concept concept;
    bool stable;
    uint64_t improvements;
    struct {
        sanction *items;
        size_t count, room;
    } sanctions; /* one an improvement, where stable */
    struct {
        step *items;
        size_t count, room;
    } steps;
    uint64_t
        escape; /* where not stable: an improvement that nothing sanctions; the best for the player */
    uint64_t joint; /* how many other states the others can lead to from it */
} explanation;

/* Explains one verdict under the definition of responses (sequences). Every path is a shortest one.
 * Cost: for each step of the longest path a pass a mover over the states. */
bool explanation_build(explanation *, const dt_game *, uint64_t at, uint32_t player, dt_concept,
                       memory *, progress *, dt_error *);
void explanation_free(explanation *);

/* Which of a player's criteria decides between two states: the first that is true of one only. */
typedef struct decider {
    const stage_player *preferences;
    memory *memory;
    logic logic;
    slot *truths; /* of each criterion */
    uint8_t *values;
} decider;

bool decider_start(decider *, const dt_game *, uint32_t player,
                   memory *); /* false: memory is gone */
void decider_free(decider *);
/* Its place among the player's criteria; NONE: none tells them apart, or the player has a rank. */
uint32_t decider_between(decider *, uint64_t state, uint64_t other);

#endif
