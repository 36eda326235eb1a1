// SPDX-License-Identifier: Apache-2.0
// A process that makes readers for one that is not permitted to start anything itself.
#ifndef UAED_FORKSERVER_H
#define UAED_FORKSERVER_H

#include "reader.h"

#include <stddef.h>

// What a reader does, with the file as descriptor 0 and its channel as 1. It begins with uaed_confine().
typedef void (*uaed_serve)(unsigned long memory, unsigned seconds);

// Forks the server of this process, which has one thread still. It ends when `*channel`, closed on exec, is closed, and with
// it every reader; it can fork, hand descriptors over and wait, and has no path. 0, or an errno.
int uaed_start_fork_server(uaed_serve serve, int *channel);

// A new reader of the open `file`, as uaed_start_reader() starts one. 0, or an errno.
int uaed_fork_reader(int server, unsigned long memory, unsigned seconds, int file, struct uaed_reader *reader);

// As uaed_end_reader(), of a reader that the server made.
int uaed_end_forked_reader(int server, pid_t pid, int milliseconds);

// Forks this process, which has one thread still, once more. 0 in the child, which writes to `*descriptor` and ends; it ends with
// its parent, too. Below 0 where there is no child.
pid_t uaed_fork_scout(int *descriptor);

// What the scout wrote, at most `size` bytes: their number, or -1 where it did not end with status 0. Closes `descriptor`.
long uaed_hear_scout(pid_t scout, int descriptor, void *answer, size_t size);

#endif
