/* What is too large, too deep, cancelled, or out of memory ends cleanly, and says so.
 */
#include "failing.h"
#include "verify/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Player a sees two improvements at the state where nothing is taken: b and c deter one of them
 * under gmr, and nobody does under seq. */
static const char MODEL[] = "player a\n"
                            "  option x\n"
                            "  option y\n"
                            "  redline line: x or not y\n"
                            "  prefer not z\n"
                            "  prefer near\n"
                            "player b\n"
                            "  option z\n"
                            "  prefer z if x\n"
                            "player c\n"
                            "  option w\n"
                            "infeasible z and w and not x\n"
                            "let near: x or w\n"
                            "status quo: not x\n";

#define STATE(pattern) "{\"number\": 1, \"name\": null, \"pattern\": \"" pattern "\"}"

/* clang-format off */
static const char WITNESS[] =
    "{\"command\": \"explain\", \"stage\": {\"number\": 0}, \"lift\": [],\n"
    " \"responses\": \"sequences\", \"verdicts\": [\n"
    " {\"state\": " STATE("NNNN") ", \"player\": \"a\", \"concept\": \"gmr\", \"stable\": true,\n"
    "  \"improvements\": 2, \"sanctions\": [\n"
    "   {\"to\": " STATE("YNNN") ", \"path\": [{\"player\": \"b\", \"to\": " STATE("YNYN") "}]},\n"
    "   {\"to\": " STATE("YYNN") ", \"path\": [{\"player\": \"c\", \"to\": " STATE("YYNY") "},\n"
    "    {\"player\": \"b\", \"to\": " STATE("YYYY") "}]}], \"escape\": null},\n"
    " {\"state\": " STATE("NNNN") ", \"player\": \"a\", \"concept\": \"nash\", \"stable\": false,\n"
    "  \"improvements\": 2, \"sanctions\": [], \"escape\": {\"to\": " STATE("YNNN") ", \"joint\": 0}},\n"
    " {\"state\": " STATE("NNYN") ", \"player\": \"a\", \"concept\": \"gmr\", \"stable\": false,\n"
    "  \"improvements\": 2, \"sanctions\": [], \"escape\": {\"to\": " STATE("YNYN") ", \"joint\": 3}}\n"
    " ]}\n";
/* clang-format on */

typedef struct seen {
    size_t told, not_true;
    const char *why;
    char text[500];
} seen;

static void count(void *ctx, const verify_finding *f)
{
    seen *s = ctx;
    s->told++;
    s->not_true += f->outcome != VERIFY_TRUE;
    if (f->why) snprintf(s->text, sizeof s->text, "%s: %s", f->where, f->why);
}

static void the_witness_is_true(void **state)
{
    (void)state;
    seen s = {0};
    verify_result result;
    dt_error err;
    bool read = verify_witness(MODEL, strlen(MODEL), WITNESS, strlen(WITNESS), NULL, count, &s,
                               &result, &err);
    if (!read || s.not_true) fail_msg("%s%s", err.message, s.text);
    assert_int_equal(result.held, 3);
}

/* The reader of JSON has its own allocator, which is not made to fail here. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (int stays = 0; stays <= 1; stays++)
        for (long fuse = 0;; fuse++) {
            failing f = {.fuse = fuse, .stays = stays != 0};
            dt_options o = {.memory = {failing_resize, &f}};
            seen s = {0};
            verify_result result;
            dt_error err;
            bool read = verify_witness(MODEL, strlen(MODEL), WITNESS, strlen(WITNESS), &o, count,
                                       &s, &result, &err);
            if (!read) assert_int_equal(err.code, DT_ERR_MEMORY);
            else assert_int_equal(result.held + result.gave_up, 3);
            assert_int_equal(f.alive, 0);
            assert_int_equal(f.wrong_sizes, 0);
            if (f.failures == 0) {
                assert_int_equal(result.held, 3);
                break;
            }
        }
}

typedef struct patience {
    long polls, left;
} patience;

static bool poll(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    patience *p = ctx;
    (void)work, (void)done, (void)total;
    return p->polls++ < p->left;
}

static void every_poll_may_cancel(void **state)
{
    (void)state;
    for (long left = 0;; left++) {
        patience p = {.left = left};
        dt_options o = {.progress = poll, .progress_ctx = &p};
        seen s = {0};
        dt_error err;
        bool read = verify_witness(MODEL, strlen(MODEL), WITNESS, strlen(WITNESS), &o, count, &s,
                                   NULL, &err);
        if (read) {
            assert_int_equal(s.not_true, 0);
            assert_true(left > 2);
            return;
        }
        assert_int_equal(err.code, DT_ERR_CANCELLED);
        assert_int_equal(s.not_true, 0);
        assert_int_equal(p.polls, left + 1); /* and asks no more */
    }
}

/* ---- large ones ------------------------------------------------------------------------- */

static void options_of(char *text, size_t room, const char *player, int options)
{
    size_t used = strlen(text);
    used += (size_t)snprintf(text + used, room - used, "player %s\n", player);
    for (int k = 0; k < options; k++)
        used += (size_t)snprintf(text + used, room - used, "  option %s%d\n", player, k);
}

