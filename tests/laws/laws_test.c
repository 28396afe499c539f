/* Laws: what must stay true whatever the conflict, at sizes that the oracle cannot reach.
 *
 * A draft is a conflict whose expressions leave open how options are called. It is written in two
 * ways that must mean the same (other names, another order, levels as separate options, ...), and
 * the engine's verdicts are compared state by state through the levels of the draft's options.
 */
#include "detente.h"
#include "oracle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- a text that grows ------------------------------------------------------------------ */

typedef struct text {
    char *bytes;
    size_t length;
} text;

static bool append(void *ctx, const char *bytes, size_t length)
{
    text *t = ctx;
    t->bytes = realloc(t->bytes, t->length + length + 1);
    assert(t->bytes);
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    t->bytes[t->length] = '\0';
    return true;
}

__attribute__((format(printf, 2, 3))) static void put(text *t, const char *format, ...)
{
    char piece[400];
    va_list args;
    va_start(args, format);
    int length = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    assert(length >= 0 && (size_t)length < sizeof piece);
    append(t, piece, (size_t)length);
}

/* ---- drafts ----------------------------------------------------------------------------- */

enum { PLAYERS = 6, OPTIONS = 14, SENTENCES = 90, SENTENCE_BYTES = 200 };

typedef struct draft_option {
    int owner, levels, way;
} draft_option;

typedef struct sentence {
    char kind; /* r: red line, p: preference, i: infeasible */
    int owner;
    char condition[SENTENCE_BYTES]; /* $ob: option o (a letter) at level b (a digit) or above */
} sentence;

typedef struct draft {
    int players, options, sentences;
    draft_option option[OPTIONS];
    sentence sentence[SENTENCES];
} draft;

/* A condition of `atoms` atoms, as balanced as chance wants it. */
static void random_condition(dice *d, const draft *x, int atoms, char *out)
{
    if (atoms <= 1) {
        int o = roll(d, x->options);
        snprintf(out, SENTENCE_BYTES, "%s$%c%c", chance(d, 40) ? "not " : "", 'a' + o,
                 '1' + roll(d, x->option[o].levels - 1));
        return;
    }
    static const char *const joins[] = {"and", "or", "and", "or", "implies", "iff", "if"};
    char left[SENTENCE_BYTES], right[SENTENCE_BYTES];
    int some = 1 + roll(d, atoms - 1);
    random_condition(d, x, some, left);
    random_condition(d, x, atoms - some, right);
    int length = snprintf(out, SENTENCE_BYTES, "(%s) %s (%s)", left, joins[roll(d, 7)], right);
    assert(length < SENTENCE_BYTES);
}

static void add_sentence(dice *d, draft *x, char kind, int owner, int atoms)
{
    sentence *s = &x->sentence[x->sentences++];
    *s = (sentence){.kind = kind, .owner = owner};
    random_condition(d, x, atoms, s->condition);
}

/* Of about 2^bits combinations of levels. */
static draft random_draft(dice *d, int bits)
{
    draft x = {.players = 2 + roll(d, 4)};
    while (bits > 0 && x.options < OPTIONS) {
        int levels = bits >= 2 && chance(d, 20) ? 3 + roll(d, 2) : 2;
        int way = roll(d, 6);
        x.option[x.options++] = (draft_option){.owner = roll(d, x.players),
                                               .levels = levels,
                                               .way = way == 4   ? 1
                                                      : way == 5 ? -1
                                                                 : 0};
        bits -= levels > 2 ? 2 : 1;
    }
    for (int k = roll(d, 5); k > 0; k--) add_sentence(d, &x, 'i', 0, 2 + roll(d, 2));
    for (int p = 0; p < x.players; p++) {
        for (int k = chance(d, 40) ? 1 + roll(d, 2) : 0; k > 0; k--)
            add_sentence(d, &x, 'r', p, 1 + roll(d, 3));
        /* Often more than eight, so that a byte does not hold the ranks. */
        for (int k = roll(d, 14); k > 0; k--) add_sentence(d, &x, 'p', p, 1 + roll(d, 4));
    }
    return x;
}

/* ---- ways to write a draft -------------------------------------------------------------- */

typedef struct manner {     /* all zero: plainly */
    bool renamed;           /* other names */
    int player_at[PLAYERS]; /* which player stands there; all zero: in order */
    int option_at[OPTIONS]; /* likewise, grouped by player as written */
    bool turned[OPTIONS];   /* the lowest level is the highest */
    bool ordered;           /* player_at and option_at are given */
    bool bitwise;           /* an option of L levels as L - 1 options that come one after another */
    int times;              /* every preference so many times in a row; 0: once */
    bool padded;            /* options that are never free to change, 64 bits in all */
    int idle;               /* so many preferences that nothing can fail, before the others */
    const char *extra;      /* more statements at the end */
    const char *extra_option;     /* a line in the last player's options */
    const char *extra_for_player; /* a line in the first player's statements */
} manner;

static void put_option_name(text *t, const manner *m, int o)
{
    put(t, m->renamed ? "zeta_%d" : "%c", m->renamed ? 97 - o : 'a' + o);
}

static void put_player_name(text *t, const manner *m, int p)
{
    put(t, m->renamed ? "omega%d" : "p%d", m->renamed ? 50 - p : p);
}

/* Option o at level v or above. */
static void put_at_least(text *t, const draft *x, const manner *m, int o, int v)
{
    int levels = x->option[o].levels;
    if (m->turned[o] && levels == 2) put(t, "(not ");
    put_option_name(t, m, o);
    if (m->bitwise && levels > 2) put(t, "_%d", v);
    else if (levels > 2 && m->turned[o]) put(t, " <= v%d", levels - 1 - v);
    else if (levels > 2) put(t, " >= v%d", v);
    if (m->turned[o] && levels == 2) put(t, ")");
}

static void put_condition(text *t, const draft *x, const manner *m, const char *condition)
{
    for (const char *at = condition; *at; at++) {
        if (*at != '$') {
            put(t, "%c", *at);
            continue;
        }
        put_at_least(t, x, m, at[1] - 'a', at[2] - '0');
        at += 2;
    }
    put(t, "\n");
}

