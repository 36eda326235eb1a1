// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "opening.h"

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

// A sanitizer makes calls that are forbidden here, and writes its report to a file.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED
#endif
#endif

#define NUMBER offsetof(struct seccomp_data, nr)
// The low half: both architectures are little-endian, and the arguments that are compared have 32 bits.
#define ARGUMENT(index) offsetof(struct seccomp_data, args[index])
#define LOAD(what) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, what)
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define ALLOW(call) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), ANSWER(SECCOMP_RET_ALLOW)
// Allows the call if this argument has this value.
#define ALLOW_ONE(call, index, value) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(ARGUMENT(index)), \
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1), ANSWER(SECCOMP_RET_ALLOW), LOAD(NUMBER)
// Allows the call if this argument has none of these bits.
#define ALLOW_WITHOUT(call, index, bits) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 4), LOAD(ARGUMENT(index)), \
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, bits, 1, 0), ANSWER(SECCOMP_RET_ALLOW), LOAD(NUMBER)

static void filter_calls(void) {
#if defined(ARCHITECTURE) && !defined(SANITIZED)
    struct sock_filter rules[] = {
        LOAD(offsetof(struct seccomp_data, arch)),
        // On another architecture the numbers mean other calls.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0), ANSWER(SECCOMP_RET_KILL_PROCESS), LOAD(NUMBER),
        // Commands and answers, and waiting for them.
        ALLOW(read), ALLOW(write), ALLOW(ppoll),
        // The library waits for events by select(2), and asks how many bytes there are.
        ALLOW(pselect6), ALLOW_ONE(ioctl, 1, FIONREAD),
#ifdef __NR_poll
        ALLOW(poll), ALLOW(select),
#endif
        // Folders: opened with O_PATH, watched, closed.
        ALLOW_ONE(openat, 2, OPENING_FLAGS), ALLOW(close), ALLOW(inotify_add_watch), ALLOW(inotify_rm_watch),
        // The library checks whether a path is a folder.
        ALLOW(newfstatat),
        // Memory, none of it executable.
        ALLOW(brk), ALLOW_WITHOUT(mmap, 2, PROT_EXEC), ALLOW(munmap), ALLOW(mremap),
        ALLOW_WITHOUT(mprotect, 2, PROT_EXEC), ALLOW(madvise), ALLOW(getrandom), ALLOW(futex),
        // Resuming a stopped wait, and exiting.
        ALLOW(restart_syscall), ALLOW(rt_sigreturn), ALLOW(exit), ALLOW(exit_group),
        ANSWER(SECCOMP_RET_ERRNO | ENOSYS),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

void cage_close(void) {
    const struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef SANITIZED
    prctl(PR_SET_DUMPABLE, 0);
    setrlimit(RLIMIT_FSIZE, &none);
#endif
    filter_calls();
}
