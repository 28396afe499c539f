/* What `timeline` says: the stages side by side, and which line of an event changed what. */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "report/words.h"

typedef struct turn { /* a state that began or ceased to be an equilibrium */
    uint64_t bits;
    uint32_t gained, lost; /* concepts, as bits */
} turn;

typedef struct change { /* a line of an event */
    const statement *line;
    uint32_t number;  /* of the line in the file */
    const char *text; /* canonical, without notes */
    bool moves;       /* only the status quo */
    bool known;       /* false: the model cannot be analysed with the lines so far; what changed is
                         found with the next line that it can be analysed with */
    uint64_t gained[DT_CONCEPT_COUNT], lost[DT_CONCEPT_COUNT]; /* equilibria */
    turn *turns;                                               /* ascending; up to the limit */
    uint64_t turn_count, turns_in_all;
} change;

typedef struct demand { /* a clash, or a concession */
    const char *lines;  /* "player.line, player.line" */
    const statement **statements;
    uint32_t size;
    uint64_t opens, no_worse;
    bool rigid, compared; /* compared: no_worse is known */
} demand;

enum { MOST_DEMANDS = 64 };

typedef struct moment { /* a stage */
    uint32_t number;
    const statement *event;           /* NULL: before the first */
    uint64_t feasible, asked, common; /* asked: of the feasible states, where `where` holds */
    uint64_t common_no_worse;
    bool has_redlines, has_no_deal, has_status_quo;
    demand *clashes, *concessions; /* the first MOST_DEMANDS */
    uint64_t clash_count, concession_count;
    uint64_t equilibria[DT_CONCEPT_COUNT], reached[DT_CONCEPT_COUNT];
    uint64_t status_quo; /* bits */
    uint32_t holds;      /* concepts under which the status quo is an equilibrium, as bits */
    change *changes;
    uint32_t change_count;
    const char *solve, *redlines; /* in JSON: the objects of these commands */
} moment;

typedef struct timeline_report {
    report *report; /* of the last stage shown */
    uint32_t concepts;
    const dt_options *given; /* as the caller asked */
    bool one;                /* for a stage */
    moment *moments;
    uint32_t count;
} timeline_report;

bool timeline_json(timeline_report *);
bool timeline_text(timeline_report *);
bool timeline_tables(timeline_report *); /* CSV, Markdown, LaTeX */

/* A state of any stage: its name, or its pattern; just the pattern. */
void put_across(output *, const report *, uint64_t bits, put_label);
void across_pattern(const report *, uint64_t bits, char *pattern);

#endif
