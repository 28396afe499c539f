/* `words` against a second implementation that shares nothing with it but the documents: plain loops
 * over ASCII texts, no stems. The formulas against values computed by hand. */
#include "evidence/statistics.h"
#include "evidence/words.h"
#include "failing.h"
#include "shelf.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- formulas ------------------------------------------------------------------------------------- */

static void near(double found, double expected)
{
    if (fabs(found - expected) > 1e-4 * (1 + fabs(expected)))
        print_message("%.9f instead of %.9f\n", found, expected);
    assert_true(fabs(found - expected) <= 1e-4 * (1 + fabs(expected)));
}

static void likelihoods_are_those_of_the_paper(void **state)
{
    (void)state;
    /* By hand: 10 of 100 against 10 of 1000 is the table 10 90 / 10 990.
     * G2 = 2 (10 ln 10 + 90 ln 90 + 10 ln 10 + 990 ln 990 - 100 ln 100 - 1000 ln 1000
     *         - 20 ln 20 - 1080 ln 1080 + 1100 ln 1100) = 22.9078 */
    near(log_likelihood(10, 100, 10, 1000), 22.9078);
    /* Dunning 1993, table 2, "the swiss": 110 with both, 2442 and 111 with one, 29114 with neither. */
    near(log_likelihood(110, 110 + 2442, 111, 111 + 29114), 270.72);
    near(log_likelihood(5, 100, 50, 1000), 0);
    near(log_likelihood(0, 100, 0, 1000), 0);
    near(log_likelihood(0, 100, 100, 1000),
         2 * (900 * log(900.) - 2000 * log(1000.) + 1100 * log(1100.)));
    near(log_ratio(10, 100, 10, 1000), log2(10.));
    near(log_ratio(0, 100, 5, 100), log2(0.1));
    near(log_ratio(4, 100, 0, 100), 3);
}

/* The shape that makes the expected number of documents without the word right, by walking through
 * shapes in small steps; then the chance. */
static double literal_chance(const double *lengths_of, size_t count, double uses, double without,
                             double length)
{
    double words = 0, best = 1e300, found = 0;
    for (size_t k = 0; k < count; k++) words += lengths_of[k];
    double mean = uses / words;
    for (double e = -20; e <= 20; e += 0.0005) {
        double shape = exp(e), expected = 0;
        for (size_t k = 0; k < count; k++)
            expected += pow(1 + mean * lengths_of[k] / shape, -shape);
        double off = fabs(expected - without - 0.5);
        if (off < best) best = off, found = pow(1 + mean * length / shape, -shape);
    }
    return found;
}

static void chances_are_those_of_the_formula(void **state)
{
    (void)state;
    static const uint64_t all[] = {80, 90, 100, 120, 150, 200, 300, 400, 500, 900};
    double as_double[10];
    lengths *l = malloc(sizeof *l);
    assert_non_null(l);
    lengths_group_all(l, all, 10);
    for (size_t k = 0; k < 10; k++) as_double[k] = (double)all[k];
    for (uint64_t without = 0; without < 9; without += 2) {
        double expected = literal_chance(as_double, 10, 40, (double)without, 200);
        double found = chance_of_none(l, 40, without, 200);
        assert_true(fabs(found - expected) < 2e-3 * expected);
    }
    /* Two documents of 100 words, 100 uses each, none without: (1 + 100/k)^-k = 1/4. */
    static const uint64_t two[] = {100, 100};
    lengths_group_all(l, two, 2);
    near(chance_of_none(l, 200, 0, 100), 0.25);
    /* Rare enough that even without bursts more are expected without it: exp(-1/100 * 100). */
    near(chance_of_none(l, 2, 0, 100), exp(-1.));
    near(chance_of_none(l, 0, 2, 100), 1);
    lengths_group_all(l, two, 0);
    near(chance_of_none(l, 0, 0, 100), 1);
    free(l);
}

