/* Players, options and states in words, and words in lines and columns. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "base/layout.h"
#include "report/report.h"

/* Writes a text from a model as a format needs it: put_terminal, put_markdown, put_latex. */
typedef void (*put_label)(output *, const char *);

/* ---- words ---------------------------------------------------------------------------------- */

/* The name by which a user asks for a state again: its declared name, or its number (with # where
 * other states have names). */
void put_state_name(output *, const report *, uint64_t at, put_label);
void put_level(output *, const report *, uint32_t option, uint32_t level, put_label);
/* What a player does in a state, among the bits of `only`; "-" if nothing. */
void put_choice(output *, const report *, uint32_t player, uint64_t state, uint64_t only,
                put_label);
/* The same of a slot; of options in which coalesced states differ, that they are open. */
void put_slot_choice(output *, const report *, uint32_t player, uint64_t at, uint64_t only,
                     put_label);
/* How a player gets from a slot to another: by its options, or else to which state. */
void put_move(output *, const report *, uint32_t player, uint64_t from, uint64_t to, put_label);
/* The bits of options that tell a player's move; 0: only the states' names do. */
uint64_t move_bits(const report *, uint32_t player, uint64_t from, uint64_t to);
const char *statement_label(const statement *); /* or its name, if it has none or an empty one */
void put_redline(output *, const report *, uint32_t line, put_label);
/* Red lines in quotes, each player's with its name behind them. */
void put_crossed_lines(output *, const report *, uint64_t lines, put_label);
void put_outcome(output *, const report *, uint32_t outcome, put_label);
/* "all five", "Nash and SEQ". */
void put_concepts(output *, const report *, uint32_t concepts);
void put_concepts_by_name(output *, uint32_t concepts); /* never "all" */
uint32_t analysed_count(const report *);
/* The concept that a text speaks of when it speaks of one: SEQ if it was analysed. */
dt_concept main_concept(const report *);
/* A line for a player: its label (as it goes to a terminal) and a text, in two columns. */
void put_player_line(report *, const char *label, const char *text);

#endif
