/* Any bytes: the formatter does not crash. A text that parses without a complaint still does so
 * after formatting, means the same, and formatting it again changes nothing; and a printed model
 * is already in canonical form. */
#include "written.h"

static written format(const char *text, size_t length)
{
    written w;
    output out;
    start_writing(&w, &out);
    language_format(text, length, &out);
    if (!output_end(&out)) abort();
    return w;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = copy_input(data, size);
    written canonical = format(text, size);
    written meaning = parse_and_print(text, size);
    if (meaning.text) {
        written again = format(canonical.text, canonical.length);
        written meaning_again = parse_and_print(canonical.text, canonical.length);
        written printed = format(meaning.text, meaning.length);
        if (!same(canonical, again) || !same(meaning, meaning_again) || !same(meaning, printed))
            abort();
        free(again.text);
        free(meaning_again.text);
        free(printed.text);
    }
    free(canonical.text);
    free(meaning.text);
    free(text);
    return 0;
}
