// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "calls.h"

#include <asm/ioctls.h>
#include <linux/fcntl.h>
#include <linux/prctl.h>
#include <linux/sched.h>
#include <sys/mman.h>
#include <sys/resource.h>

#define THREAD \
    (CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_SETTLS \
        | CLONE_PARENT_SETTID | CLONE_CHILD_CLEARTID)
#define LOCKS F_GETLK, F_SETLK, F_SETLKW, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW

// One call per line, and its purpose. Landlock decides about paths: calls that take one are listed only if every
// version of landlock restricts them, or if they change nothing.
static const struct uaed_call calls[] = {
    // Memory, none of it executable.
    CALL(brk),                                      // malloc
    CALL_IF(mmap, WITHOUT(2, PROT_EXEC)),           // malloc, tensors, thread stacks
    CALL_IF(mprotect, WITHOUT(2, PROT_EXEC)),       // malloc's arenas, guards of stacks
    CALL(munmap),                                   // free
    CALL(mremap),                                   // realloc
    CALL(madvise),                                  // free, stacks of threads that ended
    CALL(mbind),                                    // OpenBLAS: buffers near the processor

    // Threads of this process. Nothing else can be started.
    CALL_IF(clone, ONE_OF(0, THREAD)),              // computing threads
    CALL(set_robust_list),                          // a thread's start
#ifdef __NR_rseq
    CALL(rseq),                                     // a thread's start
#endif
    CALL(futex),                                    // locks
    CALL(exit),                                     // a thread's end
    CALL(exit_group),                               // the end of the process
    CALL(gettid),                                   // dispatch, raise
    CALL(getpid),                                   // the log
    CALL(sched_yield),                              // locks of OpenBLAS
    CALL_IF(sched_getaffinity, OWN_OR_0(0)),        // the number of cores
    CALL_IF(sched_setaffinity, OWN_OR_0(0)),        // the choice of cores
    CALL_IF(getpriority, ONE_OF(0, PRIO_PROCESS)),  // whether the worker is niced
    CALL_IF(setpriority, ONE_OF(0, PRIO_PROCESS), ONE_OF(1, 0)), // dispatch: the calling thread's
    CALL_IF(prctl, ONE_OF(0, PR_SET_NAME, PR_GET_NAME)), // names of threads
    CALL_IF(prlimit64, OWN_OR_0(0)),                // memory_limit, stacks
    CALL(getrusage),                                // measurements
    CALL(sysinfo),                                  // the size of memory
    CALL(uname),                                    // the host's name in run.json
    CALL(getuid),                                   // Foundation
    CALL(geteuid),                                  // whether a file is ours
    CALL(getgid),                                   // Foundation
    CALL(getegid),                                  // Foundation

    // Signals: handled, and sent to this process only.
    CALL(rt_sigaction),                             // SIGTERM and similar signals
    CALL(rt_sigprocmask),                           // a thread's start, signalfd
    CALL(rt_sigreturn),                             // a handler's end
    CALL(restart_syscall),                          // after a stop
    CALL(sigaltstack),                              // a thread's end
    CALL_IF(kill, OWN(0)),                          // raise
    CALL_IF(tgkill, OWN(0)),                        // abort
    CALL(signalfd4),                                // dispatch: SIGTERM as an event

    // Time.
    CALL(clock_gettime),                            // if the vDSO does not provide it
    CALL(clock_getres),                             // dispatch
    CALL(gettimeofday),                             // Foundation
    CALL(clock_nanosleep),                          // waiting for a lock
    CALL(nanosleep),                                // waiting for a lock
    CALL(timerfd_create),                           // dispatch: a delay
    CALL(timerfd_settime),                          // dispatch: a delay

    // Events.
    CALL(epoll_create1),                            // dispatch
    CALL(epoll_ctl),                                // dispatch
    CALL(epoll_pwait),                              // dispatch
    CALL(eventfd2),                                 // dispatch
    CALL(ppoll),                                    // a reader's deadline

    // Open descriptors: files, the life line, events and log, the channel to a reader.
    CALL(read),                                     // all reading
    CALL(write),                                    // all writing
    CALL(readv),                                    // Foundation
    CALL(writev),                                   // Foundation
    CALL(pread64),                                  // datasets
    CALL(pwrite64),                                 // results
    CALL(lseek),                                    // checkpoints
    CALL(close),                                    // all descriptors
    CALL(dup),                                      // listing a folder
    // F_SETOWN is left out, because it makes the kernel signal other processes.
    CALL_IF(fcntl, ONE_OF(1, F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, LOCKS)),  // descriptors
    CALL_IF(ioctl, ONE_OF(1, TCGETS, TIOCGWINSZ)),  // whether it is a terminal
    CALL(flock),                                    // the job's lock
    CALL(fadvise64),                                // reading ahead
    CALL(fsync),                                    // durable names
    CALL(fdatasync),                                // durable chunks
    CALL(syncfs),                                   // durable results
    CALL(ftruncate),                                // files that are open for writing
    CALL(memfd_create),                             // weights inside an archive, handed to a reader
    CALL(sendmsg),                                  // asking the fork server for a reader
    CALL(recvmsg),                                  // the reader's channel
    CALL_IF(sendto, IS_NULL(4)),                    // questions to a reader, over a connected channel
    CALL(recvfrom),                                 // the reader's answers

    // Paths: landlock decides which.
    CALL_IF(openat, NO_HIDDEN_TRUNCATION(2)),       // all opening
    CALL(mkdirat),                                  // folders of the result
    CALL(unlinkat),                                 // chunks that are not needed any more
    CALL(renameat2),                                // the final name of a whole file
    CALL(getdents64),                               // listing

    // Paths of which these calls reveal only names and figures.
    CALL(newfstatat),                               // lstat
    CALL(statx),                                    // Foundation
    CALL(fstat),                                    // sizes
    CALL(statfs),                                   // free space
    CALL(fstatfs),                                  // free space
    CALL(faccessat),                                // whether it can be read
#ifdef __NR_faccessat2
    CALL(faccessat2),                               // whether it can be read
#endif
    CALL(readlinkat),                               // Foundation: resolving links
    CALL(getcwd),                                   // relative paths
    CALL(name_to_handle_at),                        // the identity of a file
    CALL(umask),                                    // modes of the result

    CALL(getrandom),                                // hash seeds

#ifdef __x86_64__
    // Older forms of the same calls, which glibc prefers on x86-64.
    CALL(access),                                   // faccessat
    CALL(mkdir),                                    // mkdirat
    CALL(rmdir),                                    // unlinkat
    CALL(unlink),                                   // unlinkat
    CALL(rename),                                   // renameat2
    CALL(readlink),                                 // readlinkat
    CALL(poll),                                     // ppoll
    CALL(epoll_wait),                               // epoll_pwait
#endif

    // Must be the last: a filter cannot see its flags, so it is left out if landlock does not restrict truncation.
    CALL(openat2),                                  // files beneath a folder
};

#ifndef __NR_clone3
#define __NR_clone3 435
#endif

// Answered with ENOSYS, because their callers have another way or go without: clone instead of clone3; no syslog
// (socket), to which dispatch would complain that it may not raise its threads' priority; openat, component by
// component, instead of openat2.
static const int unknown[] = {__NR_clone3, __NR_socket, __NR_openat2};

struct uaed_calls uaed_worker_calls(int landlock) {
    const size_t all = sizeof calls / sizeof calls[0];
    const int is_bounded = landlock >= 3;
    return (struct uaed_calls){
        .permitted = calls, .count = is_bounded ? all : all - 1, .unknown = unknown, .unknowns = is_bounded ? 2 : 3};
}
