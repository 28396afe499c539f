/* Names get their meaning.
 *
 * Two passes over the statements. The first declares: players, their options, red lines and
 * preferences, and everything else that has a name. Options are collected per player, so that a
 * player's options are contiguous whatever the order of the file. The second resolves: every name
 * in a condition, an assignment, a note or an event. Mistakes are complained about and leave NONE
 * or NULL behind; after a complaint the model is not used further.
 */
#include "base/bits.h"
#include "base/table.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_SUGGESTIONS = 512 };

typedef struct resolver {
    dt_model *model;
    diagnostics *said;
    table names;       /* players, outcomes, lets, claims, states, sources -> statement */
    table constraints; /* named constraints -> statement */
    table members;     /* "player.name" of options, red lines, preferences -> statement */
    table shorts;      /* short option names -> the first statement; its `option` is 0, not NONE,
                          when several players have such an option */
    table lines;       /* short names of red lines, preferences, constraints -> the first
                          statement; its `index` is 0, not NONE, when there are several */
    table vertices;    /* graph form: names of states -> item */
    bool crowded;      /* there are too many players or states, and it was said */
} resolver;

#define ALL_STATEMENTS(m, s) (statement *s = (m)->statements; s; s = s->next)

statement *model_add(dt_model *m, statement_kind kind)
{
    statement *s = ARENA_NEW(&m->arena, statement);
    if (!s) return NULL;
    s->kind = kind;
    s->owner = s->index = s->option = NONE;
    if (m->last) m->last->next = s;
    else m->statements = s;
    m->last = s;
    m->statement_count++;
    return s;
}

expr *model_expr(dt_model *m, expr_kind kind)
{
    expr *e = ARENA_NEW(&m->arena, expr);
    if (!e) return NULL;
    e->kind = kind;
    e->option = NONE;
    return e;
}

static uint32_t line_of(const resolver *r, span at)
{
    uint32_t line, column;
    text_place(r->said->text ? r->said->text : "", r->said->length, at.offset, &line, &column);
    return line;
}

/* ---- suggestions ------------------------------------------------------------------------ */

/* "; did you mean 'share'?" for the nearest of the words, or "". */
static const char *hint(const char *word, const char *const *words, char *text, size_t room)
{
    const char *nearest = dt_nearest(word, words);
    text[0] = 0;
    if (!nearest || strlen(nearest) > 80) return text;
    strcpy(text, "; did you mean '");
    strncat(text, nearest, room - 24);
    strcat(text, "'?");
    return text;
}

typedef struct words {
    const char *items[MAX_SUGGESTIONS + 1];
    size_t count;
} words;

static void add_word(words *w, const char *word)
{
    if (word && w->count < MAX_SUGGESTIONS) w->items[w->count++] = word;
}

static void add_names(words *w, const resolver *r, unsigned kinds)
{
    for
        ALL_STATEMENTS(r->model, s)
    if (kinds >> s->kind & 1) add_word(w, s->word.text);
}
#define KIND(k) (1u << STATEMENT_##k)
#define CONDITIONS (KIND(OPTION) | KIND(LET) | KIND(OUTCOME))

typedef struct suggestion {
    char text[128];
} suggestion;

static suggestion suggest(const resolver *r, const char *word, unsigned kinds)
{
    suggestion s;
    words known = {.count = 0};
    add_names(&known, r, kinds);
    hint(word, known.items, s.text, sizeof s.text);
    return s;
}

/* ---- pass one: declaring ---------------------------------------------------------------- */

static const char *member_key(resolver *r, const char *player_id, const char *word)
{
    size_t a = strlen(player_id), b = strlen(word);
    char *key = arena_take(&r->model->arena, a + b + 2, 1);
    if (!key) return NULL;
    memcpy(key, player_id, a);
    key[a] = '.';
    memcpy(key + a + 1, word, b);
    return key;
}

/* Puts a statement's name into a table; complains when it is taken. */
static bool declare(resolver *r, table *names, const char *key, statement *s)
{
    if (!key) return false;
    const statement *earlier = table_find(names, key);
    if (earlier) {
        COMPLAIN(r->said, s->word.at, "the name '%s' is taken: it is declared at line %u",
                 s->word.text, (unsigned)line_of(r, earlier->word.at));
        return false;
    }
    return table_add(names, key, s);
}

/* An empty label is none. */
static const char *label_of(const statement *s)
{
    return s->label.text && *s->label.text ? s->label.text : s->word.text;
}

static uint32_t find_player(const resolver *r, const char *word)
{
    const statement *s = table_find(&r->names, word);
    return s && s->kind == STATEMENT_PLAYER ? s->index : NONE;
}

