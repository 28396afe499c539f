/* Dates of the calendar, as precise as the analyst knows them. */
#include "model/model.h"

#include <string.h>

/* The next `count` digits as a number, or -1. */
static int digits(const char **at, int count)
{
    int value = 0;
    for (int k = 0; k < count; k++, ++*at) {
        if (**at < '0' || **at > '9') return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap);
}

bool date_parse(const char *text, date *d)
{
    *d = (date){0};
    int year = digits(&text, 4), month = 0, day = 0;
    if (year < 1000) return false;
    if (*text == '-') {
        text++;
        month = digits(&text, 2);
        if (month < 1 || month > 12) return false;
    }
    if (month && *text == '-') {
        text++;
        day = digits(&text, 2);
        if (day < 1 || day > days_in(year, month)) return false;
    }
    if (*text) return false;
    *d = (date){(uint16_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

uint32_t date_last_day(date d)
{
    uint32_t month = d.month ? d.month : 12, day = d.day ? d.day : 31;
    return ((uint32_t)d.year * 16 + month) * 32 + day;
}
