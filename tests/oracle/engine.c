/* The engine's answers beside the oracle's, by the public header only.
 *
 * The conflict goes in as text. Then everything that both can say is compared: stages, states,
 * their numbers, bits and patterns, ranks, status quo, no deal, and the verdict of every concept
 * for every state and player, for each backend and each reading of the others' responses.
 */
#include "oracle.h"

#include "detente.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct session {
    const conflict *c; /* NULL: the game was a graph from the start */
    const examination *x;
    const game *ours;
    dt_options options;
    char stage_text[48];
    char lift_text[8][24];
    const char *lift_names[8];
    const char *where; /* what is being compared */
    finding found;
} session;

static long verdict_count;

long verdicts_compared(void) { return verdict_count; }

__attribute__((format(printf, 3, 4))) static bool report(session *v, disagreement kind,
                                                         const char *format, ...)
{
    char what[800];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    v->found.kind = kind;
    snprintf(v->found.text, sizeof v->found.text, "%s%s%s", v->where ? v->where : "",
             v->where ? ": " : "", what);
    return false;
}

static bool fail_from(session *v, const char *doing, const dt_error *e)
{
    return report(v, REFUSED, "%s fails: line %u, column %u: %s", doing, e->line, e->column,
                  e->message);
}

/* ---- what to ask for -------------------------------------------------------------------- */

static void ask_for_stage(session *v)
{
    const conflict *c = v->c;
    int order[MOST_EVENTS];
    order_events(c, order);
    snprintf(v->stage_text, sizeof v->stage_text, "%d", v->x->events);
    v->options.stage = v->stage_text;
    if (v->x->by_date && v->x->events > 0) {
        const event *e = &c->event[order[v->x->events - 1]];
        const char *format = e->month == 0 ? "%04d" : e->day == 0 ? "%04d-%02d" : "%04d-%02d-%02d";
        snprintf(v->stage_text, sizeof v->stage_text, format, e->year, e->month, e->day);
    }
}

/* By date it is the stage after all events up to that date. */
static int events_asked_for(const conflict *c, const examination *x)
{
    int order[MOST_EVENTS], count = x->events;
    order_events(c, order);
    if (!x->by_date || count == 0) return count;
    const event *e = &c->event[order[count - 1]], *next;
    while (count < c->events && (next = &c->event[order[count]]) &&
           event_day(next->year, next->month, next->day) == event_day(e->year, e->month, e->day))
        count++;
    return count;
}

/* What is lifted is a set: the order in which it is asked for means nothing. */
static void ask_for_lifting(session *v)
{
    int count = v->c->statements;
    for (int k = 0; v->x->lift && k < count && v->options.lift_count < 8; k++) {
        const statement *s = &v->c->statement[v->x->threads % 2 ? count - 1 - k : k];
        if (s->kind != REDLINE || !v->x->lift[s->id]) continue;
        statement_name(v->c, s, v->lift_text[v->options.lift_count]);
        v->lift_names[v->options.lift_count] = v->lift_text[v->options.lift_count];
        v->options.lift_count++;
    }
    v->options.lift = v->options.lift_count ? v->lift_names : NULL;
}

/* ---- the game --------------------------------------------------------------------------- */

static dt_state bits_of(const conflict *c, const state *s)
{
    dt_state bits = 0;
    int bit = 0;
    for (int o = 0; o < c->options; o++)
        for (int v = 1; v < c->option[o].levels; v++, bit++)
            if (s->level[o] >= v) bits |= (dt_state)1 << bit;
    return bits;
}

/* A class's pattern has - where its members differ. */
static void pattern_of(const conflict *c, const game *w, int s, char *out)
{
    state shown = w->at[s];
    for (int code = 0; code < combinations(c); code++) {
        if (w->class_of[code] != s) continue;
        state member;
        combination_state(c, code, &member);
        for (int o = 0; o < c->options; o++)
            if (member.level[o] != w->at[s].level[o]) shown.level[o] = -1;
    }
    write_pattern(c, &shown, out);
}

static bool same_index(session *v, const char *what, dt_index theirs, int ours)
{
    dt_index wanted = ours < 0 ? DT_NO_INDEX : (dt_index)ours;
    if (theirs == wanted) return true;
    return report(v, DIFFERENT, "%s: state %lld, should be %lld", what, (long long)(theirs + 1),
                  (long long)(wanted + 1));
}

