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
#include "copy.h"
#include "families.h"
#include "operators.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* ---- cases ------------------------------------------------------------------------------ */

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

enum { BUFFER_BYTES = 256 << 20 };

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
        if (strcmp(name, family_name(c->family)) || size != c->size || players != c->players)
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
    fprintf(file, "%s %u %u %016llx\n", family_name(c->family), c->size, c->players,
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
           family_name(c->family), c->size, c->players, backend_name(r->backend),
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
            family_name(c->family), c->size, c->players, backend_name(r->backend),
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
    if (getenv("BENCH_OPERATORS")) {
        bench_case c = {JOINED, max, 3, DT_BACKEND_DENSE};
        uint64_t sum;
        write_model(&t, &c);
        printf("family  size players operator        player width passes   copies a pass\n");
        bool ok = bench_operators(&t, &c, threads, json, &sum);
        printf("%016llx\n", (unsigned long long)sum);
        return !ok;
    }
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const bench_case *c = &cases[k];
        if (c->size > max) continue;
        write_model(&t, c);
        result r;
        uint64_t before = time_copy(from, to, BUFFER_BYTES, threads);
        if (!measure(&t, c, threads, &r)) return 1;
        uint64_t after = time_copy(from, to, BUFFER_BYTES, threads),
                 copy = before < after ? before : after;
        r.copy = (uint64_t)((double)copy * ((double)r.peak_bytes / BUFFER_BYTES));
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
