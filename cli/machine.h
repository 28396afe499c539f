/* What this machine offers. */
#ifndef CLI_MACHINE_H
#define CLI_MACHINE_H

#include <stdint.h>

uint32_t machine_processors(void);
uint64_t machine_free_bytes(void); /* memory that may be used now; 0: unknown */

#endif
