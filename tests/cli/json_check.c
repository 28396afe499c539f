/* json_check COMMAND <RESULT: is this the JSON that docs/formats.md promises of a command?
 *
 * Read with jansson, strictly (no duplicate keys, valid UTF-8). Fields are checked for presence and
 * type, and against each other: ranks without gaps, counts that add up, verdicts that include each
 * other as the concepts do. Fields that are not known here are fine: they are only ever added.
 * Prints what is wrong, one line a finding; exit 1 if there is any. */
#include <jansson.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned wrong;

static void complain(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    putchar('\n');
    wrong++;
}

/* ---- fields ----------------------------------------------------------------------------- */

/* A field of this type: s string, i integer, b boolean, a array, o object; upper case: or null. */
static const json_t *field(const json_t *in, const char *name, char type)
{
    const json_t *value = json_object_get(in, name);
    bool nullable = type >= 'A' && type <= 'Z';
    if (!value) {
        complain("no field '%s'", name);
        return NULL;
    }
    if (nullable && json_is_null(value)) return NULL;
    bool good = false;
    switch (nullable ? type - 'A' + 'a' : type) {
    case 's': good = json_is_string(value); break;
    case 'i': good = json_is_integer(value) && json_integer_value(value) >= 0; break;
    case 'b': good = json_is_boolean(value); break;
    case 'a': good = json_is_array(value); break;
    case 'o': good = json_is_object(value); break;
    default: break;
    }
    if (!good) complain("field '%s' has the wrong type", name);
    return good ? value : NULL;
}

static const char *text_field(const json_t *in, const char *name)
{
    const char *text = json_string_value(field(in, name, 's'));
    return text ? text : "";
}

static uint64_t number_field(const json_t *in, const char *name)
{
    return (uint64_t)json_integer_value(field(in, name, 'i'));
}

/* Counts above 2^53 are strings of digits. */
static uint64_t count_field(const json_t *in, const char *name)
{
    const json_t *value = json_object_get(in, name);
    if (!json_is_string(value)) return number_field(in, name);
    const char *text = json_string_value(value);
    uint64_t count = strtoull(text, NULL, 10);
    bool digits = *text && strspn(text, "0123456789") == strlen(text);
    bool small = count <= UINT64_C(1) << 53 && strlen(text) < 19;
    if (!digits || small) complain("count '%s' is the string '%s'", name, text);
    return count;
}

/* The place of the object with this id in an array, or -1. */
static int place_of(const json_t *array, const char *id)
{
    for (size_t k = 0; k < json_array_size(array); k++) {
        const char *found = json_string_value(json_object_get(json_array_get(array, k), "id"));
        if (found && !strcmp(found, id)) return (int)k;
    }
    return -1;
}

static bool has_text(const json_t *array, const char *text)
{
    for (size_t k = 0; k < json_array_size(array); k++) {
        const char *found = json_string_value(json_array_get(array, k));
        if (found && !strcmp(found, text)) return true;
    }
    return false;
}

/* ---- what every result starts with ------------------------------------------------------ */

static uint64_t feasible;

static bool by_solver(const json_t *result)
{
    const char *by = json_string_value(json_object_get(result, "by"));
    return by && !strcmp(by, "solver");
}

static void check_state(const json_t *state)
{
    uint64_t number = number_field(state, "number");
    if (number < 1 || number > feasible) complain("state %llu", (unsigned long long)number);
    field(state, "name", 'S');
    field(state, "pattern", 'S');
}

static void check_players(const json_t *result)
{
    const json_t *players = field(result, "players", 'a'), *options = field(result, "options", 'a');
    size_t listed = 0;
    for (size_t k = 0; k < json_array_size(players); k++) {
        const json_t *player = json_array_get(players, k), *own = field(player, "options", 'a');
        text_field(player, "id"), text_field(player, "name");
        for (size_t j = 0; j < json_array_size(own); j++, listed++) {
            const json_t *option = json_array_get(options, listed); /* they follow the players */
            const char *id = json_string_value(json_array_get(own, j));
            if (!id || strcmp(id, text_field(option, "id")) != 0)
                complain("option %zu of '%s' is out of place", j, text_field(player, "id"));
            if (strcmp(text_field(option, "player"), text_field(player, "id")) != 0)
                complain("option '%s' has another player", id ? id : "");
        }
    }
    if (listed != json_array_size(options)) complain("options without a player");
}

static void check_options(const json_t *result)
{
    const json_t *options = json_object_get(result, "options");
    const json_t *states = field(result, "states", 'o');
    uint64_t possible = 1;
    bool overflow = false;
    for (size_t k = 0; k < json_array_size(options); k++) {
        const json_t *option = json_array_get(options, k), *levels = field(option, "levels", 'a');
        uint64_t count = json_array_size(levels);
        if (count < 2 || count > 10) complain("%llu levels", (unsigned long long)count);
        overflow |= count && possible > UINT64_MAX / count;
        possible *= count;
        const char *way = json_string_value(field(option, "irreversible", 'S'));
        if (way && strcmp(way, "up") != 0 && strcmp(way, "down") != 0)
            complain("irreversible '%s'", way);
        const char *fixed = json_string_value(field(option, "fixed", 'S'));
        if (fixed && !has_text(levels, fixed)) complain("fixed at no level, '%s'", fixed);
        text_field(option, "name");
    }
    bool listed = json_array_size(options) == 0; /* of a graph: that many states are listed */
    uint64_t said = count_field(states, "possible");
    if (!overflow && !listed && said != possible) complain("not the product of the levels");
    if (listed) possible = said;
    if (by_solver(result)) { /* nothing is counted */
        field(states, "feasible", 'I'), field(states, "cells", 'I'), field(states, "backend", 'S');
        if (!json_is_null(json_object_get(states, "feasible"))) complain("counted by the solver");
        return;
    }
    feasible = count_field(states, "feasible");
    if (!feasible || feasible > possible) complain("%llu feasible", (unsigned long long)feasible);
    if (count_field(states, "cells") < feasible) complain("fewer cells than states");
    text_field(states, "backend");
}

