// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "listing.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

DIR *uaed_listing(int folder) {
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (!stream && copy >= 0) close(copy);
    return stream;
}

bool uaed_is_entry(const struct dirent *entry) { return strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."); }