/* How many options that constraints hold in place come before each of the draft's. */
static int pads_each(const draft *x, const manner *m)
{
    int bits = 0;
    for (int o = 0; o < x->options; o++) bits += x->option[o].levels - 1;
    return m->padded ? (64 - bits) / x->options : 0;
}

static bool pad_is_taken(int o, int pad) { return (o + pad) % 3 == 0; }

static const char *way_word(int way)
{
    return way > 0 ? " irreversible" : way < 0 ? " irreversible down" : "";
}

static void put_option(text *t, const draft *x, const manner *m, int o)
{
    int levels = x->option[o].levels, way = x->option[o].way * (m->turned[o] ? -1 : 1);
    for (int k = 0; k < pads_each(x, m); k++) put(t, "  option pad%d_%d\n", o, k);
    if (!m->bitwise || levels == 2) {
        put(t, "  option ");
        put_option_name(t, m, o);
        for (int v = 0; levels > 2 && v < levels; v++) put(t, "%sv%d", v ? ", " : " levels ", v);
        put(t, "%s\n", way_word(way));
        return;
    }
    for (int v = 1; v < levels; v++) {
        put(t, "  option ");
        put_option_name(t, m, o);
        put(t, "_%d%s\n", v, way_word(way));
    }
}

static void put_statements(text *t, const draft *x, const manner *m, int p)
{
    for (int k = 0; k < m->idle; k++) put(t, "  prefer yes\n");
    for (int k = 0; k < x->sentences; k++) {
        const sentence *s = &x->sentence[k];
        if (s->owner != p || s->kind == 'i') continue;
        for (int time = 0; time < (s->kind == 'p' && m->times ? m->times : 1); time++) {
            if (s->kind == 'r') put(t, "  redline line%d: ", k);
            else put(t, "  prefer ");
            put_condition(t, x, m, s->condition);
        }
    }
}

static void put_pads(text *t, const draft *x, const manner *m)
{
    for (int o = 0; o < x->options; o++)
        for (int k = 0; k < pads_each(x, m); k++)
            put(t, "%s pad%d_%d\n", pad_is_taken(o, k) ? "require" : "infeasible", o, k);
}

static void put_chains(text *t, const draft *x, const manner *m)
{
    for (int o = 0; m->bitwise && o < x->options; o++)
        for (int v = 2; v < x->option[o].levels; v++) {
            put(t, "infeasible ");
            put_at_least(t, x, m, o, v);
            put(t, " and not ");
            put_at_least(t, x, m, o, v - 1);
            put(t, "\n");
        }
}

static char *write_draft(const draft *x, const manner *m)
{
    text t = {0};
    for (int at = 0; at < x->players; at++) {
        int p = m->ordered ? m->player_at[at] : at;
        put(&t, "player ");
        put_player_name(&t, m, p);
        put(&t, "\n");
        for (int k = 0; k < x->options; k++) {
            int o = m->ordered ? m->option_at[k] : k;
            if (x->option[o].owner == p) put_option(&t, x, m, o);
        }
        if (at == x->players - 1 && m->extra_option) put(&t, "  %s\n", m->extra_option);
        if (p == 0 && m->extra_for_player) put(&t, "  %s\n", m->extra_for_player);
        put_statements(&t, x, m, p);
    }
    for (int k = 0; k < x->sentences; k++) {
        if (x->sentence[k].kind != 'i') continue;
        put(&t, "infeasible ");
        put_condition(&t, x, m, x->sentence[k].condition);
    }
    put_chains(&t, x, m);
    put_pads(&t, x, m);
    if (m->extra) put(&t, "%s\n", m->extra);
    return t.bytes;
}

/* The bits at which each option of the draft begins, as written in a manner. */
static void first_bits(const draft *x, const manner *m, int bit[OPTIONS])
{
    int next = 0;
    for (int at = 0; at < x->players; at++)
        for (int k = 0; k < x->options; k++) {
            int o = m->ordered ? m->option_at[k] : k;
            if (x->option[o].owner != (m->ordered ? m->player_at[at] : at)) continue;
            next += pads_each(x, m);
            bit[o] = next;
            next += x->option[o].levels - 1;
        }
}

/* The state written in one manner, as the other writes it. */
static dt_state translate(const draft *x, const manner *from, const manner *to, dt_state s)
{
    int from_bit[OPTIONS], to_bit[OPTIONS];
    first_bits(x, from, from_bit);
    first_bits(x, to, to_bit);
    dt_state result = 0;
    for (int o = 0; o < x->options; o++) {
        int level = 0, top = x->option[o].levels - 1;
        for (int v = 0; v < top; v++) level += (int)(s >> (from_bit[o] + v) & 1);
        if (from->turned[o] != to->turned[o]) level = top - level;
        for (int v = 0; v < level; v++) result |= (dt_state)1 << (to_bit[o] + v);
        int pads = pads_each(x, to);
        for (int k = 0; k < pads; k++)
            if (pad_is_taken(o, k)) result |= (dt_state)1 << (to_bit[o] - pads + k);
    }
    return result;
}

static uint32_t place_of_player(const draft *x, const manner *m, int p)
{
    if (!m->ordered) return (uint32_t)p;
    for (int at = 0; at < x->players; at++)
        if (m->player_at[at] == p) return (uint32_t)at;
    abort();
}

/* ---- solving ---------------------------------------------------------------------------- */

typedef struct solved {
    dt_model *model;
    dt_game *game;
    dt_verdicts *verdicts;
} solved;

static solved solve(const char *conflict_text, const dt_options *options)
{
    solved s = {0};
    dt_error error = {0};
    s.model = dt_model_parse(conflict_text, strlen(conflict_text), options, &error);
    if (s.model) s.game = dt_game_compile(s.model, options, &error);
    if (s.game) s.verdicts = dt_analyse(s.game, options, &error);
    if (!s.verdicts)
        print_error("line %u, column %u: %s\n%s\n", error.line, error.column, error.message,
                    conflict_text);
    assert_non_null(s.verdicts);
    return s;
}

