/* A failing conflict made small: something is taken away, and stays away if the conflict is still
 * fair and still fails; until nothing more can be taken away.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

typedef struct shrinker {
    conflict *best, *trial;
    bool (*fails)(const conflict *, void *);
    void *ctx;
    bool progress;
} shrinker;

static conflict *begin(shrinker *s)
{
    *s->trial = *s->best;
    return s->trial;
}

static bool keep_if_failing(shrinker *s)
{
    if (!fair(s->trial) || !s->fails(s->trial, s->ctx)) return false;
    *s->best = *s->trial;
    return s->progress = true;
}

/* ---- events ----------------------------------------------------------------------------- */

static void drop_line(conflict *c, int e, int at)
{
    event *x = &c->event[e];
    if (x->line[at].kind == ADD_OPTION) c->option[x->line[at].option].late = false;
    if (x->line[at].kind == ADD_PLAYER) c->player[x->line[at].player].late = false;
    for (int k = at + 1; k < x->lines; k++) x->line[k - 1] = x->line[k];
    x->lines--;
}

static void shrink_events(shrinker *s)
{
    for (int e = s->best->events - 1; e >= 0; e--) {
        for (int k = s->best->event[e].lines - 1; k >= 0; k--) {
            drop_line(begin(s), e, k);
            keep_if_failing(s);
        }
        if (s->best->event[e].lines > 0) continue;
        conflict *c = begin(s);
        for (int k = e + 1; k < c->events; k++) c->event[k - 1] = c->event[k];
        c->events--;
        keep_if_failing(s);
    }
}

/* ---- statements, definitions, names ----------------------------------------------------- */

static void drop_statement(conflict *c, int at)
{
    for (int k = at + 1; k < c->statements; k++) c->statement[k - 1] = c->statement[k];
    c->statements--;
}

static bool is_spoken_of(const conflict *c, expr_kind kind, int value);

static void mark_spoken(const conflict *c, int e, expr_kind kind, int value, bool *found)
{
    const expr *x = &c->expr[e];
    if (x->kind == (signed char)kind && x->value == value) *found = true;
    for (int k = 0; k < x->children; k++) mark_spoken(c, x->child[k], kind, value, found);
}

static bool is_spoken_of(const conflict *c, expr_kind kind, int value)
{
    bool found = false;
    for (int k = 0; k < c->statements; k++)
        if (c->statement[k].kind != HIGHER && c->statement[k].kind != LOWER)
            mark_spoken(c, c->statement[k].expr, kind, value, &found);
    for (int k = 0; k < c->lets; k++) mark_spoken(c, c->let[k].expr, kind, value, &found);
    for (int k = 0; k < c->classes; k++) mark_spoken(c, c->class_expr[k], kind, value, &found);
    return found;
}

/* After the let or marked state with that index went. */
static void renumber(conflict *c, expr_kind kind, int gone)
{
    for (int e = 0; e < c->exprs; e++)
        if (c->expr[e].kind == (signed char)kind && c->expr[e].value > gone) c->expr[e].value--;
}

static void drop_let(conflict *c, int at)
{
    renumber(c, IS_LET, at);
    for (int k = at + 1; k < c->lets; k++) c->let[k - 1] = c->let[k];
    c->lets--;
}

static void drop_mark(conflict *c, int at)
{
    renumber(c, IS_STATE, at);
    for (int k = at + 1; k < c->marks; k++) {
        c->mark[k - 1] = c->mark[k];
        c->mark_name[k - 1] = c->mark_name[k];
    }
    c->marks--;
}

static bool any_ranked(const conflict *c)
{
    for (int p = 0; p < c->players; p++)
        if (c->player[p].ranked) return true;
    return false;
}

static void shrink_statements(shrinker *s)
{
    for (int size = s->best->statements / 2; size > 0; size /= 2)
        for (int k = s->best->statements - size; k >= 0; k -= size) {
            conflict *c = begin(s);
            for (int j = 0; j < size; j++) drop_statement(c, k);
            keep_if_failing(s);
        }
    for (int k = s->best->lets - 1; k >= 0; k--)
        if (!is_spoken_of(s->best, IS_LET, k)) {
            drop_let(begin(s), k);
            keep_if_failing(s);
        }
    for (int k = s->best->classes - 1; k >= 0; k--) {
        conflict *c = begin(s);
        for (int j = k + 1; j < c->classes; j++) c->class_expr[j - 1] = c->class_expr[j];
        c->classes--;
        keep_if_failing(s);
    }
    for (int k = s->best->marks - 1; k >= 0; k--)
        if (!is_spoken_of(s->best, IS_STATE, k) && !any_ranked(s->best)) {
            drop_mark(begin(s), k);
            keep_if_failing(s);
        }
}

