/* The page that reports are written into; web/ builds it, and a minimal installation lacks it. */
#ifndef CLI_PAGE_H
#define CLI_PAGE_H

#include "files.h"

typedef struct page {
    input file;
    size_t gap; /* where the report's data belong, instead of PAGE_EMPTY */
} page;

#define PAGE_EMPTY "null"

/* Reads it from beside the command, or from share/detente of the place that it is installed in.
 * Returns an exit code; says how to get the page where there is none. */
int page_read(page *);
void page_free(page *);

#endif
