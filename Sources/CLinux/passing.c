// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "passing.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union control {
    struct cmsghdr header;
    char bytes[CMSG_SPACE(sizeof(int))];
};

int uaed_pass(int socket, const void *message, size_t size, int descriptor) {
    struct iovec part = {.iov_base = (void *)message, .iov_len = size};
    union control control;
    struct msghdr whole = {.msg_iov = &part, .msg_iovlen = 1};
    if (descriptor >= 0) {
        memset(&control, 0, sizeof control);
        control.header = (struct cmsghdr){
            .cmsg_len = CMSG_LEN(sizeof descriptor), .cmsg_level = SOL_SOCKET, .cmsg_type = SCM_RIGHTS};
        memcpy(CMSG_DATA(&control.header), &descriptor, sizeof descriptor);
        whole.msg_control = &control;
        whole.msg_controllen = sizeof control.bytes;
    }
    while (sendmsg(socket, &whole, MSG_NOSIGNAL) < 0)
        if (errno != EINTR) return errno;
    return 0;
}

int uaed_receive(int socket, void *message, size_t size, int *descriptor) {
    struct iovec part = {.iov_base = message, .iov_len = size};
    union control control;
    // There is room for one descriptor but not for a second, which would stay open.
    struct msghdr whole = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = CMSG_LEN(sizeof(int))};
    ssize_t count;
    while ((count = recvmsg(socket, &whole, MSG_CMSG_CLOEXEC)) < 0)
        if (errno != EINTR) return errno;
    *descriptor = -1;
    const struct cmsghdr *header = CMSG_FIRSTHDR(&whole);
    if (header && header->cmsg_level == SOL_SOCKET && header->cmsg_type == SCM_RIGHTS
        && header->cmsg_len == CMSG_LEN(sizeof *descriptor))
        memcpy(descriptor, CMSG_DATA(header), sizeof *descriptor);
    if ((size_t)count == size && !(whole.msg_flags & MSG_TRUNC)) return 0;
    if (*descriptor >= 0) close(*descriptor);
    return count == 0 ? ECONNRESET : EBADMSG;
}