static void solved_free(solved s)
{
    dt_verdicts_free(s.verdicts);
    dt_game_free(s.game);
    dt_model_free(s.model);
}

static void differ(const char *law, const char *one, const char *other, const char *where)
{
    print_error("%s: %s\n---- one\n%s---- other\n%s----\n", law, where, one, other);
    fail();
}

/* Are the verdicts about state a of one and state b of the other the same? */
static bool same_verdicts(const draft *x, solved one, const manner *m, dt_index a, solved other,
                          const manner *n, dt_index b)
{
    for (int c = 0; c < DT_CONCEPT_COUNT; c++)
        for (int p = 0; p < x->players; p++)
            if (dt_stable(one.verdicts, (dt_concept)c, a, place_of_player(x, m, p)) !=
                dt_stable(other.verdicts, (dt_concept)c, b, place_of_player(x, n, p)))
                return false;
    return true;
}

/* Writes the draft in two manners and compares. `copies`: how many states of the other stand for
 * each of one; they differ in bits above those of the draft. */
static void expect_same(const char *law, const draft *x, const manner *m, const dt_options *a,
                        const manner *n, const dt_options *b, uint64_t copies)
{
    char *text_one = write_draft(x, m), *text_other = write_draft(x, n), where[100];
    solved one = solve(text_one, a), other = solve(text_other, b);
    uint32_t bits = dt_game_bits(one.game);
    if (dt_game_states(one.game) * copies != dt_game_states(other.game))
        differ(law, text_one, text_other, "another number of states");
    for (dt_index s = 0; s < dt_game_states(one.game); s++)
        for (uint64_t copy = 0; copy < copies; copy++) {
            dt_state twin = translate(x, m, n, dt_game_state(one.game, s)) | copy << bits;
            dt_index t = dt_game_index(other.game, twin);
            snprintf(where, sizeof where, "state %llu of one, %llu of the other",
                     (unsigned long long)s + 1, (unsigned long long)t + 1);
            if (t == DT_NO_INDEX || !same_verdicts(x, one, m, s, other, n, t))
                differ(law, text_one, text_other, where);
        }
    solved_free(one), solved_free(other);
    free(text_one), free(text_other);
}

/* ---- trying many ------------------------------------------------------------------------ */

static const dt_options dense = {.backend = DT_BACKEND_DENSE};
static const dt_options listed = {.backend = DT_BACKEND_LISTED};
static const dt_options graph = {.backend = DT_BACKEND_GRAPH};
static const manner plain;

typedef void law(const draft *, dice *);

/* Has the draft feasible states? Without, it is no model; that is all that may be wrong with it. */
static bool has_states(const draft *x)
{
    char *written = write_draft(x, &plain);
    dt_error error = {0};
    dt_model *model = dt_model_parse(written, strlen(written), NULL, &error);
    bool has = model != NULL, excused = strstr(error.message, "no state is feasible");
    if (!has && !excused) print_error("line %u: %s\n%s", error.line, error.message, written);
    assert_true(has || excused);
    dt_model_free(model);
    free(written);
    return has;
}

static void try_many(law *holds_for, int count, int least_bits, int most_bits)
{
    if (getenv("DT_LONG")) count *= 10;
    int tried = 0;
    for (uint64_t seed = 1; tried < count; seed++) {
        dice d = {.seed = seed};
        draft x = random_draft(&d, least_bits + roll(&d, most_bits - least_bits + 1));
        assert_true(seed < 20 + 2 * (uint64_t)count); /* few drafts have no feasible state */
        if (!has_states(&x)) continue;
        tried++;
        holds_for(&x, &d);
    }
}

/* ---- the laws --------------------------------------------------------------------------- */

static void expect_inclusions(const draft *x, dice *d)
{
    static const dt_concept within[][2] = {{DT_NASH, DT_SSEQ},
                                           {DT_SSEQ, DT_SMR},
                                           {DT_SMR, DT_GMR},
                                           {DT_SSEQ, DT_SEQ},
                                           {DT_SEQ, DT_GMR}};
    dt_options options = {.backend = chance(d, 50) ? DT_BACKEND_DENSE : DT_BACKEND_LISTED,
                          .responses = (dt_responses)roll(d, 3)};
    char *written = write_draft(x, &plain);
    solved s = solve(written, &options);
    for (size_t k = 0; k < sizeof within / sizeof *within; k++)
        for (uint32_t p = 0; p < (uint32_t)x->players; p++)
            for (dt_index t = 0; t < dt_game_states(s.game); t++)
                if (dt_stable(s.verdicts, within[k][0], t, p) &&
                    !dt_stable(s.verdicts, within[k][1], t, p))
                    differ("inclusion", written, "", dt_concept_id(within[k][0]));
    solved_free(s);
    free(written);
}

/* Nash implies SSEQ implies SMR and SEQ, each of which implies GMR, for every player. */
static void stronger_concepts_imply_weaker_ones(void **unused)
{
    (void)unused;
    try_many(expect_inclusions, 36, 10, 13);
}

static void shuffle(dice *d, int *items, int count)
{
    for (int k = 0; k < count; k++) items[k] = k;
    for (int k = count - 1; k > 0; k--) {
        int other = roll(d, k + 1), swap = items[k];
        items[k] = items[other];
        items[other] = swap;
    }
}

static void expect_order_without_meaning(const draft *x, dice *d)
{
    manner other = {.renamed = true, .ordered = true};
    shuffle(d, other.player_at, x->players);
    shuffle(d, other.option_at, x->options);
    expect_same("other names and order", x, &plain, &dense, &other, &dense, 1);
    expect_same("other names and order", x, &plain, &listed, &other, &listed, 1);
}

static void names_and_order_of_players_and_options_do_not_matter(void **unused)
{
    (void)unused;
    try_many(expect_order_without_meaning, 18, 10, 12);
}

static void expect_turned(const draft *x, dice *d)
{
    manner other = {0};
    for (int o = 0; o < x->options; o++) other.turned[o] = chance(d, 50);
    expect_same("options said the other way round", x, &plain, &dense, &other, &dense, 1);
    expect_same("options said the other way round", x, &plain, &listed, &other, &listed, 1);
}

