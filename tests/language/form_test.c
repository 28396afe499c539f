/* What a file of tests/language cannot show: bytes that no editor writes, limits, places of
 * conditions, memory that is gone, texts made to be slow. */
#include "capture.h"
#include "failing.h"
#include "language/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#undef fail /* cmocka has a macro of this name */

typedef struct heard {
    uint32_t count, line, column, length; /* the place of the last one */
    char message[400];
} heard;

static void hear(void *ctx, const dt_diagnostic *d)
{
    heard *h = ctx;
    h->count++;
    h->line = d->line;
    h->column = d->column;
    h->length = d->length;
    snprintf(h->message, sizeof h->message, "%s", d->message);
}

static void start(dt_model *m, const char *text, size_t length, const dt_options *options)
{
    *m = (dt_model){.text = (char *)(uintptr_t)text, .length = length};
    memory_start(&m->memory, options);
    arena_start(&m->arena, &m->memory);
}

/* Parses bytes of their own block, so that a sanitizer sees a read beyond them. Returns the number
 * of statements. */
static uint64_t parse(const char *bytes, size_t length, heard *h)
{
    *h = (heard){0};
    char *text = malloc(length ? length : 1);
    assert_non_null(text);
    memcpy(text, bytes, length);
    dt_options options = {.diagnose = hear, .diagnose_ctx = h};
    dt_model m;
    start(&m, text, length, &options);
    diagnostics said = {.text = text, .length = length, .options = &options};
    language_parse(&m, &said);
    uint64_t statements = m.statement_count;
    arena_free(&m.arena);
    assert_int_equal(m.memory.used_bytes, 0);
    free(text);
    return statements;
}

/* ---- bytes ------------------------------------------------------------------------------ */

static void bytes_that_are_fine(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t statements;
    } cases[] = {
        {"", 0},
        {"\n", 0},
        {"\xEF\xBB\xBF", 0},
        {"\xEF\xBB\xBFplayer a\n", 1},
        {"player a", 1},
        {"player a\r\n  option x\r\n", 2},
        {"player a \"b\"\r\n", 1},
        {"player a # comment", 1},
        {"# comment", 0},
        {"#", 0},
        {"\t\tplayer\ta\t# tab\tin a comment\n", 1},
        {"claim a \"b\"\r\n\r\n  cite c\r\n", 1},
        {"player \xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80\n", 1},
        {"let a: (\r\nx\r\n)\r\n", 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        heard h;
        uint64_t statements = parse(cases[k].text, strlen(cases[k].text), &h);
        if (h.count || statements != cases[k].statements)
            print_error("case %zu: %u errors, %s\n", k, h.count, h.message);
        assert_int_equal(h.count, 0);
        assert_int_equal(statements, cases[k].statements);
    }
}

#define BYTES(text) text, sizeof(text) - 1

