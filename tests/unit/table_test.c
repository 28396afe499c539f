/* The table from words to things finds what was added, and survives a failing allocator. */
#include "base/table.h"
#include "failing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { WORDS = 3000 };
static char words[WORDS][16];
static int things[WORDS];

static void what_was_added_is_found_and_nothing_else(void **state)
{
    (void)state;
    failing f = {.fuse = -1};
    dt_options options = {.memory = {failing_resize, &f}};
    memory m;
    arena a;
    table t;
    memory_start(&m, &options);
    arena_start(&a, &m);
    table_start(&t, &a);
    assert_null(table_find(&t, "w0"));
    for (int k = 0; k < WORDS; k++) {
        snprintf(words[k], sizeof words[k], "w%d", k);
        assert_null(table_find(&t, words[k]));
        assert_true(table_add(&t, words[k], &things[k]));
    }
    for (int k = 0; k < WORDS; k++) assert_ptr_equal(table_find(&t, words[k]), &things[k]);
    assert_null(table_find(&t, ""));
    assert_null(table_find(&t, "w3000"));
    assert_null(table_find(&t, "W1"));
    assert_int_equal(t.count, WORDS);
    arena_free(&a);
    assert_int_equal(f.alive, 0);
}

static void a_failed_addition_keeps_the_table(void **state)
{
    (void)state;
    for (long fuse = 0; fuse < 6; fuse++) {
        failing f = {.fuse = fuse, .stays = true};
        dt_options options = {.memory = {failing_resize, &f}};
        memory m;
        arena a;
        table t;
        memory_start(&m, &options);
        arena_start(&a, &m);
        table_start(&t, &a);
        int added = 0;
        while (added < WORDS && table_add(&t, words[added], &things[added])) added++;
        for (int k = 0; k < added; k++) assert_ptr_equal(table_find(&t, words[k]), &things[k]);
        if (added < WORDS) assert_null(table_find(&t, words[added]));
        arena_free(&a);
        assert_int_equal(f.alive, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_added_is_found_and_nothing_else),
        cmocka_unit_test(a_failed_addition_keeps_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
