/* The report of `redlines`: surveys the states, then follows the common ground, or every concession
 * in the game in which it is made, down the funnel.
 *
 * Lifting changes preferences and not which states there are, so slots and numbers are those of the
 * first game throughout.
 */
#include "report/redlines.h"

#include "base/bits.h"
#include "report/names.h"

#include <string.h>

enum { MOST_FUNNELS = 64 };

typedef struct work {
    redlines_report *told;
    report *report;
    dt_model *model;
    const dt_options *options; /* as the caller gave them */
    redlines_depth depth;
    bool (*tell)(redlines_report *, void *ctx, dt_error *);
    void *tell_ctx;
    survey survey;
    progress progress;
} work;

/* ---- whose red lines count ---------------------------------------------------------------- */

static bool lines_between(const stage *st, const char *between, uint64_t *lines, dt_error *err)
{
    *lines = between ? 0 : UINT64_MAX;
    while (between) {
        size_t length = strcspn(between, ",");
        uint32_t i = player_named(st->model, between, length, err);
        if (i == NONE) return false;
        for (uint32_t k = 0; k < st->redline_count; k++)
            if (st->redlines[k].player == i) *lines |= UINT64_C(1) << k;
        between = between[length] ? between + length + 1 : NULL;
    }
    return true;
}

const char *agenda_status(uint32_t levels)
{
    return !(levels & 1) ? "always" : levels == 1 ? "never" : "open";
}

/* ---- one ground --------------------------------------------------------------------------- */

static bool is_rigid(const stage *st, uint64_t lines)
{
    for (; lines; lines &= lines - 1)
        if (st->redlines[lowest_bit(lines)].statement->rigid) return true;
    return false;
}

static bool fill_agenda(work *w, ground *it, dt_error *err)
{
    it->agenda = ARENA_ARRAY(&w->report->arena, w->model->option_count, agenda_item);
    if (!it->agenda) return fail_memory(err, &w->report->memory);
    for (uint32_t k = 0; k < w->model->option_count; k++) {
        line_sets sets;
        it->agenda[k].levels = survey_levels(&w->survey, it->lifted, k);
        if (!survey_shut_by(&w->survey, it->lifted, k, &sets, err)) return false;
        it->agenda[k].shut_by.count = sets.count;
        it->agenda[k].shut_by.items = ARENA_ARRAY(&w->report->arena, sets.count, uint64_t);
        if (it->agenda[k].shut_by.items && sets.count)
            memcpy(it->agenda[k].shut_by.items, sets.items, sets.count * sizeof *sets.items);
        GIVE(&w->report->memory, &sets);
        if (!it->agenda[k].shut_by.items) return fail_memory(err, &w->report->memory);
    }
    return true;
}

/* The states of a step: all of them where they are no more than the limit. */
static bool list_step(work *w, ground *it, const funnel *f, funnel_step step)
{
    bool few = f->count[step] <= w->report->options.limit || step == FUNNEL_WITHIN;
    uint64_t room = !few                                        ? 0
                    : f->count[step] < w->report->options.limit ? f->count[step]
                                                                : w->report->options.limit;
    uint64_t *to = it->listed[step] = ARENA_ARRAY(&w->report->arena, room, uint64_t);
    if (!to) return false;
    for (uint64_t word = 0;
         word < words_for(w->report->game->slots) && it->listed_count[step] < room; word++)
        for (uint64_t rest = f->bits[step][word]; rest && it->listed_count[step] < room;
             rest &= rest - 1)
            to[it->listed_count[step]++] = 64 * word + lowest_bit(rest);
    return true;
}

static bool compare_with_no_deal(work *w, ground *it, const dt_game *g, const uint64_t *within)
{
    if (g->no_deal == DT_NO_INDEX) return true;
    it->versus = ARENA_ARRAY(&w->report->arena, g->players, against_no_deal);
    if (!it->versus) return false;
    for (uint32_t i = 0; i < g->players; i++) {
        scores s;
        if (!scores_take(g, i, &w->report->memory, &w->progress, &s)) return false;
        uint32_t own = score_at(&s, g->no_deal);
        against_no_deal *v = &it->versus[i];
        for (uint64_t word = 0; word < words_for(g->slots); word++)
            for (uint64_t rest = within[word]; rest; rest &= rest - 1) {
                uint32_t score = score_at(&s, 64 * word + lowest_bit(rest));
                v->better += score > own;
                v->same += score == own;
                v->worse += score < own;
            }
        scores_give(g, &w->report->memory, &s);
    }
    return true;
}

