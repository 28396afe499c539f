/* Counting. The walk over a text knows three kinds of bytes: what separates words, what is ASCII in
 * them, and the rest, which is looked at as code points. */
#include "evidence/vocabulary.h"

#include "base/utf8.h"

#include <string.h>

bool vocabulary_start(vocabulary *v, memory *m, stemmer *s, const terms *t)
{
    *v = (vocabulary){.memory = m, .stemmer = s, .terms = t};
    names_start(&v->spellings, m);
    names_start(&v->form_names, m);
    names_start(&v->word_names, m);
    v->scratch = memory_take(m, 1, sizeof *v->scratch);
    return v->scratch != NULL;
}

void vocabulary_free(vocabulary *v)
{
    if (!v->memory) return;
    names_free(&v->spellings);
    names_free(&v->form_names);
    names_free(&v->word_names);
    GIVE(v->memory, &v->form_of);
    GIVE(v->memory, &v->forms);
    GIVE(v->memory, &v->words);
    GIVE(v->memory, &v->hits);
    GIVE(v->memory, &v->touched);
    memory_give(v->memory, v->scratch, 1, sizeof *v->scratch);
}

/* ---- a new spelling ----------------------------------------------------------------------------- */

static bool add_number(vocabulary *v, uint32_t number)
{
    if (!GROW(v->memory, &v->hits)) return false;
    v->hits.items[v->hits.count++] = number;
    return true;
}

/* What a form means for the terms, kept where the walk finds it. */
static bool note_hits(vocabulary *v, form *f, const char *text, size_t length)
{
    terms_match(v->terms, text, length, v->scratch);
    const term_hits *h = v->scratch;
    if (!h->term_count && !h->part_count) return true;
    f->hits = (uint32_t)v->hits.count + 1;
    bool done = add_number(v, h->term_count);
    for (uint32_t k = 0; done && k < h->term_count; k++) done = add_number(v, h->terms[k]);
    done = done && add_number(v, h->part_count);
    for (uint32_t k = 0; done && k < h->part_count; k++) done = add_number(v, h->parts[k]);
    return done;
}

static uint32_t word_of(vocabulary *v, const char *text, size_t length)
{
    folded by_stem, bare;
    bool is_new;
    stem_keys(v->stemmer, text, length, &by_stem, &bare);
    uint32_t w = names_add(&v->word_names, by_stem.text, by_stem.length,
                           names_hash(by_stem.text, by_stem.length), &is_new);
    if (w == NO_NAME || !is_new) return w;
    if (!GROW(v->memory, &v->words)) return NO_NAME;
    v->words.items[v->words.count++] = (word){0};
    return w;
}

static uint32_t form_of(vocabulary *v, const char *text, size_t length)
{
    folded small;
    bool is_new;
    fold_case(text, length, &small);
    uint32_t k = names_add(&v->form_names, small.text, small.length,
                           names_hash(small.text, small.length), &is_new);
    if (k == NO_NAME || !is_new) return k;
    form f = {.word = word_of(v, small.text, small.length)};
    if (f.word == NO_NAME || !note_hits(v, &f, small.text, small.length)) return NO_NAME;
    if (!GROW(v->memory, &v->forms)) return NO_NAME;
    v->forms.items[v->forms.count++] = f;
    return k;
}

/* The form of a spelling; NO_NAME: memory is gone. */
static uint32_t look_up(vocabulary *v, const char *text, size_t length, uint32_t hash)
{
    bool is_new;
    uint32_t k = names_add(&v->spellings, text, length, hash, &is_new);
    if (k == NO_NAME) return NO_NAME;
    if (!is_new) return v->form_of.items[k];
    uint32_t f = form_of(v, text, length);
    if (f == NO_NAME || !GROW(v->memory, &v->form_of)) return NO_NAME;
    v->form_of.items[v->form_of.count++] = f;
    return f;
}

/* ---- counting ----------------------------------------------------------------------------------- */

static bool is_part(const vocabulary *v, uint32_t form_number, uint32_t part)
{
    const form *f = &v->forms.items[form_number];
    if (!f->hits) return false;
    const uint32_t *at = v->hits.items + f->hits - 1;
    at += 1 + *at;
    for (uint32_t k = 0; k < *at; k++)
        if (at[1 + k] == part) return true;
    return false;
}

/* Whether the phrase that ends with a part ends here. */
static bool phrase_ends(const vocabulary *v, uint32_t part, const variant **phrase)
{
    const variant *it = &v->terms->variants.items[v->terms->owners.items[part]];
    *phrase = it;
    if (part != it->first + it->count - 1 || v->tokens + 1 < it->count) return false;
    for (uint32_t back = 1; back < it->count; back++)
        if (!is_part(v, v->recent[(v->tokens - back) % PHRASE_WORDS], part - back)) return false;
    return true;
}

static bool among(const uint32_t *list, uint32_t count, uint32_t number)
{
    for (uint32_t k = 0; k < count; k++)
        if (list[k] == number) return true;
    return false;
}

/* The terms that a word counts for, each once: by itself, or as the end of a phrase. */
static uint32_t count_hits(vocabulary *v, const form *f, uint32_t found[MOST_TERMS])
{
    uint32_t count = 0;
    const uint32_t *at = v->hits.items + f->hits - 1;
    for (uint32_t k = 0; k < *at; k++) found[count++] = at[1 + k];
    at += 1 + *at;
    for (uint32_t k = 0; k < *at; k++) {
        const variant *phrase;
        if (!phrase_ends(v, at[1 + k], &phrase)) continue;
        if (!among(found, count, phrase->term)) found[count++] = phrase->term;
    }
    for (uint32_t k = 0; k < count; k++) v->counts[found[k]]++;
    return count;
}

