/* The definitions of stability (Fang, Hipel & Kilgour 1993, chapter 3; SSEQ: Rego & Vieira 2017),
 * by nested loops over explicit sets. Cost: of no interest.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

const char *const concept_word[CONCEPTS] = {"nash", "gmr", "smr", "seq", "sseq"};
const char *const reading_word[READINGS] = {"sequences", "single", "once"};

/* Does player p prefer a to b? */
static bool prefers(const game *w, int p, int a, int b)
{
    return game_rank(w, p, a) < game_rank(w, p, b);
}

/* Who has moved: in SEQUENCES the last mover, in ONCE all movers so far. */
typedef struct chain {
    short state;
    short movers;
} chain;

static bool may_follow(reading r, int movers, int mover)
{
    switch (r) {
    case SEQUENCES: return movers != (1 << mover); /* not twice in a row */
    case ONCE: return !(movers & (1 << mover));
    case SINGLE: return movers == 0;
    case READINGS: break;
    }
    abort();
}

static int movers_after(reading r, int movers, int mover)
{
    return r == SEQUENCES ? 1 << mover : movers | (1 << mover);
}

void joint_moves(const game *w, reading r, int i, int s, bool improving, bool *mark)
{
    int kinds = 1 << w->players;
    bool *seen = calloc((size_t)(w->states * kinds), sizeof *seen);
    chain *queue = malloc((size_t)(w->states * kinds + 1) * sizeof *queue);
    assert(seen && queue);
    memset(mark, 0, (size_t)w->states * sizeof *mark);
    int head = 0, tail = 0;
    queue[tail++] = (chain){(short)s, 0};
    while (head < tail) {
        chain at = queue[head++];
        for (int j = 0; j < w->players; j++) {
            if (j == i || !may_follow(r, at.movers, j)) continue;
            const arcs *a = &w->moves[j * w->states + at.state];
            for (int k = 0; k < a->count; k++) {
                chain to = {a->to[k], (short)movers_after(r, at.movers, j)};
                if (improving && !prefers(w, j, to.state, at.state)) continue;
                if (seen[to.state * kinds + to.movers]) continue;
                seen[to.state * kinds + to.movers] = true;
                mark[to.state] = true;
                queue[tail++] = to;
            }
        }
    }
    free(seen), free(queue);
}

/* Is s2 no better for i than s and, if asked, nothing that i can move to from it either? */
static bool hurts(const game *w, int i, int s, int s2, bool for_good)
{
    if (prefers(w, i, s2, s)) return false;
    if (!for_good) return true;
    const arcs *a = &w->moves[i * w->states + s2];
    for (int k = 0; k < a->count; k++)
        if (prefers(w, i, a->to[k], s)) return false;
    return true;
}

static bool sanctioned(const game *w, int i, int s, const bool *answers, bool for_good)
{
    for (int s2 = 0; s2 < w->states; s2++)
        if (answers[s2] && hurts(w, i, s, s2, for_good)) return true;
    return false;
}

static bool stable(const game *w, concept c, int i, int s, const bool *joint, const bool *joint_ui)
{
    const arcs *a = &w->moves[i * w->states + s];
    const bool *answers = c == SEQ || c == SSEQ ? joint_ui : joint;
    for (int k = 0; k < a->count; k++) {
        int s1 = a->to[k];
        if (!prefers(w, i, s1, s)) continue;
        if (c == NASH) return false;
        if (!sanctioned(w, i, s, answers + s1 * w->states, c == SMR || c == SSEQ)) return false;
    }
    return true;
}

bool *judge(const game *w, reading r)
{
    int n = w->states;
    bool *verdict = malloc((size_t)(CONCEPTS * w->players * n) * sizeof *verdict);
    bool *joint = malloc((size_t)(n * n) * sizeof *joint);
    bool *joint_ui = malloc((size_t)(n * n) * sizeof *joint_ui);
    assert(verdict && joint && joint_ui);
    for (int i = 0; i < w->players; i++) {
        for (int s = 0; s < n; s++) {
            joint_moves(w, r, i, s, false, joint + s * n);
            joint_moves(w, r, i, s, true, joint_ui + s * n);
        }
        for (int c = 0; c < CONCEPTS; c++)
            for (int s = 0; s < n; s++)
                verdict[(c * w->players + i) * n + s] =
                    stable(w, (concept)c, i, s, joint, joint_ui);
    }
    free(joint), free(joint_ui);
    return verdict;
}
