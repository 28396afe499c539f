/* The texts of the cases: random statements of each player over all options. */
#include "families.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_OPTIONS = 64, STATEMENTS = 12, TIES = 21, JOINTS = 7 };

__attribute__((format(printf, 2, 3))) static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    t->length += (size_t)vsnprintf(t->bytes + t->length, TEXT_BYTES - t->length, format, arguments);
    va_end(arguments);
    if (t->length >= TEXT_BYTES) abort();
}

static uint32_t below(text *t, uint32_t bound) /* splitmix64 */
{
    uint64_t z = t->seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32) % bound;
}

static void add_literal(text *t, uint32_t options)
{
    add(t, "%so%u", below(t, 2) ? "not " : "", below(t, options));
}

static void add_condition(text *t, uint32_t options)
{
    static const char *const words[] = {"and", "or", "if", "iff"};
    uint32_t literals = below(t, 3);
    add_literal(t, options);
    if (literals == 0) return; /* a third are single options, as in published models */
    add(t, " %s ", words[below(t, 4)]);
    add_literal(t, options);
}

/* The level counts of a family's options; their number is returned. */
static uint32_t choose_levels(const bench_case *c, uint32_t levels[MOST_OPTIONS])
{
    static const uint32_t cycle[] = {2, 3, 2, 4};
    uint64_t target = UINT64_C(1) << (c->size + (c->family == TIED ? 4 : 0)), product = 1;
    uint32_t count = 0;
    for (uint32_t k = 0;; k++) {
        uint32_t wanted = c->family == LEVELS ? cycle[k % 4] : 2;
        if (product * wanted > target && product * (wanted = 2) > target) return count;
        product *= wanted;
        levels[count++] = wanted;
    }
}

static void add_option(text *t, const bench_case *c, uint32_t option, uint32_t levels)
{
    add(t, "  option o%u", option);
    if (levels > 2) add(t, " levels l0, l1, l2%s", levels > 3 ? ", l3" : "");
    if (c->family == LEVELS && option % 3 == 1)
        add(t, " irreversible%s", option % 2 ? " down" : "");
    add(t, "\n");
}

void write_model(text *t, const bench_case *c)
{
    uint32_t levels[MOST_OPTIONS], options = choose_levels(c, levels);
    t->length = 0;
    t->seed = 1000 * c->size + 10 * c->players + (uint32_t)c->family;
    for (uint32_t p = 0; p < c->players; p++) {
        add(t, "player p%u\n", p);
        for (uint32_t o = p * options / c->players; o < (p + 1) * options / c->players; o++)
            add_option(t, c, o, levels[o]);
        for (uint32_t k = 0; k < (c->statements ? c->statements : STATEMENTS); k++) {
            add(t, "  prefer ");
            add_condition(t, options);
            add(t, "\n");
        }
    }
    uint32_t constraints = c->family == TIED ? TIES : c->family == JOINED ? JOINTS : 0;
    for (uint32_t k = 0; k < constraints; k++) {
        uint32_t first = below(t, options / 3), second = options / 3 + below(t, options / 3);
        add(t, "infeasible %so%u and %so%u and o%u\n", below(t, 2) ? "not " : "", first,
            below(t, 2) ? "not " : "", second, options / 3 * 2 + below(t, options / 3));
    }
}

const char *family_name(family f)
{
#define X(ID, name) name,
    static const char *const names[] = {FAMILIES(X)};
#undef X
    return names[f];
}

void case_name(const bench_case *c, char name[40])
{
    int used = snprintf(name, 40, "%s-%u-%u", family_name(c->family), c->size, c->players);
    if (c->statements) snprintf(name + used, 40 - (size_t)used, "-s%u", c->statements);
}
