/* A small pool over pthreads: an atomic counter hands out tiles, so results are written by index and
 * never depend on who did what. Who wakes up when the last tile has been taken finds nothing to do,
 * and nobody waits for it: on a busy machine work is never slower than by one thread alone. Serial
 * where the platform has no threads (WebAssembly). */
#include "base/threads.h"

#if !defined(__wasm__)
#define HAS_THREADS 1
#include <pthread.h>
#endif

#include <stdatomic.h>

enum { MAX_THREADS = 64 };

typedef struct job {
    uint64_t tiles;
    void (*work)(void *ctx, uint64_t tile, uint32_t worker);
    void *ctx;
    progress *progress;
    uint64_t done_before;
    atomic_uint_fast64_t next, finished;
    atomic_bool stop;
    uint32_t active; /* workers at it besides the caller; under the crew's lock */
} job;

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

static void do_tiles(job *j, uint32_t worker)
{
    while (!atomic_load_explicit(&j->stop, memory_order_relaxed)) {
        uint64_t tile = atomic_fetch_add_explicit(&j->next, 1, memory_order_relaxed);
        if (tile >= j->tiles) return;
        j->work(j->ctx, tile, worker);
        uint64_t finished = 1 + atomic_fetch_add_explicit(&j->finished, 1, memory_order_relaxed);
        if (worker == 0 && j->progress && !progress_report(j->progress, j->done_before + finished))
            atomic_store_explicit(&j->stop, true, memory_order_relaxed);
    }
}

/* ---- crews ------------------------------------------------------------------------------ */

struct crew {
    uint32_t threads; /* wanted, the caller among them */
#ifdef HAS_THREADS
    pthread_mutex_t lock;
    pthread_cond_t wake, left; /* there is work, or an end; a worker has left its job */
    job *job;                  /* NULL: none */
    uint64_t jobs;             /* so far: who has seen this one waits for the next */
    bool end;
    uint32_t started, named; /* members; those of them that know their number */
    pthread_t members[MAX_THREADS];
#endif
};

#ifdef HAS_THREADS
static void *serve(void *argument)
{
    crew *c = argument;
    uint64_t seen = 0;
    pthread_mutex_lock(&c->lock);
    uint32_t worker = ++c->named;
    while (!c->end) {
        job *j = c->jobs == seen ? NULL : c->job;
        seen = c->jobs;
        if (!j) {
            pthread_cond_wait(&c->wake, &c->lock);
            continue;
        }
        j->active++;
        pthread_mutex_unlock(&c->lock);
        do_tiles(j, worker);
        pthread_mutex_lock(&c->lock);
        if (--j->active == 0) pthread_cond_signal(&c->left);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

static void begin_crew(crew *c, uint32_t threads)
{
    *c = (crew){.threads = threads < MAX_THREADS ? threads : MAX_THREADS};
    pthread_mutex_init(&c->lock, NULL);
    pthread_cond_init(&c->wake, NULL);
    pthread_cond_init(&c->left, NULL);
}

/* Members are started with the first work that they can share, as many as can be. */
static void call_members(crew *c, job *j)
{
    pthread_mutex_lock(&c->lock);
    c->job = j;
    c->jobs++;
    pthread_cond_broadcast(&c->wake);
    pthread_mutex_unlock(&c->lock);
    while (c->started + 1 < c->threads &&
           pthread_create(&c->members[c->started], NULL, serve, c) == 0)
        c->started++;
}

static void dismiss_members(crew *c, job *j)
{
    pthread_mutex_lock(&c->lock);
    c->job = NULL;
    while (j->active) pthread_cond_wait(&c->left, &c->lock);
    pthread_mutex_unlock(&c->lock);
}

static void end_crew(crew *c)
{
    pthread_mutex_lock(&c->lock);
    c->end = true;
    pthread_cond_broadcast(&c->wake);
    pthread_mutex_unlock(&c->lock);
    while (c->started) pthread_join(c->members[--c->started], NULL);
    pthread_mutex_destroy(&c->lock);
    pthread_cond_destroy(&c->wake);
    pthread_cond_destroy(&c->left);
}
#else
static void begin_crew(crew *c, uint32_t threads) { c->threads = threads; }
static void call_members(crew *c, job *j) { (void)c, (void)j; }
static void dismiss_members(crew *c, job *j) { (void)c, (void)j; }
static void end_crew(crew *c) { (void)c; }
#endif

crew *crew_start(memory *m, uint32_t threads)
{
    crew *c = memory_take(m, 1, sizeof *c);
    if (c) begin_crew(c, threads);
    return c;
}

void crew_free(crew *c, memory *m)
{
    if (!c) return;
    end_crew(c);
    memory_give(m, c, 1, sizeof *c);
}

bool crew_run(crew *c, uint64_t tiles, void (*work)(void *ctx, uint64_t tile, uint32_t worker),
              void *ctx, progress *p)
{
    job j = {
        .tiles = tiles, .work = work, .ctx = ctx, .progress = p, .done_before = p ? p->done : 0};
    if (p && p->cancelled) return false;
    bool shared = tiles > 1 && c->threads > 1;
    if (shared) call_members(c, &j);
    do_tiles(&j, 0);
    if (shared) dismiss_members(c, &j);
    if (p) p->done = j.done_before + atomic_load(&j.finished);
    return !p || !p->cancelled;
}

bool parallel(uint32_t threads, uint64_t tiles,
              void (*work)(void *ctx, uint64_t tile, uint32_t worker), void *ctx, progress *p)
{
    crew c;
    begin_crew(&c, threads < tiles ? threads : (uint32_t)tiles);
    bool done = crew_run(&c, tiles, work, ctx, p);
    end_crew(&c);
    return done;
}
