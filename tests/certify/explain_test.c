/* What `explain` says of every published conflict is found true by the checker: every state (of large
 * ones every so many), every player, every concept, at every stage. DT_LONG=1 does the same for the
 * first model, which has millions of states.
 */
#include "capture.h"
#include "verify/verify.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MODELS DT_SOURCE_DIR "/models/"

enum { MOST_STATES = 60 }; /* of a conflict that are explained */

static char *read_file(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot read %s", path);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *length = fread(text, 1, (1 << 20) - 1, f);
    text[*length] = '\0';
    fclose(f);
    return text;
}

static void must_be_true(void *ctx, const verify_finding *f)
{
    if (f->outcome == VERIFY_TRUE) return;
    print_error("%s: verdict on %s for %s (%s), which %s: %s: %s\n", (const char *)ctx, f->state,
                f->player, verify_concept(f->concept), f->stable ? "holds" : "does not hold",
                f->where, f->why);
    fail();
}

static size_t check_state(char *path, const char *text, size_t length, const dt_game *g, dt_index k)
{
    capture c = {0};
    dt_error err;
    verify_result result;
    char number[32];
    snprintf(number, sizeof number, "#%llu", (unsigned long long)k + 1);
    dt_options options = {.state = number,
                          .format = DT_JSON,
                          .concepts = (1u << DT_CONCEPT_COUNT) - 1,
                          .file = path,
                          .threads = 2};
    if (!dt_report_explain(g, &options, capture_output(&c), &err))
        fail_msg("%s, state %s: %s", path, number, err.message);
    if (!verify_witness(text, length, c.text, c.length, NULL, must_be_true, path, &result, &err))
        fail_msg("%s, state %s: %s\n%s", path, number, err.message, c.text);
    assert_true(result.names_text);
    assert_int_equal(result.held, dt_game_players(g) * DT_CONCEPT_COUNT);
    capture_free(&c);
    return result.held;
}

static size_t check_stage(char *path, const char *text, size_t length, uint32_t stage,
                          dt_index most)
{
    char number[16];
    size_t verdicts = 0;
    dt_error err;
    snprintf(number, sizeof number, "%u", (unsigned)stage);
    dt_options options = {.stage = number, .threads = 2};
    dt_model *model = dt_model_parse(text, length, &options, &err);
    dt_game *game = model ? dt_game_compile(model, &options, &err) : NULL;
    if (!game) fail_msg("%s: %s", path, err.message);
    dt_index count = game ? dt_game_states(game) : 0, step = count / most + 1;
    for (dt_index k = 0; k < count; k += step) verdicts += check_state(path, text, length, game, k);
    dt_game_free(game), dt_model_free(model);
    return verdicts;
}

static size_t check_model(char *path, dt_index most)
{
    size_t length, verdicts = 0;
    char *text = read_file(path, &length);
    dt_error err;
    dt_model *model = dt_model_parse(text, length, NULL, &err);
    if (!model) fail_msg("%s: %s", path, err.message);
    for (uint32_t stage = 0; stage < dt_model_stages(model); stage++)
        verdicts += check_stage(path, text, length, stage, most);
    dt_model_free(model);
    free(text);
    return verdicts;
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), tail = strlen(end);
    return length > tail && !strcmp(name + length - tail, end);
}

static void every_published_conflict(void **state)
{
    (void)state;
    size_t models = 0, verdicts = 0;
    DIR *top = opendir(MODELS "published");
    assert_non_null(top);
    for (const struct dirent *d; (d = readdir(top));) {
        char folder_path[600], path[900];
        snprintf(folder_path, sizeof folder_path, MODELS "published/%s", d->d_name);
        DIR *folder = d->d_name[0] == '.' ? NULL : opendir(folder_path);
        if (!folder) continue;
        for (const struct dirent *f; (f = readdir(folder));) {
            if (!ends_with(f->d_name, ".detente")) continue;
            snprintf(path, sizeof path, "%s/%s", folder_path, f->d_name);
            verdicts += check_model(path, MOST_STATES);
            models++;
        }
        closedir(folder);
    }
    closedir(top);
    print_message("%zu conflicts, %zu verdicts, all true\n", models, verdicts);
    assert_true(models >= 8 && verdicts > 1000);
}

static void the_first_model(void **state)
{
    (void)state;
    char path[] = MODELS "havana-washington-2026.detente";
    size_t length;
    if (!getenv("DT_LONG")) skip();
    char *text = read_file(path, &length);
    print_message("%zu verdicts, all true\n", check_stage(path, text, length, 6, 2));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_published_conflict),
                                       cmocka_unit_test(the_first_model)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
