/* The rules of a conflict at one stage, as the definitions say them: what holds in a state, which
 * states are feasible, who may move where, who prefers what. Slow and plain on purpose: nothing here
 * is shared with the engine, which turns the same conditions into programs over bits.
 */
#ifndef VERIFY_RULES_H
#define VERIFY_RULES_H

#include "base/threads.h"
#include "model/stage.h"

/* The levels of all options side by side, each in binary; of a model with `states` the place in that
 * list. Coalesced states are one state, and one of them stands for all. */
typedef uint64_t state;

typedef enum truth { NO, YES, OPEN } truth; /* OPEN: it depends on options that are open */

typedef struct glance { /* conditions at one state, lets and outcomes remembered */
    state at;
    uint64_t known;   /* the options whose level is known, a bit each */
    uint64_t stamp;   /* of this state; 0: none yet */
    uint64_t *stamps; /* of the state that a definition was last evaluated at */
    uint8_t *truths;  /* what it was there */
    bool literal;     /* `state X` holds in X alone, not in what is coalesced with it */
} glance;

typedef struct merged { /* states that are one */
    const expr *condition;
    struct {
        state *items; /* the feasible ones; the first stands for all */
        size_t count, room;
    } members;
    state differing; /* the bits of options in which they differ */
} merged;

typedef struct arc { /* of a model with `states` */
    state from, to;
} arc;

typedef struct constraint {
    const statement *statement;
    uint64_t mentions; /* options that it depends on */
} constraint;

typedef struct placed { /* a state in a rank */
    state at;
    uint32_t place; /* from 0, the best; indifferent states share it */
} placed;

typedef struct preference {
    const criterion *criteria; /* the first on which two states differ decides */
    uint32_t criterion_count;
    const placed *rank; /* instead of criteria, ascending by state; NULL: by criteria */
    uint32_t rank_count;
} preference;

typedef struct mover { /* what a player can choose, once somebody asks */
    state own;         /* the bits of its options that are not fixed */
    uint64_t options;  /* these options, a bit each */
    state lasting;     /* the bits of those of them that are irreversible */
    bool ready;
    struct {
        state *items; /* ways to set its options that no constraint forbids whatever the rest */
        size_t count, room;
    } choices;
    const constraint **checks; /* the constraints that also depend on others' options */
    uint32_t check_count;
    arc *arcs; /* of a model with `states`: its moves, by where they start */
    size_t arc_count;
} mover;

typedef struct rules {
    const dt_model *model;
    stage stage;
    memory *memory;
    arena *arena;
    progress *progress;                       /* polled in long work */
    uint8_t shift[MAX_BITS], width[MAX_BITS]; /* where the level of option k stands in a state */
    state fixed_at;                           /* the levels of fixed options */
    uint64_t fixed;                           /* these options, a bit each */
    constraint *constraints;
    preference *preferences;
    mover *movers;
    const statement **landings; /* definitions evaluated first, so that no chain of them is long */
    uint32_t landing_count;
    glance here, first, second; /* of feasibility; of the two sides of a comparison */
    glance *aside;              /* of what is coalesced */
    merged *classes;
    uint32_t class_count;
} rules;

/* Reads what is in force after `number` events. The model must be checked. */
bool rules_start(rules *, dt_model *, uint32_t number, memory *, arena *, progress *, dt_error *);
void rules_free(rules *);
/* Lifts a red line, "player.line": in its player's preference it moves to the end; several lifted
 * ones keep their order there. False: there is no such red line at this stage. */
bool rules_lift(rules *, const char *line);

uint32_t rules_level(const rules *, state, uint32_t option);
/* The state with option k at a level. */
state rules_with(const rules *, state, uint32_t option, uint32_t level);
state rules_state(const rules *, uint64_t bits); /* of the model's thermometer bits */
/* The state that stands for it: itself, or one that it is coalesced with. */
state rules_one(const rules *, state);
/* What a state is called in messages: its pattern, with - where coalesced states differ, or of a
 * model with `states` its name, cut where it is long. */
void rules_pattern(const rules *, state, char pattern[MAX_BITS + 1]);
/* May two moves of one player in a row be no move? */
bool rules_in_steps(const rules *);

/* A condition where the options in `known` are at their levels in `at` and the others open. */
truth rules_truth(const rules *, glance *, const expr *, state at, uint64_t known);
/* Is some constraint broken there, whatever the open options are? */
bool rules_broken(rules *, state at, uint64_t known);
/* Why a state is not feasible, as a sentence's end; false: it is feasible. */
bool rules_infeasible(rules *, state, char *why, size_t room);
/* Does player i prefer state a to state b? */
bool rules_prefers(rules *, uint32_t i, state a, state b);
/* Why player i cannot move from one feasible state to another state, as a sentence's end; false: it
 * can. */
bool rules_forbids(rules *, uint32_t i, state from, state to, char *why, size_t room);

/* The moves of a player from a feasible state. rules_ready must have been called for the player:
 * it finds the player's choices, and fails with a limit where they are too many. */
typedef struct moves {
    rules *rules;
    const mover *mover;
    state from, to;
    const state *members; /* the states behind `from` that are still to be looked at */
    size_t member_count;
    state alone; /* `from`, if it is the only one */
    size_t next;
} moves;

bool rules_ready(rules *, uint32_t i, dt_error *);
moves rules_moves(rules *, uint32_t i, state from);
bool rules_next(moves *);

#endif
