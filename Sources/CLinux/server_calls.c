// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "calls.h"

#include <linux/prctl.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>

// Calls of the server, and calls that its readers make before and after uaed_confine(): a reader's own filter can only
// take away more.
static const struct uaed_call calls[] = {
    CALL(recvmsg),                                // requests
    CALL(sendmsg),                                // answers
    CALL_IF(socketpair, ONE_OF(0, AF_UNIX)),      // a reader's channel
    CALL_IF(clone, ONE_OF(0, CLONE_CHILD_SETTID | CLONE_CHILD_CLEARTID | SIGCHLD)), // fork
    CALL(set_robust_list),                        // fork
#ifdef __NR_rseq
    CALL(rseq),                                   // fork
#endif
    CALL(wait4),                                  // a reader's end
    CALL(pidfd_open),                             // waiting for it
    CALL(ppoll),                                  // waiting with a deadline
    CALL(kill),                                   // a late reader
    CALL(close_range),                            // a reader has three descriptors
    CALL(dup3),                                   // a reader's descriptors
    CALL_IF(prctl, ONE_OF(0, PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS)), // uaed_confine
    CALL_IF(prlimit64, ONE_OF(0, 0)),             // uaed_confine
    CALL(seccomp),                                // uaed_confine
    CALL(getpid),                                 // the filter: this process's number
    CALL(getppid),                                // a reader: whether the server is alive
    CALL(gettid),                                 // fork
    CALL(read),                                   // from here on, calls of readers
    CALL(write),
    CALL(recvfrom),
    CALL_IF(sendto, IS_NULL(4)),
    CALL(lseek),
    CALL(close),
    CALL_IF(mmap, WITHOUT(2, PROT_EXEC)),
    CALL_IF(mprotect, WITHOUT(2, PROT_EXEC)),
    CALL(munmap),
    CALL(mremap),
    CALL(madvise),
    CALL(brk),
    CALL(futex),
    CALL(getrandom),
    CALL(clock_gettime),
    CALL(gettimeofday),
    CALL(rt_sigaction),
    CALL(rt_sigprocmask),
    CALL(rt_sigreturn),
    CALL(exit),
    CALL(exit_group),
#ifdef __x86_64__
    CALL(poll),                                   // ppoll
    CALL(dup2),                                   // dup3
#endif
};

struct uaed_calls uaed_server_calls(void) {
    return (struct uaed_calls){.permitted = calls, .count = sizeof calls / sizeof calls[0]};
}
