/* Suggestions: near enough, the nearest, the first of equals; nothing where nothing is near. */
#include "detente.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void mistyped_words_find_their_neighbours(void **state)
{
    (void)state;
    static const char *const words[] = {"solve",  "states",   "check",      "player", "option",
                                        "prefer", "redline",  "infeasible", "drop",   "fmt",
                                        "no",     "blockade", "",           NULL};
    static const struct {
        const char *word, *nearest;
    } cases[] = {
        {"sovle", "solve"},           /* neighbours swapped */
        {"solv", "solve"},            /* one missing */
        {"sollve", "solve"},          /* one too many */
        {"solbe", "solve"},           /* one changed */
        {"SOLVE", "solve"},           /* case does not count */
        {"infeasable", "infeasible"}, /* a common misspelling */
        {"redlien", "redline"},
        {"blokade", "blockade"},
        {"mn", NULL},
        {"zebra", NULL},
        {"completely_different", NULL},
        {"", NULL},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const char *nearest = dt_nearest(cases[k].word, words);
        if (cases[k].nearest) {
            assert_non_null(nearest);
            assert_string_equal(nearest, cases[k].nearest);
        } else {
            assert_null(nearest);
        }
    }
}

static void the_first_of_equals_is_suggested(void **state)
{
    (void)state;
    static const char *const words[] = {"card", "care", "cart", NULL};
    assert_string_equal(dt_nearest("carx", words), "card");
    static const char *const none[] = {NULL};
    assert_null(dt_nearest("carx", none));
}

static void long_words_are_left_alone(void **state)
{
    (void)state;
    char word[200];
    memset(word, 'x', sizeof word - 1);
    word[sizeof word - 1] = 0;
    const char *const words[] = {word, "x", NULL};
    assert_null(dt_nearest(word, words));
    assert_string_equal(dt_nearest("y", words), "x");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistyped_words_find_their_neighbours),
        cmocka_unit_test(the_first_of_equals_is_suggested),
        cmocka_unit_test(long_words_are_left_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
