/* Paragraphs of text reports, and what all of them begin and end with. */
#ifndef REPORT_PROSE_H
#define REPORT_PROSE_H

#include "report/words.h"

/* Writes what was composed as a paragraph and empties it. */
void put_paragraph(report *, composed *, uint32_t indent, uint32_t hang);
void put_heading(report *, composed *); /* emphasised where the terminal can */
/* Title, stage, size, and what is not the default. */
void put_report_head(report *, composed *);

/* A command of this version that answers the question which a reader has now. */
typedef struct suggestion {
    const char *question, *command, *arguments;
} suggestion;

void put_suggestions(report *, composed *, const suggestion *, size_t count);
void put_shell_word(output *, report *, const char *word); /* as a shell takes it */

#endif
