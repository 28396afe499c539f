/* detente sources: what each claim rests on. */
#include "work.h"

static bool report(work *w, dt_model *model, dt_error *err)
{
    return dt_report_sources(model, &w->options, work_output(w), err);
}

int command_sources(const invocation *in) { return work_report(in, report); }
