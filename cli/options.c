/* Words into an invocation. Two passes: the first finds the command (so that a wrong flag is
 * answered in its terms, wherever it stands), the second reads flags and files. Every flag may
 * stand before or after the command and its files; `--` ends the flags; the last of two equal
 * flags counts, but lists (--concept, --lift) add up. */
#include "command.h"
#include "files.h"
#include "terminal.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const flag_row FLAG_ROWS[FLAG_COUNT] = {
#define X(ID, name, letter, value, takers, text) {name, letter, value, takers, text},
    FLAGS(X)
#undef X
};

const char *const COMMAND_NAMES[COMMAND_COUNT + 1] = {
#define X(ID, name, arguments, text) name,
    COMMANDS(X)
#undef X
};

void *fail_usage(const invocation *in, const char *format, ...)
{
    char message[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fputs("detente: ", stderr);
    print_safe(stderr, message);
    bool in_command = in->command < COMMAND_HELP;
    fprintf(stderr, "\nsee: %s help%s%s\n", in->program, in_command ? " " : "",
            in_command ? COMMAND_NAMES[in->command] : "");
    return NULL;
}

/* ---- flags ------------------------------------------------------------------------------ */

static flag_id flag_by_name(const char *name, size_t length)
{
    for (flag_id k = 0; k < FLAG_COUNT; k++)
        if (strlen(FLAG_ROWS[k].name) == length && !memcmp(FLAG_ROWS[k].name, name, length))
            return k;
    return FLAG_COUNT;
}

static flag_id flag_by_letter(char letter)
{
    for (flag_id k = 0; k < FLAG_COUNT; k++)
        if (letter && FLAG_ROWS[k].letter == letter) return k;
    return FLAG_COUNT;
}

typedef struct word { /* one word of the command line, taken apart */
    bool is_flag;
    flag_id flag;      /* FLAG_COUNT: unknown */
    const char *value; /* inside the same word (--x=VALUE, -oVALUE); NULL: none */
    bool takes_next;   /* its value is the next word */
} word;

static word word_read(const char *text)
{
    word w = {.is_flag = text[0] == '-' && text[1]};
    if (!w.is_flag) return w;
    if (text[1] == '-') {
        const char *name = text + 2, *equals = strchr(name, '=');
        w.flag = flag_by_name(name, equals ? (size_t)(equals - name) : strlen(name));
        w.value = equals ? equals + 1 : NULL;
    } else {
        w.flag = flag_by_letter(text[1]);
        w.value = text[2] ? text + 2 : NULL;
    }
    w.takes_next = w.flag != FLAG_COUNT && FLAG_ROWS[w.flag].value && !w.value;
    return w;
}

static bool word_is_flag_name(const char *text)
{
    return text[0] == '-' && text[1] == '-' && word_read(text).flag != FLAG_COUNT;
}

static void unknown_flag(const invocation *in, const char *text)
{
    const char *names[FLAG_COUNT + 1];
    size_t count = 0;
    for (flag_id k = 0; k < FLAG_COUNT; k++)
        if (FLAG_ROWS[k].takers & 1u << in->command) names[count++] = FLAG_ROWS[k].name;
    names[count] = NULL;
    char name[64] = "";
    if (text[1] == '-') snprintf(name, sizeof name, "%.*s", (int)strcspn(text + 2, "="), text + 2);
    const char *nearest = dt_nearest(name, names);
    if (nearest) fail_usage(in, "unknown option '%.100s'; did you mean '--%s'?", text, nearest);
    else fail_usage(in, "unknown option '%.100s'", text);
}

/* "solve and states": the commands that take a flag. */
static const char *takers_of(flag_id flag, char *text, size_t size)
{
    size_t used = 0, left = 0;
    for (command_id c = 0; c < COMMAND_COUNT; c++) left += FLAG_ROWS[flag].takers >> c & 1;
    for (command_id c = 0; c < COMMAND_COUNT && used < size; c++) {
        if (!(FLAG_ROWS[flag].takers >> c & 1)) continue;
        left--;
        used += (size_t)snprintf(text + used, size - used, "%s%s", COMMAND_NAMES[c],
                                 left > 1 ? ", "
                                 : left   ? " and "
                                          : "");
    }
    return text;
}

/* ---- values ----------------------------------------------------------------------------- */

typedef struct choice {
    const char *name;
    int value;
} choice;

static const choice FORMATS[] = {{"text", DT_TEXT},         {"json", DT_JSON},   {"csv", DT_CSV},
                                 {"markdown", DT_MARKDOWN}, {"latex", DT_LATEX}, {NULL, 0}};
static const choice PICTURE_FORMATS[] = {{"svg", DT_SVG}, {"dot", DT_DOT}, {NULL, 0}};
static const choice PICTURES[] = {
#define X(ID, id, meaning) {id, DT_PICTURE_##ID},
    DT_PICTURES(X)
#undef X
        {NULL, 0}};
static const choice BACKENDS[] = {{"auto", DT_BACKEND_AUTO},
                                  {"dense", DT_BACKEND_DENSE},
                                  {"listed", DT_BACKEND_LISTED},
                                  {"graph", DT_BACKEND_GRAPH},
                                  {NULL, 0}};
static const choice RESPONSES[] = {{"sequences", DT_RESPONSES_SEQUENCES},
                                   {"single", DT_RESPONSES_SINGLE},
                                   {"once", DT_RESPONSES_ONCE},
                                   {NULL, 0}};
static const choice CONCEPTS[] = {
#define X(ID, id, name, meaning) {id, DT_##ID},
    DT_CONCEPTS(X)
#undef X
        {NULL, 0}};

/* "--format: expected text, json, ... or latex, found 'jsn'; did you mean 'json'?" */
static bool no_such_choice(const invocation *in, flag_id flag, const choice *choices,
                           const char *text)
{
    char list[200];
    const char *names[16];
    size_t count = 0, used = 0;
    for (const choice *c = choices; c->name; c++) names[count++] = c->name;
    names[count] = NULL;
    for (size_t k = 0; k < count && used < sizeof list; k++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%s", names[k],
                                 k + 2 < count    ? ", "
                                 : k + 2 == count ? " or "
                                                  : "");
    const char *nearest = dt_nearest(text, names);
    return fail_usage(in, "--%s: expected %s, found '%.60s'%s%s%s", FLAG_ROWS[flag].name, list,
                      text, nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
}

static bool read_choice(const invocation *in, flag_id flag, const choice *choices, const char *text,
                        int *value)
{
    for (const choice *c = choices; c->name; c++)
        if (!strcmp(c->name, text)) {
            *value = c->value;
            return true;
        }
    return no_such_choice(in, flag, choices, text);
}

/* Digits only: strtoull alone would take blanks and signs. */
static bool read_digits(const char *text, char **end, uint64_t *number)
{
    if (*text < '0' || *text > '9') return false;
    errno = 0;
    unsigned long long value = strtoull(text, end, 10);
    *number = value;
    return errno == 0;
}

static bool read_number(const invocation *in, flag_id flag, const char *text, uint64_t least,
                        uint64_t most, uint64_t *number)
{
    char *end;
    if (read_digits(text, &end, number) && !*end && *number >= least && *number <= most)
        return true;
    return fail_usage(in, "--%s: expected a whole number from %llu%s, found '%.60s'",
                      FLAG_ROWS[flag].name, (unsigned long long)least,
                      most == 1024 ? " to 1024" : "", text);
}

/* 512M, 4G, 1500000: binary multiples, as the sizes of memory are. */
static bool read_size(const invocation *in, const char *text, uint64_t *bytes)
{
    static const char units[] = "KMGT";
    char *end;
    uint64_t number;
    unsigned shift = 0;
    bool good = read_digits(text, &end, &number) && number > 0;
    if (good && *end) {
        char unit = *end >= 'a' && *end <= 'z' ? (char)(*end - 'a' + 'A') : *end;
        const char *at = strchr(units, unit);
        if (at) shift = 10 * (unsigned)(at - units + 1), end++;
        if (!strcmp(end, "iB") || !strcmp(end, "B")) end += strlen(end);
        good = !*end;
    }
    if (good && number <= UINT64_MAX >> shift) {
        *bytes = number << shift;
        return true;
    }
    return fail_usage(in, "--memory: expected a size such as 512M or 4G, found '%.60s'", text);
}

/* ---- lists: a,b,c; repeated flags add up ------------------------------------------------ */

static bool read_concepts(invocation *in, const char *text)
{
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        char name[64];
        snprintf(name, sizeof name, "%.*s", (int)(length < 63 ? length : 63), at);
        int concept = 0;
        if (!read_choice(in, FLAG_CONCEPT, CONCEPTS, name, &concept)) return false;
        in->options.concepts |= 1u << concept;
        at += length;
        if (!*at) return true;
    }
}

static bool read_lift(invocation *in, const char *text)
{
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        if (length == 0)
            return fail_usage(in, "--lift: expected red lines as player.line, found '%.60s'", text);
        char *name = obtain(length + 1);
        memcpy(name, at, length);
        name[length] = '\0';
        in->lift = obtain_more(in->lift, (in->options.lift_count + 1) * sizeof *in->lift);
        in->lift[in->options.lift_count++] = name;
        in->options.lift = (const char *const *)in->lift;
        at += length;
        if (!*at) return true;
    }
}

