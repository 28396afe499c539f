/* What compiling and analysing will take: memory as an upper bound, time to compare the backends.
 * Both before anything large is allocated. */
#include "game/game.h"

#include "base/bits.h"

/* ---- memory ----------------------------------------------------------------------------- */

static uint64_t most(uint64_t a, uint64_t b) { return a > b ? a : b; }

/* Bytes of a score: every statement doubles the ranks at most, and there are no more than states. */
static uint64_t width_of(const dt_game *g, uint32_t i, uint64_t states)
{
    uint32_t statements = g->stage.players[i].rank ? 32 : g->stage.players[i].criterion_count;
    uint64_t ranks = statements < 32 ? UINT64_C(1) << statements : UINT32_MAX;
    if (states < ranks) ranks = states;
    return ranks < UINT8_MAX ? 1 : ranks < UINT16_MAX ? 2 : 4;
}

static uint64_t widths_of(const dt_game *g, uint64_t states, uint64_t *widest)
{
    uint64_t sum = 0;
    *widest = 1;
    for (uint32_t i = 0; i < g->players; i++) {
        uint64_t width = width_of(g, i, states);
        sum += width;
        *widest = most(*widest, width);
    }
    return sum;
}

static uint64_t whole(uint64_t slots, uint64_t eighths) { return slots * eighths / 8 + (1 << 20); }

/* The most choices of a player, which are the largest cliques that there may be. */
static uint64_t most_rows(const dt_game *g, uint64_t states)
{
    uint64_t rows = 1;
    for (uint32_t i = 0; i < g->players; i++) {
        uint32_t bits = bit_count(g->model->players[i].bits & ~g->stage.fixed_bits);
        rows = most(rows, g->movers[i].rows ? g->movers[i].rows : low_bits(bits));
    }
    return rows < states ? rows : states;
}

/* What the workers need besides the arrays, for a clique at a time or several. */
static uint64_t scratch(const dt_game *g, uint64_t rows, uint64_t bytes_a_row)
{
    return g->threads * ((1 << 20) + rows * bytes_a_row);
}

/* Eighths of bytes a slot of what is alive while analysing, besides what compiling leaves. */
static uint64_t analysing(const dt_game *g, uint64_t widest, uint64_t rows)
{
    uint64_t order = rows < 0x7FFF ? 2 : 4, n = g->players;
    return 8 * (3 * widest + order * n) + 5 * n + 5;
}

enum { RANKING = 8 * (4 + 1) }; /* ranks, and marks of those that occur */

uint64_t dense_need(const dt_game *g, uint64_t cells)
{
    uint64_t widest, widths = widths_of(g, cells, &widest), rows = most_rows(g, cells);
    uint64_t work = most(RANKING, analysing(g, widest, rows));
    return whole(cells, 2 + 8 * widths + work) + scratch(g, rows, 256);
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
    uint64_t widest, widths = widths_of(g, states, &widest), rows = most_rows(g, states);
    uint64_t cliques = 0, sorting = 8 * 20;
    for (uint32_t i = 0; i < g->players; i++) cliques += is_bound(g, i) ? 12 : 8;
    uint64_t work = most(sorting, 8 * widths + most(RANKING, analysing(g, widest, rows)));
    return whole(states, 8 * (8 + cliques) + work) + scratch(g, rows, 64);
}

/* ---- time ------------------------------------------------------------------------------- */

/* A listed state against a dense cell, compiled and analysed: bench/README.md. */
enum { LISTED_COST = 4 };

uint64_t dense_cost(uint64_t cells) { return cells; }

uint64_t listed_cost(uint64_t states) { return states * LISTED_COST; }
