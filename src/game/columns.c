/* The bits of a dense game's cells, 512 cells at once, without looking at a cell.
 *
 * The digits of the lowest players go round again and again: together they have a period of cells,
 * at least a block long, and each of their bits is a string that repeats. The strings are written
 * down once, with a block more at the end, so the bits of any block are some words of them, shifted.
 * The bits of the other players change only where the period ends, at most once in a block.
 *
 * Cost: some operations a word of 64 cells and bit; transposing states costs several a cell.
 */
#include "game/game.h"

#include "base/bits.h"

#include <string.h>

enum { LONGEST = 1 << 20 }; /* cells of a period: written down without a poll */

typedef struct cycle {
    uint64_t period;
    uint64_t bits;         /* those that are written down */
    uint32_t players;      /* whose they are: the first ones */
    uint64_t *strings[64]; /* by bit */
} cycle;

/* The players whose digits repeat within a period; 0: none that is good. */
static uint32_t choose_players(const dt_game *g, uint64_t *period)
{
    *period = 1;
    for (uint32_t i = 0; i < g->players; i++) {
        *period *= g->movers[i].rows;
        if (*period > LONGEST) return 0;
        if (*period >= LOGIC_BLOCK) return i + 1;
    }
    return 0;
}

static uint64_t choices_at(const dt_game *g, uint32_t from, uint32_t to, uint64_t number)
{
    uint64_t state = 0;
    for (uint32_t i = from; i < to; i++) {
        state |= g->movers[i].choices[number % g->movers[i].rows];
        number /= g->movers[i].rows;
    }
    return state;
}

bool cycle_build(dt_game *g)
{
    uint64_t period;
    uint32_t players = choose_players(g, &period);
    if (!players) return true;
    cycle *c = ARENA_NEW(&g->arena, cycle);
    if (!c) return false;
    c->period = period;
    c->players = players;
    for (uint32_t i = 0; i < players; i++) c->bits |= g->model->players[i].bits;
    uint64_t words = words_for(period + LOGIC_BLOCK) + 1;
    for (uint32_t b = 0; b < g->bits; b++)
        if ((c->bits >> b & 1) && !(c->strings[b] = ARENA_ARRAY(&g->arena, words, uint64_t)))
            return false;
    for (uint64_t at = 0; at < period + LOGIC_BLOCK; at++) {
        uint64_t state = choices_at(g, 0, players, at % period);
        for (uint64_t rest = state; rest; rest &= rest - 1)
            set_bit(c->strings[lowest_bit(rest)], at);
    }
    g->cycle = c;
    return true;
}

static void repeat(const cycle *c, uint64_t at, logic_row columns[64])
{
    uint32_t shift = (uint32_t)(at & 63);
    for (uint64_t rest = c->bits; rest; rest &= rest - 1) {
        uint32_t b = lowest_bit(rest);
        const uint64_t *words = c->strings[b] + at / 64;
        for (uint32_t w = 0; w < LOGIC_WORDS; w++)
            columns[b].words[w] =
                shift ? words[w] >> shift | words[w + 1] << (64 - shift) : words[w];
    }
}

/* `state` up to cell `turn` of the block, `next` from there on. */
static void stand(uint64_t bits, uint64_t state, uint64_t next, uint64_t turn,
                  logic_row columns[64])
{
    for (uint64_t rest = bits; rest; rest &= rest - 1) {
        uint32_t b = lowest_bit(rest);
        uint64_t before = state >> b & 1 ? UINT64_MAX : 0, after = next >> b & 1 ? UINT64_MAX : 0;
        for (uint32_t w = 0; w < LOGIC_WORDS; w++) {
            uint64_t left = turn > 64 * w ? turn - 64 * w : 0;
            uint64_t first = low_bits(left < 64 ? (uint32_t)left : 64);
            columns[b].words[w] = (before & first) | (after & ~first);
        }
    }
}

void game_columns(const dt_game *g, uint64_t block, logic_row columns[64],
                  uint64_t feasible[LOGIC_WORDS])
{
    const cycle *c = g->cycle;
    if (!c) {
        uint64_t states[LOGIC_BLOCK];
        game_block(g, block, states, feasible);
        logic_columns(states, columns);
        return;
    }
    uint64_t from = block * LOGIC_BLOCK, high = from / c->period, at = from % c->period;
    uint64_t count = g->slots - from < LOGIC_BLOCK ? g->slots - from : LOGIC_BLOCK;
    repeat(c, at, columns);
    stand(low_bits(g->bits) & ~c->bits, choices_at(g, c->players, g->players, high),
          choices_at(g, c->players, g->players, high + 1), c->period - at, columns);
    for (uint64_t w = 0; w < LOGIC_WORDS; w++) {
        uint64_t rest = count > 64 * w ? count - 64 * w : 0;
        uint64_t present = low_bits(rest < 64 ? (uint32_t)rest : 64);
        feasible[w] = present && g->feasible ? present & g->feasible[from / 64 + w] : present;
    }
}
