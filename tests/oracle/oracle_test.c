/* The engine against the oracle: on all tiny games, and on random conflicts by seed.
 *
 * A conflict on which they differ is made small and printed as a model. DT_LONG=1 tries many more;
 * DT_SEED=N starts at another seed, and DT_COUNT=N tries another number of conflicts.
 */
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static conflict tried, rebuilt;

/* ---- how many, and what to say ---------------------------------------------------------- */

typedef finding examiner(const conflict *, const dice *);

typedef struct same_failure {
    examiner *look;
    const dice *luck;
    disagreement kind;
} same_failure;

static bool still_fails(const conflict *c, void *ctx)
{
    const same_failure *f = ctx;
    return f->look(c, f->luck).kind == f->kind;
}

static void fail_small(const char *what, long seed, conflict *c, examiner *look, const dice *luck)
{
    finding first = look(c, luck);
    same_failure same = {look, luck, first.kind};
    shrink(c, still_fails, &same);
    finding f = look(c, luck);
    char *text = write_conflict(c);
    print_error("%s, seed %ld: %s\n----\n%s----\nafter shrinking: %s\n", what, seed, first.text,
                text, f.text);
    free(text);
    fail();
}

/* Looks at each of many conflicts. */
static void try_many(const char *what, wishes wish, long usually, examiner *look)
{
    long first = from_environment("DT_SEED", 1), count = how_many(usually);
    long before = verdicts_compared(), reports = reports_compared();
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        generate(&tried, &d, wish);
        finding f = look(&tried, &d);
        if (f.kind != AGREED) fail_small(what, seed, &tried, look, &d);
    }
    print_message("%s: %ld conflicts, %ld verdicts, %ld reports compared\n", what, count,
                  verdicts_compared() - before, reports_compared() - reports);
}

/* ---- all tiny games --------------------------------------------------------------------- */

/* All weak orders of four states: the place of each, without gaps. */
static int weak_orders(short orders[75][4])
{
    int count = 0;
    for (int code = 0; code < 4 * 4 * 4 * 4; code++) {
        int place[4] = {code % 4, code / 4 % 4, code / 16 % 4, code / 64}, used = 0;
        for (int s = 0; s < 4; s++) used |= 1 << place[s];
        if ((used & (used + 1)) != 0) continue; /* a gap */
        for (int s = 0; s < 4; s++) orders[count][s] = (short)place[s];
        count++;
    }
    return count;
}

static finding look_once(const conflict *c, const dice *luck)
{
    (void)luck;
    examination x = {.readings = 1u << SEQUENCES, .brief = true};
    return examine(c, &x);
}

static void every_game_of_two_players_with_one_option_each(void **unused)
{
    (void)unused;
    short orders[75][4];
    assert_int_equal(weak_orders(orders), 75);
    long games = 0, step = from_environment("DT_LONG", 0) ? 1 : 5;
    for (int ways = 0; ways < 9; ways++)
        for (int mine = 0; mine < 75; mine++)
            for (int yours = 0; yours < 75; yours++) {
                /* Where all moves are reversible, all; else a fifth, and all in the long run. */
                if (ways > 0 && (mine * 75 + yours + ways) % step != 0) continue;
                conflict *c = &tried;
                conflict_start(c);
                c->players = c->options = 2;
                for (int p = 0; p < 2; p++) {
                    c->player[p] = (player){.name = {"pq"[p]}, .ranked = true};
                    c->option[p] = (option){.name = {"ab"[p]}, .player = p, .levels = 2};
                    c->option[p].way = (int[]){0, 1, -1}[p == 0 ? ways % 3 : ways / 3];
                    memcpy(c->player[p].place, orders[p == 0 ? mine : yours], 4 * sizeof(short));
                }
                games++;
                if (look_once(c, NULL).kind != AGREED)
                    fail_small("tiny game", games, c, look_once, NULL);
            }
    print_message("%ld tiny games\n", games);
}

/* ---- random conflicts ------------------------------------------------------------------- */

static finding look_everywhere(const conflict *c, const dice *luck)
{
    examination x = {.threads = (int)(luck->seed % 4), .report = luck->seed % 4 == 0};
    return examine(c, &x);
}

static void random_conflicts(void **unused)
{
    (void)unused;
    try_many("random conflicts", (wishes){.most_states = 128}, 2000, look_everywhere);
}

