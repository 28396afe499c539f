/* Coalesced states by listing: every member of a class is found by setting one option after the
 * other, and left as soon as a constraint or the class's own condition says no. The first one found
 * stands for all; which it is shows nowhere.
 */
#include "verify/merged.h"

#include "base/bits.h"

#include <stdlib.h>

enum {
    MAX_MEMBERS = 1 << 22, /* of all classes together */
    MAX_LOOKS = 1 << 26,   /* at states that are not whole yet */
    LOOKS_BETWEEN_POLLS = 1 << 14
};

uint32_t merged_class(const rules *r, state s)
{
    uint64_t all = low_bits(r->model->option_count);
    for (uint32_t k = 0; k < r->class_count; k++)
        if (rules_truth(r, r->aside, r->classes[k].condition, s, all) == YES) return k;
    return NONE;
}

/* ---- members ------------------------------------------------------------------------------ */

typedef struct lister {
    rules *rules;
    merged *class;
    uint64_t looks, members;
    bool too_many;
} lister;

static bool has_time(lister *l)
{
    l->too_many |= l->looks > MAX_LOOKS || l->members > MAX_MEMBERS;
    bool polls = l->looks % LOOKS_BETWEEN_POLLS == 0;
    return !l->too_many && (!polls || progress_report(l->rules->progress, l->looks));
}

static bool add_member(lister *l, state s)
{
    merged *class = l->class;
    if (!GROW(l->rules->memory, &class->members)) return false;
    class->members.items[class->members.count++] = s;
    class->differing |= s ^ class->members.items[0];
    l->members++;
    return true;
}

/* Every level of the options from k on. False: no memory, too many, or cancelled. */
static bool list(lister *l, uint32_t k, state s, uint64_t known)
{
    rules *r = l->rules;
    l->looks++;
    if (!has_time(l)) return false;
    if (rules_broken(r, s, known)) return true;
    if (rules_truth(r, r->aside, l->class->condition, s, known) == NO) return true;
    if (k == r->model->option_count) return add_member(l, s);
    for (uint32_t level = 0; level < r->model->options[k].levels; level++) {
        if (r->stage.fixed[k] >= 0 && level != (uint32_t)r->stage.fixed[k]) continue;
        if (!list(l, k + 1, rules_with(r, s, k, level), known | UINT64_C(1) << k)) return false;
    }
    return true;
}

bool merged_list(rules *r, dt_error *err)
{
    uint32_t count = r->model->coalesced_count;
    lister l = {.rules = r};
    r->classes = ARENA_ARRAY(r->arena, count, merged);
    if (!r->classes) return fail_memory(err, r->memory);
    for (uint32_t k = 0; k < count; k++)
        r->classes[k].condition = r->model->coalesced[k]->condition;
    r->class_count = count;
    bool done = true;
    for (uint32_t k = 0; done && k < count; k++) {
        l.class = &r->classes[k];
        done = list(&l, 0, 0, 0);
    }
    if (done) return true;
    if (r->progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (l.too_many)
        return fail(err, DT_ERR_LIMIT,
                    "too many states are coalesced to list them: the limit is %d", MAX_MEMBERS);
    return fail_memory(err, r->memory);
}

void merged_free(rules *r)
{
    for (uint32_t k = 0; k < r->class_count; k++) GIVE(r->memory, &r->classes[k].members);
}

/* ---- listed moves ------------------------------------------------------------------------- */

static int by_start(const void *a, const void *b)
{
    const arc *x = a, *y = b;
    if (x->from != y->from) return x->from < y->from ? -1 : 1;
    return x->to < y->to ? -1 : x->to > y->to;
}

bool merged_arcs(rules *r, uint32_t i)
{
    mover *w = &r->movers[i];
    size_t room = 0;
    for (int filling = 0; filling <= 1; filling++) {
        for (const statement *s = r->model->statements; s; s = s->next)
            for (const item *k = s->kind == STATEMENT_MOVE && s->owner == i ? s->items : NULL; k;
                 k = k->next) {
                arc there = {k->definition->index, k->bits}, back = {there.to, there.from};
                if (filling) w->arcs[w->arc_count++] = there;
                if (filling && k->both) w->arcs[w->arc_count++] = back;
                room += !filling * (k->both ? 2u : 1u);
            }
        if (filling) break;
        w->arcs = ARENA_ARRAY(r->arena, room, arc);
        w->arc_count = 0;
        if (!w->arcs) return false;
    }
    if (w->arc_count) qsort(w->arcs, w->arc_count, sizeof *w->arcs, by_start);
    return true;
}

size_t merged_first_arc(const mover *w, state from)
{
    size_t low = 0, high = w->arc_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (w->arcs[middle].from < from) low = middle + 1;
        else high = middle;
    }
    return low;
}