/* An option may as well be named by its opposite, if its irreversibility turns with it. */
static void saying_an_option_the_other_way_round_changes_nothing(void **unused)
{
    (void)unused;
    try_many(expect_turned, 18, 10, 12);
}

static void expect_bitwise(const draft *x, dice *d)
{
    (void)d;
    manner other = {.bitwise = true};
    expect_same("levels as options", x, &plain, &dense, &other, &dense, 1);
    expect_same("levels as options", x, &plain, &listed, &other, &listed, 1);
}

static void levels_are_options_that_come_one_after_another(void **unused)
{
    (void)unused;
    try_many(expect_bitwise, 18, 10, 12);
}

static void expect_pads_without_meaning(const draft *x, dice *d)
{
    static const dt_options automatic;
    const dt_options *small = chance(d, 50) ? &dense : &listed;
    manner padded = {.padded = true};
    expect_same("options held in place", x, &plain, small, &padded, &listed, 1);
    expect_same("options held in place", x, &plain, small, &padded, &dense, 1);
    expect_same("options held in place", x, &plain, small, &padded, &automatic, 1);
}

/* Up to 64 bits, most of which constraints hold in place. */
static void options_that_cannot_change_do_not_matter(void **unused)
{
    (void)unused;
    try_many(expect_pads_without_meaning, 9, 8, 12);
}

static void expect_backends_agree(const draft *x, dice *d)
{
    dt_options a = dense, b = listed, c = graph;
    a.responses = b.responses = c.responses = (dt_responses)roll(d, 3);
    expect_same("dense and listed", x, &plain, &a, &plain, &b, 1);
    expect_same("dense and graph", x, &plain, &a, &plain, &c, 1);
}

static void every_backend_gives_the_same_verdicts(void **unused)
{
    (void)unused;
    try_many(expect_backends_agree, 48, 10, 14);
}

static void expect_threads_agree(const draft *x, dice *d)
{
    dt_options one = {.backend = chance(d, 50) ? DT_BACKEND_DENSE : DT_BACKEND_LISTED,
                      .threads = 1,
                      .responses = (dt_responses)roll(d, 3)};
    for (uint32_t threads = 2; threads <= 7; threads += 5) {
        dt_options more = one;
        more.threads = threads;
        expect_same("more threads", x, &plain, &one, &plain, &more, 1);
    }
}

static void the_number_of_threads_changes_nothing(void **unused)
{
    (void)unused;
    try_many(expect_threads_agree, 18, 10, 14);
}

static void expect_concepts_apart(const draft *x, dice *d)
{
    const dt_options *o = chance(d, 50) ? &dense : &listed;
    char *written = write_draft(x, &plain);
    solved all = solve(written, o);
    for (int c = 0; c < DT_CONCEPT_COUNT; c++) {
        dt_options only = *o;
        only.concepts = 1u << c;
        solved one = solve(written, &only);
        for (dt_index s = 0; s < dt_game_states(all.game); s++)
            for (uint32_t p = 0; p < (uint32_t)x->players; p++)
                if (dt_stable(all.verdicts, (dt_concept)c, s, p) !=
                    dt_stable(one.verdicts, (dt_concept)c, s, p))
                    differ("one concept", written, "", dt_concept_id((dt_concept)c));
        if (dt_equilibria(all.verdicts, (dt_concept)c) !=
            dt_equilibria(one.verdicts, (dt_concept)c))
            differ("one concept: equilibria", written, "", dt_concept_id((dt_concept)c));
        solved_free(one);
    }
    solved_free(all);
    free(written);
}

static void a_concept_asked_for_alone_has_the_same_verdicts(void **unused)
{
    (void)unused;
    try_many(expect_concepts_apart, 18, 10, 13);
}

static void expect_idle_option(const draft *x, dice *d)
{
    static const char *const lines[] = {"option unheard", "option unheard irreversible",
                                        "option unheard irreversible down"};
    manner other = {.extra_option = lines[roll(d, 3)]};
    expect_same("an idle option", x, &plain, &dense, &other, &dense, 2);
    expect_same("an idle option", x, &plain, &listed, &other, &listed, 2);
}

static void an_option_that_nobody_speaks_of_doubles_the_states_only(void **unused)
{
    (void)unused;
    try_many(expect_idle_option, 18, 10, 12);
}

static void expect_repetition(const draft *x, dice *d)
{
    const dt_options *o = chance(d, 50) ? &dense : &listed;
    expect_same("said three times", x, &plain, o, &(manner){.times = 3}, o, 1);
    expect_same("said forty times", x, &plain, o, &(manner){.times = 40}, o, 1);
}

/* Forty times eight statements are far more than the bits of any score. */
static void repeating_preferences_changes_nothing(void **unused)
{
    (void)unused;
    try_many(expect_repetition, 18, 10, 12);
}

static void expect_idle_statements(const draft *x, dice *d)
{
    const dt_options *o = chance(d, 50) ? &dense : &listed;
    for (int idle = 15; idle <= 260; idle = 2 * idle + 1)
        expect_same("idle preferences", x, &plain, o, &(manner){.idle = idle}, o, 1);
}

static void preferences_that_always_hold_change_nothing(void **unused)
{
    (void)unused;
    try_many(expect_idle_statements, 12, 10, 11);
}

static void expect_idle_red_line(const draft *x, dice *d)
{
    const dt_options *o = chance(d, 50) ? &dense : &listed;
    dt_options lifting = *o;
    lifting.lift = (const char *const[]){"p0.always"};
    lifting.lift_count = 1;
    manner other = {.extra_for_player = "redline always: a or not a"};
    expect_same("a red line that nobody crosses", x, &plain, o, &other, o, 1);
    expect_same("the same lifted", x, &plain, o, &other, &lifting, 1);
}

static void a_red_line_that_cannot_be_crossed_changes_nothing(void **unused)
{
    (void)unused;
    try_many(expect_idle_red_line, 15, 10, 12);
}

