/* The library as a WebAssembly module: a command, a model's text and options go in, the bytes of a
 * report come out. Nothing but marshalling over detente.h stands here.
 *
 * Options are a list of words, each ended by a NUL: key, value, key, value. A key that adds up (lift,
 * concept) may come again. What was compiled and analysed last is kept, so that asking why an outcome
 * holds does not solve the conflict once more; it is used again only for the same text and the same
 * options of the game.
 *
 * The host imports one function of its own, `progress`; a result that it answers with 0 cancels. The
 * page does not cancel like that, though: it ends the worker that this runs in, and starts another.
 */
#include "detente.h"

#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(name), used))

__attribute__((import_module("host"), import_name("progress"))) int
host_progress(const char *work, double done, double total);

EXPORT("take") void *take(size_t bytes);
EXPORT("give") void give(void *block);
EXPORT("version") const char *version(void);
EXPORT("run")
int run(const char *command, const char *text, size_t length, const char *words, size_t word_bytes);
EXPORT("result") const char *result(void);
EXPORT("result_bytes") size_t result_bytes(void);
EXPORT("failure_line") uint32_t failure_line(void);
EXPORT("failure_column") uint32_t failure_column(void);
EXPORT("failure_message") const char *failure_message(void);

/* ---- bytes that grow ------------------------------------------------------------------------ */

typedef struct bytes {
    char *at;
    size_t count, room;
} bytes;

static bool bytes_add(void *ctx, const char *from, size_t length)
{
    bytes *b = ctx;
    if (length > b->room - b->count) {
        size_t room = 2 * b->room + length + 256;
        char *moved = room > b->room ? realloc(b->at, room) : NULL;
        if (!moved) return false;
        b->at = moved;
        b->room = room;
    }
    if (length) memcpy(b->at + b->count, from, length);
    b->count += length;
    return true;
}

static bool bytes_equal(const bytes *a, const bytes *b)
{
    return a->count == b->count && (a->count == 0 || memcmp(a->at, b->at, a->count) == 0);
}

/* ---- options -------------------------------------------------------------------------------- */

enum { MAX_LIFTED = 64 };
/* Of the 4 GiB that there can be; see CMakeLists.txt. */
#define MEMORY_BYTES (UINT64_C(3) << 30)

typedef struct request {
    dt_options options;
    const char *lift[MAX_LIFTED];
    bytes game;     /* what the game depends on: text, stage, red lines lifted, backend */
    bytes verdicts; /* what the verdicts depend on besides */
} request;

static bool report_progress(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    (void)ctx;
    return host_progress(work, (double)done, (double)total) != 0;
}

static dt_concept concept_named(const char *id)
{
    dt_concept c = 0;
    while (c < DT_CONCEPT_COUNT && strcmp(dt_concept_id(c), id) != 0) c++;
    return c;
}

static dt_format format_named(const char *name)
{
    static const char *const names[] = {"text", "json", "csv", "markdown", "latex", "svg", "dot"};
    dt_format f = DT_TEXT;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (!strcmp(names[k], name)) f = (dt_format)k;
    return f;
}

static dt_picture picture_named(const char *id)
{
    dt_picture p = 0;
    while (p < DT_PICTURE_COUNT && strcmp(dt_picture_id(p), id) != 0) p++;
    return p;
}

static dt_responses responses_named(const char *name)
{
    return !strcmp(name, "single") ? DT_RESPONSES_SINGLE
           : !strcmp(name, "once") ? DT_RESPONSES_ONCE
                                   : DT_RESPONSES_SEQUENCES;
}

static dt_backend backend_named(const char *name)
{
    return !strcmp(name, "dense")    ? DT_BACKEND_DENSE
           : !strcmp(name, "listed") ? DT_BACKEND_LISTED
           : !strcmp(name, "graph")  ? DT_BACKEND_GRAPH
                                     : DT_BACKEND_AUTO;
}

