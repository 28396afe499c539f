/* The parser: tokens to statements, by recursive descent with one token of look ahead.
 *
 * A function named after a piece of the grammar reads it, from its first token to the token behind
 * its last, and returns false or NULL after a complaint. A statement with a complaint is left out
 * of the model; the parser goes on at the next line that can start a statement. Inside brackets
 * lines do not end, so an open bracket that is never closed would swallow the rest of the text:
 * when a statement fails, the parser returns to the last of its lines that began with the keyword
 * of a statement.
 *
 * Depth: brackets and `not` together nest at most MAX_DEPTH deep, so the C stack stays small.
 */
#include "language/language.h"
#include "language/lex.h"

#include <stdio.h>
#include <string.h>

typedef struct parser {
    lexer lex;
    token now, next;
    dt_model *model;
    uint32_t end;   /* where the last token taken ends */
    uint32_t depth; /* of brackets and `not` */

    bool failed;     /* in the statement being read */
    bool noise;      /* the lexer has complained about its characters, so the parser need not */
    bool noise_next; /* the same for the first token of the next statement */
    token resume;    /* the last line in it that begins with a statement's keyword */
    bool can_resume;

    const statement *player;      /* whose lines these are, or NULL */
    const statement *last_player; /* the one before, to explain why a line belongs to nobody */
    uint32_t event, event_line;   /* the event these lines belong to; 0: the body */
    uint32_t conflict_line, status_quo_line, no_deal_line; /* 0: not yet */
} parser;

/* ---- tokens ----------------------------------------------------------------------------- */

/* Could this token start a statement? `state` and `no` are left out: they start expressions too. */
static bool starts_statement(const parser *p)
{
    if (p->now.kind != TOKEN_WORD) return false;
    if (p->now.key == KEY_NO) return p->next.key == KEY_DEAL;
    if (p->now.key == KEY_STATE) return false;
    keyword_role role = role_of(p->now.key);
    return role == ROLE_BODY || role == ROLE_PLAYER_LINE || role == ROLE_EVENT_LINE;
}

static void look_ahead(parser *p)
{
    uint32_t complaints = p->lex.complaints;
    p->next = lex_next(&p->lex);
    if (p->lex.complaints == complaints) return;
    *(p->now.kind == TOKEN_NEWLINE ? &p->noise_next : &p->noise) = true;
}

static void advance(parser *p)
{
    if (p->now.kind == TOKEN_NEWLINE) {
        p->noise = p->noise_next;
        p->noise_next = false;
    }
    p->end = p->now.at.offset + p->now.at.length;
    p->now = p->next;
    look_ahead(p);
    if (p->now.starts_line && starts_statement(p)) {
        p->resume = p->now;
        p->can_resume = true;
    }
}

/* Goes on reading at a token that was seen before. */
static void return_to(parser *p, token t)
{
    lex_return(&p->lex, t);
    p->now = (token){.kind = TOKEN_NEWLINE, .key = KEY_NONE, .at = {t.at.offset, 0}};
    p->noise_next = false;
    look_ahead(p);
    advance(p);
}

static bool is(const parser *p, token_kind kind) { return p->now.kind == kind; }
static bool is_key(const parser *p, keyword key) { return p->now.key == key; }

static bool at_line_end(const parser *p) { return is(p, TOKEN_NEWLINE) || is(p, TOKEN_END); }

static bool accept(parser *p, token_kind kind)
{
    if (!is(p, kind)) return false;
    advance(p);
    return true;
}

static bool accept_key(parser *p, keyword key)
{
    if (!is_key(p, key)) return false;
    advance(p);
    return true;
}

static bool is_name(token t) { return t.kind == TOKEN_WORD && role_of(t.key) != ROLE_RESERVED; }

/* From an offset to the last token taken. */
static span since(const parser *p, uint32_t offset)
{
    return (span){offset, p->end > offset ? p->end - offset : 0};
}

/* ---- complaints ------------------------------------------------------------------------- */

enum { EXCERPT_BYTES = 48 };
typedef struct excerpt {
    char text[EXCERPT_BYTES + 8];
} excerpt;

/* Some words of the text for a message: one line, cut where they are long. */
static excerpt quote(const parser *p, span at)
{
    excerpt e = {""};
    const char *text = p->lex.text + at.offset;
    uint32_t bytes = 0;
    while (bytes < at.length && bytes < EXCERPT_BYTES && text[bytes] != '\n' && text[bytes] != '\r')
        bytes++;
    bool cut = bytes < at.length;
    if (cut) /* not inside a character */
        while (bytes && ((unsigned char)text[bytes] & 0xC0) == 0x80) bytes--;
    memcpy(e.text, text, bytes);
    if (cut) memcpy(e.text + bytes, "\xE2\x80\xA6", 3);
    return e;
}

/* What stands here, for "found …". */
static excerpt found(const parser *p)
{
    excerpt e = {""};
    excerpt words = quote(p, p->now.at);
    switch (p->now.kind) {
    case TOKEN_END: memcpy(e.text, "the end of the text", 20); break;
    case TOKEN_NEWLINE: memcpy(e.text, "the end of the line", 20); break;
    case TOKEN_STRING: return words;
    default: snprintf(e.text, sizeof e.text, "'%.*s'", EXCERPT_BYTES + 3, words.text);
    }
    return e;
}