static void expect_idle_additions(const draft *x, dice *d)
{
    static const char *const additions[] = {
        "infeasible no",
        "require a or not a",
        "let never: a and not a\ninfeasible never",
        "outcome something: a",
        "event 2026\nevent 2025",
        "event 2026-01\n  fix not a\nevent 2026-02\n  free a",
        "event 2026-01\n  add p0 redline passing: a\nevent 2026-02\n  drop passing",
        "event 2026-01\n  add infeasible k: a\nevent 2026-02\n  drop k"};
    const dt_options *o = chance(d, 50) ? &dense : &listed;
    /* An event in between may leave no feasible state, which is an error; so what is dropped
     * again or given back is kept for drafts whose constraints do not mind. */
    int constraints = 0;
    for (int k = 0; k < x->sentences; k++) constraints += x->sentence[k].kind == 'i';
    for (int k = 0; k < (constraints ? 5 : 8); k++) {
        expect_same(additions[k], x, &plain, o, &(manner){.extra = additions[k]}, o, 1);
    }
}

static void additions_without_effect_change_nothing(void **unused)
{
    (void)unused;
    try_many(expect_idle_additions, 18, 10, 11);
}

/* ---- the report's figures ---------------------------------------------------------------- */

static text solve_report(const dt_verdicts *v, const dt_options *options)
{
    text t = {0};
    dt_error error = {0};
    dt_options json = *options;
    json.format = DT_JSON;
    if (!dt_report_solve(v, &json, (dt_output){append, &t}, &error) || !t.bytes)
        differ("report", error.message, "", "fails");
    return t;
}

/* May the player with those bits go from s to t? `rising`, `falling`: bits of options of a way. */
static bool one_move(dt_state s, dt_state t, dt_state bits, dt_state rising, dt_state falling)
{
    return s != t && ((s ^ t) & ~bits) == 0 && (s & ~t & rising) == 0 && (t & ~s & falling) == 0;
}

/* Marks what improvements reach from a state; moves of options are transitive, so that it does not
 * matter who moved last. */
static void walk_improvements(const draft *x, const dt_game *g, dt_index from, bool *reached)
{
    int bit[OPTIONS];
    dt_state bits[PLAYERS] = {0}, rising = 0, falling = 0;
    first_bits(x, &plain, bit);
    for (int o = 0; o < x->options; o++) {
        dt_state mask = (((dt_state)1 << (x->option[o].levels - 1)) - 1) << bit[o];
        bits[x->option[o].owner] |= mask;
        if (x->option[o].way > 0) rising |= mask;
        if (x->option[o].way < 0) falling |= mask;
    }
    dt_index states = dt_game_states(g), *queue = malloc(states * sizeof *queue), tail = 0;
    assert(queue);
    queue[tail++] = from;
    reached[from] = true;
    for (dt_index head = 0; head < tail; head++) {
        dt_index a = queue[head];
        for (dt_index b = 0; b < states; b++)
            for (uint32_t p = 0; !reached[b] && p < (uint32_t)x->players; p++)
                if (one_move(dt_game_state(g, a), dt_game_state(g, b), bits[p], rising, falling) &&
                    dt_game_rank(g, b, p) < dt_game_rank(g, a, p)) {
                    reached[b] = true;
                    queue[tail++] = b;
                }
    }
    free(queue);
}

static void check_reached(const draft *x, const char *written, solved found, const char *json)
{
    dt_index states = dt_game_states(found.game);
    bool *reached = calloc(states, sizeof *reached);
    assert(reached);
    walk_improvements(x, found.game, dt_game_status_quo(found.game), reached);
    for (int c = 0; c < DT_CONCEPT_COUNT; c++) {
        long count = 0, all = 0;
        const char *word = dt_concept_id((dt_concept)c);
        for (dt_index s = 0; s < states; s++) {
            all += dt_equilibrium(found.verdicts, (dt_concept)c, s);
            count += reached[s] && dt_equilibrium(found.verdicts, (dt_concept)c, s);
        }
        const char *const to_count[] = {"equilibria", word, "count", NULL};
        const char *const to_reached[] = {"equilibria", word, "reached_by_improvements", NULL};
        if (json_number(json, to_count) != all) differ("count", written, json, word);
        if (json_number(json, to_reached) != count) differ("reached", written, json, word);
    }
    free(reached);
}

static void expect_same_report(const draft *x, dice *d)
{
    char *without = write_draft(x, &plain), pattern[65], extra[100];
    solved first = solve(without, NULL);
    dt_game_pattern(first.game, (dt_index)roll(d, 1 << 20) % dt_game_states(first.game), pattern);
    solved_free(first);
    free(without);
    snprintf(extra, sizeof extra, "status quo: \"%s\"\noutcome some: a or b", pattern);
    char *written = write_draft(x, &(manner){.extra = extra});
    const dt_options ways[] = {{.backend = DT_BACKEND_DENSE, .limit = 50},
                               {.backend = DT_BACKEND_LISTED, .limit = 50},
                               {.backend = DT_BACKEND_GRAPH, .limit = 50, .threads = 2},
                               {.backend = DT_BACKEND_DENSE, .limit = 50, .threads = 3},
                               {.backend = DT_BACKEND_LISTED, .limit = 50, .threads = 5}};
    text one = {0};
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        solved found = solve(written, &ways[k]);
        text other = solve_report(found.verdicts, &ways[k]);
        if (k == 0) check_reached(x, written, found, other.bytes);
        solved_free(found);
        const char *a = one.bytes ? strstr(one.bytes, "\"equilibria\"") : NULL;
        const char *b = strstr(other.bytes, "\"equilibria\"");
        if (!b || (a && strcmp(a, b) != 0)) differ("reports", one.bytes, other.bytes, written);
        if (k == 0) one = other;
        else free(other.bytes);
    }
    free(one.bytes);
    free(written);
}

static void reports_have_the_same_figures_for_all_states_and_threads(void **unused)
{
    (void)unused;
    try_many(expect_same_report, 18, 10, 12);
}

/* ---- graphs ------------------------------------------------------------------------------ */

