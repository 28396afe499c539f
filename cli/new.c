/* detente new: a commented model to start from. */
#include "command.h"
#include "files.h"
#include "templates.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

static const template *template_named(const char *kind)
{
    for (const template *t = TEMPLATES; t->kind; t++)
        if (!strcmp(t->kind, kind)) return t;
    return NULL;
}

static const template *no_such_kind(const invocation *in, const char *kind)
{
    const char *names[8];
    size_t count = 0;
    for (const template *t = TEMPLATES; t->kind && count < 7; t++) names[count++] = t->kind;
    names[count] = NULL;
    const char *nearest = dt_nearest(kind, names);
    return fail_usage(in, "new: expected negotiation, dispute or game, found '%.60s'%s%s%s", kind,
                      nearest ? "; did you mean '" : "", nearest ? nearest : "",
                      nearest ? "'?" : "");
}

int command_new(const invocation *in)
{
    const template *chosen = TEMPLATES;
    const char *file = in->file_count ? in->files[in->file_count - 1] : NULL;
    const char *kind = in->file_count ? in->files[0] : NULL;
    if (in->file_count == 1 && template_named(kind)) file = NULL;
    else if (in->file_count == 1 && strpbrk(kind, "./")) kind = NULL; /* new FILE */
    if (kind) chosen = template_named(kind) ? template_named(kind) : no_such_kind(in, kind);
    if (!chosen) return EXIT_USAGE;
    if (!file || !strcmp(file, "-")) {
        for (const char *const *line = chosen->lines; *line; line++) fputs(*line, stdout);
        return EXIT_DONE;
    }
    int code = file_create(file, chosen->lines);
    if (code) return code;
    fprintf(stderr, "next: %s solve ", in->program);
    print_file_word(stderr, file);
    fputc('\n', stderr);
    return EXIT_DONE;
}
