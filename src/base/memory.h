/* Memory: an allocator that counts and refuses, and arenas over it.
 *
 * A handle of the library owns one `memory` and one arena; freeing the handle frees the arena.
 * Both remember failure, so a phase allocates freely and looks once at its end; what is used by
 * pointer in between is checked at once.
 */
#ifndef BASE_MEMORY_H
#define BASE_MEMORY_H

#include "detente.h"

typedef struct memory {
    dt_memory host;       /* resize never NULL after memory_start */
    uint64_t limit_bytes; /* 0: none */
    uint64_t used_bytes;  /* alive */
    uint64_t peak_bytes;
    bool failed;  /* the host returned NULL, or the limit was reached, once */
    bool refused; /* it was the limit */
} memory;

void memory_start(memory *, const dt_options *); /* options may be NULL */
/* What another takes of the same limit is not there for this one. */
void memory_share(memory *, const memory *other);
/* As realloc with the old size; returns NULL and remembers it when that fails. Not threadsafe. */
void *memory_resize(memory *, void *block, size_t old_bytes, size_t new_bytes);
void *memory_take(memory *, size_t count, size_t item_bytes); /* not zeroed; overflow fails */
void memory_give(memory *, void *block, size_t count, size_t item_bytes);

typedef struct arena { /* things that live and die together */
    memory *memory;
    struct arena_chunk *chunks; /* newest first */
    size_t used, size;          /* bytes of the newest chunk */
} arena;

void arena_start(arena *, memory *);
void *arena_take(arena *, size_t count,
                 size_t item_bytes); /* zeroed, aligned to 16; NULL on failure */
char *arena_text(arena *, const char *text, size_t length); /* a copy with a NUL; NULL on failure */
void arena_free(arena *);
#define ARENA_NEW(a, type) ((type *)arena_take((a), 1, sizeof(type)))
#define ARENA_ARRAY(a, count, type) ((type *)arena_take((a), (count), sizeof(type)))

/* A growable array of items of one type in a `memory`:
 *     struct { T *items; size_t count, room; } list = {0};
 *     if (!GROW(memory, &list)) return false;      // room for one more
 *     list.items[list.count++] = item;
 * Given back by GIVE(memory, &list). */
bool grow(memory *, void **items, size_t *room, size_t count, size_t item_bytes);
#define GROW(m, list)                                                                              \
    ((list)->count < (list)->room ||                                                               \
     grow((m), (void **)&(list)->items, &(list)->room, (list)->count, sizeof *(list)->items))
#define GIVE(m, list)                                                                              \
    (memory_give((m), (list)->items, (list)->room, sizeof *(list)->items), (list)->items = NULL,   \
     (list)->count = (list)->room = 0)

#endif
