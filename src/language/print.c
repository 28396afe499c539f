/* The printer: a model, or a part of it, in the language.
 *
 * Written from the tree alone, in canonical form, so that what the parser understood can be read
 * back: parsing the text gives the same tree. Brackets are written only where the tree differs
 * from what the text would mean without them.
 */
#include "language/language.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- words ------------------------------------------------------------------------------ */

static void print_string(const char *text, output *out)
{
    put_text(out, "\"");
    for (;;) {
        size_t plain = strcspn(text, "\"\\");
        put_bytes(out, text, plain);
        text += plain;
        if (!*text) break;
        put_text(out, *text++ == '"' ? "\\\"" : "\\\\");
    }
    put_text(out, "\"");
}

/* A keyword, or "" for none, and words in double quotes, when there are any. */
static void print_words(const char *keyword, const name *words, output *out)
{
    if (!words->text) return;
    put(out, " %s%s", keyword, *keyword ? " " : "");
    print_string(words->text, out);
}

static void print_reference(const name *whose, const name *word, output *out)
{
    if (whose->text) {
        put_text(out, whose->text);
        put_text(out, ".");
    }
    put_text(out, word->text);
}

/* ---- expressions ------------------------------------------------------------------------ */

static const struct {
    int strength;     /* how closely it holds its children together */
    int child;        /* what a child must have at least to stand without brackets */
    const char *text; /* between the children, or before the only one */
} shapes[] = {
    [EXPR_IFF] = {1, 2, "iff"},
    [EXPR_IMPLIES] = {2, 3, "implies"},
    [EXPR_IF] = {2, 3, "if"},
    [EXPR_OR] = {3, 4, "or"},
    [EXPR_AND] = {4, 5, "and"},
    [EXPR_NOT] = {5, 5, "not"},
    [EXPR_EXACTLY] = {6, 1, "exactly"},
    [EXPR_AT_MOST] = {6, 1, "at most"},
    [EXPR_AT_LEAST] = {6, 1, "at least"},
    [EXPR_YES] = {6, 0, "yes"},
    [EXPR_NO] = {6, 0, "no"},
    [EXPR_NAME] = {6, 0, ""},
    [EXPR_COMPARE] = {6, 0, ""},
    [EXPR_STATE] = {6, 0, "state"},
};

static const char *const relations[] = {
    [REL_EQUAL] = "=",    [REL_DIFFERENT] = "!=", [REL_BELOW] = "<",
    [REL_AT_MOST] = "<=", [REL_ABOVE] = ">",      [REL_AT_LEAST] = ">=",
};

static void print_child(const expr *e, int least, output *out)
{
    bool brackets = shapes[e->kind].strength < least;
    if (brackets) put_text(out, "(");
    print_expr(e, out);
    if (brackets) put_text(out, ")");
}

static void print_children(const expr *e, const char *between, output *out)
{
    for (const expr *child = e->first; child; child = child->next) {
        if (child != e->first) put_text(out, between);
        print_child(child, shapes[e->kind].child, out);
    }
}

void print_expr(const expr *e, output *out)
{
    const char *text = shapes[e->kind].text;
    switch (e->kind) {
    case EXPR_YES:
    case EXPR_NO: put_text(out, text); return;
    case EXPR_NAME: print_reference(&e->player, &e->word, out); return;
    case EXPR_COMPARE:
        print_reference(&e->player, &e->word, out);
        put(out, " %s ", relations[e->relation]);
        put_text(out, e->level.text);
        return;
    case EXPR_STATE:
        put(out, "%s ", text);
        put_text(out, e->word.text);
        return;
    case EXPR_NOT:
        put(out, "%s ", text);
        print_children(e, "", out);
        return;
    case EXPR_EXACTLY:
    case EXPR_AT_MOST:
    case EXPR_AT_LEAST:
        put(out, "%s %" PRIu32 " of (", text, e->count);
        print_children(e, ", ", out);
        put_text(out, ")");
        return;
    case EXPR_AND:
    case EXPR_OR:
    case EXPR_IMPLIES:
    case EXPR_IF:
    case EXPR_IFF: {
        char between[16];
        snprintf(between, sizeof between, " %s ", text);
        print_children(e, between, out);
        return;
    }
    }
}

