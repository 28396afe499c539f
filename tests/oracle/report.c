/* The figures of the JSON that `solve` writes, beside the oracle's: the table, and the summaries of
 * the equilibria of each concept. The reader below knows JSON only as far as finding a member.
 */
#include "oracle.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- finding one's way in JSON ---------------------------------------------------------- */

static const char *skip_space(const char *at) { return at + strspn(at, " \n\r\t"); }

static const char *skip_string(const char *at)
{
    for (at++; *at && *at != '"'; at++)
        if (*at == '\\') at++;
    return *at ? at + 1 : at;
}

static const char *skip_value(const char *at)
{
    int depth = 0;
    at = skip_space(at);
    do {
        if (*at == '"') {
            at = skip_string(at);
        } else {
            if (*at == '{' || *at == '[') depth++;
            if (*at == '}' || *at == ']') depth--;
            at++;
        }
        /* A number or a word ends before a sign that is not its own. */
        if (depth == 0 && (strchr(",]}", *at) || strchr("\"]}", at[-1]))) break;
    } while (*at);
    return at;
}

/* Elements of an array one after the other: NULL after the last. */
static const char *first_element(const char *array)
{
    const char *at = array ? skip_space(array + 1) : "]";
    return *at == ']' || !*at ? NULL : at;
}

static const char *next_element(const char *at)
{
    at = skip_space(skip_value(at));
    return *at == ',' ? skip_space(at + 1) : NULL;
}

static int elements(const char *array)
{
    int count = 0;
    for (const char *at = first_element(array); at; at = next_element(at)) count++;
    return count;
}

static const char *member(const char *object, const char *key)
{
    size_t length = strlen(key);
    const char *at = object ? skip_space(object + 1) : "";
    while (*at == '"') {
        const char *value = skip_space(skip_string(at));
        if (*value != ':') return NULL;
        value = skip_space(value + 1);
        if (strncmp(at + 1, key, length) == 0 && at[1 + length] == '"') return value;
        at = skip_space(skip_value(value));
        if (*at == ',') at = skip_space(at + 1);
    }
    return NULL;
}

static bool is_text(const char *value, const char *expected)
{
    size_t length = strlen(expected);
    return value && *value == '"' && strncmp(value + 1, expected, length) == 0 &&
           value[1 + length] == '"';
}

static bool contains(const char *array, const char *expected)
{
    for (const char *at = first_element(array); at; at = next_element(at))
        if (is_text(at, expected)) return true;
    return false;
}

/* -1: no number there. */
static long number(const char *value)
{
    return value && strchr("0123456789", *value) ? strtol(value, NULL, 10) : -1;
}

long json_number(const char *json, const char *const *path)
{
    const char *at = skip_space(json);
    for (; at && *path; path++) at = member(at, *path);
    return number(at);
}

/* ---- what the oracle says --------------------------------------------------------------- */

typedef struct account {
    const conflict *c;
    const game *w;
    const stage *g;
    const bool *lift, *verdict;
    char *wrong; /* what was found to be wrong */
    size_t room;
    int where; /* only states of that let are shown and counted; -1: all */
    bool reached[MOST_STATES];
} account;

__attribute__((format(printf, 2, 3))) static bool wrong(account *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(a->wrong, a->room, format, args);
    va_end(args);
    return false;
}

static bool is_shown(const account *a, int s)
{
    return a->where < 0 || holds_in_all(a->c, a->w, a->c->let[a->where].expr, s);
}

/* Is it one, and shown? */
static bool is_equilibrium(const account *a, int concept_index, int s)
{
    if (!is_shown(a, s)) return false;
    for (int p = 0; p < a->w->players; p++)
        if (!a->verdict[(concept_index * a->w->players + p) * a->w->states + s]) return false;
    return true;
}

/* Is the red line at that place in force crossed in the state? Lifted ones count no more. */
static bool crosses(const account *a, int k, int s)
{
    const statement *x = &a->c->statement[a->g->statement[k]];
    return x->kind == REDLINE && !(a->lift && a->lift[x->id]) &&
           statement_crossed(a->c, x, &a->w->at[s]);
}

