/* detente solve: what holds. */
#include "work.h"

static bool report_solve(work *w, dt_model *model, dt_error *err)
{
    dt_game *game = dt_game_compile(model, &w->options, err);
    dt_verdicts *verdicts = game ? dt_analyse(game, &w->options, err) : NULL;
    bool done = verdicts && dt_report_solve(verdicts, &w->options, work_output(w), err);
    dt_verdicts_free(verdicts);
    dt_game_free(game);
    return done;
}

int command_solve(const invocation *in) { return work_report(in, report_solve); }
