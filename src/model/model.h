/* The model: what the analyst wrote.
 *
 * The parser fills `statements`, in the order of the file, with names as written; resolve.c gives
 * every name its meaning and builds the tables of players, options and definitions; stage.c says
 * what is in force after a number of events. Everything lives in the model's arena.
 *
 * Invariant after resolving: the options of a player are contiguous, players and options stand in
 * declaration order (those that events add included), and bits follow options:
 *     option k with L levels has bits first_bit .. first_bit + L - 2, level v sets the lowest v.
 * In graph form (`states`) there are no options: the bits of a state are its place in the list, from
 * 0, in binary, and every state is a named one.
 */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/error.h"

enum {
    MAX_BITS = 64,
    MAX_LEVELS = 10,
    MAX_PLAYERS = 256,
    MAX_CRITERIA = 1000, /* preference statements of a player, levels counted */
    MAX_REDLINES = 64,
    MAX_VERTICES = 1 << 16, /* states listed by `states` */
    MAX_COALESCED = 64,
    MAX_EVENTS = 999, /* a stage of four digits would read as a year */
    MAX_DEPTH = 256   /* of brackets and `not` */
};
#define MAX_TEXT_BYTES (16u << 20)
#define NONE UINT32_MAX

typedef struct name { /* a word or a string as written; text NULL: not given */
    const char *text; /* NUL-terminated; of strings the content without quotes and escapes */
    span at;          /* of strings with the quotes */
} name;

typedef struct statement statement;
typedef struct expr expr;

/* ---- expressions ------------------------------------------------------------------------ */

typedef enum expr_kind {
    EXPR_YES,
    EXPR_NO,
    EXPR_NAME,    /* [player.]word: an option above its lowest level, or a let or outcome */
    EXPR_COMPARE, /* [player.]word relation level */
    EXPR_STATE,   /* state word: true in that state only */
    EXPR_NOT,     /* one child */
    EXPR_AND,     /* two or more children */
    EXPR_OR,      /* two or more children */
    EXPR_IMPLIES, /* two children: a implies b */
    EXPR_IF,      /* two children: a if b, which is b implies a */
    EXPR_IFF,     /* two or more children, left to right */
    EXPR_EXACTLY, /* count of the children; one or more */
    EXPR_AT_MOST,
    EXPR_AT_LEAST
} expr_kind;

typedef enum relation {
    REL_EQUAL,
    REL_DIFFERENT,
    REL_BELOW,
    REL_AT_MOST,
    REL_ABOVE,
    REL_AT_LEAST
} relation;

struct expr {
    expr_kind kind;
    span at;            /* from the first to the last character, brackets around it not included */
    expr *first, *next; /* first child; next sibling */
    uint32_t count;     /* K of exactly, at most, at least */
    name player, word;  /* player may be absent */
    relation relation;
    name level;
    /* filled by resolve.c */
    uint32_t option; /* EXPR_NAME, EXPR_COMPARE: an option, or NONE */
    uint32_t value;  /* EXPR_COMPARE: the level */
    const statement
        *definition; /* EXPR_NAME: a let or outcome; EXPR_STATE: a named state, or NULL */
    uint64_t number; /* EXPR_STATE without a definition: the state's number, from 1 */
    /* filled by stage.c */
    uint64_t bits; /* EXPR_STATE by number: the state */
    bool settled;
};

/* ---- assignments ------------------------------------------------------------------------ */

typedef struct setting { /* OPTION, not OPTION, OPTION = LEVEL */
    struct setting *next;
    span at;
    name player, word;
    bool negated;
    name level; /* absent: taken, or with `negated` the lowest level */
    /* filled by resolve.c */
    uint32_t option, value;
} setting;

typedef enum assignment_kind { ASSIGN_LIST, ASSIGN_STATE, ASSIGN_PATTERN } assignment_kind;

typedef struct assignment {
    assignment_kind kind;
    span at;
    setting *settings; /* ASSIGN_LIST */
    name word;         /* ASSIGN_STATE: name or number of a state; ASSIGN_PATTERN: the pattern */
    /* filled by resolve.c */
    const statement *definition; /* ASSIGN_STATE: the named state, or NULL */
    uint64_t number;             /* ASSIGN_STATE without a definition: the number, from 1 */
    /* filled by stage.c */
    uint64_t bits; /* the state, where it is by number, or by a pattern that the body settles */
    bool settled;
} assignment;

/* ---- statements ------------------------------------------------------------------------- */

typedef struct note { /* cite SOURCE ["quoted words"], because "words", because CLAIM */
    struct note *next;
    span at;
    bool cites;
    name word;                   /* the source (cites) or the claim; absent for because "words" */
    name quoted;                 /* the quotation, or the words of because */
    const statement *definition; /* the source or claim; filled by resolve.c */
} note;

typedef struct item { /* of lists: levels, states of a rank, names of `states`, moves */
    struct item *next;
    name word;                   /* a level, a state, the state a move leaves */
    bool tied;                   /* rank: indifferent with the item before */
    name to;                     /* move */
    bool both;                   /* move: <-> */
    const statement *definition; /* states, rank: the named state, or NULL; move: where it starts */
    uint64_t number;             /* rank: the state's number, where no state has a name */
    uint64_t bits; /* move: the state it leads to; rank: the state, filled by stage.c */
} item;