/* Lists of terms are read where the documents are; a flag that comes again adds to them. */
static bool add_list(const char ***lists, size_t *count, const char *value)
{
    *lists = obtain_more(*lists, (*count + 1) * sizeof **lists);
    (*lists)[(*count)++] = value;
    return true;
}

static bool flag_apply(invocation *in, flag_id flag, const char *value)
{
    uint64_t number = 0;
    int chosen = 0;
    switch (flag) {
    case FLAG_CONCEPT: return read_concepts(in, value);
    case FLAG_LIFT: return read_lift(in, value);
    case FLAG_TABLE: in->options.table = true; return true;
    case FLAG_COUNT_ONLY: in->options.count_only = true; return true;
    case FLAG_DEEP: in->options.deep = true; return true;
    case FLAG_STATE: in->options.state = value; return true;
    case FLAG_VERSUS: in->options.versus = value; return true;
    case FLAG_PLAYER: in->options.player = value; return true;
    case FLAG_FROM: in->options.from = value; return true;
    case FLAG_TO: in->options.to = value; return true;
    case FLAG_BETWEEN: in->options.between = value; return true;
    case FLAG_SOLVER: in->options.by_solver = true; return true;
    case FLAG_WHERE: in->options.where = value; return true;
    case FLAG_STAGE: in->options.stage = value; return true;
    case FLAG_OUTPUT: in->output = value; return true;
    case FLAG_LIMIT:
        if (!read_number(in, flag, value, 0, UINT64_MAX - 1, &number)) return false;
        in->options.limit = number ? number : DT_ALL;
        return true;
    case FLAG_THREADS:
        if (!read_number(in, flag, value, 1, 1024, &number)) return false;
        in->options.threads = (uint32_t)number;
        return true;
    case FLAG_SOURCES: in->options.sources = true; return true;
    case FLAG_SOURCE_ROOT: in->source_root = value; return true;
    case FLAG_TERMS: return add_list(&in->terms, &in->term_count, value);
    case FLAG_WITHOUT: return add_list(&in->without, &in->without_count, value);
    case FLAG_SINCE: in->since = value; return true;
    case FLAG_DOCUMENT: in->document = value; return true;
    case FLAG_LANGUAGE: in->language = value; return true;
    case FLAG_MANIFEST: in->manifest = value; return true;
    case FLAG_MEMORY: return read_size(in, value, &in->options.memory_bytes);
    case FLAG_FORMAT:
        if (!read_choice(in, flag, in->command == COMMAND_DRAW ? PICTURE_FORMATS : FORMATS, value,
                         &chosen))
            return false;
        in->options.format = (dt_format)chosen;
        return true;
    case FLAG_PICTURE:
        if (!read_choice(in, flag, PICTURES, value, &chosen)) return false;
        in->options.picture = (dt_picture)chosen;
        return true;
    case FLAG_BACKEND:
        if (!read_choice(in, flag, BACKENDS, value, &chosen)) return false;
        in->options.backend = (dt_backend)chosen;
        return true;
    case FLAG_RESPONSES:
        if (!read_choice(in, flag, RESPONSES, value, &chosen)) return false;
        in->options.responses = (dt_responses)chosen;
        return true;
    default: return true; /* the others only need to have been given */
    }
}

