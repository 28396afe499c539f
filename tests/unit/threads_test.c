/* Every tile is done exactly once whatever the number of threads; progress reports and cancels. */
#include "base/threads.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TILES = 500 };

typedef struct tally {
    atomic_int done[TILES];
    uint32_t threads;
    atomic_int bad_workers;
} tally;

static void count_tile(void *ctx, uint64_t tile, uint32_t worker)
{
    tally *t = ctx;
    atomic_fetch_add(&t->done[tile], 1);
    if (worker >= t->threads && worker != 0) atomic_fetch_add(&t->bad_workers, 1);
}

static void every_tile_is_done_once(void **state)
{
    (void)state;
    static const uint32_t threads[] = {0, 1, 2, 7, 64, 1000};
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        tally t = {.threads = threads[k]};
        assert_true(parallel(threads[k], TILES, count_tile, &t, NULL));
        for (int tile = 0; tile < TILES; tile++) assert_int_equal(atomic_load(&t.done[tile]), 1);
        assert_int_equal(atomic_load(&t.bad_workers), 0);
    }
    assert_true(parallel(4, 0, count_tile, NULL, NULL)); /* nothing to do */
}

static void a_crew_does_one_work_after_the_other(void **state)
{
    (void)state;
    static const uint32_t threads[] = {0, 1, 2, 7};
    memory m;
    memory_start(&m, NULL);
    for (size_t k = 0; k < sizeof threads / sizeof *threads; k++) {
        crew *c = crew_start(&m, threads[k]);
        assert_non_null(c);
        for (uint32_t work = 0; work < 200; work++) {
            uint64_t tiles = work % 7 == 0 ? work % 3 : TILES; /* sometimes none, or one */
            tally t = {.threads = threads[k]};
            assert_true(crew_run(c, tiles, count_tile, &t, NULL));
            for (uint64_t tile = 0; tile < TILES; tile++)
                assert_int_equal(atomic_load(&t.done[tile]), tile < tiles);
            assert_int_equal(atomic_load(&t.bad_workers), 0);
        }
        crew_free(c, &m);
    }
    assert_int_equal(m.used_bytes, 0);
}

typedef struct watcher {
    uint64_t calls, last, total, stop_at; /* the call, from 1, that says stop; 0: never */
    bool fell, passed_total;
    const char *work;
} watcher;

static bool watch(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    watcher *w = ctx;
    w->calls++;
    w->fell |= done < w->last;
    w->passed_total |= done > total;
    w->last = done;
    w->total = total;
    w->work = work;
    return w->calls != w->stop_at;
}

static void progress_rises_and_ends_at_what_was_done(void **state)
{
    (void)state;
    for (uint32_t threads = 1; threads <= 4; threads += 3) {
        watcher w = {0};
        dt_options options = {.progress = watch, .progress_ctx = &w};
        progress p = {.options = &options, .work = "counting", .done = 100, .total = TILES + 100};
        tally t = {.threads = threads};
        assert_true(parallel(threads, TILES, count_tile, &t, &p));
        assert_int_equal(p.done, TILES + 100);
        assert_false(w.fell);
        assert_false(w.passed_total);
        if (threads == 1) {
            assert_int_equal(w.calls, TILES);
            assert_int_equal(w.last, TILES + 100);
            assert_string_equal(w.work, "counting");
        }
    }
}

static void saying_stop_cancels_and_stays_cancelled(void **state)
{
    (void)state;
    for (uint64_t stop_at = 1; stop_at <= 3; stop_at++) {
        watcher w = {.stop_at = stop_at};
        dt_options options = {.progress = watch, .progress_ctx = &w};
        progress p = {.options = &options, .work = "counting", .total = TILES};
        tally t = {.threads = 1};
        assert_false(parallel(1, TILES, count_tile, &t, &p));
        assert_true(p.cancelled);
        assert_int_equal(w.calls, stop_at);
        assert_int_equal(p.done, stop_at);
        assert_false(parallel(1, TILES, count_tile, &t, &p));
        assert_false(progress_report(&p, 5));
        assert_int_equal(w.calls, stop_at); /* nobody is asked again */
    }
}

static void progress_needs_no_listener(void **state)
{
    (void)state;
    progress p = {.work = "counting", .total = TILES};
    tally t = {.threads = 2};
    assert_true(parallel(2, TILES, count_tile, &t, &p));
    assert_true(progress_report(&p, 7));
    assert_int_equal(p.done, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_crew_does_one_work_after_the_other),
        cmocka_unit_test(every_tile_is_done_once),
        cmocka_unit_test(progress_rises_and_ends_at_what_was_done),
        cmocka_unit_test(saying_stop_cancels_and_stays_cancelled),
        cmocka_unit_test(progress_needs_no_listener),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