typedef enum statement_kind {
    STATEMENT_CONFLICT,
    STATEMENT_SOURCE,
    STATEMENT_CLAIM,
    STATEMENT_PLAYER,
    STATEMENT_OPTION,
    STATEMENT_REDLINE,
    STATEMENT_PREFER,
    STATEMENT_RANK,
    STATEMENT_INFEASIBLE,
    STATEMENT_REQUIRE,
    STATEMENT_STATUS_QUO,
    STATEMENT_NO_DEAL,
    STATEMENT_STATE,
    STATEMENT_LET,
    STATEMENT_OUTCOME,
    STATEMENT_STATES,
    STATEMENT_MOVE,
    STATEMENT_COALESCE,
    STATEMENT_EVENT,
    STATEMENT_FIX,
    STATEMENT_FREE,
    STATEMENT_NOW,
    STATEMENT_DROP
} statement_kind;

typedef enum place { PLACE_LAST, PLACE_FIRST, PLACE_BEFORE, PLACE_AFTER } place;

typedef struct date { /* year 0: none; month or day 0: not said */
    uint16_t year;
    uint8_t month, day;
} date;

struct statement {
    statement_kind kind;
    span at;         /* from its first to its last character, notes included */
    statement *next; /* in the order of the file */
    note *notes;
    name player; /* OPTION REDLINE PREFER RANK: whose, from the last `player` line or from
                        `add PLAYER`; MOVE; FREE, DROP, and PREFER higher: before the dot, or absent */
    name word;   /* the name it declares; FREE, DROP: the name it speaks of; absent if none */
    name label;  /* "…": label, title, text of a claim */

    /* SOURCE */
    name by, file, url;
    date date; /* SOURCE, EVENT */
    name date_text;
    /* OPTION */
    item *levels;     /* NULL: yes and no */
    int irreversible; /* +1 only rises, -1 only falls, 0 reversible */
    /* REDLINE, PREFER, INFEASIBLE, REQUIRE, LET, OUTCOME, COALESCE */
    expr *condition; /* PREFER: NULL with `direction` */
    bool rigid;      /* REDLINE */
    int direction;   /* PREFER higher (+1) or lower (-1) of option `scale_player.scale` */
    name scale_player, scale;
    /* STATUS_QUO, NO_DEAL, STATE, FIX, NOW */
    assignment assignment;
    /* RANK, STATES, MOVE */
    item *items;
    /* lines of events */
    uint32_t event; /* 0: of the body; k: it belongs to the k-th `event` statement of the file */
    bool added;     /* `add`: PLAYER, OPTION, REDLINE, PREFER, INFEASIBLE, REQUIRE */
    place place;    /* of `add PLAYER before NAME prefer …` */
    name anchor;

    /* filled by resolve.c */
    uint32_t owner; /* player index, or NONE */
    uint32_t
        index; /* PLAYER, OPTION, LET/OUTCOME, EVENT (in order of dates, from 1): its place in the model's table */
    uint32_t option;         /* PREFER higher, FREE: the option */
    const statement *target; /* DROP: what it drops; add before/after: the anchor */
};

/* ---- the model -------------------------------------------------------------------------- */

typedef struct player {
    const char *id, *label; /* label is never NULL: the id without one */
    const statement *statement;
    uint32_t first_option, options;
    uint64_t bits;         /* of its options */
    const statement *rank; /* NULL: by prefer statements */
} player;

typedef struct option {
    const char *id, *label;
    const statement *statement;
    uint32_t player;
    uint32_t levels;                     /* 2 to 10 */
    const char *level_names[MAX_LEVELS]; /* "no", "yes" without declared levels */
    bool declared_levels;
    int irreversible;
    uint32_t first_bit, bits;
    uint64_t mask;
} option;

struct dt_model {
    memory memory;
    arena arena;
    char *text; /* a copy, with a NUL */
    size_t length;
    statement *statements, *last; /* in the order of the file */
    uint64_t statement_count;

    /* filled by resolve.c */
    const char *title; /* NULL: none */
    player *players;
    option *options;
    const statement **definitions; /* lets and outcomes, each after those that it uses */
    const statement **outcomes;    /* in file order */
    const statement **states;      /* named states, in file order; in graph form all states */
    const statement **events;      /* in order of dates */
    uint32_t player_count, option_count, definition_count, outcome_count, state_count, event_count;
    uint32_t bits;
    const statement *status_quo, *no_deal; /* of the body, or NULL */
    bool graph_form;                       /* has `states` */
    const statement **coalesced;           /* the `coalesce` statements, in file order */
    uint32_t coalesced_count;

    /* filled by stage.c */
    uint64_t *state_bits; /* the bits of named state k; known where state_known[k] */
    bool *state_known;
};

/* Appends a zeroed statement of a kind; NULL when memory is gone. */
statement *model_add(dt_model *, statement_kind);
expr *model_expr(dt_model *, expr_kind);

/* Gives every name its meaning. Complains about everything that is wrong; then the model must not
 * be used further. */
void model_resolve(dt_model *, diagnostics *);
/* The same for one expression that is not part of the text (--where); `owner` NONE. */
void model_resolve_expr(dt_model *, expr *, uint32_t owner, diagnostics *);

/* The state bits in which option k stands at a level. */
static inline uint64_t option_at_level(const option *o, uint32_t level)
{
    return ((UINT64_C(1) << level) - 1) << o->first_bit;
}

uint32_t option_level(const option *, uint64_t state);

/* "2026", "2026-02" or "2026-02-01", years from 1000; false: no such date. */
bool date_parse(const char *text, date *);
/* The last day that a date may mean, as a number that orders dates. */
uint32_t date_last_day(date);

/* Writes the state's pattern, one character an option, and a NUL. */
void model_pattern(const dt_model *, uint64_t state, char *pattern);

#endif
