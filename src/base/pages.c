/* Large pages, by madvise (Linux). A tile whose rows lie 1 MiB apart touches a page a row: with pages
 * of 4 KiB each row misses the processor's table of pages. bench joined-26 shows no difference beyond
 * noise where this was measured (other memory there is slower by far); elsewhere tables are smaller. */
#define _DEFAULT_SOURCE
#include "base/pages.h"

#if defined(__linux__)
#include <stdint.h>
#include <sys/mman.h>

enum { LARGE_PAGE = 2 << 20 };

void pages_ask(void *block, size_t bytes)
{
    if (bytes < 2 * (size_t)LARGE_PAGE) return;
    uintptr_t first = ((uintptr_t)block + LARGE_PAGE - 1) / LARGE_PAGE * LARGE_PAGE;
    uintptr_t last = ((uintptr_t)block + bytes) / LARGE_PAGE * LARGE_PAGE;
    (void)madvise((void *)first, last - first, MADV_HUGEPAGE);
}
#else
void pages_ask(void *block, size_t bytes) { (void)block, (void)bytes; }
#endif
