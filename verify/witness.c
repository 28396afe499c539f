/* Reading a witness. Every value is looked at with its place, a list from the innermost field
 * outwards that lives on the C stack, so that a mistake can say where it is. Fields that are not
 * known here are passed over: they are only ever added.
 *
 * States are read by pattern, or by name where the pattern is null. Their numbers are not looked at:
 * they would have to come from the engine.
 */
#include "verify/witness.h"

#include "base/sha256.h"
#include "base/table.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_WITNESS_BYTES ((size_t)64 << 20)

static const char *const CONCEPT_IDS[DT_CONCEPT_COUNT + 1] = {
#define X(ID, id, name, meaning) id,
    DT_CONCEPTS(X)
#undef X
};

const char *concept_id(dt_concept c) { return CONCEPT_IDS[c]; }

typedef struct spot { /* of a value: a field of an object, or an element of an array */
    const struct spot *in;
    const char *field; /* NULL: an element */
    size_t index;
} spot;

typedef struct reader {
    witness *witness;
    dt_model *model;
    rules *rules;
    memory *memory;
    arena *arena;
    table names;                             /* of the declared states */
    const char **players, **states, **lines; /* to suggest one; each ends with NULL */
    dt_error *err;
} reader;

/* ---- what is wrong, and where ----------------------------------------------------------- */

static size_t write_spot(const spot *p, char *text, size_t room)
{
    if (!p) return 0;
    size_t used = write_spot(p->in, text, room);
    int more = p->field ? snprintf(text + used, room - used, "%s%s", used ? "." : "", p->field)
                        : snprintf(text + used, room - used, "[%zu]", p->index);
    used += more > 0 ? (size_t)more : 0;
    return used < room ? used : room - 1;
}

static void *refuse(const reader *r, dt_code, const spot *, const char *format, ...)
    PRINTF_LIKE(4, 5);

static void *refuse(const reader *r, dt_code code, const spot *at, const char *format, ...)
{
    char where[160] = "", what[400];
    va_list arguments;
    write_spot(at, where, sizeof where);
    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    return fail(r->err, code, "%s%s%s", where, *where ? ": " : "", what);
}

#define REFUSE(r, at, ...) refuse((r), DT_ERR_MODEL, (at), __VA_ARGS__)

/* "'uss' is no player of the model; did you mean 'us'?" */
static void *unknown(const reader *r, const spot *at, const char *word, const char *what,
                     const char *const *known)
{
    const char *nearest = dt_nearest(word, known);
    return REFUSE(r, at, "'%.60s' is no %s%s%.60s%s", word, what, nearest ? "; did you mean '" : "",
                  nearest ? nearest : "", nearest ? "'?" : "");
}

static const char *type_of(const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT: return "an object";
    case JSON_ARRAY: return "an array";
    case JSON_STRING: return "a string";
    case JSON_INTEGER: return "a whole number";
    case JSON_REAL: return "a number with decimals";
    case JSON_TRUE: return "true";
    case JSON_FALSE: return "false";
    case JSON_NULL: return "null";
    }
    return "something else";
}

/* ---- fields ----------------------------------------------------------------------------- */

typedef enum wanted { AN_OBJECT, AN_ARRAY, A_STRING, A_TRUTH, A_COUNT } wanted;

static bool is_wanted(const json_t *value, wanted w)
{
    switch (w) {
    case AN_OBJECT: return json_is_object(value);
    case AN_ARRAY: return json_is_array(value);
    case A_STRING: return json_is_string(value);
    case A_TRUTH: return json_is_boolean(value);
    case A_COUNT: return json_is_integer(value) || json_is_string(value);
    }
    return false;
}

static const json_t *expect(const reader *r, const json_t *value, const spot *at, wanted w)
{
    static const char *const words[] = {[AN_OBJECT] = "an object",
                                        [AN_ARRAY] = "an array",
                                        [A_STRING] = "a string",
                                        [A_TRUTH] = "true or false",
                                        [A_COUNT] = "a whole number"};
    if (is_wanted(value, w)) return value;
    return REFUSE(r, at, "expected %s, found %s", words[w], type_of(value));
}

