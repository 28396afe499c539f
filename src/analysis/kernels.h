/* The operators' inner loops, for one width of values and one of orders. Included by operators.c
 * once a width, with VALUE, ORDER and a suffix for names defined; no guard.
 *
 * A tile holds `rows` x `width` values, row r of clique x at [r * width + x].
 */

#define NEUTRAL ((VALUE)-1) /* of min */
#define LAST ((ORDER)-1)
#define TIED ((ORDER)((ORDER)1 << (8 * sizeof(ORDER) - 1)))

/* Whole rows of neighbours where there are some; else clique by clique, which reads in order. */
static void NAME(load)(const dt_game *g, const tile *t, const void *from, VALUE *v)
{
    const VALUE *f = from;
    if (g->list) {
        for (uint32_t r = 0; r < t->rows; r++) v[r] = f[t->slots[r]];
        return;
    }
    for (uint32_t h = 0; h < t->highs; h++) {
        const VALUE *first = f + t->first + h * t->jump;
        VALUE *to = v + (size_t)h * t->lows;
        if (t->stride == 1)
            for (uint32_t r = 0; r < t->rows; r++) to[(size_t)r * t->width] = first[r];
        else
            for (uint32_t r = 0; r < t->rows; r++)
                memcpy(to + (size_t)r * t->width, first + r * t->stride, t->lows * sizeof(VALUE));
    }
}

static void NAME(store)(const dt_game *g, const tile *t, void *into, const VALUE *v)
{
    VALUE *f = into;
    if (g->list) {
        for (uint32_t r = 0; r < t->rows; r++) f[t->slots[r]] = v[r];
        return;
    }
    for (uint32_t h = 0; h < t->highs; h++) {
        VALUE *first = f + t->first + h * t->jump;
        const VALUE *from = v + (size_t)h * t->lows;
        if (t->stride == 1)
            for (uint32_t r = 0; r < t->rows; r++) first[r] = from[(size_t)r * t->width];
        else
            for (uint32_t r = 0; r < t->rows; r++)
                memcpy(first + r * t->stride, from + (size_t)r * t->width, t->lows * sizeof(VALUE));
    }
}

static void NAME(row_max)(VALUE *to, const VALUE *from, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++) to[x] = from[x] > to[x] ? from[x] : to[x];
}

static void NAME(row_min)(VALUE *to, const VALUE *from, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++) to[x] = from[x] < to[x] ? from[x] : to[x];
}

/* Extremes of each class, then of all classes that it reaches. With `backward` a class gets what the
 * classes that reach it have. The result is in the second half of `sums`. */
static VALUE *NAME(class_sums)(const tile *t, const mover *m, const VALUE *v, VALUE *sums,
                               bool least, bool backward)
{
    uint32_t w = t->width, n = m->class_count;
    VALUE neutral = least ? NEUTRAL : 0;
    for (size_t k = 0; k < 2 * (size_t)n * w; k++) sums[k] = neutral;
    for (uint32_t r = 0; r < t->rows; r++) {
        VALUE *sum = sums + (size_t)(t->classes ? t->classes[r] : 0) * w;
        if (least) NAME(row_min)(sum, v + (size_t)r * w, w);
        else NAME(row_max)(sum, v + (size_t)r * w, w);
    }
    if (n == 1) return sums;
    VALUE *all = sums + (size_t)n * w;
    for (uint32_t c = 0; c < n; c++)
        for (uint32_t k = m->up_first[c]; k < m->up_first[c + 1]; k++) {
            uint32_t to = backward ? m->up[k] : c, from = backward ? c : m->up[k];
            if (least) NAME(row_min)(all + (size_t)to * w, sums + (size_t)from * w, w);
            else NAME(row_max)(all + (size_t)to * w, sums + (size_t)from * w, w);
        }
    return all;
}

/* Every value becomes the extreme of its own and those that the mover's one move reaches (or, with
 * `backward`, is reached from). Returns whether anything changed. */
static bool NAME(reach)(const tile *t, const mover *m, VALUE *v, VALUE *sums, bool least,
                        bool backward)
{
    const VALUE *all = NAME(class_sums)(t, m, v, sums, least, backward);
    VALUE neutral = least ? NEUTRAL : 0;
    uint32_t w = t->width;
    VALUE changed = 0;
    for (uint32_t r = 0; r < t->rows; r++) {
        const VALUE *sum = all + (size_t)(t->classes ? t->classes[r] : 0) * w;
        VALUE *row = v + (size_t)r * w;
        for (uint32_t x = 0; x < w; x++) {
            VALUE now = row[x] == neutral ? neutral : sum[x];
            changed |= (VALUE)(now ^ row[x]);
            row[x] = now;
        }
    }
    return changed != 0;
}