static void check_head(const json_t *result, const char *command)
{
    const json_t *model = field(result, "model", 'o'), *stage = field(result, "stage", 'o');
    const json_t *redlines = field(result, "redlines", 'a'), *state;
    if (strcmp(text_field(result, "command"), command) != 0) complain("of another command");
    text_field(result, "detente");
    field(model, "title", 'S'), field(model, "file", 'S');
    const char *hash = text_field(model, "sha256");
    if (strlen(hash) != 64 || strspn(hash, "0123456789abcdef") != 64) complain("sha256 '%s'", hash);
    if (number_field(stage, "number") > number_field(stage, "of"))
        complain("a stage beyond the last");
    field(stage, "date", 'S'), field(stage, "label", 'S');
    check_players(result);
    check_options(result);
    for (size_t k = 0; k < json_array_size(redlines); k++) {
        const json_t *line = json_array_get(redlines, k);
        text_field(line, "id"), text_field(line, "name"), text_field(line, "text");
        field(line, "rigid", 'b');
        if (place_of(json_object_get(result, "players"), text_field(line, "player")) < 0)
            complain("a red line of nobody");
    }
    if ((state = field(result, "status_quo", 'O'))) check_state(state);
    if ((state = field(result, "no_deal", 'O'))) check_state(state);
    field(result, "lift", 'a'), text_field(result, "responses");
}

/* ---- solve, states ---------------------------------------------------------------------- */

static void check_row(const json_t *result, const json_t *row, const json_t *concepts)
{
    const json_t *players = json_object_get(result, "players"), *ranks = field(row, "rank", 'o');
    const json_t *crosses = field(row, "crosses", 'a'), *outcomes = field(row, "outcomes", 'a');
    uint64_t number = number_field(row, "state");
    if (number < 1 || number > feasible) complain("row of state %llu", (unsigned long long)number);
    field(row, "name", 'S'), field(row, "label", 'S'), field(row, "pattern", 'S');
    if (json_object_size(ranks) != json_array_size(players))
        complain("ranks of others than the players");
    for (size_t k = 0; k < json_array_size(players); k++)
        if (!number_field(ranks, text_field(json_array_get(players, k), "id")))
            complain("a rank is 0");
    for (size_t k = 0; k < json_array_size(crosses); k++)
        if (place_of(json_object_get(result, "redlines"),
                     json_string_value(json_array_get(crosses, k))) < 0)
            complain("crosses an unknown red line");
    const json_t *known = json_object_get(result, "outcomes");
    for (size_t k = 0; known && k < json_array_size(outcomes); k++)
        if (place_of(known, json_string_value(json_array_get(outcomes, k))) < 0)
            complain("an unknown outcome");
    if (!concepts) return;
    const json_t *stable = field(row, "stable", 'o');
    if (json_object_size(stable) != json_array_size(concepts))
        complain("verdicts of other concepts");
    for (size_t k = 0; k < json_array_size(concepts); k++) {
        const json_t *whom = field(stable, json_string_value(json_array_get(concepts, k)), 'a');
        for (size_t j = 0; j < json_array_size(whom); j++)
            if (place_of(players, json_string_value(json_array_get(whom, j))) < 0)
                complain("stable for nobody known");
    }
}

/* Whoever is in the first is in the second. */
static void check_inclusion(const json_t *row, const char *narrow, const char *broad)
{
    const json_t *stable = json_object_get(row, "stable");
    const json_t *a = json_object_get(stable, narrow), *b = json_object_get(stable, broad);
    for (size_t k = 0; a && b && k < json_array_size(a); k++)
        if (!has_text(b, json_string_value(json_array_get(a, k))))
            complain("state %llu: %s but not %s", (unsigned long long)number_field(row, "state"),
                     narrow, broad);
}

/* In a whole table each player's ranks are 1, 2, ... without a gap. */
static void check_ranks(const json_t *table, const char *player)
{
    size_t rows = json_array_size(table), best = 0, distinct = 0;
    bool *seen = calloc(rows + 1, sizeof *seen);
    for (size_t k = 0; seen && k < rows; k++) {
        const json_t *ranks = json_object_get(json_array_get(table, k), "rank");
        size_t rank = (size_t)json_integer_value(json_object_get(ranks, player));
        if (rank > rows) complain("rank %zu of %s", rank, player);
        else if (!seen[rank]) seen[rank] = true, distinct++;
        if (rank > best) best = rank;
    }
    if (best != distinct) complain("the ranks of %s have gaps", player);
    free(seen);
}

