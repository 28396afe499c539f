/* Random conflicts: from a seed, or from a fuzzer's bytes.
 *
 * Everything that the language lets an analyst say about options is thrown in, small: several
 * levels, both kinds of irreversibility, infeasible states, red lines, ties, ranks, names, events.
 * What would not be sound is thrown away again, so that the engine has no right to refuse it.
 */
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct maker {
    conflict *c;
    dice *d;
    wishes wish;
    bool states_too; /* may the expression at hand speak of marked states? */
    int lets;        /* of the lets it may use: the first so many */
    int last_id;
} maker;

/* ---- expressions ------------------------------------------------------------------------ */

static int random_comparison(maker *m, int o)
{
    const option *x = &m->c->option[o];
    int e = new_expr(m->c, IS_COMPARED);
    m->c->expr[e].option = (signed char)o;
    /* Without levels only `= yes` and `= no` may be written. */
    m->c->expr[e].relation = (signed char)(x->declared ? roll(m->d, 6) : EQUAL);
    m->c->expr[e].value = (short)roll(m->d, x->levels);
    return e;
}

static int random_atom(maker *m)
{
    int e, what = roll(m->d, 20), o = roll(m->d, m->c->options);
    if (what == 19 && m->lets > 0) {
        e = new_expr(m->c, IS_LET);
        m->c->expr[e].value = (short)roll(m->d, m->lets);
        return e;
    }
    if (what >= 17 && m->states_too && m->c->marks > 0) {
        e = new_expr(m->c, IS_STATE);
        m->c->expr[e].value = (short)roll(m->d, m->c->marks);
        return e;
    }
    if (what == 16) return new_expr(m->c, chance(m->d, 50) ? IS_YES : IS_NO);
    if (what >= 10 || (m->c->option[o].levels > 2 && what >= 3)) return random_comparison(m, o);
    e = new_expr(m->c, IS_TAKEN);
    m->c->expr[e].option = (signed char)o;
    return e;
}

static int random_expr(maker *m, int depth)
{
    static const struct {
        expr_kind kind;
        int least, most;
    } shapes[] = {{IS_NOT, 1, 1}, {IS_NOT, 1, 1},     {IS_AND, 2, 4},     {IS_AND, 2, 2},
                  {IS_OR, 2, 4},  {IS_OR, 2, 2},      {IS_IMPLIES, 2, 2}, {IS_IF, 2, 2},
                  {IS_IFF, 2, 4}, {IS_EXACTLY, 1, 4}, {IS_AT_MOST, 1, 4}, {IS_AT_LEAST, 1, 4}};
    if (depth == 0 || roll(m->d, 3) == 0 || m->c->exprs > MOST_EXPRS - 400) return random_atom(m);
    int shape = roll(m->d, (int)(sizeof shapes / sizeof *shapes));
    int e = new_expr(m->c, shapes[shape].kind);
    int children = shapes[shape].least + roll(m->d, shapes[shape].most - shapes[shape].least + 1);
    for (int k = 0; k < children; k++) {
        int child = random_expr(m, depth - 1);
        m->c->expr[e].child[k] = (short)child;
        m->c->expr[e].children++;
    }
    if (shapes[shape].kind >= IS_EXACTLY) m->c->expr[e].value = (short)roll(m->d, children + 1);
    return e;
}

static int random_condition(maker *m) { return random_expr(m, roll(m->d, 4)); }

/* ---- players and options ---------------------------------------------------------------- */

static void random_players(maker *m)
{
    static const int how_many[] = {2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 1, 5};
    m->c->players = how_many[roll(m->d, 20)];
    for (int p = 0; p < m->c->players; p++) {
        player *x = &m->c->player[p];
        snprintf(x->name, sizeof x->name, "%c", "pqrstu"[p]);
        x->late = x->ranked = false;
    }
    if (m->wish.events && m->c->players > 1 && chance(m->d, 15))
        m->c->player[m->c->players - 1].late = true;
}

