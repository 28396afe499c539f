/* Stage after stage, one game in memory at a time.
 *
 * What holds at a stage is compared with what held before it, state by state (a state is what its
 * options are, whatever its number). To say which line changed it, the lines of an event happen one
 * by one: after each the conflict is analysed as if the event ended there. `now` changes neither
 * states nor preferences, so nothing is analysed anew for it; nor for an event without lines.
 */
#include "report/timeline.h"

#include "base/bits.h"
#include "language/language.h"
#include "report/redlines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct holding { /* a state, and the concepts under which it is an equilibrium */
    uint64_t bits;
    uint32_t concepts;
} holding;

typedef struct snapshot { /* all of these, ascending */
    holding *items;
    size_t count, room;
} snapshot;

typedef struct work {
    dt_model *model;
    dt_options options; /* the caller's, with the lifts that the stage at hand has */
    const dt_options *given;
    const char *lift[2 * MAX_REDLINES];
    memory memory;
    arena arena;
    timeline_report told;
    dt_game *game; /* of the stage at hand */
    dt_verdicts *verdicts;
    snapshot before; /* what held before the line at hand */
    progress progress;
} work;

/* ---- which of the lifted lines there are ------------------------------------------------------- */

static bool is_line(const stage *st, uint32_t k, const char *text)
{
    const char *id = st->model->players[st->redlines[k].player].id;
    size_t n = strlen(id);
    return strncmp(text, id, n) == 0 && text[n] == '.' &&
           strcmp(text + n + 1, st->redlines[k].statement->word.text) == 0;
}

static bool has_line(const stage *st, const char *text)
{
    bool found = false;
    for (uint32_t k = 0; k < st->redline_count; k++) found |= is_line(st, k, text);
    return found;
}

static void choose_lifts(work *w, const stage *st)
{
    w->options.lift = w->lift;
    w->options.lift_count = 0;
    for (size_t k = 0; k < w->given->lift_count && k < 2 * MAX_REDLINES; k++)
        if (has_line(st, w->given->lift[k])) w->lift[w->options.lift_count++] = w->given->lift[k];
}

/* Looks at the stage after some lines: can it be analysed, and which of the lifts does it have? A
 * stage between the lines of an event need have no feasible state. */
static bool look_ahead(work *w, uint32_t number, const statement *last, bool *sound, dt_error *err)
{
    arena scratch;
    arena_start(&scratch, &w->memory);
    dt_options quiet = {0};
    dt_error first = {0};
    diagnostics said = {
        .text = w->model->text, .length = w->model->length, .options = &quiet, .first = &first};
    stage st;
    bool exact = true, failed = false;
    *sound = stage_build_until(&st, w->model, number, last, &scratch, &said);
    if (*sound) {
        choose_lifts(w, &st);
        *sound = w->model->graph_form ||
                 solutions_count(&st.logic, st.feasible, low_bits(w->model->bits), 0, 1, 0, &exact,
                                 &failed) > 0;
    }
    stage_free(&st);
    arena_free(&scratch);
    if (w->memory.failed || failed) return fail_memory(err, &w->memory);
    return true;
}

/* A line to lift must be one at some stage; the last stage's complaint suggests the nearest. */
static bool check_lifts(work *w, dt_error *err)
{
    for (size_t k = 0; k < w->given->lift_count; k++) {
        bool found = false, built = true;
        for (uint32_t number = w->model->event_count + 1; number-- > 0 && !found && built;) {
            arena scratch;
            diagnostics said = {.options = NULL};
            stage st;
            arena_start(&scratch, &w->memory);
            built = stage_build(&st, w->model, number, &scratch, &said);
            found = built && has_line(&st, w->given->lift[k]);
            if (built && !found && number == 0) {
                stage_free(&st);
                stage_build(&st, w->model, w->model->event_count, &scratch, &said);
                stage_lift(&st, w->given->lift[k], &scratch, err);
            }
            stage_free(&st);
            arena_free(&scratch);
        }
        if (w->memory.failed) return fail_memory(err, &w->memory);
        if (!found) return false;
    }
    return true;
}

/* ---- what holds ------------------------------------------------------------------------------- */

static bool snapshot_word(work *w, report *r, const dt_verdicts *v, snapshot *to, uint64_t word)
{
    uint64_t some = 0;
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        if (has_concept(v, c)) some |= v->equilibria[c][word];
    if (!some || !view_block(&r->view, word / LOGIC_WORDS)) return true;
    some &= r->view.among[word % LOGIC_WORDS];
    for (; some; some &= some - 1) {
        uint64_t at = 64 * word + lowest_bit(some);
        if (!GROW(&w->memory, to)) return false;
        to->items[to->count++] = (holding){slot_state(v->game, at), concepts_of(v, at)};
    }
    return true;
}

