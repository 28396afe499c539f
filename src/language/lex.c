/* The lexer: characters to tokens.
 *
 * A token is cut without a copy; only its span is kept. Every character beyond ASCII is a letter,
 * except those that look like something else (curly quotes, long dashes, spaces of many kinds) or
 * like nothing at all: they come from word processors, or from somebody who hides text, and each
 * is reported by its name with what to write instead.
 *
 * Invariant: every call of lex_raw moves the offset forward or returns TOKEN_END, and looks at each
 * byte once, so a text of any form costs linear time. The look ahead of lex_goes_on passes blank
 * lines and comments only, each of which is passed once more afterwards.
 */
#include "language/lex.h"

#include "base/utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ERRORS = 100, FARTHEST_QUOTE = 4096 };

/* ---- keywords --------------------------------------------------------------------------- */

static const struct {
    const char *text;
    keyword_role role;
} keywords[KEYWORD_COUNT] = {
#define X(ID, text, role) {text, ROLE_##role},
    KEYWORDS(X)
#undef X
};

const char *keyword_text(keyword key) { return key < KEYWORD_COUNT ? keywords[key].text : ""; }

keyword_role role_of(keyword key) { return key < KEYWORD_COUNT ? keywords[key].role : ROLE_INSIDE; }

static keyword find_keyword(const char *word, uint32_t length)
{
    uint32_t low = 0, high = KEYWORD_COUNT;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        const char *text = keywords[middle].text;
        int order = strncmp(word, text, length);
        if (!order && text[length]) order = -1; /* a beginning comes before the whole */
        if (!order) return (keyword)middle;
        if (order < 0) high = middle;
        else low = middle + 1;
    }
    return KEY_NONE;
}

/* ---- characters ------------------------------------------------------------------------- */

/* The character at an offset inside the text, and its bytes. */
static uint32_t character(const lexer *lex, uint32_t offset, uint32_t *bytes)
{
    size_t length;
    uint32_t code = utf8_read(lex->text + offset, lex->length - offset, &length);
    *bytes = (uint32_t)length;
    return code;
}

/* Characters that are not what they look like. Those of grade HIDDEN are refused inside strings and
 * comments too, because they change what a reader sees. */
typedef enum grade { PLAIN, LOOKALIKE, HIDDEN } grade;

