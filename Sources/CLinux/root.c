// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "root.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

static char *kept;
static int kept_folder;

int uaed_keep_root(const char *path, int folder) {
    if (kept) return EBUSY;
    const int copy = fcntl(folder, F_DUPFD_CLOEXEC, 3);
    if (copy < 0) return errno;
    kept_folder = copy;
    kept = strdup(path);
    return kept ? 0 : ENOMEM;
}

static int open_kept(const char *path, int flags) {
    const bool is_kept = kept && !strcmp(path, kept);
    const int place = is_kept ? openat(kept_folder, ".", flags) : open(path, flags);
    return place < 0 ? -errno : place;
}

int uaed_open_root(const char *path) { return open_kept(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC); }

int uaed_open_place(const char *path, int flags) { return open_kept(path, O_PATH | O_CLOEXEC | flags); }
