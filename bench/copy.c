/* Copying by several threads. */
#define _POSIX_C_SOURCE 200809L
#include "copy.h"

#include <string.h>
#include <time.h>

uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

enum { PIECE = 2 << 20 };

typedef struct copying {
    const char *from;
    char *to;
    size_t bytes;
} copying;

static void copy_piece(void *ctx, uint64_t piece, uint32_t worker)
{
    (void)worker;
    const copying *c = ctx;
    size_t at = piece * PIECE, rest = c->bytes - at;
    memcpy(c->to + at, c->from + at, rest < PIECE ? rest : PIECE);
}

uint64_t time_copy(crew *crew_, const void *from, void *to, size_t bytes)
{
    copying c = {from, to, bytes};
    uint64_t begin = now();
    crew_run(crew_, (bytes + PIECE - 1) / PIECE, copy_piece, &c, NULL);
    return now() - begin;
}
