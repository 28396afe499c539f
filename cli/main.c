/* detente, the command: words to a call, a call to an exit code. Everything that it says about
 * itself comes from the tables of command.h. */
#include "command.h"
#include "interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

int exit_code(dt_code code)
{
    switch (code) {
    case DT_OK: return EXIT_DONE;
    case DT_ERR_MODEL: return EXIT_WRONG;
    case DT_ERR_USAGE: return EXIT_USAGE;
    case DT_ERR_LIMIT:
    case DT_ERR_MEMORY:
    case DT_ERR_UNSUPPORTED: return EXIT_LIMIT;
    case DT_ERR_CANCELLED: return EXIT_INTERRUPTED;
    case DT_ERR_WRITE: return EXIT_FILE;
    }
    return EXIT_LIMIT;
}

/* ---- help ------------------------------------------------------------------------------- */

typedef struct description {
    const char *arguments, *text;
} description;

static const description DESCRIPTIONS[COMMAND_COUNT] = {
#define X(ID, name, arguments, text) {arguments, text},
    COMMANDS(X)
#undef X
};

static const char *const MORE[COMMAND_COUNT] = {
    /* what else to know, and examples */
    [COMMAND_NEW] = "KIND is negotiation (the default), dispute or game. With FILE the model is\n"
                    "written there, without it to standard output. A file that exists is never\n"
                    "overwritten.\n"
                    "\n"
                    "  detente new negotiation talks.detente\n"
                    "  detente solve talks.detente\n",
    [COMMAND_CHECK] =
        "Every error and warning of the files, each with its line and the nearest name\n"
        "known. Exit 1 if there is an error.\n"
        "\n"
        "  detente check talks.detente\n"
        "  detente check --deep --strict *.detente\n",
    [COMMAND_FMT] =
        "Spacing and indentation as everybody writes them; comments and blank lines stay,\n"
        "the meaning too. Without --check or --write the result goes to standard output.\n"
        "\n"
        "  detente fmt --write talks.detente\n"
        "  detente fmt --check *.detente\n",
    [COMMAND_SOLVE] =
        "Which outcomes hold, for whom and in which sense; whether today's state is one\n"
        "of them, and who would leave it. All states are examined, none is sampled.\n"
        "\n"
        "  detente solve talks.detente\n"
        "  detente solve talks.detente --stage 2026-02 --where \"not strike\"\n"
        "  detente solve talks.detente --format json -o talks.json\n",
    [COMMAND_STATES] =
        "The combinations of options that the model allows, numbered, with the rank that\n"
        "each player gives them (1 is best).\n"
        "\n"
        "  detente states talks.detente --where \"strike or raise = four\"\n"
        "  detente states talks.detente --count\n",
    [COMMAND_REDLINES] =
        "Whether any outcome respects everybody's red lines. If none does: which of them\n"
        "clash, the least that someone must give up, and what each concession opens.\n"
        "\n"
        "  detente redlines talks.detente\n"
        "  detente redlines talks.detente --lift town.no_tolls\n"
        "  detente redlines talks.detente --between north,south\n",
    [COMMAND_EXPLAIN] =
        "Why a state holds for each player or not: what it would rather do, how the\n"
        "others would answer, and which statements decide that.\n"
        "\n"
        "  detente explain talks.detente --state 3 --player north\n"
        "  detente explain talks.detente --state 3 --versus 5\n"
        "  detente explain talks.detente --format json -o witness.json\n",
    [COMMAND_TIMELINE] =
        "The stages side by side, a line each: common ground, what a concession would\n"
        "open, what holds, whether the day's situation does; and which line of an event\n"
        "changed what holds. With --stage one of them in full.\n"
        "\n"
        "  detente timeline talks.detente\n"
        "  detente timeline talks.detente --stage 2026-02\n"
        "  detente timeline talks.detente --format csv\n",
    [COMMAND_PATHS] =
        "The shortest sequences of moves from today's state to what holds, or to a state\n"
        "or an outcome: by any moves, by improvements only, who moves first, and who must\n"
        "act against its immediate preference where improvements do not lead there.\n"
        "\n"
        "  detente paths talks.detente\n"
        "  detente paths talks.detente --from 3 --to settlement\n"
        "  detente paths talks.detente --concept nash --format csv\n",
    [COMMAND_DRAW] =
        "A picture as SVG, for a paper or a page: the state graph (also for Graphviz, as\n"
        "dot), the funnel, the red lines with what clashes, or the timeline of stages.\n"
        "FILE of -o ends in .svg, or in .dot or .gv.\n"
        "\n"
        "  detente draw talks.detente -o graph.svg\n"
        "  detente draw talks.detente --picture funnel -o funnel.svg\n"
        "  detente draw talks.detente --where \"not strike\" -o graph.dot\n",
    [COMMAND_VERIFY] =
        "Checks every verdict of WITNESS by the literal definitions, with code that\n"
        "shares nothing with the rest but the reading of the model. Exit 0 if all are\n"
        "true.\n"
        "\n"
        "  detente verify talks.detente witness.json\n",
    [COMMAND_SOURCES] =
        "Every claim with the statements that use it and the sources that it rests on;\n"
        "claims and sources that nothing uses; statements that cite nothing.\n"
        "\n"
        "  detente sources talks.detente\n"
        "  detente check talks.detente                  are the quotations true?\n",
    [COMMAND_WORDS] =
        "Counts the words of dated documents (plain text or HTML; files or folders): in\n"
        "how many each term stands and since when; what the last one leaves out, what is\n"
        "new in it. The date is that in front of the file's name (2026-02-01-...), or a\n"
        "line `date: 2026-02-01` at its beginning, or that of the manifest.\n"
        "\n"
        "  detente words speeches/ --terms 'peace,trade:trade|commerce,\"arms race\"'\n"
        "  detente words speeches/ --without peace,trade --since 1960\n"
        "  detente words speeches/ --terms @groups.txt --document 1999-10-02-opening.txt\n",
    [COMMAND_REPORT] =
        "One file for the browser: the answers in words and pictures, the sources, and\n"
        "the engine itself, so that a reader can change an assumption and see what\n"
        "follows. It loads nothing and sends nothing. Lists hold 200 states unless\n"
        "--limit says otherwise. Without FILE it is an empty workbench.\n"
        "\n"
        "  detente report talks.detente -o report.html\n"
        "  detente report -o workbench.html\n",
    [COMMAND_OPEN] = "Writes the report to a temporary folder and opens it with the program that\n"
                     "the variable BROWSER names, or with xdg-open.\n"
                     "\n"
                     "  detente open talks.detente\n"
                     "  detente open\n",
};

