// When a file was made: what statx(2) tells and stat(2) does not.
#ifndef UAED_BIRTH_H
#define UAED_BIRTH_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

// fstatat(2), with the birth in nanoseconds since 1970; INT64_MIN where the file system, the kernel or a sandbox does not tell
// it. 0, or an errno.
int uaed_look_at(int folder, const char *path, int flags, struct stat *status, int64_t *born);

// The same of the open file or folder `file`.
int uaed_look_open(int file, struct stat *status, int64_t *born);

// Whether births on the mount of `folder` are the kernel's own, of this machine: no client, no server and no call sets them.
bool uaed_keeps_births(const char *folder);

#endif
