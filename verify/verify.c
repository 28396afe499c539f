/* The checks, in the order in which verify.h lists them. A check that fails says where in the
 * witness and why, and ends the verdict; the next verdict is looked at all the same.
 */
#include "verify/verify.h"

#include "language/language.h"
#include "verify/joint.h"
#include "verify/witness.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct judge {
    witness *witness;
    rules *rules;
    memory *memory;
    const verdict *v; /* the one at hand */
    size_t number;    /* its place, from 0 */
    state_set improvements;
    verify_outcome outcome;
    char where[120], why[500];
    dt_error *err; /* cancelled, out of memory */
} judge;

/* A pattern for a message; good until the end of the expression's statement. */
typedef struct pattern {
    char text[MAX_BITS + 1];
} pattern;

static pattern pattern_of(const judge *j, state s)
{
    pattern p;
    rules_pattern(j->rules, s, p.text);
    return p;
}

static const char *name_of(const judge *j, uint32_t player_)
{
    return j->rules->model->players[player_].id;
}

/* ---- findings --------------------------------------------------------------------------- */

/* Where the next finding is: a place within the verdict. */
static void at_place(judge *j, const char *format, ...) PRINTF_LIKE(2, 3);

static void at_place(judge *j, const char *format, ...)
{
    int used = snprintf(j->where, sizeof j->where, "verdicts[%zu].", j->number);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(j->where + used, sizeof j->where - (size_t)used, format, arguments);
    va_end(arguments);
}

static bool refute(judge *j, const char *format, ...) PRINTF_LIKE(2, 3);

static bool refute(judge *j, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(j->why, sizeof j->why, format, arguments);
    va_end(arguments);
    j->outcome = VERIFY_FALSE;
    return false;
}

static bool give_up(judge *j, const char *why)
{
    snprintf(j->why, sizeof j->why, "%s", why);
    j->outcome = VERIFY_GAVE_UP;
    return false;
}

/* False, and the verdict is given up, or everything is. */
static bool ready(judge *j, uint32_t player_)
{
    dt_error err = {0};
    if (rules_ready(j->rules, player_, &err)) return true;
    if (err.code == DT_ERR_CANCELLED) *j->err = err;
    return give_up(j, err.message);
}

/* ---- what the concepts ask for ---------------------------------------------------------- */

static bool by_improvements(const verdict *v)
{
    return v->concept == DT_SEQ || v->concept == DT_SSEQ;
}

static bool counts_answers(const verdict *v)
{
    return v->concept == DT_SMR || v->concept == DT_SSEQ;
}

/* The player's best among a state and its moves from there. */
static state best_from(judge *j, state from)
{
    state best = from;
    for (moves m = rules_moves(j->rules, j->v->player, from); rules_next(&m);)
        if (rules_prefers(j->rules, j->v->player, m.to, best)) best = m.to;
    return best;
}

/* Does a state deter the player from leaving the verdict's state? */
static bool deters(judge *j, state s)
{
    const verdict *v = j->v;
    if (rules_prefers(j->rules, v->player, s, v->at)) return false;
    if (!counts_answers(v)) return true;
    for (moves m = rules_moves(j->rules, v->player, s); rules_next(&m);)
        if (rules_prefers(j->rules, v->player, m.to, v->at)) return false;
    return true;
}

/* ---- the state and its improvements ----------------------------------------------------- */

static bool check_state(judge *j)
{
    char why[300];
    at_place(j, "state");
    return !rules_infeasible(j->rules, j->v->at, why, sizeof why) || refute(j, "%s", why);
}

static bool check_improvements(judge *j)
{
    const verdict *v = j->v;
    at_place(j, "improvements");
    if (!ready(j, v->player)) return false;
    for (moves m = rules_moves(j->rules, v->player, v->at); rules_next(&m);) {
        size_t position;
        bool is_new;
        if (!rules_prefers(j->rules, v->player, m.to, v->at)) continue;
        if (!set_add(j->memory, &j->improvements, m.to, &position, &is_new))
            return give_up(j, "gave up: the list of improvements takes more memory than there is");
    }
    size_t count = j->improvements.list.count;
    if (count == v->improvements) return true;
    if (count == 0) return refute(j, "there is none");
    return refute(j, "there %s %zu, for instance to %s", count == 1 ? "is" : "are", count,
                  pattern_of(j, j->improvements.list.items[0]).text);
}

/* Is a state that the witness gives as an improvement one? */
static bool check_improvement(judge *j, state to, size_t *position)
{
    char why[300];
    const verdict *v = j->v;
    *position = set_place(&j->improvements, to);
    if (*position != NO_PLACE_IN_SET) return true;
    if (rules_forbids(j->rules, v->player, v->at, to, why, sizeof why))
        return refute(j, "%.60s cannot move to %s: %s", name_of(j, v->player),
                      pattern_of(j, to).text, why);
    return refute(j, "%.60s does not prefer %s to %s", name_of(j, v->player),
                  pattern_of(j, to).text, pattern_of(j, v->at).text);
}