enum { VERTICES = 300, MOVERS = 3 };

typedef struct net { /* moves that need not add up */
    int states, arcs;
    short arc[4 * VERTICES][3]; /* who, from, to */
    short place[MOVERS][VERTICES];
} net;

static void random_net(dice *d, net *n)
{
    n->states = 20 + roll(d, VERTICES - 20);
    n->arcs = n->states + roll(d, 3 * n->states);
    for (int k = 0; k < n->arcs; k++) {
        int from = roll(d, n->states);
        n->arc[k][0] = (short)roll(d, MOVERS);
        n->arc[k][1] = (short)from;
        n->arc[k][2] = (short)((from + 1 + roll(d, n->states - 1)) % n->states);
    }
    for (int p = 0; p < MOVERS; p++)
        for (int s = 0; s < n->states; s++) n->place[p][s] = (short)roll(d, 1 + n->states / 3);
}

static void put_ranking(text *t, const net *n, int p, const int *name)
{
    const char *sign = "  rank ";
    for (int place = 0; place < n->states; place++) {
        bool tied = false;
        for (int s = 0; s < n->states; s++) {
            if (n->place[p][s] != place) continue;
            put(t, "%sz%d", tied ? " = " : sign, name[s]);
            tied = true, sign = " > ";
        }
    }
    put(t, "\n");
}

/* States by other names and in another order, players in another order, moves backwards. */
static char *write_net(const net *n, const int *name, const int *order, bool turned)
{
    text t = {0};
    for (int k = 0; k < n->states; k++) put(&t, "%sz%d", k ? ", " : "states ", name[order[k]]);
    put(&t, "\n");
    for (int k = 0; k < MOVERS; k++) {
        int p = turned ? MOVERS - 1 - k : k;
        put(&t, "player p%d\n", p);
        put_ranking(&t, n, p, name);
    }
    for (int k = 0; k < n->arcs; k++) {
        const short *a = n->arc[turned ? n->arcs - 1 - k : k];
        put(&t, "move p%d: z%d -> z%d\n", a[0], name[a[1]], name[a[2]]);
    }
    put(&t, "status quo: state z%d\n", name[0]);
    return t.bytes;
}

static dt_index named_state(const dt_game *g, int name)
{
    char word[16];
    snprintf(word, sizeof word, "z%d", name);
    return dt_game_find(g, word, NULL);
}

static void expect_same_net(const net *n, const char *one, solved a, const char *other, solved b,
                            const int *name)
{
    for (int c = 0; c < DT_CONCEPT_COUNT; c++)
        for (int p = 0; p < MOVERS; p++)
            for (int s = 0; s < n->states; s++)
                if (dt_stable(a.verdicts, (dt_concept)c, (dt_index)s, (uint32_t)p) !=
                    dt_stable(b.verdicts, (dt_concept)c, named_state(b.game, name[s]),
                              (uint32_t)(MOVERS - 1 - p)))
                    differ("another order of a graph", one, other, dt_concept_id((dt_concept)c));
}

static void names_order_and_threads_do_not_matter_on_a_graph(void **unused)
{
    (void)unused;
    static net n;
    for (uint64_t seed = 1; seed <= 40; seed++) {
        dice d = {.seed = seed};
        int same[VERTICES], name[VERTICES], order[VERTICES];
        random_net(&d, &n);
        for (int s = 0; s < n.states; s++) same[s] = name[s] = order[s] = s;
        shuffle(&d, name, n.states);
        shuffle(&d, order, n.states);
        dt_options options = {.responses = (dt_responses)roll(&d, 3)}, more = options;
        more.threads = 7;
        char *one = write_net(&n, same, same, false), *other = write_net(&n, name, order, true);
        solved a = solve(one, &options), b = solve(other, &more);
        expect_same_net(&n, one, a, other, b, name);
        solved_free(a), solved_free(b);
        free(one), free(other);
    }
}

static bool is_stable_in(const char *written, dt_concept c, dt_index at)
{
    solved s = solve(written, NULL);
    bool stable = dt_stable(s.verdicts, c, at, 0);
    solved_free(s);
    return stable;
}

/* The second player alone could lead on from 3 to 4, but not twice in a row. */
static void nobody_moves_twice_in_a_row(void **unused)
{
    (void)unused;
    static const char steps[] = "states 1, 2, 3, 4\nplayer a\n  rank 2 > 3 > 1 > 4\nplayer b\n"
                                "move a: 1 -> 2\nmove b: 2 -> 3, 3 -> 4\n";
    assert_false(is_stable_in(steps, DT_GMR, 0));
    static const char helped[] = "states 1, 2, 3, 4, 5\nplayer a\n  rank 2 > 3 = 5 > 1 > 4\n"
                                 "player b\nplayer c\nmove a: 1 -> 2\n"
                                 "move b: 2 -> 3, 5 -> 4\nmove c: 3 -> 5\n";
    assert_true(is_stable_in(helped, DT_GMR, 0)); /* somebody else moves in between */
}

/* The sanction may lead back to where the mover came from. */
static void an_answer_may_lead_back(void **unused)
{
    (void)unused;
    static const char back[] = "states 1, 2\nplayer a\n  rank 2 > 1\nplayer b\n"
                               "move a: 1 -> 2\nmove b: 2 -> 1\n";
    assert_false(is_stable_in(back, DT_NASH, 0));
    assert_true(is_stable_in(back, DT_GMR, 0));
    assert_false(is_stable_in(back, DT_SEQ, 0)); /* b is indifferent */
}

/* ---- the definitions themselves, on a sample -------------------------------------------- */

/* Two players with yes/no options, whose preferences are single options one after another. So few
 * players and so plain preferences that the definitions can be followed from a state at once,
 * with as many ranks as there are states. Option k is bit k; the first `mine` are of player 0. */
enum { LARGEST = 24 };

typedef struct large {
    int bits, mine, statements[2];
    int way[LARGEST];
    int first[2][LARGEST];  /* option of each statement, best first */
    bool taken[2][LARGEST]; /* should it be taken? */
    int pair[3][2];         /* infeasible together */
    int pairs;
} large;

