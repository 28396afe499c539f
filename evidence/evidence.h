/* evidence.h - documents, the words they use, and whether they say what they are quoted for.
 *
 * This library opens nothing: documents come through callbacks, results leave through a dt_output.
 * It has the rules of detente.h for ownership, failure and threads. Beside libc it needs utf8proc,
 * libstemmer and libxml2; what those three allocate is not counted by dt_memory.
 */
#ifndef EVIDENCE_EVIDENCE_H
#define EVIDENCE_EVIDENCE_H

#include "detente.h"

/* How documents are read. `open` and `read` fill err and return false when they cannot; what is
 * open is closed once, whether it could be read or not. */
typedef struct evidence_reader {
    bool (*open)(void *ctx, size_t document, dt_error *err);
    bool (*read)(void *ctx, char *bytes, size_t room, size_t *got, dt_error *err); /* 0: the end */
    void (*close)(void *ctx);
    void *ctx;
} evidence_reader;

/* ---- words ------------------------------------------------------------------------------ */

typedef struct evidence_list { /* terms, or groups of them */
    const char *text;
    size_t length;
    const char *file; /* a name for messages: a group a line; NULL: terms between commas */
} evidence_list;

typedef struct evidence_words_ask {
    const char *const *documents; /* their names, in any order; the reader knows them by place */
    size_t document_count;
    const char *manifest; /* CSV with the columns `file` and `date`; NULL: none */
    size_t manifest_length;
    const evidence_list *terms, *without;
    size_t term_lists, without_lists;
    const char *language; /* NULL: english */
    const char *since;    /* a date; NULL: all documents */
    const char *document; /* whose words are compared with those before; NULL: the last */
    /* What was left out, and why; may be NULL. */
    void (*notice)(void *ctx, const char *document, const char *message);
    void *notice_ctx;
} evidence_words_ask;

/* The vocabulary of dated documents, in the order of their dates (options: format, limit, width,
 * memory, memory_bytes, progress, command). With `without` the documents that have none of these.
 * Documents that have no date or cannot be read are left out, with a notice; none left is an error.
 * Cost: linear in the bytes; memory grows with the different words, and by 4 bytes a term and
 * document. */
bool evidence_words(const evidence_words_ask *, const evidence_reader *, const dt_options *,
                    dt_output, dt_error *err);

/* ---- quotations ------------------------------------------------------------------------- */

typedef struct evidence_quotes evidence_quotes;

/* Looks quotations up in files, each of which is read once; `read` gets its number as it was given
 * to evidence_quotes_check. */
evidence_quotes *evidence_quotes_new(const evidence_reader *, const dt_options *, dt_error *err);
void evidence_quotes_free(evidence_quotes *);
/* Whether the document `number`, known by `name`, has these words. The sentence says what differs, or
 * why the document could not be read. False: memory is gone, or cancelled. Cost: linear in both. */
bool evidence_quotes_check(evidence_quotes *, size_t number, const char *name, const char *words,
                           dt_quoted *found, char *sentence, size_t room, dt_error *err);

#endif
