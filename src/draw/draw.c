/* Which picture is drawn, and in which format. */
#include "draw/draw.h"

const char *dt_picture_id(dt_picture p)
{
    static const char *const ids[] = {
#define X(ID, id, meaning) id,
        DT_PICTURES(X)
#undef X
    };
    return ids[p];
}

const char *dt_picture_meaning(dt_picture p)
{
    static const char *const meanings[] = {
#define X(ID, id, meaning) meaning,
        DT_PICTURES(X)
#undef X
    };
    return meanings[p];
}

bool dt_report_draw(dt_model *m, const dt_options *given, dt_output to, dt_error *err)
{
    static bool (*const pictures[])(dt_model *, const dt_options *, dt_output,
                                    dt_error *) = {[DT_PICTURE_GRAPH] = draw_graph,
                                                   [DT_PICTURE_FUNNEL] = draw_funnel,
                                                   [DT_PICTURE_REDLINES] = draw_redlines,
                                                   [DT_PICTURE_TIMELINE] = draw_timeline};
    dt_options options = given ? *given : (dt_options){0};
    if (options.format == DT_TEXT) options.format = DT_SVG;
    if (options.format != DT_SVG && options.format != DT_DOT)
        return fail(err, DT_ERR_USAGE, "draw writes svg or dot");
    if (options.format == DT_DOT && options.picture != DT_PICTURE_GRAPH)
        return fail(err, DT_ERR_USAGE, "only the state graph is written as dot; %s is svg",
                    dt_picture_id(options.picture));
    return pictures[options.picture](m, &options, to, err);
}
