/* What JSON reports say against counting by hand: everything is counted again here from the rows
 * of the table, and the rows are checked against conditions evaluated option by option, for models
 * made at random from a seed. jansson reads the reports, so that they are JSON for somebody else
 * too. */
#include "reporting.h"

#include <jansson.h>

enum { MOST_OPTIONS = 8, MODELS = 150 };

/* ---- models at random ----------------------------------------------------------------------- */

typedef struct literal {
    unsigned option, level; /* at least this level */
    bool negated;
} literal;

typedef struct condition {
    literal literals[3];
    unsigned count;
    bool any; /* or, else and */
} condition;

typedef struct made { /* a model and what the test knows of it */
    char text[1 << 14];
    size_t length;
    unsigned players, options, levels[MOST_OPTIONS], player[MOST_OPTIONS];
    condition redlines[8], outcomes[3];
    char redline_ids[8][16];
    unsigned redline_count, outcome_count;
    uint64_t random;
} made;

static unsigned below(made *m, unsigned count)
{
    m->random = m->random * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (unsigned)((m->random >> 33) % count);
}

static void say(made *m, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    m->length += (size_t)vsnprintf(m->text + m->length, sizeof m->text - m->length, format, values);
    va_end(values);
}

static condition say_condition(made *m)
{
    condition c = {.count = 1 + below(m, 3), .any = below(m, 2)};
    for (unsigned k = 0; k < c.count; k++) {
        unsigned o = below(m, m->options);
        c.literals[k] = (literal){o, 1 + below(m, m->levels[o] - 1), below(m, 2)};
        const literal *l = &c.literals[k];
        say(m, "%s%s", k ? c.any ? " or " : " and " : "", l->negated ? "not " : "");
        if (m->levels[o] == 2) say(m, "p%u.o%u", m->player[o], o);
        else say(m, "p%u.o%u >= l%u", m->player[o], o, l->level);
    }
    return c;
}

static void make_options(made *m)
{
    m->players = 2 + below(m, 3);
    for (unsigned p = 0; p < m->players; p++) {
        say(m, "player p%u\n", p);
        for (unsigned k = below(m, 4); k && m->options < 7; k--) {
            unsigned o = m->options++;
            m->player[o] = p;
            m->levels[o] = below(m, 4) ? 2 : 3;
            say(m, "  option o%u%s%s\n", o, m->levels[o] == 3 ? " levels l0, l1, l2" : "",
                below(m, 5)   ? ""
                : below(m, 2) ? " irreversible"
                              : " irreversible down");
        }
    }
    if (m->options) return;
    say(m, "  option o0\n");
    m->player[0] = m->players - 1;
    m->levels[0] = 2;
    m->options = 1;
}

static void make_wishes(made *m)
{
    for (unsigned p = 0; p < m->players; p++) {
        say(m, "player p%u\n", p);
        for (unsigned k = below(m, 3); k && m->redline_count < 8; k--) {
            unsigned n = m->redline_count++;
            snprintf(m->redline_ids[n], sizeof m->redline_ids[n], "p%u.r%u", p, n);
            say(m, "  redline r%u: ", n);
            m->redlines[n] = say_condition(m);
            say(m, "\n");
        }
        for (unsigned k = below(m, 4); k; k--) {
            say(m, "  prefer ");
            say_condition(m);
            say(m, "\n");
        }
    }
}

static void make_model(made *m, uint64_t seed)
{
    memset(m, 0, sizeof *m);
    m->random = seed * 977 + 12345;
    make_options(m);
    make_wishes(m);
    for (m->outcome_count = 0; m->outcome_count < 3; m->outcome_count++) {
        say(m, "outcome w%u: ", m->outcome_count);
        m->outcomes[m->outcome_count] = say_condition(m);
        say(m, "\n");
    }
    if (below(m, 2)) say(m, "infeasible "), say_condition(m), say(m, "\n");
    if (below(m, 4)) {
        say(m, "status quo: ");
        for (unsigned o = 0; o < m->options; o++) {
            if (m->levels[o] == 2)
                say(m, "%s%sp%u.o%u", o ? ", " : "", below(m, 2) ? "not " : "", m->player[o], o);
            else say(m, "%sp%u.o%u = l%u", o ? ", " : "", m->player[o], o, below(m, 3));
        }
        say(m, "\n");
    }
}