static const json_t *field(const reader *r, const json_t *object, const spot *at, wanted w)
{
    const json_t *value = json_object_get(object, at->field);
    return value ? expect(r, value, at, w) : REFUSE(r, at, "the field is missing");
}

/* Counts above 2^53 are written as strings of digits. */
static bool read_count(const reader *r, const json_t *object, const spot *at, uint64_t *count)
{
    const json_t *value = field(r, object, at, A_COUNT);
    if (!value) return false;
    if (json_is_integer(value) && json_integer_value(value) >= 0) {
        *count = (uint64_t)json_integer_value(value);
        return true;
    }
    const char *digits = json_string_value(value);
    size_t length = digits ? strspn(digits, "0123456789") : 0;
    if (length == 0 || length > 19 || digits[length])
        return REFUSE(r, at, "expected a whole number from 0");
    *count = strtoull(digits, NULL, 10);
    return true;
}

/* ---- names ------------------------------------------------------------------------------ */

static bool read_player(const reader *r, const json_t *object, const spot *at, uint32_t *who)
{
    const char *id = json_string_value(field(r, object, at, A_STRING));
    if (!id) return false;
    for (*who = 0; *who < r->model->player_count; ++*who)
        if (!strcmp(r->model->players[*who].id, id)) return true;
    return unknown(r, at, id, "player of the model", r->players);
}

static bool read_concept(const reader *r, const json_t *object, const spot *at, dt_concept *concept)
{
    const char *id = json_string_value(field(r, object, at, A_STRING));
    if (!id) return false;
    for (uint32_t k = 0; k < DT_CONCEPT_COUNT; k++) {
        *concept = (dt_concept)k;
        if (!strcmp(CONCEPT_IDS[k], id)) return true;
    }
    return unknown(r, at, id, "concept", CONCEPT_IDS);
}

/* ---- states ----------------------------------------------------------------------------- */

static int level_in(const option *o, char c)
{
    if (o->declared_levels) return c >= '0' && c < '0' + (int)o->levels ? c - '0' : -1;
    return c == 'Y' ? 1 : c == 'N' ? 0 : -1;
}

/* The one class of coalesced states that a pattern with - is of. */
static bool read_class(const reader *r, const char *pattern, const spot *at, state *s)
{
    const rules *all = r->rules;
    uint32_t found = NONE;
    for (uint32_t k = 0; k < all->class_count; k++) {
        char own[MAX_BITS + 1];
        if (!all->classes[k].members.count) continue;
        rules_pattern(all, all->classes[k].members.items[0], own);
        if (strcmp(own, pattern) != 0) continue;
        if (found != NONE)
            return REFUSE(r, at, "two classes of coalesced states have this pattern: give a name");
        found = k;
    }
    if (found == NONE) return REFUSE(r, at, "no class of coalesced states has this pattern");
    *s = all->classes[found].members.items[0];
    return true;
}

/* The state that stands for all with which this one is coalesced. These are feasible: another is left
 * as it is, and refuted where it is looked at. */
static state stand_in(const reader *r, state s)
{
    char why[MAX_BITS];
    return rules_infeasible(r->rules, s, why, sizeof why) ? s : rules_one(r->rules, s);
}

static bool read_pattern(const reader *r, const json_t *value, const spot *at, state *s)
{
    const char *pattern = json_string_value(expect(r, value, at, A_STRING));
    if (!pattern) return false;
    size_t length = json_string_length(value);
    if (length != r->model->option_count)
        return REFUSE(r, at, "the pattern has %zu characters, but the model has %u options", length,
                      (unsigned)r->model->option_count);
    *s = 0;
    if (r->rules->class_count && strchr(pattern, '-')) return read_class(r, pattern, at, s);
    for (uint32_t k = 0; k < r->model->option_count; k++) {
        const option *o = &r->model->options[k];
        int level = level_in(o, pattern[k]);
        if (level >= 0) {
            *s = rules_with(r->rules, *s, k, (uint32_t)level);
        } else if (o->declared_levels) {
            return REFUSE(r, at,
                          "character %u stands for option '%.60s': expected a digit from 0 to %u",
                          (unsigned)k + 1, o->id, (unsigned)o->levels - 1);
        } else {
            return REFUSE(r, at, "character %u stands for option '%.60s': expected Y or N",
                          (unsigned)k + 1, o->id);
        }
    }
    *s = stand_in(r, *s);
    return true;
}

