/* Taking a slot apart into what must hold together.
 *
 * A literal is a slot or its opposite. Conjunctions are split; a disjunction of bits becomes a clause,
 * and one that has a conjunction inside becomes several clauses as long as these are few. Everything
 * else stays a program, with a copy of the operations that it needs. Parts that share much would copy
 * it often; when all copies together get much longer than the program was, it stays whole.
 */
#include "base/search.h"

#include "base/bits.h"

#include <string.h>

enum { MOST_CLAUSES = 64, MOST_VISITS = 512 }; /* of one literal: else it stays a program */

typedef struct literal {
    slot at;
    bool negated;
} literal;

typedef struct splitter {
    conjunction *to;
    const logic *from;
    struct {
        literal *items;
        size_t count, room;
    } coming; /* literals that must hold */
    struct {
        slot *items;
        size_t count, room;
    } walk;
    uint64_t *seen;   /* bits: 2 x slot + negated */
    uint32_t *number; /* of each slot: its latest step, counted from 1; 0: none yet */
    uint32_t first;   /* steps before the part at work */
    bool failed;      /* memory is gone */
} splitter;

static const logic_op *op_of(const splitter *s, slot at) { return &s->from->ops.items[at]; }

static literal without_not(const splitter *s, literal x)
{
    while (op_of(s, x.at)->kind == LOGIC_NOT) x = (literal){op_of(s, x.at)->a, !x.negated};
    return x;
}

/* Both sides must hold. */
static bool is_and(const splitter *s, literal x)
{
    return op_of(s, x.at)->kind == (x.negated ? LOGIC_OR : LOGIC_AND);
}

/* One side must hold. */
static bool is_or(const splitter *s, literal x)
{
    return op_of(s, x.at)->kind == (x.negated ? LOGIC_AND : LOGIC_OR);
}

static literal side(const splitter *s, literal x, bool second)
{
    const logic_op *op = op_of(s, x.at);
    return (literal){second ? op->b : op->a, x.negated};
}

/* ---- clauses ------------------------------------------------------------------------------ */

typedef struct choice { /* the clause, or the literal, holds */
    logic_clause clause;
    literal literal;
} choice;

typedef struct distribution {
    splitter *splitter;
    choice coming[MOST_CLAUSES];
    uint32_t count, visits;
    size_t clauses_before;
} distribution;

static void add_bit(logic_clause *c, uint32_t bit, bool negated)
{
    *(negated ? &c->minus : &c->plus) |= UINT64_C(1) << bit;
}

static bool add_clause(distribution *d, logic_clause c)
{
    conjunction *to = d->splitter->to;
    if (c.plus & c.minus) return true;
    if (to->clauses.count - d->clauses_before >= MOST_CLAUSES) return false;
    if (!GROW(to->memory, &to->clauses)) return !(d->splitter->failed = true);
    to->never = to->never || !(c.plus | c.minus);
    to->clauses.items[to->clauses.count++] = c;
    return true;
}

static bool expect(distribution *d, logic_clause c, literal x)
{
    if (d->count == MOST_CLAUSES) return false;
    d->coming[d->count++] = (choice){c, x};
    return true;
}

/* The clause, or one of two bits that are alike (or, negated, are not). */
static bool add_same(distribution *d, logic_clause c, literal x)
{
    const splitter *s = d->splitter;
    literal a = without_not(s, (literal){op_of(s, x.at)->a, false}),
            b = without_not(s, (literal){op_of(s, x.at)->b, x.negated});
    const logic_op *first = op_of(s, a.at), *second = op_of(s, b.at);
    if (first->kind != LOGIC_BIT || second->kind != LOGIC_BIT) return false;
    logic_clause other = c;
    add_bit(&c, first->a, a.negated);
    add_bit(&c, second->a, !b.negated);
    add_bit(&other, first->a, !a.negated);
    add_bit(&other, second->a, b.negated);
    return add_clause(d, c) && add_clause(d, other);
}

/* Goes through the sides of a disjunction. All but one of them must be bits. */
static bool distribute(distribution *d, choice of)
{
    const splitter *s = d->splitter;
    literal open[MOST_CLAUSES] = {of.literal}, left = {0};
    uint32_t count = 1;
    bool has_left = false;
    while (count) {
        literal x = without_not(s, open[--count]);
        const logic_op *op = op_of(s, x.at);
        if (++d->visits > MOST_VISITS || count + 2 > MOST_CLAUSES) return false;
        if (op->kind == LOGIC_CONST && (op->a != 0) != x.negated) return true; /* it holds */
        if (op->kind == LOGIC_CONST) continue;
        if (op->kind == LOGIC_BIT) add_bit(&of.clause, op->a, x.negated);
        else if (is_or(s, x)) {
            open[count++] = side(s, x, true);
            open[count++] = side(s, x, false);
        } else if (has_left) return false;
        else has_left = true, left = x;
    }
    if (!has_left) return add_clause(d, of.clause);
    if (!is_and(s, left)) return add_same(d, of.clause, left);
    return expect(d, of.clause, side(s, left, true)) && expect(d, of.clause, side(s, left, false));
}

