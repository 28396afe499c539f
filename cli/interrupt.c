/* Signals. The handler only does what is allowed in one: sets a flag, removes the one temporary
 * file that may exist, ends. Invariant: `doomed` is either empty or the whole path of a file that
 * this program created and nobody has been promised. */
#define _XOPEN_SOURCE 700

#include "interrupt.h"

#include "command.h"

#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t asked;  /* how often Ctrl-C was pressed */
static volatile sig_atomic_t doomed; /* is there a file to remove? */
static char doomed_path[PATH_MAX];

static void remove_doomed(void)
{
    if (doomed) unlink(doomed_path);
}

static void on_interrupt(int signal_number)
{
    (void)signal_number;
    if (asked++ == 0) return;
    remove_doomed();
    _exit(EXIT_INTERRUPTED);
}

/* The terminal was closed, or somebody ended us: leave nothing behind, then end as they meant. */
static void on_end(int signal_number)
{
    remove_doomed();
    signal(signal_number, SIG_DFL);
    raise(signal_number);
}

static void handle(int signal_number, void (*handler)(int))
{
    struct sigaction action = {.sa_handler = handler}; /* no SA_RESTART: a read must wake up */
    struct sigaction old;
    bool ignored = sigaction(signal_number, NULL, &old) == 0 && old.sa_handler == SIG_IGN;
    if (!ignored || handler == SIG_IGN)
        sigaction(signal_number, &action, NULL); /* nohup stays nohup */
}

void interrupt_watch(void)
{
    handle(SIGINT, on_interrupt);
    handle(SIGTERM, on_end);
    handle(SIGHUP, on_end);
    handle(SIGPIPE, SIG_IGN); /* a write that fails says so */
}

bool interrupted(void) { return asked > 0; }

void interrupt_removes(const char *path)
{
    doomed = 0;
    if (!path || strlen(path) >= sizeof doomed_path) return;
    strcpy(doomed_path, path);
    doomed = 1;
}
