/* Printing: formatted text through a write callback, with the escapes of every format we write.
 * A failed write is remembered; a report writes freely and looks once at its end. */
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/error.h"

typedef struct output {
    dt_output to;
    bool failed;
    size_t used;
    uint64_t column; /* display columns since the last newline, one a code point */
    char bytes[4096];
} output;

void output_start(output *, dt_output);
bool output_end(output *); /* flushes; false when any write failed */
void put_bytes(output *, const char *bytes, size_t length);
void put(output *, const char *format, ...)
    PRINTF_LIKE(2, 3);                     /* no %f: locale-free by construction */
void put_text(output *, const char *text); /* as it is; NULL writes nothing */
void put_repeated(output *, char c, uint64_t count);
void put_terminal(output *, const char *text); /* control and direction characters as \x1b */
void put_json(output *,
              const char *text); /* a quoted JSON string, safe in a script element; NULL: null */
void put_csv(output *, const char *text); /* a CSV cell; cells that start a formula are disarmed */
void put_markdown(output *, const char *text); /* a Markdown table cell */
void put_latex(output *, const char *text);
void put_xml(output *, const char *text); /* text or an attribute's value; line ends as blanks */
void put_dot(output *, const char *text); /* a quoted string of Graphviz */
void put_count(output *, uint64_t);       /* 1,234,567 */
void put_json_count(output *, uint64_t);  /* a number; above 2^53 a string */

uint32_t text_columns(const char *text); /* display columns: code points, wide ones as two */

#endif
