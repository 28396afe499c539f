/* detente explain: why a state holds or not. */
#include "work.h"

static bool report_explain(work *w, dt_model *model, dt_error *err)
{
    dt_game *game = dt_game_compile(model, &w->options, err);
    bool done = game && dt_report_explain(game, &w->options, work_output(w), err);
    dt_game_free(game);
    return done;
}

int command_explain(const invocation *in) { return work_report(in, report_explain); }
