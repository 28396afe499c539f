/* Tokens of the language, one at a time.
 *
 * The lexer is a position in the text: copying it is a way to remember a place, and setting its
 * offset goes back to one. It complains about characters that are no part of the language, at most
 * once about each place, and goes on behind them.
 */
#ifndef LANGUAGE_LEX_H
#define LANGUAGE_LEX_H

#include "base/error.h"

/* Where a keyword has its meaning. RESERVED words are never names; the other keywords are names
 * wherever the grammar expects a name. */
typedef enum keyword_role {
    ROLE_RESERVED,    /* everywhere */
    ROLE_BODY,        /* starts a statement that stands for itself */
    ROLE_PLAYER_LINE, /* starts a statement that belongs to a player */
    ROLE_EVENT_LINE,  /* starts a line of an event */
    ROLE_INSIDE       /* inside a statement */
} keyword_role;

/* In the order of strcmp, because words are looked up by halving. */
#define KEYWORDS(X)                                                                                \
    X(ADD, "add", EVENT_LINE)                                                                      \
    X(AFTER, "after", INSIDE)                                                                      \
    X(AND, "and", RESERVED)                                                                        \
    X(AT, "at", RESERVED)                                                                          \
    X(BECAUSE, "because", RESERVED)                                                                \
    X(BEFORE, "before", INSIDE)                                                                    \
    X(BY, "by", INSIDE)                                                                            \
    X(CITE, "cite", RESERVED)                                                                      \
    X(CLAIM, "claim", BODY)                                                                        \
    X(COALESCE, "coalesce", BODY)                                                                  \
    X(CONFLICT, "conflict", BODY)                                                                  \
    X(DEAL, "deal", INSIDE)                                                                        \
    X(DOWN, "down", INSIDE)                                                                        \
    X(DROP, "drop", EVENT_LINE)                                                                    \
    X(EVENT, "event", BODY)                                                                        \
    X(EXACTLY, "exactly", RESERVED)                                                                \
    X(FILE, "file", INSIDE)                                                                        \
    X(FIRST, "first", INSIDE)                                                                      \
    X(FIX, "fix", EVENT_LINE)                                                                      \
    X(FREE, "free", EVENT_LINE)                                                                    \
    X(HIGHER, "higher", INSIDE)                                                                    \
    X(IF, "if", RESERVED)                                                                          \
    X(IFF, "iff", RESERVED)                                                                        \
    X(IMPLIES, "implies", RESERVED)                                                                \
    X(INFEASIBLE, "infeasible", BODY)                                                              \
    X(IRREVERSIBLE, "irreversible", INSIDE)                                                        \
    X(LAST, "last", INSIDE)                                                                        \
    X(LEAST, "least", RESERVED)                                                                    \
    X(LET, "let", BODY)                                                                            \
    X(LEVELS, "levels", INSIDE)                                                                    \
    X(LOWER, "lower", INSIDE)                                                                      \
    X(MOST, "most", RESERVED)                                                                      \
    X(MOVE, "move", BODY)                                                                          \
    X(NO, "no", RESERVED)                                                                          \
    X(NOT, "not", RESERVED)                                                                        \
    X(NOW, "now", EVENT_LINE)                                                                      \
    X(OF, "of", RESERVED)                                                                          \
    X(ON, "on", INSIDE)                                                                            \
    X(OPTION, "option", PLAYER_LINE)                                                               \
    X(OR, "or", RESERVED)                                                                          \
    X(OUTCOME, "outcome", BODY)                                                                    \
    X(PLAYER, "player", BODY)                                                                      \
    X(PREFER, "prefer", PLAYER_LINE)                                                               \
    X(QUO, "quo", INSIDE)                                                                          \
    X(RANK, "rank", PLAYER_LINE)                                                                   \
    X(REDLINE, "redline", PLAYER_LINE)                                                             \
    X(REQUIRE, "require", BODY)                                                                    \
    X(RIGID, "rigid", INSIDE)                                                                      \
    X(SOURCE, "source", BODY)                                                                      \
    X(STATE, "state", BODY)                                                                        \
    X(STATES, "states", BODY)                                                                      \
    X(STATUS, "status", BODY)                                                                      \
    X(URL, "url", INSIDE)                                                                          \
    X(YES, "yes", RESERVED)

typedef enum keyword {
#define X(ID, text, role) KEY_##ID,
    KEYWORDS(X)
#undef X
        KEYWORD_COUNT,
    KEY_NONE = KEYWORD_COUNT
} keyword;

const char *keyword_text(keyword);
keyword_role role_of(keyword); /* of KEY_NONE: ROLE_INSIDE */

typedef enum token_kind {
    TOKEN_END,
    TOKEN_NEWLINE, /* of lex_next: the end of a statement's line */
    TOKEN_COMMENT, /* of lex_raw only */
    TOKEN_WORD,
    TOKEN_NUMBER, /* digits */
    TOKEN_DATE,   /* digits with '-' between them */
    TOKEN_STRING,
    TOKEN_COLON,
    TOKEN_COMMA,
    TOKEN_DOT,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_EQUAL,
    TOKEN_DIFFERENT,
    TOKEN_BELOW,
    TOKEN_AT_MOST,
    TOKEN_ABOVE,
    TOKEN_AT_LEAST,
    TOKEN_ARROW,    /* -> */
    TOKEN_BOTH_WAYS /* <-> */
} token_kind;

typedef struct token {
    token_kind kind;
    keyword key; /* of a word, or KEY_NONE */
    span at;     /* of strings with the quotes, of comments without the line's end */
    uint32_t line;
    bool starts_line; /* nothing but space before it in its line */
    bool joins;       /* a comma, comparison sign, arrow or operator: no line ends with it */
} token;

typedef struct lexer {
    const char *text;
    uint32_t length, offset;
    uint32_t line;       /* of the offset, from 1 */
    uint32_t depth;      /* open brackets */
    bool starts_line;    /* nothing but space between the last line's end and the offset */
    bool joins;          /* the last token does */
    diagnostics *found;  /* NULL: silent */
    uint32_t heard;      /* what starts before this place has been complained about */
    uint32_t complaints; /* how many */
    bool other_encoding; /* the text is no UTF-8 */
    bool stopped;        /* too many errors: only TOKEN_END from here on */
} lexer;

void lex_start(lexer *, const char *text, size_t length, diagnostics *);
/* The next token as it stands: comments and every line's end included. */
token lex_raw(lexer *);
/* The next token of a statement: no comments, and a line's end only where the statement ends. Blank
 * lines give no token of their own. */
token lex_next(lexer *);
/* Behind a line's end: does the statement go on? */
bool lex_goes_on(const lexer *);
/* Goes back (or on) to a token, outside of all brackets. */
void lex_return(lexer *, token);
/* Complains. After 100 errors it says so once more, and the lexer stops. */
void lex_complain(lexer *, span, const char *format, ...) PRINTF_LIKE(3, 4);

#endif