#define REFUSE(p, at, ...)                                                                         \
    ((p)->failed || (p)->noise ? (void)0 : lex_complain(&(p)->lex, (at), __VA_ARGS__),             \
     (p)->failed = true, NULL)

/* The place of the next token; at a line's end directly behind the last one, not behind comments. */
static span here(const parser *p)
{
    return at_line_end(p) && p->end ? (span){p->end, 1} : p->now.at;
}

/* Does the line that the parser stands in look like a statement of its own? */
static bool line_begins_here(const parser *p)
{
    return p->can_resume && p->resume.line == p->now.line;
}

static void *expected(parser *p, const char *what)
{
    if (line_begins_here(p) && p->resume.at.offset < p->now.at.offset)
        return REFUSE(
            p, here(p),
            "expected %s, found %s; line %u belongs to the statement above it, which goes "
            "on after an open bracket, a comma or an operator",
            what, found(p).text, p->now.line);
    return REFUSE(p, here(p), "expected %s, found %s", what, found(p).text);
}

/* ---- names and numbers ------------------------------------------------------------------ */

/* The word of a token, or the content of a string. */
static name name_of(parser *p, token t)
{
    bool quoted = t.kind == TOKEN_STRING;
    const char *from = p->lex.text + t.at.offset + quoted;
    uint32_t length = t.at.length - quoted;
    if (quoted && length && from[length - 1] == '"') length--; /* else complained: not closed */
    char *text = arena_text(&p->model->arena, from, length);
    if (!text) {
        p->failed = true;
        return (name){.at = t.at};
    }
    if (quoted && memchr(text, '\\', length)) {
        char *to = text;
        for (uint32_t k = 0; k < length; k++) {
            if (from[k] == '\\' && k + 1 < length && (from[k + 1] == '"' || from[k + 1] == '\\'))
                k++;
            *to++ = from[k];
        }
        *to = '\0';
    }
    return (name){.text = text, .at = t.at};
}

static bool take_name(parser *p, name *n)
{
    *n = name_of(p, p->now);
    advance(p);
    return n->text != NULL;
}

static bool word(parser *p, name *n, const char *what)
{
    if (is_name(p->now)) return take_name(p, n);
    if (is(p, TOKEN_WORD))
        return REFUSE(p, here(p), "expected %s, found '%s', which is reserved and cannot be a name",
                      what, keyword_text(p->now.key));
    return expected(p, what);
}

static bool string(parser *p, name *n, const char *what)
{
    return is(p, TOKEN_STRING) ? take_name(p, n) : expected(p, what) != NULL;
}

static bool label(parser *p, name *n) { return !is(p, TOKEN_STRING) || take_name(p, n); }

/* PLAYER.NAME or NAME. */
static bool reference(parser *p, name *whose, name *n, const char *what)
{
    if (p->now.joins) return expected(p, what); /* nobody means an operator as a name here */
    if (!word(p, n, what)) return false;
    if (!accept(p, TOKEN_DOT)) return true;
    *whose = *n;
    return word(p, n, "a name after '.'");
}

static bool number_name(parser *p, name *n)
{
    const char *digits = p->lex.text + p->now.at.offset;
    if (digits[0] == '0' && p->now.at.length > 1)
        return REFUSE(p, here(p), "a number is written without leading zeros, found %s",
                      found(p).text);
    return take_name(p, n);
}

static bool state_name(parser *p, name *n)
{
    if (is(p, TOKEN_NUMBER)) return number_name(p, n);
    return word(p, n, "the name or number of a state");
}

static bool count(parser *p, uint32_t *number)
{
    if (!is(p, TOKEN_NUMBER)) return expected(p, "a whole number");
    uint64_t value = 0;
    for (uint32_t k = 0; k < p->now.at.length && value <= NONE; k++)
        value = value * 10 + (uint64_t)(p->lex.text[p->now.at.offset + k] - '0');
    if (value >= NONE) return REFUSE(p, here(p), "the number %s is too large", found(p).text);
    *number = (uint32_t)value;
    advance(p);
    return true;
}

static bool parse_date(parser *p, statement *s)
{
    if (!is(p, TOKEN_DATE) && !is(p, TOKEN_NUMBER))
        return expected(p, "a date (2026, 2026-01 or 2026-01-31)");
    token t = p->now;
    if (!take_name(p, &s->date_text)) return false;
    if (date_parse(s->date_text.text, &s->date)) return true;
    return REFUSE(p, t.at, "there is no date %s; dates are written 2026, 2026-01 or 2026-01-31",
                  quote(p, t.at).text);
}

/* ---- expressions ------------------------------------------------------------------------ */

static expr *expression(parser *p);

static expr *new_expr(parser *p, expr_kind kind)
{
    expr *e = model_expr(p->model, kind);
    if (!e) p->failed = true;
    return e;
}

static bool deeper(parser *p)
{
    if (p->depth < MAX_DEPTH) return ++p->depth;
    return REFUSE(p, here(p),
                  "brackets and 'not' are nested more than %d deep; name a part of the "
                  "condition with 'let'",
                  MAX_DEPTH);
}

static bool close_bracket(parser *p, token open)
{
    if (is(p, TOKEN_CLOSE)) {
        p->depth--;
        advance(p);
        return true;
    }
    if (line_begins_here(p))
        return REFUSE(p, p->resume.at,
                      "expected ')' to close '(' at line %u before the statement '%s'", open.line,
                      keyword_text(p->resume.key));
    return REFUSE(p, here(p), "expected ')' to close '(' at line %u, found %s", open.line,
                  found(p).text);
}