static void bytes_that_are_not(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t length;
        uint32_t line, column;
        const char *message;
    } cases[] = {
        {BYTES("player a\n\0"), 2, 1,
         "U+0000 NUL character; remove it, and see that the file is text in UTF-8"},
        {BYTES("player \0a"), 1, 8,
         "U+0000 NUL character; remove it, and see that the file is text in UTF-8"},
        {BYTES("player a \"b\0c\""), 1, 12,
         "U+0000 NUL character in a string; remove it, and see that the file is text in UTF-8"},
        {BYTES("player a\rplayer b"), 1, 9,
         "U+000D lone carriage return; end lines with LF or CRLF"},
        {BYTES("player a # b\rplayer b"), 1, 13,
         "U+000D lone carriage return in a comment; end lines with LF or CRLF"},
        {BYTES("player a\x0C"), 1, 9, "U+000C control character; remove it"},
        {BYTES("player a\x1B"), 1, 9, "U+001B control character; remove it"},
        {BYTES("player a # \x1B[31m"), 1, 12, "U+001B control character in a comment; remove it"},
        {BYTES("player a \"\x7F\""), 1, 11, "U+007F control character in a string; remove it"},
        {BYTES("player a \"\xC2\x9B\""), 1, 11, "U+009B control character in a string; remove it"},
        {BYTES("player a \"b\tc\""), 1, 12, "U+0009 tab in a string; write a space instead"},
        {BYTES("player a\xE2\x80\xA8option x"), 1, 9,
         "U+2028 line separator; end lines with LF or CRLF"},
        {BYTES("player a\n\xEF\xBB\xBFplayer b"), 2, 1,
         "U+FEFF byte order mark; remove it: it may stand at the start only"},
        {BYTES("player \xFF"), 1, 8, "byte 0xFF is no UTF-8; save the file as UTF-8"},
        {BYTES("player Espa\xF1"
               "a"),
         1, 12, "byte 0xF1 is no UTF-8; save the file as UTF-8"},
        {BYTES("player a \"Espa\xF1"
               "a\""),
         1, 15, "byte 0xF1 is no UTF-8 in a string; save the file as UTF-8"},
        {BYTES("player a # \xE2\x82"), 1, 12,
         "byte 0xE2 is no UTF-8 in a comment; save the file as UTF-8"},
        {BYTES("player \xC0\x80"), 1, 8, "byte 0xC0 is no UTF-8; save the file as UTF-8"},
        {BYTES("player \xED\xA0\x80"), 1, 8, "byte 0xED is no UTF-8; save the file as UTF-8"},
        {BYTES("player a \"b"), 1, 10,
         "this string is not closed; write '\"' before the end of the line"},
        {BYTES("player a \"b\nplayer c\"\n"), 2, 9,
         "this string is not closed; write '\"' before the end of the line"},
        {BYTES("player a \"b\\\""), 1, 10,
         "this string is not closed; write '\"' before the end of the line"},
        {BYTES("player a \"b\\"), 1, 10,
         "this string is not closed; write '\"' before the end of the line"},
        {BYTES("\xE2\x80\x9C"), 1, 1, "U+201C left curly quote; write a straight \" instead"},
        {BYTES("\xE2\x80\x9Cplayer a"), 1, 1,
         "U+201C left curly quote; write a straight \" instead"},
        {BYTES("conflict \"\xF3\xA0\x81\x81\""), 1, 11,
         "U+E0041 invisible tag in a string; remove it"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        heard h;
        parse(cases[k].text, cases[k].length, &h);
        if (h.line != cases[k].line || h.column != cases[k].column ||
            strcmp(h.message, cases[k].message) != 0)
            print_error("case %zu: %u:%u: %s\n", k, h.line, h.column, h.message);
        assert_int_equal(h.line, cases[k].line);
        assert_int_equal(h.column, cases[k].column);
        assert_string_equal(h.message, cases[k].message);
    }
}

/* A statement with foreign characters is left out, whatever else it says. */
static void statements_with_errors_are_left_out(void **state)
{
    (void)state;
    heard h;
    assert_int_equal(parse(BYTES("player a\nplayer \xF1\nplayer \xE9 b\n\xFF\nplayer c\n"), &h), 2);
    assert_int_equal(h.count, 1); /* the encoding is complained about once */
    assert_int_equal(parse(BYTES("player a\nplayer b # \x01\nplayer c\n"), &h), 2);
    assert_int_equal(parse(BYTES("player a\nplayer b \xE2\x80\x9C"
                                 "B\xE2\x80\x9D\nplayer c\n"),
                           &h),
                     2);
    assert_int_equal(parse(BYTES("player a\nlet b: ( c\nplayer d\n"), &h), 2);
    assert_int_equal(parse(BYTES("let a: b c\n"), &h), 0);
}

/* ---- limits ----------------------------------------------------------------------------- */

static void nested(char *text, const char *open, uint32_t depth, const char *close)
{
    strcpy(text, "let a: ");
    for (uint32_t k = 0; k < depth; k++) strcat(text, open);
    strcat(text, "x");
    for (uint32_t k = 0; k < depth; k++) strcat(text, close);
}

