/* The operators on games of every shape that tiles take: runs, blocks and rows, few and many choices,
 * irreversible options, values of all widths; both sets of kernels, and the listed form, must give the
 * same values. What they should be is the oracle's business; here sizes are beyond it. */
#include "analysis/passes.h"
#include "base/bits.h"
#include "base/processor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_PLAYERS = 8, TEXT = 1 << 16 };

typedef struct shape {
    const char *what;
    uint32_t options[MOST_PLAYERS]; /* of each player; 0 ends */
    bool irreversible;              /* every third option */
    bool levels;                    /* every other option has three */
    uint32_t statements, constraints;
} shape;

static const shape shapes[] = {
    {"runs and rows", {7, 5, 3}, false, false, 12, 3},
    {"runs and rows, wide values", {8, 6}, false, false, 20, 2},
    {"runs and rows, narrow values", {7, 5, 2}, false, false, 4, 4},
    {"runs and rows, irreversible", {7, 5, 3}, true, false, 10, 3},
    {"blocks of many players", {1, 2, 1, 3, 2, 1, 2, 1}, false, false, 9, 4},
    {"blocks of many players, irreversible", {1, 2, 1, 3, 2, 1, 2, 1}, true, false, 9, 4},
    {"odd strides", {3, 2, 3, 2}, false, true, 9, 4},
    {"odd strides, irreversible", {2, 3, 4}, true, true, 9, 3},
    {"one large player in a block", {2, 9, 1}, false, false, 9, 3},
    {"nothing infeasible", {6, 4, 3}, false, false, 9, 0},
    {"nothing infeasible, irreversible", {6, 4, 3}, true, false, 9, 0},
    {"one player", {9}, false, false, 9, 2},
};

static uint64_t seed;

static uint32_t below(uint32_t bound)
{
    uint64_t z = seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32) % bound;
}

static char *write_shape(const shape *s)
{
    static char text[TEXT];
    size_t used = 0;
    uint32_t all = 0;
#define ADD(...) used += (size_t)snprintf(text + used, TEXT - used, __VA_ARGS__)
    for (uint32_t p = 0; p < MOST_PLAYERS; p++) all += s->options[p];
    for (uint32_t p = 0, o = 0; p < MOST_PLAYERS && s->options[p]; p++) {
        ADD("player p%u\n", p);
        for (uint32_t k = 0; k < s->options[p]; k++, o++)
            ADD("  option o%u%s%s\n", o, s->levels && o % 2 ? " levels a, b, c" : "",
                s->irreversible && o % 3 == 1 ? o % 2 ? " irreversible" : " irreversible down"
                                              : "");
        for (uint32_t k = 0; k < s->statements; k++)
            ADD("  prefer %so%u %s o%u\n", below(2) ? "not " : "", below(all),
                below(2) ? "and" : "iff", below(all));
    }
    for (uint32_t k = 0; k < s->constraints; k++)
        ADD("infeasible %so%u and o%u and %so%u\n", below(2) ? "not " : "", below(all), below(all),
            below(2) ? "not " : "", below(all));
#undef ADD
    assert_true(used < TEXT);
    return text;
}

typedef struct solved { /* every result, by state */
    uint64_t states;
    uint32_t *values;
    size_t count, room;
} solved;

static void keep(solved *r, const dt_game *g, field f)
{
    scores s = {.width = f.width, .values = f.values};
    for (dt_index k = 0; k < g->states; k++) {
        if (r->count == r->room) {
            r->room = r->room ? 2 * r->room : 1 << 16;
            r->values = realloc(r->values, r->room * sizeof *r->values);
            assert_non_null(r->values);
        }
        r->values[r->count++] = score_at(&s, index_slot(g, k));
    }
}

