/* Minimal correction sets by growing.
 *
 * The stage's boolean program becomes clauses, an operation a variable (Tseitin 1968), and each red
 * line a variable that, assumed, demands it. A state that the solver finds respects some lines;
 * every other line is then tried in turn: demanded together with those respected so far, it can be
 * added or not. What cannot be added is a minimal set to lift: a concession. A clause "some line of it
 * is respected" excludes it and its supersets, and the next state shows another, until there is none
 * (Liffiton & Sakallah 2008). The clashes are the minimal hitting sets of the concessions (Reiter 1987).
 */
#include "analysis/sat.h"

#include "base/bits.h"

#include <string.h>

enum { SATISFIABLE = 10, UNSATISFIABLE = 20, MAX_CONCESSIONS = 1 << 17 };

static void clause(const sat_survey *s, const int *literals, int count)
{
    for (int k = 0; k < count; k++)
        if (literals[k]) s->solver->add(s->handle, literals[k]);
    s->solver->add(s->handle, 0);
}
#define CLAUSE(s, ...)                                                                             \
    clause((s), (const int[]){__VA_ARGS__}, (int)(sizeof((int[]){__VA_ARGS__}) / sizeof(int)))

/* v is what the operation says of a and b. */
static void add_operation(const sat_survey *s, const logic_op *op, int v, int a, int b)
{
    switch (op->kind) {
    case LOGIC_CONST: CLAUSE(s, op->a ? v : -v); break;
    case LOGIC_BIT: break;
    case LOGIC_NOT:
        CLAUSE(s, -v, -a);
        CLAUSE(s, v, a);
        break;
    case LOGIC_AND:
        CLAUSE(s, -v, a);
        CLAUSE(s, -v, b);
        CLAUSE(s, v, -a, -b);
        break;
    case LOGIC_OR:
        CLAUSE(s, v, -a);
        CLAUSE(s, v, -b);
        CLAUSE(s, -v, a, b);
        break;
    case LOGIC_SAME:
        CLAUSE(s, -v, -a, b);
        CLAUSE(s, -v, a, -b);
        CLAUSE(s, v, a, b);
        CLAUSE(s, v, -a, -b);
        break;
    }
}

/* Variables 1 to 64 are the state's bits; then one an operation; then one a red line. */
static int variable_of(slot k) { return 65 + (int)k; }

static void add_program(sat_survey *s, const logic *l)
{
    for (size_t k = 0; k < l->ops.count; k++) {
        const logic_op *op = &l->ops.items[k];
        int v = variable_of((slot)k);
        if (op->kind == LOGIC_BIT) {
            CLAUSE(s, -v, s->bits[op->a]);
            CLAUSE(s, v, -s->bits[op->a]);
            continue;
        }
        int a = op->kind >= LOGIC_NOT ? variable_of(op->a) : 0,
            b = op->kind >= LOGIC_AND ? variable_of(op->b) : 0;
        add_operation(s, op, v, a, b);
    }
}

/* Feasible, where asked, and each red line where its variable is true. */
static bool add_stage(sat_survey *s, const expr *where)
{
    const stage *st = s->stage;
    arena scratch;
    logic l;
    meaning m;
    arena_start(&scratch, s->memory);
    logic_start(&l, s->memory);
    bool built = meaning_start(&m, st->model, &l, &scratch);
    slot feasible = built ? stage_feasible(st, &m) : LOGIC_FAILED;
    slot roots[MAX_REDLINES];
    if (where && built) feasible = logic_and(&l, feasible, meaning_of(&m, where));
    for (uint32_t k = 0; built && k < st->redline_count; k++)
        roots[k] = meaning_of(&m, st->redlines[k].statement->condition);
    built = built && !l.failed;
    if (built) {
        add_program(s, &l);
        CLAUSE(s, variable_of(feasible));
        for (uint32_t k = 0; k < st->redline_count; k++) {
            s->lines[k] = variable_of((slot)l.ops.count + k);
            CLAUSE(s, -s->lines[k], variable_of(roots[k]));
            CLAUSE(s, s->lines[k], -variable_of(roots[k]));
        }
    }
    logic_free(&l);
    arena_free(&scratch);
    return built;
}

/* 10, 20, or 0 when stopped. Assumptions are given before. */
static int solve(sat_survey *s)
{
    s->calls++;
    return s->solver->solve(s->handle);
}

/* The counted lines that the state just found respects. */
static uint64_t respected(const sat_survey *s)
{
    uint64_t lines = 0;
    for (uint64_t rest = s->counted; rest; rest &= rest - 1) {
        uint32_t k = lowest_bit(rest);
        if (s->solver->val(s->handle, s->lines[k]) > 0) lines |= UINT64_C(1) << k;
    }
    return lines;
}

static void assume_lines(const sat_survey *s, uint64_t lines)
{
    for (; lines; lines &= lines - 1) s->solver->assume(s->handle, s->lines[lowest_bit(lines)]);
}