static void nesting_is_limited(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"(", ")"}, {"not ", ""}, {"not (", ")"}, {"at most 1 of (x, ", ")"}, {"(x and ", ")"}};
    static char text[100000];
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
        uint32_t each = k == 2 ? 2 : 1; /* levels that one repetition nests */
        heard h;
        nested(text, forms[k][0], MAX_DEPTH / each, forms[k][1]);
        assert_int_equal(parse(text, strlen(text), &h), 1);
        assert_int_equal(h.count, 0);
        nested(text, forms[k][0], MAX_DEPTH / each + 1, forms[k][1]);
        assert_int_equal(parse(text, strlen(text), &h), 0);
        assert_string_equal(h.message, "brackets and 'not' are nested more than 256 deep; name a "
                                       "part of the condition with 'let'");
    }
}

static void errors_are_counted_and_then_stop(void **state)
{
    (void)state;
    static char text[101 * 5 + 1];
    heard h;
    for (int k = 0; k < 101; k++) memcpy(text + 5 * k, "fix \n", 5);
    parse(text, 100 * 5, &h);
    assert_int_equal(h.count, 100);
    parse(text, 101 * 5, &h);
    assert_int_equal(h.count, 101);
    assert_int_equal(h.line, 101);
    assert_string_equal(h.message, "more than 100 errors; the rest of the text was not read");
}

static void text_is_limited(void **state)
{
    (void)state;
    size_t length = MAX_TEXT_BYTES + 1;
    char *text = malloc(length);
    assert_non_null(text);
    memset(text, '\n', length);
    heard h;
    parse(text, length - 1, &h);
    assert_int_equal(h.count, 0);
    parse(text, length, &h);
    assert_int_equal(h.count, 1);
    assert_string_equal(h.message, "the text has 16777217 bytes; at most 16777216 are read");
    dt_options options = {.diagnose = hear, .diagnose_ctx = &h};
    dt_model m;
    start(&m, "", 0, &options);
    diagnostics said = {.text = text, .length = length, .options = &options};
    assert_null(language_parse_expr(&m, text, length, &said));
    assert_string_equal(h.message, "the condition has 16777217 bytes; at most 16777216 are read");
    arena_free(&m.arena);
    free(text);
}

/* Each of these would take minutes if a byte were looked at once for every byte before it. */
static void time_is_linear(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(",
                                         "not ",
                                         "(\n",
                                         "let a: (\n",
                                         "let a: (b\nprefer",
                                         "%",
                                         "\xE2\x80\x9C",
                                         "\xC2\xAB",
                                         "\"",
                                         "\\",
                                         "#",
                                         "#\n",
                                         "\n#\n",
                                         "let a: b\n\n#\n",
                                         "a,",
                                         "a and ",
                                         "let a: b\ncite c\n",
                                         "x",
                                         "1-1",
                                         "<",
                                         "state ",
                                         "player a\nprefer b or not c and d\n",
                                         "add a before ",
                                         "\xFF",
                                         "\r",
                                         " ",
                                         ".",
                                         "cite\n"};
    enum { BYTES_EACH = 1 << 20 };
    char *text = malloc(BYTES_EACH);
    assert_non_null(text);
    for (size_t k = 0; k < sizeof pieces / sizeof *pieces; k++) {
        size_t piece = strlen(pieces[k]), length = 0;
        for (; length + piece <= BYTES_EACH; length += piece)
            memcpy(text + length, pieces[k], piece);
        heard h;
        parse(text, length, &h);
        output out;
        output_start(&out, (dt_output){0});
        out.failed = true; /* nothing is written; only the reading counts */
        if (!h.count) language_format(text, length, &out);
    }
    free(text);
}

/* ---- conditions by themselves ------------------------------------------------------------ */

