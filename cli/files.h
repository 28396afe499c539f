/* Models in, results out. What goes wrong is said here, on standard error. */
#ifndef CLI_FILES_H
#define CLI_FILES_H

#include "detente.h"

#include <stdio.h>

void *obtain(size_t bytes); /* malloc, or an end with EXIT_LIMIT */
void *obtain_more(void *, size_t bytes);

bool file_exists(const char *path);

typedef struct input {
    char *text; /* owned */
    size_t length;
} input;

/* Reads a file, or standard input for "-": a model, or a witness, which may be larger. Returns an
 * exit code, EXIT_DONE if all is well. */
int input_read(input *, const char *path);
int input_read_witness(input *, const char *path);
void input_free(input *);
/* The same for a list of terms or a manifest, called by its flag in messages. */
int input_read_list(input *, const char *path);

typedef struct sink { /* where a result goes */
    int fd;
    char *path;        /* where it shall stand at the end; NULL: it is written in place */
    char *temporary;   /* the file that becomes it, in the same folder */
    const char *shown; /* for messages */
    int error;         /* errno of the first write that failed */
} sink;

/* Opens FILE, or standard output for NULL and "-". Nothing of FILE changes before sink_close.
 * `models`: files that are read, which a report about them must not replace; EXIT_USAGE if it would. */
int sink_open(sink *, const char *path, const char *const *models, size_t model_count);
dt_output sink_output(sink *);
bool sink_write(sink *, const char *bytes, size_t length);
/* With `keep` the file takes its place, whole; without, it never was. Returns an exit code. */
int sink_close(sink *, bool keep);

typedef struct kept { /* a result that is kept in memory, until it is known to be whole */
    char *bytes;      /* owned */
    size_t length, room;
} kept;

dt_output kept_output(kept *);

/* Creates a file that must not exist yet. Returns an exit code. */
int file_create(const char *path, const char *const *lines);

#endif
