/* All assignments that make a slot of a boolean program true, in ascending order or only counted.
 *
 * The slot is taken apart into parts that must all hold: clauses, which are two masks of bits, and
 * what is no small set of clauses, a program of its own. The search goes depth first from the highest
 * open bit, 0 before 1. After each choice clauses with one literal left fix its bit, and programs
 * that a new bit touches are run in three-valued logic with every open bit tried both ways at once,
 * in the lanes of a word. Parts that hold whatever comes are set aside below. When none is left, all
 * that is open is counted off without looking; when few bits are open, all their assignments are
 * looked at together.
 *
 * Cost: a choice looks at each clause left, and runs each program that a new bit touches.
 */
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include "base/logic.h"
#include "base/threads.h"

typedef struct logic_clause { /* one of `plus` is 1, or one of `minus` is 0 */
    uint64_t plus, minus;
} logic_clause;

typedef struct logic_step {
    logic_kind kind;
    uint32_t a, b; /* as in logic_op, counted from the first step of the part */
} logic_step;

typedef struct logic_part { /* its last step must hold */
    uint64_t support;
    uint32_t first, count;
} logic_part;

typedef struct conjunction { /* a slot taken apart; then read by any number of searches */
    memory *memory;
    struct {
        logic_clause *items;
        size_t count, room;
    } clauses;
    struct {
        logic_part *items;
        size_t count, room;
    } parts;
    struct {
        logic_step *items;
        size_t count, room;
    } steps;
    uint32_t longest; /* steps of a part */
    bool never;       /* no assignment makes it true */
} conjunction;

/* False: memory is gone. Give it back all the same. */
bool conjunction_start(conjunction *, const logic *, slot root);
void conjunction_free(conjunction *);

typedef struct logic_search {
    const conjunction *of;
    logic_row *scratch; /* of->longest rows: may change hands between calls */
    uint64_t free;      /* bits to assign */
    uint64_t ones,
        known;        /* bits that are 1, bits that are decided; those not free from the start */
    uint64_t touched; /* bits decided since clauses and programs were last looked at */
    bool unordered;   /* only the number matters */
    logic_clause *clauses; /* of->clauses, in an order of our own: the first so many are left */
    uint32_t *parts;       /* numbers of parts, likewise */
    uint32_t clauses_left, parts_left;
    bool there;         /* at a stretch of solutions: */
    uint64_t rest;      /*   its open bits; in order */
    uint64_t choice;    /*   what is next of them, when all hold */
    bool looked;        /*   only those in `block` hold */
    logic_row block;    /*   by number of the choice */
    uint32_t word;      /*   of the block, where we are */
    uint64_t rest_high; /*   all open bits but the six lowest */
    uint64_t low_bits;  /* six bits, and the ways to choose them */
    uint64_t lows[64];
    bool finished, paused; /* paused: steps reached their limit; raise it to go on */
    uint64_t steps, limit; /* work so far, about a nanosecond each; 0: no limit */
    uint32_t depth;
    struct {
        uint64_t ones, known, bit;
        uint32_t clauses_left, parts_left;
    } stack[64]; /* choices of 0 that may still become 1 */
} logic_search;

/* Bits outside `free` have the value they have in `ones`. False: memory is gone. */
bool search_start(logic_search *, const conjunction *, memory *, uint64_t free, uint64_t ones);
void search_free(logic_search *, memory *);
/* What is still open, and what is known to be 1, before any choice. False: nothing holds. */
bool search_settle(logic_search *, uint64_t *open, uint64_t *ones);
/* Up to `room` more solutions; fewer: finished or paused. */
uint64_t search_fill(logic_search *, uint64_t *states, uint64_t room);
/* Adds to *count until it is above `enough`, or the search finishes or pauses. */
void search_count(logic_search *, uint64_t *count, uint64_t enough);

/* ---- one search at a time ----------------------------------------------------------------- */

typedef struct solutions {
    conjunction conjunction;
    logic_search search;
    memory *memory;
    uint64_t steps, step_limit; /* as above; set the limit before the first solution */
    bool gave_up;               /* at the limit */
} solutions;

bool solutions_start(solutions *, const logic *, slot root, uint64_t free, uint64_t ones);
bool solutions_next(solutions *, uint64_t *bits); /* false: no more, or gave up */
void solutions_free(solutions *);
/* How many there are: exact while it is at most `enough` and takes at most `step_limit` steps
 * (0: no bound), else at least the number returned, and *exact is false. */
uint64_t solutions_count(const logic *, slot root, uint64_t free, uint64_t ones, uint64_t enough,
                         uint64_t step_limit, bool *exact, bool *failed);

/* ---- many at once ------------------------------------------------------------------------- */

enum { ENUMERATE_TURN = 1 << 20 };

/* Counted first, then listed, by any number of threads. The result, and whether it is exact, do not
 * depend on how many. */
typedef struct enumeration {
    conjunction conjunction;
    memory *memory;
    uint64_t free, ones;
    uint32_t threads;
    struct {
        struct stretch *items;
        size_t count, room;
    } stretches;         /* disjoint and in order, all solutions together */
    logic_row **scratch; /* by worker */
    uint64_t count, steps;
    bool exact;
} enumeration;

/* False: memory is gone. Give it back all the same. */
bool enumerate_start(enumeration *, const logic *, slot root, uint64_t free, uint64_t ones,
                     uint32_t threads);
/* Sets count and exact, as solutions_count. Without a limit p->done follows the count; with one it
 * goes up by 1 for at most every ENUMERATE_TURN steps. False: memory is gone, or cancelled. */
bool enumerate_count(enumeration *, uint64_t enough, uint64_t step_limit, progress *);
/* Writes all, `count` of them, after an exact count. */
bool enumerate_write(enumeration *, uint64_t *states, progress *);
void enumerate_free(enumeration *);

#endif
