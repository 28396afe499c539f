/* A document in which words are looked up. */
#ifndef EVIDENCE_PASSAGE_H
#define EVIDENCE_PASSAGE_H

#include "evidence/text.h"

typedef struct passage_word {
    uint32_t hash, offset;
} passage_word;

typedef struct searched {
    memory *memory;
    text_bytes text;  /* as it is, composed (NFC) */
    text_bytes alike; /* without blanks, quotation marks and case */
    uint64_t *edges;  /* a bit a byte of `alike`: a word may begin here, or have ended before */
    size_t edge_bytes_room;
    struct {
        passage_word *items; /* of `text`, for the nearest passage; made when it is wanted */
        size_t count, room;
    } words;
    bool has_words;
} searched;

/* Makes a clean text ready. False: memory is gone. */
bool searched_start(searched *, memory *, const char *text, size_t length);
void searched_free(searched *);

/* Looks words up; *found, and for all but the first the passage: what stands there instead, "" if
 * nothing is like them. False: memory is gone. Cost: linear in the document and the words. */
bool searched_find(searched *, const char *words, size_t length, dt_quoted *found, char *passage,
                   size_t room);

#endif
