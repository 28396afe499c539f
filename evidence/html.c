/* HTML to text, by the parser of libxml2 and a handler of its events: no tree is built, so that a
 * hostile page costs no more memory than its text. The parser gets bytes only: it has neither the
 * network nor files, and HTML has no external entities.
 *
 * What is left out: scripts, styles and the like; navigation, footers, asides and forms; a page's
 * header, but not an article's. What begins a paragraph begins a line; blanks are one.
 */
#include "evidence/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>
#include <strings.h>

typedef enum element_kind {
    ELEMENT_INLINE,
    ELEMENT_BLOCK,  /* begins and ends a line */
    ELEMENT_CELL,   /* a blank between it and the next */
    ELEMENT_HIDDEN, /* its content is not for readers, or no part of the text */
    ELEMENT_HEADER, /* hidden unless inside an article */
    ELEMENT_ARTICLE
} element_kind;

static const struct {
    const char *name;
    element_kind kind;
} ELEMENTS[] =
    {/* in the order of their names */
     {"address", ELEMENT_BLOCK},    {"article", ELEMENT_ARTICLE}, {"aside", ELEMENT_HIDDEN},
     {"blockquote", ELEMENT_BLOCK}, {"body", ELEMENT_BLOCK},      {"br", ELEMENT_BLOCK},
     {"button", ELEMENT_HIDDEN},    {"canvas", ELEMENT_HIDDEN},   {"caption", ELEMENT_BLOCK},
     {"center", ELEMENT_BLOCK},     {"dd", ELEMENT_BLOCK},        {"details", ELEMENT_BLOCK},
     {"div", ELEMENT_BLOCK},        {"dl", ELEMENT_BLOCK},        {"dt", ELEMENT_BLOCK},
     {"embed", ELEMENT_HIDDEN},     {"fieldset", ELEMENT_HIDDEN}, {"figcaption", ELEMENT_BLOCK},
     {"figure", ELEMENT_BLOCK},     {"footer", ELEMENT_HIDDEN},   {"form", ELEMENT_HIDDEN},
     {"h1", ELEMENT_BLOCK},         {"h2", ELEMENT_BLOCK},        {"h3", ELEMENT_BLOCK},
     {"h4", ELEMENT_BLOCK},         {"h5", ELEMENT_BLOCK},        {"h6", ELEMENT_BLOCK},
     {"head", ELEMENT_HIDDEN},      {"header", ELEMENT_HEADER},   {"hr", ELEMENT_BLOCK},
     {"iframe", ELEMENT_HIDDEN},    {"li", ELEMENT_BLOCK},        {"main", ELEMENT_ARTICLE},
     {"menu", ELEMENT_HIDDEN},      {"nav", ELEMENT_HIDDEN},      {"noscript", ELEMENT_HIDDEN},
     {"object", ELEMENT_HIDDEN},    {"ol", ELEMENT_BLOCK},        {"p", ELEMENT_BLOCK},
     {"pre", ELEMENT_BLOCK},        {"script", ELEMENT_HIDDEN},   {"section", ELEMENT_BLOCK},
     {"select", ELEMENT_HIDDEN},    {"style", ELEMENT_HIDDEN},    {"summary", ELEMENT_BLOCK},
     {"svg", ELEMENT_HIDDEN},       {"table", ELEMENT_BLOCK},     {"td", ELEMENT_CELL},
     {"template", ELEMENT_HIDDEN},  {"textarea", ELEMENT_HIDDEN}, {"th", ELEMENT_CELL},
     {"title", ELEMENT_HIDDEN},     {"tr", ELEMENT_BLOCK},        {"ul", ELEMENT_BLOCK}};

static element_kind kind_of(const xmlChar *name)
{
    size_t first = 0, beyond = sizeof ELEMENTS / sizeof *ELEMENTS;
    while (first < beyond) { /* the parser writes names small */
        size_t middle = first + (beyond - first) / 2;
        int order = strcmp((const char *)name, ELEMENTS[middle].name);
        if (order == 0) return ELEMENTS[middle].kind;
        if (order < 0) beyond = middle;
        else first = middle + 1;
    }
    return ELEMENT_INLINE;
}

typedef enum gap { GAP_NONE, GAP_BLANK, GAP_LINE } gap;

typedef struct page_reader {
    html_page *page;
    memory *memory;
    htmlParserCtxtPtr parser;
    uint32_t depth, hidden, articles; /* elements that are open */
    bool hides[MOST_NESTED];          /* whether the element at a depth is among the hidden */
    gap text_gap, article_gap;        /* owed before the next word */
    bool too_deep, failed;
} page_reader;

/* ---- words ------------------------------------------------------------------------------------ */

static void widen(page_reader *r, gap g)
{
    if (r->text_gap < g) r->text_gap = g;
    if (r->article_gap < g) r->article_gap = g;
}

static void put_byte(page_reader *r, text_bytes *text, char c)
{
    if (r->failed || !GROW(r->memory, text)) {
        r->failed = true;
        return;
    }
    text->items[text->count++] = c;
}

static void put_words(page_reader *r, text_bytes *text, gap *owed, const char *bytes, size_t length)
{
    for (size_t k = 0; k < length; k++) {
        char c = bytes[k];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
            if (*owed == GAP_NONE) *owed = GAP_BLANK;
            continue;
        }
        if (text->count && *owed != GAP_NONE) put_byte(r, text, *owed == GAP_LINE ? '\n' : ' ');
        *owed = GAP_NONE;
        put_byte(r, text, c);
    }
}

static void on_text(void *ctx, const xmlChar *text, int length)
{
    page_reader *r = ctx;
    if (r->hidden || r->failed || length <= 0) return;
    put_words(r, &r->page->text, &r->text_gap, (const char *)text, (size_t)length);
    if (r->articles)
        put_words(r, &r->page->article, &r->article_gap, (const char *)text, (size_t)length);
}

