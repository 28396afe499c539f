/* Levels, conditions, constraints, moves, preferences: literally.
 *
 * A state holds every option's level in binary, two bits for three levels and so on; the model's
 * own thermometer bits are only read where a named state must be understood. A condition has three
 * truths (Kleene 1952), so that the search for a player's choices can cut off what is broken
 * already while options are open; over whole states nothing is ever open.
 *
 * A move of player i changes only options of i, so constraints that depend on none of them stay as
 * they are. That is why a move from a feasible state needs a look at some constraints only.
 */
#include "verify/rules.h"

#include "verify/merged.h"

#include "base/bits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_HEIGHT = 2000,     /* of conditions inside each other, lets and outcomes counted */
    MAX_CHOICES = 1 << 26, /* of one player */
    MAX_LOOKS = 1 << 29,   /* at constraints, while its choices are searched; about a minute */
    LOOKS_BETWEEN_POLLS = 1 << 16
};

/* ---- levels ----------------------------------------------------------------------------- */

uint32_t rules_level(const rules *r, state s, uint32_t k)
{
    return (uint32_t)(s >> r->shift[k] & low_bits(r->width[k]));
}

static state bits_of(const rules *r, uint32_t k) { return low_bits(r->width[k]) << r->shift[k]; }

state rules_with(const rules *r, state s, uint32_t k, uint32_t level)
{
    return (s & ~bits_of(r, k)) | (state)level << r->shift[k];
}

state rules_state(const rules *r, uint64_t bits)
{
    state s = 0;
    if (r->model->graph_form) return bits;
    for (uint32_t k = 0; k < r->model->option_count; k++)
        s = rules_with(r, s, k, bit_count(bits & r->model->options[k].mask));
    return s;
}

bool rules_in_steps(const rules *r) { return r->model->graph_form || r->class_count; }

state rules_one(const rules *r, state s)
{
    uint32_t class = merged_class(r, s);
    bool stands = class != NONE && r->classes[class].members.count;
    return stands ? r->classes[class].members.items[0] : s;
}

/* Cut at a character. */
static void copy_name(char *to, const char *word)
{
    size_t length = strlen(word);
    if (length > MAX_BITS) length = MAX_BITS;
    while (word[length] && length && ((unsigned char)word[length] & 0xC0) == 0x80) length--;
    memcpy(to, word, length);
    to[length] = '\0';
}

void rules_pattern(const rules *r, state s, char pattern[MAX_BITS + 1])
{
    uint32_t class = merged_class(r, s);
    state differing = class == NONE ? 0 : r->classes[class].differing;
    if (r->model->graph_form) {
        copy_name(pattern, r->model->states[s]->word.text);
        return;
    }
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        uint32_t level = rules_level(r, s, k);
        bool digit = r->model->options[k].declared_levels;
        *pattern++ = bits_of(r, k) & differing ? '-'
                     : digit                   ? (char)('0' + (int)level)
                     : level                   ? 'Y'
                                               : 'N';
    }
    *pattern = '\0';
}

static void lay_out(rules *r)
{
    uint32_t at = 0;
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        r->shift[k] = (uint8_t)at;
        r->width[k] = (uint8_t)bits_for(r->model->options[k].levels);
        at += r->width[k];
    }
}

/* ---- conditions ------------------------------------------------------------------------- */

static truth truth_of(const rules *, glance *, const expr *);

static truth truth_if(bool is) { return is ? YES : NO; }

static truth opposite(truth t) { return t == OPEN ? OPEN : truth_if(t == NO); }

static truth same(truth a, truth b) { return a == OPEN || b == OPEN ? OPEN : truth_if(a == b); }

static truth either(truth a, truth b)
{
    if (a == YES || b == YES) return YES;
    return a == OPEN || b == OPEN ? OPEN : NO;
}

static bool is_known(const glance *g, uint32_t k) { return (g->known >> k & 1) != 0; }

