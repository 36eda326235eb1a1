// SPDX-License-Identifier: Apache-2.0
// Modes and access lists of what is open, by descriptors alone: a path that somebody else may exchange is never acted upon.
// Each returns 0, or an errno, where nothing else is said.
#ifndef UAED_STAGING_H
#define UAED_STAGING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// O_PATH: glibc has it only where it is asked for GNU's names.
extern const int uaed_path_only;

// Changes the mode of an open file or folder; the descriptor may be one of O_PATH, which needs no right to read.
int uaed_set_mode(int descriptor, mode_t mode);

// Gives `user` every right in the open folder `folder`, beside those of its mode, through its POSIX access control list.
// Everybody else who is named there keeps no right to write. EOPNOTSUPP where the file system has no such lists.
int uaed_grant_folder(int folder, uid_t user);

// Reads the list of an open folder. Its length; 0 where it has none besides its mode.
int uaed_read_list(int folder, uint8_t *list, size_t capacity);

// Takes it away.
int uaed_remove_list(int folder);

// Makes everything that was written to the file system of the open object durable (syncfs(2)).
int uaed_sync_all_of(int descriptor);

// As whom this thread touches files (setfsuid(2)): the effective user, but for a thread that has said otherwise.
uid_t uaed_file_user(void);

#endif
