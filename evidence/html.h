/* The readable text of an HTML page. */
#ifndef EVIDENCE_HTML_H
#define EVIDENCE_HTML_H

#include "evidence/text.h"

enum { MOST_NESTED = 512 };

typedef struct html_page {
    text_bytes text;    /* paragraphs, each on a line */
    text_bytes article; /* the same of <article> or <main> alone; empty where there is neither */
    char date[16];      /* of a <meta> that says when it was published; "" */
} html_page;

/* Reads a page, however broken. Bytes that are no UTF-8 are read as the page itself says, or as
 * Windows-1252. Nothing outside the page is ever looked at. False: memory is gone, or elements are
 * nested deeper than MOST_NESTED. Cost: linear in the bytes. */
bool html_read(html_page *, memory *, const char *bytes, size_t length, dt_error *err);
void html_free(html_page *, memory *);

#endif
