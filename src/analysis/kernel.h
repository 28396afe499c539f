/* One width of values; included by kernels.h with VALUE and SUFFIX defined. No guard. */

#define LANES ((uint32_t)(LANE_BYTES / sizeof(VALUE)))
#define NEUTRAL ((VALUE)-1) /* of min; of max it is 0 */

INLINE VALUE NAME(extreme)(VALUE a, VALUE b, bool least)
{
    return least ? (a < b ? a : b) : (a > b ? a : b);
}

/* The lanes of a sub-tile's row. Comparing two gives all bits of a lane where it holds. */
typedef VALUE NAME(row) __attribute__((vector_size(LANE_BYTES)));
#define ROW NAME(row)

INLINE ROW NAME(get)(const VALUE *from)
{
    ROW r;
    memcpy(&r, from, sizeof r);
    return r;
}

INLINE void NAME(set)(VALUE *to, ROW r) { memcpy(to, &r, sizeof r); }

INLINE ROW NAME(all)(VALUE value) { return value + (ROW){0}; }

INLINE ROW NAME(least)(ROW a, ROW b)
{
#if defined(__clang__)
    ROW m = (ROW)(a < b);
    return (a & m) | (b & ~m);
#else /* this becomes one instruction */
    ROW r;
    for (uint32_t x = 0; x < LANES; x++) r[x] = a[x] < b[x] ? a[x] : b[x];
    return r;
#endif
}

INLINE ROW NAME(greatest)(ROW a, ROW b)
{
#if defined(__clang__)
    ROW m = (ROW)(a > b);
    return (a & m) | (b & ~m);
#else
    ROW r;
    for (uint32_t x = 0; x < LANES; x++) r[x] = a[x] > b[x] ? a[x] : b[x];
    return r;
#endif
}

INLINE ROW NAME(extreme_row)(ROW a, ROW b, bool least)
{
    return least ? NAME(least)(a, b) : NAME(greatest)(a, b);
}

INLINE bool NAME(any)(ROW r)
{
    VALUE any = 0;
    for (uint32_t x = 0; x < LANES; x++) any |= r[x];
    return any != 0;
}

/* ---- loading and storing a tile ------------------------------------------------------------ */

/* Asks for a row that will be wanted soon: rows lie too far apart for the processor to guess it. */
INLINE void NAME(ask)(const VALUE *row, uint32_t lanes, bool to_write)
{
    for (uint32_t x = 0; x < lanes; x += LINE_BYTES / (uint32_t)sizeof(VALUE)) {
        if (to_write) __builtin_prefetch(row + x, 1);
        else __builtin_prefetch(row + x);
    }
}

INLINE void NAME(load)(const pass *p, const tile *t, const VALUE *from, int raise, VALUE pad,
                       VALUE *v)
{
    uint32_t rows = p->group->rows, rest = t->lanes % LANES;
    VALUE more = (VALUE)raise;
    from += t->first;
    if (rest)
        for (size_t k = 0; k < (size_t)rows * LANES; k++)
            v[(size_t)(t->lanes / LANES) * rows * LANES + k] = pad;
    if (p->group->layout == ROWS) {
        for (uint32_t r = 0; r < rows; r++) {
            const VALUE *row = from + r * p->group->stride;
            VALUE *to = v + (size_t)r * LANES;
            uint32_t left = t->lanes;
            if (r + AHEAD < rows) NAME(ask)(row + AHEAD * p->group->stride, left, false);
            for (; left >= LANES; left -= LANES, row += LANES, to += (size_t)rows * LANES)
                NAME(set)(to, NAME(get)(row) + more);
            for (uint32_t x = 0; x < left; x++) to[x] = (VALUE)(row[x] + more);
        }
        return;
    }
    for (uint32_t lane = 0; lane < t->lanes; lane++) {
        const VALUE *block = from + (size_t)lane * rows;
        VALUE *to = v + (size_t)(lane / LANES) * rows * LANES + lane % LANES;
        for (uint32_t r = 0; r < rows; r++) to[(size_t)r * LANES] = (VALUE)(block[r] + more);
    }
}

INLINE void NAME(put)(VALUE *to, VALUE value, bool merge)
{
    if (!merge || value < *to) *to = value;
}

