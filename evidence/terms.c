/* Lists of terms.
 *
 *     blockade, empire, "economic war"                on the command line: terms between commas,
 *     empire: imperialis* | imperial                  a group after its name and a colon, between |
 *
 * and in a file a group a line, its variants between commas or |; `#` starts a comment. The name of a
 * group is a variant of it. `*` stands for any letters, and `=word` for that word only, with no other
 * ending. A word without either counts in all its forms: with the same stem.
 */
#include "evidence/terms.h"

#include "base/utf8.h"

#include <string.h>

void terms_start(terms *t, memory *m, stemmer *s)
{
    *t = (terms){.memory = m, .stemmer = s};
    arena_start(&t->arena, m);
}

void terms_free(terms *t)
{
    GIVE(t->memory, &t->names);
    GIVE(t->memory, &t->variants);
    GIVE(t->memory, &t->patterns);
    GIVE(t->memory, &t->owners);
    arena_free(&t->arena);
}

/* ---- reading ---------------------------------------------------------------------------------- */

enum { MOST_LIST_BYTES = 1 << 20 };

typedef struct reading {
    terms *terms;
    const evidence_list *list;
    const char *flag;
    uint32_t line; /* of a file, from 1 */
    dt_error *err;
} reading;

static bool fail_list(const reading *r, const char *text, size_t length, const char *why)
{
    int shown = length > 60 ? 60 : (int)length;
    while (shown > 0 && length > 60 && ((unsigned char)text[shown] & 0xC0) == 0x80) shown--;
    if (r->list->file)
        return fail(r->err, DT_ERR_USAGE, "%s %.100s, line %u: '%.*s': %s", r->flag, r->list->file,
                    (unsigned)r->line, shown, text, why);
    return fail(r->err, DT_ERR_USAGE, "%s '%.*s': %s", r->flag, shown, text, why);
}

static folded *keep(terms *t, const folded *f)
{
    folded *kept = ARENA_NEW(&t->arena, folded);
    if (kept) *kept = *f;
    return kept;
}

static bool add_pattern(reading *r, const char *word, size_t length, bool exact)
{
    terms *t = r->terms;
    if (t->patterns.count == MOST_PATTERNS)
        return fail_list(r, word, length, "more than 4,000 words in all lists");
    folded text, by_stem, bare;
    fold_accents(word, length, &text);
    pattern p = {.text = keep(t, &text), .wild = memchr(word, '*', length) != NULL};
    if (!exact && !p.wild) {
        stem_keys(t->stemmer, word, length, &by_stem, &bare);
        p.by_stem = keep(t, &by_stem);
        p.bare = keep(t, &bare);
    }
    if (!GROW(t->memory, &t->patterns) || !GROW(t->memory, &t->owners) || t->memory->failed)
        return fail_memory(r->err, t->memory);
    t->patterns.items[t->patterns.count++] = p;
    t->owners.items[t->owners.count++] = (uint32_t)t->variants.count;
    return true;
}

/* The length of the word that a text begins with, counted as words of documents are; `*` and a
 * leading `=` belong to it. */
static size_t word_length(const char *text, size_t length, bool *letters)
{
    size_t at = 0;
    *letters = false;
    while (at < length) {
        size_t bytes = 1;
        uint32_t point = utf8_read(text + at, length - at, &bytes);
        if (point == UTF8_INVALID || (point != '*' && !point_in_word(point))) break;
        *letters = *letters || point_is_letter(point);
        at += bytes;
    }
    return at;
}

/* One variant: its words are its patterns. */
static bool add_variant(reading *r, uint32_t term, const char *text, size_t length)
{
    terms *t = r->terms;
    variant v = {term, (uint32_t)t->patterns.count, 0};
    bool exact = false;
    for (size_t at = 0; at < length;) {
        bool letters;
        size_t word = word_length(text + at, length - at, &letters), bytes = 1;
        if (!word) {
            if (utf8_read(text + at, length - at, &bytes) == UTF8_INVALID)
                return fail_list(r, text, length, "it is no valid UTF-8");
            exact = text[at] == '=';
            at += bytes;
            continue;
        }
        if (!letters) return fail_list(r, text, length, "a word needs a letter");
        if (word > WORD_BYTES) return fail_list(r, text, length, "a word is too long");
        if (v.count++ == PHRASE_WORDS)
            return fail_list(r, text, length, "a phrase has at most eight words");
        if (!add_pattern(r, text + at, word, exact)) return false;
        exact = false;
        at += word;
    }
    if (!v.count) return fail_list(r, text, length, "expected a word");
    if (!GROW(t->memory, &t->variants)) return fail_memory(r->err, t->memory);
    t->variants.items[t->variants.count++] = v;
    return true;
}

static void trim(const char **text, size_t *length)
{
    while (*length && (unsigned char)**text <= ' ') ++*text, --*length;
    while (*length && (unsigned char)(*text)[*length - 1] <= ' ') --*length;
}

/* Without the quotes that a phrase may stand in. */
static void unquote(const char **text, size_t *length)
{
    trim(text, length);
    if (*length >= 2 && **text == '"' && (*text)[*length - 1] == '"') ++*text, *length -= 2;
}

/* Up to the next separator outside of quotes. */
static size_t until(const char *text, size_t length, const char *separators)
{
    bool quoted = false;
    for (size_t at = 0; at < length; at++) {
        if (text[at] == '"') quoted = !quoted;
        else if (!quoted && strchr(separators, text[at]) && text[at]) return at;
    }
    return length;
}

