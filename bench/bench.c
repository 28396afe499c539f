/* How fast, and how large: solve on generated conflicts with a size parameter.
 *
 * A case is a family, a size and a number of players; its text comes from a fixed seed and goes
 * through detente.h as any text would. Timed are dt_game_compile and dt_analyse (all concepts).
 * The verdicts are hashed and compared with bench/checksums.txt: a fast wrong answer fails. As the
 * machines differ and are shared, each time is also given as a multiple of copying as many bytes
 * as the case held at its peak: by memcpy in pieces of 2 MiB, by as many threads, at the rate found
 * right before and right after (the better of the two).
 *
 *     bench CHECKSUMS [RESULTS]     BENCH_MAX=24  BENCH_THREADS=(all)  BENCH_RECORD=1
 *
 * A table goes to standard output, one JSON object a case to RESULTS. A wrong checksum fails; an
 * unknown one is said, and with BENCH_RECORD appended to CHECKSUMS.
 */
#define _POSIX_C_SOURCE 200809L
#include "detente.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- cases ------------------------------------------------------------------------------ */

/* open    yes/no options, no constraint: every combination is a state.
 * levels  options with two to four levels, some irreversible: 2^size combinations or a little less.
 * tied    four bits more than the size, and 21 random constraints of three options, each shutting
 *         out an eighth: about 2^size states in 2^(size+4) combinations. */
typedef enum family { OPEN, LEVELS, TIED } family;
static const char *const family_names[] = {"open", "levels", "tied"};

typedef struct bench_case {
    family family;
    uint32_t size, players;
    dt_backend backend;
} bench_case;

static const bench_case cases[] = {
    {OPEN, 16, 2, DT_BACKEND_DENSE},   {OPEN, 16, 2, DT_BACKEND_LISTED},
    {OPEN, 16, 8, DT_BACKEND_DENSE},   {OPEN, 16, 8, DT_BACKEND_LISTED},
    {LEVELS, 16, 4, DT_BACKEND_DENSE}, {LEVELS, 16, 4, DT_BACKEND_LISTED},
    {TIED, 16, 4, DT_BACKEND_DENSE},   {TIED, 16, 4, DT_BACKEND_LISTED},
    {OPEN, 18, 3, DT_BACKEND_AUTO},    {LEVELS, 18, 6, DT_BACKEND_AUTO},
    {TIED, 18, 5, DT_BACKEND_AUTO},    {OPEN, 20, 2, DT_BACKEND_AUTO},
    {OPEN, 20, 4, DT_BACKEND_AUTO},    {OPEN, 20, 8, DT_BACKEND_AUTO},
    {LEVELS, 20, 4, DT_BACKEND_AUTO},  {TIED, 20, 4, DT_BACKEND_AUTO},
    {OPEN, 22, 3, DT_BACKEND_AUTO},    {LEVELS, 22, 6, DT_BACKEND_AUTO},
    {TIED, 22, 7, DT_BACKEND_AUTO},    {OPEN, 24, 2, DT_BACKEND_AUTO},
    {OPEN, 24, 8, DT_BACKEND_AUTO},    {LEVELS, 24, 4, DT_BACKEND_AUTO},
    {TIED, 24, 4, DT_BACKEND_AUTO},    {OPEN, 26, 2, DT_BACKEND_AUTO},
    {LEVELS, 26, 4, DT_BACKEND_AUTO},  {TIED, 26, 4, DT_BACKEND_AUTO},
};

/* ---- texts ------------------------------------------------------------------------------ */

enum { TEXT_BYTES = 1 << 16, MOST_OPTIONS = 64, STATEMENTS = 12, CONSTRAINTS = 21 };

typedef struct text {
    char bytes[TEXT_BYTES];
    size_t length;
    uint64_t seed;
} text;

__attribute__((format(printf, 2, 3))) static void add(text *t, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    t->length += (size_t)vsnprintf(t->bytes + t->length, TEXT_BYTES - t->length, format, arguments);
    va_end(arguments);
    if (t->length >= TEXT_BYTES) abort();
}

static uint32_t below(text *t, uint32_t bound) /* splitmix64 */
{
    uint64_t z = t->seed += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return (uint32_t)((z ^ z >> 31) >> 32) % bound;
}