/* ---- assignments and lists -------------------------------------------------------------- */

static void print_assignment(const assignment *a, output *out)
{
    if (a->kind == ASSIGN_PATTERN) print_string(a->word.text, out);
    if (a->kind == ASSIGN_STATE) put_text(out, "state "), put_text(out, a->word.text);
    if (a->kind != ASSIGN_LIST) return;
    for (const setting *s = a->settings; s; s = s->next) {
        put_text(out, s->negated ? "not " : "");
        print_reference(&s->player, &s->word, out);
        if (s->level.text) put_text(out, " = "), put_text(out, s->level.text);
        if (s->next) put_text(out, ", ");
    }
}

static void print_items(const statement *s, const item *items, output *out)
{
    for (const item *i = items; i; i = i->next) {
        if (i != items) put_text(out, s->kind != STATEMENT_RANK ? ", " : i->tied ? " = " : " > ");
        put_text(out, i->word.text);
        if (s->kind == STATEMENT_MOVE)
            put_text(out, i->both ? " <-> " : " -> "), put_text(out, i->to.text);
    }
}

static void print_notes(const note *notes, output *out)
{
    for (const note *n = notes; n; n = n->next) {
        put_text(out, n->cites ? " cite" : " because");
        if (n->word.text) put_text(out, " "), put_text(out, n->word.text);
        print_words("", &n->quoted, out);
    }
}

static void print_date(date d, output *out)
{
    put(out, "%04u", (unsigned)d.year);
    if (d.month) put(out, "-%02u", (unsigned)d.month);
    if (d.day) put(out, "-%02u", (unsigned)d.day);
}

/* ---- statements ------------------------------------------------------------------------- */

static const char *const keywords[] = {
    [STATEMENT_CONFLICT] = "conflict",
    [STATEMENT_SOURCE] = "source",
    [STATEMENT_CLAIM] = "claim",
    [STATEMENT_PLAYER] = "player",
    [STATEMENT_OPTION] = "option",
    [STATEMENT_REDLINE] = "redline",
    [STATEMENT_PREFER] = "prefer",
    [STATEMENT_RANK] = "rank",
    [STATEMENT_INFEASIBLE] = "infeasible",
    [STATEMENT_REQUIRE] = "require",
    [STATEMENT_STATUS_QUO] = "status quo",
    [STATEMENT_NO_DEAL] = "no deal",
    [STATEMENT_STATE] = "state",
    [STATEMENT_LET] = "let",
    [STATEMENT_OUTCOME] = "outcome",
    [STATEMENT_STATES] = "states",
    [STATEMENT_MOVE] = "move",
    [STATEMENT_COALESCE] = "coalesce",
    [STATEMENT_EVENT] = "event",
    [STATEMENT_FIX] = "fix",
    [STATEMENT_FREE] = "free",
    [STATEMENT_NOW] = "now",
    [STATEMENT_DROP] = "drop",
};

const char *statement_keyword(statement_kind kind) { return keywords[kind]; }

/* add [PLAYER [PLACE]] */
static void print_add(const statement *s, output *out)
{
    static const char *const places[] = {[PLACE_LAST] = "",
                                         [PLACE_FIRST] = "first ",
                                         [PLACE_BEFORE] = "before ",
                                         [PLACE_AFTER] = "after "};
    put_text(out, "add ");
    if (!s->player.text) return;
    put_text(out, s->player.text);
    put(out, " %s", places[s->place]);
    if (s->anchor.text) put_text(out, s->anchor.text), put_text(out, " ");
}

/* What stands between the keyword and a condition, an assignment or a list: the name the statement
 * declares, its label and its own words. */