/* The state itself, feasible or not. */
static bool read_name(const reader *r, const json_t *value, const spot *at, state *s)
{
    const char *word = json_string_value(expect(r, value, at, A_STRING));
    if (!word) return false;
    const statement *named = table_find(&r->names, word);
    if (!named) return unknown(r, at, word, "declared state of the model", r->states);
    *s = rules_state(r->rules, r->model->state_bits[named->index]);
    return true;
}

static bool is_of_class(const reader *r, const json_t *pattern)
{
    const char *text = json_string_value(pattern);
    return text && r->rules->class_count && strchr(text, '-');
}

/* Two classes may have the same pattern, so the name says which, and the pattern must be its own. */
static bool read_named_class(const reader *r, const json_t *word, const json_t *pattern,
                             const spot *at, state *s)
{
    char own[MAX_BITS + 1];
    if (!read_name(r, word, at, s)) return false;
    *s = rules_one(r->rules, *s); /* a class bears the name of any member, also of one ruled out */
    rules_pattern(r->rules, *s, own);
    return !strcmp(own, json_string_value(pattern)) ||
           REFUSE(r, at, "the name and the pattern mean two different states");
}

/* {"number": …, "name": …, "pattern": …}; a name beside a pattern must mean the same state. */
static bool read_state(const reader *r, const json_t *value, const spot *at, state *s)
{
    spot pattern_at = {at, "pattern", 0}, name_at = {at, "name", 0}, number_at = {at, "number", 0};
    if (!expect(r, value, at, AN_OBJECT)) return false;
    const json_t *pattern = json_object_get(value, "pattern"),
                 *word = json_object_get(value, "name");
    const json_t *number = json_object_get(value, "number");
    bool has_pattern = pattern && !json_is_null(pattern), has_name = word && !json_is_null(word);
    if (number && !expect(r, number, &number_at, A_COUNT)) return false;
    if (!has_pattern && !has_name) return REFUSE(r, at, "expected a pattern or a name");
    if (!has_pattern) {
        if (!read_name(r, word, &name_at, s)) return false;
        *s = stand_in(r, *s);
        return true;
    }
    if (r->model->graph_form)
        return REFUSE(r, &pattern_at, "a model with 'states' has no patterns: expected null");
    if (has_name && is_of_class(r, pattern)) return read_named_class(r, word, pattern, &name_at, s);
    if (!read_pattern(r, pattern, &pattern_at, s)) return false;
    state other = *s;
    if (has_name && !read_name(r, word, &name_at, &other)) return false;
    return rules_one(r->rules, other) == *s || other == *s ||
           REFUSE(r, &name_at, "the name and the pattern mean two different states");
}

static bool read_state_field(const reader *r, const json_t *object, const spot *at, state *s)
{
    const json_t *value = field(r, object, at, AN_OBJECT);
    return value && read_state(r, value, at, s);
}

/* ---- verdicts --------------------------------------------------------------------------- */

static bool read_step(const reader *r, const json_t *value, const spot *at, step *s)
{
    spot player_at = {at, "player", 0}, to_at = {at, "to", 0};
    return expect(r, value, at, AN_OBJECT) && read_player(r, value, &player_at, &s->player) &&
           read_state_field(r, value, &to_at, &s->to);
}

static bool read_path(const reader *r, const json_t *value, const spot *at, sanction *s)
{
    const json_t *path = field(r, value, at, AN_ARRAY);
    if (!path) return false;
    s->length = json_array_size(path);
    s->path = ARENA_ARRAY(r->arena, s->length, step);
    if (!s->path) return fail_memory(r->err, r->memory);
    for (size_t k = 0; k < s->length; k++) {
        spot step_at = {at, NULL, k};
        if (!read_step(r, json_array_get(path, k), &step_at, &s->path[k])) return false;
    }
    return true;
}

