/* What a conflict means, read off the language's reference one sentence at a time.
 *
 * A state is one level an option. A stage is what is in force after some events. A game is what
 * is left for the definitions of stability: feasible states in the order of their numbers, the
 * moves of each player, and ranks.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

/* ---- chance ----------------------------------------------------------------------------- */

/* splitmix64 (Steele, Lea & Flood 2014). */
static uint64_t next_random(dice *d)
{
    uint64_t z = d->seed += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

int roll(dice *d, int sides)
{
    assert(sides > 0);
    if (!d->bytes) return (int)(next_random(d) % (uint64_t)sides);
    int value = 0;
    for (int range = 1; range < sides && d->left > 0; range *= 256) {
        value = value * 256 + *d->bytes++;
        d->left--;
    }
    return value % sides;
}

bool chance(dice *d, int percent)
{
    /* With bytes a zero, which is also what comes when they are used up, is no. */
    return roll(d, 100) >= 100 - percent;
}

/* ---- parts ------------------------------------------------------------------------------ */

void conflict_start(conflict *c)
{
    c->players = c->options = c->statements = c->lets = c->marks = 0;
    c->classes = c->events = c->exprs = c->naming = 0;
    c->has_status_quo = c->has_no_deal = false;
    c->style = 0;
}

int new_expr(conflict *c, expr_kind kind)
{
    assert(c->exprs < MOST_EXPRS);
    c->expr[c->exprs] = (expr){.kind = (signed char)kind};
    return c->exprs++;
}

int clone_expr(conflict *c, int from)
{
    int to = new_expr(c, IS_YES);
    expr copy = c->expr[from];
    for (int k = 0; k < copy.children; k++) copy.child[k] = (short)clone_expr(c, copy.child[k]);
    c->expr[to] = copy;
    return to;
}

int combinations(const conflict *c)
{
    int count = 1;
    for (int o = 0; o < c->options; o++) count *= c->option[o].levels;
    return count;
}

int combination(const conflict *c, const state *s)
{
    int code = 0;
    for (int o = c->options - 1; o >= 0; o--) code = code * c->option[o].levels + s->level[o];
    return code;
}

void combination_state(const conflict *c, int code, state *s)
{
    for (int o = 0; o < c->options; o++) {
        s->level[o] = (signed char)(code % c->option[o].levels);
        code /= c->option[o].levels;
    }
}

static bool same_state(const conflict *c, const state *a, const state *b)
{
    for (int o = 0; o < c->options; o++)
        if (a->level[o] != b->level[o]) return false;
    return true;
}

static const statement *statement_by_id(const conflict *c, int id)
{
    for (int k = 0; k < c->statements; k++)
        if (c->statement[k].id == id) return &c->statement[k];
    return NULL;
}

/* ---- expressions ------------------------------------------------------------------------ */

static bool compares(int level, relation r, int other)
{
    switch (r) {
    case EQUAL: return level == other;
    case UNEQUAL: return level != other;
    case LESS: return level < other;
    case LESS_EQUAL: return level <= other;
    case GREATER: return level > other;
    case GREATER_EQUAL: return level >= other;
    }
    abort();
}

static int class_of(const conflict *c, const state *s);

/* Is this the marked state? With classes also where it counts as one with it. */
static bool is_mark(const conflict *c, const state *s, const state *mark, bool classes)
{
    if (same_state(c, s, mark)) return true;
    return classes && class_of(c, s) != -1 && class_of(c, s) == class_of(c, mark);
}

static bool holds_there(const conflict *c, int e, const state *s, bool classes)
{
    const expr *x = &c->expr[e];
    int true_children = 0;
    bool child[MOST_CHILDREN] = {false};
    for (int k = 0; k < x->children; k++) {
        child[k] = holds_there(c, x->child[k], s, classes);
        true_children += child[k];
    }
    switch ((expr_kind)x->kind) {
    case IS_NO: return false;
    case IS_YES: return true;
    case IS_TAKEN: return s->level[x->option] > 0;
    case IS_COMPARED: return compares(s->level[x->option], (relation)x->relation, x->value);
    case IS_STATE: return is_mark(c, s, &c->mark[x->value], classes);
    case IS_LET: return holds_there(c, c->let[x->value].expr, s, classes);
    case IS_NOT: return !child[0];
    case IS_AND: return true_children == x->children;
    case IS_OR: return true_children > 0;
    case IS_IMPLIES: return !child[0] || child[1];
    case IS_IF: return !child[1] || child[0];
    case IS_IFF: {
        bool result = child[0];
        for (int k = 1; k < x->children; k++) result = result == child[k];
        return result;
    }
    case IS_EXACTLY: return true_children == x->value;
    case IS_AT_MOST: return true_children <= x->value;
    case IS_AT_LEAST: return true_children >= x->value;
    }
    abort();
}

bool holds(const conflict *c, int e, const state *s) { return holds_there(c, e, s, true); }

bool holds_in_all(const conflict *c, const game *w, int e, int s)
{
    for (int code = 0; code < combinations(c); code++) {
        state member;
        combination_state(c, code, &member);
        if (w->class_of[code] == s && !holds(c, e, &member)) return false;
    }
    return true;
}

/* ---- stages ----------------------------------------------------------------------------- */

long event_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (month == 0) month = 12;
    if (day == 0) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        day = month == 2 && leap ? 29 : days[month - 1];
    }
    return (year * 100L + month) * 100L + day;
}