static void print_head(const statement *s, output *out)
{
    static const name nobody;
    bool dotted = s->kind == STATEMENT_FREE || s->kind == STATEMENT_DROP;
    put_text(out, keywords[s->kind]);
    if (s->kind == STATEMENT_MOVE) put_text(out, " "), put_text(out, s->player.text);
    if (s->word.text)
        put_text(out, " "), print_reference(dotted ? &s->player : &nobody, &s->word, out);
    if (s->kind == STATEMENT_EVENT) put_text(out, " "), print_date(s->date, out);
    print_words("", &s->label, out);
    print_words("by", &s->by, out);
    if (s->kind == STATEMENT_SOURCE && s->date.year)
        put_text(out, " on "), print_date(s->date, out);
    print_words("file", &s->file, out);
    print_words("url", &s->url, out);
}

static void print_option(const statement *s, output *out)
{
    if (s->levels) put_text(out, " levels "), print_items(s, s->levels, out);
    if (s->irreversible)
        put_text(out, s->irreversible > 0 ? " irreversible" : " irreversible down");
}

void print_statement(const statement *s, output *out)
{
    if (s->added) print_add(s, out);
    print_head(s, out);
    switch (s->kind) {
    case STATEMENT_CONFLICT:
    case STATEMENT_SOURCE:
    case STATEMENT_CLAIM:
    case STATEMENT_PLAYER:
    case STATEMENT_EVENT:
    case STATEMENT_FREE:
    case STATEMENT_DROP: break;
    case STATEMENT_OPTION: print_option(s, out); break;
    case STATEMENT_PREFER:
    case STATEMENT_INFEASIBLE:
    case STATEMENT_REQUIRE:
    case STATEMENT_COALESCE:
        put_text(out, s->word.text ? ": " : " ");
        if (s->condition) {
            print_expr(s->condition, out);
            break;
        }
        put_text(out, s->direction > 0 ? "higher " : "lower ");
        print_reference(&s->scale_player, &s->scale, out);
        break;
    case STATEMENT_REDLINE:
    case STATEMENT_LET:
    case STATEMENT_OUTCOME:
        put_text(out, s->rigid ? " rigid: " : ": ");
        print_expr(s->condition, out);
        break;
    case STATEMENT_STATUS_QUO:
    case STATEMENT_NO_DEAL:
    case STATEMENT_STATE:
        put_text(out, ": ");
        print_assignment(&s->assignment, out);
        break;
    case STATEMENT_FIX:
    case STATEMENT_NOW:
        put_text(out, " ");
        print_assignment(&s->assignment, out);
        break;
    case STATEMENT_RANK:
    case STATEMENT_STATES:
    case STATEMENT_MOVE:
        put_text(out, s->kind == STATEMENT_MOVE ? ": " : " ");
        print_items(s, s->items, out);
        break;
    }
    print_notes(s->notes, out);
}

/* Statements of one block stand together; between blocks is a blank line. */
static int block_of(const statement *s)
{
    if (s->event) return -(int)s->event;
    switch (s->kind) {
    case STATEMENT_CONFLICT: return 0;
    case STATEMENT_SOURCE:
    case STATEMENT_CLAIM: return 1;
    case STATEMENT_PLAYER:
    case STATEMENT_OPTION:
    case STATEMENT_REDLINE:
    case STATEMENT_PREFER:
    case STATEMENT_RANK: return 2;
    case STATEMENT_INFEASIBLE:
    case STATEMENT_REQUIRE:
    case STATEMENT_COALESCE: return 3;
    case STATEMENT_STATUS_QUO:
    case STATEMENT_NO_DEAL:
    case STATEMENT_STATE: return 4;
    case STATEMENT_LET:
    case STATEMENT_OUTCOME: return 5;
    default: return 6; /* the graph form */
    }
}

static bool indented(const statement *s)
{
    return (s->event && s->kind != STATEMENT_EVENT) || s->kind == STATEMENT_OPTION ||
           s->kind == STATEMENT_REDLINE || s->kind == STATEMENT_PREFER || s->kind == STATEMENT_RANK;
}

void print_model(const dt_model *m, output *out)
{
    const statement *before = NULL;
    for (const statement *s = m->statements; s; before = s, s = s->next) {
        bool new_player = s->kind == STATEMENT_PLAYER && !s->event;
        if (before && (new_player || block_of(s) != block_of(before))) put_text(out, "\n");
        if (indented(s)) put_text(out, "  ");
        print_statement(s, out);
        put_text(out, "\n");
    }
}
