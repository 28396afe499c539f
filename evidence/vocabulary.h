/* The words of documents, counted in the order of their dates.
 *
 * A `spelling` is a word as it stands (ASCII letters made small); a `form` is what is left of it
 * without case; a `word` is all forms with one stem. Folding and stemming happen once a spelling:
 * what happens once a word of the text is hashing it and counting a form.
 */
#ifndef EVIDENCE_VOCABULARY_H
#define EVIDENCE_VOCABULARY_H

#include "evidence/names.h"
#include "evidence/terms.h"
#include "evidence/text.h"

typedef struct form {
    uint32_t word;
    uint32_t hits;    /* place + 1 in `hits` of what it means for the terms; 0: nothing */
    uint32_t seen_in; /* the document + 1 that counted it last, and how often */
    uint32_t here;
    uint64_t count; /* in all documents */
} form;

typedef struct word {
    uint32_t form;   /* the one that is used most, when it is asked for */
    uint32_t before; /* documents before the one that is looked at; with it: */
    uint32_t last;   /* the last of them + 1; 0: none */
    uint32_t run;    /* the first of those in a row that end with `last` */
    uint64_t uses;   /* in documents before */
    uint64_t here;   /* in the one that is looked at */
} word;

typedef struct vocabulary {
    memory *memory;
    stemmer *stemmer;
    const terms *terms;
    names spellings, form_names, word_names;
    struct {
        uint32_t *items; /* the form of a spelling */
        size_t count, room;
    } form_of;
    struct {
        form *items;
        size_t count, room;
    } forms;
    struct {
        word *items;
        size_t count, room;
    } words;
    struct {
        uint32_t *items; /* number of terms, the terms, number of parts, the parts */
        size_t count, room;
    } hits;
    struct {
        uint32_t *items; /* forms of this document */
        size_t count, room;
    } touched;
    term_hits *scratch;

    /* the document at work */
    uint32_t document;
    uint64_t tokens;
    uint32_t *counts;              /* of it, by term */
    uint32_t recent[PHRASE_WORDS]; /* the last forms, by token number */
    /* Called for each word when it is not NULL: the text, its place, and what it counts for. */
    void (*seen)(void *ctx, const struct vocabulary *, const text_bytes *, size_t from, size_t to,
                 uint32_t form, const uint32_t *terms, uint32_t term_count);
    void *seen_ctx;
} vocabulary;

bool vocabulary_start(vocabulary *, memory *, stemmer *, const terms *);
void vocabulary_free(vocabulary *);

/* Begins a document, whose uses of terms are counted in `counts`. */
void vocabulary_begin(vocabulary *, uint32_t document, uint32_t *counts);
/* Counts the words between two places of a clean text. False: memory is gone. */
bool vocabulary_walk(vocabulary *, const text_bytes *, size_t from, size_t to);
/* Ends it: one of those before (false), or the one that is looked at (true). One that is begun and
 * never ended counts for nothing but its terms. */
void vocabulary_end(vocabulary *, bool looked_at);

/* The words' most frequent forms. */
void vocabulary_choose_forms(vocabulary *);
const char *vocabulary_form(const vocabulary *, uint32_t form);

#endif