INLINE void NAME(store)(const pass *p, const tile *t, const VALUE *v, VALUE *to, bool merge)
{
    uint32_t rows = p->group->rows;
    to += t->first;
    if (p->group->layout == ROWS) {
        for (uint32_t r = 0; r < rows; r++) {
            VALUE *row = to + r * p->group->stride;
            const VALUE *from = v + (size_t)r * LANES;
            uint32_t left = t->lanes;
            if (r + AHEAD < rows) NAME(ask)(row + AHEAD * p->group->stride, left, true);
            for (; left >= LANES; left -= LANES, row += LANES, from += (size_t)rows * LANES)
                NAME(set)
            (row, merge ? NAME(least)(NAME(get)(row), NAME(get)(from)) : NAME(get)(from));
            for (uint32_t x = 0; x < left; x++) NAME(put)(row + x, from[x], merge);
        }
        return;
    }
    for (uint32_t lane = 0; lane < t->lanes; lane++) {
        VALUE *block = to + (size_t)lane * rows;
        const VALUE *from = v + (size_t)(lane / LANES) * rows * LANES + lane % LANES;
        for (uint32_t r = 0; r < rows; r++) NAME(put)(block + r, from[(size_t)r * LANES], merge);
    }
}

/* The places in a clique of few, a byte a slot: 0 infeasible, greater is better. Loaded as values,
 * so that they compare lane by lane. */
INLINE void NAME(load_places)(const pass *p, const tile *t, const uint8_t *from, int raise,
                              VALUE *v)
{
    uint32_t rows = p->group->rows;
    VALUE more = (VALUE)raise;
    from += t->first;
    if (p->group->layout == ROWS) {
        for (uint32_t r = 0; r < rows; r++) {
            const uint8_t *row = from + r * p->group->stride;
            VALUE *to = v + (size_t)r * LANES;
            uint32_t left = t->lanes;
            for (; left >= LANES; left -= LANES, row += LANES, to += (size_t)rows * LANES)
                for (uint32_t x = 0; x < LANES; x++) to[x] = (VALUE)(row[x] + more);
            for (uint32_t x = 0; x < LANES; x++) /* lanes out of use never improve */
                if (left) to[x] = x < left ? (VALUE)(row[x] + more) : 0;
        }
        return;
    }
    uint32_t used = (t->lanes + LANES - 1) / LANES * LANES;
    for (uint32_t lane = 0; lane < used; lane++) {
        VALUE *to = v + (size_t)(lane / LANES) * rows * LANES + lane % LANES;
        const uint8_t *block = from + (size_t)lane * rows;
        for (uint32_t r = 0; r < rows; r++)
            to[(size_t)r * LANES] = lane < t->lanes ? (VALUE)(block[r] + more) : 0;
    }
}

INLINE void NAME(store_places)(const pass *p, const tile *t, const VALUE *v, uint8_t *to)
{
    uint32_t rows = p->group->rows;
    to += t->first;
    bool by_rows = p->group->layout == ROWS;
    for (uint32_t lane = 0; lane < t->lanes; lane++) {
        const VALUE *from = v + (size_t)(lane / LANES) * rows * LANES + lane % LANES;
        uint8_t *first = by_rows ? to + lane : to + (size_t)lane * rows;
        uint64_t step = by_rows ? p->group->stride : 1;
        for (uint32_t r = 0; r < rows; r++) first[r * step] = (uint8_t)from[(size_t)r * LANES];
    }
}

/* ---- moves ---------------------------------------------------------------------------------- */

/* Extremes of each class of one clique, then of all classes that it reaches; with `backward` a class
 * gets what the classes that reach it have. `sums` has room for twice the classes; the result is in
 * its second half. `width` cells side by side, choice r at v + r * step. */
INLINE VALUE *NAME(class_sums)(const mover *m, uint32_t rows, const VALUE *v, size_t step,
                               uint32_t width, VALUE *sums, bool least, bool backward)
{
    uint32_t n = m->class_count;
    VALUE *all = sums + (size_t)n * width;
    for (size_t k = 0; k < 2 * (size_t)n * width; k++) sums[k] = least ? NEUTRAL : 0;
    for (uint32_t r = 0; r < rows; r++) {
        VALUE *sum = sums + (size_t)m->classes[r] * width;
        for (uint32_t x = 0; x < width; x++) sum[x] = NAME(extreme)(sum[x], v[r * step + x], least);
    }
    for (uint32_t c = 0; c < n; c++)
        for (uint32_t k = m->up_first[c]; k < m->up_first[c + 1]; k++) {
            VALUE *to = all + (size_t)(backward ? m->up[k] : c) * width;
            const VALUE *from = sums + (size_t)(backward ? c : m->up[k]) * width;
            for (uint32_t x = 0; x < width; x++) to[x] = NAME(extreme)(to[x], from[x], least);
        }
    return all;
}

