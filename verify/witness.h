/* A witness as it was handed in: read, understood, not yet believed.
 */
#ifndef VERIFY_WITNESS_H
#define VERIFY_WITNESS_H

#include "verify/rules.h"

typedef struct step {
    uint32_t player;
    state to;
} step;

typedef struct sanction {
    state to; /* the improvement that it is to deter */
    step *path;
    size_t length;
    bool answered;
    state answer;
} sanction;

typedef struct verdict {
    state at;
    uint32_t player;
    dt_concept concept;
    bool stable;
    uint64_t improvements;
    sanction *sanctions; /* where stable */
    size_t sanction_count;
    state escape; /* where not stable */
    uint64_t joint;
} verdict;

typedef struct witness {
    rules rules; /* of the stage and with the red lines lifted that it names */
    verdict *verdicts;
    size_t verdict_count;
    bool names_text; /* it says which text it is of, and it is this one */
} witness;

const char *concept_id(dt_concept);

/* Reads a witness against a checked model. False: the error says what is wrong, and where as a path
 * such as verdicts[3].sanctions[0].path[1]; a mistake of JSON has a line and a column instead. Free
 * it in any case. */
bool witness_read(witness *, dt_model *, const char *text, size_t length, memory *, arena *,
                  progress *, dt_error *);
void witness_free(witness *);

#endif
