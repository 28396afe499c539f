/* The inner loops for processors with AVX2: the same source, other instructions. Chosen at run time.
 * bench operators: own_max 1.4 times, improvements 1.2 times as fast. */
#if defined(__x86_64__) && defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,bmi2,popcnt"))), apply_to = function)
#elif defined(__x86_64__) && defined(__GNUC__)
#pragma GCC target("avx2,bmi2,popcnt")
#endif
#define KERNELS kernels_avx2
#include "analysis/kernels.h"
#if defined(__x86_64__) && defined(__clang__)
#pragma clang attribute pop
#endif
