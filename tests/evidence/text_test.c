/* Bytes become clean text: encodings, marks, windows, heads; HTML becomes its readable text. */
#include "evidence/html.h"
#include "shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The whole text of one document, read in pieces, window after window. */
static char *read_all(const char *text, size_t length, size_t piece, bool *binary)
{
    memory m;
    memory_start(&m, NULL);
    shelf s = {.texts = &text, .lengths = &length, .piece = piece};
    evidence_reader reader = shelf_reader(&s);
    text_stream stream = {0};
    dt_error err = {0};
    size_t used = 0;
    char *all = malloc(3 * length + 1);
    assert_non_null(all);
    shelf_open(&s, 0, &err);
    stream_start(&stream, &m, &reader);
    while (stream_next(&stream, &err)) {
        assert_true(stream.from <= stream.to && stream.to <= stream.clean);
        assert_true(used + stream.to - stream.from <= 3 * length);
        memcpy(all + used, stream.text.items + stream.from, stream.to - stream.from);
        used += stream.to - stream.from;
    }
    assert_int_equal(err.code, DT_OK);
    all[used] = 0;
    if (binary) *binary = stream.binary;
    stream_end(&stream);
    assert_int_equal(m.used_bytes, 0);
    return all;
}

static void bytes_become_utf8(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *expected;
    } cases[] = {
        {"", ""},
        {"plain", "plain"},
        {"\xEF\xBB\xBFmarked", "marked"},
        {"se\xC3\xB1or", "se\xC3\xB1or"},
        {"se\xF1or", "se\xC3\xB1or"},                         /* Latin-1 */
        {"\x93quoted\x94", "\xE2\x80\x9Cquoted\xE2\x80\x9D"}, /* Windows-1252 */
        {"price 5\x80", "price 5\xE2\x82\xAC"},
        {"cut \xE2\x80", "cut \xC3\xA2\xE2\x82\xAC"}, /* what the end cuts is read byte by byte */
        {"both \xC3\xA9 and \xE9", "both \xC3\xA9 and \xC3\xA9"},
        {"\xED\xA0\x80", "\xC3\xAD\xC2\xA0\xE2\x82\xAC"}, /* a surrogate is no character */
        {"a\r\nb\rc", "a\r\nb\rc"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        for (size_t piece = 1; piece < 6; piece++) {
            char *text = read_all(cases[k].bytes, strlen(cases[k].bytes), piece, NULL);
            assert_string_equal(text, cases[k].expected);
            free(text);
        }
    }
}

static void a_nul_byte_is_noticed(void **state)
{
    (void)state;
    bool binary = false;
    free(read_all("a\0b", 3, 0, &binary));
    assert_true(binary);
    free(read_all("ab", 2, 0, &binary));
    assert_false(binary);
}

/* Longer than two windows, of characters of all lengths: nothing is lost or doubled at the seams. */
static void windows_join(void **state)
{
    (void)state;
    static const char *const words[] = {"word ", "\xC3\xA9t\xC3\xA9 ", "\xE2\x82\xAC\n",
                                        "\xF0\x9F\x8C\x8D", "a\xE9 "};
    size_t room = 2 * (size_t)WINDOW_BYTES + 100000, used = 0;
    char *text = malloc(room), *expected = malloc(2 * room);
    size_t wanted = 0;
    assert_true(text && expected);
    for (uint32_t seed = 1; used + 8 < room;) {
        seed = seed * 1664525u + 1013904223u;
        const char *word = words[(seed >> 16) % 5];
        memcpy(text + used, word, strlen(word));
        used += strlen(word);
        const char *clean = word[1] == '\xE9' ? "a\xC3\xA9 " : word;
        memcpy(expected + wanted, clean, strlen(clean));
        wanted += strlen(clean);
    }
    expected[wanted] = 0;
    for (size_t piece = 0; piece < 5000; piece = piece * 3 + 997) {
        char *all = read_all(text, used, piece, NULL);
        assert_int_equal(strlen(all), wanted);
        assert_true(!strcmp(all, expected));
        free(all);
    }
    free(text);
    free(expected);
}

static void heads_say_the_date(void **state)
{
    (void)state;
    static const struct {
        const char *text, *date;
        size_t bytes;
    } cases[] = {
        {"date: 2026-02-01\nText", "2026-02-01", 17},
        {"Title: A\r\nDate: 1962\r\n\r\nText", "1962", 22},
        {"---\ntitle: A\ndate: \"1999-10\"\n---\nText", "1999-10", 33},
        {"Mr. President: we\ndate: 1999", "", 0},
        {"note: no date here\nText", "", 0},
        {"date:\nText", "", 0},
        {"", "", 0},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        text_head head = text_read_head(cases[k].text, strlen(cases[k].text));
        assert_string_equal(head.date, cases[k].date);
        assert_int_equal(head.bytes, cases[k].bytes);
    }
}

