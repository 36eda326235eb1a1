// What a service manager is told, and what it hands over: sd_notify(3) and sd_listen_fds(3) without their library.
#ifndef UAED_SERVICE_H
#define UAED_SERVICE_H

// Sends `state` as one datagram to the Unix socket `path` ('@' begins an abstract one). Never waits. 0, or an errno.
int uaed_notify(const char *path, const char *state);

// Microseconds of CLOCK_MONOTONIC.
unsigned long long uaed_monotonic(void);

// 0 where `descriptor` is a Unix stream socket that listens, which is then closed on exec; else an errno.
int uaed_take_listener(int descriptor);

#endif
