/* What concessions open, compared with no deal, without playing any of them out: which states cross
 * only the lifted red lines, and how every player, its own lifted lines being its last wishes, ranks
 * them against the no deal. */
#ifndef ANALYSIS_COMPARE_H
#define ANALYSIS_COMPARE_H

#include "analysis/conditions.h"

typedef struct against_no_deal { /* a player's view of a ground: states by the no deal */
    uint64_t better, same, worse;
} against_no_deal;

typedef struct comparison {  /* of one set of lifted red lines */
    uint64_t lifted;         /* 0: the common ground */
    uint64_t opens;          /* states within all other red lines */
    uint64_t no_worse;       /* of these, for nobody worse than no deal */
    uint64_t no_worse_alone; /* of all states asked about */
    against_no_deal *views;  /* by player, from the caller; NULL: there is no no deal */
    uint64_t *listed;        /* the first slots that it opens, from the caller */
    uint64_t listed_count, listed_room;
} comparison;

/* One pass over the states. `counted` are the red lines that count. Cost: for each state the scores
 * of all players, and for each set and each owner of a line of it, its criteria as words of 64. */
bool compare_grounds(const conditions *all, uint64_t counted, comparison *, size_t count, memory *,
                     progress *, dt_error *);

#endif
