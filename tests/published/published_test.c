/* published_test.c - does the engine say what the literature says?
 *
 * Every models/published/<author-year>/<conflict>.detente has a <conflict>.expected beside it, data
 * transcribed from publications by hand, one fact a line. Each such file is one test. The kinds of
 * lines are the table LINE_KINDS below; a line of any other kind fails, and so does a file that
 * checks nothing. States are given by declared name or by pattern, never by number.
 *
 * Every file is checked on every backend that can do it. A second group gives the checker lines that
 * are wrong, because a checker that accepts everything proves nothing. */
#include "detente.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PUBLISHED DT_SOURCE_DIR "/models/published"

enum { MAX_WORDS = 512, MAX_STATES = 1 << 18, MAX_FILES = 64 };

typedef struct checker {
    const dt_game *game;
    dt_verdicts *verdicts; /* for the responses in force; NULL: not analysed yet */
    dt_responses responses;
    bool *among;    /* the states that lines speak of */
    bool *listed;   /* scratch: the states that a line lists */
    uint64_t facts; /* lines that held */
    uint64_t verdicts_checked;
    char complaint[400]; /* what is wrong with the line; empty: nothing */
} checker;

typedef struct words { /* a line, split at blanks */
    char *word[MAX_WORDS];
    size_t count;
} words;

static bool complain(checker *c, const char *format, ...) __attribute__((format(printf, 2, 3)));

static bool complain(checker *c, const char *format, ...)
{
    va_list values;
    va_start(values, format);
    vsnprintf(c->complaint, sizeof c->complaint, format, values);
    va_end(values);
    return false;
}

static char *read_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    if (!file) return NULL;
    size_t room = 1 << 16, used = 0;
    char *text = malloc(room);
    for (size_t got; text && (got = fread(text + used, 1, room - 1 - used, file)) > 0;) {
        used += got;
        if (room - 1 - used == 0) text = realloc(text, room *= 2);
    }
    fclose(file);
    if (!text) return NULL;
    text[used] = '\0';
    *length = used;
    return text;
}

/* ---- reading a line ----------------------------------------------------------------------- */

static bool find_state(checker *c, const char *name, dt_index *state)
{
    dt_error err = {0};
    if (name[0] == '#') return complain(c, "states go by name or pattern, not as '%s'", name);
    *state = dt_game_find(c->game, name, &err);
    return *state != DT_NO_INDEX || complain(c, "%s", err.message);
}

static bool find_player(checker *c, const words *line, size_t at, uint32_t *player)
{
    if (at >= line->count) return complain(c, "expected a player");
    for (*player = 0; *player < dt_game_players(c->game); (*player)++)
        if (!strcmp(dt_game_player(c->game, *player), line->word[at])) return true;
    return complain(c, "no player '%s'", line->word[at]);
}

/* Reads the concepts at the front of a line as a set of bits and moves `at` behind them. */
static bool read_concepts(checker *c, const words *line, size_t *at, uint32_t *concepts)
{
    *concepts = 0;
    for (; *at < line->count; (*at)++) {
        uint32_t k = 0;
        while (k < DT_CONCEPT_COUNT && strcmp(dt_concept_id((dt_concept)k), line->word[*at])) k++;
        if (k == DT_CONCEPT_COUNT) break;
        *concepts |= UINT32_C(1) << k;
    }
    return *concepts || complain(c, "expected a concept");
}

/* Reads the rest of a line, states or `all` or `none`, into c->listed. */
static bool read_states(checker *c, const words *line, size_t at)
{
    if (at >= line->count) return complain(c, "expected states, 'all' or 'none'");
    bool every = !strcmp(line->word[at], "all"), none = !strcmp(line->word[at], "none");
    if ((every || none) && line->count != at + 1)
        return complain(c, "'%s' stands alone", line->word[at]);
    for (dt_index s = 0; s < dt_game_states(c->game); s++) c->listed[s] = every && c->among[s];
    for (; !every && !none && at < line->count; at++) {
        dt_index s = DT_NO_INDEX;
        if (!find_state(c, line->word[at], &s)) return false;
        if (c->listed[s]) return complain(c, "state '%s' stands twice", line->word[at]);
        if (!c->among[s]) return complain(c, "state '%s' is not under 'among'", line->word[at]);
        c->listed[s] = true;
    }
    return true;
}

static const dt_verdicts *verdicts_of(checker *c)
{
    if (c->verdicts) return c->verdicts;
    dt_error err = {0};
    dt_options options = {.responses = c->responses};
    c->verdicts = dt_analyse(c->game, &options, &err);
    if (!c->verdicts) complain(c, "%s", err.message);
    return c->verdicts;
}