static void declare_player(resolver *r, statement *s)
{
    dt_model *m = r->model;
    const statement *earlier = table_find(&r->names, s->word.text);
    bool reopens = earlier && earlier->kind == STATEMENT_PLAYER;
    if (reopens && s->added) {
        COMPLAIN(r->said, s->word.at,
                 "'%s' is a player already (line %u); add to it by 'add %s option ...'",
                 s->word.text, (unsigned)line_of(r, earlier->word.at), s->word.text);
        return;
    }
    if (reopens) {
        s->index = earlier->index;
        if (s->label.text && !earlier->label.text) m->players[s->index].label = s->label.text;
        else if (s->label.text)
            COMPLAIN(r->said, s->label.at, "player '%s' has its label at line %u already",
                     s->word.text, (unsigned)line_of(r, earlier->label.at));
        return;
    }
    if (m->player_count == MAX_PLAYERS) {
        if (!r->crowded) COMPLAIN(r->said, s->at, "more than %d players", MAX_PLAYERS);
        r->crowded = true;
        return;
    }
    s->index = m->player_count;
    if (!declare(r, &r->names, s->word.text, s)) return;
    m->players[m->player_count++] =
        (player){.id = s->word.text, .label = label_of(s), .statement = s};
}

static bool find_owner(resolver *r, statement *s)
{
    s->owner = s->player.text ? find_player(r, s->player.text) : NONE;
    if (s->owner != NONE) return true;
    if (!s->player.text) return false;
    COMPLAIN(r->said, s->player.at, "unknown player '%s'%s", s->player.text,
             suggest(r, s->player.text, KIND(PLAYER)).text);
    return false;
}

static void declare_option(resolver *r, statement *s)
{
    if (!find_owner(r, s)) return;
    if (!declare(r, &r->members, member_key(r, s->player.text, s->word.text), s)) return;
    s->index = 0; /* declared; its place is known after all are */
    statement *earlier = table_find(&r->shorts, s->word.text);
    if (earlier) earlier->option = 0; /* ambiguous from now on */
    else table_add(&r->shorts, s->word.text, s);
}

static void declare_line(resolver *r, statement *s)
{
    statement *earlier = table_find(&r->lines, s->word.text);
    if (earlier) earlier->index = 0;
    else table_add(&r->lines, s->word.text, s);
}

/* The states of the graph form: each becomes a named state, of which its place in the list is the
 * bits. */
static void declare_vertices(resolver *r, statement *s)
{
    dt_model *m = r->model;
    for (item *k = s->items; k; k = k->next) {
        if (m->state_count == MAX_VERTICES) {
            if (!r->crowded) COMPLAIN(r->said, k->word.at, "more than %d states", MAX_VERTICES);
            r->crowded = true;
            return;
        }
        statement *named = ARENA_NEW(&m->arena, statement);
        if (!named) return;
        *named = (statement){
            .kind = STATEMENT_STATE, .at = k->word.at, .word = k->word, .index = m->state_count};
        m->states[m->state_count++] = k->definition = named;
        if (table_find(&r->vertices, k->word.text) || table_find(&r->names, k->word.text))
            COMPLAIN(r->said, k->word.at, "the name '%s' is taken", k->word.text);
        else table_add(&r->vertices, k->word.text, k);
    }
}

static void declare_constraint(resolver *r, statement *s)
{
    if (s->word.text && declare(r, &r->constraints, s->word.text, s)) declare_line(r, s);
}

static void once(resolver *r, statement *s, const statement **slot_, const char *what)
{
    if (*slot_)
        COMPLAIN(r->said, s->at, "a second '%s'; the first is at line %u", what,
                 (unsigned)line_of(r, (*slot_)->at));
    else *slot_ = s;
}

static void declare_statement(resolver *r, statement *s, const statement **conflict)
{
    dt_model *m = r->model;
    switch (s->kind) {
    case STATEMENT_CONFLICT:
        once(r, s, conflict, "conflict");
        m->title = (*conflict)->label.text;
        break;
    case STATEMENT_SOURCE:
    case STATEMENT_CLAIM: declare(r, &r->names, s->word.text, s); break;
    case STATEMENT_STATE:
        declare(r, &r->names, s->word.text, s);
        m->states[s->index = m->state_count++] = s;
        break;
    case STATEMENT_LET:
    case STATEMENT_OUTCOME:
        declare(r, &r->names, s->word.text, s);
        s->index = m->definition_count++;
        if (s->kind == STATEMENT_OUTCOME) m->outcomes[m->outcome_count++] = s;
        break;
    case STATEMENT_PLAYER: declare_player(r, s); break;
    case STATEMENT_STATUS_QUO: once(r, s, &m->status_quo, "status quo"); break;
    case STATEMENT_NO_DEAL: once(r, s, &m->no_deal, "no deal"); break;
    case STATEMENT_STATES: m->graph_form = true; break;
    case STATEMENT_COALESCE:
        if (m->coalesced_count == MAX_COALESCED)
            COMPLAIN(r->said, s->at, "more than %d 'coalesce'", MAX_COALESCED);
        else m->coalesced[m->coalesced_count++] = s;
        break;
    case STATEMENT_INFEASIBLE:
    case STATEMENT_REQUIRE: declare_constraint(r, s); break;
    case STATEMENT_EVENT:
        if (++m->event_count == MAX_EVENTS + 1)
            COMPLAIN(r->said, s->at, "more than %d events", MAX_EVENTS);
        break;
    default: break;
    }
}