static bool flag_read(invocation *in, const char *text, word w, const char *value)
{
    if (w.flag == FLAG_COUNT) {
        unknown_flag(in, text);
        return false;
    }
    const flag_row *f = &FLAG_ROWS[w.flag];
    if (!(f->takers & 1u << in->command)) {
        char takers[200];
        return fail_usage(in, "%s does not take --%s; it goes with %s", COMMAND_NAMES[in->command],
                          f->name, takers_of(w.flag, takers, sizeof takers));
    }
    if (f->value && !value)
        return fail_usage(in, "--%s: its value (%s) is missing", f->name, f->value);
    if (!f->value && value)
        return fail_usage(in, "--%s takes no value, found '%.60s'", f->name, value);
    if (f->value && !*value && w.flag != FLAG_WHERE)
        return fail_usage(in, "--%s: its value (%s) is empty", f->name, f->value);
    in->given |= UINT64_C(1) << w.flag;
    return flag_apply(in, w.flag, value);
}

/* ---- the command ------------------------------------------------------------------------ */

static command_id command_by_name(const char *name)
{
    for (command_id c = 0; c < COMMAND_COUNT; c++)
        if (!strcmp(COMMAND_NAMES[c], name)) return c;
    return COMMAND_COUNT;
}

/* `detente FILE` is `detente solve FILE`; what is neither a command nor looks like a file is a
 * mistyped command. */
