/* UTF-8, one code point at a time. The tables of widths are coarse blocks, enough to line up
 * columns: East Asian wide blocks and emoji count two, combining blocks none (Unicode 15). */
#include "base/utf8.h"

static bool continues(const char *text, size_t k)
{
    return ((unsigned char)text[k] & 0xC0) == 0x80;
}

static uint32_t tail(const char *text, size_t k) { return (unsigned char)text[k] & 0x3Fu; }

uint32_t utf8_read(const char *text, size_t length, size_t *bytes)
{
    uint32_t lead = (unsigned char)text[0];
    *bytes = 1;
    if (lead < 0x80) return lead;
    if (lead >= 0xC2 && lead < 0xE0) {
        if (length < 2 || !continues(text, 1)) return UTF8_INVALID;
        *bytes = 2;
        return (lead & 0x1F) << 6 | tail(text, 1);
    }
    if (lead >= 0xE0 && lead < 0xF0) {
        if (length < 3 || !continues(text, 1) || !continues(text, 2)) return UTF8_INVALID;
        uint32_t point = (lead & 0x0F) << 12 | tail(text, 1) << 6 | tail(text, 2);
        if (point < 0x800 || (point >= 0xD800 && point < 0xE000)) return UTF8_INVALID;
        *bytes = 3;
        return point;
    }
    if (lead >= 0xF0 && lead < 0xF5) {
        if (length < 4 || !continues(text, 1) || !continues(text, 2) || !continues(text, 3))
            return UTF8_INVALID;
        uint32_t point =
            (lead & 0x07) << 18 | tail(text, 1) << 12 | tail(text, 2) << 6 | tail(text, 3);
        if (point < 0x10000 || point > 0x10FFFF) return UTF8_INVALID;
        *bytes = 4;
        return point;
    }
    return UTF8_INVALID;
}

static bool within(uint32_t point, uint32_t first, uint32_t last)
{
    return point >= first && point <= last;
}

bool point_is_unsafe(uint32_t point)
{
    return point < 0x20 || within(point, 0x7F, 0x9F) || within(point, 0x2028, 0x202E) ||
           within(point, 0x2066, 0x2069) || point == 0x061C || within(point, 0x200E, 0x200F);
}

typedef struct block {
    uint32_t first, last;
} block;

static bool in_blocks(uint32_t point, const block *blocks, size_t count)
{
    for (size_t k = 0; k < count; k++)
        if (within(point, blocks[k].first, blocks[k].last)) return true;
    return false;
}

uint32_t point_columns(uint32_t point)
{
    static const block none[] = {{0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD},
                                 {0x064B, 0x065F}, {0x200B, 0x200F}, {0x20D0, 0x20FF},
                                 {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xFEFF, 0xFEFF}};
    static const block wide[] = {{0x1100, 0x115F},   {0x2E80, 0x303E},  {0x3041, 0x33FF},
                                 {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},  {0xA000, 0xA4CF},
                                 {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},  {0xFE30, 0xFE6F},
                                 {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},  {0x1F300, 0x1F64F},
                                 {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
    if (point < 0x300) return 1;
    if (in_blocks(point, none, sizeof none / sizeof *none)) return 0;
    return in_blocks(point, wide, sizeof wide / sizeof *wide) ? 2 : 1;
}
