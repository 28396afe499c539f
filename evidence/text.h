/* Bytes of a document as clean UTF-8, a window at a time.
 *
 * Whatever is no UTF-8 is read byte for byte as Windows-1252, of which Latin-1 is a part; a byte
 * order mark is dropped. A window ends between words, so that nobody who walks it needs to know of
 * the next one, and enough of the text around its words is kept for a line of context. Memory: one
 * window, however long the document is.
 */
#ifndef EVIDENCE_TEXT_H
#define EVIDENCE_TEXT_H

#include "evidence/evidence.h"

#include "base/error.h"

enum { CONTEXT_BYTES = 256 };
#ifdef DT_HOSTILE
enum { WINDOW_BYTES = 2048 };
#else
enum { WINDOW_BYTES = 1 << 20 };
#endif
#define DOCUMENT_BYTES ((size_t)64 << 20) /* the most that is read as a whole: HTML, and sources */

typedef struct text_bytes {
    char *items;
    size_t count, room;
} text_bytes;

typedef struct text_stream {
    memory *memory;
    const evidence_reader *reader;
    text_bytes text;   /* clean up to `clean`, raw behind it */
    size_t clean;      /* bytes */
    size_t from, to;   /* the window: what is to be walked now */
    bool begun, ended; /* read at all; to the end */
    size_t raw;        /* bytes read so far */
    bool replaced;     /* something was no UTF-8 */
    bool binary;       /* a NUL byte was met: no text */
} text_stream;

/* Starts on what the reader has open. */
void stream_start(text_stream *, memory *, const evidence_reader *);
/* The next window. False at the end of the text, or when something failed: then err says so. */
bool stream_next(text_stream *, dt_error *err);
/* Reads all the rest into the window, up to DOCUMENT_BYTES. */
bool stream_all(text_stream *, dt_error *err);
void stream_end(text_stream *);

/* Appends bytes as they are. False: memory is gone. */
bool text_append(memory *, text_bytes *, const char *bytes, size_t length);

/* Appends bytes as clean UTF-8; *used is how many of them, all but a sequence that the end cuts
 * unless it is the `last`. False: memory is gone. */
bool text_clean(memory *, text_bytes *, const char *bytes, size_t length, bool last, size_t *used);
/* How many bytes from the start are whole, valid UTF-8 without a NUL. */
size_t text_valid(const char *bytes, size_t length);

/* Lines of the form `name: value` that a document begins with; `date` among them makes them its
 * head, which is not part of its text. */
typedef struct text_head {
    size_t bytes;  /* of the head; 0: none */
    char date[16]; /* as written; "" if there is none */
} text_head;

text_head text_read_head(const char *text, size_t length);

/* Whether a file is HTML, by its name or its first bytes. */
bool text_is_html(const char *name, const char *text, size_t length);

#endif
