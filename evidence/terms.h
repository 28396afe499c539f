/* Terms that are counted: groups of words and phrases under a name. */
#ifndef EVIDENCE_TERMS_H
#define EVIDENCE_TERMS_H

#include "evidence/evidence.h"
#include "evidence/fold.h"

enum { MOST_TERMS = 500, MOST_PATTERNS = 4000, PHRASE_WORDS = 8 };

typedef struct pattern {    /* a word of a variant */
    folded *text;           /* without accents; `*` where it is wild */
    folded *by_stem, *bare; /* NULL: the word itself, or wild */
    bool wild;
} pattern;

typedef struct variant {         /* a word or a phrase */
    uint32_t term, first, count; /* its patterns */
} variant;

typedef struct terms {
    memory *memory;
    arena arena;
    stemmer *stemmer;
    struct {
        const char **items;
        size_t count, room;
    } names;
    struct {
        variant *items;
        size_t count, room;
    } variants;
    struct {
        pattern *items;
        size_t count, room;
    } patterns;
    struct {
        uint32_t *items; /* the variant that a pattern is of */
        size_t count, room;
    } owners;
} terms;

void terms_start(terms *, memory *, stemmer *);
void terms_free(terms *);
/* Adds the groups of a list. False: it is none, or too long; err says where and why. */
bool terms_add(terms *, const evidence_list *, const char *flag, dt_error *err);
/* The group of a name, letters compared without case and accents; MOST_TERMS: none. */
uint32_t terms_named(const terms *, const char *name, size_t length);
/* The groups that a list names, or new ones: a bit of `chosen` each. */
bool terms_choose(terms *, const evidence_list *, const char *flag, bool *chosen, dt_error *err);

/* What a word means for the terms; its folded forms are made once. */
typedef struct term_hits {
    uint32_t terms[MOST_TERMS]; /* of variants of one word, each once */
    uint32_t term_count;
    uint32_t parts[MOST_PATTERNS]; /* patterns of phrases */
    uint32_t part_count;
} term_hits;

void terms_match(const terms *, const char *word, size_t length, term_hits *);

#endif