/* Every value becomes the extreme of its own and those that one move reaches (or, with `backward`,
 * that reach it), for LANES cliques side by side. Returns what changed. */
INLINE ROW NAME(reach_clique)(const axis *a, VALUE *v, VALUE *sums, bool least, bool backward)
{
    size_t step = (size_t)a->inner * LANES;
    const ROW neutral = NAME(all)(least ? NEUTRAL : 0);
    ROW sum = neutral, diff = NAME(all)(0);
    const VALUE *all = NULL;
    const uint32_t *classes = a->mover->classes;
    if (classes) all = NAME(class_sums)(a->mover, a->rows, v, step, LANES, sums, least, backward);
    else
        for (uint32_t r = 0; r < a->rows; r++)
            sum = NAME(extreme_row)(sum, NAME(get)(v + r * step), least);
    for (uint32_t r = 0; r < a->rows; r++) {
        ROW was = NAME(get)(v + r * step), kept = (ROW)(was == neutral);
        if (classes) sum = NAME(get)(all + (size_t)classes[r] * LANES);
        ROW now = (was & kept) | (sum & ~kept);
        diff |= now ^ was;
        NAME(set)(v + r * step, now);
    }
    return diff;
}

/* The first rows of an axis' cliques in a sub-tile. */
#define EACH_CLIQUE(a, group_rows, base)                                                           \
    for (uint32_t block_ = 0; block_ < (group_rows); block_ += (a)->rows * (a)->inner)             \
        for (uint32_t base = block_; base < block_ + (a)->inner; base++)

INLINE bool NAME(reach)(const axis *a, uint32_t group_rows, VALUE *v, VALUE *sums, bool least,
                        bool backward)
{
    ROW diff = NAME(all)(0);
    EACH_CLIQUE (a, group_rows, base)
        diff |= NAME(reach_clique)(a, v + (size_t)base * LANES, sums, least, backward);
    return NAME(any)(diff);
}

/* ---- improvements --------------------------------------------------------------------------- */

/* Cliques of few, pair by pair: improvements are transitive, so whether a value read has been lowered
 * already makes no difference. `w` are the places; lowered by 1 where values are taken from better
 * states, so that infeasible ones are the greatest and take nothing. */
INLINE bool NAME(improve_few)(const axis *a, uint32_t group_rows, VALUE *v, const VALUE *w,
                              bool forward)
{
    ROW diff = NAME(all)(0);
    size_t step = (size_t)a->inner * LANES;
    EACH_CLIQUE (a, group_rows, base) {
        VALUE *first = v + (size_t)base * LANES;
        const VALUE *places = w + (size_t)base * LANES;
        for (uint32_t i = 0; i < a->rows; i++) {
            ROW was = NAME(get)(first + i * step), now = was, mine = NAME(get)(places + i * step);
            for (uint32_t j = 0; j < a->rows; j++) {
                if (!((forward ? a->reach_few[j] >> i : a->reach_few[i] >> j) & 1)) continue;
                ROW theirs = NAME(get)(places + j * step), value = NAME(get)(first + j * step);
                if (forward) now = NAME(greatest)(now, value & (ROW)(theirs < mine));
                else now = NAME(least)(now, value | ~(ROW)(mine < theirs));
            }
            diff |= now ^ was;
            NAME(set)(first + i * step, now);
        }
    }
    return NAME(any)(diff);
}

/* A clique of many without irreversible options, best first: every value becomes the least of its own
 * and those seen before its group of equals. Row r is at v + r * step. */
INLINE VALUE NAME(improve_free)(uint32_t rows, const void *order, bool wide, VALUE *v, size_t step)
{
    VALUE before = NEUTRAL, seen = NEUTRAL, changed = 0;
    for (uint32_t k = 0; k < rows; k++) {
        uint32_t e = entry(order, k, wide);
        if (e == last_entry(wide)) break;
        VALUE *at = v + (e & ~tied_mark(wide)) * step;
        before = e & tied_mark(wide) ? before : seen;
        VALUE now = before < *at ? before : *at;
        changed |= (VALUE)(now ^ *at);
        *at = now;
        seen = now < seen ? now : seen;
    }
    return changed;
}