/* A key and its value. False: there is no such key, or no room. */
static bool read_option(request *r, const char *key, const char *value)
{
    dt_options *o = &r->options;
    size_t length = strlen(value) + 1;
    if (!strcmp(key, "stage")) o->stage = value;
    else if (!strcmp(key, "backend")) o->backend = backend_named(value);
    else if (!strcmp(key, "lift") && o->lift_count < MAX_LIFTED) r->lift[o->lift_count++] = value;
    else if (!strcmp(key, "responses")) o->responses = responses_named(value);
    else if (!strcmp(key, "concept") && concept_named(value) < DT_CONCEPT_COUNT)
        o->concepts |= 1u << concept_named(value);
    else if (!strcmp(key, "file")) o->file = value;
    else if (!strcmp(key, "where")) o->where = value;
    else if (!strcmp(key, "between")) o->between = value;
    else if (!strcmp(key, "state")) o->state = value;
    else if (!strcmp(key, "versus")) o->versus = value;
    else if (!strcmp(key, "player")) o->player = value;
    else if (!strcmp(key, "from")) o->from = value;
    else if (!strcmp(key, "to")) o->to = value;
    else if (!strcmp(key, "picture") && picture_named(value) < DT_PICTURE_COUNT)
        o->picture = picture_named(value);
    else if (!strcmp(key, "format")) o->format = format_named(value);
    else if (!strcmp(key, "limit")) o->limit = strtoull(value, NULL, 10);
    else if (!strcmp(key, "width")) o->width = (uint32_t)strtoul(value, NULL, 10);
    else if (!strcmp(key, "deep")) o->deep = true;
    else if (!strcmp(key, "table")) o->table = true;
    else return false;
    bool of_game = !strcmp(key, "stage") || !strcmp(key, "lift") || !strcmp(key, "backend");
    bool of_verdicts = !strcmp(key, "responses") || !strcmp(key, "concept");
    bytes *depends = of_game ? &r->game : of_verdicts ? &r->verdicts : NULL;
    return !depends ||
           (bytes_add(depends, key, strlen(key) + 1) && bytes_add(depends, value, length));
}

static bool read_options(request *r, const char *words, size_t word_bytes)
{
    const char *end = words + word_bytes;
    if (word_bytes && end[-1] != '\0') return false;
    while (words < end) {
        const char *value = words + strlen(words) + 1;
        if (value >= end || !read_option(r, words, value)) return false;
        words = value + strlen(value) + 1;
    }
    return true;
}

/* ---- what is kept --------------------------------------------------------------------------- */

static struct {
    dt_model *model;
    dt_game *game;
    dt_verdicts *verdicts;
    bytes game_key, verdicts_key;
    bytes out;
    dt_error err;
} kept;

static void forget_verdicts(void)
{
    dt_verdicts_free(kept.verdicts);
    kept.verdicts = NULL;
    free(kept.verdicts_key.at);
    kept.verdicts_key = (bytes){0};
}

static void forget_game(void)
{
    forget_verdicts();
    dt_game_free(kept.game);
    dt_model_free(kept.model);
    kept.game = NULL;
    kept.model = NULL;
    free(kept.game_key.at);
    kept.game_key = (bytes){0};
}

static dt_game *game_of(request *r, const char *text, size_t length)
{
    if (kept.game && bytes_equal(&kept.game_key, &r->game)) return kept.game;
    forget_game();
    kept.model = dt_model_parse(text, length, &r->options, &kept.err);
    if (kept.model) kept.game = dt_game_compile(kept.model, &r->options, &kept.err);
    if (!kept.game) return NULL;
    kept.game_key = r->game;
    r->game = (bytes){0};
    return kept.game;
}

static dt_verdicts *verdicts_of(request *r, const char *text, size_t length)
{
    if (!game_of(r, text, length)) return NULL;
    if (kept.verdicts && bytes_equal(&kept.verdicts_key, &r->verdicts)) return kept.verdicts;
    forget_verdicts();
    kept.verdicts = dt_analyse(kept.game, &r->options, &kept.err);
    if (!kept.verdicts) return NULL;
    kept.verdicts_key = r->verdicts;
    r->verdicts = (bytes){0};
    return kept.verdicts;
}

/* ---- commands ------------------------------------------------------------------------------- */

typedef bool answer(request *, const char *text, size_t length, dt_output);

