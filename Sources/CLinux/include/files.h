// SPDX-License-Identifier: Apache-2.0
// File system calls that glibc has and Swift cannot reach. Each returns 0 or an errno, unless its comment says
// otherwise.
#ifndef UAED_FILES_H
#define UAED_FILES_H

#include <stdint.h>
#include <sys/stat.h>

// Renames `from` to `to`, which must not exist (renameat2(2), RENAME_NOREPLACE; if the file system does not support the
// flag, a check followed by a rename).
int uaed_rename_new(const char *from, const char *to);

// Makes everything that was written to the file system of `folder` durable (syncfs(2)).
int uaed_sync_all(const char *folder);

// fsync(2) of a directory.
int uaed_sync_folder(const char *folder);

// Removes the entry `name` of `folder`, which need not be UTF-8, with everything below it. Each folder is entered by
// its descriptor, and no symbolic link is followed.
int uaed_remove_tree(const char *folder, const char *name);

// Closes the folder `path`, itself no link, to everybody but its owner (mode 0700). EPERM if it belongs to another user
// and others than its owner may write there.
int uaed_keep_private(const char *path);

// Gives the folder `path`, itself no link, to the group, and makes it pass the group on to what is made in it
// (S_ISGID). It is no error if S_ISGID may not be set.
int uaed_pass_on_group(const char *path, gid_t group);

// Opens the relative path `path` below the open folder `folder`. No symbolic link in it is followed, and nothing leads
// out (openat2(2), RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS; if the kernel or a sandbox lacks the call, one component
// after the other with O_NOFOLLOW). Returns a descriptor, or an errno below zero.
int uaed_open_beneath(int folder, const char *path, int flags);

// The same, always one component after the other.
int uaed_open_by_components(int folder, const char *path, int flags);

// lstat(2) of the relative path `path` below the open folder `folder`, reached in the same way, and its birth as from
// `uaed_look_at`.
int uaed_look_beneath(int folder, const char *path, struct stat *status, int64_t *born);

// Takes an exclusive flock(2) on the file `path`, which is made if it is missing. The lock is held until `*descriptor`
// is closed. EWOULDBLOCK if somebody else has it.
int uaed_lock(const char *path, int *descriptor);

#endif
