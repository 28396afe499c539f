/* The inner loops for any processor of the kind. */
#define KERNELS kernels_any
#include "analysis/kernels.h"