static void check_table(const json_t *result, const json_t *concepts, bool complete)
{
    static const char *const inclusions[][2] = {
        {"nash", "sseq"}, {"sseq", "smr"}, {"sseq", "seq"}, {"smr", "gmr"}, {"seq", "gmr"}};
    const json_t *table = field(result, "table", 'a'),
                 *players = json_object_get(result, "players");
    uint64_t before = 0;
    for (size_t k = 0; k < json_array_size(table); k++) {
        const json_t *row = json_array_get(table, k);
        check_row(result, row, concepts);
        if (complete && number_field(row, "state") <= before) complain("states out of order");
        before = number_field(row, "state");
        for (size_t j = 0; concepts && j < sizeof inclusions / sizeof *inclusions; j++)
            check_inclusion(row, inclusions[j][0], inclusions[j][1]);
    }
    if (!complete || field(result, "where", 'S')) return; /* ranks of a part have gaps */
    if (json_array_size(table) != feasible)
        complain("a complete table of %zu states", json_array_size(table));
    for (size_t k = 0; k < json_array_size(players); k++)
        check_ranks(table, text_field(json_array_get(players, k), "id"));
}

/* How many rows of a whole table are stable for all players. */
static uint64_t equilibria_of(const json_t *result, const char *concept)
{
    const json_t *table = json_object_get(result, "table");
    size_t players = json_array_size(json_object_get(result, "players"));
    uint64_t count = 0;
    for (size_t k = 0; k < json_array_size(table); k++) {
        const json_t *stable = json_object_get(json_array_get(table, k), "stable");
        count += json_array_size(json_object_get(stable, concept)) == players;
    }
    return count;
}

static void check_equilibria(const json_t *result, const char *concept, bool complete)
{
    const json_t *found = field(json_object_get(result, "equilibria"), concept, 'o');
    const json_t *states = field(found, "states", 'a'), *crossed = field(found, "by_crossed", 'a');
    const json_t *by_outcome = field(found, "by_outcome", 'o'),
                 *options = field(found, "options", 'a');
    uint64_t count = count_field(found, "count"), sum = 0;
    if (json_array_size(states) > count) complain("%s: more states than counted", concept);
    for (size_t k = 0; k < json_array_size(states); k++) {
        uint64_t number = (uint64_t)json_integer_value(json_array_get(states, k));
        if (number < 1 || number > feasible)
            complain("%s: state %llu", concept, (unsigned long long)number);
        for (size_t j = 0; j < k; j++)
            if (json_equal(json_array_get(states, j), json_array_get(states, k)))
                complain("%s: a state twice", concept);
    }
    if (complete && json_array_size(states) != count) complain("%s: states are missing", concept);
    if (complete && equilibria_of(result, concept) != count)
        complain("%s: the table has others", concept);
    for (size_t k = 0; k < json_array_size(crossed); k++) {
        field(json_array_get(crossed, k), "lines", 'a');
        sum += count_field(json_array_get(crossed, k), "count");
    }
    if (sum != count) complain("%s: by_crossed does not add up", concept);
    if (json_object_size(by_outcome) != json_array_size(json_object_get(result, "outcomes")))
        complain("%s: by_outcome has others", concept);
    if (count_field(found, "classes") > count || (count && !count_field(found, "classes")))
        complain("%s: classes", concept);
    if (json_is_object(json_object_get(result, "status_quo")) &&
        count_field(found, "reached_by_improvements") > count)
        complain("%s: more reached than there are", concept);
    if (json_array_size(options) != json_array_size(json_object_get(result, "options")))
        complain("%s: other options", concept);
    for (size_t k = 0; k < json_array_size(options); k++)
        text_field(json_array_get(options, k), "option"),
            field(json_array_get(options, k), "levels", 'a');
}

static void check_today(const json_t *result, const json_t *concepts)
{
    const json_t *today = field(result, "today", 'O'), *quo = json_object_get(result, "status_quo");
    const json_t *improvements;
    if (!today) {
        if (!json_is_null(quo)) complain("today is missing");
        return;
    }
    check_row(result, today, concepts);
    if (number_field(today, "state") != number_field(quo, "number"))
        complain("today is not the status quo");
    improvements = field(today, "improvements", 'a');
    if (json_array_size(improvements) != json_array_size(json_object_get(result, "players")))
        complain("improvements of others than the players");
    for (size_t k = 0; k < json_array_size(improvements); k++) {
        const json_t *own = json_array_get(improvements, k), *best = field(own, "best", 'a');
        uint64_t count = count_field(own, "count"), before = 0;
        const char *player = text_field(own, "player");
        uint64_t rank = number_field(json_object_get(today, "rank"), player);
        const json_t *nash = json_object_get(json_object_get(today, "stable"), "nash");
        if (nash && has_text(nash, player) != (count == 0))
            complain("%s: %llu improvements", player, (unsigned long long)count);
        if (json_array_size(best) > count || (count && !json_array_size(best)))
            complain("%s: %zu best", player, json_array_size(best));
        for (size_t j = 0; j < json_array_size(best); j++) {
            uint64_t to = number_field(json_array_get(best, j), "rank");
            check_state(field(json_array_get(best, j), "to", 'o'));
            if (to >= rank || to < before)
                complain("%s: no improvement, or not the best first", player);
            before = to;
        }
    }
}

static void check_outcomes(const json_t *result)
{
    const json_t *outcomes = field(result, "outcomes", 'a');
    for (size_t k = 0; k < json_array_size(outcomes); k++) {
        const json_t *outcome = json_array_get(outcomes, k);
        text_field(outcome, "id"), text_field(outcome, "name");
        if (count_field(outcome, "count") > feasible)
            complain("an outcome of more states than there are");
    }
}