static bool count_form(vocabulary *v, uint32_t number, const text_bytes *text, size_t from,
                       size_t to)
{
    form *f = &v->forms.items[number];
    if (f->seen_in != v->document + 1) {
        f->seen_in = v->document + 1;
        f->here = 0;
        if (!GROW(v->memory, &v->touched)) return false;
        v->touched.items[v->touched.count++] = number;
    }
    f->here++;
    v->recent[v->tokens % PHRASE_WORDS] = number;
    if (f->hits || v->seen) {
        uint32_t found[MOST_TERMS], count = 0;
        if (f->hits) count = count_hits(v, f, found);
        if (v->seen) v->seen(v->seen_ctx, v, text, from, to, number, found, count);
    }
    v->tokens++;
    return true;
}

void vocabulary_begin(vocabulary *v, uint32_t document, uint32_t *counts)
{
    v->document = document;
    v->counts = counts;
    v->tokens = 0;
    v->touched.count = 0;
}

static void add_uses(vocabulary *v, word *w, uint32_t uses)
{
    w->uses += uses;
    if (w->last == v->document + 1) return; /* another form of it was counted */
    if (!w->last || w->last != v->document) w->run = v->document;
    w->last = v->document + 1;
    w->before++;
}

void vocabulary_end(vocabulary *v, bool looked_at)
{
    for (size_t k = 0; k < v->touched.count; k++) {
        form *f = &v->forms.items[v->touched.items[k]];
        word *w = &v->words.items[f->word];
        f->count += f->here;
        if (looked_at) w->here += f->here;
        else add_uses(v, w, f->here);
    }
}

/* ---- the walk ----------------------------------------------------------------------------------- */

enum { GAP, DIGIT, LETTER, WIDE }; /* kinds of bytes */

static const unsigned char *byte_kinds(void)
{
#define L8 LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER, LETTER
#define W16                                                                                        \
    WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE, WIDE
    static const unsigned char
        kinds[256] = {['0'] = DIGIT, DIGIT,      DIGIT, DIGIT,      DIGIT,  DIGIT,  DIGIT,
                      DIGIT,         DIGIT,      DIGIT, ['A'] = L8, L8,     L8,     LETTER,
                      LETTER,        ['a'] = L8, L8,    L8,         LETTER, LETTER, [0x80] = W16,
                      W16,           W16,        W16,   W16,        W16,    W16,    W16};
#undef L8
#undef W16
    return kinds;
}

typedef struct token { /* a word in the making */
    char text[WORD_BYTES + 1];
    size_t length;
    uint32_t hash;
    bool letters;
} token;

static inline void add_byte(token *t, unsigned char byte)
{
    if (t->length == WORD_BYTES) return;
    t->text[t->length++] = (char)byte;
    t->hash = names_step(t->hash, byte);
}

/* A code point beyond ASCII: adds it and returns its bytes, or returns 0 if it ends the word. */
static size_t add_wide(token *t, const char *text, size_t length, size_t *bytes)
{
    uint32_t point = utf8_read(text, length, bytes);
    if (point == UTF8_INVALID || !point_in_word(point)) return 0;
    t->letters = t->letters || point_is_letter(point);
    if (t->length + *bytes <= WORD_BYTES)
        for (size_t k = 0; k < *bytes; k++) add_byte(t, (unsigned char)text[k]);
    return *bytes;
}

/* Reads the word at a place, or the gap, and returns where it ends. */
static size_t read_token(token *t, const unsigned char *kinds, const char *text, size_t at,
                         size_t to)
{
    t->length = 0;
    t->hash = NAMES_SEED;
    t->letters = false;
    while (at < to) {
        unsigned char byte = (unsigned char)text[at], kind = kinds[byte];
        if (kind == GAP) break;
        if (kind == WIDE) {
            size_t bytes = 1;
            if (!add_wide(t, text + at, to - at, &bytes)) return t->length ? at : at + bytes;
            at += bytes;
            continue;
        }
        add_byte(t, byte | (kind == LETTER ? 0x20 : 0)); /* ASCII letters become small */
        t->letters = t->letters || kind == LETTER;
        at++;
    }
    return at;
}

bool vocabulary_walk(vocabulary *v, const text_bytes *text, size_t from, size_t to)
{
    const unsigned char *kinds = byte_kinds();
    const char *bytes = text->items;
    token t;
    for (size_t at = from; at < to;) {
        while (at < to && kinds[(unsigned char)bytes[at]] == GAP) at++;
        size_t start = at;
        at = read_token(&t, kinds, bytes, at, to);
        if (!t.letters || !t.length) continue;
        uint32_t number = look_up(v, t.text, t.length, t.hash);
        if (number == NO_NAME || !count_form(v, number, text, start, at)) return false;
    }
    return true;
}

/* ---- names ----------------------------------------------------------------------------------- */

void vocabulary_choose_forms(vocabulary *v)
{
    for (size_t k = 0; k < v->words.count; k++) v->words.items[k].form = NO_NAME;
    for (size_t k = 0; k < v->forms.count; k++) {
        const form *f = &v->forms.items[k];
        word *w = &v->words.items[f->word];
        if (w->form == NO_NAME || v->forms.items[w->form].count < f->count) w->form = (uint32_t)k;
    }
}

const char *vocabulary_form(const vocabulary *v, uint32_t number)
{
    return names_word(&v->form_names, number);
}