/* ---- reading -------------------------------------------------------------------------------- */

static json_t *read_json(char *bytes)
{
    json_error_t error;
    json_t *all = bytes ? json_loads(bytes, JSON_REJECT_DUPLICATES, &error) : NULL;
    if (!all) print_error("no JSON: %s\n", bytes ? error.text : "no report");
    assert_non_null(all);
    free(bytes);
    return all;
}

static json_t *at(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    if (!value) print_error("there is no field %s\n", key);
    assert_non_null(value);
    return value;
}

static uint64_t number(const json_t *object, const char *key)
{
    return (uint64_t)json_integer_value(at(object, key));
}

static const char *text(const json_t *object, const char *key)
{
    return json_string_value(at(object, key));
}

static bool has_text(const json_t *list, const char *wanted)
{
    size_t k;
    json_t *item;
    json_array_foreach(list, k, item) if (strcmp(json_string_value(item), wanted) == 0) return true;
    return false;
}

/* ---- one state, by hand ---------------------------------------------------------------------- */

static unsigned level_in(const json_t *row, unsigned o)
{
    char c = text(row, "pattern")[o];
    return c == 'N' ? 0 : c == 'Y' ? 1 : (unsigned)(c - '0');
}

static bool holds(const condition *c, const json_t *row)
{
    for (unsigned k = 0; k < c->count; k++) {
        bool here = (level_in(row, c->literals[k].option) >= c->literals[k].level) !=
                    c->literals[k].negated;
        if (here == c->any) return c->any;
    }
    return !c->any;
}

static bool is_equilibrium(const json_t *row, const char *concept, size_t players)
{
    return json_array_size(at(at(row, "stable"), concept)) == players;
}

/* Whether a player may move from a row to another. */
static bool can_move(const json_t *report, const json_t *from, const json_t *to, const char *player)
{
    size_t o;
    json_t *option;
    bool moved = false;
    json_array_foreach(at(report, "options"), o, option)
    {
        unsigned before = level_in(from, (unsigned)o), after = level_in(to, (unsigned)o);
        const char *way = json_string_value(at(option, "irreversible"));
        if (before == after) continue;
        if (strcmp(text(option, "player"), player) != 0) return false;
        if (way && (after > before) != (strcmp(way, "up") == 0)) return false;
        moved = true;
    }
    return moved;
}

static bool improves(const json_t *report, const json_t *from, const json_t *to, const char *player)
{
    return can_move(report, from, to, player) &&
           number(at(to, "rank"), player) < number(at(from, "rank"), player);
}

/* Which rows are reached from the status quo: [0] by moves, [1] by improvements. */
static void find_reached(const json_t *report, bool *reached[2])
{
    json_t *table = at(report, "table"), *players = at(report, "players"),
           *today = at(report, "status_quo");
    size_t rows = json_array_size(table);
    for (int kind = 0; kind < 2; kind++) {
        memset(reached[kind], 0, rows);
        if (json_is_null(today)) continue;
        reached[kind][number(today, "number") - 1] = true;
        for (bool changed = true; changed;) {
            changed = false;
            for (size_t s = 0; s < rows; s++)
                for (size_t t = 0; t < rows && reached[kind][s]; t++)
                    for (size_t p = 0; p < json_array_size(players) && !reached[kind][t]; p++) {
                        const char *id = text(json_array_get(players, p), "id");
                        json_t *from = json_array_get(table, s), *to = json_array_get(table, t);
                        if (kind ? improves(report, from, to, id) : can_move(report, from, to, id))
                            reached[kind][t] = changed = true;
                    }
        }
    }
}

/* ---- checks ---------------------------------------------------------------------------------- */

