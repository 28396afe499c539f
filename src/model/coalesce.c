/* Coalesced states are one state, so whatever orders or forbids must be equal on them.
 *
 * A class is sound when no member is in a second class and none differs from the lowest member in a
 * red line or a preference. Both are one question each to the propagating search; so a class costs
 * two searches, however many conditions there are.
 */
#include "model/coalesce.h"

#include "base/bits.h"

#include <string.h>

enum { SEARCH_STEPS = 1 << 29 }; /* about a second */

typedef struct asked { /* a condition that members must agree on */
    slot holds;
    const statement *origin;
} asked;

typedef struct classes {
    const stage *stage;
    diagnostics *said;
    logic logic;
    slot members[MAX_COALESCED]; /* feasible ones, of each class */
    struct {
        asked *items;
        size_t count, room;
    } asked;
} classes;

static bool ask(classes *c, slot holds, const statement *origin)
{
    if (!GROW(c->logic.memory, &c->asked)) return false;
    c->asked.items[c->asked.count++] = (asked){holds, origin};
    return true;
}

/* The red lines of all players, ranked ones too, and the preferences. */
static bool ask_all(classes *c, meaning *m)
{
    const stage *st = c->stage;
    bool done = true;
    for (uint32_t k = 0; done && k < st->redline_count; k++) {
        const statement *s = st->redlines[k].statement;
        done = ask(c, meaning_of(m, s->condition), s);
    }
    for (uint32_t i = 0; i < st->model->player_count; i++)
        for (uint32_t k = 0; done && k < st->players[i].criterion_count; k++) {
            const criterion *it = &st->players[i].criteria[k];
            if (it->origin->kind == STATEMENT_REDLINE) continue;
            slot holds = it->condition
                             ? meaning_of(m, it->condition)
                             : meaning_at_least(m, &st->model->options[it->option], it->level);
            done = ask(c, holds, it->origin);
        }
    return done;
}

static bool prepare(classes *c, arena *a)
{
    meaning m;
    if (!meaning_start(&m, c->stage->model, &c->logic, a)) return false;
    slot feasible = stage_feasible(c->stage, &m);
    for (uint32_t k = 0; k < c->stage->class_count; k++)
        c->members[k] = logic_and(&c->logic, feasible, m.classes[k]);
    return ask_all(c, &m) && !c->logic.failed;
}

/* The lowest state where a condition holds. False: there is none, or memory is gone, or it was not
 * found out within about a second, and that was said. */
static bool find(classes *c, slot root, const statement *class, uint64_t *state)
{
    solutions search;
    if (!solutions_start(&search, &c->logic, root, low_bits(c->stage->model->bits), 0))
        return false;
    search.step_limit = SEARCH_STEPS;
    bool found = solutions_next(&search, state);
    if (search.gave_up)
        COMPLAIN(c->said, class->at,
                 "whether these states can be one was not found out within a second: name the "
                 "options that all of them share");
    found = found && !search.gave_up;
    solutions_free(&search);
    return found;
}

static unsigned line_of(const classes *c, const statement *s)
{
    uint32_t line = 0, column;
    if (c->said->text) text_place(c->said->text, c->said->length, s->at.offset, &line, &column);
    return line;
}

static const char *event_words(const classes *c)
{
    return c->stage->event ? " after an event" : "";
}

/* The truths in a state of what is asked, and in which classes it is; either may be NULL. */
static bool evaluate(classes *c, uint64_t state, bool *truths, bool *in)
{
    size_t room = c->logic.ops.count;
    uint8_t *values = memory_take(c->logic.memory, room, 1);
    if (!values) return false;
    logic_holds(&c->logic, (slot)room - 1, state, values); /* all operations up to the last */
    for (size_t k = 0; truths && k < c->asked.count; k++)
        truths[k] = values[c->asked.items[k].holds];
    for (uint32_t k = 0; in && k < c->stage->class_count; k++) in[k] = values[c->members[k]];
    memory_give(c->logic.memory, values, room, 1);
    return true;
}

/* ---- overlap ------------------------------------------------------------------------------ */

static void check_overlap(classes *c, uint32_t k)
{
    const statement *const *all = c->stage->model->coalesced;
    uint32_t count = c->stage->class_count;
    slot later = logic_constant(&c->logic, false);
    uint64_t state;
    bool in[MAX_COALESCED];
    char pattern[MAX_BITS + 1];
    for (uint32_t n = k + 1; n < count; n++) later = logic_or(&c->logic, later, c->members[n]);
    if (c->logic.failed) return;
    if (!find(c, logic_and(&c->logic, c->members[k], later), all[k], &state)) return;
    if (!evaluate(c, state, NULL, in)) return;
    uint32_t other = k + 1;
    while (other + 1 < count && !in[other]) other++;
    model_pattern(c->stage->model, state, pattern);
    COMPLAIN(c->said, all[other]->at,
             "state %s is in two classes%s: it is coalesced at line %u already", pattern,
             event_words(c), line_of(c, all[k]));
}

/* ---- agreement ---------------------------------------------------------------------------- */

static void complain_differing(classes *c, const statement *class, const bool *truths,
                               uint64_t lowest, uint64_t other, bool *others)
{
    char a[MAX_BITS + 1], b[MAX_BITS + 1];
    model_pattern(c->stage->model, lowest, a);
    model_pattern(c->stage->model, other, b);
    if (!evaluate(c, other, others, NULL)) return;
    size_t k = 0;
    while (k + 1 < c->asked.count && truths[k] == others[k]) k++;
    const statement *s = c->asked.items[k].origin;
    COMPLAIN(c->said, s->at, "this %s tells apart states %s and %s, which are one by line %u%s",
             s->kind == STATEMENT_REDLINE ? "red line" : "preference", a, b, line_of(c, class),
             event_words(c));
}

/* Does some member differ from the lowest one? */
static void check_agreement(classes *c, uint32_t k)
{
    const statement *class = c->stage->model->coalesced[k];
    uint64_t lowest, other;
    size_t count = c->asked.count;
    if (!count || !find(c, c->members[k], class, &lowest)) return;
    bool *truths = memory_take(c->logic.memory, 2 * count, sizeof *truths);
    if (truths && evaluate(c, lowest, truths, NULL)) {
        slot same = logic_constant(&c->logic, true);
        for (size_t n = 0; n < count; n++) {
            slot holds = c->asked.items[n].holds;
            same = logic_and(&c->logic, same, truths[n] ? holds : logic_not(&c->logic, holds));
        }
        slot differs = logic_and(&c->logic, c->members[k], logic_not(&c->logic, same));
        if (!c->logic.failed && find(c, differs, class, &other))
            complain_differing(c, class, truths, lowest, other, truths + count);
    }
    memory_give(c->logic.memory, truths, 2 * count, sizeof *truths);
}

void coalesce_check(const stage *st, arena *a, diagnostics *said)
{
    if (!st->class_count) return;
    classes c = {.stage = st, .said = said};
    logic_start(&c.logic, a->memory);
    if (prepare(&c, a))
        for (uint32_t k = 0; k < st->class_count && !said->errors && !c.logic.failed; k++) {
            check_overlap(&c, k);
            if (!said->errors) check_agreement(&c, k);
        }
    if (c.logic.too_large)
        COMPLAIN(said, st->model->coalesced[0]->at, "the conditions are too large together");
    GIVE(a->memory, &c.asked);
    logic_free(&c.logic);
}
