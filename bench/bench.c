/* How fast, and how large: conflicts with a size parameter, solved whole, by concept, by operator.
 *
 * A case is a family, a size and a number of players; its text comes from a fixed seed and goes
 * through detente.h as any text would. Verdicts are hashed and compared with bench/checksums.txt: a
 * fast wrong answer fails. As machines differ and are shared, times are also given as multiples of a
 * copy, by memcpy in pieces of 2 MiB, by as many threads, in this process right before and after:
 * of one score array for operators and concepts, of as many bytes as were alive for whole cases.
 *
 *     bench CHECKSUMS [RESULTS]     BENCH_MAX=24       sizes up to 2^24
 *                                   BENCH_THREADS=     all processors
 *                                   BENCH_MEMORY=      GiB at most, as --memory; 0: no limit
 *                                   BENCH_ONLY=        cases, "operators" or "concepts" whose name
 *                                                      has this in it
 *                                   BENCH_RECORD=1     append unknown checksums to CHECKSUMS
 *
 * Tables go to standard output, one JSON object a row to RESULTS.
 */
#define _POSIX_C_SOURCE 200809L
#include "copy.h"
#include "families.h"
#include "operators.h"

#include "analysis/stability.h"
#include "base/bits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AUTO DT_BACKEND_AUTO
#define DENSE DT_BACKEND_DENSE
#define LISTED DT_BACKEND_LISTED

static const bench_case cases[] = {
    /* how time grows with states */
    {JOINED, 16, 3, 0, DENSE},
    {JOINED, 16, 3, 0, LISTED},
    {JOINED, 20, 3, 0, AUTO},
    {JOINED, 22, 3, 0, AUTO},
    {JOINED, 24, 3, 0, AUTO},
    {JOINED, 26, 3, 0, AUTO},
    {JOINED, 28, 3, 0, AUTO},
    {JOINED, 30, 3, 0, AUTO},
    {OPEN, 16, 2, 0, DENSE},
    {OPEN, 16, 2, 0, LISTED},
    {OPEN, 22, 3, 0, AUTO},
    {OPEN, 24, 3, 0, AUTO},
    {OPEN, 26, 3, 0, AUTO},
    {OPEN, 28, 3, 0, AUTO},
    /* with players */
    {OPEN, 16, 8, 0, DENSE},
    {OPEN, 16, 8, 0, LISTED},
    {OPEN, 20, 2, 0, AUTO},
    {OPEN, 20, 4, 0, AUTO},
    {OPEN, 20, 8, 0, AUTO},
    {OPEN, 20, 20, 0, AUTO},
    {OPEN, 24, 8, 0, AUTO},
    /* with levels and irreversible options */
    {LEVELS, 16, 4, 0, DENSE},
    {LEVELS, 16, 4, 0, LISTED},
    {LEVELS, 18, 6, 0, AUTO},
    {LEVELS, 20, 4, 0, AUTO},
    {LEVELS, 22, 6, 0, AUTO},
    {LEVELS, 24, 4, 0, AUTO},
    /* with constraints: one combination in sixteen */
    {TIED, 16, 4, 0, DENSE},
    {TIED, 16, 4, 0, LISTED},
    {TIED, 18, 5, 0, AUTO},
    {TIED, 20, 4, 0, DENSE},
    {TIED, 20, 4, 0, LISTED},
    {TIED, 22, 7, 0, AUTO},
    {TIED, 24, 4, 0, AUTO},
    /* with statements */
    {OPEN, 20, 4, 4, AUTO},
    {OPEN, 20, 4, 40, AUTO},
    {OPEN, 20, 4, 120, AUTO},
};

typedef struct bench {
    const char *checksums, *only;
    FILE *json;
    uint32_t max, threads;
    uint64_t memory_bytes;
    bool records;
    int wrong;
    char *from, *to; /* of copies */
    crew *crew;      /* that copies */
} bench;

enum { BUFFER_BYTES = 256 << 20 };

/* ---- checksums -------------------------------------------------------------------------- */

/* Every verdict of every state, in order, and the states themselves. */
static uint64_t hash_verdicts(const dt_game *g, const dt_verdicts *v)
{
    uint64_t hash = g->states;
    for (uint64_t block = 0; block < game_blocks(g); block++) {
        uint64_t states[LOGIC_BLOCK], feasible[LOGIC_WORDS];
        game_block(g, block, states, feasible);
        for (uint32_t n = 0; n < LOGIC_BLOCK; n++) {
            if (!bit_at(feasible, n)) continue;
            uint64_t word = 0, at = block * LOGIC_BLOCK + n;
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
                for (uint32_t p = 0; p < g->players; p++)
                    word = word << 1 | bit_at(stable_bits(v, c, p), at);
            hash = (hash ^ word ^ states[n] << 24) * UINT64_C(0x9E3779B97F4A7C15);
            hash ^= hash >> 32;
        }
    }
    return hash;
}

