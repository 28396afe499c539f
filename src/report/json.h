/* Pieces of JSON reports. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/report.h"

void json_bool(output *, bool);
/* The comma between the items of a list on one line; before the first there is none. */
void json_comma(output *, bool *first);
/* Items on lines of their own, indented; then the bracket, on its own line unless there were none. */
void json_line(output *, bool *first, uint32_t indent);
void json_close_lines(output *, bool empty, uint32_t indent, const char *bracket);
void json_field(output *, const char *name); /* a further field of the object itself */

/* From the opening brace to the fields that every result has. False: memory is gone. */
bool json_head(report *);
void json_state(report *, uint64_t slot);     /* {"number", "name", "pattern"}, or null */
void json_redlines(report *, uint64_t lines); /* their ids, in brackets */

#endif
