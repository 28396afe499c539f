/* How many conflicts to try, and paper for what the engine says of them. */
#include "oracle.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

long from_environment(const char *name, long otherwise)
{
    const char *value = getenv(name);
    return value && *value ? strtol(value, NULL, 10) : otherwise;
}

long how_many(long usually)
{
    return from_environment("DT_COUNT", from_environment("DT_LONG", 0) ? 20 * usually : usually);
}

bool paper_append(void *ctx, const char *bytes, size_t length)
{
    paper *t = ctx;
    t->text = realloc(t->text, t->length + length + 1);
    assert(t->text);
    memcpy(t->text + t->length, bytes, length);
    t->length += length;
    t->text[t->length] = '\0';
    return true;
}