static void declare_member(resolver *r, statement *s)
{
    dt_model *m = r->model;
    switch (s->kind) {
    case STATEMENT_OPTION: declare_option(r, s); break;
    case STATEMENT_REDLINE:
    case STATEMENT_PREFER:
        if (find_owner(r, s) && s->word.text)
            if (declare(r, &r->members, member_key(r, s->player.text, s->word.text), s))
                declare_line(r, s);
        break;
    case STATEMENT_RANK:
        if (!find_owner(r, s)) break;
        once(r, s, &m->players[s->owner].rank, "rank' of this player, or its 'rank");
        break;
    case STATEMENT_MOVE: find_owner(r, s); break;
    case STATEMENT_STATES: declare_vertices(r, s); break;
    default: break;
    }
}

static uint64_t count_kind(const dt_model *m, unsigned kinds)
{
    uint64_t count = 0;
    for
        ALL_STATEMENTS(m, s) count += kinds >> s->kind & 1;
    return count;
}

static void name_levels(resolver *r, option *o, const statement *s)
{
    static const char *const yes_no[] = {"no", "yes"};
    o->levels = 2;
    if (!s->levels) {
        o->level_names[0] = yes_no[0], o->level_names[1] = yes_no[1];
        return;
    }
    o->declared_levels = true;
    o->levels = 0;
    for (const item *level = s->levels; level && o->levels < MAX_LEVELS; level = level->next) {
        for (uint32_t k = 0; k < o->levels; k++)
            if (strcmp(o->level_names[k], level->word.text) == 0)
                COMPLAIN(r->said, level->word.at, "level '%s' stands twice", level->word.text);
        o->level_names[o->levels++] = level->word.text;
    }
}

/* Gives an option its place after those before it. False when the bits do not suffice. */
static bool place_option(resolver *r, statement *s)
{
    dt_model *m = r->model;
    option *o = &m->options[m->option_count];
    *o = (option){.id = s->word.text,
                  .label = label_of(s),
                  .statement = s,
                  .player = s->owner,
                  .irreversible = s->irreversible,
                  .first_bit = m->bits};
    name_levels(r, o, s);
    o->bits = o->levels - 1;
    if (m->bits + o->bits > MAX_BITS) {
        COMPLAIN(r->said, s->at,
                 "too many options: one takes a bit, one with levels a bit less than its levels, "
                 "and %d bits is the limit",
                 MAX_BITS);
        return false;
    }
    o->mask = low_bits(o->bits) << o->first_bit;
    m->bits += o->bits;
    m->players[s->owner].bits |= o->mask;
    m->players[s->owner].options++;
    s->index = m->option_count++;
    return true;
}

/* Options stand with their players, in the order of the file. */
static bool place_options(resolver *r)
{
    dt_model *m = r->model;
    statement *found[MAX_BITS + 1];
    uint32_t count = 0;
    for
        ALL_STATEMENTS(m, s)
    if (s->kind == STATEMENT_OPTION && s->owner != NONE && s->index != NONE && count <= MAX_BITS)
        found[count++] = s;
    m->option_count = 0;
    for (uint32_t i = 0; i < m->player_count; i++) {
        m->players[i].first_option = m->option_count;
        for (uint32_t k = 0; k < count; k++)
            if (found[k]->owner == i && !place_option(r, found[k])) return false;
    }
    return true;
}

/* ---- pass two: resolving ---------------------------------------------------------------- */

static const char *full_name(const option *o, const dt_model *m, char *text, size_t room)
{
    const char *id = m->players[o->player].id;
    text[0] = 0;
    strncat(text, id, room / 2 - 2);
    strcat(text, ".");
    strncat(text, o->id, room / 2 - 2);
    return text;
}

/* The option that a name speaks of, seen from a player's statements. NONE without a complaint when
 * there is none of that name; *ambiguous when there are several. */
static uint32_t find_option(const resolver *r, const name *player_, const name *word,
                            uint32_t owner, bool *ambiguous)
{
    *ambiguous = false;
    const dt_model *m = r->model;
    uint32_t wanted = player_->text ? find_player(r, player_->text) : owner;
    if (wanted != NONE) {
        const player *p = &m->players[wanted];
        for (uint32_t k = p->first_option; k < p->first_option + p->options; k++)
            if (strcmp(m->options[k].id, word->text) == 0) return k;
    }
    if (player_->text) return NONE;
    const statement *first = table_find(&r->shorts, word->text);
    if (!first) return NONE;
    *ambiguous = first->option != NONE;
    return *ambiguous ? NONE : first->index;
}

static void complain_ambiguous(resolver *r, const name *word)
{
    const dt_model *m = r->model;
    char first[96] = "", second[96] = "";
    for (uint32_t k = 0; k < m->option_count; k++)
        if (strcmp(m->options[k].id, word->text) == 0)
            full_name(&m->options[k], m, first[0] ? second : first, sizeof first);
    COMPLAIN(r->said, word->at, "'%s' is an option of several players: write '%s' or '%s'",
             word->text, first, second);
}

