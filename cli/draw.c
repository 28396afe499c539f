/* detente draw: a picture of the conflict. */
#include "sat.h"
#include "work.h"

static bool report_draw(work *w, dt_model *model, dt_error *err)
{
    w->options.sat = sat_solver();
    return dt_report_draw(model, &w->options, work_output(w), err);
}

int command_draw(const invocation *in) { return work_report(in, report_draw); }
