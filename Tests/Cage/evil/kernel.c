// SPDX-License-Identifier: Apache-2.0
// Sockets, and doors into the kernel.
#define _GNU_SOURCE
#include "reaches.h"

#include <linux/bpf.h>
#include <linux/io_uring.h>
#include <linux/perf_event.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int internet(void) { return socket(AF_INET, SOCK_STREAM, 0) >= 0; }
static int local(void) { return socket(AF_UNIX, SOCK_STREAM, 0) >= 0; }
static int netlink(void) { return socket(AF_NETLINK, SOCK_RAW, 0) >= 0; }
static int pair(void) {
    int ends[2];
    return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
}

static int ring(void) {
    struct io_uring_params parameters = {0};
    return syscall(SYS_io_uring_setup, 1, &parameters) >= 0;
}

static int program(void) {
    union bpf_attr attributes;
    memset(&attributes, 0, sizeof attributes);
    attributes.map_type = BPF_MAP_TYPE_ARRAY;
    attributes.key_size = attributes.value_size = 4;
    attributes.max_entries = 1;
    return syscall(SYS_bpf, BPF_MAP_CREATE, &attributes, sizeof attributes) >= 0;
}

static int counter(void) {
    struct perf_event_attr attributes = {.type = PERF_TYPE_SOFTWARE, .size = sizeof attributes};
    return syscall(SYS_perf_event_open, &attributes, 0, -1, -1, 0) >= 0;
}

static int faults(void) { return syscall(SYS_userfaultfd, 0) >= 0; }
static int key(void) { return syscall(SYS_add_key, "user", "evil", "1", 1, -3 /* the process's ring */) >= 0; }
static int new_mount(void) { return syscall(SYS_fsopen, "tmpfs", 0) >= 0; }
static int tree(void) { return syscall(SYS_open_tree, -100, "/", 1 /* a copy */) >= 0; }
static int old_mount(void) { return mount("none", path("job"), "tmpfs", 0, NULL) == 0 && umount(path("job")) == 0; }
static int chroot_it(void) { return chroot(path("job")) == 0; }
static int root(void) { return apart(chroot_it); }
static int handle(void) { return syscall(SYS_open_by_handle_at, -1, NULL, 0) >= 0; }
static int domain(void) { return personality(ADDR_NO_RANDOMIZE) >= 0; }
static int other_numbers(void) { return syscall(0x40000000 | SYS_getpid) >= 0; }

const struct reach kernel[] = {
    {"socket, internet", internet}, {"socket, local", local}, {"socket, netlink", netlink}, {"socketpair", pair},
    {"io_uring", ring}, {"bpf", program}, {"perf_event_open", counter}, {"userfaultfd", faults}, {"add_key", key},
    {"fsopen", new_mount}, {"open_tree", tree}, {"mount", old_mount}, {"open_by_handle_at", handle},
    {"personality", domain}, {"x32", other_numbers}, {"chroot", root}, END,
};
