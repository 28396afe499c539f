/* Stages: the body, and what each event changes.
 *
 * A stage is built from the body by applying the events up to it, line by line. Options that events
 * add exist from the start, fixed at their lowest level until then. Numbers of states in the file
 * are those of the body; so are patterns with '-' that stand in the body.
 *
 * Coalesced states are classes: conditions cut with what is feasible. Of a class its lowest member
 * stands for all.
 */
#include "model/stage.h"

#include "base/bits.h"
#include "model/coalesce.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEARCH_STEPS = 1 << 29 }; /* about a second */

typedef struct builder {
    stage *stage;
    dt_model *model;
    arena *arena;
    diagnostics *said;
    const statement *last; /* the last line that has happened; NULL: all of the events' */
    struct lines {
        const statement **items;
        uint32_t count;
    } * redlines, *prefers, constraints;
} builder;

static bool set_level(stage *st, uint32_t k, uint32_t level)
{
    st->fixed[k] = (int8_t)level;
    return true;
}

static uint64_t with_level(uint64_t state, const option *o, uint32_t level)
{
    return (state & ~o->mask) | option_at_level(o, level);
}

static uint64_t with_fixed(const stage *st, uint64_t state)
{
    return (state & ~st->fixed_bits) | st->fixed_ones;
}

/* fixed_bits and fixed_ones follow from fixed. */
static void note_fixed(stage *st)
{
    st->fixed_bits = st->fixed_ones = 0;
    for (uint32_t k = 0; k < st->model->option_count; k++) {
        if (st->fixed[k] < 0) continue;
        st->fixed_bits |= st->model->options[k].mask;
        st->fixed_ones |= option_at_level(&st->model->options[k], (uint32_t)st->fixed[k]);
    }
}

/* ---- lines in order --------------------------------------------------------------------- */

static bool make_lines(arena *a, struct lines *l, uint64_t room)
{
    l->items = ARENA_ARRAY(a, room, const statement *);
    return l->items != NULL;
}

static uint32_t place_of(const struct lines *l, const statement *s)
{
    for (uint32_t k = 0; k < l->count; k++)
        if (l->items[k] == s) return k;
    return NONE;
}

static void insert(struct lines *l, uint32_t at, const statement *s)
{
    memmove(l->items + at + 1, l->items + at, (l->count - at) * sizeof *l->items);
    l->items[at] = s;
    l->count++;
}

static void append(struct lines *l, const statement *s) { insert(l, l->count, s); }

static bool take_out(struct lines *l, const statement *s)
{
    uint32_t at = place_of(l, s);
    if (at == NONE) return false;
    memmove(l->items + at, l->items + at + 1, (l->count - at - 1) * sizeof *l->items);
    l->count--;
    return true;
}

/* ---- named states ----------------------------------------------------------------------- */

static uint64_t pattern_state(const dt_model *m, const char *pattern, uint64_t *open)
{
    uint64_t state = 0;
    *open = 0;
    for (uint32_t k = 0; k < m->option_count; k++) {
        const option *o = &m->options[k];
        if (pattern[k] == '-') *open |= o->mask;
        else
            state |= option_at_level(o, o->declared_levels ? (uint32_t)(pattern[k] - '0')
                                                           : pattern[k] == 'Y');
    }
    return state;
}

static uint64_t apply_settings(const dt_model *m, const assignment *a, uint64_t state)
{
    for (const setting *s = a->settings; s; s = s->next)
        state = with_level(state, &m->options[s->option], s->value);
    return state;
}

/* The first feasible state among those of `root` that fits; a failed search finds none. */
static bool first_fit(const stage *st, slot root, uint64_t open, uint64_t ones, uint32_t most,
                      uint64_t *state, uint32_t *found, bool *failed)
{
    solutions search;
    *found = 0;
    *failed = !solutions_start(&search, &st->logic, root, open, ones);
    if (*failed) return false;
    search.step_limit = SEARCH_STEPS;
    for (uint64_t bits; *found < most && solutions_next(&search, &bits); ++*found)
        if (*found == 0) *state = bits;
    solutions_free(&search);
    return *found > 0;
}

uint32_t stage_match(const stage *st, const char *pattern, uint64_t *state, bool *failed)
{
    uint64_t open, other;
    uint64_t ones = pattern_state(st->model, pattern, &open);
    uint32_t found, more = 0, class;
    if (!first_fit(st, st->feasible, open, ones, 2, state, &found, failed)) return 0;
    *failed = !stage_class(st, *state, &class);
    if (*failed || class == NONE) return found;
    /* all members of a class are one; is there anything else? */
    first_fit(st, st->class_others[class], open, ones, 1, &other, &more, failed);
    *failed = *failed || !stage_lowest(st, state);
    return *failed ? 0 : 1 + more;
}

/* ---- classes of coalesced states --------------------------------------------------------- */