static bool command_choose(invocation *in, const char *name, bool *is_file)
{
    in->command = command_by_name(name);
    *is_file = false;
    if (in->command != COMMAND_COUNT) return true;
    in->command = COMMAND_HELP; /* of which fail_usage speaks in general */
    *is_file = !strcmp(name, "-") || strpbrk(name, "./") || file_exists(name);
    if (*is_file) {
        in->command = COMMAND_SOLVE;
        return true;
    }
    const char *nearest = dt_nearest(name, COMMAND_NAMES);
    return fail_usage(in, "there is no command and no file '%.60s'%s%s%s", name,
                      nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
}

/* The first word that is neither a flag nor a flag's value is the command, or a file. `*skip`: the
 * place of the word that names the command, `count` if none does. */
static bool command_find(invocation *in, int count, char *const *words, int *skip)
{
    bool help = false, version = false, is_file = false;
    int first = 0; /* the first word that is no flag */
    for (; first < count; first++) {
        word w = word_read(words[first]);
        if (!w.is_flag || !strcmp(words[first], "--")) break;
        if (w.takes_next) first++;
    }
    for (int k = 0; k < count && strcmp(words[k], "--"); k++) {
        word w = word_read(words[k]);
        help |= w.is_flag && w.flag == FLAG_HELP;
        version |= w.is_flag && w.flag == FLAG_VERSION;
        if (w.takes_next) k++;
    }
    *skip = count;
    in->command = COMMAND_HELP;
    if (first < count && !strcmp(words[first], "--")) in->command = COMMAND_SOLVE; /* -- FILE */
    else if (first < count && !command_choose(in, words[first], &is_file)) return false;
    else if (first < count && !is_file) *skip = first;
    if (help) { /* detente solve --help is detente help solve */
        if (*skip < count && in->command != COMMAND_HELP)
            in->files[in->file_count++] = COMMAND_NAMES[in->command];
        in->command = COMMAND_HELP;
        in->given |= UINT64_C(1) << FLAG_HELP;
    } else if (version) {
        in->command = COMMAND_VERSION;
    }
    return true;
}

static bool rest_read(invocation *in, int count, char *const *words, int skip)
{
    bool flags = true;
    for (int k = 0; k < count; k++) {
        if (k == skip) continue;
        word w = word_read(words[k]);
        if (flags && !strcmp(words[k], "--")) {
            flags = false;
        } else if (!flags || !w.is_flag) {
            in->files[in->file_count++] = words[k];
        } else {
            /* A flag after a flag that wants a value: the value was forgotten. */
            bool next = w.takes_next && k + 1 < count && !word_is_flag_name(words[k + 1]);
            if (!flag_read(in, words[k], w, next ? words[k + 1] : w.value)) return false;
            k += next;
        }
    }
    return true;
}

static bool files_fit(const invocation *in)
{
    command_id c = in->command;
    if (c == COMMAND_NEW && in->file_count > 2)
        return fail_usage(in, "new takes a kind and a file");
    if (c == COMMAND_NEW || c == COMMAND_HELP || c == COMMAND_VERSION) return true;
    if ((c == COMMAND_REPORT || c == COMMAND_OPEN) && in->file_count == 0) return true;
    if (in->file_count == 0)
        return fail_usage(in, "%s: which file? (- is standard input)", COMMAND_NAMES[c]);
    if (c == COMMAND_VERIFY && in->file_count != 2)
        return fail_usage(in, "verify takes a model and a witness");
    if (c == COMMAND_VERIFY && !strcmp(in->files[0], "-") && !strcmp(in->files[1], "-"))
        return fail_usage(in, "verify: only one of the two can be standard input");
    if (c == COMMAND_VERIFY) return true;
    bool several = c == COMMAND_CHECK || c == COMMAND_FMT || c == COMMAND_WORDS;
    if (!several && in->file_count > 1)
        return fail_usage(in, "%s takes one file, found '%.60s' as well", COMMAND_NAMES[c],
                          in->files[1]);
    return true;
}

static bool ends_in(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length > tail && !strcmp(text + length - tail, end);
}

/* The format of a picture: what --format says, else what the name of the file says. */
static bool picture_fits(invocation *in)
{
    const char *name = in->output;
    bool dot = name && (ends_in(name, ".dot") || ends_in(name, ".gv"));
    bool svg = !name || !strcmp(name, "-") || ends_in(name, ".svg");
    if (!flag_given(in, FLAG_FORMAT)) {
        if (!dot && !svg)
            return fail_usage(in,
                              "draw: '%.60s' should end in .svg, or in .dot for the state graph; "
                              "or say --format",
                              name);
        in->options.format = dot ? DT_DOT : DT_SVG;
    }
    if (in->options.format == DT_DOT && in->options.picture != DT_PICTURE_GRAPH)
        return fail_usage(in, "only the state graph is written as dot; %s is svg",
                          dt_picture_id(in->options.picture));
    return true;
}

/* What a command makes of values that each flag by itself allows: said before the work begins. */
static bool values_fit(invocation *in)
{
    if (in->command == COMMAND_DRAW) return picture_fits(in);
    bool narrow = in->command == COMMAND_CHECK || in->command == COMMAND_REDLINES ||
                  in->command == COMMAND_EXPLAIN || in->command == COMMAND_SOURCES;
    if (narrow && in->options.format != DT_TEXT && in->options.format != DT_JSON)
        return fail_usage(in, "%s writes text or json, no other format",
                          COMMAND_NAMES[in->command]);
    if (in->options.sources && in->options.format != DT_TEXT && in->options.format != DT_JSON)
        return fail_usage(in, "--sources goes with text or json, no other format");
    if (in->command == COMMAND_WORDS && in->options.format == DT_LATEX)
        return fail_usage(in, "words writes text, json, csv or markdown, no latex");
    bool several = (in->options.concepts & (in->options.concepts - 1)) != 0;
    if (in->command == COMMAND_REDLINES && several)
        return fail_usage(in,
                          "redlines lists the equilibria of one concept; it counts those of all");
    if (in->command == COMMAND_PATHS && several)
        return fail_usage(in, "paths leads to the equilibria of one concept");
    return true;
}

bool invocation_parse(invocation *in, int count, char *const *words)
{
    int skip;
    in->files = obtain(((size_t)count + 2) * sizeof *in->files);
    if (!command_find(in, count, words, &skip)) return false;
    if (flag_given(in, FLAG_HELP) || in->command == COMMAND_VERSION)
        return true; /* the rest matters not */
    return rest_read(in, count, words, skip) && files_fit(in) && values_fit(in);
}

void invocation_free(invocation *in)
{
    for (size_t k = 0; k < in->options.lift_count; k++) free(in->lift[k]);
    free(in->lift);
    free(in->terms);
    free(in->without);
    free(in->files);
}