static void check_rows(const made *m, const json_t *report)
{
    size_t k;
    json_t *row;
    json_array_foreach(at(report, "table"), k, row)
    {
        for (unsigned n = 0; n < m->redline_count; n++)
            assert_int_equal(has_text(at(row, "crosses"), m->redline_ids[n]),
                             !holds(&m->redlines[n], row));
        for (unsigned n = 0; n < m->outcome_count; n++) {
            char id[16];
            snprintf(id, sizeof id, "w%u", n);
            assert_int_equal(has_text(at(row, "outcomes"), id), holds(&m->outcomes[n], row));
        }
    }
}

static void check_against_library(const json_t *report, const reporting *r)
{
    size_t k;
    json_t *row;
    json_array_foreach(at(report, "table"), k, row)
    {
        dt_index index = number(row, "state") - 1;
        char pattern[65];
        dt_game_pattern(r->game, index, pattern);
        assert_string_equal(pattern, text(row, "pattern"));
        for (uint32_t i = 0; i < dt_game_players(r->game); i++) {
            const char *id = dt_game_player(r->game, i);
            assert_int_equal(number(at(row, "rank"), id), dt_game_rank(r->game, index, i));
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
                assert_int_equal(has_text(at(at(row, "stable"), dt_concept_id(c)), id),
                                 dt_stable(r->verdicts, c, index, i));
        }
    }
}

/* The equilibria of a concept in the order in which they must be listed. */
static size_t order_equilibria(const json_t *report, const char *concept, bool *reached[2],
                               uint64_t *numbers)
{
    json_t *table = at(report, "table");
    size_t players = json_array_size(at(report, "players")), count = 0;
    bool today = !json_is_null(at(report, "status_quo"));
    for (int first = today ? 1 : 0; first >= 0; first--)
        for (size_t k = 0; k < json_array_size(table); k++) {
            json_t *row = json_array_get(table, k);
            if (is_equilibrium(row, concept, players) && (!today || reached[1][k] == (first == 1)))
                numbers[count++] = number(row, "state");
        }
    return count;
}

static bool same_lines(const json_t *a, const json_t *b)
{
    if (json_array_size(a) != json_array_size(b)) return false;
    for (size_t k = 0; k < json_array_size(a); k++)
        if (strcmp(json_string_value(json_array_get(a, k)),
                   json_string_value(json_array_get(b, k))) != 0)
            return false;
    return true;
}

static void check_split(const json_t *report, const json_t *its, const uint64_t *numbers,
                        size_t count)
{
    json_t *table = at(report, "table"), *sets = at(its, "by_crossed"), *set, *row;
    size_t k, total = 0, lines = 0;
    json_array_foreach(sets, k, set)
    {
        size_t in_set = 0;
        for (size_t n = 0; n < count; n++)
            in_set +=
                same_lines(at(json_array_get(table, numbers[n] - 1), "crosses"), at(set, "lines"));
        assert_true(in_set > 0);
        assert_int_equal(in_set, number(set, "count"));
        assert_true(json_array_size(at(set, "lines")) >= lines); /* fewest first */
        lines = json_array_size(at(set, "lines"));
        total += in_set;
    }
    assert_int_equal(total, count);
    const char *id;
    json_t *value;
    json_object_foreach(at(its, "by_outcome"), id, value)
    {
        size_t so_many = 0;
        for (size_t n = 0; n < count; n++)
            so_many += has_text(at(json_array_get(table, numbers[n] - 1), "outcomes"), id);
        assert_int_equal(so_many, json_integer_value(value));
    }
    (void)row;
}

static size_t count_classes(const json_t *report, const uint64_t *numbers, size_t count)
{
    json_t *table = at(report, "table");
    size_t classes = 0;
    for (size_t n = 0; n < count; n++) {
        bool seen = false;
        for (size_t e = 0; e < n && !seen; e++)
            seen = json_equal(at(json_array_get(table, numbers[n] - 1), "rank"),
                              at(json_array_get(table, numbers[e] - 1), "rank"));
        classes += !seen;
    }
    return classes;
}

static void check_levels(const json_t *report, const json_t *its, const uint64_t *numbers,
                         size_t count)
{
    size_t o;
    json_t *option;
    json_array_foreach(at(report, "options"), o, option)
    {
        json_t *occurring = at(json_array_get(at(its, "options"), o), "levels");
        for (unsigned v = 0; v < json_array_size(at(option, "levels")); v++) {
            bool occurs = false;
            for (size_t n = 0; n < count; n++)
                occurs |=
                    level_in(json_array_get(at(report, "table"), numbers[n] - 1), (unsigned)o) == v;
            assert_int_equal(
                occurs,
                has_text(occurring, json_string_value(json_array_get(at(option, "levels"), v))));
        }
    }
}

