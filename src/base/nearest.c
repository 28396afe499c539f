/* The nearest of known words, for "did you mean": optimal string alignment distance (insert,
 * delete, change, swap neighbours), bytes, case ignored. Near enough: at most a third of the
 * word's length, at least one change. Cost: words times the product of lengths. */
#include "detente.h"

#include <string.h>

enum { LONGEST = 63 };

static int lower(char c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

static size_t distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    size_t rows[3][LONGEST + 1];
    for (size_t j = 0; j <= b_length; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *above2 = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t change = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                           lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) row[j] = least(row[j], above2[j - 2] + 1);
        }
    }
    return rows[a_length % 3][b_length];
}

const char *dt_nearest(const char *word, const char *const *words)
{
    size_t length = strlen(word);
    if (length == 0 || length > LONGEST) return NULL;
    const char *nearest = NULL;
    size_t best = length < 3 ? 2 : length / 3 + 2; /* one more than is near enough */
    for (size_t k = 0; words[k]; k++) {
        size_t other = strlen(words[k]);
        if (other == 0 || other > LONGEST) continue;
        size_t d = distance(word, length, words[k], other);
        if (d < best) best = d, nearest = words[k];
    }
    return nearest;
}
