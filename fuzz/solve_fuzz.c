/* Fuzz target: the engine against the oracle. Bytes throw the dice of the oracle's generator, so
 * that every input is a small sound conflict; a difference aborts after printing the conflict.
 *
 * The first byte says what to look at: bits 0 and 1 the reading of the others' responses, bit 2
 * events, bits 3 and 4 the number of threads, bit 5 lifting every second red line, bit 6 stages by
 * date, bit 7 the report's figures as well. The second: bit 0 merged states, bit 1 a graph instead.
 */
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static conflict tried;

static bool differs(const conflict *c, void *ctx)
{
    finding f = examine(c, ctx);
    return f.kind == REFUSED || f.kind == DIFFERENT;
}

static void look(const conflict *c, examination x)
{
    finding f = examine(c, &x);
    if (f.kind == AGREED) return;
    fprintf(stderr, "stage %d: %s\n", x.events, f.text);
    tried = *c;
    char *text = write_conflict(&tried);
    fprintf(stderr, "----\n%s----\n", text);
    free(text);
    if (tried.events == 0) { /* of a stage the number would have to shrink along */
        shrink(&tried, differs, &x);
        text = write_conflict(&tried);
        fprintf(stderr, "smaller:\n%s----\n", text);
        free(text);
    }
    abort();
}

static int look_at_graph(dice *d, int flags)
{
    examination x = {.threads = flags >> 3 & 3, .readings = 1u << (flags & 3) & 7};
    game *w = random_graph(d);
    finding f = examine_graph(w, &x);
    if (f.kind != AGREED) {
        char *text = write_graph(w, x.threads);
        fprintf(stderr, "graph: %s\n----\n%s----\n", f.text, text);
        abort();
    }
    game_free(w);
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static conflict c;
    if (size < 2 || size > 4096) return 0;
    int flags = bytes[0], form = bytes[1];
    dice d = {.bytes = bytes + 2, .left = size - 2};
    if (form & 2) return look_at_graph(&d, flags);
    generate(&c, &d,
             (wishes){.most_states = 32, .events = (flags & 4) != 0, .classes = (form & 1) != 0});
    bool lift[MOST_STATEMENTS + 1] = {false};
    stage g;
    for (int k = 0; k <= c.events; k++) {
        int lifted = 0;
        if (!stage_after(&c, k, &g)) abort();
        for (int j = 0; j < MOST_STATEMENTS; j++) lift[j] = false;
        for (int j = 0; (flags & 32) && j < g.in_force && lifted < 8; j++) {
            const statement *s = &c.statement[g.statement[j]];
            if (s->kind == REDLINE && s->id % 2 == 0) lift[s->id] = ++lifted;
        }
        examination x = {.events = k,
                         .threads = flags >> 3 & 3,
                         .lift = lift,
                         .by_date = (flags & 64) != 0 && lifted == 0,
                         .report = (flags & 128) != 0,
                         .readings = 1u << (flags & 3) & 7};
        look(&c, x);
    }
    return 0;
}
