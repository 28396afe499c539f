/* A small XML reader, stricter than XML: attributes in double quotes, the five entities that we
 * write, no comments, no declarations; only the elements and attributes that pictures use. */
#include "svg.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 16, LONGEST = 4096 };

typedef struct reader {
    svg *svg;
    const char *at;
    char open[DEEPEST][16];
    size_t depth;
    /* of the element at hand */
    char class[32];
    double x, y, width, height, size;
    char anchor[16];
    svg_place line; /* of the <text> at hand: where it says, its letters' height in `bottom` */
    char line_anchor[16];
    bool in_text, in_title;
    char words[LONGEST];
    size_t used;
} reader;

static void complain(reader *r, const char *what)
{
    if (!*r->svg->problem)
        snprintf(r->svg->problem, sizeof r->svg->problem, "%s at: %.60s", what, r->at);
}

static const char *const ELEMENTS[] = {"svg",    "title", "desc", "style",   "g",
                                       "rect",   "line",  "path", "polygon", "polyline",
                                       "circle", "text",  NULL};
static const char *const ATTRIBUTES[] = {"xmlns",
                                         "viewBox",
                                         "width",
                                         "height",
                                         "role",
                                         "class",
                                         "x",
                                         "y",
                                         "rx",
                                         "x1",
                                         "y1",
                                         "x2",
                                         "y2",
                                         "cx",
                                         "cy",
                                         "r",
                                         "d",
                                         "points",
                                         "fill",
                                         "stroke",
                                         "stroke-width",
                                         "stroke-dasharray",
                                         "font-size",
                                         "font-weight",
                                         "font-family",
                                         "text-anchor",
                                         "color",
                                         NULL};

static bool is_one_of(const char *word, const char *const *words)
{
    for (; *words; words++)
        if (!strcmp(word, *words)) return true;
    return false;
}