static void check_solve(const json_t *result)
{
    const json_t *concepts = field(result, "concepts", 'a');
    bool complete = json_is_true(field(result, "table_complete", 'b'));
    check_outcomes(result);
    check_table(result, concepts, complete);
    check_today(result, concepts);
    if (json_object_size(field(result, "equilibria", 'o')) != json_array_size(concepts))
        complain("other concepts");
    for (size_t k = 0; k < json_array_size(concepts); k++)
        check_equilibria(result, json_string_value(json_array_get(concepts, k)), complete);
    uint64_t every = count_field(result, "in_every"), some = count_field(result, "in_some");
    if (every > some || some > feasible) complain("in_every %llu", (unsigned long long)every);
}

static void check_states(const json_t *result)
{
    const json_t *table = json_object_get(result, "table");
    uint64_t count = count_field(result, "count");
    if (!json_is_string(json_object_get(result, "where")) && count != feasible)
        complain("counts others");
    if (!table) return; /* --count */
    bool complete = json_is_true(field(result, "table_complete", 'b'));
    check_table(result, NULL, complete);
    if (complete != (json_array_size(table) == count)) complain("complete, with another count");
}

/* ---- redlines --------------------------------------------------------------------------- */

/* A set of red lines of the model, named in its order. */
static void check_lines(const json_t *result, const json_t *lines)
{
    int before = -1;
    for (size_t k = 0; k < json_array_size(lines); k++) {
        const char *id = json_string_value(json_array_get(lines, k));
        int at = place_of(json_object_get(result, "redlines"), id ? id : "");
        if (at <= before) complain("red line '%s' is unknown or out of order", id ? id : "");
        before = at;
    }
}

static bool within_set(const json_t *small, const json_t *large)
{
    for (size_t k = 0; k < json_array_size(small); k++)
        if (!has_text(large, json_string_value(json_array_get(small, k)))) return false;
    return true;
}

static bool meets(const json_t *a, const json_t *b)
{
    for (size_t k = 0; k < json_array_size(a); k++)
        if (has_text(b, json_string_value(json_array_get(a, k)))) return true;
    return false;
}

static void check_numbers(const json_t *states, uint64_t count, const char *what)
{
    uint64_t before = 0;
    if (json_array_size(states) > count) complain("%s: more states than counted", what);
    for (size_t k = 0; k < json_array_size(states); k++) {
        uint64_t number = (uint64_t)json_integer_value(json_array_get(states, k));
        if (number <= before || number > feasible) complain("%s: states out of order", what);
        before = number;
    }
}

static void check_agenda_row(const json_t *result, const json_t *row, const json_t *option)
{
    const json_t *all = json_object_get(option, "levels"), *levels = field(row, "levels", 'a');
    const json_t *shut_by = field(row, "shut_by", 'a');
    const char *lowest = json_string_value(json_array_get(all, 0)),
               *status = text_field(row, "status");
    char id[200];
    snprintf(id, sizeof id, "%s.%s", text_field(option, "player"), text_field(option, "id"));
    if (strcmp(id, text_field(row, "option")) != 0) complain("agenda: '%s' is out of place", id);
    if (json_array_size(levels) == 0 || !within_set(levels, all))
        complain("agenda: levels of %s", id);
    const char *right = !has_text(levels, lowest)      ? "always"
                        : json_array_size(levels) == 1 ? "never"
                                                       : "open";
    if (strcmp(status, right) != 0) complain("agenda: %s is '%s'", id, status);
    for (size_t k = 0; k < json_array_size(shut_by); k++) {
        check_lines(result, json_array_get(shut_by, k));
        for (size_t j = 0; j < json_array_size(shut_by); j++)
            if (j != k && within_set(json_array_get(shut_by, j), json_array_get(shut_by, k)))
                complain("agenda: %s is shut by more than needed", id);
    }
    bool missing = json_array_size(levels) < json_array_size(all), told = json_array_size(shut_by);
    if (!by_solver(result) && missing != told) complain("agenda: what shuts %s", id);
}

static void check_agenda(const json_t *result, const json_t *in)
{
    const json_t *agenda = field(in, "agenda", 'a'), *options = json_object_get(result, "options");
    if (json_array_size(agenda) != json_array_size(options)) complain("agenda: other options");
    for (size_t k = 0; k < json_array_size(agenda); k++)
        check_agenda_row(result, json_array_get(agenda, k), json_array_get(options, k));
}

static void check_by_concept(const json_t *step, uint64_t count)
{
    static const char *const concepts[] = {"nash", "gmr", "smr", "seq", "sseq"};
    const json_t *each = field(step, "by_concept", 'o');
    const char *listed = text_field(step, "concept");
    for (size_t k = 0; k < sizeof concepts / sizeof *concepts; k++) {
        uint64_t own = count_field(each, concepts[k]);
        if (!strcmp(concepts[k], listed) && own != count) complain("funnel: %s", listed);
    }
    if (json_object_size(each) != 5 || !json_object_get(each, listed)) complain("funnel: concepts");
}

/* Each step is within the one before; those reached by improvements and by legal moves are both
 * within those that hold. */