static bool same_state_data(session *v, const dt_game *g, int s)
{
    const conflict *c = v->c;
    char ours[MOST_OPTIONS + 1], theirs[65], number[16];
    pattern_of(c, v->ours, s, ours);
    dt_game_pattern(g, (dt_index)s, theirs);
    if (strcmp(ours, theirs) != 0)
        return report(v, DIFFERENT, "pattern of state %d: %s, should be %s", s + 1, theirs, ours);
    dt_state bits = bits_of(c, &v->ours->at[s]);
    if (dt_game_state(g, (dt_index)s) != bits)
        return report(v, DIFFERENT, "bits of state %d (%s): %llx, should be %llx", s + 1, ours,
                      (unsigned long long)dt_game_state(g, (dt_index)s), (unsigned long long)bits);
    if (v->x->brief) return true;
    /* A pattern of digits may also be the name of another state, which goes first. */
    bool ambiguous = false;
    for (int k = 0; c->naming == 2 && k < c->marks; k++) {
        snprintf(number, sizeof number, "%d", c->mark_name[k]);
        ambiguous |= strcmp(number, ours) == 0;
    }
    for (int t = 0; t < v->ours->states && c->classes > 0; t++) { /* two classes may differ alike */
        char other[MOST_OPTIONS + 1];
        pattern_of(c, v->ours, t, other);
        ambiguous |= t != s && strcmp(other, ours) == 0;
    }
    if (!ambiguous && !same_index(v, "by its pattern", dt_game_find(g, ours, NULL), s))
        return false;
    snprintf(number, sizeof number, "#%d", s + 1);
    return same_index(v, number, dt_game_find(g, number, NULL), s);
}

/* A pattern with - names a state if it fits exactly one. */
static bool same_dashes(session *v, const dt_game *g)
{
    const conflict *c = v->c;
    for (int s = 0; s < v->ours->states && c->naming < 2 && c->classes == 0; s++) {
        state open = v->ours->at[s];
        open.level[s % c->options] = -1;
        open.level[s / 3 % c->options] = -1;
        char text[MOST_OPTIONS + 1];
        int fitting = 0;
        for (int t = 0; t < v->ours->states; t++) {
            bool fits = true;
            for (int o = 0; o < c->options; o++)
                fits = fits && (open.level[o] < 0 || open.level[o] == v->ours->at[t].level[o]);
            fitting += fits;
        }
        write_pattern(c, &open, text);
        if (!same_index(v, text, dt_game_find(g, text, NULL), fitting == 1 ? s : -1)) return false;
    }
    return true;
}

static bool same_ranks(session *v, const dt_game *g)
{
    for (int p = 0; p < v->ours->players; p++)
        for (int s = 0; s < v->ours->states; s++) {
            int rank = game_rank(v->ours, p, s);
            uint32_t theirs = dt_game_rank(g, (dt_index)s, (uint32_t)p);
            if (theirs != (uint32_t)rank)
                return report(v, DIFFERENT, "rank of state %d for player %d: %u, should be %d",
                              s + 1, p + 1, theirs, rank);
        }
    return true;
}

static bool same_combinations(session *v, const dt_game *g)
{
    for (int code = 0; code < combinations(v->c); code++) {
        state s;
        combination_state(v->c, code, &s);
        char text[MOST_OPTIONS + 1];
        write_pattern(v->c, &s, text);
        if (!same_index(v, text, dt_game_index(g, bits_of(v->c, &s)), v->ours->class_of[code]))
            return false;
    }
    return true;
}

static bool same_names(session *v, const dt_game *g)
{
    for (int k = 0; v->c->naming > 0 && k < v->c->marks; k++) {
        char name[16];
        int s = v->ours->class_of[combination(v->c, &v->c->mark[k])];
        snprintf(name, sizeof name, v->c->naming == 1 ? "z%d" : "%d", v->c->mark_name[k]);
        if (s >= 0 && !same_index(v, name, dt_game_find(g, name, NULL), s)) return false;
    }
    return true;
}

