// SPDX-License-Identifier: Apache-2.0
// Modes and access control lists of open objects, by descriptors alone, because a path may be exchanged by somebody
// else. Each function returns 0 or an errno, unless its comment says otherwise.
#ifndef UAED_STAGING_H
#define UAED_STAGING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// O_PATH, which glibc defines only for _GNU_SOURCE.
extern const int uaed_path_only;

// Changes the mode of an open file or folder. The descriptor may be opened with O_PATH, which needs no permission to
// read.
int uaed_set_mode(int descriptor, mode_t mode);

// Gives `user` every right in the open folder `folder`, beside those of its mode, through its POSIX access control
// list. Nobody else but the owner keeps the right to write. EOPNOTSUPP if the file system has none.
int uaed_grant_folder(int folder, uid_t user);

// Reads the access control list of an open folder. Returns its length in bytes; 0 if the folder has none besides its
// mode, or it is longer than `capacity`.
int uaed_read_list(int folder, uint8_t *list, size_t capacity);

// Removes the access control list of an open folder.
int uaed_remove_list(int folder);

// Makes everything that was written to the file system of the open object durable (syncfs(2)).
int uaed_sync_all_of(int descriptor);

// The user as whom this thread accesses files (setfsuid(2)): the effective user, unless the thread has changed it.
uid_t uaed_file_user(void);

#endif
