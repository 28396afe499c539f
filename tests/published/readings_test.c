/* readings_test.c - are the two readings of the Havana and Washington conflict what they say they are?
 *
 * The second reading may differ from the first in its title, its red lines of Washington and the one
 * `let` that these use. Every statement rests on claims of the article, all twenty claims are there,
 * and the game has the size that the conflict asks for. What the analysis finds is not tested: it is
 * a finding, not a requirement. */
#include "detente.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FIRST DT_SOURCE_DIR "/models/havana-washington-2026.detente"
#define SECOND DT_SOURCE_DIR "/models/havana-washington-2026-talks-first.detente"

enum { MAX_LINES = 1000 };

typedef struct text {
    char *bytes;
    size_t length, room;
} text;

typedef struct reading { /* a model and its statements, one a line, as the library prints them */
    dt_model *model;
    text printed;
    char *line[MAX_LINES];
    size_t count;
} reading;

static bool append(void *ctx, const char *bytes, size_t length)
{
    text *t = ctx;
    if (t->length + length + 1 > t->room) {
        size_t room = 2 * (t->length + length + 1);
        char *grown = realloc(t->bytes, room);
        if (!grown) return false;
        t->bytes = grown, t->room = room;
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->bytes[t->length += length] = '\0';
    return true;
}

static void show_error(void *ctx, const dt_diagnostic *d)
{
    if (d->severity == DT_SEVERITY_ERROR)
        print_error("%s:%u:%u: %s\n", *(const char **)ctx, d->line, d->column, d->message);
}

static void read_model(reading *r, const char *path)
{
    *r = (reading){.count = 0};
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    text source = {0};
    char piece[4096];
    for (size_t got; (got = fread(piece, 1, sizeof piece, file)) > 0;)
        assert_true(append(&source, piece, got));
    fclose(file);
    dt_error err = {0};
    dt_options options = {.diagnose = show_error, .diagnose_ctx = &path};
    r->model = dt_model_parse(source.bytes, source.length, &options, &err);
    free(source.bytes);
    assert_non_null(r->model);
    dt_output output = {append, &r->printed};
    assert_true(dt_report_model(r->model, NULL, output, &err));
    for (char *line = strtok(r->printed.bytes, "\n"); line; line = strtok(NULL, "\n")) {
        assert_true(r->count < MAX_LINES);
        r->line[r->count++] = line + strspn(line, " ");
    }
}

static void reading_free(reading *r)
{
    dt_model_free(r->model);
    free(r->printed.bytes);
}

static bool starts(const char *line, const char *with)
{
    return !strncmp(line, with, strlen(with));
}

/* May a line stand in one reading only? */
static bool may_differ(const char *line)
{
    static const char *const heads[] = {"conflict ",
                                        "let beyond_technical:", "redline needs_system ",
                                        "redline needs_constitution ", "redline needs_economy "};
    for (size_t k = 0; k < sizeof heads / sizeof *heads; k++)
        if (starts(line, heads[k])) return true;
    return false;
}

/* Everything but the lines that may differ is the same, in the same order. */
static void the_readings_differ_only_in_what_washington_demands(void **state)
{
    (void)state;
    reading first, second;
    read_model(&first, FIRST);
    read_model(&second, SECOND);
    size_t a = 0, b = 0, differing = 0;
    while (a < first.count || b < second.count) {
        const char *left = a < first.count ? first.line[a] : "";
        const char *right = b < second.count ? second.line[b] : "";
        if (a < first.count && b < second.count && !strcmp(left, right)) {
            a++, b++;
            continue;
        }
        bool left_may = may_differ(left), right_may = may_differ(right);
        if (!left_may && !right_may) fail_msg("'%s' against '%s'", left, right);
        a += left_may, b += right_may;
        differing += left_may + right_may;
    }
    assert_int_equal(differing, 2 + 1 + 2 * 3); /* two titles, one let, three red lines twice */
    reading_free(&first);
    reading_free(&second);
}

/* Does the line rest on claim number k? */
static bool rests_on(const char *line, unsigned k)
{
    char name[24];
    int length = snprintf(name, sizeof name, "because c%u", k);
    for (const char *at = line; (at = strstr(at, name)); at++)
        if (at[length] < '0' || at[length] > '9') return true;
    return false;
}

static void every_statement_rests_on_a_claim(void **state)
{
    (void)state;
    reading r;
    read_model(&r, FIRST);
    unsigned claims = 0, uses[21] = {0}, events_of_c7 = 0;
    for (size_t k = 0; k < r.count; k++) {
        const char *line = r.line[k];
        if (starts(line, "conflict ") || starts(line, "source ")) continue;
        if (starts(line, "claim ")) {
            assert_non_null(strstr(line, "cite article"));
            claims++;
            continue;
        }
        unsigned rests = 0;
        for (unsigned c = 1; c <= 20; c++)
            if (rests_on(line, c)) rests++, uses[c]++;
        if (!rests) fail_msg("'%s' names no claim", line);
        events_of_c7 += starts(line, "event ") && rests_on(line, 7);
    }
    assert_int_equal(claims, 20);
    for (unsigned c = 1; c <= 20; c++)
        if (c != 19 && !uses[c]) fail_msg("nothing rests on c%u", c);
    assert_int_equal(uses[19], 0); /* disbelief: no option carries it */
    assert_int_equal(uses[7], 1);  /* a tone: it dates an event that changes nothing */
    assert_int_equal(events_of_c7, 1);
    reading_free(&r);
}

static void the_game_is_whole(void **state)
{
    (void)state;
    reading r;
    read_model(&r, FIRST);
    dt_error err = {0};
    dt_options body = {.stage = "0"};
    dt_game *game = dt_game_compile(r.model, &body, &err);
    assert_non_null(game);
    assert_in_range(dt_game_bits(game), 24, 30);
    assert_int_equal(dt_game_players(game), 8);
    assert_true(dt_game_status_quo(game) != DT_NO_INDEX);
    assert_true(dt_game_no_deal(game) != DT_NO_INDEX);
    assert_int_equal(dt_model_stages(r.model), 7);
    dt_game_free(game);
    reading_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_readings_differ_only_in_what_washington_demands),
        cmocka_unit_test(every_statement_rests_on_a_claim),
        cmocka_unit_test(the_game_is_whole),
    };
    return cmocka_run_group_tests_name("readings", tests, NULL, NULL);
}