static bool snapshot_take(work *w, const dt_verdicts *v, snapshot *to, dt_error *err)
{
    report r = {.command = "timeline", .game = v->game};
    *to = (snapshot){0};
    bool done = report_open(&r, &w->options, err), room = true;
    for (uint64_t word = 0; done && room && word < words_for(v->game->slots); word++)
        room = snapshot_word(w, &r, v, to, word);
    report_close(&r);
    return done && (room || fail_memory(err, &w->memory));
}

static void count_turn(change *to, const turn *t)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        to->gained[c] += t->gained >> c & 1;
        to->lost[c] += t->lost >> c & 1;
    }
    if (to->turn_count < to->turns_in_all) to->turns[to->turn_count++] = *t;
}

/* Both ascend: a merge. Calls count_turn for each state whose concepts differ; first only counts. */
static uint64_t merge(const snapshot *a, const snapshot *b, change *to)
{
    uint64_t turns = 0;
    for (size_t i = 0, k = 0; i < a->count || k < b->count;) {
        bool left = i < a->count && (k == b->count || a->items[i].bits <= b->items[k].bits);
        bool right = k < b->count && (i == a->count || b->items[k].bits <= a->items[i].bits);
        uint32_t was = left ? a->items[i].concepts : 0, is = right ? b->items[k].concepts : 0;
        turn t = {left ? a->items[i].bits : b->items[k].bits, is & ~was, was & ~is};
        i += left, k += right;
        if (!(t.gained | t.lost)) continue;
        turns++;
        if (to) count_turn(to, &t);
    }
    return turns;
}

/* What a line changed; what holds now becomes what held before. */
static bool note_change(work *w, change *to, snapshot *after)
{
    uint64_t turns = merge(&w->before, after, NULL),
             limit = w->options.limit ? w->options.limit : 1000;
    to->known = true;
    to->turns_in_all = turns < limit ? turns : limit;
    to->turns = ARENA_ARRAY(&w->arena, to->turns_in_all, turn);
    if (to->turns) merge(&w->before, after, to);
    to->turns_in_all = turns;
    GIVE(&w->memory, &w->before);
    w->before = *after;
    *after = (snapshot){0};
    return to->turns != NULL;
}

/* ---- a stage ---------------------------------------------------------------------------------- */

static void drop_game(work *w)
{
    dt_verdicts_free(w->verdicts);
    dt_game_free(w->game);
    w->verdicts = NULL;
    w->game = NULL;
}

/* Does every feasible state stand in every rank? */
static bool ranks_are_whole(const dt_game *g)
{
    for (uint32_t i = 0; i < g->players; i++) {
        const statement *rank = g->stage.players[i].rank;
        uint64_t ranked = 0;
        for (const item *k = rank ? rank->items : NULL; k; k = k->next)
            ranked += state_slot(g, k->bits) != DT_NO_INDEX;
        if (rank && ranked < g->states) return false;
    }
    return true;
}

static bool play(work *w, uint32_t number, const statement *last, dt_error *err)
{
    drop_game(w);
    w->game = game_compile_until(w->model, &w->options, number, last, err);
    return w->game != NULL;
}

static bool analyse(work *w, dt_error *err)
{
    w->verdicts = dt_analyse(w->game, &w->options, err);
    return w->verdicts != NULL;
}

/* What changes states or preferences. */
static bool is_effective(const statement *s)
{
    return s->kind != STATEMENT_NOW && s->kind != STATEMENT_PLAYER;
}

static const statement *next_line_of(const statement *event, const statement *s)
{
    const statement *next = s ? s->next : event->next;
    return next && next->event == event->event ? next : NULL;
}

static bool line_text(work *w, const statement *s, change *to)
{
    composed c;
    statement plain = *s;
    uint32_t place_;
    plain.notes = NULL;
    print_statement(&plain, composed_start(&c, &w->memory));
    const char *text = composed_text(&c);
    to->text = arena_text(&w->arena, text, strlen(text));
    composed_free(&c);
    to->line = s;
    to->moves = !is_effective(s);
    text_place(w->model->text, w->model->length, s->at.offset, &to->number, &place_);
    return to->text != NULL;
}

static bool list_lines(work *w, moment *to)
{
    uint32_t count = 0;
    for (const statement *s = NULL; (s = next_line_of(to->event, s));) count++;
    to->changes = ARENA_ARRAY(&w->arena, count, change);
    if (!to->changes) return false;
    for (const statement *s = NULL; (s = next_line_of(to->event, s));)
        if (!line_text(w, s, &to->changes[to->change_count++])) return false;
    return true;
}

