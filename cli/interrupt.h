/* Ctrl-C: the first asks the work to stop, the second ends the program at once. */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdbool.h>

void interrupt_watch(void); /* call once, at the start */
bool interrupted(void);
/* The file to remove if the program is ended by a signal; NULL: none. */
void interrupt_removes(const char *path);

#endif