bool stage_class(const stage *st, uint64_t state, uint32_t *class)
{
    memory *m = st->logic.memory;
    *class = NONE;
    if (!st->class_count) return true;
    uint8_t *values = memory_take(m, st->logic.ops.count, 1);
    if (!values) return false;
    logic_holds(&st->logic, (slot)st->logic.ops.count - 1, state, values); /* all of them */
    for (uint32_t k = st->class_count; k-- > 0;)
        if (values[st->class_conditions[k]]) *class = k;
    memory_give(m, values, st->logic.ops.count, 1);
    return true;
}

bool stage_lowest(const stage *st, uint64_t *state)
{
    uint32_t class;
    if (!stage_class(st, *state, &class)) return false;
    if (class == NONE) return true;
    solutions search;
    if (!solutions_start(&search, &st->logic, st->class_slots[class], low_bits(st->model->bits), 0))
        return false;
    search.step_limit = SEARCH_STEPS;
    solutions_next(&search, state);
    solutions_free(&search);
    return true;
}

/* The state that an assignment means in a stage; a list changes `start`. False: complained. */
static bool assigned(builder *b, const assignment *a, uint64_t start, uint64_t *state)
{
    const stage *st = b->stage;
    if (a->kind == ASSIGN_LIST) {
        *state = apply_settings(b->model, a, start);
        return true;
    }
    if (a->settled) {
        *state = a->bits;
        return true;
    }
    if (a->kind == ASSIGN_PATTERN) {
        uint64_t open;
        bool failed;
        *state = pattern_state(b->model, a->word.text, &open);
        if (!open) return true;
        uint32_t fit = stage_match(st, a->word.text, state, &failed);
        if (fit == 1 || failed) return !failed;
        COMPLAIN(b->said, a->at,
                 fit ? "more than one feasible state fits the pattern %s"
                     : "no feasible state fits the pattern %s",
                 a->word.text);
        return false;
    }
    if (!a->definition) return false; /* a number that settle_numbers complained about */
    *state = b->model->state_bits[a->definition->index];
    return b->model->state_known[a->definition->index];
}

/* ---- constraints as a program ----------------------------------------------------------- */

/* In graph form: the number of a state is below how many there are. */
static slot within_list(logic *l, uint64_t count)
{
    slot within = logic_constant(l, true); /* as far as the lower bits say */
    for (uint32_t b = 0; b < bits_for(count); b++) {
        slot zero = logic_not(l, logic_bit(l, b));
        within = (count - 1) >> b & 1 ? logic_or(l, within, zero) : logic_and(l, within, zero);
    }
    return within;
}

/* Bits of an option with levels are a thermometer: a bit is set only above set ones. */
static slot thermometers(meaning *m)
{
    slot all = logic_constant(m->logic, true);
    for (uint32_t k = 0; k < m->model->option_count; k++) {
        const option *o = &m->model->options[k];
        for (uint32_t level = 2; level < o->levels; level++) {
            slot below = meaning_at_least(m, o, level - 1), here = meaning_at_least(m, o, level);
            all = logic_and(m->logic, all, logic_or(m->logic, below, logic_not(m->logic, here)));
        }
    }
    if (m->model->graph_form)
        all = logic_and(m->logic, all, within_list(m->logic, m->model->state_count));
    return all;
}

static slot constraint_holds(meaning *m, const statement *s)
{
    slot holds = meaning_of(m, s->condition);
    return s->kind == STATEMENT_INFEASIBLE ? logic_not(m->logic, holds) : holds;
}

slot stage_feasible(const stage *st, meaning *m)
{
    slot all = logic_and(m->logic, thermometers(m),
                         logic_equals(m->logic, st->fixed_bits, st->fixed_ones));
    for (uint32_t k = 0; k < st->constraint_count; k++)
        all = logic_and(m->logic, all, constraint_holds(m, st->constraints[k]));
    return all;
}

static bool build_logic(builder *b)
{
    stage *st = b->stage;
    logic *l = &st->logic;
    logic_start(l, b->arena->memory);
    meaning m;
    st->class_count = b->model->coalesced_count;
    uint32_t roots = st->constraint_count + 2 + 3 * st->class_count;
    st->constraint_slots = ARENA_ARRAY(b->arena, roots, slot);
    if (!st->constraint_slots || !meaning_start(&m, b->model, l, b->arena)) return false;
    if (m.unsettled) {
        COMPLAIN(b->said, m.unsettled->at,
                 "'coalesce' cannot speak of state '%s': which state that is depends on the "
                 "constraints",
                 m.unsettled->word.text);
        return false;
    }
    slot all = logic_and(l, thermometers(&m), logic_equals(l, st->fixed_bits, st->fixed_ones));
    for (uint32_t k = 0; k < st->constraint_count; k++) {
        slot holds = constraint_holds(&m, st->constraints[k]);
        if (m.unsettled) {
            COMPLAIN(b->said, m.unsettled->at,
                     "a constraint cannot speak of state '%s': which state that is depends on the "
                     "constraints",
                     m.unsettled->word.text);
            return false;
        }
        st->constraint_slots[k] = holds;
        all = logic_and(l, all, holds);
    }
    if (l->too_large)
        COMPLAIN(b->said, st->constraint_count ? st->constraints[0]->at : NO_PLACE,
                 "the conditions are too large together");
    if (l->failed) return false;
    st->constraint_slots[st->constraint_count] = all;
    st->class_slots = st->constraint_slots + st->constraint_count + 1;
    st->class_conditions = st->class_slots + st->class_count;
    st->class_others = st->class_conditions + st->class_count;
    slot *single = st->class_others + st->class_count;
    *single = all;
    for (uint32_t k = 0; k < st->class_count; k++) {
        slot outside = logic_not(l, m.classes[k]);
        st->class_slots[k] = logic_and(l, all, m.classes[k]);
        st->class_conditions[k] = m.classes[k];
        st->class_others[k] = logic_and(l, all, outside);
        *single = logic_and(l, *single, outside);
    }
    if (!logic_keep(l, st->constraint_slots, roots)) return false;
    st->feasible = st->constraint_slots[st->constraint_count];
    st->single = *single;
    return true;
}

