/* detente redlines: can they agree, what clashes, what would open it. */
#include "sat.h"
#include "work.h"

static bool report_redlines(work *w, dt_model *model, dt_error *err)
{
    w->options.sat = sat_solver();
    return dt_report_redlines(model, &w->options, work_output(w), err);
}

int command_redlines(const invocation *in) { return work_report(in, report_redlines); }