static bool read_sanction(const reader *r, const json_t *value, const spot *at, sanction *s)
{
    spot to_at = {at, "to", 0}, path_at = {at, "path", 0}, answer_at = {at, "answer", 0};
    bool read = expect(r, value, at, AN_OBJECT) && read_state_field(r, value, &to_at, &s->to) &&
                read_path(r, value, &path_at, s);
    if (!read) return false;
    const json_t *answer = json_object_get(value, "answer");
    s->answered = answer && !json_is_null(answer);
    return !s->answered || read_state(r, answer, &answer_at, &s->answer);
}

static bool read_sanctions(const reader *r, const json_t *value, const spot *at, verdict *v)
{
    const json_t *sanctions = field(r, value, at, AN_ARRAY);
    if (!sanctions) return false;
    size_t count = json_array_size(sanctions);
    if (!v->stable)
        return count == 0 || REFUSE(r, at, "expected none: the verdict says that it is not stable");
    v->sanction_count = count;
    v->sanctions = ARENA_ARRAY(r->arena, count, sanction);
    if (!v->sanctions) return fail_memory(r->err, r->memory);
    for (size_t k = 0; k < count; k++) {
        spot sanction_at = {at, NULL, k};
        if (!read_sanction(r, json_array_get(sanctions, k), &sanction_at, &v->sanctions[k]))
            return false;
    }
    return true;
}

static bool read_escape(const reader *r, const json_t *value, const spot *at, verdict *v)
{
    spot to_at = {at, "to", 0}, joint_at = {at, "joint", 0};
    const json_t *escape = json_object_get(value, at->field);
    if (v->stable)
        return !escape || json_is_null(escape) ||
               REFUSE(r, at, "expected null: the verdict says that it is stable");
    if (!escape || json_is_null(escape))
        return REFUSE(r, at, "the verdict says that it is not stable, so an escape must be here");
    return expect(r, escape, at, AN_OBJECT) && read_state_field(r, escape, &to_at, &v->escape) &&
           read_count(r, escape, &joint_at, &v->joint);
}

static bool read_verdict(const reader *r, const json_t *value, const spot *at, verdict *v)
{
    spot state_at = {at, "state", 0}, player_at = {at, "player", 0};
    spot concept_at = {at, "concept", 0}, stable_at = {at, "stable", 0};
    spot improvements_at = {at, "improvements", 0}, sanctions_at = {at, "sanctions", 0};
    spot escape_at = {at, "escape", 0};
    if (!expect(r, value, at, AN_OBJECT) || !read_state_field(r, value, &state_at, &v->at) ||
        !read_player(r, value, &player_at, &v->player) ||
        !read_concept(r, value, &concept_at, &v->concept))
        return false;
    const json_t *stable = field(r, value, &stable_at, A_TRUTH);
    if (!stable) return false;
    v->stable = json_is_true(stable);
    return read_count(r, value, &improvements_at, &v->improvements) &&
           read_sanctions(r, value, &sanctions_at, v) && read_escape(r, value, &escape_at, v);
}

static bool read_verdicts(const reader *r, const json_t *root)
{
    spot at = {NULL, "verdicts", 0};
    witness *w = r->witness;
    const json_t *verdicts = field(r, root, &at, AN_ARRAY);
    if (!verdicts) return false;
    w->verdict_count = json_array_size(verdicts);
    if (w->verdict_count == 0) return REFUSE(r, &at, "there is no verdict to verify");
    w->verdicts = ARENA_ARRAY(r->arena, w->verdict_count, verdict);
    if (!w->verdicts) return fail_memory(r->err, r->memory);
    for (size_t k = 0; k < w->verdict_count; k++) {
        spot verdict_at = {&at, NULL, k};
        if (!read_verdict(r, json_array_get(verdicts, k), &verdict_at, &w->verdicts[k]))
            return false;
    }
    return true;
}

/* ---- the head: which text, which stage, which game -------------------------------------- */

