// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CALLS_H
#define UAED_CALLS_H

#include "filter.h"

/* The system calls that a worker may make.
   - landlock: the version in force, which decides whether openat2 is permitted: a filter cannot look into its flags. */
struct uaed_calls uaed_worker_calls(int landlock);

/* The system calls that the fork server may make (forkserver.h). */
struct uaed_calls uaed_server_calls(void);

#endif
