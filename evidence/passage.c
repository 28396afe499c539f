/* Looking a quotation up.
 *
 * Both the document and the quotation are made alike in two degrees: composed (so that an accent of
 * its own equals one that is part of its letter), and beyond that without blanks, quotation marks and
 * case. A quotation is found where it stands as whole words: "rose" is not in "prose". The search is
 * that of Knuth, Morris & Pratt, linear whatever the texts; so is that of the nearest passage, which
 * counts the words that a window of the quotation's length shares with it, by their letters.
 */
#include "evidence/passage.h"

#include "evidence/fold.h"

#include "base/bits.h"
#include "base/utf8.h"

#include <string.h>
#include <utf8proc.h>

/* ---- alike ------------------------------------------------------------------------------------ */

static bool is_quotation_mark(uint32_t point)
{
    return point == '"' || point == '\'' || point == '`' || point == 0xB4 || point == 0xAB ||
           point == 0xBB || (point >= 0x2018 && point <= 0x201F) || point == 0x2032 ||
           point == 0x2033 || point == 0x2039 || point == 0x203A ||
           (point >= 0x300C && point <= 0x300F) || point == 0xFF02 || point == 0xFF07;
}

static bool is_blank(uint32_t point)
{
    return point <= ' ' || point == 0x7F || point == 0x85 || point == 0xA0 || point == 0x1680 ||
           (point >= 0x2000 && point <= 0x200A) || point == 0x2028 || point == 0x2029 ||
           point == 0x202F || point == 0x205F || point == 0x3000;
}

/* Letters that are written without blanks between words, or that case does not know: an edge is
 * beside each. */
static bool stands_alone(uint32_t point)
{
    return utf8proc_category((utf8proc_int32_t)point) == UTF8PROC_CATEGORY_LO;
}

typedef struct maker { /* of `alike` and its edges */
    searched *it;
    bool any; /* a character was met; if not, the next is at an edge */
    bool gap; /* something between words was left out, or stands there */
} maker;

static bool add_edge(searched *it, size_t at)
{
    while (it->edge_bytes_room <= at / 8 + 8) {
        size_t room = it->edge_bytes_room ? it->edge_bytes_room * 2 : 64;
        uint64_t *more = memory_resize(it->memory, it->edges, it->edge_bytes_room, room);
        if (!more) return false;
        memset((char *)more + it->edge_bytes_room, 0, room - it->edge_bytes_room);
        it->edges = more;
        it->edge_bytes_room = room;
    }
    set_bit(it->edges, at);
    return true;
}

static bool is_ascii_word(uint32_t point)
{
    return (point >= 'a' && point <= 'z') || (point >= '0' && point <= '9');
}

/* A character in small letters. */
static bool make_point(maker *k, uint32_t point, const char *bytes, size_t length)
{
    searched *it = k->it;
    if (is_blank(point) || is_quotation_mark(point)) {
        k->gap = true;
        return true;
    }
    bool inside = point < 0x80 ? is_ascii_word(point) : point_in_word(point);
    bool alone = inside && point >= 0x80 && stands_alone(point);
    if ((!k->any || k->gap || !inside || alone) && !add_edge(it, it->alike.count)) return false;
    k->any = true;
    k->gap = !inside || alone;
    return text_append(it->memory, &it->alike, bytes, length);
}

static bool make_folded(maker *k, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t count = 1;
        uint32_t point = utf8_read(bytes + at, length - at, &count);
        if (!make_point(k, point, bytes + at, count)) return false;
        at += count;
    }
    return true;
}

enum { SEGMENT_BYTES = 512 };

/* A text in a form of utf8proc; NULL: it has none, and stays as it is. */
static const char *in_form(utf8proc_int32_t *points, int room, const char *text, size_t length,
                           utf8proc_option_t form, size_t *bytes)
{
    utf8proc_ssize_t count = utf8proc_decompose((const utf8proc_uint8_t *)text,
                                                (utf8proc_ssize_t)length, points, room - 1, form);
    utf8proc_ssize_t made =
        count < 0 || count > room - 1 ? -1 : utf8proc_reencode(points, count, form);
    *bytes = made < 0 ? length : (size_t)made;
    return made < 0 ? text : (const char *)points;
}