static solved solve(const char *text, dt_backend backend, const kernels *set, uint32_t threads)
{
    dt_options options = {.backend = backend, .threads = threads};
    dt_error err = {0};
    dt_model *model = dt_model_parse(text, strlen(text), &options, &err);
    dt_game *g = model ? dt_game_compile(model, &options, &err) : NULL;
    if (!g) fail_msg("%s in\n%s", err.message, text);
    memory m;
    memory_start(&m, NULL);
    operators o;
    assert_true(operators_start(&o, g, &m, threads, NULL));
    o.kernels = set;
    solved r = {.states = g->states};
    for (uint32_t i = 0; i < g->players; i++) {
        const scores *s = &g->scores[i];
        field p = {s->width, s->values}, f, mark;
        assert_true(field_take(&o, &f, s->width) && field_take(&o, &mark, 1));
        assert_true(own_max(&o, i, p, f));
        keep(&r, g, f);
        for (int improving = 0; improving < 2; improving++) {
            assert_true(others_min(&o, i, improving, p, f));
            keep(&r, g, f);
            memset(mark.values, 0, g->slots);
            ((uint8_t *)mark.values)[index_slot(g, g->states / 3)] = 1;
            assert_true(spread_others(&o, i, improving, mark));
            keep(&r, g, mark);
        }
        uint64_t *bits = memory_take(&m, words_for(g->slots), sizeof *bits);
        assert_true(bits && judge(&o, i, p, &f, bits));
        for (dt_index k = 0; k < g->states; k++)
            ((uint8_t *)mark.values)[index_slot(g, k)] = bit_at(bits, index_slot(g, k));
        keep(&r, g, mark);
        memory_give(&m, bits, words_for(g->slots), sizeof *bits);
        field_give(&o, &f);
        field_give(&o, &mark);
    }
    operators_free(&o);
    dt_game_free(g);
    dt_model_free(model);
    assert_int_equal(m.used_bytes, 0);
    return r;
}

static void expect_equal(const char *what, const char *text, solved a, solved b)
{
    if (a.states != b.states || a.count != b.count ||
        memcmp(a.values, b.values, a.count * sizeof *a.values) != 0)
        fail_msg("%s differ on\n%s", what, text);
    free(b.values);
}

static void every_shape_of_tile_gives_the_same_values(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof shapes / sizeof *shapes; k++)
        for (uint32_t trial = 0; trial < 3; trial++) {
            seed = 100 * k + trial;
            const char *text = write_shape(&shapes[k]);
            solved first = solve(text, DT_BACKEND_LISTED, &kernels_any, 1);
            expect_equal(shapes[k].what, text, first,
                         solve(text, DT_BACKEND_DENSE, &kernels_any, 1));
            expect_equal(shapes[k].what, text, first,
                         solve(text, DT_BACKEND_DENSE, &kernels_any, 3));
            if (processor_has_avx2()) {
                expect_equal("kernels", text, first,
                             solve(text, DT_BACKEND_DENSE, &kernels_avx2, 2));
                expect_equal("kernels", text, first,
                             solve(text, DT_BACKEND_LISTED, &kernels_avx2, 2));
            }
            free(first.values);
        }
}

/* ---- memory ------------------------------------------------------------------------------- */

typedef struct verdict_bits {
    uint64_t *words;
    size_t count;
} verdict_bits;

/* All verdicts with at most so many bytes, or 0 words when that was refused. */
static verdict_bits analyse(dt_model *model, uint64_t bytes, bool *forgot)
{
    dt_options options = {.memory_bytes = bytes, .backend = DT_BACKEND_DENSE};
    dt_error err = {0};
    verdict_bits v = {0};
    dt_game *g = dt_game_compile(model, &options, &err);
    dt_verdicts *all = g ? dt_analyse(g, &options, &err) : NULL;
    if (!all) {
        assert_int_equal(err.code, DT_ERR_LIMIT);
        dt_game_free(g);
        return v;
    }
    *forgot = g->scores[0].values == NULL;
    v.words = malloc(g->states * g->players * sizeof *v.words);
    assert_non_null(v.words);
    for (dt_index k = 0; k < g->states; k++)
        for (uint32_t i = 0; i < g->players; i++) {
            uint64_t word = dt_game_rank(g, k, i);
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
                word = word << 1 | dt_stable(all, c, k, i);
            v.words[v.count++] = word;
        }
    dt_verdicts_free(all);
    dt_game_free(g);
    return v;
}

static void little_memory_changes_no_verdict(void **state)
{
    (void)state;
    seed = 7;
    const shape s = {"", {6, 4, 6, 2}, false, false, 9, 2};
    const char *text = write_shape(&s);
    dt_error err;
    dt_model *model = dt_model_parse(text, strlen(text), NULL, &err);
    assert_non_null(model);
    bool forgot = false;
    uint32_t solved_so = 0, forgot_so = 0;
    verdict_bits right = analyse(model, 0, &forgot);
    assert_false(forgot);
    for (uint64_t bytes = UINT64_C(9) << 20; bytes > 1 << 20; bytes -= 256 << 10) {
        verdict_bits v = analyse(model, bytes, &forgot);
        if (!v.count) break; /* less is not enough either */
        solved_so++;
        forgot_so += forgot;
        assert_int_equal(v.count, right.count);
        assert_memory_equal(v.words, right.words, v.count * sizeof *v.words);
        free(v.words);
    }
    assert_true(solved_so > 2);
    assert_true(forgot_so > 0);
    free(right.words);
    dt_model_free(model);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_shape_of_tile_gives_the_same_values),
        cmocka_unit_test(little_memory_changes_no_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