static void complain_unknown_option(resolver *r, const name *player_, const name *word)
{
    if (player_->text && find_player(r, player_->text) == NONE) {
        COMPLAIN(r->said, player_->at, "unknown player '%s'%s", player_->text,
                 suggest(r, player_->text, KIND(PLAYER)).text);
        return;
    }
    const statement *other = table_find(&r->names, word->text);
    if (!player_->text && other) {
        COMPLAIN(r->said, word->at, "'%s' (line %u) is no option", word->text,
                 (unsigned)line_of(r, other->word.at));
        return;
    }
    suggestion s = suggest(r, word->text, KIND(OPTION));
    if (player_->text)
        COMPLAIN(r->said, word->at, "player '%s' has no option '%s'%s", player_->text, word->text,
                 s.text);
    else COMPLAIN(r->said, word->at, "unknown option '%s'%s", word->text, s.text);
}

/* The option, or NONE after a complaint. */
static uint32_t need_option(resolver *r, const name *player_, const name *word, uint32_t owner)
{
    bool ambiguous;
    uint32_t k = find_option(r, player_, word, owner, &ambiguous);
    if (k != NONE) return k;
    if (ambiguous) complain_ambiguous(r, word);
    else complain_unknown_option(r, player_, word);
    return NONE;
}

/* The level of an option, or NONE after a complaint. */
static uint32_t need_level(resolver *r, const option *o, const name *level)
{
    words known = {.count = 0};
    for (uint32_t v = 0; v < o->levels; v++) {
        if (strcmp(o->level_names[v], level->text) == 0) return v;
        add_word(&known, o->level_names[v]);
    }
    char near[128], list[200] = "";
    hint(level->text, known.items, near, sizeof near);
    for (uint32_t v = 0; v < o->levels; v++) {
        if (v) strncat(list, ", ", sizeof list - strlen(list) - 1);
        strncat(list, o->level_names[v], sizeof list - strlen(list) - 1);
    }
    if (o->declared_levels)
        COMPLAIN(r->said, level->at, "option '%s' has no level '%s'; its levels are %s%s", o->id,
                 level->text, list, near);
    else
        COMPLAIN(r->said, level->at,
                 "option '%s' has no levels: expected 'yes' or 'no' after the sign, found '%s'",
                 o->id, level->text);
    return NONE;
}

/* A whole number from 1, or 0. */
static uint64_t whole_number(const char *text)
{
    uint64_t value = 0;
    for (const char *c = text; *c; c++) {
        if (*c < '0' || *c > '9' || value > UINT64_MAX / 10 - 9) return 0;
        value = value * 10 + (uint64_t)(*c - '0');
    }
    return value;
}

/* A named state, or a state's number where no state has a name. False after a complaint. */
static bool need_state(resolver *r, const name *word, const statement **definition,
                       uint64_t *number)
{
    const dt_model *m = r->model;
    *definition = NULL;
    *number = 0;
    if (m->graph_form) {
        const item *vertex = table_find(&r->vertices, word->text);
        if (vertex) *definition = vertex->definition;
        else
            COMPLAIN(r->said, word->at, "'%s' is not among the states listed by 'states'",
                     word->text);
        return vertex;
    }
    const statement *s = table_find(&r->names, word->text);
    if (s && s->kind == STATEMENT_STATE) {
        *definition = s;
        return true;
    }
    *number = whole_number(word->text);
    if (*number && m->state_count == 0) return true;
    if (s)
        COMPLAIN(r->said, word->at, "'%s' (line %u) is no state", word->text,
                 (unsigned)line_of(r, s->word.at));
    else
        COMPLAIN(r->said, word->at, "unknown state '%s'%s", word->text,
                 suggest(r, word->text, KIND(STATE)).text);
    return false;
}

static void resolve_name(resolver *r, expr *e, uint32_t owner)
{
    bool ambiguous;
    e->option = find_option(r, &e->player, &e->word, owner, &ambiguous);
    if (e->option != NONE) return;
    if (ambiguous) {
        complain_ambiguous(r, &e->word);
        return;
    }
    const statement *s = e->player.text ? NULL : table_find(&r->names, e->word.text);
    if (s && (s->kind == STATEMENT_LET || s->kind == STATEMENT_OUTCOME)) {
        e->definition = s;
        return;
    }
    if (e->player.text) {
        complain_unknown_option(r, &e->player, &e->word);
        return;
    }
    if (s && s->kind == STATEMENT_STATE)
        COMPLAIN(r->said, e->word.at, "'%s' is a state: write 'state %s'", e->word.text,
                 e->word.text);
    else if (s)
        COMPLAIN(r->said, e->word.at, "'%s' (line %u) is no option, let or outcome", e->word.text,
                 (unsigned)line_of(r, s->word.at));
    else
        COMPLAIN(r->said, e->word.at, "unknown option, let or outcome '%s'%s", e->word.text,
                 suggest(r, e->word.text, CONDITIONS).text);
}