static void compare(bench *b, const char *label, uint64_t checksum)
{
    FILE *file = fopen(b->checksums, "r");
    char line[200], known[100];
    bool found = false, right = false;
    while (file && fgets(line, sizeof line, file)) {
        unsigned long long expected;
        if (sscanf(line, "%99s %llx", known, &expected) != 2 || strcmp(known, label) != 0) continue;
        found = true;
        right = expected == checksum;
    }
    if (file) fclose(file);
    if (found && right) return;
    b->wrong += found;
    fprintf(stderr, "bench: the checksum of %s is %s\n", label,
            found ? "WRONG" : "not in the table yet: BENCH_RECORD=1 adds it");
    file = found || !b->records ? NULL : fopen(b->checksums, "a");
    if (!file) return;
    fprintf(file, "%s %016llx\n", label, (unsigned long long)checksum);
    fclose(file);
}

/* ---- whole cases ------------------------------------------------------------------------- */

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

enum { MOST_RUNS = 5 };

typedef struct run { /* nanoseconds */
    uint64_t compile, analyse;
} run;

typedef struct result {
    run median;
    uint64_t states, cells, peak_bytes, checksum;
    dt_backend backend;
    uint32_t runs;
} result;

static int by_sum(const void *a, const void *b)
{
    const run *x = a, *y = b;
    uint64_t first = x->compile + x->analyse, second = y->compile + y->analyse;
    return (first > second) - (first < second);
}

static bool run_once(const bench *b, const text *t, dt_options options, heap *h, run *times,
                     result *r)
{
    dt_error err = {0};
    options.memory = (dt_memory){.resize = counting_resize, .ctx = h};
    options.memory_bytes = b->memory_bytes;
    dt_model *model = dt_model_parse(t->bytes, t->length, &options, &err);
    uint64_t begin = now();
    dt_game *game = model ? dt_game_compile(model, &options, &err) : NULL;
    uint64_t compiled = now();
    dt_verdicts *verdicts = game ? dt_analyse(game, &options, &err) : NULL;
    uint64_t end = now();
    *times = (run){.compile = compiled - begin, .analyse = end - compiled};
    if (!verdicts) fprintf(stderr, "bench: %s\n", err.message);
    else if (r->runs == 0) {
        r->states = game->states;
        r->cells = game->slots;
        r->backend = game->backend;
        r->checksum = options.concepts ? 0 : hash_verdicts(game, verdicts);
    }
    bool done = verdicts != NULL;
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    dt_model_free(model);
    return done;
}

/* Up to five runs, as long as they fit in ten seconds together. */
static bool measure(const bench *b, const text *t, const bench_case *c, uint32_t concepts,
                    result *r)
{
    *r = (result){0};
    run runs[MOST_RUNS];
    heap h = {0};
    dt_options options = {.backend = c->backend, .threads = b->threads, .concepts = concepts};
    uint64_t spent = 0;
    while (r->runs < MOST_RUNS && spent < UINT64_C(10000000000)) {
        if (!run_once(b, t, options, &h, &runs[r->runs], r)) return false;
        spent += runs[r->runs].compile + runs[r->runs].analyse;
        r->runs++;
    }
    qsort(runs, r->runs, sizeof *runs, by_sum);
    r->median = runs[(r->runs - 1) / 2];
    r->peak_bytes = h.peak;
    return true;
}

static const char *backend_name(dt_backend backend)
{
    static const char *const names[] = {"auto", "dense", "listed", "graph"};
    return names[backend];
}

/* Nanoseconds to copy so many bytes, at the rate of large copies. */
static double copying(const bench *b, double bytes)
{
    return (double)time_copy(b->crew, b->from, b->to, BUFFER_BYTES) * bytes / BUFFER_BYTES;
}

static void whole_case(bench *b, const bench_case *c)
{
    static text t;
    char label[40];
    result r;
    case_name(c, label);
    write_model(&t, c);
    double before = copying(b, 1);
    if (!measure(b, &t, c, 0, &r)) {
        b->wrong++;
        return;
    }
    double copy = (before + copying(b, 1)) / 2 * (double)r.peak_bytes;
    double total = (double)(r.median.compile + r.median.analyse), states = (double)r.states;
    printf("%-14s %-6s %11llu %11llu %8.3f %8.3f %7.0f %6.1f %7.0f  %016llx\n", label,
           backend_name(r.backend), (unsigned long long)r.states, (unsigned long long)r.cells,
           (double)r.median.compile / 1e9, (double)r.median.analyse / 1e9, total / states,
           (double)r.peak_bytes / states, total / copy, (unsigned long long)r.checksum);
    fflush(stdout);
    if (b->json)
        fprintf(b->json,
                "{\"case\": \"%s\", \"backend\": \"%s\", \"states\": %llu, \"cells\": %llu, "
                "\"threads\": %u, \"runs\": %u, \"compile_ns\": %llu, \"analyse_ns\": %llu, "
                "\"ns_per_state\": %.2f, \"peak_bytes\": %llu, \"bytes_per_state\": %.2f, "
                "\"copies\": %.1f, \"checksum\": \"%016llx\"}\n",
                label, backend_name(r.backend), (unsigned long long)r.states,
                (unsigned long long)r.cells, b->threads, r.runs,
                (unsigned long long)r.median.compile, (unsigned long long)r.median.analyse,
                total / states, (unsigned long long)r.peak_bytes, (double)r.peak_bytes / states,
                total / copy, (unsigned long long)r.checksum);
    compare(b, label, r.checksum);
}