/* exactly K of (…), at most K of (…), at least K of (…) */
static expr *counted(parser *p)
{
    uint32_t start = p->now.at.offset;
    expr_kind kind = EXPR_EXACTLY;
    if (accept_key(p, KEY_AT)) {
        if (!is_key(p, KEY_MOST) && !is_key(p, KEY_LEAST))
            return expected(p, "'most' or 'least' after 'at'");
        kind = is_key(p, KEY_MOST) ? EXPR_AT_MOST : EXPR_AT_LEAST;
    }
    advance(p);
    expr *e = new_expr(p, kind);
    if (!e || !count(p, &e->count)) return NULL;
    if (!accept_key(p, KEY_OF)) return expected(p, "'of' after the number");
    token open = p->now;
    if (!is(p, TOKEN_OPEN)) return expected(p, "'(' after 'of'");
    if (!deeper(p)) return NULL;
    expr **tail = &e->first;
    do {
        advance(p);
        *tail = expression(p);
        if (!*tail) return NULL;
        tail = &(*tail)->next;
    } while (is(p, TOKEN_COMMA));
    if (!is(p, TOKEN_CLOSE) && !at_line_end(p) && !line_begins_here(p))
        return REFUSE(p, here(p), "expected ',' or ')' to close '(' at line %u, found %s",
                      open.line, found(p).text);
    if (!close_bracket(p, open)) return NULL;
    e->at = since(p, start);
    return e;
}

static bool relation_here(const parser *p, relation *r)
{
    switch (p->now.kind) {
    case TOKEN_EQUAL: *r = REL_EQUAL; return true;
    case TOKEN_DIFFERENT: *r = REL_DIFFERENT; return true;
    case TOKEN_BELOW: *r = REL_BELOW; return true;
    case TOKEN_AT_MOST: *r = REL_AT_MOST; return true;
    case TOKEN_ABOVE: *r = REL_ABOVE; return true;
    case TOKEN_AT_LEAST: *r = REL_AT_LEAST; return true;
    default: return false;
    }
}

/* A level: a name, yes or no. */
static bool level(parser *p, name *n)
{
    if (is_key(p, KEY_YES) || is_key(p, KEY_NO)) return take_name(p, n);
    return word(p, n, "a level");
}

/* An option, perhaps compared with a level; a let; an outcome. */
static expr *named(parser *p)
{
    uint32_t start = p->now.at.offset;
    expr *e = new_expr(p, EXPR_NAME);
    if (!e || !reference(p, &e->player, &e->word, "a condition")) return NULL;
    if (relation_here(p, &e->relation)) {
        e->kind = EXPR_COMPARE;
        advance(p);
        if (!level(p, &e->level)) return NULL;
        relation second;
        if (relation_here(p, &second))
            return REFUSE(p, here(p),
                          "a comparison has one sign, found a second %s; join two "
                          "comparisons with 'and'",
                          found(p).text);
    }
    e->at = since(p, start);
    return e;
}

/* Does `state NAME` stand here, and not an option that is called state? */
static bool state_here(const parser *p)
{
    return is_key(p, KEY_STATE) && (p->next.kind == TOKEN_NUMBER || is_name(p->next));
}

static expr *atom(parser *p)
{
    uint32_t start = p->now.at.offset;
    if (is(p, TOKEN_OPEN)) {
        token open = p->now;
        if (!deeper(p)) return NULL;
        advance(p);
        expr *inner = expression(p);
        return inner && close_bracket(p, open) ? inner : NULL;
    }
    if (is_key(p, KEY_YES) || is_key(p, KEY_NO)) {
        expr *e = new_expr(p, is_key(p, KEY_YES) ? EXPR_YES : EXPR_NO);
        advance(p);
        if (e) e->at = since(p, start);
        return e;
    }
    if (is_key(p, KEY_EXACTLY) || is_key(p, KEY_AT)) return counted(p);
    if (state_here(p)) {
        expr *e = new_expr(p, EXPR_STATE);
        advance(p);
        if (!e || !state_name(p, &e->word)) return NULL;
        e->at = since(p, start);
        return e;
    }
    return named(p);
}

static expr *negation(parser *p)
{
    if (!is_key(p, KEY_NOT)) return atom(p);
    uint32_t start = p->now.at.offset;
    expr *e = new_expr(p, EXPR_NOT);
    if (!e || !deeper(p)) return NULL;
    advance(p);
    e->first = negation(p);
    p->depth--;
    e->at = since(p, start);
    return e->first ? e : NULL;
}

/* One operand, or several with the same word between them as the children of one expression. */
static expr *operands(parser *p, expr_kind kind, keyword between, expr *(*operand)(parser *))
{
    uint32_t start = p->now.at.offset;
    expr *one = operand(p);
    if (!one || !is_key(p, between)) return one;
    expr *all = new_expr(p, kind);
    if (!all) return NULL;
    all->first = one;
    for (expr **tail = &one->next; accept_key(p, between); tail = &(*tail)->next)
        if (!(*tail = operand(p))) return NULL;
    all->at = since(p, start);
    return all;
}

static expr *conjunction(parser *p) { return operands(p, EXPR_AND, KEY_AND, negation); }
static expr *disjunction(parser *p) { return operands(p, EXPR_OR, KEY_OR, conjunction); }

