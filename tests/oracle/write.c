/* A conflict as text in the language. What may be written in several ways is written in one of
 * them, by the conflict's style: short or full names, more brackets than needed, assignments as
 * lists, patterns or names, players in one piece or two. Style 0 is plain, for people.
 */
#include "oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct writer {
    const conflict *c;
    const game *w; /* the body's, for numbers of states and ranks; NULL: the body is not sound */
    dice style;
    char *text;
    size_t length, capacity;
} writer;

/* 0 in plain style. */
static int flavour(writer *w, int sides) { return w->c->style ? roll(&w->style, sides) : 0; }

__attribute__((format(printf, 2, 3))) static void put(writer *w, const char *format, ...)
{
    char piece[300];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    assert(length >= 0 && (size_t)length < sizeof piece);
    if (w->length + (size_t)length + 1 > w->capacity) {
        w->capacity = 2 * w->capacity + 1000;
        w->text = realloc(w->text, w->capacity);
        assert(w->text);
    }
    memcpy(w->text + w->length, piece, (size_t)length + 1);
    w->length += (size_t)length;
}

/* ---- names ------------------------------------------------------------------------------ */

static bool unique_name(const conflict *c, int o)
{
    for (int k = 0; k < c->options; k++)
        if (k != o && strcmp(c->option[k].name, c->option[o].name) == 0) return false;
    return true;
}

/* An option as a player's statement speaks of it; player -1: a statement of nobody. */
static void put_option(writer *w, int o, int speaker)
{
    const option *x = &w->c->option[o];
    bool is_short = (x->player == speaker || unique_name(w->c, o)) && flavour(w, 5) != 1;
    if (is_short) put(w, "%s", x->name);
    else put(w, "%s.%s", w->c->player[x->player].name, x->name);
}

static const char *level_word(const conflict *c, int o, int level)
{
    const option *x = &c->option[o];
    return x->declared ? x->level_name[level] : level ? "yes" : "no";
}

static void put_mark(writer *w, int mark)
{
    const conflict *c = w->c;
    if (c->naming == 0) put(w, "%d", w->w->class_of[combination(c, &c->mark[mark])] + 1);
    else put(w, c->naming == 1 ? "z%d" : "%d", c->mark_name[mark]);
}

void statement_name(const conflict *c, const statement *s, char out[24])
{
    switch (s->kind) {
    case REDLINE: snprintf(out, 24, "%s.r%d", c->player[s->player].name, s->id); return;
    case PREFER:
    case HIGHER:
    case LOWER: snprintf(out, 24, "%s.s%d", c->player[s->player].name, s->id); return;
    case REQUIRE:
    case INFEASIBLE: snprintf(out, 24, "k%d", s->id); return;
    }
    abort();
}

static const char *short_name(const conflict *c, const statement *s, char out[24])
{
    statement_name(c, s, out);
    const char *dot = strchr(out, '.');
    return dot ? dot + 1 : out;
}

static const statement *with_id(const conflict *c, int id)
{
    for (int k = 0; k < c->statements; k++)
        if (c->statement[k].id == id) return &c->statement[k];
    abort();
}

/* ---- expressions ------------------------------------------------------------------------ */

/* How tightly a kind binds: iff, implies and if, or, and, not, the rest. */
static int tightness(expr_kind k)
{
    switch (k) {
    case IS_IFF: return 1;
    case IS_IMPLIES:
    case IS_IF: return 2;
    case IS_OR: return 3;
    case IS_AND: return 4;
    case IS_NOT: return 5;
    default: return 6;
    }
}

static void put_expr(writer *w, int e, int speaker, int at_least);

static void put_joined(writer *w, const expr *x, const char *word, int speaker, int at_least)
{
    for (int k = 0; k < x->children; k++) {
        if (k > 0) put(w, " %s ", word);
        put_expr(w, x->child[k], speaker, at_least);
    }
}

static void put_counted(writer *w, const expr *x, const char *words, int speaker)
{
    put(w, "%s %d of (", words, x->value);
    put_joined(w, x, ",", speaker, 1);
    put(w, ")");
}

