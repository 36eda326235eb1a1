// SPDX-License-Identifier: Apache-2.0
// What a worker that was taken over would try, each thing by itself: 1 where it succeeds, 0 and errno where it does not.
#ifndef REACHES_H
#define REACHES_H

#include <stddef.h>
#include <sys/types.h>

struct reach {
    const char *name;
    int (*try)(void);
};

extern const struct reach processes[], files[], kernel[];

// Of a child that stands in for the worker: its parent for the daemon, and a folder with `bundle/x`, `job` and `secret`.
extern pid_t other;
extern const char *place;

// `place`/`name`, until the next eight calls.
const char *path(const char *name);

// In a child where there may be one: what would change this process.
int apart(int (*try)(void));

#define END {NULL, NULL}

#endif