static void conditions(void **state)
{
    (void)state;
    static const struct {
        const char *text, *printed; /* NULL: an error */
        const char *message;
        uint32_t column;
    } cases[] = {
        {"x", "x", NULL, 0},
        {" not  x\n", "not x", NULL, 0},
        {"(x)", "x", NULL, 0},
        {"a.x = yes or state 3", "a.x = yes or state 3", NULL, 0},
        {"(x\nand y)", "x and y", NULL, 0},
        {"x and\ny # why", "x and y", NULL, 0},
        {"", NULL, "expected a condition, found the end of the text", 0}, /* no place */
        {"   ", NULL, "expected a condition, found the end of the text", 4},
        {"x y", NULL, "expected an operator ('and', 'or', 'if' ...) or the end, found 'y'", 3},
        {"x)", NULL, "')' without '(' before it", 2},
        {"(x", NULL, "expected ')' to close '(' at line 1, found the end of the text", 3},
        {"x\ny", NULL, "expected an operator ('and', 'or', 'if' ...) or the end, found 'y'", 1},
        {"x == y", NULL, "'==' has no meaning here; write '=' for equal", 3},
        {"x implies y if z", NULL,
         "'implies' and 'if' in a row need brackets: (x implies y) if z, or x implies (y if z)",
         13},
        {"\"x\"", NULL, "expected a condition, found \"x\"", 1},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        heard h = {0};
        dt_options options = {.diagnose = hear, .diagnose_ctx = &h};
        const char *text = cases[k].text;
        dt_model m;
        start(&m, "", 0, &options);
        diagnostics said = {.text = text, .length = strlen(text), .options = &options};
        expr *e = language_parse_expr(&m, text, strlen(text), &said);
        capture c = {0};
        output out;
        output_start(&out, capture_output(&c));
        if (e) print_expr(e, &out);
        output_end(&out);
        if (!e != !cases[k].printed || (cases[k].message && strcmp(h.message, cases[k].message)) ||
            h.column != cases[k].column)
            print_error("case %zu: %u: %s\n", k, h.column, h.message);
        assert_int_equal(e != NULL, cases[k].printed != NULL);
        assert_int_equal(h.count, cases[k].printed ? 0 : 1);
        if (e) assert_string_equal(capture_text(&c), cases[k].printed);
        else assert_string_equal(h.message, cases[k].message);
        assert_int_equal(h.column, cases[k].column);
        capture_free(&c);
        arena_free(&m.arena);
    }
}

