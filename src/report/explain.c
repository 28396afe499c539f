/* The report of `explain`: finds the state and the players, builds the explanations, and counts which
 * statements keep a player where it is. */
#include "report/explain.h"

#include "base/bits.h"
#include "report/names.h"

#include <string.h>

typedef struct work {
    explain_report *told;
    report *report;
    const dt_options *options;
    progress progress;
} work;

/* ---- which state, which players ------------------------------------------------------------ */

/* --where that singles out one state. */
static bool find_where(report *r, uint64_t *at, dt_error *err)
{
    uint64_t found = 0;
    if (r->among_count == 1) {
        for (uint64_t block = 0; block < game_blocks(r->game) && !found; block++) {
            if (!view_block(&r->view, block)) continue;
            for (uint32_t w = 0; w < LOGIC_WORDS; w++)
                if (r->view.among[w])
                    found = 1, *at = block * LOGIC_BLOCK + 64 * w + lowest_bit(r->view.among[w]);
        }
        return true;
    }
    return fail(err, DT_ERR_USAGE,
                "--where must single out one state to explain; it holds in %llu: add --state, or "
                "narrow it down",
                (unsigned long long)r->among_count);
}

static bool find_state(work *w, uint64_t *at, dt_error *err)
{
    report *r = w->report;
    if (w->options->state) {
        dt_index k = dt_game_find(r->game, w->options->state, err);
        if (k == DT_NO_INDEX) return false;
        *at = index_slot(r->game, k);
        return true;
    }
    if (w->options->where) return find_where(r, at, err);
    *at = r->game->status_quo;
    return *at != DT_NO_INDEX ||
           fail(err, DT_ERR_USAGE,
                "which state? The model has no status quo: name one with --state");
}

static bool find_players(work *w, dt_error *err)
{
    explain_report *t = w->told;
    const dt_game *g = w->report->game;
    t->wanted = ARENA_ARRAY(&w->report->arena, g->players, bool);
    if (!t->wanted) return fail_memory(err, &w->report->memory);
    uint32_t only = NONE;
    if (w->options->player) {
        only = player_named(g->model, w->options->player, strlen(w->options->player), err);
        if (only == NONE) return false;
    }
    for (uint32_t i = 0; i < g->players; i++) t->wanted[i] = only == NONE || only == i;
    return true;
}

/* ---- which statements decide ----------------------------------------------------------------- */

static decided_by *decided(explain_report *t, told_verdict *v, uint64_t other)
{
    const dt_game *g = t->report->game;
    uint32_t i = v->explanation.player;
    const scores *own = &g->scores[i];
    if (score_at(own, other) == score_at(own, t->at)) return &v->ties;
    if (!v->criteria) return &v->by_rank;
    uint32_t k = decider_between(&t->deciders[i], slot_state(g, t->at), slot_state(g, other));
    return k == NONE ? &v->ties : &v->criteria[k];
}

static bool count_deciding(explain_report *t, told_verdict *v)
{
    const explanation *e = &v->explanation;
    const dt_game *g = t->report->game;
    const stage_player *p = &g->stage.players[e->player];
    if (!p->rank) {
        v->criteria = ARENA_ARRAY(&t->report->arena, p->criterion_count, decided_by);
        if (!v->criteria) return false;
    }
    if (!e->stable) return true;
    const scores *own = &g->scores[e->player];
    for (moves m = moves_from(g, e->player, t->at); next_move(&m);)
        if (score_at(own, m.to) <= score_at(own, t->at)) decided(t, v, m.to)->moves++;
    for (size_t k = 0; k < e->sanctions.count; k++) {
        const sanction *s = &e->sanctions.items[k];
        decided(t, v, e->steps.items[s->first + s->length - 1].to)->sanctions++;
    }
    return true;
}

/* ---- all of it -------------------------------------------------------------------------------- */

static bool build_verdicts(work *w, dt_error *err)
{
    explain_report *t = w->told;
    report *r = w->report;
    const dt_game *g = r->game;
    t->deciders = ARENA_ARRAY(&r->arena, g->players, decider);
    t->verdicts = ARENA_ARRAY(&r->arena, (size_t)g->players * DT_CONCEPT_COUNT, told_verdict);
    if (!t->deciders || !t->verdicts) return fail_memory(err, &r->memory);
    for (uint32_t i = 0; i < g->players; i++) {
        if (!decider_start(&t->deciders[i], g, i, &r->memory)) return fail_memory(err, &r->memory);
        for (dt_concept c = 0; t->wanted[i] && c < DT_CONCEPT_COUNT; c++) {
            if (!(t->concepts >> c & 1)) continue;
            told_verdict *v = &t->verdicts[t->verdict_count];
            if (!explanation_build(&v->explanation, g, t->at, i, c, &r->memory, &w->progress, err))
                return false;
            t->verdict_count++;
            if (!count_deciding(t, v)) return fail_memory(err, &r->memory);
        }
    }
    return true;
}

static void free_verdicts(explain_report *t)
{
    for (size_t k = 0; k < t->verdict_count; k++) explanation_free(&t->verdicts[k].explanation);
    for (uint32_t i = 0; t->deciders && i < t->report->game->players; i++)
        if (t->deciders[i].memory) decider_free(&t->deciders[i]);
}

static bool find_versus(work *w, dt_error *err)
{
    w->told->versus = DT_NO_INDEX;
    if (!w->options->versus) return true;
    dt_index k = dt_game_find(w->report->game, w->options->versus, err);
    if (k == DT_NO_INDEX) return false;
    w->told->versus = index_slot(w->report->game, k);
    return true;
}

static bool write_explain(work *w, dt_output to, dt_error *err)
{
    report *r = w->report;
    if (r->options.format != DT_TEXT && r->options.format != DT_JSON)
        return fail(err, DT_ERR_USAGE, "explain writes text or json");
    output_start(&r->out, to);
    if (!(r->options.format == DT_JSON ? explain_json(w->told) : explain_text(w->told)))
        return fail_memory(err, &r->memory);
    return output_end(&r->out) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

bool dt_report_explain(const dt_game *g, const dt_options *given, dt_output to, dt_error *err)
{
    dt_options options = given ? *given : (dt_options){0};
    if (options.responses != DT_RESPONSES_SEQUENCES)
        return fail(err, DT_ERR_USAGE,
                    "explain follows the definition of the others' answers: --responses sequences");
    report r = {.command = "explain", .game = g};
    explain_report told = {.report = &r,
                           .concepts = options.concepts ? options.concepts : 1u << DT_SEQ};
    work w = {.told = &told,
              .report = &r,
              .options = &options,
              .progress = {.options = &options, .work = "explaining", .total = 1}};
    bool done = report_open(&r, &options, err) && find_state(&w, &told.at, err) &&
                find_versus(&w, err) && find_players(&w, err) && build_verdicts(&w, err) &&
                write_explain(&w, to, err);
    free_verdicts(&told);
    report_close(&r);
    return done;
}
