/* Pieces of JSON reports. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "base/json.h"
#include "report/report.h"

/* From the opening brace to the fields that every result has. False: memory is gone. */
bool json_head(report *);
void json_state(report *, uint64_t slot);     /* {"number", "name", "pattern"}, or null */
void json_redlines(report *, uint64_t lines); /* their ids, in brackets */

#endif