static void many_lengths_are_grouped(void **state)
{
    (void)state;
    uint64_t sorted[5003];
    double words = 0, counted = 0;
    lengths *l = malloc(sizeof *l);
    assert_non_null(l);
    for (size_t k = 0; k < 5003; k++) sorted[k] = k, words += (double)k;
    lengths_group_all(l, sorted, 5003);
    assert_int_equal(l->count, MOST_GROUPS);
    for (size_t g = 0; g < l->count; g++) {
        counted += l->groups[g].count;
        assert_true(!g || l->groups[g].length > l->groups[g - 1].length);
    }
    near(counted, 5003);
    near(l->words, words);
    free(l);
}

/* ---- counts, a second time ------------------------------------------------------------------------ */

enum { DOCUMENTS = 40, VOCABULARY = 30, MOST_TOKENS = 200 };

typedef struct library { /* random documents of few words, with what they say */
    char names_of[DOCUMENTS][32];
    const char *name_list[DOCUMENTS];
    char *texts[DOCUMENTS];
    int tokens[DOCUMENTS][MOST_TOKENS];
    size_t token_count[DOCUMENTS];
} library;

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

static void fill(library *l, uint32_t seed)
{
    static const char *const between[] = {" ", ", ", ".\n", " - ", "\t", " \xE2\x80\x9C", "\r\n"};
    for (size_t d = 0; d < DOCUMENTS; d++) {
        snprintf(l->names_of[d], sizeof l->names_of[d], "shelf/%u.%02u.txt",
                 (unsigned)(1900 + d / 3), (unsigned)d);
        l->name_list[d] = l->names_of[d];
        l->token_count[d] = next_random(&seed) % MOST_TOKENS;
        l->texts[d] = calloc(MOST_TOKENS * 16 + 1, 1);
        assert_non_null(l->texts[d]);
        for (size_t k = 0; k < l->token_count[d]; k++) {
            uint32_t a = next_random(&seed) % VOCABULARY, b = next_random(&seed) % VOCABULARY;
            int word_number = (int)(a < b ? a : b); /* low numbers more often */
            l->tokens[d][k] = word_number;
            char text[16];
            snprintf(text, sizeof text, next_random(&seed) % 4 ? "w%cx" : "W%cX",
                     'a' + word_number);
            if (word_number > 25) snprintf(text, sizeof text, "w%cy", 'a' + word_number - 26);
            strcat(l->texts[d], text);
            strcat(l->texts[d], between[next_random(&seed) % 7]);
        }
    }
}

static void empty(library *l)
{
    for (size_t d = 0; d < DOCUMENTS; d++) free(l->texts[d]);
}

static uint64_t literal_uses(const library *l, size_t d, int word_number)
{
    uint64_t count = 0;
    for (size_t k = 0; k < l->token_count[d]; k++) count += l->tokens[d][k] == word_number;
    return count;
}

static uint64_t literal_phrases(const library *l, size_t d, int one, int other)
{
    uint64_t count = 0;
    for (size_t k = 1; k < l->token_count[d]; k++)
        count += l->tokens[d][k - 1] == one && l->tokens[d][k] == other;
    return count;
}

static json_t *ask(const evidence_words_ask *asked, shelf *s, dt_options options, dt_error *err)
{
    capture c = {0};
    evidence_reader reader = shelf_reader(s);
    options.format = DT_JSON;
    if (!options.limit) options.limit = DT_ALL;
    bool done = evidence_words(asked, &reader, &options, capture_output(&c), err);
    assert_int_equal(s->opens, s->closes);
    json_t *result = done ? json_loadb(c.text, c.length, JSON_REJECT_DUPLICATES, NULL) : NULL;
    assert_true(!done || result);
    capture_free(&c);
    return result;
}

static json_int_t number(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    assert_true(json_is_integer(value));
    return json_integer_value(value);
}

