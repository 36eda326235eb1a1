// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_PASSING_H
#define UAED_PASSING_H

#include <stddef.h>

/* Sends one message with at most one descriptor (-1: none) over a SOCK_SEQPACKET socket. Returns 0 or an errno. */
int uaed_pass(int socket, const void *message, size_t size, int descriptor);

/* Receives a message of exactly `size` bytes. `*descriptor` is the one that came along, closed on exec, or -1.
   Returns 0 or an errno: ECONNRESET if the other end is gone, EBADMSG if the message has another size. */
int uaed_receive(int socket, void *message, size_t size, int *descriptor);

#endif
