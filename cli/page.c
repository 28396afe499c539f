/* The page is looked for where the command itself lies: `share/detente` beside it (a build), or
 * beside its folder (an installation). Where the system does not say where a program lies, the
 * folder that it was built for counts. */
#define _XOPEN_SOURCE 700

#include "page.h"

#include "command.h"
#include "terminal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef DT_DATA_FOLDER
#define DT_DATA_FOLDER "/usr/local/share/detente"
#endif

static const char HOLDER[] = "<script type=\"application/json\" id=\"detente-report\">";

/* The folder of this program, without a slash at its end; false: the system does not say. */
static bool own_folder(char folder[PATH_MAX])
{
    ssize_t length = readlink("/proc/self/exe", folder, PATH_MAX - 1);
    if (length <= 0 || length >= PATH_MAX - 1) return false;
    folder[length] = '\0';
    char *slash = strrchr(folder, '/');
    if (!slash) return false;
    *slash = '\0';
    return true;
}

static bool page_is_at(char path[PATH_MAX], const char *folder, const char *below)
{
    int length = snprintf(path, PATH_MAX, "%s%s/report.html", folder, below);
    return length > 0 && length < PATH_MAX && file_exists(path);
}

static bool page_find(char path[PATH_MAX])
{
    char folder[PATH_MAX];
    if (!own_folder(folder)) return page_is_at(path, DT_DATA_FOLDER, "");
    return page_is_at(path, folder, "/share/detente") ||
           page_is_at(path, folder, "/../share/detente");
}

static int no_page(void)
{
    fputs("detente: the page of reports is not built\n"
          "  in the source folder: tools/setup web, then make web (it needs node)\n"
          "  then make install puts it beside the rest, in share/detente/\n",
          stderr);
    return EXIT_FILE;
}

static int wrong_page(const char *path)
{
    fputs("detente: ", stderr);
    print_file_word(stderr, path);
    fputs(" is not the page of reports: make web builds it\n", stderr);
    return EXIT_FILE;
}

int page_read(page *p)
{
    char path[PATH_MAX];
    *p = (page){0};
    if (!page_find(path)) return no_page();
    int code = input_read(&p->file, path);
    if (code) return code;
    const char *holder = strstr(p->file.text, HOLDER);
    if (holder && !strncmp(holder + strlen(HOLDER), PAGE_EMPTY, strlen(PAGE_EMPTY))) {
        p->gap = (size_t)(holder - p->file.text) + strlen(HOLDER);
        return EXIT_DONE;
    }
    page_free(p);
    return wrong_page(path);
}

void page_free(page *p)
{
    input_free(&p->file);
    *p = (page){0};
}
