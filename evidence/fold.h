/* Words made alike: without case, without accents, without endings. */
#ifndef EVIDENCE_FOLD_H
#define EVIDENCE_FOLD_H

#include "base/error.h"

enum { WORD_BYTES = 255, FOLDED_BYTES = 4 * WORD_BYTES + 8 };

typedef struct folded {
    char text[FOLDED_BYTES]; /* with a NUL */
    size_t length;
} folded;

/* A word of at most WORD_BYTES of valid UTF-8 (longer ones are cut) in small letters, composed,
 * ligatures taken apart, soft hyphens and the like gone. */
void fold_case(const char *word, size_t length, folded *);
void fold_accents(const char *word, size_t length, folded *); /* the same without accents */

/* Whether a code point belongs to a word: a letter, a digit, or a mark on one. */
bool point_in_word(uint32_t point);
bool point_is_letter(uint32_t point);

typedef struct stemmer stemmer;

/* For a language as libstemmer names it ("english", "es"), or "none". NULL: there is no such
 * language (with a suggestion), or no memory. */
stemmer *stemmer_new(memory *, const char *language, dt_error *err);
void stemmer_free(stemmer *);
/* Cuts the ending off a word in small letters. */
void stem(stemmer *, const folded *word, folded *);
/* The two keys by which words are the same: the stem without its accents, and the stem of the word
 * without accents. A text that leaves accents out is found by the second. */
void stem_keys(stemmer *, const char *word, size_t length, folded *by_stem, folded *bare);

#endif
