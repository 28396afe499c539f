/* Folding by utf8proc, stemming by libstemmer (Porter's Snowball). Both see each different word of a
 * vocabulary once, so their cost does not count. */
#include "evidence/fold.h"

#include "base/utf8.h"

#include <libstemmer.h>
#include <string.h>
#include <utf8proc.h>

struct stemmer {
    memory *memory;
    struct sb_stemmer *snowball; /* NULL: "none" */
};

static void keep_as_is(const char *word, size_t length, folded *f)
{
    memcpy(f->text, word, length);
    f->text[length] = 0;
    f->length = length;
}

static void fold(const char *word, size_t length, utf8proc_option_t options, folded *f)
{
    utf8proc_int32_t points[FOLDED_BYTES];
    if (length > WORD_BYTES) {
        length = WORD_BYTES;
        while (length && ((unsigned char)word[length] & 0xC0) == 0x80)
            length--; /* no half letter */
    }
    keep_as_is(word, length, f);
    utf8proc_ssize_t count =
        utf8proc_decompose((const utf8proc_uint8_t *)word, (utf8proc_ssize_t)length, points,
                           FOLDED_BYTES - 1, options);
    if (count < 0 || count > FOLDED_BYTES - 1) return;
    utf8proc_ssize_t bytes = utf8proc_reencode(points, count, options);
    if (bytes < 0 || bytes >= FOLDED_BYTES) return;
    memcpy(f->text, points, (size_t)bytes);
    f->text[bytes] = 0;
    f->length = (size_t)bytes;
}

enum {
    CASE = UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE,
    BARE = CASE | UTF8PROC_STRIPMARK
};

void fold_case(const char *word, size_t length, folded *f)
{
    fold(word, length, (utf8proc_option_t)CASE, f);
}

void fold_accents(const char *word, size_t length, folded *f)
{
    fold(word, length, (utf8proc_option_t)BARE, f);
}

bool point_in_word(uint32_t point)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)point);
    return (c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_NO) || point == 0xAD ||
           point == 0x200C || point == 0x200D; /* joiners and soft hyphens stand inside words */
}

bool point_is_letter(uint32_t point)
{
    utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)point);
    return c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
}

/* ---- stems ------------------------------------------------------------------------------------ */

static void *fail_language(dt_error *err, const char *language)
{
    const char **known = sb_stemmer_list();
    char list[300] = "none";
    size_t used = 4;
    for (size_t k = 0; known && known[k] && used < sizeof list - 40; k++) {
        memcpy(list + used, ", ", 2);
        size_t length = strlen(known[k]);
        if (length > 30) length = 30;
        memcpy(list + used + 2, known[k], length);
        used += 2 + length;
        list[used] = 0;
    }
    const char *nearest = known ? dt_nearest(language, known) : NULL;
    if (nearest)
        return fail(err, DT_ERR_USAGE, "--language: unknown language '%.40s'; did you mean '%s'?",
                    language, nearest);
    return fail(err, DT_ERR_USAGE, "--language: unknown language '%.40s'; known are %s", language,
                list);
}

stemmer *stemmer_new(memory *m, const char *language, dt_error *err)
{
    stemmer *s = memory_take(m, 1, sizeof *s);
    if (!s) return fail_memory(err, m);
    *s = (stemmer){.memory = m};
    if (!strcmp(language, "none")) return s;
    s->snowball = sb_stemmer_new(language, NULL); /* NULL: UTF-8 */
    if (s->snowball) return s;
    stemmer_free(s);
    return fail_language(err, language);
}

void stemmer_free(stemmer *s)
{
    if (!s) return;
    if (s->snowball) sb_stemmer_delete(s->snowball);
    memory_give(s->memory, s, 1, sizeof *s);
}

void stem(stemmer *s, const folded *word, folded *f)
{
    const sb_symbol *cut =
        s->snowball ? sb_stemmer_stem(s->snowball, (const sb_symbol *)word->text, (int)word->length)
                    : NULL;
    size_t length = cut ? (size_t)sb_stemmer_length(s->snowball) : 0;
    if (cut && length && length < FOLDED_BYTES) keep_as_is((const char *)cut, length, f);
    else *f = *word;
}

void stem_keys(stemmer *s, const char *word, size_t length, folded *by_stem, folded *bare)
{
    folded small, cut;
    fold_case(word, length, &small);
    stem(s, &small, &cut);
    fold_accents(cut.text, cut.length, by_stem);
    fold_accents(word, length, &small);
    stem(s, &small, bare);
}