/* Two in a row could be meant either way, so the analyst has to say which. */
static expr *ambiguous(parser *p, span one, span first, span two)
{
    token t = p->now;
    advance(p);
    uint32_t start = p->now.at.offset;
    if (!disjunction(p)) return NULL;
    excerpt a = quote(p, one), x = quote(p, first), b = quote(p, two), y = quote(p, t.at),
            c = quote(p, since(p, start));
    return REFUSE(p, t.at,
                  "'implies' and 'if' in a row need brackets: "
                  "(%s %s %s) %s %s, or %s %s (%s %s %s)",
                  a.text, x.text, b.text, y.text, c.text, a.text, x.text, b.text, y.text, c.text);
}

static expr *implication(parser *p)
{
    uint32_t start = p->now.at.offset;
    expr *one = disjunction(p);
    if (!one || !(is_key(p, KEY_IMPLIES) || is_key(p, KEY_IF))) return one;
    span one_at = since(p, start);
    token sign = p->now;
    expr *e = new_expr(p, is_key(p, KEY_IF) ? EXPR_IF : EXPR_IMPLIES);
    advance(p);
    uint32_t second = p->now.at.offset;
    expr *two = disjunction(p);
    if (!e || !two) return NULL;
    if (is_key(p, KEY_IMPLIES) || is_key(p, KEY_IF))
        return ambiguous(p, one_at, sign.at, since(p, second));
    e->first = one;
    one->next = two;
    e->at = since(p, start);
    return e;
}

static expr *expression(parser *p) { return operands(p, EXPR_IFF, KEY_IFF, implication); }

/* ---- assignments ------------------------------------------------------------------------ */

static setting *one_setting(parser *p)
{
    setting *s = ARENA_NEW(&p->model->arena, setting);
    if (!s) return p->failed = true, NULL;
    uint32_t start = p->now.at.offset;
    s->option = NONE;
    s->negated = accept_key(p, KEY_NOT);
    if (!reference(p, &s->player, &s->word, "an option")) return NULL;
    relation r;
    if (relation_here(p, &r) && (r != REL_EQUAL || s->negated))
        return REFUSE(p, here(p),
                      "this list says where things stand, so it takes OPTION, not OPTION "
                      "or OPTION = LEVEL; found %s",
                      found(p).text);
    if (accept(p, TOKEN_EQUAL) && !level(p, &s->level)) return NULL;
    s->at = since(p, start);
    return s;
}

static bool settings(parser *p, assignment *a)
{
    setting **tail = &a->settings;
    do {
        *tail = one_setting(p);
        if (!*tail) return false;
        tail = &(*tail)->next;
    } while (accept(p, TOKEN_COMMA));
    if (is_key(p, KEY_AND) || is_key(p, KEY_OR))
        return expected(p, "',' (this is a list of options, not a condition)");
    return true;
}

static bool pattern(parser *p, assignment *a)
{
    token t = p->now;
    if (!take_name(p, &a->word)) return false;
    size_t good = strspn(a->word.text, "NY-0123456789");
    if (!a->word.text[good] && good) return true;
    return REFUSE(p, t.at,
                  "%s is no pattern; a pattern has one character an option: N, Y, the digit "
                  "of a level, or '-' for either",
                  quote(p, t.at).text);
}

static bool parse_assignment(parser *p, statement *s)
{
    assignment *a = &s->assignment;
    uint32_t start = p->now.at.offset;
    bool good;
    if (is(p, TOKEN_STRING)) {
        a->kind = ASSIGN_PATTERN;
        good = pattern(p, a);
    } else if (state_here(p)) {
        a->kind = ASSIGN_STATE;
        advance(p);
        good = state_name(p, &a->word);
    } else {
        good = settings(p, a);
    }
    a->at = since(p, start);
    return good;
}

/* ---- statements ------------------------------------------------------------------------- */

static bool colon(parser *p, const char *after)
{
    if (accept(p, TOKEN_COLON)) return true;
    return REFUSE(p, here(p), "expected ':' after %s, found %s", after, found(p).text);
}

static bool condition(parser *p, statement *s) { return (s->condition = expression(p)) != NULL; }

/* [NAME:] */
static bool optional_name(parser *p, statement *s)
{
    if (p->next.kind != TOKEN_COLON) return true;
    return word(p, &s->word, "a name") && accept(p, TOKEN_COLON);
}

static item *new_item(parser *p)
{
    item *i = ARENA_NEW(&p->model->arena, item);
    if (!i) p->failed = true;
    return i;
}

static bool parse_conflict(parser *p, statement *s)
{
    return string(p, &s->label, "the title in double quotes after 'conflict'");
}

static bool once(parser *p, keyword key, const name *seen)
{
    if (!seen->text) return true;
    return REFUSE(p, here(p), "a source has '%s' only once", keyword_text(key));
}

static bool parse_source(parser *p, statement *s)
{
    if (!word(p, &s->word, "the name of the source") ||
        !string(p, &s->label, "the title of the source in double quotes"))
        return false;
    for (;;) {
        keyword key = p->now.key;
        name *n = key == KEY_BY     ? &s->by
                  : key == KEY_ON   ? &s->date_text
                  : key == KEY_FILE ? &s->file
                  : key == KEY_URL  ? &s->url
                                    : NULL;
        if (!n) return true;
        if (!once(p, key, n)) return false;
        advance(p);
        if (key == KEY_ON ? !parse_date(p, s) : !string(p, n, "words in double quotes"))
            return false;
    }
}

