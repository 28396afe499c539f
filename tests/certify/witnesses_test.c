/* Witnesses written by hand: which are true, which are false and where, which are no witnesses.
 *
 * Every witnesses/<name>.json names its model, and in `expect`, a field that the checker passes over,
 * what must be found of each verdict: "true", or the place and the reason. What is wrong with a
 * witness as a text is a table below: one edit each of a witness that is true.
 */
#include "verify/verify.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#define FOLDER DT_SOURCE_DIR "/tests/certify/witnesses/"
#define CUBA DT_SOURCE_DIR "/models/published/fraser-hipel-1984/cuban-missile-crisis.detente"

static char *read_file(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("cannot read %s", path);
    char *text = malloc(1 << 20);
    assert_non_null(text);
    *length = fread(text, 1, (1 << 20) - 1, f);
    text[*length] = '\0';
    fclose(f);
    return text;
}

/* ---- witnesses in files ----------------------------------------------------------------- */

typedef struct expected {
    const char *file;
    const json_t *list;
    size_t told;
} expected;

static void compare(void *ctx, const verify_finding *f)
{
    expected *e = ctx;
    char found[700] = "true";
    assert_true(f->outcome != VERIFY_GAVE_UP);
    if (f->outcome == VERIFY_FALSE) snprintf(found, sizeof found, "%s: %s", f->where, f->why);
    assert_int_equal(f->number, ++e->told);
    const char *wanted = json_string_value(json_array_get(e->list, f->number - 1));
    if (!wanted || strcmp(wanted, found))
        fail_msg("%s, verdict %zu: expected\n  %s\nfound\n  %s", e->file, f->number,
                 wanted ? wanted : "no more verdicts", found);
}

static void check_file(const char *name)
{
    char path[500];
    size_t length, model_length;
    snprintf(path, sizeof path, FOLDER "%s", name);
    char *text = read_file(path, &length);
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, NULL);
    const char *file = json_string_value(json_object_get(json_object_get(root, "model"), "file"));
    if (!file) fail_msg("%s: not JSON, or it names no model", name);
    snprintf(path, sizeof path, DT_SOURCE_DIR "/%s", file);
    char *model = read_file(path, &model_length);
    expected e = {.file = name, .list = json_object_get(root, "expect")};
    verify_result result;
    dt_error err;
    if (!verify_witness(model, model_length, text, length, NULL, compare, &e, &result, &err))
        fail_msg("%s: %s", name, err.message);
    assert_int_equal(e.told, json_array_size(e.list));
    assert_int_equal(result.held + result.failed, e.told);
    json_decref(root);
    free(text), free(model);
}

static void hand_written_witnesses_are_judged_as_they_say(void **state)
{
    (void)state;
    size_t files = 0;
    DIR *folder = opendir(FOLDER);
    assert_non_null(folder);
    for (const struct dirent *d; (d = readdir(folder));) {
        const char *dot = strrchr(d->d_name, '.');
        if (!dot || strcmp(dot, ".json")) continue;
        check_file(d->d_name);
        files++;
    }
    closedir(folder);
    assert_true(files >= 8);
}

/* ---- no witnesses ----------------------------------------------------------------------- */

static const char GOOD[] =
    "{\"command\": \"explain\", \"model\": {\"sha256\": null}, \"stage\": {\"number\": 0},\n"
    " \"lift\": [], \"responses\": \"sequences\",\n"
    " \"verdicts\": [{\"state\": {\"number\": 7, \"name\": \"6\", \"pattern\": \"NYYN\"},\n"
    "  \"player\": \"us\", \"concept\": \"smr\", \"stable\": true, \"improvements\": 1,\n"
    "  \"sanctions\": [{\"to\": {\"pattern\": \"NNYN\"},\n"
    "   \"path\": [{\"player\": \"ussr\", \"to\": {\"pattern\": \"NNNN\"}}],\n"
    "   \"answer\": {\"pattern\": \"NYNN\"}}], \"escape\": null}]}\n";

#define NO_JSON "this is no JSON: " /* what follows is said by the reader of JSON */

typedef struct edit {
    const char *from, *to; /* the first `from` becomes `to` */
    dt_code code;
    const char *message;
} edit;

