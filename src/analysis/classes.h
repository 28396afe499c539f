/* Equilibria that no player tells apart: those with one vector of ranks. */
#ifndef ANALYSIS_CLASSES_H
#define ANALYSIS_CLASSES_H

#include "analysis/summary.h"

/* Counts the classes of a concept's shown equilibria and keeps the first few (equilibria.classes,
 * .shown); does nothing when that is known. Cost: a pass over the equilibria for about every half a
 * million classes; at most 24 MiB. False: cancelled, or memory is gone. */
bool count_classes(summary *, dt_concept, progress *);

#endif