/* An ASCII character and those beyond ASCII behind it, which may combine with it. */
static bool make_segment(maker *k, const char *text, size_t length)
{
    enum {
        POINTS = 4 * SEGMENT_BYTES,
        NFC = UTF8PROC_COMPOSE,
        SMALL = UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE
    };
    utf8proc_int32_t points[POINTS];
    size_t bytes;
    const char *form = in_form(points, POINTS, text, length, (utf8proc_option_t)NFC, &bytes);
    if (!text_append(k->it->memory, &k->it->text, form, bytes)) return false;
    form = in_form(points, POINTS, text, length, (utf8proc_option_t)SMALL, &bytes);
    return make_folded(k, form, bytes);
}

/* Where the segment that begins at a place ends: before the next ASCII character. */
static size_t segment_end(const char *text, size_t at, size_t length)
{
    size_t end = at + 1;
    while (end < length && (unsigned char)text[end] >= 0x80) end++;
    if (end - at <= SEGMENT_BYTES) return end;
    end = at + SEGMENT_BYTES;
    while (((unsigned char)text[end] & 0xC0) == 0x80) end--;
    return end;
}

/* Most segments are one ASCII character, which needs no tables. */
static bool make_part(maker *k, const char *text, size_t length)
{
    if (length > 1 || (unsigned char)*text >= 0x80) return make_segment(k, text, length);
    char small = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    return text_append(k->it->memory, &k->it->text, text, 1) &&
           make_point(k, (unsigned char)small, &small, 1);
}

static bool make(searched *it, const char *text, size_t length)
{
    maker k = {.it = it};
    for (size_t at = 0; at < length;) {
        size_t end = segment_end(text, at, length);
        if (!make_part(&k, text + at, end - at)) return false;
        at = end;
    }
    return add_edge(it, it->alike.count);
}

bool searched_start(searched *it, memory *m, const char *text, size_t length)
{
    *it = (searched){.memory = m};
    return make(it, text, length);
}

void searched_free(searched *it)
{
    if (!it->memory) return;
    GIVE(it->memory, &it->text);
    GIVE(it->memory, &it->alike);
    GIVE(it->memory, &it->words);
    if (it->edges) memory_resize(it->memory, it->edges, it->edge_bytes_room, 0);
    it->edges = NULL;
}

/* ---- finding ------------------------------------------------------------------------------------ */

typedef bool edge_test(const searched *, size_t at);

static bool is_edge_of_alike(const searched *it, size_t at) { return bit_at(it->edges, at); }

/* Whether a word may begin or end at a place of the text as it is. */
static bool is_edge_of_text(const searched *it, size_t at)
{
    const text_bytes *t = &it->text;
    if (at == 0 || at == t->count) return true;
    size_t before = at - 1, bytes;
    while (before && ((unsigned char)t->items[before] & 0xC0) == 0x80) before--;
    uint32_t left = utf8_read(t->items + before, at - before, &bytes);
    uint32_t right = utf8_read(t->items + at, t->count - at, &bytes);
    return !point_in_word(left) || !point_in_word(right) || stands_alone(left) ||
           stands_alone(right);
}

/* The first place where the words stand between edges; `text->count` if nowhere. *failed: memory. */
static size_t find_in(const searched *it, const text_bytes *text, const text_bytes *words,
                      edge_test *is_edge, bool *failed)
{
    size_t n = text->count, m = words->count;
    if (!m || m > n) return n;
    uint32_t *back = memory_take(it->memory, m, sizeof *back); /* the longest border of a prefix */
    *failed = !back;
    if (!back) return n;
    back[0] = 0;
    for (size_t k = 1, b = 0; k < m; k++) {
        while (b && words->items[k] != words->items[b]) b = back[b - 1];
        if (words->items[k] == words->items[b]) b++;
        back[k] = (uint32_t)b;
    }
    size_t found = n;
    for (size_t at = 0, b = 0; at < n && found == n; at++) {
        while (b && text->items[at] != words->items[b]) b = back[b - 1];
        if (text->items[at] == words->items[b]) b++;
        if (b < m) continue;
        size_t start = at + 1 - m;
        if (is_edge(it, start) && is_edge(it, at + 1)) found = start;
        b = back[b - 1];
    }
    memory_give(it->memory, back, m, sizeof *back);
    return found;
}

