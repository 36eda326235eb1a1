#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include "reader.h"
#include "renounce.h"

#if defined(__x86_64__)
#define UAED_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define UAED_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define UAED_ALLOW(call) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)

// seccomp(2): memory, the descriptors that are open, the clock, and the end. Everything else fails with EPERM: opening,
// sockets, programs, signals to others.
static void allow_little(void) {
#ifdef UAED_ARCHITECTURE
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        // The numbers mean other calls elsewhere.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UAED_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        UAED_ALLOW(read), UAED_ALLOW(write), UAED_ALLOW(recvfrom), UAED_ALLOW(sendto), UAED_ALLOW(lseek),
        UAED_ALLOW(close), UAED_ALLOW(mmap), UAED_ALLOW(munmap), UAED_ALLOW(mremap), UAED_ALLOW(mprotect),
        UAED_ALLOW(madvise), UAED_ALLOW(brk), UAED_ALLOW(futex), UAED_ALLOW(getrandom), UAED_ALLOW(clock_gettime),
        UAED_ALLOW(gettimeofday), UAED_ALLOW(rt_sigaction), UAED_ALLOW(rt_sigprocmask), UAED_ALLOW(rt_sigreturn),
        UAED_ALLOW(exit), UAED_ALLOW(exit_group),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1 /* EPERM */),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

// A sanitizer's shadow memory takes terabytes of addresses, its own thread makes calls that are forbidden here, and its
// report is a file: such a build keeps only the limit of time.
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UAED_SANITIZED
#endif
#endif

// Never raises what was inherited.
static void limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit present;
    if (getrlimit(resource, &present)) return;
    if (hard < present.rlim_max) present.rlim_max = hard;
    if (soft < present.rlim_cur) present.rlim_cur = soft;
    setrlimit(resource, &present);
}

void uaed_confine(unsigned long memory, unsigned seconds) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CPU, seconds, (rlim_t)seconds + 1);
    limit(RLIMIT_CORE, 0, 0);
#ifdef UAED_SANITIZED
    (void)memory, (void)allow_little;
#else
    limit(RLIMIT_AS, memory, memory);
    limit(RLIMIT_NOFILE, 3, 3);
    limit(RLIMIT_FSIZE, 0, 0);
    allow_little();
#endif
}

#define UAED_DENY(call) \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM)

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
// The sanitizers look at their own process through ptrace(2).
#define UAED_SANITIZED 1
#endif
#endif

// Of a worker: the network, other processes' memory, and what only administrators do. Everything else stays: libraries may want calls of
// tomorrow.
static void filter_calls(void) {
#ifdef UAED_ARCHITECTURE
    struct sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        // The numbers mean other calls elsewhere.
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UAED_ARCHITECTURE, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        // x32: the same calls under other numbers.
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        UAED_DENY(socket), UAED_DENY(io_uring_setup),
#ifndef UAED_SANITIZED
        UAED_DENY(ptrace), UAED_DENY(process_vm_readv), UAED_DENY(process_vm_writev),
#endif
        UAED_DENY(bpf), UAED_DENY(perf_event_open), UAED_DENY(userfaultfd), UAED_DENY(keyctl), UAED_DENY(add_key),
        UAED_DENY(request_key), UAED_DENY(unshare), UAED_DENY(setns), UAED_DENY(mount), UAED_DENY(umount2),
        UAED_DENY(pivot_root), UAED_DENY(chroot), UAED_DENY(init_module), UAED_DENY(finit_module),
        UAED_DENY(kexec_load), UAED_DENY(reboot), UAED_DENY(open_by_handle_at),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {.len = sizeof rules / sizeof rules[0], .filter = rules};
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
#endif
}

void uaed_renounce(void) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_NOFILE, 1024, 1024);
    filter_calls();
}
