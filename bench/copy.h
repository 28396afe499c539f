/* The clock, and how long it takes to copy memory: what times are compared with. */
#ifndef BENCH_COPY_H
#define BENCH_COPY_H

#include <stddef.h>
#include <stdint.h>

enum { MOST_THREADS = 64 };

uint64_t now(void); /* nanoseconds */
/* Nanoseconds to copy by memcpy in pieces of 2 MiB, which the threads take in turn. */
uint64_t time_copy(const void *from, void *to, size_t bytes, uint32_t threads);

#endif
