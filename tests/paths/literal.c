/* Counting sequences one move longer each time. V[s][i] is the number of sequences of h moves from
 * the first state to s whose last mover is i, in which nobody moves twice in a row (the V of Li,
 * Kilgour & Hipel 2005).
 */
#include "literal.h"

#include <stdlib.h>
#include <string.h>

bool is_improvement(const game *w, int p, int from, int to)
{
    return game_rank(w, p, to) < game_rank(w, p, from);
}

bool is_move(const game *w, int p, int from, int to)
{
    const arcs *a = &w->moves[p * w->states + from];
    for (int k = 0; k < a->count; k++)
        if (a->to[k] == to) return true;
    return false;
}

typedef struct v {
    unsigned long long count;
    unsigned firsts;
} v;

/* One move more. */
static void lengthen(const game *w, bool improving, int h, int from, const v *before, v *after)
{
    int n = w->players;
    memset(after, 0, (size_t)(w->states * n) * sizeof *after);
    for (int s = 0; s < w->states; s++)
        for (int i = 0; i < n; i++) {
            const arcs *a = &w->moves[i * w->states + s];
            for (int k = 0; k < a->count; k++) {
                int to = a->to[k];
                if (improving && !is_improvement(w, i, s, to)) continue;
                v *sum = &after[to * n + i];
                if (h == 1) {
                    if (s != from) continue;
                    sum->count++;
                    sum->firsts |= 1u << i;
                    continue;
                }
                for (int j = 0; j < n; j++) {
                    if (j == i || !before[s * n + j].count) continue;
                    sum->count += before[s * n + j].count;
                    sum->firsts |= before[s * n + j].firsts;
                }
            }
        }
}

trip *literal_trips(const game *w, int from, bool improving)
{
    size_t pairs = (size_t)(w->states * w->players);
    trip *all = calloc((size_t)w->states, sizeof *all);
    v *before = calloc(pairs, sizeof *before), *after = calloc(pairs, sizeof *after);
    assert(all && before && after);
    for (int s = 0; s < w->states; s++) all[s].steps = s == from ? 0 : -1;
    all[from].count = 1;
    for (int h = 1; h <= w->states * w->players; h++) {
        lengthen(w, improving, h, from, before, after);
        for (int s = 0; s < w->states; s++) {
            if (all[s].steps >= 0) continue;
            for (int i = 0; i < w->players; i++) {
                const v *it = &after[s * w->players + i];
                if (!it->count) continue;
                all[s].steps = h;
                all[s].count += it->count;
                all[s].firsts |= it->firsts;
                all[s].lasts |= 1u << i;
            }
        }
        v *swapped = before;
        before = after, after = swapped;
        for (size_t k = 0; k < pairs; k++) /* longer ways than anybody asks for */
            if (before[k].count > 1ull << 40) before[k].count = 1ull << 40;
    }
    free(before), free(after);
    return all;
}

/* ---- against preference ---------------------------------------------------------------------- */

typedef struct node {
    int against, steps;
    unsigned firsts;
} node;

static bool less(int a, int k, const node *than)
{
    return than->against < 0 || a < than->against || (a == than->against && k < than->steps);
}

/* From a node (NULL: the start) by a move of i. Did anything change? */
static bool follow(const game *w, const node *last, int s, int i, int j, node *nodes)
{
    bool changed = false;
    const arcs *a = &w->moves[i * w->states + s];
    for (int k = 0; k < a->count; k++) {
        bool against = !is_improvement(w, i, s, a->to[k]);
        int cost = (last ? last->against : 0) + against, steps = (last ? last->steps : 0) + 1;
        unsigned firsts = !last || last->against == 0 ? (against ? 1u << i : 0) : last->firsts;
        node *to = &nodes[a->to[k] * w->players + i];
        if (last && i == j) continue;
        if (less(cost, steps, to)) {
            *to = (node){cost, steps, firsts};
            changed = true;
        } else if (cost == to->against && steps == to->steps && (firsts & ~to->firsts)) {
            to->firsts |= firsts;
            changed = true;
        }
    }
    return changed;
}

effort *literal_efforts(const game *w, int from)
{
    int n = w->players;
    node *nodes = calloc((size_t)(w->states * n), sizeof *nodes);
    effort *all = calloc((size_t)w->states, sizeof *all);
    assert(nodes && all);
    for (int k = 0; k < w->states * n; k++) nodes[k].against = -1;
    for (int i = 0; i < n; i++) follow(w, NULL, from, i, -1, nodes);
    for (bool changed = true; changed;) {
        changed = false;
        for (int s = 0; s < w->states; s++)
            for (int j = 0; j < n; j++) {
                node last = nodes[s * n + j];
                if (last.against < 0) continue;
                for (int i = 0; i < n; i++) changed |= follow(w, &last, s, i, j, nodes);
            }
    }
    for (int s = 0; s < w->states; s++) {
        node best = {-1, -1, 0};
        for (int j = 0; j < n && s != from; j++) {
            const node *it = &nodes[s * n + j];
            if (it->against < 0) continue;
            if (less(it->against, it->steps, &best)) best = *it;
            else if (it->against == best.against && it->steps == best.steps)
                best.firsts |= it->firsts;
        }
        all[s] = s == from ? (effort){0, 0, 0} : (effort){best.against, best.steps, best.firsts};
    }
    free(nodes);
    return all;
}