static void check_concept(const json_t *report, const char *concept, bool *reached[2],
                          uint64_t *numbers)
{
    json_t *its = at(at(report, "equilibria"), concept);
    size_t count = order_equilibria(report, concept, reached, numbers), ways[2] = {0, 0};
    assert_int_equal(count, number(its, "count"));
    assert_int_equal(count, json_array_size(at(its, "states")));
    for (size_t k = 0; k < count; k++) {
        assert_int_equal(numbers[k], json_integer_value(json_array_get(at(its, "states"), k)));
        for (int kind = 0; kind < 2; kind++) ways[kind] += reached[kind][numbers[k] - 1];
    }
    assert_int_equal(ways[0], number(its, "reached_by_moves"));
    assert_int_equal(ways[1], number(its, "reached_by_improvements"));
    check_split(report, its, numbers, count);
    check_levels(report, its, numbers, count);
    assert_int_equal(count_classes(report, numbers, count), number(its, "classes"));
}

static void check_today(const json_t *report)
{
    json_t *today = at(report, "today"), *table = at(report, "table"), *entry;
    assert_int_equal(json_is_null(today), json_is_null(at(report, "status_quo")));
    if (json_is_null(today)) return;
    json_t *here = json_array_get(table, number(today, "state") - 1);
    assert_true(json_equal(at(here, "stable"), at(today, "stable")));
    assert_true(json_equal(at(here, "crosses"), at(today, "crosses")));
    size_t k;
    json_array_foreach(at(today, "improvements"), k, entry)
    {
        const char *player = text(entry, "player");
        uint64_t count = 0, best = UINT64_MAX;
        for (size_t t = 0; t < json_array_size(table); t++) {
            json_t *to = json_array_get(table, t);
            if (!improves(report, here, to, player)) continue;
            count++;
            if (number(at(to, "rank"), player) < best) best = number(at(to, "rank"), player);
        }
        assert_int_equal(count, number(entry, "count"));
        assert_int_equal(count < 3 ? count : 3, json_array_size(at(entry, "best")));
        if (count) assert_int_equal(best, number(json_array_get(at(entry, "best"), 0), "rank"));
    }
}

static void check_all(const json_t *report)
{
    size_t rows = json_array_size(at(report, "table")),
           players = json_array_size(at(report, "players"));
    bool *reached[2] = {calloc(rows + 1, 1), calloc(rows + 1, 1)};
    uint64_t *numbers = calloc(rows + 1, sizeof *numbers), some = 0, every = 0;
    find_reached(report, reached);
    for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
        check_concept(report, dt_concept_id(c), reached, numbers);
    for (size_t k = 0; k < rows; k++) {
        int concepts = 0;
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
            concepts +=
                is_equilibrium(json_array_get(at(report, "table"), k), dt_concept_id(c), players);
        some += concepts > 0;
        every += concepts == DT_CONCEPT_COUNT;
    }
    assert_int_equal(some, number(report, "in_some"));
    assert_int_equal(every, number(report, "in_every"));
    check_today(report);
    free(reached[0]), free(reached[1]), free(numbers);
}

/* ---- tests ----------------------------------------------------------------------------------- */

static void counts_are_those_of_counting_by_hand(void **state)
{
    (void)state;
    static made m;
    unsigned analysed = 0;
    for (uint64_t seed = 0; seed < MODELS; seed++) {
        make_model(&m, seed);
        reporting r;
        if (!reporting_start(&r, m.text, NULL))
            continue; /* nothing feasible, or an infeasible status quo */
        dt_options options = {.format = DT_JSON, .limit = DT_ALL};
        json_t *report = read_json(reporting_write(&r, REPORT_SOLVE, &options));
        assert_int_equal(json_array_size(at(report, "table")), dt_game_states(r.game));
        check_rows(&m, report);
        check_against_library(report, &r);
        check_all(report);
        json_decref(report);
        reporting_end(&r);
        analysed++;
    }
    assert_true(analysed > MODELS / 2);
}

