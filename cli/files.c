/* Files. A result appears whole or not at all: it is written to a temporary file in the same
 * folder, brought to the disk, and renamed over its place. What cannot be renamed over (a device, a
 * pipe) is written in place; a symbolic link is followed, so the link stays a link. */
#define _XOPEN_SOURCE 700

#include "files.h"

#include "command.h"
#include "interrupt.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct size_limit {
    size_t bytes;
    const char *complaint;
} size_limit;

static const size_limit OF_MODEL = {(size_t)16 << 20,
                                    "it is larger than 16 MiB, the most that a model may have"};
static const size_limit OF_WITNESS = {(size_t)64 << 20,
                                      "it is larger than 64 MiB, the most that a witness may have"};

static const size_limit OF_LIST = {(size_t)16 << 20, "it is larger than 16 MiB"};

static const char STANDARD_INPUT[] = "standard input", STANDARD_OUTPUT[] = "standard output";

static int complain(const char *doing, const char *file, const char *why)
{
    fprintf(stderr, "detente: %s ", doing);
    if (file == STANDARD_INPUT || file == STANDARD_OUTPUT) fputs(file, stderr);
    else print_file_word(stderr, file);
    fprintf(stderr, ": %s\n", why);
    return EXIT_FILE;
}

/* ---- memory of the command itself ------------------------------------------------------- */

void *obtain_more(void *old, size_t bytes)
{
    void *block = realloc(old, bytes ? bytes : 1);
    if (block) return block;
    fputs("detente: out of memory\n", stderr);
    exit(EXIT_LIMIT);
}

void *obtain(size_t bytes) { return obtain_more(NULL, bytes); }

static char *copy_of(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(obtain(bytes), text, bytes);
}

/* ---- reading ---------------------------------------------------------------------------- */

bool file_exists(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0;
}

/* Reads to the end, at most one byte more than allowed. */
static int read_all(input *in, int fd, const char *shown, const size_limit *limit)
{
    size_t room = 0;
    for (;;) {
        if (in->length == room) {
            room = room ? 2 * room : 1 << 16;
            if (room > limit->bytes) room = limit->bytes + 1;
            in->text = obtain_more(in->text, room + 1);
        }
        if (interrupted()) return EXIT_INTERRUPTED; /* before we would wait for more */
        ssize_t got = read(fd, in->text + in->length, room - in->length);
        if (got < 0 && interrupted()) return EXIT_INTERRUPTED;
        if (got < 0 && errno == EINTR) continue;
        if (got < 0)
            return complain("cannot read", shown,
                            errno == EISDIR ? "it is a directory" : strerror(errno));
        in->length += (size_t)got;
        if (got == 0) break;
        if (in->length > limit->bytes) {
            complain("cannot read", shown, limit->complaint);
            return EXIT_LIMIT;
        }
    }
    in->text[in->length] = '\0';
    return EXIT_DONE;
}

static int read_file(input *in, const char *path, const size_limit *limit)
{
    *in = (input){0};
    bool standard = !strcmp(path, "-");
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && interrupted()) return EXIT_INTERRUPTED;
    if (fd < 0)
        return complain("cannot read", path,
                        errno == ENOENT ? "there is no such file" : strerror(errno));
    int code = read_all(in, fd, standard ? STANDARD_INPUT : path, limit);
    if (!standard) close(fd);
    if (code) input_free(in);
    return code;
}

int input_read(input *in, const char *path) { return read_file(in, path, &OF_MODEL); }

int input_read_witness(input *in, const char *path) { return read_file(in, path, &OF_WITNESS); }

int input_read_list(input *in, const char *path) { return read_file(in, path, &OF_LIST); }

void input_free(input *in)
{
    free(in->text);
    *in = (input){0};
}

/* ---- writing ---------------------------------------------------------------------------- */

static bool same_file(const char *a, const char *b)
{
    struct stat s, t;
    return stat(a, &s) == 0 && stat(b, &t) == 0 && s.st_dev == t.st_dev && s.st_ino == t.st_ino;
}

static void sink_forget(sink *s)
{
    interrupt_removes(NULL);
    free(s->path);
    free(s->temporary);
    *s = (sink){.fd = -1};
}

