/* detente timeline: what each event changed. */
#include "work.h"

static bool report_timeline(work *w, dt_model *model, dt_error *err)
{
    return dt_report_timeline(model, &w->options, work_output(w), err);
}

int command_timeline(const invocation *in) { return work_report(in, report_timeline); }