static truth of_comparison(const rules *r, const glance *g, const expr *e)
{
    if (!is_known(g, e->option)) return OPEN;
    uint32_t level = rules_level(r, g->at, e->option);
    switch (e->relation) {
    case REL_EQUAL: return truth_if(level == e->value);
    case REL_DIFFERENT: return truth_if(level != e->value);
    case REL_BELOW: return truth_if(level < e->value);
    case REL_AT_MOST: return truth_if(level <= e->value);
    case REL_ABOVE: return truth_if(level > e->value);
    case REL_AT_LEAST: return truth_if(level >= e->value);
    }
    return OPEN;
}

/* `state NAME`: every option at that state's level, or both in one class. */
static truth of_state(const rules *r, const glance *g, const expr *e)
{
    const dt_model *m = r->model;
    bool named = e->definition != NULL, open = false;
    if (named ? !m->state_known[e->definition->index] : !e->settled) return NO;
    uint64_t bits = named ? m->state_bits[e->definition->index] : e->bits;
    if (m->graph_form) return truth_if(g->at == bits);
    if (r->class_count && !g->literal) {
        if (g->known != low_bits(m->option_count)) return OPEN;
        uint32_t class = merged_class(r, g->at);
        if (class != NONE) return truth_if(class == merged_class(r, rules_state(r, bits)));
    }
    for (uint32_t k = 0; k < m->option_count; k++) {
        if (!is_known(g, k)) open = true;
        else if (rules_level(r, g->at, k) != bit_count(bits & m->options[k].mask)) return NO;
    }
    return open ? OPEN : YES;
}

static truth of_definition(const rules *r, glance *g, const statement *d)
{
    if (g->stamps[d->index] != g->stamp) {
        g->truths[d->index] = (uint8_t)truth_of(r, g, d->condition);
        g->stamps[d->index] = g->stamp;
    }
    return (truth)g->truths[d->index];
}

static truth of_name(const rules *r, glance *g, const expr *e)
{
    if (e->definition) return of_definition(r, g, e->definition);
    return is_known(g, e->option) ? truth_if(rules_level(r, g->at, e->option) > 0) : OPEN;
}

/* Are at least `least` and at most `most` of the children true? */
static truth of_count(const rules *r, glance *g, const expr *e, uint32_t least, uint32_t most)
{
    uint32_t yes = 0, open = 0;
    for (const expr *child = e->first; child; child = child->next) {
        truth t = truth_of(r, g, child);
        yes += t == YES;
        open += t == OPEN;
    }
    if (yes > most || yes + open < least) return NO;
    return yes >= least && yes + open <= most ? YES : OPEN;
}

static uint32_t children_of(const expr *e)
{
    uint32_t count = 0;
    for (const expr *child = e->first; child; child = child->next) count++;
    return count;
}

static truth truth_of(const rules *r, glance *g, const expr *e)
{
    switch (e->kind) {
    case EXPR_YES: return YES;
    case EXPR_NO: return NO;
    case EXPR_NAME: return of_name(r, g, e);
    case EXPR_COMPARE: return of_comparison(r, g, e);
    case EXPR_STATE: return of_state(r, g, e);
    case EXPR_NOT: return opposite(truth_of(r, g, e->first));
    case EXPR_AND: return of_count(r, g, e, children_of(e), UINT32_MAX);
    case EXPR_OR: return of_count(r, g, e, 1, UINT32_MAX);
    case EXPR_IMPLIES:
        return either(opposite(truth_of(r, g, e->first)), truth_of(r, g, e->first->next));
    case EXPR_IF: return either(truth_of(r, g, e->first), opposite(truth_of(r, g, e->first->next)));
    case EXPR_IFF: {
        truth t = truth_of(r, g, e->first);
        for (const expr *child = e->first->next; child; child = child->next)
            t = same(t, truth_of(r, g, child));
        return t;
    }
    case EXPR_EXACTLY: return of_count(r, g, e, e->count, e->count);
    case EXPR_AT_MOST: return of_count(r, g, e, 0, e->count);
    case EXPR_AT_LEAST: return of_count(r, g, e, e->count, UINT32_MAX);
    }
    return OPEN;
}

