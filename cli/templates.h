/* The models that `detente new` writes. */
#ifndef CLI_TEMPLATES_H
#define CLI_TEMPLATES_H

typedef struct template
{
    const char *kind;
    const char *const *lines; /* each with its newline; ends with NULL */
}
template;

extern const template TEMPLATES[]; /* the first is the default; ends with a kind NULL */

#endif
