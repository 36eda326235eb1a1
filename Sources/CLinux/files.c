#define _GNU_SOURCE
#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

int uaed_rename_new(const char *from, const char *to) {
    if (!renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE)) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    struct stat status;
    if (!lstat(to, &status)) return EEXIST;
    if (errno != ENOENT) return errno;
    return rename(from, to) ? errno : 0;
}

static int with_folder(const char *folder, int (*act)(int)) {
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    int error = act(descriptor) ? errno : 0;
    if (close(descriptor) && !error) error = errno;
    return error;
}

int uaed_sync_all(const char *folder) { return with_folder(folder, syncfs); }

int uaed_sync_folder(const char *folder) { return with_folder(folder, fsync); }

static int remove_at(int folder, const char *name);

// Closes `folder`.
static int empty(int folder) {
    DIR *stream = fdopendir(folder);
    if (!stream) {
        const int error = errno;
        close(folder);
        return error;
    }
    int error = 0;
    struct dirent *entry;
    while (!error && (errno = 0, entry = readdir(stream))) {
        if (strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) error = remove_at(folder, entry->d_name);
    }
    if (!error) error = errno;
    closedir(stream);
    return error;
}

static int remove_at(int folder, const char *name) {
    if (!unlinkat(folder, name, 0) || errno == ENOENT) return 0;
    // POSIX says EPERM of folders, Linux EISDIR.
    if (errno != EISDIR && errno != EPERM) return errno;
    const int reason = errno;
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) return errno == ENOTDIR ? reason : errno;
    const int error = empty(inner);
    return error ? error : unlinkat(folder, name, AT_REMOVEDIR) ? errno : 0;
}

int uaed_remove_tree(const char *folder, const char *name) {
    const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return errno;
    const int error = remove_at(descriptor, name);
    close(descriptor);
    return error;
}

int uaed_keep_private(const char *path) {
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (folder < 0) return errno;
    struct stat status;
    int error = fstat(folder, &status) ? errno : 0;
    // Where a server maps all users to one, what we make is not ours: that nobody else may write is enough.
    if (!error && status.st_uid != geteuid()) error = status.st_mode & 022 ? EPERM : 0;
    else if (!error && status.st_mode & 077 && fchmod(folder, status.st_mode & 07700)) error = errno;
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

int uaed_open_place(const char *path, int flags) {
    const int place = open(path, O_PATH | O_CLOEXEC | flags);
    return place < 0 ? -errno : place;
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

int uaed_look_beneath(int folder, const char *path, struct stat *status) {
    const int file = uaed_open_beneath(folder, path, O_PATH | O_NOFOLLOW);
    if (file < 0) return -file;
    const int error = fstat(file, status) ? errno : 0;
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
        // EPERM is what older sandboxes say of calls that they do not know.
        if (errno == ENOSYS || errno == EPERM) break;
        return -errno;
    }
    return uaed_open_by_components(folder, path, flags);
}