static bool same_game(session *v, const dt_game *g)
{
    const conflict *c = v->c;
    uint32_t bits = 0;
    for (int o = 0; o < c->options; o++) bits += (uint32_t)c->option[o].levels - 1;
    if (dt_game_bits(g) != bits) return report(v, DIFFERENT, "%u bits", dt_game_bits(g));
    if (dt_game_players(g) != (uint32_t)c->players)
        return report(v, DIFFERENT, "%u players", dt_game_players(g));
    for (int p = 0; p < c->players; p++)
        if (strcmp(dt_game_player(g, (uint32_t)p), c->player[p].name) != 0)
            return report(v, DIFFERENT, "player %d is %s", p + 1, dt_game_player(g, (uint32_t)p));
    if (dt_game_states(g) != (dt_index)v->ours->states)
        return report(v, DIFFERENT, "%llu feasible states, should be %d",
                      (unsigned long long)dt_game_states(g), v->ours->states);
    for (int s = 0; s < v->ours->states; s++)
        if (!same_state_data(v, g, s)) return false;
    return same_ranks(v, g) && same_combinations(v, g) && same_names(v, g) &&
           (v->x->brief || same_dashes(v, g)) &&
           same_index(v, "status quo", dt_game_status_quo(g), v->ours->status_quo) &&
           same_index(v, "no deal", dt_game_no_deal(g), v->ours->no_deal);
}

/* Of a graph: states are called as written, in that order. */
static bool same_graph(session *v, const dt_game *g)
{
    if (dt_game_states(g) != (dt_index)v->ours->states)
        return report(v, DIFFERENT, "%llu states", (unsigned long long)dt_game_states(g));
    if (dt_game_players(g) != (uint32_t)v->ours->players)
        return report(v, DIFFERENT, "%u players", dt_game_players(g));
    for (int s = 0; s < v->ours->states; s++) {
        char name[24];
        graph_state_name(s, v->x->threads, name);
        if (!same_index(v, name, dt_game_find(g, name, NULL), s)) return false;
    }
    return same_ranks(v, g) && same_index(v, "status quo", dt_game_status_quo(g), 0);
}

/* ---- verdicts --------------------------------------------------------------------------- */

static const dt_concept engine_concept[CONCEPTS] = {
    [NASH] = DT_NASH, [GMR] = DT_GMR, [SMR] = DT_SMR, [SEQ] = DT_SEQ, [SSEQ] = DT_SSEQ};
static const dt_responses engine_reading[READINGS] = {[SEQUENCES] = DT_RESPONSES_SEQUENCES,
                                                      [SINGLE] = DT_RESPONSES_SINGLE,
                                                      [ONCE] = DT_RESPONSES_ONCE};

static bool same_concept(session *v, const dt_verdicts *theirs, const bool *ours, concept k)
{
    uint64_t equilibria = 0;
    for (int s = 0; s < v->ours->states; s++) {
        bool all = true;
        for (int p = 0; p < v->ours->players; p++) {
            bool wanted = ours[((int)k * v->ours->players + p) * v->ours->states + s];
            verdict_count++;
            all &= wanted;
            if (dt_stable(theirs, engine_concept[k], (dt_index)s, (uint32_t)p) != wanted)
                return report(v, DIFFERENT, "%s: state %d should be %s for player %d",
                              concept_word[k], s + 1, wanted ? "stable" : "unstable", p + 1);
        }
        equilibria += all;
        if (dt_equilibrium(theirs, engine_concept[k], (dt_index)s) != all)
            return report(v, DIFFERENT, "%s: state %d should %sbe an equilibrium", concept_word[k],
                          s + 1, all ? "" : "not ");
    }
    if (dt_equilibria(theirs, engine_concept[k]) != equilibria)
        return report(v, DIFFERENT, "%s: %llu equilibria, should be %llu", concept_word[k],
                      (unsigned long long)dt_equilibria(theirs, engine_concept[k]),
                      (unsigned long long)equilibria);
    return true;
}

static bool same_report(session *v, const dt_verdicts *theirs, const dt_options *asked,
                        const bool *ours)
{
    char what[200], condition[24];
    int where = v->c->lets - 1; /* where the last let holds, if there is one */
    paper json = {0};
    dt_error error = {0};
    dt_options options = *asked;
    options.format = DT_JSON;
    options.limit = DT_ALL;
    if (where >= 0) {
        snprintf(condition, sizeof condition, "l%d", v->c->let[where].id);
        options.where = condition;
    }
    bool written = dt_report_solve(theirs, &options, (dt_output){paper_append, &json}, &error);
    bool same = written && json.text &&
                report_agrees(v->c, v->ours, events_asked_for(v->c, v->x), v->x->lift, ours, where,
                              json.text, what, sizeof what);
    free(json.text);
    if (!written) return fail_from(v, "dt_report_solve", &error);
    return same || report(v, DIFFERENT, "in the report: %s", what);
}