static size_t read_word(reader *r, char *to, size_t room)
{
    size_t length =
        strspn(r->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-:");
    if (length == 0 || length >= room) {
        complain(r, "a name");
        length = 0;
    }
    memcpy(to, r->at, length);
    to[length] = 0;
    r->at += length;
    return length;
}

/* One character of text or of a value; entities become characters. 0: something is wrong. */
static char read_character(reader *r)
{
    static const struct {
        const char *entity;
        char c;
    } entities[] = {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&#39;", '\''}};
    unsigned char c = (unsigned char)*r->at;
    if (c == '&') {
        for (size_t k = 0; k < sizeof entities / sizeof *entities; k++) {
            size_t length = strlen(entities[k].entity);
            if (strncmp(r->at, entities[k].entity, length) != 0) continue;
            r->at += length;
            return entities[k].c;
        }
        complain(r, "an entity");
        return 0;
    }
    if (c == '<' || (c < 0x20 && c != '\n') || c == 0x7F) {
        complain(r, "a raw character");
        return 0;
    }
    r->at++;
    return (char)c;
}

static void note_attribute(reader *r, const char *name, const char *value)
{
    if (!is_one_of(name, ATTRIBUTES)) {
        r->svg->scripts++;
        complain(r, "an attribute that pictures do not use");
    }
    if (strstr(value, "url(") || strstr(value, "javascript")) r->svg->scripts++;
    double number = strtod(value, NULL);
    if (!strcmp(name, "class")) snprintf(r->class, sizeof r->class, "%.31s", value);
    else if (!strcmp(name, "text-anchor")) snprintf(r->anchor, sizeof r->anchor, "%.15s", value);
    else if (!strcmp(name, "x")) r->x = number;
    else if (!strcmp(name, "y")) r->y = number;
    else if (!strcmp(name, "width")) r->width = number;
    else if (!strcmp(name, "height")) r->height = number;
    else if (!strcmp(name, "font-size")) r->size = number;
    else if (!strcmp(name, "viewBox")) {
        double x, y;
        if (sscanf(value, "%lf %lf %lf %lf", &x, &y, &r->svg->width, &r->svg->height) != 4)
            complain(r, "a viewBox");
    }
}

static void read_attributes(reader *r)
{
    while (*r->at == ' ') {
        char name[32], value[LONGEST];
        size_t used = 0;
        r->at++;
        if (!read_word(r, name, sizeof name) || strncmp(r->at, "=\"", 2) != 0) {
            complain(r, "an attribute");
            return;
        }
        r->at += 2;
        while (*r->at && *r->at != '"' && used + 1 < sizeof value && !*r->svg->problem)
            value[used++] = read_character(r);
        value[used] = 0;
        if (*r->at != '"') complain(r, "the end of a value");
        else r->at++;
        note_attribute(r, name, value);
    }
}

static void add(svg_place **places, size_t *count, svg_place place)
{
    svg_place *grown = realloc(*places, (*count + 1) * sizeof *grown);
    if (!grown) abort();
    *places = grown;
    grown[(*count)++] = place;
}

static void note_element(reader *r, const char *name)
{
    r->svg->elements++;
    if (!is_one_of(name, ELEMENTS)) {
        r->svg->scripts++;
        complain(r, "an element that pictures do not use");
    }
    r->svg->titles += !strcmp(name, "title");
    bool outlined = !strcmp(r->class, "dt-box") || !strcmp(r->class, "dt-thick");
    if (!strcmp(name, "rect") && outlined) {
        svg_place place = {r->x, r->y, r->x + r->width, r->y + r->height, ""};
        snprintf(place.what, sizeof place.what, "%.79s", r->class);
        add(&r->svg->boxes, &r->svg->box_count, place);
    }
    if (!strcmp(name, "text")) {
        r->in_text = true, r->used = 0;
        r->line = (svg_place){.left = r->x, .top = r->y, .bottom = r->size};
        strcpy(r->line_anchor, r->anchor);
    }
    if (!strcmp(name, "title")) r->in_title = true;
}

/* Code points, roughly as wide as the narrowest face would have them. */
static void note_line(reader *r)
{
    size_t points = 0;
    r->words[r->used] = 0;
    for (size_t k = 0; k < r->used; k++) points += ((unsigned char)r->words[k] & 0xC0) != 0x80;
    double size = r->line.bottom, width = (double)points * size * 0.44, left = r->line.left;
    if (!strcmp(r->line_anchor, "middle")) left -= width / 2;
    if (!strcmp(r->line_anchor, "end")) left -= width;
    svg_place place = {left, r->line.top - size * 0.7, left + width, r->line.top + size * 0.2, ""};
    snprintf(place.what, sizeof place.what, "%.79s", r->words);
    if (points) add(&r->svg->lines, &r->svg->line_count, place);
}

static void read_open(reader *r)
{
    char name[16];
    r->x = r->y = r->width = r->height = 0;
    r->size = 13;
    *r->class = *r->anchor = 0;
    if (!read_word(r, name, sizeof name)) return;
    read_attributes(r);
    note_element(r, name);
    if (!strncmp(r->at, "/>", 2)) {
        r->at += 2;
        return;
    }
    if (*r->at != '>' || r->depth == DEEPEST) {
        complain(r, "the end of an element");
        return;
    }
    r->at++;
    strcpy(r->open[r->depth++], name);
}

static void read_close(reader *r)
{
    char name[16];
    if (!read_word(r, name, sizeof name) || *r->at != '>' || r->depth == 0 ||
        strcmp(r->open[r->depth - 1], name) != 0) {
        complain(r, "the end of another element");
        return;
    }
    r->at++;
    r->depth--;
    if (!strcmp(name, "title")) r->in_title = false;
    if (!strcmp(name, "text")) {
        note_line(r);
        r->in_text = false;
    }
}

void svg_read(svg *s, const char *text)
{
    *s = (svg){0};
    reader *r = calloc(1, sizeof *r);
    if (!r) abort();
    r->svg = s;
    r->at = text;
    if (strncmp(text, "<svg ", 5) != 0) complain(r, "no <svg");
    while (*r->at && !*s->problem) {
        if (!strncmp(r->at, "</", 2)) {
            r->at += 2;
            read_close(r);
        } else if (*r->at == '<') {
            r->at++;
            read_open(r);
        } else {
            char c = read_character(r);
            if (r->in_text && !r->in_title && r->used + 1 < sizeof r->words)
                r->words[r->used++] = c;
        }
    }
    if (r->depth) complain(r, "an element is not closed");
    free(r);
}

void svg_free(svg *s)
{
    free(s->boxes);
    free(s->lines);
    *s = (svg){0};
}

/* ---- where things stand ---------------------------------------------------------------------------- */

static bool overlap(const svg_place *a, const svg_place *b)
{
    return a->left < b->right && b->left < a->right && a->top < b->bottom && b->top < a->bottom;
}

static unsigned find_overlaps(const char *what, const svg_place *places, size_t count)
{
    unsigned found = 0;
    for (size_t k = 0; k < count; k++)
        for (size_t j = 0; j < k; j++)
            if (overlap(&places[j], &places[k])) {
                printf("%s: '%s' and '%s' overlap at %.0f %.0f\n", what, places[j].what,
                       places[k].what, places[k].left, places[k].top);
                found++;
            }
    return found;
}

static unsigned find_outside(const char *what, const svg *s, const svg_place *places, size_t count)
{
    unsigned found = 0;
    for (size_t k = 0; k < count; k++)
        if (places[k].left < 0 || places[k].top < 0 || places[k].right > s->width ||
            places[k].bottom > s->height) {
            printf("%s: '%s' is outside of the view\n", what, places[k].what);
            found++;
        }
    return found;
}

unsigned svg_faults(const char *what, const char *text)
{
    svg s;
    svg_read(&s, text);
    unsigned found = *s.problem || s.scripts || !s.titles || !s.line_count;
    if (found) printf("%s: %s, %zu scripts, %zu titles\n", what, s.problem, s.scripts, s.titles);
    found += find_overlaps(what, s.boxes, s.box_count);
    found += find_overlaps(what, s.lines, s.line_count);
    found += find_outside(what, &s, s.boxes, s.box_count);
    found += find_outside(what, &s, s.lines, s.line_count);
    svg_free(&s);
    return found;
}
