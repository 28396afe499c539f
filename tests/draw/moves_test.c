/* The moves, improvements and equilibria of the drawn state graph are those of the literal
 * definitions (tests/oracle), for conflicts made at random from a seed: read from the graph as
 * Graphviz gets it, which draws the same moves as the SVG. */
#include "capture.h"
#include "detente.h"

#include "oracle.h"
#include "svg.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { CONFLICTS = 400, MOST_DRAWN = 128 };

typedef struct drawn_edge { /* 0: not drawn; else 1 and the shapes at both ends */
    bool drawn;
    char head[8], tail[8];
} drawn_edge;

static int best_compared;
static drawn_edge edges[MOST_PLAYERS][MOST_DRAWN][MOST_DRAWN];

static bool may_move(const game *g, int p, int from, int to)
{
    const arcs *mine = &g->moves[p * g->states + from];
    for (int k = 0; k < mine->count; k++)
        if (mine->to[k] == to) return true;
    return false;
}

/* What stands at the end of a move that leads to `to`. */
static const char *shape_at(const game *g, int p, int from, int to)
{
    bool leads = may_move(g, p, from, to), back = may_move(g, p, to, from);
    if (leads && game_rank(g, p, to) < game_rank(g, p, from)) return "normal";
    if (leads && !back) return "empty";
    if (!leads && back) return "tee";
    return "none";
}

/* Do two other moves of the player add up to this one, in each direction that it has? */
static bool is_composed(const game *g, int p, int a, int b)
{
    bool there = may_move(g, p, a, b), back = may_move(g, p, b, a);
    for (int w = 0; w < g->states; w++) {
        if (w == a || w == b) continue;
        bool one = !there || (may_move(g, p, a, w) && may_move(g, p, w, b));
        bool other = !back || (may_move(g, p, b, w) && may_move(g, p, w, a));
        if (one && other) return true;
    }
    return false;
}

static int player_of_colour(const char *at)
{
    static const char *const colours[MOST_PLAYERS] = {"#0072b2", "#d55e00", "#00805c",
                                                      "#b0478a", "#8a6500", "#1b1f24"};
    const char *colour = strstr(at, "color=\"");
    for (int p = 0; colour && p < MOST_PLAYERS; p++)
        if (!strncmp(colour + 7, colours[p], 7)) return p;
    return -1;
}

static int read_edges(const game *g, const char *dot)
{
    int count = 0;
    memset(edges, 0, sizeof edges);
    for (const char *at = dot; at; at = strchr(at, '\n') ? strchr(at, '\n') + 1 : NULL) {
        int a, b;
        drawn_edge e = {.drawn = true};
        if (sscanf(at, "  s%d -> s%d [dir=both, arrowhead=%7[a-z], arrowtail=%7[a-z],", &a, &b,
                   e.head, e.tail) != 4)
            continue;
        int p = player_of_colour(at);
        assert_in_range(p, 0, g->players - 1);
        assert_in_range(a, 1, g->states);
        assert_in_range(b, a + 1, g->states);
        assert_false(edges[p][a - 1][b - 1].drawn); /* each once */
        edges[p][a - 1][b - 1] = e;
        count++;
    }
    return count;
}

static int check_edges(const game *g)
{
    int count = 0;
    for (int p = 0; p < g->players; p++)
        for (int a = 0; a < g->states; a++)
            for (int b = a + 1; b < g->states; b++) {
                const drawn_edge *e = &edges[p][a][b];
                bool any = may_move(g, p, a, b) || may_move(g, p, b, a);
                count += any;
                if (!e->drawn) {
                    assert_true(!any || is_composed(g, p, a, b));
                    continue;
                }
                assert_true(any);
                assert_string_equal(e->head, shape_at(g, p, a, b));
                assert_string_equal(e->tail, shape_at(g, p, b, a));
            }
    return count;
}

static bool is_drawn(int p, int a, int b)
{
    return a < b ? edges[p][a][b].drawn : edges[p][b][a].drawn;
}

/* Of every player from every state one of the best improvements, where that is promised. */
static void check_best(const game *g, const char *dot)
{
    if (!strstr(dot, "the best improvement of each player")) return;
    for (int p = 0; p < g->players; p++)
        for (int s = 0; s < g->states; s++) {
            int best = game_rank(g, p, s), own = best;
            for (int t = 0; t < g->states; t++)
                if (may_move(g, p, s, t) && game_rank(g, p, t) < best) best = game_rank(g, p, t);
            bool drawn = best == own;
            for (int t = 0; t < g->states; t++)
                drawn = drawn ||
                        (may_move(g, p, s, t) && game_rank(g, p, t) == best && is_drawn(p, s, t));
            assert_true(drawn);
        }
    best_compared++;
}

static void write_count(char out[16], int count)
{
    if (count < 1000) snprintf(out, 16, "%d", count);
    else snprintf(out, 16, "%d,%03d", count / 1000 % 1000, count % 1000);
}

/* "12 of 30 moves between them" or "30 moves between them, all drawn". */
static void check_counts(const char *dot, int drawn, int all)
{
    char said[100], of[16], some[16];
    write_count(of, all), write_count(some, drawn);
    if (drawn == all)
        snprintf(said, sizeof said, "; %s move%s between them, all", of, all == 1 ? "" : "s");
    else snprintf(said, sizeof said, "; %s of %s moves between them: the steps", some, of);
    if (!strstr(dot, said)) print_error("'%s' is not said of\n%.300s\n", said, dot);
    assert_non_null(strstr(dot, said));
}