static void print_flags(command_id c)
{
    for (flag_id k = 0; k < FLAG_COUNT; k++) {
        const flag_row *f = &FLAG_ROWS[k];
        if (!(f->takers >> c & 1)) continue;
        char left[64];
        int length = f->letter ? snprintf(left, sizeof left, "-%c, ", f->letter) : 0;
        snprintf(left + length, sizeof left - (size_t)length, "--%s%s%s", f->name,
                 f->value ? " " : "", f->value ? f->value : "");
        printf("  %-20s %s\n", left, f->text);
    }
}

static void print_command_help(command_id c)
{
    const description *d = &DESCRIPTIONS[c];
    printf("detente %s%s%s [options]\n  %s\n", COMMAND_NAMES[c], *d->arguments ? " " : "",
           d->arguments, d->text);
    if (MORE[c]) printf("\n%s", MORE[c]);
    puts("\nOptions");
    print_flags(c);
}

static void print_help(void)
{
    printf("detente %s: what holds in a conflict, and why\n\n", DT_VERSION);
    puts("  detente COMMAND FILE [options]      a FILE named - is standard input\n");
    for (command_id c = 0; c < COMMAND_COUNT; c++) {
        char left[64];
        snprintf(left, sizeof left, "%s %s", COMMAND_NAMES[c], DESCRIPTIONS[c].arguments);
        printf("  %-20s %s\n", left, DESCRIPTIONS[c].text);
    }
    puts("\ndetente FILE is detente solve FILE. detente help COMMAND shows its options.\n\n"
         "Exit codes");
#define X(ID, code, text) printf("  %3d  %s\n", code, text);
    EXITS(X)
#undef X
    puts("\nmanual: man detente; the language: man 5 detente");
}