static large random_large(dice *d, int bits, int statements)
{
    large x = {.bits = bits, .mine = bits / 2, .statements = {statements, statements}};
    for (int k = 0; k < bits; k++) x.way[k] = roll(d, 8) == 0 ? 1 : roll(d, 8) == 0 ? -1 : 0;
    for (int p = 0; p < 2; p++) {
        shuffle(d, x.first[p], bits);
        for (int k = 0; k < bits; k++) x.taken[p][k] = chance(d, 50);
    }
    x.pairs = roll(d, 4);
    for (int k = 0; k < x.pairs; k++)
        for (int side = 0; side < 2; side++) x.pair[k][side] = 2 * roll(d, bits / 2) + side;
    return x;
}

static char *write_large(const large *x)
{
    text t = {0};
    for (int p = 0; p < 2; p++) {
        put(&t, "player p%d\n", p);
        for (int k = p ? x->mine : 0; k < (p ? x->bits : x->mine); k++)
            put(&t, "  option %c%s\n", 'a' + k, way_word(x->way[k]));
        for (int k = 0; k < x->statements[p]; k++)
            put(&t, "  prefer %s%c\n", x->taken[p][k] ? "" : "not ", 'a' + x->first[p][k]);
    }
    for (int k = 0; k < x->pairs; k++)
        put(&t, "infeasible %c and %c\n", 'a' + x->pair[k][0], 'a' + x->pair[k][1]);
    return t.bytes;
}

static bool large_feasible(const large *x, dt_state s)
{
    for (int k = 0; k < x->pairs; k++)
        if (s >> x->pair[k][0] & 1 && s >> x->pair[k][1] & 1) return false;
    return true;
}

static bool large_prefers(const large *x, int p, dt_state a, dt_state b)
{
    for (int k = 0; k < x->statements[p]; k++) {
        bool in_a = a >> x->first[p][k] & 1, in_b = b >> x->first[p][k] & 1;
        if (in_a != in_b) return in_a == x->taken[p][k];
    }
    return false;
}

enum { MOST_MOVES = 1 << 12 };

/* The moves of p from s, into `to`; how many. */
static int large_moves(const large *x, int p, dt_state s, dt_state *to)
{
    int count = 0, from = p ? x->mine : 0, options = p ? x->bits - x->mine : x->mine;
    for (dt_state change = 1; change < (dt_state)1 << options; change++) {
        bool legal = true;
        for (int k = 0; k < options; k++) {
            bool set = s >> (from + k) & 1;
            if (change >> k & 1 && x->way[from + k] == (set ? 1 : -1)) legal = false;
        }
        if (legal && large_feasible(x, s ^ change << from)) to[count++] = s ^ change << from;
    }
    return count;
}

static bool hurts_for_good(const large *x, int p, dt_state s, dt_state s2)
{
    dt_state own[MOST_MOVES];
    int count = large_moves(x, p, s2, own);
    for (int k = 0; k < count; k++)
        if (large_prefers(x, p, own[k], s)) return false;
    return true;
}

/* With one opponent, who may not move twice in a row, the answer is one move. */
static bool answered(const large *x, dt_concept c, int p, dt_state s, dt_state s1)
{
    dt_state answer[MOST_MOVES];
    int count = large_moves(x, 1 - p, s1, answer);
    for (int k = 0; k < count; k++) {
        bool credible = c == DT_SEQ || c == DT_SSEQ;
        if (credible && !large_prefers(x, 1 - p, answer[k], s1)) continue;
        if (large_prefers(x, p, answer[k], s)) continue;
        bool for_good = c == DT_SMR || c == DT_SSEQ;
        if (!for_good || hurts_for_good(x, p, s, answer[k])) return true;
    }
    return false;
}

static bool large_stable(const large *x, dt_concept c, int p, dt_state s)
{
    dt_state own[MOST_MOVES];
    int count = large_moves(x, p, s, own);
    for (int k = 0; k < count; k++) {
        if (!large_prefers(x, p, own[k], s)) continue;
        if (c == DT_NASH || !answered(x, c, p, s, own[k])) return false;
    }
    return true;
}

static void check_sample(const large *x, const char *written, solved found, dice *d, int samples)
{
    dt_index states = dt_game_states(found.game), last = 0;
    for (int k = 0; k < samples; k++) {
        dt_index at = ((dt_index)roll(d, 1 << 24) << 20 | (dt_index)roll(d, 1 << 20)) % states;
        dt_state s = dt_game_state(found.game, at), other = dt_game_state(found.game, last);
        for (uint32_t p = 0; p < 2; p++) {
            uint32_t rank = dt_game_rank(found.game, at, p);
            uint32_t other_rank = dt_game_rank(found.game, last, p);
            if ((rank < other_rank) != large_prefers(x, (int)p, s, other) ||
                (rank > other_rank) != large_prefers(x, (int)p, other, s))
                differ("ranks by the statements", written, "", "a sampled pair");
            for (int c = 0; c < DT_CONCEPT_COUNT; c++)
                if (dt_stable(found.verdicts, (dt_concept)c, at, p) !=
                    large_stable(x, (dt_concept)c, (int)p, s))
                    differ("the definition", written, "", dt_concept_id((dt_concept)c));
        }
        last = at;
    }
}

/* With 6, 12 and 17 statements, so that ranks need one, two and four bytes. */
static void sampled_states_are_judged_as_defined(void **unused)
{
    (void)unused;
    static const int statements[] = {6, 12, 17};
    int rounds = getenv("DT_LONG") ? 20 : 1;
    for (int k = 0; k < 6 * rounds; k++) {
        dice d = {.seed = (uint64_t)k + 1};
        large x = random_large(&d, 17, statements[k % 3]);
        char *written = write_large(&x);
        dt_options options = {.backend = k % 2 ? DT_BACKEND_DENSE : DT_BACKEND_LISTED,
                              .threads = (uint32_t)(k % 3 + 1)};
        solved found = solve(written, &options);
        check_sample(&x, written, found, &d, 40);
        solved_free(found);
        free(written);
    }
}