void order_events(const conflict *c, int order[MOST_EVENTS])
{
    for (int k = 0; k < c->events; k++) order[k] = k;
    for (int k = 1; k < c->events; k++) /* stable: ties by file order */
        for (int j = k; j > 0; j--) {
            const event *a = &c->event[order[j - 1]], *b = &c->event[order[j]];
            if (event_day(a->year, a->month, a->day) <= event_day(b->year, b->month, b->day)) break;
            int swap = order[j];
            order[j] = order[j - 1];
            order[j - 1] = swap;
        }
}

static int place_in_force(const conflict *c, const stage *g, int id)
{
    for (int k = 0; k < g->in_force; k++)
        if (c->statement[g->statement[k]].id == id) return k;
    return -1;
}

static bool is_preference(statement_kind k) { return k == PREFER || k == HIGHER || k == LOWER; }

static bool same_list(const statement *a, const statement *b)
{
    if (a->kind == REQUIRE || a->kind == INFEASIBLE)
        return b->kind == REQUIRE || b->kind == INFEASIBLE;
    return a->player == b->player && (a->kind == REDLINE) == (b->kind == REDLINE) &&
           is_preference(a->kind) == is_preference(b->kind);
}

static void insert(stage *g, int at, int index)
{
    for (int k = g->in_force; k > at; k--) g->statement[k] = g->statement[k - 1];
    g->statement[at] = index;
    g->in_force++;
}

static bool add_statement(const conflict *c, stage *g, const line *l)
{
    const statement *s = statement_by_id(c, l->id);
    if (!s || !s->added || place_in_force(c, g, l->id) >= 0) return false;
    if (s->kind != REQUIRE && s->kind != INFEASIBLE && c->player[s->player].ranked &&
        s->kind != REDLINE)
        return false;
    int at = g->in_force;
    if (l->place == FIRST) {
        at = 0;
    } else if (l->place != LAST) {
        at = place_in_force(c, g, l->anchor);
        if (at < 0) return false;
        const statement *anchor = &c->statement[g->statement[at]];
        if (!anchor->named || !same_list(anchor, s)) return false;
        if (l->place == AFTER) at++;
    }
    insert(g, at, (int)(s - c->statement));
    return true;
}

