/* What every format of a report is written from: a game, perhaps its verdicts, what is shown of
 * them, and the names that the numbers have.
 *
 * Invariant: `rows` are the states of the report's table in ascending order; a format walks them
 * once, and nothing that grows with the number of states is kept but what is listed.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "analysis/summary.h"
#include "base/output.h"

typedef struct named_state {
    uint64_t bits;
    const statement *statement;
} named_state;

typedef struct report {
    const char *command; /* "solve", "states", "redlines", "explain" */
    const dt_game *game;
    const dt_verdicts *verdicts; /* NULL: of `states` */
    const dt_model *model;
    const stage *stage;
    dt_options options; /* with defaults filled in */
    bool limit_given;
    expr *where; /* options.where, read; NULL: none */
    memory memory;
    arena arena;
    conditions conditions;
    view view;
    summary summary;      /* with verdicts */
    uint64_t among_count; /* feasible states that `where` shows */
    bool complete;        /* the rows are all of these */
    struct {
        uint64_t *items; /* slots, ascending */
        size_t count, room;
    } rows;             /* when not complete, with verdicts */
    named_state *named; /* ascending by bits */
    uint32_t named_count;
    const char **option_ids, **redline_ids; /* "player.option", "player.line" */
    bool cancelled;                         /* while it was written */
    uint64_t *named_statements; /* with --sources: those that the report named, by their offset */
    output out;
} report;

/* Opens a report of a game, and of its verdicts if it has any. A failed one must be closed too. */
bool report_open(report *, const dt_options *, dt_error *);
void report_close(report *);

/* Counts the classes of a concept's equilibria (summary.concepts[c].classes and .shown) before they
 * are read. False: memory is gone, or the user cancelled. */
bool report_classes(report *, dt_concept);

/* ---- one state ---------------------------------------------------------------------------- */

typedef struct row { /* a state of the table; its facts hold until the next one is asked for */
    uint64_t slot;
    dt_index index;
    facts facts;
} row;

row report_row(report *, uint64_t at);                           /* of a slot */
const statement *state_statement(const report *, uint64_t bits); /* NULL: it has no name */
bool row_has_outcome(const report *, const row *, uint32_t outcome);

typedef struct row_walk { /* the rows of the table */
    report *report;
    uint64_t next, block, rest; /* how many so far; where it is */
    uint32_t word;
} row_walk;

row_walk rows_start(report *);
bool rows_next(row_walk *, row *);

/* ---- names ---------------------------------------------------------------------------------- */

const char *responses_id(dt_responses);
const char *backend_id(dt_backend);
/* The product of the numbers of levels of all options; UINT64_MAX and *beyond for 2^64. In graph form
 * how many states are listed. */
uint64_t possible_states(const dt_model *, bool *beyond);
const char *expression_text(report *, const expr *); /* canonical; NULL: memory is gone */

/* Remembers that the report named a statement, for the list of sources at its end. */
void mark_named(const report *, const statement *);

/* ---- formats -------------------------------------------------------------------------------- */

bool report_json(report *);
bool report_text(report *);
bool report_csv(report *);
bool report_markdown(report *);
bool report_latex(report *);
/* Each returns false when memory is gone. */

#endif
