/* A table from words to things: open addressing, arena-owned, never shrinks. */
#ifndef BASE_TABLE_H
#define BASE_TABLE_H

#include "base/memory.h"

typedef struct table {
    arena *arena;
    struct table_entry *entries;
    size_t room, count; /* room is a power of two, or 0 */
} table;

void table_start(table *, arena *);
/* The thing under a word, or NULL. Cost: one comparison on average. */
void *table_find(const table *, const char *word);
/* Puts a thing under a word that is not there yet; the word must outlive the table. False when
 * memory is gone. */
bool table_add(table *, const char *word, void *thing);

#endif
