/* Diagnostics, kept until they can be shown in the order of the text. */
#ifndef CLI_FINDINGS_H
#define CLI_FINDINGS_H

#include "terminal.h"

typedef struct finding finding;

typedef struct findings {
    finding *list;
    size_t count, room;
    size_t errors, warnings, notes;
} findings;

void findings_add(void *ctx,
                  const dt_diagnostic *); /* for dt_options.diagnose, with findings as ctx */
void findings_print(findings *, FILE *, const view *);
void findings_free(findings *);

#endif
