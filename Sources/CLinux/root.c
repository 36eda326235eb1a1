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

int uaed_open_root(const char *path) {
    const bool is_kept = kept && !strcmp(path, kept);
    const int folder = is_kept ? openat(kept_folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
                               : open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return folder < 0 ? -errno : folder;
}