static bool drop_statement(const conflict *c, stage *g, int id)
{
    int at = place_in_force(c, g, id);
    if (at < 0 || !c->statement[g->statement[at]].named) return false;
    for (int k = at + 1; k < g->in_force; k++) g->statement[k - 1] = g->statement[k];
    g->in_force--;
    return true;
}

typedef struct history { /* what a stage must remember besides itself */
    bool option_here[MOST_OPTIONS], player_here[MOST_PLAYERS];
} history;

static bool apply_settings(const conflict *c, stage *g, const history *h, const line *l)
{
    for (int o = 0; o < c->options; o++) {
        int level = l->names.level[o];
        if (level < 0) continue;
        if (!h->option_here[o]) return false;
        if (l->kind == NOW && (g->fixed[o] >= 0 || !c->has_status_quo)) return false;
        if (l->kind == FIX) g->fixed[o] = level;
        g->status_quo.level[o] = (signed char)level;
    }
    return true;
}

static bool add_option(const conflict *c, stage *g, history *h, int o)
{
    if (h->option_here[o] || !h->player_here[c->option[o].player]) return false;
    for (int p = 0; p < c->players; p++)
        if (c->player[p].ranked) return false;
    h->option_here[o] = true;
    g->fixed[o] = -1;
    return true;
}

static bool apply_line(const conflict *c, stage *g, history *h, const line *l)
{
    switch (l->kind) {
    case FIX:
    case NOW: return apply_settings(c, g, h, l);
    case FREE:
        if (g->fixed[l->option] < 0 || !h->option_here[l->option]) return false;
        g->fixed[l->option] = -1;
        return true;
    case ADD: return add_statement(c, g, l);
    case DROP: return drop_statement(c, g, l->id);
    case ADD_OPTION: return add_option(c, g, h, l->option);
    case ADD_PLAYER:
        if (h->player_here[l->player]) return false;
        h->player_here[l->player] = true;
        return true;
    }
    abort();
}

static bool some_feasible(const conflict *c, const stage *g)
{
    for (int code = 0; code < combinations(c); code++) {
        state s = {{0}};
        combination_state(c, code, &s);
        if (feasible(c, g, &s)) return true;
    }
    return false;
}

/* No deal: the stage's status quo with what `no deal` names, except what is fixed at the stage. */
static bool has_feasible_states(const conflict *c, stage *g)
{
    if (!some_feasible(c, g)) return false;
    if (c->has_status_quo && !feasible(c, g, &g->status_quo)) return false;
    g->no_deal = g->status_quo;
    if (!c->has_no_deal) return true;
    for (int o = 0; o < c->options; o++)
        if (c->no_deal.level[o] >= 0 && g->fixed[o] < 0) g->no_deal.level[o] = c->no_deal.level[o];
    return feasible(c, g, &g->no_deal);
}

bool stage_after(const conflict *c, int events, stage *g)
{
    history h = {0};
    g->in_force = 0;
    g->status_quo = c->status_quo;
    for (int o = 0; o < c->options; o++) {
        h.option_here[o] = !c->option[o].late;
        g->fixed[o] = c->option[o].late ? 0 : -1;
    }
    for (int p = 0; p < c->players; p++) h.player_here[p] = !c->player[p].late;
    for (int k = 0; k < c->statements; k++)
        if (!c->statement[k].added) g->statement[g->in_force++] = k;
    int order[MOST_EVENTS];
    order_events(c, order);
    for (int k = 0; k < events; k++) {
        const event *e = &c->event[order[k]];
        for (int j = 0; j < e->lines; j++)
            if (!apply_line(c, g, &h, &e->line[j])) return false;
    }
    return has_feasible_states(c, g);
}

bool sound(const conflict *c)
{
    stage g;
    for (int k = 0; k <= c->events; k++)
        if (!stage_after(c, k, &g)) return false;
    return true;
}

/* ---- feasible states and their numbers -------------------------------------------------- */