/* Each of the small things, one after the other; false: there are no more. */
static bool drop_detail(conflict *c, int which)
{
    if (which == 0) c->style = 0;
    else if (which == 1) c->has_no_deal = false;
    else if (which == 2) c->has_status_quo = c->has_no_deal = false;
    else if (which == 3 && !any_ranked(c)) c->naming = 1;
    else if (which >= 10 && which < 10 + c->players) c->player[which - 10].ranked = false;
    else if (which >= 30 && which < 30 + c->options) c->option[which - 30].way = 0;
    else if (which >= 50 && which < 50 + c->options) {
        option *x = &c->option[which - 50];
        if (x->levels == 2) x->declared = false;
    } else if (which >= 100 && which < 100 + c->statements) c->statement[which - 100].named = false;
    return which < 100 + c->statements;
}

static void shrink_details(shrinker *s)
{
    for (int which = 0; drop_detail(begin(s), which); which++)
        if (memcmp(s->trial, s->best, sizeof *s->best) != 0) keep_if_failing(s);
}

/* ---- expressions ------------------------------------------------------------------------ */

static bool simplify(conflict *c, int e, int way)
{
    expr *x = &c->expr[e];
    if (way < 2) {
        if (x->kind == IS_YES || x->kind == IS_NO) return false;
        *x = (expr){.kind = (signed char)(way == 0 ? IS_YES : IS_NO)};
        return true;
    }
    if (x->kind == IS_LET) {
        if (way > 2) return false;
        int copy = clone_expr(c, c->let[x->value].expr);
        c->expr[e] = c->expr[copy];
        return true;
    }
    if (way - 2 < x->children) {
        *x = c->expr[x->child[way - 2]];
        return true;
    }
    int gone = way - 2 - x->children;
    bool many = x->kind == IS_AND || x->kind == IS_OR || x->kind == IS_IFF;
    if (!many || x->children < 3 || gone >= x->children) return false;
    for (int k = gone + 1; k < x->children; k++) x->child[k - 1] = x->child[k];
    x->children--;
    return true;
}

static void shrink_expr(shrinker *s, int e)
{
    for (int way = 0; way < 2 + 2 * MOST_CHILDREN; way++) {
        if (s->best->exprs > MOST_EXPRS - 300) return;
        if (simplify(begin(s), e, way) && keep_if_failing(s)) way = -1;
    }
    expr x = s->best->expr[e];
    for (int k = 0; k < x.children; k++) shrink_expr(s, x.child[k]);
}

static void shrink_exprs(shrinker *s)
{
    for (int k = 0; k < s->best->statements; k++)
        if (s->best->statement[k].kind != HIGHER && s->best->statement[k].kind != LOWER)
            shrink_expr(s, s->best->statement[k].expr);
    for (int k = 0; k < s->best->lets; k++) shrink_expr(s, s->best->let[k].expr);
}

/* ---- options and players ---------------------------------------------------------------- */

static void forget_level(state *s, int o)
{
    for (int k = o + 1; k < MOST_OPTIONS; k++) s->level[k - 1] = s->level[k];
}

static void forget_option_in_expr(expr *x, int o)
{
    if (x->kind != IS_TAKEN && x->kind != IS_COMPARED) return;
    if (x->option > o) x->option--;
    else if (x->option == o && x->kind == IS_TAKEN) *x = (expr){.kind = IS_NO};
    else if (x->option == o) {
        static const bool equal[] = {true, false, false, true, false, true};
        static const bool below[] = {false, true, true, true, false, false};
        bool is = x->value == 0 ? equal[x->relation] : below[x->relation];
        *x = (expr){.kind = (signed char)(is ? IS_YES : IS_NO)};
    }
}

