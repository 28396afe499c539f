/* The command line as data: the commands, their flags, the exit codes. Parsing, --help and the
 * tests of the shell completions all read these tables. */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "detente.h"

#if defined(__GNUC__) || defined(__clang__)
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))
#else
#define PRINTF_LIKE(text, first)
#endif

/* ---- commands --------------------------------------------------------------------------- */

#define COMMANDS(X)                                                                                \
    X(NEW, "new", "[KIND] [FILE]", "a commented starting model that solves at once")               \
    X(CHECK, "check", "FILE...", "errors and warnings")                                            \
    X(FMT, "fmt", "FILE...", "the model in canonical form")                                        \
    X(SOLVE, "solve", "FILE", "what holds, for whom, and whether today's state does")              \
    X(STATES, "states", "FILE", "the feasible states, with every player's ranks")                  \
    X(REDLINES, "redlines", "FILE", "can they agree; what clashes; what would open it")            \
    X(EXPLAIN, "explain", "FILE", "why a state holds, or why not")                                 \
    X(TIMELINE, "timeline", "FILE", "what each event changed, and which of its lines")             \
    X(PATHS, "paths", "FILE", "how to get there, and who must move first")                         \
    X(DRAW, "draw", "FILE", "a picture: states and moves, funnel, red lines, timeline")            \
    X(VERIFY, "verify", "FILE WITNESS", "is what explain --format json wrote true")                \
    X(SOURCES, "sources", "FILE", "what each claim rests on, and what rests on nothing")           \
    X(WORDS, "words", "DOCUMENTS...", "the vocabulary of dated documents, and claims about it")    \
    X(REPORT, "report", "[FILE]", "one page with all of it, to read and to work with")             \
    X(OPEN, "open", "[FILE]", "the same page, in the browser")                                     \
    X(HELP, "help", "[COMMAND]", "this list, or a command's options and examples")                 \
    X(VERSION, "version", "", "the version of detente")

typedef enum command_id {
#define X(ID, name, arguments, text) COMMAND_##ID,
    COMMANDS(X)
#undef X
        COMMAND_COUNT
} command_id;

/* ---- flags ------------------------------------------------------------------------------ */

#define FOR(ID) (1u << COMMAND_##ID)
#define FOR_REPORTS                                                                                \
    (FOR(SOLVE) | FOR(STATES) | FOR(REDLINES) | FOR(EXPLAIN) | FOR(TIMELINE) | FOR(PATHS) |        \
     FOR(DRAW))
#define FOR_WORK (FOR_REPORTS | FOR(CHECK))
#define FOR_MORE (FOR(SOURCES) | FOR(WORDS)) /* neither analyses a game */
#define FOR_PAGES (FOR(REPORT) | FOR(OPEN))
#define FOR_ALL ((1u << COMMAND_COUNT) - 1)

