/* Breadth first over states. The definition's sequences let nobody move twice in a row; in option
 * form that removes nothing: two moves of one player in a row are one move of that player, or take
 * it back, and two improvements in a row are one improvement. So plain reachability is the same set
 * (docs/analyses.md has the proof).
 *
 * Where player j can move to depends only on the levels of j's irreversible options and on the
 * options that are not j's. States that agree on these are a class; once one of them has been
 * followed, the moves of j from the others lead nowhere new. For improvements: nowhere new unless j
 * likes the state less than every state of the class that was followed before.
 *
 * Where states are listed or coalesced the rule does count. There the search is over pairs of a state
 * and who moved last, one after the other, and nothing is left out.
 */
#include "verify/joint.h"

#include <string.h>

enum { STATES_BETWEEN_POLLS = 256 };
#define MAX_STATES ((size_t)1 << 29)

/* ---- sets ------------------------------------------------------------------------------- */

static size_t slot_of(const state_set *set, state s)
{
    uint64_t hash = s * UINT64_C(0x9E3779B97F4A7C15);
    size_t at = (size_t)(hash ^ hash >> 32) & (set->room - 1);
    while (set->places[at] && set->list.items[set->places[at] - 1] != s)
        at = (at + 1) & (set->room - 1);
    return at;
}

size_t set_place(const state_set *set, state s)
{
    if (!set->room) return NO_PLACE_IN_SET;
    uint32_t position = set->places[slot_of(set, s)];
    return position ? position - 1 : NO_PLACE_IN_SET;
}

static bool widen(memory *m, state_set *set)
{
    size_t room = set->room ? 2 * set->room : 64;
    uint32_t *places = memory_take(m, room, sizeof *places);
    if (!places) return false;
    memory_give(m, set->places, set->room, sizeof *places);
    memset(places, 0, room * sizeof *places);
    set->places = places;
    set->room = room;
    for (size_t k = 0; k < set->list.count; k++)
        places[slot_of(set, set->list.items[k])] = (uint32_t)k + 1;
    return true;
}

bool set_add(memory *m, state_set *set, state s, size_t *position, bool *is_new)
{
    if (2 * set->list.count >= set->room && !widen(m, set)) return false;
    size_t at = slot_of(set, s);
    *is_new = set->places[at] == 0;
    if (*is_new) {
        if (set->list.count >= MAX_STATES || !GROW(m, &set->list)) return false;
        set->list.items[set->list.count++] = s;
        set->places[at] = (uint32_t)set->list.count;
    }
    *position = set->places[at] - 1;
    return true;
}

void set_free(memory *m, state_set *set)
{
    GIVE(m, &set->list);
    memory_give(m, set->places, set->room, sizeof *set->places);
    *set = (state_set){0};
}

/* ---- the search ------------------------------------------------------------------------- */

typedef struct followed { /* the classes of one mover that were followed */
    state_set classes;
    struct {
        state *items; /* of each the state that the mover likes least among those followed */
        size_t count, room;
    } least;
} followed;

typedef struct search {
    joint *joint;
    state_set reached; /* the start first */
    followed *followed;
    bool stopped;
} search;

/* Does following player j from here lead anywhere new? Notes that it will have been done. */
static bool is_worth(search *s, uint32_t j, state at, bool *worth)
{
    rules *r = s->joint->rules;
    followed *f = &s->followed[j];
    size_t position;
    const mover *m = &r->movers[j];
    if (!set_add(r->memory, &f->classes, at & ~(m->own & ~m->lasting), &position, worth))
        return false;
    if (!s->joint->improving) return true;
    if (*worth) {
        if (!GROW(r->memory, &f->least)) return false;
        f->least.items[f->least.count++] = at;
    } else if (rules_prefers(r, j, f->least.items[position], at)) {
        f->least.items[position] = at;
        *worth = true;
    }
    return true;
}

static bool reach(search *s, state to)
{
    size_t position;
    bool is_new;
    if (!set_add(s->joint->rules->memory, &s->reached, to, &position, &is_new)) return false;
    if (is_new) s->stopped = s->joint->look && !s->joint->look(s->joint->ctx, to);
    return !s->stopped;
}

static bool follow(search *s, uint32_t j, state at)
{
    rules *r = s->joint->rules;
    bool worth;
    if (!is_worth(s, j, at, &worth)) return false;
    if (!worth) return true;
    for (moves m = rules_moves(r, j, at); rules_next(&m);) {
        if (s->joint->improving && !rules_prefers(r, j, m.to, at)) continue;
        if (!reach(s, m.to)) return false;
    }
    return true;
}

