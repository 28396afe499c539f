/* The outline: every statement with its place, what it rests on, and the order of preferences. */
#include "reporting.h"

#include <jansson.h>

static json_t *outline_of(const char *text, dt_options options)
{
    dt_error err = {0};
    capture c = {0};
    options.format = DT_JSON;
    dt_model *model = dt_model_parse(text, strlen(text), &options, &err);
    assert_non_null(model);
    if (!dt_report_outline(model, &options, capture_output(&c), &err))
        print_error("%s\n", err.message);
    dt_model_free(model);
    json_t *object = json_loads(c.text, JSON_REJECT_DUPLICATES, NULL);
    capture_free(&c);
    assert_non_null(object);
    return object;
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static size_t number_at(const json_t *list, size_t k)
{
    return (size_t)json_integer_value(json_array_get(list, k));
}

/* Between its first and its last character stands the statement: it starts with its keyword, or with
 * `add`, and what follows it is the end of a line. */
static void check_places(const char *text, const json_t *outline)
{
    size_t k, end = 0;
    json_t *statement, *all = json_object_get(outline, "statements");
    assert_true(json_array_size(all) > 0);
    json_array_foreach(all, k, statement)
    {
        const json_t *at = json_object_get(statement, "at");
        size_t offset = number_at(at, 0), length = number_at(at, 1);
        const char *kind = text_at(statement, "kind"), *from = text + offset;
        assert_true(offset >= end && length > 0 && offset + length <= strlen(text));
        if (strncmp(from, "add ", 4) != 0) assert_memory_equal(from, kind, strlen(kind));
        assert_true(strchr(" \t#\r\n", text[offset + length]) != NULL);
        end = offset + length;
    }
}

static void every_statement_has_its_place(void **state)
{
    (void)state;
    static const char *const files[] = {
        "models/havana-washington-2026.detente", "models/published/kinsara-2014/elmira.detente",
        "models/published/hipel-fraser-1980/garrison-diversion.detente"};
    json_t *outline = outline_of(well, (dt_options){0});
    check_places(well, outline);
    assert_string_equal(text_at(outline, "text"), well);
    json_decref(outline);
    for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", DT_SOURCE_DIR, files[k]);
        char *text = read_source(path);
        assert_non_null(text);
        outline = outline_of(text, (dt_options){0});
        check_places(text, outline);
        assert_string_equal(text_at(outline, "text"), text);
        json_decref(outline);
        free(text);
    }
}

/* The texts of what decides a player's preference, in order, with commas. */
static void check_order(dt_options options, const char *player, const char *wanted)
{
    char found[400] = "";
    json_t *outline = outline_of(well, options);
    const json_t *order = json_object_get(json_object_get(outline, "orders"), player);
    for (size_t k = 0; k < json_array_size(order); k++) {
        const json_t *statement =
            json_array_get(json_object_get(outline, "statements"), number_at(order, k));
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s", k ? ", " : "",
                 text_at(statement, "text"));
    }
    assert_string_equal(found, wanted);
    json_decref(outline);
}

static void orders_are_those_of_the_stage(void **state)
{
    (void)state;
    const char *const lift[] = {"upstream.no_tolls"};
    check_order((dt_options){.stage = "0"}, "upstream",
                "not tolls, not sue, share if not tolls, drill");
    check_order((dt_options){0}, "upstream", "share, not sue, share if not tolls, drill");
    check_order((dt_options){0}, "downstream",
                "share or sue, not share, share, not drill, higher tolls");
    check_order((dt_options){.stage = "0", .lift = lift, .lift_count = 1}, "upstream",
                "not sue, share if not tolls, drill, not tolls");
}

static void what_statements_rest_on_is_told(void **state)
{
    (void)state;
    json_t *outline = outline_of(well, (dt_options){0});
    const json_t *source = json_array_get(json_object_get(outline, "sources"), 0);
    assert_string_equal(text_at(source, "title"), "Council minutes");
    assert_string_equal(text_at(source, "on"), "2025-03-01");
    assert_string_equal(text_at(source, "file"), "minutes.txt");
    assert_true(json_is_null(json_object_get(source, "url")));
    bool redline = false, prefer = false, reason = false;
    size_t k;
    json_t *statement;
    json_array_foreach(json_object_get(outline, "statements"), k, statement)
    {
        const json_t *note = json_array_get(json_object_get(statement, "notes"), 0);
        const char *kind = text_at(statement, "kind");
        if (!strcmp(kind, "redline") && !strcmp(text_at(note, "words"), "we will not pay"))
            redline = !strcmp(text_at(note, "source"), "minutes");
        if (!strcmp(kind, "prefer") && !strcmp(text_at(note, "claim"), "thirst")) prefer = true;
        if (!strcmp(kind, "infeasible"))
            reason = !strcmp(text_at(note, "words"), "the court has stayed heavy tolls");
    }
    assert_true(redline && prefer && reason);
    const json_t *stages = json_object_get(outline, "stages");
    assert_int_equal(json_array_size(stages), 2);
    assert_string_equal(text_at(json_array_get(stages, 1), "label"), "The drought order");
    json_decref(outline);
}

static void it_needs_no_states_and_writes_json_only(void **state)
{
    (void)state;
    char text[4000] = "player a\n";
    for (int k = 0; k < 64; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "  option o%d\n", k);
    json_t *outline = outline_of(text, (dt_options){.memory_bytes = 1 << 24});
    assert_int_equal(json_array_size(json_object_get(outline, "options")), 64);
    json_decref(outline);
    dt_error err = {0};
    capture c = {0};
    dt_model *model = dt_model_parse(text, strlen(text), NULL, &err);
    assert_false(dt_report_outline(model, NULL, capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_USAGE);
    assert_false(dt_report_outline(model, &(dt_options){.format = DT_JSON, .stage = "7"},
                                   capture_output(&c), &err));
    assert_int_equal(err.code, DT_ERR_USAGE);
    capture_free(&c);
    dt_model_free(model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statement_has_its_place),
        cmocka_unit_test(orders_are_those_of_the_stage),
        cmocka_unit_test(what_statements_rest_on_is_told),
        cmocka_unit_test(it_needs_no_states_and_writes_json_only),
    };
    return cmocka_run_group_tests_name("outline", tests, NULL, NULL);
}