static void add_literal(text *t, uint32_t options)
{
    add(t, "%so%u", below(t, 2) ? "not " : "", below(t, options));
}

static void add_condition(text *t, uint32_t options)
{
    static const char *const words[] = {"and", "or", "if", "iff"};
    uint32_t literals = below(t, 3);
    add_literal(t, options);
    if (literals == 0) return; /* a third are single options, as in published models */
    add(t, " %s ", words[below(t, 4)]);
    add_literal(t, options);
}

/* The level counts of a family's options; their number is returned. */
static uint32_t choose_levels(const bench_case *c, uint32_t levels[MOST_OPTIONS])
{
    static const uint32_t cycle[] = {2, 3, 2, 4};
    uint64_t target = UINT64_C(1) << (c->size + (c->family == TIED ? 4 : 0)), product = 1;
    uint32_t count = 0;
    for (uint32_t k = 0;; k++) {
        uint32_t wanted = c->family == LEVELS ? cycle[k % 4] : 2;
        if (product * wanted > target && product * (wanted = 2) > target) return count;
        product *= wanted;
        levels[count++] = wanted;
    }
}

static void add_option(text *t, const bench_case *c, uint32_t option, uint32_t levels)
{
    add(t, "  option o%u", option);
    if (levels > 2) add(t, " levels l0, l1, l2%s", levels > 3 ? ", l3" : "");
    if (c->family == LEVELS && option % 3 == 1)
        add(t, " irreversible%s", option % 2 ? " down" : "");
    add(t, "\n");
}

static void write_model(text *t, const bench_case *c)
{
    uint32_t levels[MOST_OPTIONS], options = choose_levels(c, levels);
    t->length = 0;
    t->seed = 1000 * c->size + 10 * c->players + (uint32_t)c->family;
    for (uint32_t p = 0; p < c->players; p++) {
        add(t, "player p%u\n", p);
        for (uint32_t o = p * options / c->players; o < (p + 1) * options / c->players; o++)
            add_option(t, c, o, levels[o]);
        for (uint32_t k = 0; k < STATEMENTS; k++) {
            add(t, "  prefer ");
            add_condition(t, options);
            add(t, "\n");
        }
    }
    for (uint32_t k = 0; c->family == TIED && k < CONSTRAINTS; k++) {
        uint32_t first = below(t, options / 3), second = options / 3 + below(t, options / 3);
        add(t, "infeasible %so%u and %so%u and o%u\n", below(t, 2) ? "not " : "", first,
            below(t, 2) ? "not " : "", second, options / 3 * 2 + below(t, options / 3));
    }
}

/* ---- measuring -------------------------------------------------------------------------- */

typedef struct heap {
    uint64_t bytes, peak;
} heap;

static void *counting_resize(void *ctx, void *block, size_t old_bytes, size_t new_bytes)
{
    heap *h = ctx;
    h->bytes -= old_bytes;
    h->bytes += new_bytes;
    if (h->bytes > h->peak) h->peak = h->bytes;
    if (new_bytes) return realloc(block, new_bytes);
    free(block);
    return NULL;
}

static uint64_t now(void) /* nanoseconds */
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

enum { PIECE = 2 << 20, BUFFER_BYTES = 128 * PIECE, COPIED_BYTES = 256 * PIECE, MOST_THREADS = 64 };

typedef struct copier {
    char *from, *to;
    uint32_t first, step; /* pieces */
} copier;

static void *copy_pieces(void *argument)
{
    const copier *c = argument;
    for (size_t at = (size_t)c->first * PIECE; at < COPIED_BYTES; at += (size_t)c->step * PIECE)
        memcpy(c->to + at % BUFFER_BYTES, c->from + at % BUFFER_BYTES, PIECE);
    return NULL;
}

/* Nanoseconds to copy COPIED_BYTES, around and around buffers that no cache holds. */
static uint64_t time_copy(char *from, char *to, uint32_t threads)
{
    copier copiers[MOST_THREADS];
    pthread_t started[MOST_THREADS];
    uint32_t count = 0;
    uint64_t begin = now();
    for (uint32_t k = 0; k < threads; k++) copiers[k] = (copier){from, to, k, threads};
    while (count + 1 < threads &&
           !pthread_create(&started[count], NULL, copy_pieces, &copiers[count + 1]))
        count++;
    for (uint32_t k = count + 1; k < threads; k++) copy_pieces(&copiers[k]);
    copy_pieces(&copiers[0]);
    while (count) pthread_join(started[--count], NULL);
    return now() - begin;
}