static void resolve_compare(resolver *r, expr *e, uint32_t owner)
{
    const statement *s = e->player.text ? NULL : table_find(&r->names, e->word.text);
    bool ambiguous;
    if (s && (s->kind == STATEMENT_LET || s->kind == STATEMENT_OUTCOME) &&
        find_option(r, &e->player, &e->word, owner, &ambiguous) == NONE && !ambiguous) {
        COMPLAIN(r->said, e->word.at, "'%s' is a condition (line %u), and only options have levels",
                 e->word.text, (unsigned)line_of(r, s->word.at));
        return;
    }
    e->option = need_option(r, &e->player, &e->word, owner);
    if (e->option == NONE) return;
    const option *o = &r->model->options[e->option];
    e->value = need_level(r, o, &e->level);
    if (e->value != NONE && !o->declared_levels && e->relation != REL_EQUAL &&
        e->relation != REL_DIFFERENT)
        COMPLAIN(r->said, e->at, "option '%s' has no levels to order: use '=' or '!='", o->id);
}

/* Depth is bounded by the parser. */
static void resolve_expr(resolver *r, expr *e, uint32_t owner)
{
    if (!e) return;
    switch (e->kind) {
    case EXPR_NAME: resolve_name(r, e, owner); break;
    case EXPR_COMPARE: resolve_compare(r, e, owner); break;
    case EXPR_STATE: need_state(r, &e->word, &e->definition, &e->number); break;
    default:
        for (expr *child = e->first; child; child = child->next) resolve_expr(r, child, owner);
    }
    if ((e->kind == EXPR_EXACTLY || e->kind == EXPR_AT_LEAST || e->kind == EXPR_AT_MOST)) {
        uint32_t children = 0;
        for (const expr *child = e->first; child; child = child->next) children++;
        if (e->count > children)
            COMPLAIN(r->said, e->at, "the list has only %u, so %u of them %s", (unsigned)children,
                     (unsigned)e->count,
                     e->kind == EXPR_AT_MOST ? "is no limit" : "can never hold");
    }
}

static void resolve_setting(resolver *r, setting *s, const assignment *all, uint32_t owner)
{
    s->option = need_option(r, &s->player, &s->word, owner);
    if (s->option == NONE) return;
    const option *o = &r->model->options[s->option];
    if (s->negated) s->value = 0;
    else if (s->level.text) s->value = need_level(r, o, &s->level);
    else if (o->declared_levels) {
        COMPLAIN(r->said, s->at, "option '%s' has levels: name one, as in '%s = %s'", o->id, o->id,
                 o->level_names[1]);
        s->value = NONE;
    } else s->value = 1;
    for (const setting *earlier = all->settings; earlier != s; earlier = earlier->next)
        if (earlier->option == s->option) {
            COMPLAIN(r->said, s->at, "option '%s' is named twice", o->id);
            return;
        }
}

static void resolve_pattern(resolver *r, const assignment *a)
{
    const dt_model *m = r->model;
    const char *p = a->word.text;
    size_t length = strlen(p);
    if (m->graph_form) {
        COMPLAIN(r->said, a->at, "a model with 'states' has no patterns: name a state");
        return;
    }
    if (length != m->option_count) {
        COMPLAIN(r->said, a->at, "a pattern has one character an option: expected %u, found %u",
                 (unsigned)m->option_count, (unsigned)length);
        return;
    }
    for (size_t k = 0; k < length; k++) {
        const option *o = &m->options[k];
        bool fits =
            p[k] == '-' || (o->declared_levels ? p[k] >= '0' && p[k] < (char)('0' + (int)o->levels)
                                               : p[k] == 'N' || p[k] == 'Y');
        if (fits) continue;
        if (o->declared_levels)
            COMPLAIN(r->said, a->at,
                     "character %u of the pattern is option '%s': expected a digit from 0 to %u or "
                     "'-', found '%c'",
                     (unsigned)k + 1, o->id, (unsigned)o->levels - 1, p[k]);
        else
            COMPLAIN(r->said, a->at,
                     "character %u of the pattern is option '%s': expected N, Y or '-', found '%c'",
                     (unsigned)k + 1, o->id, p[k]);
        return;
    }
}

static void resolve_assignment(resolver *r, assignment *a)
{
    if (a->kind == ASSIGN_LIST && r->model->graph_form)
        COMPLAIN(r->said, a->at, "a model with 'states' has no options: write 'state NAME'");
    else if (a->kind == ASSIGN_LIST)
        for (setting *s = a->settings; s; s = s->next) resolve_setting(r, s, a, NONE);
    else if (a->kind == ASSIGN_PATTERN) resolve_pattern(r, a);
    else need_state(r, &a->word, &a->definition, &a->number);
}

static void resolve_notes(resolver *r, statement *s)
{
    for (note *n = s->notes; n; n = n->next) {
        if (!n->word.text) continue;
        const statement *found = table_find(&r->names, n->word.text);
        statement_kind wanted = n->cites ? STATEMENT_SOURCE : STATEMENT_CLAIM;
        if (found && found->kind == wanted) n->definition = found;
        else
            COMPLAIN(r->said, n->word.at, "unknown %s '%s'%s", n->cites ? "source" : "claim",
                     n->word.text,
                     suggest(r, n->word.text, n->cites ? KIND(SOURCE) : KIND(CLAIM)).text);
    }
}

