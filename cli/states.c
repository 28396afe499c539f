/* detente states: the feasible states. */
#include "work.h"

static bool report_states(work *w, dt_game *game, dt_error *err)
{
    return dt_report_states(game, &w->options, work_output(w), err);
}

int command_states(const invocation *in) { return work_report(in, report_states); }