/* Player p has one option and likes it; the others can lead to 2^40 - 1 other states. */
static void a_search_that_is_too_large_is_given_up(void **state)
{
    (void)state;
    char model[4000] = "player p\n  option go\n  prefer go\n", witness[1000], pattern[42];
    for (int k = 0; k < 5; k++)
        options_of(model, sizeof model, (const char[]){(char)('a' + k), 0}, 8);
    memset(pattern, 'N', 41);
    pattern[41] = '\0';
    snprintf(
        witness, sizeof witness,
        "{\"stage\": {\"number\": 0}, \"lift\": [], \"responses\": \"sequences\", \"verdicts\": ["
        "{\"state\": {\"pattern\": \"%s\"}, \"player\": \"p\", \"concept\": \"gmr\", "
        "\"stable\": false, \"improvements\": 1, \"sanctions\": [], "
        "\"escape\": {\"to\": {\"pattern\": \"Y%s\"}, \"joint\": \"1099511627775\"}}]}",
        pattern, pattern + 1);
    dt_options o = {.memory_bytes = 32 << 20};
    seen s = {0};
    verify_result result;
    dt_error err;
    assert_true(verify_witness(model, strlen(model), witness, strlen(witness), &o, count, &s,
                               &result, &err));
    assert_int_equal(result.gave_up, 1);
    assert_int_equal(strncmp(s.text, "verdicts[0].escape.to: gave up at ", 34), 0);
}

/* Exclusive options of one player: 2^50 combinations, 51 ways to choose. */
static void choices_are_searched_not_tried(void **state)
{
    (void)state;
    char model[6000] = "", pattern[52], witness[1000];
    options_of(model, sizeof model, "a", 50);
    size_t used = strlen(model);
    used += (size_t)snprintf(model + used, sizeof model - used,
                             "  prefer a7\nplayer b\n  option z\n"
                             "require at most 1 of (a0");
    for (int k = 1; k < 50; k++)
        used += (size_t)snprintf(model + used, sizeof model - used, ", a%d", k);
    snprintf(model + used, sizeof model - used, ")\nstatus quo: not z\n");
    memset(pattern, 'N', 51);
    pattern[51] = '\0';
    snprintf(
        witness, sizeof witness,
        "{\"stage\": {\"number\": 0}, \"lift\": [], \"responses\": \"sequences\", \"verdicts\": ["
        "{\"state\": {\"pattern\": \"%s\"}, \"player\": \"a\", \"concept\": \"gmr\", "
        "\"stable\": false, \"improvements\": 1, \"sanctions\": [], "
        "\"escape\": {\"to\": {\"pattern\": \"%.7sY%s\"}, \"joint\": 1}}]}",
        pattern, pattern, pattern + 8);
    seen s = {0};
    dt_error err;
    verify_result result;
    bool read = verify_witness(model, strlen(model), witness, strlen(witness), NULL, count, &s,
                               &result, &err);
    if (!read || s.not_true) fail_msg("%s%s", err.message, s.text);
    assert_int_equal(result.held, 1);
}

/* Lets inside each other, far deeper than the stack would bear. */
static void long_chains_of_lets_are_no_deep_recursion(void **state)
{
    (void)state;
    enum { LETS = 100000 };
    size_t room = LETS * 40 + 1000, used = 0;
    char *model = malloc(room);
    assert_non_null(model);
    used +=
        (size_t)snprintf(model, room, "player p\n  option x\n  prefer a%d\nlet a0: not x\n", LETS);
    for (int k = 1; k <= LETS; k++)
        used += (size_t)snprintf(model + used, room - used, "let a%d: not a%d\n", k, k - 1);
    static const char witness[] =
        "{\"stage\": {\"number\": 0}, \"lift\": [], \"responses\": \"sequences\", \"verdicts\": [\n"
        "{\"state\": {\"pattern\": \"N\"}, \"player\": \"p\", \"concept\": \"nash\",\n"
        " \"stable\": true, \"improvements\": 0, \"sanctions\": [], \"escape\": null},\n"
        "{\"state\": {\"pattern\": \"Y\"}, \"player\": \"p\", \"concept\": \"nash\",\n"
        " \"stable\": false, \"improvements\": 1, \"sanctions\": [],\n"
        " \"escape\": {\"to\": {\"pattern\": \"N\"}, \"joint\": 0}}]}";
    seen s = {0};
    dt_error err;
    bool read = verify_witness(model, used, witness, strlen(witness), NULL, count, &s, NULL, &err);
    if (!read || s.not_true) fail_msg("%s%s", err.message, s.text);
    assert_int_equal(s.told, 2);
    free(model);
}

/* ---- texts ------------------------------------------------------------------------------ */

static void refused(const char *text, size_t length, uint64_t memory_bytes, dt_code code,
                    const char *message)
{
    dt_options o = {.memory_bytes = memory_bytes};
    dt_error err;
    assert_false(verify_witness(MODEL, strlen(MODEL), text, length, &o, NULL, NULL, NULL, &err));
    assert_int_equal(err.code, code);
    if (!strstr(err.message, message)) fail_msg("%s", err.message);
}

static void texts_that_are_too_large_or_too_deep_are_refused(void **state)
{
    (void)state;
    size_t room = (64 << 20) + 1;
    char *text = malloc(room);
    assert_non_null(text);
    memset(text, '[', room);
    refused(text, room, 0, DT_ERR_LIMIT, "the witness has more than 64 MiB");
    refused(text, 1 << 20, 0, DT_ERR_MODEL, "this is no JSON: ");
    refused(text, 1 << 20, 16 << 20, DT_ERR_LIMIT, "the witness may take 162 MiB to read");
    refused(text, 0, 0, DT_ERR_MODEL, "this is no JSON: ");
    memset(text, ' ', 1000);
    refused(text, 1000, 0, DT_ERR_MODEL, "this is no JSON: ");
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_witness_is_true),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(every_poll_may_cancel),
        cmocka_unit_test(a_search_that_is_too_large_is_given_up),
        cmocka_unit_test(choices_are_searched_not_tried),
        cmocka_unit_test(long_chains_of_lets_are_no_deep_recursion),
        cmocka_unit_test(texts_that_are_too_large_or_too_deep_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
