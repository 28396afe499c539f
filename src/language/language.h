/* The language: text to model, model to text. See docs/language.md for the grammar. */
#ifndef LANGUAGE_LANGUAGE_H
#define LANGUAGE_LANGUAGE_H

#include "base/output.h"
#include "model/model.h"

/* The word or words that a statement of a kind begins with. */
const char *statement_keyword(statement_kind);

/* Parses, resolves and settles. The caller looks at said->errors; NULL: memory is gone. */
dt_model *language_read(const char *text, size_t length, const dt_options *, diagnostics *said);

/* Parses model->text into model->statements. Complains about every mistake of form, at most one a
 * statement, and goes on; after 100 it stops. A statement with a mistake is left out, so after a
 * complaint names may seem to be missing that are not. An `event` statement has its own number in
 * `event`, as the lines that belong to it have. */
void language_parse(dt_model *, diagnostics *);
/* Parses one expression, nothing else in the text, into the model's arena. NULL: complained, or out
 * of memory. The text's names are copied; spans point into `text`. */
expr *language_parse_expr(dt_model *, const char *text, size_t length, diagnostics *);

/* The canonical form of a text without errors of form: its tokens with canonical spacing and
 * indentation; line breaks inside statements, comments and (single) blank lines stay. */
void language_format(const char *text, size_t length, output *);

/* Canonical text of parts of a model. */
void print_expr(const expr *, output *);           /* with the fewest brackets */
void print_statement(const statement *, output *); /* one line, no newline, notes included */
void print_model(const dt_model *, output *);      /* every statement, events included */

#endif
