/* Large pages for large blocks: walking through memory with long strides needs few of them. */
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

/* Asks for them where the system knows them and the block is worth it; never fails. */
void pages_ask(void *block, size_t bytes);

#endif