/* ---- stable: the sanctions -------------------------------------------------------------- */

static bool check_step(judge *j, state from, uint32_t last_mover, const step *s)
{
    char why[300];
    if (s->player == j->v->player)
        return refute(j, "%.60s cannot sanction its own improvement", name_of(j, s->player));
    if (s->player == last_mover)
        return refute(j, "%.60s moves twice in a row", name_of(j, s->player));
    if (rules_forbids(j->rules, s->player, from, s->to, why, sizeof why))
        return refute(j, "%.60s cannot move from %s to %s: %s", name_of(j, s->player),
                      pattern_of(j, from).text, pattern_of(j, s->to).text, why);
    if (by_improvements(j->v) && !rules_prefers(j->rules, s->player, s->to, from))
        return refute(j, "%.60s does not prefer %s to %s", name_of(j, s->player),
                      pattern_of(j, s->to).text, pattern_of(j, from).text);
    return true;
}

static bool check_path(judge *j, size_t k, state *end)
{
    const sanction *s = &j->v->sanctions[k];
    uint32_t last_mover = NONE;
    *end = s->to;
    for (size_t n = 0; n < s->length; n++) {
        at_place(j, "sanctions[%zu].path[%zu]", k, n);
        if (!check_step(j, *end, last_mover, &s->path[n])) return false;
        *end = s->path[n].to;
        last_mover = s->path[n].player;
    }
    at_place(j, "sanctions[%zu].path", k);
    if (s->length == 0) return refute(j, "nobody responds");
    if (!rules_prefers(j->rules, j->v->player, *end, j->v->at)) return true;
    return refute(j, "it deters nobody: %.60s prefers %s, where it ends, to %s",
                  name_of(j, j->v->player), pattern_of(j, *end).text, pattern_of(j, j->v->at).text);
}

/* The player's best from where a path ends, and that it is no way out. */
static bool check_answer(judge *j, size_t k, state end)
{
    char why[300];
    const sanction *s = &j->v->sanctions[k];
    uint32_t i = j->v->player;
    at_place(j, "sanctions[%zu].answer", k);
    if (!counts_answers(j->v)) {
        if (!s->answered || s->answer == end) return true;
        return refute(j, "%s asks for no answer: expected null, or %s, where the path ends",
                      concept_id(j->v->concept), pattern_of(j, end).text);
    }
    if (!s->answered)
        return refute(j, "%s asks for the best of %.60s from %s", concept_id(j->v->concept),
                      name_of(j, i), pattern_of(j, end).text);
    state best = best_from(j, end);
    if (rules_prefers(j->rules, i, best, j->v->at))
        return refute(j, "%.60s repairs it: from %s it can move to %s, which it prefers to %s",
                      name_of(j, i), pattern_of(j, end).text, pattern_of(j, best).text,
                      pattern_of(j, j->v->at).text);
    if (s->answer != end && rules_forbids(j->rules, i, end, s->answer, why, sizeof why))
        return refute(j, "%.60s cannot move from %s to %s: %s", name_of(j, i),
                      pattern_of(j, end).text, pattern_of(j, s->answer).text, why);
    if (rules_prefers(j->rules, i, best, s->answer))
        return refute(j, "it is not the best of %.60s from %s: that is %s", name_of(j, i),
                      pattern_of(j, end).text, pattern_of(j, best).text);
    return true;
}

static bool check_sanction(judge *j, size_t k, bool *sanctioned)
{
    size_t position;
    state end;
    at_place(j, "sanctions[%zu].to", k);
    if (!check_improvement(j, j->v->sanctions[k].to, &position)) return false;
    if (sanctioned[position]) return refute(j, "this improvement has a sanction already");
    sanctioned[position] = true;
    return check_path(j, k, &end) && check_answer(j, k, end);
}

static bool check_sanctions(judge *j, bool *sanctioned)
{
    const verdict *v = j->v;
    for (size_t k = 0; k < v->sanction_count; k++) {
        if (!progress_report(j->rules->progress, k)) return give_up(j, "cancelled");
        if (!check_sanction(j, k, sanctioned)) return false;
    }
    at_place(j, "sanctions");
    for (size_t k = 0; k < j->improvements.list.count; k++)
        if (!sanctioned[k])
            return refute(j, "none for the improvement to %s",
                          pattern_of(j, j->improvements.list.items[k]).text);
    return true;
}

static bool check_stable(judge *j)
{
    size_t count = j->improvements.list.count;
    at_place(j, "stable");
    if (j->v->concept == DT_NASH && count)
        return refute(j, "%.60s improves by moving to %s", name_of(j, j->v->player),
                      pattern_of(j, j->improvements.list.items[0]).text);
    bool *sanctioned = memory_take(j->memory, count + 1, sizeof *sanctioned);
    if (!sanctioned) return give_up(j, "gave up: out of memory");
    memset(sanctioned, 0, (count + 1) * sizeof *sanctioned);
    bool good = check_sanctions(j, sanctioned);
    memory_give(j->memory, sanctioned, count + 1, sizeof *sanctioned);
    return good;
}

