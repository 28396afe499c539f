/* Clashes and concessions of models that are too large to look at every state, by a SAT solver.
 *
 * The same answers as survey_take, but for counts: the solver finds states, it does not count them.
 */
#ifndef ANALYSIS_SAT_H
#define ANALYSIS_SAT_H

#include "analysis/redlines.h"

typedef struct sat_survey {
    const stage *stage;
    const dt_sat *solver;
    memory *memory;
    void *handle;          /* the solver's */
    uint64_t counted;      /* red lines that count */
    bool common;           /* is there common ground? */
    line_sets concessions; /* when there is none */
    line_sets clashes;
    int *bits;      /* the solver's variable of each state bit */
    int *lines;     /* of each red line: true where it is respected */
    uint64_t calls; /* of the solver: a measure of work */
} sat_survey;

/* `where` may be NULL. Proves every concession minimal and complete: the last call of the solver
 * says that there is no further one. False: err is set. */
bool sat_survey_take(sat_survey *, const stage *, const expr *where, uint64_t counted,
                     const dt_sat *, memory *, progress *, dt_error *);
void sat_survey_free(sat_survey *);

/* After the survey, before the questions below: a solver that has not excluded the concessions. */
bool sat_reopen(sat_survey *, const expr *where, dt_error *);

/* Which levels an option takes where `lifted` is lifted and all other counted lines are respected, a
 * bit a level. False: stopped. */
bool sat_levels(sat_survey *, uint64_t lifted, uint32_t option, uint32_t *levels);

/* A state that crosses no counted line but those of `lifted`. False: there is none, or stopped. */
bool sat_example(sat_survey *, uint64_t lifted, uint64_t *state);

#endif
