/* Any bytes as a model: its pictures do not crash, and what is written is XML in which nothing could
 * run (tests/draw/svg.c). The first byte says how many states are drawn one by one, and the format. */
#include "detente.h"
#include "svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { MOST_POLLS = 300, MOST_MEMORY = 16 << 20, MOST_TEXT = 4096 };

typedef struct kept {
    char *text;
    size_t length;
} kept;

static bool keep(void *ctx, const char *bytes, size_t length)
{
    kept *k = ctx;
    char *text = realloc(k->text, k->length + length + 1);
    if (!text) abort();
    memcpy(text + k->length, bytes, length);
    k->text = text;
    k->length += length;
    text[k->length] = 0;
    return true;
}

static bool poll(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    int *polls = ctx;
    (void)work, (void)done, (void)total;
    return ++*polls < MOST_POLLS;
}

static void draw(dt_model *m, dt_options options)
{
    kept k = {0};
    int polls = 0;
    dt_error err = {0};
    options.progress = poll;
    options.progress_ctx = &polls;
    if (dt_report_draw(m, &options, (dt_output){keep, &k}, &err)) {
        svg s = {0};
        if (!k.text) abort();
        if (options.format == DT_SVG) svg_read(&s, k.text);
        if (*s.problem || s.scripts) {
            fprintf(stderr, "%s\n%s\n", s.problem, k.text);
            abort();
        }
        svg_free(&s);
    } else if (err.code == DT_OK || !*err.message) abort();
    free(k.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0 || size > MOST_TEXT) return 0;
    dt_options options = {.memory_bytes = MOST_MEMORY, .limit = 1 + bytes[0] % 64};
    dt_model *m = dt_model_parse((const char *)bytes + 1, size - 1, &options, NULL);
    for (dt_picture p = 0; m && p < DT_PICTURE_COUNT; p++) {
        options.picture = p;
        options.format = DT_SVG;
        draw(m, options);
    }
    options.picture = DT_PICTURE_GRAPH;
    options.format = DT_DOT;
    if (m) draw(m, options);
    dt_model_free(m);
    return 0;
}
