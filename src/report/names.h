/* Names that users give and read: players, statements, sources. */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include "report/report.h"

/* The player with an identifier; NONE after an error that suggests the nearest. */
uint32_t player_named(const dt_model *, const char *id, size_t length, dt_error *);

/* A criterion as the analyst wrote it ("not sue", "higher tolls"), in the report's arena; NULL:
 * memory is gone. */
const char *criterion_text(report *, const criterion *);

/* What a note says: [source] "quoted words", or because and the words of the claim with its sources;
 * for a terminal. */
void put_source(output *, const note *);

#endif
