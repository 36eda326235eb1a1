// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "reader.h"

#include "filter.h"
#include "limit.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>

// Memory, open descriptors, the clock, and exiting. Opening files, sockets, programs and signals to others are left
// out.
static const struct uaed_call little[] = {
    CALL(read),                               // the file
    CALL(write),                              // messages of a crash
    CALL(recvfrom),                           // questions
    CALL_IF(sendto, IS_NULL(4)),              // answers
    CALL(lseek),                              // the size of the file
    CALL(close),                              // the file
    CALL_IF(mmap, WITHOUT(2, PROT_EXEC)),     // the file, and memory
    CALL_IF(mprotect, WITHOUT(2, PROT_EXEC)), // malloc
    CALL(munmap),                             // free
    CALL(mremap),                             // realloc
    CALL(madvise),                            // free
    CALL(brk),                                // malloc
    CALL(futex),                              // one-time initialisation
    CALL(getrandom),                          // hash seeds
    CALL(clock_gettime),                      // libhdf5
    CALL(gettimeofday),                       // libhdf5
    CALL(rt_sigaction),                       // abort
    CALL(rt_sigprocmask),                     // abort
    CALL(rt_sigreturn),                       // a handler's end
    CALL(exit),                               // the end
    CALL(exit_group),                         // the end
};

void uaed_confine(unsigned long memory, unsigned seconds) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    uaed_limit(RLIMIT_CPU, seconds, (rlim_t)seconds + 1);
    uaed_limit(RLIMIT_CORE, 0, 0);
#ifdef UAED_SANITIZED
    (void)memory, (void)little;
#else
    uaed_limit(RLIMIT_AS, memory, memory);
    uaed_limit(RLIMIT_NOFILE, 3, 3);
    uaed_limit(RLIMIT_FSIZE, 0, 0);
    uaed_filter(&(struct uaed_calls){.permitted = little, .count = sizeof little / sizeof little[0]});
#endif
}
