// SPDX-License-Identifier: Apache-2.0
// The folder that a process reads its input in: opened once, and found by its path from then on.
#ifndef UAED_ROOT_H
#define UAED_ROOT_H

// Makes `uaed_open_root(path)` open this folder from now on, even if the path leads elsewhere. To be called before
// there is a second thread, and once in a process's life (else EBUSY). Returns 0 or an errno.
int uaed_keep_root(const char *path, int folder);

// Opens the folder `path`, or the kept one if `path` is its path. Returns a descriptor, or an errno below zero.
int uaed_open_root(const char *path);

// The same with no right but to look up names in it (O_PATH), which a worker's cage always permits. `flags` are added;
// without O_DIRECTORY among them files are opened too.
int uaed_open_place(const char *path, int flags);

#endif