/* ID, name, letter (0: none), value (NULL: takes none), commands that take it, what it does. */
#define FLAGS(X)                                                                                   \
    X(CONCEPT, "concept", 0, "LIST",                                                               \
      FOR(SOLVE) | FOR(REDLINES) | FOR(EXPLAIN) | FOR(TIMELINE) | FOR(PATHS) | FOR(DRAW),          \
      "only these of nash,gmr,smr,seq,sseq")                                                       \
    X(FROM, "from", 0, "STATE", FOR(PATHS), "name, pattern or number (default: today's)")          \
    X(TO, "to", 0, "WHERETO", FOR(PATHS), "such a state, or an outcome (default: what holds)")     \
    X(PICTURE, "picture", 0, "NAME", FOR(DRAW), "graph (the default), funnel, redlines, timeline") \
    X(STATE, "state", 0, "STATE", FOR(EXPLAIN), "name, pattern or number (default: today's)")      \
    X(VERSUS, "versus", 0, "STATE", FOR(EXPLAIN), "who prefers which of the two, and by what")     \
    X(PLAYER, "player", 0, "PLAYER", FOR(EXPLAIN), "only for this player")                         \
    X(BETWEEN, "between", 0, "LIST", FOR(REDLINES) | FOR(DRAW),                                    \
      "only the red lines of these players")                                                       \
    X(SOLVER, "solver", 0, NULL, FOR(REDLINES) | FOR(DRAW),                                        \
      "by the SAT solver, not state by state")                                                     \
    X(TABLE, "table", 0, NULL, FOR(SOLVE), "in text: the field's option table as well")            \
    X(COUNT_ONLY, "count", 0, NULL, FOR(STATES), "only how many")                                  \
    X(WHERE, "where", 0, "EXPR", FOR_REPORTS, "show only states where this condition holds")       \
    X(LIMIT, "limit", 0, "N",                                                                      \
      FOR(SOLVE) | FOR(STATES) | FOR(REDLINES) | FOR(TIMELINE) | FOR(PATHS) | FOR(DRAW) |          \
          FOR(WORDS) | FOR_PAGES,                                                                  \
      "at most N states (1000, draw 100; 0: all), or words (10)")                                  \
    X(STAGE, "stage", 0, "N|DATE", FOR_REPORTS | FOR_PAGES,                                        \
      "after N events, or on a date (default: after all)")                                         \
    X(LIFT, "lift", 0, "LIST", FOR_REPORTS | FOR_PAGES,                                            \
      "as if these red lines (player.line) were given up")                                         \
    X(RESPONSES, "responses", 0, "HOW", FOR(SOLVE) | FOR(TIMELINE) | FOR(PATHS),                   \
      "sequences (the definition), single or once")                                                \
    X(BACKEND, "backend", 0, "NAME", FOR_REPORTS,                                                  \
      "auto, dense, listed or graph: how states are kept")                                         \
    X(DEEP, "deep", 0, NULL, FOR(CHECK), "also the checks that may take long")                     \
    X(STRICT, "strict", 0, NULL, FOR(CHECK), "warnings count as errors: exit 1")                   \
    X(SOURCES, "sources", 0, NULL, FOR(SOLVE) | FOR(REDLINES) | FOR(EXPLAIN),                      \
      "at the end the claims and sources of what is named")                                        \
    X(SOURCE_ROOT, "source-root", 0, "DIR", FOR(CHECK), "sources may lie anywhere below DIR")      \
    X(TERMS, "terms", 0, "LIST", FOR(WORDS), "count these: a,b,\"a phrase\",name:x|y*, or @FILE")  \
    X(WITHOUT, "without", 0, "LIST", FOR(WORDS), "which documents have none of these terms")       \
    X(SINCE, "since", 0, "DATE", FOR(WORDS), "only documents from this date on")                   \
    X(DOCUMENT, "document", 0, "NAME", FOR(WORDS),                                                 \
      "look at this one, by name or date (default: the last)")                                     \
    X(LANGUAGE, "language", 0, "NAME", FOR(WORDS),                                                 \
      "whose endings are cut off (default: english; none: keep them)")                             \
    X(MANIFEST, "manifest", 0, "FILE", FOR(WORDS), "a CSV file with the columns file and date")    \
    X(CHECK, "check", 0, NULL, FOR(FMT), "write nothing; exit 1 if not in canonical form")         \
    X(WRITE, "write", 0, NULL, FOR(FMT), "replace the file by its canonical form")                 \
    X(FORMAT, "format", 0, "NAME", FOR_WORK | FOR_MORE,                                            \
      "text, json, csv, markdown, latex; of draw: svg, dot")                                       \
    X(OUTPUT, "output", 'o', "FILE", FOR_WORK | FOR_MORE | FOR(FMT) | FOR(VERIFY) | FOR(REPORT),   \
      "write to FILE, all of it or nothing")                                                       \
    X(THREADS, "threads", 0, "N", FOR_WORK | FOR_PAGES, "use N processors (default: all)")         \
    X(MEMORY, "memory", 0, "SIZE", FOR_WORK | FOR_MORE | FOR(VERIFY) | FOR_PAGES,                  \
      "take at most this: 512M, 4G (default: 3/4 of the free)")                                    \
    X(PROGRESS, "progress", 0, NULL, FOR_WORK | FOR(WORDS) | FOR(VERIFY) | FOR_PAGES,              \
      "always show progress")                                                                      \
    X(NO_PROGRESS, "no-progress", 0, NULL, FOR_WORK | FOR(WORDS) | FOR(VERIFY) | FOR_PAGES,        \
      "never show progress")                                                                       \
    X(NO_COLOR, "no-color", 0, NULL, FOR_ALL, "no colour, as the variable NO_COLOR")               \
    X(HELP, "help", 'h', NULL, FOR_ALL, "this help")                                               \
    X(VERSION, "version", 0, NULL, FOR_ALL, "the version of detente")

