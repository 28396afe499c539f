/* Names that users give and read. */
#include "report/names.h"

#include <stdio.h>
#include <string.h>

uint32_t player_named(const dt_model *m, const char *id, size_t length, dt_error *err)
{
    const char *ids[MAX_PLAYERS + 1] = {NULL};
    char word[64] = "";
    for (uint32_t i = 0; i < m->player_count; i++) {
        ids[i] = m->players[i].id;
        if (strlen(ids[i]) == length && memcmp(ids[i], id, length) == 0) return i;
    }
    strncat(word, id, length < sizeof word - 1 ? length : sizeof word - 1);
    const char *nearest = dt_nearest(word, ids);
    fail(err, DT_ERR_USAGE, "unknown player '%s'%s%.60s%s", word, nearest ? "; did you mean '" : "",
         nearest ? nearest : "", nearest ? "'?" : "");
    return NONE;
}

const char *criterion_text(report *r, const criterion *c)
{
    if (c->condition) return expression_text(r, c->condition);
    const char *words = c->negated ? "lower " : "higher ", *id = r->model->options[c->option].id;
    size_t length = strlen(words) + strlen(id) + 1;
    char *text = arena_take(&r->arena, length, 1);
    if (text) snprintf(text, length, "%s%s", words, id);
    return text;
}

static void put_quoted(output *o, const char *words)
{
    put_text(o, "\"");
    put_terminal(o, words);
    put_text(o, "\"");
}

void put_source(output *o, const note *n)
{
    if (n->cites) {
        put_text(o, "[");
        put_terminal(o, n->word.text);
        put_text(o, "]");
        if (n->quoted.text) put_text(o, " "), put_quoted(o, n->quoted.text);
        return;
    }
    put_text(o, "because ");
    if (!n->definition) {
        put_quoted(o, n->quoted.text);
        return;
    }
    put_quoted(o, n->definition->label.text ? n->definition->label.text : n->word.text);
    for (const note *inner = n->definition->notes; inner; inner = inner->next)
        if (inner->cites) put_text(o, " "), put_source(o, inner);
}
