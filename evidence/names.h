/* A set of words, numbered in the order in which they came. */
#ifndef EVIDENCE_NAMES_H
#define EVIDENCE_NAMES_H

#include "base/error.h"

typedef struct names_entry {
    uint32_t offset; /* into bytes */
    uint16_t length;
} names_entry;

typedef struct names_slot {
    uint32_t hash, number; /* number + 1; 0: empty */
} names_slot;

typedef struct names {
    memory *memory;
    names_slot *slots;
    size_t room; /* a power of two, or 0; at most half full */
    struct {
        names_entry *items;
        size_t count, room;
    } entries;
    struct {
        char *items;
        size_t count, room;
    } bytes; /* of all words, each with a NUL */
} names;

/* The hash of a word, a byte at a time. */
#define NAMES_SEED UINT32_C(0x811C9DC5)
static inline uint32_t names_step(uint32_t hash, unsigned char byte)
{
    return (hash ^ byte) * UINT32_C(0x01000193);
}
static inline uint32_t names_hash(const char *word, size_t length)
{
    uint32_t hash = NAMES_SEED;
    for (size_t k = 0; k < length; k++) hash = names_step(hash, (unsigned char)word[k]);
    return hash;
}

#define NO_NAME UINT32_MAX

void names_start(names *, memory *);
void names_free(names *);
/* The number of a word, or NO_NAME. The hash is names_hash of it. */
uint32_t names_find(const names *, const char *word, size_t length, uint32_t hash);
/* Its number, new or not (*is_new). NO_NAME: memory is gone, or there are 4 GiB of words. */
uint32_t names_add(names *, const char *word, size_t length, uint32_t hash, bool *is_new);
static inline const char *names_word(const names *n, uint32_t number)
{
    return n->bytes.items + n->entries.items[number].offset;
}
static inline size_t names_length(const names *n, uint32_t number)
{
    return n->entries.items[number].length;
}

#endif
