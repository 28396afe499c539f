/* detente paths: how to get there, and who must move first. */
#include "work.h"

static bool report_paths(work *w, dt_model *model, dt_error *err)
{
    dt_game *game = dt_game_compile(model, &w->options, err);
    bool done = game && dt_report_paths(game, &w->options, work_output(w), err);
    dt_game_free(game);
    return done;
}

int command_paths(const invocation *in) { return work_report(in, report_paths); }
