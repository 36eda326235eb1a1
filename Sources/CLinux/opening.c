// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "held.h"

#include "listing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

// A mode that is right already is not set again: a service manager may forbid setting S_ISGID, which a folder inherits.
static int set_modes(int file, const struct stat *status, mode_t mode, gid_t group) {
    if (mode == (mode_t)-1) mode = status->st_mode & 07777;
    if (group != (gid_t)-1 && status->st_gid != group && fchown(file, (uid_t)-1, group)) return errno;
    struct stat now;
    if (fstat(file, &now)) return errno;
    if ((now.st_mode & 07777) == mode || !fchmod(file, mode)) return 0;
    // If S_ISGID may not be set, the folder does without it.
    return errno == EPERM && mode & S_ISGID && !fchmod(file, mode & 01777) ? 0 : errno;
}

// A traversal that opens a folder up: the owner of everything in it, and the relative path of an offending object.
struct opening {
    const struct uaed_publication *publication;
    uid_t owner;
    char *wrong;
};

static int open_up_all(int folder, const struct opening *opening, int depth);

static int blame(const struct opening *opening, const char *name, int error) {
    char rest[4096];
    if (!error) return 0;
    snprintf(rest, sizeof rest, "%s", opening->wrong);
    snprintf(opening->wrong, 4096, "%.255s%s%.3800s", name, *rest ? "/" : "", rest);
    return error;
}

static int open_up_open(int file, const struct opening *opening, int depth) {
    struct stat status;
    if (fstat(file, &status)) return errno;
    // No result is as deep as that.
    if (S_ISDIR(status.st_mode)) return depth == UAED_DEEPEST ? EPERM : open_up_all(file, opening, depth + 1);
    const bool is_ours = S_ISREG(status.st_mode) && status.st_nlink == 1 && status.st_uid == opening->owner;
    return is_ours ? set_modes(file, &status, opening->publication->file_mode, opening->publication->group) : EPERM;
}

static int open_up_entry(int folder, const char *name, const struct opening *opening, int depth) {
    const int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) return errno == ELOOP || errno == ENXIO ? EPERM : errno;
    const int error = open_up_open(file, opening, depth);
    close(file);
    return error;
}

static int open_up_all(int folder, const struct opening *opening, int depth) {
    struct stat status;
    if (fstat(folder, &status)) return errno;
    if (status.st_uid != opening->owner) return EPERM;
    DIR *stream = uaed_listing(folder);
    if (!stream) return errno;
    int error = 0;
    struct dirent *entry;
    while (!error && (errno = 0, entry = readdir(stream)))
        if (uaed_is_entry(entry))
            error = blame(opening, entry->d_name, open_up_entry(folder, entry->d_name, opening, depth));
    if (!error) error = errno;
    closedir(stream);
    // The folder itself comes last, so that its contents are not accessible before they have their modes.
    return error ? error : set_modes(folder, &status, opening->publication->folder_mode, opening->publication->group);
}

int uaed_open_up(int folder, const struct uaed_publication *publication, char *wrong) {
    struct stat status;
    *wrong = 0;
    // If a file server maps all users to one, what this process makes is not its own: it is enough that all has one
    // owner.
    if (fstat(folder, &status)) return errno;
    const struct opening opening = {.publication = publication, .owner = status.st_uid, .wrong = wrong};
    return open_up_all(folder, &opening, 0);
}
