#ifndef UAED_ALLOCATIONS_H
#define UAED_ALLOCATIONS_H

/* How often this process has asked for memory since it started: malloc, calloc, realloc and aligned kinds alike. */
long allocation_count(void);

#endif
