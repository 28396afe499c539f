/* An allocator for tests: fails when told, counts what is alive, moves a block whenever its size
 * changes, poisons what it gives back, and sees when it is told a wrong old size. */
#ifndef TESTS_FAILING_H
#define TESTS_FAILING_H

#include "detente.h"

#include <stdlib.h>
#include <string.h>

typedef struct failing {
    long fuse;  /* the request that fails, from 0; negative: none */
    bool stays; /* all later ones fail too */
    long requests, failures;
    long alive;       /* blocks */
    size_t bytes;     /* of these */
    long wrong_sizes; /* calls whose old size was not the block's */
} failing;

enum { FAILING_HEADER = 16, FAILING_POISON = 0xA5 };

static inline void failing_release(failing *f, void *block)
{
    char *start = (char *)block - FAILING_HEADER;
    size_t bytes;
    memcpy(&bytes, start, sizeof bytes);
    memset(block, FAILING_POISON, bytes);
    f->alive--;
    f->bytes -= bytes;
    free(start);
}

static inline void *failing_resize(void *ctx, void *block, size_t old_bytes, size_t new_bytes)
{
    failing *f = ctx;
    size_t bytes = 0;
    if (block) memcpy(&bytes, (char *)block - FAILING_HEADER, sizeof bytes);
    f->wrong_sizes += bytes != old_bytes;
    if (new_bytes == 0) {
        if (block) failing_release(f, block);
        return NULL;
    }
    long request = f->requests++;
    bool fails = f->fuse >= 0 && (f->stays ? request >= f->fuse : request == f->fuse);
    char *start = fails ? NULL : malloc(new_bytes + FAILING_HEADER);
    if (!start) {
        f->failures++;
        return NULL;
    }
    memcpy(start, &new_bytes, sizeof new_bytes);
    void *moved = start + FAILING_HEADER;
    memset(moved, FAILING_POISON, new_bytes);
    if (block) {
        memcpy(moved, block, bytes < new_bytes ? bytes : new_bytes);
        failing_release(f, block);
    }
    f->alive++;
    f->bytes += new_bytes;
    return moved;
}

#endif
