/* Memory that counts and refuses, and arenas over it.
 *
 * An arena is a list of chunks, newest first; a block that does not fit opens a chunk at least as
 * large as all before it together, so the number of chunks is logarithmic. Invariant: `used` bytes
 * of the newest chunk are taken, all of them zero when they were handed out.
 */
#include "base/memory.h"

#include "base/pages.h"

#include <stdlib.h>
#include <string.h>

static void *host_resize(void *ctx, void *block, size_t old_bytes, size_t new_bytes)
{
    (void)ctx, (void)old_bytes;
    if (new_bytes == 0) {
        free(block);
        return NULL;
    }
    return realloc(block, new_bytes);
}

void memory_start(memory *m, const dt_options *options)
{
    *m = (memory){0};
    if (options) {
        m->host = options->memory;
        m->limit_bytes = options->memory_bytes;
    }
    if (!m->host.resize) m->host = (dt_memory){.resize = host_resize};
}

void memory_share(memory *m, const memory *other)
{
    if (!m->limit_bytes) return;
    bool some = m->limit_bytes > other->used_bytes;
    m->limit_bytes = some ? m->limit_bytes - other->used_bytes : 1;
}

void *memory_resize(memory *m, void *block, size_t old_bytes, size_t new_bytes)
{
    if (new_bytes == 0) {
        if (block) m->host.resize(m->host.ctx, block, old_bytes, 0);
        m->used_bytes -= old_bytes;
        return NULL;
    }
    uint64_t after = m->used_bytes - old_bytes + new_bytes;
    if (m->limit_bytes && after > m->limit_bytes) {
        m->failed = m->refused = true;
        return NULL;
    }
    void *moved = m->host.resize(m->host.ctx, block, old_bytes, new_bytes);
    if (!moved) {
        m->failed = true;
        return NULL;
    }
    if (new_bytes > old_bytes) pages_ask(moved, new_bytes);
    m->used_bytes = after;
    if (after > m->peak_bytes) m->peak_bytes = after;
    return moved;
}

void *memory_take(memory *m, size_t count, size_t item_bytes)
{
    if (count == 0) count = 1; /* a pointer that is not NULL, whatever the count */
    if (item_bytes && count > SIZE_MAX / item_bytes) {
        m->failed = true;
        return NULL;
    }
    return memory_resize(m, NULL, 0, count * item_bytes);
}

void memory_give(memory *m, void *block, size_t count, size_t item_bytes)
{
    if (!block) return;
    memory_resize(m, block, (count ? count : 1) * item_bytes, 0);
}

bool grow(memory *m, void **items, size_t *room, size_t count, size_t item_bytes)
{
#ifdef DT_HOSTILE
    size_t wanted = count + 1;
#else
    size_t wanted = count < 8 ? 16 : count * 2;
#endif
    if (wanted > SIZE_MAX / item_bytes) {
        m->failed = true;
        return false;
    }
    void *moved = memory_resize(m, *items, *room * item_bytes, wanted * item_bytes);
    if (!moved) return false;
    *items = moved;
    *room = wanted;
    return true;
}

struct arena_chunk {
    struct arena_chunk *older;
    size_t bytes; /* of the chunk, header included */
};

enum {
    ALIGNMENT = 16,
    HEADER = (sizeof(struct arena_chunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT
};
#ifdef DT_HOSTILE
enum { FIRST_CHUNK_BYTES = 64 };
#else
enum { FIRST_CHUNK_BYTES = 4096 };
#endif

void arena_start(arena *a, memory *m) { *a = (arena){.memory = m}; }

static bool open_chunk(arena *a, size_t bytes)
{
    size_t size = FIRST_CHUNK_BYTES;
#ifndef DT_HOSTILE
    if (a->size && size < a->size * 2) size = a->size * 2;
    if (size > (size_t)4 << 20) size = (size_t)4 << 20;
#endif
    if (bytes > SIZE_MAX - HEADER - ALIGNMENT) return false;
    if (size < bytes + HEADER) size = bytes + HEADER;
    struct arena_chunk *chunk = memory_resize(a->memory, NULL, 0, size);
    if (!chunk) return false;
    *chunk = (struct arena_chunk){.older = a->chunks, .bytes = size};
    a->chunks = chunk;
    a->used = HEADER;
    a->size = size;
    return true;
}

void *arena_take(arena *a, size_t count, size_t item_bytes)
{
    if (item_bytes && count > (SIZE_MAX / 2) / item_bytes) {
        a->memory->failed = true;
        return NULL;
    }
    size_t bytes = (count * item_bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    if (bytes == 0) bytes = ALIGNMENT;
    if ((!a->chunks || bytes > a->size - a->used) && !open_chunk(a, bytes)) return NULL;
    void *block = (char *)a->chunks + a->used;
    a->used += bytes;
    return memset(block, 0, bytes);
}

char *arena_text(arena *a, const char *text, size_t length)
{
    char *copy = arena_take(a, length + 1, 1);
    if (copy && length) memcpy(copy, text, length);
    return copy;
}

void arena_free(arena *a)
{
    while (a->chunks) {
        struct arena_chunk *chunk = a->chunks;
        a->chunks = chunk->older;
#ifdef DT_HOSTILE
        memset((char *)chunk + HEADER, 0xDB, chunk->bytes - HEADER);
#endif
        memory_resize(a->memory, chunk, chunk->bytes, 0);
    }
    a->used = a->size = 0;
}