bool stage_is_feasible(const stage *st, uint64_t state, memory *m, bool *feasible)
{
    uint8_t *values = memory_take(m, st->logic.ops.count, 1);
    if (!values) return false;
    *feasible = logic_holds(&st->logic, st->feasible, state, values);
    memory_give(m, values, st->logic.ops.count, 1);
    return true;
}

/* ---- the lines of events ---------------------------------------------------------------- */

static uint32_t arrival(const option *o) { return o->statement->event; }

static void apply_fix(builder *b, const statement *s, uint64_t *status_quo)
{
    const assignment *a = &s->assignment;
    const dt_model *m = b->model;
    uint64_t open = 0, state = 0;
    if (a->kind == ASSIGN_PATTERN) state = pattern_state(m, a->word.text, &open);
    else if (a->kind == ASSIGN_STATE && !assigned(b, a, 0, &state)) return;
    for (uint32_t k = 0; k < m->option_count && a->kind != ASSIGN_LIST; k++)
        if (!(m->options[k].mask & open))
            set_level(b->stage, k, option_level(&m->options[k], state));
    for (const setting *c = a->settings; c; c = c->next) {
        if (arrival(&m->options[c->option]) > b->stage->number)
            COMPLAIN(b->said, c->at, "option '%s' comes into play only with a later event",
                     m->options[c->option].id);
        set_level(b->stage, c->option, c->value);
    }
    note_fixed(b->stage);
    *status_quo = with_fixed(b->stage, *status_quo);
}

static void apply_free(builder *b, const statement *s)
{
    const option *o = &b->model->options[s->option];
    if (b->stage->fixed[s->option] < 0)
        COMPLAIN(b->said, s->at, "option '%s' is not fixed here", o->id);
    else if (arrival(o) > b->stage->number)
        COMPLAIN(b->said, s->at, "option '%s' comes into play only with a later event", o->id);
    b->stage->fixed[s->option] = -1;
    note_fixed(b->stage);
}

static void complain_fixed(builder *b, span at, uint32_t k)
{
    COMPLAIN(b->said, at, "option '%s' is fixed at '%s' here; free it first, or fix it anew",
             b->model->options[k].id, b->model->options[k].level_names[b->stage->fixed[k]]);
}

/* Where the status quo moves to is known only when the stage's constraints are, so patterns wait
 * for the end of the event: see settle_now. */
static void apply_now(builder *b, const statement *s, uint64_t *status_quo)
{
    const assignment *a = &s->assignment;
    if (!b->model->status_quo) {
        COMPLAIN(b->said, s->at, "'now' moves the status quo, and the model has none");
        return;
    }
    for (const setting *c = a->settings; c; c = c->next)
        if (b->stage->fixed[c->option] >= 0) complain_fixed(b, c->at, c->option);
    if (a->kind == ASSIGN_LIST) *status_quo = apply_settings(b->model, a, *status_quo);
}

static void apply_drop(builder *b, const statement *s)
{
    const statement *t = s->target;
    bool line = t->kind == STATEMENT_REDLINE || t->kind == STATEMENT_PREFER;
    struct lines *l = !line                          ? &b->constraints
                      : t->kind == STATEMENT_REDLINE ? &b->redlines[t->owner]
                                                     : &b->prefers[t->owner];
    if (!take_out(l, t))
        COMPLAIN(b->said, s->at,
                 "'%s' is not in force here: it is dropped already, or added only later",
                 s->word.text);
}

static void apply_line(builder *b, const statement *s)
{
    struct lines *l = s->kind == STATEMENT_REDLINE ? &b->redlines[s->owner] : &b->prefers[s->owner];
    uint32_t at = l->count;
    if (s->place == PLACE_FIRST) at = 0;
    if (s->place == PLACE_BEFORE || s->place == PLACE_AFTER) {
        at = place_of(l, s->target);
        if (at == NONE) {
            COMPLAIN(b->said, s->anchor.at, "'%s' is not in force here", s->anchor.text);
            return;
        }
        at += s->place == PLACE_AFTER;
    }
    insert(l, at, s);
}

