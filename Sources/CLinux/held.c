// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "held.h"

#include "birth.h"
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int uaed_hold(const char *path) {
    const int flags = O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
    int folder = open(path, O_RDONLY | flags);
    // Its owner may have closed it to others; it can be identified nevertheless.
    if (folder < 0 && errno == EACCES) folder = open(path, O_PATH | flags);
    return folder < 0 ? -errno : folder;
}

static void identify_by_handle(int descriptor, struct uaed_identity *identity) {
    union {
        struct file_handle handle;
        char room[sizeof(struct file_handle) + sizeof identity->handle];
    } found = {.handle = {.handle_bytes = sizeof identity->handle}};
    int mount;
    if (name_to_handle_at(descriptor, "", &found.handle, &mount, AT_EMPTY_PATH)) return;
    identity->handle_type = found.handle.handle_type;
    identity->handle_bytes = found.handle.handle_bytes;
    memcpy(identity->handle, found.handle.f_handle, found.handle.handle_bytes);
}

int uaed_identify(int descriptor, struct uaed_identity *identity) {
    *identity = (struct uaed_identity){0};
    struct stat status;
    int64_t born;
    const int error = uaed_look_open(descriptor, &status, &born);
    if (error) return error;
    identity->inode = status.st_ino;
    identity->owner = status.st_uid;
    identity->has_birth = born != INT64_MIN;
    if (identity->has_birth) identity->birth = born;
    identify_by_handle(descriptor, identity);
    return 0;
}

int uaed_rename_between(int source, const char *from, int target, const char *to) {
    if (!renameat2(source, from, target, to, RENAME_NOREPLACE)) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // The file system does not support the flag, so the target is checked first and then the entry renamed.
    struct stat status;
    if (!fstatat(target, to, &status, AT_SYMLINK_NOFOLLOW)) return EEXIST;
    if (errno != ENOENT) return errno;
    return renameat(source, from, target, to) ? errno : 0;
}

bool uaed_may_read_beneath(int folder, const char *path) {
    const int file = uaed_open_beneath(folder, path, O_PATH | O_NOFOLLOW);
    struct stat status;
    bool may = file >= 0 && !fstat(file, &status)
        && !faccessat(file, "", S_ISDIR(status.st_mode) ? R_OK | X_OK : R_OK, AT_EMPTY_PATH | AT_EACCESS);
    if (file >= 0) close(file);
    return may;
}
