/* `explain` in sentences: for each player whether the state holds, what it would rather do, how the
 * others would answer, and which of its statements decide that. */
#include "report/cited.h"
#include "report/explain.h"
#include "report/names.h"
#include "report/prose.h"

#include "base/bits.h"

enum { SHOWN_SANCTIONS = 4, SHOWN_STATEMENTS = 6 };

typedef struct teller {
    explain_report *told;
    report *report;
    composed line;
} teller;

static output *again(teller *t) { return composed_again(&t->line); }

static void paragraph(teller *t, uint32_t indent, uint32_t hang)
{
    put_paragraph(t->report, &t->line, indent, hang);
}

static const char *label_of(const teller *t, uint32_t i)
{
    return t->report->model->players[i].label;
}

static uint32_t rank_of(const teller *t, uint32_t i, uint64_t at)
{
    return rank_at(&t->report->game->scores[i], at);
}

/* ---- the state -------------------------------------------------------------------------------- */

static void put_state(teller *t, uint64_t at)
{
    report *r = t->report;
    output *o = again(t);
    put_text(o, "State ");
    put_state_name(o, r, at, put_terminal);
    if (at == r->game->status_quo) put_text(o, ", today");
    put_text(o, r->model->graph_form ? "." : ":");
    paragraph(t, 0, 2);
    composed label;
    composed_start(&label, &r->memory);
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!r->model->players[i].options) continue;
        put_slot_choice(again(t), r, i, at, UINT64_MAX, put_terminal);
        put_terminal(composed_again(&label), label_of(t, i));
        put_player_line(r, composed_text(&label), composed_text(&t->line));
    }
    composed_free(&label);
    put_text(&r->out, "\n");
}

/* ---- statements --------------------------------------------------------------------------------- */

/* "its red line no_tolls", "prefer share"; with the sources that it cites. */
static void compose_criterion(teller *t, uint32_t i, uint32_t k)
{
    report *r = t->report;
    const criterion *c = &r->stage->players[i].criteria[k];
    output *o = &t->line.out;
    const char *words = criterion_text(r, c);
    mark_named(r, c->origin);
    if (c->origin->kind == STATEMENT_REDLINE) {
        put_text(o, "its red line \"");
        put_terminal(o, c->origin->label.text ? c->origin->label.text : c->origin->word.text);
        put_text(o, "\"");
    } else {
        put_text(o, "\"prefer ");
        put_terminal(o, words ? words : "");
        put_text(o, "\"");
    }
    for (const note *n = c->origin->notes; n; n = n->next) put_text(o, " "), put_source(o, n);
}

/* Why player i prefers one state to another, as the end of a sentence. */
static void compose_reason(teller *t, uint32_t i, uint64_t at, uint64_t other)
{
    report *r = t->report;
    uint32_t k =
        decider_between(&t->told->deciders[i], slot_state(r->game, at), slot_state(r->game, other));
    if (k == NONE) {
        if (r->stage->players[i].rank) put_text(&t->line.out, ", by its ranking");
        return;
    }
    put_text(&t->line.out, ", by ");
    compose_criterion(t, i, k);
}

/* ---- sanctions ---------------------------------------------------------------------------------- */

/* Behind the name of the state that it leads to. */
static void compose_move(teller *t, uint32_t i, uint64_t from, uint64_t to)
{
    if (!move_bits(t->report, i, from, to)) return;
    put_text(&t->line.out, "  ");
    put_move(&t->line.out, t->report, i, from, to, put_terminal);
}

static void put_improvement(teller *t, const explanation *e, uint64_t to)
{
    report *r = t->report;
    output *o = again(t);
    put_text(o, "-> state ");
    put_state_name(o, r, to, put_terminal);
    compose_move(t, e->player, e->at, to);
    put(o, " (rank %u instead of %u)", (unsigned)rank_of(t, e->player, to),
        (unsigned)rank_of(t, e->player, e->at));
    paragraph(t, 2, 5);
}

static void put_step(teller *t, const explanation *e, uint64_t from, const step *s, bool improving)
{
    report *r = t->report;
    output *o = again(t);
    put_terminal(o, label_of(t, s->player));
    put_text(o, improving ? " would then prefer to " : " could then ");
    put_text(o, "-> state ");
    put_state_name(o, r, s->to, put_terminal);
    compose_move(t, s->player, from, s->to);
    if (improving) {
        put(o, " (its rank %u instead of %u", (unsigned)rank_of(t, s->player, s->to),
            (unsigned)rank_of(t, s->player, from));
        compose_reason(t, s->player, s->to, from);
        put_text(o, ")");
    }
    (void)e;
    paragraph(t, 5, 8);
}

