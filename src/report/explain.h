/* What `explain` says of one state. */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "analysis/explain.h"
#include "report/words.h"

typedef struct decided_by { /* how often a criterion of the player keeps it where it is */
    uint64_t moves;         /* moves that it makes unattractive */
    uint64_t sanctions;     /* sanctions that it makes effective */
} decided_by;

typedef struct told_verdict {
    explanation explanation;
    decided_by *criteria; /* of the player, by place; NULL: it has a rank */
    decided_by ties;      /* moves to, and sanctions at, states that are as good as this one */
    decided_by by_rank;   /* where the player has a rank */
} told_verdict;

typedef struct explain_report {
    report *report;
    uint64_t at, versus;    /* slots; versus DT_NO_INDEX: none */
    told_verdict *verdicts; /* by player and concept, in that order */
    size_t verdict_count;
    decider *deciders; /* by player */
    bool *wanted;      /* players */
    uint32_t concepts;
} explain_report;

bool explain_json(explain_report *);
bool explain_text(explain_report *);

#endif