static void forget_option_in_lines(conflict *c, int o)
{
    for (int e = 0; e < c->events; e++)
        for (int k = c->event[e].lines - 1; k >= 0; k--) {
            line *l = &c->event[e].line[k];
            bool about = (l->kind == FREE || l->kind == ADD_OPTION) && l->option == o;
            if (l->kind == FREE || l->kind == ADD_OPTION) l->option -= l->option > o;
            if (l->kind == FIX || l->kind == NOW) {
                bool names = false;
                forget_level(&l->names, o);
                for (int j = 0; j < c->options - 1; j++) names |= l->names.level[j] >= 0;
                about = !names;
            }
            if (!about) continue;
            for (int j = k + 1; j < c->event[e].lines; j++)
                c->event[e].line[j - 1] = c->event[e].line[j];
            c->event[e].lines--;
        }
}

/* The conflict among the states in which the option stands at its lowest level. */
static void drop_option(conflict *c, int o)
{
    static conflict old;
    old = *c;
    for (int k = c->marks - 1; k >= 0; k--) {
        if (c->mark[k].level[o] != 0) {
            for (int e = 0; e < c->exprs; e++)
                if (c->expr[e].kind == IS_STATE && c->expr[e].value == k)
                    c->expr[e] = (expr){.kind = IS_NO};
            drop_mark(c, k);
        } else {
            forget_level(&c->mark[k], o);
        }
    }
    for (int e = 0; e < c->exprs; e++) forget_option_in_expr(&c->expr[e], o);
    for (int k = c->statements - 1; k >= 0; k--) {
        statement *s = &c->statement[k];
        if (s->kind != HIGHER && s->kind != LOWER) continue;
        if (s->option == o) drop_statement(c, k);
        else s->option -= s->option > o;
    }
    forget_option_in_lines(c, o);
    forget_level(&c->status_quo, o);
    forget_level(&c->no_deal, o);
    for (int k = o + 1; k < c->options; k++) c->option[k - 1] = c->option[k];
    c->options--;
    for (int code = 0; code < combinations(c); code++) {
        state s;
        combination_state(c, code, &s);
        for (int k = c->options; k > o; k--) s.level[k] = s.level[k - 1];
        s.level[o] = 0;
        for (int p = 0; p < c->players; p++)
            c->player[p].place[code] = old.player[p].place[combination(&old, &s)];
    }
}

static void drop_player(conflict *c, int p)
{
    for (int k = c->statements - 1; k >= 0; k--) {
        statement *s = &c->statement[k];
        if (s->kind == REQUIRE || s->kind == INFEASIBLE) continue;
        if (s->player == p) drop_statement(c, k);
        else s->player -= s->player > p;
    }
    for (int o = 0; o < c->options; o++) c->option[o].player -= c->option[o].player > p;
    for (int e = 0; e < c->events; e++)
        for (int k = c->event[e].lines - 1; k >= 0; k--) {
            line *l = &c->event[e].line[k];
            if (l->kind != ADD_PLAYER) continue;
            if (l->player == p) drop_line(c, e, k);
            else l->player -= l->player > p;
        }
    for (int k = p + 1; k < c->players; k++) c->player[k - 1] = c->player[k];
    c->players--;
}

static void shrink_parts(shrinker *s)
{
    for (int o = s->best->options - 1; o >= 0 && s->best->options > 1; o--) {
        drop_option(begin(s), o);
        keep_if_failing(s);
    }
    for (int p = s->best->players - 1; p >= 0 && s->best->players > 1; p--) {
        bool owns = false;
        for (int o = 0; o < s->best->options; o++) owns |= s->best->option[o].player == p;
        if (owns) continue;
        drop_player(begin(s), p);
        keep_if_failing(s);
    }
}

/* ---- the whole -------------------------------------------------------------------------- */

void shrink(conflict *c, bool (*fails)(const conflict *, void *), void *ctx)
{
    shrinker s = {.best = c, .trial = malloc(sizeof *c), .fails = fails, .ctx = ctx};
    assert(s.trial);
    do {
        s.progress = false;
        shrink_events(&s);
        shrink_statements(&s);
        shrink_parts(&s);
        shrink_exprs(&s);
        shrink_details(&s);
    } while (s.progress);
    free(s.trial);
}