static const struct suspect {
    uint32_t first, last;
    grade grade;
    const char *name, *remedy;
} suspects[] = {
    {0x00, 0x00, HIDDEN, "NUL character", "remove it, and see that the file is text in UTF-8"},
    {0x01, 0x08, HIDDEN, "control character", "remove it"},
    {0x09, 0x09, HIDDEN, "tab",
     "write a space instead"}, /* strings only; elsewhere a tab is space */
    {0x0B, 0x0C, HIDDEN, "control character", "remove it"},
    {0x0D, 0x0D, HIDDEN, "lone carriage return", "end lines with LF or CRLF"},
    {0x0E, 0x1F, HIDDEN, "control character", "remove it"},
    {0x7F, 0x9F, HIDDEN, "control character", "remove it"},
    {0xA0, 0xA0, LOOKALIKE, "no-break space", "write a plain space instead"},
    {0xAB, 0xAB, LOOKALIKE, "left angle quote", "write a straight \" instead"},
    {0xAD, 0xAD, LOOKALIKE, "soft hyphen", "remove it"},
    {0xBB, 0xBB, LOOKALIKE, "right angle quote", "write a straight \" instead"},
    {0x061C, 0x061C, LOOKALIKE, "direction mark", "remove it"},
    {0x1680, 0x1680, LOOKALIKE, "space mark", "write a plain space instead"},
    {0x180E, 0x180E, LOOKALIKE, "zero-width space", "remove it"},
    {0x2000, 0x2006, LOOKALIKE, "wide space", "write a plain space instead"},
    {0x2007, 0x2007, LOOKALIKE, "no-break space", "write a plain space instead"},
    {0x2008, 0x200A, LOOKALIKE, "thin space", "write a plain space instead"},
    {0x200B, 0x200B, LOOKALIKE, "zero-width space", "remove it"},
    {0x200C, 0x200D, LOOKALIKE, "zero-width joiner", "remove it"},
    {0x200E, 0x200F, LOOKALIKE, "direction mark", "remove it"},
    {0x2010, 0x2010, LOOKALIKE, "hyphen", "write a plain '-', or '_' in a name"},
    {0x2011, 0x2011, LOOKALIKE, "no-break hyphen", "write a plain '-', or '_' in a name"},
    {0x2012, 0x2012, LOOKALIKE, "figure dash", "write a plain '-', or '_' in a name"},
    {0x2013, 0x2013, LOOKALIKE, "en dash", "write a plain '-', or '_' in a name"},
    {0x2014, 0x2015, LOOKALIKE, "em dash", "write a plain '-', or '_' in a name"},
    {0x2018, 0x2018, LOOKALIKE, "left curly single quote", "write a straight \" instead"},
    {0x2019, 0x2019, LOOKALIKE, "right curly single quote", "write a straight \" instead"},
    {0x201A, 0x201B, LOOKALIKE, "low or reversed single quote", "write a straight \" instead"},
    {0x201C, 0x201C, LOOKALIKE, "left curly quote", "write a straight \" instead"},
    {0x201D, 0x201D, LOOKALIKE, "right curly quote", "write a straight \" instead"},
    {0x201E, 0x201F, LOOKALIKE, "low or reversed curly quote", "write a straight \" instead"},
    {0x2028, 0x2029, HIDDEN, "line separator", "end lines with LF or CRLF"},
    {0x202A, 0x202E, HIDDEN, "bidirectional override", "remove it: it hides the order of the text"},
    {0x202F, 0x202F, LOOKALIKE, "narrow no-break space", "write a plain space instead"},
    {0x2032, 0x2036, LOOKALIKE, "prime", "write a straight \" instead"},
    {0x205F, 0x205F, LOOKALIKE, "mathematical space", "write a plain space instead"},
    {0x2060, 0x2064, LOOKALIKE, "zero-width mark", "remove it"},
    {0x2066, 0x2069, HIDDEN, "bidirectional override", "remove it: it hides the order of the text"},
    {0x206A, 0x206F, LOOKALIKE, "zero-width mark", "remove it"},
    {0x2212, 0x2212, LOOKALIKE, "minus sign", "write a plain '-', or '_' in a name"},
    {0x3000, 0x3000, LOOKALIKE, "ideographic space", "write a plain space instead"},
    {0xFEFF, 0xFEFF, LOOKALIKE, "byte order mark", "remove it: it may stand at the start only"},
    {0xFF02, 0xFF02, LOOKALIKE, "full-width quote", "write a straight \" instead"},
    {0xE0000, 0xE007F, HIDDEN, "invisible tag", "remove it"},
};

static const struct suspect *find_suspect(uint32_t code)
{
    uint32_t low = 0, high = sizeof suspects / sizeof *suspects;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (code > suspects[middle].last) low = middle + 1;
        else if (code < suspects[middle].first) high = middle;
        else return &suspects[middle];
    }
    return NULL;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool is_ascii_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The byte at a distance from the offset; a NUL beyond the end. */
static char ahead(const lexer *lex, uint32_t distance)
{
    return distance < lex->length - lex->offset ? lex->text[lex->offset + distance] : '\0';
}

/* Bytes of the letter or digit at an offset; 0 when there is none. */
static uint32_t letter_at(const lexer *lex, uint32_t offset)
{
    if (offset >= lex->length) return 0;
    char c = lex->text[offset];
    if (is_ascii_letter(c) || is_digit(c)) return 1;
    if (!((unsigned char)c & 0x80)) return 0;
    uint32_t bytes, code = character(lex, offset, &bytes);
    return code != UTF8_INVALID && !find_suspect(code) ? bytes : 0;
}

/* ---- complaints ------------------------------------------------------------------------- */

void lex_complain(lexer *lex, span at, const char *format, ...)
{
    if (!lex->found || lex->stopped) return;
    lex->complaints++;
    if (lex->found->errors >= MOST_ERRORS) {
        lex->stopped = true;
        COMPLAIN(lex->found, at, "more than %d errors; the rest of the text was not read",
                 MOST_ERRORS);
        return;
    }
    char message[800];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    COMPLAIN(lex->found, at, "%s", message);
}

/* Is this place new? The lexer may pass a place twice but complains about it once. */
static bool unheard(lexer *lex, span at)
{
    if (at.offset < lex->heard) return false;
    lex->heard = at.offset + 1;
    return true;
}

