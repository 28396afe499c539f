/* The clock, and how long it takes to copy memory: what times are compared with. */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

#include "base/threads.h"

uint64_t now(void); /* nanoseconds */
/* Nanoseconds to copy by memcpy in pieces of 2 MiB, which the crew takes in turn as it takes tiles. */
uint64_t time_copy(crew *, const void *from, void *to, size_t bytes);

#endif
