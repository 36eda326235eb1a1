// SPDX-License-Identifier: Apache-2.0
// File system calls that glibc has and Swift does not see. Each returns 0, or an errno.
#ifndef UAED_FILES_H
#define UAED_FILES_H

#include <stdint.h>
#include <sys/stat.h>

// Renames `from` to `to`, which must not exist (renameat2(2), RENAME_NOREPLACE; where the file system has no such flag, a
// look followed by a rename).
int uaed_rename_new(const char *from, const char *to);

// Makes everything that was written to the file system of `folder` durable (syncfs(2)).
int uaed_sync_all(const char *folder);

// fsync(2) of a directory.
int uaed_sync_folder(const char *folder);

// Removes the entry `name` of `folder`, whatever bytes it is called by, with everything below it. Each folder is entered by
// its descriptor: no symbolic link is followed.
int uaed_remove_tree(const char *folder, const char *name);

// Takes the folder `path`, itself no link, away from everybody but its owner (mode 0700). EPERM where it is another's and may be
// written by others than that one.
int uaed_keep_private(const char *path);

// Has the folder `path`, itself no link, belong to the group and pass it on to what is made in it (S_ISGID). 0, or an errno.
int uaed_pass_on_group(const char *path, gid_t group);

// Opens the relative path `path` below the open folder `folder`: no symbolic link in it is followed and nothing leads out
// (openat2(2), RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS; where the kernel, or a sandbox, has no such call, one component
// after the other with O_NOFOLLOW). A descriptor, or an errno below zero.
int uaed_open_beneath(int folder, const char *path, int flags);

// The same by components alone.
int uaed_open_by_components(int folder, const char *path, int flags);

// What lstat(2) tells of the relative path `path` below the open folder `folder`, by the same way, and its birth as
// `uaed_look_at` does. 0, or an errno.
int uaed_look_beneath(int folder, const char *path, struct stat *status, int64_t *born);

// An exclusive flock(2) of the file `path`, which is made where it is missing: `*descriptor` holds it until it is closed.
// EWOULDBLOCK where someone else has it.
int uaed_lock(const char *path, int *descriptor);

#endif