/* Up to 512 states that all differ for a player: a byte does not hold the ranks. */
static void more_ranks_than_a_byte_holds(void **unused)
{
    (void)unused;
    int wide = 0;
    for (uint64_t seed = 1; wide < (from_environment("DT_LONG", 0) ? 60 : 4); seed++) {
        dice d = {.seed = seed};
        generate(&tried, &d, (wishes){.most_states = 512});
        if (combinations(&tried) < 384) continue;
        for (int p = 0; p < tried.players; p++)
            for (int o = 0; o < tried.options; o++) {
                if (tried.player[p].ranked) continue;
                int at = (o + p) % tried.options, id = tried.statements + 1000;
                tried.statement[tried.statements++] =
                    (statement){.kind = HIGHER, .id = id, .player = p, .option = at};
            }
        game *w = play(&tried, 0, NULL);
        int most = 0;
        for (int k = 0; k < w->players * w->states; k++)
            if (w->rank[k] > most) most = w->rank[k];
        game_free(w);
        if (most <= 256) continue;
        wide++;
        if (look_once(&tried, &d).kind != AGREED)
            fail_small("wide ranks", (long)seed, &tried, look_once, &d);
    }
}

/* ---- events ----------------------------------------------------------------------------- */

static bool same_games(const game *a, const game *b)
{
    if (a->states != b->states || a->status_quo != b->status_quo || a->no_deal != b->no_deal)
        return false;
    if (memcmp(a->class_of, b->class_of, MOST_STATES * sizeof *a->class_of) != 0) return false;
    return memcmp(a->rank, b->rank, (size_t)(a->players * a->states) * sizeof *a->rank) == 0;
}

/* The stage by its events, and the same written without events. */
static finding look_at_stages(const conflict *c, const dice *luck)
{
    finding f = {.kind = AGREED};
    for (int k = 0; f.kind == AGREED && k <= c->events; k++) {
        examination x = {.events = k,
                         .by_date = (luck->seed + (unsigned)k) % 2 != 0,
                         .readings = 1u << (luck->seed % READINGS),
                         .report = luck->seed % 2 == 0};
        f = examine(c, &x);
        if (f.kind != AGREED) return f;
        without_events(c, k, &rebuilt);
        game *by_events = play(c, k, NULL), *without = play(&rebuilt, 0, NULL);
        assert(by_events && without && same_games(by_events, without));
        game_free(by_events);
        game_free(without);
        x = (examination){.readings = 1u << (luck->seed % READINGS), .brief = true};
        f = examine(&rebuilt, &x);
        if (f.kind != AGREED) strncat(f.text, " (written without events)", 30);
    }
    return f;
}

static void random_events(void **unused)
{
    (void)unused;
    try_many("random events", (wishes){.most_states = 64, .events = true}, 600, look_at_stages);
}

/* ---- lifted red lines ------------------------------------------------------------------- */

static finding look_with_lifting(const conflict *c, const dice *luck)
{
    bool lift[MOST_STATEMENTS + 1] = {false};
    dice d = *luck;
    stage g;
    int lifted = 0;
    bool fine = stage_after(c, c->events, &g);
    assert(fine);
    for (int k = 0; k < g.in_force && lifted < 8; k++) {
        const statement *s = &c->statement[g.statement[k]];
        if (s->kind != REDLINE || (s->id + (int)(d.seed % 3)) % 3 == 0) continue;
        lift[s->id] = true;
        lifted++;
    }
    examination x = {.events = c->events,
                     .threads = (int)(luck->seed % 2), /* also says in which order to ask */
                     .lift = lift,
                     .readings = 1u << SEQUENCES,
                     .report = true};
    return lifted ? examine(c, &x) : (finding){.kind = AGREED};
}

static void random_lifting(void **unused)
{
    (void)unused;
    try_many("lifted red lines", (wishes){.most_states = 64}, 600, look_with_lifting);
    try_many("lifted red lines after events", (wishes){.most_states = 64, .events = true}, 250,
             look_with_lifting);
}

/* ---- states that count as one ----------------------------------------------------------- */

static void random_classes(void **unused)
{
    (void)unused;
    try_many("merged states", (wishes){.most_states = 64, .classes = true}, 500, look_everywhere);
    try_many("merged states after events",
             (wishes){.most_states = 64, .events = true, .classes = true}, 300, look_at_stages);
    try_many("merged states with lifted red lines", (wishes){.most_states = 64, .classes = true},
             300, look_with_lifting);
}

/* ---- graphs ----------------------------------------------------------------------------- */

static bool graph_still_fails(const game *w, void *ctx)
{
    return examine_graph(w, ctx).kind != AGREED;
}