/* ---- not stable: the escape ------------------------------------------------------------- */

static bool is_no_sanction(void *ctx, state s)
{
    judge *j = ctx;
    if (!deters(j, s)) return true;
    at_place(j, "escape.to");
    return refute(j, "it is sanctioned: the others can lead to %s", pattern_of(j, s).text);
}

static bool check_escape(judge *j)
{
    size_t position;
    const verdict *v = j->v;
    joint search = {.rules = j->rules,
                    .player = v->player,
                    .improving = by_improvements(v),
                    .from = v->escape,
                    .look = is_no_sanction,
                    .ctx = j};
    at_place(j, "escape.to");
    if (!check_improvement(j, v->escape, &position)) return false;
    for (uint32_t k = 0; v->concept != DT_NASH && k < j->rules->model->player_count; k++)
        if (k != v->player && !ready(j, k)) return false;
    joint_end end = v->concept == DT_NASH ? JOINT_COMPLETE : joint_search(&search);
    char why[160];
    snprintf(why, sizeof why,
             "gave up at %llu states that the others can lead to; allow more with --memory",
             (unsigned long long)search.others + 1);
    if (end == JOINT_GAVE_UP) return give_up(j, why);
    if (end == JOINT_CANCELLED) return give_up(j, "cancelled");
    if (end == JOINT_STOPPED) return false; /* refuted */
    at_place(j, "escape.joint");
    if (search.others == v->joint) return true;
    if (v->concept == DT_NASH) return refute(j, "nash asks for no response: expected 0");
    return refute(j, "the others can lead to %llu other state%s", (unsigned long long)search.others,
                  search.others == 1 ? "" : "s");
}

/* ---- all verdicts ----------------------------------------------------------------------- */

/* Names from a model stand in the sentence: what would steer a terminal is taken out. */
static void tell_finding(judge *j, void (*tell)(void *, const verify_finding *), void *ctx)
{
    dt_error clean;
    pattern at = pattern_of(j, j->v->at);
    fail(&clean, DT_OK, "%s", j->why);
    verify_finding f = {.number = j->number + 1,
                        .count = j->witness->verdict_count,
                        .state = at.text,
                        .player = name_of(j, j->v->player),
                        .concept = j->v->concept,
                        .stable = j->v->stable,
                        .outcome = j->outcome};
    if (j->outcome != VERIFY_TRUE) f.where = j->where, f.why = clean.message;
    if (tell) tell(ctx, &f);
}

static void check_verdict(judge *j)
{
    j->outcome = VERIFY_TRUE;
    bool good = check_state(j) && check_improvements(j) &&
                (j->v->stable ? check_stable(j) : check_escape(j));
    if (good != (j->outcome == VERIFY_TRUE))
        give_up(j, "gave up"); /* never: a check told nothing */
    set_free(j->memory, &j->improvements);
}

static bool check_all(witness *w, void (*tell)(void *, const verify_finding *), void *ctx,
                      verify_result *result, dt_error *err)
{
    judge j = {.witness = w, .rules = &w->rules, .memory = w->rules.memory, .err = err};
    result->verdicts = w->verdict_count;
    result->names_text = w->names_text;
    for (size_t k = 0; k < w->verdict_count; k++) {
        j.v = &w->verdicts[k];
        j.number = k;
        check_verdict(&j);
        if (w->rules.progress->cancelled) return fail(err, DT_ERR_CANCELLED, "cancelled");
        size_t *count[] = {[VERIFY_TRUE] = &result->held,
                           [VERIFY_FALSE] = &result->failed,
                           [VERIFY_GAVE_UP] = &result->gave_up};
        ++*count[j.outcome];
        tell_finding(&j, tell, ctx);
    }
    return true;
}

bool verify_witness(const char *model, size_t model_length, const char *text, size_t length,
                    const dt_options *options, void (*tell)(void *, const verify_finding *),
                    void *ctx, verify_result *result, dt_error *err)
{
    verify_result ignored;
    dt_error unheard;
    if (!result) result = &ignored;
    if (!err) err = &unheard;
    *result = (verify_result){0};
    *err = (dt_error){0};
    dt_model *m = dt_model_parse(model, model_length, options, err);
    if (!m) return false;
    result->in_witness = true;
    progress p = {.options = options, .work = "verifying", .ceiling = UINT64_MAX};
    memory memory_;
    arena arena_;
    memory_start(&memory_, options);
    arena_start(&arena_, &memory_);
    witness w;
    bool done = witness_read(&w, m, text, length, &memory_, &arena_, &p, err) &&
                check_all(&w, tell, ctx, result, err);
    witness_free(&w);
    arena_free(&arena_);
    dt_model_free(m);
    return done;
}

const char *verify_concept(dt_concept c) { return concept_id(c); }
