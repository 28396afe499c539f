/* From a text to a checked model. */
#include "language/language.h"
#include "model/stage.h"

#include <string.h>

/* Reads the form only: names need not mean anything. */
static dt_model *read_form(const char *text, size_t length, const dt_options *options,
                           diagnostics *said)
{
    memory host;
    memory_start(&host, options);
    dt_model *m = memory_resize(&host, NULL, 0, sizeof *m);
    if (!m) return fail_memory(said->first, &host);
    memset(m, 0, sizeof *m);
    m->memory = host;
    arena_start(&m->arena, &m->memory);
    m->text = arena_text(&m->arena, text, length);
    m->length = length;
    said->text = m->text;
    said->length = length;
    if (m->text) language_parse(m, said);
    return m;
}

dt_model *language_read(const char *text, size_t length, const dt_options *options,
                        diagnostics *said)
{
    dt_model *m = read_form(text, length, options, said);
    if (!m) return NULL;
    if (!said->errors && !m->memory.failed) model_resolve(m, said);
    if (!said->errors && !m->memory.failed) model_settle(m, said);
    if (!m->memory.failed) return m;
    said->text = NULL;
    fail_memory(said->first, &m->memory);
    dt_model_free(m);
    return NULL;
}

dt_model *dt_model_parse(const char *text, size_t length, const dt_options *options, dt_error *err)
{
    dt_error first = {0};
    diagnostics said = {.options = options, .first = &first};
    if (length > MAX_TEXT_BYTES)
        return fail(err, DT_ERR_LIMIT, "the text has more than %u MiB",
                    (unsigned)(MAX_TEXT_BYTES >> 20));
    dt_model *m = language_read(text, length, options, &said);
    if (m && !said.errors) return m;
    if (err) *err = first;
    dt_model_free(m);
    return NULL;
}

void dt_model_free(dt_model *m)
{
    if (!m) return;
    arena_free(&m->arena);
    memory host = m->memory;
    memory_resize(&host, m, sizeof *m, 0);
}

const char *dt_model_title(const dt_model *m) { return m->title; }

uint32_t dt_model_stages(const dt_model *m) { return m->event_count + 1; }

bool dt_report_model(const dt_model *m, const dt_options *options, dt_output to, dt_error *err)
{
    (void)options;
    output o;
    output_start(&o, to);
    print_model(m, &o);
    return output_end(&o) || fail(err, DT_ERR_WRITE, "the result could not be written");
}

bool dt_report_format(const char *text, size_t length, const dt_options *options, dt_output to,
                      dt_error *err)
{
    dt_error first = {0};
    diagnostics said = {.options = options, .first = &first};
    if (length > MAX_TEXT_BYTES)
        return fail(err, DT_ERR_LIMIT, "the text has more than %u MiB",
                    (unsigned)(MAX_TEXT_BYTES >> 20));
    dt_model *m = read_form(text, length, options, &said);
    bool read = m && !said.errors && !m->memory.failed;
    if (m && m->memory.failed) fail_memory(&first, &m->memory);
    dt_model_free(m);
    if (!read) {
        if (err) *err = first;
        return false;
    }
    output o;
    output_start(&o, to);
    language_format(text, length, &o);
    return output_end(&o) || fail(err, DT_ERR_WRITE, "the result could not be written");
}
