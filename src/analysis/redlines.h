/* Red lines: common ground, what clashes, and the least that someone must give up. All exact.
 *
 * A state's crossing is the set of red lines that it crosses, a mask with a bit a red line of the
 * stage. Everything here follows from the distinct crossings, how many states have each, and which
 * levels of the options occur among them; these take one pass over the states.
 */
#ifndef ANALYSIS_REDLINES_H
#define ANALYSIS_REDLINES_H

#include "analysis/conditions.h"

typedef struct crossing {
    uint64_t lines;          /* the red lines crossed */
    uint64_t count;          /* states that cross exactly these */
    uint64_t first;          /* the first slot of them */
    uint64_t levels, lowest; /* bit b of `levels`: some state has its option exactly at the level
                                that bit b marks; bit b of `lowest`, b an option's first bit: some
                                state has the option at its lowest level */
} crossing;

typedef struct line_sets { /* sets of red lines, by size and then in the order of the lines */
    uint64_t *items;
    size_t count, room;
} line_sets;

typedef struct survey {
    const dt_game *game;
    memory *memory;
    uint64_t counted; /* red lines that count: not lifted, and of the players asked for */
    uint64_t states;  /* where `where` holds */
    uint64_t common;  /* of these, states that cross none: the common ground */
    struct {
        crossing *items;
        size_t count, room;
    } crossings;
    line_sets concessions; /* minimal sets whose lifting opens common ground; when there is none */
    line_sets clashes;     /* minimal sets that cannot hold together */
} survey;

/* One pass over the states; then the clashes and concessions. Cost of these: the square of the
 * number of distinct crossings, and Berge's algorithm on the minimal ones. */
bool survey_take(survey *, const conditions *, uint64_t counted, memory *, progress *, dt_error *);
void survey_free(survey *);

/* The states that a concession opens: those that cross exactly it (0: the common ground). */
const crossing *survey_crossing(const survey *, uint64_t lines);

/* Which levels an option takes over the common ground when `lifted` is lifted, a bit a level. */
uint32_t survey_levels(const survey *, uint64_t lifted, uint32_t option);
/* The minimal sets of red lines that, with the constraints, shut out every level that is missing;
 * an empty set: the constraints alone. */
bool survey_shut_by(const survey *, uint64_t lifted, uint32_t option, line_sets *, dt_error *);

/* Keeps the inclusion-minimal sets, each once, in order. */
void keep_minimal(line_sets *);
/* The minimal sets that meet every one of the given (minimal, not empty) ones. */
bool hitting_sets(memory *, const line_sets *, line_sets *, dt_error *);

#endif
