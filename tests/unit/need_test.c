/* Memory is estimated before it is taken: what the estimate allows is enough for compiling and
 * analysing, it is not much more than what is used, and less is refused in words. */
#include "failing.h"
#include "game/game.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#ifndef DT_HOSTILE
typedef struct heap {
    uint64_t bytes, peak;
} heap;

static void *counting_resize(void *ctx, void *block, size_t old_bytes, size_t new_bytes)
{
    heap *h = ctx;
    h->bytes += new_bytes - old_bytes;
    if (h->bytes > h->peak) h->peak = h->bytes;
    if (new_bytes) return realloc(block, new_bytes);
    free(block);
    return NULL;
}
#endif

typedef struct text {
    char bytes[20000];
    size_t length;
    uint64_t seed;
} text;

#ifndef DT_HOSTILE
static uint32_t below(text *t, uint32_t bound)
{
    uint64_t z = t->seed += UINT64_C(0x9E3779B97F4A7C15); /* splitmix64 */
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32) % bound;
}
#endif

__attribute__((format(printf, 2, 3))) static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    t->length +=
        (size_t)vsnprintf(t->bytes + t->length, sizeof t->bytes - t->length, format, arguments);
    va_end(arguments);
    assert_true(t->length < sizeof t->bytes);
}

#ifndef DT_HOSTILE
/* Players of different sizes, some options irreversible, up to 13 statements (39 in small ones, whose
 * tables would weigh more than all else), some constraints. */
static void write_model(text *t, uint64_t seed, uint32_t options)
{
    *t = (text){.seed = seed};
    uint32_t players = 2 + below(t, 6), ties = below(t, 12);
    for (uint32_t p = 0, o = 0; p < players; p++) {
        uint32_t statements = below(t, options < 17 && !below(t, 3) ? 40 : 14);
        add(t, "player p%u\n", p);
        for (uint32_t to = (p + 1) * options / players; o < to; o++)
            add(t, "  option o%u%s\n", o, below(t, 6) ? "" : " irreversible");
        for (uint32_t k = 0; k < statements; k++)
            add(t, "  prefer %so%u %s o%u\n", below(t, 2) ? "not " : "", below(t, options),
                below(t, 2) ? "iff" : "or", below(t, options));
    }
    for (uint32_t k = 0; k < ties; k++)
        add(t, "infeasible o%u and not o%u and o%u\n", below(t, options / 3),
            options / 3 + below(t, options / 3), options / 3 * 2 + below(t, options / 3));
}

/* The estimate of a game that was compiled without a limit; 0: not compiled. */
static uint64_t estimate(dt_model *m, dt_options o, uint64_t *slots)
{
    dt_error err;
    dt_game *g = dt_game_compile(m, &o, &err);
    if (!g) fail_msg("%s", err.message);
    *slots = g->slots;
    uint64_t need =
        o.backend == DT_BACKEND_DENSE ? dense_need(g, g->slots) : listed_need(g, g->slots);
    dt_game_free(g);
    return need;
}

static void check_model(const text *t, dt_backend backend, uint32_t threads)
{
    heap h = {0};
    dt_error err = {0};
    dt_options o = {.memory = {counting_resize, &h}, .backend = backend, .threads = threads};
    dt_model *m = dt_model_parse(t->bytes, t->length, &o, &err);
    if (!m) fail_msg("%s\n%s", err.message, t->bytes);
    uint64_t slots, need = estimate(m, o, &slots), model_bytes = h.bytes;
    /* the largest clique is known now, and was not then */
    o.memory_bytes = need + (backend == DT_BACKEND_LISTED ? need / 4 : 0);
    h.peak = h.bytes;
    dt_game *g = dt_game_compile(m, &o, &err);
    if (!g) fail_msg("%s\n%s", err.message, t->bytes);
    dt_verdicts *v = dt_analyse(g, &o, &err);
    if (!v) fail_msg("%s\n%s", err.message, t->bytes);
    uint64_t used = h.peak - model_bytes, small = (UINT64_C(2) << 20) + threads * (1 << 20);
    if (used > need)
        fail_msg("%llu bytes used, %llu estimated\n%s", (unsigned long long)used,
                 (unsigned long long)need, t->bytes);
    if (slots >= 1 << 16 && need > 2 * used + small)
        fail_msg("%llu bytes used, %llu estimated\n%s", (unsigned long long)used,
                 (unsigned long long)need, t->bytes);
    dt_verdicts_free(v);
    dt_game_free(g);
    o.memory_bytes = need / 3;
    g = dt_game_compile(m, &o, &err);
    assert_null(g);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    assert_non_null(strstr(err.message, "this stage needs about "));
    assert_non_null(strstr(err.message, "--memory"));
    dt_model_free(m);
    assert_int_equal(h.bytes, 0);
}

