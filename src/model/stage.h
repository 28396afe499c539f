/* What is in force after a number of events: constraints, preferences, fixed options, the status
 * quo and the no deal of one stage. */
#ifndef MODEL_STAGE_H
#define MODEL_STAGE_H

#include "base/search.h"
#include "model/meaning.h"

typedef struct criterion { /* one truth that decides a preference, in order of weight */
    const expr *condition; /* NULL: the option is at least at `level` */
    uint32_t option, level;
    bool negated;
    const statement *origin;
} criterion;

typedef struct redline {
    const statement *statement;
    uint32_t player;
    bool lifted;
} redline;

typedef struct stage_player {
    criterion *criteria; /* red lines, prefer statements, lifted red lines */
    uint32_t criterion_count;
    const statement *rank; /* then there are no criteria */
} stage_player;

typedef struct stage {
    const dt_model *model;
    uint32_t number;        /* events that have happened */
    const statement *event; /* the last of them, or NULL */
    stage_player *players;
    redline *redlines; /* of all players, in player and then preference order */
    uint32_t redline_count;
    const statement **constraints;
    uint32_t constraint_count;
    int8_t fixed[MAX_BITS]; /* the level that option k is fixed at, or -1 */
    uint64_t fixed_bits, fixed_ones;
    bool has_status_quo, has_no_deal;
    uint64_t status_quo, no_deal;
    logic logic;            /* of the constraints, levels and fixed options */
    slot feasible;          /* its root */
    slot *constraint_slots; /* each constraint, levels and fixed options not included */
    slot *class_slots;      /* the feasible members of each class of coalesced states */
    slot *class_conditions; /* all of them */
    slot *class_others;     /* the feasible states of no class or of another one */
    slot single;            /* the feasible states of no class */
    uint32_t class_count;
} stage;

/* Builds stage `number` in an arena; complains about what is wrong with it. False: complained, or
 * memory is gone (then the arena's memory says so). The logic must be freed by stage_free. */
bool stage_build(stage *, dt_model *, uint32_t number, arena *, diagnostics *);
/* The same, but of the last event only the lines up to and including `last` (NULL: all of them). */
bool stage_build_until(stage *, dt_model *, uint32_t number, const statement *last, arena *,
                       diagnostics *);
void stage_free(stage *);
/* Lifts a red line, "player.line"; false: there is no such red line in this stage. */
bool stage_lift(stage *, const char *line, arena *, dt_error *);
/* The stage that the user means: NULL the last, a number, or a date. False: complained in err. */
bool stage_find(const dt_model *, const char *text, uint32_t *number, dt_error *);

/* The slot that holds where a state is feasible in the stage, in another program. */
slot stage_feasible(const stage *, meaning *);
bool stage_is_feasible(const stage *, uint64_t state, memory *, bool *feasible);
/* The class that a state belongs to, feasible or not, or NONE. False: memory is gone. */
bool stage_class(const stage *, uint64_t state, uint32_t *class);
/* The state that stands for a state: the lowest feasible member of its class if there is one, else
 * itself. False: memory is gone. */
bool stage_lowest(const stage *, uint64_t *state);
/* The feasible state, or class of coalesced ones by its lowest member, that a pattern with '-'
 * singles out: returns how many fit, at most 2. */
uint32_t stage_match(const stage *, const char *pattern, uint64_t *state, bool *failed);

/* After resolving: settles named states and checks every stage of the model. */
void model_settle(dt_model *, diagnostics *);

#endif