/* Every verdict of every state, in order, and the states themselves. */
static uint64_t hash_verdicts(const dt_game *game, const dt_verdicts *verdicts)
{
    uint64_t hash = dt_game_states(game);
    uint32_t players = dt_game_players(game);
    for (dt_index k = 0; k < dt_game_states(game); k++) {
        uint64_t word = 0;
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
            for (uint32_t p = 0; p < players; p++) word = word << 1 | dt_stable(verdicts, c, k, p);
        hash = (hash ^ word ^ dt_game_state(game, k) << 24) * UINT64_C(0x9E3779B97F4A7C15);
        hash ^= hash >> 32;
    }
    return hash;
}

enum { MOST_RUNS = 5 };

typedef struct result {
    uint64_t compile, analyse, copy; /* nanoseconds; of the run with the median sum */
    uint64_t states, peak_bytes, checksum;
    dt_backend backend;
    uint32_t runs;
} result;

typedef struct run {
    uint64_t compile, analyse;
} run;

static int by_sum(const void *a, const void *b)
{
    const run *x = a, *y = b;
    uint64_t first = x->compile + x->analyse, second = y->compile + y->analyse;
    return (first > second) - (first < second);
}

static bool run_once(const text *t, dt_options options, heap *h, run *times, result *r)
{
    dt_error err;
    options.memory = (dt_memory){.resize = counting_resize, .ctx = h};
    dt_model *model = dt_model_parse(t->bytes, t->length, &options, &err);
    uint64_t begin = now();
    dt_game *game = model ? dt_game_compile(model, &options, &err) : NULL;
    uint64_t compiled = now();
    dt_verdicts *verdicts = game ? dt_analyse(game, &options, &err) : NULL;
    uint64_t end = now();
    *times = (run){.compile = compiled - begin, .analyse = end - compiled};
    if (!verdicts) fprintf(stderr, "bench: %s\n", err.message);
    else if (r->runs == 0) {
        r->states = dt_game_states(game);
        r->backend = dt_game_backend(game);
        r->checksum = hash_verdicts(game, verdicts);
    }
    bool done = verdicts != NULL;
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
    return done;
}

/* Up to five runs, as long as they fit in ten seconds together. */
static bool measure(const text *t, const bench_case *c, uint32_t threads, result *r)
{
    *r = (result){0};
    run runs[MOST_RUNS];
    heap h = {0};
    dt_options options = {.backend = c->backend, .threads = threads};
    uint64_t spent = 0;
    while (r->runs < MOST_RUNS && spent < UINT64_C(10000000000)) {
        if (!run_once(t, options, &h, &runs[r->runs], r)) return false;
        spent += runs[r->runs].compile + runs[r->runs].analyse;
        r->runs++;
    }
    qsort(runs, r->runs, sizeof *runs, by_sum);
    run median = runs[(r->runs - 1) / 2];
    r->compile = median.compile;
    r->analyse = median.analyse;
    r->peak_bytes = h.peak;
    return true;
}

/* ---- checksums -------------------------------------------------------------------------- */

typedef enum check { RIGHT, UNKNOWN, WRONG } check;

/* Lines are `family size players checksum`; both backends share one. */
static check compare_checksum(const char *path, const bench_case *c, uint64_t checksum)
{
    FILE *file = fopen(path, "r");
    char line[200], name[20];
    check found = UNKNOWN;
    while (file && fgets(line, sizeof line, file)) {
        unsigned size, players;
        unsigned long long expected;
        if (sscanf(line, "%19s %u %u %llx", name, &size, &players, &expected) != 4) continue;
        if (strcmp(name, family_names[c->family]) || size != c->size || players != c->players)
            continue;
        found = expected == checksum ? RIGHT : WRONG;
    }
    if (file) fclose(file);
    return found;
}