#define COMPLAIN_ONCE(lex, at, ...)                                                                \
    (unheard((lex), (at)) ? lex_complain((lex), (at), __VA_ARGS__) : (void)0)

static void complain_character(lexer *lex, uint32_t offset, const char *where)
{
    uint32_t bytes, code = character(lex, offset, &bytes);
    span at = {offset, bytes};
    const struct suspect *s = find_suspect(code);
    if (s) COMPLAIN_ONCE(lex, at, "U+%04X %s%s; %s", code, s->name, where, s->remedy);
    if (code != UTF8_INVALID) return;
    if (!lex->other_encoding)
        COMPLAIN_ONCE(lex, at, "byte 0x%02X is no UTF-8%s; save the file as UTF-8",
                      (unsigned)(unsigned char)lex->text[offset], where);
    else if (unheard(lex, at)) lex->complaints++; /* saying it once is enough */
    lex->other_encoding = true;
}

/* Complains about what may not stand even inside strings and comments. Returns the bytes of the
 * character, at least 1. */
static uint32_t check_inside(lexer *lex, uint32_t offset, bool tab_is_space, const char *where)
{
    unsigned char c = (unsigned char)lex->text[offset];
    if ((c >= 0x20 && c < 0x7F) || (c == '\t' && tab_is_space)) return 1;
    uint32_t bytes, code = character(lex, offset, &bytes);
    const struct suspect *s = find_suspect(code);
    if (code == UTF8_INVALID || (s && s->grade == HIDDEN)) complain_character(lex, offset, where);
    return bytes;
}

/* ---- tokens ----------------------------------------------------------------------------- */

void lex_start(lexer *lex, const char *text, size_t length, diagnostics *found)
{
    *lex = (lexer){
        .text = text, .length = (uint32_t)length, .line = 1, .starts_line = true, .found = found};
    if (length >= 3 && !memcmp(text, "\xEF\xBB\xBF", 3)) lex->offset = 3;
}

/* Is the line's end at the offset? Its bytes, or 0. */
static uint32_t line_end(const lexer *lex, uint32_t offset)
{
    if (offset >= lex->length) return 0;
    if (lex->text[offset] == '\n') return 1;
    return lex->text[offset] == '\r' && offset + 1 < lex->length && lex->text[offset + 1] == '\n'
               ? 2
               : 0;
}

static token comment_token(lexer *lex, token t)
{
    uint32_t end = lex->offset + 1;
    while (end < lex->length && !line_end(lex, end))
        end += check_inside(lex, end, true, " in a comment");
    t.kind = TOKEN_COMMENT;
    t.at.length = end - lex->offset;
    lex->offset = end;
    return t;
}

static token word_token(lexer *lex, token t)
{
    uint32_t end = lex->offset;
    bool digits = true;
    for (uint32_t bytes; (bytes = letter_at(lex, end)); end += bytes)
        digits = digits && is_digit(lex->text[end]);
    bool date = digits;
    while (date && end + 1 < lex->length && lex->text[end] == '-' && is_digit(lex->text[end + 1])) {
        t.kind = TOKEN_DATE;
        for (end++; end < lex->length && is_digit(lex->text[end]);) end++;
    }
    t.at.length = end - lex->offset;
    if (t.kind != TOKEN_DATE) t.kind = digits ? TOKEN_NUMBER : TOKEN_WORD;
    if (t.kind == TOKEN_WORD && is_digit(lex->text[lex->offset]))
        COMPLAIN_ONCE(lex, t.at, "a name cannot start with a digit");
    if (t.kind == TOKEN_WORD) t.key = find_keyword(lex->text + lex->offset, t.at.length);
    lex->offset = end;
    return t;
}

static token string_token(lexer *lex, token t)
{
    t.kind = TOKEN_STRING;
    uint32_t end = lex->offset + 1;
    while (end < lex->length && !line_end(lex, end)) {
        char c = lex->text[end];
        if (c == '"') {
            t.at.length = end + 1 - lex->offset;
            lex->offset = end + 1;
            return t;
        }
        if (c == '\\' && end + 1 < lex->length && !line_end(lex, end + 1)) {
            char escaped = lex->text[end + 1];
            if (escaped == '"' || escaped == '\\') {
                end += 2;
                continue;
            }
            span at = {end, 1};
            COMPLAIN_ONCE(lex, at,
                          "a lone '\\' in a string; only \\\" and \\\\ have a meaning, "
                          "so write \\\\ for the character itself");
            end++;
            continue;
        }
        end += check_inside(lex, end, false, " in a string");
    }
    t.at.length = end - lex->offset;
    COMPLAIN_ONCE(lex, t.at, "this string is not closed; write '\"' before the end of the line");
    lex->offset = end;
    return t;
}