/* Turns a glance to a state; what is remembered of another one is forgotten. */
static void turn(const rules *r, glance *g, state at, uint64_t known)
{
    if (g->stamp && g->at == at && g->known == known) return;
    g->at = at;
    g->known = known;
    g->stamp++;
    for (uint32_t k = 0; k < r->landing_count; k++) of_definition(r, g, r->landings[k]);
}

static uint64_t all_options(const rules *r) { return low_bits(r->model->option_count); }

/* ---- definitions ------------------------------------------------------------------------ */

typedef struct survey { /* of definitions, by index */
    uint32_t *heights;  /* how deep their evaluation goes; 0: a landing */
    uint64_t *mentions; /* options they depend on */
} survey;

static uint32_t height_of(const survey *v, const expr *e)
{
    if (e->kind == EXPR_NAME && e->definition) return v->heights[e->definition->index] + 1;
    uint32_t most = 0;
    for (const expr *child = e->first; child; child = child->next) {
        uint32_t height = height_of(v, child);
        if (height > most) most = height;
    }
    return most + 1;
}

static uint64_t mentions_of(const survey *v, const expr *e)
{
    if (e->kind == EXPR_STATE) return UINT64_MAX;
    if (e->kind == EXPR_COMPARE) return UINT64_C(1) << e->option;
    if (e->kind == EXPR_NAME)
        return e->definition ? v->mentions[e->definition->index] : UINT64_C(1) << e->option;
    uint64_t all = 0;
    for (const expr *child = e->first; child; child = child->next) all |= mentions_of(v, child);
    return all;
}

/* The model has each definition after those that it uses. */
static bool survey_definitions(rules *r, survey *v)
{
    const dt_model *m = r->model;
    v->heights = ARENA_ARRAY(r->arena, m->definition_count, uint32_t);
    v->mentions = ARENA_ARRAY(r->arena, m->definition_count, uint64_t);
    r->landings = ARENA_ARRAY(r->arena, m->definition_count, const statement *);
    if (!v->heights || !v->mentions || !r->landings) return false;
    for (uint32_t k = 0; k < m->definition_count; k++) {
        const statement *d = m->definitions[k];
        v->mentions[d->index] = mentions_of(v, d->condition);
        v->heights[d->index] = height_of(v, d->condition);
        if (v->heights[d->index] < MAX_HEIGHT) continue;
        v->heights[d->index] = 0;
        r->landings[r->landing_count++] = d;
    }
    return true;
}

static bool glance_start(rules *r, glance *g)
{
    g->stamps = ARENA_ARRAY(r->arena, r->model->definition_count, uint64_t);
    g->truths = ARENA_ARRAY(r->arena, r->model->definition_count, uint8_t);
    return g->stamps && g->truths;
}

/* ---- constraints ------------------------------------------------------------------------ */

static bool breaks(const rules *r, glance *g, const constraint *c)
{
    truth bad = c->statement->kind == STATEMENT_INFEASIBLE ? YES : NO;
    return truth_of(r, g, c->statement->condition) == bad;
}

truth rules_truth(const rules *r, glance *g, const expr *e, state at, uint64_t known)
{
    turn(r, g, at, known);
    return truth_of(r, g, e);
}

bool rules_broken(rules *r, state at, uint64_t known)
{
    turn(r, &r->here, at, known);
    for (uint32_t k = 0; k < r->stage.constraint_count; k++)
        if (breaks(r, &r->here, &r->constraints[k])) return true;
    return false;
}

