/* Texts in the making, lines and columns, numbers in words. */
#ifndef BASE_LAYOUT_H
#define BASE_LAYOUT_H

#include "base/output.h"

/* ---- texts in the making -------------------------------------------------------------------- */

typedef struct composed { /* a paragraph or a cell; written with the put_ functions of base */
    output out;
    memory *memory;
    struct {
        char *items;
        size_t count, room;
    } text;
} composed;

output *composed_start(composed *, memory *);
output *composed_again(composed *);    /* empties it */
const char *composed_text(composed *); /* never NULL; when memory is gone, the memory says so */
void composed_free(composed *);

/* Cuts off the next line of at most `columns`: at a blank, or inside a word that is longer than a
 * line. Moves *text behind it and the blanks after it. */
size_t next_line(const char **text, uint32_t columns, const char **line);

/* Writes a text in lines: the first after `indent` blanks (already there if `begun`), others after
 * `hang`. */
typedef struct margins {
    uint32_t width, indent, hang;
    bool begun;
} margins;
void put_wrapped(output *, const char *text, margins);

/* Cells side by side, each wrapped in its column; a line of the row ends with its last word. */
typedef struct column {
    const char *text;
    uint32_t width;
    bool right; /* aligned */
} column;
void put_cells(output *, column *, uint32_t count, uint32_t indent, uint32_t gap);
/* Shares `width` among columns: what a column needs if that is no more than its share. */
void share_width(column *, uint32_t count, uint32_t width, const uint32_t *needed);

/* ---- numbers -------------------------------------------------------------------------------- */

const char *number_word(uint64_t);   /* up to twelve in words, else NULL */
void put_number(output *, uint64_t); /* "three", "1,234" */
void put_plural(output *, uint64_t, const char *one, const char *many); /* "1 line", "2 lines" */
/* The comma or the "and" before item k of n. */
void put_joint(output *, uint32_t k, uint32_t n);

#endif