static void check_frames(const game *g, const bool *stable, const char *dot)
{
    for (int s = 0; s < g->states; s++) {
        int holds = 0;
        char start[40];
        for (int c = 0; c < CONCEPTS; c++) {
            bool all = true;
            for (int p = 0; p < g->players; p++)
                all = all && stable[(c * g->players + p) * g->states + s];
            holds += all;
        }
        snprintf(start, sizeof start, "\n  s%d [label=", s + 1);
        const char *node = strstr(dot, start);
        assert_non_null(node);
        size_t length = strcspn(node + 1, "\n");
        bool thick = length > 14 && !memcmp(node + 1 + length - 14, ", penwidth=3];", 14);
        bool twice = length > 17 && !memcmp(node + 1 + length - 17, ", peripheries=2];", 17);
        assert_int_equal(thick, holds == CONCEPTS);
        assert_int_equal(twice, holds > 0 && holds < CONCEPTS);
    }
}

static void check_game(const game *g, const char *text)
{
    dt_error err = {0};
    dt_options options = {.format = DT_DOT, .limit = MOST_DRAWN, .stage = "0"};
    capture dot = {0};
    dt_model *m = dt_model_parse(text, strlen(text), NULL, &err);
    bool done = m && dt_report_draw(m, &options, capture_output(&dot), &err);
    if (!done) print_error("%s\n%s\n", err.message, text);
    assert_true(done);
    int drawn = read_edges(g, dot.text), all = check_edges(g);
    check_counts(dot.text, drawn, all);
    check_best(g, dot.text);
    bool *stable = judge(g, SEQUENCES);
    check_frames(g, stable, dot.text);
    free(stable);
    capture_free(&dot);
    dt_model_free(m);
}

static bool check_conflict(const conflict *c)
{
    game *g = play(c, 0, NULL);
    bool small = g && g->states <= MOST_DRAWN;
    if (small) {
        char *text = write_conflict(c);
        check_game(g, text);
        free(text);
    }
    if (g) game_free(g);
    return small;
}

static void graphs_are_what_the_definitions_say(void **unused)
{
    (void)unused;
    static conflict c;
    int compared = 0;
    for (uint64_t seed = 1; seed <= CONFLICTS; seed++) {
        dice d = {.seed = seed};
        generate(&c, &d, (wishes){.most_states = MOST_DRAWN, .classes = seed % 4 == 0});
        if (fair(&c)) compared += check_conflict(&c);
    }
    print_message("%d graphs compared, %d with best improvements\n", compared, best_compared);
    assert_true(best_compared > 10);
    assert_true(compared > CONFLICTS / 2);
}

/* Where moves are listed every one is drawn. */
static void listed_moves_are_drawn(void **unused)
{
    (void)unused;
    for (uint64_t seed = 1; seed <= CONFLICTS; seed++) {
        dice d = {.seed = seed};
        game *g = random_graph(&d);
        char *text = write_graph(g, 0);
        check_game(g, text);
        capture pictured = {0};
        dt_options options = {.limit = MOST_DRAWN};
        dt_model *m = dt_model_parse(text, strlen(text), NULL, NULL);
        assert_true(dt_report_draw(m, &options, capture_output(&pictured), NULL));
        unsigned faults = svg_faults("listed", pictured.text);
        if (faults) print_error("seed %d:\n%s\n", (int)seed, text);
        assert_int_equal(faults, 0);
        capture_free(&pictured);
        dt_model_free(m);
        free(text), game_free(g);
    }
}

/* With events, named states and whatever else there is, one by one and as zones. */
static void nothing_overlaps_in_random_conflicts(void **unused)
{
    (void)unused;
    static conflict c;
    unsigned drawn = 0;
    for (uint64_t seed = 1; seed <= CONFLICTS / 4; seed++) {
        dice d = {.seed = seed};
        generate(&c, &d, (wishes){.most_states = MOST_DRAWN, .events = true, .classes = true});
        if (!fair(&c)) continue;
        char *text = write_conflict(&c);
        dt_model *m = dt_model_parse(text, strlen(text), NULL, NULL);
        assert_non_null(m);
        for (unsigned n = 0; n < 2 * DT_PICTURE_COUNT; n++) {
            dt_error err = {0};
            capture svg_text = {0};
            dt_options options = {.picture = (dt_picture)(n / 2), .limit = n % 2 ? 3 : 200};
            bool done = dt_report_draw(m, &options, capture_output(&svg_text), &err);
            if (!done) print_error("%s\n%s\n", err.message, text);
            assert_true(done);
            unsigned faults = svg_faults(dt_picture_id(options.picture), svg_text.text);
            if (faults) print_error("seed %d:\n%s\n", (int)seed, text);
            assert_int_equal(faults, 0);
            capture_free(&svg_text);
            drawn++;
        }
        dt_model_free(m);
        free(text);
    }
    print_message("%u pictures drawn\n", drawn);
    assert_true(drawn > CONFLICTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(graphs_are_what_the_definitions_say),
        cmocka_unit_test(listed_moves_are_drawn),
        cmocka_unit_test(nothing_overlaps_in_random_conflicts),
    };
    return cmocka_run_group_tests_name("drawn moves", tests, NULL, NULL);
}