static json_int_t number_or(const json_t *object, const char *key, json_int_t otherwise)
{
    json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

/* The story of a term, from its uses by document. */
static void check_story(const json_t *term, const uint64_t *uses, const library *l)
{
    json_int_t documents = 0, total = 0, first = -1, last = -1, silence = 0, at = -1;
    for (json_int_t d = 0; d < DOCUMENTS; d++) {
        assert_int_equal(json_integer_value(
                             json_array_get(json_object_get(term, "uses_by_document"), (size_t)d)),
                         uses[d]);
        if (!uses[d]) continue;
        if (first < 0) first = d;
        else if (d - last - 1 > silence) silence = d - last - 1, at = last;
        last = d;
        documents++;
        total += (json_int_t)uses[d];
    }
    assert_int_equal(number(term, "documents"), documents);
    assert_int_equal(number(term, "uses"), total);
    assert_int_equal(number_or(term, "first", -1), first);
    assert_int_equal(number_or(term, "last", -1), last);
    assert_int_equal(number(term, "longest_silence"), silence);
    assert_int_equal(number_or(term, "silence_after", -1), at);
    assert_int_equal(number(term, "silent"), last < 0 ? DOCUMENTS : DOCUMENTS - 1 - last);
    double before_words = 0;
    for (size_t d = 0; d + 1 < DOCUMENTS; d++) before_words += (double)l->token_count[d];
    uint64_t here = uses[DOCUMENTS - 1], length = l->token_count[DOCUMENTS - 1];
    double expected = log_likelihood(here, length, (uint64_t)total - here, (uint64_t)before_words);
    assert_true(fabs(json_number_value(json_object_get(term, "g2")) - expected) < 0.0051);
}

static void check_findings(const json_t *result, const library *l)
{
    size_t target = DOCUMENTS - 1;
    json_int_t fresh = 0, missing = 0;
    for (int w = 0; w < VOCABULARY; w++) {
        json_int_t before = 0;
        for (size_t d = 0; d < target; d++) before += literal_uses(l, d, w) > 0;
        bool here = literal_uses(l, target, w) > 0;
        fresh += here && !before;
        missing += !here && 2 * (size_t)before >= target;
    }
    assert_int_equal(number(json_object_get(result, "new"), "count"), fresh);
    assert_true(number(json_object_get(result, "missing"), "count") <= missing);
}

static void counts_are_those_of_plain_loops(void **state)
{
    (void)state;
    library *l = malloc(sizeof *l);
    assert_non_null(l);
    static const char text[] = "wax,wbx: wcx|wdx,\"wax wbx\",we*";
    static const evidence_list terms_list[] = {{text, sizeof text - 1, NULL}};
    for (uint32_t seed = 1; seed < 30; seed++) {
        fill(l, seed);
        shelf s = {.texts = (const char *const *)l->texts, .piece = seed % 3 ? 7 : 0};
        evidence_words_ask asked = {.documents = l->name_list,
                                    .document_count = DOCUMENTS,
                                    .terms = terms_list,
                                    .term_lists = 1,
                                    .language = "none"};
        dt_error err = {0};
        json_t *result = ask(&asked, &s, (dt_options){0}, &err);
        assert_non_null(result);
        uint64_t uses[4][DOCUMENTS];
        for (size_t d = 0; d < DOCUMENTS; d++) {
            uses[0][d] = literal_uses(l, d, 0);
            uses[1][d] = literal_uses(l, d, 1) + literal_uses(l, d, 2) + literal_uses(l, d, 3);
            uses[2][d] = literal_phrases(l, d, 0, 1);
            uses[3][d] = literal_uses(l, d, 4);
            assert_int_equal(
                number(json_array_get(json_object_get(result, "documents"), d), "words"),
                l->token_count[d]);
        }
        for (size_t t = 0; t < 4; t++)
            check_story(json_array_get(json_object_get(result, "terms"), t), uses[t], l);
        check_findings(result, l);
        json_decref(result);
        empty(l);
    }
    free(l);
}

/* ---- a small library with known answers ------------------------------------------------------------ */

static const char *const small_names[] = {"a/1960-one.txt",      "a/1961-02-03-two.txt",
                                          "a/1961-02-three.txt", "a/1962-four.html",
                                          "a/1963-five.txt",     "a/six.txt",
                                          "a/seven.txt"};
static const char *const small_texts[] = {
    "The empire keeps its blockade. Revolution!",
    "Blockades and empires; the r\xC3\xA9volution, economic war.",
    "An imperialist blockade, and REVOLUTIONS.",
    "<html><body><nav>blockade</nav><article><p>Peace and trade.</p></article></body></html>",
    "The blockade\xE2\x80\x99s empire. Economic WAR and revolution",
    "Title: six\nDate: 1964-05\n\nCooperation, legality and coexistence.",
    "No date here."};
enum { SMALL = sizeof small_names / sizeof *small_names };

typedef struct notices {
    size_t count;
    char last[200];
} notices;

static void notice(void *ctx, const char *document, const char *message)
{
    notices *n = ctx;
    n->count++;
    snprintf(n->last, sizeof n->last, "%s: %s", document, message);
}

static evidence_words_ask small_ask(notices *n)
{
    return (evidence_words_ask){
        .documents = small_names, .document_count = SMALL, .notice = notice, .notice_ctx = n};
}

static void a_claim_is_true_of_these(void **state)
{
    (void)state;
    static const char text[] = "empire: imperialism, imperialist # a comment\n\n";
    static const evidence_list groups = {text, sizeof text - 1, "groups.txt"};
    static const evidence_list none = {"blockade,empire,revolution", 26, NULL};
    shelf s = {.texts = small_texts, .piece = 5};
    notices n = {0};
    evidence_words_ask asked = small_ask(&n);
    asked.terms = &groups;
    asked.term_lists = 1;
    asked.without = &none;
    asked.without_lists = 1;
    dt_error err = {0};
    json_t *result = ask(&asked, &s, (dt_options){0}, &err);
    assert_non_null(result);
    json_t *claim = json_object_get(result, "without");
    assert_int_equal(number(claim, "count"), 2);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(claim, "documents"), 0)), 3);
    assert_int_equal(json_integer_value(json_array_get(json_object_get(claim, "documents"), 1)), 5);
    assert_int_equal(number(result, "document"), 5);
    assert_int_equal(number(json_object_get(result, "left_out"), "undated"), 1);
    assert_string_equal(n.last, "a/seven.txt: it has no date: neither in the manifest, nor in its "
                                "name, nor in its first lines (date: 2026-02-01)");
    json_t *empire = json_array_get(json_object_get(result, "terms"), 0);
    assert_int_equal(number(empire, "documents"), 4);
    json_decref(result);
}

