/* What is legal but surely not intended. */
#ifndef MODEL_CHECK_H
#define MODEL_CHECK_H

#include "model/stage.h"

/* Warns about a model without errors. Every question of truth is put to a propagating search over
 * the feasible states of every stage in which a statement is in force. Unless `deep`, all of them
 * together take about 200 ms at most; then one note says that checks were left out. False: memory is
 * gone. */
bool model_check(dt_model *, bool deep, diagnostics *);

#endif
