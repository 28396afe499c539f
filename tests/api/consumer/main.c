/* A program as a user of the installed library would begin it. */
#include <detente.h>

#include <stdio.h>
#include <string.h>

int main(void)
{
    const char *text = "player a\n  option x\n  prefer x\nplayer b\n  option y\n  prefer not y\n";
    dt_error err;
    dt_model *model = dt_model_parse(text, strlen(text), NULL, &err);
    dt_game *game = model ? dt_game_compile(model, NULL, &err) : NULL;
    dt_verdicts *verdicts = game ? dt_analyse(game, NULL, &err) : NULL;
    if (!verdicts) fprintf(stderr, "%u:%u: %s\n", err.line, err.column, err.message);
    for (dt_index k = 0; verdicts && k < dt_game_states(game); k++)
        if (dt_equilibrium(verdicts, DT_NASH, k)) printf("state %llu\n", (unsigned long long)k + 1);
    bool done = verdicts != NULL;
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
    return done ? 0 : 1;
}