static void random_graphs(void **unused)
{
    (void)unused;
    long first = from_environment("DT_SEED", 1), count = how_many(1000);
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        game *w = random_graph(&d);
        examination x = {.threads = (int)(seed % 3)};
        finding f = examine_graph(w, &x);
        if (f.kind != AGREED) {
            shrink_graph(w, graph_still_fails, &x);
            char *text = write_graph(w, x.threads);
            print_error("graph, seed %ld: %s\n----\n%s----\nafter shrinking: %s\n", seed, f.text,
                        text, examine_graph(w, &x).text);
            free(text);
            fail();
        }
        game_free(w);
    }
    print_message("graphs: %ld\n", count);
}

/* ---- the tests' own honesty ------------------------------------------------------------- */

static bool sequential_but_not_symmetric(const conflict *c, void *unused)
{
    (void)unused;
    game *w = play(c, 0, NULL);
    bool *verdict = judge(w, SEQUENCES), found = false;
    int count = w->players * w->states;
    for (int k = 0; k < count; k++) found |= verdict[SEQ * count + k] && !verdict[SMR * count + k];
    free(verdict);
    game_free(w);
    return found;
}

/* A failing conflict gets small: here "failing" is that somewhere SEQ holds and SMR does not. */
static void failures_are_made_small(void **unused)
{
    (void)unused;
    int shrunk = 0;
    for (uint64_t seed = 1; shrunk < 5; seed++) {
        dice d = {.seed = seed};
        generate(&tried, &d, (wishes){.most_states = 64, .events = seed % 2 == 0});
        if (!sequential_but_not_symmetric(&tried, NULL)) continue;
        shrunk++;
        shrink(&tried, sequential_but_not_symmetric, NULL);
        assert_true(tried.options <= 3 && tried.players <= 2 && tried.events == 0);
        assert_true(tried.statements <= 8);
    }
}

/* What the random conflicts must contain to be worth their time. */
static void random_conflicts_have_everything(void **unused)
{
    (void)unused;
    enum {
        LEVELS,
        RISING,
        FALLING,
        INFEASIBLE_STATES,
        RANKS,
        RED_LINES,
        MANY,
        IDLE,
        EMPTY,
        ALONE,
        SAME_NAMES,
        NAMED,
        THINGS
    };
    long seen[THINGS] = {0};
    for (uint64_t seed = 1; seed <= 1000; seed++) {
        dice d = {.seed = seed};
        generate(&tried, &d, (wishes){.most_states = 64});
        game *w = play(&tried, 0, NULL);
        seen[INFEASIBLE_STATES] += w->states < combinations(&tried);
        game_free(w);
        seen[ALONE] += tried.players == 1;
        seen[NAMED] += tried.naming > 0;
        for (int o = 0; o < tried.options; o++) {
            seen[LEVELS] += tried.option[o].levels > 2;
            seen[RISING] += tried.option[o].way > 0;
            seen[FALLING] += tried.option[o].way < 0;
            for (int k = 0; k < o; k++)
                seen[SAME_NAMES] += strcmp(tried.option[o].name, tried.option[k].name) == 0;
        }
        for (int p = 0; p < tried.players; p++) {
            int options = 0, statements = 0;
            for (int o = 0; o < tried.options; o++) options += tried.option[o].player == p;
            for (int k = 0; k < tried.statements; k++) {
                const statement *s = &tried.statement[k];
                if (s->kind == REQUIRE || s->kind == INFEASIBLE || s->player != p) continue;
                statements++;
                seen[RED_LINES] += s->kind == REDLINE;
            }
            seen[RANKS] += tried.player[p].ranked;
            seen[MANY] += statements > 64;
            seen[IDLE] += options == 0;
            seen[EMPTY] += statements == 0 && !tried.player[p].ranked;
        }
    }
    for (int k = 0; k < THINGS; k++) {
        if (seen[k] < 10) print_error("thing %d: %ld\n", k, seen[k]);
        assert_true(seen[k] >= 10);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_conflicts_have_everything),
        cmocka_unit_test(failures_are_made_small),
        cmocka_unit_test(every_game_of_two_players_with_one_option_each),
        cmocka_unit_test(random_conflicts),
        cmocka_unit_test(more_ranks_than_a_byte_holds),
        cmocka_unit_test(random_events),
        cmocka_unit_test(random_lifting),
        cmocka_unit_test(random_classes),
        cmocka_unit_test(random_graphs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
