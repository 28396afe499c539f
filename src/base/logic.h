/* Boolean functions of up to 64 bits as straight-line programs, evaluated for many assignments at
 * once, one a bit of a word.
 *
 * Slot k holds the value of operation k, which speaks of earlier slots only. A program is built
 * once, by the logic_ functions, and then read by any number of threads.
 */
#ifndef BASE_LOGIC_H
#define BASE_LOGIC_H

#include "base/memory.h"

enum { LOGIC_WORDS = 8, LOGIC_BLOCK = 64 * LOGIC_WORDS, MAX_LOGIC_OPS = 1 << 20 };
#define LOGIC_FAILED UINT32_MAX

typedef uint32_t slot;

typedef enum logic_kind {
    LOGIC_CONST,
    LOGIC_BIT,
    LOGIC_NOT,
    LOGIC_AND,
    LOGIC_OR,
    LOGIC_SAME
} logic_kind;

typedef struct logic_op {
    logic_kind kind;
    slot a, b;        /* CONST: 0 or 1; BIT: its number; NOT: one slot; else two */
    uint64_t support; /* bits that the value may depend on */
} logic_op;

typedef struct logic {
    memory *memory;
    struct {
        logic_op *items;
        size_t count, room;
    } ops;
    slot bits[64]; /* the slot of each bit, LOGIC_FAILED: none yet */
    slot constants[2];
    bool failed, too_large; /* memory is gone; more than MAX_LOGIC_OPS operations */
} logic;

void logic_start(logic *, memory *);
void logic_free(logic *);
/* Each returns LOGIC_FAILED once the program has failed, and takes it without harm. */
slot logic_constant(logic *, bool);
slot logic_bit(logic *, uint32_t bit);
slot logic_not(logic *, slot);
slot logic_and(logic *, slot, slot);
slot logic_or(logic *, slot, slot);
slot logic_same(logic *, slot, slot);
slot logic_equals(logic *, uint64_t mask, uint64_t value); /* the bits of mask are those of value */
/* At least `threshold` of the slots hold. Cost: count x threshold operations. */
slot logic_at_least(logic *, const slot *, uint32_t count, uint32_t threshold);

uint64_t logic_support(const logic *, slot);
/* Forgets every operation that the roots do not use; the roots get their new numbers. False: memory
 * is gone. */
bool logic_keep(logic *, slot *roots, size_t count);

/* values[k] becomes slot k for LOGIC_BLOCK assignments: bit b of assignment n is bit n%64 of
 * columns[b].words[n/64]. `values` has room for ops.count rows. */
typedef struct logic_row {
    uint64_t words[LOGIC_WORDS];
} logic_row;
void logic_run(const logic *, const logic_row columns[64], logic_row *values);
/* One assignment. `values` has room for ops.count bytes. */
bool logic_holds(const logic *, slot, uint64_t bits, uint8_t *values);
/* Turns LOGIC_BLOCK states (missing ones 0) into columns. */
void logic_columns(const uint64_t states[LOGIC_BLOCK], logic_row columns[64]);

/* ---- all assignments that make a slot true, in ascending order ---------------------------
 *
 * Depth first from the highest free bit, 0 before 1. After each choice every free bit is tried
 * both ways in three-valued logic, all at once in the lanes of a word; a value that makes the slot
 * certainly false is excluded, and so the search leaves most dead ends before it enters them. When
 * the slot is certainly true, what is still free is counted off without looking.
 */
typedef struct solutions {
    const logic *logic;
    slot root;
    uint64_t free;         /* bits to assign */
    uint64_t ones;         /* bits known to be 1 at present, given ones included */
    uint64_t known;        /* bits known at present */
    uint64_t rest, choice; /* bits that may be anything at present, and their present values */
    bool resting;          /* counting off `rest` */
    bool finished, failed; /* failed: memory is gone */
    uint32_t depth;
    struct {
        uint64_t ones, known;
        uint32_t bit;
    } stack[64];              /* decisions for 0 that may still become 1 */
    uint64_t (*planes)[2][3]; /* [slot][may be true, may be false][lane words] */
    uint64_t steps;           /* propagations so far: a measure of work */
    uint64_t step_limit;      /* gives up beyond it; 0: never */
    bool gave_up;
} solutions;

/* Bits outside `free` have the value they have in `ones`. False: memory is gone. */
bool solutions_start(solutions *, const logic *, slot root, uint64_t free, uint64_t ones);
bool solutions_next(solutions *, uint64_t *bits); /* false: no more */
void solutions_free(solutions *);
/* How many there are: exact while it is at most `enough` and takes at most `step_limit` propagations
 * (0: no bound), else at least the number returned, and *exact is false. */
uint64_t solutions_count(const logic *, slot root, uint64_t free, uint64_t ones, uint64_t enough,
                         uint64_t step_limit, bool *exact, bool *failed);

#endif
