/* Documents on disk. Only regular files are opened: a pipe or a device that lies in a folder would
 * make us wait, or worse. */
#define _XOPEN_SOURCE 700

#include "documents.h"

#include "command.h"
#include "files.h"
#include "interrupt.h"
#include "terminal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_DOCUMENTS = 1000000, DEEPEST_FOLDER = 64 };

static int complain(const char *file, const char *why)
{
    fputs("detente: cannot read ", stderr);
    print_file_word(stderr, file);
    fprintf(stderr, ": %s\n", why);
    return EXIT_FILE;
}

/* ---- finding ------------------------------------------------------------------------------------ */

static int add(documents *d, char *name)
{
    if (d->count == MOST_DOCUMENTS) {
        free(name);
        fprintf(stderr, "detente: there are more than %d documents\n", MOST_DOCUMENTS);
        return EXIT_LIMIT;
    }
    if (d->count == d->room) {
        d->room = d->room ? 2 * d->room : 64;
        d->names = obtain_more(d->names, d->room * sizeof *d->names);
    }
    d->names[d->count++] = name;
    return EXIT_DONE;
}

static char *joined(const char *folder, const char *name)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') length--;
    size_t bytes = length + strlen(name) + 2;
    char *path = obtain(bytes);
    snprintf(path, bytes, "%.*s%s%s", (int)length, folder, folder[length - 1] == '/' ? "" : "/",
             name);
    return path;
}

static bool is_document_name(const char *name)
{
    static const char *const tails[] = {".txt", ".text", ".md", ".html", ".htm", ".xhtml"};
    const char *dot = strrchr(name, '.');
    for (size_t k = 0; dot && k < sizeof tails / sizeof *tails; k++)
        if (!strcasecmp(dot, tails[k])) return true;
    return false;
}

static int add_folder(documents *d, const char *path, int depth);

static int add_entry(documents *d, int folder, const char *path, const char *name, int depth)
{
    struct stat s;
    if (name[0] == '.') return EXIT_DONE;
    if (fstatat(folder, name, &s, AT_SYMLINK_NOFOLLOW) != 0) return EXIT_DONE; /* it has gone */
    if (S_ISDIR(s.st_mode)) {
        char *inner = joined(path, name);
        int code = add_folder(d, inner, depth + 1);
        free(inner);
        return code;
    }
    if (S_ISREG(s.st_mode) && is_document_name(name)) return add(d, joined(path, name));
    d->others++;
    return EXIT_DONE;
}

static int add_folder(documents *d, const char *path, int depth)
{
    if (depth > DEEPEST_FOLDER) return complain(path, "folders are nested deeper than 64");
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (depth ? O_NOFOLLOW : 0));
    DIR *folder = fd < 0 ? NULL : fdopendir(fd);
    if (!folder) {
        int error = errno;
        if (fd >= 0) close(fd);
        return complain(path, strerror(error));
    }
    int code = EXIT_DONE;
    for (struct dirent *e; !code && (e = readdir(folder));)
        code = interrupted() ? EXIT_INTERRUPTED : add_entry(d, fd, path, e->d_name, depth);
    closedir(folder);
    return code;
}

int documents_find(documents *d, const char *const *paths, size_t count)
{
    *d = (documents){.fd = -1};
    for (size_t k = 0; k < count; k++) {
        struct stat s;
        int code;
        if (stat(paths[k], &s) != 0)
            return complain(paths[k], errno == ENOENT ? "there is no such file" : strerror(errno));
        if (S_ISDIR(s.st_mode)) code = add_folder(d, paths[k], 0);
        else if (!S_ISREG(s.st_mode))
            code = complain(paths[k], "it is neither a file nor a folder");
        else code = add(d, strcpy(obtain(strlen(paths[k]) + 1), paths[k]));
        if (code) return code;
    }
    return EXIT_DONE;
}

void documents_free(documents *d)
{
    for (size_t k = 0; k < d->count; k++) free(d->names[k]);
    free(d->names);
    *d = (documents){.fd = -1};
}

/* ---- reading ------------------------------------------------------------------------------------ */

int open_regular(int folder, const char *name, const char **why)
{
    struct stat s;
    int fd = openat(folder, name, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (fd < 0) {
        *why = errno == ENOENT ? "there is no such file" : strerror(errno);
        return -1;
    }
    if (fstat(fd, &s) == 0 && S_ISREG(s.st_mode)) return fd;
    *why = "it is no regular file";
    close(fd);
    return -1;
}

static void *tell(dt_error *err, dt_code code, const char *why)
{
    *err = (dt_error){.code = code};
    snprintf(err->message, sizeof err->message, "%s", why);
    return NULL;
}

bool read_document(int fd, char *bytes, size_t room, size_t *got, dt_error *err)
{
    for (;;) {
        if (interrupted()) return tell(err, DT_ERR_CANCELLED, "interrupted");
        ssize_t count = read(fd, bytes, room);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return tell(err, DT_ERR_USAGE, strerror(errno));
        *got = (size_t)count;
        return true;
    }
}

static bool open_one(void *ctx, size_t document, dt_error *err)
{
    documents *d = ctx;
    const char *why = NULL;
    d->fd = open_regular(AT_FDCWD, d->names[document], &why);
    return d->fd >= 0 || tell(err, DT_ERR_USAGE, why);
}

static bool read_one(void *ctx, char *bytes, size_t room, size_t *got, dt_error *err)
{
    return read_document(((documents *)ctx)->fd, bytes, room, got, err);
}

static void close_one(void *ctx)
{
    documents *d = ctx;
    close(d->fd);
    d->fd = -1;
}

evidence_reader documents_reader(documents *d)
{
    return (evidence_reader){open_one, read_one, close_one, d};
}
