/* Open addressing with linear probing (FNV-1a, Fowler, Noll & Vo). A slot keeps the hash, so that
 * almost every comparison of letters is with the right word. Invariant: at most half of the slots
 * are taken. */
#include "evidence/names.h"

#include <string.h>

void names_start(names *n, memory *m) { *n = (names){.memory = m}; }

void names_free(names *n)
{
    memory_give(n->memory, n->slots, n->room, sizeof *n->slots);
    GIVE(n->memory, &n->entries);
    GIVE(n->memory, &n->bytes);
    n->slots = NULL;
    n->room = 0;
}

static size_t place(uint32_t hash, size_t room)
{
    return (size_t)(hash ^ hash >> 15) & (room - 1); /* the low bits of FNV are its weak ones */
}

uint32_t names_find(const names *n, const char *word, size_t length, uint32_t hash)
{
    if (!n->room) return NO_NAME;
    for (size_t at = place(hash, n->room); n->slots[at].number; at = (at + 1) & (n->room - 1)) {
        if (n->slots[at].hash != hash) continue;
        const names_entry *e = &n->entries.items[n->slots[at].number - 1];
        if (e->length == length && !memcmp(n->bytes.items + e->offset, word, length))
            return n->slots[at].number - 1;
    }
    return NO_NAME;
}

static void enter(names_slot *slots, size_t room, names_slot slot)
{
    size_t at = place(slot.hash, room);
    while (slots[at].number) at = (at + 1) & (room - 1);
    slots[at] = slot;
}

static bool make_room(names *n)
{
    size_t room = n->room ? n->room * 2 : 64;
    names_slot *slots = memory_take(n->memory, room, sizeof *slots);
    if (!slots) return false;
    memset(slots, 0, room * sizeof *slots);
    for (size_t k = 0; k < n->room; k++)
        if (n->slots[k].number) enter(slots, room, n->slots[k]);
    memory_give(n->memory, n->slots, n->room, sizeof *n->slots);
    n->slots = slots;
    n->room = room;
    return true;
}

static bool has_room(names *n, size_t length)
{
    while (n->bytes.room - n->bytes.count < length + 1)
        if (!grow(n->memory, (void **)&n->bytes.items, &n->bytes.room, n->bytes.room + length, 1))
            return false;
    return GROW(n->memory, &n->entries) && (2 * (n->entries.count + 1) <= n->room || make_room(n));
}

uint32_t names_add(names *n, const char *word, size_t length, uint32_t hash, bool *is_new)
{
    uint32_t known = names_find(n, word, length, hash);
    *is_new = false;
    if (known != NO_NAME) return known;
    if (length > UINT16_MAX || n->bytes.count + length >= UINT32_MAX - 1 ||
        n->entries.count >= UINT32_MAX - 2) {
        n->memory->failed = n->memory->refused = true;
        return NO_NAME;
    }
    if (!has_room(n, length)) return NO_NAME;
    uint32_t number = (uint32_t)n->entries.count++;
    n->entries.items[number] = (names_entry){(uint32_t)n->bytes.count, (uint16_t)length};
    memcpy(n->bytes.items + n->bytes.count, word, length);
    n->bytes.items[n->bytes.count + length] = 0;
    n->bytes.count += length + 1;
    enter(n->slots, n->room, (names_slot){hash, number + 1});
    *is_new = true;
    return number;
}
