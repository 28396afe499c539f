/* What conditions mean, as boolean programs over the state's bits. */
#ifndef MODEL_MEANING_H
#define MODEL_MEANING_H

#include "base/logic.h"
#include "model/model.h"

typedef struct meaning {
    const dt_model *model;
    logic *logic;
    slot *definitions;         /* of lets and outcomes by index; LOGIC_FAILED: not built yet */
    slot *classes;             /* of the `coalesce` statements; NULL: none, or not built yet */
    const expr *unsettled;     /* a `state` atom whose state is not known yet was met */
    const expr **unsettled_in; /* such an atom in a definition, by index, or NULL */
} meaning;

/* The slots of definitions and classes live in the arena. False: memory is gone. A class that speaks
 * of a state that is not known yet is left in `unsettled`.
 *
 * `state X` holds in X and, where X is coalesced with others, in all of these: they are one state.
 * Only in the conditions of the classes themselves it holds in X alone. */
bool meaning_start(meaning *, const dt_model *, logic *, arena *);
/* The slot that holds where the condition holds. */
slot meaning_of(meaning *, const expr *);
/* The slot that holds where the option stands at the level or above it. */
slot meaning_at_least(meaning *, const option *, uint32_t level);

#endif
