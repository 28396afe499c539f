/* The oracle: the meaning of a model and the definitions of stability, written a second time.
 *
 * It shares nothing with the engine: states are arrays of levels, sets are arrays of marks,
 * definitions are nested loops. It is slow on purpose, so that every line can be compared with
 * docs/language.md and docs/analyses.md. Only engine.c knows the engine, and only by detente.h.
 *
 *     dice ──generate.c──▶ conflict ──write.c──▶ text ──▶ the engine's verdicts ─┐
 *                             │                                                  ├─ engine.c
 *                             └──model.c──▶ game ──stability.c──▶ our verdicts ──┘
 *
 * shrink.c makes a failing conflict small; literature_test.c checks the oracle itself against
 * what has been published.
 */
#ifndef ORACLE_H
#define ORACLE_H

#undef NDEBUG /* the oracle checks itself in every build */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MOST_PLAYERS = 6,
    MOST_OPTIONS = 12,
    MOST_LEVELS = 10,
    MOST_STATES = 512, /* combinations of levels, feasible or not */
    MOST_STATEMENTS = 600,
    MOST_EXPRS = 6000,
    MOST_CHILDREN = 4,
    MOST_LETS = 6,
    MOST_CLASSES = 3,
    MOST_EVENTS = 5,
    MOST_LINES = 8, /* of one event */
    NAME_BYTES = 8
};

/* ---- chance: a seed, or the bytes of a fuzzer ------------------------------------------- */

typedef struct dice {
    uint64_t seed;
    const uint8_t *bytes; /* NULL: by seed; used up: every roll is 0 */
    size_t left;
} dice;

int roll(dice *, int sides); /* 0 .. sides - 1 */
bool chance(dice *, int percent);

/* ---- the conflict as somebody wrote it -------------------------------------------------- */

typedef struct state { /* one level an option */
    signed char level[MOST_OPTIONS];
} state;

typedef enum expr_kind {
    IS_NO,
    IS_YES,
    IS_TAKEN,    /* an option above its lowest level */
    IS_COMPARED, /* an option's level against another */
    IS_STATE,    /* one of the marked states */
    IS_LET,
    IS_NOT,
    IS_AND,
    IS_OR,
    IS_IMPLIES,
    IS_IF,
    IS_IFF,
    IS_EXACTLY,
    IS_AT_MOST,
    IS_AT_LEAST
} expr_kind;

typedef enum relation { EQUAL, UNEQUAL, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL } relation;

typedef struct expr {
    signed char kind, relation, option;
    signed char children;
    short value; /* level, count of `of`, index of the let or of the marked state */
    short child[MOST_CHILDREN];
} expr;

typedef struct option {
    char name[NAME_BYTES];
    int player, levels;
    bool declared; /* written with `levels` */
    char level_name[MOST_LEVELS][NAME_BYTES];
    int way;   /* 0 both ways, +1 only rises, -1 only falls */
    bool late; /* an event adds it */
} option;

typedef struct player {
    char name[NAME_BYTES];
    bool late;
    bool ranked;
    short place[MOST_STATES]; /* ranked: of every combination of levels, lower is better */
} player;

typedef enum statement_kind { REDLINE, PREFER, HIGHER, LOWER, REQUIRE, INFEASIBLE } statement_kind;

typedef struct statement {
    statement_kind kind;
    int id;     /* its name comes from it and stays when others go */
    int player; /* of red lines and preferences */
    int expr;   /* of HIGHER and LOWER: unused */
    int option; /* of HIGHER and LOWER */
    bool named; /* red lines always are */
    bool rigid;
    bool added; /* by an event */
} statement;

typedef struct let {
    int id, expr;
    bool outcome;
} let;

typedef enum line_kind { FIX, FREE, NOW, ADD, DROP, ADD_OPTION, ADD_PLAYER } line_kind;
typedef enum position { LAST, FIRST, BEFORE, AFTER } position;

typedef struct line {
    line_kind kind;
    state names;    /* FIX, NOW: level, or -1 where not named */
    int option;     /* FREE, ADD_OPTION */
    int player;     /* ADD_PLAYER */
    int id;         /* ADD, DROP: of the statement */
    position place; /* ADD of a red line or preference */
    int anchor;     /* BEFORE, AFTER: id of a statement */
} line;

typedef struct event {
    int year, month, day; /* month or day 0: not said */
    int lines;
    line line[MOST_LINES];
} event;

typedef struct conflict {
    int players, options, statements, lets, marks, classes, events, exprs;
    player player[MOST_PLAYERS];
    option option[MOST_OPTIONS]; /* in declaration order: by player */
    statement statement[MOST_STATEMENTS];
    let let[MOST_LETS];
    state mark[MOST_STATES]; /* states that are spoken of */
    int mark_name[MOST_STATES];
    int naming; /* marks go by 0: number of the state, 1: word, 2: whole number as a name */
    int class_expr[MOST_CLASSES];
    event event[MOST_EVENTS]; /* in file order */
    expr expr[MOST_EXPRS];
    bool has_status_quo, has_no_deal;
    state status_quo;
    state no_deal;  /* -1 where not named */
    uint64_t style; /* how the text is written; 0: plainly */
} conflict;

/* An empty conflict; only what is counted needs to be written. */
void conflict_start(conflict *);
int new_expr(conflict *, expr_kind);
int clone_expr(conflict *, int);
int combination(const conflict *, const state *); /* place among all combinations of levels */
int combinations(const conflict *);
void combination_state(const conflict *, int, state *);