static bool list_constraints(rules *r, const survey *v)
{
    const stage *st = &r->stage;
    r->constraints = ARENA_ARRAY(r->arena, st->constraint_count, constraint);
    if (!r->constraints) return false;
    for (uint32_t k = 0; k < st->constraint_count; k++) {
        const statement *s = st->constraints[k];
        r->constraints[k] = (constraint){s, mentions_of(v, s->condition)};
    }
    return true;
}

static void note_fixed(rules *r)
{
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        if (r->stage.fixed[k] < 0) continue;
        r->fixed |= UINT64_C(1) << k;
        r->fixed_at = rules_with(r, r->fixed_at, k, (uint32_t)r->stage.fixed[k]);
    }
}

static unsigned line_of(const rules *r, const statement *s)
{
    uint32_t line, column;
    text_place(r->model->text, r->model->length, s->at.offset, &line, &column);
    return line;
}

bool rules_infeasible(rules *r, state s, char *why, size_t room)
{
    const dt_model *m = r->model;
    for (uint32_t k = 0; k < m->option_count; k++) {
        if (r->stage.fixed[k] < 0 || rules_level(r, s, k) == (uint32_t)r->stage.fixed[k]) continue;
        const char *level = m->options[k].level_names[r->stage.fixed[k]];
        snprintf(why, room, "it is not feasible: option '%.60s' is fixed at '%.60s' at this stage",
                 m->options[k].id, level);
        return true;
    }
    turn(r, &r->here, s, all_options(r));
    for (uint32_t k = 0; k < r->stage.constraint_count; k++) {
        if (!breaks(r, &r->here, &r->constraints[k])) continue;
        snprintf(why, room, "it is not feasible: it breaks the constraint at line %u of the model",
                 line_of(r, r->constraints[k].statement));
        return true;
    }
    return false;
}

/* ---- preferences ------------------------------------------------------------------------ */

static bool criterion_holds(const rules *r, glance *g, const criterion *c)
{
    if (c->condition) return truth_of(r, g, c->condition) == YES;
    return (rules_level(r, g->at, c->option) >= c->level) != c->negated;
}

static int by_state(const void *a, const void *b)
{
    state x = ((const placed *)a)->at, y = ((const placed *)b)->at;
    return x < y ? -1 : x > y;
}

static uint32_t place_in(const preference *p, state s)
{
    placed wanted = {.at = s};
    const placed *found = bsearch(&wanted, p->rank, p->rank_count, sizeof wanted, by_state);
    return found ? found->place : UINT32_MAX; /* all feasible states have one */
}

bool rules_prefers(rules *r, uint32_t i, state a, state b)
{
    const preference *p = &r->preferences[i];
    if (p->rank) return place_in(p, a) < place_in(p, b);
    turn(r, &r->first, a, all_options(r));
    turn(r, &r->second, b, all_options(r));
    for (uint32_t k = 0; k < p->criterion_count; k++) {
        bool in_a = criterion_holds(r, &r->first, &p->criteria[k]);
        bool in_b = criterion_holds(r, &r->second, &p->criteria[k]);
        if (in_a != in_b) return in_a;
    }
    return false;
}

static bool list_rank(rules *r, preference *p, const statement *rank)
{
    uint32_t count = 0, rank_place = 0;
    for (const item *k = rank->items; k; k = k->next) count++;
    placed *list = ARENA_ARRAY(r->arena, count, placed);
    if (!list) return false;
    for (const item *k = rank->items; k; k = k->next) {
        rank_place += !k->tied && k != rank->items;
        list[p->rank_count++] = (placed){rules_one(r, rules_state(r, k->bits)), rank_place};
    }
    if (count) qsort(list, count, sizeof *list, by_state);
    p->rank = list;
    return true;
}

static bool is_lifted(const rules *r, const statement *origin)
{
    for (uint32_t k = 0; k < r->stage.redline_count; k++)
        if (r->stage.redlines[k].statement == origin) return r->stage.redlines[k].lifted;
    return false;
}