/* The model with the lines up to this one. */
static bool follow_line(work *w, moment *to, change *it, dt_error *err)
{
    snapshot after = {0};
    bool sound;
    if (!look_ahead(w, to->number, it->line, &sound, err)) return false;
    if (!sound) return true;
    dt_error why = {0};
    if (!play(w, to->number, it->line, &why)) { /* merged states may differ only for a while */
        if (why.code == DT_ERR_MODEL) return true;
        if (err) *err = why;
        return false;
    }
    if (!ranks_are_whole(w->game)) return true;
    if (!analyse(w, err) || !snapshot_take(w, w->verdicts, &after, err)) return false;
    return note_change(w, it, &after) || fail_memory(err, &w->memory);
}

/* Goes from the stage before to this one, line by line. */
static bool follow_event(work *w, moment *to, dt_error *err)
{
    change *last = NULL;
    bool sound;
    snapshot after = {0};
    if (!list_lines(w, to)) return fail_memory(err, &w->memory);
    for (uint32_t k = 0; k < to->change_count; k++)
        if (!to->changes[k].moves) last = &to->changes[k];
    for (uint32_t k = 0; k < to->change_count; k++) {
        change *it = &to->changes[k];
        it->known = it->moves;
        if (!it->moves && it != last && !follow_line(w, to, it, err)) return false;
    }
    if (!look_ahead(w, to->number, NULL, &sound, err)) return false;
    if (!last) return game_advance(w->game, &w->options, to->number, err);
    return play(w, to->number, NULL, err) && analyse(w, err) &&
           snapshot_take(w, w->verdicts, &after, err) &&
           (note_change(w, last, &after) || fail_memory(err, &w->memory));
}

static bool start_at(work *w, uint32_t number, dt_error *err)
{
    bool sound;
    return look_ahead(w, number, NULL, &sound, err) && play(w, number, NULL, err) &&
           analyse(w, err) && snapshot_take(w, w->verdicts, &w->before, err);
}

/* ---- what is said of it -------------------------------------------------------------------------- */

static bool fill_demand(work *w, const report *r, uint64_t lines, demand *to)
{
    composed c;
    output *o = composed_start(&c, &w->memory);
    to->size = bit_count(lines);
    to->statements = ARENA_ARRAY(&w->arena, to->size, const statement *);
    for (uint32_t k = 0; lines; lines &= lines - 1, k++) {
        uint32_t line = lowest_bit(lines);
        if (k) put_text(o, ", ");
        put_text(o, r->redline_ids[line]);
        if (to->statements) to->statements[k] = r->stage->redlines[line].statement;
    }
    const char *text = composed_text(&c);
    to->lines = arena_text(&w->arena, text, strlen(text));
    composed_free(&c);
    return to->lines && to->statements;
}

static bool fill_demands(work *w, const redlines_report *t, moment *to)
{
    size_t clashes = t->clashes.count < MOST_DEMANDS ? t->clashes.count : MOST_DEMANDS;
    size_t grounds = t->common ? 0 : t->ground_count;
    if (grounds > MOST_DEMANDS) grounds = MOST_DEMANDS;
    to->clash_count = t->clashes.count;
    to->concession_count = t->common ? 0 : t->concessions.count;
    to->clashes = ARENA_ARRAY(&w->arena, clashes, demand);
    to->concessions = ARENA_ARRAY(&w->arena, grounds, demand);
    bool done = to->clashes && to->concessions;
    for (size_t k = 0; k < clashes && done; k++)
        done = fill_demand(w, t->report, t->clashes.items[k], &to->clashes[k]);
    for (size_t k = 0; k < grounds && done; k++) {
        const ground *it = &t->grounds[k];
        demand *d = &to->concessions[k];
        done = fill_demand(w, t->report, it->lifted, d);
        d->opens = it->opens;
        d->rigid = it->rigid;
        d->compared = it->has[FUNNEL_NO_WORSE];
        d->no_worse = it->count[FUNNEL_NO_WORSE];
    }
    return done;
}

static void fill_counts(const report *r, const redlines_report *t, moment *to)
{
    const dt_game *g = r->game;
    to->feasible = g->states;
    to->asked = r->among_count;
    to->common = t->common;
    to->has_redlines = t->counted != 0;
    to->has_no_deal = g->no_deal != DT_NO_INDEX;
    if (t->common) to->common_no_worse = t->grounds[0].count[FUNNEL_NO_WORSE];
    to->has_status_quo = g->status_quo != DT_NO_INDEX;
    if (to->has_status_quo) {
        to->status_quo = slot_state(g, g->status_quo);
        to->holds = concepts_of(r->verdicts, g->status_quo);
    }
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        to->equilibria[c] = r->summary.concepts[c].count;
        to->reached[c] = r->summary.concepts[c].reached_by_improvements;
    }
}