static bool name_taken(const conflict *c, int p, const char *name)
{
    for (int o = 0; o < c->options; o++)
        if (c->option[o].player == p && strcmp(c->option[o].name, name) == 0) return true;
    return false;
}

static void name_levels(maker *m, option *x)
{
    bool confusing = chance(m->d, 20); /* levels named as options are */
    for (int v = 0; v < x->levels; v++)
        snprintf(x->level_name[v], NAME_BYTES, confusing ? "%c" : "v%c",
                 confusing ? "abcdefghij"[v] : '0' + v);
}

static void random_option(maker *m, int p)
{
    static const int levels[] = {2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 10};
    option *x = &m->c->option[m->c->options];
    *x = (option){.player = p, .levels = levels[roll(m->d, 20)]};
    while (combinations(m->c) * x->levels > m->wish.most_states && x->levels > 2) x->levels--;
    if (combinations(m->c) * x->levels > m->wish.most_states) return;
    x->declared = x->levels > 2 || chance(m->d, 10);
    int way = roll(m->d, 8);
    x->way = way == 6 ? 1 : way == 7 ? -1 : 0;
    snprintf(x->name, NAME_BYTES, "%c", "abcdefghijkl"[m->c->options]);
    if (chance(m->d, 20)) { /* as somebody else's option may be called */
        char shared[NAME_BYTES];
        snprintf(shared, NAME_BYTES, "%c", "abc"[roll(m->d, 3)]);
        if (!name_taken(m->c, p, shared)) memcpy(x->name, shared, NAME_BYTES);
    }
    if (name_taken(m->c, p, x->name))
        snprintf(x->name, NAME_BYTES, "n%c", "abcdefghijkl"[m->c->options]);
    name_levels(m, x);
    m->c->options++;
}

static void random_options(maker *m)
{
    int count = 1 + roll(m->d, 7), of_player[MOST_PLAYERS] = {0};
    for (int k = 0; k < count; k++) of_player[roll(m->d, m->c->players)]++;
    for (int p = 0; p < m->c->players; p++)
        for (int k = 0; k < of_player[p]; k++) random_option(m, p);
    for (int p = 0; p < m->c->players; p++) { /* the last option of a player may come late */
        int last = -1;
        for (int o = 0; o < m->c->options; o++)
            if (m->c->option[o].player == p) {
                last = o;
                m->c->option[o].late = m->c->player[p].late;
            }
        if (last >= 0 && m->wish.events && chance(m->d, 10)) m->c->option[last].late = true;
    }
    bool some_from_the_start = false;
    for (int o = 0; o < m->c->options; o++) some_from_the_start |= !m->c->option[o].late;
    if (!some_from_the_start)
        m->c->option[0].late = m->c->player[m->c->option[0].player].late = false;
}

/* ---- statements ------------------------------------------------------------------------- */

static statement *random_statement(maker *m, statement_kind kind, int p)
{
    assert(m->c->statements < MOST_STATEMENTS);
    statement *s = &m->c->statement[m->c->statements++];
    *s = (statement){.kind = kind, .id = ++m->last_id, .player = p};
    s->named = kind == REDLINE || (kind != HIGHER && kind != LOWER && chance(m->d, 60));
    s->rigid = kind == REDLINE && chance(m->d, 20);
    if (kind == HIGHER || kind == LOWER) s->option = roll(m->d, m->c->options);
    else s->expr = random_condition(m);
    return s;
}

static void random_constraints(maker *m)
{
    int count = roll(m->d, 5) - 1;
    for (int k = 0; k < count; k++) {
        random_statement(m, chance(m->d, 30) ? REQUIRE : INFEASIBLE, 0);
        if (!sound(m->c)) m->c->statements--;
    }
}

static void random_lets(maker *m)
{
    int count = roll(m->d, 5) - 1;
    for (int k = 0; k < count; k++) {
        m->lets = k;
        m->c->let[k] = (let){.id = k + 1, .expr = random_condition(m), .outcome = chance(m->d, 50)};
        m->c->lets++;
    }
    m->lets = m->c->lets;
}

