/* Documents on disk: which there are, and reading them for the library. */
#ifndef CLI_DOCUMENTS_H
#define CLI_DOCUMENTS_H

#include "evidence/evidence.h"

typedef struct documents {
    char **names; /* owned */
    size_t count, room;
    size_t others; /* files in folders that are no documents by their names */
    int fd;        /* of the one that is open, or -1 */
} documents;

/* A file is a document whatever its name; of a folder all files of plain text or HTML, by their
 * names, with those of its folders; links in folders are not followed. Returns an exit code. */
int documents_find(documents *, const char *const *paths, size_t count);
void documents_free(documents *);
evidence_reader documents_reader(documents *);

/* Opens a regular file, never waiting: -1 and *why. */
int open_regular(int folder, const char *name, const char **why);
/* One read of an open document, for readers. */
bool read_document(int fd, char *bytes, size_t room, size_t *got, dt_error *err);

#endif
