// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CALLS_H
#define UAED_CALLS_H

#include "filter.h"

/* What a worker may ask of the kernel.
   - landlock: its version, which decides whether a call is bounded that a filter cannot look into. */
struct uaed_calls uaed_worker_calls(int landlock);

/* What the fork server may (forkserver.h). */
struct uaed_calls uaed_server_calls(void);

#endif
