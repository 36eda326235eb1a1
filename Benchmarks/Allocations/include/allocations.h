// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_ALLOCATIONS_H
#define UAED_ALLOCATIONS_H

/* How often this process has asked for memory since it started: malloc, calloc, realloc and aligned kinds alike.
   -1 in a build that does not count: one with a sanitizer. */
long allocation_count(void);

#endif
