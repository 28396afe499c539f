/* The files of a model's sources. Models come by e-mail, so a name may ask for anything.
 *
 * A name is relative to the model's folder, without `..`, and what it leads to must lie in that folder
 * or below; --source-root DIR allows all that lies below DIR, whatever the name. Links are resolved
 * first, to see where they lead; then the file is opened from the root downwards, a folder at a time
 * and never through a link, so that what was put in its place meanwhile is not opened either.
 */
#define _XOPEN_SOURCE 700

#include "source_files.h"

#include "command.h"
#include "documents.h"
#include "files.h"
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_SOURCE_BYTES = 64 << 20 }; /* one that grows while it is read is refused there */

static char *copy_of(const char *text)
{
    size_t bytes = strlen(text) + 1;
    return memcpy(obtain(bytes), text, bytes);
}

/* ---- names ---------------------------------------------------------------------------------------- */

static bool goes_up(const char *name)
{
    for (const char *at = name; *at;) {
        size_t length = strcspn(at, "/");
        if (length == 2 && !memcmp(at, "..", 2)) return true;
        at += length;
        at += *at == '/';
    }
    return false;
}

/* The part of a resolved path below the root; NULL: it lies elsewhere. */
static const char *below(const char *root, const char *path)
{
    size_t length = strlen(root);
    if (!strcmp(root, "/")) return path + 1;
    if (strncmp(root, path, length) || path[length] != '/') return NULL;
    return path + length + 1;
}

static const char *plain_reason(int error)
{
    switch (error) {
    case ENOENT: return "there is no such file";
    case ELOOP: return "a link in its name leads round in a circle, or was put there just now";
    case ENOTDIR: return "a folder in its name is none";
    default: return strerror(error);
    }
}

/* ---- opening --------------------------------------------------------------------------------------- */

/* Opens a path without links from a folder downwards. */
static int open_below(const char *root, const char *rest, const char **why)
{
    char *path = copy_of(rest), *at = path;
    int fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    while (fd >= 0) {
        char *slash = strchr(at, '/');
        if (slash) *slash = '\0';
        struct stat s;
        bool regular =
            !slash && fstatat(fd, at, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(s.st_mode);
        if (!slash && !regular) { /* a device is not even opened */
            *why = "it is no regular file";
            close(fd);
            free(path);
            return -1;
        }
        int kind = slash ? O_DIRECTORY : O_NONBLOCK | O_NOCTTY;
        int next = openat(fd, at, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | kind), error = errno;
        close(fd);
        fd = next;
        errno = error;
        if (!slash) break;
        at = slash + 1;
    }
    if (fd < 0) *why = plain_reason(errno);
    free(path);
    return fd;
}

static int open_checked(const source_files *f, const char **why)
{
    const char *name = f->file;
    *why = NULL;
    if (!*name) *why = "its name is empty";
    else if (!f->root) *why = "the model's folder cannot be found";
    else if (!f->widened && *name == '/')
        *why = "its name is absolute; names are relative to the model (or give --source-root)";
    else if (!f->widened && goes_up(name))
        *why = "its name leaves the model's folder by '..' (allow more with --source-root)";
    if (*why) return -1;
    size_t bytes = strlen(f->folder) + strlen(name) + 2;
    char *path = obtain(bytes);
    snprintf(path, bytes, "%s%s%s", *name == '/' ? "" : f->folder, *name == '/' ? "" : "/", name);
    char *real = realpath(path, NULL);
    int fd = -1;
    if (!real) *why = plain_reason(errno);
    else if (!strcmp(real, f->root)) *why = "it is no regular file";
    else if (!below(f->root, real))
        *why = f->widened ? "it lies outside of --source-root"
                          : "a link in its name leaves the model's folder";
    else fd = open_below(f->root, below(f->root, real), why);
    free(real);
    free(path);
    struct stat s;
    if (fd < 0) return -1;
    if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode)) *why = "it is no regular file";
    else if (s.st_size > MOST_SOURCE_BYTES) *why = "it is larger than 64 MiB";
    if (!*why) return fd;
    close(fd);
    return -1;
}

/* ---- the reader ------------------------------------------------------------------------------------- */

static bool open_source(void *ctx, size_t number, dt_error *err)
{
    source_files *f = ctx;
    const char *why = NULL;
    (void)number;
    f->fd = open_checked(f, &why);
    if (f->fd >= 0) return true;
    *err = (dt_error){.code = DT_ERR_USAGE};
    snprintf(err->message, sizeof err->message, "%s", why ? why : "it cannot be opened");
    return false;
}

static bool read_source(void *ctx, char *bytes, size_t room, size_t *got, dt_error *err)
{
    return read_document(((source_files *)ctx)->fd, bytes, room, got, err);
}

static void close_source(void *ctx)
{
    source_files *f = ctx;
    close(f->fd);
    f->fd = -1;
}

/* ---- all -------------------------------------------------------------------------------------------- */

int source_files_start(source_files *f, const char *model, const char *root,
                       const dt_options *options)
{
    *f = (source_files){.fd = -1, .widened = root != NULL};
    char *path = copy_of(strcmp(model, "-") ? model : "./-");
    f->folder = copy_of(dirname(path));
    free(path);
    f->root = realpath(root ? root : f->folder, NULL);
    struct stat s;
    if (root && (!f->root || stat(f->root, &s) != 0 || !S_ISDIR(s.st_mode))) {
        fputs("detente: --source-root ", stderr);
        print_file_word(stderr, root);
        fprintf(stderr, ": %s\n", f->root ? "it is no folder" : strerror(errno));
        return EXIT_FILE;
    }
    evidence_reader reader = {open_source, read_source, close_source, f};
    f->quotes = evidence_quotes_new(&reader, options, &f->failed);
    return f->quotes ? EXIT_DONE : EXIT_LIMIT;
}

void source_files_end(source_files *f)
{
    evidence_quotes_free(f->quotes);
    free(f->folder);
    free(f->root);
    *f = (source_files){.fd = -1};
}

bool source_files_look_up(void *ctx, const dt_quotation *q, dt_quoted *found, char *sentence,
                          size_t room)
{
    source_files *f = ctx;
    f->file = q->file;
    if (!evidence_quotes_check(f->quotes, q->number, q->file, q->words, found, sentence, room,
                               &f->failed))
        return false;
    if (!q->words) return true;
    f->exact += *found == DT_QUOTED_EXACTLY;
    f->alike += *found == DT_QUOTED_ALIKE;
    f->missing += *found == DT_QUOTED_NOT;
    return true;
}
