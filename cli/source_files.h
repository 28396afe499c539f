/* The files of a model's sources: text beside the model, and nothing else. */
#ifndef CLI_SOURCE_FILES_H
#define CLI_SOURCE_FILES_H

#include "evidence/evidence.h"

typedef struct source_files {
    char *folder; /* of the model; owned */
    char *root;   /* below which files must lie, with no link in it; owned; NULL: there is none */
    bool widened; /* by --source-root: absolute names and `..` are allowed that stay below it */
    const char *file; /* the one that is asked for */
    int fd;           /* of the one that is open */
    evidence_quotes *quotes;
    size_t exact, alike, missing; /* quotations by what was found */
    dt_error failed;              /* why looking up was given up */
} source_files;

/* `model`: its path, or "-". `root`: of --source-root, or NULL. Returns an exit code. */
int source_files_start(source_files *, const char *model, const char *root, const dt_options *);
void source_files_end(source_files *);

/* For dt_options.quoted, with the source_files as ctx. */
bool source_files_look_up(void *ctx, const dt_quotation *, dt_quoted *, char *sentence,
                          size_t room);

#endif