static void put_bare(writer *w, const expr *x, int speaker)
{
    static const char *const sign[] = {"=", "!=", "<", "<=", ">", ">="};
    switch ((expr_kind)x->kind) {
    case IS_NO: put(w, "no"); return;
    case IS_YES: put(w, "yes"); return;
    case IS_TAKEN: put_option(w, x->option, speaker); return;
    case IS_COMPARED:
        put_option(w, x->option, speaker);
        put(w, " %s %s", sign[x->relation], level_word(w->c, x->option, x->value));
        return;
    case IS_STATE:
        put(w, "state ");
        put_mark(w, x->value);
        return;
    case IS_LET: put(w, "l%d", w->c->let[x->value].id); return;
    case IS_NOT:
        put(w, "not ");
        put_expr(w, x->child[0], speaker, 5);
        return;
    case IS_AND: put_joined(w, x, "and", speaker, 5); return;
    case IS_OR: put_joined(w, x, "or", speaker, 4); return;
    case IS_IMPLIES: put_joined(w, x, "implies", speaker, 3); return;
    case IS_IF: put_joined(w, x, "if", speaker, 3); return;
    case IS_IFF: put_joined(w, x, "iff", speaker, 2); return;
    case IS_EXACTLY: put_counted(w, x, "exactly", speaker); return;
    case IS_AT_MOST: put_counted(w, x, "at most", speaker); return;
    case IS_AT_LEAST: put_counted(w, x, "at least", speaker); return;
    }
    abort();
}

static void put_expr(writer *w, int e, int speaker, int at_least)
{
    const expr *x = &w->c->expr[e];
    bool brackets = tightness((expr_kind)x->kind) < at_least || flavour(w, 12) == 1;
    if (brackets) put(w, "(");
    put_bare(w, x, speaker);
    if (brackets) put(w, ")");
}

/* ---- assignments ------------------------------------------------------------------------ */

static void put_setting(writer *w, int o, int level)
{
    bool with_sign =
        w->c->option[o].declared ? level > 0 || flavour(w, 2) == 0 : flavour(w, 4) == 1;
    if (!with_sign && level == 0) put(w, "not ");
    put_option(w, o, -1);
    if (with_sign) put(w, " = %s", level_word(w->c, o, level));
}

/* What a list names: levels, or -1. One at least must be named. */
static void put_list(writer *w, const state *s)
{
    bool first = true, backwards = flavour(w, 2) == 1;
    for (int k = 0; k < w->c->options; k++) {
        int o = backwards ? w->c->options - 1 - k : k;
        if (s->level[o] < 0) continue;
        if (!first) put(w, ", ");
        put_setting(w, o, s->level[o]);
        first = false;
    }
    assert(!first);
}

static bool matches(const conflict *c, const state *s, const state *pattern)
{
    for (int o = 0; o < c->options; o++)
        if (pattern->level[o] >= 0 && s->level[o] != pattern->level[o]) return false;
    return true;
}

static int matching_states(const writer *w, const state *pattern)
{
    int count = 0;
    bool counted[MOST_STATES] = {false};
    for (int code = 0; code < combinations(w->c); code++) {
        state s;
        combination_state(w->c, code, &s);
        int at = w->w ? w->w->class_of[code] : -1;
        if (at < 0 || counted[at] || !matches(w->c, &s, pattern)) continue;
        counted[at] = true;
        count++;
    }
    return count;
}

static void put_pattern(writer *w, const state *s, bool dashes)
{
    state pattern = *s;
    for (int o = 0; dashes && o < w->c->options; o++) {
        if (flavour(w, 2) == 0) continue;
        pattern.level[o] = -1;
        if (matching_states(w, &pattern) != 1) pattern.level[o] = s->level[o];
    }
    char text[MOST_OPTIONS + 1];
    write_pattern(w->c, &pattern, text);
    put(w, "\"%s\"", text);
}

static int mark_of(const conflict *c, const state *s)
{
    for (int k = 0; k < c->marks; k++)
        if (combination(c, &c->mark[k]) == combination(c, s)) return k;
    return -1;
}

/* A whole state, as a list, a pattern or by its name; in its own declaration not by its name. */
static void put_whole_state(writer *w, const state *s, bool declaration)
{
    const conflict *c = w->c;
    state named = *s;
    int way = flavour(w, 6), mark = mark_of(c, s);
    bool any = false;
    for (int o = 0; o < c->options; o++) {
        if (c->option[o].late && s->level[o] == 0) named.level[o] = -1;
        else if (s->level[o] == 0 && way != 1) named.level[o] = -1;
        any |= named.level[o] >= 0;
    }
    if (way >= 4 && !declaration && mark >= 0 && w->w) {
        put(w, "state ");
        put_mark(w, mark);
        return;
    }
    if (way >= 2) {
        put_pattern(w, s, way == 3 && !declaration && c->classes == 0);
        return;
    }
    for (int o = 0; !any && o < c->options; o++)
        if (!c->option[o].late) {
            named.level[o] = 0;
            any = true;
        }
    if (any) put_list(w, &named);
    else put_pattern(w, s, false);
}

/* ---- statements ------------------------------------------------------------------------- */

static void put_note(writer *w)
{
    int kind = flavour(w, 30);
    if (kind == 1) put(w, " because \"it was said\"");
    if (kind == 2) put(w, "\n    cite paper \"word for word\"");
    if (kind == 3) put(w, "  # noted");
    put(w, "\n");
}