static const edit EDITS[] = {
    /* the text */
    {"{\"command\"", "[\"command\"", DT_ERR_MODEL, NO_JSON},
    {"NYNN\"}}], \"escape\": null}]}", "NYNN\"}}], \"escape\": null}]", DT_ERR_MODEL, NO_JSON},
    {"null}]}\n", "null}]} 1", DT_ERR_MODEL, NO_JSON},
    {"\"lift\": [],", "\"lift\": [], \"lift\": [],", DT_ERR_MODEL, NO_JSON},
    {"\"NYYN\"},", "\"NYYN\", \"pattern\": \"NYYN\"},", DT_ERR_MODEL, NO_JSON},
    {"\"explain\"", "\"expl\xFF\"", DT_ERR_MODEL, NO_JSON},
    {"\"explain\"", "\"expl\\u0000\"", DT_ERR_MODEL, NO_JSON},
    {"{\"command\": \"explain\", ", "[{\"command\": \"explain\"}]", DT_ERR_MODEL, NO_JSON},
    /* the head */
    {"\"explain\"", "\"solve\"", DT_ERR_MODEL,
     "command: this is a result of 'solve'; a witness is what explain --format json writes"},
    {"\"explain\"", "7", DT_ERR_MODEL, "command: expected a string, found a whole number"},
    {"{\"sha256\": null}", "[]", DT_ERR_MODEL, "model: expected an object, found an array"},
    {"\"sha256\": null", "\"sha256\": true", DT_ERR_MODEL,
     "model.sha256: expected a string, found true"},
    {"\"stage\": {\"number\": 0}", "\"stages\": {\"number\": 0}", DT_ERR_MODEL,
     "stage: the field is missing"},
    {"{\"number\": 0}", "{\"date\": null}", DT_ERR_MODEL, "stage.number: the field is missing"},
    {"{\"number\": 0}", "{\"number\": -1}", DT_ERR_MODEL,
     "stage.number: expected a whole number from 0"},
    {"{\"number\": 0}", "{\"number\": 0.0}", DT_ERR_MODEL,
     "stage.number: expected a whole number, found a number with decimals"},
    {"{\"number\": 0}", "{\"number\": 1}", DT_ERR_MODEL,
     "stage.number: there is no stage 1: the stages are 0 (the body) to 0"},
    {"{\"number\": 0}", "{\"number\": \"18446744073709551615\"}", DT_ERR_MODEL,
     "stage.number: expected a whole number from 0"},
    {"\"lift\": []", "\"lift\": null", DT_ERR_MODEL, "lift: expected an array, found null"},
    {"\"lift\": []", "\"lift\": [\"us.pride\"]", DT_ERR_MODEL,
     "lift[0]: 'us.pride' is no red line at this stage"},
    {"\"lift\": []", "\"lift\": [1]", DT_ERR_MODEL,
     "lift[0]: expected a string, found a whole number"},
    {"\"sequences\"", "\"single\"", DT_ERR_UNSUPPORTED,
     "responses: the witness reads the others' responses as 'single'; only 'sequences', the "
     "definition, can be verified"},
    {"\"sequences\"", "\"sequence\"", DT_ERR_MODEL,
     "responses: 'sequence' is no way to read the others' responses; did you mean 'sequences'?"},
    {"\"responses\"", "\"answers\"", DT_ERR_MODEL, "responses: the field is missing"},
    /* verdicts */
    {"\"verdicts\"", "\"table\"", DT_ERR_MODEL, "verdicts: the field is missing"},
    {"\"verdicts\": [{", "\"verdicts\": [], \"rest\": [{", DT_ERR_MODEL,
     "verdicts: there is no verdict to verify"},
    {"\"verdicts\": [{", "\"verdicts\": [null, {", DT_ERR_MODEL,
     "verdicts[0]: expected an object, found null"},
    {"\"player\": \"us\"", "\"player\": \"uss\"", DT_ERR_MODEL,
     "verdicts[0].player: 'uss' is no player of the model; did you mean 'us'?"},
    {"\"player\": \"us\"", "\"player\": null", DT_ERR_MODEL,
     "verdicts[0].player: expected a string, found null"},
    {"\"concept\": \"smr\"", "\"concept\": \"smrs\"", DT_ERR_MODEL,
     "verdicts[0].concept: 'smrs' is no concept; did you mean 'smr'?"},
    {"\"stable\": true", "\"stable\": 1", DT_ERR_MODEL,
     "verdicts[0].stable: expected true or false, found a whole number"},
    {"\"improvements\": 1", "\"improvements\": \"1x\"", DT_ERR_MODEL,
     "verdicts[0].improvements: expected a whole number from 0"},
    {"\"improvements\": 1", "\"improvements\": 99999999999999999999", DT_ERR_MODEL, NO_JSON},
    {"\"improvements\": 1,", "", DT_ERR_MODEL, "verdicts[0].improvements: the field is missing"},
    {"\"sanctions\"", "\"sanction\"", DT_ERR_MODEL, "verdicts[0].sanctions: the field is missing"},
    {"\"stable\": true", "\"stable\": false", DT_ERR_MODEL,
     "verdicts[0].sanctions: expected none: the verdict says that it is not stable"},
    {"\"escape\": null", "\"escape\": {}", DT_ERR_MODEL,
     "verdicts[0].escape: expected null: the verdict says that it is stable"},
    {"\"sanctions\": [{\"to\"", "\"sanctions\": [[], {\"to\"", DT_ERR_MODEL,
     "verdicts[0].sanctions[0]: expected an object, found an array"},
    {"\"path\": [{", "\"path\": {\"a\": [{", DT_ERR_MODEL, NO_JSON},
    {"\"path\"", "\"pathway\"", DT_ERR_MODEL,
     "verdicts[0].sanctions[0].path: the field is missing"},
    {"\"path\": [{", "\"path\": [{\"player\": \"ussr\", \"to\": null}, {", DT_ERR_MODEL,
     "verdicts[0].sanctions[0].path[0].to: expected an object, found null"},
    {"\"player\": \"ussr\"", "\"player\": \"usa\"", DT_ERR_MODEL,
     "verdicts[0].sanctions[0].path[0].player: 'usa' is no player of the model; did you mean "
     "'us'?"},
    /* states */
    {"\"NYYN\"", "\"NYYNN\"", DT_ERR_MODEL,
     "verdicts[0].state.pattern: the pattern has 5 characters, but the model has 4 options"},
    {"\"NYYN\"", "\"\"", DT_ERR_MODEL,
     "verdicts[0].state.pattern: the pattern has 0 characters, but the model has 4 options"},
    {"\"NYYN\"", "\"NY-N\"", DT_ERR_MODEL,
     "verdicts[0].state.pattern: character 3 stands for option 'withdraw': expected Y or N"},
    {"\"NYYN\"", "\"NYyN\"", DT_ERR_MODEL,
     "verdicts[0].state.pattern: character 3 stands for option 'withdraw': expected Y or N"},
    {"\"NYYN\"", "\"YNYN\"", DT_ERR_MODEL,
     "verdicts[0].state.name: the name and the pattern mean two different states"},
    {"\"name\": \"6\", \"pattern\": \"NYYN\"", "\"name\": null", DT_ERR_MODEL,
     "verdicts[0].state: expected a pattern or a name"},
    {"\"name\": \"6\", \"pattern\": \"NYYN\"", "\"name\": \"66\"", DT_ERR_MODEL,
     "verdicts[0].state.name: '66' is no declared state of the model; did you mean '6'?"},
    {"\"number\": 7", "\"number\": []", DT_ERR_MODEL,
     "verdicts[0].state.number: expected a whole number, found an array"},
    {"\"pattern\": \"NNYN\"", "\"pattern\": 7", DT_ERR_MODEL,
     "verdicts[0].sanctions[0].to.pattern: expected a string, found a whole number"},
    {"{\"pattern\": \"NYNN\"}", "\"NYNN\"", DT_ERR_MODEL,
     "verdicts[0].sanctions[0].answer: expected an object, found a string"},
    {"\"player\": \"us\"", "\"player\": \"\\u001b[31m\"", DT_ERR_MODEL,
     "verdicts[0].player: '\\x1b[31m' is no player of the model"},
};