/* The same tile, clique after clique: row r of clique x at [x * rows + r]. */
static void NAME(load_cliques)(const dt_game *g, const tile *t, const void *from, VALUE *v)
{
    const VALUE *f = from;
    if (g->list || t->stride == 1) {
        for (uint32_t x = 0; x < t->width; x++)
            for (uint32_t r = 0; r < t->rows; r++)
                v[(size_t)x * t->rows + r] = f[g->list ? t->slots[r] : t->first + x * t->jump + r];
        return;
    }
    for (uint32_t h = 0; h < t->highs; h++)
        for (uint32_t r = 0; r < t->rows; r++) {
            const VALUE *row = f + t->first + h * t->jump + r * t->stride;
            VALUE *to = v + (size_t)h * t->lows * t->rows + r;
            for (uint32_t l = 0; l < t->lows; l++) to[(size_t)l * t->rows] = row[l];
        }
}

static void NAME(store_cliques)(const dt_game *g, const tile *t, void *into, const VALUE *v)
{
    VALUE *f = into;
    if (g->list || t->stride == 1) {
        for (uint32_t x = 0; x < t->width; x++)
            for (uint32_t r = 0; r < t->rows; r++)
                f[g->list ? t->slots[r] : t->first + x * t->jump + r] = v[(size_t)x * t->rows + r];
        return;
    }
    for (uint32_t h = 0; h < t->highs; h++)
        for (uint32_t r = 0; r < t->rows; r++) {
            VALUE *row = f + t->first + h * t->jump + r * t->stride;
            const VALUE *from = v + (size_t)h * t->lows * t->rows + r;
            for (uint32_t l = 0; l < t->lows; l++) row[l] = from[(size_t)l * t->rows];
        }
}

/* A clique without irreversible options: the least value seen before the group of equal score. */
static VALUE NAME(improve_free)(uint32_t rows, const ORDER *order, VALUE *v)
{
    VALUE before = NEUTRAL, seen = NEUTRAL, changed = 0;
    for (uint32_t k = 0; k < rows && order[k] != LAST; k++) {
        VALUE *at = v + (order[k] & (ORDER)~TIED);
        before = order[k] & TIED ? before : seen;
        VALUE now = before < *at ? before : *at;
        changed |= (VALUE)(now ^ *at);
        *at = now;
        seen = now < seen ? now : seen;
    }
    return changed;
}

/* One clique, best first: every value becomes the least of its own and those of the better states
 * that its class reaches. States of equal score read before any of them is written. least[c] is the
 * least value seen in the classes that c reaches, own[c] in c itself; a new least is rare, so telling
 * the classes that reach c is, too. */
static VALUE NAME(improve)(const tile *t, const mover *m, const ORDER *order, VALUE *v,
                           VALUE *least)
{
    if (!t->classes) return NAME(improve_free)(t->rows, order, v);
    VALUE *own = least + m->class_count, changed = 0;
    for (uint32_t c = 0; c < 2 * m->class_count; c++) least[c] = NEUTRAL;
    for (uint32_t k = 0; k < t->rows && order[k] != LAST;) {
        uint32_t end = k + 1;
        while (end < t->rows && order[end] != LAST && (order[end] & TIED)) end++;
        for (uint32_t j = k; j < end; j++) {
            uint32_t r = order[j] & (ORDER)~TIED;
            VALUE before = least[t->classes[r]], now = before < v[r] ? before : v[r];
            changed |= (VALUE)(now ^ v[r]);
            v[r] = now;
        }
        for (; k < end; k++) {
            uint32_t r = order[k] & (ORDER)~TIED, c = t->classes[r];
            if (v[r] >= own[c]) continue;
            own[c] = v[r];
            for (uint32_t d = m->down_first[c]; d < m->down_first[c + 1]; d++)
                if (v[r] < least[m->down[d]]) least[m->down[d]] = v[r];
        }
    }
    return changed;
}

