// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "held.h"

#include "files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int uaed_hold(const char *path) {
    const int folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
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
    struct statx status;
    if (statx(descriptor, "", AT_EMPTY_PATH, STATX_BASIC_STATS | STATX_BTIME, &status)) return errno;
    identity->inode = status.stx_ino;
    identity->owner = status.stx_uid;
    identity->has_birth = status.stx_mask & STATX_BTIME;
    if (identity->has_birth)
        identity->birth = (int64_t)((uint64_t)status.stx_btime.tv_sec * 1000000000u + status.stx_btime.tv_nsec);
    identify_by_handle(descriptor, identity);
    return 0;
}

int uaed_rename_between(int source, const char *from, int target, const char *to) {
    if (!renameat2(source, from, target, to, RENAME_NOREPLACE)) return 0;
    if (errno != EINVAL && errno != ENOSYS) return errno;
    // The file system has no such flag: a look, then a rename.
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

static DIR *listing(int folder) {
    const int copy = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *stream = copy < 0 ? NULL : fdopendir(copy);
    if (!stream && copy >= 0) close(copy);
    return stream;
}

static bool is_entry(const struct dirent *entry) { return strcmp(entry->d_name, ".") && strcmp(entry->d_name, ".."); }

int uaed_remove_entry(int folder, const char *name) {
    if (!unlinkat(folder, name, 0) || errno == ENOENT) return 0;
    // POSIX says EPERM of folders, Linux EISDIR.
    if (errno != EISDIR && errno != EPERM) return errno;
    const int reason = errno;
    const int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (inner < 0) return errno == ENOTDIR ? reason : errno;
    int error = uaed_empty(inner);
    close(inner);
    if (!error && unlinkat(folder, name, AT_REMOVEDIR)) error = errno;
    return error;
}

int uaed_empty(int folder) {
    DIR *stream = listing(folder);
    if (!stream) return errno;
    int error = 0;
    struct dirent *entry;
    while (!error && (errno = 0, entry = readdir(stream)))
        if (is_entry(entry)) error = uaed_remove_entry(folder, entry->d_name);
    if (!error) error = errno;
    closedir(stream);
    return error;
}

// A mode that is right already is not set again: a service manager may forbid to set S_ISGID, which a folder inherits.
static int set_modes(int file, const struct stat *status, mode_t mode, gid_t group) {
    if (mode == (mode_t)-1) mode = status->st_mode & 07777;
    if (group != (gid_t)-1 && status->st_gid != group && fchown(file, (uid_t)-1, group)) return errno;
    struct stat now;
    if (fstat(file, &now)) return errno;
    if ((now.st_mode & 07777) == mode || !fchmod(file, mode)) return 0;
    // Where nobody may set it, the folder does without.
    return errno == EPERM && mode & S_ISGID && !fchmod(file, mode & 01777) ? 0 : errno;
}

static int open_up_all(int folder, const struct uaed_publication *publication, uid_t owner, char *wrong);

static int open_up_entry(
    int folder, const char *name, const struct uaed_publication *publication, uid_t owner, char *wrong) {
    int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        const int error = errno == ELOOP || errno == ENXIO ? EPERM : errno;
        snprintf(wrong, 4096, "%s", name);
        return error;
    }
    struct stat status;
    int error = fstat(file, &status) ? errno : 0;
    if (!error && S_ISDIR(status.st_mode)) {
        char inner[4096] = "";
        error = open_up_all(file, publication, owner, inner);
        if (error) snprintf(wrong, 4096, "%.255s%s%.3800s", name, *inner ? "/" : "", inner);
    } else if (!error) {
        const bool is_ours = S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == owner;
        error = is_ours ? set_modes(file, &status, publication->file_mode, publication->group) : EPERM;
        if (error) snprintf(wrong, 4096, "%s", name);
    }
    close(file);
    return error;
}

static int open_up_all(int folder, const struct uaed_publication *publication, uid_t owner, char *wrong) {
    struct stat status;
    if (fstat(folder, &status)) return errno;
    if (status.st_uid != owner) return EPERM;
    DIR *stream = listing(folder);
    if (!stream) return errno;
    int error = 0;
    struct dirent *entry;
    while (!error && (errno = 0, entry = readdir(stream)))
        if (is_entry(entry)) error = open_up_entry(folder, entry->d_name, publication, owner, wrong);
    if (!error) error = errno;
    closedir(stream);
    // The folder itself last: what is in it is not to be had before it is as it shall be.
    return error ? error : set_modes(folder, &status, publication->folder_mode, publication->group);
}

int uaed_open_up(int folder, const struct uaed_publication *publication, char *wrong) {
    struct stat status;
    *wrong = 0;
    // Where a server maps all users to one, what this process makes is not its own: all of one owner is enough.
    return fstat(folder, &status) ? errno : open_up_all(folder, publication, status.st_uid, wrong);
}

static bool has_no_other_member(gid_t group, const char *name) {
    char room[65536];
    struct group entry, *found = NULL;
    if (getgrgid_r(group, &entry, room, sizeof room, &found)) return false;
    // A number without a name has no members.
    for (char **member = found ? found->gr_mem : NULL; member && *member; member++)
        if (strcmp(*member, name) && strcmp(*member, "root")) return false;
    return true;
}

bool uaed_group_is_only(gid_t group, uid_t user) {
    char room[65536];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(user, &entry, room, sizeof room, &found) || !found) return false;
    if (!has_no_other_member(group, found->pw_name)) return false;
    bool is_only = true;
    setpwent();
    while (is_only && !getpwent_r(&entry, room, sizeof room, &found) && found)
        is_only = entry.pw_gid != group || entry.pw_uid == user || entry.pw_uid == 0;
    endpwent();
    return is_only;
}
