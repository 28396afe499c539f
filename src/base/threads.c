/* A small pool over pthreads: an atomic counter hands out tiles, so results are written by index
 * and never depend on who did what. Serial where the platform has no threads (WebAssembly). */
#include "base/threads.h"

#if !defined(__wasm__)
#define HAS_THREADS 1
#include <pthread.h>
#endif

#include <stdatomic.h>

enum { MAX_THREADS = 64 };

typedef struct crew {
    uint64_t tiles;
    void (*work)(void *ctx, uint64_t tile, uint32_t worker);
    void *ctx;
    progress *progress;
    uint64_t done_before;
    atomic_uint_fast64_t next, finished;
    atomic_bool stop;
} crew;

bool progress_report(progress *p, uint64_t done)
{
    if (p->cancelled) return false;
    p->done = done;
    const dt_options *options = p->options;
    uint64_t ceiling = p->ceiling ? p->ceiling : p->total;
    if (done > ceiling) done = ceiling;
    if (options && options->progress &&
        !options->progress(options->progress_ctx, p->work, done, p->total))
        p->cancelled = true;
    return !p->cancelled;
}

static void do_tiles(crew *c, uint32_t worker)
{
    while (!atomic_load_explicit(&c->stop, memory_order_relaxed)) {
        uint64_t tile = atomic_fetch_add_explicit(&c->next, 1, memory_order_relaxed);
        if (tile >= c->tiles) return;
        c->work(c->ctx, tile, worker);
        uint64_t finished = 1 + atomic_fetch_add_explicit(&c->finished, 1, memory_order_relaxed);
        if (worker == 0 && c->progress && !progress_report(c->progress, c->done_before + finished))
            atomic_store_explicit(&c->stop, true, memory_order_relaxed);
    }
}

#ifdef HAS_THREADS
typedef struct hand {
    crew *crew;
    uint32_t worker;
} hand;

static void *hand_main(void *argument)
{
    hand *h = argument;
    do_tiles(h->crew, h->worker);
    return NULL;
}
#endif

bool parallel(uint32_t threads, uint64_t tiles,
              void (*work)(void *ctx, uint64_t tile, uint32_t worker), void *ctx, progress *p)
{
    crew c = {
        .tiles = tiles, .work = work, .ctx = ctx, .progress = p, .done_before = p ? p->done : 0};
    if (p && p->cancelled) return false;
#ifdef HAS_THREADS
    pthread_t started[MAX_THREADS];
    hand hands[MAX_THREADS];
    uint32_t count = 0;
    for (uint32_t k = 1; k < threads && k < MAX_THREADS && k < tiles; k++) {
        hands[count] = (hand){.crew = &c, .worker = k};
        if (pthread_create(&started[count], NULL, hand_main, &hands[count]) != 0) break;
        count++;
    }
    do_tiles(&c, 0);
    while (count) pthread_join(started[--count], NULL);
#else
    (void)threads;
    do_tiles(&c, 0);
#endif
    if (p) p->done = c.done_before + atomic_load(&c.finished);
    return !p || !p->cancelled;
}
