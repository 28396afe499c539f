/* The lines of players, with the heads of improvements. Heads are drawn as shapes of their own: SVG's
 * markers would need ids, and take no colour from their line. */
#include "draw/players.h"

enum { HEAD_LONG = 10, HEAD_WIDE = 9, BAR_LONG = 9, BAR_AT = 5 };

const char *player_colour(uint32_t i)
{
    static const char *const colours[PLAYER_LOOKS] = {"#0072b2", "#d55e00", "#00805c",
                                                      "#b0478a", "#8a6500", "#1b1f24"};
    return colours[i % PLAYER_LOOKS];
}

static uint32_t dash_look(uint32_t i) { return (i + i / PLAYER_LOOKS) % PLAYER_LOOKS; }

const char *player_dashes(uint32_t i)
{
    static const char *const dashes[PLAYER_LOOKS] = {"",         "8 3",         "2 3",
                                                     "12 3 2 3", "6 3 2 3 2 3", "18 4"};
    return dashes[dash_look(i)];
}

const char *player_dot_style(uint32_t i)
{
    static const char *const styles[PLAYER_LOOKS] = {"solid",  "dashed", "dotted",
                                                     "dashed", "dotted", "solid"};
    return styles[dash_look(i)];
}

void put_player_group(picture *p, uint32_t i)
{
    if (!p->out) return;
    put(p->out, "<g class=\"dt-p%u\" color=\"%s\">\n", (unsigned)(i % PLAYER_LOOKS),
        player_colour(i));
}

/* ---- ends ------------------------------------------------------------------------------------------ */

static int32_t square_root(int64_t n)
{
    int64_t root = 0;
    for (int64_t bit = INT64_C(1) << 24; bit; bit >>= 1)
        if ((root + bit) * (root + bit) <= n) root += bit;
    return (int32_t)root;
}

typedef struct direction { /* of a length */
    int64_t dx, dy, length;
} direction;

static direction direction_to(int32_t fx, int32_t fy, int32_t x, int32_t y)
{
    direction d = {x - fx, y - fy, 0};
    d.length = square_root(d.dx * d.dx + d.dy * d.dy);
    return d.length ? d : (direction){1, 0, 1};
}

/* The point `along` before (x, y) and `aside` of it. */
static void offset_point(const direction *d, int32_t x, int32_t y, int64_t along, int64_t aside,
                         int32_t to[2])
{
    to[0] = x - (int32_t)((d->dx * along + d->dy * aside) / d->length);
    to[1] = y - (int32_t)((d->dy * along - d->dx * aside) / d->length);
}

static void put_head(picture *p, const direction *d, int32_t x, int32_t y, bool full)
{
    int32_t left[2], right[2];
    offset_point(d, x, y, HEAD_LONG, HEAD_WIDE / 2, left);
    offset_point(d, x, y, HEAD_LONG, -(HEAD_WIDE / 2), right);
    put(p->out, "<polygon%s points=\"%d,%d %d,%d %d,%d\"/>\n",
        full ? " fill=\"currentColor\""
             : " class=\"dt-ground\" fill=\"#ffffff\" stroke=\"currentColor\"",
        (int)x, (int)y, (int)left[0], (int)left[1], (int)right[0], (int)right[1]);
}

static void put_bar(picture *p, const direction *d, int32_t x, int32_t y)
{
    int32_t left[2], right[2];
    offset_point(d, x, y, BAR_AT, (BAR_LONG + 1) / 2, left);
    offset_point(d, x, y, BAR_AT, -((BAR_LONG + 1) / 2), right);
    put(p->out, "<path stroke=\"currentColor\" stroke-width=\"2\" d=\"M%d %dL%d %d\"/>\n",
        (int)left[0], (int)left[1], (int)right[0], (int)right[1]);
}

static void put_end(picture *p, int32_t fx, int32_t fy, int32_t x, int32_t y, bool full,
                    bool hollow, bool bar)
{
    direction d = direction_to(fx, fy, x, y);
    if (full || hollow) put_head(p, &d, x, y, full);
    if (bar) put_bar(p, &d, x, y);
}

static int32_t greater(int32_t a, int32_t b) { return a > b ? a : b; }

void put_move_line(picture *p, const curve *c, const char *dashes, line_look look)
{
    picture_reach(p, greater(greater(c->x1, c->x2), greater(c->cx1, c->cx2)) + HEAD_WIDE,
                  greater(greater(c->y1, c->y2), greater(c->cy1, c->cy2)) + HEAD_WIDE);
    if (!p->out) return;
    bool straight = c->cx1 == c->x1 && c->cy1 == c->y1 && c->cx2 == c->x2 && c->cy2 == c->y2;
    put(p->out, "<path fill=\"none\" stroke=\"currentColor\"");
    if (look.head_to || look.head_from) put_text(p->out, " stroke-width=\"2\"");
    if (*dashes) put(p->out, " stroke-dasharray=\"%s\"", dashes);
    put(p->out, " d=\"M%d %d", (int)c->x1, (int)c->y1);
    if (straight) put(p->out, "L%d %d\"/>\n", (int)c->x2, (int)c->y2);
    else
        put(p->out, "C%d %d %d %d %d %d\"/>\n", (int)c->cx1, (int)c->cy1, (int)c->cx2, (int)c->cy2,
            (int)c->x2, (int)c->y2);
    put_end(p, straight ? c->x1 : c->cx2, straight ? c->y1 : c->cy2, c->x2, c->y2, look.head_to,
            look.hollow_to, look.bar_to);
    put_end(p, straight ? c->x2 : c->cx1, straight ? c->y2 : c->cy1, c->x1, c->y1, look.head_from,
            look.hollow_from, look.bar_from);
}
