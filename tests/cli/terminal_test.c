/* The command at a terminal: colour and when there is none, width, the progress bar, Ctrl-C.
 *
 * Each test starts the command on a pseudo-terminal or on pipes, reads what it prints, and waits for
 * its end; whatever hangs is ended after PATIENCE seconds and fails. Nothing sleeps: Ctrl-C is sent
 * when the progress of a large model has been seen. */
#define _XOPEN_SOURCE 700

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

enum { PATIENCE = 120 };

/* ---- models ----------------------------------------------------------------------------- */

static const char SMALL[] = "conflict \"Small\"\n"
                            "player north \"North\"\n"
                            "  option give \"Give way\"\n"
                            "  prefer take\n"
                            "player south \"South\"\n"
                            "  option take \"Take it\"\n"
                            "  prefer give\n"
                            "status quo: give\n";
static const char WRONG[] = "player north\n  option give\n  prefer gvie\n";

static void write_file(const char *name, const char *text)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* Four players with `options` options each, who care for everybody's: seconds of work. */
static void write_large(const char *name, int options)
{
    FILE *file = fopen(name, "w");
    assert_non_null(file);
    for (int i = 0; i < 4; i++) {
        fprintf(file, "player p%d\n", i);
        for (int k = 0; k < options; k++) fprintf(file, "  option o%d_%d\n", i, k);
        for (int k = 0; k < options; k++)
            for (int j = 0; j < 4; j++)
                fprintf(file, "  prefer p%d.o%d_%d iff p%d.o%d_%d\n", (i + j) % 4, (i + j) % 4, k,
                        i, i, (k + j) % options);
    }
    fprintf(file, "status quo: o0_0\n");
    assert_int_equal(fclose(file), 0);
}

/* ---- a run of the command --------------------------------------------------------------- */

typedef struct child {
    pid_t pid;
    int out; /* the terminal, or the pipe that standard error goes to */
    int in;  /* the pipe to standard input, if there is one */
    char text[1 << 16];
    size_t length;
    int status;
} child;

typedef struct setting { /* how it is started */
    bool terminal;
    bool feeds; /* standard input is a pipe that the test writes to */
    unsigned short columns;
    const char *variable, *value; /* one of the environment */
} setting;

static void become(char *const *words, const setting *how, int in, int out, int err)
{
    const char *command = getenv("DETENTE");
    unsetenv("NO_COLOR"), unsetenv("COLUMNS");
    setenv("TERM", "xterm", 1);
    if (how->variable) setenv(how->variable, how->value, 1);
    dup2(in, 0), dup2(out, 1), dup2(err, 2);
    signal(SIGINT, SIG_DFL);
    execv(command, words);
    _exit(127);
}

static void start_on_terminal(child *c, char *const *words, const setting *how)
{
    c->out = posix_openpt(O_RDWR | O_NOCTTY);
    assert_true(c->out >= 0 && grantpt(c->out) == 0 && unlockpt(c->out) == 0);
    struct winsize size = {.ws_row = 24, .ws_col = how->columns ? how->columns : 80};
    assert_int_equal(ioctl(c->out, TIOCSWINSZ, &size), 0);
    char name[128];
    snprintf(name, sizeof name, "%s", ptsname(c->out));
    c->pid = fork();
    if (c->pid) return;
    setsid();
    int fd = open(name, O_RDWR); /* our own terminal now: Ctrl-C comes as a signal */
    ioctl(fd, TIOCSCTTY, 0);
    close(c->out);
    become(words, how, fd, fd, fd);
}

static void start_on_pipe(child *c, char *const *words, const setting *how)
{
    int pipes[2], feed[2];
    assert_int_equal(pipe(pipes), 0);
    assert_int_equal(pipe(feed), 0);
    c->pid = fork();
    c->out = pipes[0];
    c->in = feed[1];
    if (c->pid) {
        close(pipes[1]), close(feed[0]);
        if (!how->feeds) close(c->in);
        return;
    }
    int null = open("/dev/null", O_RDWR);
    close(pipes[0]), close(feed[1]);
    become(words, how, how->feeds ? feed[0] : null, null, pipes[1]);
}

static child *start(const setting *how, const char *line)
{
    static char copy[512];
    char *words[16];
    size_t count = 0;
    snprintf(copy, sizeof copy, "detente %s", line);
    for (char *word = strtok(copy, " "); word && count < 15; word = strtok(NULL, " "))
        words[count++] = word;
    words[count] = NULL;
    child *c = calloc(1, sizeof *c);
    assert_non_null(c);
    if (how->terminal) start_on_terminal(c, words, how);
    else start_on_pipe(c, words, how);
    assert_true(c->pid > 0);
    return c;
}

