/* What a person sees: safe text, colour, the width of the screen, a diagnostic with its place. */
#ifndef CLI_TERMINAL_H
#define CLI_TERMINAL_H

#include "detente.h"

#include <stdio.h>

unsigned terminal_columns(int fd);              /* from COLUMNS, the terminal, else 80 */
bool terminal_colour(int fd, bool refused);     /* refused: --no-color */
void print_safe(FILE *, const char *text);      /* what would steer a terminal as \x1b */
void print_file_word(FILE *, const char *file); /* a file name as one would type it in a shell */

typedef struct view { /* where diagnostics are shown, and of which text */
    const char *file; /* its name, "-" for standard input */
    const char *text;
    size_t length;
    unsigned columns;
    bool colour;
    bool wraps; /* on a terminal messages are broken at blanks; else tools want one line */
} view;

/* FILE:LINE:COLUMN: error: MESSAGE, the line, and ^~~~ under the place. */
void print_diagnostic(FILE *, const view *, const dt_diagnostic *);

#endif