static void check_funnel(const json_t *result, const json_t *in, uint64_t within)
{
    static const char *const steps[] = {"feasible", "within",    "no_worse", "efficient",
                                        "stable",   "improving", "legal"};
    const json_t *funnel = field(in, "funnel", 'a');
    uint64_t before = UINT64_MAX, stable = 0, improving = 0;
    size_t at = 0;
    bool quo = json_is_object(json_object_get(result, "status_quo")),
         none = json_is_object(json_object_get(result, "no_deal"));
    if (by_solver(result)) {
        if (json_array_size(funnel)) complain("a funnel by the solver");
        return;
    }
    if (json_array_size(funnel) != 4u + none + 2u * quo) complain("funnel: other steps");
    for (size_t k = 0; k < json_array_size(funnel); k++, at++) {
        const json_t *step = json_array_get(funnel, k), *states = field(step, "states", 'a');
        const char *name = text_field(step, "step");
        uint64_t count = count_field(step, "count");
        while (at < 7 && strcmp(steps[at], name) != 0) at++;
        if (at == 7) {
            complain("funnel: step '%s'", name);
            return;
        }
        if (count > (at == 6 ? stable : before)) complain("funnel: %s widens", name);
        if (count_field(step, "alone") < count && at != 3) /* fewer compete for efficiency */
            complain("funnel: %s alone is less", name);
        check_numbers(states, count, name);
        if (json_array_size(states) && json_array_size(states) != count)
            complain("funnel: %s is listed in part", name);
        if (at == 1 && count != within) complain("funnel: another count within the red lines");
        if (at == 4) check_by_concept(step, stable = count);
        if (at == 5) improving = count;
        if (at == 6 && count < improving) complain("funnel: improvements that are no moves");
        before = count;
    }
}

static void check_versus_no_deal(const json_t *result, const json_t *in, uint64_t within)
{
    const json_t *versus = field(in, "versus_no_deal", 'A');
    const json_t *players = json_object_get(result, "players");
    if (!versus && json_is_null(json_object_get(result, "no_deal"))) return;
    if (json_array_size(versus) != json_array_size(players)) complain("versus_no_deal: players");
    for (size_t k = 0; k < json_array_size(versus); k++) {
        const json_t *row = json_array_get(versus, k);
        if (place_of(players, text_field(row, "player")) != (int)k)
            complain("versus_no_deal: player %zu", k);
        uint64_t sum =
            count_field(row, "better") + count_field(row, "same") + count_field(row, "worse");
        if (sum != within) complain("versus_no_deal does not add up");
    }
}

static void check_ground(const json_t *result, const json_t *in, uint64_t within)
{
    check_agenda(result, in);
    check_funnel(result, in, within);
    check_versus_no_deal(result, in, within);
}

/* Whom it asks and whether it is rigid follow from the red lines. */
static void check_concession(const json_t *result, const json_t *concession, bool followed)
{
    const json_t *lift = field(concession, "lift", 'a'), *asks = field(concession, "asks", 'a');
    const json_t *lines = json_object_get(result, "redlines");
    bool rigid = false;
    uint64_t opens = 0;
    check_lines(result, lift);
    for (size_t k = 0; k < json_array_size(lift); k++) {
        int at = place_of(lines, json_string_value(json_array_get(lift, k)));
        const json_t *line = at < 0 ? NULL : json_array_get(lines, (size_t)at);
        rigid |= json_is_true(json_object_get(line, "rigid"));
        if (line && !has_text(asks, text_field(line, "player"))) complain("asks not all");
    }
    if (json_is_true(field(concession, "rigid", 'b')) != rigid) complain("rigid");
    if (by_solver(result)) field(concession, "opens", 'I');
    else if (!(opens = count_field(concession, "opens"))) complain("a concession opens nothing");
    check_numbers(field(concession, "states", 'a'), opens, "concession");
    if (followed) check_ground(result, concession, opens);
}

static void check_clashes(const json_t *result, const json_t *clashes, const json_t *concessions)
{
    for (size_t k = 0; k < json_array_size(clashes); k++) {
        const json_t *clash = json_array_get(clashes, k);
        check_lines(result, clash);
        if (!json_array_size(clash)) complain("an empty clash");
        for (size_t j = 0; j < json_array_size(clashes); j++)
            if (j != k && within_set(json_array_get(clashes, j), clash))
                complain("a clash within another");
        for (size_t j = 0; j < json_array_size(concessions); j++)
            if (!meets(clash, json_object_get(json_array_get(concessions, j), "lift")))
                complain("a concession leaves a clash");
    }
}

/* All of them, or the first 1,000. */
static void check_listed(const json_t *list, uint64_t count, const char *what)
{
    if (json_array_size(list) != (count < 1000 ? count : 1000)) complain("%s are missing", what);
}

static void check_redlines(const json_t *result)
{
    const json_t *common = field(result, "common_ground", 'o');
    const json_t *clashes = field(result, "clashes", 'a'),
                 *concessions = field(result, "concessions", 'a');
    bool solved = by_solver(result), uncounted = json_is_null(json_object_get(common, "count"));
    uint64_t count = uncounted ? 0 : count_field(common, "count");
    double share = json_real_value(json_object_get(common, "share"));
    field(result, "between", 'S');
    if (!solved && strcmp(text_field(result, "by"), "enumeration") != 0) complain("by what?");
    if (uncounted && !solved) complain("no count");
    if (solved && count) complain("counted by the solver");
    if (!uncounted && (share < 0 || share > 1 || (share > 0 && !count))) complain("share");
    if (!uncounted && !json_is_real(json_object_get(common, "share"))) complain("no share");
    check_numbers(field(common, "states", 'a'), count, "common_ground");
    check_listed(clashes, count_field(result, "clash_count"), "clashes");
    check_listed(concessions, count_field(result, "concession_count"), "concessions");
    if (count || uncounted) {
        if (json_array_size(clashes) || json_array_size(concessions))
            complain("clashes or concessions beside common ground");
        check_ground(result, result, count);
        return;
    }
    if (!json_array_size(clashes) || !json_array_size(concessions))
        complain("neither common ground nor what prevents it");
    check_clashes(result, clashes, concessions);
    for (size_t k = 0; k < json_array_size(concessions); k++)
        check_concession(result, json_array_get(concessions, k), k < 64);
}