static void random_marks(maker *m, const game *w)
{
    conflict *c = m->c;
    bool ranked = false;
    for (int p = 0; p < c->players; p++) ranked |= c->player[p].ranked;
    c->naming = roll(m->d, 3);
    int shift = roll(m->d, 5);
    for (int code = 0; code < combinations(c); code++) {
        int s = w->class_of[code];
        bool wanted = c->naming > 0 && ranked;
        if (s < 0 || !(wanted || chance(m->d, 20))) continue;
        combination_state(c, code, &c->mark[c->marks]);
        c->mark_name[c->marks] = (c->marks ^ shift) + 1; /* as numbers: not in order */
        c->marks++;
    }
    if (c->marks == 0) c->naming = 0;
    if (m->wish.events && c->naming == 0) c->marks = 0; /* numbers change with the stage */
}

static void random_rank(maker *m, int p)
{
    int places = 1 + roll(m->d, combinations(m->c));
    for (int code = 0; code < combinations(m->c); code++)
        m->c->player[p].place[code] = (short)roll(m->d, places);
}

static void random_preferences(maker *m, int p)
{
    int red_lines = chance(m->d, 40) ? roll(m->d, 4) : 0;
    for (int k = 0; k < red_lines; k++) random_statement(m, REDLINE, p);
    if (m->c->player[p].ranked) {
        random_rank(m, p);
        return;
    }
    int count = roll(m->d, 7);
    if (!m->d->bytes && roll(m->d, 60) == 1)
        count = 60 + roll(m->d, 30); /* more than 64 may come */
    for (int k = 0; k < count; k++) {
        int kind = roll(m->d, 10);
        random_statement(m, kind == 8 ? HIGHER : kind == 9 ? LOWER : PREFER, p);
    }
}

static void random_state(maker *m, const game *w, state *s) { *s = w->at[roll(m->d, w->states)]; }

static void random_status_quo(maker *m, const game *w)
{
    conflict *c = m->c;
    c->has_status_quo = chance(m->d, 80);
    if (!c->has_status_quo) return;
    random_state(m, w, &c->status_quo);
    c->has_no_deal = chance(m->d, 30);
    if (!c->has_no_deal) return;
    state other;
    random_state(m, w, &other);
    for (int o = 0; o < c->options; o++) {
        c->no_deal.level[o] = other.level[o];
        bool same = other.level[o] == c->status_quo.level[o];
        if (c->option[o].late || (same && chance(m->d, 60))) c->no_deal.level[o] = -1;
    }
    bool named = false;
    for (int o = 0; o < c->options; o++) named |= c->no_deal.level[o] >= 0;
    if (!named) c->has_no_deal = false;
    for (int o = 0; !c->has_no_deal && o < c->options; o++) c->no_deal.level[o] = -1;
}

/* ---- events ----------------------------------------------------------------------------- */

static int random_id(maker *m, bool (*of_kind)(const statement *), int p)
{
    int ids[MOST_STATEMENTS], count = 0;
    for (int k = 0; k < m->c->statements; k++) {
        const statement *s = &m->c->statement[k];
        if (s->named && of_kind(s) && (p < 0 || s->player == p)) ids[count++] = s->id;
    }
    return count ? ids[roll(m->d, count)] : -1;
}

static bool any_kind(const statement *s) { return s->kind >= 0; }

static bool red_line(const statement *s) { return s->kind == REDLINE; }

static bool preference(const statement *s) { return s->kind == PREFER; }

static void random_settings(maker *m, line *l)
{
    int wanted = 1 + roll(m->d, 2);
    for (int o = 0; o < MOST_OPTIONS; o++) l->names.level[o] = -1;
    for (int k = 0; k < wanted; k++) {
        int o = roll(m->d, m->c->options);
        l->names.level[o] = (signed char)roll(m->d, m->c->option[o].levels);
    }
    bool whole = l->kind == NOW && chance(m->d, 20);
    for (int o = 0; whole && o < m->c->options; o++)
        l->names.level[o] = (signed char)roll(m->d, m->c->option[o].levels);
}