static bool answer_solve(request *r, const char *text, size_t length, dt_output to)
{
    dt_verdicts *v = verdicts_of(r, text, length);
    return v && dt_report_solve(v, &r->options, to, &kept.err);
}

static bool answer_states(request *r, const char *text, size_t length, dt_output to)
{
    dt_game *g = game_of(r, text, length);
    return g && dt_report_states(g, &r->options, to, &kept.err);
}

static bool answer_explain(request *r, const char *text, size_t length, dt_output to)
{
    dt_game *g = game_of(r, text, length);
    return g && dt_report_explain(g, &r->options, to, &kept.err);
}

/* What compiles games of its own, or none, beside what is kept. */
typedef bool report_of_model(dt_model *, const dt_options *, dt_output, dt_error *);

static bool answer_of_model(report_of_model *report, request *r, const char *text, size_t length,
                            dt_output to)
{
    dt_model *model = dt_model_parse(text, length, &r->options, &kept.err);
    bool done = model && report(model, &r->options, to, &kept.err);
    dt_model_free(model);
    return done;
}

#define OF_MODEL(name)                                                                             \
    static bool answer_##name(request *r, const char *text, size_t length, dt_output to)           \
    {                                                                                              \
        return answer_of_model(dt_report_##name, r, text, length, to);                             \
    }
OF_MODEL(redlines)
OF_MODEL(timeline)
OF_MODEL(outline)
OF_MODEL(draw)

static bool answer_check(request *r, const char *text, size_t length, dt_output to)
{
    bool done = dt_report_check(text, length, &r->options, to, NULL, &kept.err);
    return done || kept.err.code == DT_ERR_MODEL; /* the errors are the answer */
}

static bool answer_format(request *r, const char *text, size_t length, dt_output to)
{
    return dt_report_format(text, length, &r->options, to, &kept.err);
}

static bool answer_paths(request *r, const char *text, size_t length, dt_output to)
{
    dt_game *g = game_of(r, text, length);
    return g && dt_report_paths(g, &r->options, to, &kept.err);
}

#define ANSWERS(X)                                                                                 \
    X(check)                                                                                       \
    X(format) X(outline) X(states) X(solve) X(redlines) X(explain) X(timeline) X(paths) X(draw)

static answer *answer_named(const char *command)
{
#define X(name)                                                                                    \
    if (!strcmp(command, #name)) return answer_##name;
    ANSWERS(X)
#undef X
    return NULL;
}

static bool fail(dt_code code, const char *message)
{
    kept.err = (dt_error){.code = code};
    strcpy(kept.err.message, message);
    return false;
}

static bool run_request(request *r, const char *command, const char *text, size_t length,
                        const char *words, size_t word_bytes)
{
    r->options.lift = r->lift;
    r->options.memory_bytes = MEMORY_BYTES;
    r->options.progress = report_progress;
    if (!bytes_add(&r->game, text, length) || !bytes_add(&r->game, "", 1))
        return fail(DT_ERR_MEMORY, "not enough memory for the model's text");
    if (!read_options(r, words, word_bytes)) return fail(DT_ERR_USAGE, "unknown option");
    answer *a = answer_named(command);
    if (!a) return fail(DT_ERR_USAGE, "unknown command");
    return a(r, text, length, (dt_output){bytes_add, &kept.out});
}

void *take(size_t size) { return malloc(size ? size : 1); }

void give(void *block) { free(block); }

const char *version(void) { return DT_VERSION; }

/* Returns a dt_code. DT_OK: the report is result(), otherwise failure_message() says why not. */
int run(const char *command, const char *text, size_t length, const char *words, size_t word_bytes)
{
    request r = {0};
    kept.err = (dt_error){0};
    kept.out.count = 0;
    bool done = run_request(&r, command, text, length, words, word_bytes);
    free(r.game.at);
    free(r.verdicts.at);
    if (done) return DT_OK;
    return kept.err.code ? (int)kept.err.code : DT_ERR_MEMORY;
}

const char *result(void) { return kept.out.at; }
size_t result_bytes(void) { return kept.out.count; }
uint32_t failure_line(void) { return kept.err.line; }
uint32_t failure_column(void) { return kept.err.column; }
const char *failure_message(void) { return kept.err.message; }
