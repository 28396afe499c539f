/* SHA-256 (FIPS 180-4): says which text a result was computed from. */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include <stddef.h>
#include <stdint.h>

/* The digest of `length` bytes as 64 lower case hexadecimal digits and a NUL. */
void sha256_text(const void *bytes, size_t length, char digits[65]);

#endif