bool feasible(const conflict *c, const stage *g, const state *s)
{
    for (int o = 0; o < c->options; o++)
        if (g->fixed[o] >= 0 && s->level[o] != g->fixed[o]) return false;
    for (int k = 0; k < g->in_force; k++) {
        const statement *x = &c->statement[g->statement[k]];
        if (x->kind == REQUIRE && !holds(c, x->expr, s)) return false;
        if (x->kind == INFEASIBLE && holds(c, x->expr, s)) return false;
    }
    return true;
}

bool statement_crossed(const conflict *c, const statement *x, const state *s)
{
    return x->kind == REDLINE && !holds(c, x->expr, s);
}

void write_pattern(const conflict *c, const state *s, char *out)
{
    for (int o = 0; o < c->options; o++) {
        int level = s->level[o];
        *out++ = level < 0 ? '-' : c->option[o].declared ? (char)('0' + level) : "NY"[level];
    }
    *out = '\0';
}

/* Bits of a state, the first option's first bit first: level v sets the first v of L - 1. */
static int thermometer(const conflict *c, const state *s, bool bits[MOST_OPTIONS * MOST_LEVELS])
{
    int count = 0;
    for (int o = 0; o < c->options; o++)
        for (int v = 1; v < c->option[o].levels; v++) bits[count++] = s->level[o] >= v;
    return count;
}

static bool comes_before(const conflict *c, const state *a, const state *b)
{
    bool x[MOST_OPTIONS * MOST_LEVELS], y[MOST_OPTIONS * MOST_LEVELS];
    int count = thermometer(c, a, x);
    thermometer(c, b, y);
    for (int k = count - 1; k >= 0; k--) /* the last bit weighs most */
        if (x[k] != y[k]) return y[k];
    return false;
}

static int feasible_in_order(const conflict *c, const stage *g, state *all)
{
    int count = 0;
    for (int code = 0; code < combinations(c); code++) {
        state s = {{0}};
        combination_state(c, code, &s);
        if (!feasible(c, g, &s)) continue;
        int at = count++;
        for (; at > 0 && comes_before(c, &s, &all[at - 1]); at--) all[at] = all[at - 1];
        all[at] = s;
    }
    return count;
}

/* ---- preference ------------------------------------------------------------------------- */

typedef struct truths { /* of one state, for one player, the most important first */
    int count;
    bool is[MOST_STATEMENTS * 4];
} truths;

static void tell(truths *t, bool value)
{
    assert(t->count < MOST_STATEMENTS * 4);
    t->is[t->count++] = value;
}

static void tell_preference(const conflict *c, const statement *x, const state *s, truths *t)
{
    int level = x->kind == PREFER ? 0 : s->level[x->option];
    int levels = x->kind == PREFER ? 0 : c->option[x->option].levels;
    if (x->kind == PREFER) tell(t, holds(c, x->expr, s));
    if (x->kind == HIGHER)
        for (int v = levels - 1; v > 0; v--) tell(t, level >= v);
    if (x->kind == LOWER)
        for (int v = 0; v < levels - 1; v++) tell(t, level <= v);
}

static void tell_all(const conflict *c, const stage *g, const bool *lift, int p, const state *s,
                     truths *t)
{
    t->count = 0;
    for (int pass = 0; pass < 3; pass++) /* red lines, preferences, lifted red lines */
        for (int k = 0; k < g->in_force; k++) {
            const statement *x = &c->statement[g->statement[k]];
            if (x->kind == REQUIRE || x->kind == INFEASIBLE || x->player != p) continue;
            bool lifted = x->kind == REDLINE && lift && lift[x->id];
            int its_pass = x->kind != REDLINE ? 1 : lifted ? 2 : 0;
            if (its_pass != pass) continue;
            if (x->kind == REDLINE) tell(t, holds(c, x->expr, s));
            else tell_preference(c, x, s, t);
        }
}

