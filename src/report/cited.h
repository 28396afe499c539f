/* --sources: the claims and sources of the statements that a report has named. */
#ifndef REPORT_CITED_H
#define REPORT_CITED_H

#include "report/words.h"

/* At the end of a text: each claim and each source once; nothing without --sources. */
void put_cited(report *, composed *);
void json_cited(report *); /* as a further field */

#endif