/* What is not lifted, then what is. */
static bool order_criteria(rules *r, uint32_t i)
{
    const stage_player *p = &r->stage.players[i];
    criterion *ordered = ARENA_ARRAY(r->arena, p->criterion_count, criterion);
    if (!ordered) return false;
    uint32_t count = 0;
    for (int lifted = 0; lifted <= 1; lifted++)
        for (uint32_t k = 0; k < p->criterion_count; k++)
            if (is_lifted(r, p->criteria[k].origin) == lifted) ordered[count++] = p->criteria[k];
    r->preferences[i].criteria = ordered;
    r->preferences[i].criterion_count = count;
    return true;
}

static bool list_preferences(rules *r)
{
    r->preferences = ARENA_ARRAY(r->arena, r->model->player_count, preference);
    if (!r->preferences) return false;
    for (uint32_t i = 0; i < r->model->player_count; i++) {
        const statement *rank = r->stage.players[i].rank;
        if (rank ? !list_rank(r, &r->preferences[i], rank) : !order_criteria(r, i)) return false;
    }
    return true;
}

bool rules_lift(rules *r, const char *line)
{
    for (uint32_t k = 0; k < r->stage.redline_count; k++) {
        redline *l = &r->stage.redlines[k];
        const char *id = r->model->players[l->player].id;
        size_t length = strlen(id);
        bool meant = !strncmp(line, id, length) && line[length] == '.' &&
                     !strcmp(line + length + 1, l->statement->word.text);
        if (!meant) continue;
        l->lifted = true;
        if (!r->preferences[l->player].rank) order_criteria(r, l->player);
        return true; /* the arena remembers if it could not */
    }
    return false;
}

/* ---- moves ------------------------------------------------------------------------------ */

/* A change of level against an option's only direction. */
static bool goes_back(const option *o, uint32_t from, uint32_t to)
{
    return (o->irreversible > 0 && to < from) || (o->irreversible < 0 && to > from);
}

static bool forbids(rules *r, uint32_t i, state from, state to, char *why, size_t room)
{
    const dt_model *m = r->model;
    for (uint32_t k = 0; k < m->option_count; k++) {
        const option *o = &m->options[k];
        uint32_t before = rules_level(r, from, k), after = rules_level(r, to, k);
        if (before == after) continue;
        if (o->player != i)
            snprintf(why, room, "it changes option '%.60s', which is in the hands of '%.60s'",
                     o->id, m->players[o->player].id);
        else if (r->stage.fixed[k] >= 0)
            snprintf(why, room, "option '%.60s' is fixed at this stage", o->id);
        else if (goes_back(o, before, after))
            snprintf(why, room, "option '%.60s' can only %s", o->id,
                     o->irreversible > 0 ? "rise" : "fall");
        else continue;
        return true;
    }
    if (from != to) return rules_infeasible(r, to, why, room);
    snprintf(why, room, "nothing changes");
    return true;
}

static bool has_arc(const rules *r, uint32_t i, state from, state to)
{
    for (const statement *s = r->model->statements; s; s = s->next)
        for (const item *k = s->kind == STATEMENT_MOVE && s->owner == i ? s->items : NULL; k;
             k = k->next) {
            state a = k->definition->index, b = k->bits;
            if ((a == from && b == to) || (k->both && b == from && a == to)) return true;
        }
    return false;
}

/* The states behind one: those that it stands for, or itself. */
static const state *behind(const rules *r, const state *s, size_t *count)
{
    uint32_t class = merged_class(r, *s);
    *count = 1;
    if (class == NONE || !r->classes[class].members.count) return s;
    *count = r->classes[class].members.count;
    return r->classes[class].members.items;
}

