/* The engine's `redlines` against the oracle, field by field, on random conflicts: both kinds of
 * states, by enumeration and by a SAT solver, with and without events, lifted red lines, --where,
 * --between and --limit. A failing conflict is made small and printed as a model. DT_LONG=1 tries
 * many more; DT_SEED=N starts at another seed, DT_COUNT=N tries another number.
 */
#include "literal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* What the tried conflicts were like, so that a kind that never comes is noticed. */
static struct {
    long without_red_lines, all_common, some_common, clashing, impossible_alone, rigid_only;
    long with_ranks, without_status_quo, without_no_deal, many_concessions, nothing_asked;
} kinds;

static void note_kind(const conflict *c, const question *q)
{
    scene x;
    red_lines sets[MOST_SETS];
    if (!scene_set(&x, c, q)) {
        scene_clear(&x);
        return;
    }
    int asked = 0, clashes = all_clashes(&x, sets);
    kinds.impossible_alone += clashes > 0 && set_size(sets[0]) == 1;
    int concessions = all_concessions(&x, sets);
    bool rigid = concessions > 0;
    for (int k = 0; k < concessions; k++) {
        bool one = false;
        for (int l = 0; l < x.lines; l++)
            one |= (sets[k] >> l & 1) && c->statement[x.line[l]].rigid;
        rigid &= one;
    }
    for (int s = 0; s < x.game->states; s++) asked += x.among[s];
    for (int p = 0; p < c->players; p++)
        if (c->player[p].ranked) kinds.with_ranks++, p = c->players;
    int common = ground_size(&x, 0);
    kinds.without_red_lines += x.lines == 0;
    kinds.all_common += x.counted && common == asked;
    kinds.some_common += common > 0 && common < asked;
    kinds.clashing += concessions > 0;
    kinds.rigid_only += rigid;
    kinds.without_status_quo += !c->has_status_quo;
    kinds.without_no_deal += !c->has_no_deal;
    kinds.many_concessions += concessions > 2;
    kinds.nothing_asked += asked == 0;
    scene_clear(&x);
}

static bool lift[MOST_STATEMENTS + 2];

static finding look(const conflict *c, uint64_t seed)
{
    question q = any_question(c, seed, lift);
    note_kind(c, &q);
    return examine_redlines(c, &q, (int)(seed % 4), NULL);
}

static finding look_with_solver(const conflict *c, uint64_t seed)
{
    question q = any_question(c, seed, lift);
    return examine_redlines(c, &q, 0, &small_solver);
}

static void random_conflicts(void **unused)
{
    (void)unused;
    long compared = try_conflicts("red lines", (wishes){.most_states = 48}, 1500, look);
    assert_true(compared >= 0);
    print_message(
        "no red lines %ld, all common ground %ld, some %ld, clashing %ld: one impossible by "
        "itself %ld, each concession rigid %ld, more than two concessions %ld; ranks %ld, no "
        "status quo %ld, nothing asked %ld\n",
        kinds.without_red_lines, kinds.all_common, kinds.some_common, kinds.clashing,
        kinds.impossible_alone, kinds.rigid_only, kinds.many_concessions, kinds.with_ranks,
        kinds.without_status_quo, kinds.nothing_asked);
    if (compared < 1000) return;
    assert_true(kinds.without_red_lines > 20 && kinds.all_common > 5 && kinds.some_common > 100);
    assert_true(kinds.clashing > 100 && kinds.impossible_alone > 20 && kinds.rigid_only > 20);
    assert_true(kinds.many_concessions > 10 && kinds.with_ranks > 50);
    assert_true(kinds.without_status_quo > 50 && kinds.nothing_asked > 5);
}

static void random_events(void **unused)
{
    (void)unused;
    assert_true(try_conflicts("red lines after events", (wishes){.most_states = 32, .events = true},
                              400, look) >= 0);
}

static void by_the_solver(void **unused)
{
    (void)unused;
    long calls = solver_calls;
    assert_true(try_conflicts("red lines by a solver", (wishes){.most_states = 32}, 500,
                              look_with_solver) >= 0);
    assert_true(try_conflicts("red lines by a solver after events",
                              (wishes){.most_states = 32, .events = true}, 150,
                              look_with_solver) >= 0);
    print_message("%ld calls of the solver\n", solver_calls - calls);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_conflicts),
        cmocka_unit_test(random_events),
        cmocka_unit_test(by_the_solver),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
