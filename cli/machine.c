/* Processors and free memory. Memory is the least of what the kernel calls available, what the
 * control groups that we live in leave (a container knows nothing of its host's other tenants), and
 * the limit on our address space: beyond any of them we would be killed or refused. */
#define _XOPEN_SOURCE 700

#include "machine.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

uint32_t machine_processors(void)
{
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count < 1 ? 1 : count > 1024 ? 1024 : (uint32_t)count;
}

/* The number after `key` in a file of lines "key number"; an empty key: the number it starts with. */
static bool read_field(const char *path, const char *key, uint64_t *number)
{
    FILE *file = fopen(path, "re");
    if (!file) return false;
    char line[256];
    bool found = false;
    while (!found && fgets(line, sizeof line, file)) {
        if (strncmp(line, key, strlen(key)) != 0) continue;
        unsigned long long value;
        found = sscanf(line + strlen(key), " %llu", &value) == 1;
        if (found) *number = value;
    }
    fclose(file);
    return found;
}

static uint64_t least(uint64_t a, uint64_t b) { return a < b ? a : b; }

/* What one control group leaves. Cache that nobody has used lately can be taken back, so it counts
 * as free. */
static uint64_t group_room(const char *folder, const char *limit_name, const char *used_name)
{
    char path[PATH_MAX + 64];
    uint64_t limit, used, cache = 0;
    snprintf(path, sizeof path, "%s/%s", folder, limit_name);
    if (!read_field(path, "", &limit)) return UINT64_MAX; /* "max", or no such group */
    snprintf(path, sizeof path, "%s/%s", folder, used_name);
    if (!read_field(path, "", &used)) return limit;
    snprintf(path, sizeof path, "%s/memory.stat", folder);
    if (read_field(path, "inactive_file ", &cache)) used -= least(used, cache);
    return limit > used ? limit - used : 0;
}

/* The least room of a group and of those around it, up to `root`. */
static uint64_t groups_room(const char *root, const char *group, const char *limit_name,
                            const char *used_name)
{
    char folder[PATH_MAX];
    int length = snprintf(folder, sizeof folder, "%s%s", root, group);
    if (length < 0 || (size_t)length >= sizeof folder) return UINT64_MAX;
    uint64_t room = UINT64_MAX;
    while (strlen(folder) >= strlen(root)) {
        room = least(room, group_room(folder, limit_name, used_name));
        char *slash = strrchr(folder, '/');
        if (!slash) break;
        *slash = '\0';
    }
    return room;
}

static uint64_t all_groups_room(void)
{
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file) return UINT64_MAX;
    uint64_t room = UINT64_MAX;
    char line[PATH_MAX];
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        char *controllers = strchr(line, ':'),
             *group = controllers ? strchr(controllers + 1, ':') : NULL;
        if (!group) continue;
        *group++ = '\0';
        uint64_t here = UINT64_MAX;
        if (!controllers[1]) /* version 2 */
            here = groups_room("/sys/fs/cgroup", group, "memory.max", "memory.current");
        else if (strstr(controllers, "memory"))
            here = groups_room("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes",
                               "memory.usage_in_bytes");
        room = least(room, here);
    }
    fclose(file);
    return room;
}

uint64_t machine_free_bytes(void)
{
    uint64_t kibibytes, room = UINT64_MAX;
    if (read_field("/proc/meminfo", "MemAvailable:", &kibibytes)) room = kibibytes << 10;
    struct rlimit address;
    if (getrlimit(RLIMIT_AS, &address) == 0 && address.rlim_cur != RLIM_INFINITY)
        room = least(room, (uint64_t)address.rlim_cur);
    room = least(room, all_groups_room());
    return room == UINT64_MAX ? 0 : room;
}
