/* The state graph as it is drawn: some states, and the moves between them. */
#ifndef DRAW_GRAPH_H
#define DRAW_GRAPH_H

#include "draw/picture.h"

enum { DEFAULT_STATES = 100, MOST_STATES = 500 };

typedef struct graph_state {
    uint64_t slot, bits;
    uint32_t holds; /* concepts, as bits */
    uint32_t row;   /* of the layout, from 0 */
    int32_t half;   /* its place across, in half columns */
    int32_t x, y;   /* its middle */
} graph_state;

typedef struct graph_move { /* by one player between two drawn states, a before b */
    uint32_t a, b, player;
    bool there, back;             /* from a to b, from b to a */
    bool gains_there, gains_back; /* an improvement */
    bool drawn;
    uint32_t lane; /* of several players' moves between the two: how many come before it */
} graph_move;

typedef enum graph_detail {             /* which moves are drawn */
                            DETAIL_ALL, /* every move */
                            DETAIL_BEST, /* steps, and the best improvement of each player from each state */
                            DETAIL_STEPS /* moves that no two others add up to */
} graph_detail;

typedef struct graph {
    report *report;
    graph_state *states; /* ascending by slot; in the report's arena */
    uint32_t count;
    struct {
        graph_move *items; /* by a, b and player */
        size_t count, room;
    } moves;
    size_t drawn;
    graph_detail detail;
    uint32_t today, no_deal; /* NONE: not among them */
    bool is_grid;            /* rows and columns each stand for what some players do */
    uint64_t across, down;   /* the bits by which columns, rows differ */
    uint32_t rows;
    box *marks; /* of the numbers on lines, while they are drawn; NULL: none */
    uint32_t mark_count;
    int32_t halves; /* the layout's width in half columns */
} graph;

/* Do moves follow from what the options are? Not where they are listed, or states are coalesced. */
static inline bool moves_by_options(const dt_game *g)
{
    return !g->model->graph_form && !g->members;
}

/* The states that the report shows, and their moves. False: err is set. */
bool graph_take(graph *, report *, dt_error *);
void graph_free(graph *);

/* layout.c: rows and places across. False: memory is gone. */
bool graph_layout(graph *);

/* "State 5": number and label, what everybody does, ranks, where it holds. */
void compose_state(output *, const graph *, const graph_state *);
/* What is not drawn, and why. */
void compose_graph_notes(output *, const graph *);

bool graph_svg(graph *, dt_output, dt_error *);
bool graph_dot(graph *, dt_output, dt_error *);

/* zones.c: too many states to draw them one by one: where what holds is, seen from today. */
bool zones_draw(report *, dt_output, dt_error *);

#endif
