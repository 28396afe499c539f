/* The funnel: from what is feasible, step by step, to what could be agreed and would last. */
#ifndef ANALYSIS_FUNNEL_H
#define ANALYSIS_FUNNEL_H

#include "analysis/redlines.h"
#include "analysis/stability.h"

#define FUNNEL_STEPS(X)                                                                            \
    X(FEASIBLE, "feasible", "possible")                                                            \
    X(WITHIN, "within", "within all red lines")                                                    \
    X(NO_WORSE, "no_worse", "for nobody worse than no deal")                                       \
    X(EFFICIENT, "efficient", "wasting nothing (Pareto-efficient)")                                \
    X(STABLE, "stable", "that hold")                                                               \
    X(IMPROVING, "improving", "reached from today by improvements")                                \
    X(LEGAL, "legal", "reached from today by legal moves")

typedef enum funnel_step {
#define X(ID, id, words) FUNNEL_##ID,
    FUNNEL_STEPS(X)
#undef X
        FUNNEL_STEP_COUNT
} funnel_step;

extern const char *const funnel_ids[FUNNEL_STEP_COUNT];
extern const char *const funnel_words[FUNNEL_STEP_COUNT];

typedef struct funnel {
    const dt_verdicts *verdicts;
    memory *memory;
    dt_concept concept;
    bool has[FUNNEL_STEP_COUNT];           /* steps that need a status quo may be missing */
    uint64_t count[FUNNEL_STEP_COUNT];     /* all steps so far; LEGAL: all but IMPROVING */
    uint64_t alone[FUNNEL_STEP_COUNT];     /* this step by itself, among the states asked about */
    uint64_t by_concept[DT_CONCEPT_COUNT]; /* STABLE for every concept that was analysed */
    uint64_t *bits[FUNNEL_STEP_COUNT];     /* the states of `count`, by slot */
} funnel;

/* `all` says what `where` means; red lines count that are standing and in `counted`. Cost: the two
 * Pareto steps, and two reachability fixpoints. */
bool funnel_build(funnel *, const dt_verdicts *, const conditions *all, uint64_t counted,
                  dt_concept, memory *, progress *, dt_error *);
void funnel_free(funnel *);

#endif
