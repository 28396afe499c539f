/* Quotations: found exactly, found but for what does not matter, or not, with what stands there. */
#include "evidence/passage.h"
#include "failing.h"
#include "shelf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char minutes[] =
    "Minutes of the council\r\n\r\nThe upper town says that it has water for two summers at\r\n"
    "most. \xE2\x80\x9CWe will not pay,\xE2\x80\x9D said the clerk; "
    "\xE2\x80\x98never\xE2\x80\x99.\n"
    "Se\xC3\xB1or Mu\xC3\xB1oz did not agree. The prose of the well-known roses.";

typedef struct quotation_case {
    const char *words;
    dt_quoted found;
    const char *passage;
} quotation_case;

static void look_up(const char *text, const quotation_case *c)
{
    memory m;
    memory_start(&m, NULL);
    searched it;
    dt_quoted found;
    char passage[400];
    assert_true(searched_start(&it, &m, text, strlen(text)));
    assert_true(searched_find(&it, c->words, strlen(c->words), &found, passage, sizeof passage));
    if (found != c->found || strcmp(passage, c->passage))
        print_message("'%s': %d, '%s'\n", c->words, (int)found, passage);
    assert_int_equal(found, c->found);
    assert_string_equal(passage, c->passage);
    searched_free(&it);
    assert_int_equal(m.used_bytes, 0);
}

