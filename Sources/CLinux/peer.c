// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "peer.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

const int uaed_option_peer = SO_PEERCRED;
const int uaed_option_groups = SO_PEERGROUPS;

bool uaed_has_group(const struct uaed_groups *groups, gid_t group) {
    for (size_t i = 0; i < sizeof groups->list / sizeof groups->list[0]; i++)
        if (group != 0 && groups->list[i] == group) return true;
    return false;
}

int uaed_ask_listener(const char *path, struct uaed_peer *peer) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path) return ENAMETOOLONG;
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0) return errno;
    struct ucred found;
    socklen_t size = sizeof found;
    int error = 0;
    if (connect(descriptor, (const struct sockaddr *)&address, sizeof address)
        || getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &found, &size))
        error = errno;
    else
        *peer = (struct uaed_peer){.pid = found.pid, .uid = found.uid, .gid = found.gid};
    close(descriptor);
    return error;
}
