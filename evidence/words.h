/* What `words` found, from which every format is written. */
#ifndef EVIDENCE_WORDS_H
#define EVIDENCE_WORDS_H

#include "evidence/statistics.h"
#include "evidence/vocabulary.h"

#include "base/output.h"
#include "model/model.h"

#define NO_DOCUMENT UINT32_MAX

typedef struct dated { /* a document */
    const char *name;
    size_t number; /* as the reader knows it */
    date date;
    char date_text[12];
    uint64_t words;
} dated;

typedef struct context { /* a word in its line; left NULL: none */
    uint32_t document;
    const char *left, *itself, *right;
} context;

typedef struct term_story { /* over all documents */
    uint64_t uses;
    uint32_t documents, first, last; /* places; NO_DOCUMENT: never */
    uint32_t silence, silence_from;  /* most documents in a row without it, between two with it */
    uint32_t silent;                 /* documents at the end without it */
    /* before the document that is looked at, and in it */
    uint64_t before_uses, here;
    uint32_t before, before_last, run; /* as in `word`, last without the + 1 */
    double g2, ratio, chance;
    context context;
} term_story;

#define FINDINGS(X)                                                                                \
    X(MISSING, "missing", "Usual words that it does not use")                                      \
    X(NEW, "new", "Words that no document before it uses")                                         \
    X(RETURNING, "returning", "Words that return")                                                 \
    X(MORE, "more", "Words that it uses more than those before")                                   \
    X(LESS, "less", "Words that it uses less than those before")

typedef enum finding_kind {
#define X(ID, id, text) FINDING_##ID,
    FINDINGS(X)
#undef X
        FINDING_COUNT
} finding_kind;

typedef struct finding {
    uint32_t word;
    double g2, ratio, chance;
    uint32_t gap; /* RETURNING: documents without it */
    context context;
} finding;

typedef struct finding_list {
    finding *items;
    size_t count, total; /* listed; found */
} finding_list;

typedef struct words_report {
    const evidence_words_ask *ask;
    const evidence_reader *reader;
    const dt_options *options;
    dt_error *err;
    memory memory;
    arena arena;
    output out;
    stemmer *stemmer;
    terms terms;
    vocabulary vocabulary;
    text_stream stream;
    bool *without; /* by term: the claim says that a document has none of these */
    bool claims;   /* there is such a claim */
    struct {
        dated *items;
        size_t count, room;
    } documents;              /* in order of dates */
    uint32_t undated, unread; /* left out */
    uint32_t target;          /* the document that is looked at */
    uint32_t *counts;         /* by document and term */
    uint64_t words;           /* of all documents */
    uint64_t words_before;
    uint64_t vocabulary_before; /* different words */
    lengths *lengths;           /* of the documents before */
    term_story *stories;
    finding_list findings[FINDING_COUNT];
    bool *among; /* by document: it has none of the claim's words */
    double claim_chance;
} words_report;

static inline uint32_t term_count(const words_report *r) { return (uint32_t)r->terms.names.count; }
static inline uint32_t uses_of(const words_report *r, uint32_t document, uint32_t term)
{
    return r->counts[(size_t)document * term_count(r) + term];
}

/* documents.c: their dates, their order, and which of them is looked at. */
bool words_order(words_report *);
/* Opens a document and hands its text to the vocabulary, or with `count` false only tries. *read: it
 * could be read; else a notice says why. */
bool words_read(words_report *, uint32_t document, bool count, bool *read);
void words_notice(const words_report *, const char *document, const char *message);

/* findings.c */
bool words_tell_terms(words_report *);
bool words_find(words_report *);
bool words_find_contexts(words_report *);

enum { BAR_COLUMNS = 32 };
typedef struct use_bar { /* of a term over time: -1 no document, 0 no use, 1 to 8 */
    signed char heights[BAR_COLUMNS];
    uint32_t columns;
} use_bar;
void words_bar(const words_report *, uint32_t term, use_bar *);

/* The formats. False: memory is gone. */
bool words_text(words_report *);
bool words_json(words_report *);
bool words_csv(words_report *);
bool words_markdown(words_report *);

#endif
