/* Conditions as boolean programs. Lets and outcomes are built once each, in an order in which each
 * uses earlier ones only, so that sharing stays sharing and no chain of lets is deep recursion. */
#include "model/meaning.h"

#include "base/bits.h"

#include <string.h>

slot meaning_at_least(meaning *m, const option *o, uint32_t level)
{
    if (level == 0) return logic_constant(m->logic, true);
    if (level >= o->levels) return logic_constant(m->logic, false);
    return logic_bit(m->logic, o->first_bit + level - 1);
}

static slot compare(meaning *m, const expr *e)
{
    const option *o = &m->model->options[e->option];
    slot from = meaning_at_least(m, o, e->value), above = meaning_at_least(m, o, e->value + 1);
    slot equal = logic_and(m->logic, from, logic_not(m->logic, above));
    switch (e->relation) {
    case REL_EQUAL: return equal;
    case REL_DIFFERENT: return logic_not(m->logic, equal);
    case REL_BELOW: return logic_not(m->logic, from);
    case REL_AT_MOST: return logic_not(m->logic, above);
    case REL_ABOVE: return above;
    case REL_AT_LEAST: return from;
    }
    return LOGIC_FAILED;
}

/* Adds to `alone` the members of the classes that the state belongs to. */
static slot in_same_class(meaning *m, uint64_t state, slot alone)
{
    uint32_t count = m->classes ? m->model->coalesced_count : 0;
    if (!count || m->logic->failed) return alone;
    size_t room = m->logic->ops.count;
    uint8_t *values = memory_take(m->logic->memory, room, 1);
    if (!values) {
        m->logic->failed = true;
        return LOGIC_FAILED;
    }
    for (uint32_t k = 0; k < count; k++)
        if (logic_holds(m->logic, m->classes[k], state, values))
            alone = logic_or(m->logic, alone, m->classes[k]);
    memory_give(m->logic->memory, values, room, 1);
    return alone;
}

static slot in_state(meaning *m, const expr *e)
{
    const dt_model *model = m->model;
    bool known = e->definition ? model->state_known[e->definition->index] : e->settled;
    if (!known) {
        m->unsettled = e;
        return logic_constant(m->logic, false);
    }
    uint64_t state = e->definition ? model->state_bits[e->definition->index] : e->bits;
    return in_same_class(m, state, logic_equals(m->logic, low_bits(model->bits), state));
}

static slot defined(meaning *m, const statement *definition)
{
    if (m->unsettled_in[definition->index]) m->unsettled = m->unsettled_in[definition->index];
    return m->definitions[definition->index];
}

static slot counted(meaning *m, const expr *e)
{
    uint32_t count = 0;
    for (const expr *child = e->first; child; child = child->next) count++;
    slot *slots = memory_take(m->logic->memory, count, sizeof *slots);
    if (!slots) {
        m->logic->failed = true;
        return LOGIC_FAILED;
    }
    uint32_t k = 0;
    for (const expr *child = e->first; child; child = child->next)
        slots[k++] = meaning_of(m, child);
    slot at_least = logic_at_least(m->logic, slots, count, e->count);
    slot result = at_least;
    if (e->kind != EXPR_AT_LEAST) {
        slot not_more = logic_not(m->logic, logic_at_least(m->logic, slots, count, e->count + 1));
        result = e->kind == EXPR_AT_MOST ? not_more : logic_and(m->logic, at_least, not_more);
    }
    memory_give(m->logic->memory, slots, count, sizeof *slots);
    return result;
}

static slot folded(meaning *m, const expr *e, slot (*join)(logic *, slot, slot))
{
    slot all = meaning_of(m, e->first);
    for (const expr *child = e->first->next; child; child = child->next)
        all = join(m->logic, all, meaning_of(m, child));
    return all;
}

static slot implied(meaning *m, const expr *reason, const expr *consequence)
{
    slot without = logic_not(m->logic, meaning_of(m, reason));
    return logic_or(m->logic, without, meaning_of(m, consequence));
}

slot meaning_of(meaning *m, const expr *e)
{
    if (m->logic->failed) return LOGIC_FAILED;
    switch (e->kind) {
    case EXPR_YES: return logic_constant(m->logic, true);
    case EXPR_NO: return logic_constant(m->logic, false);
    case EXPR_NAME:
        if (e->definition) return defined(m, e->definition);
        return meaning_at_least(m, &m->model->options[e->option], 1);
    case EXPR_COMPARE: return compare(m, e);
    case EXPR_STATE: return in_state(m, e);
    case EXPR_NOT: return logic_not(m->logic, meaning_of(m, e->first));
    case EXPR_AND: return folded(m, e, logic_and);
    case EXPR_OR: return folded(m, e, logic_or);
    case EXPR_IFF: return folded(m, e, logic_same);
    case EXPR_IMPLIES: return implied(m, e->first, e->first->next);
    case EXPR_IF: return implied(m, e->first->next, e->first);
    case EXPR_EXACTLY:
    case EXPR_AT_MOST:
    case EXPR_AT_LEAST: return counted(m, e);
    }
    return LOGIC_FAILED;
}

static void define(meaning *m)
{
    for (uint32_t k = 0; k < m->model->definition_count; k++) {
        const statement *s = m->model->definitions[k];
        m->unsettled = NULL;
        m->definitions[s->index] = meaning_of(m, s->condition);
        m->unsettled_in[s->index] = m->unsettled;
    }
    m->unsettled = NULL; /* a definition that nobody uses may speak of anything */
}

/* Definitions, then the classes by them, then the definitions again, of states that are classes. */
static bool define_classes(meaning *m, arena *a)
{
    slot *classes = ARENA_ARRAY(a, m->model->coalesced_count, slot);
    if (!classes) return false;
    for (uint32_t k = 0; k < m->model->coalesced_count; k++)
        classes[k] = meaning_of(m, m->model->coalesced[k]->condition);
    const expr *unsettled = m->unsettled;
    m->classes = classes;
    define(m);
    m->unsettled = unsettled;
    return true;
}

bool meaning_start(meaning *m, const dt_model *model, logic *l, arena *a)
{
    *m = (meaning){.model = model, .logic = l};
    m->definitions = ARENA_ARRAY(a, model->definition_count, slot);
    m->unsettled_in = ARENA_ARRAY(a, model->definition_count, const expr *);
    if (!m->definitions || !m->unsettled_in) return false;
    for (uint32_t k = 0; k < model->definition_count; k++) m->unsettled_in[k] = NULL;
    define(m);
    if (model->coalesced_count && !define_classes(m, a)) return false;
    return !l->failed;
}
