// SPDX-License-Identifier: Apache-2.0
// Births of files, which statx(2) reports and stat(2) does not.
#ifndef UAED_BIRTH_H
#define UAED_BIRTH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

// fstatat(2), and the birth in nanoseconds since 1970; INT64_MIN if the file system, the kernel or a sandbox does not
// report it. Returns 0 or an errno.
int uaed_look_at(int folder, const char *path, int flags, struct stat *status, int64_t *born);

// The same for the open file or folder `file`.
int uaed_look_open(int file, struct stat *status, int64_t *born);

// Whether births on the mount of `folder` come from this machine's own kernel: no client, no server and no call sets
// them.
bool uaed_keeps_births(const char *folder);

#endif