/* Grows a set of lines that can hold together until no line can be added. 0: stopped. */
static int grow_set(sat_survey *s, uint64_t *together)
{
    for (uint64_t rest = s->counted & ~*together; rest; rest &= rest - 1) {
        uint64_t line = rest & (~rest + 1);
        if (*together & line) continue;
        assume_lines(s, *together | line);
        int answer = solve(s);
        if (answer == SATISFIABLE) *together |= respected(s);
        else if (answer != UNSATISFIABLE) return 0;
    }
    return SATISFIABLE;
}

static bool add_concession(sat_survey *s, uint64_t lines)
{
    if (!GROW(s->memory, &s->concessions)) return false;
    s->concessions.items[s->concessions.count++] = lines;
    for (uint64_t rest = lines; rest; rest &= rest - 1)
        s->solver->add(s->handle, s->lines[lowest_bit(rest)]);
    s->solver->add(s->handle, 0);
    return true;
}

static bool find_concessions(sat_survey *s, progress *p, dt_error *err)
{
    for (;;) {
        int answer = solve(s);
        if (answer == UNSATISFIABLE) return true;
        uint64_t together = answer == SATISFIABLE ? respected(s) : 0;
        if (answer != SATISFIABLE || !grow_set(s, &together) ||
            !progress_report(p, s->concessions.count))
            return fail(err, DT_ERR_CANCELLED, "cancelled");
        if (together == s->counted) return s->common = true;
        if (!add_concession(s, s->counted & ~together)) return fail_memory(err, s->memory);
        if (s->concessions.count >= MAX_CONCESSIONS)
            return fail(
                err, DT_ERR_LIMIT,
                "there are more than %d least concessions; ask for fewer players with --between",
                MAX_CONCESSIONS);
    }
}

bool sat_survey_take(sat_survey *s, const stage *st, const expr *where, uint64_t counted,
                     const dt_sat *solver, memory *m, progress *p, dt_error *err)
{
    *s = (sat_survey){.stage = st, .solver = solver, .memory = m};
    for (uint32_t k = 0; k < st->redline_count; k++)
        if (!st->redlines[k].lifted) s->counted |= counted & UINT64_C(1) << k;
    s->bits = memory_take(m, MAX_BITS, sizeof *s->bits);
    s->lines = memory_take(m, MAX_REDLINES, sizeof *s->lines);
    s->handle = s->bits && s->lines ? solver->init(solver->ctx) : NULL;
    if (!s->handle) return fail_memory(err, m);
    for (int b = 0; b < MAX_BITS; b++) s->bits[b] = b + 1;
    p->work = "searching for what can hold together";
    if (!add_stage(s, where)) return fail_memory(err, m);
    if (!find_concessions(s, p, err)) return false;
    if (s->common) s->concessions.count = 0;
    else keep_minimal(&s->concessions);
    return s->common || hitting_sets(m, &s->concessions, &s->clashes, err);
}

void sat_survey_free(sat_survey *s)
{
    if (!s->memory) return;
    if (s->handle) s->solver->release(s->handle);
    memory_give(s->memory, s->bits, MAX_BITS, sizeof *s->bits);
    memory_give(s->memory, s->lines, MAX_REDLINES, sizeof *s->lines);
    GIVE(s->memory, &s->concessions);
    GIVE(s->memory, &s->clashes);
}

/* ---- asking for states ------------------------------------------------------------------- */

/* Found concessions are excluded by clauses, so questions about what one opens are asked of a solver
 * without them: see sat_reopen. */
static int ask(sat_survey *s, uint64_t lifted, const int *literals, int count)
{
    assume_lines(s, s->counted & ~lifted);
    for (int k = 0; k < count; k++) s->solver->assume(s->handle, literals[k]);
    return solve(s);
}

bool sat_reopen(sat_survey *s, const expr *where, dt_error *err)
{
    s->solver->release(s->handle);
    s->handle = s->solver->init(s->solver->ctx);
    return (s->handle && add_stage(s, where)) || fail_memory(err, s->memory);
}

bool sat_levels(sat_survey *s, uint64_t lifted, uint32_t k, uint32_t *levels)
{
    const option *o = &s->stage->model->options[k];
    *levels = 0;
    for (uint32_t v = 0; v < o->levels; v++) {
        int literals[2], count = 0;
        if (v > 0) literals[count++] = s->bits[o->first_bit + v - 1];
        if (v + 1 < o->levels) literals[count++] = -s->bits[o->first_bit + v];
        int answer = ask(s, lifted, literals, count);
        if (answer != SATISFIABLE && answer != UNSATISFIABLE) return false;
        if (answer == SATISFIABLE) *levels |= UINT32_C(1) << v;
    }
    return true;
}

bool sat_example(sat_survey *s, uint64_t lifted, uint64_t *state)
{
    if (ask(s, lifted, NULL, 0) != SATISFIABLE) return false;
    *state = 0;
    for (uint32_t b = 0; b < s->stage->model->bits; b++)
        if (s->solver->val(s->handle, s->bits[b]) > 0) *state |= UINT64_C(1) << b;
    return true;
}
