// SPDX-License-Identifier: Apache-2.0
// The folder that a process reads its input in: opened once, and known by its path from then on.
#ifndef UAED_ROOT_H
#define UAED_ROOT_H

// From now on `uaed_open_root(path)` gives this folder, whatever stands there. Before a second thread is there; once in a process's
// life. 0, or an errno.
int uaed_keep_root(const char *path, int folder);

// Opens the folder `path`: the kept one where the path is its. A descriptor, or an errno below zero.
int uaed_open_root(const char *path);

// The same with no right but to look names up in it (O_PATH), for which a worker's cage asks nobody; `flags` are added. Without
// O_DIRECTORY among them files are opened too.
int uaed_open_place(const char *path, int flags);

#endif
