/* Models that options alone do not say: states that are coalesced, and states that are listed. */
#ifndef VERIFY_MERGED_H
#define VERIFY_MERGED_H

#include "verify/rules.h"

/* The class of a state, feasible or not, or NONE. */
uint32_t merged_class(const rules *, state);
/* Lists the members of every class. False: too many, cancelled, or memory is gone. */
bool merged_list(rules *, dt_error *);
void merged_free(rules *);
/* Lists a player's moves of a model with `states`. False: memory is gone. */
bool merged_arcs(rules *, uint32_t player);
/* The first of a player's arcs that starts at a state or behind it. */
size_t merged_first_arc(const mover *, state from);

#endif