static bool check_command(const reader *r, const json_t *root)
{
    spot at = {NULL, "command", 0};
    if (!json_object_get(root, "command")) return true;
    const char *command = json_string_value(field(r, root, &at, A_STRING));
    if (!command || !strcmp(command, "explain")) return command != NULL;
    return REFUSE(r, &at,
                  "this is a result of '%.40s'; a witness is what explain --format json writes",
                  command);
}

/* A renamed file is the same text, so the digest is all that counts. */
static bool check_text(reader *r, const json_t *root)
{
    spot model_at = {NULL, "model", 0}, at = {&model_at, "sha256", 0};
    char digits[65];
    if (!json_object_get(root, "model")) return true;
    const json_t *model = field(r, root, &model_at, AN_OBJECT);
    if (!model) return false;
    const json_t *digest = json_object_get(model, "sha256");
    if (!digest || json_is_null(digest)) return true;
    const char *said = json_string_value(expect(r, digest, &at, A_STRING));
    if (!said) return false;
    sha256_text(r->model->text, r->model->length, digits);
    r->witness->names_text = !strcmp(said, digits);
    return r->witness->names_text ||
           REFUSE(
               r, &at,
               "the witness is of another text than this model's: it says %.64s, the text has %s",
               said, digits);
}

static bool check_responses(const reader *r, const json_t *root)
{
    spot at = {NULL, "responses", 0};
    static const char *const known[] = {"sequences", "single", "once", NULL};
    const char *word = json_string_value(field(r, root, &at, A_STRING));
    if (!word || !strcmp(word, "sequences")) return word != NULL;
    if (!strcmp(word, "single") || !strcmp(word, "once"))
        return refuse(r, DT_ERR_UNSUPPORTED, &at,
                      "the witness reads the others' responses as '%s'; only 'sequences', the "
                      "definition, can be verified",
                      word);
    return unknown(r, &at, word, "way to read the others' responses", known);
}

static bool read_stage(const reader *r, const json_t *root, uint32_t *number)
{
    spot stage_at = {NULL, "stage", 0}, at = {&stage_at, "number", 0};
    uint64_t count;
    const json_t *stage_ = field(r, root, &stage_at, AN_OBJECT);
    if (!stage_ || !read_count(r, stage_, &at, &count)) return false;
    *number = (uint32_t)count;
    if (count <= r->model->event_count) return true;
    return REFUSE(r, &at, "there is no stage %llu: the stages are 0 (the body) to %u",
                  (unsigned long long)count, (unsigned)r->model->event_count);
}

static bool list_lines(reader *r)
{
    const stage *st = &r->rules->stage;
    r->lines = ARENA_ARRAY(r->arena, st->redline_count + 1, const char *);
    for (uint32_t k = 0; r->lines && k < st->redline_count; k++) {
        const char *player_ = r->model->players[st->redlines[k].player].id;
        const char *line = st->redlines[k].statement->word.text;
        size_t room = strlen(player_) + strlen(line) + 2;
        char *text = arena_take(r->arena, room, 1);
        if (!text) return fail_memory(r->err, r->memory);
        snprintf(text, room, "%s.%s", player_, line);
        r->lines[k] = text;
    }
    return r->lines || fail_memory(r->err, r->memory);
}

static bool read_lift(reader *r, const json_t *root)
{
    spot at = {NULL, "lift", 0};
    const json_t *lift = field(r, root, &at, AN_ARRAY);
    if (!lift || !list_lines(r)) return false;
    for (size_t k = 0; k < json_array_size(lift); k++) {
        spot line_at = {&at, NULL, k};
        const char *line =
            json_string_value(expect(r, json_array_get(lift, k), &line_at, A_STRING));
        if (!line) return false;
        if (!rules_lift(r->rules, line))
            return unknown(r, &line_at, line, "red line at this stage", r->lines);
    }
    return true;
}