static void html_is_known_by_name_or_beginning(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text;
        bool is;
    } cases[] = {
        {"a.html", "text", true},
        {"a.HTM", "text", true},
        {"a.txt", "<!DOCTYPE html><p>", true},
        {"a.txt", " \n<html>", true},
        {"a.txt", "<?xml version=\"1.0\"?>\n<html>", true},
        {"a.txt", "text <html>", false},
        {"html", "text", false},
        {"a.txt", "", false},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(text_is_html(cases[k].name, cases[k].text, strlen(cases[k].text)),
                         cases[k].is);
}

/* ---- HTML ---------------------------------------------------------------------------------------- */

static void check_html(const char *page_text, const char *text, const char *article)
{
    memory m;
    memory_start(&m, NULL);
    html_page page;
    dt_error err = {0};
    assert_true(html_read(&page, &m, page_text, strlen(page_text), &err));
    assert_int_equal(page.text.count, strlen(text));
    assert_memory_equal(page.text.items ? page.text.items : "", text, strlen(text));
    assert_int_equal(page.article.count, strlen(article));
    assert_memory_equal(page.article.items ? page.article.items : "", article, strlen(article));
    html_free(&page, &m);
    assert_int_equal(m.used_bytes, 0);
}

static void html_becomes_its_text(void **state)
{
    (void)state;
    static const struct {
        const char *page, *text, *article;
    } cases[] = {
        {"", "", ""},
        {"<p>One<p>Two  words", "One\nTwo words", ""},
        {"<title>T</title><style>x{}</style><script>var y=1</script><p>Text", "Text", ""},
        {"<nav>Home</nav><main><h1>Title</h1><p>A <b>bold</b> word.</main><footer>End</footer>",
         "Title\nA bold word.", "Title\nA bold word."},
        {"<p>Before<article><header>By us</header><p>In</article><p>After",
         "Before\nBy us\nIn\nAfter", "By us\nIn"},
        {"<header>Site</header><p>Text", "Text", ""},
        {"a&amp;b &lt;c&gt; &eacute;&#8217;&nbsp;x", "a&b <c> \xC3\xA9\xE2\x80\x99\xC2\xA0x", ""},
        {"<table><tr><td>1<td>2<tr><td>3</table>", "1 2\n3", ""},
        {"one<br>two", "one\ntwo", ""},
        {"in<i>ter</i>twined", "intertwined", ""},
        {"<p>caf\xE9", "caf\xC3\xA9", ""},                        /* says nothing */
        {"<meta charset=iso-8859-2><p>\xB1", "\xC4\x85", ""},     /* Polish a */
        {"<meta charset=iso-8859-1><p>\xC3\xA9", "\xC3\xA9", ""}, /* misstated */
        {"<p>one</div></span><p>two<b>three", "one\ntwothree", ""},
        {"<!-- hidden --><p>seen<!-- never closed", "seen", ""},
        {"<!DOCTYPE html SYSTEM \"file:///etc/passwd\"><p>&xxe;", "&xxe;", ""},
        {"<!DOCTYPE x [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]><p>&xxe;", "]>\n&xxe;", ""},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        check_html(cases[k].page, cases[k].text, cases[k].article);
}

static void html_that_is_nested_too_deeply_is_refused(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    enum { DEPTH = 100000 };
    char *text = malloc(5 * DEPTH + 1);
    assert_non_null(text);
    for (size_t k = 0; k < DEPTH; k++) memcpy(text + 5 * k, "<div>", 5);
    html_page page;
    dt_error err = {0};
    assert_false(html_read(&page, &m, text, 5 * DEPTH, &err));
    assert_int_equal(err.code, DT_ERR_LIMIT);
    html_free(&page, &m);
    assert_true(html_read(&page, &m, text, 5 * 100, &err));
    html_free(&page, &m);
    assert_int_equal(m.used_bytes, 0);
    free(text);
}

static void html_says_when_it_was_published(void **state)
{
    (void)state;
    memory m;
    memory_start(&m, NULL);
    html_page page;
    dt_error err = {0};
    const char *text = "<html><head><meta property=\"article:published_time\" "
                       "content=\"2026-02-01T10:00\"></head><p>x";
    assert_true(html_read(&page, &m, text, strlen(text), &err));
    assert_string_equal(page.date, "2026-02-01");
    html_free(&page, &m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_become_utf8),
        cmocka_unit_test(a_nul_byte_is_noticed),
        cmocka_unit_test(windows_join),
        cmocka_unit_test(heads_say_the_date),
        cmocka_unit_test(html_is_known_by_name_or_beginning),
        cmocka_unit_test(html_becomes_its_text),
        cmocka_unit_test(html_that_is_nested_too_deeply_is_refused),
        cmocka_unit_test(html_says_when_it_was_published),
    };
    return cmocka_run_group_tests_name("evidence.text", tests, NULL, NULL);
}
