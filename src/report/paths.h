/* What `paths` says: how to get from a state to others. */
#ifndef REPORT_PATHS_H
#define REPORT_PATHS_H

#include "analysis/paths.h"
#include "report/words.h"

typedef struct way { /* a shortest one; legs NULL: there is none */
    leg *legs;
    uint32_t steps;
    uint64_t count;    /* how many shortest ones there are; UINT64_MAX: that many or more */
    uint32_t *players; /* who may begin; of a detour: who acts first against its preference */
    uint32_t player_count;
} way;

typedef struct target {
    uint64_t slot;
    way improving, legal;
    uint32_t against; /* the least number of moves that are no improvements; NONE: no way at all */
    way detour;       /* with so many; its count is 0 */
} target;

typedef struct
    reach { /* a state in the status quo analysis: the first step at which it is reached */
    uint64_t slot;
    uint32_t step[2];                      /* by improvements, by moves; NONE */
    uint32_t *players[2], player_count[2]; /* the last movers */
} reach;

typedef enum target_kind { TO_EQUILIBRIA, TO_OUTCOME, TO_STATE } target_kind;
enum { MOST_LEVELS_SHOWN = 1000, MOST_AGAINST = 1000 };

typedef struct paths_report {
    report *report;
    uint64_t from;
    target_kind kind;
    const dt_verdicts *verdicts; /* TO_EQUILIBRIA */
    dt_concept concept;          /* likewise */
    uint32_t outcome;            /* TO_OUTCOME */
    uint64_t *wanted;            /* by slot */
    uint64_t count;              /* of them */
    uint64_t reached[2];         /* of these, by improvements, by moves */
    struct {
        uint64_t *items; /* of these, by the least number of moves against preference */
        size_t count, room;
    } by_against;
    uint64_t *begins; /* by player: of these, where it may make the first move against preference */
    struct {
        uint64_t *items; /* states first reached at each step, from 0 */
        size_t count, room;
    } levels[2];
    target *targets; /* fewest moves against preference first, then fewest moves; up to the limit */
    size_t target_count;
    reach *reaches; /* every state that is asked about, where they are no more than the limit */
    size_t reach_count;
} paths_report;

bool paths_json(paths_report *);
bool paths_text(paths_report *);
bool paths_tables(paths_report *); /* CSV, Markdown, LaTeX */

/* What may be said of the count of ways: "12", "18,446,744,073,709,551,615 or more". */
void put_ways(output *, uint64_t count);

#endif