/* ---- generate.c, write.c, shrink.c ------------------------------------------------------ */

typedef struct wishes {
    int most_states; /* of the combinations of levels */
    bool events, classes;
} wishes;

void generate(conflict *, dice *, wishes);
char *write_conflict(const conflict *); /* to be freed */
void statement_name(const conflict *, const statement *,
                    char out[24]); /* "p.r3", or "k3" of constraints */

/* Makes the conflict smaller as long as it is fair and `fails`. */
void shrink(conflict *, bool (*fails)(const conflict *, void *), void *);

/* ---- what it means at one stage --------------------------------------------------------- */

typedef struct stage {
    int fixed[MOST_OPTIONS]; /* level, or -1 */
    state status_quo, no_deal;
    int in_force;
    int statement[MOST_STATEMENTS]; /* indices of those in force, each kind in its order */
} stage;

/* The conflict after a number of events, in order of their dates. False: an event asks for what
 * the language forbids, or there is no feasible state, status quo or no deal. */
bool stage_after(const conflict *, int events, stage *);
bool sound(const conflict *);    /* every stage is */
bool playable(const conflict *); /* and members of classes are alike, and ranks are whole */
bool fair(const conflict *);     /* the engine has no right to refuse it */
void order_events(const conflict *, int order[MOST_EVENTS]);
long event_day(int year, int month, int day); /* the last day that it may mean */
/* The same conflict without events, as somebody would write it who knows only that stage. */
void without_events(const conflict *, int events, conflict *);

/* `state X` holds in all states that count as one with X; but not while it says which these are. */
bool holds(const conflict *, int expr, const state *);
bool feasible(const conflict *, const stage *, const state *);
bool statement_crossed(const conflict *, const statement *, const state *);
void write_pattern(const conflict *, const state *, char *);

typedef struct arcs { /* moves of one player from one state */
    int count;
    short *to;
} arcs;

typedef struct game {
    int players, states;
    state *at;               /* of a class: its lowest member */
    short *class_of;         /* of every combination of levels: its state, or -1 */
    short *rank;             /* [player * states + state], 1 is best, no gaps */
    arcs *moves;             /* [player * states + state] */
    int status_quo, no_deal; /* or -1 */
} game;

game *game_new(int players, int states);
void game_add_move(game *, int p, int from, int to);
void game_free(game *);
int game_rank(const game *, int p, int s);
/* Does it hold in every member of a state that is several? */
bool holds_in_all(const conflict *, const game *, int expr, int s);

/* `lift`: marks of the ids of red lines that are lifted; NULL: none. NULL: not sound, or members
 * of a class differ where they must not. */
game *play(const conflict *, int events, const bool *lift);

/* ---- stability -------------------------------------------------------------------------- */

typedef enum reading { SEQUENCES, SINGLE, ONCE, READINGS } reading;
typedef enum concept { NASH, GMR, SMR, SEQ, SSEQ, CONCEPTS } concept;
extern const char *const concept_word[CONCEPTS];
extern const char *const reading_word[READINGS];

/* The states that the players other than `i` can lead to from `s`: mark[state]. */
void joint_moves(const game *, reading, int i, int s, bool improving, bool *mark);
/* stable[(concept * players + player) * states + state], to be freed. */
bool *judge(const game *, reading);

/* ---- report.c --------------------------------------------------------------------------- */

/* Does the JSON of `solve` say what the oracle says? If not, `what` tells where it does not. Only
 * states of the let `where` are shown (-1: all). */
bool report_agrees(const conflict *, const game *, int events, const bool *lift,
                   const bool *verdict, int where, const char *json, char *what, size_t room);

/* The number at a path of members, which NULL ends; -1: there is none. */
long json_number(const char *json, const char *const *path);

/* ---- graph.c: games of named states and listed moves ------------------------------------ */

game *random_graph(dice *); /* moves need not be transitive */
char *write_graph(const game *, int manner);
void graph_state_name(int s, int manner, char out[24]);
void shrink_graph(game *, bool (*fails)(const game *, void *), void *);

/* ---- the engine beside it --------------------------------------------------------------- */

typedef enum disagreement {
    AGREED,
    NOT_YET, /* one of the two says that it cannot do this */
    REFUSED, /* it takes a sound conflict for a faulty one */
    DIFFERENT
} disagreement;

typedef struct examination { /* what to compare; zero: everything, without events */
    int events;              /* the stage: after so many */
    int by_date;             /* the stage is asked for by the date of an event */
    int threads;             /* odd: what is lifted is asked for backwards */
    unsigned readings;       /* bits; 0: all */
    unsigned backends;       /* bit 0 dense, bit 1 listed, bit 2 graph; 0: all that can */
    const bool *lift;
    bool report; /* also the figures of the JSON that `solve` writes */
    bool brief;  /* only verdicts, ranks and numbers: for very many very small games */
} examination;

typedef struct finding {
    disagreement kind;
    char text[1000];
} finding;

finding examine(const conflict *, const examination *);
finding examine_graph(const game *, const examination *);
long verdicts_compared(void);
long reports_compared(void);

/* ---- paper.c: for tests that compare at random ------------------------------------------ */

long from_environment(const char *name, long otherwise);
long how_many(long usually); /* $DT_COUNT, or twenty times as many with $DT_LONG */

/* What a report is written to: a dt_output of paper_append and a zeroed paper. Its text is the
 * caller's, to be freed; NULL: nothing was written. */
typedef struct paper {
    char *text;
    size_t length;
} paper;
bool paper_append(void *ctx, const char *bytes, size_t length);

#endif
