// SPDX-License-Identifier: Apache-2.0
// A process that starts readers for a worker, which may not start anything itself.
#ifndef UAED_FORKSERVER_H
#define UAED_FORKSERVER_H

#include "reader.h"

#include <stddef.h>

// The work of a reader, which has the file as descriptor 0 and its channel as descriptor 1. It begins with
// uaed_confine().
typedef void (*uaed_serve)(unsigned long memory, unsigned seconds);

// Forks the server from this process, which must still have one thread. The server ends when `*channel`, which is
// closed on exec, is closed, and every reader ends with it. It can fork, pass descriptors and wait, and reaches no
// path. Returns 0 or an errno.
int uaed_start_fork_server(uaed_serve serve, int *channel);

// Starts a reader of the open `file`, as uaed_start_reader() does. Returns 0 or an errno.
int uaed_fork_reader(int server, unsigned long memory, unsigned seconds, int file, struct uaed_reader *reader);

// The same as uaed_end_reader(), for a reader that the server started.
int uaed_end_forked_reader(int server, pid_t pid, int milliseconds);

// Forks this process, which must still have one thread, once more. Returns 0 in the child, which writes to
// `*descriptor` and exits; the child is killed when its parent ends. Below 0 if there is no child.
pid_t uaed_fork_scout(int *descriptor);

// Reads what the scout wrote, at most `size` bytes, and closes `descriptor`. Returns the number of bytes, or -1 if the
// scout did not end with status 0.
long uaed_hear_scout(pid_t scout, int descriptor, void *answer, size_t size);

#endif