static char *edited(const char *text, const char *from, const char *to)
{
    const char *at = strstr(text, from);
    if (!at) fail_msg("the good witness does not have: %s", from);
    size_t before = (size_t)(at - text), room = strlen(text) + strlen(to) + 1;
    char *result = malloc(room);
    assert_non_null(result);
    snprintf(result, room, "%.*s%s%s", (int)before, text, to, at + strlen(from));
    return result;
}

static void what_is_no_witness_is_refused_with_its_place(void **state)
{
    (void)state;
    size_t length;
    char *model = read_file(CUBA, &length);
    verify_result result;
    dt_error err;
    assert_true(verify_witness(model, length, GOOD, strlen(GOOD), NULL, NULL, NULL, &result, &err));
    assert_int_equal(result.held, 1);
    for (size_t k = 0; k < sizeof EDITS / sizeof *EDITS; k++) {
        const edit *e = &EDITS[k];
        char *text = edited(GOOD, e->from, e->to);
        bool read =
            verify_witness(model, length, text, strlen(text), NULL, NULL, NULL, &result, &err);
        if (read) fail_msg("accepted: %s becomes %s", e->from, e->to);
        bool of_text = !strcmp(e->message, NO_JSON);
        if (of_text ? strncmp(err.message, NO_JSON, strlen(NO_JSON)) != 0
                    : strcmp(err.message, e->message) != 0)
            fail_msg("expected\n  %s\nfound\n  %s", e->message, err.message);
        assert_int_equal(err.code, e->code);
        assert_true(result.in_witness);
        assert_int_equal(err.line != 0, of_text);
        free(text);
    }
    free(model);
}

