// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_SPAWN_CHILD_H
#define UAED_SPAWN_CHILD_H

#include <sys/types.h>

/* The descriptors 0, 1 and 2 of a child; every other descriptor is closed in it. */
struct spawn_channels {
    int input, output;
    const char *log; /* opened as 2, with these flags and mode 0664 */
    int log_flags;
    int own_group; /* whether it leads a process group of its own */
};

/* posix_spawn(3) with no signal blocked, ignored or handled. Returns 0 or an errno. */
int spawn_child(const char *program, char *const arguments[], char *const environment[],
    const struct spawn_channels *channels, pid_t *pid);

#endif