static bool parse_claim(parser *p, statement *s)
{
    return word(p, &s->word, "the name of the claim") &&
           string(p, &s->label, "what is claimed, in double quotes");
}

static bool parse_player(parser *p, statement *s)
{
    return word(p, &s->word, "the name of the player") && label(p, &s->label);
}

static bool one_level(parser *p, name *n)
{
    if (is_key(p, KEY_YES) || is_key(p, KEY_NO))
        return REFUSE(p, here(p),
                      "a level cannot be called '%s'; an option without levels has yes "
                      "and no",
                      keyword_text(p->now.key));
    return word(p, n, "the name of a level");
}

static bool level_list(parser *p, statement *s)
{
    uint32_t start = p->now.at.offset, levels = 0;
    item **tail = &s->levels;
    do {
        *tail = new_item(p);
        if (!*tail || !one_level(p, &(*tail)->word)) return false;
        tail = &(*tail)->next;
        levels++;
    } while (accept(p, TOKEN_COMMA));
    if (is_name(p->now) && !is_key(p, KEY_IRREVERSIBLE)) return expected(p, "',' between levels");
    if (levels >= 2 && levels <= MAX_LEVELS) return true;
    return REFUSE(p, since(p, start), "an option has 2 to %d levels, found %u", MAX_LEVELS, levels);
}

static bool parse_option(parser *p, statement *s)
{
    if (!word(p, &s->word, "the name of the option") || !label(p, &s->label)) return false;
    if (accept_key(p, KEY_LEVELS) && !level_list(p, s)) return false;
    if (accept_key(p, KEY_IRREVERSIBLE)) s->irreversible = accept_key(p, KEY_DOWN) ? -1 : 1;
    if (is_key(p, KEY_LEVELS))
        return REFUSE(p, here(p), "'levels' stands before 'irreversible', and once");
    return true;
}

static bool parse_redline(parser *p, statement *s)
{
    if (!word(p, &s->word, "the name of the red line") || !label(p, &s->label)) return false;
    s->rigid = accept_key(p, KEY_RIGID);
    return colon(p, s->rigid ? "'rigid'" : "the red line's name or label") && condition(p, s);
}

static bool parse_prefer(parser *p, statement *s)
{
    if (!optional_name(p, s)) return false;
    bool higher = is_key(p, KEY_HIGHER),
         scale = (higher || is_key(p, KEY_LOWER)) && is_name(p->next);
    if (!scale) return condition(p, s);
    advance(p);
    s->direction = higher ? 1 : -1;
    return reference(p, &s->scale_player, &s->scale, "an option");
}

static bool parse_rank(parser *p, statement *s)
{
    bool tied = false;
    for (item **tail = &s->items;; tail = &(*tail)->next) {
        *tail = new_item(p);
        if (!*tail || !state_name(p, &(*tail)->word)) return false;
        (*tail)->tied = tied;
        if (is(p, TOKEN_COMMA) || is(p, TOKEN_BELOW))
            return expected(p,
                            "'>' (better than) or '=' (as good as); a rank lists the best first");
        tied = is(p, TOKEN_EQUAL);
        if (!accept(p, TOKEN_ABOVE) && !accept(p, TOKEN_EQUAL)) return true;
    }
}

static bool parse_constraint(parser *p, statement *s)
{
    return optional_name(p, s) && condition(p, s);
}

static bool parse_status_quo(parser *p, statement *s)
{
    return colon(p, "'status quo'") && parse_assignment(p, s);
}

static bool parse_no_deal(parser *p, statement *s)
{
    return colon(p, "'no deal'") && parse_assignment(p, s);
}

static bool parse_state(parser *p, statement *s)
{
    return state_name(p, &s->word) && label(p, &s->label) &&
           colon(p, "the state's name or label") && parse_assignment(p, s);
}

static bool parse_let(parser *p, statement *s)
{
    return word(p, &s->word, "the name of the condition") && colon(p, "the condition's name") &&
           condition(p, s);
}

static bool parse_outcome(parser *p, statement *s)
{
    return word(p, &s->word, "the name of the outcome") && label(p, &s->label) &&
           colon(p, "the outcome's name or label") && condition(p, s);
}

static bool parse_states(parser *p, statement *s)
{
    item **tail = &s->items;
    do {
        *tail = new_item(p);
        if (!*tail || !state_name(p, &(*tail)->word)) return false;
        tail = &(*tail)->next;
    } while (accept(p, TOKEN_COMMA));
    return true;
}

static bool parse_move(parser *p, statement *s)
{
    if (!word(p, &s->player, "the player who moves") || !colon(p, "the player's name"))
        return false;
    item **tail = &s->items;
    do {
        *tail = new_item(p);
        if (!*tail || !state_name(p, &(*tail)->word)) return false;
        (*tail)->both = is(p, TOKEN_BOTH_WAYS);
        if (!accept(p, TOKEN_BOTH_WAYS) && !accept(p, TOKEN_ARROW))
            return expected(p, "'->' (one way) or '<->' (both ways)");
        if (!state_name(p, &(*tail)->to)) return false;
        tail = &(*tail)->next;
    } while (accept(p, TOKEN_COMMA));
    if (is(p, TOKEN_ARROW) || is(p, TOKEN_BOTH_WAYS))
        return expected(p, "',' between moves (a move is one step)");
    return true;
}

static bool parse_coalesce(parser *p, statement *s) { return condition(p, s); }

