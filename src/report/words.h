/* Players, options and states in words, and words in lines and columns. */
#ifndef REPORT_WORDS_H
#define REPORT_WORDS_H

#include "report/report.h"

/* Writes a text from a model as a format needs it: put_terminal, put_markdown, put_latex. */
typedef void (*put_label)(output *, const char *);

/* ---- texts in the making -------------------------------------------------------------------- */

typedef struct composed { /* a paragraph or a cell; written with the put_ functions of base */
    output out;
    memory *memory;
    struct {
        char *items;
        size_t count, room;
    } text;
} composed;

output *composed_start(composed *, memory *);
output *composed_again(composed *);    /* empties it */
const char *composed_text(composed *); /* never NULL; when memory is gone, the memory says so */
void composed_free(composed *);

/* Cuts off the next line of at most `columns`: at a blank, or inside a word that is longer than a
 * line. Moves *text behind it and the blanks after it. */
size_t next_line(const char **text, uint32_t columns, const char **line);

/* Writes a text in lines: the first after `indent` blanks (already there if `begun`), others after
 * `hang`. */
typedef struct margins {
    uint32_t width, indent, hang;
    bool begun;
} margins;
void put_wrapped(output *, const char *text, margins);

/* Cells side by side, each wrapped in its column; a line of the row ends with its last word. */
typedef struct column {
    const char *text;
    uint32_t width;
    bool right; /* aligned */
} column;
void put_cells(output *, column *, uint32_t count, uint32_t indent, uint32_t gap);
/* Shares `width` among columns: what a column needs if that is no more than its share. */
void share_width(column *, uint32_t count, uint32_t width, const uint32_t *needed);

/* ---- words ---------------------------------------------------------------------------------- */

const char *number_word(uint64_t);   /* up to twelve in words, else NULL */
void put_number(output *, uint64_t); /* "three", "1,234" */
void put_plural(output *, uint64_t, const char *one, const char *many); /* "1 line", "2 lines" */
/* The comma or the "and" before item k of n. */
void put_joint(output *, uint32_t k, uint32_t n);

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
