/* What conditions mean, as boolean programs over the state's bits. */
#ifndef MODEL_MEANING_H
#define MODEL_MEANING_H

#include "base/logic.h"
#include "model/model.h"

typedef struct meaning {
    const dt_model *model;
    logic *logic;
    slot *definitions;     /* of lets and outcomes by index; LOGIC_FAILED: not built yet */
    const expr *unsettled; /* a `state` atom whose state is not known yet was met */
} meaning;

/* The definitions' slots live in the arena. False: memory is gone. */
bool meaning_start(meaning *, const dt_model *, logic *, arena *);
/* The slot that holds where the condition holds. */
slot meaning_of(meaning *, const expr *);
/* The slot that holds where the option stands at the level or above it. */
slot meaning_at_least(meaning *, const option *, uint32_t level);

#endif