static char *without_backend(char *report)
{
    char *from = strstr(report, "\"cells\""), *to = from ? strchr(from, '\n') : NULL;
    assert_non_null(to);
    memmove(from, to, strlen(to) + 1);
    return report;
}

static void both_backends_say_the_same(void **state)
{
    (void)state;
    static made m;
    for (uint64_t seed = 0; seed < 40; seed++) {
        make_model(&m, seed);
        char *reports[2];
        for (int b = 0; b < 2; b++) {
            dt_options options = {.format = DT_JSON,
                                  .backend = b ? DT_BACKEND_LISTED : DT_BACKEND_DENSE,
                                  .threads = b ? 3 : 1};
            reporting r;
            reports[b] = NULL;
            if (!reporting_start(&r, m.text, &options)) break;
            reports[b] = without_backend(reporting_write(&r, REPORT_SOLVE, &options));
            reporting_end(&r);
        }
        if (!reports[0]) continue;
        assert_true(strcmp(reports[0], reports[1]) == 0);
        free(reports[0]), free(reports[1]);
    }
}

/* A player with 129 choices, so that tiles of cliques side by side leave a single one over. */
static void a_clique_left_over_by_tiles_is_like_any_other(void **state)
{
    (void)state;
    static const char model[] =
        "player a\n option o0\n option o1\n option o2\n option o3\n option o4\n option o5\n option "
        "o6\n option o7\n"
        "player b\n option q0\n option q1\n option q2\n option q3\n"
        "require not o7 or not (o0 or o1 or o2 or o3 or o4 or o5 or o6)\n"
        "player a\n prefer q1 and not o3\n prefer o7\n"
        "player b\n prefer o7 iff q2\n prefer q0 and not o1\n prefer q3\nstatus quo: o1\n";
    char *reports[2];
    for (int b = 0; b < 2; b++) {
        dt_options options = {.format = DT_JSON,
                              .backend = b ? DT_BACKEND_LISTED : DT_BACKEND_DENSE,
                              .limit = DT_ALL};
        reports[b] = without_backend(report_of(model, REPORT_SOLVE, &options));
    }
    assert_true(strcmp(reports[0], reports[1]) == 0);
    free(reports[0]), free(reports[1]);
}

/* A limit shortens lists and nothing else. */
static void a_limit_shortens_lists_only(void **state)
{
    (void)state;
    static made m;
    for (uint64_t seed = 0; seed < 40; seed++) {
        make_model(&m, seed);
        reporting r;
        if (!reporting_start(&r, m.text, NULL)) continue;
        dt_options all = {.format = DT_JSON, .limit = DT_ALL},
                   few = {.format = DT_JSON, .limit = 3};
        json_t *whole = read_json(reporting_write(&r, REPORT_SOLVE, &all)),
               *cut = read_json(reporting_write(&r, REPORT_SOLVE, &few));
        bool complete = dt_game_states(r.game) <= 3;
        uint64_t last = 0;
        assert_int_equal(json_is_true(at(cut, "table_complete")), complete);
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++) {
            json_t *its = at(at(whole, "equilibria"), dt_concept_id(c)),
                   *short_ = at(at(cut, "equilibria"), dt_concept_id(c));
            size_t listed = json_array_size(at(short_, "states"));
            assert_int_equal(number(its, "count"), number(short_, "count"));
            assert_true(json_equal(at(its, "by_crossed"), at(short_, "by_crossed")));
            assert_int_equal(listed, number(its, "count") < 3 ? number(its, "count") : 3);
            for (size_t k = 0; k < listed; k++)
                assert_true(json_equal(json_array_get(at(its, "states"), k),
                                       json_array_get(at(short_, "states"), k)));
        }
        size_t k;
        json_t *row;
        json_array_foreach(at(cut, "table"), k, row) /* ascending, each as in the whole table */
        {
            assert_true(number(row, "state") > last);
            last = number(row, "state");
            assert_true(json_equal(row, json_array_get(at(whole, "table"), last - 1)));
        }
        json_decref(whole), json_decref(cut);
        reporting_end(&r);
    }
}