static bool take_funnel(work *w, ground *it, const dt_verdicts *v, const conditions *all,
                        dt_error *err)
{
    funnel f;
    if (!funnel_build(&f, v, all, w->told->counted & ~it->lifted, w->told->concept,
                      &w->report->memory, &w->progress, err))
        return false;
    it->has_funnel = true;
    memcpy(it->has, f.has, sizeof it->has);
    memcpy(it->count, f.count, sizeof it->count);
    memcpy(it->alone, f.alone, sizeof it->alone);
    memcpy(it->by_concept, f.by_concept, sizeof it->by_concept);
    bool done = compare_with_no_deal(w, it, v->game, f.bits[FUNNEL_WITHIN]);
    for (int step = FUNNEL_WITHIN; step < FUNNEL_STEP_COUNT && done; step++)
        if (f.has[step]) done = list_step(w, it, &f, (funnel_step)step);
    funnel_free(&f);
    return done || fail_memory(err, &w->report->memory);
}

/* The condition of --where, in the game at hand. */
static bool follow_game(work *w, ground *it, const dt_game *g, dt_error *err)
{
    dt_options options = *w->options;
    options.concepts = w->depth == REDLINES_ALL ? 0 : 1u << w->told->concept;
    options.responses = DT_RESPONSES_SEQUENCES;
    dt_verdicts *v = dt_analyse(g, &options, err);
    if (!v) return false;
    conditions all;
    const expr *unsettled;
    bool done = conditions_start(&all, g, w->report->where, &w->report->memory, &w->report->arena,
                                 &unsettled);
    if (!done) fail_memory(err, &w->report->memory);
    done = done && take_funnel(w, it, v, &all, err);
    conditions_free(&all);
    dt_verdicts_free(v);
    return done;
}

/* The game in which the concession is made, on top of what the user lifted. */
static bool follow_concession(work *w, ground *it, dt_error *err)
{
    dt_options options = *w->options;
    const char *lift[2 * MAX_REDLINES];
    size_t count = 0;
    for (; count < options.lift_count && count < MAX_REDLINES; count++)
        lift[count] = options.lift[count];
    for (uint64_t rest = it->lifted; rest; rest &= rest - 1)
        lift[count++] = w->report->redline_ids[lowest_bit(rest)];
    options.lift = lift;
    options.lift_count = count;
    options.backend = w->report->game->backend; /* so that slots stay what they are */
    dt_game *g = dt_game_compile(w->model, &options, err);
    bool done = g && follow_game(w, it, g, err);
    dt_game_free(g);
    return done;
}

static bool follow(work *w, size_t k, dt_error *err)
{
    ground *it = &w->told->grounds[k];
    const crossing *opened = survey_crossing(&w->survey, it->lifted);
    it->opens = opened ? opened->count : 0;
    it->rigid = is_rigid(w->report->stage, it->lifted);
    if (k >= MOST_FUNNELS || w->depth == REDLINES_LINES) return true;
    if (!fill_agenda(w, it, err)) return false;
    return it->lifted ? follow_concession(w, it, err) : follow_game(w, it, w->report->game, err);
}

/* ---- looking at every state ---------------------------------------------------------------- */

static bool list_grounds(work *w, dt_error *err)
{
    redlines_report *t = w->told;
    report *r = w->report;
    if (!survey_take(&w->survey, &r->conditions, t->counted, &r->memory, &w->progress, err))
        return false;
    t->states = w->survey.states;
    t->common = w->survey.common;
    t->clashes = w->survey.clashes;
    t->concessions = w->survey.concessions;
    t->ground_count = t->common ? 1 : t->concessions.count;
    t->grounds = ARENA_ARRAY(&r->arena, t->ground_count, ground);
    if (!t->grounds) return fail_memory(err, &r->memory);
    for (size_t k = 0; k < t->ground_count; k++)
        t->grounds[k].lifted = t->common ? 0 : t->concessions.items[k];
    return true;
}

static bool survey_grounds(work *w, dt_error *err)
{
    if (!list_grounds(w, err)) return false;
    if (w->told->states == 0)
        return fail(err, DT_ERR_USAGE, "--where: no feasible state satisfies it");
    for (size_t k = 0; k < w->told->ground_count; k++)
        if (!follow(w, k, err)) return false;
    return true;
}

/* ---- without equilibria -------------------------------------------------------------------- */