/* ---- the passage -------------------------------------------------------------------------------- */

/* What stands between two places, on one line; a long passage loses its middle. */
static void copy_passage(const searched *it, size_t from, size_t to, char *passage, size_t room)
{
    enum { MOST = 150 };
    const char *text = it->text.items;
    size_t used = 0, head = to;
    if (to - from > 2 * MOST) {
        head = from + MOST;
        while (head > from && ((unsigned char)text[head] & 0xC0) == 0x80) head--;
    }
    for (size_t at = from; at < to && used + 12 < room;) {
        size_t bytes = 1;
        if (at == head) {
            memcpy(passage + used, " ... ", 5);
            used += 5;
            at = to - MOST;
            while (at < to && ((unsigned char)text[at] & 0xC0) == 0x80) at++;
            head = to;
            continue;
        }
        uint32_t point = utf8_read(text + at, to - at, &bytes);
        if (!is_blank(point)) memcpy(passage + used, text + at, bytes), used += bytes;
        else if (used && passage[used - 1] != ' ') passage[used++] = ' ';
        at += bytes;
    }
    while (used && passage[used - 1] == ' ') used--;
    passage[used] = 0;
}

/* The place of the text that became a place of `alike`: both are walked from their beginning, a
 * segment of the text at a time. */
static bool place_in_text(const searched *it, size_t wanted, size_t *place)
{
    searched again = {.memory = it->memory};
    maker k = {.it = &again};
    const text_bytes *t = &it->text;
    size_t at = 0, last = 0;
    bool done = true;
    *place = 0;
    while (done && at < t->count) {
        size_t end = segment_end(t->items, at, t->count);
        again.text.count = again.alike.count = 0;
        done = make_part(&k, t->items + at, end - at);
        if (last + again.alike.count > wanted) break;
        last += again.alike.count;
        at = end;
    }
    *place = at;
    searched_free(&again);
    return done;
}

/* ---- the nearest passage -------------------------------------------------------------------------- */

typedef bool each_word(void *ctx, uint32_t hash, size_t from, size_t to);

static uint32_t word_hash(const char *word, size_t length)
{
    folded f;
    fold_accents(word, length, &f);
    uint32_t hash = UINT32_C(0x811C9DC5);
    for (size_t k = 0; k < f.length; k++)
        hash = (hash ^ (unsigned char)f.text[k]) * UINT32_C(0x01000193);
    return hash;
}

static bool walk_words(const text_bytes *text, each_word *each, void *ctx)
{
    for (size_t at = 0; at < text->count;) {
        size_t from = at, bytes = 1;
        while (at < text->count) {
            uint32_t point = utf8_read(text->items + at, text->count - at, &bytes);
            if (point == UTF8_INVALID || !point_in_word(point)) break;
            at += bytes;
        }
        if (at > from && !each(ctx, word_hash(text->items + from, at - from), from, at))
            return false;
        if (at == from) at += bytes;
    }
    return true;
}

static bool keep_word(void *ctx, uint32_t hash, size_t from, size_t to)
{
    searched *it = ctx;
    (void)to;
    if (!GROW(it->memory, &it->words)) return false;
    it->words.items[it->words.count++] = (passage_word){hash, (uint32_t)from};
    return true;
}

typedef struct wanted {         /* a word of the quotation */
    uint32_t hash, times, seen; /* in it; in the window */
    uint32_t weight;            /* its letters */
} wanted;

typedef struct wish {
    memory *memory;
    wanted *slots; /* by hash; times 0: empty */
    size_t room, words;
    uint64_t weight; /* of all */
} wish;