/* `where` keeps the rows where it holds, and every count is a count of these. */
static void where_limits_rows_and_counts(void **state)
{
    (void)state;
    static made m;
    for (uint64_t seed = 0; seed < 60; seed++) {
        make_model(&m, seed);
        reporting r;
        if (!reporting_start(&r, m.text, NULL)) continue;
        dt_options plain = {.format = DT_JSON, .limit = DT_ALL},
                   limited = {.format = DT_JSON, .limit = DT_ALL, .where = "not w0 or w1"};
        json_t *whole = read_json(reporting_write(&r, REPORT_SOLVE, &plain)),
               *part = read_json(reporting_write(&r, REPORT_SOLVE, &limited));
        json_t *states = read_json(reporting_write(&r, REPORT_STATES, &limited));
        size_t k, next = 0, counts[DT_CONCEPT_COUNT] = {0},
                  players = json_array_size(at(whole, "players"));
        json_t *row;
        json_array_foreach(at(whole, "table"), k, row)
        {
            if (has_text(at(row, "outcomes"), "w0") && !has_text(at(row, "outcomes"), "w1"))
                continue;
            assert_true(json_equal(row, json_array_get(at(part, "table"), next)));
            assert_int_equal(number(row, "state"),
                             number(json_array_get(at(states, "table"), next), "state"));
            for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
                counts[c] += is_equilibrium(row, dt_concept_id(c), players);
            next++;
        }
        assert_int_equal(next, json_array_size(at(part, "table")));
        assert_int_equal(next, number(states, "count"));
        for (dt_concept c = 0; c < DT_CONCEPT_COUNT; c++)
            assert_int_equal(counts[c],
                             number(at(at(part, "equilibria"), dt_concept_id(c)), "count"));
        assert_true(json_equal(at(whole, "today"), at(part, "today")));
        json_decref(whole), json_decref(part), json_decref(states);
        reporting_end(&r);
    }
}

static void the_head_is_complete(void **state)
{
    (void)state;
    const char *lift[] = {"downstream.data"};
    dt_options options = {.format = DT_JSON,
                          .file = "well.detente",
                          .stage = "0",
                          .lift = lift,
                          .lift_count = 1,
                          .where = "state 3 or sue",
                          .responses = DT_RESPONSES_SINGLE,
                          .concepts = 1u << DT_SEQ};
    json_t *report = read_json(report_of(well, REPORT_SOLVE, &options));
    assert_string_equal(text(report, "detente"), DT_VERSION);
    assert_string_equal(text(report, "command"), "solve");
    assert_string_equal(text(at(report, "model"), "title"), "Two towns and a well");
    assert_string_equal(text(at(report, "model"), "file"), "well.detente");
    assert_int_equal(strlen(text(at(report, "model"), "sha256")), 64);
    assert_int_equal(number(at(report, "stage"), "number"), 0);
    assert_int_equal(number(at(report, "stage"), "of"), 1);
    assert_true(json_is_null(at(at(report, "stage"), "date")));
    assert_string_equal(text(json_array_get(at(report, "redlines"), 1), "text"), "share or sue");
    assert_true(json_is_true(at(json_array_get(at(report, "redlines"), 1), "rigid")));
    assert_int_equal(number(at(report, "states"), "possible"), 24);
    assert_int_equal(number(at(report, "states"), "feasible"), 16);
    assert_int_equal(number(at(report, "status_quo"), "number"), 5);
    assert_string_equal(text(at(report, "no_deal"), "pattern"), "NN2N");
    assert_true(has_text(at(report, "lift"), "downstream.data"));
    assert_string_equal(text(report, "responses"), "single");
    assert_string_equal(text(report, "where"), "state 3 or sue");
    assert_int_equal(json_array_size(at(report, "concepts")), 1);
    assert_int_equal(json_array_size(at(report, "table")), 5);
    size_t k;
    json_t *row;
    json_array_foreach(at(report, "table"), k, row)
        assert_false(has_text(at(row, "crosses"), "downstream.data"));
    json_decref(report);
}