static void apply_option(builder *b, const statement *s)
{
    for (uint32_t i = 0; i < b->model->player_count; i++)
        if (b->model->players[i].rank) {
            COMPLAIN(b->said, s->at,
                     "an option cannot be added to a model with ranked states: the 'rank' of "
                     "player '%s' does not know the new states",
                     b->model->players[i].id);
            return;
        }
    b->stage->fixed[s->index] = -1;
    note_fixed(b->stage);
}

static void apply_statement(builder *b, const statement *s, uint64_t *status_quo)
{
    switch (s->kind) {
    case STATEMENT_FIX: apply_fix(b, s, status_quo); break;
    case STATEMENT_FREE: apply_free(b, s); break;
    case STATEMENT_NOW: apply_now(b, s, status_quo); break;
    case STATEMENT_DROP: apply_drop(b, s); break;
    case STATEMENT_OPTION: apply_option(b, s); break;
    case STATEMENT_REDLINE:
    case STATEMENT_PREFER: apply_line(b, s); break;
    case STATEMENT_INFEASIBLE:
    case STATEMENT_REQUIRE: append(&b->constraints, s); break;
    default: break; /* a player: exists from the start */
    }
}

/* ---- the stage's parts ------------------------------------------------------------------ */

static bool start_builder(builder *b)
{
    dt_model *m = b->model;
    uint32_t n = m->player_count;
    b->redlines = ARENA_ARRAY(b->arena, n, struct lines);
    b->prefers = ARENA_ARRAY(b->arena, n, struct lines);
    b->stage->players = ARENA_ARRAY(b->arena, n, stage_player);
    if (!b->redlines || !b->prefers || !b->stage->players) return false;
    uint64_t constraints = 0;
    uint64_t redlines[MAX_PLAYERS] = {0}, prefers[MAX_PLAYERS] = {0};
    for (const statement *s = m->statements; s; s = s->next) {
        if (s->kind == STATEMENT_REDLINE) redlines[s->owner]++;
        if (s->kind == STATEMENT_PREFER) prefers[s->owner]++;
        constraints += s->kind == STATEMENT_INFEASIBLE || s->kind == STATEMENT_REQUIRE;
    }
    bool made = make_lines(b->arena, &b->constraints, constraints);
    for (uint32_t i = 0; i < n; i++)
        made = made && make_lines(b->arena, &b->redlines[i], redlines[i]) &&
               make_lines(b->arena, &b->prefers[i], prefers[i]);
    return made;
}

static void apply_body(builder *b)
{
    stage *st = b->stage;
    for (uint32_t k = 0; k < b->model->option_count; k++)
        st->fixed[k] = b->model->options[k].statement->event ? 0 : -1;
    note_fixed(st);
    for (const statement *s = b->model->statements; s; s = s->next) {
        if (s->event) continue;
        if (s->kind == STATEMENT_REDLINE) append(&b->redlines[s->owner], s);
        else if (s->kind == STATEMENT_PREFER) append(&b->prefers[s->owner], s);
        else if (s->kind == STATEMENT_INFEASIBLE || s->kind == STATEMENT_REQUIRE)
            append(&b->constraints, s);
    }
}

static void take_constraints(builder *b)
{
    b->stage->constraints = b->constraints.items;
    b->stage->constraint_count = b->constraints.count;
}

static void add_scale(stage_player *p, const dt_model *m, const statement *s)
{
    const option *o = &m->options[s->option];
    for (uint32_t k = 1; k < o->levels; k++) {
        uint32_t level = s->direction > 0 ? o->levels - k : k;
        p->criteria[p->criterion_count++] = (criterion){
            .option = s->option, .level = level, .negated = s->direction < 0, .origin = s};
    }
}

static void add_criterion(stage_player *p, const statement *s)
{
    p->criteria[p->criterion_count++] = (criterion){.condition = s->condition, .origin = s};
}

/* Red lines, then prefer statements, then lifted red lines. */
static bool order_criteria(builder *b, uint32_t i)
{
    stage_player *p = &b->stage->players[i];
    p->rank = b->model->players[i].rank;
    uint64_t room = b->redlines[i].count;
    for (uint32_t k = 0; k < b->prefers[i].count; k++) {
        const statement *s = b->prefers[i].items[k];
        room += s->direction ? b->model->options[s->option].bits : 1;
    }
    p->criteria = ARENA_ARRAY(b->arena, room, criterion);
    if (!p->criteria) return false;
    for (uint32_t k = 0; k < b->redlines[i].count; k++) {
        const statement *s = b->redlines[i].items[k];
        b->stage->redlines[b->stage->redline_count++] = (redline){.statement = s, .player = i};
        if (!p->rank) add_criterion(p, s);
    }
    for (uint32_t k = 0; k < b->prefers[i].count; k++) {
        const statement *s = b->prefers[i].items[k];
        if (s->direction) add_scale(p, b->model, s);
        else add_criterion(p, s);
    }
    return true;
}