/* ---- explain ---------------------------------------------------------------------------- */

static void check_sanction(const json_t *verdict, const json_t *sanction)
{
    const json_t *path = field(sanction, "path", 'a');
    const char *player = text_field(verdict, "player"), *before = "";
    check_state(field(sanction, "to", 'o'));
    check_state(field(sanction, "answer", 'o'));
    if (!json_array_size(path)) complain("a sanction without a step");
    for (size_t k = 0; k < json_array_size(path); k++) {
        const json_t *step = json_array_get(path, k);
        const char *mover = text_field(step, "player");
        check_state(field(step, "to", 'o'));
        if (!strcmp(mover, player)) complain("%s sanctions itself", player);
        if (!strcmp(mover, before)) complain("%s moves twice in a row", mover);
        before = mover;
    }
}

static void check_verdict(const json_t *result, const json_t *verdict)
{
    static const char *const concepts = " nash gmr smr seq sseq ";
    const json_t *sanctions = field(verdict, "sanctions", 'a'),
                 *escape = field(verdict, "escape", 'O'),
                 *decided = field(verdict, "decided_by", 'a');
    uint64_t improvements = count_field(verdict, "improvements"), deciding = 0;
    bool stable = json_is_true(field(verdict, "stable", 'b'));
    char concept[20];
    snprintf(concept, sizeof concept, " %s ", text_field(verdict, "concept"));
    check_state(field(verdict, "state", 'o'));
    if (place_of(json_object_get(result, "players"), text_field(verdict, "player")) < 0)
        complain("a verdict for nobody");
    if (!strstr(concepts, concept)) complain("concept '%s'", concept);
    if (json_array_size(sanctions) != (stable ? improvements : 0))
        complain("%zu sanctions", json_array_size(sanctions));
    if (!strcmp(concept, " nash ") && stable != (improvements == 0)) complain("nash");
    if (stable == (escape != NULL)) complain("an escape from what is stable, or none");
    if (escape) check_state(field(escape, "to", 'o')), count_field(escape, "joint");
    for (size_t k = 0; k < json_array_size(sanctions); k++)
        check_sanction(verdict, json_array_get(sanctions, k));
    for (size_t k = 0; k < json_array_size(decided); k++) {
        const json_t *by = json_array_get(decided, k);
        uint64_t own = count_field(by, "sanctions");
        if (!*text_field(by, "statement")) complain("an empty statement");
        if (!count_field(by, "moves") && !own) complain("a statement that decides nothing");
        deciding += own;
    }
    if (deciding != json_array_size(sanctions)) complain("decided_by does not add up");
}

static void check_explain(const json_t *result)
{
    const json_t *verdicts = field(result, "verdicts", 'a'), *versus = field(result, "versus", 'O');
    if (!json_array_size(verdicts)) complain("no verdicts");
    for (size_t k = 0; k < json_array_size(verdicts); k++)
        check_verdict(result, json_array_get(verdicts, k));
    if (!versus) return;
    const json_t *players = field(versus, "players", 'a');
    check_state(field(versus, "state", 'o'));
    for (size_t k = 0; k < json_array_size(players); k++) {
        const json_t *row = json_array_get(players, k);
        const char *prefers = text_field(row, "prefers"),
                   *statement = json_string_value(field(row, "statement", 'S'));
        bool neither = !strcmp(prefers, "neither");
        if (place_of(json_object_get(result, "players"), text_field(row, "player")) < 0)
            complain("versus: nobody");
        if (!neither && strcmp(prefers, "state") != 0 && strcmp(prefers, "versus") != 0)
            complain("prefers '%s'", prefers);
        if (neither != !statement) complain("versus: a statement, or none");
    }
}

/* ---- paths ------------------------------------------------------------------------------ */

static void check_player_list(const json_t *result, const json_t *ids)
{
    for (size_t k = 0; k < json_array_size(ids); k++)
        if (place_of(json_object_get(result, "players"),
                     json_string_value(json_array_get(ids, k))) < 0)
            complain("a player that is none");
}

/* Nobody moves twice in a row; each move changes something. Returns how many are against. */
static uint64_t check_path(const json_t *result, const json_t *way, const json_t *to)
{
    const json_t *path = field(way, "path", 'a'), *last = NULL;
    const char *before = "";
    uint64_t against = 0;
    if (json_array_size(path) != number_field(way, "steps")) complain("steps of a path");
    for (size_t k = 0; k < json_array_size(path); k++) {
        const json_t *step = json_array_get(path, k), *changes = field(step, "changes", 'a');
        const char *mover = text_field(step, "player");
        if (place_of(json_object_get(result, "players"), mover) < 0) complain("moved by nobody");
        if (!strcmp(mover, before)) complain("%s moves twice in a row", mover);
        before = mover;
        check_state(last = field(step, "to", 'o'));
        against += json_is_true(field(step, "against", 'b'));
        if (!json_array_size(changes)) complain("a move that changes nothing");
        for (size_t j = 0; j < json_array_size(changes); j++) {
            const json_t *change = json_array_get(changes, j);
            if (!strcmp(text_field(change, "from"), text_field(change, "to")))
                complain("a change to the same level");
            text_field(change, "option");
        }
    }
    if (last && count_field(last, "number") != count_field(to, "number"))
        complain("a path that ends elsewhere");
    return against;
}

