/* What compiling and analysing will take: memory as an upper bound, time to compare the backends.
 * Both before anything large is allocated, so only what the stage and the choices say is known.
 *
 * The arrays of each phase are counted in eighths of a byte a slot. Analysing drops orders and
 * forgets scores when memory is short, so the least that it does with is counted; where scores cannot
 * be found again, all of them.
 */
#include "game/game.h"

#include "base/bits.h"

static uint64_t most(uint64_t a, uint64_t b) { return a > b ? a : b; }

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* ---- preferences ------------------------------------------------------------------------ */

typedef struct preferences { /* of all players */
    uint64_t widths, widest; /* bytes of scores */
    uint64_t tables;         /* bytes of tables that find scores */
    uint64_t noted;          /* players whose ranks are written down on the way */
    bool kept;               /* some scores cannot be found again, so none is forgotten */
} preferences;

/* Statements are read off in rounds; each doubles the ranks at most, and there are no more of them
 * than states. */
static void add_player(preferences *all, const stage_player *p, uint64_t states)
{
    uint64_t ranks = 1, largest = 0;
    uint32_t rounds = 0;
    for (uint32_t left = p->criterion_count; left; rounds++) {
        uint32_t used = bits_for(ranks), room = used < KEY_BITS ? KEY_BITS - used : 1;
        uint32_t count = (uint32_t)least(least(room, MOST_A_ROUND), left);
        largest = most(largest, sizeof(uint32_t) * (ranks << count));
        ranks = least(ranks << count, states);
        left -= count;
    }
    if (p->rank) ranks = states;
    uint64_t width = ranks < UINT8_MAX ? 1 : ranks < UINT16_MAX ? 2 : 4;
    all->widths += width;
    all->widest = most(all->widest, width);
    all->tables += largest * least(rounds, LOOKED_UP);
    all->noted += rounds > LOOKED_UP;
    all->kept = all->kept || p->rank || rounds > LOOKED_UP;
}

static preferences all_preferences(const dt_game *g, uint64_t states)
{
    preferences all = {.widest = 1};
    for (uint32_t i = 0; i < g->players; i++) add_player(&all, &g->stage.players[i], states);
    return all;
}

/* Eighths of a byte a slot of the greater of two phases: ranking with its ranks, keys and marks, and
 * analysing with two or three fields, the others' orders and the verdicts. */
static uint64_t work_need(const dt_game *g, const preferences *all, uint64_t order)
{
    uint64_t n = g->players, own = all->kept ? all->widths : all->widest;
    uint64_t ranking = 8 * (13 * all->noted + (all->kept ? all->widths : 0));
    uint64_t analysing = 8 * (own + 2 * all->widest + order * (n - 1)) + 5 * n + 5;
    return most(ranking, analysing);
}

/* ---- memory ----------------------------------------------------------------------------- */

/* The most choices of a player: the largest cliques that there may be. */
static uint64_t most_rows(const dt_game *g, uint64_t slots)
{
    uint64_t rows = 1;
    for (uint32_t i = 0; i < g->players; i++) {
        uint32_t bits = bit_count(g->model->players[i].bits & ~g->stage.fixed_bits);
        rows = most(rows, g->movers[i].rows ? g->movers[i].rows : low_bits(bits));
    }
    return least(rows, slots);
}

static uint64_t order_bytes(uint64_t rows) { return rows < 0x7FFF ? 2 : 4; }

/* All slots, what the workers need for the largest cliques, and small things. */
static uint64_t whole(const dt_game *g, uint64_t slots, uint64_t eighths, uint64_t rows,
                      uint64_t bytes_a_row)
{
    enum { SMALL = 1 << 20, A_WORKER = 1 << 19 };
    return slots / 8 * eighths + SMALL + g->threads * (A_WORKER + rows * bytes_a_row);
}

uint64_t dense_need(const dt_game *g, uint64_t cells)
{
    uint64_t rows = most_rows(g, cells);
    preferences all = all_preferences(g, cells);
    return whole(g, cells, 2 + work_need(g, &all, order_bytes(rows)), rows, 256) + all.tables;
}

static bool is_bound(const dt_game *g, uint32_t i)
{
    const player *p = &g->model->players[i];
    for (uint32_t k = p->first_option; k < p->first_option + p->options; k++)
        if (g->model->options[k].irreversible) return true;
    return false;
}

uint64_t listed_need(const dt_game *g, uint64_t states)
{
    uint64_t rows = most_rows(g, states), cliques = 0, bound = 0;
    preferences all = all_preferences(g, states);
    for (uint32_t i = 0; i < g->players; i++) {
        cliques += is_bound(g, i) ? 12 : 8;
        bound += is_bound(g, i);
    }
    uint64_t sorting = 8 * (bound ? 36 : 20);
    uint64_t work = most(sorting, work_need(g, &all, order_bytes(rows)));
    return whole(g, states, 8 * (8 + cliques) + work, rows, 32) + all.tables;
}

/* ---- time ------------------------------------------------------------------------------- */

/* A listed state against a dense cell, compiled and analysed, all concepts, one thread, nanoseconds of
 * processor time (bench families, and the Havana model):
 *
 *     players            3: joined   4: joined   4: tied   5: tied   8: Havana   8: open
 *     dense, a cell            114         241       232       435         600        366
 *     listed, a state          305         590       896      1447        2000       2415
 *
 * So from 2.4 to 6.6 times, the most where there are no constraints and listed cannot win. */
enum { LISTED_COST = 3 };

uint64_t dense_cost(uint64_t cells) { return cells; }

uint64_t listed_cost(uint64_t states) { return states * LISTED_COST; }
