/* What the numbers say: the equilibria of each concept, counted and split in the ways that reports
 * need. Speaks of red lines, outcomes and players by number only.
 *
 *   bytes: slots / 8 for each of: states reached by improvements, by moves, shown by `where`; then
 *   only what is listed. Classes are counted when somebody asks (classes.h).
 */
#ifndef ANALYSIS_SUMMARY_H
#define ANALYSIS_SUMMARY_H

#include "analysis/conditions.h"
#include "analysis/stability.h"

enum { SHOWN_CLASSES = 12, MAX_CROSSED_SETS = 1 << 16 };

typedef struct crossed_set { /* equilibria that cross exactly these red lines */
    uint64_t lines, count;
} crossed_set;

typedef struct rank_class { /* equilibria that no player tells apart */
    uint64_t slot;          /* one of them: reached by improvements if any is, else the first */
    uint64_t count;
    bool reached; /* by improvements from the status quo */
} rank_class;

typedef struct equilibria { /* of one concept, or of several together */
    uint64_t count;
    uint64_t reached_by_improvements, reached_by_moves; /* from the status quo; 0 without one */
    struct {
        crossed_set *items; /* fewest lines first, then in the order of the lines */
        size_t count, room;
    } crossed;
    uint64_t crossed_rest; /* equilibria whose set is not listed: there are too many sets */
    uint64_t *outcomes;    /* how many by outcome */
    uint64_t tops, zeros;  /* bits that are an option's level in some; bits that are 0 in some */
    bool has_classes;      /* classes.h: the fields below are known */
    uint64_t classes;
    rank_class shown[SHOWN_CLASSES]; /* reached ones first, then by size */
    uint32_t shown_count;
} equilibria;

typedef struct summary {
    memory *memory;
    const dt_verdicts *verdicts;
    const conditions *conditions;
    uint64_t among_count;        /* feasible states that `where` shows */
    uint64_t *among;             /* by slot; NULL: all feasible ones */
    uint64_t *outcomes;          /* among them, by outcome */
    uint64_t *improving, *legal; /* reached from the status quo, by slot; NULL: no status quo */
    equilibria concepts[DT_CONCEPT_COUNT]; /* those that were analysed */
    uint64_t in_some, in_every; /* states that are an equilibrium under some, under every concept */
    uint32_t threads;
} summary;

/* Cost: three passes over the states and two spreads of a bit over the moves. False: err is set. */
bool summary_start(summary *, const dt_verdicts *, const conditions *, memory *, arena *,
                   const dt_options *, dt_error *err);
void summary_free(summary *);

/* Whether some equilibrium has option o at a level. */
bool level_occurs(const equilibria *, const option *, uint32_t level);

/* How many of the analysed concepts, as bits, hold a state to be an equilibrium. */
uint32_t concepts_of(const dt_verdicts *, uint64_t at);

typedef struct equilibrium_walk { /* the shown equilibria of some concept: reached ones first */
    const summary *summary;
    const uint64_t *bits;
    uint64_t word, rest; /* where it is, and what is left of it */
    bool second;         /* those that improvements do not reach */
} equilibrium_walk;

equilibrium_walk equilibria_start(const summary *, dt_concept);
bool equilibria_next(equilibrium_walk *, uint64_t *at);

/* ---- a player's improvements from a state ------------------------------------------------ */

enum { SHOWN_IMPROVEMENTS = 3 };

typedef struct improvements {
    uint64_t count;
    uint32_t shown_count;
    uint64_t shown[SHOWN_IMPROVEMENTS]; /* slots: best rank first, then fewest bits changed */
} improvements;

/* Cost: the player's clique. */
improvements improvements_from(const dt_game *, uint32_t player, uint64_t at);

#endif