static void check_way(const json_t *result, const json_t *target, const char *kind)
{
    const json_t *way = field(target, kind, 'O');
    if (!way) return;
    const json_t *first = field(way, "first", 'a');
    uint64_t against = check_path(result, way, json_object_get(target, "state"));
    if (against && !strcmp(kind, "improving")) complain("an improvement against preference");
    if (!count_field(way, "count")) complain("no way, and yet a way");
    if ((number_field(way, "steps") > 0) != (json_array_size(first) > 0)) complain("who begins");
    field(way, "overflow", 'b');
    check_player_list(result, first);
}

static void check_target(const json_t *result, const json_t *target)
{
    const json_t *detour = field(target, "detour", 'O');
    check_state(field(target, "state", 'o'));
    check_way(result, target, "improving");
    check_way(result, target, "legal");
    bool legal = !json_is_null(json_object_get(target, "legal"));
    if (legal != (detour != NULL)) complain("a legal way without a detour, or a detour without");
    if (!detour) return;
    uint64_t against = number_field(target, "against");
    if (against != check_path(result, detour, json_object_get(target, "state")))
        complain("moves against preference do not add up");
    if ((against == 0) == json_is_null(json_object_get(target, "improving")))
        complain("by improvements, or not");
    if ((against > 0) != (json_array_size(field(detour, "first_against", 'a')) > 0))
        complain("who acts first against its preference");
}

static void check_paths(const json_t *result)
{
    const json_t *to = field(result, "to", 'o'), *targets = field(result, "targets", 'a'),
                 *levels = field(result, "levels", 'a'), *reach = field(result, "reach", 'a');
    uint64_t count = count_field(to, "count"), sum = 0, before = 0;
    check_state(field(result, "from", 'o'));
    text_field(to, "kind"), field(to, "concept", 'S'), field(to, "outcome", 'S');
    const json_t *against = field(to, "against", 'a');
    for (size_t k = 0; k < json_array_size(against); k++)
        sum += count_field(json_array_get(against, k), "count");
    if (sum != count_field(to, "reached_by_moves") || sum > count)
        complain("targets by moves against preference do not add up");
    if (count_field(to, "reached_by_improvements") > sum) complain("reached by improvements");
    if (json_is_true(field(result, "targets_complete", 'b')) != (json_array_size(targets) == count))
        complain("targets_complete");
    for (size_t k = 0; k < json_array_size(levels); k++)
        if (number_field(json_array_get(levels, k), "step") != k) complain("level %zu", k);
    for (size_t k = 0; k < json_array_size(targets); k++) {
        const json_t *target = json_array_get(targets, k);
        uint64_t here = json_is_null(json_object_get(target, "against"))
                            ? UINT64_MAX
                            : number_field(target, "against");
        if (here < before) complain("targets out of order");
        before = here;
        check_target(result, target);
    }
    for (size_t k = 0; k < json_array_size(reach); k++) {
        const json_t *row = json_array_get(reach, k);
        check_state(field(row, "state", 'o'));
        field(row, "improving", 'O'), field(row, "legal", 'O');
    }
    field(result, "reach_complete", 'b');
}

/* ---- timeline --------------------------------------------------------------------------- */

static void check_change(const json_t *result, const json_t *change)
{
    const json_t *concepts = field(result, "concepts", 'a'), *gained = field(change, "gained", 'o'),
                 *lost = field(change, "lost", 'o'), *states = field(change, "states", 'a');
    bool complete = json_is_true(field(change, "states_complete", 'b'));
    if (!number_field(change, "line") || !*text_field(change, "text")) complain("no line");
    field(change, "known", 'b');
    for (size_t c = 0; c < json_array_size(concepts); c++) {
        const char *concept = json_string_value(json_array_get(concepts, c));
        uint64_t up = 0, down = 0;
        for (size_t k = 0; k < json_array_size(states); k++) {
            const json_t *it = json_array_get(states, k);
            text_field(it, "pattern"), field(it, "name", 'S');
            up += has_text(field(it, "gained", 'a'), concept);
            down += has_text(field(it, "lost", 'a'), concept);
        }
        if (complete && (up != count_field(gained, concept) || down != count_field(lost, concept)))
            complain("gained and lost do not add up");
    }
}

static void check_timeline(const json_t *result)
{
    const json_t *stages = field(result, "stages", 'a');
    for (size_t k = 0; k < json_array_size(stages); k++) {
        const json_t *stage = json_array_get(stages, k), *changes = field(stage, "changes", 'a'),
                     *solve = field(stage, "solve", 'o'), *lines = field(stage, "redlines", 'o');
        field(stage, "date", 'S'), field(stage, "label", 'S'), field(stage, "today", 'O');
        for (size_t j = 0; j < json_array_size(changes); j++)
            check_change(result, json_array_get(changes, j));
        check_head(solve, "solve");
        check_solve(solve);
        check_head(lines, "redlines");
        if (number_field(stage, "stage") != number_field(json_object_get(solve, "stage"), "number"))
            complain("an object of another stage");
        field(lines, "common_ground", 'o'), field(lines, "concessions", 'a');
    }
}

