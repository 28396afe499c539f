/* verify.h - is a witness true?
 *
 * `explain --format json` writes witnesses: for every verdict either a sanction for each improvement
 * that the player has, or an improvement that nothing sanctions. This library checks them by the
 * literal definitions. It shares the parser and the stages with the engine and nothing else: it
 * evaluates conditions on levels, lists moves and compares preferences itself. The link makes sure:
 * no object of the engine is in it.
 *
 * WHAT IS CHECKED, for state s, player i and a concept:
 *   - s is feasible, and `improvements` is the number of moves of i from s to states it prefers to s.
 *   - Stable: each improvement has exactly one sanction. Its path starts at the improvement; every
 *     step is a legal move of a player other than i (seq, sseq: to a state that the mover prefers to
 *     the one it leaves); nobody moves twice in a row; i does not prefer the last state to s. For
 *     smr and sseq i has no move from there to a state that it prefers to s either, and `answer` is
 *     a best one for i among that state and its moves from there. For the other concepts `answer` is
 *     null, left out, or the last state. For nash there is no improvement at all.
 *   - Not stable: `escape.to` is an improvement. All that the others can lead to from it is searched
 *     here, and nothing of it is a sanction. `escape.joint` is the number of states that they can
 *     lead to, `escape.to` itself never counted; for nash, which asks for no response, 0.
 *
 * WHAT IS READ  States by `pattern`, or by `name` where the pattern is null; never by number. Fields
 * that are not known are passed over. What a number or a pattern with `-` in the MODEL means is the
 * parser's word.
 */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "detente.h"

typedef enum verify_outcome { VERIFY_TRUE, VERIFY_FALSE, VERIFY_GAVE_UP } verify_outcome;

typedef struct verify_finding { /* about one verdict; its texts live during the call */
    size_t number, count;       /* of the verdict, from 1; of all */
    const char *state;          /* its pattern */
    const char *player;         /* its identifier */
    dt_concept concept;
    bool stable; /* as the verdict says */
    verify_outcome outcome;
    const char *where, *why; /* the place in the witness, and a sentence; when it is not true */
} verify_finding;

typedef struct verify_result {
    size_t verdicts, held, failed, gave_up;
    bool names_text; /* the witness says which text it is of, and it is this one */
    bool in_witness; /* an error that was returned is of the witness, not of the model */
} verify_result;

/* Checks every verdict of a witness and tells of each (`tell` may be NULL). False only when there
 * was an error: of the model (all go to options->diagnose), of the form of the witness, a limit, or
 * a cancellation; a witness that is not true is no error. Options: memory, memory_bytes, progress,
 * diagnose. Cost: docs/analyses.md has the definitions; a search of joint moves takes 12 to 24 bytes
 * a state, and gives up at the memory limit. */
bool verify_witness(const char *model, size_t model_length, const char *witness,
                    size_t witness_length, const dt_options *,
                    void (*tell)(void *ctx, const verify_finding *), void *ctx, verify_result *,
                    dt_error *err);

const char *verify_concept(dt_concept); /* "seq" */

#endif