/* The place of a condition has no brackets around it, but those inside. */
static void places_of_conditions(void **state)
{
    (void)state;
    static const struct {
        const char *text, *place;
    } cases[] = {
        {" x ", "x"},
        {"((x))", "x"},
        {"( (x or y) and z )", "(x or y) and z"},
        {"(not (x))", "not (x)"},
        {"(a . x <= high)", "a . x <= high"},
        {"(x if (y))", "x if (y)"},
        {"(at most 1 of (x, (y)))", "at most 1 of (x, (y))"},
        {"(state 12)", "state 12"},
        {"(yes)", "yes"},
        {"x iff (y)\n", "x iff (y)"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const char *text = cases[k].text;
        dt_model m;
        start(&m, "", 0, NULL);
        diagnostics said = {.text = text, .length = strlen(text)};
        expr *e = language_parse_expr(&m, text, strlen(text), &said);
        assert_non_null(e);
        char words[64];
        snprintf(words, sizeof words, "%.*s", (int)e->at.length, text + e->at.offset);
        assert_string_equal(words, cases[k].place);
        arena_free(&m.arena);
    }
}

/* From the first to the last character, notes included; names with what they were said with. */
static void places_of_statements(void **state)
{
    (void)state;
    static const char text[] = "player a \"A\" # comment\n"
                               "  prefer p: (x)  # comment\n"
                               "    cite s \"q\" # comment\n"
                               "event 2025-01-01 \n";
    static const char *const places[] = {
        "player a \"A\"", "prefer p: (x)  # comment\n    cite s \"q\"", "event 2025-01-01"};
    dt_model m;
    start(&m, text, sizeof text - 1, NULL);
    diagnostics said = {.text = text, .length = sizeof text - 1};
    language_parse(&m, &said);
    assert_int_equal(said.errors, 0);
    size_t k = 0;
    for (const statement *s = m.statements; s; s = s->next, k++) {
        assert_true(k < 3);
        assert_int_equal(s->at.length, strlen(places[k]));
        assert_memory_equal(text + s->at.offset, places[k], s->at.length);
    }
    assert_int_equal(k, 3);
    const statement *first = m.statements, *prefer = first->next, *event = prefer->next;
    assert_int_equal(first->label.at.length, 3);
    assert_string_equal(first->label.text, "A");
    assert_string_equal(prefer->player.text, "a");
    assert_string_equal(prefer->word.text, "p");
    assert_int_equal(prefer->notes->at.length, strlen("cite s \"q\""));
    assert_int_equal(event->event, 1);
    assert_int_equal(event->date.year, 2025);
    arena_free(&m.arena);
}

/* ---- memory that is gone ----------------------------------------------------------------- */

static const char EVERYTHING[] = "conflict \"C \\\"q\\\"\"\n"
                                 "source s \"S\" by \"B\" on 2025-01 file \"f\" url \"u\"\n"
                                 "claim c \"words\" cite s \"q\" because \"b\"\n"
                                 "player a \"A\"\n"
                                 "  option x \"X\" levels low, high irreversible down because c\n"
                                 "  option y\n"
                                 "  redline r rigid: not x and (y or x = low implies yes iff no)\n"
                                 "  prefer p: at most 1 of (x, y, state 1)\n"
                                 "  prefer higher x\n"
                                 "  rank 1 > 2 = 3\n"
                                 "infeasible n: x\n"
                                 "status quo: x = low, not a.y\n"
                                 "no deal: \"0N\"\n"
                                 "state 1 \"one\": state 2\n"
                                 "outcome o \"O\": exactly 1 of (y)\n"
                                 "states 1, 2\n"
                                 "move a: 1 -> 2, 2 <-> 1\n"
                                 "coalesce x\n"
                                 "event 2025-02-03 \"E\"\n"
                                 "  add a before p prefer y\n"
                                 "  fix x = low\n"
                                 "  free x\n"
                                 "  drop a.r\n";

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool parsed = false;
    for (long fuse = 0; !parsed; fuse++) {
        for (int stays = 0; stays < 2; stays++) {
            failing f = {.fuse = fuse, .stays = stays};
            dt_options options = {.memory = {failing_resize, &f}};
            dt_model m;
            start(&m, EVERYTHING, sizeof EVERYTHING - 1, &options);
            diagnostics said = {.text = EVERYTHING, .length = sizeof EVERYTHING - 1};
            language_parse(&m, &said);
            assert_int_equal(said.errors, 0);
            parsed = !m.memory.failed;
            assert_int_equal(parsed, f.failures == 0);
            arena_free(&m.arena);
            assert_int_equal(f.alive, 0);
            assert_int_equal(f.wrong_sizes, 0);
        }
    }
}

/* Arena chunks hide allocations, so that few requests fail above; a limit that grows byte by byte
 * stops at every chunk, and one condition at a time has a chunk of its own. */
static void a_condition_without_memory(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "x", "not a.x", "(x and y) if z = b", "at most 1 of (x, y)", "state 3", "yes iff no"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        failing f = {.fuse = 0, .stays = true};
        dt_options options = {.memory = {failing_resize, &f}};
        dt_model m;
        start(&m, "", 0, &options);
        diagnostics said = {.text = texts[k], .length = strlen(texts[k])};
        assert_null(language_parse_expr(&m, texts[k], strlen(texts[k]), &said));
        assert_int_equal(said.errors, 0);
        assert_true(m.memory.failed);
        arena_free(&m.arena);
        assert_int_equal(f.alive, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_that_are_fine),
        cmocka_unit_test(bytes_that_are_not),
        cmocka_unit_test(statements_with_errors_are_left_out),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(errors_are_counted_and_then_stop),
        cmocka_unit_test(text_is_limited),
        cmocka_unit_test(time_is_linear),
        cmocka_unit_test(conditions),
        cmocka_unit_test(places_of_conditions),
        cmocka_unit_test(places_of_statements),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_condition_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
