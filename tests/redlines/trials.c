/* Conflicts by seed, with red lines that clash often, and the questions that are asked of them. */
#include "literal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- red lines ------------------------------------------------------------------------------ */

static int random_demand(conflict *c, dice *d, int depth)
{
    int o = roll(d, c->options), e;
    if (roll(d, 60) == 1) return new_expr(c, IS_NO); /* no state respects it */
    if (roll(d, 60) == 1) return new_expr(c, IS_YES);
    switch (depth > 0 ? roll(d, 12) : 11) {
    case 0:
    case 1:
    case 2:
    case 3:
        e = new_expr(c, chance(d, 50) ? IS_OR : IS_AND);
        for (int k = 0; k < 2; k++) {
            int child = random_demand(c, d, depth - 1);
            c->expr[e].child[c->expr[e].children++] = (short)child;
        }
        return e;
    case 4:
    case 5:
    case 6:
        e = new_expr(c, IS_NOT);
        c->expr[e].child[c->expr[e].children++] = (short)random_demand(c, d, depth - 1);
        return e;
    case 7:
        e = new_expr(c, IS_COMPARED);
        c->expr[e].option = (signed char)o;
        c->expr[e].relation = EQUAL;
        c->expr[e].value = (short)roll(d, c->option[o].levels);
        return e;
    default:
        e = new_expr(c, IS_TAKEN);
        c->expr[e].option = (signed char)o;
        return e;
    }
}

/* Is the statement one that an event speaks of? */
static bool is_referred_to(const conflict *c, int id)
{
    for (int e = 0; e < c->events; e++)
        for (int k = 0; k < c->event[e].lines; k++)
            if (c->event[e].line[k].id == id || c->event[e].line[k].anchor == id) return true;
    return false;
}

void add_red_lines(conflict *c, dice *d)
{
    int count = 0, last_id = 0, wanted = chance(d, 50) ? 4 + roll(d, 3) : roll(d, 7);
    for (int k = c->statements - 1; k >= 0; k--) {
        statement *s = &c->statement[k];
        if (s->id > last_id) last_id = s->id;
        if (s->kind != REDLINE) continue;
        if (count >= wanted && !s->added && !is_referred_to(c, s->id)) {
            for (int j = k + 1; j < c->statements; j++) c->statement[j - 1] = c->statement[j];
            c->statements--;
        } else {
            count++;
        }
    }
    for (int tries = 0; count < wanted && tries < 20 && c->exprs < MOST_EXPRS - 100; tries++) {
        int p = roll(d, c->players);
        if (c->player[p].late || c->statements == MOST_STATEMENTS) continue;
        statement *s = &c->statement[c->statements++];
        *s = (statement){.kind = REDLINE, .id = ++last_id, .player = p, .named = true};
        s->rigid = chance(d, 25);
        s->expr = random_demand(c, d, 4);
        count++;
    }
}

/* ---- questions ------------------------------------------------------------------------------ */

question any_question(const conflict *c, uint64_t seed, bool lift[MOST_STATEMENTS + 2])
{
    dice d = {.seed = seed * 77 + 5};
    question q = {.events = c->events ? roll(&d, c->events + 1) : 0};
    q.concept = (concept)roll(&d, CONCEPTS);
    int between = roll(&d, 1 << MOST_PLAYERS), where = roll(&d, 100), limit = roll(&d, 30);
    if (chance(&d, 25)) q.between = (unsigned)between & ((1u << c->players) - 1);
    if (c->lets > 0 && chance(&d, 25)) q.where = 1 + where % c->lets;
    if (chance(&d, 25)) q.limit = 1 + limit;
    memset(lift, 0, (MOST_STATEMENTS + 2) * sizeof *lift);
    if (chance(&d, 25)) {
        stage g;
        if (!stage_after(c, q.events, &g)) return q;
        for (int k = 0; k < g.in_force; k++) {
            const statement *s = &c->statement[g.statement[k]];
            lift[s->id] = s->kind == REDLINE && (s->id + (int)(seed % 3)) % 3 == 0;
        }
        q.lift = lift;
    }
    return q;
}

/* ---- one after the other -------------------------------------------------------------------- */

typedef struct same_failure {
    examiner *look;
    uint64_t seed;
    disagreement kind;
} same_failure;

static bool still_fails(const conflict *c, void *ctx)
{
    const same_failure *f = ctx;
    return f->look(c, f->seed).kind == f->kind;
}

static void print_small(const char *what, uint64_t seed, conflict *c, finding first, examiner *look)
{
    same_failure same = {look, seed, first.kind};
    shrink(c, still_fails, &same);
    finding f = look(c, seed);
    char *text = write_conflict(c);
    fprintf(stderr, "%s, seed %llu: %s\n----\n%s----\nafter shrinking: %s\n", what,
            (unsigned long long)seed, first.text, text, f.text);
    free(text);
}

long try_conflicts(const char *what, wishes wish, long usually, examiner *look)
{
    static conflict tried;
    long first = from_environment("DT_SEED", 1), count = how_many(usually), compared = 0;
    for (long seed = first; seed < first + count; seed++) {
        dice d = {.seed = (uint64_t)seed};
        generate(&tried, &d, wish);
        add_red_lines(&tried, &d);
        assert(fair(&tried));
        finding f = look(&tried, (uint64_t)seed);
        compared += f.kind == AGREED;
        if (f.kind == AGREED || f.kind == NOT_YET) continue;
        print_small(what, (uint64_t)seed, &tried, f, look);
        return -1;
    }
    printf("%s: %ld of %ld conflicts compared\n", what, compared, count);
    return compared;
}