static bool start_comparison(work *w, ground *it, comparison *to)
{
    report *r = w->report;
    const crossing *opened = survey_crossing(&w->survey, it->lifted);
    uint64_t opens = opened ? opened->count : 0;
    to->lifted = it->lifted;
    to->listed_room = opens < r->options.limit ? opens : r->options.limit;
    to->listed = ARENA_ARRAY(&r->arena, to->listed_room, uint64_t);
    to->views = ARENA_ARRAY(&r->arena, r->game->players, against_no_deal);
    return to->listed && to->views;
}

static void take_comparison(work *w, ground *it, const comparison *from)
{
    bool has_no_deal = w->report->game->no_deal != DT_NO_INDEX;
    it->listed[FUNNEL_WITHIN] = from->listed;
    it->listed_count[FUNNEL_WITHIN] = from->listed_count;
    it->has_funnel = it->has[FUNNEL_FEASIBLE] = it->has[FUNNEL_WITHIN] = true;
    it->count[FUNNEL_FEASIBLE] = it->alone[FUNNEL_FEASIBLE] = w->told->states;
    it->count[FUNNEL_WITHIN] = it->alone[FUNNEL_WITHIN] = from->opens;
    it->has[FUNNEL_NO_WORSE] = has_no_deal;
    it->count[FUNNEL_NO_WORSE] = from->no_worse;
    it->alone[FUNNEL_NO_WORSE] = from->no_worse_alone;
    if (has_no_deal) it->versus = from->views;
}

static bool compare_all(work *w, dt_error *err)
{
    redlines_report *t = w->told;
    report *r = w->report;
    size_t count = t->ground_count < MOST_FUNNELS ? t->ground_count : MOST_FUNNELS;
    comparison *all = ARENA_ARRAY(&r->arena, count, comparison);
    bool ready = all != NULL;
    for (size_t k = 0; k < t->ground_count; k++) {
        ground *it = &t->grounds[k];
        const crossing *opened = survey_crossing(&w->survey, it->lifted);
        it->opens = opened ? opened->count : 0;
        it->rigid = is_rigid(r->stage, it->lifted);
        if (k >= count) continue;
        if (ready && !fill_agenda(w, it, err)) return false;
        ready = ready && start_comparison(w, it, &all[k]);
    }
    if (!ready) return fail_memory(err, &r->memory);
    if (!compare_grounds(&r->conditions, t->counted, all, count, &r->memory, &w->progress, err))
        return false;
    for (size_t k = 0; k < count; k++) take_comparison(w, &t->grounds[k], &all[k]);
    return true;
}

/* The survey's sets outlive it. */
static bool keep_sets(report *r, line_sets *sets)
{
    uint64_t *items = ARENA_ARRAY(&r->arena, sets->count, uint64_t);
    if (items && sets->count) memcpy(items, sets->items, sets->count * sizeof *items);
    sets->items = items;
    return items != NULL;
}

bool redlines_compare(redlines_report *t, progress *p, dt_error *err)
{
    report *r = t->report;
    work w = {
        .told = t, .report = r, .model = r->game->model, .options = &r->options, .progress = *p};
    t->counted = r->conditions.standing;
    bool done = list_grounds(&w, err) && compare_all(&w, err);
    if (done && (!keep_sets(r, &t->clashes) || !keep_sets(r, &t->concessions)))
        done = fail_memory(err, &r->memory);
    survey_free(&w.survey);
    p->cancelled = w.progress.cancelled;
    return done;
}

static dt_concept listed_concept(const dt_options *options)
{
    for (dt_concept c = 0; options && c < DT_CONCEPT_COUNT; c++)
        if (options->concepts >> c & 1) return c;
    return DT_SEQ;
}

static bool find_enumerated(work *w, dt_game *g, dt_error *err)
{
    report r = {.command = "redlines", .game = g};
    redlines_report told = {.report = &r, .concept = listed_concept(w->options)};
    w->told = &told;
    w->report = &r;
    w->progress = (progress){.options = w->options, .work = "looking at the red lines"};
    bool done = report_open(&r, w->options, err) &&
                lines_between(r.stage, w->options->between, &told.counted, err);
    if (done) {
        told.counted &= r.conditions.standing;
        done = survey_grounds(w, err) && w->tell(&told, w->tell_ctx, err);
        survey_free(&w->survey);
    }
    report_close(&r);
    return done;
}

/* ---- without looking at every state --------------------------------------------------------- */