/* With irreversible ones. least[c] is the least value seen in the classes that c reaches, own[c] in c
 * itself; a new least is rare, so telling the classes that reach c is, too. */
INLINE VALUE NAME(improve_classes)(const mover *m, const uint32_t *classes, uint32_t rows,
                                   const void *order, bool wide, VALUE *v, size_t step,
                                   VALUE *least)
{
    VALUE *own = least + m->class_count, changed = 0;
    uint32_t mark = tied_mark(wide), last = last_entry(wide);
    for (size_t c = 0; c < 2 * (size_t)m->class_count; c++) least[c] = NEUTRAL;
    for (uint32_t k = 0; k < rows && entry(order, k, wide) != last;) {
        uint32_t end = k + 1;
        while (end < rows && entry(order, end, wide) != last && (entry(order, end, wide) & mark))
            end++;
        for (uint32_t j = k; j < end; j++) {
            uint32_t r = entry(order, j, wide) & ~mark;
            VALUE *at = v + r * step, before = least[classes[r]];
            VALUE now = before < *at ? before : *at;
            changed |= (VALUE)(now ^ *at);
            *at = now;
        }
        for (; k < end; k++) {
            uint32_t r = entry(order, k, wide) & ~mark, c = classes[r];
            VALUE value = v[r * step];
            if (value >= own[c]) continue;
            own[c] = value;
            for (uint32_t d = m->down_first[c]; d < m->down_first[c + 1]; d++)
                if (value < least[m->down[d]]) least[m->down[d]] = value;
        }
    }
    return changed;
}

/* Worst first: a state takes the greatest value of the worse states that reach it. */
INLINE VALUE NAME(improve_forward)(const mover *m, const uint32_t *classes, uint32_t rows,
                                   const void *order, bool wide, VALUE *v, size_t step, VALUE *most)
{
    VALUE *own = most + m->class_count, changed = 0;
    uint32_t mark = tied_mark(wide), last = last_entry(wide), count = 0;
    for (size_t c = 0; c < 2 * (size_t)m->class_count; c++) most[c] = 0;
    while (count < rows && entry(order, count, wide) != last) count++;
    while (count) {
        uint32_t start = count - 1;
        while (start && (entry(order, start, wide) & mark)) start--;
        for (uint32_t j = start; j < count; j++) {
            uint32_t r = entry(order, j, wide) & ~mark;
            VALUE *at = v + r * step, before = most[classes ? classes[r] : 0];
            VALUE now = before > *at ? before : *at;
            changed |= (VALUE)(now ^ *at);
            *at = now;
        }
        for (uint32_t j = start; j < count; j++) {
            uint32_t r = entry(order, j, wide) & ~mark, c = classes ? classes[r] : 0;
            VALUE value = v[r * step];
            if (value <= own[c]) continue;
            own[c] = value;
            for (uint32_t u = m->up_first[c]; u < m->up_first[c + 1]; u++)
                if (value > most[m->up[u]]) most[m->up[u]] = value;
        }
        count = start;
    }
    return changed;
}

INLINE VALUE NAME(improve_wide)(const mover *m, const uint32_t *classes, uint32_t rows,
                                const void *order, bool wide, VALUE *v, size_t step, VALUE *sums,
                                bool forward)
{
    if (forward) return NAME(improve_forward)(m, classes, rows, order, wide, v, step, sums);
    if (classes) return NAME(improve_classes)(m, classes, rows, order, wide, v, step, sums);
    return NAME(improve_free)(rows, order, wide, v, step);
}

/* One clique of many. */
static VALUE NAME(improve)(const pass *p, const mover *m, const uint32_t *classes, uint32_t rows,
                           const void *order, VALUE *v, size_t step, VALUE *sums)
{
    return p->order_width == 4
               ? NAME(improve_wide)(m, classes, rows, order, true, v, step, sums, p->backward)
               : NAME(improve_wide)(m, classes, rows, order, false, v, step, sums, p->backward);
}

/* The number of the clique whose first state is at row `base` of lane 0, and from lane to lane. */
INLINE uint64_t NAME(clique_number)(const pass *p, const tile *t, const axis *a, uint32_t base)
{
    const group *g = p->group;
    uint64_t above = t->high * (g->rows / (a->rows * a->inner)) + base / (a->rows * a->inner);
    return above * a->inner * g->stride + base % a->inner * g->stride + t->low;
}