static bool add_name(reading *r, const char *text, size_t length)
{
    terms *t = r->terms;
    if (t->names.count == MOST_TERMS)
        return fail_list(r, text, length, "there are more than 500 terms");
    if (length > 1 && *text == '=')
        text++, length--; /* says how it counts, not what it is called */
    char *name = arena_text(&t->arena, text, length);
    if (!name || !GROW(t->memory, &t->names)) return fail_memory(r->err, t->memory);
    t->names.items[t->names.count++] = name;
    return true;
}

/* `NAME`, or `NAME: VARIANT, VARIANT`. */
static bool add_group(reading *r, const char *text, size_t length)
{
    const char *separators = r->list->file ? ",|" : "|";
    size_t colon = until(text, length, ":");
    const char *name = text;
    size_t name_length = colon;
    unquote(&name, &name_length);
    if (!name_length) return fail_list(r, text, length, "expected a term");
    if (terms_named(r->terms, name, name_length) != MOST_TERMS)
        return fail_list(r, name, name_length, "this term was named before");
    uint32_t term = (uint32_t)r->terms->names.count;
    if (!add_name(r, name, name_length) || !add_variant(r, term, name, name_length)) return false;
    for (size_t at = colon + 1; at <= length && colon < length;) {
        size_t whole = until(text + at, length - at, separators), used = whole;
        const char *variant_text = text + at;
        unquote(&variant_text, &used);
        if (!used) return fail_list(r, text, length, "expected a word between its separators");
        if (!add_variant(r, term, variant_text, used)) return false;
        at += whole + 1;
    }
    return true;
}

/* Hands every group of a list to `add`. */
static bool each_group(reading *r, bool (*add)(reading *, const char *, size_t, void *), void *ctx)
{
    const evidence_list *l = r->list;
    const char *separators = l->file ? "\n" : ",";
    size_t at = 0;
    if (l->length > MOST_LIST_BYTES) return fail_list(r, "", 0, "it is larger than 1 MiB");
    while (at <= l->length && (l->length || !l->file)) {
        const char *text = l->text + at;
        size_t whole = l->file ? (size_t)0 : until(text, l->length - at, separators);
        if (l->file) {
            const char *end = memchr(text, '\n', l->length - at);
            whole = end ? (size_t)(end - text) : l->length - at;
        }
        size_t used = l->file ? until(text, whole, "#") : whole;
        r->line++;
        trim(&text, &used);
        at += whole + 1;
        if (!used && l->file) continue;
        if (!used) return fail_list(r, l->text, l->length, "expected a term between commas");
        if (!add(r, text, used, ctx)) return false;
    }
    return true;
}

static bool add_one(reading *r, const char *text, size_t length, void *ctx)
{
    (void)ctx;
    return add_group(r, text, length);
}

bool terms_add(terms *t, const evidence_list *list, const char *flag, dt_error *err)
{
    reading r = {.terms = t, .list = list, .flag = flag, .err = err};
    return each_group(&r, add_one, NULL);
}

static bool choose_one(reading *r, const char *text, size_t length, void *ctx)
{
    bool *chosen = ctx;
    const char *name = text;
    size_t used = length;
    unquote(&name, &used);
    uint32_t known = terms_named(r->terms, name, used);
    if (known == MOST_TERMS) {
        known = (uint32_t)r->terms->names.count;
        if (!add_group(r, text, length)) return false;
    }
    chosen[known] = true;
    return true;
}

bool terms_choose(terms *t, const evidence_list *list, const char *flag, bool *chosen,
                  dt_error *err)
{
    reading r = {.terms = t, .list = list, .flag = flag, .err = err};
    return each_group(&r, choose_one, chosen);
}

uint32_t terms_named(const terms *t, const char *name, size_t length)
{
    folded wanted, other;
    fold_accents(name, length, &wanted);
    for (uint32_t k = 0; k < t->names.count; k++) {
        fold_accents(t->names.items[k], strlen(t->names.items[k]), &other);
        if (!strcmp(wanted.text, other.text)) return k;
    }
    return MOST_TERMS;
}

/* ---- matching --------------------------------------------------------------------------------- */

/* Whether a word is what a pattern with `*` says; goes back to the last star only. */
static bool glob(const char *pattern_text, const char *word)
{
    const char *star = NULL, *again = NULL;
    while (*word) {
        if (*pattern_text == '*') {
            star = pattern_text++;
            again = word;
        } else if (*pattern_text == *word) {
            pattern_text++, word++;
        } else if (star) {
            pattern_text = star + 1;
            word = ++again;
        } else {
            return false;
        }
    }
    while (*pattern_text == '*') pattern_text++;
    return !*pattern_text;
}

static bool equal(const folded *a, const folded *b)
{
    return a->length == b->length && !memcmp(a->text, b->text, a->length);
}

void terms_match(const terms *t, const char *word, size_t length, term_hits *hits)
{
    folded text, by_stem, bare;
    hits->term_count = hits->part_count = 0;
    if (!t->patterns.count) return;
    fold_accents(word, length, &text);
    stem_keys(t->stemmer, word, length, &by_stem, &bare);
    for (uint32_t k = 0; k < t->patterns.count; k++) {
        const pattern *p = &t->patterns.items[k];
        bool fits = p->wild ? glob(p->text->text, text.text) : equal(p->text, &text);
        if (!fits && p->by_stem) fits = equal(p->by_stem, &by_stem) || equal(p->bare, &bare);
        if (!fits) continue;
        const variant *v = &t->variants.items[t->owners.items[k]];
        if (v->count > 1) {
            hits->parts[hits->part_count++] = k;
            continue;
        }
        bool known = hits->term_count && hits->terms[hits->term_count - 1] == v->term;
        if (!known) hits->terms[hits->term_count++] = v->term;
    }
}
