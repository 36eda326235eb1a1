// SPDX-License-Identifier: Apache-2.0
// For a program that has a child process do the dangerous part.
#ifndef UAED_ATTEND_H
#define UAED_ATTEND_H

#include <sys/types.h>

// fork(2) of a process that has one thread. The child is killed when its parent ends. Returns the child's pid, 0 in the
// child, or an errno below zero.
pid_t uaed_fork(void);

// Passes SIGTERM, SIGINT and SIGHUP on to the child and waits for its end. Returns the status of waitpid(2), or -1.
int uaed_attend(pid_t child);

#endif