static void documents_stand_in_the_order_of_their_dates(void **state)
{
    (void)state;
    static const char manifest[] = "title,file,date\r\n\"a, \"\"b\"\"\",one.txt,1999\n"
                                   "x,./a/seven.txt,1959-12-31\nx,a/1960-one.txt,1965\n";
    shelf s = {.texts = small_texts};
    notices n = {0};
    evidence_words_ask asked = small_ask(&n);
    asked.manifest = manifest;
    asked.manifest_length = sizeof manifest - 1;
    dt_error err = {0};
    json_t *result = ask(&asked, &s, (dt_options){0}, &err);
    assert_non_null(result);
    static const size_t order[] = {6, 1, 2, 3, 4, 5, 0};
    for (size_t k = 0; k < SMALL; k++)
        assert_string_equal(json_string_value(json_object_get(
                                json_array_get(json_object_get(result, "documents"), k), "name")),
                            small_names[order[k]]);
    assert_int_equal(n.count, 0);
    json_decref(result);
    asked.since = "1962";
    asked.document = "1963";
    result = ask(&asked, &s, (dt_options){0}, &err);
    assert_non_null(result);
    assert_int_equal(json_array_size(json_object_get(result, "documents")), 4);
    assert_int_equal(number(result, "document"), 1);
    json_decref(result);
}

static void what_cannot_be_read_is_left_out(void **state)
{
    (void)state;
    static const char *const paths[] = {"1960.txt", "1961.txt", "1962.txt", "1963.txt"};
    static const char *const texts[] = {"one two", "three", "four\0five", "lost"};
    static const size_t sizes[] = {7, 5, 9, 4};
    shelf s = {.texts = texts, .lengths = sizes, .broken = texts[3]};
    notices n = {0};
    evidence_words_ask asked = {
        .documents = paths, .document_count = 4, .notice = notice, .notice_ctx = &n};
    dt_error err = {0};
    json_t *result = ask(&asked, &s, (dt_options){0}, &err);
    assert_non_null(result);
    assert_int_equal(json_array_size(json_object_get(result, "documents")), 2);
    assert_int_equal(number(result, "document"), 1);
    assert_int_equal(number(result, "words"), 3);
    assert_int_equal(number(json_object_get(result, "left_out"), "unreadable"), 2);
    assert_string_equal(n.last, "1962.txt: it is no text: it has a NUL byte");
    json_decref(result);
}