/* -1: a is preferred to b, 0: neither, 1: b to a. */
static int versus(const truths *a, const truths *b)
{
    for (int k = 0; k < a->count; k++)
        if (a->is[k] != b->is[k]) return a->is[k] ? -1 : 1;
    return 0;
}

/* Rank from 1: one more than the number of different ranks that are preferred to it. */
static void rank_by_order(game *w, int p, const signed char *order)
{
    int n = w->states;
    for (int s = 0; s < n; s++) {
        int better = 0;
        for (int t = 0; t < n; t++) {
            bool first_of_rank = true;
            for (int u = 0; u < t; u++)
                if (order[u * n + t] == 0) first_of_rank = false;
            if (first_of_rank && order[t * n + s] < 0) better++;
        }
        w->rank[p * n + s] = (short)(better + 1);
    }
}

static void rank_player(const conflict *c, const stage *g, const bool *lift, int p, game *w)
{
    int n = w->states;
    truths *t = malloc((size_t)n * sizeof *t);
    signed char *order = malloc((size_t)(n * n));
    assert(t && order);
    for (int s = 0; s < n; s++) tell_all(c, g, lift, p, &w->at[s], &t[s]);
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            int x = c->player[p].ranked ? c->player[p].place[combination(c, &w->at[a])] : 0;
            int y = c->player[p].ranked ? c->player[p].place[combination(c, &w->at[b])] : 0;
            int o = c->player[p].ranked ? (x > y) - (x < y) : versus(&t[a], &t[b]);
            order[a * n + b] = (signed char)o;
        }
    rank_by_order(w, p, order);
    free(t), free(order);
}

/* ---- moves ------------------------------------------------------------------------------ */

/* The player who can move from one state to another, or -1: all that differs is theirs, none of it is
 * fixed, and nothing goes against an irreversibility. */
static int mover(const conflict *c, const stage *g, const state *from, const state *to)
{
    int who = -1;
    for (int o = 0; o < c->options; o++) {
        int rise = to->level[o] - from->level[o];
        if (rise == 0) continue;
        if (who >= 0 && c->option[o].player != who) return -1;
        who = c->option[o].player;
        if (g->fixed[o] >= 0) return -1;
        if (c->option[o].way > 0 && rise < 0) return -1;
        if (c->option[o].way < 0 && rise > 0) return -1;
    }
    return who;
}

game *game_new(int players, int states)
{
    game *w = calloc(1, sizeof *w);
    assert(w);
    *w = (game){.players = players, .states = states, .status_quo = -1, .no_deal = -1};
    w->at = calloc((size_t)states, sizeof *w->at);
    w->class_of = calloc(MOST_STATES, sizeof *w->class_of);
    w->rank = calloc((size_t)(players * states), sizeof *w->rank);
    w->moves = calloc((size_t)(players * states), sizeof *w->moves);
    assert(w->at && w->class_of && w->rank && w->moves);
    for (int k = 0; k < players * states; k++) w->rank[k] = 1;
    return w;
}

void game_free(game *w)
{
    if (!w) return;
    for (int k = 0; k < w->players * w->states; k++) free(w->moves[k].to);
    free(w->at), free(w->class_of), free(w->rank), free(w->moves), free(w);
}

int game_rank(const game *w, int p, int s) { return w->rank[p * w->states + s]; }

void game_add_move(game *w, int p, int from, int to)
{
    arcs *a = &w->moves[p * w->states + from];
    for (int k = 0; k < a->count; k++)
        if (a->to[k] == to) return;
    if (from == to) return;
    if (!a->to) a->to = malloc((size_t)w->states * sizeof *a->to);
    assert(a->to);
    a->to[a->count++] = (short)to;
}

/* ---- classes of states that count as one ------------------------------------------------ */