/* ---- the kinds of lines ------------------------------------------------------------------- */

/* states 12: how many are feasible. */
static bool check_states(checker *c, const words *line)
{
    char *end = NULL;
    unsigned long long count = line->count == 2 ? strtoull(line->word[1], &end, 10) : 0;
    if (!end || *end) return complain(c, "expected one number");
    if (count == dt_game_states(c->game)) return true;
    return complain(c, "the game has %llu states", (unsigned long long)dt_game_states(c->game));
}

/* state 5 NNNYN: the pattern of a named state. */
static bool check_state(checker *c, const words *line)
{
    dt_index named = DT_NO_INDEX;
    char pattern[65];
    if (line->count != 3) return complain(c, "expected a state and a pattern");
    if (!find_state(c, line->word[1], &named)) return false;
    dt_game_pattern(c->game, named, pattern);
    return !strcmp(pattern, line->word[2]) || complain(c, "its pattern is %s", pattern);
}

/* status-quo 1 */
static bool check_status_quo(checker *c, const words *line)
{
    dt_index state = DT_NO_INDEX;
    if (line->count != 2) return complain(c, "expected one state");
    if (!find_state(c, line->word[1], &state)) return false;
    return state == dt_game_status_quo(c->game) || complain(c, "the status quo is another state");
}

/* ranking moe 9 > 3 > 5 = 6: every state that lines speak of, best first. */
static bool check_ranking(checker *c, const words *line)
{
    uint32_t player = 0;
    if (!find_player(c, line, 1, &player)) return false;
    for (dt_index s = 0; s < dt_game_states(c->game); s++) c->listed[s] = false;
    dt_index before = DT_NO_INDEX;
    for (size_t at = 2; at < line->count; at += 2) {
        dt_index s = DT_NO_INDEX;
        if (!find_state(c, line->word[at], &s)) return false;
        if (c->listed[s]) return complain(c, "state '%s' stands twice", line->word[at]);
        c->listed[s] = true;
        if (before != DT_NO_INDEX) {
            const char *sign = line->word[at - 1];
            uint32_t above = dt_game_rank(c->game, before, player);
            uint32_t here = dt_game_rank(c->game, s, player);
            if (strcmp(sign, ">") && strcmp(sign, "=")) return complain(c, "expected '>' or '='");
            if (*sign == '>' ? above >= here : above != here)
                return complain(c, "'%s %s %s' does not hold", line->word[at - 2], sign,
                                line->word[at]);
        }
        before = s;
    }
    if (line->count % 2 == 0) return complain(c, "the ranking ends in a sign");
    for (dt_index s = 0; s < dt_game_states(c->game); s++)
        if (c->listed[s] != c->among[s])
            return complain(c, "state number %llu is %s", (unsigned long long)s + 1,
                            c->among[s] ? "missing" : "not under 'among'");
    return true;
}

/* equilibria gmr smr 1 4 5: these and, of the states that lines speak of, no others. */
static bool check_equilibria(checker *c, const words *line)
{
    size_t at = 1;
    uint32_t concepts;
    if (!read_concepts(c, line, &at, &concepts) || !read_states(c, line, at)) return false;
    const dt_verdicts *verdicts = verdicts_of(c);
    if (!verdicts) return false;
    for (uint32_t k = 0; k < DT_CONCEPT_COUNT; k++)
        for (dt_index s = 0; concepts >> k & 1 && s < dt_game_states(c->game); s++) {
            if (!c->among[s]) continue;
            c->verdicts_checked++;
            if (dt_equilibrium(verdicts, (dt_concept)k, s) != c->listed[s])
                return complain(c, "state number %llu is %s equilibrium under %s",
                                (unsigned long long)s + 1, c->listed[s] ? "no" : "an",
                                dt_concept_id((dt_concept)k));
        }
    return true;
}

/* Compares the verdicts for one player; only the listed states count when `only_listed`. */
static bool check_player(checker *c, const words *line, bool stable, bool only_listed)
{
    size_t at = 1;
    uint32_t concepts, player = 0;
    if (!read_concepts(c, line, &at, &concepts) || !find_player(c, line, at, &player) ||
        !read_states(c, line, at + 1))
        return false;
    const dt_verdicts *verdicts = verdicts_of(c);
    if (!verdicts) return false;
    for (uint32_t k = 0; k < DT_CONCEPT_COUNT; k++)
        for (dt_index s = 0; concepts >> k & 1 && s < dt_game_states(c->game); s++) {
            if (only_listed ? !c->listed[s] : !c->among[s]) continue;
            c->verdicts_checked++;
            if (dt_stable(verdicts, (dt_concept)k, s, player) != (c->listed[s] == stable))
                return complain(c, "state number %llu is %s under %s", (unsigned long long)s + 1,
                                c->listed[s] == stable ? "not stable" : "stable",
                                dt_concept_id((dt_concept)k));
        }
    return true;
}

