/* detente.h - conflict analysis by the graph model (GMCR), as a library.
 *
 * A text becomes a model (what the analyst wrote), a model becomes a game (the conflict as numbers,
 * at one stage), a game becomes verdicts (what is stable for whom, under which concept). Reports
 * turn any of the three into bytes.
 *
 *     dt_error err;
 *     dt_model *model = dt_model_parse(text, length, NULL, &err);
 *     dt_game *game = model ? dt_game_compile(model, NULL, &err) : NULL;
 *     dt_verdicts *verdicts = game ? dt_analyse(game, NULL, &err) : NULL;
 *     if (!verdicts) fprintf(stderr, "%u:%u: %s\n", err.line, err.column, err.message);
 *     for (dt_index k = 0; verdicts && k < dt_game_states(game); k++)
 *         if (dt_equilibrium(verdicts, DT_SEQ, k)) printf("%llu\n", (unsigned long long)k + 1);
 *     dt_verdicts_free(verdicts), dt_game_free(game), dt_model_free(model);
 *
 * OWNERSHIP  What _parse, _compile and _analyse return is yours: give it to the _free of the same
 *            noun (NULL is fine). Anything else is borrowed from the handle it was asked from and
 *            lives as long as that handle. A game borrows its model, verdicts borrow their game:
 *            free them in the reverse order.
 * FAILURE    What can fail takes `dt_error *err` last and then returns NULL or false. `err` may be
 *            NULL. Bad input and exhausted resources are errors; a caller's bug is an assert.
 * THREADS    There is no global state. A model belongs to one thread at a time; games and verdicts
 *            are read-only. Threads are started only inside dt_game_compile and dt_analyse, and
 *            results never depend on their number.
 * SIZES      Counts are numbers of things, `_bytes` are bytes. States of a game are counted from 0
 *            here (dt_index) and from 1 in every output.
 */
#ifndef DETENTE_H
#define DETENTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DT_VERSION "0.1.0"

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC visibility push(default)
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dt_model dt_model;       /* what the analyst wrote, checked */
typedef struct dt_game dt_game;         /* one stage of it as numbers, frozen */
typedef struct dt_verdicts dt_verdicts; /* stability of every state for every player, frozen */

typedef uint64_t dt_state; /* thermometer bits of all options, first option lowest */
typedef uint64_t dt_index; /* position of a feasible state in its game, from 0 */
#define DT_NO_INDEX UINT64_MAX

/* ---- failure ---------------------------------------------------------------------------- */

typedef enum dt_code {
    DT_OK,
    DT_ERR_MODEL,      /* the model or another input has errors */
    DT_ERR_USAGE,      /* an option of the call is wrong: unknown stage, expression, player ... */
    DT_ERR_LIMIT,      /* a limit: says what was needed and what would fit */
    DT_ERR_MEMORY,     /* the allocator returned NULL */
    DT_ERR_CANCELLED,  /* the progress callback returned false */
    DT_ERR_WRITE,      /* the write callback returned false */
    DT_ERR_UNSUPPORTED /* legal, but this version does not analyse it */
} dt_code;

typedef struct dt_error { /* plain data: no pointer into anything, nothing to free */
    dt_code code;
    uint32_t line, column;   /* from 1, column in code points; 0: has no place in a text */
    uint32_t offset, length; /* the same place in bytes */
    char message[400];       /* one sentence, no newline, UTF-8 */
} dt_error;

typedef enum dt_severity { DT_SEVERITY_ERROR, DT_SEVERITY_WARNING, DT_SEVERITY_NOTE } dt_severity;

typedef struct dt_diagnostic {
    dt_severity severity;
    uint32_t line, column;   /* from 1, column in code points; 0: has no place */
    uint32_t offset, length; /* in bytes */
    const char *message;     /* one sentence, no newline; lives during the callback */
} dt_diagnostic;

/* ---- options ---------------------------------------------------------------------------- */

typedef struct dt_memory { /* an allocator; all zero: malloc, realloc and free */
    /* As realloc: a NULL block allocates, a new size of 0 frees and returns NULL. */
    void *(*resize)(void *ctx, void *block, size_t old_bytes, size_t new_bytes);
    void *ctx;
} dt_memory;

