/* Warnings: what is legal but surely not intended.
 *
 * "Always true" and "never true" are questions to the propagating search: is there a feasible state
 * where the statement fails, and one where it holds? A statement is only warned about when the answer
 * is the same in every stage in which it is in force: what an event makes true is no mistake.
 */
#include "model/check.h"

#include "base/bits.h"

#include <string.h>

enum { BUDGET = 1 << 27 }; /* steps of searches: about 200 ms */

typedef struct truth {       /* what the searches said of a statement */
    bool seen;               /* it is in force in some stage */
    bool can_hold, can_fail; /* in some stage */
    bool undecided;
} truth;

typedef struct checker {
    dt_model *model;
    diagnostics *said;
    bool deep;
    uint64_t budget; /* steps that the searches may still take */
    uint64_t statement_count;
    const statement **asked; /* statements with a truth, in file order */
    truth *truths;           /* of each */
    bool skipped;
} checker;

static bool has_truth(const statement *s)
{
    switch (s->kind) {
    case STATEMENT_REDLINE:
    case STATEMENT_LET:
    case STATEMENT_OUTCOME: return s->condition != NULL;
    case STATEMENT_PREFER: return s->condition != NULL;
    default: return false;
    }
}

/* ---- options that nothing mentions -------------------------------------------------------- */

static void mention(const expr *e, uint64_t *mentioned)
{
    if ((e->kind == EXPR_NAME || e->kind == EXPR_COMPARE) && e->option != NONE)
        *mentioned |= UINT64_C(1) << e->option;
    if (e->kind == EXPR_STATE) *mentioned = UINT64_MAX;
    for (const expr *child = e->first; child; child = child->next) mention(child, mentioned);
}

static void check_mentions(checker *c)
{
    const dt_model *m = c->model;
    uint64_t mentioned = 0;
    for (const statement *s = m->statements; s; s = s->next) {
        if (s->condition) mention(s->condition, &mentioned);
        if (s->kind == STATEMENT_PREFER && s->direction) mentioned |= UINT64_C(1) << s->option;
        if (s->kind == STATEMENT_RANK) mentioned = UINT64_MAX; /* a rank weighs whole states */
    }
    for (uint32_t k = 0; k < m->option_count; k++)
        if (!(mentioned >> k & 1))
            WARN(c->said, m->options[k].statement->word.at,
                 "no statement mentions option '%s': it changes nothing but the number of states",
                 m->options[k].id);
}

/* ---- constraints and red lines and whose options they touch -------------------------------- */

static void check_constraint(checker *c, const statement *s)
{
    const dt_model *m = c->model;
    uint64_t mentioned = 0;
    mention(s->condition, &mentioned);
    if (mentioned == UINT64_MAX) return;
    for (uint32_t a = 0; a < m->option_count; a++) {
        if (!(mentioned >> a & 1) || !m->options[a].irreversible) continue;
        for (uint32_t b = 0; b < m->option_count; b++) {
            if (!(mentioned >> b & 1) || m->options[b].player == m->options[a].player) continue;
            WARN(c->said, s->at,
                 "this ties '%s' of player '%s', which cannot be undone, to '%s' of player '%s': a "
                 "constraint binds both, so once the first is taken the second may be frozen",
                 m->options[a].id, m->players[m->options[a].player].id, m->options[b].id,
                 m->players[m->options[b].player].id);
            return;
        }
    }
}

/* Options that lets and outcomes bring in count as well. */
static void mention_deep(const checker *c, const expr *e, uint64_t *mentioned,
                         const uint64_t *by_definition)
{
    (void)c;
    if (e->kind == EXPR_NAME && e->definition) *mentioned |= by_definition[e->definition->index];
    if ((e->kind == EXPR_NAME || e->kind == EXPR_COMPARE) && e->option != NONE)
        *mentioned |= UINT64_C(1) << e->option;
    if (e->kind == EXPR_STATE) *mentioned = UINT64_MAX;
    for (const expr *child = e->first; child; child = child->next)
        mention_deep(c, child, mentioned, by_definition);
}

static uint64_t options_of(const dt_model *m, uint32_t i)
{
    const player *p = &m->players[i];
    return low_bits(p->options) << (p->options ? p->first_option : 0);
}