/* A string in curly or angle quotes is read to its other end, so that its words do not look like
 * names. Returns false when there is no other end in the line. */
static bool curly_string(lexer *lex, token *t)
{
    uint32_t bytes, code = character(lex, lex->offset, &bytes);
    if (code != 0xAB && (code < 0x201C || code > 0x201F)) return false;
    uint32_t end = lex->offset + bytes;
    while (end < lex->length && end - lex->offset < FARTHEST_QUOTE && !line_end(lex, end)) {
        code = character(lex, end, &bytes);
        end += bytes;
        if (code != '"' && code != 0xBB && (code < 0x201C || code > 0x201F)) continue;
        complain_character(lex, lex->offset, "");
        t->kind = TOKEN_STRING;
        t->at.length = end - lex->offset;
        lex->offset = end;
        return true;
    }
    return false;
}

static const struct sign {
    const char *text;
    token_kind kind;
} signs[] = {
    {",", TOKEN_COMMA},     {":", TOKEN_COLON},       {"(", TOKEN_OPEN},   {")", TOKEN_CLOSE},
    {".", TOKEN_DOT},       {"<->", TOKEN_BOTH_WAYS}, {"->", TOKEN_ARROW}, {"<=", TOKEN_AT_MOST},
    {">=", TOKEN_AT_LEAST}, {"!=", TOKEN_DIFFERENT},  {"=", TOKEN_EQUAL},  {"<", TOKEN_BELOW},
    {">", TOKEN_ABOVE},
};

/* What other notations write, and what to write here. They are looked for before the signs, because
 * some begin like a sign. */
static const struct foreign {
    const char *text, *remedy;
} foreign[] = {
    {"==", "write '=' for equal"},
    {"=>", "write 'implies', or '>=' for at least"},
    {"=<", "write '<=' for at most"},
    {"<>", "write '!=' for different"},
    {"<-", "an arrow points to the right: '->'"},
    {"&&", "write 'and'"},
    {"&", "write 'and'"},
    {"||", "write 'or'"},
    {"|", "write 'or'"},
    {"//", "a comment starts with '#'"},
    {";", "a statement ends with its line"},
    {"-", "a name has '_' instead, an arrow is '->'"},
    {"'", "a string stands in double quotes"},
    {"`", "a string stands in double quotes"},
    {"[", "brackets are round"},
    {"]", "brackets are round"},
    {"{", "brackets are round"},
    {"}", "brackets are round"},
    {"~", "write 'not'"},
    {"!", "write 'not', or '!=' for different"},
};

static bool stands(const lexer *lex, const char *text)
{
    for (uint32_t k = 0; text[k]; k++)
        if (k >= lex->length - lex->offset || lex->text[lex->offset + k] != text[k]) return false;
    return true;
}

static const struct foreign *foreign_here(const lexer *lex)
{
    if (stands(lex, "!=") || stands(lex, "->") || stands(lex, "<->")) return NULL;
    for (size_t k = 0; k < sizeof foreign / sizeof *foreign; k++)
        if (stands(lex, foreign[k].text)) return &foreign[k];
    return NULL;
}

static const struct sign *sign_here(const lexer *lex)
{
    for (size_t k = 0; k < sizeof signs / sizeof *signs; k++)
        if (stands(lex, signs[k].text)) return &signs[k];
    return NULL;
}

static bool token_here(const lexer *lex)
{
    char c = lex->text[lex->offset];
    if ((c && strchr("#\",:().", c)) || line_end(lex, lex->offset)) return true;
    if (letter_at(lex, lex->offset)) return true;
    if (!foreign_here(lex) && sign_here(lex)) return true;
    lexer copy = *lex;
    copy.found = NULL;
    token t;
    return curly_string(&copy, &t);
}

