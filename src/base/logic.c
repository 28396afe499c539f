/* Boolean programs: building and running. */
#include "base/logic.h"

#include "base/bits.h"

#include <string.h>

/* ---- building --------------------------------------------------------------------------- */

void logic_start(logic *l, memory *m)
{
    *l = (logic){.memory = m};
    for (uint32_t b = 0; b < 64; b++) l->bits[b] = LOGIC_FAILED;
    l->constants[0] = l->constants[1] = LOGIC_FAILED;
}

void logic_free(logic *l) { GIVE(l->memory, &l->ops); }

static slot add_op(logic *l, logic_op op)
{
    if (l->failed) return LOGIC_FAILED;
    if (l->ops.count >= MAX_LOGIC_OPS) l->too_large = true;
    if (l->too_large || !GROW(l->memory, &l->ops)) {
        l->failed = true;
        return LOGIC_FAILED;
    }
    l->ops.items[l->ops.count] = op;
    return (slot)l->ops.count++;
}

slot logic_constant(logic *l, bool value)
{
    if (l->constants[value] == LOGIC_FAILED)
        l->constants[value] = add_op(l, (logic_op){.kind = LOGIC_CONST, .a = value});
    return l->constants[value];
}

slot logic_bit(logic *l, uint32_t bit)
{
    if (l->bits[bit] == LOGIC_FAILED)
        l->bits[bit] =
            add_op(l, (logic_op){.kind = LOGIC_BIT, .a = bit, .support = UINT64_C(1) << bit});
    return l->bits[bit];
}

static const logic_op *op_at(const logic *l, slot s) { return &l->ops.items[s]; }

static bool is_constant(const logic *l, slot s, bool value)
{
    return op_at(l, s)->kind == LOGIC_CONST && op_at(l, s)->a == value;
}

slot logic_not(logic *l, slot a)
{
    if (l->failed) return LOGIC_FAILED;
    const logic_op *op = op_at(l, a);
    if (op->kind == LOGIC_CONST) return logic_constant(l, !op->a);
    if (op->kind == LOGIC_NOT) return op->a;
    return add_op(l, (logic_op){.kind = LOGIC_NOT, .a = a, .support = op->support});
}

static slot add_binary(logic *l, logic_kind kind, slot a, slot b)
{
    uint64_t support = op_at(l, a)->support | op_at(l, b)->support;
    return add_op(l, (logic_op){.kind = kind, .a = a, .b = b, .support = support});
}

slot logic_and(logic *l, slot a, slot b)
{
    if (l->failed) return LOGIC_FAILED;
    if (a == b || is_constant(l, b, true) || is_constant(l, a, false)) return a;
    if (is_constant(l, a, true) || is_constant(l, b, false)) return b;
    return add_binary(l, LOGIC_AND, a, b);
}

slot logic_or(logic *l, slot a, slot b)
{
    if (l->failed) return LOGIC_FAILED;
    if (a == b || is_constant(l, b, false) || is_constant(l, a, true)) return a;
    if (is_constant(l, a, false) || is_constant(l, b, true)) return b;
    return add_binary(l, LOGIC_OR, a, b);
}

slot logic_same(logic *l, slot a, slot b)
{
    if (l->failed) return LOGIC_FAILED;
    if (a == b) return logic_constant(l, true);
    if (is_constant(l, b, true)) return a;
    if (is_constant(l, a, true)) return b;
    return add_binary(l, LOGIC_SAME, a, b);
}

slot logic_equals(logic *l, uint64_t mask, uint64_t value)
{
    slot all = logic_constant(l, true);
    for (uint64_t rest = mask; rest; rest &= rest - 1) {
        uint32_t b = lowest_bit(rest);
        slot bit = logic_bit(l, b);
        all = logic_and(l, all, value >> b & 1 ? bit : logic_not(l, bit));
    }
    return all;
}

/* reached[j]: at least j of the slots so far hold. Only `and` and `or` of the slots, so three-valued
 * evaluation is exact where the slots are. */