/* stable seq us 2 4 6 11: these and, of the states that lines speak of, no others. */
static bool check_stable(checker *c, const words *line)
{
    return check_player(c, line, true, false);
}

/* unstable seq syria 2: these; nothing is said about others. */
static bool check_unstable(checker *c, const words *line)
{
    return check_player(c, line, false, true);
}

/* among 7 8 9: what follows speaks of these states only; `among all` ends it. */
static bool set_among(checker *c, const words *line)
{
    for (dt_index s = 0; s < dt_game_states(c->game); s++) c->among[s] = true;
    if (!read_states(c, line, 1)) return false;
    memcpy(c->among, c->listed, dt_game_states(c->game) * sizeof *c->among);
    return true;
}

/* responses single: what follows speaks of that reading of the others' answers. */
static bool set_responses(checker *c, const words *line)
{
    static const char *const names[] = {[DT_RESPONSES_SEQUENCES] = "sequences",
                                        [DT_RESPONSES_SINGLE] = "single",
                                        [DT_RESPONSES_ONCE] = "once"};
    for (uint32_t k = 0; line->count == 2 && k < sizeof names / sizeof *names; k++) {
        if (strcmp(names[k], line->word[1])) continue;
        c->responses = (dt_responses)k;
        dt_verdicts_free(c->verdicts);
        c->verdicts = NULL;
        return true;
    }
    return complain(c, "expected sequences, single or once");
}

#define LINE_KINDS(X)                                                                              \
    X("states", check_states, true)                                                                \
    X("state", check_state, true)                                                                  \
    X("status-quo", check_status_quo, true)                                                        \
    X("ranking", check_ranking, true)                                                              \
    X("equilibria", check_equilibria, true)                                                        \
    X("stable", check_stable, true)                                                                \
    X("unstable", check_unstable, true)                                                            \
    X("among", set_among, false)                                                                   \
    X("responses", set_responses, false)

/* Checks one line; blank lines and comments hold. False: see c->complaint. */
static bool check_line(checker *c, char *text)
{
    words line = {.count = 0};
    for (char *word = strtok(text, " \t\r\n"); word; word = strtok(NULL, " \t\r\n")) {
        if (line.count == MAX_WORDS) return complain(c, "the line is too long");
        line.word[line.count++] = word;
    }
    if (line.count == 0 || line.word[0][0] == '#') return true;
#define X(kind, check, is_fact)                                                                    \
    if (!strcmp(line.word[0], kind)) {                                                             \
        if (!check(c, &line)) return false;                                                        \
        c->facts += (is_fact);                                                                     \
        return true;                                                                               \
    }
    LINE_KINDS(X)
#undef X
    return complain(c, "no kind of line is called '%s'", line.word[0]);
}

/* ---- a file ------------------------------------------------------------------------------- */

static bool checker_start(checker *c, const dt_game *game)
{
    size_t states = (size_t)dt_game_states(game);
    *c = (checker){.game = game};
    c->among = malloc(states * sizeof *c->among);
    c->listed = calloc(states, sizeof *c->listed);
    if (!c->among || !c->listed) return complain(c, "out of memory");
    for (size_t s = 0; s < states; s++) c->among[s] = true;
    return true;
}

static void checker_end(checker *c)
{
    dt_verdicts_free(c->verdicts);
    free(c->among);
    free(c->listed);
}

static void show_diagnostic(void *ctx, const dt_diagnostic *d)
{
    if (d->severity != DT_SEVERITY_ERROR) return;
    print_error("%s:%u:%u: %s\n", (const char *)ctx, d->line, d->column, d->message);
}

static dt_model *parse_model(const char *path)
{
    size_t length;
    char *text = read_file(path, &length);
    if (!text) print_error("%s: cannot be read\n", path);
    dt_error err = {0};
    char name[2048];
    snprintf(name, sizeof name, "%s", path);
    dt_options options = {.diagnose = show_diagnostic, .diagnose_ctx = name};
    dt_model *model = text ? dt_model_parse(text, length, &options, &err) : NULL;
    free(text);
    return model;
}