static void check_check(const json_t *result)
{
    static const char *const severities[] = {"error", "warning", "note"};
    const json_t *diagnostics = field(result, "diagnostics", 'a');
    if (strcmp(text_field(result, "command"), "check") != 0) complain("of another command");
    for (size_t k = 0; k < json_array_size(diagnostics); k++) {
        const json_t *d = json_array_get(diagnostics, k);
        const char *severity = text_field(d, "severity");
        bool known = false;
        for (size_t j = 0; j < 3; j++) known |= !strcmp(severity, severities[j]);
        if (!known) complain("severity '%s'", severity);
        if (!*text_field(d, "message")) complain("an empty message");
        field(d, "file", 'S');
        number_field(d, "line"), number_field(d, "column"), number_field(d, "length");
    }
}

/* ---- sources and words ------------------------------------------------------------------ */

static void check_sources(const json_t *result)
{
    static const char *const footings[] = {"source", "reason", "none"};
    const json_t *statements = field(result, "statements", 'a'), *claims, *all, *counts;
    uint64_t found[3] = {0};
    if (strcmp(text_field(result, "command"), "sources") != 0) complain("of another command");
    for (size_t k = 0; k < json_array_size(statements); k++) {
        const json_t *s = json_array_get(statements, k);
        const char *rests = text_field(s, "rests_on");
        for (size_t f = 0; f < 3; f++) found[f] += !strcmp(rests, footings[f]);
        number_field(s, "line"), text_field(s, "kind"), text_field(s, "text");
        field(s, "player", 'S'), field(s, "cites", 'a'), field(s, "because", 'a');
    }
    counts = field(result, "rests_on", 'o');
    for (size_t f = 0; f < 3; f++)
        if (count_field(counts, footings[f]) != found[f]) complain("miscounts '%s'", footings[f]);
    claims = field(result, "claims", 'a');
    for (size_t k = 0; k < json_array_size(claims); k++) {
        const json_t *c = json_array_get(claims, k);
        text_field(c, "id"), text_field(c, "text"), field(c, "used", 'b');
        field(c, "cites", 'a'), field(c, "because", 'a'), field(c, "used_by", 'a');
    }
    all = field(result, "sources", 'a');
    for (size_t k = 0; k < json_array_size(all); k++) {
        const json_t *s = json_array_get(all, k);
        text_field(s, "id"), text_field(s, "title"), field(s, "used", 'b');
        field(s, "used_by", 'a'), field(s, "file", 'S');
    }
}

static void check_term(const json_t *term, size_t documents)
{
    const json_t *uses = field(term, "uses_by_document", 'a');
    uint64_t total = 0, with = 0;
    if (json_array_size(uses) != documents) complain("uses of another number of documents");
    for (size_t d = 0; d < json_array_size(uses); d++) {
        json_int_t here = json_integer_value(json_array_get(uses, d));
        total += (uint64_t)here, with += here > 0;
    }
    if (total != count_field(term, "uses") || with != number_field(term, "documents"))
        complain("uses do not add up");
    text_field(term, "name"), number_field(term, "longest_silence"), number_field(term, "silent");
    field(term, "first", 'I'), field(term, "last", 'I'), field(term, "context", 'O');
}

static void check_words(const json_t *result)
{
    static const char *const findings[] = {"missing", "new", "returning", "more", "less"};
    const json_t *documents = field(result, "documents", 'a'), *terms = field(result, "terms", 'a');
    size_t count = json_array_size(documents);
    uint64_t total = 0;
    if (strcmp(text_field(result, "command"), "words") != 0) complain("of another command");
    for (size_t d = 0; d < count; d++) {
        const json_t *it = json_array_get(documents, d);
        text_field(it, "name"), text_field(it, "date");
        total += count_field(it, "words");
    }
    if (total != count_field(result, "words")) complain("words do not add up");
    if (number_field(result, "document") >= count) complain("looks at no document");
    for (size_t k = 0; k < json_array_size(terms); k++) check_term(json_array_get(terms, k), count);
    if (json_object_get(result, "without")) {
        const json_t *without = field(result, "without", 'o');
        if (number_field(without, "count") != json_array_size(field(without, "documents", 'a')))
            complain("miscounts the documents without");
        return;
    }
    for (size_t k = 0; k < sizeof findings / sizeof *findings; k++) {
        const json_t *list = field(result, findings[k], 'o');
        if (json_array_size(field(list, "words", 'a')) > count_field(list, "count"))
            complain("more words than counted");
    }
}

int main(int count, char **words)
{
    json_error_t err;
    json_t *result = json_loadf(stdin, JSON_REJECT_DUPLICATES, &err);
    const char *command = count > 1 ? words[1] : "";
    if (!result) complain("%d:%d: %s", err.line, err.column, err.text);
    else if (!strcmp(command, "check")) check_check(result);
    else if (!strcmp(command, "sources")) check_sources(result);
    else if (!strcmp(command, "words")) check_words(result);
    else check_head(result, command);
    if (result && !strcmp(command, "solve")) check_solve(result);
    if (result && !strcmp(command, "states")) check_states(result);
    if (result && !strcmp(command, "redlines")) check_redlines(result);
    if (result && !strcmp(command, "explain")) check_explain(result);
    if (result && !strcmp(command, "paths")) check_paths(result);
    if (result && !strcmp(command, "timeline")) check_timeline(result);
    json_decref(result);
    return wrong > 0;
}