static void put_option_line(writer *w, const option *x)
{
    put(w, "option %s", x->name);
    if (flavour(w, 6) == 1) put(w, " \"Option %s\"", x->name);
    if (x->declared) {
        put(w, " levels ");
        for (int v = 0; v < x->levels; v++) put(w, "%s%s", v ? ", " : "", x->level_name[v]);
    }
    if (x->way != 0) put(w, " irreversible%s", x->way < 0 ? " down" : "");
    put_note(w);
}

static void put_statement(writer *w, const statement *s)
{
    char name[24];
    short_name(w->c, s, name);
    switch (s->kind) {
    case REDLINE:
        put(w, "redline %s%s: ", short_name(w->c, s, name), s->rigid ? " rigid" : "");
        break;
    case PREFER: put(w, s->named ? "prefer %s: " : "prefer ", short_name(w->c, s, name)); break;
    case HIGHER: put(w, "prefer higher "); break;
    case LOWER: put(w, "prefer lower "); break;
    case REQUIRE: put(w, s->named ? "require %s: " : "require ", name); break;
    case INFEASIBLE: put(w, s->named ? "infeasible %s: " : "infeasible ", name); break;
    }
    int speaker = s->kind == REQUIRE || s->kind == INFEASIBLE ? -1 : s->player;
    if (s->kind == HIGHER || s->kind == LOWER) put_option(w, s->option, speaker);
    else put_expr(w, s->expr, speaker, 1);
    put_note(w);
}

static void put_rank(writer *w, int p)
{
    const conflict *c = w->c;
    bool first = true;
    put(w, "  rank ");
    for (int place = 0; place < 2 * MOST_STATES; place++) {
        bool tied = false;
        for (int s = 0; s < w->w->states; s++) {
            if (c->player[p].place[combination(c, &w->w->at[s])] != place) continue;
            if (!first) put(w, tied ? " = " : " > ");
            first = false, tied = true;
            if (c->naming == 0) put(w, "%d", s + 1);
            else put_mark(w, mark_of(c, &w->w->at[s]));
        }
    }
    put_note(w);
}

static bool of_player(const statement *s, int p)
{
    return s->kind != REQUIRE && s->kind != INFEASIBLE && s->player == p;
}

static void put_player_options(writer *w, int p)
{
    const conflict *c = w->c;
    put(w, "player %s%s\n", c->player[p].name, flavour(w, 4) == 1 ? " \"A player\"" : "");
    for (int o = 0; o < c->options; o++)
        if (c->option[o].player == p && !c->option[o].late) {
            put(w, "  ");
            put_option_line(w, &c->option[o]);
        }
}

static void put_player_statements(writer *w, int p)
{
    const conflict *c = w->c;
    bool mixed = flavour(w, 2) == 1; /* red lines among the preferences */
    for (int pass = 0; pass < 2; pass++)
        for (int k = 0; k < c->statements; k++) {
            const statement *s = &c->statement[k];
            if (s->added || !of_player(s, p) || (mixed ? pass : (s->kind != REDLINE) != pass))
                continue;
            put(w, "  ");
            put_statement(w, s);
        }
    if (c->player[p].ranked && w->w) put_rank(w, p);
}

static void put_players(writer *w)
{
    bool in_two_pieces = flavour(w, 3) == 1;
    for (int p = 0; p < w->c->players; p++) {
        if (w->c->player[p].late) continue;
        put_player_options(w, p);
        if (!in_two_pieces) put_player_statements(w, p);
    }
    for (int p = 0; in_two_pieces && p < w->c->players; p++) {
        if (w->c->player[p].late) continue;
        put(w, "player %s\n", w->c->player[p].name);
        put_player_statements(w, p);
    }
}

static void put_constraints(writer *w)
{
    for (int k = 0; k < w->c->statements; k++) {
        const statement *s = &w->c->statement[k];
        if (!s->added && (s->kind == REQUIRE || s->kind == INFEASIBLE)) put_statement(w, s);
    }
    for (int k = 0; k < w->c->classes; k++) {
        put(w, "coalesce ");
        put_expr(w, w->c->class_expr[k], -1, 1);
        put(w, "\n");
    }
}

static void put_lets(writer *w)
{
    bool backwards = flavour(w, 2) == 1;
    for (int k = 0; k < w->c->lets; k++) {
        const let *l = &w->c->let[backwards ? w->c->lets - 1 - k : k];
        put(w, "%s l%d: ", l->outcome ? "outcome" : "let", l->id);
        put_expr(w, l->expr, -1, 1);
        put_note(w);
    }
}