static bool is_line(const statement *s)
{
    return s->kind == STATEMENT_REDLINE || s->kind == STATEMENT_PREFER;
}

/* The red line or preference PLAYER.NAME, or NULL. */
static const statement *find_line(resolver *r, const char *player_id, const char *word)
{
    const char *key = member_key(r, player_id, word);
    const statement *s = key ? table_find(&r->members, key) : NULL;
    return s && is_line(s) ? s : NULL;
}

static void resolve_drop(resolver *r, statement *s)
{
    if (s->player.text) s->target = find_line(r, s->player.text, s->word.text);
    else s->target = table_find(&r->lines, s->word.text);
    if (s->target && !s->player.text && s->target->index != NONE)
        COMPLAIN(r->said, s->word.at,
                 "'%s' is the name of several statements: write 'drop PLAYER.%s'", s->word.text,
                 s->word.text);
    if (!s->target)
        COMPLAIN(r->said, s->word.at, "no red line, preference or constraint is named '%s'%s",
                 s->word.text,
                 suggest(r, s->word.text,
                         KIND(REDLINE) | KIND(PREFER) | KIND(INFEASIBLE) | KIND(REQUIRE))
                     .text);
}

static const char *kind_of_line(const statement *s)
{
    return s->kind == STATEMENT_REDLINE ? "red line" : "preference";
}

static void resolve_anchor(resolver *r, statement *s)
{
    if (!s->anchor.text || s->owner == NONE) return;
    s->target = find_line(r, s->player.text, s->anchor.text);
    if (!s->target)
        COMPLAIN(r->said, s->anchor.at, "player '%s' has no red line or preference named '%s'%s",
                 s->player.text, s->anchor.text,
                 suggest(r, s->anchor.text, KIND(REDLINE) | KIND(PREFER)).text);
    else if (s->target->kind != s->kind)
        COMPLAIN(r->said, s->anchor.at,
                 "'%s' is a %s: a %s can only stand before or after one of its kind",
                 s->anchor.text, kind_of_line(s->target), kind_of_line(s));
}

static void resolve_items(resolver *r, statement *s)
{
    for (item *k = s->items; k; k = k->next) {
        if (s->kind == STATEMENT_RANK) need_state(r, &k->word, &k->definition, &k->number);
        if (s->kind != STATEMENT_MOVE) continue;
        const statement *to;
        uint64_t unused;
        if (!need_state(r, &k->word, &k->definition, &unused) ||
            !need_state(r, &k->to, &to, &unused) || !to || !k->definition)
            continue;
        k->bits = to->index;
        if (to == k->definition)
            COMPLAIN(r->said, k->word.at, "a move from state '%s' to itself", k->word.text);
    }
}

static void resolve_statement(resolver *r, statement *s)
{
    resolve_notes(r, s);
    resolve_expr(r, s->condition, s->owner);
    switch (s->kind) {
    case STATEMENT_STATUS_QUO:
    case STATEMENT_NO_DEAL:
    case STATEMENT_STATE:
    case STATEMENT_FIX:
    case STATEMENT_NOW: resolve_assignment(r, &s->assignment); break;
    case STATEMENT_PREFER:
        if (s->direction) s->option = need_option(r, &s->scale_player, &s->scale, s->owner);
        resolve_anchor(r, s);
        break;
    case STATEMENT_REDLINE: resolve_anchor(r, s); break;
    case STATEMENT_FREE: s->option = need_option(r, &s->player, &s->word, NONE); break;
    case STATEMENT_DROP: resolve_drop(r, s); break;
    case STATEMENT_RANK:
    case STATEMENT_STATES:
    case STATEMENT_MOVE: resolve_items(r, s); break;
    default: break;
    }
}

/* ---- what must fit together ------------------------------------------------------------- */

static void check_short_names(resolver *r)
{
    for
        ALL_STATEMENTS(r->model, s)
        {
            if (s->kind != STATEMENT_LET && s->kind != STATEMENT_OUTCOME) continue;
            const statement *o = table_find(&r->shorts, s->word.text);
            if (o)
                COMPLAIN(r->said, s->word.at,
                         "'%s' is an option (line %u): a let or outcome needs a name of its own",
                         s->word.text, (unsigned)line_of(r, o->word.at));
        }
}

