/* What is asked of every state, as one boolean program: which red lines it crosses, which outcomes
 * it is, whether it is among those that the user wants to see. Coalesced states are one state: it is
 * an outcome, and wanted, where all of them are. (Their red lines are equal.) */
#ifndef ANALYSIS_CONDITIONS_H
#define ANALYSIS_CONDITIONS_H

#include "game/game.h"

typedef struct conditions {
    const dt_game *game;
    logic logic;
    slot *roots;            /* whether a red line is respected, each outcome, where */
    uint32_t redline_count; /* of the stage, lifted ones included; they count as never crossed */
    uint32_t outcome_count;
    bool limited;      /* by a condition `where` */
    uint64_t standing; /* red lines that are not lifted */
} conditions;

/* `where` may be NULL. False: memory is gone; or *unsettled is a `state` whose state is unknown. */
bool conditions_start(conditions *, const dt_game *, const expr *where, memory *, arena *,
                      const expr **unsettled);
void conditions_free(conditions *);

typedef struct view { /* LOGIC_BLOCK slots side by side */
    const conditions *conditions;
    uint64_t block; /* DT_NO_INDEX: none yet */
    uint64_t states[LOGIC_BLOCK];
    uint64_t among[LOGIC_WORDS]; /* feasible and where `where` holds, a bit a slot */
    logic_row columns[64];
    logic_row *values;
    logic_row *of_members; /* of coalesced states; NULL: there are none */
} view;

bool view_start(view *, const conditions *, memory *); /* false: memory is gone */
void view_free(view *, memory *);
/* Does nothing if the view shows that block already. False: no state of it is feasible. */
bool view_block(view *, uint64_t block);
/* The red lines that a word of 64 slots of the block cross: one mask a slot. */
void view_crossed(const view *, uint32_t word, uint64_t masks[64]);
static inline uint64_t view_outcome(const view *v, uint32_t outcome, uint32_t word)
{
    return v->values[v->conditions->roots[v->conditions->redline_count + outcome]].words[word];
}

typedef struct facts { /* of one slot */
    uint64_t state;
    uint64_t crossed; /* red lines */
    bool among;
} facts;

/* Turns the view to the block of a slot. Cheap for slots in order. */
facts view_facts(view *, uint64_t at);
/* After view_facts of that slot. */
bool view_has_outcome(const view *, uint64_t at, uint32_t outcome);

#endif
