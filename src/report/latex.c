/* Reports as LaTeX: the option form table of the field, booktabs rules, options down and states
 * across, as many tables as the states need. The output is a fragment to \input into a document;
 * its first comment says which packages it takes. Of `states`: a table with states down the page.
 */
#include "base/bits.h"
#include "report/listing.h"

enum {
    MOST_ACROSS = 12, /* states side by side */
    FEW_STATES = 24 /* up to here every feasible state is in the table, else only what is listed */
};

static void put_preamble(report *r, const char *packages)
{
    output *o = &r->out;
    put(o, "%% Needs %s; with pdfLaTeX also \\usepackage[T1]{fontenc}.\n", packages);
    put_text(o, "% Letters beyond Latin ones need XeLaTeX or LuaLaTeX and a font that has them.\n");
}

/* ---- one table ------------------------------------------------------------------------------ */

typedef struct sheet { /* states side by side */
    report *report;
    const row *rows;
    uint32_t count;
} sheet;

static void put_columns(const sheet *t)
{
    output *o = &t->report->out;
    put_text(o, "\\begin{tabular}{@{}l");
    put_repeated(o, 'r', t->count);
    put_text(o, "@{}}\n\\toprule\nState");
    for (uint32_t k = 0; k < t->count; k++)
        put_text(o, " & "), put_state_name(o, t->report, t->rows[k].slot, put_latex);
    put_text(o, " \\\\\n\\midrule\n");
}

static void put_group(const sheet *t, const char *title)
{
    output *o = &t->report->out;
    put(o, "\\multicolumn{%u}{@{}l}{\\textit{", (unsigned)t->count + 1);
    put_latex(o, title);
    put_text(o, "}} \\\\\n");
}

static void put_option_row(const sheet *t, uint32_t k)
{
    output *o = &t->report->out;
    const option *it = &t->report->model->options[k];
    put_text(o, "\\quad ");
    put_latex(o, it->label);
    for (uint32_t n = 0; n < t->count; n++) {
        uint32_t level = option_level(it, t->rows[n].facts.state);
        bool open = it->mask & slot_differing(t->report->game, t->rows[n].slot);
        put(o, " & %c", open ? '-' : it->declared_levels ? (int)('0' + level) : level ? 'Y' : 'N');
    }
    put_text(o, " \\\\\n");
}

static void put_ranks(const sheet *t)
{
    report *r = t->report;
    put_text(&r->out, "\\midrule\n");
    put_group(t, "Ranks (1 is best)");
    for (uint32_t i = 0; i < r->game->players; i++) {
        put_text(&r->out, "\\quad ");
        put_latex(&r->out, r->model->players[i].label);
        for (uint32_t n = 0; n < t->count; n++)
            put(&r->out, " & %u", (unsigned)rank_at(&r->game->scores[i], t->rows[n].slot));
        put_text(&r->out, " \\\\\n");
    }
}

static void put_equilibria(const sheet *t)
{
    report *r = t->report;
    put_text(&r->out, "\\midrule\n");
    put_group(t, "Equilibria");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        put(&r->out, "\\quad %s", dt_concept_name(c));
        for (uint32_t n = 0; n < t->count; n++)
            put_text(&r->out, bit_at(r->verdicts->equilibria[c], t->rows[n].slot) ? " & E" : " & ");
        put_text(&r->out, " \\\\\n");
    }
}

/* What is not the default game. */
static void put_changes(report *r)
{
    output *o = &r->out;
    uint64_t lifted = low_bits(r->stage->redline_count) & ~r->conditions.standing;
    if (lifted) put_text(o, ". Lifted: "), put_crossed_lines(o, r, lifted, put_latex);
    if (r->verdicts->responses == DT_RESPONSES_SINGLE)
        put_text(o, ". The others answer with a single move of one of them");
    if (r->verdicts->responses == DT_RESPONSES_ONCE)
        put_text(o, ". The others answer with at most one move each");
}

