/* Reads a picture as far as its tests need: is it XML, and where does everything stand. */
#ifndef TESTS_SVG_H
#define TESTS_SVG_H

#include <stdbool.h>
#include <stddef.h>

typedef struct svg_place { /* a box, or the words of a line as narrow as any face writes them */
    double left, top, right, bottom;
    char what[80]; /* its class, or the words */
} svg_place;

typedef struct svg {
    double width, height; /* of the view */
    svg_place *boxes;     /* outlined rectangles, frames inside of others not counted */
    size_t box_count;
    svg_place *lines;
    size_t line_count;
    size_t elements, titles, scripts; /* scripts: all that could run or be fetched */
    char problem[200];                /* empty: well-formed */
} svg;

void svg_read(svg *, const char *text);
void svg_free(svg *);

/* Prints and counts what is wrong with a picture: it is no XML, something could run or be fetched,
 * something stands outside of the view, two boxes or two lines of words overlap. */
unsigned svg_faults(const char *what, const char *text);

#endif
