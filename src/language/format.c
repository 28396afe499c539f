/* The formatter: the same tokens with canonical space between them.
 *
 * It works on tokens and not on the tree, so that comments, blank lines and the analyst's line
 * breaks stay. A line is indented by the statement it belongs to: statements that stand for
 * themselves not at all, those of a player or an event by two; in a statement that goes on, `cite`
 * and `because` lines by two more, all others by four more. A comment line has the indentation of
 * the line below it, or, with a blank line below, that of the statement directly above it.
 *
 * Cost: linear. What the look ahead finds is remembered until the text is read up to it.
 */
#include "language/language.h"
#include "language/lex.h"

typedef struct formatter {
    lexer lex;
    output *out;
    bool written;    /* anything */
    bool blank;      /* a blank line stands before the next line */
    uint32_t indent; /* of the last statement */
    token ahead;     /* the next token that is no comment and no line's end, once looked for */
    bool looked;
    uint32_t group_end, group_indent; /* of the comment lines up to an offset */
} formatter;

enum { BELONGING = 2, NOTE_LINE = 2, CONTINUATION = 4 };

static uint32_t indent_of(token first)
{
    keyword_role role = role_of(first.key);
    return role == ROLE_PLAYER_LINE || role == ROLE_EVENT_LINE ? BELONGING : 0;
}

static token next_significant(formatter *f)
{
    if (f->looked && f->lex.offset <= f->ahead.at.offset) return f->ahead;
    lexer l = f->lex;
    do f->ahead = lex_raw(&l);
    while (f->ahead.kind == TOKEN_COMMENT || f->ahead.kind == TOKEN_NEWLINE);
    f->looked = true;
    return f->ahead;
}

static void start_line(formatter *f, uint32_t indent)
{
    if (f->blank && f->written) put_text(f->out, "\n");
    f->blank = false;
    f->written = true;
    put_repeated(f->out, ' ', indent);
}

/* One `#` and a space; lines of several `#` and deeper indentation behind it stay. */
static void write_comment(formatter *f, token t)
{
    const char *text = f->lex.text + t.at.offset;
    uint32_t length = t.at.length;
    while (length > 1 &&
           (text[length - 1] == ' ' || text[length - 1] == '\t' || text[length - 1] == '\r'))
        length--;
    put_text(f->out, "#");
    if (length == 1) return;
    if (text[1] != ' ' && text[1] != '\t' && text[1] != '#') put_text(f->out, " ");
    if (text[1] == '\t') put_text(f->out, " ");
    uint32_t from = text[1] == '\t' ? 2 : 1;
    put_bytes(f->out, text + from, length - from);
}

/* The indentation of a comment line between statements; `t` has just been read. */
static uint32_t comment_indent(formatter *f, token t)
{
    if (t.at.offset < f->group_end) return f->group_indent;
    bool below_statement = f->written && !f->blank;
    lexer l = f->lex;
    token next = lex_raw(&l); /* the end of the comment's line */
    if (next.kind == TOKEN_NEWLINE) next = lex_raw(&l);
    while (next.kind == TOKEN_COMMENT) {
        next = lex_raw(&l);
        if (next.kind == TOKEN_NEWLINE) next = lex_raw(&l);
    }
    bool above_statement = next.kind != TOKEN_NEWLINE && next.kind != TOKEN_END;
    f->group_end = next.at.offset;
    f->group_indent =
        below_statement && !above_statement ? f->indent : indent_of(next_significant(f));
    return f->group_indent;
}

static bool space_between(token left, token right)
{
    if (left.kind == TOKEN_OPEN || left.kind == TOKEN_DOT) return false;
    return right.kind != TOKEN_COLON && right.kind != TOKEN_COMMA && right.kind != TOKEN_CLOSE &&
           right.kind != TOKEN_DOT;
}

static uint32_t continuation_indent(formatter *f, token next)
{
    bool of_note = next.key == KEY_CITE || next.key == KEY_BECAUSE;
    return f->indent + (of_note ? NOTE_LINE : CONTINUATION);
}

static void write_token(formatter *f, token t)
{
    put_bytes(f->out, f->lex.text + t.at.offset, t.at.length);
}

/* From a statement's first token to its last line's end, with all comments between. */
static void write_statement(formatter *f, token t)
{
    f->indent = indent_of(t);
    start_line(f, f->indent);
    write_token(f, t);
    bool comment_line = false; /* nothing but a comment in this line */
    for (token before = t; (t = lex_raw(&f->lex)).kind != TOKEN_END;) {
        if (t.kind == TOKEN_NEWLINE) {
            f->blank = f->blank || t.starts_line;
            if (t.starts_line) continue;
            put_text(f->out, "\n");
            if (!comment_line && !lex_goes_on(&f->lex)) return;
            comment_line = false;
        } else if (t.kind == TOKEN_COMMENT) {
            comment_line = t.starts_line;
            if (t.starts_line) start_line(f, continuation_indent(f, next_significant(f)));
            else put_text(f->out, "  ");
            write_comment(f, t);
        } else {
            if (t.starts_line) start_line(f, continuation_indent(f, t));
            else if (space_between(before, t)) put_text(f->out, " ");
            write_token(f, t);
            before = t;
        }
    }
    put_text(f->out, "\n");
}

void language_format(const char *text, size_t length, output *out)
{
    formatter f = {.out = out};
    lex_start(&f.lex, text, length, NULL);
    for (;;) {
        token t = lex_raw(&f.lex);
        if (t.kind == TOKEN_END) return;
        if (t.kind == TOKEN_NEWLINE) {
            f.blank = f.blank || t.starts_line;
        } else if (t.kind == TOKEN_COMMENT) {
            start_line(&f, comment_indent(&f, t));
            write_comment(&f, t);
            put_text(out, "\n");
        } else {
            write_statement(&f, t);
        }
    }
}