static bool take_players(builder *b)
{
    b->stage->redlines = ARENA_ARRAY(b->arena, MAX_REDLINES, redline);
    if (!b->stage->redlines) return false;
    for (uint32_t i = 0; i < b->model->player_count; i++)
        if (!order_criteria(b, i)) return false;
    return true;
}

/* Where in the file a complaint about the stage belongs. */
static span stage_place(const stage *st, const statement *otherwise)
{
    return st->event ? st->event->at : otherwise ? otherwise->at : NO_PLACE;
}

static const char *stage_words(const stage *st) { return st->event ? " after this event" : ""; }

/* Complains about the first constraint that a state breaks. */
static void complain_infeasible(builder *b, const char *what, uint64_t state,
                                const statement *otherwise)
{
    stage *st = b->stage;
    uint8_t *values = memory_take(b->arena->memory, st->logic.ops.count, 1);
    if (!values) return;
    const statement *broken = NULL;
    for (uint32_t k = st->constraint_count; k-- > 0;)
        if (!logic_holds(&st->logic, st->constraint_slots[k], state, values))
            broken = st->constraints[k];
    memory_give(b->arena->memory, values, st->logic.ops.count, 1);
    uint32_t line = 0, column;
    if (broken && b->said->text)
        text_place(b->said->text, b->said->length, broken->at.offset, &line, &column);
    span at = stage_place(st, otherwise);
    if (broken && line)
        COMPLAIN(b->said, at, "the %s is infeasible%s: it breaks the constraint at line %u", what,
                 stage_words(st), (unsigned)line);
    else if (broken)
        COMPLAIN(b->said, at, "the %s is infeasible%s: it breaks a constraint", what,
                 stage_words(st));
    else
        COMPLAIN(b->said, at,
                 "the %s is infeasible%s: it has an option at a level that it is not fixed at",
                 what, stage_words(st));
}

static void settle_no_deal(builder *b)
{
    stage *st = b->stage;
    const statement *s = b->model->no_deal;
    st->has_no_deal = st->has_status_quo;
    st->no_deal = st->status_quo;
    if (!s) return;
    if (s->assignment.kind == ASSIGN_LIST && !st->has_status_quo) {
        COMPLAIN(b->said, s->at,
                 "'no deal' changes the status quo, and the model has none: give one, or give a "
                 "state or a pattern here");
        return;
    }
    /* Which state a name or a pattern means was settled in the body. */
    st->has_no_deal = assigned(b, &s->assignment, st->status_quo, &st->no_deal);
    st->no_deal = with_fixed(st, st->no_deal);
}

/* The lines of an event that have happened. */
static const statement *line_after(const builder *b, const statement *s)
{
    return s == b->last || !s->next || s->next->event != s->event ? NULL : s->next;
}

static const statement *first_line(const statement *event)
{
    return event->next && event->next->event == event->event ? event->next : NULL;
}

/* `now "pattern"` and `now state X` of the stage's events, in order, once its constraints are known;
 * lists after them apply on top. Only the last event's matter: earlier stages were settled alike. */
static bool settle_now(builder *b, const statement *event, uint64_t *status_quo)
{
    for (const statement *s = first_line(event); s; s = line_after(b, s)) {
        if (s->kind != STATEMENT_NOW) continue;
        if (s->assignment.kind == ASSIGN_LIST) {
            *status_quo = apply_settings(b->model, &s->assignment, *status_quo);
            continue;
        }
        if (!assigned(b, &s->assignment, *status_quo, status_quo)) return false;
        for (uint32_t k = 0; k < b->model->option_count; k++) {
            const option *o = &b->model->options[k];
            if (b->stage->fixed[k] >= 0 &&
                option_level(o, *status_quo) != (uint32_t)b->stage->fixed[k]) {
                complain_fixed(b, s->at, k);
                return false;
            }
        }
    }
    return true;
}

static bool moves_by_state(const builder *b, const statement *event)
{
    for (const statement *s = first_line(event); s; s = line_after(b, s))
        if (s->kind == STATEMENT_NOW && s->assignment.kind != ASSIGN_LIST) return true;
    return false;
}

static bool finish_logic(builder *b)
{
    take_constraints(b);
    logic_free(&b->stage->logic);
    return build_logic(b);
}

static bool apply_events(builder *b, uint32_t number, uint64_t *status_quo)
{
    stage *st = b->stage;
    for (uint32_t k = 1; k <= number; k++) {
        st->number = k;
        st->event = b->model->events[k - 1];
        for (const statement *s = first_line(st->event); s; s = line_after(b, s))
            apply_statement(b, s, status_quo);
        if (b->said->errors || b->arena->memory->failed) return false;
        if (moves_by_state(b, st->event) &&
            (!finish_logic(b) || !settle_now(b, st->event, status_quo)))
            return false;
    }
    return true;
}