/* ---- by concept, by operator --------------------------------------------------------------- */

static bench_case pattern_case(const bench *b, dt_backend backend)
{
    return (bench_case){JOINED, b->max < 26 ? b->max : 26, 3, 0, backend};
}

/* Each by itself; what they share, as the orders, is paid for by each. */
static void by_concept(bench *b)
{
    static text t;
    char label[40];
    bench_case c = pattern_case(b, DT_BACKEND_DENSE);
    case_name(&c, label);
    write_model(&t, &c);
    printf("\n%-14s concept   seconds   copies of one score array (2 bytes a cell)\n",
           "by concept");
    for (dt_concept k = 0; k < DT_CONCEPT_COUNT; k++) {
        result r;
        if (!measure(b, &t, &c, 1u << k, &r)) return;
        double copies = (double)r.median.analyse / copying(b, 2 * (double)r.cells);
        printf("%-14s %-8s %8.3f %8.0f\n", label, dt_concept_id(k), (double)r.median.analyse / 1e9,
               copies);
        fflush(stdout);
        if (b->json)
            fprintf(b->json,
                    "{\"case\": \"%s\", \"concept\": \"%s\", \"analyse_ns\": %llu, "
                    "\"copies\": %.1f}\n",
                    label, dt_concept_id(k), (unsigned long long)r.median.analyse, copies);
    }
}

/* The smallest case by both backends, for the checksum; then the one that is asked for. */
static void by_operator(bench *b)
{
    static text t;
    bench_case small = {JOINED, 16, 3, 0, DT_BACKEND_LISTED}, large = pattern_case(b, DENSE);
    bench_case all[] = {small, small, large};
    all[1].backend = DT_BACKEND_DENSE;
    for (uint32_t k = 0; k < 3; k++) {
        uint64_t checksum;
        char label[60] = "operators-";
        case_name(&all[k], label + strlen(label));
        write_model(&t, &all[k]);
        printf("\n%-22s %-13s player width passes   copies   a pass\n", label, "operator");
        if (!bench_operators(&t, &all[k], b->threads, b->json, &checksum)) b->wrong++;
        else compare(b, label, checksum);
    }
}

static uint32_t number_from(const char *variable, uint32_t otherwise)
{
    const char *value = getenv(variable);
    return value && *value ? (uint32_t)strtoul(value, NULL, 10) : otherwise;
}

static bool wanted(const bench *b, const char *label)
{
    return !b->only || strstr(label, b->only) != NULL;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "usage: bench CHECKSUMS [RESULTS]\n");
        return 2;
    }
    bench b = {.checksums = argv[1],
               .only = getenv("BENCH_ONLY"),
               .json = argc > 2 ? fopen(argv[2], "w") : NULL,
               .max = number_from("BENCH_MAX", 24),
               .threads = number_from("BENCH_THREADS", (uint32_t)sysconf(_SC_NPROCESSORS_ONLN)),
               .memory_bytes = (uint64_t)number_from("BENCH_MEMORY", 0) << 30,
               .records = getenv("BENCH_RECORD") != NULL,
               .from = malloc(BUFFER_BYTES),
               .to = malloc(BUFFER_BYTES)};
    if (b.threads < 1) b.threads = 1;
    memory host;
    memory_start(&host, NULL);
    b.crew = crew_start(&host, b.threads);
    if (!b.from || !b.to || !b.crew) return 1;
    memset(b.from, 1, BUFFER_BYTES);
    memset(b.to, 2, BUFFER_BYTES);
    printf("%u threads; seconds, ns a state, bytes a state, times a copy of those bytes\n"
           "case           backend     states       cells  compile  analyse ns/stat B/stat  copies"
           "  verdicts\n",
           b.threads);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char label[40];
        case_name(&cases[k], label);
        if (cases[k].size <= b.max && wanted(&b, label)) whole_case(&b, &cases[k]);
    }
    if (wanted(&b, "concepts")) by_concept(&b);
    if (wanted(&b, "operators")) by_operator(&b);
    crew_free(b.crew, &host);
    free(b.from);
    free(b.to);
    if (b.json) fclose(b.json);
    if (b.wrong) fprintf(stderr, "bench: %d wrong\n", b.wrong);
    return b.wrong != 0;
}