static void check_forms(resolver *r)
{
    dt_model *m = r->model;
    uint64_t prefers[MAX_PLAYERS] = {0};
    uint64_t redlines = 0;
    for
        ALL_STATEMENTS(m, s)
        {
            bool of_options = s->kind == STATEMENT_OPTION || s->kind == STATEMENT_INFEASIBLE ||
                              s->kind == STATEMENT_REQUIRE || s->kind == STATEMENT_COALESCE ||
                              s->kind == STATEMENT_STATE;
            if (m->graph_form && of_options)
                COMPLAIN(r->said, s->at,
                         "a model with 'states' names its states there: it has no options, "
                         "constraints, 'state' or 'coalesce'");
            if (m->graph_form && (s->kind == STATEMENT_FIX || s->kind == STATEMENT_FREE))
                COMPLAIN(r->said, s->at,
                         "'fix' and 'free' are about options, and a model with 'states' has none");
            if (!m->graph_form && s->kind == STATEMENT_MOVE)
                COMPLAIN(
                    r->said, s->at,
                    "'move' belongs to a model with 'states'; here players move by their options");
            redlines += s->kind == STATEMENT_REDLINE;
            if (s->kind == STATEMENT_REDLINE && redlines == MAX_REDLINES + 1)
                COMPLAIN(r->said, s->at, "more than %d red lines", MAX_REDLINES);
            if (s->owner == NONE || s->kind != STATEMENT_PREFER) continue;
            bool scale = s->direction && s->option != NONE && s->option < m->option_count;
            uint64_t before = prefers[s->owner];
            prefers[s->owner] += scale ? m->options[s->option].bits : 1;
            if (before <= MAX_CRITERIA && prefers[s->owner] > MAX_CRITERIA)
                COMPLAIN(r->said, s->at, "more than %d preference statements of player '%s'",
                         MAX_CRITERIA, s->player.text);
            if (m->players[s->owner].rank)
                COMPLAIN(r->said, s->at,
                         "player '%s' has a 'rank' (line %u), which alone is its preference: no "
                         "'prefer' beside it",
                         s->player.text, (unsigned)line_of(r, m->players[s->owner].rank->at));
        }
    if (m->player_count == 0 && r->said->errors == 0)
        COMPLAIN(r->said, NO_PLACE,
                 "no player: a model needs at least one, as in 'player upstream \"Upper town\"'");
}

static void check_rank_once(resolver *r, const statement *s)
{
    table seen;
    table_start(&seen, &r->model->arena);
    for (item *k = s->items; k; k = k->next) {
        if (table_find(&seen, k->word.text))
            COMPLAIN(r->said, k->word.at, "state '%s' stands twice in this rank", k->word.text);
        else table_add(&seen, k->word.text, k);
    }
}

/* ---- definitions in an order in which each uses earlier ones only ------------------------ */

static uint32_t uses(const expr *e, bool (*visit)(void *ctx, const statement *), void *ctx)
{
    uint32_t count = 0;
    if (e->kind == EXPR_NAME && e->definition) count += visit(ctx, e->definition);
    for (const expr *child = e->first; child; child = child->next) count += uses(child, visit, ctx);
    return count;
}

typedef struct ordering {
    const statement **all;   /* by index */
    uint32_t *missing;       /* uses not placed yet */
    uint32_t *first, *users; /* compressed rows: who uses definition k */
    uint32_t *fill;
    uint32_t from;
} ordering;

static bool count_use(void *ctx, const statement *used)
{
    ordering *o = ctx;
    o->first[used->index + 1]++;
    return true;
}

static bool record_use(void *ctx, const statement *used)
{
    ordering *o = ctx;
    o->users[o->fill[used->index]++] = o->from;
    return true;
}

static void order_definitions(resolver *r)
{
    dt_model *m = r->model;
    uint32_t n = m->definition_count;
    ordering o = {.all = ARENA_ARRAY(&m->arena, n, const statement *),
                  .missing = ARENA_ARRAY(&m->arena, n, uint32_t),
                  .first = ARENA_ARRAY(&m->arena, n + 1, uint32_t),
                  .fill = ARENA_ARRAY(&m->arena, n, uint32_t)};
    m->definitions = ARENA_ARRAY(&m->arena, n, const statement *);
    if (!o.all || !o.missing || !o.first || !o.fill || !m->definitions) return;
    for
        ALL_STATEMENTS(m, s)
        {
            if (s->kind != STATEMENT_LET && s->kind != STATEMENT_OUTCOME) continue;
            o.all[s->index] = s;
            if (s->condition) o.missing[s->index] = uses(s->condition, count_use, &o);
        }
    for (uint32_t k = 0; k < n; k++) o.first[k + 1] += o.first[k], o.fill[k] = o.first[k];
    o.users = ARENA_ARRAY(&m->arena, o.first[n], uint32_t);
    if (!o.users) return;
    for (uint32_t k = 0; k < n; k++)
        if (o.from = k, o.all[k]->condition) uses(o.all[k]->condition, record_use, &o);
    uint32_t placed = 0;
    for (uint32_t k = 0; k < n; k++)
        if (o.missing[k] == 0) m->definitions[placed++] = o.all[k];
    for (uint32_t k = 0; k < placed; k++)
        for (uint32_t u = o.first[m->definitions[k]->index];
             u < o.first[m->definitions[k]->index + 1]; u++)
            if (--o.missing[o.users[u]] == 0) m->definitions[placed++] = o.all[o.users[u]];
    for (uint32_t k = 0; k < n; k++)
        if (o.missing[k]) {
            COMPLAIN(r->said, o.all[k]->word.at,
                     "'%s' is defined in a circle: it uses itself, directly or through others",
                     o.all[k]->word.text);
            return;
        }
}

/* ---- events ----------------------------------------------------------------------------- */

