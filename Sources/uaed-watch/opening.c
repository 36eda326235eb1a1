// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "opening.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "limits.h"

int opening_root(const char *path) {
    const int folder = openat(AT_FDCWD, path, OPENING_FLAGS);
    return folder < 0 ? -errno : folder;
}

static int step(int folder, const char *name, size_t length) {
    char one[NAME_MAX + 1];
    if (!length || length > NAME_MAX) return -ENAMETOOLONG;
    memcpy(one, name, length);
    one[length] = 0;
    if (!strcmp(one, ".") || !strcmp(one, "..")) return -ELOOP;
    const int next = openat(folder, one, OPENING_FLAGS);
    return next < 0 ? -errno : next;
}

int opening_below(int root, const char *path) {
    int folder = root;
    while (1) {
        const char *end = strchrnul(path, '/');
        const int next = step(folder, path, (size_t)(end - path));
        if (folder != root) close(folder);
        if (next < 0 || !*end) return next;
        folder = next;
        path = end + 1;
    }
}