/* One clique, worst first: a state takes 1 when a worse state that reaches it has 1. */
static VALUE NAME(improve_forward)(const tile *t, const mover *m, const ORDER *order, VALUE *v,
                                   VALUE *held)
{
    uint32_t count = 0;
    VALUE changed = 0, *own = held + m->class_count;
    for (uint32_t c = 0; c < 2 * m->class_count; c++) held[c] = 0;
    while (count < t->rows && order[count] != LAST) count++;
    while (count) {
        uint32_t start = count - 1;
        while (start && (order[start] & TIED)) start--;
        for (uint32_t j = start; j < count; j++) {
            uint32_t r = order[j] & (ORDER)~TIED;
            VALUE now = v[r] | held[t->classes ? t->classes[r] : 0];
            changed |= (VALUE)(now ^ v[r]);
            v[r] = now;
        }
        for (uint32_t j = start; j < count; j++) {
            uint32_t r = order[j] & (ORDER)~TIED, c = t->classes ? t->classes[r] : 0;
            if (!v[r] || own[c]) continue;
            own[c] = 1;
            for (uint32_t u = m->up_first[c]; u < m->up_first[c + 1]; u++) held[m->up[u]] = 1;
        }
        count = start;
    }
    return changed;
}

/* A clique's rows, best first; those of equal score but the first are marked; then LAST. */
static void NAME(sort)(const tile *t, const VALUE *scores_, uint64_t *keys, uint64_t *spare,
                       ORDER *order)
{
    uint32_t count = 0;
    for (uint32_t r = 0; r < t->rows; r++)
        if (scores_[r]) keys[count++] = (uint64_t)(VALUE)(NEUTRAL - scores_[r]) << 32 | r;
    const uint64_t *sorted = sort_keys(keys, spare, count, 8 * (uint32_t)sizeof(VALUE));
    for (uint32_t k = 0; k < count; k++) {
        bool tied = k && sorted[k] >> 32 == sorted[k - 1] >> 32;
        order[k] = (ORDER)((ORDER)sorted[k] | (tied ? TIED : 0));
    }
    if (count < t->rows) order[count] = LAST;
}

/* ---- one parcel of a pass ---------------------------------------------------------------- */

static bool NAME(work)(const pass *p, const tile *t, VALUE *v, VALUE *sums)
{
    const dt_game *g = p->operators->game;
    const mover *m = p->mover;
    if (p->kind == PASS_REACH) {
        NAME(load)(g, t, p->from, v);
        return NAME(reach)(t, m, v, sums, p->least, p->backward);
    }
    VALUE changed = 0;
    NAME(load_cliques)(g, t, p->from, v);
    for (uint32_t x = 0; x < t->width; x++) {
        const ORDER *order = (const ORDER *)p->order + t->ordered + (size_t)x * t->rows;
        VALUE *clique = v + (size_t)x * t->rows;
        changed |= p->kind == PASS_IMPROVE ? NAME(improve)(t, m, order, clique, sums)
                                           : NAME(improve_forward)(t, m, order, clique, sums);
    }
    return changed != 0;
}

static void NAME(pass)(const pass *p, const tile *t, void *scratch)
{
    const dt_game *g = p->operators->game;
    bool by_rows = p->kind == PASS_REACH;
    VALUE *v = scratch, *other = v + (size_t)t->rows * t->width;
    bool changed = NAME(work)(p, t, v, other);
    if (!changed && p->from == p->to) return;
    if (p->merge) {
        if (by_rows) NAME(load)(g, t, p->to, other);
        else NAME(load_cliques)(g, t, p->to, other);
        NAME(row_min)(v, other, t->rows * t->width);
    }
    if (by_rows) NAME(store)(g, t, p->to, v);
    else NAME(store_cliques)(g, t, p->to, v);
    if (changed) atomic_store_explicit(p->changed, true, memory_order_relaxed);
}

static void NAME(order)(const pass *p, const tile *t, void *scratch)
{
    VALUE *v = scratch;
    size_t values = ((size_t)t->rows * t->width * sizeof(VALUE) + 15) / 16 * 16;
    uint64_t *keys = (uint64_t *)(void *)((char *)scratch + values);
    NAME(load_cliques)(p->operators->game, t, p->from, v);
    for (uint32_t x = 0; x < t->width; x++) NAME(sort)
    (t, v + (size_t)x * t->rows, keys, keys + t->rows,
     (ORDER *)p->to + t->ordered + (size_t)x * t->rows);
}

#undef NEUTRAL
#undef LAST
#undef TIED