static bool parse_event(parser *p, statement *s) { return parse_date(p, s) && label(p, &s->label); }

static bool parse_free(parser *p, statement *s)
{
    if (!reference(p, &s->player, &s->word, "the option that is free again")) return false;
    return !is(p, TOKEN_COMMA) ||
           REFUSE(p, here(p), "'free' takes one option; write a line for each") != NULL;
}

static bool parse_drop(parser *p, statement *s)
{
    if (!reference(p, &s->player, &s->word, "the name of a red line, preference or constraint"))
        return false;
    return !is(p, TOKEN_COMMA) ||
           REFUSE(p, here(p), "'drop' takes one name; write a line for each") != NULL;
}

/* cite SOURCE ["quoted words"], because "words", because CLAIM */
static bool notes(parser *p, statement *s)
{
    for (note **tail = &s->notes; is_key(p, KEY_CITE) || is_key(p, KEY_BECAUSE);
         tail = &(*tail)->next) {
        uint32_t start = p->now.at.offset;
        note *n = *tail = ARENA_NEW(&p->model->arena, note);
        if (!n) return p->failed = true, false;
        n->cites = is_key(p, KEY_CITE);
        advance(p);
        if (n->cites || !is(p, TOKEN_STRING)) {
            if (!word(p, &n->word,
                      n->cites ? "the name of a source after 'cite'"
                               : "a claim's name, or words in double quotes"))
                return false;
        }
        if ((n->cites || !n->word.text) && !label(p, &n->quoted)) return false;
        n->at = since(p, start);
    }
    return true;
}

/* ---- which statement stands here -------------------------------------------------------- */

typedef enum belongs { TO_NOBODY, TO_PLAYER, TO_EVENT } belongs;

static const struct form {
    keyword key, second;
    statement_kind kind;
    belongs belongs;
    bool (*rest)(parser *, statement *); /* what follows the keyword */
} forms[] = {
    {KEY_CONFLICT, KEY_NONE, STATEMENT_CONFLICT, TO_NOBODY, parse_conflict},
    {KEY_SOURCE, KEY_NONE, STATEMENT_SOURCE, TO_NOBODY, parse_source},
    {KEY_CLAIM, KEY_NONE, STATEMENT_CLAIM, TO_NOBODY, parse_claim},
    {KEY_PLAYER, KEY_NONE, STATEMENT_PLAYER, TO_NOBODY, parse_player},
    {KEY_OPTION, KEY_NONE, STATEMENT_OPTION, TO_PLAYER, parse_option},
    {KEY_REDLINE, KEY_NONE, STATEMENT_REDLINE, TO_PLAYER, parse_redline},
    {KEY_PREFER, KEY_NONE, STATEMENT_PREFER, TO_PLAYER, parse_prefer},
    {KEY_RANK, KEY_NONE, STATEMENT_RANK, TO_PLAYER, parse_rank},
    {KEY_INFEASIBLE, KEY_NONE, STATEMENT_INFEASIBLE, TO_NOBODY, parse_constraint},
    {KEY_REQUIRE, KEY_NONE, STATEMENT_REQUIRE, TO_NOBODY, parse_constraint},
    {KEY_STATUS, KEY_QUO, STATEMENT_STATUS_QUO, TO_NOBODY, parse_status_quo},
    {KEY_NO, KEY_DEAL, STATEMENT_NO_DEAL, TO_NOBODY, parse_no_deal},
    {KEY_STATE, KEY_NONE, STATEMENT_STATE, TO_NOBODY, parse_state},
    {KEY_LET, KEY_NONE, STATEMENT_LET, TO_NOBODY, parse_let},
    {KEY_OUTCOME, KEY_NONE, STATEMENT_OUTCOME, TO_NOBODY, parse_outcome},
    {KEY_STATES, KEY_NONE, STATEMENT_STATES, TO_NOBODY, parse_states},
    {KEY_MOVE, KEY_NONE, STATEMENT_MOVE, TO_NOBODY, parse_move},
    {KEY_COALESCE, KEY_NONE, STATEMENT_COALESCE, TO_NOBODY, parse_coalesce},
    {KEY_EVENT, KEY_NONE, STATEMENT_EVENT, TO_NOBODY, parse_event},
    {KEY_FIX, KEY_NONE, STATEMENT_FIX, TO_EVENT, parse_assignment},
    {KEY_FREE, KEY_NONE, STATEMENT_FREE, TO_EVENT, parse_free},
    {KEY_NOW, KEY_NONE, STATEMENT_NOW, TO_EVENT, parse_assignment},
    {KEY_DROP, KEY_NONE, STATEMENT_DROP, TO_EVENT, parse_drop},
};

static const struct form *form_here(const parser *p)
{
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
        if (p->now.kind == TOKEN_WORD && forms[k].key == p->now.key &&
            (forms[k].second == KEY_NONE || forms[k].second == p->next.key))
            return &forms[k];
    return NULL;
}

/* Reads a statement from its keyword to the end of its line, notes included. */
static bool read_form(parser *p, const struct form *form, statement *s)
{
    advance(p);
    if (form->second != KEY_NONE) advance(p);
    p->can_resume = false;
    p->depth = 0;
    if (!form->rest(p, s) || !notes(p, s)) return false;
    if (is(p, TOKEN_CLOSE)) return REFUSE(p, here(p), "')' without '(' before it");
    if (at_line_end(p)) return !p->noise;
    if (starts_statement(p) && !s->condition && !s->notes)
        return REFUSE(p, here(p),
                      "expected the end of the line, found '%s'; each statement has a "
                      "line of its own",
                      keyword_text(p->now.key));
    return expected(p, s->notes       ? "'cite', 'because' or the end of the line"
                       : s->condition ? "an operator ('and', 'or', 'if' ...) or the end of the line"
                                      : "the end of the line");
}

