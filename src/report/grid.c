/* One table in three formats. */
#include "report/grid.h"

void grid_start(grid *g, output *out, memory *m, dt_format format, const grid_column *columns,
                uint32_t count)
{
    *g = (grid){.out = out, .format = format, .columns = count};
    composed_start(&g->cell, m);
    if (format == DT_LATEX) {
        put_text(out, "\\begin{tabular}{@{}");
        for (uint32_t k = 0; k < count; k++) put_text(out, columns[k].right ? "r" : "l");
        put_text(out, "@{}}\n\\toprule\n");
    }
    for (uint32_t k = 0; k < count; k++) {
        if (format == DT_CSV) put(out, "%s%s", k ? "," : "", columns[k].id);
        else if (format == DT_MARKDOWN) put(out, "| %s ", columns[k].words);
        else put(out, "%s%s", k ? " & " : "", columns[k].words);
    }
    if (format == DT_CSV) put_text(out, "\n");
    if (format == DT_LATEX) put_text(out, " \\\\\n\\midrule\n");
    if (format != DT_MARKDOWN) return;
    put_text(out, "|\n");
    for (uint32_t k = 0; k < count; k++) put_text(out, columns[k].right ? "| ---: " : "| --- ");
    put_text(out, "|\n");
}

static void write_cell(grid *g)
{
    const char *text = composed_text(&g->cell);
    uint32_t k = g->filled - 1;
    if (g->format == DT_CSV) {
        if (k) put_text(g->out, ",");
        put_csv(g->out, text);
    } else if (g->format == DT_MARKDOWN) {
        put_text(g->out, "| ");
        put_markdown(g->out, text);
        put_text(g->out, " ");
    } else {
        if (k) put_text(g->out, " & ");
        put_latex(g->out, text);
    }
    if (g->filled < g->columns) return;
    put_text(g->out, g->format == DT_CSV ? "\n" : g->format == DT_MARKDOWN ? "|\n" : " \\\\\n");
    g->filled = 0;
}

output *grid_cell(grid *g)
{
    if (g->filled) write_cell(g);
    g->filled++;
    return composed_again(&g->cell);
}

void grid_end(grid *g)
{
    if (g->filled) write_cell(g);
    if (g->format == DT_LATEX) put_text(g->out, "\\bottomrule\n\\end{tabular}\n");
    composed_free(&g->cell);
}

void grid_title_only(report *r)
{
    output *o = &r->out;
    const char *title = r->model->title   ? r->model->title
                        : r->options.file ? r->options.file
                                          : "A conflict";
    if (r->options.format == DT_LATEX) {
        put_text(o,
                 "% Needs \\usepackage{booktabs}; with pdfLaTeX also \\usepackage[T1]{fontenc}.\n"
                 "% Letters beyond Latin ones need XeLaTeX or LuaLaTeX and a font that has "
                 "them.\n");
        return;
    }
    if (r->options.format != DT_MARKDOWN) return;
    put_text(o, "# ");
    put_markdown(o, title);
    put_text(o, "\n\n");
}

void grid_title(report *r)
{
    output *o = &r->out;
    const statement *event = r->stage->event;
    grid_title_only(r);
    if (r->options.format != DT_MARKDOWN || !event) return;
    put_markdown(o, event->date_text.text);
    if (event->label.text) put_text(o, ": "), put_markdown(o, event->label.text);
    put(o, " (after event %u of %u).\n\n", (unsigned)r->stage->number,
        (unsigned)r->model->event_count);
}

void grid_heading(report *r, const char *words)
{
    if (r->options.format == DT_MARKDOWN) put(&r->out, "\n%s\n\n", words);
    if (r->options.format == DT_LATEX) put(&r->out, "\n\\medskip\\noindent %s\n\n", words);
}
