/* Every format's escapes, the buffer's edges, and writes that fail. */
#include "base/output.h"
#include "capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef void put_function(output *, const char *text);

static void check_put(put_function *put_it, const char *text, const char *expected)
{
    capture c = {0};
    output o;
    output_start(&o, capture_output(&c));
    put_it(&o, text);
    assert_true(output_end(&o));
    assert_string_equal(capture_text(&c), expected);
    capture_free(&c);
}

typedef struct escape_case {
    const char *text, *expected;
} escape_case;

static void check_all(put_function *put_it, const escape_case *cases, size_t count)
{
    for (size_t k = 0; k < count; k++) check_put(put_it, cases[k].text, cases[k].expected);
}
#define CHECK_ALL(put_it, cases) check_all((put_it), (cases), sizeof(cases) / sizeof *(cases))

static void text_is_written_as_it_is(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {NULL, ""}, {"", ""}, {"a\"\\<\n\x1B", "a\"\\<\n\x1B"}, {"\xC3\xB3\xFF", "\xC3\xB3\xFF"}};
    CHECK_ALL(put_text, cases);
}

static void terminals_get_no_control_or_direction_character(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {"plain \xC3\xB3", "plain \xC3\xB3"},
        {"\x1B]0;title\x07", "\\x1b]0;title\\x07"},
        {"a\rb\nc\td", "a\\x0db\\x0ac\\x09d"},
        {"\x7F", "\\x7f"},
        {"\xC2\x9B"
         "31m",
         "\\x9b31m"},
        {"\xE2\x80\xAE"
         "gpj.exe",
         "\\u{202e}gpj.exe"},
        {"\xE2\x81\xA6", "\\u{2066}"},
        {"broken \xFF\xC3", "broken \xEF\xBF\xBD\xEF\xBF\xBD"},
    };
    CHECK_ALL(put_terminal, cases);
}

static void json_strings_are_json_and_safe_in_a_page(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {NULL, "null"},
        {"", "\"\""},
        {"say \"no\" \\ yes", "\"say \\\"no\\\" \\\\ yes\""},
        {"a\nb\tc\rd", "\"a\\nb\\tc\\rd\""},
        {"\x01\x1F\x7F", "\"\\u0001\\u001f\\u007f\""},
        {"</script><!--&", "\"\\u003c/script\\u003e\\u003c!--\\u0026\""},
        {"\xE2\x80\xA8\xE2\x80\xA9", "\"\\u2028\\u2029\""},
        {"\xF0\x9F\x99\x82", "\"\xF0\x9F\x99\x82\""},
        {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""}, /* a lone surrogate */
    };
    CHECK_ALL(put_json, cases);
}

static void xml_gets_words_and_nothing_else(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {NULL, ""},
        {"a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c&#39;"},
        {"]]><!-- &amp;", "]]&gt;&lt;!-- &amp;amp;"},
        {"a\nb\rc\td", "a b c d"},
        {"\x01\x1B\x7F\xC2\x85", ""},
        {"\xE2\x80\xAE\xEF\xBF\xBE\xEF\xBF\xBF\xF0\x9F\xBF\xBF", ""},
        {"\xF0\x9F\x99\x82 \xFF", "\xF0\x9F\x99\x82 \xEF\xBF\xBD"},
    };
    CHECK_ALL(put_xml, cases);
}

static void graphviz_gets_a_quoted_string(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {NULL, "\"\""},
        {"a \"b\" \\N \\", "\"a \\\"b\\\" \\\\N \\\\\""},
        {"<b>&lt;\n", "\"<b>&amp;lt; \""},
        {"\x1B\xE2\x80\xAE\xC3\xB3\xFF", "\"\xC3\xB3\xEF\xBF\xBD\""},
    };
    CHECK_ALL(put_dot, cases);
}

static void csv_cells_are_quoted_and_formulas_disarmed(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {"plain", "plain"},
        {"a,b", "\"a,b\""},
        {"a;b", "\"a;b\""},
        {"say \"no\"", "\"say \"\"no\"\"\""},
        {"a\nb", "\"a\nb\""},
        {"=1+1", "\"'=1+1\""},
        {"+1", "\"'+1\""},
        {"-1", "\"'-1\""},
        {"@SUM(A1)", "\"'@SUM(A1)\""},
        {"\t=1", "\"'\t=1\""},
        {"=HYPERLINK(\"http://x\")", "\"'=HYPERLINK(\"\"http://x\"\")\""},
        {"1-1", "1-1"},
        {"migraci\xC3\xB3n", "migraci\xC3\xB3n"},
    };
    CHECK_ALL(put_csv, cases);
}

static void markdown_cells_stay_cells(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {"plain", "plain"},
        {"a|b", "a\\|b"},
        {"a\nb", "a b"},
        {"<img src=x onerror=y>", "&lt;img src=x onerror=y&gt;"},
        {"[link](javascript:x)", "\\[link\\]\\(javascript:x\\)"},
        {"&amp;", "&amp;amp;"},
        {"*bold* _it_ `code`", "\\*bold\\* \\_it\\_ \\`code\\`"},
        {"\x1B[31m", "\\[31m"},
        {"\\|", "\\\\\\|"},
    };
    CHECK_ALL(put_markdown, cases);
}

