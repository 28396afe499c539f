/* UTF-8, one code point at a time. */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID UINT32_MAX

/* The code point that `text` starts with and its bytes; UTF8_INVALID (and 1 byte) where the bytes
 * are no shortest-form UTF-8, a surrogate, or beyond U+10FFFF. `length` must be at least 1. */
uint32_t utf8_read(const char *text, size_t length, size_t *bytes);

/* Control characters (C0, DEL, C1), line and paragraph separators, and the marks that change the
 * direction of text: never sent raw to a terminal. */
bool point_is_unsafe(uint32_t point);

/* Columns on a terminal: 0 for combining and zero-width characters, 2 for wide ones, else 1. */
uint32_t point_columns(uint32_t point);

#endif