bool rules_forbids(rules *r, uint32_t i, state from, state to, char *why, size_t room)
{
    size_t from_count, to_count;
    if (r->model->graph_form) {
        snprintf(why, room, "the model lists no such move");
        return !has_arc(r, i, from, to);
    }
    from = rules_one(r, from), to = rules_one(r, to);
    const state *a = behind(r, &from, &from_count), *b = behind(r, &to, &to_count);
    if (from_count == 1 && to_count == 1) return forbids(r, i, from, to, why, room);
    for (size_t n = 0; n < from_count && from != to; n++)
        for (size_t k = 0; k < to_count; k++)
            if (!forbids(r, i, a[n], b[k], why, room)) return false;
    snprintf(why, room, from == to ? "nothing changes" : "no move leads from one to the other");
    return true;
}

typedef struct chooser {
    rules *rules;
    uint32_t player;
    mover *mover;
    uint64_t looks;
    bool too_many;
} chooser;

static bool has_time(chooser *c)
{
    c->too_many |= c->looks > MAX_LOOKS || c->mover->choices.count == MAX_CHOICES;
    bool polls = c->looks % LOOKS_BETWEEN_POLLS == 0;
    return !c->too_many && (!polls || progress_report(c->rules->progress, c->looks));
}

/* Is a constraint that depends on option k broken, whatever the open options are? */
static bool is_broken(chooser *c, uint32_t k)
{
    for (uint32_t n = 0; n < c->rules->stage.constraint_count; n++) {
        const constraint *l = &c->rules->constraints[n];
        if (!(l->mentions >> k & 1)) continue;
        c->looks++;
        if (breaks(c->rules, &c->rules->here, l)) return true;
    }
    return false;
}

/* Every level of the player's options from k on. False: no memory, too many, or cancelled. */
static bool choose(chooser *c, uint32_t k, state s, uint64_t known)
{
    const player *p = &c->rules->model->players[c->player];
    while (k < p->first_option + p->options && c->rules->stage.fixed[k] >= 0) k++;
    c->looks++;
    if (!has_time(c)) return false;
    if (k == p->first_option + p->options) {
        if (!GROW(c->rules->memory, &c->mover->choices)) return false;
        c->mover->choices.items[c->mover->choices.count++] = s & c->mover->own;
        return true;
    }
    for (uint32_t level = 0; level < c->rules->model->options[k].levels; level++) {
        state next = rules_with(c->rules, s, k, level);
        turn(c->rules, &c->rules->here, next, known | UINT64_C(1) << k);
        if (is_broken(c, k)) continue;
        if (!choose(c, k + 1, next, known | UINT64_C(1) << k)) return false;
    }
    return true;
}

static bool list_checks(rules *r, mover *w)
{
    w->checks = ARENA_ARRAY(r->arena, r->stage.constraint_count, const constraint *);
    if (!w->checks) return false;
    for (uint32_t k = 0; k < r->stage.constraint_count; k++) {
        const constraint *c = &r->constraints[k];
        bool touched = (c->mentions & w->options) != 0;
        bool settled = (c->mentions & all_options(r) & ~w->options & ~r->fixed) == 0;
        if (touched && !settled) w->checks[w->check_count++] = c;
    }
    return true;
}

static bool list_movers(rules *r)
{
    r->movers = ARENA_ARRAY(r->arena, r->model->player_count, mover);
    if (!r->movers) return false;
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        mover *w = &r->movers[r->model->options[k].player];
        if (r->stage.fixed[k] >= 0) continue;
        w->own |= bits_of(r, k);
        w->options |= UINT64_C(1) << k;
        if (r->model->options[k].irreversible) w->lasting |= bits_of(r, k);
    }
    return true;
}

