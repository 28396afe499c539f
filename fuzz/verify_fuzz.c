/* Fuzz target: the checker of witnesses. The input is a model, a line `---`, and a witness. Whatever
 * it is, the checker ends, and a verdict that it finds true is what the engine says as well.
 */
#include "verify/verify.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { MOST_POLLS = 2000, MOST_STATES = 1 << 12, MOST_LIFTED = 64 };

typedef struct claim {
    char state[72], player[200];
    dt_concept concept;
    bool stable;
} claim;

typedef struct claims { /* verdicts that were found true */
    claim list[64];
    size_t count;
} claims;

static void keep_true(void *ctx, const verify_finding *f)
{
    claims *c = ctx;
    if (!f->why != (f->outcome == VERIFY_TRUE)) abort();
    if (f->outcome != VERIFY_TRUE || c->count == sizeof c->list / sizeof *c->list) return;
    claim *new = &c->list[c->count++];
    new->concept = f->concept;
    new->stable = f->stable;
    snprintf(new->state, sizeof new->state, "%s", f->state);
    snprintf(new->player, sizeof new->player, "%s", f->player);
}

static bool patient(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    (void)work, (void)done, (void)total;
    return ++*(long *)ctx < MOST_POLLS;
}

static void compare(const claim *c, const dt_game *game, const dt_verdicts *verdicts)
{
    dt_index at = dt_game_find(game, c->state, NULL);
    char pattern[65];
    uint32_t player = 0;
    if (at != DT_NO_INDEX) dt_game_pattern(game, at, pattern);
    if (at == DT_NO_INDEX || strcmp(pattern, c->state) != 0) return; /* a state is called so */
    while (player < dt_game_players(game) && strcmp(dt_game_player(game, player), c->player))
        player++;
    if (player == dt_game_players(game)) return; /* cut short */
    if (dt_stable(verdicts, c->concept, at, player) != c->stable) abort();
}

/* The engine's verdicts for the stage and the red lines that the witness names. */
static void ask_engine(const char *model_text, size_t length, const json_t *witness,
                       const claims *found, dt_options options)
{
    const char *lift[MOST_LIFTED];
    char stage[32];
    const json_t *line, *number = json_object_get(json_object_get(witness, "stage"), "number");
    size_t k;
    json_array_foreach(json_object_get(witness, "lift"), k, line)
    {
        if (k == MOST_LIFTED) return;
        lift[k] = json_string_value(line);
    }
    const char *digits = json_string_value(number);
    snprintf(stage, sizeof stage, "%lld",
             digits ? strtoll(digits, NULL, 10) : (long long)json_integer_value(number));
    options.stage = stage;
    options.lift = lift;
    options.lift_count = k;
    dt_model *model = dt_model_parse(model_text, length, &options, NULL);
    dt_game *game = model ? dt_game_compile(model, &options, NULL) : NULL;
    bool small = game && dt_game_states(game) <= MOST_STATES;
    dt_verdicts *verdicts = small ? dt_analyse(game, &options, NULL) : NULL;
    for (k = 0; verdicts && k < found->count; k++) compare(&found->list[k], game, verdicts);
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static const char border[] = "\n---\n";
    static claims found;
    size_t model_length = 0, at = 0;
    for (size_t k = 0; !at && k + sizeof border - 1 <= size; k++)
        if (!memcmp(bytes + k, border, sizeof border - 1)) {
            model_length = k + 1;
            at = k + sizeof border - 1;
        }
    if (!at || size > 1 << 16) return 0;
    /* Copies of exactly these bytes, so that a sanitizer sees a read beyond their end. */
    char *model = malloc(model_length), *text = malloc(size - at + 1);
    if (!model || !text) abort();
    memcpy(model, bytes, model_length);
    memcpy(text, bytes + at, size - at);
    long polls = 0;
    dt_options options = {.memory_bytes = 64 << 20, .progress = patient, .progress_ctx = &polls};
    verify_result result;
    dt_error err;
    found.count = 0;
    if (verify_witness(model, model_length, text, size - at, &options, keep_true, &found, &result,
                       &err)) {
        if (result.held + result.failed + result.gave_up != result.verdicts) abort();
        json_t *witness = json_loadb(text, size - at, 0, NULL);
        if (!witness) abort();
        ask_engine(model, model_length, witness, &found, options);
        json_decref(witness);
    }
    free(model), free(text);
    return 0;
}