static void what_is_estimated_is_enough_and_not_much_too_much(void **state)
{
    (void)state;
    static text t;
    for (uint32_t seed = 0; seed < 24; seed++) {
        write_model(&t, seed, seed % 8 == 0 ? 20 : seed % 3 ? 12 : 17);
        check_model(&t, DT_BACKEND_DENSE, 1 + seed % 3);
        check_model(&t, DT_BACKEND_LISTED, 1 + seed % 3);
    }
}
#endif

static dt_error refusal(const char *model, dt_backend backend, uint64_t limit)
{
    dt_options o = {.backend = backend, .memory_bytes = limit};
    dt_error err = {0};
    dt_model *m = dt_model_parse(model, strlen(model), NULL, &err);
    dt_game *g = m ? dt_game_compile(m, &o, &err) : NULL;
    assert_null(g);
    dt_model_free(m);
    return err;
}

/* 64 options, one of them taken: 2^64 combinations, 65 states. The other backend would do. */
static void refusals_name_what_would_do(void **state)
{
    (void)state;
    static text t;
    t = (text){0};
    for (int p = 0; p < 4; p++) {
        add(&t, "player p%d\n", p);
        for (int k = 0; k < 16; k++) add(&t, "  option o%d\n", 16 * p + k);
    }
    add(&t, "status quo: not o0\n"); /* or every state would have to be looked for */
    dt_error err = refusal(t.bytes, DT_BACKEND_DENSE, 0);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    assert_non_null(strstr(err.message, "2^36 combinations"));
    err = refusal(t.bytes, DT_BACKEND_AUTO, 0);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    assert_non_null(strstr(err.message, "too many possible states"));
    assert_non_null(strstr(err.message, "fix"));
    add(&t, "infeasible at least 2 of (o0");
    for (int k = 1; k < 64; k++) add(&t, ", o%d", k);
    add(&t, ")\n");
    err = refusal(t.bytes, DT_BACKEND_DENSE, 0);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    dt_options o = {.threads = 2};
    dt_model *m = dt_model_parse(t.bytes, t.length, NULL, &err);
    dt_game *g = m ? dt_game_compile(m, &o, &err) : NULL;
    if (!g) fail_msg("%s", err.message);
    assert_int_equal(dt_game_states(g), 65);
    assert_int_equal(dt_game_backend(g), DT_BACKEND_LISTED);
    for (uint64_t k = 1; k < 65; k++) assert_true(dt_game_state(g, k) == UINT64_C(1) << (k - 1));
    dt_game_free(g);
    dt_model_free(m);
}

static void the_other_backend_is_offered_where_it_fits(void **state)
{
    (void)state;
    static text t;
    t = (text){0};
    for (int p = 0; p < 4; p++) {
        add(&t, "player p%d\n", p);
        for (int k = 0; k < 6; k++) add(&t, "  option o%d\n  prefer o%d\n", 6 * p + k, 6 * p + k);
    }
    add(&t, "infeasible at least 3 of (o0");
    for (int k = 1; k < 24; k++) add(&t, ", o%d", k);
    add(&t, ")\nstatus quo: not o0\n");
    dt_error err = refusal(t.bytes, DT_BACKEND_DENSE, 20 << 20);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    assert_non_null(strstr(err.message, "16777216 combinations"));
    assert_non_null(strstr(err.message, "the memory limit is 20 MiB"));
    assert_non_null(strstr(err.message, "--backend listed"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#ifndef DT_HOSTILE /* rounds of three statements have other tables than the estimate knows */
        cmocka_unit_test(what_is_estimated_is_enough_and_not_much_too_much),
#endif
        cmocka_unit_test(refusals_name_what_would_do),
        cmocka_unit_test(the_other_backend_is_offered_where_it_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
