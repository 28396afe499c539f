/* The chance that a document does not use a word (Church & Gale 1995, Poisson mixtures).
 *
 * A document of L words would use a word with the rate m (uses by words) not at all with probability
 * exp(-mL) if every document used it alike. They do not: words come in bursts. So the rate of a
 * document is itself drawn, from the gamma distribution with mean m and shape k, which makes the
 * number of uses negative binomial and the chance of none
 *
 *     P(L) = (1 + mL/k)^(-k),        exp(-mL) as k grows.
 *
 * k is chosen so that the documents seen so far would be expected to have as many without the word as
 * they have, and half a one more: sum over documents of P(L_d) = without + 1/2. The half keeps the
 * chance above 0 when every document used it. The sum falls as k grows, from all documents to the sum
 * of exp(-mL_d); so k is found by halving, on a scale of logarithms.
 */
#include "evidence/statistics.h"

#include <math.h>

/* x ln x, continued to 0. */
static double entropy(double x) { return x > 0 ? x * log(x) : 0; }

double log_likelihood(uint64_t a, uint64_t c, uint64_t b, uint64_t d)
{
    double k1 = (double)a, n1 = (double)c, k2 = (double)b, n2 = (double)d;
    double cells = entropy(k1) + entropy(n1 - k1) + entropy(k2) + entropy(n2 - k2);
    double rows = entropy(n1) + entropy(n2);
    double columns = entropy(k1 + k2) + entropy(n1 + n2 - k1 - k2);
    double g2 = 2 * (cells - rows - columns + entropy(n1 + n2));
    return g2 > 0 ? g2 : 0; /* rounding */
}

double log_ratio(uint64_t a, uint64_t c, uint64_t b, uint64_t d)
{
    double k1 = a ? (double)a : 0.5, k2 = b ? (double)b : 0.5;
    return log2(k1 / (double)c) - log2(k2 / (double)d);
}

void lengths_group_all(lengths *l, const uint64_t *sorted, size_t count)
{
    *l = (lengths){.count = count < MOST_GROUPS ? count : MOST_GROUPS, .documents = (double)count};
    for (size_t g = 0; g < l->count; g++) {
        size_t first = count * g / l->count, beyond = count * (g + 1) / l->count;
        double sum = 0;
        for (size_t k = first; k < beyond; k++) sum += (double)sorted[k];
        l->groups[g] = (lengths_group){sum / (double)(beyond - first), (double)(beyond - first)};
        l->words += sum;
    }
}

static double none(double mean, double shape, double length)
{
    return isinf(shape) ? exp(-mean * length) : exp(-shape * log1p(mean * length / shape));
}

static double expected_without(const lengths *l, double mean, double shape)
{
    double sum = 0;
    for (size_t g = 0; g < l->count; g++)
        sum += l->groups[g].count * none(mean, shape, l->groups[g].length);
    return sum;
}

double chance_of_none(const lengths *l, uint64_t uses, uint64_t without, uint64_t length)
{
    if (!uses || l->words <= 0) return 1;
    double mean = (double)uses / l->words, wanted = (double)without + 0.5;
    double low = -30, high = 30; /* ln k */
    if (wanted >= l->documents) return 1;
    if (expected_without(l, mean, INFINITY) >= wanted) return none(mean, INFINITY, (double)length);
    for (int step = 0; step < 60; step++) {
        double middle = (low + high) / 2;
        if (expected_without(l, mean, exp(middle)) > wanted) low = middle;
        else high = middle;
    }
    return none(mean, exp((low + high) / 2), (double)length);
}
