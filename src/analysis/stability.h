/* Stability of every state for every player, as bits a slot. */
#ifndef ANALYSIS_STABILITY_H
#define ANALYSIS_STABILITY_H

#include "analysis/operators.h"

struct dt_verdicts {
    memory memory;
    const dt_game *game;
    dt_responses responses;
    uint32_t concepts;                      /* bit 1 << dt_concept: was analysed */
    uint64_t **stable;                      /* [concept * players + player], bits by slot */
    uint64_t *equilibria[DT_CONCEPT_COUNT]; /* bits by slot */
    uint64_t counts[DT_CONCEPT_COUNT];      /* equilibria */
    uint64_t passes;                        /* over the states: a measure of work */
};

static inline bool has_concept(const dt_verdicts *v, dt_concept c) { return v->concepts >> c & 1; }

static inline const uint64_t *stable_bits(const dt_verdicts *v, dt_concept c, uint32_t i)
{
    return v->stable[(size_t)c * v->game->players + i];
}

#endif
