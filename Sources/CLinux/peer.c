#include "peer.h"

#include <stddef.h>
#include <asm/socket.h>

const int uaed_option_peer = SO_PEERCRED;
const int uaed_option_groups = SO_PEERGROUPS;

bool uaed_has_group(const struct uaed_groups *groups, gid_t group) {
    for (size_t i = 0; i < sizeof groups->list / sizeof groups->list[0]; i++)
        if (group != 0 && groups->list[i] == group) return true;
    return false;
}