/* The agenda by the solver; what shuts a level out is not asked of it. */
static bool solver_agenda(work *w, sat_survey *s, ground *it, dt_error *err)
{
    it->agenda = ARENA_ARRAY(&w->report->arena, w->model->option_count, agenda_item);
    if (!it->agenda) return fail_memory(err, &w->report->memory);
    for (uint32_t k = 0; k < w->model->option_count; k++) {
        if (!sat_levels(s, it->lifted, k, &it->agenda[k].levels))
            return fail(err, DT_ERR_CANCELLED, "cancelled");
        if (!progress_report(&w->progress, k)) return fail(err, DT_ERR_CANCELLED, "cancelled");
    }
    return true;
}

static bool solve_grounds(work *w, sat_survey *s, dt_error *err)
{
    redlines_report *t = w->told;
    report *r = w->report;
    if (!s->common && s->concessions.count == 0)
        return fail(err, DT_ERR_USAGE, "--where: no feasible state satisfies it");
    t->by_solver = true;
    t->common = s->common;
    t->clashes = s->clashes;
    t->concessions = s->concessions;
    t->ground_count = s->common ? 1 : s->concessions.count;
    t->grounds = ARENA_ARRAY(&r->arena, t->ground_count, ground);
    if (!t->grounds) return fail_memory(err, &r->memory);
    if (!sat_reopen(s, r->where, err)) return false;
    for (size_t k = 0; k < t->ground_count; k++) {
        ground *it = &t->grounds[k];
        it->lifted = s->common ? 0 : s->concessions.items[k];
        it->rigid = is_rigid(r->stage, it->lifted);
        if (k < MOST_FUNNELS && !solver_agenda(w, s, it, err)) return false;
    }
    return true;
}

static bool find_solved(work *w, dt_game *g, dt_error *err)
{
    report r = {.command = "redlines", .game = g};
    redlines_report told = {.report = &r, .concept = listed_concept(w->options)};
    w->told = &told;
    w->report = &r;
    w->progress = (progress){.options = w->options, .work = "searching"};
    sat_survey s = {0};
    bool done = report_open(&r, w->options, err) &&
                lines_between(r.stage, w->options->between, &told.counted, err);
    if (done) {
        told.counted &= r.conditions.standing;
        done = sat_survey_take(&s, r.stage, r.where, told.counted, &w->options->sat, &r.memory,
                               &w->progress, err) &&
               solve_grounds(w, &s, err) && w->tell(&told, w->tell_ctx, err);
        sat_survey_free(&s);
    }
    report_close(&r);
    return done;
}

/* ---- either way ------------------------------------------------------------------------------ */

static void note_no_solver(dt_error *err)
{
    size_t used = strlen(err->message);
    const char *advice = "; a build with CaDiCaL finds clashes and concessions of such models";
    if (used + strlen(advice) < sizeof err->message) strcpy(err->message + used, advice);
}

bool redlines_find(dt_model *m, const dt_options *given, redlines_depth depth,
                   bool (*tell)(redlines_report *, void *, dt_error *), void *ctx, dt_error *err)
{
    dt_options options = given ? *given : (dt_options){0};
    work w = {.model = m, .options = &options, .depth = depth, .tell = tell, .tell_ctx = ctx};
    dt_error why = {0};
    dt_game *g = options.by_solver ? NULL : dt_game_compile(m, &options, &why);
    bool too_large = why.code == DT_ERR_LIMIT || options.by_solver;
    bool solve = !g && too_large && options.sat.init;
    if (!solve && options.by_solver)
        return fail(
            err, DT_ERR_UNSUPPORTED,
            "this build has no SAT solver: install CaDiCaL (libcadical-dev) and build again");
    if (solve && !(g = game_outline(m, &options, err))) return false;
    if (!g) {
        if (err) *err = why;
        if (err && too_large) note_no_solver(err);
        return false;
    }
    bool done = solve ? find_solved(&w, g, err) : find_enumerated(&w, g, err);
    dt_game_free(g);
    return done;
}

/* ---- as text or JSON ------------------------------------------------------------------------- */

static bool write_redlines(redlines_report *t, void *to, dt_error *err)
{
    report *r = t->report;
    output_start(&r->out, *(const dt_output *)to);
    if (!(r->options.format == DT_JSON ? redlines_json(t) : redlines_text(t)))
        return fail_memory(err, &r->memory);
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

bool dt_report_redlines(dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    if (options && options->format != DT_TEXT && options->format != DT_JSON)
        return fail(err, DT_ERR_USAGE, "redlines writes text or json");
    return redlines_find(m, options, REDLINES_ALL, write_redlines, &to, err);
}