/* From the status quo by improvements, nobody moving twice in a row. */
static void find_reached(account *a)
{
    int n = a->w->states, players = a->w->players, head = 0, tail = 0;
    bool *seen = calloc((size_t)(n * (players + 1)), sizeof *seen);
    short *queue = malloc((size_t)(2 * n * (players + 1)) * sizeof *queue);
    assert(seen && queue);
    memset(a->reached, 0, sizeof a->reached);
    if (a->w->status_quo >= 0) {
        queue[tail++] = (short)a->w->status_quo;
        queue[tail++] = (short)players; /* nobody */
        a->reached[a->w->status_quo] = true;
    }
    while (head < tail) {
        int s = queue[head++], last = queue[head++];
        for (int p = 0; p < players; p++) {
            const arcs *moves = &a->w->moves[p * n + s];
            for (int k = 0; p != last && k < moves->count; k++) {
                int t = moves->to[k];
                if (game_rank(a->w, p, t) >= game_rank(a->w, p, s) || seen[t * players + p])
                    continue;
                seen[t * players + p] = a->reached[t] = true;
                queue[tail++] = (short)t;
                queue[tail++] = (short)p;
            }
        }
    }
    free(seen), free(queue);
}

/* ---- comparing -------------------------------------------------------------------------- */

static bool same_row(account *a, const char *row, int s)
{
    const conflict *c = a->c;
    if (number(member(row, "state")) != s + 1) return wrong(a, "row %d is of another state", s + 1);
    const char *list = member(row, "crosses");
    int expected = 0;
    for (int k = 0; k < a->g->in_force; k++) {
        char name[24];
        if (!crosses(a, k, s)) continue;
        expected++;
        statement_name(c, &c->statement[a->g->statement[k]], name);
        if (!list || !contains(list, name)) return wrong(a, "state %d crosses %s", s + 1, name);
    }
    if (!list || elements(list) != expected)
        return wrong(a, "state %d crosses %d red lines", s + 1, expected);
    expected = 0;
    list = member(row, "outcomes");
    for (int k = 0; k < c->lets; k++) {
        char name[24];
        if (!c->let[k].outcome || !holds_in_all(c, a->w, c->let[k].expr, s)) continue;
        expected++;
        snprintf(name, sizeof name, "l%d", c->let[k].id);
        if (!list || !contains(list, name)) return wrong(a, "state %d is %s", s + 1, name);
    }
    if (!list || elements(list) != expected)
        return wrong(a, "state %d has %d outcomes", s + 1, expected);
    for (int p = 0; p < c->players; p++) {
        const char *id = c->player[p].name;
        if (number(member(member(row, "rank"), id)) != game_rank(a->w, p, s))
            return wrong(a, "rank of state %d for %s", s + 1, id);
        for (int k = 0; k < CONCEPTS; k++) {
            bool stable = a->verdict[(k * c->players + p) * a->w->states + s];
            list = member(member(row, "stable"), concept_word[k]);
            if (!list || contains(list, id) != stable)
                return wrong(a, "%s: state %d should be %sstable for %s", concept_word[k], s + 1,
                             stable ? "" : "un", id);
        }
    }
    return true;
}

static bool same_table(account *a, const char *table)
{
    const char *row = first_element(table);
    for (int s = 0; s < a->w->states; s++) {
        if (!is_shown(a, s)) continue;
        if (!row) return wrong(a, "the table lacks state %d", s + 1);
        if (!same_row(a, row, s)) return false;
        row = next_element(row);
    }
    return !row || wrong(a, "the table has too many rows");
}

static bool same_ranks_for_all(const account *a, int s, int t)
{
    for (int p = 0; p < a->w->players; p++)
        if (game_rank(a->w, p, s) != game_rank(a->w, p, t)) return false;
    return true;
}

static bool same_crossings(const account *a, int s, int t)
{
    for (int k = 0; k < a->g->in_force; k++)
        if (crosses(a, k, s) != crosses(a, k, t)) return false;
    return true;
}

/* How many equilibria there are that no earlier one is like. */
static int kinds(const account *a, int concept_index, bool (*alike)(const account *, int, int))
{
    int count = 0;
    for (int s = 0; s < a->w->states; s++) {
        bool first = is_equilibrium(a, concept_index, s);
        for (int t = 0; first && t < s; t++)
            first = !is_equilibrium(a, concept_index, t) || !alike(a, s, t);
        count += first;
    }
    return count;
}

