// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "files.h"

#include "birth.h"
#include "held.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int uaed_rename_new(const char *from, const char *to) { return uaed_rename_between(AT_FDCWD, from, AT_FDCWD, to); }

static int with_folder(const char *folder, int (*act)(int)) {
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    int error = act(descriptor) ? errno : 0;
    if (close(descriptor) && !error) error = errno;
    return error;
}

int uaed_sync_all(const char *folder) { return with_folder(folder, syncfs); }

int uaed_sync_folder(const char *folder) { return with_folder(folder, fsync); }

int uaed_remove_tree(const char *folder, const char *name) {
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    const int error = uaed_remove_entry(descriptor, name);
    close(descriptor);
    return error;
}

int uaed_keep_private(const char *path) {
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return errno;
    struct stat status;
    int error = fstat(folder, &status) ? errno : 0;
    // If a file server maps all users to one, what we make is not ours: it is enough that nobody else may write.
    if (!error && status.st_uid != geteuid()) error = status.st_mode & 022 ? EPERM : 0;
    else if (!error && status.st_mode & 077 && fchmod(folder, status.st_mode & 07700)) error = errno;
    close(folder);
    return error;
}

int uaed_pass_on_group(const char *path, gid_t group) {
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return errno;
    struct stat status;
    int error = fstat(folder, &status) ? errno : 0;
    if (!error && status.st_gid != group && fchown(folder, (uid_t)-1, group)) error = errno;
    // A bit that is set already is not set again: a service manager may forbid setting S_ISGID, which a folder
    // inherits.
    if (!error && !(status.st_mode & S_ISGID) && fchmod(folder, (status.st_mode & 07777) | S_ISGID))
        // If it may not be set, results do without it.
        error = errno == EPERM ? 0 : errno;
    close(folder);
    return error;
}

int uaed_lock(const char *path, int *descriptor) {
    const int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0664);
    if (file < 0) return errno;
    while (flock(file, LOCK_EX | LOCK_NB)) {
        if (errno == EINTR) continue;
        const int error = errno;
        close(file);
        return error;
    }
    *descriptor = file;
    return 0;
}

int uaed_open_by_components(int folder, const char *path, int flags) {
    int current = folder;
    while (1) {
        const char *end = strchrnul(path, '/');
        const size_t length = (size_t)(end - path);
        char name[256];
        int error = length >= sizeof name ? ENAMETOOLONG : !length ? ENOENT : 0;
        memcpy(name, path, error ? 0 : length);
        name[error ? 0 : length] = 0;
        if (!error && !strcmp(name, "..")) error = EXDEV;
        const int wanted = *end ? O_RDONLY | O_DIRECTORY : flags;
        const int next = error ? -1 : openat(current, name, wanted | O_NOFOLLOW | O_CLOEXEC);
        if (!error && next < 0) error = errno;
        if (current != folder) close(current);
        if (error) return -error;
        if (!*end) return next;
        current = next;
        path = end + 1;
    }
}

int uaed_look_beneath(int folder, const char *path, struct stat *status, int64_t *born) {
    const int file = uaed_open_beneath(folder, path, O_PATH | O_NOFOLLOW);
    if (file < 0) return -file;
    const int error = uaed_look_open(file, status, born);
    close(file);
    return error;
}

int uaed_open_beneath(int folder, const char *path, int flags) {
    struct open_how how = {
        .flags = (unsigned)(flags | O_CLOEXEC), .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS};
    // EAGAIN: something was renamed meanwhile.
    for (int attempt = 0; attempt < 8; attempt++) {
        const long descriptor = syscall(SYS_openat2, folder, path, &how, sizeof how);
        if (descriptor >= 0) return (int)descriptor;
        if (errno == EINTR || errno == EAGAIN) continue;
        // Older sandboxes answer EPERM for calls that they do not know.
        if (errno == ENOSYS || errno == EPERM) break;
        return -errno;
    }
    return uaed_open_by_components(folder, path, flags);
}
