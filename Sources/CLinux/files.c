#define _GNU_SOURCE
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
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
