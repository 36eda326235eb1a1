// SPDX-License-Identifier: Apache-2.0
// The process at the other end of a Unix socket: what unix(7) has and Swift cannot reach.
#ifndef UAED_PEER_H
#define UAED_PEER_H

#include <stdbool.h>
#include <sys/types.h>

// SO_PEERCRED: the credentials of the process that connected, from that moment.
struct uaed_peer {
    pid_t pid;
    uid_t uid;
    gid_t gid;
};

// Finds out who listens at the Unix stream socket `path`. Returns 0, with the process that began to listen in `peer`;
// ECONNREFUSED if nobody listens, ENOENT if there is nothing, EAGAIN if its queue is full, EPROTOTYPE if it is no
// stream socket, or another errno.
int uaed_ask_listener(const char *path, struct uaed_peer *peer);

// SO_PEERGROUPS: the supplementary groups of the process; unused elements are 0. If it has more than 1024, none are
// read (ERANGE).
struct uaed_groups {
    gid_t list[1024];
};

// The numbers of the options: glibc defines the first only for _GNU_SOURCE.
extern const int uaed_option_peer;
extern const int uaed_option_groups;

// Whether `group` is among them; never for group 0.
bool uaed_has_group(const struct uaed_groups *groups, gid_t group);

#endif
