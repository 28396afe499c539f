/* Fuzz target: looking quotations up. The input is a document, a line `---`, and a quotation; without
 * that line a run of the document's words is the quotation. Whatever they are, the passage is valid
 * UTF-8, and what was cut out of a document between blanks is found in it. */
#include "evidence/passage.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static dt_quoted look_up(searched *it, const char *words, size_t length)
{
    dt_quoted found;
    char passage[400];
    if (!searched_find(it, words, length, &found, passage, sizeof passage)) abort();
    if (strlen(passage) >= sizeof passage - 1) abort();
    if (text_valid(passage, strlen(passage)) != strlen(passage)) abort();
    if (found == DT_QUOTED_EXACTLY && *passage) abort();
    return found;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    memory m;
    memory_start(&m, NULL);
    text_bytes text = {0};
    size_t used = 0;
    if (!text_clean(&m, &text, (const char *)data, size, true, &used)) abort();
    const char *end = NULL;
    for (size_t at = 0; !end && at + 5 <= text.count; at++)
        if (!memcmp(text.items + at, "\n---\n", 5)) end = text.items + at;
    size_t length = end ? (size_t)(end - text.items) : text.count;
    searched it;
    if (!searched_start(&it, &m, text.items, length)) abort();
    if (end) look_up(&it, end + 5, text.count - length - 5);
    const char *blank = length ? memchr(text.items, ' ', length) : NULL;
    size_t first = blank ? (size_t)(blank - text.items) : length; /* the first word */
    if (first && look_up(&it, text.items, first) > DT_QUOTED_ALIKE && first == length) abort();
    searched_free(&it);
    GIVE(&m, &text);
    if (m.used_bytes) abort();
    return 0;
}
