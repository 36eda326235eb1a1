// SPDX-License-Identifier: Apache-2.0
// What is sent to a service manager, and what it hands over: sd_notify(3) and sd_listen_fds(3) without their library.
#ifndef UAED_SERVICE_H
#define UAED_SERVICE_H

#include <stddef.h>

// Sends `count` bytes as one datagram to the Unix socket `path`; a leading '@' makes it an abstract one. Never waits.
// Returns 0 or an errno.
int uaed_send_datagram(const char *path, const void *bytes, size_t count);

// CLOCK_MONOTONIC in microseconds.
unsigned long long uaed_monotonic(void);

// Returns 0 if `descriptor` is a Unix stream socket that listens, and makes it closed on exec; else an errno.
int uaed_take_listener(int descriptor);

#endif