static bool list_names(reader *r)
{
    const dt_model *m = r->model;
    table_start(&r->names, r->arena);
    r->players = ARENA_ARRAY(r->arena, m->player_count + 1, const char *);
    r->states = ARENA_ARRAY(r->arena, m->state_count + 1, const char *);
    if (!r->players || !r->states) return fail_memory(r->err, r->memory);
    for (uint32_t i = 0; i < m->player_count; i++) r->players[i] = m->players[i].id;
    for (uint32_t k = 0; k < m->state_count; k++) {
        r->states[k] = m->states[k]->word.text;
        if (!table_add(&r->names, r->states[k], (void *)(uintptr_t)m->states[k]))
            return fail_memory(r->err, r->memory);
    }
    return true;
}

static bool read_root(reader *r, const json_t *root, progress *p)
{
    uint32_t number = 0;
    if (!json_is_object(root))
        return REFUSE(r, NULL, "expected an object, found %s", type_of(root));
    if (!check_command(r, root) || !check_text(r, root) || !check_responses(r, root) ||
        !read_stage(r, root, &number) || !list_names(r))
        return false;
    return rules_start(r->rules, r->model, number, r->memory, r->arena, p, r->err) &&
           read_lift(r, root) && read_verdicts(r, root);
}

/* ---- the text --------------------------------------------------------------------------- */

/* What the text may take as values, from above: the reader of JSON cannot be told a limit. The
 * figures are those of jansson 2.14 on 64 bits, allocator included, rounded up. */
static uint64_t bytes_as_values(const char *text, size_t length)
{
    uint64_t bytes = length;
    bool in_string = false;
    for (size_t k = 0; k < length; k++) {
        char c = text[k];
        if (in_string && c == '\\') k++;
        else if (c == '"') in_string = !in_string;
        else if (in_string) continue;
        else if (c == '{') bytes += 256;
        else if (c == '[') bytes += 160;
        else if (c == ':') bytes += 224;
        else if (c == ',') bytes += 112;
    }
    return bytes;
}

static bool fits(const char *text, size_t length, const memory *m, dt_error *err)
{
    if (length > MAX_WITNESS_BYTES)
        return fail(err, DT_ERR_LIMIT, "the witness has more than %u MiB",
                    (unsigned)(MAX_WITNESS_BYTES >> 20));
    uint64_t bytes = bytes_as_values(text, length);
    if (!m->limit_bytes || bytes <= m->limit_bytes - m->used_bytes) return true;
    return fail(err, DT_ERR_LIMIT,
                "the witness may take %llu MiB to read, more than the memory limit of %llu MiB; "
                "allow more with --memory",
                (unsigned long long)(bytes >> 20) + 1, (unsigned long long)(m->limit_bytes >> 20));
}

static bool fail_text(const char *text, size_t length, const json_error_t *e, dt_error *err)
{
    if (json_error_code(e) == json_error_out_of_memory)
        return fail(err, DT_ERR_MEMORY, "out of memory");
    fail(err, DT_ERR_MODEL, "this is no JSON: %.*s", (int)sizeof e->text, e->text);
    if (!err) return false;
    size_t offset =
        e->position > 0 ? (size_t)e->position - 1 : 0; /* it stands behind the mistake */
    if (offset > length) offset = length;
    while (offset > 0 && offset < length && ((unsigned char)text[offset] & 0xC0) == 0x80) offset--;
    err->offset = (uint32_t)offset;
    err->length = 1;
    text_place(text, length, err->offset, &err->line, &err->column);
    return false;
}

bool witness_read(witness *w, dt_model *m, const char *text, size_t length, memory *memory_,
                  arena *a, progress *p, dt_error *err)
{
    json_error_t mistake = {0};
    *w = (witness){0};
    reader r = {
        .witness = w, .model = m, .rules = &w->rules, .memory = memory_, .arena = a, .err = err};
    if (!fits(text, length, memory_, err)) return false;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &mistake);
    if (!root) return fail_text(text, length, &mistake, err);
    bool read = read_root(&r, root, p);
    json_decref(root);
    if (read && memory_->failed) return fail_memory(err, memory_);
    return read;
}

void witness_free(witness *w)
{
    if (w->rules.model) rules_free(&w->rules);
}
