/* The SAT solver that this build has, for red lines of models too large to look at every state. */
#ifndef CLI_SAT_H
#define CLI_SAT_H

#include "detente.h"

dt_sat sat_solver(void); /* all NULL: none; then the build says how to get one */

#endif
