/* Pieces of JSON: commas, lines, brackets. Indented by two; the items of long lists on lines of
 * their own. */
#include "base/json.h"

void json_bool(output *o, bool value) { put_text(o, value ? "true" : "false"); }

/* The comma between the items of a list on one line. */
void json_comma(output *o, bool *first)
{
    if (!*first) put_text(o, ", ");
    *first = false;
}

/* Items on lines of their own, indented. */
void json_line(output *o, bool *first, uint32_t indent)
{
    put_text(o, *first ? "\n" : ",\n");
    put_repeated(o, ' ', indent);
    *first = false;
}

void json_close_lines(output *o, bool empty, uint32_t indent, const char *bracket)
{
    if (!empty) {
        put_text(o, "\n");
        put_repeated(o, ' ', indent);
    }
    put_text(o, bracket);
}

void json_field(output *o, const char *key) { put(o, ",\n  \"%s\": ", key); }
