// SPDX-License-Identifier: Apache-2.0
// The daemon and other processes.
#define _GNU_SOURCE
#include "reaches.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static int of_other(const char *file, int flags) {
    char name[64], byte;
    snprintf(name, sizeof name, "/proc/%d/%s", other, file);
    const int descriptor = open(name, flags);
    return descriptor >= 0 && (flags != O_RDONLY || read(descriptor, &byte, 1) >= 0);
}

static int memory_file(void) { return of_other("mem", O_RDWR); }
static int environment(void) { return of_other("environ", O_RDONLY); }

// Both are forked from one process: what lies here lies there.
static int memory_call(void) {
    static char here = 1;
    char byte;
    const struct iovec from = {&here, 1}, to = {&byte, 1};
    return process_vm_readv(other, &to, 1, &from, 1, 0) == 1;
}

static int trace(void) {
    if (ptrace(PTRACE_SEIZE, other, 0, 0)) return 0;
    ptrace(PTRACE_INTERRUPT, other, 0, 0);
    waitpid(other, NULL, __WALL);
    ptrace(PTRACE_DETACH, other, 0, 0);
    return 1;
}

static int handle(void) { return syscall(SYS_pidfd_open, other, 0) >= 0; }
// The standard input of both.
static int descriptor(void) { return syscall(SYS_pidfd_getfd, (int)syscall(SYS_pidfd_open, other, 0), 0, 0) >= 0; }
static int signal_it(void) { return kill(other, 0) == 0; }
static int signal_group(void) { return kill(0, 0) == 0; }
static int signal_everybody(void) { return kill(-1, 0) == 0; }
static int signal_thread(void) { return syscall(SYS_tkill, other, 0) == 0; }
static int signal_thread_of(void) { return syscall(SYS_tgkill, other, other, 0) == 0; }
static int signal_by_input(void) {
    int ends[2] = {0, 0};
    return fcntl(ends[0], F_SETOWN, other) == 0;
}

static int limits(void) {
    struct rlimit limit;
    return prlimit(other, RLIMIT_NOFILE, NULL, &limit) == 0;
}

static int niceness(void) { return setpriority(PRIO_PROCESS, (id_t)other, 5) == 0; }
static int input_priority(void) { return syscall(SYS_ioprio_set, 1, other, 3 << 13) == 0; }
static int affinity(void) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(0, &set);
    return sched_setaffinity(other, sizeof set, &set) == 0;
}

int apart(int (*try)(void)) {
    const pid_t child = fork();
    if (child < 0) return try();
    if (!child) _exit(!try());
    int status;
    return waitpid(child, &status, 0) == child && status == 0;
}

static int waited(pid_t child) {
    if (!child) _exit(0);
    return child > 0 && waitpid(child, NULL, 0) == child;
}

static int fork_it(void) { return waited(fork()); }
static int old_clone(void) { return waited((pid_t)syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0)); }
static int new_clone(void) {
    struct clone_args arguments = {.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWNET, .exit_signal = SIGCHLD};
    return waited((pid_t)syscall(SYS_clone3, &arguments, sizeof arguments));
}

static int unshare_it(void) { return unshare(CLONE_NEWUSER) == 0 || unshare(CLONE_NEWNS) == 0; }
static int namespace(void) { return apart(unshare_it); }
static int visible_again(void) { return prctl(PR_SET_DUMPABLE, 1) == 0; }

static int code(int protection) {
    return mmap(NULL, 4096, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
}

static int writable_code(void) { return code(PROT_READ | PROT_WRITE | PROT_EXEC); }
static int any_code(void) { return code(PROT_READ | PROT_EXEC); }
static int turned_to_code(void) {
    void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
}

const struct reach processes[] = {
    {"daemon's memory, /proc/PID/mem", memory_file}, {"daemon's environment", environment},
    {"daemon's memory, process_vm_readv", memory_call}, {"ptrace", trace}, {"pidfd_open", handle},
    {"pidfd_getfd", descriptor}, {"kill", signal_it}, {"kill of the group", signal_group},
    {"kill of everybody", signal_everybody}, {"tkill", signal_thread}, {"tgkill", signal_thread_of},
    {"F_SETOWN", signal_by_input}, {"prlimit", limits}, {"setpriority", niceness}, {"ioprio_set", input_priority},
    {"sched_setaffinity", affinity}, {"fork", fork_it}, {"clone with a namespace", old_clone},
    {"clone3 with namespaces", new_clone}, {"unshare", namespace}, {"PR_SET_DUMPABLE", visible_again},
    {"writable code", writable_code}, {"anonymous code", any_code}, {"data turned to code", turned_to_code}, END,
};