/* Checks every line of an expectation against one game; returns how many do not hold. */
static uint64_t check_expectation(checker *c, const char *path)
{
    size_t length;
    char *text = read_file(path, &length);
    if (!text) {
        print_error("%s: cannot be read\n", path);
        return 1;
    }
    uint64_t wrong = 0;
    unsigned number = 1;
    for (char *line = text, *next; line && *line; line = next, number++) {
        next = strchr(line, '\n');
        if (next) *next++ = '\0';
        if (check_line(c, line)) continue;
        print_error("%s:%u: %s\n", path, number, c->complaint);
        wrong++;
    }
    free(text);
    return wrong;
}

static uint64_t facts_checked, verdicts_checked, files_checked;

static bool needs_graph(dt_model *model)
{
    dt_error err = {0};
    dt_game *game = dt_game_compile(model, &(dt_options){.backend = DT_BACKEND_DENSE}, &err);
    dt_game_free(game);
    return !game && err.code == DT_ERR_USAGE;
}

/* The graph backend lists moves one by one: trade in services is not for it. */
static bool is_small(dt_model *model)
{
    dt_game *game = dt_game_compile(model, NULL, NULL);
    bool small = game && dt_game_states(game) <= 1000;
    dt_game_free(game);
    return small;
}

/* `state` is the path of a model without its extension. */
static void holds_what_is_published(void **state)
{
    const char *stem = *state;
    char path[600];
    snprintf(path, sizeof path, "%s.detente", stem);
    dt_model *model = parse_model(path);
    assert_non_null(model);
    snprintf(path, sizeof path, "%s.expected", stem);
    static const dt_backend backends[] = {DT_BACKEND_GRAPH, DT_BACKEND_DENSE, DT_BACKEND_LISTED};
    size_t first = is_small(model) ? 0 : 1, last = needs_graph(model) ? 1 : 3;
    for (size_t k = first; k < last; k++) {
        dt_error err = {0};
        dt_options options = {.backend = backends[k]};
        dt_game *game = dt_game_compile(model, &options, &err);
        if (!game) print_error("%s: %s\n", path, err.message);
        assert_non_null(game);
        assert_true(dt_game_states(game) <= MAX_STATES);
        checker c;
        assert_true(checker_start(&c, game));
        assert_int_equal(check_expectation(&c, path), 0);
        assert_true(c.facts > 0);
        facts_checked += c.facts;
        verdicts_checked += c.verdicts_checked;
        checker_end(&c);
        dt_game_free(game);
    }
    dt_model_free(model);
    files_checked++;
}

/* ---- the checker itself ------------------------------------------------------------------- */

static const char chicken[] = "player a\n  option straight\n  rank DC > CC > CD > DD\n"
                              "player b\n  option straight\n  rank CD > CC > DC > DD\n"
                              "state CC: \"NN\"\nstate DC: \"YN\"\nstate CD: \"NY\"\n"
                              "state DD: \"YY\"\nstatus quo: state CC\n";

static const struct {
    const char *line, *complaint; /* NULL: the line holds */
} samples[] = {
    {"", NULL},
    {"# nash equilibria: none", NULL},
    {"states 4", NULL},
    {"states 5", "the game has 4 states"},
    {"states four", "expected one number"},
    {"states", "expected one number"},
    {"state DC YN", NULL},
    {"state DC NY", "its pattern is YN"},
    {"state DE NY", "DE"},
    {"status-quo CC", NULL},
    {"status-quo DD", "the status quo is another state"},
    {"ranking a DC > CC > CD > DD", NULL},
    {"ranking a DC > CC > CD = DD", "'CD = DD' does not hold"},
    {"ranking a DC > CD > CC > DD", "'CD > CC' does not hold"},
    {"ranking a DC > CC > CD", "state number 4 is missing"},
    {"ranking a DC > CC > CD > DD >", "the ranking ends in a sign"},
    {"ranking a DC CC CD", "expected '>' or '='"},
    {"ranking c DC > CC > CD > DD", "no player 'c'"},
    {"equilibria nash seq DC CD", NULL},
    {"equilibria nash DC", "state number 3 is an equilibrium under nash"},
    {"equilibria nash DC CD CC", "state number 1 is no equilibrium under nash"},
    {"equilibria gmr smr CC DC CD", NULL},
    {"equilibria gmr none", "state number 1 is an equilibrium under gmr"},
    {"equilibria gmr all", "state number 4 is no equilibrium under gmr"},
    {"equilibria gmr all DC", "'all' stands alone"},
    {"equilibria nash DC DC", "state 'DC' stands twice"},
    {"equilibria nush DC CD", "expected a concept"},
    {"equilibria nash", "expected states, 'all' or 'none'"},
    {"equilibria nash #2 #3", "states go by name or pattern, not as '#2'"},
    {"stable nash a DC CD", NULL},
    {"stable nash a DC", "state number 3 is stable under nash"},
    {"stable smr a DC CD", "state number 1 is stable under smr"},
    {"unstable nash a CC", NULL},
    {"unstable nash a DC", "state number 2 is stable under nash"},
    {"responses double", "expected sequences, single or once"},
    {"result nash DC", "no kind of line is called 'result'"},
    {"among CC DC", NULL}, /* stays in force for the lines below */
    {"equilibria nash DC", NULL},
    {"ranking a DC > CC", NULL},
    {"ranking a DC > CC > CD", "not under 'among'"},
    {"equilibria nash DC CD", "state 'CD' is not under 'among'"},
};