static bool settle_status_quo(builder *b, uint64_t *status_quo)
{
    const statement *s = b->model->status_quo;
    b->stage->has_status_quo = s != NULL;
    if (!s) return true;
    if (s->assignment.kind != ASSIGN_LIST && !finish_logic(b)) return false;
    if (!assigned(b, &s->assignment, 0, status_quo)) return false;
    *status_quo = with_fixed(b->stage, *status_quo);
    return true;
}

bool stage_build(stage *st, dt_model *m, uint32_t number, arena *a, diagnostics *said)
{
    return stage_build_until(st, m, number, NULL, a, said);
}

bool stage_build_until(stage *st, dt_model *m, uint32_t number, const statement *last, arena *a,
                       diagnostics *said)
{
    *st = (stage){.model = m};
    logic_start(&st->logic, a->memory);
    builder b = {.stage = st, .model = m, .arena = a, .said = said, .last = last};
    uint32_t errors = said->errors;
    if (!start_builder(&b)) return false;
    apply_body(&b);
    uint64_t status_quo = 0;
    if (!settle_status_quo(&b, &status_quo) || !apply_events(&b, number, &status_quo)) return false;
    st->status_quo = status_quo;
    if (!finish_logic(&b) || !take_players(&b)) return false;
    settle_no_deal(&b);
    return said->errors == errors && !a->memory->failed;
}

void stage_free(stage *st)
{
    if (st->logic.memory) logic_free(&st->logic);
}

/* ---- lifting and finding ---------------------------------------------------------------- */

/* The criterion of a lifted red line goes to the end of its player's; several keep their order
 * there, in whichever order they were lifted. */
static void move_to_end(stage *st, uint32_t line)
{
    const redline *r = &st->redlines[line];
    stage_player *p = &st->players[r->player];
    uint32_t c = 0, to = p->criterion_count;
    while (c < p->criterion_count && p->criteria[c].origin != r->statement) c++;
    if (c == p->criterion_count) return; /* the player has a rank */
    for (uint32_t k = line + 1; k < st->redline_count; k++)
        to -= st->redlines[k].player == r->player && st->redlines[k].lifted;
    criterion moved = p->criteria[c];
    memmove(p->criteria + c, p->criteria + c + 1, (to - 1 - c) * sizeof moved);
    p->criteria[to - 1] = moved;
}

bool stage_lift(stage *st, const char *line, arena *a, dt_error *err)
{
    (void)a;
    const dt_model *m = st->model;
    const char *names[MAX_REDLINES + 1] = {NULL};
    char text[MAX_REDLINES][96];
    for (uint32_t k = 0; k < st->redline_count; k++) {
        redline *r = &st->redlines[k];
        const char *id = m->players[r->player].id, *word = r->statement->word.text;
        size_t n = strlen(id);
        text[k][0] = 0;
        strncat(text[k], id, 40);
        strcat(text[k], ".");
        strncat(text[k], word, 40);
        names[k] = text[k];
        if (strncmp(line, id, n) != 0 || line[n] != '.' || strcmp(line + n + 1, word) != 0)
            continue;
        r->lifted = true;
        move_to_end(st, k);
        return true;
    }
    const char *nearest = dt_nearest(line, names);
    if (st->redline_count == 0)
        return fail(err, DT_ERR_USAGE, "there is no red line to lift in this stage");
    return fail(err, DT_ERR_USAGE,
                "no red line '%.60s' in this stage; red lines are named PLAYER.LINE, as in '%s'",
                line, nearest ? nearest : names[0]);
}

bool stage_find(const dt_model *m, const char *text, uint32_t *number, dt_error *err)
{
    *number = m->event_count;
    if (!text) return true;
    size_t digits = strspn(text, "0123456789");
    if (digits && !text[digits] && digits < 4) {
        *number = (uint32_t)strtoul(text, NULL, 10);
        if (*number <= m->event_count) return true;
        return fail(err, DT_ERR_USAGE, "there is no stage %s: the stages are 0 (the body) to %u",
                    text, (unsigned)m->event_count);
    }
    date d;
    if (!date_parse(text, &d))
        return fail(
            err, DT_ERR_USAGE,
            "'%.40s' is no stage: expected a number from 0 to %u or a date such as 2026-02-01",
            text, (unsigned)m->event_count);
    *number = 0;
    for (uint32_t k = 0; k < m->event_count; k++)
        if (date_last_day(m->events[k]->date) <= date_last_day(d)) *number = k + 1;
    return true;
}

/* ---- settling a model ------------------------------------------------------------------- */

static void settle_plain_states(dt_model *m)
{
    for (uint32_t k = 0; k < m->state_count; k++) {
        const assignment *a = &m->states[k]->assignment;
        uint64_t open = 0;
        if (m->graph_form) m->state_bits[k] = k;
        else if (a->kind == ASSIGN_LIST) m->state_bits[k] = apply_settings(m, a, 0);
        if (a->kind == ASSIGN_PATTERN) m->state_bits[k] = pattern_state(m, a->word.text, &open);
        m->state_known[k] = a->kind != ASSIGN_STATE && !open;
    }
}

