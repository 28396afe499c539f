/* `words` as a table: a document a row, with its uses of each term. CSV has all documents; Markdown,
 * which is for people, with a claim only those of which it is true. */
#include "evidence/words.h"

typedef struct style {
    const char *begin, *between, *end;
    void (*put)(output *, const char *);
} style;

static const style CSV = {"", ",", "\n", put_csv}, MARKDOWN = {"| ", " | ", " |\n", put_markdown};

static void put_row(words_report *r, const style *s, uint32_t d)
{
    output *o = &r->out;
    const dated *it = &r->documents.items[d];
    put_text(o, s->begin);
    put_text(o, it->date_text);
    put_text(o, s->between);
    s->put(o, it->name);
    put(o, "%s%llu", s->between, (unsigned long long)it->words);
    for (uint32_t t = 0; t < term_count(r); t++)
        put(o, "%s%u", s->between, (unsigned)uses_of(r, d, t));
    if (r->claims) put(o, "%s%s", s->between, r->among[d] ? "yes" : "no");
    put_text(o, s->end);
}

static void put_table(words_report *r, const style *s, bool all)
{
    output *o = &r->out;
    put_text(o, s->begin);
    put(o, "date%sdocument%swords", s->between, s->between);
    for (uint32_t t = 0; t < term_count(r); t++) {
        put_text(o, s->between);
        s->put(o, r->terms.names.items[t]);
    }
    if (r->claims) put(o, "%snone of them", s->between);
    put_text(o, s->end);
    if (s == &MARKDOWN) {
        uint32_t columns = 3 + term_count(r) + r->claims;
        for (uint32_t k = 0; k < columns; k++) put_text(o, k == 2 ? "|---:" : "|---");
        put_text(o, "|\n");
    }
    for (uint32_t d = 0; d < r->documents.count; d++)
        if (all || r->among[d]) put_row(r, s, d);
}

bool words_csv(words_report *r)
{
    put_table(r, &CSV, true);
    return !r->memory.failed;
}

bool words_markdown(words_report *r)
{
    put_table(r, &MARKDOWN, !r->claims);
    return !r->memory.failed;
}
