/* Open addressing with linear probing, at most half full. Invariant: from the place of its hash a
 * word is found before the first empty entry. */
#include "base/table.h"

#include <string.h>

struct table_entry {
    const char *word;
    void *thing;
};

void table_start(table *t, arena *a) { *t = (table){.arena = a}; }

static uint64_t hash_word(const char *word) /* FNV-1a, 64 bits */
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    while (*word) hash = (hash ^ (unsigned char)*word++) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

static struct table_entry *place_of(struct table_entry *entries, size_t room, const char *word)
{
    size_t at = (size_t)hash_word(word) & (room - 1);
    while (entries[at].word && strcmp(entries[at].word, word) != 0) at = (at + 1) & (room - 1);
    return &entries[at];
}

void *table_find(const table *t, const char *word)
{
    return t->room ? place_of(t->entries, t->room, word)->thing : NULL;
}

static bool make_room(table *t)
{
    size_t room = t->room ? t->room * 2 : 16;
    struct table_entry *entries = ARENA_ARRAY(t->arena, room, struct table_entry);
    if (!entries) return false;
    for (size_t k = 0; k < t->room; k++)
        if (t->entries[k].word) *place_of(entries, room, t->entries[k].word) = t->entries[k];
    t->entries = entries;
    t->room = room;
    return true;
}

bool table_add(table *t, const char *word, void *thing)
{
    if (t->count * 2 >= t->room && !make_room(t)) return false;
    *place_of(t->entries, t->room, word) = (struct table_entry){word, thing};
    t->count++;
    return true;
}
