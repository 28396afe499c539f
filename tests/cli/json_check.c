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
    feasible = count_field(states, "feasible");
    if (!overflow && count_field(states, "possible") != possible)
        complain("not the product of the levels");
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

int main(int count, char **words)
{
    json_error_t err;
    json_t *result = json_loadf(stdin, JSON_REJECT_DUPLICATES, &err);
    const char *command = count > 1 ? words[1] : "";
    if (!result) complain("%d:%d: %s", err.line, err.column, err.text);
    else if (!strcmp(command, "check")) check_check(result);
    else check_head(result, command);
    if (result && !strcmp(command, "solve")) check_solve(result);
    if (result && !strcmp(command, "states")) check_states(result);
    json_decref(result);
    return wrong > 0;
}
