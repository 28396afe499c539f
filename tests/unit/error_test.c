/* Errors: one safe sentence with its place; diagnostics: all heard, the first kept. */
#include "base/error.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#undef fail /* cmocka has a macro of this name */

static void fail_fills_the_error_and_returns_null(void **state)
{
    (void)state;
    dt_error err;
    memset(&err, 0xFF, sizeof err);
    assert_null(fail(&err, DT_ERR_USAGE, "there is no stage '%s', the last is %d", "9", 3));
    assert_int_equal(err.code, DT_ERR_USAGE);
    assert_string_equal(err.message, "there is no stage '9', the last is 3");
    assert_int_equal(err.line, 0);
    assert_int_equal(err.column, 0);
    assert_int_equal(err.length, 0);
    assert_null(fail(NULL, DT_ERR_USAGE, "nobody listens"));
}

static void messages_are_safe_for_a_terminal(void **state)
{
    (void)state;
    static const struct {
        const char *name, *message;
    } cases[] = {
        {"plain", "plain"},
        {"migraci\xC3\xB3n", "migraci\xC3\xB3n"},
        {"a\x1B[31mred", "a\\x1b[31mred"},
        {"line\nbreak", "line\\x0abreak"},
        {"\xE2\x80\xAE"
         "turned",
         "\\u{202e}turned"},
        {"c1 \xC2\x9B here", "c1 \\x9b here"},
        {"broken \xC3 utf-8", "broken ? utf-8"},
        {"cut \xE2\x82", "cut ??"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        dt_error err;
        fail(&err, DT_ERR_MODEL, "%s", cases[k].name);
        assert_string_equal(err.message, cases[k].message);
    }
}

static void long_messages_are_cut_at_a_whole_character(void **state)
{
    (void)state;
    char name[2000];
    for (size_t shift = 0; shift < 3; shift++) {
        memset(name, 'x', shift);
        size_t at = shift;
        while (at + 3 < sizeof name) memcpy(name + at, "\xE2\x82\xAC", 3), at += 3;
        name[at] = 0;
        dt_error err;
        fail(&err, DT_ERR_MODEL, "%s", name);
        size_t length = strlen(err.message);
        assert_true(length < sizeof err.message);
        assert_true(length > sizeof err.message - 8);
        assert_string_equal(err.message + length - 3, "...");
        assert_memory_equal(err.message + length - 6, "\xE2\x82\xAC", 3);
    }
}

static void memory_says_which_failure_it_was(void **state)
{
    (void)state;
    dt_error err;
    memory m = {.failed = true};
    fail_memory(&err, &m);
    assert_int_equal(err.code, DT_ERR_MEMORY);
    m.refused = true;
    m.limit_bytes = 3u << 20;
    fail_memory(&err, &m);
    assert_int_equal(err.code, DT_ERR_LIMIT);
    assert_non_null(strstr(err.message, "3 MiB"));
}

static void places_count_code_points_from_one(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t offset, line, column;
    } cases[] = {
        {"", 0, 1, 1},
        {"abc", 0, 1, 1},
        {"abc", 2, 1, 3},
        {"abc", 3, 1, 4},
        {"abc", 99, 1, 4},
        {"a\nbc", 2, 2, 1},
        {"a\nbc", 3, 2, 2},
        {"a\r\nbc", 4, 2, 2},
        {"\xC3\xB3x", 2, 1, 2},
        {"\xF0\x9F\x99\x82x", 4, 1, 2},
        {"\xEF\xBB\xBFx", 3, 1, 1}, /* a byte order mark has no width */
        {"\xEF\xBC\xA1x", 3, 1, 2}, /* a wide letter that starts with the same byte */
        {"\n\n\n", 3, 4, 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        uint32_t line, column;
        text_place(cases[k].text, strlen(cases[k].text), cases[k].offset, &line, &column);
        assert_int_equal(line, cases[k].line);
        assert_int_equal(column, cases[k].column);
    }
}

typedef struct heard {
    uint32_t count;
    dt_severity severity[4];
    uint32_t line[4], column[4];
    char message[4][80];
} heard;

static void hear(void *ctx, const dt_diagnostic *d)
{
    heard *h = ctx;
    assert_true(h->count < 4);
    h->severity[h->count] = d->severity;
    h->line[h->count] = d->line;
    h->column[h->count] = d->column;
    strncpy(h->message[h->count], d->message, sizeof h->message[0] - 1);
    h->count++;
}

static void all_diagnostics_are_heard_and_the_first_error_is_kept(void **state)
{
    (void)state;
    const char *text = "one\ntwo\nthree";
    heard h = {0};
    dt_error err = {0};
    dt_options options = {.diagnose = hear, .diagnose_ctx = &h};
    diagnostics d = {.text = text, .length = strlen(text), .options = &options, .first = &err};
    WARN(&d, ((span){0, 3}), "odd %d", 1);
    assert_int_equal(err.code, DT_OK); /* a warning is no error */
    COMPLAIN(&d, ((span){4, 3}), "first");
    COMPLAIN(&d, ((span){10, 1}), "second");
    NOTE(&d, ((span){0, 0}), "by the way");
    assert_int_equal(d.errors, 2);
    assert_int_equal(d.warnings, 1);
    assert_int_equal(d.notes, 1);
    assert_int_equal(h.count, 4);
    assert_int_equal(h.severity[0], DT_SEVERITY_WARNING);
    assert_string_equal(h.message[0], "odd 1");
    assert_int_equal(h.line[2], 3);
    assert_int_equal(h.column[2], 3);
    assert_int_equal(err.code, DT_ERR_MODEL);
    assert_string_equal(err.message, "first");
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 1);
    assert_int_equal(err.offset, 4);
    assert_int_equal(err.length, 3);
}

static void nobody_need_listen(void **state)
{
    (void)state;
    diagnostics d = {0};
    COMPLAIN(&d, ((span){0, 0}), "unheard");
    assert_int_equal(d.errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fail_fills_the_error_and_returns_null),
        cmocka_unit_test(messages_are_safe_for_a_terminal),
        cmocka_unit_test(long_messages_are_cut_at_a_whole_character),
        cmocka_unit_test(memory_says_which_failure_it_was),
        cmocka_unit_test(places_count_code_points_from_one),
        cmocka_unit_test(all_diagnostics_are_heard_and_the_first_error_is_kept),
        cmocka_unit_test(nobody_need_listen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
