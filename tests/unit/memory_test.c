/* Memory counts, refuses and remembers; arenas hand out zeroed, aligned blocks and free all. */
#include "base/memory.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static memory start(failing *f, uint64_t limit_bytes)
{
    dt_options options = {.memory = {failing_resize, f}, .memory_bytes = limit_bytes};
    memory m;
    memory_start(&m, &options);
    return m;
}

static void used_and_peak_follow_every_call(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 0);
    char *a = memory_take(&m, 10, 10);
    assert_non_null(a);
    assert_int_equal(m.used_bytes, 100);
    a = memory_resize(&m, a, 100, 300);
    char *b = memory_take(&m, 7, 1);
    assert_int_equal(m.used_bytes, 307);
    a = memory_resize(&m, a, 300, 50);
    assert_int_equal(m.used_bytes, 57);
    memory_give(&m, a, 50, 1);
    memory_give(&m, b, 7, 1);
    memory_give(&m, NULL, 99, 99);
    assert_int_equal(m.used_bytes, 0);
    assert_int_equal(m.peak_bytes, 307);
    assert_int_equal(f.alive, 0);
    assert_int_equal(f.wrong_sizes, 0);
    assert_false(m.failed);
}

static void nothing_is_a_block_too(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 0);
    void *none = memory_take(&m, 0, 8);
    assert_non_null(none);
    memory_give(&m, none, 0, 8);
    assert_int_equal(f.alive, 0);
    assert_int_equal(f.wrong_sizes, 0);
}

static void without_options_it_is_the_hosts(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    int *numbers = memory_take(&m, 1000, sizeof *numbers);
    assert_non_null(numbers);
    for (int k = 0; k < 1000; k++) numbers[k] = k;
    numbers = memory_resize(&m, numbers, 1000 * sizeof *numbers, 2000 * sizeof *numbers);
    for (int k = 0; k < 1000; k++) assert_int_equal(numbers[k], k);
    memory_give(&m, numbers, 2000, sizeof *numbers);
    assert_int_equal(m.used_bytes, 0);
}

static void the_limit_is_refused_before_the_host_is_asked(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 100);
    char *a = memory_take(&m, 100, 1);
    assert_non_null(a);
    assert_false(m.failed);
    assert_null(memory_take(&m, 1, 1));
    assert_true(m.failed);
    assert_true(m.refused);
    assert_null(memory_resize(&m, a, 100, 101));
    assert_int_equal(f.requests, 1);
    assert_int_equal(m.used_bytes, 100); /* what was there is still there */
    memory_give(&m, a, 100, 1);
}

static void failure_of_the_host_is_remembered(void **state)
{
    (void)state;
    failing f = {.fuse = 1};
    memory m = start(&f, 0);
    char *a = memory_take(&m, 8, 1);
    assert_null(memory_take(&m, 8, 1));
    assert_true(m.failed);
    assert_false(m.refused);
    assert_int_equal(m.used_bytes, 8);
    memory_give(&m, a, 8, 1);
    assert_int_equal(f.alive, 0);
}

static void sizes_that_overflow_fail(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 0);
    assert_null(memory_take(&m, SIZE_MAX / 2, 3));
    assert_true(m.failed);
    m.failed = false;
    arena a;
    arena_start(&a, &m);
    assert_null(arena_take(&a, SIZE_MAX / 2, 3));
    assert_true(m.failed);
    m.failed = false;
    assert_null(arena_take(&a, SIZE_MAX, 1));
    assert_true(m.failed);
    assert_int_equal(f.requests, 0);
    arena_free(&a);
}

static void growing_arrays_keep_their_items(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 0);
    struct {
        uint32_t *items;
        size_t count, room;
    } list = {0};
    for (uint32_t k = 0; k < 5000; k++) {
        assert_true(GROW(&m, &list));
        list.items[list.count++] = k * k;
    }
    for (uint32_t k = 0; k < 5000; k++) assert_int_equal(list.items[k], k * k);
    GIVE(&m, &list);
    assert_null(list.items);
    assert_int_equal(f.alive, 0);
    assert_int_equal(f.wrong_sizes, 0);
    assert_int_equal(m.used_bytes, 0);
}

static void arena_blocks_are_zeroed_aligned_and_apart(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    memory m = start(&f, 0);
    arena a;
    arena_start(&a, &m);
    enum { BLOCKS = 400 };
    unsigned char *blocks[BLOCKS];
    size_t sizes[BLOCKS];
    for (size_t k = 0; k < BLOCKS; k++) {
        sizes[k] = k % 50 == 49 ? 20000 : k * 37 % 301;
        blocks[k] = arena_take(&a, sizes[k], 1);
        assert_non_null(blocks[k]);
        assert_int_equal((uintptr_t)blocks[k] % 16, 0);
        for (size_t n = 0; n < sizes[k]; n++) assert_int_equal(blocks[k][n], 0);
        memset(blocks[k], (int)k, sizes[k]);
    }
    for (size_t k = 0; k < BLOCKS; k++)
        for (size_t n = 0; n < sizes[k]; n++) assert_int_equal(blocks[k][n], k & 0xFF);
    char *copy = arena_text(&a, "migraci\xC3\xB3n and more", 10);
    assert_string_equal(copy, "migraci\xC3\xB3n");
    assert_string_equal(arena_text(&a, NULL, 0), "");
    arena_free(&a);
    arena_free(&a); /* freeing an empty arena is fine */
    assert_int_equal(f.alive, 0);
    assert_int_equal(f.wrong_sizes, 0);
    assert_int_equal(m.used_bytes, 0);
}

static void an_arena_that_failed_frees_what_it_had(void **state)
{
    (void)state;
    for (long fuse = 0; fuse < 10; fuse++) {
        failing f = {.fuse = fuse};
        memory m = start(&f, 0);
        arena a;
        arena_start(&a, &m);
        long refused = 0;
        for (int k = 0; k < 100; k++) refused += arena_take(&a, 3000, 1) == NULL;
        assert_true(refused <= 1);
        assert_int_equal(refused, f.failures);
        assert_int_equal(m.failed, refused != 0);
        arena_free(&a);
        assert_int_equal(f.alive, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(used_and_peak_follow_every_call),
        cmocka_unit_test(nothing_is_a_block_too),
        cmocka_unit_test(without_options_it_is_the_hosts),
        cmocka_unit_test(the_limit_is_refused_before_the_host_is_asked),
        cmocka_unit_test(failure_of_the_host_is_remembered),
        cmocka_unit_test(sizes_that_overflow_fail),
        cmocka_unit_test(growing_arrays_keep_their_items),
        cmocka_unit_test(arena_blocks_are_zeroed_aligned_and_apart),
        cmocka_unit_test(an_arena_that_failed_frees_what_it_had),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
