/* The library tells of mistakes as it meets them: of form first, then of meaning. A reader works
 * from the top of the file, so they are sorted by place; a note stays behind what it explains. */
#include "findings.h"

#include "files.h"

#include <stdlib.h>
#include <string.h>

struct finding {
    dt_diagnostic d; /* its message is owned */
    uint32_t offset; /* by which it is sorted: a note's is that of what it explains */
    size_t place;    /* in the order of arrival */
};

void findings_add(void *ctx, const dt_diagnostic *d)
{
    findings *f = ctx;
    if (f->count == f->room) {
        f->room = f->room ? 2 * f->room : 16;
        f->list = obtain_more(f->list, f->room * sizeof *f->list);
    }
    size_t bytes = strlen(d->message) + 1;
    bool explains = d->severity == DT_SEVERITY_NOTE && f->count > 0;
    finding *new = &f->list[f->count];
    *new = (finding){.d = *d, .offset = explains ? new[-1].offset : d->offset, .place = f->count};
    new->d.message = memcpy(obtain(bytes), d->message, bytes);
    f->count++;
    f->errors += d->severity == DT_SEVERITY_ERROR;
    f->warnings += d->severity == DT_SEVERITY_WARNING;
    f->notes += d->severity == DT_SEVERITY_NOTE;
}

static int by_offset(const void *a, const void *b)
{
    const finding *x = a, *y = b;
    if (x->offset != y->offset) return x->offset < y->offset ? -1 : 1;
    return x->place < y->place ? -1 : 1;
}

void findings_print(findings *f, FILE *out, const view *v)
{
    if (f->count) qsort(f->list, f->count, sizeof *f->list, by_offset);
    for (size_t k = 0; k < f->count; k++) print_diagnostic(out, v, &f->list[k].d);
}

void findings_free(findings *f)
{
    for (size_t k = 0; k < f->count; k++) free((char *)(uintptr_t)f->list[k].d.message);
    free(f->list);
    *f = (findings){0};
}
