/* Pieces of JSON. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/output.h"

void json_bool(output *, bool);
/* The comma between the items of a list on one line; before the first there is none. */
void json_comma(output *, bool *first);
/* Items on lines of their own, indented; then the bracket, on its own line unless there were none. */
void json_line(output *, bool *first, uint32_t indent);
void json_close_lines(output *, bool empty, uint32_t indent, const char *bracket);
void json_field(output *, const char *name); /* a further field of the object itself */

#endif