static excerpt words_of(const struct form *form)
{
    excerpt e = {""};
    bool two = form->second != KEY_NONE;
    snprintf(e.text, sizeof e.text, "%s%s%s", keyword_text(form->key), two ? " " : "",
             keyword_text(form->second));
    return e;
}

static bool once_at(parser *p, const struct form *form, uint32_t *line)
{
    if (*line)
        return REFUSE(p, here(p), "there is already '%s' at line %u", words_of(form).text, *line);
    *line = p->now.line;
    return true;
}

/* How an event says what a statement of the body says, if it can. */
static const char *in_events(statement_kind kind)
{
    switch (kind) {
    case STATEMENT_PLAYER: return ", or write 'add player' if the event brings it about";
    case STATEMENT_OPTION: return ", or write 'add PLAYER option' if the event brings it about";
    case STATEMENT_REDLINE: return ", or write 'add PLAYER redline' if the event brings it about";
    case STATEMENT_PREFER: return ", or write 'add PLAYER prefer' if the event brings it about";
    case STATEMENT_REQUIRE: return ", or write 'add require' if the event brings it about";
    case STATEMENT_INFEASIBLE: return ", or write 'add infeasible' if the event brings it about";
    case STATEMENT_STATUS_QUO: return ", or write 'now' if the event changes it";
    default: return "";
    }
}

/* Does a statement of this form have its place here? */
static bool placed(parser *p, const struct form *form)
{
    bool of_event = form->belongs == TO_EVENT || form->kind == STATEMENT_EVENT;
    if (p->event && !of_event)
        return REFUSE(p, here(p),
                      "'%s' cannot stand below an event; move it above the event at line %u%s",
                      words_of(form).text, p->event_line, in_events(form->kind));
    if (!p->event && form->belongs == TO_EVENT)
        return REFUSE(p, here(p), "'%s' belongs to an event; write it below an 'event' line",
                      words_of(form).text);
    if (form->belongs == TO_PLAYER && !p->player) {
        const char *last = p->last_player ? p->last_player->word.text : NULL;
        if (!last)
            return REFUSE(p, here(p), "'%s' belongs to a player; write a 'player' line above it",
                          words_of(form).text);
        return REFUSE(p, here(p),
                      "'%s' belongs to a player, but another statement has ended the lines of "
                      "'%s'; write 'player %s' above it",
                      words_of(form).text, last, last);
    }
    if (form->kind == STATEMENT_STATUS_QUO) return once_at(p, form, &p->status_quo_line);
    if (form->kind == STATEMENT_NO_DEAL) return once_at(p, form, &p->no_deal_line);
    if (form->kind != STATEMENT_CONFLICT) return true;
    if (!once_at(p, form, &p->conflict_line)) return false;
    if (!p->model->statements) return true;
    return REFUSE(p, here(p), "'conflict' stands first; move it to the top");
}

static bool place_word(token t)
{
    return t.key == KEY_FIRST || t.key == KEY_LAST || t.key == KEY_BEFORE || t.key == KEY_AFTER;
}

/* [first | last | before NAME | after NAME] */
static bool parse_place(parser *p, statement *s)
{
    if (accept_key(p, KEY_FIRST)) s->place = PLACE_FIRST;
    else if (accept_key(p, KEY_LAST)) s->place = PLACE_LAST;
    else if (accept_key(p, KEY_BEFORE)) s->place = PLACE_BEFORE;
    else if (accept_key(p, KEY_AFTER)) s->place = PLACE_AFTER;
    if (s->place != PLACE_BEFORE && s->place != PLACE_AFTER) return true;
    return word(p, &s->anchor, "the name of the statement next to it");
}

/* add player …, add require …, add infeasible …, add PLAYER [PLACE] redline | prefer | option … */
static const struct form *parse_add(parser *p, statement *s)
{
    advance(p);
    bool nameless = is_key(p, KEY_REDLINE) || is_key(p, KEY_PREFER) || is_key(p, KEY_OPTION);
    if (nameless && role_of(p->next.key) != ROLE_PLAYER_LINE && !place_word(p->next))
        return REFUSE(p, here(p), "expected a player's name between 'add' and '%s'",
                      keyword_text(p->now.key));
    if (!is_key(p, KEY_PLAYER) && !is_key(p, KEY_REQUIRE) && !is_key(p, KEY_INFEASIBLE)) {
        if (!word(p, &s->player,
                  "'player', 'require', 'infeasible' or a player's name after 'add'"))
            return NULL;
        token behind = p->now;
        if (!parse_place(p, s)) return NULL;
        if (is_key(p, KEY_OPTION) && behind.at.offset != p->now.at.offset)
            return REFUSE(p, behind.at, "options are always added last; leave out '%s'",
                          quote(p, since(p, behind.at.offset)).text);
        if (!is_key(p, KEY_REDLINE) && !is_key(p, KEY_PREFER) && !is_key(p, KEY_OPTION))
            return expected(p, "'redline', 'prefer' or 'option'");
    }
    const struct form *form = form_here(p);
    s->kind = form->kind;
    return form;
}

