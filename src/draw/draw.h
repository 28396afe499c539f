/* The pictures, each from a model and options as `dt_report_draw` gets them. */
#ifndef DRAW_DRAW_H
#define DRAW_DRAW_H

#include "draw/picture.h"

/* Each returns false with err set. */
bool draw_graph(dt_model *, const dt_options *, dt_output, dt_error *err);
bool draw_funnel(dt_model *, const dt_options *, dt_output, dt_error *err);
bool draw_redlines(dt_model *, const dt_options *, dt_output, dt_error *err);
bool draw_timeline(dt_model *, const dt_options *, dt_output, dt_error *err);

#endif