static bool same_verdicts(session *v, const dt_game *g, reading r, const bool *ours)
{
    dt_error error = {0};
    dt_options options = v->options;
    options.responses = engine_reading[r];
    dt_verdicts *theirs = dt_analyse(g, &options, &error);
    if (!theirs) return fail_from(v, "dt_analyse", &error);
    bool same = true;
    for (int k = 0; same && k < CONCEPTS; k++) same = same_concept(v, theirs, ours, (concept)k);
    if (same && v->x->report && v->c) same = same_report(v, theirs, &options, ours);
    dt_verdicts_free(theirs);
    return same;
}

static bool same_for_backend(session *v, dt_model *model, dt_backend backend, const char *name,
                             bool *const judged[READINGS])
{
    static const char *const reading_names[READINGS] = {"sequences", "single", "once"};
    char where[40];
    dt_error error = {0};
    v->where = name;
    v->options.backend = backend;
    dt_game *g = dt_game_compile(model, &v->options, &error);
    if (!g) return fail_from(v, "dt_game_compile", &error);
    bool same = dt_game_backend(g) == backend || report(v, DIFFERENT, "another backend");
    same = same && (v->c ? same_game(v, g) : same_graph(v, g));
    for (int r = 0; same && r < READINGS; r++) {
        if (!judged[r]) continue;
        snprintf(where, sizeof where, "%s, %s", name, reading_names[r]);
        v->where = where;
        same = same_verdicts(v, g, (reading)r, judged[r]);
    }
    v->where = NULL;
    dt_game_free(g);
    return same;
}

static void compare(session *v, dt_model *model)
{
    static const struct {
        dt_backend backend;
        const char *name;
    } backends[] = {
        {DT_BACKEND_DENSE, "dense"}, {DT_BACKEND_LISTED, "listed"}, {DT_BACKEND_GRAPH, "graph"}};
    bool *judged[READINGS] = {NULL}, same = true;
    unsigned readings = v->x->readings ? v->x->readings : 7;
    unsigned wanted = v->x->backends ? v->x->backends : !v->c || v->c->classes ? 4 : 7;
    for (int r = 0; r < READINGS; r++)
        if (readings & 1u << r) judged[r] = judge(v->ours, (reading)r);
    for (int k = 0; same && k < 3; k++)
        if (wanted & 1u << k)
            same = same_for_backend(v, model, backends[k].backend, backends[k].name, judged);
    for (int r = 0; r < READINGS; r++) free(judged[r]);
}

/* ---- the whole -------------------------------------------------------------------------- */

finding examine(const conflict *c, const examination *x)
{
    session v = {.c = c, .x = x};
    dt_error error = {0};
    char *text = write_conflict(c);
    game *ours = play(c, events_asked_for(c, x), x->lift);
    assert(ours);
    v.ours = ours;
    v.options.threads = (uint32_t)x->threads;
    if (c->events > 0) ask_for_stage(&v);
    ask_for_lifting(&v);
    dt_model *model = dt_model_parse(text, strlen(text), &v.options, &error);
    if (!model) fail_from(&v, "dt_model_parse", &error);
    else if (dt_model_stages(model) != (uint32_t)c->events + 1)
        report(&v, DIFFERENT, "%u stages", dt_model_stages(model));
    else compare(&v, model);
    dt_model_free(model);
    game_free(ours);
    free(text);
    return v.found;
}

finding examine_graph(const game *ours, const examination *x)
{
    session v = {.ours = ours, .x = x, .options.threads = (uint32_t)x->threads};
    dt_error error = {0};
    char *text = write_graph(ours, x->threads);
    dt_model *model = dt_model_parse(text, strlen(text), &v.options, &error);
    if (!model) fail_from(&v, "dt_model_parse", &error);
    else compare(&v, model);
    dt_model_free(model);
    free(text);
    return v.found;
}