static void a_mistake_of_json_has_a_line_and_a_column(void **state)
{
    (void)state;
    static const char text[] = "{\"a\": 1,\n  \"\xC3\xA9\": ?}\n";
    size_t length;
    char *model = read_file(CUBA, &length);
    verify_result result;
    dt_error err;
    assert_false(
        verify_witness(model, length, text, strlen(text), NULL, NULL, NULL, &result, &err));
    assert_int_equal(strncmp(err.message, NO_JSON, strlen(NO_JSON)), 0);
    assert_int_equal(err.line, 2);
    assert_int_equal(err.column, 8);
    assert_int_equal(text[err.offset], '?');
    free(model);
}

/* ---- which text ------------------------------------------------------------------------- */

static void the_digest_decides_which_text_it_is_of(void **state)
{
    (void)state;
    static const char model[] = "player p\n  option a\n  prefer a\nstatus quo: not a\n";
    /* sha256sum of the text above */
    static const char digest[] =
        "\"03df82f11f8eebc9655a6a3d48851a9d8f4091ace7f0dedd9b7353b7f5e0cdc6\"";
    static const char witness[] =
        "{\"stage\": {\"number\": 0}, \"lift\": [], \"responses\": \"sequences\",\n"
        " \"model\": {\"file\": \"another name\", \"sha256\": DIGEST}, \"verdicts\": [\n"
        " {\"state\": {\"pattern\": \"Y\"}, \"player\": \"p\", \"concept\": \"nash\",\n"
        "  \"stable\": true, \"improvements\": 0, \"sanctions\": [], \"escape\": null}]}";
    verify_result result;
    dt_error err;
    char *text = edited(witness, "DIGEST", digest);
    assert_true(
        verify_witness(model, strlen(model), text, strlen(text), NULL, NULL, NULL, &result, &err));
    assert_true(result.names_text);
    char *other = edited(model, "not a", "a");
    assert_false(
        verify_witness(other, strlen(other), text, strlen(text), NULL, NULL, NULL, &result, &err));
    assert_int_equal(err.code, DT_ERR_MODEL);
    assert_true(result.in_witness);
    assert_non_null(strstr(err.message, "model.sha256: the witness is of another text"));
    free(text), free(other);
}

static void a_model_with_errors_is_not_the_witness_s_fault(void **state)
{
    (void)state;
    static const char model[] = "player p\n  option a a\n";
    verify_result result;
    dt_error err;
    assert_false(
        verify_witness(model, strlen(model), GOOD, strlen(GOOD), NULL, NULL, NULL, &result, &err));
    assert_int_equal(err.code, DT_ERR_MODEL);
    assert_false(result.in_witness);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hand_written_witnesses_are_judged_as_they_say),
        cmocka_unit_test(what_is_no_witness_is_refused_with_its_place),
        cmocka_unit_test(a_mistake_of_json_has_a_line_and_a_column),
        cmocka_unit_test(the_digest_decides_which_text_it_is_of),
        cmocka_unit_test(a_model_with_errors_is_not_the_witness_s_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
