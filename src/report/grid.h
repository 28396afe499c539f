/* One table as CSV, Markdown or LaTeX. Cells are composed as plain text; the format escapes them. */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "report/words.h"

typedef struct grid_column {
    const char *id;    /* the heading in CSV */
    const char *words; /* in the other formats */
    bool right;        /* aligned */
} grid_column;

typedef struct grid {
    output *out;
    dt_format format;
    uint32_t columns, filled; /* filled: cells of the row at hand */
    composed cell;
} grid;

void grid_start(grid *, output *, memory *, dt_format, const grid_column *, uint32_t columns);
output *grid_cell(grid *); /* the next cell, to be written into until the next call */
void grid_end(grid *);     /* after the last row */

/* The title and stage of a report, for Markdown, or what its tables need, for LaTeX; nothing for
 * CSV. A heading of a section likewise. */
void grid_title(report *);
void grid_title_only(report *); /* without the stage */
void grid_heading(report *, const char *words);

#endif
