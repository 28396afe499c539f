/* Reports as Markdown: a title, sentences, and pipe tables (as GitHub and Pandoc read them).
 * Which outcomes are listed follows the same rule as in text. */
#include "base/bits.h"
#include "report/listing.h"

static void put_cell(output *o) { put_text(o, " | "); }

static void put_rule(output *o, uint32_t right, uint32_t left)
{
    for (uint32_t k = 0; k < right; k++) put_text(o, "| ---: ");
    for (uint32_t k = 0; k < left; k++) put_text(o, "| --- ");
    put_text(o, "|\n");
}

/* ---- sentences ------------------------------------------------------------------------------ */

static void put_title(report *r)
{
    output *o = &r->out;
    put_text(o, "# ");
    put_markdown(o, r->model->title   ? r->model->title
                    : r->options.file ? r->options.file
                                      : "A conflict");
    put_text(o, "\n\n");
    const statement *event = r->stage->event;
    if (event) {
        put_markdown(o, event->date_text.text);
        if (event->label.text) put_text(o, ": "), put_markdown(o, event->label.text);
        put(o, " (after event %u of %u).\n\n", (unsigned)r->stage->number,
            (unsigned)r->model->event_count);
    }
}

static void put_conditions(report *r)
{
    output *o = &r->out;
    uint64_t lifted = low_bits(r->stage->redline_count) & ~r->conditions.standing;
    if (lifted)
        put_text(o, "Lifted red lines: "), put_crossed_lines(o, r, lifted, put_markdown),
            put_text(o, ".\n\n");
    if (r->verdicts && r->verdicts->responses != DT_RESPONSES_SEQUENCES)
        put(o, "The others' answers are limited (`--responses %s`).\n\n",
            responses_id(r->verdicts->responses));
    if (r->verdicts && analysed_count(r) < DT_CONCEPT_COUNT) {
        put_text(o, "Concepts asked for: ");
        put_concepts_by_name(o, r->verdicts->concepts);
        put_text(o, ".\n\n");
    }
    if (!r->options.where) return;
    put_text(o, "Only outcomes are shown and counted where: ");
    put_markdown(o, r->options.where);
    put_text(o, "\n\n");
}

static void put_today(report *r)
{
    output *o = &r->out;
    if (r->game->status_quo == DT_NO_INDEX) return;
    uint32_t holds = concepts_of(r->verdicts, r->game->status_quo);
    put_text(o, "Today (the status quo) is state ");
    put_state_name(o, r, r->game->status_quo, put_markdown);
    put_text(o, holds ? "; it holds under " : "; it does not hold.\n\n");
    if (holds) put_concepts(o, r, holds), put_text(o, ".\n\n");
}

static void put_answer(report *r)
{
    output *o = &r->out;
    put_count(o, r->summary.in_some);
    put_text(o, " of ");
    put_count(o, r->among_count);
    put_text(o, " outcomes hold (are equilibria) under ");
    if (analysed_count(r) == 1) put(o, "%s.\n\n", dt_concept_name(main_concept(r)));
    else {
        put_text(o, "at least one of these concepts, ");
        put_count(o, r->summary.in_every);
        put_text(o, " under every one.\n\n");
    }
    put_text(o, "| concept | outcomes | meaning |\n| --- | ---: | --- |\n");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        put(o, "| %s | ", dt_concept_name(c));
        put_count(o, r->summary.concepts[c].count);
        put(o, " | %s |\n", dt_concept_meaning(c));
    }
    put_text(o, "\n");
}

/* ---- tables --------------------------------------------------------------------------------- */

static void put_shared(const listed *l)
{
    report *r = l->report;
    output *o = &r->out;
    if (!(l->shared & l->all_ones)) return;
    put_text(o, "In all of the outcomes listed:\n\n");
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!(r->model->players[i].bits & l->shared & l->all_ones)) continue;
        put_text(o, "- ");
        put_markdown(o, r->model->players[i].label);
        put_text(o, ": ");
        put_choice(o, r, i, l->all_ones, l->shared, put_markdown);
        put_text(o, "\n");
    }
    put_text(o, "\n");
}