/* Those that depend on the constraints of the body, or on other states: as many rounds as chains
 * of names are long, at most 16. */
static void settle_other_states(dt_model *m, builder *b)
{
    for (int round = 0; round < 16; round++)
        for (uint32_t k = 0; k < m->state_count; k++) {
            const assignment *a = &m->states[k]->assignment;
            bool waits =
                a->kind == ASSIGN_STATE && a->definition && !m->state_known[a->definition->index];
            if (m->state_known[k] || waits || b->said->errors) continue;
            m->state_known[k] = assigned(b, a, 0, &m->state_bits[k]);
        }
    for (uint32_t k = 0; k < m->state_count && !b->said->errors; k++)
        if (!m->state_known[k])
            COMPLAIN(b->said, m->states[k]->at, "state '%s' is defined in a circle",
                     m->states[k]->word.text);
}

/* ---- the states that stand for all, ascending ---------------------------------------------- */

typedef struct places {
    solutions singles;
    uint64_t single; /* the next of them */
    bool has_single;
    uint64_t lowest[MAX_COALESCED]; /* of each class that has members, ascending */
    uint32_t count, next;
} places;

static int compare_bits(const void *a, const void *b);

/* False: memory is gone. */
static bool places_start(places *p, const stage *st, uint64_t step_limit)
{
    uint64_t all = low_bits(st->model->bits);
    uint32_t found;
    bool failed = false;
    p->count = p->next = 0;
    for (uint32_t k = 0; k < st->class_count && !failed; k++)
        if (first_fit(st, st->class_slots[k], all, 0, 1, &p->lowest[p->count], &found, &failed))
            p->count++;
    qsort(p->lowest, p->count, sizeof *p->lowest, compare_bits);
    if (failed || !solutions_start(&p->singles, &st->logic, st->single, all, 0)) return false;
    p->singles.step_limit = step_limit;
    p->has_single = solutions_next(&p->singles, &p->single);
    return true;
}

static bool places_next(places *p, uint64_t *state)
{
    bool of_class = p->next < p->count && (!p->has_single || p->lowest[p->next] < p->single);
    if (!of_class && !p->has_single) return false;
    *state = of_class ? p->lowest[p->next++] : p->single;
    if (!of_class) p->has_single = solutions_next(&p->singles, &p->single);
    return true;
}