static void mistakes_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *terms, *file, *since, *document, *language, *manifest, *message;
    } cases[] = {
        {"a,,b", NULL, NULL, NULL, NULL, NULL, "--terms 'a,,b': expected a term between commas"},
        {"", NULL, NULL, NULL, NULL, NULL, "--terms '': expected a term between commas"},
        {"12", NULL, NULL, NULL, NULL, NULL, "--terms '12': a word needs a letter"},
        {"--", NULL, NULL, NULL, NULL, NULL, "--terms '--': expected a word"},
        {"a\xFF", NULL, NULL, NULL, NULL, NULL, "--terms 'a?': it is no valid UTF-8"},
        {"a:b||c", NULL, NULL, NULL, NULL, NULL,
         "--terms 'a:b||c': expected a word between its separators"},
        {"one\nsame\nSAME: x", "g.txt", NULL, NULL, NULL, NULL,
         "--terms g.txt, line 3: 'SAME': this term was named before"},
        {"a b c d e f g h i", NULL, NULL, NULL, NULL, NULL,
         "--terms 'a b c d e f g h i': a phrase has at most eight words"},
        {NULL, NULL, "soon", NULL, NULL, NULL,
         "--since: expected a date such as 1960 or 2026-02-01, found 'soon'"},
        {NULL, NULL, "2999", NULL, NULL, NULL, "no document has a date since then"},
        {NULL, NULL, NULL, "none.txt", NULL, NULL,
         "--document 'none.txt' is none of the documents"},
        {NULL, NULL, NULL, NULL, "englsh", NULL,
         "--language: unknown language 'englsh'; did you mean 'english'?"},
        {NULL, NULL, NULL, NULL, NULL, "a,b\n",
         "--manifest, line 1: expected a line of column names with `file` and `date`"},
        {NULL, NULL, NULL, NULL, NULL, "file,date\none\n",
         "--manifest, line 2: it has too few columns"},
        {NULL, NULL, NULL, NULL, NULL, "file,date\n\nseven.txt,1962-13\n",
         "--manifest, line 3: expected a date such as 2026-02-01, found '1962-13'"},
        {NULL, NULL, NULL, NULL, NULL, "file,date\n,1962\n",
         "--manifest, line 2: the column `file` is empty"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        shelf s = {.texts = small_texts};
        notices n = {0};
        evidence_words_ask asked = small_ask(&n);
        evidence_list list = {cases[k].terms, cases[k].terms ? strlen(cases[k].terms) : 0,
                              cases[k].file};
        asked.terms = &list;
        asked.term_lists = cases[k].terms != NULL;
        asked.since = cases[k].since;
        asked.document = cases[k].document;
        asked.language = cases[k].language;
        asked.manifest = cases[k].manifest;
        asked.manifest_length = cases[k].manifest ? strlen(cases[k].manifest) : 0;
        dt_error err = {0};
        assert_null(ask(&asked, &s, (dt_options){0}, &err));
        assert_string_equal(err.message, cases[k].message);
        assert_int_equal(err.code, DT_ERR_USAGE);
    }
}

/* ---- stems and folding ----------------------------------------------------------------------------- */

