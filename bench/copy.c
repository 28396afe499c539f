/* Copying by several threads. */
#define _POSIX_C_SOURCE 200809L
#include "copy.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

uint64_t now(void) /* nanoseconds */
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

enum { PIECE = 2 << 20 };

typedef struct copier {
    const char *from;
    char *to;
    size_t bytes;
    uint32_t first, step; /* pieces */
} copier;

static void *copy_pieces(void *argument)
{
    const copier *c = argument;
    for (size_t at = (size_t)c->first * PIECE; at < c->bytes; at += (size_t)c->step * PIECE)
        memcpy(c->to + at, c->from + at, c->bytes - at < PIECE ? c->bytes - at : PIECE);
    return NULL;
}

uint64_t time_copy(const void *from, void *to, size_t bytes, uint32_t threads)
{
    copier copiers[MOST_THREADS];
    pthread_t started[MOST_THREADS];
    uint32_t count = 0;
    uint64_t begin = now();
    for (uint32_t k = 0; k < threads; k++) copiers[k] = (copier){from, to, bytes, k, threads};
    while (count + 1 < threads &&
           !pthread_create(&started[count], NULL, copy_pieces, &copiers[count + 1]))
        count++;
    for (uint32_t k = count + 1; k < threads; k++) copy_pieces(&copiers[k]);
    copy_pieces(&copiers[0]);
    while (count) pthread_join(started[--count], NULL);
    return now() - begin;
}