static void rejects_what_does_not_hold(void **state)
{
    (void)state;
    dt_error err = {0};
    dt_model *model = dt_model_parse(chicken, strlen(chicken), NULL, &err);
    assert_non_null(model);
    dt_game *game = dt_game_compile(model, NULL, &err);
    assert_non_null(game);
    checker c;
    assert_true(checker_start(&c, game));
    for (size_t k = 0; k < sizeof samples / sizeof *samples; k++) {
        char line[80];
        snprintf(line, sizeof line, "%s", samples[k].line);
        c.complaint[0] = '\0';
        bool held = check_line(&c, line), expected = !samples[k].complaint;
        if (held != expected || (!held && !strstr(c.complaint, samples[k].complaint)))
            fail_msg("'%s' gave '%s'", samples[k].line, c.complaint);
    }
    checker_end(&c);
    dt_game_free(game);
    dt_model_free(model);
}

/* ---- finding the files -------------------------------------------------------------------- */

static char *stems[MAX_FILES];
static size_t stem_count;
static bool orphans; /* a model without expectations, or the reverse */

static bool has_ending(const char *name, const char *ending)
{
    size_t length = strlen(name), tail = strlen(ending);
    return length > tail && !strcmp(name + length - tail, ending);
}

static bool file_exists(const char *folder, const char *stem, const char *ending)
{
    char path[2048];
    snprintf(path, sizeof path, "%s/%s%s", folder, stem, ending);
    FILE *file = fopen(path, "rb");
    if (file) fclose(file);
    else print_error("%s is missing\n", path);
    return file != NULL;
}

static void find_models_in(const char *folder)
{
    DIR *entries = opendir(folder);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        bool is_model = has_ending(entry->d_name, ".detente");
        if (!is_model && !has_ending(entry->d_name, ".expected")) continue;
        char stem[300], path[600];
        snprintf(stem, sizeof stem, "%s", entry->d_name);
        *strrchr(stem, '.') = '\0';
        if (!file_exists(folder, stem, is_model ? ".expected" : ".detente")) orphans = true;
        if (!is_model || stem_count == MAX_FILES) continue;
        snprintf(path, sizeof path, "%.290s/%.290s", folder, stem);
        stems[stem_count] = malloc(strlen(path) + 1);
        if (stems[stem_count]) strcpy(stems[stem_count++], path);
    }
    if (entries) closedir(entries);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_models(void)
{
    DIR *entries = opendir(PUBLISHED);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        char folder[600];
        snprintf(folder, sizeof folder, "%s/%.250s", PUBLISHED, entry->d_name);
        if (entry->d_name[0] != '.') find_models_in(folder);
    }
    if (entries) closedir(entries);
    qsort(stems, stem_count, sizeof *stems, by_name);
}

static void every_model_has_expectations(void **state)
{
    (void)state;
    assert_true(stem_count > 0);
    assert_true(stem_count < MAX_FILES);
    assert_false(orphans);
}

int main(void)
{
    find_models();
    struct CMUnitTest tests[MAX_FILES + 2] = {
        cmocka_unit_test(every_model_has_expectations),
        cmocka_unit_test(rejects_what_does_not_hold),
    };
    size_t count = 2;
    for (size_t k = 0; k < stem_count; k++)
        tests[count++] = (struct CMUnitTest){.name = stems[k] + strlen(PUBLISHED) + 1,
                                             .test_func = holds_what_is_published,
                                             .initial_state = stems[k]};
    int failed = _cmocka_run_group_tests("published", tests, count, NULL, NULL);
    printf("%llu published conflicts, %llu facts, %llu verdicts checked\n",
           (unsigned long long)files_checked, (unsigned long long)facts_checked,
           (unsigned long long)verdicts_checked);
    for (size_t k = 0; k < stem_count; k++) free(stems[k]);
    return failed;
}