/* Every backslash of an escaped text must begin one of the commands that we write, and none of
 * LaTeX's special characters may stand alone. */
static void latex_runs_nothing(void **state)
{
    (void)state;
    static const escape_case cases[] = {
        {"plain", "plain"},
        {"50 % of $100 & more_or #1", "50 \\% of \\$100 \\& more\\_or \\#1"},
        {"{x}", "\\{x\\}"},
        {"\\input{/etc/passwd}", "\\textbackslash{}input\\{/etc/passwd\\}"},
        {"a~b^c", "a\\textasciitilde{}b\\textasciicircum{}c"},
        {"a<b>c|d", "a\\textless{}b\\textgreater{}c\\textbar{}d"},
        {"two\nlines", "two lines"},
        {"\x07"
         "bell",
         "bell"},
    };
    CHECK_ALL(put_latex, cases);
}

static void counts_are_grouped_and_large_ones_are_strings(void **state)
{
    (void)state;
    static const struct {
        uint64_t count;
        const char *grouped, *json;
    } cases[] = {
        {0, "0", "0"},
        {999, "999", "999"},
        {1000, "1,000", "1000"},
        {1234567, "1,234,567", "1234567"},
        {UINT64_C(1) << 53, "9,007,199,254,740,992", "9007199254740992"},
        {(UINT64_C(1) << 53) + 1, "9,007,199,254,740,993", "\"9007199254740993\""},
        {UINT64_MAX, "18,446,744,073,709,551,615", "\"18446744073709551615\""},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        capture c = {0};
        output o;
        output_start(&o, capture_output(&c));
        put_count(&o, cases[k].count);
        put(&o, " ");
        put_json_count(&o, cases[k].count);
        assert_true(output_end(&o));
        size_t grouped = strlen(cases[k].grouped);
        assert_memory_equal(c.text, cases[k].grouped, grouped);
        assert_string_equal(c.text + grouped + 1, cases[k].json);
        capture_free(&c);
    }
}

static void columns_count_what_a_terminal_shows(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t columns;
    } cases[] = {{NULL, 0},
                 {"", 0},
                 {"abc", 3},
                 {"migraci\xC3\xB3n", 9},
                 {"o\xCC\x81", 1},                /* a combining accent */
                 {"\xE5\x92\x8C\xE5\xB9\xB3", 4}, /* two wide characters */
                 {"\xF0\x9F\x99\x82", 2}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(text_columns(cases[k].text), cases[k].columns);
    capture c = {0};
    output o;
    output_start(&o, capture_output(&c));
    put(&o, "abc\n%s", "\xE5\x92\x8C");
    assert_int_equal(o.column, 2);
    put_repeated(&o, ' ', 3);
    assert_int_equal(o.column, 5);
    put_text(&o, "\n");
    assert_int_equal(o.column, 0);
    assert_true(output_end(&o));
    capture_free(&c);
}

/* Characters of one to four bytes over several buffers' length arrive whole and in order. */
static void long_texts_arrive_whole(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a", "\xC3\xB3", "\xE2\x82\xAC", "\xF0\x9F\x99\x82"};
    capture written = {0}, expected = {0};
    output o;
    output_start(&o, capture_output(&written));
    for (int k = 0; k < 9000; k++) {
        const char *piece = pieces[k * k % 7 % 4];
        put_text(&o, piece);
        capture_write(&expected, piece, strlen(piece));
    }
    assert_true(output_end(&o));
    assert_int_equal(written.length, expected.length);
    assert_memory_equal(written.text, expected.text, expected.length);
    assert_true(written.writes < 20);
    capture_free(&written);
    capture_free(&expected);
}

static void a_failed_write_is_remembered_and_the_last(void **state)
{
    (void)state;
    for (size_t room = 1; room < 20000; room += 3000) {
        capture c = {.room = room};
        output o;
        output_start(&o, capture_output(&c));
        for (int k = 0; k < 20000; k++) put_text(&o, "x");
        assert_false(output_end(&o));
        assert_int_equal(c.writes_after, 0);
        capture_free(&c);
    }
}

static void a_text_too_long_for_put_fails_instead_of_being_cut(void **state)
{
    (void)state;
    char text[3000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    capture c = {0};
    output o;
    output_start(&o, capture_output(&c));
    put(&o, "%s", text);
    assert_false(output_end(&o));
    capture_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_written_as_it_is),
        cmocka_unit_test(terminals_get_no_control_or_direction_character),
        cmocka_unit_test(json_strings_are_json_and_safe_in_a_page),
        cmocka_unit_test(xml_gets_words_and_nothing_else),
        cmocka_unit_test(graphviz_gets_a_quoted_string),
        cmocka_unit_test(csv_cells_are_quoted_and_formulas_disarmed),
        cmocka_unit_test(markdown_cells_stay_cells),
        cmocka_unit_test(latex_runs_nothing),
        cmocka_unit_test(counts_are_grouped_and_large_ones_are_strings),
        cmocka_unit_test(columns_count_what_a_terminal_shows),
        cmocka_unit_test(long_texts_arrive_whole),
        cmocka_unit_test(a_failed_write_is_remembered_and_the_last),
        cmocka_unit_test(a_text_too_long_for_put_fails_instead_of_being_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