static void put_head(const listed *l)
{
    report *r = l->report;
    output *o = &r->out;
    put_text(o, "| state");
    for (uint32_t p = 0; p < l->player_count; p++)
        put_cell(o), put_markdown(o, r->model->players[l->players[p]].label);
    put_text(o, " | holds under | red lines crossed | called |\n");
    put_rule(o, 1, l->player_count + 3);
}

static void put_outcome_row(const listed *l, uint64_t at)
{
    report *r = l->report;
    output *o = &r->out;
    row k = report_row(r, at);
    put_text(o, "| ");
    put_state_name(o, r, at, put_markdown);
    for (uint32_t p = 0; p < l->player_count; p++)
        put_cell(o), put_slot_choice(o, r, l->players[p], at, l->differing, put_markdown);
    put_cell(o), put_holds(o, r, at);
    put_cell(o);
    if (k.facts.crossed) put_crossed_lines(o, r, k.facts.crossed, put_markdown);
    else put_text(o, "none");
    put_cell(o), put_called(o, r, &k, put_markdown);
    put_text(o, " |\n");
}

static bool put_outcomes(report *r)
{
    listing found;
    listed l;
    if (!r->summary.in_some) return true;
    if (!choose_listing(r, &found)) return false;
    compare_listed(&l, r, &found);
    if (found.kind == LIST_REACHED)
        put(&r->out, "Under %s, improvements lead from today to:\n\n",
            dt_concept_name(found.concept));
    if (found.kind == LIST_CLASSES)
        put(&r->out, "Under %s, one of each of the largest kinds:\n\n",
            dt_concept_name(found.concept));
    if (found.kind == LIST_CONCEPT) put(&r->out, "Under %s:\n\n", dt_concept_name(found.concept));
    put_shared(&l);
    put_head(&l);
    for (size_t k = 0; k < found.count; k++) put_outcome_row(&l, found.slots[k]);
    if (found.count < found.of) {
        put_text(&r->out, "\n");
        put_count(&r->out, found.of - found.count);
        put_text(&r->out, " more are not listed.\n");
    }
    return true;
}

/* ---- states --------------------------------------------------------------------------------- */

static void put_states(report *r)
{
    output *o = &r->out;
    row k;
    bool patterns = !r->model->graph_form;
    put_text(o, patterns ? "| state | pattern" : "| state");
    for (uint32_t i = 0; i < r->game->players; i++)
        put_text(o, " | rank of "), put_markdown(o, r->model->players[i].label);
    put_text(o, " | red lines crossed | called |\n");
    put_text(o, patterns ? "| ---: | --- " : "| ---: ");
    put_rule(o, r->game->players, 2);
    for (row_walk walk = rows_start(r); rows_next(&walk, &k);) {
        char pattern[MAX_BITS + 1];
        slot_pattern(r->game, k.slot, pattern);
        put_text(o, "| ");
        put_state_name(o, r, k.slot, put_markdown);
        if (patterns) put(o, " | %s", pattern);
        for (uint32_t i = 0; i < r->game->players; i++)
            put(o, " | %u", (unsigned)rank_at(&r->game->scores[i], k.slot));
        put_cell(o);
        if (k.facts.crossed) put_crossed_lines(o, r, k.facts.crossed, put_markdown);
        else put_text(o, "none");
        put_cell(o), put_called(o, r, &k, put_markdown);
        put_text(o, " |\n");
    }
    if (r->complete) return;
    put_text(o, "\n");
    put_count(o, r->among_count - r->options.limit);
    put_text(o, " more are not listed.\n");
}

bool report_markdown(report *r)
{
    put_title(r);
    put_conditions(r);
    if (r->verdicts) {
        put_today(r);
        put_answer(r);
        return put_outcomes(r) && !r->memory.failed;
    }
    put_count(&r->out, r->among_count);
    put_text(&r->out, r->options.where ? " outcomes.\n" : " possible outcomes.\n");
    if (!r->options.count_only) put_text(&r->out, "\n"), put_states(r);
    return !r->memory.failed;
}
