/* Fuzz target: `redlines` and `explain` against the oracle of tests/redlines. Bytes throw the dice of
 * the oracle's generator, so that every input is a small sound conflict; a difference aborts after
 * printing the conflict.
 *
 * The first byte says what to look at: bit 0 events, bit 1 the solver as well, bit 2 explanations too;
 * the second is the seed of the question.
 */
#include "literal.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool lift[MOST_STATEMENTS + 2];

typedef struct manner {
    bool by_solver, explained;
    uint64_t seed;
} manner;

static finding look(const conflict *c, const manner *m)
{
    question q = any_question(c, m->seed, lift);
    finding f = examine_redlines(c, &q, (int)(m->seed % 4), m->by_solver ? &small_solver : NULL);
    if (f.kind == AGREED && m->explained) f = examine_explain(c, &q, 0, m->seed);
    return f;
}

static bool differs(const conflict *c, void *ctx) { return look(c, ctx).kind >= REFUSED; }

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static conflict c;
    if (size < 2 || size > 4096) return 0;
    manner m = {(bytes[0] & 2) != 0, (bytes[0] & 4) != 0, bytes[1]};
    dice d = {.bytes = bytes + 2, .left = size - 2};
    generate(&c, &d, (wishes){.most_states = 24, .events = (bytes[0] & 1) != 0});
    add_red_lines(&c, &d);
    finding f = look(&c, &m);
    if (f.kind < REFUSED) return 0;
    char *text = write_conflict(&c);
    fprintf(stderr, "%s\n----\n%s----\n", f.text, text);
    free(text);
    shrink(&c, differs, &m);
    text = write_conflict(&c);
    fprintf(stderr, "smaller: %s\n----\n%s----\n", look(&c, &m).text, text);
    free(text);
    abort();
}