/* By last day, then by place in the file. */
static int by_last_day(const void *a, const void *b)
{
    const statement *const *x = a, *const *y = b;
    uint32_t p = date_last_day((*x)->date), q = date_last_day((*y)->date);
    if (p != q) return p < q ? -1 : 1;
    return (*x)->at.offset < (*y)->at.offset ? -1 : (*x)->at.offset > (*y)->at.offset;
}

static void order_events(dt_model *m)
{
    uint32_t count = 0;
    for
        ALL_STATEMENTS(m, s)
    if (s->kind == STATEMENT_EVENT) m->events[count++] = s;
    const statement **in_file = ARENA_ARRAY(&m->arena, count + 1, const statement *);
    if (!in_file) return;
    for (uint32_t k = 0; k < count; k++) in_file[k + 1] = m->events[k];
    qsort(m->events, count, sizeof *m->events, by_last_day);
    for (uint32_t k = 0; k < count; k++) ((statement *)(uintptr_t)m->events[k])->index = k + 1;
    for
        ALL_STATEMENTS(m, s)
    if (s->event) s->event = in_file[s->event]->index;
}

/* ---- all of it -------------------------------------------------------------------------- */

static bool make_tables(dt_model *m)
{
    uint64_t players = count_kind(m, KIND(PLAYER));
    m->players = ARENA_ARRAY(&m->arena, players < MAX_PLAYERS ? players : MAX_PLAYERS, player);
    m->options = ARENA_ARRAY(&m->arena, count_kind(m, KIND(OPTION)), option);
    m->outcomes = ARENA_ARRAY(&m->arena, count_kind(m, KIND(OUTCOME)), const statement *);
    uint64_t vertices = 0;
    for
        ALL_STATEMENTS(m, s)
    for (const item *k = s->kind == STATEMENT_STATES ? s->items : NULL; k; k = k->next) vertices++;
    if (vertices > MAX_VERTICES) vertices = MAX_VERTICES;
    m->states = ARENA_ARRAY(&m->arena, count_kind(m, KIND(STATE)) + vertices, const statement *);
    m->coalesced = ARENA_ARRAY(&m->arena, MAX_COALESCED, const statement *);
    m->events = ARENA_ARRAY(&m->arena, count_kind(m, KIND(EVENT)), const statement *);
    return !m->memory.failed;
}

/* The tables of a model that is resolved, for an expression that comes later. */
static void start_tables(resolver *r, dt_model *m, diagnostics *said)
{
    *r = (resolver){.model = m, .said = said};
    table_start(&r->names, &m->arena);
    table_start(&r->constraints, &m->arena);
    table_start(&r->members, &m->arena);
    table_start(&r->shorts, &m->arena);
    table_start(&r->lines, &m->arena);
    table_start(&r->vertices, &m->arena);
}

void model_resolve(dt_model *m, diagnostics *said)
{
    resolver r;
    start_tables(&r, m, said);
    if (!make_tables(m)) return;
    const statement *conflict = NULL;
    for
        ALL_STATEMENTS(m, s) declare_statement(&r, s, &conflict);
    for
        ALL_STATEMENTS(m, s) declare_member(&r, s);
    if (!place_options(&r) || m->memory.failed) return;
    if (m->graph_form) m->bits = bits_for(m->state_count);
    for
        ALL_STATEMENTS(m, s) resolve_statement(&r, s);
    for
        ALL_STATEMENTS(m, s)
    if (s->kind == STATEMENT_RANK) check_rank_once(&r, s);
    check_short_names(&r);
    check_forms(&r);
    if (m->memory.failed) return;
    order_definitions(&r);
    order_events(m);
}

void model_resolve_expr(dt_model *m, expr *e, uint32_t owner, diagnostics *said)
{
    resolver r;
    start_tables(&r, m, said);
    for
        ALL_STATEMENTS(m, s)
        {
            if (!s->word.text) continue;
            bool named = s->kind == STATEMENT_PLAYER || s->kind == STATEMENT_LET ||
                         s->kind == STATEMENT_OUTCOME || s->kind == STATEMENT_STATE ||
                         s->kind == STATEMENT_CLAIM || s->kind == STATEMENT_SOURCE;
            if (named && !table_find(&r.names, s->word.text)) table_add(&r.names, s->word.text, s);
            if (s->kind == STATEMENT_OPTION && !table_find(&r.shorts, s->word.text))
                table_add(&r.shorts, s->word.text, s);
        }
    for
        ALL_STATEMENTS(m, s)
    for (item *k = s->kind == STATEMENT_STATES ? s->items : NULL; k; k = k->next)
        table_add(&r.vertices, k->word.text, k);
    if (!m->memory.failed) resolve_expr(&r, e, owner);
}

uint32_t option_level(const option *o, uint64_t state)
{
    uint32_t level = 0;
    while (level < o->bits && state >> (o->first_bit + level) & 1) level++;
    return level;
}

void model_pattern(const dt_model *m, uint64_t state, char *pattern)
{
    for (uint32_t k = 0; k < m->option_count; k++) {
        const option *o = &m->options[k];
        uint32_t level = option_level(o, state);
        pattern[k] = (char)(o->declared_levels ? '0' + (int)level : level ? 'Y' : 'N');
    }
    pattern[m->option_count] = 0;
}