static int compare_bits(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

/* Every feasible state of the stage must stand in the rank. */
static void check_rank(builder *b, const statement *rank, const char *player_id)
{
    stage *st = b->stage;
    const dt_model *m = b->model;
    size_t count = 0, listed = 0;
    for (const item *k = rank->items; k; k = k->next) count++;
    uint64_t *known = memory_take(b->arena->memory, count, sizeof *known);
    if (!known) return;
    for (const item *k = rank->items; k; k = k->next) {
        known[listed] = k->bits;
        if (!stage_lowest(st, &known[listed++])) break;
    }
    qsort(known, listed, sizeof *known, compare_bits);
    for (size_t k = 1; k < listed; k++)
        if (known[k] == known[k - 1]) {
            COMPLAIN(b->said, rank->at, "two names in this rank mean the same state");
            break;
        }
    places all;
    char missing[200] = "";
    uint64_t absent = 0;
    if (places_start(&all, st, SEARCH_STEPS)) {
        for (uint64_t bits; absent <= count + 8 && places_next(&all, &bits);) {
            if (bsearch(&bits, known, listed, sizeof *known, compare_bits)) continue;
            char pattern[MAX_BITS + 1];
            model_pattern(m, bits, pattern);
            if (absent++ >= 3) continue;
            const char *id = m->graph_form ? m->states[bits]->word.text : pattern;
            size_t used = strlen(missing);
            snprintf(missing + used, sizeof missing - used, "%s%.60s", used ? ", " : "", id);
        }
        solutions_free(&all.singles);
    }
    memory_give(b->arena->memory, known, count, sizeof *known);
    if (absent && st->event)
        COMPLAIN(b->said, st->event->at,
                 "after this event the rank of player '%s' leaves out feasible states: %s%s",
                 player_id, missing, absent > 3 ? ", ..." : "");
    else if (absent)
        COMPLAIN(b->said, rank->at, "this rank leaves out feasible states: %s%s", missing,
                 absent > 3 ? ", ..." : "");
}

static void check_stage(builder *b)
{
    stage *st = b->stage;
    memory *memory_ = b->arena->memory;
    bool feasible = false;
    if (st->has_status_quo && stage_is_feasible(st, st->status_quo, memory_, &feasible) &&
        !feasible)
        complain_infeasible(b, "status quo", st->status_quo, b->model->status_quo);
    if (st->has_no_deal && b->model->no_deal &&
        stage_is_feasible(st, st->no_deal, memory_, &feasible) && !feasible)
        complain_infeasible(b, "no deal", st->no_deal, b->model->no_deal);
    if (b->said->errors) return;
    if (!st->has_status_quo) {
        bool exact, failed;
        uint64_t count = solutions_count(&st->logic, st->feasible, low_bits(b->model->bits), 0, 0,
                                         SEARCH_STEPS, &exact, &failed);
        const statement *first = st->constraint_count ? st->constraints[0] : NULL;
        if (count == 0 && exact)
            COMPLAIN(b->said, stage_place(st, first),
                     "no state is feasible%s: the constraints exclude each other", stage_words(st));
        else if (count == 0 && !failed)
            COMPLAIN(b->said, stage_place(st, first),
                     "no feasible state was found within a second%s; a status quo would show one",
                     stage_words(st));
    }
    if (!b->said->errors) coalesce_check(st, b->arena, b->said);
    for (uint32_t i = 0; i < b->model->player_count && !b->said->errors; i++)
        if (st->players[i].rank) check_rank(b, st->players[i].rank, b->model->players[i].id);
}

/* ---- numbers of states in the file ------------------------------------------------------- */

enum { MAX_NUMBER = 1 << 20 };

typedef struct numbers { /* who speaks of a state by its number */
    uint64_t highest;
    const uint64_t *states; /* NULL: the first round, which looks for the highest */
    uint64_t count;
    diagnostics *said;
} numbers;

static bool number_state(numbers *n, uint64_t number, span at, uint64_t *bits)
{
    if (!n->states) {
        if (number > n->highest) n->highest = number;
        return false;
    }
    if (number <= n->count) {
        *bits = n->states[number - 1];
        return true;
    }
    COMPLAIN(n->said, at, "there is no state number %llu: %s %llu", (unsigned long long)number,
             n->count == MAX_NUMBER ? "by number a file can speak of the first"
                                    : "the feasible states number",
             (unsigned long long)n->count);
    return false;
}

static void number_expr(numbers *n, expr *e)
{
    if (e->kind == EXPR_STATE && !e->definition)
        e->settled = number_state(n, e->number, e->at, &e->bits);
    for (expr *child = e->first; child; child = child->next) number_expr(n, child);
}

static void number_statement(numbers *n, const dt_model *m, statement *s)
{
    assignment *a = &s->assignment;
    if (s->condition) number_expr(n, s->condition);
    if (a->kind == ASSIGN_STATE && a->number)
        a->settled = number_state(n, a->number, a->at, &a->bits);
    for (item *k = s->kind == STATEMENT_RANK ? s->items : NULL; k; k = k->next) {
        if (k->definition) k->bits = m->state_bits[k->definition->index];
        else number_state(n, k->number, k->word.at, &k->bits);
    }
}

static void settle_numbers(builder *b)
{
    dt_model *m = b->model;
    numbers n = {.said = b->said};
    for (statement *s = m->statements; s; s = s->next) number_statement(&n, m, s);
    uint64_t room = n.highest < MAX_NUMBER ? n.highest : MAX_NUMBER;
    uint64_t *states = memory_take(&m->memory, room, sizeof *states);
    if (!states) return;
    places all;
    if (places_start(&all, b->stage, 4 * (uint64_t)SEARCH_STEPS)) {
        while (n.count < room && places_next(&all, &states[n.count])) n.count++;
        solutions_free(&all.singles);
    }
    n.states = states;
    for (statement *s = m->statements; s; s = s->next) number_statement(&n, m, s);
    memory_give(&m->memory, states, room, sizeof *states);
}

/* ---- settling --------------------------------------------------------------------------- */

/* What the file says of states by numbers and by patterns with '-' is said of the body's states. */
static void settle_body(dt_model *m, diagnostics *said)
{
    arena scratch;
    arena_start(&scratch, &m->memory);
    stage st = {.model = m};
    logic_start(&st.logic, &m->memory);
    builder b = {.stage = &st, .model = m, .arena = &scratch, .said = said};
    if (start_builder(&b)) {
        apply_body(&b);
        if (finish_logic(&b)) {
            settle_other_states(m, &b);
            if (!said->errors) settle_numbers(&b);
            assignment *a = m->no_deal && !said->errors
                                ? &((statement *)(uintptr_t)m->no_deal)->assignment
                                : NULL;
            if (a && a->kind == ASSIGN_PATTERN) a->settled = assigned(&b, a, 0, &a->bits);
        }
    }
    stage_free(&st);
    arena_free(&scratch);
}

void model_settle(dt_model *m, diagnostics *said)
{
    m->state_bits = ARENA_ARRAY(&m->arena, m->state_count, uint64_t);
    m->state_known = ARENA_ARRAY(&m->arena, m->state_count, bool);
    if (!m->state_bits || !m->state_known) return;
    settle_plain_states(m);
    settle_body(m, said);
    for (uint32_t k = 0; k <= m->event_count && !said->errors && !m->memory.failed; k++) {
        arena scratch;
        arena_start(&scratch, &m->memory);
        stage st;
        if (stage_build(&st, m, k, &scratch, said)) {
            builder b = {.stage = &st, .model = m, .arena = &scratch, .said = said};
            check_stage(&b);
        }
        stage_free(&st);
        arena_free(&scratch);
    }
}
