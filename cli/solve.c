/* detente solve: what holds. */
#include "work.h"

static bool report_solve(work *w, dt_game *game, dt_error *err)
{
    dt_verdicts *verdicts = dt_analyse(game, &w->options, err);
    bool done = verdicts && dt_report_solve(verdicts, &w->options, work_output(w), err);
    dt_verdicts_free(verdicts);
    return done;
}

int command_solve(const invocation *in) { return work_report(in, report_solve); }
