/* random_models FOLDER: writes conflicts of the oracle's generator there, as 1.detente and so on, for
 * the test that holds the page's engine beside the command. The same ones every time. */
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>

enum { MODELS = 60, MOST_COMBINATIONS = 64 };

static bool write_model(const char *folder, int number, const conflict *c)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%d.detente", folder, number);
    FILE *file = fopen(path, "w");
    char *text = write_conflict(c);
    bool good = file && fputs(text, file) >= 0;
    if (file && fclose(file) != 0) good = false;
    free(text);
    return good;
}

int main(int count, char **words)
{
    if (count != 2) return 2;
    conflict *c = malloc(sizeof *c);
    assert(c);
    int written = 0;
    for (uint64_t seed = 1; written < MODELS; seed++) {
        dice d = {.seed = seed};
        generate(c, &d, (wishes){.most_states = MOST_COMBINATIONS, .events = seed % 2 == 0});
        if (!playable(c)) continue;
        if (!write_model(words[1], ++written, c)) {
            fprintf(stderr, "random_models: cannot write in %s\n", words[1]);
            return 1;
        }
    }
    free(c);
    return 0;
}