INLINE uint64_t NAME(clique_step)(const pass *p, const axis *a)
{
    return p->group->layout == ROWS ? 1 : p->group->rows / a->rows;
}

/* The orders of cliques of many: clique q's entries are q * rows to (q + 1) * rows - 1. */
INLINE size_t NAME(order_bytes)(const pass *p, const axis *a, uint64_t clique)
{
    return (size_t)clique * a->rows * p->order_width;
}

static bool NAME(improve_many)(const pass *p, const tile *t, const axis *a, uint32_t sub, VALUE *v,
                               VALUE *sums)
{
    uint32_t lanes = t->lanes - sub * LANES < LANES ? t->lanes - sub * LANES : LANES;
    uint64_t apart = NAME(clique_step)(p, a);
    const char *orders = p->orders[a->player];
    VALUE changed = 0;
    EACH_CLIQUE (a, p->group->rows, base) {
        uint64_t clique = NAME(clique_number)(p, t, a, base) + sub * LANES * apart;
        for (uint32_t x = 0; x < lanes; x++)
            changed |= NAME(improve)(p, a->mover, a->mover->classes, a->rows,
                                     orders + NAME(order_bytes)(p, a, clique + x * apart),
                                     v + (size_t)base * LANES + x, (size_t)a->inner * LANES, sums);
    }
    return changed != 0;
}

/* ---- orders ---------------------------------------------------------------------------------- */

/* How many states of its clique are worse, plus 1; 0 where infeasible. */
INLINE void NAME(place_few)(const axis *a, uint32_t group_rows, const VALUE *v, VALUE *places)
{
    size_t step = (size_t)a->inner * LANES;
    EACH_CLIQUE (a, group_rows, base) {
        const VALUE *first = v + (size_t)base * LANES;
        for (uint32_t i = 0; i < a->rows; i++) {
            ROW score = NAME(get)(first + i * step), place_ = (ROW)(score != 0) & 1;
            for (uint32_t j = 0; j < a->rows; j++)
                place_ += (ROW)(NAME(get)(first + j * step) < score) & 1;
            NAME(set)(places + (size_t)base * LANES + i * step, place_);
        }
    }
}

static void NAME(sort)(const pass *p, uint32_t player_, uint32_t rows, const VALUE *v, size_t step,
                       uint64_t *keys, void *order)
{
    uint32_t count = 0, distinct = p->game->scores[player_].distinct;
    bool wide = p->order_width == 4;
    for (uint32_t r = 0; r < rows; r++) {
        VALUE score = v[r * step];
        keys[count] = (uint64_t)(distinct - score) << 32 | r;
        count += score != 0;
    }
    const uint64_t *sorted = sort_keys(keys, keys + rows, count, bits_for(distinct));
    for (uint32_t k = 0; k < count; k++) {
        bool tied = k && sorted[k] >> 32 == sorted[k - 1] >> 32;
        set_entry(order, k, wide, (uint32_t)sorted[k] | (tied ? tied_mark(wide) : 0));
    }
    if (count < rows) set_entry(order, count, wide, last_entry(wide));
}

static void NAME(sort_many)(const pass *p, const tile *t, const axis *a, const VALUE *v,
                            uint64_t *keys)
{
    uint64_t apart = NAME(clique_step)(p, a);
    for (uint32_t lane = 0; lane < t->lanes; lane++) {
        const VALUE *sub = v + (size_t)(lane / LANES) * p->group->rows * LANES + lane % LANES;
        EACH_CLIQUE (a, p->group->rows, base) {
            uint64_t clique = NAME(clique_number)(p, t, a, base) + lane * apart;
            NAME(sort)
            (p, a->player, a->rows, sub + (size_t)base * LANES, (size_t)a->inner * LANES, keys,
             (char *)p->to + NAME(order_bytes)(p, a, clique));
        }
    }
}

/* ---- verdicts ---------------------------------------------------------------------------------- */

