/* Reports as CSV (RFC 4180, newlines as LF): a header, then one row a state.
 *
 *   number,name,label,pattern      as in JSON; the pattern is empty in graph form
 *   <player>.<option>              its level's name; `either` where coalesced states differ
 *   rank_<player>                  1 is best
 *   crosses,outcomes               names, separated by blanks
 *   <concept>                      y where the state is an equilibrium, else n
 *   stable_<concept>               the players for whom it is stable, separated by blanks
 *
 * Identifiers need no quotes: they are letters, digits and `_`. `states` has the columns before the
 * concepts; with count_only it is one column, `count`. */
#include "base/bits.h"
#include "report/report.h"

static void put_header(report *r)
{
    output *o = &r->out;
    put_text(o, "number,name,label,pattern");
    for (uint32_t k = 0; k < r->model->option_count; k++)
        put_text(o, ","), put_text(o, r->option_ids[k]);
    for (uint32_t i = 0; i < r->game->players; i++)
        put_text(o, ",rank_"), put_text(o, r->model->players[i].id);
    put_text(o, ",crosses,outcomes");
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT && r->verdicts; c++)
        if (has_concept(r->verdicts, c))
            put(o, ",%s,stable_%s", dt_concept_id(c), dt_concept_id(c));
    put_text(o, "\n");
}

static void put_item(output *o, bool *first, const char *id)
{
    if (!*first) put_text(o, " ");
    put_text(o, id);
    *first = false;
}

static void put_conditions(report *r, const row *k)
{
    bool first = true;
    put_text(&r->out, ",");
    for (uint64_t lines = k->facts.crossed; lines; lines &= lines - 1)
        put_item(&r->out, &first, r->redline_ids[lowest_bit(lines)]);
    first = true;
    put_text(&r->out, ",");
    for (uint32_t n = 0; n < r->model->outcome_count; n++)
        if (row_has_outcome(r, k, n)) put_item(&r->out, &first, r->model->outcomes[n]->word.text);
}

static void put_verdicts(report *r, const row *k)
{
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT && r->verdicts; c++) {
        if (!has_concept(r->verdicts, c)) continue;
        bool first = true;
        put(&r->out, ",%c,", bit_at(r->verdicts->equilibria[c], k->slot) ? 'y' : 'n');
        for (uint32_t i = 0; i < r->game->players; i++)
            if (bit_at(stable_bits(r->verdicts, c, i), k->slot))
                put_item(&r->out, &first, r->model->players[i].id);
    }
}

static void put_row(report *r, const row *k)
{
    output *o = &r->out;
    const dt_model *m = r->model;
    const statement *named = state_statement(r, k->facts.state);
    char pattern[MAX_BITS + 1];
    slot_pattern(r->game, k->slot, pattern);
    put(o, "%llu,", (unsigned long long)k->index + 1);
    put_csv(o, named ? named->word.text : NULL);
    put_text(o, ",");
    put_csv(o, named ? named->label.text : NULL);
    put_text(o, ",");
    put_csv(o, pattern);
    for (uint32_t n = 0; n < m->option_count; n++) {
        put_text(o, ",");
        const option *it = &m->options[n];
        bool open = it->mask & slot_differing(r->game, k->slot);
        put_csv(o, open ? "either" : it->level_names[option_level(it, k->facts.state)]);
    }
    for (uint32_t i = 0; i < r->game->players; i++)
        put(o, ",%u", (unsigned)rank_at(&r->game->scores[i], k->slot));
    put_conditions(r, k);
    put_verdicts(r, k);
    put_text(o, "\n");
}

bool report_csv(report *r)
{
    row k;
    if (!r->verdicts && r->options.count_only) {
        put(&r->out, "count\n%llu\n", (unsigned long long)r->among_count);
        return true;
    }
    put_header(r);
    for (row_walk walk = rows_start(r); rows_next(&walk, &k);) put_row(r, &k);
    return true;
}