#define DT_CONCEPTS(X)                                                                             \
    X(NASH, "nash", "Nash", "nobody gains by moving alone")                                        \
    X(GMR, "gmr", "GMR", "whoever gains by moving can lose it again by some moves of the others")  \
    X(SMR, "smr", "SMR", "as GMR, and the first mover cannot repair the damage")                   \
    X(SEQ, "seq", "SEQ",                                                                           \
      "whoever gains by moving can lose it again by moves that serve the others")                  \
    X(SSEQ, "sseq", "SSEQ", "as SEQ, and the first mover cannot repair the damage")

typedef enum dt_concept {
#define X(ID, id, name, meaning) DT_##ID,
    DT_CONCEPTS(X)
#undef X
        DT_CONCEPT_COUNT
} dt_concept;

const char *dt_concept_id(dt_concept);      /* "nash" */
const char *dt_concept_name(dt_concept);    /* "Nash" */
const char *dt_concept_meaning(dt_concept); /* half a sentence */

typedef enum dt_responses {                         /* what the others' answer to a move may be */
                            DT_RESPONSES_SEQUENCES, /* legal sequences, nobody twice in a row: the definition */
                            DT_RESPONSES_SINGLE, /* one move of one of them */
                            DT_RESPONSES_ONCE /* sequences in which each of them moves at most once; 10 players */
} dt_responses;

typedef enum dt_backend {
    DT_BACKEND_AUTO,
    DT_BACKEND_DENSE,
    DT_BACKEND_LISTED,
    DT_BACKEND_GRAPH
} dt_backend;

typedef enum dt_format {
    DT_TEXT,
    DT_JSON,
    DT_CSV,
    DT_MARKDOWN,
    DT_LATEX,
    DT_SVG, /* of pictures */
    DT_DOT  /* of the state graph */
} dt_format;

#define DT_PICTURES(X)                                                                             \
    X(GRAPH, "graph", "states and moves, today and what holds")                                    \
    X(FUNNEL, "funnel", "from what is possible to what would last")                                \
    X(REDLINES, "redlines", "which red lines clash, and what would open them")                     \
    X(TIMELINE, "timeline", "common ground and what holds, from stage to stage")

typedef enum dt_picture {
#define X(ID, id, meaning) DT_PICTURE_##ID,
    DT_PICTURES(X)
#undef X
        DT_PICTURE_COUNT
} dt_picture;

const char *dt_picture_id(dt_picture);      /* "graph" */
const char *dt_picture_meaning(dt_picture); /* half a sentence */

#define DT_ALL UINT64_MAX

/* An incremental SAT solver behind the IPASIR interface (Balyo, Biere, Iser & Sinz 2016), for red
 * lines of models that are too large to look at every state. All NULL: none. */
typedef struct dt_sat {
    void *(*init)(void *ctx);
    void (*add)(void *solver, int literal); /* a clause's literals, then 0 */
    void (*assume)(void *solver, int literal);
    int (*solve)(void *solver); /* 10 satisfiable, 20 not, 0 stopped */
    int (*val)(void *solver, int literal);
    void (*release)(void *solver);
    void *ctx;
} dt_sat;

typedef enum dt_quoted { /* whether a document has the words of a quotation */
                         DT_QUOTED_EXACTLY,
                         DT_QUOTED_ALIKE, /* but for spacing, quotation marks and case */
                         DT_QUOTED_NOT,
                         DT_QUOTED_UNREAD /* the document could not be read */
} dt_quoted;

typedef struct dt_quotation { /* lives during the call */
    size_t number;            /* of the source, in the order of the file, from 0 */
    const char *source, *file;
    const char *words; /* NULL: only whether the file can be read is asked */
} dt_quotation;

