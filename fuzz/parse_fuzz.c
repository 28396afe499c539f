/* Any bytes: the parser does not crash, and what it understood without a complaint survives being
 * printed and parsed again. The same bytes are also tried as one condition and as a date. */
#include "written.h"

/* One condition printed; nothing when the text is none. */
static written parse_condition(char *text, size_t length)
{
    dt_model m;
    start_model(&m, text, length);
    diagnostics said = {.text = text, .length = length};
    expr *e = language_parse_expr(&m, text, length, &said);
    if (!e != (said.errors > 0)) abort();
    written w = {0};
    if (e) {
        output out;
        start_writing(&w, &out);
        print_expr(e, &out);
        if (!output_end(&out)) abort();
    }
    arena_free(&m.arena);
    return w;
}

static void round_trip(written (*print)(char *, size_t), char *text, size_t length)
{
    written once = print(text, length);
    if (!once.text) return;
    written twice = print(once.text, once.length);
    if (!same(once, twice)) abort();
    free(once.text);
    free(twice.text);
}

static void try_date(const char *text, size_t length)
{
    char words[16] = "";
    memcpy(words, text, length < sizeof words ? length : sizeof words - 1);
    date d;
    if (date_parse(words, &d) && (d.year < 1000 || d.month > 12 || d.day > 31)) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = copy_input(data, size);
    round_trip(parse_and_print, text, size);
    round_trip(parse_condition, text, size);
    try_date(text, size);
    free(text);
    return 0;
}
