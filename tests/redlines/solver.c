/* A SAT solver of a page, for models of a page: unit propagation and search (Davis, Logemann &
 * Loveland 1962), the lowest variable first. It keeps to IPASIR and asserts that its user does:
 * assumptions hold for one call, values are asked for only after "satisfiable".
 */
#include "literal.h"

#include <stdlib.h>
#include <string.h>

enum { SATISFIABLE = 10, UNSATISFIABLE = 20, STOPPED = 0 };

typedef struct numbers {
    int *items, count, room;
} numbers;

typedef struct solver {
    numbers literals;   /* of all clauses, each ended by 0 */
    numbers assumed;    /* for the next call */
    numbers trail;      /* literals set, in order */
    numbers *occurring; /* by literal: where the clauses start that contain it */
    signed char *value; /* by variable: 1, -1, or 0 */
    int variables;
    int start; /* of the clause being added */
    bool satisfied;
} solver;

long solver_calls, solver_stops = -1;

static void push(numbers *n, int item)
{
    if (n->count == n->room) {
        n->room = n->room ? 2 * n->room : 16;
        n->items = realloc(n->items, (size_t)n->room * sizeof *n->items);
        assert(n->items);
    }
    n->items[n->count++] = item;
}

static numbers *occurrences(const solver *s, int literal)
{
    return &s->occurring[2 * abs(literal) + (literal < 0)];
}

static void make_room(solver *s, int literal)
{
    int wanted = abs(literal), had = s->variables;
    if (wanted <= had) return;
    s->variables = 2 * wanted;
    s->value = realloc(s->value, (size_t)s->variables + 1);
    s->occurring = realloc(s->occurring, (2 * (size_t)s->variables + 2) * sizeof *s->occurring);
    assert(s->value && s->occurring);
    for (int v = had ? had + 1 : 0; v <= s->variables; v++) {
        s->value[v] = 0;
        s->occurring[2 * v] = s->occurring[2 * v + 1] = (numbers){0};
    }
}

static void *start(void *ctx)
{
    (void)ctx;
    solver *s = calloc(1, sizeof *s);
    assert(s);
    return s;
}

static void add(void *it, int literal)
{
    solver *s = it;
    s->satisfied = false;
    push(&s->literals, literal);
    if (literal == 0) {
        s->start = s->literals.count;
        return;
    }
    make_room(s, literal);
    push(occurrences(s, literal), s->start);
}

static void assume(void *it, int literal)
{
    solver *s = it;
    s->satisfied = false;
    make_room(s, literal);
    push(&s->assumed, literal);
}

static int value_of(const solver *s, int literal)
{
    return literal > 0 ? s->value[literal] : -s->value[-literal];
}

static bool set(solver *s, int literal)
{
    if (value_of(s, literal)) return value_of(s, literal) > 0;
    s->value[abs(literal)] = literal > 0 ? 1 : -1;
    push(&s->trail, literal);
    return true;
}

/* Sets the last literal of a clause that may still be true; false: all are false. */
static bool propagate_clause(solver *s, int at)
{
    int unset = 0, last = 0;
    for (const int *l = s->literals.items + at; *l; l++) {
        if (value_of(s, *l) > 0) return true;
        if (value_of(s, *l) == 0) unset++, last = *l;
    }
    return unset > 1 || (unset == 1 && set(s, last));
}

static bool propagate(solver *s, int from)
{
    for (int k = from; k < s->trail.count; k++) {
        const numbers *n = occurrences(s, -s->trail.items[k]);
        for (int j = 0; j < n->count; j++)
            if (!propagate_clause(s, n->items[j])) return false;
    }
    return true;
}

static void undo(solver *s, int to)
{
    while (s->trail.count > to) s->value[abs(s->trail.items[--s->trail.count])] = 0;
}

static bool search(solver *s, int variable)
{
    while (variable <= s->variables && (s->value[variable] || (!occurrences(s, variable)->count &&
                                                               !occurrences(s, -variable)->count)))
        variable++;
    if (variable > s->variables) return true;
    for (int way = -1; way <= 1; way += 2) {
        int mark = s->trail.count;
        set(s, way * variable);
        if (propagate(s, mark) && search(s, variable + 1)) return true;
        undo(s, mark);
    }
    return false;
}

/* Clauses of one literal, and none, before the search. */
static bool begin(solver *s)
{
    undo(s, 0);
    for (int at = 0; at < s->literals.count; at++) {
        if (!propagate_clause(s, at)) return false;
        while (s->literals.items[at]) at++;
    }
    for (int k = 0; k < s->assumed.count; k++)
        if (!set(s, s->assumed.items[k])) return false;
    return propagate(s, 0);
}

static int solve(void *it)
{
    solver *s = it;
    assert(s->start == s->literals.count); /* no clause is half added */
    if (solver_calls++ == solver_stops) return STOPPED;
    s->satisfied = begin(s) && search(s, 1);
    s->assumed.count = 0;
    return s->satisfied ? SATISFIABLE : UNSATISFIABLE;
}

static int value(void *it, int literal)
{
    const solver *s = it;
    assert(s->satisfied);
    if (abs(literal) > s->variables) return 0;
    return value_of(s, literal) > 0 ? literal : value_of(s, literal) < 0 ? -literal : 0;
}

static void end(void *it)
{
    solver *s = it;
    for (int k = 0; s->occurring && k < 2 * s->variables + 2; k++) free(s->occurring[k].items);
    free(s->occurring), free(s->value);
    free(s->literals.items), free(s->assumed.items), free(s->trail.items);
    free(s);
}

const dt_sat small_solver = {
    .init = start, .add = add, .assume = assume, .solve = solve, .val = value, .release = end};
