/* How a player's lines look: six colours and six kinds of line, together for 36 players; in black
 * and white the kind of line tells six apart, and where more of them move, lines bear numbers too. */
#ifndef DRAW_PLAYERS_H
#define DRAW_PLAYERS_H

#include "draw/picture.h"

enum { PLAYER_LOOKS = 6 };

const char *player_colour(uint32_t player); /* "#0072b2" */
const char *player_dashes(uint32_t player); /* "8 4"; "": a full line */
const char *player_dot_style(uint32_t player);

/* A group in which lines and heads are the player's. */
void put_player_group(picture *, uint32_t player);

typedef struct line_look {       /* at either end */
    bool head_to, head_from;     /* an improvement: a full head */
    bool hollow_to, hollow_from; /* cannot be undone and is none: an empty head */
    bool bar_to, bar_from;       /* no way back to this end */
} line_look;

/* A curve from one point to another with two control points, and what stands at its ends. */
typedef struct curve {
    int32_t x1, y1, cx1, cy1, cx2, cy2, x2, y2;
} curve;
void put_move_line(picture *, const curve *, const char *dashes, line_look);

#endif
