/* Outcomes that hold, side by side in words. */
#ifndef REPORT_LISTING_H
#define REPORT_LISTING_H

#include "report/words.h"

typedef struct listing { /* states to show, in the order in which they are shown */
    uint64_t *slots;
    size_t count;
} listing;

/* What all of them share is said once; a table shows the rest: players across where there is room,
 * else options down and states across. With verdicts, under which concepts each holds. */
void put_listing(report *, const listing *);

#endif