static int command_help(const invocation *in)
{
    command_id chosen = COMMAND_COUNT;
    for (command_id c = 0; in->file_count && c < COMMAND_COUNT; c++)
        if (!strcmp(COMMAND_NAMES[c], in->files[0])) chosen = c;
    if (in->file_count && chosen == COMMAND_COUNT) {
        const char *nearest = dt_nearest(in->files[0], COMMAND_NAMES);
        fail_usage(in, "there is no command '%.60s'%s%s%s", in->files[0],
                   nearest ? "; did you mean '" : "", nearest ? nearest : "", nearest ? "'?" : "");
        return EXIT_USAGE;
    }
    if (chosen == COMMAND_COUNT) print_help();
    else print_command_help(chosen);
    return EXIT_DONE;
}

static int command_version(const invocation *in)
{
    (void)in;
    puts("detente " DT_VERSION);
    return EXIT_DONE;
}

static void print_first_steps(const char *program)
{
    printf("%s new negotiation talks.detente   a model to start from\n", program);
    printf("%s solve talks.detente             what holds in it\n", program);
    printf("%s help                            all commands\n", program);
}

/* ---- dispatch --------------------------------------------------------------------------- */

/* Hints name the program as it was called, where that is short and plain: what they say can then
 * be pasted even before anything is installed. */
static const char *program_name(const char *called)
{
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    bool good =
        called && *called && strlen(called) <= 20 && strspn(called, plain) == strlen(called);
    return good ? called : "detente";
}

static int run(const invocation *in)
{
    switch (in->command) {
    case COMMAND_NEW: return command_new(in);
    case COMMAND_CHECK: return command_check(in);
    case COMMAND_FMT: return command_fmt(in);
    case COMMAND_SOLVE: return command_solve(in);
    case COMMAND_STATES: return command_states(in);
    case COMMAND_REDLINES: return command_redlines(in);
    case COMMAND_EXPLAIN: return command_explain(in);
    case COMMAND_TIMELINE: return command_timeline(in);
    case COMMAND_PATHS: return command_paths(in);
    case COMMAND_DRAW: return command_draw(in);
    case COMMAND_VERIFY: return command_verify(in);
    case COMMAND_SOURCES: return command_sources(in);
    case COMMAND_WORDS: return command_words(in);
    case COMMAND_REPORT: return command_report(in);
    case COMMAND_OPEN: return command_open(in);
    case COMMAND_HELP: return command_help(in);
    case COMMAND_VERSION: return command_version(in);
    case COMMAND_COUNT: break;
    }
    return EXIT_USAGE;
}

/* What was printed with stdio may still fail to arrive (a full disk). */
static int flushed(int code)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) return code;
    int error = errno ? errno : EIO;
    if (error != EPIPE)
        fprintf(stderr, "detente: cannot write standard output: %s\n", strerror(error));
    return EXIT_FILE;
}

int main(int count, char **words)
{
    interrupt_watch();
    invocation in = {.program = program_name(count ? words[0] : NULL)};
    int code = EXIT_USAGE;
    if (count < 2) {
        print_first_steps(in.program);
        code = EXIT_DONE;
    } else if (invocation_parse(&in, count - 1, words + 1)) {
        code = run(&in);
    }
    code = flushed(code);
    invocation_free(&in);
    return code;
}