/* Nothing starts with this word. */
static bool unknown_statement(parser *p)
{
    if (!is(p, TOKEN_WORD)) return expected(p, "a statement");
    if (is_key(p, KEY_STATUS) || is_key(p, KEY_NO)) {
        const char *missing = is_key(p, KEY_NO) ? "'deal' after 'no'" : "'quo' after 'status'";
        advance(p);
        return expected(p, missing);
    }
    if (role_of(p->now.key) == ROLE_RESERVED)
        return REFUSE(p, here(p),
                      "no statement starts with '%s'; a statement goes on in the next "
                      "line inside brackets, and after a comma or an operator at the "
                      "end of the line",
                      keyword_text(p->now.key));
    const char *words[KEYWORD_COUNT + 1];
    uint32_t known = 0;
    for (size_t k = 0; k < sizeof forms / sizeof *forms; k++)
        if (forms[k].second == KEY_NONE) words[known++] = keyword_text(forms[k].key);
    words[known++] = keyword_text(KEY_ADD);
    words[known++] = "status quo";
    words[known++] = "no deal";
    words[known] = NULL;
    excerpt e = quote(p, p->now.at);
    const char *near = dt_nearest(e.text, words);
    if (near)
        return REFUSE(p, here(p), "no statement starts with '%s'; did you mean '%s'?", e.text,
                      near);
    return REFUSE(p, here(p), "no statement starts with '%s'%s", e.text,
                  p->event ? "; below an event stand fix, free, now, add and drop" : "");
}

/* Fills a statement that stands where it may; `form` NULL: one that begins with `add`. */
static bool read_statement(parser *p, const struct form *form, statement *s)
{
    s->added = !form;
    if (!form) {
        s->event = p->event;
        form = parse_add(p, s);
        return form && read_form(p, form, s);
    }
    if (form->kind == STATEMENT_EVENT) {
        p->event++;
        p->event_line = p->now.line;
    }
    if (form->kind == STATEMENT_EVENT || form->belongs == TO_EVENT) s->event = p->event;
    if (form->belongs == TO_PLAYER) {
        if (p->player) s->player = p->player->word;
    } else {
        if (p->player) p->last_player = p->player;
        p->player = form->kind == STATEMENT_PLAYER ? s : NULL; /* even if the rest is wrong */
    }
    return read_form(p, form, s);
}

/* The statement in front of the parser joins the model, or the model is as before. */
static void parse_statement(parser *p)
{
    bool added = is_key(p, KEY_ADD);
    const struct form *form = form_here(p);
    if (!form && !added) {
        unknown_statement(p);
        return;
    }
    bool good = true;
    if (form) good = placed(p, form);
    else if (!p->event)
        good = REFUSE(p, here(p), "'add' belongs to an event; write it below an 'event' line");
    p->noise = p->noise || !good; /* what is out of place is read all the same, in silence */
    p->failed = false;
    dt_model *m = p->model;
    statement *last = m->last;
    uint64_t before = m->statement_count;
    uint32_t start = p->now.at.offset;
    statement *s = model_add(m, form ? form->kind : STATEMENT_PLAYER);
    if (!s) return;
    good = read_statement(p, form, s) && good;
    s->at = since(p, start);
    if (good) return;
    m->last = last; /* taken out again; its memory stays with the model */
    if (last) last->next = NULL;
    else m->statements = NULL;
    m->statement_count = before;
}

/* To the next line that can start a statement. */
static void recover(parser *p)
{
    while (!at_line_end(p) && !p->can_resume) advance(p);
    if (p->can_resume) return_to(p, p->resume);
}

static void start_parser(parser *p, dt_model *m, const char *text, size_t length, diagnostics *d)
{
    *p = (parser){.model = m, .now = {.kind = TOKEN_NEWLINE}};
    lex_start(&p->lex, text, length, d);
    look_ahead(p);
    advance(p);
}

void language_parse(dt_model *m, diagnostics *d)
{
    if (m->length > MAX_TEXT_BYTES) {
        COMPLAIN(d, ((span){0, 0}), "the text has %zu bytes; at most %u are read", m->length,
                 MAX_TEXT_BYTES);
        return;
    }
    parser p;
    start_parser(&p, m, m->text, m->length, d);
    while (!is(&p, TOKEN_END) && !m->memory.failed) {
        if (accept(&p, TOKEN_NEWLINE)) continue;
        p.failed = p.can_resume = false;
        parse_statement(&p);
        if (p.failed) recover(&p);
    }
}

expr *language_parse_expr(dt_model *m, const char *text, size_t length, diagnostics *d)
{
    if (length > MAX_TEXT_BYTES) {
        COMPLAIN(d, ((span){0, 0}), "the condition has %zu bytes; at most %u are read", length,
                 MAX_TEXT_BYTES);
        return NULL;
    }
    uint32_t errors = d->errors;
    parser p;
    start_parser(&p, m, text, length, d);
    expr *e = expression(&p);
    accept(&p, TOKEN_NEWLINE);
    if (e && !is(&p, TOKEN_END))
        e = is(&p, TOKEN_CLOSE) ? REFUSE(&p, p.now.at, "')' without '(' before it")
                                : expected(&p, "an operator ('and', 'or', 'if' ...) or the end");
    return d->errors == errors && !p.failed ? e : NULL;
}