static wanted *slot_of(const wish *w, uint32_t hash)
{
    size_t at = hash & (w->room - 1);
    while (w->slots[at].times && w->slots[at].hash != hash) at = (at + 1) & (w->room - 1);
    return &w->slots[at];
}

static bool count_word(void *ctx, uint32_t hash, size_t from, size_t to)
{
    (void)hash, (void)from, (void)to;
    ((wish *)ctx)->words++;
    return true;
}

static bool want_word(void *ctx, uint32_t hash, size_t from, size_t to)
{
    wish *w = ctx;
    wanted *it = slot_of(w, hash);
    if (!it->times) *it = (wanted){.hash = hash, .weight = (uint32_t)(to - from)};
    it->times++;
    w->weight += it->weight;
    return true;
}

static bool wish_start(wish *w, memory *m, const text_bytes *words)
{
    *w = (wish){.memory = m, .room = 16};
    walk_words(words, count_word, w);
    while (w->room < 2 * w->words) w->room *= 2;
    w->slots = memory_take(m, w->room, sizeof *w->slots);
    if (!w->slots) return false;
    memset(w->slots, 0, w->room * sizeof *w->slots);
    return walk_words(words, want_word, w);
}

/* The window with the most letters in words of the quotation, cut to its first and last of these. */
static void nearest(searched *it, wish *w, char *passage, size_t room)
{
    const passage_word *words = it->words.items;
    uint64_t score = 0, best = 0;
    size_t best_end = 0, size = w->words;
    for (size_t k = 0; k < it->words.count; k++) {
        wanted *in = slot_of(w, words[k].hash);
        if (in->times && in->seen++ < in->times) score += in->weight;
        if (k >= size) {
            wanted *out = slot_of(w, words[k - size].hash);
            if (out->times && out->seen-- <= out->times) score -= out->weight;
        }
        if (score > best) best = score, best_end = k + 1;
    }
    if (best * 5 < w->weight * 2) return; /* less than two in five letters */
    size_t first = best_end > size ? best_end - size : 0, last = best_end - 1;
    while (first < last && !slot_of(w, words[first].hash)->times) first++;
    size_t end = words[last].offset;
    while (end < it->text.count) {
        size_t bytes = 1;
        uint32_t point = utf8_read(it->text.items + end, it->text.count - end, &bytes);
        if (!point_in_word(point)) break;
        end += bytes;
    }
    copy_passage(it, words[first].offset, end, passage, room);
}

static bool find_nearest(searched *it, const text_bytes *words, char *passage, size_t room)
{
    wish w;
    bool done = it->has_words || walk_words(&it->text, keep_word, it);
    it->has_words = done;
    done = done && wish_start(&w, it->memory, words);
    if (!done) return false;
    if (w.words) nearest(it, &w, passage, room);
    memory_give(it->memory, w.slots, w.room, sizeof *w.slots);
    return true;
}

/* ---- all -------------------------------------------------------------------------------------------- */

bool searched_find(searched *it, const char *words, size_t length, dt_quoted *found, char *passage,
                   size_t room)
{
    searched quotation;
    bool failed = !searched_start(&quotation, it->memory, words, length);
    size_t from = 0, to = 0, at = it->text.count;
    passage[0] = 0;
    *found = DT_QUOTED_EXACTLY;
    if (!failed) at = find_in(it, &it->text, &quotation.text, is_edge_of_text, &failed);
    if (!failed && at == it->text.count) {
        *found = DT_QUOTED_ALIKE;
        at = find_in(it, &it->alike, &quotation.alike, is_edge_of_alike, &failed);
        if (failed || at == it->alike.count) {
            *found = DT_QUOTED_NOT;
            failed = failed || !find_nearest(it, &quotation.text, passage, room);
        } else {
            failed = !place_in_text(it, at, &from) ||
                     !place_in_text(it, at + quotation.alike.count - 1, &to);
            to = to < it->text.count ? segment_end(it->text.items, to, it->text.count) : to;
            if (!failed) copy_passage(it, from, to, passage, room);
        }
    }
    searched_free(&quotation);
    return !failed;
}
