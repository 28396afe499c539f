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

#endif