static void an_event_stands_in_the_head(void **state)
{
    (void)state;
    dt_options options = {.format = DT_JSON};
    json_t *report = read_json(report_of(well, REPORT_STATES, &options));
    assert_string_equal(text(at(report, "stage"), "date"), "2025-04-02");
    assert_string_equal(text(at(report, "stage"), "label"), "The drought order");
    assert_string_equal(text(json_array_get(at(report, "options"), 0), "fixed"), "no");
    assert_string_equal(text(json_array_get(at(report, "options"), 0), "irreversible"), "up");
    assert_int_equal(number(report, "count"), 10);
    assert_null(json_object_get(json_array_get(at(report, "table"), 0), "stable"));
    json_decref(report);
    options.count_only = true;
    report = read_json(report_of(well, REPORT_STATES, &options));
    assert_int_equal(number(report, "count"), 10);
    assert_null(json_object_get(report, "table"));
    json_decref(report);
}

/* 64 options: 2^64 combinations are a string, and so is what no double holds. */
static void large_counts_are_strings(void **state)
{
    (void)state;
    for (unsigned options = 53; options <= 64; options += 11) {
        char model[4096] = "player p\n";
        for (unsigned o = 0; o < options; o++)
            snprintf(model + strlen(model), sizeof model - strlen(model), "  option o%u\n", o);
        strcat(model, "require at most 1 of (o0");
        for (unsigned o = 1; o < options; o++)
            snprintf(model + strlen(model), sizeof model - strlen(model), ", o%u", o);
        strcat(model, ")\n");
        json_t *report =
            read_json(report_of(model, REPORT_SOLVE, &(dt_options){.format = DT_JSON}));
        json_t *possible = at(at(report, "states"), "possible");
        if (options == 64) assert_string_equal(json_string_value(possible), "18446744073709551616");
        else assert_int_equal(json_integer_value(possible), INT64_C(1) << 53);
        assert_int_equal(number(at(report, "states"), "feasible"), options + 1);
        json_decref(report);
    }
}

static void labels_arrive_as_they_were(void **state)
{
    (void)state;
    static const char label[] = "</script><b> & \\ '%s' \t \xE2\x80\xAE\xF0\x9F\x92\xA7 =1+1 |";
    char model[1024];
    snprintf(model, sizeof model,
             "conflict \"%s\"\nplayer p \"%s\"\n  option o \"%s\"\n  redline r \"%s\": not "
             "o\noutcome w \"%s\": o\nstate s \"%s\": o\n",
             "</script>", "a\\\\b", "t < u & v", "quote \\\" and slash \\\\", "back`tick", "x > y");
    json_t *report =
        read_json(report_of(model, REPORT_SOLVE, &(dt_options){.format = DT_JSON, .file = label}));
    assert_string_equal(text(at(report, "model"), "file"), label);
    assert_string_equal(text(at(report, "model"), "title"), "</script>");
    assert_string_equal(text(json_array_get(at(report, "players"), 0), "name"), "a\\b");
    assert_string_equal(text(json_array_get(at(report, "redlines"), 0), "name"),
                        "quote \" and slash \\");
    assert_string_equal(text(json_array_get(at(report, "table"), 1), "label"), "x > y");
    assert_string_equal(text(json_array_get(at(report, "table"), 1), "name"), "s");
    json_decref(report);
    char *bytes = report_of(model, REPORT_SOLVE, &(dt_options){.format = DT_JSON, .file = label});
    assert_null(strchr(bytes, '<')); /* may stand inside a script element */
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_are_those_of_counting_by_hand),
        cmocka_unit_test(both_backends_say_the_same),
        cmocka_unit_test(a_clique_left_over_by_tiles_is_like_any_other),
        cmocka_unit_test(a_limit_shortens_lists_only),
        cmocka_unit_test(where_limits_rows_and_counts),
        cmocka_unit_test(the_head_is_complete),
        cmocka_unit_test(an_event_stands_in_the_head),
        cmocka_unit_test(large_counts_are_strings),
        cmocka_unit_test(labels_arrive_as_they_were),
    };
    return cmocka_run_group_tests_name("report json", tests, NULL, NULL);
}