/* Complains about what is no part of the language and passes it. */
static void pass_stranger(lexer *lex)
{
    unsigned char c = (unsigned char)lex->text[lex->offset];
    const struct foreign *f = foreign_here(lex);
    span at = {lex->offset, f ? (uint32_t)strlen(f->text) : 1};
    if (f) {
        const char *mark = f->text[0] == '\'' ? "\"" : "'";
        COMPLAIN_ONCE(lex, at, "%s%s%s has no meaning here; %s", mark, f->text, mark, f->remedy);
    } else if (c > ' ' && c < 0x7F) {
        COMPLAIN_ONCE(lex, at, "'%c' has no meaning here", c);
    } else {
        character(lex, lex->offset, &at.length);
        complain_character(lex, lex->offset, "");
    }
    lex->offset += at.length;
    lex->starts_line = false;
}

static void skip_to_token(lexer *lex)
{
    while (lex->offset < lex->length && !lex->stopped) {
        char c = lex->text[lex->offset];
        if (c == ' ' || c == '\t') lex->offset++;
        else if (token_here(lex)) return;
        else pass_stranger(lex);
    }
}

static token sign_token(lexer *lex, token t)
{
    const struct sign *sign = sign_here(lex);
    if (!sign) {
        curly_string(lex, &t); /* nothing else is a token here */
        return t;
    }
    t.kind = sign->kind;
    t.at.length = (uint32_t)strlen(sign->text);
    lex->offset += t.at.length;
    return t;
}

/* After these a statement's line cannot end. */
static bool joins(token t)
{
    switch (t.kind) {
    case TOKEN_COMMA:
    case TOKEN_EQUAL:
    case TOKEN_DIFFERENT:
    case TOKEN_BELOW:
    case TOKEN_AT_MOST:
    case TOKEN_ABOVE:
    case TOKEN_AT_LEAST:
    case TOKEN_ARROW:
    case TOKEN_BOTH_WAYS: return true;
    default:
        return t.key == KEY_AND || t.key == KEY_OR || t.key == KEY_NOT || t.key == KEY_IMPLIES ||
               t.key == KEY_IF || t.key == KEY_IFF || t.key == KEY_OF;
    }
}

token lex_raw(lexer *lex)
{
    skip_to_token(lex);
    token t = {.kind = TOKEN_END,
               .key = KEY_NONE,
               .at = {lex->offset, 0},
               .line = lex->line,
               .starts_line = lex->starts_line};
    if (lex->offset >= lex->length || lex->stopped) return t;
    uint32_t end = line_end(lex, lex->offset);
    if (end) {
        t.kind = TOKEN_NEWLINE;
        t.at.length = end;
        lex->offset += end;
        lex->line++;
        lex->starts_line = true;
        return t;
    }
    lex->starts_line = false;
    char c = ahead(lex, 0);
    if (c == '#') return comment_token(lex, t);
    t = c == '"'                      ? string_token(lex, t)
        : letter_at(lex, lex->offset) ? word_token(lex, t)
                                      : sign_token(lex, t);
    if (t.kind == TOKEN_OPEN) lex->depth++;
    if (t.kind == TOKEN_CLOSE && lex->depth) lex->depth--;
    lex->joins = t.joins = joins(t);
    return t;
}

bool lex_goes_on(const lexer *lex)
{
    if (lex->depth || lex->joins) return true;
    uint32_t k = lex->offset;
    for (;; k++) { /* to the first character of the next line that has any */
        if (k >= lex->length) return false;
        char c = lex->text[k];
        if (c == '#')
            while (k < lex->length && lex->text[k] != '\n') k++;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') break;
    }
    uint32_t end = k;
    while (end < lex->length && letter_at(lex, end)) end++;
    keyword key = find_keyword(lex->text + k, end - k);
    return key == KEY_CITE || key == KEY_BECAUSE;
}

token lex_next(lexer *lex)
{
    for (;;) {
        token t = lex_raw(lex);
        if (t.kind == TOKEN_COMMENT) lex->starts_line = t.starts_line;
        else if (t.kind != TOKEN_NEWLINE) return t;
        else if (!t.starts_line && !lex_goes_on(lex)) return t; /* not the end of a blank line */
    }
}

void lex_return(lexer *lex, token t)
{
    lex->offset = t.at.offset;
    lex->line = t.line;
    lex->starts_line = t.starts_line;
    lex->depth = 0;
    lex->joins = false;
}