static void random_addition(maker *m, line *l)
{
    static const statement_kind kinds[] = {PREFER,  PREFER,  PREFER,  HIGHER,
                                           REDLINE, REDLINE, REQUIRE, INFEASIBLE};
    statement_kind kind = kinds[roll(m->d, 8)];
    bool constraint = kind == REQUIRE || kind == INFEASIBLE;
    int p = roll(m->d, m->c->players);
    l->place = constraint ? LAST : (position)roll(m->d, 4);
    l->anchor = random_id(m, kind == REDLINE ? red_line : preference, p);
    if (l->place >= BEFORE && l->anchor < 0) l->place = FIRST;
    m->states_too = m->c->naming > 0 && !constraint;
    statement *s = random_statement(m, kind, constraint ? 0 : p);
    s->added = true;
    l->id = s->id;
}

static bool is_added(const conflict *c, line_kind kind, int which)
{
    for (int k = 0; k < c->events; k++)
        for (int j = 0; j < c->event[k].lines; j++) {
            const line *l = &c->event[k].line[j];
            if (l->kind == kind && (kind == ADD_OPTION ? l->option : l->player) == which)
                return true;
        }
    return false;
}

/* The next of some player, since they are declared in the order in which they are added. */
static int random_late_option(maker *m)
{
    bool seen[MOST_PLAYERS] = {false};
    for (int o = 0; o < m->c->options; o++) {
        int p = m->c->option[o].player;
        if (!m->c->option[o].late || seen[p] || is_added(m->c, ADD_OPTION, o)) continue;
        if (chance(m->d, 50)) return o;
        seen[p] = true;
    }
    return -1;
}

static void random_line(maker *m, line *l)
{
    static const line_kind kinds[] = {FIX, FIX, FIX, FREE, FREE, NOW,  NOW,        NOW,
                                      ADD, ADD, ADD, ADD,  DROP, DROP, ADD_OPTION, ADD_OPTION};
    *l = (line){.kind = kinds[roll(m->d, 16)]};
    switch (l->kind) {
    case FIX:
    case NOW: random_settings(m, l); break;
    case FREE: l->option = roll(m->d, m->c->options); break;
    case ADD: random_addition(m, l); break;
    case DROP: l->id = random_id(m, any_kind, -1); break;
    case ADD_OPTION:
        l->option = random_late_option(m);
        if (l->option >= 0 && m->c->player[m->c->option[l->option].player].late &&
            chance(m->d, 70)) {
            l->kind = ADD_PLAYER; /* comes before its options */
            l->player = m->c->option[l->option].player;
        }
        break;
    case ADD_PLAYER: break;
    }
}

static void random_event(maker *m)
{
    conflict *c = m->c;
    event *e = &c->event[c->events++];
    *e = (event){.year = 2024 + roll(m->d, 3), .month = roll(m->d, 13)};
    if (e->month > 0) e->day = roll(m->d, 29);
    if (!sound(c)) {
        c->events--;
        return;
    }
    int lines = roll(m->d, MOST_LINES);
    for (int k = 0; k < lines; k++) {
        int statements = c->statements;
        random_line(m, &e->line[e->lines]);
        line *l = &e->line[e->lines++];
        bool speaks = (l->kind != DROP || l->id >= 0) && (l->kind != ADD_OPTION || l->option >= 0);
        if (speaks && playable(c)) continue;
        e->lines--;
        c->statements = statements;
    }
}

/* A last event adds whatever is late and was not added yet. */
static void add_late_ones(maker *m)
{
    conflict *c = m->c;
    event *e = &c->event[c->events];
    *e = (event){.year = 2027};
    for (int p = 0; p < c->players; p++)
        if (c->player[p].late && !is_added(c, ADD_PLAYER, p))
            e->line[e->lines++] = (line){.kind = ADD_PLAYER, .player = p};
    for (int o = 0; o < c->options; o++)
        if (c->option[o].late && !is_added(c, ADD_OPTION, o))
            e->line[e->lines++] = (line){.kind = ADD_OPTION, .option = o};
    if (e->lines > 0) c->events++;
}

