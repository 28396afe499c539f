/* Games in graph form: states are only named, each player's moves are listed one by one. Here
 * moves need not be transitive, so that nobody may reach by two moves in a row what one cannot.
 */
#include "oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

game *random_graph(dice *d)
{
    bool many = chance(d, 5);
    game *w = game_new(1 + roll(d, 4), many ? 12 + roll(d, 30) : 2 + roll(d, 7));
    int density = many ? 2 + roll(d, 8) : 10 + roll(d, 40);
    for (int p = 0; p < w->players; p++) {
        int ranks = 1 + roll(d, w->states);
        bool used[48] = {false};
        for (int s = 0; s < w->states; s++) {
            for (int t = 0; t < w->states; t++)
                if (chance(d, density)) game_add_move(w, p, s, t);
            w->rank[p * w->states + s] = (short)(1 + roll(d, ranks));
            used[w->rank[p * w->states + s]] = true;
        }
        for (int s = 0; s < w->states; s++) { /* no gaps */
            short *rank = &w->rank[p * w->states + s];
            int gaps = 0;
            for (int r = 1; r < *rank; r++) gaps += !used[r];
            *rank = (short)(*rank - gaps);
        }
    }
    w->status_quo = 0;
    return w;
}

void graph_state_name(int s, int manner, char out[24])
{
    if (manner == 0) snprintf(out, 24, "%d", s + 1);
    else if (manner == 1) snprintf(out, 24, "%d", (s ^ 1) + 1); /* as names: not in order */
    else snprintf(out, 24, "z%d", s);
}

/* ---- writing ---------------------------------------------------------------------------- */

typedef struct page {
    char *text;
    size_t length;
} page;

__attribute__((format(printf, 2, 3))) static void put(page *t, const char *format, ...)
{
    char piece[100];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    assert(length >= 0 && (size_t)length < sizeof piece);
    t->text = realloc(t->text, t->length + (size_t)length + 1);
    assert(t->text);
    memcpy(t->text + t->length, piece, (size_t)length + 1);
    t->length += (size_t)length;
}

static void put_name(page *t, int s, int manner)
{
    char name[24];
    graph_state_name(s, manner, name);
    put(t, "%s", name);
}

static void put_rank(page *t, const game *w, int p, int manner)
{
    put(t, "  rank ");
    for (int rank = 1; rank <= w->states; rank++) {
        bool tied = false;
        for (int s = 0; s < w->states; s++) {
            if (game_rank(w, p, s) != rank) continue;
            if (tied || rank > 1) put(t, tied ? " = " : " > ");
            put_name(t, s, manner);
            tied = true;
        }
    }
    put(t, "\n");
}

/* The same order by preferences: as good as each rank or better, the best first. */
static void put_preferences(page *t, const game *w, int p, int manner)
{
    for (int rank = 1; rank < w->states; rank++) {
        bool first = true;
        for (int s = 0; s < w->states; s++) {
            if (game_rank(w, p, s) != rank) continue;
            put(t, first ? "  prefer state " : " or state ");
            put_name(t, s, manner);
            first = false;
        }
        if (!first) put(t, "\n");
    }
}

static bool has_move(const game *w, int p, int from, int to)
{
    const arcs *a = &w->moves[p * w->states + from];
    for (int k = 0; k < a->count; k++)
        if (a->to[k] == to) return true;
    return false;
}

static void put_moves(page *t, const game *w, int p, int manner)
{
    bool first = true;
    for (int s = 0; s < w->states; s++)
        for (int x = 0; x < w->states; x++) {
            bool both = manner != 1 && has_move(w, p, x, s);
            if (!has_move(w, p, s, x) || (both && x < s)) continue;
            if (first) put(t, "move p%d: ", p);
            else put(t, ", ");
            first = false;
            put_name(t, s, manner);
            put(t, both ? " <-> " : " -> ");
            put_name(t, x, manner);
        }
    if (!first) put(t, "\n");
}

char *write_graph(const game *w, int manner)
{
    page t = {0};
    put(&t, "states ");
    for (int s = 0; s < w->states; s++) {
        if (s > 0) put(&t, ", ");
        put_name(&t, s, manner);
    }
    put(&t, "\n");
    for (int p = 0; p < w->players; p++) {
        put(&t, "player p%d\n", p);
        if ((p + manner) % 3 == 2) put_preferences(&t, w, p, manner);
        else put_rank(&t, w, p, manner);
    }
    for (int p = 0; p < w->players; p++) put_moves(&t, w, p, manner);
    put(&t, "status quo: state ");
    put_name(&t, 0, manner);
    put(&t, "\n");
    return t.text;
}

/* ---- shrinking -------------------------------------------------------------------------- */

static bool drop_some_move(game *w, bool (*fails)(const game *, void *), void *ctx)
{
    for (int k = 0; k < w->players * w->states; k++) {
        arcs *a = &w->moves[k];
        for (int j = 0; j < a->count; j++) {
            short gone = a->to[j];
            a->to[j] = a->to[--a->count];
            if (fails(w, ctx)) return true;
            a->to[a->count++] = a->to[j];
            a->to[j] = gone;
        }
    }
    return false;
}

static bool forget_some_preference(game *w, bool (*fails)(const game *, void *), void *ctx)
{
    for (int p = 0; p < w->players; p++) {
        short *rank = w->rank + p * w->states, old[MOST_STATES];
        memcpy(old, rank, (size_t)w->states * sizeof *rank);
        bool changed = false;
        for (int s = 0; s < w->states; s++) { /* the best two ranks become one */
            changed |= rank[s] > 1;
            rank[s] = (short)(rank[s] > 1 ? rank[s] - 1 : 1);
        }
        if (changed && fails(w, ctx)) return true;
        memcpy(rank, old, (size_t)w->states * sizeof *rank);
    }
    return false;
}

void shrink_graph(game *w, bool (*fails)(const game *, void *), void *ctx)
{
    while (drop_some_move(w, fails, ctx) || forget_some_preference(w, fails, ctx)) continue;
}