typedef struct dt_options { /* zero means default; NULL instead of the struct means all default */
    dt_memory memory;
    uint64_t memory_bytes; /* refuse before allocating more than this; 0: no limit */
    uint32_t threads;      /* 0: one */
    bool (*progress)(void *ctx, const char *work, uint64_t done,
                     uint64_t total); /* false cancels */
    void *progress_ctx;
    void (*diagnose)(void *ctx, const dt_diagnostic *); /* every error, warning and note */
    void *diagnose_ctx;

    const char *file;        /* the model's file name, for reports; NULL: none */
    const char *stage;       /* "2", "2026-02", ...; NULL: the last stage */
    const char *const *lift; /* red lines to lift, "player.line" */
    size_t lift_count;
    const char *where;      /* only states where this expression holds; NULL: all */
    dt_backend backend;     /* auto: by estimated cost */
    dt_responses responses; /* of dt_analyse */
    uint32_t concepts;      /* of dt_analyse, bit 1 << dt_concept; 0: all */

    const char *state;   /* dt_report_explain: a name, a pattern or a number */
    const char *versus;  /* dt_report_explain: another one to compare it with */
    const char *player;  /* dt_report_explain: only this player; NULL: all */
    const char *from;    /* dt_report_paths: a name, a pattern or a number; NULL: the status quo */
    const char *to;      /* dt_report_paths: such a state or an outcome; NULL: the equilibria */
    const char *between; /* dt_report_redlines: only these players' red lines, "a,b"; NULL: all */
    dt_sat sat;          /* dt_report_redlines: used where the states cannot be enumerated */
    bool by_solver;      /* dt_report_redlines: use it in any case */

    dt_picture picture; /* dt_report_draw */
    bool sources;       /* of solve, redlines, explain: the claims and sources of what is named */
    bool deep;          /* dt_report_check: also the checks that may take long */
    /* dt_report_check: looks a quotation up in the file of its source. The sentence says what stands
     * there instead, or why it cannot be read. False cancels. NULL: quotations are not looked up. */
    bool (*quoted)(void *ctx, const dt_quotation *, dt_quoted *, char *sentence, size_t room);
    void *quoted_ctx;
    dt_format format;    /* of reports */
    uint64_t limit;      /* most states that a report lists; 0: 1000, DT_ALL: all */
    bool table;          /* dt_report_solve, text: the field's option table as well */
    bool count_only;     /* dt_report_states: only how many */
    uint32_t width;      /* columns of text reports; 0: 80 */
    bool colour;         /* text reports may use terminal escapes for emphasis */
    const char *command; /* how the user calls this program, for "next" lines; NULL: "detente" */
} dt_options;

/* ---- model ------------------------------------------------------------------------------ */

/* Reads and checks a model. Every error and warning goes to options->diagnose; the first error is
 * also in *err. A model with an error is not returned. Copies the text. Cost: linear in the text. */
dt_model *dt_model_parse(const char *text, size_t length, const dt_options *, dt_error *err);
void dt_model_free(dt_model *);
const char *dt_model_title(const dt_model *); /* NULL: none */
uint32_t dt_model_stages(const dt_model *);   /* events + 1 */

/* ---- game ------------------------------------------------------------------------------- */

/* Compiles one stage of a model (options: stage, lift, backend, threads, memory_bytes).
 * Cost: with c cells (dense) or feasible states (listed, graph) and m statements, O(c m / 64) words;
 * the graph backend, which models with `states` or `coalesce` need, also lists every move. */
dt_game *dt_game_compile(dt_model *, const dt_options *, dt_error *err);
void dt_game_free(dt_game *);
uint32_t dt_game_players(const dt_game *);
const char *dt_game_player(const dt_game *, uint32_t player); /* its identifier */
dt_index dt_game_states(const dt_game *);                     /* feasible states */
dt_backend dt_game_backend(const dt_game *);
uint32_t dt_game_bits(const dt_game *);
dt_state dt_game_state(const dt_game *, dt_index);
dt_index dt_game_index(const dt_game *, dt_state);                 /* DT_NO_INDEX: not feasible */
uint32_t dt_game_rank(const dt_game *, dt_index, uint32_t player); /* 1 is best, no gaps */
dt_index dt_game_status_quo(const dt_game *);                      /* DT_NO_INDEX: none given */
dt_index dt_game_no_deal(const dt_game *);
/* One character an option and a NUL, '-' where coalesced states differ; `pattern` has room for 65
 * bytes. Empty for a model with `states`: there the bits of a state are its place in the list. */
void dt_game_pattern(const dt_game *, dt_index, char *pattern);
/* A state by a declared name, a pattern, or a number ("#5" is always the number). */
dt_index dt_game_find(const dt_game *, const char *state, dt_error *err);

/* ---- verdicts --------------------------------------------------------------------------- */

/* Stability of every state for every player (options: concepts, responses, threads, memory_bytes,
 * progress). Cost: about 20 passes over the states a player and concept; docs/analyses.md. */
