/* Outcomes that hold, side by side in words. */
#ifndef REPORT_LISTING_H
#define REPORT_LISTING_H

#include "report/words.h"

typedef enum listing_kind {
    LIST_ALL,     /* what holds in some sense, best first, up to the limit */
    LIST_CONCEPT, /* all that holds under one concept: those that improvements reach come first */
    LIST_REACHED, /* what holds under it and improvements reach, or the first few of these */
    LIST_CLASSES  /* one of each of its largest classes */
} listing_kind;

typedef struct listing { /* states to show, in the order in which they are shown */
    listing_kind kind;
    dt_concept concept; /* not of LIST_ALL */
    uint64_t *slots;
    size_t count;
    uint64_t of; /* so many there are of the kind */
} listing;

/* Few outcomes that hold: all of them. Many: a few that say most. False: memory is gone. */
bool choose_listing(report *, listing *);

typedef struct listed { /* how the states of a listing differ */
    report *report;
    const listing *listing;
    uint64_t all_ones;  /* bits that all of them have */
    uint64_t shared;    /* bits of options that stand alike in all and are said once */
    uint64_t differing; /* the other options' bits */
    uint32_t players[MAX_PLAYERS], player_count; /* who has such */
} listed;

void compare_listed(listed *, report *, const listing *);

/* Cells of a state: under which concepts it holds; how many red lines it crosses; its label and the
 * outcomes that it is (false: neither). */
void put_holds(output *, const report *, uint64_t at);
void put_crossed_count(output *, const report *, uint64_t crossed);
bool put_called(output *, report *, const row *, put_label);

/* As text. What all of them share is said once; a table shows the rest: players across where there
 * is room, else states one below the other. */
void put_listing(report *, const listing *);

#endif
