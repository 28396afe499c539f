/* The bar: what is being done, how far, how fast, how long still. It appears when the work has taken
 * a second, changes ten times a second, and is wiped at the end. Without a terminal (--progress into
 * a file) there is a line a second and one at the end. */
#define _XOPEN_SOURCE 700

#include "progress.h"

#include "interrupt.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { PATIENCE_MS = 1000, REDRAW_MS = 100, LINE_MS = 1000, BAR = 20 };

static struct timespec now(void)
{
    struct timespec t = {0};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t;
}

static uint64_t milliseconds(struct timespec from, struct timespec to)
{
    int64_t ms = (int64_t)(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    return ms < 0 ? 0 : (uint64_t)ms;
}

void progress_start(progress *p, progress_mode mode)
{
    *p = (progress){.on_terminal = isatty(STDERR_FILENO) != 0, .forced = mode == PROGRESS_ALWAYS};
    p->shown_at_all = p->forced || (mode == PROGRESS_AUTO && p->on_terminal);
    p->started = p->last = p->at_start = now();
}

/* 1234567 a second is "1.2 M": enough to compare machines. */
static void write_rate(char *text, size_t size, double rate)
{
    static const char units[] = " kMGT";
    unsigned unit = 0;
    while (rate >= 999.5 && units[unit + 1]) rate /= 1000, unit++;
    unsigned tenths = (unsigned)(rate * 10 + 0.5);
    if (unit) snprintf(text, size, "%u.%u %c/s", tenths / 10, tenths % 10, units[unit]);
    else snprintf(text, size, "%u/s", tenths / 10);
}

static void write_time(char *text, size_t size, double seconds)
{
    uint64_t s = seconds > 1e9 ? 1000000000 : (uint64_t)(seconds + 0.5);
    if (s < 60) snprintf(text, size, "%u s left", (unsigned)s);
    else if (s < 3600)
        snprintf(text, size, "%u min %02u s left", (unsigned)(s / 60), (unsigned)(s % 60));
    else
        snprintf(text, size, "%llu h %02u min left", (unsigned long long)(s / 3600),
                 (unsigned)(s / 60 % 60));
}

static void write_bar(char *bar, uint64_t done, uint64_t total)
{
    unsigned full =
        total ? (unsigned)((double)(done < total ? done : total) / (double)total * BAR) : 0;
    for (unsigned k = 0; k < BAR; k++) bar[k] = k < full ? '#' : '.';
    bar[BAR] = '\0';
}

static void draw(progress *p, struct timespec t)
{
    char bar[BAR + 1], rate[32] = "", left[48] = "", text[256];
    uint64_t ms = milliseconds(p->at_start, t);
    double done = (double)(p->done - p->first_done), speed = ms ? done * 1000 / (double)ms : 0;
    write_bar(bar, p->done, p->total);
    if (speed > 0) write_rate(rate, sizeof rate, speed);
    bool known = speed > 0 && p->total > p->done && p->done >= p->total / 50; /* a fair guess? */
    if (known) write_time(left, sizeof left, (double)(p->total - p->done) / speed);
    unsigned percent = p->total ? (unsigned)((double)p->done / (double)p->total * 100) : 0;
    int length = p->total ? snprintf(text, sizeof text, "%s [%s] %3u %%  %s  %s", p->work, bar,
                                     percent > 100 ? 100 : percent, rate, left)
                          : snprintf(text, sizeof text, "%s  %llu  %s", p->work,
                                     (unsigned long long)p->done, rate);
    while (length > 0 && text[length - 1] == ' ') text[--length] = '\0';
    if (p->on_terminal) {
        unsigned columns = terminal_columns(STDERR_FILENO);
        if (strlen(text) >= columns)
            text[columns - 1] = '\0'; /* a line that wraps cannot be redrawn */
        fprintf(stderr, "\r%s\x1b[K", text);
    } else {
        fprintf(stderr, "%s\n", text);
    }
    fflush(stderr);
    p->drawn = true;
    p->last = t;
}

static void start_work(progress *p, const char *work, uint64_t done, struct timespec t)
{
    snprintf(p->work, sizeof p->work, "%s", work);
    p->at_start = t;
    p->first_done = done;
}

/* Work may be called by a player's name: only ASCII that steers nothing is shown of it. */
static void name_work(char *name, size_t size, const char *work)
{
    size_t used = 0;
    for (const char *at = work ? work : ""; *at && used < size - 1; at++)
        name[used++] = *at >= ' ' && *at < 0x7F ? *at : '?';
    name[used] = '\0';
}

static bool is_time(const progress *p, struct timespec t)
{
    if (!p->on_terminal) return !p->drawn || milliseconds(p->last, t) >= LINE_MS;
    uint64_t patience = p->forced ? 0 : PATIENCE_MS;
    return milliseconds(p->started, t) >= patience &&
           (!p->drawn || milliseconds(p->last, t) >= REDRAW_MS);
}

bool progress_step(void *ctx, const char *work, uint64_t done, uint64_t total)
{
    progress *p = ctx;
    if (interrupted()) return false;
    if (!p->shown_at_all) return true;
    struct timespec t = now();
    char name[sizeof p->work];
    name_work(name, sizeof name, work);
    if (strcmp(p->work, name) != 0 || done < p->done) start_work(p, name, done, t);
    p->done = done;
    p->total = total;
    if (is_time(p, t)) draw(p, t);
    return true;
}

void progress_end(progress *p)
{
    if (p->drawn && p->on_terminal) fputs("\r\x1b[K", stderr);
    else if (p->drawn) draw(p, now());
    p->drawn = false;
    fflush(stderr);
}