dt_verdicts *dt_analyse(const dt_game *, const dt_options *, dt_error *err);
void dt_verdicts_free(dt_verdicts *);
bool dt_stable(const dt_verdicts *, dt_concept, dt_index, uint32_t player);
bool dt_equilibrium(const dt_verdicts *, dt_concept, dt_index); /* stable for every player */
uint64_t dt_equilibria(const dt_verdicts *, dt_concept);        /* how many */

/* ---- reports ---------------------------------------------------------------------------- */

typedef struct dt_output {                                      /* where a report's bytes go */
    bool (*write)(void *ctx, const char *bytes, size_t length); /* false: could not */
    void *ctx;
} dt_output;

/* What holds: equilibria and their summaries (options: format, limit, where, table, width). */
bool dt_report_solve(const dt_verdicts *, const dt_options *, dt_output, dt_error *err);
/* The feasible states with ranks (options: format, limit, where, count_only, width). */
bool dt_report_states(const dt_game *, const dt_options *, dt_output, dt_error *err);
/* Whether any outcome respects all red lines; which clash; the least that someone must give up; what
 * is then on the table and what of it would hold (options: stage, lift, between, where, concepts: the
 * first is the one whose equilibria are listed (0: seq), limit, format, width). Compiles and analyses
 * a game for every concession. */
bool dt_report_redlines(dt_model *, const dt_options *, dt_output, dt_error *err);
/* Why a state holds or not, as prose or as witnesses (options: state or where, player, concepts,
 * versus, format, width). The game must be read with responses as sequences. */
bool dt_report_explain(const dt_game *, const dt_options *, dt_output, dt_error *err);
/* How the conflict changed: every stage beside the others, or one in full, and which line of an
 * event changed what holds (options: stage, lift, where, concepts, responses, backend, limit, format,
 * width). Compiles and analyses a game for every stage and for every line that may change one. */
bool dt_report_timeline(dt_model *, const dt_options *, dt_output, dt_error *err);
/* How to get from a state to a state, an outcome, or the equilibria of a concept: the shortest ways
 * by moves and by improvements, and who must first act against its preference (options: from, to,
 * where, concepts: the first (0: seq), responses, limit, format, width). */
bool dt_report_paths(const dt_game *, const dt_options *, dt_output, dt_error *err);
/* Every claim with the sources that it rests on and the statements that use it; claims and sources
 * that nothing uses; statements without either (options: format text or json, width). */
bool dt_report_sources(const dt_model *, const dt_options *, dt_output, dt_error *err);
/* A picture as SVG, or the state graph for Graphviz (options: picture; format: DT_DOT, any other but
 * DT_SVG and DT_TEXT is an error, and DT_TEXT means DT_SVG; stage, lift, where, concepts; of the
 * graph limit, the most states that are drawn one by one (0: 100, at most 1000); of red lines and
 * the funnel between). Cost: that of dt_report_solve for the graph, of dt_report_redlines for the
 * funnel; the timeline compiles and analyses every stage. */
bool dt_report_draw(dt_model *, const dt_options *, dt_output, dt_error *err);
/* The model as an editor or a page needs it (options: stage, lift; format DT_JSON): its text, and
 * every statement with its place, what it rests on, and each player's order. Looks at no state. */
bool dt_report_outline(dt_model *, const dt_options *, dt_output, dt_error *err);
/* Parses, checks everything and reports. DT_TEXT writes nothing but calls options->diagnose for each
 * finding; DT_JSON writes the object of the command `check`. Returns false when the model has
 * errors (code DT_ERR_MODEL) or the check itself failed; *warnings counts warnings (may be NULL). */
bool dt_report_check(const char *text, size_t length, const dt_options *, dt_output,
                     uint64_t *warnings, dt_error *err);
/* The text in canonical form; comments and blank lines stay where they were. */
bool dt_report_format(const char *text, size_t length, const dt_options *, dt_output,
                      dt_error *err);
/* The model written anew from what was understood, without comments. */
bool dt_report_model(const dt_model *, const dt_options *, dt_output, dt_error *err);

/* ---- text helpers ----------------------------------------------------------------------- */

/* The entry of `words` (NULL at its end) nearest to `word` by edit distance, or NULL if none is
 * near enough to suggest. */
const char *dt_nearest(const char *word, const char *const *words);

#ifdef __cplusplus
}
#endif

#if defined(__GNUC__) || defined(__clang__)
#pragma GCC visibility pop
#endif

#endif
