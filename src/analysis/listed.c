/* Passes over a listed game: clique by clique, each gathered, worked on in a row, and put back.
 *
 * Cost of a pass, a state: 4 bytes of the permutation, its value read and written at random among
 * those of the game, and for improvements 2 bytes of the order (4 where a clique has more than 32,766
 * states). A parcel is some places of the permutation; the cliques that begin there are its own.
 */
#include "analysis/passes.h"

#ifdef DT_HOSTILE
enum { PARCEL = 3 };
#else
enum { PARCEL = 1 << 13 };
#endif

/* The first clique that starts at or after a place. */
static uint64_t run_from(const mover *m, uint64_t place_)
{
    uint64_t low = 0, high = m->run_count;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        if (m->runs[middle] < place_) low = middle + 1;
        else high = middle;
    }
    return low;
}

static void do_parcel(void *ctx, uint64_t parcel, uint32_t worker)
{
    const pass *p = ctx;
    const operators *o = p->operators;
    uint64_t last = run_from(p->listed, (parcel + 1) * PARCEL);
    for (uint64_t run = run_from(p->listed, parcel * PARCEL); run < last; run++)
        o->kernels->run[p->width / 2](p, run, o->scratch[worker]);
}

bool listed_pass(operators *o, pass *p, uint32_t i)
{
    p->listed = &p->game->movers[i];
    p->order = p->kind == PASS_IMPROVE ? o->orders[i] : NULL;
    o->passes++;
    uint64_t parcels = (p->game->slots + PARCEL - 1) / PARCEL;
    if (p->game->slots <= SERIAL_SLOTS) return parallel(1, parcels, do_parcel, p, o->progress);
    return crew_run(o->crew, parcels, do_parcel, p, o->progress);
}

/* The values of a clique, then sums of classes, or keys. */
size_t listed_scratch(const operators *o)
{
    size_t most = 0;
    for (uint32_t i = 0; i < o->game->players; i++) {
        const mover *m = &o->game->movers[i];
        size_t bytes = ((size_t)m->rows + 8) * 4 + 2 * (size_t)m->class_count * 4 +
                       2 * (size_t)m->rows * sizeof(uint64_t) + 64;
        if (bytes > most) most = bytes;
    }
    return most;
}