/* Reads what there is; false at the end. A child that keeps us waiting is ended. */
static bool read_on(child *c)
{
    struct pollfd p = {.fd = c->out, .events = POLLIN};
    if (poll(&p, 1, PATIENCE * 1000) <= 0) {
        kill(c->pid, SIGKILL);
        fail_msg("no word for %d seconds; so far:\n%s", PATIENCE, c->text);
    }
    size_t room = sizeof c->text - 1 - c->length;
    if (room < 4096) { /* keep the end */
        memmove(c->text, c->text + sizeof c->text / 2, c->length - sizeof c->text / 2);
        c->length -= sizeof c->text / 2;
        room = sizeof c->text - 1 - c->length;
    }
    ssize_t got = read(c->out, c->text + c->length, room);
    if (got <= 0) return false; /* EIO: the terminal has no other end any more */
    c->length += (size_t)got;
    c->text[c->length] = '\0';
    return true;
}

static void wait_for(child *c, const char *text)
{
    while (!strstr(c->text, text))
        if (!read_on(c)) fail_msg("ended before it printed '%s':\n%s", text, c->text);
}

static int end(child *c)
{
    while (read_on(c)) {}
    close(c->out);
    assert_int_equal(waitpid(c->pid, &c->status, 0), c->pid);
    return WIFEXITED(c->status) ? WEXITSTATUS(c->status) : -WTERMSIG(c->status);
}

static void expect(const child *c, const char *text)
{
    if (!strstr(c->text, text)) fail_msg("'%s' was not printed:\n%s", text, c->text);
}

static void expect_not(const child *c, const char *text)
{
    if (strstr(c->text, text)) fail_msg("'%s' was printed:\n%s", text, c->text);
}

/* ---- colour and width ------------------------------------------------------------------- */

static void check_colour(const setting *how, const char *line, bool coloured)
{
    child *c = start(how, line);
    end(c);
    if (coloured) expect(c, "\x1b[");
    else expect_not(c, "\x1b");
    free(c);
}

static void colour_on_a_terminal_only(void **state)
{
    (void)state;
    static const char *const lines[] = {"check wrong.detente", "solve wrong.detente"};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        char refused[64];
        snprintf(refused, sizeof refused, "%s --no-color", lines[k]);
        check_colour(&(setting){.terminal = true}, lines[k], true);
        check_colour(&(setting){.terminal = true}, refused, false);
        check_colour(&(setting){.terminal = true, .variable = "NO_COLOR", .value = "1"}, lines[k],
                     false);
        check_colour(&(setting){.terminal = true, .variable = "NO_COLOR", .value = ""}, lines[k],
                     true);
        check_colour(&(setting){.terminal = true, .variable = "TERM", .value = "dumb"}, lines[k],
                     false);
        check_colour(&(setting){.terminal = false}, lines[k], false);
    }
    check_colour(&(setting){.terminal = true}, "solve small.detente --no-color", false);
    check_colour(&(setting){.terminal = true}, "solve small.detente --format json", false);
    check_colour(&(setting){.terminal = true}, "states small.detente --format csv", false);
}

/* Columns of the widest line, escapes not counted. Commands to copy are never broken, so the lines
 * that offer one do not count. */
static size_t widest(const char *text)
{
    size_t best = 0, columns = 0;
    for (const char *at = text; *at; at++) {
        const char *command = columns ? NULL : strstr(at, "  detente ");
        if (command && command < at + strcspn(at, "\r\n")) {
            at += strcspn(at, "\r\n");
            if (!*at) break;
        } else if (*at == '\x1b') {
            at += strcspn(at, "mK");
            if (!*at) break;
        } else if (*at == '\n' || *at == '\r') {
            columns = 0;
        } else if ((*at & 0xC0) != 0x80 && ++columns > best) {
            best = columns;
        }
    }
    return best;
}

static void as_wide_as_the_terminal(void **state)
{
    (void)state;
    static const char *const lines[] = {"solve small.detente", "solve small.detente --table",
                                        "states small.detente"};
    static const unsigned short widths[] = {60, 80, 132};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++)
        for (size_t j = 0; j < sizeof widths / sizeof *widths; j++) {
            child *c = start(&(setting){.terminal = true, .columns = widths[j]}, lines[k]);
            assert_int_equal(end(c), 0);
            if (widest(c->text) > widths[j])
                fail_msg("wider than %u columns:\n%s", widths[j], c->text);
            free(c);
        }
}

/* ---- progress --------------------------------------------------------------------------- */

static void bar_on_a_terminal(void **state)
{
    (void)state;
    child *c = start(&(setting){.terminal = true}, "solve middle.detente --progress -o bar.txt");
    assert_int_equal(end(c), 0);
    expect(c, "\r");
    expect(c, "%");
    const char *last = strrchr(c->text, '%'); /* after the last bar it is wiped */
    assert_non_null(last);
    assert_non_null(strstr(last, "\r\x1b[K"));
    assert_true(widest(c->text) <= 80);
    free(c);
}