/* v becomes 1 where the score is feasible and not below the greatest of v that moves lead to. */
INLINE void NAME(judge_clique)(const axis *a, VALUE *v, const VALUE *s, VALUE *sums)
{
    size_t step = (size_t)a->inner * LANES;
    ROW sum = NAME(all)(0);
    const VALUE *all = NULL;
    const uint32_t *classes = a->mover->classes;
    if (classes) all = NAME(class_sums)(a->mover, a->rows, v, step, LANES, sums, false, false);
    else
        for (uint32_t r = 0; r < a->rows; r++) sum = NAME(greatest)(sum, NAME(get)(v + r * step));
    for (uint32_t r = 0; r < a->rows; r++) {
        ROW score = NAME(get)(s + r * step);
        if (classes) sum = NAME(get)(all + (size_t)classes[r] * LANES);
        NAME(set)(v + r * step, (ROW)(score != 0) & (ROW)(sum <= score) & 1);
    }
}

/* LANES values of 0 or 1 as bits. */
INLINE uint64_t NAME(pack_lanes)(const VALUE *v)
{
    if (sizeof(VALUE) == 1) return pack_bytes((const uint8_t *)v, LANES);
    ROW bits = NAME(get)(v);
    for (uint32_t x = 0; x < LANES; x++) bits[x] = (VALUE)(bits[x] << x % (8 * sizeof(VALUE)));
    VALUE sum = 0;
    for (uint32_t x = 0; x < LANES; x++) sum |= bits[x];
    return sum;
}

INLINE void NAME(write_row)(bit_writer *w, const VALUE *v, size_t step, uint32_t count)
{
    uint8_t bytes[64];
    for (uint32_t k = 0; k < count; k++) bytes[k] = (uint8_t)v[k * step];
    write_bits(w, pack_bytes(bytes, count), count);
}

static void NAME(write_verdicts)(const pass *p, const tile *t, const VALUE *v)
{
    uint32_t rows = p->group->rows;
    size_t sub = (size_t)rows * LANES;
    if (p->group->layout == ROWS) {
        for (uint32_t r = 0; r < rows; r++) {
            bit_writer w = write_bits_from(p->bits, t->first + r * p->group->stride);
            const VALUE *row = v + (size_t)r * LANES;
            uint32_t left = t->lanes;
            for (; left >= LANES; left -= LANES, row += sub)
                write_bits(&w, NAME(pack_lanes)(row), LANES);
            if (left) NAME(write_row)(&w, row, 1, left);
            end_bits(&w);
        }
        return;
    }
    bit_writer w = write_bits_from(p->bits, t->first);
    for (uint32_t lane = 0; lane < t->lanes; lane++) {
        const VALUE *block = v + lane / LANES * sub + lane % LANES;
        for (uint32_t r = 0; r < rows; r += 64) NAME(write_row)
        (&w, block + (size_t)r * LANES, LANES, rows - r < 64 ? rows - r : 64);
    }
    end_bits(&w);
}

static void NAME(judge)(const pass *p, const tile *t, VALUE *v)
{
    uint32_t rows = p->group->rows, subs = (t->lanes + LANES - 1) / LANES;
    const axis *a = p->movers[0];
    size_t cells = (size_t)subs * rows * LANES;
    VALUE *s = v + cells, *sums = s + cells;
    NAME(load)(p, t, p->scores, 0, 0, s);
    if (p->from) NAME(load)(p, t, p->from, p->raise, 0, v);
    else memcpy(v, s, cells * sizeof *v);
    for (size_t k = 0; k < cells; k++) v[k] = v[k] < s[k] ? v[k] : s[k];
    for (uint32_t k = 0; k < subs; k++)
        EACH_CLIQUE (a, rows, base) {
            size_t at = ((size_t)k * rows + base) * LANES;
            NAME(judge_clique)(a, v + at, s + at, sums);
        }
    NAME(write_verdicts)(p, t, v);
}

/* ---- cliques that are runs of cells ------------------------------------------------------------- */

INLINE VALUE NAME(reach_run)(const mover *m, const uint32_t *classes, uint32_t rows, VALUE *v,
                             VALUE *sums, bool least, bool backward)
{
    VALUE neutral = least ? NEUTRAL : 0, one = neutral, changed = 0;
    const VALUE *all = NULL;
    if (classes) {
        mover here = *m; /* of a listed clique the classes are its own */
        here.classes = (uint32_t *)(uintptr_t)classes;
        all = NAME(class_sums)(&here, rows, v, 1, 1, sums, least, backward);
    } else
        for (uint32_t r = 0; r < rows; r++) one = NAME(extreme)(one, v[r], least);
    for (uint32_t r = 0; r < rows; r++) {
        VALUE sum = classes ? all[classes[r]] : one, now = v[r] == neutral ? neutral : sum;
        changed |= (VALUE)(now ^ v[r]);
        v[r] = now;
    }
    return changed;
}