bool rules_ready(rules *r, uint32_t i, dt_error *err)
{
    mover *w = &r->movers[i];
    if (w->ready) return true;
    if (r->model->graph_form) {
        w->ready = merged_arcs(r, i);
        return w->ready || fail_memory(err, r->memory);
    }
    chooser c = {.rules = r, .player = i, .mover = w};
    w->choices.count = w->check_count = 0; /* an earlier try may have failed */
    w->ready =
        list_checks(r, w) && choose(&c, r->model->players[i].first_option, r->fixed_at, r->fixed);
    if (w->ready) return true;
    if (r->progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
    if (c.too_many)
        return fail(err, DT_ERR_LIMIT, "player '%.60s' has too many ways to set its options",
                    r->model->players[i].id);
    return fail_memory(err, r->memory);
}

moves rules_moves(rules *r, uint32_t i, state from)
{
    moves m = {.rules = r, .mover = &r->movers[i], .from = from, .alone = from};
    m.members = behind(r, &from, &m.member_count);
    if (m.members == &from) m.members = NULL;
    if (r->model->graph_form) m.next = merged_first_arc(m.mover, from);
    return m;
}

static bool may_go(const moves *m, state from)
{
    const rules *r = m->rules;
    uint64_t changed = (from ^ m->to) & m->mover->lasting;
    for (uint64_t rest = changed ? m->mover->options : 0; rest; rest &= rest - 1) {
        uint32_t k = lowest_bit(rest);
        if (goes_back(&r->model->options[k], rules_level(r, from, k), rules_level(r, m->to, k)))
            return false;
    }
    return true;
}

static bool keeps_checks(const moves *m)
{
    if (!m->mover->check_count) return true;
    turn(m->rules, &m->rules->here, m->to, all_options(m->rules));
    for (uint32_t k = 0; k < m->mover->check_count; k++)
        if (breaks(m->rules, &m->rules->here, m->mover->checks[k])) return false;
    return true;
}

static bool next_arc(moves *m)
{
    const mover *w = m->mover;
    if (m->next >= w->arc_count || w->arcs[m->next].from != m->from) return false;
    m->to = w->arcs[m->next++].to;
    return true;
}

/* From each state behind the one that is left, to the one that stands for where it leads. */
bool rules_next(moves *m)
{
    if (m->rules->model->graph_form) return next_arc(m);
    for (; m->member_count; m->next = 0, m->member_count--) {
        state from = m->members ? m->members[m->member_count - 1] : m->alone;
        while (m->next < m->mover->choices.count) {
            m->to = (from & ~m->mover->own) | m->mover->choices.items[m->next++];
            if (m->to == from || !may_go(m, from) || !keeps_checks(m)) continue;
            m->to = rules_one(m->rules, m->to);
            if (m->to != m->from) return true;
        }
    }
    return false;
}

/* ---- the whole -------------------------------------------------------------------------- */

static bool build_stage(rules *r, dt_model *m, uint32_t number, dt_error *err)
{
    dt_error first = {0};
    diagnostics said = {.text = m->text, .length = m->length, .first = &first};
    if (stage_build(&r->stage, m, number, r->arena, &said)) return true;
    if (!said.errors) return fail_memory(err, r->memory);
    if (err) *err = first;
    return false;
}

bool rules_start(rules *r, dt_model *m, uint32_t number, memory *memory_, arena *a, progress *p,
                 dt_error *err)
{
    *r = (rules){.model = m, .memory = memory_, .arena = a, .progress = p};
    survey v;
    if (!build_stage(r, m, number, err)) return false;
    lay_out(r);
    note_fixed(r);
    r->aside = ARENA_NEW(a, glance);
    if (r->aside) r->aside->literal = true;
    bool done = r->aside && survey_definitions(r, &v) && glance_start(r, &r->here) &&
                glance_start(r, &r->first) && glance_start(r, &r->second) &&
                glance_start(r, r->aside) && list_constraints(r, &v);
    if (!done) return fail_memory(err, memory_);
    return merged_list(r, err) &&
           ((list_preferences(r) && list_movers(r)) || fail_memory(err, memory_));
}

void rules_free(rules *r)
{
    for (uint32_t i = 0; r->movers && i < r->model->player_count; i++)
        GIVE(r->memory, &r->movers[i].choices);
    merged_free(r);
    stage_free(&r->stage);
}