static bool check_ownership(checker *c)
{
    const dt_model *m = c->model;
    uint64_t *by_definition =
        memory_take(&c->model->memory, m->definition_count, sizeof *by_definition);
    if (!by_definition) return false;
    for (uint32_t k = 0; k < m->definition_count; k++) {
        const statement *s = m->definitions[k];
        by_definition[s->index] = 0;
        mention_deep(c, s->condition, &by_definition[s->index], by_definition);
    }
    for (const statement *s = m->statements; s; s = s->next) {
        if (s->kind == STATEMENT_INFEASIBLE || s->kind == STATEMENT_REQUIRE) check_constraint(c, s);
        if (s->kind != STATEMENT_REDLINE) continue;
        uint64_t mentioned = 0;
        mention_deep(c, s->condition, &mentioned, by_definition);
        if (!(mentioned & options_of(m, s->owner)))
            WARN(c->said, s->word.at,
                 "red line '%s' touches no option of player '%s': it says what is acceptable, it "
                 "moves nobody",
                 s->word.text, m->players[s->owner].id);
    }
    memory_give(&c->model->memory, by_definition, m->definition_count, sizeof *by_definition);
    return true;
}

/* ---- truths ------------------------------------------------------------------------------- */

/* Is there a feasible state where the slot holds? */
static bool possible(checker *c, logic *l, slot feasible, slot truth_, uint64_t bits,
                     bool *undecided)
{
    slot root = logic_and(l, feasible, truth_);
    solutions search;
    if (!l->failed && !c->deep && !c->budget) {
        *undecided = true;
        return false;
    }
    if (l->failed || !solutions_start(&search, l, root, bits, 0)) return false;
    if (!c->deep) search.step_limit = c->budget;
    uint64_t state;
    bool found = solutions_next(&search, &state);
    c->budget -= search.steps < c->budget ? search.steps : c->budget;
    if (!found && search.gave_up) *undecided = true;
    solutions_free(&search);
    return found;
}

static bool in_force(const stage *st, const statement *s)
{
    if (s->event > st->number) return false;
    if (s->kind == STATEMENT_LET || s->kind == STATEMENT_OUTCOME) return true;
    for (uint32_t k = 0; k < st->redline_count && s->kind == STATEMENT_REDLINE; k++)
        if (st->redlines[k].statement == s) return true;
    const stage_player *p = &st->players[s->owner];
    for (uint32_t k = 0; k < p->criterion_count && s->kind == STATEMENT_PREFER; k++)
        if (p->criteria[k].origin == s) return true;
    return false;
}

/* A program of the stage's feasibility and of all truths; each question takes what it needs. */
static bool ask_stage(checker *c, stage *st, arena *scratch)
{
    dt_model *m = c->model;
    logic l;
    meaning meant;
    logic_start(&l, &m->memory);
    bool built = meaning_start(&meant, m, &l, scratch);
    slot feasible = built ? stage_feasible(st, &meant) : LOGIC_FAILED;
    for (uint64_t k = 0; built && k < c->statement_count && !l.failed; k++) {
        const statement *s = c->asked[k];
        truth *t = &c->truths[k];
        if ((t->can_hold && t->can_fail) || !in_force(st, s)) continue;
        slot holds = meaning_of(&meant, s->condition);
        t->seen = true;
        if (!t->can_hold)
            t->can_hold = possible(c, &l, feasible, holds, low_bits(m->bits), &t->undecided);
        if (!t->can_fail)
            t->can_fail =
                possible(c, &l, feasible, logic_not(&l, holds), low_bits(m->bits), &t->undecided);
    }
    if (l.too_large) c->skipped = true;
    logic_free(&l);
    return !m->memory.failed;
}

static bool ask_stages(checker *c)
{
    dt_model *m = c->model;
    for (uint32_t number = m->event_count + 1; number-- > 0;) {
        arena scratch;
        stage st;
        arena_start(&scratch, &m->memory);
        bool going = stage_build(&st, m, number, &scratch, c->said) && ask_stage(c, &st, &scratch);
        stage_free(&st);
        arena_free(&scratch);
        if (!going) return false;
    }
    return true;
}