slot logic_at_least(logic *l, const slot *slots, uint32_t count, uint32_t threshold)
{
    if (l->failed) return LOGIC_FAILED;
    if (threshold == 0) return logic_constant(l, true);
    if (threshold > count) return logic_constant(l, false);
    slot *reached = memory_take(l->memory, (size_t)threshold + 1, sizeof *reached);
    if (!reached) {
        l->failed = true;
        return LOGIC_FAILED;
    }
    reached[0] = logic_constant(l, true);
    for (uint32_t j = 1; j <= threshold; j++) reached[j] = logic_constant(l, false);
    for (uint32_t k = 0; k < count && !l->failed; k++)
        for (uint32_t j = k + 1 < threshold ? k + 1 : threshold; j >= 1; j--)
            reached[j] = logic_or(l, reached[j], logic_and(l, reached[j - 1], slots[k]));
    slot result = l->failed ? LOGIC_FAILED : reached[threshold];
    memory_give(l->memory, reached, (size_t)threshold + 1, sizeof *reached);
    return result;
}

uint64_t logic_support(const logic *l, slot s) { return op_at(l, s)->support; }

bool logic_keep(logic *l, slot *roots, size_t count)
{
    if (l->failed) return false;
    size_t before = l->ops.count;
    slot *names = memory_take(l->memory, before, sizeof *names); /* LOGIC_FAILED: not used */
    if (!names) return false;
    memset(names, 0xFF, before * sizeof *names);
    for (size_t k = 0; k < count; k++) names[roots[k]] = 0;
    for (size_t k = before; k-- > 0;) {
        const logic_op *op = &l->ops.items[k];
        if (names[k] == LOGIC_FAILED) continue;
        if (op->kind >= LOGIC_NOT) names[op->a] = 0;
        if (op->kind >= LOGIC_AND) names[op->b] = 0;
    }
    size_t kept = 0;
    for (size_t k = 0; k < before; k++) {
        if (names[k] == LOGIC_FAILED) continue;
        logic_op op = l->ops.items[k];
        if (op.kind >= LOGIC_NOT) op.a = names[op.a];
        if (op.kind >= LOGIC_AND) op.b = names[op.b];
        l->ops.items[kept] = op;
        names[k] = (slot)kept++;
    }
    l->ops.count = kept;
    for (size_t k = 0; k < count; k++) roots[k] = names[roots[k]];
    memory_give(l->memory, names, before, sizeof *names);
    for (uint32_t b = 0; b < 64; b++) l->bits[b] = LOGIC_FAILED;
    l->constants[0] = l->constants[1] = LOGIC_FAILED;
    return true;
}

/* ---- running ---------------------------------------------------------------------------- */

void logic_run(const logic *l, const logic_row columns[64], logic_row *values)
{
    for (size_t k = 0; k < l->ops.count; k++) {
        const logic_op *op = &l->ops.items[k];
        uint64_t *to = values[k].words;
        const uint64_t *a = op->kind >= LOGIC_NOT ? values[op->a].words : NULL;
        const uint64_t *b = op->kind >= LOGIC_AND ? values[op->b].words : NULL;
        switch (op->kind) {
        case LOGIC_CONST: memset(to, op->a ? 0xFF : 0, sizeof(logic_row)); break;
        case LOGIC_BIT: memcpy(to, columns[op->a].words, sizeof(logic_row)); break;
        case LOGIC_NOT:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = ~a[w];
            break;
        case LOGIC_AND:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = a[w] & b[w];
            break;
        case LOGIC_OR:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = a[w] | b[w];
            break;
        case LOGIC_SAME:
            for (int w = 0; w < LOGIC_WORDS; w++) to[w] = ~(a[w] ^ b[w]);
            break;
        }
    }
}

bool logic_holds(const logic *l, slot root, uint64_t bits, uint8_t *values)
{
    for (size_t k = 0; k <= root; k++) {
        const logic_op *op = &l->ops.items[k];
        switch (op->kind) {
        case LOGIC_CONST: values[k] = (uint8_t)op->a; break;
        case LOGIC_BIT: values[k] = bits >> op->a & 1; break;
        case LOGIC_NOT: values[k] = !values[op->a]; break;
        case LOGIC_AND: values[k] = values[op->a] & values[op->b]; break;
        case LOGIC_OR: values[k] = values[op->a] | values[op->b]; break;
        case LOGIC_SAME: values[k] = values[op->a] == values[op->b]; break;
        }
    }
    return values[root];
}

void logic_columns(const uint64_t states[LOGIC_BLOCK], logic_row columns[64])
{
    for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t rows[64];
        memcpy(rows, states + 64 * w, sizeof rows);
        transpose64(rows);
        for (uint32_t b = 0; b < 64; b++) columns[b].words[w] = rows[b];
    }
}