static void put_states(writer *w)
{
    const conflict *c = w->c;
    for (int k = 0; c->naming > 0 && k < c->marks; k++) {
        if (w->w && w->w->class_of[combination(c, &c->mark[k])] < 0) continue;
        put(w, "state ");
        put_mark(w, k);
        put(w, flavour(w, 4) == 1 ? " \"A state\": " : ": ");
        put_whole_state(w, &c->mark[k], true);
        put_note(w);
    }
}

static void put_status_quo(writer *w)
{
    if (w->c->has_status_quo) {
        put(w, "status quo: ");
        put_whole_state(w, &w->c->status_quo, false);
        put_note(w);
    }
    bool any = false;
    for (int o = 0; o < w->c->options; o++) any |= w->c->no_deal.level[o] >= 0;
    if (w->c->has_no_deal && any) {
        put(w, "no deal: ");
        put_list(w, &w->c->no_deal);
        put_note(w);
    }
}

/* ---- events ----------------------------------------------------------------------------- */

static void put_date(writer *w, const event *e)
{
    put(w, "%04d", e->year);
    if (e->month > 0) put(w, "-%02d", e->month);
    if (e->month > 0 && e->day > 0) put(w, "-%02d", e->day);
}

static void put_added(writer *w, const line *l)
{
    const statement *s = with_id(w->c, l->id);
    char name[24];
    put(w, "add ");
    if (s->kind != REQUIRE && s->kind != INFEASIBLE) {
        put(w, "%s ", w->c->player[s->player].name);
        if (l->place == LAST && flavour(w, 3) == 1) put(w, "last ");
        if (l->place == FIRST) put(w, "first ");
        if (l->place == BEFORE)
            put(w, "before %s ", short_name(w->c, with_id(w->c, l->anchor), name));
        if (l->place == AFTER)
            put(w, "after %s ", short_name(w->c, with_id(w->c, l->anchor), name));
    }
    put_statement(w, s);
}

/* A pattern or state after `now` is read in the stage after its event, so it is written only where
 * no other line of the event moves or fixes anything. */
static bool says_it_alone(const event *e)
{
    int lines = 0;
    for (int k = 0; k < e->lines; k++) lines += e->line[k].kind == FIX || e->line[k].kind == NOW;
    return lines == 1;
}

static void put_line(writer *w, const event *e, const line *l)
{
    char name[24];
    put(w, "  ");
    switch (l->kind) {
    case FIX: put(w, "fix "); break;
    case NOW: put(w, "now "); break;
    case FREE:
        put(w, "free ");
        put_option(w, l->option, -1);
        put_note(w);
        return;
    case ADD: put_added(w, l); return;
    case DROP:
        put(w, "drop ");
        if (flavour(w, 2) == 1) put(w, "%s", short_name(w->c, with_id(w->c, l->id), name));
        else statement_name(w->c, with_id(w->c, l->id), name), put(w, "%s", name);
        put_note(w);
        return;
    case ADD_OPTION:
        put(w, "add %s ", w->c->player[w->c->option[l->option].player].name);
        put_option_line(w, &w->c->option[l->option]);
        return;
    case ADD_PLAYER: put(w, "add player %s\n", w->c->player[l->player].name); return;
    }
    bool whole = l->kind == NOW && says_it_alone(e);
    for (int o = 0; o < w->c->options; o++) whole = whole && l->names.level[o] >= 0;
    int mark = whole && w->c->naming > 0 ? mark_of(w->c, &l->names) : -1;
    if (mark >= 0 && flavour(w, 2) == 1) put(w, "state "), put_mark(w, mark);
    else if (whole && flavour(w, 2) == 1) put_pattern(w, &l->names, false);
    else put_list(w, &l->names);
    put_note(w);
}

static void put_events(writer *w)
{
    for (int k = 0; k < w->c->events; k++) {
        const event *e = &w->c->event[k];
        put(w, "event ");
        put_date(w, e);
        put(w, " \"Event %d\"\n", k + 1);
        for (int j = 0; j < e->lines; j++) put_line(w, e, &e->line[j]);
    }
}

/* ---- the whole -------------------------------------------------------------------------- */

char *write_conflict(const conflict *c)
{
    game *body = play(c, 0, NULL);
    writer w = {.c = c, .w = body, .style = {.seed = c->style}};
    put(&w, "%s", flavour(&w, 3) == 1 ? "conflict \"A conflict\"\n" : "");
    if (c->style) put(&w, "source paper \"A paper\"\n");
    bool players_last = flavour(&w, 3) == 1;
    if (!players_last) put_players(&w);
    put_constraints(&w);
    put_lets(&w);
    put_states(&w);
    put_status_quo(&w);
    if (players_last) put_players(&w);
    put_events(&w);
    game_free(body);
    return w.text;
}
