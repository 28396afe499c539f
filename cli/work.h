/* One model file on its way through the library: its text, the options, what was found, the bar. */
#ifndef CLI_WORK_H
#define CLI_WORK_H

#include "command.h"
#include "files.h"
#include "findings.h"
#include "progress.h"

typedef struct work {
    const invocation *in;
    const char *path;
    input text;
    dt_options options; /* the invocation's, with callbacks into this struct: it must not move */
    findings found;
    progress bar;
    sink *out;
    const void *with; /* of work_report_with */
} work;

/* Reads the file and readies the options for results that go to `out`. Returns an exit code. */
int work_start(work *, const invocation *, const char *path, sink *out);
void work_start_without(work *, const invocation *,
                        sink *out); /* a zeroed work: no model is read */
void work_end(work *);

view work_view(const work *, int fd); /* for diagnostics of this text on a stream */
dt_output work_output(work *);        /* into `out`; wipes the bar before it writes */
/* Says why the library failed: its diagnostics, or the error. Returns the exit code. */
int work_failed(work *, const dt_error *);

/* The frame of commands that report on a model: reads it, lets `report` do its part (true, or
 * false and the error), delivers what it wrote. Returns the exit code. */
int work_report(const invocation *, bool (*report)(work *, dt_model *, dt_error *));
/* The same; `report` finds something of the caller's in work.with. */
int work_report_with(const invocation *, bool (*report)(work *, dt_model *, dt_error *),
                     const void *with);

#endif