static void quotations_are_found(void **state)
{
    (void)state;
    static const quotation_case cases[] = {
        {"The upper town says", DT_QUOTED_EXACTLY, ""},
        {"two summers at most", DT_QUOTED_ALIKE, "two summers at most"},
        {"two summers at\r\nmost", DT_QUOTED_EXACTLY, ""},
        {"\"WE will  not pay\"", DT_QUOTED_ALIKE, "We will not pay"},
        {"we willnot pay", DT_QUOTED_ALIKE, "We will not pay"},
        {"'never'.", DT_QUOTED_ALIKE, "never\xE2\x80\x99."},
        {"Se\xC3\xB1or Mu\xC3\xB1oz", DT_QUOTED_EXACTLY, ""},
        {"Sen\xCC\x83or Mun\xCC\x83oz", DT_QUOTED_EXACTLY, ""}, /* decomposed */
        {"SE\xC3\x91OR MU\xC3\x91OZ", DT_QUOTED_ALIKE, "Se\xC3\xB1or Mu\xC3\xB1oz"},
        {"well", DT_QUOTED_EXACTLY, ""},
        {"known roses", DT_QUOTED_EXACTLY, ""},
        {"rose", DT_QUOTED_NOT, ""},
        {"e will not pa", DT_QUOTED_NOT, "will not"},
        {"water for three summers at most", DT_QUOTED_NOT, "water for two summers at most"},
        {"nothing of the sort stands here", DT_QUOTED_NOT, ""},
        {"Senor Munoz did agree", DT_QUOTED_NOT, "Se\xC3\xB1or Mu\xC3\xB1oz did"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) look_up(minutes, &cases[k]);
}

static void scripts_without_blanks_have_no_edges(void **state)
{
    (void)state;
    static const char text[] =
        "\xE5\x92\x8C\xE5\xB9\xB3\xE5\x85\xB1\xE5\xA4\x84"; /* four letters */
    look_up(text, &(quotation_case){"\xE5\xB9\xB3\xE5\x85\xB1", DT_QUOTED_EXACTLY, ""});
}

/* Every run of words of a text is found in it; with a letter changed it is not. */
static void runs_of_words_are_found(void **state)
{
    (void)state;
    static const char text[] = "one two, three - four five \xC3\xA9t\xC3\xA9 six seven eight nine";
    memory m;
    memory_start(&m, NULL);
    searched it;
    dt_quoted found;
    char passage[400], words[100], changed[102];
    assert_true(searched_start(&it, &m, text, strlen(text)));
    for (size_t from = 0; from < strlen(text); from++) {
        if (from && text[from - 1] != ' ') continue;
        for (size_t to = from + 3; to <= strlen(text); to++) {
            if (text[to] != ' ' && text[to]) continue;
            snprintf(words, sizeof words, "%.*s", (int)(to - from), text + from);
            assert_true(searched_find(&it, words, strlen(words), &found, passage, 400));
            assert_int_equal(found, DT_QUOTED_EXACTLY);
            for (size_t k = 0; words[k]; k++) words[k] = words[k] == ' ' ? '\n' : words[k];
            assert_true(searched_find(&it, words, strlen(words), &found, passage, 400));
            assert_int_equal(found, strchr(words, '\n') ? DT_QUOTED_ALIKE : DT_QUOTED_EXACTLY);
            snprintf(changed, sizeof changed, "%sx", words);
            assert_true(searched_find(&it, changed, strlen(changed), &found, passage, 400));
            assert_int_equal(found, DT_QUOTED_NOT);
        }
    }
    searched_free(&it);
}

static void long_passages_lose_their_middle(void **state)
{
    (void)state;
    char *text = malloc(20001), *words = malloc(20001), passage[400];
    assert_true(text && words);
    for (size_t k = 0; k < 4000; k++) memcpy(text + 5 * k, "word ", 5);
    text[20000] = 0;
    memcpy(words, text, 20001);
    words[10000] = 'W';
    memory m;
    memory_start(&m, NULL);
    searched it;
    dt_quoted found;
    assert_true(searched_start(&it, &m, text, 20000));
    assert_true(searched_find(&it, words, 19999, &found, passage, sizeof passage));
    assert_int_equal(found, DT_QUOTED_ALIKE);
    assert_non_null(strstr(passage, " ... "));
    assert_true(strlen(passage) < 320);
    searched_free(&it);
    free(text);
    free(words);
}

/* ---- files ------------------------------------------------------------------------------------------ */

static const char *const texts[] = {minutes, "<p>Peace &amp; <b>trade</b><p>End", "lost"};

static bool check_all(dt_options *options, dt_error *err, long *opens)
{
    shelf s = {.texts = texts, .piece = 50, .broken = texts[2]};
    evidence_reader reader = shelf_reader(&s);
    evidence_quotes *q = evidence_quotes_new(&reader, options, err);
    static const struct {
        size_t number;
        const char *name, *words;
        dt_quoted found;
    } asked[] = {
        {0, "minutes.txt", NULL, DT_QUOTED_EXACTLY},
        {1, "p.html", "Peace & trade", DT_QUOTED_EXACTLY},
        {0, "minutes.txt", "two summers at most", DT_QUOTED_ALIKE},
        {2, "lost.txt", NULL, DT_QUOTED_UNREAD},
        {2, "lost.txt", "lost", DT_QUOTED_UNREAD},
        {1, "p.html", "trade end", DT_QUOTED_ALIKE},
        {0, "minutes.txt", "two winters at most", DT_QUOTED_NOT},
    };
    bool done = q != NULL;
    for (size_t k = 0; done && k < sizeof asked / sizeof *asked; k++) {
        char sentence[400];
        dt_quoted found;
        done = evidence_quotes_check(q, asked[k].number, asked[k].name, asked[k].words, &found,
                                     sentence, sizeof sentence, err);
        if (done) assert_int_equal(found, asked[k].found);
        if (done && found == DT_QUOTED_UNREAD) assert_string_equal(sentence, "it is broken");
    }
    evidence_quotes_free(q);
    *opens = s.opens;
    assert_int_equal(s.opens, s.closes);
    return done;
}

static void files_are_read_once(void **state)
{
    (void)state;
    dt_error err;
    long opens;
    assert_true(check_all(NULL, &err, &opens));
    assert_int_equal(opens, 2);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int stays = 0; stays < 2; stays++) {
        for (long fuse = 0;; fuse++) {
            failing f = {.fuse = fuse, .stays = stays};
            dt_options options = {.memory = {failing_resize, &f}};
            dt_error err = {0};
            long opens;
            bool done = check_all(&options, &err, &opens);
            assert_int_equal(f.alive, 0);
            assert_int_equal(f.wrong_sizes, 0);
            if (!f.failures) {
                assert_true(done);
                break;
            }
            assert_false(done);
            assert_int_equal(err.code, DT_ERR_MEMORY);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quotations_are_found),
        cmocka_unit_test(scripts_without_blanks_have_no_edges),
        cmocka_unit_test(runs_of_words_are_found),
        cmocka_unit_test(long_passages_lose_their_middle),
        cmocka_unit_test(files_are_read_once),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("evidence.quotes", tests, NULL, NULL);
}
