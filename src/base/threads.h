/* A small pool: hands tiles out to threads, one at a time, until all are done or one says stop. A
 * crew waits for the next work between two, which costs less than beginning anew. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

#include "base/memory.h"

typedef struct progress {      /* how far a long work is; only the calling thread reports */
    const dt_options *options; /* may be NULL */
    const char *work;
    uint64_t done, total;
    uint64_t
        ceiling; /* what is reported stays below it, so that estimates never run ahead; 0: total */
    bool cancelled;
} progress;

bool progress_report(progress *, uint64_t done); /* false: cancelled */

typedef struct crew crew;

/* `threads` workers, the calling thread among them. NULL: memory is gone. */
crew *crew_start(memory *, uint32_t threads);
void crew_free(crew *, memory *);
/* As parallel. One call at a time. */
bool crew_run(crew *, uint64_t tiles, void (*work)(void *ctx, uint64_t tile, uint32_t worker),
              void *ctx, progress *p);

/* Calls work(ctx, tile, worker) for every tile below `tiles`, worker below `threads`. The calling
 * thread is worker 0 and polls `p` (may be NULL) between its tiles, adding the tiles done so far
 * to p->done. Returns false when cancelled. Serial where the platform has no threads, or none can
 * be started. */
bool parallel(uint32_t threads, uint64_t tiles,
              void (*work)(void *ctx, uint64_t tile, uint32_t worker), void *ctx, progress *p);

#endif
