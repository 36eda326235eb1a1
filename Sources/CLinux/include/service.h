// SPDX-License-Identifier: Apache-2.0
// What a service manager is told, and what it hands over: sd_notify(3) and sd_listen_fds(3) without their library.
#ifndef UAED_SERVICE_H
#define UAED_SERVICE_H

#include <stddef.h>

// Sends `count` bytes as one datagram to the Unix socket `path` ('@' begins an abstract one). Never waits. 0, or an errno.
int uaed_send_datagram(const char *path, const void *bytes, size_t count);

// Microseconds of CLOCK_MONOTONIC.
unsigned long long uaed_monotonic(void);

// 0 where `descriptor` is a Unix stream socket that listens, which is then closed on exec; else an errno.
int uaed_take_listener(int descriptor);

#endif
