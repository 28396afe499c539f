/* Passes over a dense game: which players form a group, how large tiles are, who works on them.
 *
 * Cost of a pass, in bytes a slot: the values read and written once, and for improvements what is
 * known of the order of each mover of the group (1, or 2, or 4 where a player has more than 32,766
 * choices). Tiles of one pass do not overlap, so any worker may do any of them.
 */
#include "analysis/passes.h"

#include "base/bits.h"

#include <string.h>

/* ---- groups -------------------------------------------------------------------------------- */

static bool list_reach_few(operators *o, axis *a)
{
    const mover *m = a->mover;
    a->reach_few = ARENA_ARRAY(&o->arena, a->rows, uint32_t);
    if (!a->reach_few) return false;
    for (uint32_t r = 0; r < a->rows; r++)
        for (uint32_t s = 0; s < a->rows; s++) {
            bool reaches = !m->classes || m->classes[r] == m->classes[s];
            for (uint32_t k = 0; m->classes && !reaches; k++) {
                uint32_t at = m->up_first[m->classes[r]] + k;
                if (at == m->up_first[m->classes[r] + 1]) break;
                reaches = m->up[at] == m->classes[s];
            }
            if (r != s && reaches) a->reach_few[r] |= UINT32_C(1) << s;
        }
    return true;
}

/* Does the next player still fit into the group? The first group goes on until its blocks are long
 * enough for the lanes of the next. */
static bool fits_in(const group *g, uint32_t rows)
{
    uint64_t together = (uint64_t)g->rows * rows;
    if (g->axis_count == 0) return true;
    if (g->stride == 1 && g->rows < LEAST_RUN) return together <= UINT64_C(64) * MOST_ROWS;
    return together <= MOST_ROWS;
}

bool dense_start(operators *o)
{
    const dt_game *g = o->game;
    o->groups = ARENA_ARRAY(&o->arena, g->players, group);
    axis *axes = ARENA_ARRAY(&o->arena, g->players, axis);
    if (!o->groups || !axes) return false;
    for (uint32_t i = 0; i < g->players; i++) {
        const mover *m = &g->movers[i];
        if (m->rows <= 1) continue;
        group *last = o->group_count ? &o->groups[o->group_count - 1] : NULL;
        if (!last || !fits_in(last, m->rows)) {
            last = &o->groups[o->group_count++];
            *last = (group){.stride = m->stride, .rows = 1, .axes = axes};
        }
        *axes = (axis){.player = i, .rows = m->rows, .inner = last->rows, .mover = m};
        if (is_few(m->rows) && !list_reach_few(o, axes)) return false;
        last->rows *= m->rows;
        last->axis_count++;
        axes++;
    }
    for (uint32_t k = 0; k < o->group_count; k++) {
        group *it = &o->groups[k];
        bool lowest = it->stride == 1;
        it->layout = !lowest ? ROWS : it->axis_count == 1 && it->rows >= LEAST_RUN ? RUNS : BLOCKS;
    }
    return true;
}

const axis *dense_axis(const operators *o, uint32_t i, const group **g)
{
    for (uint32_t k = 0; k < o->group_count; k++)
        for (uint32_t a = 0; a < o->groups[k].axis_count; a++)
            if (o->groups[k].axes[a].player == i) {
                *g = &o->groups[k];
                return &o->groups[k].axes[a];
            }
    return NULL;
}

/* ---- how large ------------------------------------------------------------------------------- */

/* Tiles of the same size that are in use at once. */
static uint32_t tiles_loaded(const pass *p)
{
    uint32_t count = p->kind == PASS_JUDGE || p->kind == PASS_ORDER ? 2 : 1;
    for (uint32_t k = 0; p->kind == PASS_IMPROVE && k < p->mover_count; k++)
        count += is_few(p->movers[k]->rows);
    return count;
}

/* As wide as the cache allows, but enough tiles for all workers, and no wider than the game. */
static void choose_subs(pass *p)
{
    const group *g = p->group;
    uint64_t a_sub = (uint64_t)g->rows * LANE_BYTES * tiles_loaded(p),
             lanes = LANE_BYTES / p->width;
    uint64_t subs = TILE_BYTES / a_sub;
    uint64_t most = g->layout == ROWS ? g->stride : p->game->slots / g->rows;
    if (subs > (most + lanes - 1) / lanes) subs = (most + lanes - 1) / lanes;
    p->subs = subs ? (uint32_t)subs : 1;
    while (p->subs > 8 && tile_count(p) < 4 * (uint64_t)p->operators->threads) p->subs /= 2;
}

/* Values, a second tile or the places of those with few choices; then sums of classes, or keys. */
size_t dense_scratch(const operators *o)
{
    size_t most = 0;
    for (uint32_t k = 0; k < o->group_count; k++) {
        const group *g = &o->groups[k];
        size_t few = 0, classes = 0, rows = 0;
        for (uint32_t a = 0; a < g->axis_count; a++) {
            few += is_few(g->axes[a].rows);
            if (g->axes[a].mover->class_count > classes) classes = g->axes[a].mover->class_count;
            if (g->axes[a].rows > rows) rows = g->axes[a].rows;
        }
        size_t loaded = few + 1 > 2 ? few + 1 : 2;
        size_t tile_bytes = (size_t)g->rows * LANE_BYTES * loaded;
        size_t bytes = (tile_bytes > TILE_BYTES ? tile_bytes : TILE_BYTES) +
                       2 * classes * LANE_BYTES + 2 * rows * sizeof(uint64_t) + 128;
        if (bytes > most) most = bytes;
    }
    return most;
}

/* ---- passes ---------------------------------------------------------------------------------- */

static void do_tile(void *ctx, uint64_t number, uint32_t worker)
{
    const pass *p = ctx;
    const operators *o = p->operators;
    o->kernels->tile[p->width / 2](p, number, o->scratch[worker]);
}

bool dense_pass(operators *o, pass *p, const group *g)
{
    p->group = g;
    choose_subs(p);
    o->passes++;
    if (p->game->slots <= SERIAL_SLOTS) return parallel(1, tile_count(p), do_tile, p, o->progress);
    return crew_run(o->crew, tile_count(p), do_tile, p, o->progress);
}
