/* The oracle of `redlines`: common ground, clashes, concessions, agenda and funnel, each straight
 * from its definition in docs/analyses.md, by looking at every set of red lines and every state.
 *
 * It stands on the oracle of tests/oracle and, like it, shares nothing with the engine. agree.c holds
 * the engine's JSON against it; trials.c tries conflicts by seed and makes failing ones small.
 */
#ifndef REDLINES_LITERAL_H
#define REDLINES_LITERAL_H

#include "detente.h"
#include "oracle.h"

enum { MOST_RED_LINES = 7, MOST_SETS = 1 << MOST_RED_LINES };

/* A set of red lines: bit k is line k of the scene. All sets of n lines are 0 .. (1 << n) - 1. */
typedef unsigned red_lines;

typedef struct question { /* what `redlines` is asked; zero: nothing in particular */
    int events;           /* the stage: after so many */
    const bool *lift;     /* by id: red lines that are lifted; NULL: none */
    unsigned between;     /* players whose red lines count, a bit each; 0: all */
    int where;            /* 1 + a let that limits the states; 0: all states */
    concept concept;      /* whose equilibria are listed */
    int limit;            /* most states in a list; 0: all */
} question;

typedef struct scene { /* the conflict as it is asked about */
    const conflict *c;
    question asked;
    stage stage;
    game *game; /* with the question's red lines lifted */
    int lines;
    int line[MOST_RED_LINES]; /* statements: red lines in force, by player, in their order */
    red_lines counted;        /* those not lifted, of the players asked for */
    bool *among;              /* by state: where the condition holds */
} scene;

/* False: more red lines than this oracle looks at. */
bool scene_set(scene *, const conflict *, const question *);
void scene_clear(scene *);

int set_size(red_lines);
bool crosses(const scene *, int at, int k);
bool any_state(const scene *);
/* States asked about that cross no counted red line but those of `lifted`. */
bool on_ground(const scene *, red_lines lifted, int at);
int ground_size(const scene *, red_lines lifted);

/* Their number; the sets in order: by size, then by their lines as they stand in the file. */
int all_clashes(const scene *, red_lines sets[MOST_SETS]);
int all_concessions(const scene *, red_lines sets[MOST_SETS]);

bool level_occurs(const scene *, red_lines lifted, int o, int level);
/* The minimal sets that shut out all of the option's levels that are missing. */
int all_shutting(const scene *, red_lines lifted, int o, red_lines sets[MOST_SETS]);

typedef enum step { FEASIBLE, WITHIN, NO_WORSE, EFFICIENT, HOLDING, IMPROVING, LEGAL, STEPS } step;
extern const char *const step_word[STEPS];

typedef struct narrowing { /* the funnel where `lifted` is lifted on top */
    game *game;
    bool has[STEPS];
    bool *passes[STEPS]; /* by state: this step and all before it (LEGAL: all but IMPROVING) */
    int count[STEPS], alone[STEPS], by_concept[CONCEPTS];
    int better[MOST_PLAYERS], same[MOST_PLAYERS], worse[MOST_PLAYERS]; /* than no deal, of WITHIN */
} narrowing;

void narrow(const scene *, red_lines lifted, narrowing *);
void narrowing_clear(narrowing *);

/* ---- agree.c ------------------------------------------------------------------------------ */

/* Does the JSON of dt_report_redlines say what the oracle says? */
bool redlines_agree(const scene *, bool by_solver, const char *json, char *what, size_t room);
/* Does the JSON of dt_report_explain, asked for one state? */
bool explain_agrees(const scene *, int at, int versus, const bool *verdict, const char *json,
                    char *what, size_t room);

/* The finding of a conflict, asked that way: both backends, and the solver where it may be. */
finding examine_redlines(const conflict *, const question *, int threads, const dt_sat *);
finding examine_explain(const conflict *, const question *, int threads, uint64_t seed);

/* ---- trials.c ----------------------------------------------------------------------------- */

/* More red lines, and about few things, so that they clash often; never more than six. */
void add_red_lines(conflict *, dice *);
/* A question that fits the conflict, by the seed; `lift` has room for every id and a line more. */
question any_question(const conflict *, uint64_t seed, bool lift[MOST_STATEMENTS + 2]);

typedef finding examiner(const conflict *, uint64_t seed);
/* The number of conflicts that were compared. A failing one is made small and printed; the result is
 * negative then. */
long try_conflicts(const char *what, wishes, long usually, examiner *);

/* ---- solver.c ----------------------------------------------------------------------------- */

extern const dt_sat small_solver;
extern long solver_calls; /* so far */
extern long solver_stops; /* the call that says "stopped", from 0; negative: none */

#endif