/* False: it does not become few clauses, or memory is gone. */
static bool add_clauses(splitter *s, literal x)
{
    distribution d = {.splitter = s, .clauses_before = s->to->clauses.count};
    bool never = s->to->never, few = expect(&d, (logic_clause){0}, x);
    while (few && d.count) few = distribute(&d, d.coming[--d.count]);
    if (few) return true;
    s->to->clauses.count = d.clauses_before;
    s->to->never = never;
    return false;
}

/* ---- programs ----------------------------------------------------------------------------- */

static bool add_step(splitter *s, logic_step step_)
{
    if (!GROW(s->to->memory, &s->to->steps)) return !(s->failed = true);
    s->to->steps.items[s->to->steps.count++] = step_;
    return true;
}

static bool has_step(const splitter *s, slot at) { return s->number[at] > s->first; }

static uint32_t step_of(const splitter *s, slot at) { return s->number[at] - 1 - s->first; }

/* What the top of the walk needs and has not got yet is put on the walk. */
static bool needs_more(splitter *s, const logic_op *op)
{
    bool more = false;
    for (int k = 0; k < 2; k++) {
        if (op->kind < (k ? LOGIC_AND : LOGIC_NOT)) break;
        slot needed = k ? op->b : op->a;
        if (has_step(s, needed)) continue;
        if (!GROW(s->to->memory, &s->walk)) return s->failed = true;
        s->walk.items[s->walk.count++] = needed;
        more = true;
    }
    return more;
}

/* The operations below x, each after those that it speaks of. */
static bool add_part(splitter *s, literal x)
{
    conjunction *to = s->to;
    logic_part p = {.support = op_of(s, x.at)->support, .first = (uint32_t)to->steps.count};
    s->first = p.first;
    s->walk.count = 0;
    if (!GROW(to->memory, &s->walk)) return !(s->failed = true);
    s->walk.items[s->walk.count++] = x.at;
    while (s->walk.count) {
        slot at = s->walk.items[s->walk.count - 1];
        const logic_op *op = op_of(s, at);
        if (!has_step(s, at)) {
            if (needs_more(s, op)) {
                if (s->failed) return false;
                continue;
            }
            logic_step copy = {op->kind, op->a, op->b};
            if (op->kind >= LOGIC_NOT) copy.a = step_of(s, op->a);
            if (op->kind >= LOGIC_AND) copy.b = step_of(s, op->b);
            if (!add_step(s, copy)) return false;
            s->number[at] = (uint32_t)to->steps.count;
        }
        s->walk.count--;
    }
    if (x.negated && !add_step(s, (logic_step){LOGIC_NOT, step_of(s, x.at), 0})) return false;
    p.count = (uint32_t)to->steps.count - p.first;
    if (p.count > to->longest) to->longest = p.count;
    if (!GROW(to->memory, &to->parts)) return !(s->failed = true);
    to->parts.items[to->parts.count++] = p;
    return true;
}

/* ---- splitting ---------------------------------------------------------------------------- */

static void must_hold(splitter *s, literal x)
{
    x = without_not(s, x);
    uint64_t place = 2 * (uint64_t)x.at + x.negated;
    if (bit_at(s->seen, place) || s->failed) return;
    set_bit(s->seen, place);
    if (!GROW(s->to->memory, &s->coming)) s->failed = true;
    else s->coming.items[s->coming.count++] = x;
}

/* Copies much longer than the whole cost more than they save. */
static bool is_long(const splitter *s)
{
    return s->to->steps.count > 2 * s->from->ops.count + 1000 ||
           s->to->parts.count + s->to->clauses.count > 2 * s->from->ops.count + 1000;
}

static void split(splitter *s, slot root)
{
    must_hold(s, (literal){root, false});
    while (s->coming.count && !s->failed && !is_long(s)) {
        literal x = s->coming.items[--s->coming.count];
        if (is_and(s, x)) {
            must_hold(s, side(s, x, false));
            must_hold(s, side(s, x, true));
        } else if (!add_clauses(s, x) && !s->failed) add_part(s, x);
    }
    if (s->failed || !is_long(s)) return;
    s->to->clauses.count = s->to->parts.count = s->to->steps.count = s->to->longest = 0;
    s->to->never = false;
    memset(s->number, 0, s->from->ops.count * sizeof *s->number);
    add_part(s, (literal){root, false});
}

bool conjunction_start(conjunction *c, const logic *l, slot root)
{
    *c = (conjunction){.memory = l->memory};
    splitter s = {.to = c, .from = l};
    size_t words = words_for(2 * (uint64_t)l->ops.count);
    s.seen = memory_take(l->memory, words, sizeof *s.seen);
    s.number = memory_take(l->memory, l->ops.count, sizeof *s.number);
    s.failed = !s.seen || !s.number;
    if (!s.failed) {
        memset(s.seen, 0, words * sizeof *s.seen);
        memset(s.number, 0, l->ops.count * sizeof *s.number);
        split(&s, root);
    }
    GIVE(l->memory, &s.coming);
    GIVE(l->memory, &s.walk);
    memory_give(l->memory, s.seen, words, sizeof *s.seen);
    memory_give(l->memory, s.number, l->ops.count, sizeof *s.number);
    return !s.failed;
}

void conjunction_free(conjunction *c)
{
    GIVE(c->memory, &c->clauses);
    GIVE(c->memory, &c->parts);
    GIVE(c->memory, &c->steps);
}