static void put_sanction(teller *t, const explanation *e, const sanction *s)
{
    report *r = t->report;
    bool improving = e->concept == DT_SEQ || e->concept == DT_SSEQ;
    put_improvement(t, e, s->to);
    uint64_t at = s->to;
    for (size_t k = s->first; k < s->first + s->length; k++) {
        put_step(t, e, at, &e->steps.items[k], improving);
        at = e->steps.items[k].to;
    }
    output *o = again(t);
    uint32_t here = rank_of(t, e->player, e->at), there = rank_of(t, e->player, at);
    put_text(o, "There ");
    put_terminal(o, label_of(t, e->player));
    if (there == here) put(o, " is no better off than now (rank %u)", (unsigned)there);
    else {
        put(o, " is worse off than now (rank %u instead of %u", (unsigned)there, (unsigned)here);
        compose_reason(t, e->player, e->at, at);
        put_text(o, ")");
    }
    if (e->concept == DT_SMR || e->concept == DT_SSEQ) {
        if (s->answer == at) put_text(o, ", and has no better answer");
        else {
            put_text(o, ", and its best answer, state ");
            put_state_name(o, r, s->answer, put_terminal);
            put(o, ", is rank %u", (unsigned)rank_of(t, e->player, s->answer));
        }
    }
    put_text(o, ".");
    paragraph(t, 5, 8);
}

/* Best improvements first. */
static void put_sanctions(teller *t, const explanation *e)
{
    uint32_t below = 0;
    size_t shown = 0;
    while (shown < SHOWN_SANCTIONS && shown < e->sanctions.count) {
        uint32_t next = UINT32_MAX;
        for (size_t k = 0; k < e->sanctions.count; k++) {
            uint32_t rank = rank_of(t, e->player, e->sanctions.items[k].to);
            if (rank > below && rank < next) next = rank;
        }
        for (size_t k = 0; k < e->sanctions.count && shown < SHOWN_SANCTIONS; k++)
            if (rank_of(t, e->player, e->sanctions.items[k].to) == next)
                put_sanction(t, e, &e->sanctions.items[k]), shown++;
        below = next;
    }
    if (shown == e->sanctions.count) return;
    put_text(again(t), "... and ");
    put_count(&t->line.out, e->sanctions.count - shown);
    put_text(&t->line.out, " more, each answered; --format json has them all.");
    paragraph(t, 2, 5);
}

/* ---- what it rests on ----------------------------------------------------------------------------- */

static void compose_deterred(output *o, const decided_by *d)
{
    put_text(o, ": ");
    if (d->moves) {
        put_text(o, "makes ");
        put_plural(o, d->moves, "move", "moves");
        put_text(o, " unattractive");
    }
    if (d->moves && d->sanctions) put_text(o, ", and ");
    if (d->sanctions) {
        put_plural(o, d->sanctions, "sanction", "sanctions");
        put_text(o, " effective");
    }
}

/* What would have to change for the state to stop holding for the player. */
static void put_decisions(teller *t, const told_verdict *v)
{
    const explanation *e = &v->explanation;
    const stage_player *p = &t->report->stage->players[e->player];
    uint32_t shown = 0, left = 0;
    bool any = v->by_rank.moves || v->by_rank.sanctions;
    for (uint32_t k = 0; v->criteria && k < p->criterion_count; k++)
        any = any || v->criteria[k].moves || v->criteria[k].sanctions;
    if (!any) return;
    put_text(again(t), "It rests on:");
    paragraph(t, 2, 2);
    for (uint32_t k = 0; v->criteria && k < p->criterion_count; k++) {
        if (!v->criteria[k].moves && !v->criteria[k].sanctions) continue;
        if (shown == SHOWN_STATEMENTS) {
            left++;
            continue;
        }
        shown++;
        again(t);
        compose_criterion(t, e->player, k);
        compose_deterred(&t->line.out, &v->criteria[k]);
        paragraph(t, 4, 6);
    }
    if (left) {
        put_text(again(t), "... and ");
        put_plural(&t->line.out, left, "statement", "statements");
        put_text(&t->line.out, " more");
        paragraph(t, 4, 6);
    }
    if (!v->by_rank.moves && !v->by_rank.sanctions) return;
    put_text(again(t), "its ranking");
    compose_deterred(&t->line.out, &v->by_rank);
    paragraph(t, 4, 6);
}

