/* A plain main for a fuzz target: feeds it the files that the arguments name, and the files in the
 * folders that they name, in the order of their names. Linked with one of the targets it replays a
 * corpus without a fuzzer. */
#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static unsigned long replayed;

static int replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *data =
        malloc(size ? size : 1); /* exact, so that a sanitizer sees reads beyond the end */
    int good = file && data && fread(data, 1, size, file) == size;
    if (good) {
        LLVMFuzzerTestOneInput(data, size);
        replayed++;
    } else {
        fprintf(stderr, "replay: cannot read %s\n", path);
    }
    if (file) fclose(file);
    free(data);
    return good;
}

static int visible(const struct dirent *entry) { return entry->d_name[0] != '.'; }

static int replay(const char *path)
{
    struct stat about;
    if (stat(path, &about)) {
        fprintf(stderr, "replay: there is no %s\n", path);
        return 0;
    }
    if (!S_ISDIR(about.st_mode)) return replay_file(path, (size_t)about.st_size);
    struct dirent **entries;
    int count = scandir(path, &entries, visible, alphasort);
    int good = count >= 0;
    for (int k = 0; k < count; k++) {
        size_t room = strlen(path) + strlen(entries[k]->d_name) + 2;
        char *inner = malloc(room);
        if (inner) {
            snprintf(inner, room, "%s/%s", path, entries[k]->d_name);
            good &= replay(inner);
        }
        free(inner);
        free(entries[k]);
    }
    if (count >= 0) free(entries);
    return good;
}

int main(int argc, char **argv)
{
    int good = argc > 1;
    for (int k = 1; k < argc; k++) good &= replay(argv[k]);
    printf("%lu inputs replayed\n", replayed);
    return good && replayed ? 0 : 1;
}