static joint_end search_all(search *s)
{
    joint *p = s->joint;
    size_t position;
    bool is_new;
    if (!set_add(p->rules->memory, &s->reached, p->from, &position, &is_new)) return JOINT_GAVE_UP;
    for (size_t k = 0; k < s->reached.list.count; k++) {
        if (k % STATES_BETWEEN_POLLS == 0 && !progress_report(p->rules->progress, k))
            return JOINT_CANCELLED;
        for (uint32_t j = 0; j < p->rules->model->player_count; j++)
            if (j != p->player && !follow(s, j, s->reached.list.items[k]))
                return s->stopped ? JOINT_STOPPED : JOINT_GAVE_UP;
    }
    return JOINT_COMPLETE;
}

/* ---- the search over states and last movers ------------------------------------------------ */

typedef struct pairs {
    joint *joint;
    state_set reached;  /* the start first */
    state_set *by_last; /* of each player: where it moved last */
    struct {
        struct pair {
            state at;
            uint32_t last; /* NONE: nobody moved yet */
        } * items;
        size_t count, room;
    } waiting;
    bool stopped;
} pairs;

static bool arrive(pairs *s, uint32_t last, state at)
{
    memory *m = s->joint->rules->memory;
    size_t position;
    bool is_new;
    if (last != NONE) {
        if (!set_add(m, &s->by_last[last], at, &position, &is_new)) return false;
        if (!is_new) return true;
    }
    if (!GROW(m, &s->waiting)) return false;
    s->waiting.items[s->waiting.count++] = (struct pair){at, last};
    if (!set_add(m, &s->reached, at, &position, &is_new)) return false;
    if (is_new && last != NONE && s->joint->look) s->stopped = !s->joint->look(s->joint->ctx, at);
    return !s->stopped;
}

static bool move_on(pairs *s, uint32_t j, state from)
{
    rules *r = s->joint->rules;
    for (moves m = rules_moves(r, j, from); rules_next(&m);) {
        if (s->joint->improving && !rules_prefers(r, j, m.to, from)) continue;
        if (!arrive(s, j, m.to)) return false;
    }
    return true;
}

static joint_end search_pairs(pairs *s)
{
    joint *p = s->joint;
    if (!arrive(s, NONE, p->from)) return JOINT_GAVE_UP;
    for (size_t k = 0; k < s->waiting.count; k++) {
        struct pair at = s->waiting.items[k];
        if (k % STATES_BETWEEN_POLLS == 0 && !progress_report(p->rules->progress, k))
            return JOINT_CANCELLED;
        for (uint32_t j = 0; j < p->rules->model->player_count; j++)
            if (j != p->player && j != at.last && !move_on(s, j, at.at))
                return s->stopped ? JOINT_STOPPED : JOINT_GAVE_UP;
    }
    return JOINT_COMPLETE;
}

static joint_end search_in_steps(joint *p)
{
    memory *m = p->rules->memory;
    uint32_t players = p->rules->model->player_count;
    pairs s = {.joint = p, .by_last = memory_take(m, players, sizeof *s.by_last)};
    p->others = 0;
    if (!s.by_last) return JOINT_GAVE_UP;
    memset(s.by_last, 0, players * sizeof *s.by_last);
    joint_end end = search_pairs(&s);
    if (s.reached.list.count) p->others = s.reached.list.count - 1;
    for (uint32_t j = 0; j < players; j++) set_free(m, &s.by_last[j]);
    memory_give(m, s.by_last, players, sizeof *s.by_last);
    GIVE(m, &s.waiting);
    set_free(m, &s.reached);
    return end;
}

/* ---- either ------------------------------------------------------------------------------- */

joint_end joint_search(joint *p)
{
    if (rules_in_steps(p->rules)) return search_in_steps(p);
    memory *m = p->rules->memory;
    uint32_t players = p->rules->model->player_count;
    search s = {.joint = p, .followed = memory_take(m, players, sizeof *s.followed)};
    p->others = 0;
    if (!s.followed) return JOINT_GAVE_UP;
    memset(s.followed, 0, players * sizeof *s.followed);
    joint_end end = search_all(&s);
    if (s.reached.list.count) p->others = s.reached.list.count - 1;
    for (uint32_t j = 0; j < players; j++) {
        set_free(m, &s.followed[j].classes);
        GIVE(m, &s.followed[j].least);
    }
    memory_give(m, s.followed, players, sizeof *s.followed);
    set_free(m, &s.reached);
    return end;
}