static bool record_checksum(const char *path, const bench_case *c, uint64_t checksum)
{
    FILE *file = fopen(path, "a");
    if (!file) return false;
    fprintf(file, "%s %u %u %016llx\n", family_names[c->family], c->size, c->players,
            (unsigned long long)checksum);
    return fclose(file) == 0;
}

/* ---- printing --------------------------------------------------------------------------- */

static const char *backend_name(dt_backend backend)
{
    static const char *const names[] = {"auto", "dense", "listed", "graph"};
    return names[backend];
}

static void print_row(const bench_case *c, const result *r, uint32_t threads, FILE *json)
{
    double total = (double)(r->compile + r->analyse), states = (double)r->states;
    double copies = r->copy ? total / (double)r->copy : 0;
    printf("%-7s %4u %7u  %-6s %11llu %9.3f %9.3f %8.1f %8.1f %8.0f  %016llx\n",
           family_names[c->family], c->size, c->players, backend_name(r->backend),
           (unsigned long long)r->states, (double)r->compile / 1e9, (double)r->analyse / 1e9,
           total / states, (double)r->peak_bytes / states, copies, (unsigned long long)r->checksum);
    fflush(stdout);
    if (!json) return;
    fprintf(json,
            "{\"family\": \"%s\", \"size\": %u, \"players\": %u, \"backend\": \"%s\", "
            "\"states\": %llu, \"threads\": %u, \"runs\": %u, \"compile_ns\": %llu, "
            "\"analyse_ns\": %llu, \"ns_per_state\": %.2f, \"peak_bytes\": %llu, "
            "\"bytes_per_state\": %.2f, \"copy_ns\": %llu, \"times_a_copy\": %.1f, "
            "\"checksum\": \"%016llx\"}\n",
            family_names[c->family], c->size, c->players, backend_name(r->backend),
            (unsigned long long)r->states, threads, r->runs, (unsigned long long)r->compile,
            (unsigned long long)r->analyse, total / states, (unsigned long long)r->peak_bytes,
            (double)r->peak_bytes / states, (unsigned long long)r->copy, copies,
            (unsigned long long)r->checksum);
    fflush(json);
}

static uint32_t number_from(const char *variable, uint32_t otherwise)
{
    const char *value = getenv(variable);
    return value && *value ? (uint32_t)strtoul(value, NULL, 10) : otherwise;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench CHECKSUMS [RESULTS]\n");
        return 2;
    }
    FILE *json = argc > 2 ? fopen(argv[2], "w") : NULL;
    uint32_t max = number_from("BENCH_MAX", 24);
    uint32_t threads = number_from("BENCH_THREADS", (uint32_t)sysconf(_SC_NPROCESSORS_ONLN));
    if (threads < 1 || threads > MOST_THREADS) threads = 1;
    bool records = getenv("BENCH_RECORD") != NULL;
    int bad = 0;
    static text t;
    char *from = malloc(BUFFER_BYTES), *to = malloc(BUFFER_BYTES);
    if (!from || !to) return 1;
    memset(from, 1, BUFFER_BYTES);
    memset(to, 2, BUFFER_BYTES);
    printf("%u threads; compile and analyse in seconds; ns and bytes a state; times a copy\n"
           "family  size players  backend     states   compile   analyse ns/state  B/state   copies"
           "  verdicts\n",
           threads);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const bench_case *c = &cases[k];
        if (c->size > max) continue;
        write_model(&t, c);
        result r;
        uint64_t before = time_copy(from, to, threads);
        if (!measure(&t, c, threads, &r)) return 1;
        uint64_t after = time_copy(from, to, threads), copy = before < after ? before : after;
        r.copy = (uint64_t)((double)copy * ((double)r.peak_bytes / COPIED_BYTES));
        print_row(c, &r, threads, json);
        check is = compare_checksum(argv[1], c, r.checksum);
        if (is == UNKNOWN && records && record_checksum(argv[1], c, r.checksum)) is = RIGHT;
        if (is == RIGHT) continue;
        fprintf(stderr, "bench: the checksum is %s\n",
                is == WRONG ? "WRONG" : "not in the table yet: BENCH_RECORD=1 adds it");
        bad += is == WRONG;
    }
    free(from);
    free(to);
    if (json) fclose(json);
    return bad != 0;
}
