/* The tables of the field: states across with their ranks and stabilities (Howard's option form),
 * and states down the page. */
#ifndef REPORT_OPTION_TABLE_H
#define REPORT_OPTION_TABLE_H

#include "report/words.h"

void put_option_table(report *); /* with verdicts */
void put_state_table(report *);

#endif