typedef enum flag_id {
#define X(ID, name, letter, value, takers, text) FLAG_##ID,
    FLAGS(X)
#undef X
        FLAG_COUNT
} flag_id;

typedef struct flag_row {
    const char *name;
    char letter;
    const char *value;
    unsigned takers;
    const char *text;
} flag_row;

extern const flag_row FLAG_ROWS[FLAG_COUNT];
extern const char *const COMMAND_NAMES[COMMAND_COUNT + 1]; /* ends with NULL */

/* ---- exit codes ------------------------------------------------------------------------- */

#define EXITS(X)                                                                                   \
    X(DONE, 0, "done; for check, verify and fmt --check: and nothing is wrong")                    \
    X(WRONG, 1, "errors in the model (all printed); a witness is false; not canonical form")       \
    X(USAGE, 2, "the command was used wrongly")                                                    \
    X(LIMIT, 3, "a limit: memory or size; the message says what was needed")                       \
    X(FILE, 4, "a file could not be read or written")                                              \
    X(INTERRUPTED, 130, "interrupted (Ctrl-C); nothing was left half written")

enum {
#define X(ID, code, text) EXIT_##ID = code,
    EXITS(X)
#undef X
};

int exit_code(dt_code);

/* ---- one call --------------------------------------------------------------------------- */

typedef struct invocation {
    const char *program; /* as hints name it */
    command_id command;
    const char **files; /* what stands after the command, in order */
    size_t file_count;
    uint64_t given;     /* bit 1 << flag_id */
    const char *output; /* of -o; NULL: standard output */
    char **lift;        /* options.lift, owned */
    dt_options options; /* what the flags say; a command adds its callbacks */
    const char *source_root;
    const char **terms, **without; /* as given, owned */
    size_t term_count, without_count;
    const char *since, *document, *language, *manifest; /* of words */
} invocation;

static inline bool flag_given(const invocation *in, flag_id flag)
{
    return (in->given >> flag & 1) != 0;
}

/* Says what is wrong with the call, and where help stands; for exit EXIT_USAGE. Returns NULL. */
void *fail_usage(const invocation *, const char *format, ...) PRINTF_LIKE(2, 3);

/* Reads the words after the program's name. False: complained, exit EXIT_USAGE. */
bool invocation_parse(invocation *, int count, char *const *words);
void invocation_free(invocation *);

/* Each returns its exit code. */
int command_new(const invocation *);
int command_check(const invocation *);
int command_fmt(const invocation *);
int command_solve(const invocation *);
int command_states(const invocation *);
int command_redlines(const invocation *);
int command_explain(const invocation *);
int command_timeline(const invocation *);
int command_paths(const invocation *);
int command_draw(const invocation *);
int command_verify(const invocation *);
int command_sources(const invocation *);
int command_words(const invocation *);
int command_report(const invocation *);
int command_open(const invocation *);

#endif