static void report_truth(checker *c, const statement *s, const truth *t)
{
    if (t->undecided && !(t->can_hold && t->can_fail)) c->skipped = true;
    if (!t->seen || t->undecided || (t->can_hold && t->can_fail)) return;
    const char *id = s->word.text ? s->word.text : "";
    switch (s->kind) {
    case STATEMENT_REDLINE:
        if (t->can_hold)
            WARN(c->said, s->word.at,
                 "nobody could cross red line '%s': it holds in every feasible state", id);
        else WARN(c->said, s->word.at, "no feasible state respects red line '%s'", id);
        break;
    case STATEMENT_PREFER:
        WARN(c->said, s->condition->at,
             "this preference decides nothing: it is %s in every feasible state",
             t->can_hold ? "true" : "false");
        break;
    default:
        WARN(c->said, s->word.at, "'%s' holds in %s feasible state", id,
             t->can_hold ? "every" : "no");
    }
}

/* ---- ranks against red lines --------------------------------------------------------------- */

static bool crosses_any(const stage *st, uint32_t i, meaning *meant, const slot *slots,
                        uint64_t state, uint8_t *values)
{
    for (uint32_t k = 0; k < st->redline_count; k++)
        if (st->redlines[k].player == i && !logic_holds(meant->logic, slots[k], state, values))
            return true;
    return false;
}

/* A list is the whole preference; where it puts a state that crosses a red line of its player above
 * or beside one that crosses none, the two say different things. */
static bool check_ranks(checker *c)
{
    dt_model *m = c->model;
    arena scratch;
    arena_start(&scratch, &m->memory);
    stage st;
    logic l;
    meaning meant;
    logic_start(&l, &m->memory);
    bool built =
        stage_build(&st, m, 0, &scratch, c->said) && meaning_start(&meant, m, &l, &scratch);
    slot slots[MAX_REDLINES];
    for (uint32_t k = 0; built && k < st.redline_count; k++)
        slots[k] = meaning_of(&meant, st.redlines[k].statement->condition);
    uint8_t *values = built && !l.failed ? arena_take(&scratch, l.ops.count + 1, 1) : NULL;
    for (uint32_t i = 0; values && i < m->player_count; i++) {
        const statement *rank = m->players[i].rank;
        bool crossed = false;
        for (const item *k = rank ? rank->items : NULL; k; k = k->next) {
            bool crosses = crosses_any(&st, i, &meant, slots, k->bits, values);
            if (crossed && !crosses) {
                WARN(c->said, rank->at,
                     "this rank contradicts a red line of player '%s': state '%s' crosses none, "
                     "and stands below one that crosses one",
                     m->players[i].id, k->word.text);
                break;
            }
            crossed = crossed || crosses;
        }
    }
    built = values != NULL;
    logic_free(&l);
    stage_free(&st);
    arena_free(&scratch);
    return built;
}

bool model_check(dt_model *m, bool deep, diagnostics *said)
{
    checker c = {.model = m, .said = said, .deep = deep, .budget = BUDGET};
    uint64_t count = 0;
    bool ranked = false;
    for (const statement *s = m->statements; s; s = s->next) count += has_truth(s);
    for (uint32_t i = 0; i < m->player_count; i++) ranked = ranked || m->players[i].rank;
    c.asked = memory_take(&m->memory, count, sizeof *c.asked);
    c.truths = memory_take(&m->memory, count, sizeof *c.truths);
    bool done = c.asked && c.truths;
    if (done) {
        memset(c.truths, 0, (count ? count : 1) * sizeof *c.truths);
        for (const statement *s = m->statements; s; s = s->next)
            if (has_truth(s)) c.asked[c.statement_count++] = s;
        check_mentions(&c);
        done = (m->graph_form || check_ownership(&c)) && ask_stages(&c) &&
               (!ranked || check_ranks(&c));
        for (uint64_t k = 0; done && k < count; k++) report_truth(&c, c.asked[k], &c.truths[k]);
        if (c.skipped)
            NOTE(said, NO_PLACE,
                 "some checks of what is always or never true were skipped, as they would take "
                 "long: --deep does them");
    }
    memory_give(&m->memory, c.asked, count, sizeof *c.asked);
    memory_give(&m->memory, c.truths, count, sizeof *c.truths);
    return done;
}
