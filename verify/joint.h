/* What the players other than one can lead to from a state, by legal sequences of their moves, or of
 * their improvements.
 */
#ifndef VERIFY_JOINT_H
#define VERIFY_JOINT_H

#include "verify/rules.h"

typedef struct state_set { /* in the order in which they were added */
    struct {
        state *items;
        size_t count, room;
    } list;
    uint32_t *places; /* open addressing: 1 + place in the list, 0: empty */
    size_t room;      /* of places, a power of two, or 0 */
} state_set;

#define NO_PLACE_IN_SET SIZE_MAX

size_t set_place(const state_set *, state); /* NO_PLACE_IN_SET: it is not in the set */
/* Adds a state that may be there already; false: memory is gone. */
bool set_add(memory *, state_set *, state, size_t *position, bool *is_new);
void set_free(memory *, state_set *);

typedef enum joint_end {
    JOINT_COMPLETE,
    JOINT_STOPPED, /* by `look` */
    JOINT_GAVE_UP, /* memory, or too many states; `others` says how far it came */
    JOINT_CANCELLED
} joint_end;

typedef struct joint {
    rules *rules;
    uint32_t player; /* who does not move */
    bool improving;  /* each mover prefers the state it moves to to the state it leaves */
    state from;
    bool (*look)(void *ctx, state); /* at every state reached but `from`; false stops */
    void *ctx;
    uint64_t others; /* how many of them there are */
} joint;

/* Every other player must be ready. Cost: one walk over a player's choices for each class (see
 * joint.c) that is reached, 12 to 24 bytes a state. */
joint_end joint_search(joint *);

#endif