/* ---- what is written and read again ----------------------------------------------------- */

static conflict generated;

/* A state of 2^24 combinations of options, beyond any cache; in the long tier. */
static void sampled_states_of_sixteen_million_are_judged_as_defined(void **unused)
{
    (void)unused;
    int rounds = getenv("DT_LONG") ? 3 : 0;
    for (int k = 0; k < rounds; k++) {
        static const int statements[] = {7, 14, 20};
        dice d = {.seed = (uint64_t)k + 100};
        large x = random_large(&d, 24, statements[k]);
        char *written = write_large(&x);
        dt_options options = {.backend = DT_BACKEND_DENSE, .threads = 2};
        solved found = solve(written, &options);
        check_sample(&x, written, found, &d, 12);
        solved_free(found);
        free(written);
    }
}

static void same_at_every_stage(const char *law_name, const char *one, const char *other)
{
    dt_error error = {0};
    dt_model *model = dt_model_parse(one, strlen(one), NULL, &error);
    if (!model) differ(law_name, one, other, error.message);
    uint32_t stages = dt_model_stages(model);
    dt_model_free(model);
    for (uint32_t k = 0; k < stages; k++) {
        char number[16];
        snprintf(number, sizeof number, "%u", k);
        dt_options options = {.stage = number};
        solved a = solve(one, &options), b = solve(other, &options);
        dt_index states = dt_game_states(a.game);
        bool same = states == dt_game_states(b.game) && dt_model_stages(b.model) == stages;
        for (dt_index s = 0; same && s < states; s++) {
            same = dt_game_state(a.game, s) == dt_game_state(b.game, s);
            for (uint32_t p = 0; same && p < dt_game_players(a.game); p++) {
                same = dt_game_rank(a.game, s, p) == dt_game_rank(b.game, s, p);
                for (int c = 0; same && c < DT_CONCEPT_COUNT; c++)
                    same = dt_stable(a.verdicts, (dt_concept)c, s, p) ==
                           dt_stable(b.verdicts, (dt_concept)c, s, p);
            }
        }
        same = same && dt_game_status_quo(a.game) == dt_game_status_quo(b.game) &&
               dt_game_no_deal(a.game) == dt_game_no_deal(b.game);
        if (!same) differ(law_name, one, other, number);
        solved_free(a), solved_free(b);
    }
}

static text formatted(const char *written)
{
    text t = {0};
    dt_error error = {0};
    if (!dt_report_format(written, strlen(written), NULL, (dt_output){append, &t}, &error) ||
        !t.bytes)
        differ("format", written, "", error.message);
    return t;
}

static text printed(const char *written)
{
    text t = {0};
    dt_error error = {0};
    dt_model *model = dt_model_parse(written, strlen(written), NULL, &error);
    if (!model || !dt_report_model(model, NULL, (dt_output){append, &t}, &error) || !t.bytes)
        differ("print", written, "", error.message);
    dt_model_free(model);
    return t;
}

static void expect_round_trips(const char *written)
{
    text canonical = formatted(written), again = formatted(canonical.bytes);
    if (strcmp(canonical.bytes, again.bytes) != 0)
        differ("formatting twice", canonical.bytes, again.bytes, "not the same");
    same_at_every_stage("formatted", written, canonical.bytes);
    free(canonical.bytes), free(again.bytes);
    text anew = printed(written), once_more = printed(anew.bytes);
    if (strcmp(anew.bytes, once_more.bytes) != 0)
        differ("printing twice", anew.bytes, once_more.bytes, "not the same");
    same_at_every_stage("printed anew", written, anew.bytes);
    free(anew.bytes), free(once_more.bytes);
}

/* Random conflicts of the oracle: they use all of the language that options have. */
static void what_is_formatted_or_printed_means_the_same(void **unused)
{
    (void)unused;
    uint64_t count = getenv("DT_LONG") ? 6000 : 600;
    for (uint64_t seed = 1; seed <= count; seed++) {
        dice d = {.seed = seed};
        generate(&generated, &d, (wishes){.most_states = 32, .events = seed % 2 == 0});
        char *written = write_conflict(&generated);
        expect_round_trips(written);
        free(written);
    }
}

static void expect_round_trips_of_draft(const draft *x, dice *d)
{
    (void)d;
    char *written = write_draft(x, &plain);
    expect_round_trips(written);
    free(written);
}

static void large_conflicts_survive_formatting_and_printing(void **unused)
{
    (void)unused;
    try_many(expect_round_trips_of_draft, 12, 10, 13);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(stronger_concepts_imply_weaker_ones),
        cmocka_unit_test(names_and_order_of_players_and_options_do_not_matter),
        cmocka_unit_test(saying_an_option_the_other_way_round_changes_nothing),
        cmocka_unit_test(levels_are_options_that_come_one_after_another),
        cmocka_unit_test(options_that_cannot_change_do_not_matter),
        cmocka_unit_test(every_backend_gives_the_same_verdicts),
        cmocka_unit_test(the_number_of_threads_changes_nothing),
        cmocka_unit_test(a_concept_asked_for_alone_has_the_same_verdicts),
        cmocka_unit_test(an_option_that_nobody_speaks_of_doubles_the_states_only),
        cmocka_unit_test(repeating_preferences_changes_nothing),
        cmocka_unit_test(preferences_that_always_hold_change_nothing),
        cmocka_unit_test(a_red_line_that_cannot_be_crossed_changes_nothing),
        cmocka_unit_test(additions_without_effect_change_nothing),
        cmocka_unit_test(reports_have_the_same_figures_for_all_states_and_threads),
        cmocka_unit_test(names_order_and_threads_do_not_matter_on_a_graph),
        cmocka_unit_test(nobody_moves_twice_in_a_row),
        cmocka_unit_test(an_answer_may_lead_back),
        cmocka_unit_test(sampled_states_are_judged_as_defined),
        cmocka_unit_test(sampled_states_of_sixteen_million_are_judged_as_defined),
        cmocka_unit_test(what_is_formatted_or_printed_means_the_same),
        cmocka_unit_test(large_conflicts_survive_formatting_and_printing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