/* One clique in a row of its own. */
static VALUE NAME(move_run)(const pass *p, const mover *m, const uint32_t *classes, uint32_t rows,
                            const void *order, VALUE *v, VALUE *sums)
{
    if (p->kind == PASS_IMPROVE) return NAME(improve)(p, m, classes, rows, order, v, 1, sums);
    if (p->least) return NAME(reach_run)(m, classes, rows, v, sums, true, false);
    return p->backward ? NAME(reach_run)(m, classes, rows, v, sums, false, true)
                       : NAME(reach_run)(m, classes, rows, v, sums, false, false);
}

static void NAME(judge_run)(const pass *p, const axis *a, uint64_t first, VALUE *v, bit_writer *w)
{
    const VALUE *s = (const VALUE *)p->scores + first,
                *f = p->from ? (const VALUE *)p->from + first : NULL;
    VALUE more = (VALUE)p->raise, *sums = v + a->rows;
    for (uint32_t r = 0; r < a->rows; r++) {
        VALUE value = f ? (VALUE)(f[r] + more) : s[r];
        v[r] = value < s[r] ? value : s[r];
    }
    NAME(reach_run)(a->mover, a->mover->classes, a->rows, v, sums, false, false);
    for (uint32_t r = 0; r < a->rows; r++) v[r] = (VALUE)((s[r] != 0) & (v[r] <= s[r]));
    for (uint32_t r = 0; r < a->rows; r += 64)
        NAME(write_row)(w, v + r, 1, a->rows - r < 64 ? a->rows - r : 64);
}

/* Whether anything changed. */
static bool NAME(runs)(const pass *p, const tile *t, VALUE *v)
{
    const axis *a = p->movers[0];
    uint32_t rows = a->rows;
    const char *orders = p->kind == PASS_IMPROVE ? p->orders[a->player] : NULL;
    VALUE changed = 0, more = (VALUE)p->raise;
    bit_writer w = write_bits_from(p->bits, t->first);
    for (uint32_t k = 0; k < t->lanes; k++) {
        uint64_t first = t->first + (uint64_t)k * rows;
        size_t order = NAME(order_bytes)(p, a, t->high + k);
        if (p->kind == PASS_JUDGE) { /* of which `from` may be NULL */
            NAME(judge_run)(p, a, first, v, &w);
            continue;
        }
        const VALUE *from = (const VALUE *)p->from + first;
        if (p->kind == PASS_ORDER) {
            NAME(sort)(p, a->player, rows, from, 1, (uint64_t *)(void *)v, (char *)p->to + order);
            continue;
        }
        VALUE *to = (VALUE *)p->to + first;
        bool in_place = p->from == p->to && !p->raise;
        VALUE *here = in_place ? to : v, now;
        if (!in_place)
            for (uint32_t r = 0; r < rows; r++) here[r] = (VALUE)(from[r] + more);
        now = NAME(move_run)(p, a->mover, a->mover->classes, rows, orders ? orders + order : NULL,
                             here, v + rows);
        changed |= now;
        if (!in_place)
            for (uint32_t r = 0; r < rows; r++) NAME(put)(to + r, here[r], p->merge);
    }
    if (p->kind == PASS_JUDGE) end_bits(&w);
    return changed != 0;
}

/* ---- one tile ----------------------------------------------------------------------------------- */

static bool NAME(move)(const pass *p, const tile *t, uint32_t number, uint32_t sub, VALUE *v,
                       const VALUE *places, VALUE *sums)
{
    const axis *a = p->movers[number];
    uint32_t rows = p->group->rows;
    if (p->kind == PASS_REACH) {
        if (p->least) return NAME(reach)(a, rows, v, sums, true, false);
        return p->backward ? NAME(reach)(a, rows, v, sums, false, true)
                           : NAME(reach)(a, rows, v, sums, false, false);
    }
    if (!is_few(a->rows)) return NAME(improve_many)(p, t, a, sub, v, sums);
    return p->backward ? NAME(improve_few)(a, rows, v, places, true)
                       : NAME(improve_few)(a, rows, v, places, false);
}

