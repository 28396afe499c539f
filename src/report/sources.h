/* What rests on what: the statements of a model, its claims, its sources. */
#ifndef REPORT_SOURCES_H
#define REPORT_SOURCES_H

#include "base/layout.h"
#include "model/model.h"

typedef struct use { /* a statement that uses a claim or a source */
    uint32_t of;     /* of the claim or source, by place */
    const statement *by;
    const note *note;
} use;

typedef struct uses { /* sorted by `of`, then in the order of the file */
    use *items;
    size_t count, room;
} uses;

typedef enum footing { FOOTING_SOURCE, FOOTING_REASON, FOOTING_NONE } footing;

typedef struct footed { /* a statement that the analysis takes something from */
    const statement *statement;
    footing footing;
    uint32_t line;
} footed;

typedef struct sources_report {
    const dt_model *model;
    dt_options options;
    memory memory;
    arena arena;
    output out;
    const statement **claims, **sources; /* in the order of the file */
    uint32_t claim_count, source_count;
    const statement **events; /* by their place in the file, from 1 */
    bool *claim_used, *source_used;
    bool *claim_sourced;              /* it rests on a source, itself or by another claim */
    uses claim_uses, source_uses;     /* by statements */
    uses claim_claims, source_claims; /* by claims */
    struct {
        footed *items;
        size_t count, room;
    } statements;
    uint64_t by_footing[3];
} sources_report;

/* A statement as it stands in the text, on one line without notes and comments; in the arena. */
const char *statement_words(sources_report *, const statement *);
uint32_t statement_line(const sources_report *, const statement *); /* of one of `statements` */

void sources_text(sources_report *);
void sources_json(sources_report *);

#endif
