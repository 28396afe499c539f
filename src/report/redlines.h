/* What `redlines` says: common ground, or what every concession would open. */
#ifndef REPORT_REDLINES_H
#define REPORT_REDLINES_H

#include "analysis/compare.h"
#include "analysis/funnel.h"
#include "analysis/redlines.h"
#include "analysis/sat.h"
#include "report/words.h"

enum { MOST_SETS = 1000 }; /* clashes and concessions beyond are counted, not listed */

typedef struct agenda_item { /* of an option */
    uint32_t levels;         /* that it takes, a bit a level */
    line_sets shut_by;       /* minimal sets of red lines that shut out the others */
} agenda_item;

typedef struct ground { /* common ground (lifted 0), or what a concession opens */
    uint64_t lifted;
    uint64_t opens;
    bool rigid;          /* a red line of it is one that its owner cannot give up */
    agenda_item *agenda; /* by option; NULL: there was no time or memory for more of them */
    bool has_funnel;
    bool has[FUNNEL_STEP_COUNT];
    uint64_t count[FUNNEL_STEP_COUNT], alone[FUNNEL_STEP_COUNT], by_concept[DT_CONCEPT_COUNT];
    uint64_t
        *listed[FUNNEL_STEP_COUNT]; /* slots of each step where they are few; WITHIN: the first */
    uint64_t listed_count[FUNNEL_STEP_COUNT];
    against_no_deal *versus; /* by player; NULL: no no deal */
} ground;

typedef struct redlines_report {
    report *report;
    uint64_t counted;   /* red lines that count */
    dt_concept concept; /* whose equilibria are listed */
    bool by_solver;     /* the states were not enumerated: no counts, no funnel */
    uint64_t states;    /* asked about */
    uint64_t common;    /* of these, common ground; by the solver 0 or 1 */
    line_sets clashes, concessions;
    ground *grounds; /* the common ground, or one a concession */
    size_t ground_count;
} redlines_report;

/* "always", "never" or "open": whether the option is above its lowest level. */
const char *agenda_status(uint32_t levels);

/* What `redlines` says as far as it follows from the red lines and the no deal alone, for an open
 * report with .report and .concept set: nothing is compiled or analysed, and funnels end at the step
 * `no_worse`. Everything is in the report's arena, sets of red lines too. */
bool redlines_compare(redlines_report *, progress *, dt_error *);

typedef enum redlines_depth {
    REDLINES_LINES,  /* clashes, concessions and what these open */
    REDLINES_FUNNEL, /* and each ground's agenda and funnel, with one concept: an analysis each */
    REDLINES_ALL     /* and with all concepts */
} redlines_depth;

/* Finds out what `redlines` says, and has it told. What `tell` gets lives during the call. */
bool redlines_find(dt_model *, const dt_options *, redlines_depth,
                   bool (*tell)(redlines_report *, void *ctx, dt_error *), void *ctx, dt_error *);

bool redlines_json(redlines_report *);
bool redlines_text(redlines_report *);

#endif