typedef struct nesting { /* JSON inside JSON: four blanks deeper, without the last newline */
    composed to;
    bool newline;
} nesting;

static bool nest(void *ctx, const char *bytes, size_t length)
{
    nesting *n = ctx;
    for (size_t k = 0; k < length; k++) {
        if (n->newline) put_text(&n->to.out, "\n      ");
        n->newline = bytes[k] == '\n';
        if (!n->newline) put_bytes(&n->to.out, &bytes[k], 1);
    }
    return true;
}

static bool write_nested(work *w, report *r, const char **to, bool (*write)(void *), void *what)
{
    nesting n = {.newline = false};
    composed_start(&n.to, &w->memory);
    output_start(&r->out, (dt_output){nest, &n});
    bool done = write(what) && output_end(&r->out);
    const char *text = composed_text(&n.to);
    *to = done ? arena_text(&w->arena, text, strlen(text)) : NULL;
    composed_free(&n.to);
    return *to != NULL;
}

static bool write_solve(void *r) { return report_json(r); }

static bool write_redlines(void *t) { return redlines_json(t); }

static bool fill_moment(work *w, moment *to, dt_error *err)
{
    report r = {.command = "solve", .game = w->game, .verdicts = w->verdicts};
    redlines_report t = {.report = &r};
    bool done = report_open(&r, &w->options, err);
    if (done) {
        t.concept = main_concept(&r);
        done = redlines_compare(&t, &w->progress, err);
    }
    if (done) {
        fill_counts(&r, &t, to);
        done = fill_demands(w, &t, to);
        if (done && r.options.format == DT_JSON) {
            done = write_nested(w, &r, &to->solve, write_solve, &r);
            r.command = "redlines";
            done = done && write_nested(w, &r, &to->redlines, write_redlines, &t);
        }
        if (r.cancelled) fail(err, DT_ERR_CANCELLED, "cancelled");
        else if (!done) fail_memory(err, w->memory.failed ? &w->memory : &r.memory);
    }
    report_close(&r);
    return done;
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static moment *add_moment(work *w, uint32_t number)
{
    moment *to = &w->told.moments[w->told.count++];
    to->number = number;
    to->event = number ? w->model->events[number - 1] : NULL;
    return to;
}

static bool follow_stages(work *w, dt_error *err)
{
    uint32_t first = 0, last = w->model->event_count;
    if (w->given->stage) {
        if (!stage_find(w->model, w->given->stage, &last, err)) return false;
        first = last;
    }
    w->told.one = w->given->stage != NULL;
    w->told.moments = ARENA_ARRAY(&w->arena, (size_t)last - first + 1, moment);
    if (!w->told.moments) return fail_memory(err, &w->memory);
    if (!start_at(w, first ? first - 1 : 0, err)) return false;
    if (first == 0 && !fill_moment(w, add_moment(w, 0), err)) return false;
    for (uint32_t k = first ? first : 1; k <= last; k++) {
        moment *to = add_moment(w, k);
        if (!follow_event(w, to, err) || !fill_moment(w, to, err)) return false;
    }
    return true;
}

static bool write_timeline(work *w, dt_output to, dt_error *err)
{
    report r = {.command = "timeline", .game = w->game};
    timeline_report *t = &w->told;
    t->report = &r;
    t->given = w->given;
    t->concepts = w->verdicts->concepts;
    bool done = report_open(&r, &w->options, err);
    if (done) {
        output_start(&r.out, to);
        bool written = r.options.format == DT_JSON   ? timeline_json(t)
                       : r.options.format == DT_TEXT ? timeline_text(t)
                                                     : timeline_tables(t);
        if (!written || r.memory.failed) done = fail_memory(err, &r.memory);
        else if (!output_end(&r.out))
            done = fail(err, DT_ERR_WRITE, "the result could not be written");
    }
    report_close(&r);
    return done;
}

bool dt_report_timeline(dt_model *m, const dt_options *given, dt_output to, dt_error *err)
{
    static const dt_options plain;
    work w = {.model = m, .given = given ? given : &plain};
    w.options = *w.given;
    w.options.stage = NULL;
    w.progress = (progress){.options = w.given, .work = "comparing"};
    memory_start(&w.memory, w.given);
    arena_start(&w.arena, &w.memory);
    bool done = check_lifts(&w, err) && follow_stages(&w, err) && write_timeline(&w, to, err);
    drop_game(&w);
    GIVE(&w.memory, &w.before);
    arena_free(&w.arena);
    return done;
}
