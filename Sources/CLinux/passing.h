// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_PASSING_H
#define UAED_PASSING_H

#include <stddef.h>

/* One message with at most one descriptor (-1: none) over a SOCK_SEQPACKET socket. 0, or an errno. */
int uaed_pass(int socket, const void *message, size_t size, int descriptor);

/* A message of exactly `size` bytes; `*descriptor` is closed on exec, or -1. ECONNRESET where the other end is gone. */
int uaed_receive(int socket, void *message, size_t size, int *descriptor);

#endif