/* ---- the whole -------------------------------------------------------------------------- */

static bool classes_overlap(const conflict *c)
{
    for (int code = 0; code < combinations(c); code++) {
        state s;
        int classes = 0;
        combination_state(c, code, &s);
        for (int k = 0; k < c->classes; k++) classes += holds(c, c->class_expr[k], &s);
        if (classes > 1) return true;
    }
    return false;
}

/* A rank names one member of a class and means all: at another stage another may stand for them. */
static void rank_classes(conflict *c)
{
    game *body = play(c, 0, NULL);
    for (int code = 0; body && code < combinations(c); code++)
        for (int p = 0; p < c->players && body->class_of[code] >= 0; p++) {
            short *place = c->player[p].place;
            place[code] = place[combination(c, &body->at[body->class_of[code]])];
        }
    game_free(body);
}

static void random_class(maker *m)
{
    conflict *c = m->c;
    c->class_expr[c->classes++] = random_condition(m);
    rank_classes(c);
    if (classes_overlap(c) || (c->events > 0 && !playable(c))) c->classes--;
    for (int k = c->statements - 1; k >= 0 && !playable(c);
         k--) { /* it must not tell members apart */
        if (c->statement[k].kind == REQUIRE || c->statement[k].kind == INFEASIBLE) continue;
        for (int j = k + 1; j < c->statements; j++) c->statement[j - 1] = c->statement[j];
        c->statements--;
    }
}

static void forget_no_deal(conflict *c)
{
    c->has_no_deal = false;
    for (int o = 0; o < MOST_OPTIONS; o++) c->no_deal.level[o] = -1;
}

/* A status quo by number is the lowest member of its class: what `no deal` and `now` say next to it is
 * said of that one. Where the events do not go with it, there are no classes. */
static void settle_status_quo(conflict *c)
{
    state given = c->status_quo;
    game *body = c->classes && c->has_status_quo ? play(c, 0, NULL) : NULL;
    if (!body) return;
    c->status_quo = body->at[body->status_quo];
    game_free(body);
    if (!sound(c)) forget_no_deal(c);
    if (playable(c)) return;
    c->status_quo = given;
    c->classes = 0;
}

void generate(conflict *c, dice *d, wishes wish)
{
    maker m = {.c = c, .d = d, .wish = wish};
    uint64_t style = (uint64_t)roll(d, 256) * 8191;
    conflict_start(c);
    random_players(&m);
    random_options(&m);
    for (int o = 0; o < MOST_OPTIONS; o++) c->status_quo.level[o] = 0;
    forget_no_deal(c);
    random_lets(&m);
    random_constraints(&m);
    bool ranks = chance(d, 20);
    for (int o = 0; o < c->options; o++) ranks = ranks && !c->option[o].late;
    for (int p = 0; p < c->players; p++)
        c->player[p].ranked = ranks && !c->player[p].late && chance(d, 60);
    game *w = play(c, 0, NULL);
    assert(w);
    random_marks(&m, w);
    random_status_quo(&m, w);
    game_free(w);
    if (!sound(c)) forget_no_deal(c); /* half of it named, it may be infeasible */
    m.states_too = true;
    for (int p = 0; p < c->players; p++)
        if (!c->player[p].late) random_preferences(&m, p);
    for (int k = wish.events ? 1 + roll(d, MOST_EVENTS - 1) : 0; k > 0; k--) random_event(&m);
    m.states_too = false;
    if (wish.events) add_late_ones(&m);
    for (int k = wish.classes ? 1 + roll(d, MOST_CLASSES) : 0; k > 0; k--) random_class(&m);
    settle_status_quo(c);
    assert(fair(c));
    c->style = style;
}