/* Each group of equilibria that cross the same red lines, with its size. */
static bool same_groups(account *a, int concept_index, const char *groups)
{
    if (!groups || elements(groups) != kinds(a, concept_index, same_crossings))
        return wrong(a, "%s: by_crossed", concept_word[concept_index]);
    for (int s = 0; s < a->w->states; s++) {
        if (!is_equilibrium(a, concept_index, s)) continue;
        int size = 0, lines = 0, found = 0;
        for (int t = 0; t < a->w->states; t++)
            size += is_equilibrium(a, concept_index, t) && same_crossings(a, s, t);
        for (int k = 0; k < a->g->in_force; k++) lines += crosses(a, k, s);
        for (const char *at = first_element(groups); at; at = next_element(at)) {
            const char *list = member(at, "lines");
            bool same = list && elements(list) == lines;
            for (int k = 0; same && k < a->g->in_force; k++) {
                char name[24];
                if (!crosses(a, k, s)) continue;
                statement_name(a->c, &a->c->statement[a->g->statement[k]], name);
                same = contains(list, name);
            }
            found += same && number(member(at, "count")) == size;
        }
        if (found != 1)
            return wrong(a, "%s: by_crossed of state %d", concept_word[concept_index], s + 1);
    }
    return true;
}

static bool same_equilibria(account *a, int concept_index, const char *theirs)
{
    const conflict *c = a->c;
    const char *word = concept_word[concept_index], *listed = member(theirs, "states");
    int count = 0, reached = 0, of_outcome[MOST_LETS] = {0};
    for (int s = 0; s < a->w->states; s++) {
        if (!is_equilibrium(a, concept_index, s)) continue;
        count++;
        reached += a->reached[s];
        for (int k = 0; k < c->lets; k++) of_outcome[k] += holds_in_all(c, a->w, c->let[k].expr, s);
    }
    if (number(member(theirs, "count")) != count) return wrong(a, "%s: count", word);
    if (!listed || elements(listed) != count) return wrong(a, "%s: states", word);
    const char *at = first_element(listed);
    for (int k = 0; k < count; k++, at = next_element(at)) {
        long s = number(at) - 1;
        if (s < 0 || s >= a->w->states || !is_equilibrium(a, concept_index, (int)s))
            return wrong(a, "%s: states lists %ld", word, s + 1);
        if (a->reached[s] != (k < reached)) return wrong(a, "%s: those reached come first", word);
    }
    if (a->w->status_quo >= 0 && number(member(theirs, "reached_by_improvements")) != reached)
        return wrong(a, "%s: reached_by_improvements, should be %d", word, reached);
    if (number(member(theirs, "classes")) != kinds(a, concept_index, same_ranks_for_all))
        return wrong(a, "%s: classes", word);
    for (int k = 0; k < c->lets; k++) {
        char name[24];
        snprintf(name, sizeof name, "l%d", c->let[k].id);
        if (c->let[k].outcome &&
            number(member(member(theirs, "by_outcome"), name)) != of_outcome[k])
            return wrong(a, "%s: by_outcome %s, should be %d", word, name, of_outcome[k]);
    }
    return same_groups(a, concept_index, member(theirs, "by_crossed"));
}

static long report_count;

long reports_compared(void) { return report_count; }

bool report_agrees(const conflict *c, const game *w, int events, const bool *lift,
                   const bool *verdict, int where, const char *json, char *what, size_t room)
{
    stage g;
    account a = {.c = c,
                 .w = w,
                 .g = &g,
                 .lift = lift,
                 .verdict = verdict,
                 .where = where,
                 .wrong = what,
                 .room = room};
    bool fine = stage_after(c, events, &g);
    assert(fine);
    find_reached(&a);
    json = skip_space(json);
    report_count++;
    if (number(member(member(json, "states"), "feasible")) != w->states)
        return wrong(&a, "states.feasible");
    if (number(member(member(json, "states"), "possible")) != combinations(c))
        return wrong(&a, "states.possible");
    if (w->status_quo >= 0 &&
        number(member(member(json, "status_quo"), "number")) != w->status_quo + 1)
        return wrong(&a, "status_quo");
    for (int k = 0; k < CONCEPTS; k++)
        if (!same_equilibria(&a, k, member(member(json, "equilibria"), concept_word[k])))
            return false;
    return same_table(&a, member(json, "table"));
}