/* ---- one verdict ------------------------------------------------------------------------------------ */

static void put_stable(teller *t, const told_verdict *v)
{
    const explanation *e = &v->explanation;
    output *o = again(t);
    put_terminal(o, label_of(t, e->player));
    if (!e->improvements) {
        bool can = false;
        for (moves m = moves_from(t->report->game, e->player, e->at); !can && next_move(&m);)
            can = true;
        put_text(o, can ? " has no move that it would prefer." : " has no move from here.");
        paragraph(t, 2, 2);
    } else {
        put_text(o, " has ");
        put_plural(o, e->improvements, "move", "moves");
        put_text(o, e->improvements == 1 ? " that it would prefer. It does not pay:"
                                         : " that it would prefer. None of them pays:");
        paragraph(t, 2, 2);
        put_sanctions(t, e);
    }
    put_decisions(t, v);
}

static void put_unstable(teller *t, const told_verdict *v)
{
    const explanation *e = &v->explanation;
    output *o = again(t);
    put_terminal(o, label_of(t, e->player));
    put_text(o, " would gain by ");
    put_plural(o, e->improvements, "move", "moves");
    put_text(o, e->improvements == 1 ? ":" : "; the best that nothing deters:");
    paragraph(t, 2, 2);
    put_improvement(t, e, e->escape);
    again(t);
    put_text(o, "It prefers that");
    compose_reason(t, e->player, e->escape, e->at);
    put_text(o, ".");
    paragraph(t, 5, 5);
    if (e->concept == DT_NASH) return;
    again(t);
    bool improving = e->concept == DT_SEQ || e->concept == DT_SSEQ;
    if (!e->joint)
        put_text(o, improving ? "Nobody else would gain by answering." : "Nobody else can answer.");
    else {
        put_text(o, improving ? "By moves that serve them the others could lead from there to "
                              : "The others could lead from there to ");
        put_plural(o, e->joint, "outcome", "outcomes");
        put_text(o, e->joint == 1 ? ", and it does not deter the move."
                                  : ", and none of them deters the move.");
    }
    paragraph(t, 5, 5);
}

static void put_verdict(teller *t, const told_verdict *v)
{
    const explanation *e = &v->explanation;
    output *o = again(t);
    put_text(o, "It ");
    put_text(o, e->stable ? "holds for " : "does not hold for ");
    put_terminal(o, label_of(t, e->player));
    put(o, " (%s).", dt_concept_name(e->concept));
    put_heading(t->report, &t->line);
    if (e->stable) put_stable(t, v);
    else put_unstable(t, v);
    put_text(&t->report->out, "\n");
}

/* ---- two states ------------------------------------------------------------------------------------- */

static void put_versus(teller *t)
{
    explain_report *told = t->told;
    report *r = t->report;
    if (told->versus == DT_NO_INDEX) return;
    output *o = again(t);
    put_text(o, "Compared with state ");
    put_state_name(o, r, told->versus, put_terminal);
    put_text(o, ":");
    put_heading(r, &t->line);
    for (uint32_t i = 0; i < r->game->players; i++) {
        if (!told->wanted[i]) continue;
        uint32_t own = rank_of(t, i, told->at), other = rank_of(t, i, told->versus);
        again(t);
        put_terminal(o, label_of(t, i));
        put_text(o, own == other ? " is indifferent" : " prefers state ");
        if (own != other) {
            put_state_name(o, r, own < other ? told->at : told->versus, put_terminal);
            compose_reason(t, i, told->at, told->versus);
        }
        put(o, " (ranks %u and %u).", (unsigned)own, (unsigned)other);
        paragraph(t, 2, 4);
    }
    put_text(&r->out, "\n");
}

bool explain_text(explain_report *told)
{
    report *r = told->report;
    teller t = {.told = told, .report = r};
    composed_start(&t.line, &r->memory);
    put_report_head(r, &t.line);
    put_state(&t, told->at);
    for (size_t k = 0; k < told->verdict_count; k++) put_verdict(&t, &told->verdicts[k]);
    put_versus(&t);
    put_cited(r, &t.line);
    put(&r->out, "%-25s  add --format json -o WITNESS.json, then\n", "check this:");
    put_suggestions(r, &t.line, &(suggestion){"", "verify", " WITNESS.json"}, 1);
    composed_free(&t.line);
    return !r->memory.failed;
}
