/* The engine's `explain` against the oracle: every player and concept of the states of random
 * conflicts. Verdicts are the oracle's; paths are legal, shortest, and end in sanctions; escapes are
 * what nothing sanctions; counts add up; and every witness verifies. DT_LONG=1 tries many more.
 */
#include "literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static bool lift[MOST_STATEMENTS + 2];

static finding look(const conflict *c, uint64_t seed)
{
    question q = any_question(c, seed, lift);
    return examine_explain(c, &q, (int)(seed % 3), seed);
}

static void random_conflicts(void **unused)
{
    (void)unused;
    assert_true(try_conflicts("explanations", (wishes){.most_states = 32}, 300, look) >= 0);
}

static void random_events(void **unused)
{
    (void)unused;
    assert_true(try_conflicts("explanations after events",
                              (wishes){.most_states = 24, .events = true}, 100, look) >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_conflicts),
        cmocka_unit_test(random_events),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