/* ---- elements --------------------------------------------------------------------------------- */

static const char *attribute(const xmlChar **pairs, const char *name)
{
    for (; pairs && pairs[0]; pairs += 2)
        if (!strcasecmp((const char *)pairs[0], name)) return (const char *)pairs[1];
    return NULL;
}

/* <meta name="date" content="2026-02-01T…">: the day is enough. */
static void read_meta(page_reader *r, const xmlChar **pairs)
{
    static const char *const names[] = {"date", "dc.date", "dcterms.date",
                                        "article:published_time"};
    const char *name = attribute(pairs, "name"), *value = attribute(pairs, "content");
    if (!name) name = attribute(pairs, "property");
    if (!name || !value || r->page->date[0]) return;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        if (strcasecmp(name, names[k])) continue;
        size_t length = strspn(value, "0123456789-");
        if (length < sizeof r->page->date) memcpy(r->page->date, value, length);
    }
}

static bool hides(const page_reader *r, element_kind kind)
{
    return kind == ELEMENT_HIDDEN || (kind == ELEMENT_HEADER && !r->articles);
}

static void on_start(void *ctx, const xmlChar *name, const xmlChar **pairs)
{
    page_reader *r = ctx;
    element_kind kind = kind_of(name);
    if (r->failed || r->too_deep) return;
    if (!strcasecmp((const char *)name, "meta")) read_meta(r, pairs);
    if (r->depth == MOST_NESTED) {
        r->too_deep = true;
        xmlStopParser(r->parser);
        return;
    }
    r->hides[r->depth++] = hides(r, kind);
    r->hidden += hides(r, kind);
    r->articles += kind == ELEMENT_ARTICLE;
    if (kind == ELEMENT_CELL) widen(r, GAP_BLANK);
    else if (kind != ELEMENT_INLINE) widen(r, GAP_LINE);
}

static void on_end(void *ctx, const xmlChar *name)
{
    page_reader *r = ctx;
    element_kind kind = kind_of(name);
    if (!r->depth) return;
    r->hidden -= r->hides[--r->depth];
    if (kind == ELEMENT_ARTICLE && r->articles) r->articles--;
    if (kind == ELEMENT_CELL) widen(r, GAP_BLANK);
    else if (kind != ELEMENT_INLINE) widen(r, GAP_LINE);
}

/* ---- the page ---------------------------------------------------------------------------------- */

/* Whether a page that is no UTF-8 says how it is written; libxml2 then knows what to do. */
static bool names_charset(const char *bytes, size_t length)
{
    size_t most = length < 4096 ? length : 4096;
    for (size_t k = 0; k + 8 < most; k++)
        if (!strncasecmp(bytes + k, "charset=", 8)) return true;
    return false;
}

static void on_nothing(void *ctx, const char *message, ...) { (void)ctx, (void)message; }

static bool parse(page_reader *r, const char *bytes, size_t length, bool utf8)
{
    r->parser = htmlCreateMemoryParserCtxt(bytes, (int)length);
    if (!r->parser) return false;
    xmlSAXHandler handler = {.startElement = on_start,
                             .endElement = on_end,
                             .characters = on_text,
                             .ignorableWhitespace = on_text,
                             .cdataBlock = on_text,
                             .warning = on_nothing,
                             .error = on_nothing,
                             .fatalError = on_nothing};
    htmlCtxtUseOptions(r->parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | (utf8 ? HTML_PARSE_IGNORE_ENC : 0));
    *r->parser->sax = handler;
    r->parser->userData = r;
    if (utf8) xmlSwitchEncoding(r->parser, XML_CHAR_ENCODING_UTF8);
    htmlParseDocument(r->parser);
    htmlFreeParserCtxt(r->parser);
    return true;
}

/* What the parser made of a page that misstates how it is written may still be no UTF-8. */
static bool make_valid(memory *m, text_bytes *text)
{
    if (text_valid(text->items, text->count) == text->count) return true;
    text_bytes clean = {0};
    size_t used = 0;
    bool done = text_clean(m, &clean, text->items, text->count, true, &used);
    GIVE(m, text);
    *text = clean;
    return done;
}

static bool read_page(page_reader *r, const char *bytes, size_t length)
{
    text_bytes clean = {0};
    size_t used = 0;
    bool utf8 = text_valid(bytes, length) == length, done;
    if (utf8 || names_charset(bytes, length)) {
        done = parse(r, bytes, length, utf8);
    } else {
        done = text_clean(r->memory, &clean, bytes, length, true, &used) &&
               parse(r, clean.items, clean.count, true);
        GIVE(r->memory, &clean);
    }
    return done && !r->failed && make_valid(r->memory, &r->page->text) &&
           make_valid(r->memory, &r->page->article);
}

bool html_read(html_page *page, memory *m, const char *bytes, size_t length, dt_error *err)
{
    *page = (html_page){0};
    if (!length) return true;
    page_reader *r = memory_take(m, 1, sizeof *r);
    if (!r) return fail_memory(err, m);
    *r = (page_reader){.page = page, .memory = m};
    bool done = read_page(r, bytes, length), too_deep = r->too_deep;
    memory_give(m, r, 1, sizeof *r);
    if (m->failed) return fail_memory(err, m);
    if (!done) return fail(err, DT_ERR_MEMORY, "out of memory");
    if (too_deep)
        return fail(err, DT_ERR_LIMIT, "its elements are nested deeper than %u", MOST_NESTED);
    return true;
}

void html_free(html_page *page, memory *m)
{
    GIVE(m, &page->text);
    GIVE(m, &page->article);
}