/* The class that a state is in, or -1; -2: in two. */
static int class_of(const conflict *c, const state *s)
{
    int found = -1;
    for (int k = 0; k < c->classes; k++)
        if (holds_there(c, c->class_expr[k], s, false)) {
            if (found >= 0) return -2;
            found = k;
        }
    return found;
}

static bool equally_judged(const conflict *c, const stage *g, const state *a, const state *b)
{
    for (int k = 0; k < g->in_force; k++) {
        const statement *x = &c->statement[g->statement[k]];
        truths t = {0}, u = {0};
        if (x->kind == REQUIRE || x->kind == INFEASIBLE) continue;
        if (x->kind == REDLINE) {
            tell(&t, holds(c, x->expr, a));
            tell(&u, holds(c, x->expr, b));
        } else {
            tell_preference(c, x, a, &t);
            tell_preference(c, x, b, &u);
        }
        if (versus(&t, &u) != 0) return false;
    }
    return true;
}

/* Puts the feasible states into the game, one for a class, at the place of its lowest member. */
static game *game_of_states(const conflict *c, const stage *g, const state *all, int count)
{
    game *w = game_new(c->players, count);
    int lowest[MOST_CLASSES];
    for (int k = 0; k < MOST_CLASSES; k++) lowest[k] = -1;
    for (int code = 0; code < MOST_STATES; code++) w->class_of[code] = -1;
    w->states = 0;
    for (int k = 0; k < count; k++) {
        int class = class_of(c, &all[k]);
        int at = class >= 0 ? lowest[class] : -1;
        if (class == -2 || (at >= 0 && !equally_judged(c, g, &w->at[at], &all[k]))) {
            game_free(w);
            return NULL;
        }
        if (at < 0) {
            at = w->states++;
            w->at[at] = all[k];
            if (class >= 0) lowest[class] = at;
        }
        w->class_of[combination(c, &all[k])] = (short)at;
    }
    return w;
}

/* ---- the game --------------------------------------------------------------------------- */

game *play(const conflict *c, int events, const bool *lift)
{
    stage g;
    if (!stage_after(c, events, &g)) return NULL;
    static state all[MOST_STATES];
    int count = feasible_in_order(c, &g, all);
    game *w = game_of_states(c, &g, all, count);
    if (!w) return NULL;
    for (int p = 0; p < c->players; p++) rank_player(c, &g, lift, p, w);
    for (int a = 0; a < count; a++)
        for (int b = 0; b < count; b++) {
            int p = mover(c, &g, &all[a], &all[b]);
            if (p >= 0)
                game_add_move(w, p, w->class_of[combination(c, &all[a])],
                              w->class_of[combination(c, &all[b])]);
        }
    if (c->has_status_quo) {
        w->status_quo = w->class_of[combination(c, &g.status_quo)];
        w->no_deal = w->class_of[combination(c, &g.no_deal)];
    }
    return w;
}

/* Ranks say nothing of states that become possible only later, and the same of all members of a class. */
static bool ranks_hold(const conflict *c, const game *body, const game *later)
{
    for (int p = 0; p < c->players; p++)
        for (int code = 0; c->player[p].ranked && code < combinations(c); code++) {
            const short *place = c->player[p].place;
            int class = body->class_of[code];
            if (later->class_of[code] < 0) continue;
            if (class < 0 || place[code] != place[combination(c, &body->at[class])]) return false;
        }
    return true;
}

bool playable(const conflict *c)
{
    game *body = play(c, 0, NULL);
    bool fine = body != NULL;
    for (int k = 1; fine && k <= c->events; k++) {
        game *later = play(c, k, NULL);
        fine = later && ranks_hold(c, body, later);
        game_free(later);
    }
    game_free(body);
    return fine;
}

