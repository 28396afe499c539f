/* How far the work is, on standard error. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "detente.h"

#include <time.h>

typedef enum progress_mode { PROGRESS_AUTO, PROGRESS_ALWAYS, PROGRESS_NEVER } progress_mode;

typedef struct progress {
    bool shown_at_all; /* may it show? */
    bool on_terminal;  /* one line that changes, or lines below each other */
    bool forced;
    bool drawn; /* is there a bar on the screen now? */
    struct timespec started, last;
    char work[80];            /* what is going on */
    struct timespec at_start; /* of this piece of work */
    uint64_t done, total, first_done;
} progress;

void progress_start(progress *, progress_mode);
/* For dt_options.progress, with the progress as ctx: false once Ctrl-C was pressed. */
bool progress_step(void *ctx, const char *work, uint64_t done, uint64_t total);
void progress_end(progress *); /* wipes the bar: call before anything else is printed */

#endif