static void words_match_by_stem_star_and_letter(void **state)
{
    (void)state;
    static const struct {
        const char *language, *term, *word;
        bool fits;
    } cases[] = {
        {"english", "blockade", "blockades", true},
        {"english", "blockade", "BLOCKADED", true},
        {"english", "=blockade", "blockades", false},
        {"english", "=Blockade", "blockade", true},
        {"none", "blockade", "blockades", false},
        {"english", "imperial*", "imperialism", true},
        {"english", "imperial*", "anti", false},
        {"english", "*war*", "postwars", true},
        {"english", "*war", "wars", false},
        {"spanish", "revoluci\xC3\xB3n", "revoluciones", true},
        {"spanish", "revolucion", "revoluci\xC3\xB3n", true},
        {"spanish", "revoluci\xC3\xB3n", "REVOLUCION", true},
        {"none",
         "stra\xC3\x9F"
         "e",
         "STRASSE", true},
        {"none", "file", "\xEF\xAC\x81le", true}, /* a ligature */
        {"none", "blockade",
         "block\xC2\xAD"
         "ade",
         true},                                        /* a soft hyphen */
        {"none", "caf\xC3\xA9", "cafe\xCC\x81", true}, /* decomposed */
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        memory m;
        memory_start(&m, NULL);
        dt_error err = {0};
        stemmer *st = stemmer_new(&m, cases[k].language, &err);
        assert_non_null(st);
        terms t;
        terms_start(&t, &m, st);
        evidence_list list = {cases[k].term, strlen(cases[k].term), NULL};
        assert_true(terms_add(&t, &list, "--terms", &err));
        term_hits *hits = malloc(sizeof *hits);
        assert_non_null(hits);
        terms_match(&t, cases[k].word, strlen(cases[k].word), hits);
        if ((hits->term_count == 1) != cases[k].fits)
            print_message("%s: %s\n", cases[k].term, cases[k].word);
        assert_int_equal(hits->term_count, cases[k].fits);
        free(hits);
        terms_free(&t);
        stemmer_free(st);
        assert_int_equal(m.used_bytes, 0);
    }
}

/* ---- memory and writes ----------------------------------------------------------------------------- */

static const evidence_list few_terms = {"empire,\"economic war\",peace*", 28, NULL};

static bool try_once(dt_options *options, dt_output to, dt_error *err)
{
    shelf s = {.texts = small_texts, .piece = 100};
    notices n = {0};
    evidence_words_ask asked = small_ask(&n);
    asked.terms = &few_terms;
    asked.term_lists = 1;
    evidence_reader reader = shelf_reader(&s);
    bool done = evidence_words(&asked, &reader, options, to, err);
    assert_int_equal(s.opens, s.closes);
    return done;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int stays = 0; stays < 2; stays++) {
        for (long fuse = 0;; fuse++) {
            failing f = {.fuse = fuse, .stays = stays};
            dt_options options = {.memory = {failing_resize, &f}};
            capture c = {0};
            dt_error err = {0};
            bool done = try_once(&options, capture_output(&c), &err);
            assert_int_equal(f.alive, 0);
            assert_int_equal(f.wrong_sizes, 0);
            capture_free(&c);
            if (!f.failures) {
                assert_true(done);
                break;
            }
            assert_false(done);
            assert_int_equal(err.code, DT_ERR_MEMORY);
        }
    }
}

static void a_limit_a_stop_and_a_full_disk_are_errors(void **state)
{
    (void)state;
    dt_options options = {.memory_bytes = 20000};
    capture c = {.room = 100};
    dt_error err = {0};
    assert_false(try_once(&options, capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_LIMIT);
    options = (dt_options){0};
    for (dt_format format = DT_TEXT; format <= DT_MARKDOWN; format++) {
        options.format = format;
        assert_false(try_once(&options, capture_output(&c), &err));
        assert_int_equal(err.code, DT_ERR_WRITE);
    }
    capture_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likelihoods_are_those_of_the_paper),
        cmocka_unit_test(chances_are_those_of_the_formula),
        cmocka_unit_test(many_lengths_are_grouped),
        cmocka_unit_test(counts_are_those_of_plain_loops),
        cmocka_unit_test(a_claim_is_true_of_these),
        cmocka_unit_test(documents_stand_in_the_order_of_their_dates),
        cmocka_unit_test(what_cannot_be_read_is_left_out),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(words_match_by_stem_star_and_letter),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(a_limit_a_stop_and_a_full_disk_are_errors),
    };
    return cmocka_run_group_tests_name("evidence.words", tests, NULL, NULL);
}
