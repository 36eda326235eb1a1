// SPDX-License-Identifier: Apache-2.0
// Who is at the other end of a Unix socket: what unix(7) has and Swift does not see.
#ifndef UAED_PEER_H
#define UAED_PEER_H

#include <stdbool.h>
#include <sys/types.h>

// SO_PEERCRED: the process that connected, as it was then.
struct uaed_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

// Who listens at the Unix stream socket `path`: 0, and the process that began to listen in `peer`; ECONNREFUSED where nobody
// does, ENOENT where there is nothing, EAGAIN where its queue is full, EPROTOTYPE where it is no stream, or another errno.
int uaed_ask_listener(const char *path, struct uaed_peer *peer);

// SO_PEERGROUPS: its supplementary groups; what is not filled in is 0. More than these are not read (ERANGE).
struct uaed_groups {
    gid_t list[1024];
};

// The options' numbers: glibc has the first only where it is asked for GNU's names.
extern const int uaed_option_peer;
extern const int uaed_option_groups;

// Whether `group`, which is not 0, is among them.
bool uaed_has_group(const struct uaed_groups *groups, gid_t group);

#endif
