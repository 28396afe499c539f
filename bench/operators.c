/* The operators one by one, as multiples of a copy of one score array.
 *
 * Each is measured for every player: the median of some runs, divided by the time of a copy of the
 * player's score array (2 MiB pieces, the same threads; the median of the copies just before and
 * after each run). Sees the inside of the library.
 */
#include "operators.h"

#include "copy.h"

#include "analysis/operators.h"
#include "base/bits.h"

#include <stdlib.h>
#include <string.h>

enum { RUNS = 5, MOST_HASHED = 1 << 18 };

typedef struct bench { /* of one case */
    const dt_game *game;
    operators operators;
    uint32_t threads, player;
    field p, f; /* scores, and what becomes of them */
    uint64_t *bits;
    uint64_t hash;
} bench;

typedef struct figure {
    double copies;
    uint64_t passes;
} figure;

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *values, uint32_t count)
{
    qsort(values, count, sizeof *values, by_size);
    return values[count / 2];
}

/* Results by state, not by slot, so that backends agree. */
static void hash_field(bench *b)
{
    for (dt_index k = 0; k < b->game->states; k++) {
        scores s = {.width = b->f.width, .values = b->f.values};
        b->hash = (b->hash ^ score_at(&s, index_slot(b->game, k))) * UINT64_C(0x9E3779B97F4A7C15);
        b->hash ^= b->hash >> 29;
    }
}

static void hash_bits(bench *b)
{
    for (dt_index k = 0; k < b->game->states; k++)
        b->hash = b->hash * 3 + bit_at(b->bits, index_slot(b->game, k));
}

/* What is measured; prepare is not. */
typedef struct work {
    const char *label;
    bool (*run)(bench *);
    void (*hash)(bench *);
    bool improving; /* orders must be there before */
} work;

static bool run_own_max(bench *b) { return own_max(&b->operators, b->player, b->p, b->f); }

static bool run_others(bench *b) { return others_min(&b->operators, b->player, false, b->p, b->f); }

static bool run_others_ui(bench *b)
{
    return others_min(&b->operators, b->player, true, b->p, b->f);
}

static bool run_judge(bench *b) { return judge(&b->operators, b->player, b->p, NULL, b->bits); }

static bool run_sort(bench *b)
{
    operators_forget(&b->operators, b->player);
    return operators_sort_one(&b->operators, b->player);
}

static const work works[] = {{"own_max", run_own_max, hash_field, false},
                             {"others_min", run_others, hash_field, false},
                             {"order", run_sort, NULL, false},
                             {"others_min_ui", run_others_ui, hash_field, true},
                             {"judge", run_judge, hash_bits, false}};

static bool time_work(bench *b, const work *w, figure *f)
{
    double ratios[RUNS];
    size_t bytes = b->game->slots * b->p.width;
    for (uint32_t k = 0; k < RUNS; k++) {
        double copies[2];
        copies[0] = (double)time_copy(b->operators.crew, b->p.values, b->f.values, bytes);
        uint64_t passes = b->operators.passes, begin = now();
        if (!w->run(b)) return false;
        double took = (double)(now() - begin);
        f->passes = b->operators.passes - passes;
        if (k == 0 && w->hash && b->game->slots <= MOST_HASHED) w->hash(b);
        copies[1] = (double)time_copy(b->operators.crew, b->p.values, b->f.values, bytes);
        ratios[k] = took / ((copies[0] + copies[1]) / 2);
    }
    f->copies = median(ratios, RUNS);
    return true;
}

static bool measure_player(bench *b, const bench_case *c, FILE *json)
{
    const scores *s = &b->game->scores[b->player];
    char label[40];
    case_name(c, label);
    b->p = (field){s->width, s->values};
    if (!field_take(&b->operators, &b->f, s->width)) return false;
    memcpy(b->f.values, s->values, b->game->slots * s->width);
    for (size_t k = 0; k < sizeof works / sizeof *works; k++) {
        figure f = {0};
        if (works[k].improving && !operators_sort(&b->operators)) return false;
        if (!time_work(b, &works[k], &f)) return false;
        printf("%-22s %-13s %6u %5u %6llu %8.1f %8.1f\n", label, works[k].label, b->player,
               s->width, (unsigned long long)f.passes, f.copies,
               f.passes ? f.copies / (double)f.passes : 0);
        if (json)
            fprintf(json,
                    "{\"case\": \"%s\", \"operator\": \"%s\", \"player\": %u, \"width\": %u, "
                    "\"passes\": %llu, \"copies\": %.2f}\n",
                    label, works[k].label, b->player, s->width, (unsigned long long)f.passes,
                    f.copies);
        fflush(stdout);
    }
    field_give(&b->operators, &b->f);
    return true;
}

bool bench_operators(const text *t, const bench_case *c, uint32_t threads, FILE *json,
                     uint64_t *checksum)
{
    dt_options options = {.backend = c->backend, .threads = threads};
    dt_error err = {0};
    dt_model *model = dt_model_parse(t->bytes, t->length, &options, &err);
    dt_game *game = model ? dt_game_compile(model, &options, &err) : NULL;
    bench b = {.game = game, .threads = threads};
    memory m;
    memory_start(&m, NULL);
    bool done = game && operators_start(&b.operators, game, &m, threads, NULL) &&
                (b.bits = memory_take(&m, words_for(game->slots), sizeof *b.bits));
    for (uint32_t i = 0; done && i < game->players; i++) {
        b.player = i;
        done = measure_player(&b, c, json);
    }
    *checksum = b.hash;
    if (!done) fprintf(stderr, "bench: %s\n", err.message);
    if (game) {
        memory_give(&m, b.bits, words_for(game->slots), sizeof *b.bits);
        operators_free(&b.operators);
    }
    dt_game_free(game);
    dt_model_free(model);
    return done;
}
