// SPDX-License-Identifier: Apache-2.0
// A program that has a child of its own do the dangerous part.
#ifndef UAED_ATTEND_H
#define UAED_ATTEND_H

#include <sys/types.h>

// fork(2), while there is one thread. The child is killed when its parent goes. Its number, 0 in the child, or an errno below zero.
pid_t uaed_fork(void);

// Passes SIGTERM, SIGINT and SIGHUP on to the child and waits for its end: the status of waitpid(2), or -1.
int uaed_attend(pid_t child);

#endif