static void no_bar_when_not_wanted(void **state)
{
    (void)state;
    static const struct {
        bool terminal;
        const char *line;
    } runs[] = {{true, "solve middle.detente --no-progress -o bar.txt"},
                {true, "solve small.detente -o bar.txt"},    /* too short */
                {false, "solve middle.detente -o bar.txt"}}; /* no terminal */
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        child *c = start(&(setting){.terminal = runs[k].terminal}, runs[k].line);
        assert_int_equal(end(c), 0);
        expect_not(c, "%");
        expect_not(c, "\x1b");
        free(c);
    }
}

static void lines_in_a_file(void **state)
{
    (void)state;
    child *c = start(&(setting){.terminal = false}, "solve middle.detente --progress -o bar.txt");
    assert_int_equal(end(c), 0);
    expect(c, "%");
    expect(c, "\n");
    expect_not(c, "\r");
    expect_not(c, "\x1b");
    free(c);
}

/* ---- interruption ----------------------------------------------------------------------- */

/* The file of before is there, untouched, and no other. */
static void expect_nothing_written(void)
{
    FILE *file = fopen("kept.txt", "r");
    char text[16] = "";
    assert_non_null(file);
    assert_non_null(fgets(text, sizeof text, file));
    fclose(file);
    assert_string_equal(text, "before\n");
    FILE *names = popen("ls -A | grep '^.detente-'", "r");
    assert_non_null(names);
    assert_null(fgets(text, sizeof text, names));
    pclose(names);
}

static void ctrl_c_at_the_terminal(void **state)
{
    (void)state;
    write_file("kept.txt", "before\n");
    child *c = start(&(setting){.terminal = true}, "solve large.detente --progress -o kept.txt");
    wait_for(c, "%");
    assert_int_equal(write(c->out, "\x03", 1), 1);
    assert_int_equal(end(c), 130);
    expect(c, "detente: interrupted");
    expect_nothing_written();
    free(c);
}

static void interrupt_signal(void **state)
{
    (void)state;
    static const char *const lines[] = {"solve large.detente --progress -o kept.txt",
                                        "check --deep large.detente --progress -o kept.txt",
                                        "solve large.detente --progress --format json"};
    for (size_t k = 0; k < sizeof lines / sizeof *lines; k++) {
        write_file("kept.txt", "before\n");
        child *c = start(&(setting){.terminal = false}, lines[k]);
        wait_for(c, "%");
        kill(c->pid, SIGINT);
        assert_int_equal(end(c), 130);
        expect(c, "detente: interrupted");
        expect_nothing_written();
        free(c);
    }
}

static void ended_from_outside(void **state)
{
    (void)state;
    static const int signals[] = {SIGTERM, SIGHUP};
    for (size_t k = 0; k < sizeof signals / sizeof *signals; k++) {
        write_file("kept.txt", "before\n");
        child *c =
            start(&(setting){.terminal = false}, "solve large.detente --progress -o kept.txt");
        wait_for(c, "%");
        kill(c->pid, signals[k]);
        assert_int_equal(end(c), -signals[k]);
        expect_nothing_written();
        free(c);
    }
}

/* While standard input keeps it waiting, the first Ctrl-C must do. */
static void interrupt_while_reading(void **state)
{
    (void)state;
    static char blanks[1 << 20];
    child *c = start(&(setting){.feeds = true}, "solve -");
    memset(blanks, ' ', sizeof blanks);
    /* More than a pipe holds: when all is written, most has been read. */
    assert_int_equal(write(c->in, blanks, sizeof blanks), sizeof blanks);
    kill(c->pid, SIGINT);
    assert_int_equal(end(c), 130);
    expect(c, "detente: interrupted");
    close(c->in);
    free(c);
}

static int prepare(void **state)
{
    (void)state;
    static char folder[] = "/tmp/detente-terminal-XXXXXX";
    if (!getenv("DETENTE") || !mkdtemp(folder) || chdir(folder) != 0) return -1;
    write_file("small.detente", SMALL);
    write_file("wrong.detente", WRONG);
    write_large("middle.detente", 3);
    write_large("large.detente", 6);
    return 0;
}

static int clean(void **state)
{
    (void)state;
    char folder[256], line[300];
    if (!getcwd(folder, sizeof folder) || !strstr(folder, "detente-terminal-")) return -1;
    snprintf(line, sizeof line, "rm -rf '%s'", folder);
    return system(line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(colour_on_a_terminal_only), cmocka_unit_test(as_wide_as_the_terminal),
        cmocka_unit_test(bar_on_a_terminal),         cmocka_unit_test(no_bar_when_not_wanted),
        cmocka_unit_test(lines_in_a_file),           cmocka_unit_test(ctrl_c_at_the_terminal),
        cmocka_unit_test(interrupt_signal),          cmocka_unit_test(ended_from_outside),
        cmocka_unit_test(interrupt_while_reading),
    };
    return cmocka_run_group_tests(tests, prepare, clean);
}