static void put_caption(report *r, bool some)
{
    output *o = &r->out;
    put_text(o, "\\caption{");
    put_latex(o, r->model->title ? r->model->title : "A conflict");
    put_text(o, ": ");
    put_count(o, r->summary.in_some);
    put_text(o, " of ");
    put_count(o, r->among_count);
    put(o, " states are equilibria under %s",
        analysed_count(r) == 1 ? dt_concept_name(main_concept(r)) : "some concept");
    if (analysed_count(r) > 1)
        put_text(o, ", "), put_count(o, r->summary.in_every), put_text(o, " under every one");
    if (some) put_text(o, "; some of them are shown");
    if (r->options.where)
        put_text(o, ". Only states are counted where: "), put_latex(o, r->options.where);
    put_changes(r);
    put_text(o, ".}\n");
}

static void put_sheet(const sheet *t, bool some)
{
    report *r = t->report;
    put_text(&r->out, "\\begin{table}\n\\centering\n");
    put_caption(r, some);
    put_columns(t);
    for (uint32_t i = 0; i < r->game->players; i++) {
        const player *p = &r->model->players[i];
        if (p->options) put_group(t, p->label);
        for (uint32_t k = p->first_option; k < p->first_option + p->options; k++)
            put_option_row(t, k);
    }
    put_ranks(t);
    put_equilibria(t);
    put_text(&r->out, "\\bottomrule\n\\end{tabular}\n\\end{table}\n");
}

/* ---- solve ---------------------------------------------------------------------------------- */

static bool put_solve(report *r)
{
    row rows[MOST_ACROSS];
    sheet t = {.report = r, .rows = rows};
    put_preamble(r, "\\usepackage{booktabs}");
    if (r->complete && r->among_count <= FEW_STATES) {
        row_walk walk = rows_start(r);
        for (bool more = true; more;) {
            for (t.count = 0; t.count < MOST_ACROSS && (more = rows_next(&walk, &rows[t.count]));)
                t.count++;
            if (t.count) put_sheet(&t, false);
        }
        return true;
    }
    listing found = {0};
    if (r->summary.in_some && !choose_listing(r, &found)) return false;
    for (size_t k = 0; k < found.count;) {
        for (t.count = 0; t.count < MOST_ACROSS && k < found.count; k++)
            rows[t.count++] = report_row(r, found.slots[k]);
        put_sheet(&t, true);
    }
    if (!found.count) put_text(&r->out, "% No state is an equilibrium.\n");
    return true;
}

/* ---- states --------------------------------------------------------------------------------- */

static void put_states_head(report *r)
{
    output *o = &r->out;
    put_text(o, "\\begin{longtable}{@{}r");
    if (!r->model->graph_form) put_text(o, "l");
    put_repeated(o, 'r', r->game->players);
    put_text(o, "rp{0.3\\linewidth}@{}}\n\\caption{");
    put_latex(o, r->model->title ? r->model->title : "A conflict");
    put_text(o, ": ");
    put_count(o, r->among_count);
    put_text(o, " states");
    if (r->options.where) put_text(o, " where "), put_latex(o, r->options.where);
    put_text(o, ".} \\\\\n\\toprule\nState");
    if (!r->model->graph_form) put_text(o, " & Pattern");
    for (uint32_t i = 0; i < r->game->players; i++)
        put_text(o, " & "), put_latex(o, r->model->players[i].label);
    put_text(o, " & Crossed & Called \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n");
}

static void put_states(report *r)
{
    output *o = &r->out;
    row k;
    put_preamble(r, "\\usepackage{booktabs} and \\usepackage{longtable}");
    put_states_head(r);
    for (row_walk walk = rows_start(r); rows_next(&walk, &k);) {
        char pattern[MAX_BITS + 1];
        slot_pattern(r->game, k.slot, pattern);
        put_state_name(o, r, k.slot, put_latex);
        if (!r->model->graph_form) put(o, " & %s", pattern);
        for (uint32_t i = 0; i < r->game->players; i++)
            put(o, " & %u", (unsigned)rank_at(&r->game->scores[i], k.slot));
        put(o, " & %u & ", (unsigned)bit_count(k.facts.crossed));
        put_called(o, r, &k, put_latex);
        put_text(o, " \\\\\n");
    }
    put_text(o, "\\end{longtable}\n");
}

bool report_latex(report *r)
{
    if (r->verdicts) return put_solve(r);
    if (r->options.count_only) put_count(&r->out, r->among_count), put_text(&r->out, "\n");
    else put_states(r);
    return true;
}
