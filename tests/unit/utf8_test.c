/* Reading UTF-8: every code point, and every way to be broken. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t write_point(uint32_t point, char text[4])
{
    if (point < 0x80) return text[0] = (char)point, (size_t)1;
    size_t bytes = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    for (size_t k = bytes - 1; k > 0; k--, point >>= 6) text[k] = (char)(0x80 | (point & 0x3F));
    text[0] = (char)((0xF00u >> bytes & 0xF0) | point);
    return bytes;
}

static void every_code_point_is_read_back(void **state)
{
    (void)state;
    for (uint32_t point = 0; point <= 0x110400; point++) {
        char text[4];
        size_t length = write_point(point, text), bytes = 0;
        bool legal = point <= 0x10FFFF && !(point >= 0xD800 && point < 0xE000);
        uint32_t read = utf8_read(text, length, &bytes);
        if (read != (legal ? point : UTF8_INVALID)) fail_msg("U+%X is read as U+%X", point, read);
        if (bytes != (legal ? length : 1)) fail_msg("U+%X has %zu bytes", point, bytes);
        for (size_t cut = 1; cut < length; cut++)
            if (utf8_read(text, cut, &bytes) != UTF8_INVALID) fail_msg("U+%X cut short", point);
    }
}

static void broken_bytes_are_one_byte_each(void **state)
{
    (void)state;
    static const char *const broken[] = {"\x80",
                                         "\xBF",
                                         "\xC0\x80",
                                         "\xC1\xBF",
                                         "\xE0\x80\x80",
                                         "\xE0\x9F\xBF",
                                         "\xF0\x80\x80\x80",
                                         "\xF0\x8F\xBF\xBF",
                                         "\xF5\x80\x80\x80",
                                         "\xFE",
                                         "\xFF",
                                         "\xC3\x28",
                                         "\xE2\x82\x28",
                                         "\xF0\x9F\x99\x28",
                                         "\xED\xBF\xBF",
                                         "\xF4\x90\x80\x80"};
    for (size_t k = 0; k < sizeof broken / sizeof *broken; k++) {
        size_t bytes = 0;
        assert_int_equal(utf8_read(broken[k], strlen(broken[k]), &bytes), UTF8_INVALID);
        assert_int_equal(bytes, 1);
    }
}

static void unsafe_points_are_those_that_steer_a_terminal(void **state)
{
    (void)state;
    static const uint32_t unsafe[] = {0,      7,      0x1B,   0x1F,   0x7F,   0x80,
                                      0x9B,   0x9F,   0x061C, 0x200E, 0x200F, 0x2028,
                                      0x2029, 0x202A, 0x202E, 0x2066, 0x2069};
    static const uint32_t safe[] = {' ', '~', 0xA0, 0xAD, 0xF3, 0x200B, 0x20AC, 0x4E2D, 0x1F642};
    for (size_t k = 0; k < sizeof unsafe / sizeof *unsafe; k++)
        assert_true(point_is_unsafe(unsafe[k]));
    for (size_t k = 0; k < sizeof safe / sizeof *safe; k++) assert_false(point_is_unsafe(safe[k]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_is_read_back),
        cmocka_unit_test(broken_bytes_are_one_byte_each),
        cmocka_unit_test(unsafe_points_are_those_that_steer_a_terminal),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
