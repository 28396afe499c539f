/* Whether the classes of coalesced states are sound. */
#ifndef MODEL_COALESCE_H
#define MODEL_COALESCE_H

#include "model/stage.h"

/* Complains about classes that share a state, and about red lines and preferences that tell members
 * of a class apart. When memory is gone, the arena's memory says so. */
void coalesce_check(const stage *, arena *, diagnostics *);

#endif