/* Who or what comes late does come, in the order of declaration; and not everything is late. */
static bool late_ones_come(const conflict *c)
{
    bool option_comes[MOST_OPTIONS] = {false}, player_comes[MOST_PLAYERS] = {false};
    int from_the_start = 0, last_of[MOST_PLAYERS];
    for (int p = 0; p < c->players; p++) last_of[p] = -1;
    for (int o = 0; o < c->options; o++)
        if (!c->option[o].late) last_of[c->option[o].player] = o;
    for (int e = 0; e < c->events; e++)
        for (int k = 0; k < c->event[e].lines; k++) {
            const line *l = &c->event[e].line[k];
            if (l->kind == ADD_OPTION) {
                int *last = &last_of[c->option[l->option].player];
                option_comes[l->option] = *last < l->option;
                *last = l->option;
            }
            if (l->kind == ADD_PLAYER) player_comes[l->player] = true;
        }
    for (int p = 0; p < c->players; p++)
        if (c->player[p].late != player_comes[p]) return false;
    for (int o = 0; o < c->options; o++) {
        if (c->option[o].late != option_comes[o]) return false;
        if (c->player[c->option[o].player].late && !c->option[o].late) return false;
        from_the_start += !c->option[o].late;
    }
    for (int k = 0; k < c->statements; k++) {
        const statement *s = &c->statement[k];
        bool constraint = s->kind == REQUIRE || s->kind == INFEASIBLE;
        if (!s->added && !constraint && c->player[s->player].late) return false;
    }
    return from_the_start > 0;
}

bool fair(const conflict *c) { return late_ones_come(c) && playable(c); }

/* ---- the same without events ------------------------------------------------------------ */

static int expr_at_level(conflict *c, int o, int level)
{
    int e = new_expr(c, IS_COMPARED);
    c->expr[e].option = (signed char)o;
    c->expr[e].relation = EQUAL;
    c->expr[e].value = (short)level;
    return e;
}

/* A name for an infeasible state cannot be written, but where it is of a class, another member may be
 * meant. -1: no feasible state is meant. The mark moves where the other member has no name yet. */
static int named_instead(const conflict *from, const stage *g, conflict *to, int k)
{
    int class = class_of(from, &to->mark[k]);
    if (feasible(from, g, &to->mark[k])) return k;
    for (int m = 0; class != -1 && m < to->marks; m++)
        if (feasible(from, g, &to->mark[m]) && class_of(from, &to->mark[m]) == class) return m;
    for (int code = 0; class != -1 && code < combinations(from); code++) {
        state s;
        combination_state(from, code, &s);
        if (!feasible(from, g, &s) || class_of(from, &s) != class) continue;
        to->mark[k] = s;
        return k;
    }
    return -1;
}

void without_events(const conflict *from, int events, conflict *to)
{
    stage g;
    bool fine = stage_after(from, events, &g);
    assert(fine), (void)fine;
    *to = *from;
    to->events = 0;
    to->statements = 0;
    int last_id = 0;
    for (int k = 0; k < from->statements; k++)
        if (from->statement[k].id > last_id) last_id = from->statement[k].id;
    for (int k = 0; k < g.in_force; k++) {
        to->statement[to->statements] = from->statement[g.statement[k]];
        to->statement[to->statements++].added = false;
    }
    for (int o = 0; o < to->options; o++) {
        to->option[o].late = false;
        if (g.fixed[o] < 0) continue;
        assert(to->statements < MOST_STATEMENTS);
        to->statement[to->statements++] =
            (statement){.kind = REQUIRE, .id = ++last_id, .expr = expr_at_level(to, o, g.fixed[o])};
    }
    for (int p = 0; p < to->players; p++) to->player[p].late = false;
    to->status_quo = g.status_quo;
    to->no_deal = g.no_deal;
    for (int k = 0; k < to->marks; k++) {
        int instead = named_instead(from, &g, to, k);
        for (int e = 0; e < to->exprs; e++) {
            if (to->expr[e].kind != IS_STATE || to->expr[e].value != k) continue;
            if (instead < 0) to->expr[e].kind = IS_NO;
            else to->expr[e].value = (short)instead;
        }
    }
}
