// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "held.h"

#include "listing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static int empty_below(int top, int folder, int depth, unsigned *moved);

// Moves an entry that lies deeper than UAED_DEEPEST to the top, which is then traversed again.
static int move_up(int top, int folder, const char *name, unsigned *moved) {
    char place[64];
    snprintf(place, sizeof place, ".uaed-removed-%d-%u", getpid(), (*moved)++);
    return uaed_rename_between(folder, name, top, place);
}

static int remove_below(int top, int folder, const char *name, int depth, unsigned *moved) {
    if (!unlinkat(folder, name, 0) || errno == ENOENT) return 0;
    // For folders POSIX specifies EPERM, but Linux returns EISDIR.
    if (errno != EISDIR && errno != EPERM) return errno;
    const int reason = errno;
    if (depth == UAED_DEEPEST) return move_up(top, folder, name, moved);
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) return errno == ENOTDIR ? reason : errno;
    int error = empty_below(top, inner, depth + 1, moved);
    close(inner);
    if (!error && unlinkat(folder, name, AT_REMOVEDIR)) error = errno;
    return error;
}

static int empty_below(int top, int folder, int depth, unsigned *moved) {
    DIR *stream = uaed_listing(folder);
    if (!stream) return errno;
    int error = 0;
    struct dirent *entry;
    while (!error && (errno = 0, entry = readdir(stream)))
        if (uaed_is_entry(entry)) error = remove_below(top, folder, entry->d_name, depth, moved);
    if (!error) error = errno;
    closedir(stream);
    return error;
}

int uaed_empty(int folder) {
    unsigned moved = 0, before;
    int error;
    do {
        before = moved;
        error = empty_below(folder, folder, 0, &moved);
    } while (!error && moved != before);
    return error;
}

int uaed_remove_entry(int folder, const char *name) {
    if (!unlinkat(folder, name, 0) || errno == ENOENT) return 0;
    if (errno != EISDIR && errno != EPERM) return errno;
    const int reason = errno;
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) return errno == ENOTDIR ? reason : errno;
    int error = uaed_empty(inner);
    close(inner);
    if (!error && unlinkat(folder, name, AT_REMOVEDIR)) error = errno;
    return error;
}