/* The temporary file has the rights of the file that it replaces, or those of any new file. */
static int create_temporary(sink *s, const struct stat *old)
{
    char *folder_of = copy_of(s->path);
    const char *folder = dirname(folder_of);
    size_t room = strlen(folder) + 64;
    s->temporary = obtain(room);
    s->fd = -1;
    for (unsigned k = 0; k < 100 && s->fd < 0; k++) {
        snprintf(s->temporary, room, "%s/.detente-%ld-%u", folder, (long)getpid(), k);
        s->fd = open(s->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (s->fd < 0 && errno != EEXIST) break;
    }
    int error = errno;
    free(folder_of);
    if (s->fd < 0) return complain("cannot write", s->shown, strerror(error));
    interrupt_removes(s->temporary);
    if (!old) return EXIT_DONE;
    if (fchown(s->fd, old->st_uid, old->st_gid) != 0)
        error = errno; /* only root may; the mode matters more */
    if (fchmod(s->fd, old->st_mode & 07777) == 0) return EXIT_DONE;
    error = errno;
    sink_close(s, false);
    return complain("cannot write", s->shown, strerror(error));
}

int sink_open(sink *s, const char *path, const char *const *models, size_t model_count)
{
    *s = (sink){.fd = STDOUT_FILENO, .shown = STANDARD_OUTPUT};
    if (!path || !strcmp(path, "-")) return EXIT_DONE;
    *s = (sink){.fd = -1, .shown = path};
    struct stat old;
    bool exists = stat(path, &old) == 0;
    if (exists && S_ISDIR(old.st_mode)) return complain("cannot write", path, "it is a directory");
    for (size_t k = 0; k < model_count; k++) {
        if (!exists || !S_ISREG(old.st_mode) || !same_file(path, models[k])) continue;
        complain("will not overwrite", path, "it is the model itself");
        return EXIT_USAGE;
    }
    if (exists && access(path, W_OK) != 0) return complain("cannot write", path, strerror(errno));
    if (exists && !S_ISREG(old.st_mode)) {
        s->fd = open(path, O_WRONLY | O_CLOEXEC);
        return s->fd < 0 ? complain("cannot write", path, strerror(errno)) : EXIT_DONE;
    }
    char *real = exists ? realpath(path, NULL) : NULL;
    s->path = real ? real : copy_of(path);
    int code = create_temporary(s, exists ? &old : NULL);
    if (code) sink_forget(s);
    return code;
}

bool sink_write(sink *s, const char *bytes, size_t length)
{
    while (length > 0 && !s->error && !interrupted()) {
        ssize_t done = write(s->fd, bytes, length);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) s->error = errno;
        else bytes += done, length -= (size_t)done;
    }
    return !s->error && length == 0;
}

static bool write_through(void *ctx, const char *bytes, size_t length)
{
    return sink_write(ctx, bytes, length);
}

dt_output sink_output(sink *s) { return (dt_output){write_through, s}; }

static void sync_folder(const char *path)
{
    char *copy = copy_of(path);
    int fd = open(dirname(copy), O_RDONLY | O_CLOEXEC);
    if (fd >= 0)
        fsync(fd), close(fd); /* not every file system lets one; the rename stands anyway */
    free(copy);
}

int sink_close(sink *s, bool keep)
{
    if (s->fd < 0) return EXIT_DONE;
    if (s->path && keep && !s->error && fsync(s->fd) != 0 && errno != EINVAL) s->error = errno;
    if (s->fd != STDOUT_FILENO && close(s->fd) != 0 && !s->error && errno != EINTR)
        s->error = errno;
    if (s->path && keep && !s->error && !interrupted()) {
        if (rename(s->temporary, s->path) == 0) sync_folder(s->path);
        else s->error = errno;
    }
    if (s->path && (!keep || s->error || interrupted())) unlink(s->temporary);
    int code = EXIT_DONE;
    if (keep && interrupted()) code = EXIT_INTERRUPTED;
    else if (s->error == EPIPE) code = EXIT_FILE; /* the reader has seen enough: nothing to say */
    else if (s->error) code = complain("cannot write", s->shown, strerror(s->error));
    sink_forget(s);
    return code;
}

static bool append(void *ctx, const char *bytes, size_t length)
{
    kept *t = ctx;
    if (t->length + length > t->room) {
        t->room = 2 * (t->length + length);
        t->bytes = obtain_more(t->bytes, t->room);
    }
    memcpy(t->bytes + t->length, bytes, length);
    t->length += length;
    return true;
}

dt_output kept_output(kept *t) { return (dt_output){append, t}; }

int file_create(const char *path, const char *const *lines)
{
    sink s = {.shown = path};
    s.fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (s.fd < 0 && errno == EEXIST)
        return complain("will not overwrite", path, "it exists already");
    if (s.fd < 0)
        return complain("cannot write", path,
                        errno == ENOENT ? "there is no such folder" : strerror(errno));
    interrupt_removes(path);
    bool written = true;
    for (size_t k = 0; lines[k] && written; k++)
        written = sink_write(&s, lines[k], strlen(lines[k]));
    if (!written) unlink(path);
    int code = sink_close(&s, true);
    return code;
}