/* The group's players move, in turn, until each of them in a row has changed nothing. */
static bool NAME(settle)(const pass *p, const tile *t, VALUE *v)
{
    uint32_t rows = p->group->rows, subs = (t->lanes + LANES - 1) / LANES, few = 0;
    size_t sub = (size_t)rows * LANES, cells = subs * sub;
    VALUE *places[MAX_BITS] = {NULL}, *free_ = v + cells;
    for (uint32_t k = 0; p->kind == PASS_IMPROVE && k < p->mover_count; k++) {
        if (!is_few(p->movers[k]->rows)) continue;
        places[k] = free_ + few++ * cells;
        NAME(load_places)(p, t, p->orders[p->movers[k]->player], p->backward ? 0 : -1, places[k]);
    }
    VALUE *sums = free_ + few * cells;
    bool any = false;
    for (uint32_t s = 0; s < subs; s++) {
        uint32_t quiet = 0;
        for (uint32_t k = 0; quiet < p->mover_count; k = (k + 1) % p->mover_count) {
            bool changed =
                NAME(move)(p, t, k, s, v + s * sub, places[k] ? places[k] + s * sub : NULL, sums);
            any |= changed;
            quiet = changed && !p->settled ? 1 : quiet + 1;
        }
    }
    return any;
}

static void NAME(note)(const pass *p, bool changed)
{
    if (changed && p->changed && !atomic_load_explicit(p->changed, memory_order_relaxed))
        atomic_store_explicit(p->changed, true, memory_order_relaxed);
}

static void NAME(tile)(const pass *p, uint64_t number, void *scratch)
{
    tile t = tile_at(p, number);
    VALUE *v = scratch;
    if (p->group->layout == RUNS) {
        NAME(note)(p, NAME(runs)(p, &t, v));
        return;
    }
    uint32_t subs = (t.lanes + LANES - 1) / LANES;
    size_t cells = (size_t)subs * p->group->rows * LANES;
    const axis *a = p->movers[0];
    if (p->kind == PASS_JUDGE) {
        NAME(judge)(p, &t, v);
        return;
    }
    NAME(load)(p, &t, p->from, p->raise, p->least ? NEUTRAL : 0, v);
    if (p->kind == PASS_ORDER && is_few(a->rows)) {
        for (uint32_t k = 0; k < subs; k++) NAME(place_few)
        (a, p->group->rows, v + k * (size_t)p->group->rows * LANES,
         v + cells + k * (size_t)p->group->rows * LANES);
        NAME(store_places)(p, &t, v + cells, p->to);
        return;
    }
    if (p->kind == PASS_ORDER) {
        NAME(sort_many)(p, &t, a, v, (uint64_t *)(void *)(v + (cells + 7) / 8 * 8));
        return;
    }
    bool changed = NAME(settle)(p, &t, v);
    NAME(note)(p, changed);
    if (!changed && p->from == p->to && !p->raise) return;
    if (p->merge) NAME(store)(p, &t, v, p->to, true);
    else NAME(store)(p, &t, v, p->to, false);
}

/* ---- one clique of a listed game ------------------------------------------------------------------ */

static void NAME(run)(const pass *p, uint64_t run, void *scratch)
{
    const mover *m = p->listed;
    uint32_t first = m->runs[run], rows = m->runs[run + 1] - first;
    const uint32_t *slots = m->slots + first, *classes = m->classes ? m->classes + first : NULL;
    const VALUE *from = p->from;
    VALUE *v = scratch, *to = p->to, more = (VALUE)p->raise;
    bool in_place = p->from == p->to && !p->raise;
    if (rows == 1 && in_place) return;
    for (uint32_t r = 0; r < rows; r++) v[r] = (VALUE)(from[slots[r]] + more);
    size_t place_ = (size_t)first * p->order_width;
    const char *order = p->order ? (const char *)p->order + place_ : NULL;
    if (p->kind == PASS_ORDER) {
        uint32_t player_ = (uint32_t)(m - p->game->movers);
        NAME(sort)
        (p, player_, rows, v, 1, (uint64_t *)(void *)(v + ((size_t)rows + 7) / 8 * 8),
         (char *)p->to + place_);
        return;
    }
    VALUE changed = NAME(move_run)(p, m, classes, rows, order, v, v + rows);
    NAME(note)(p, changed != 0);
    if (!changed && in_place) return;
    for (uint32_t r = 0; r < rows; r++) NAME(put)(to + slots[r], v[r], p->merge);
}

#undef LANES
#undef ROW
#undef NEUTRAL
#undef EACH_CLIQUE
