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

// One call a line, and what for. Paths are landlock's matter: calls that take one stand here only where landlock bounds them in
// every version, or where they change nothing.
static const struct uaed_call calls[] = {
    // Memory. None of it becomes code.
    CALL(brk),                                      // malloc
    CALL_IF(mmap, WITHOUT(2, PROT_EXEC)),           // malloc, tensors, thread stacks
    CALL_IF(mprotect, WITHOUT(2, PROT_EXEC)),       // malloc's arenas, guards of stacks
    CALL(munmap),                                   // free
    CALL(mremap),                                   // realloc
    CALL(madvise),                                  // free, stacks of threads that ended
    CALL(mbind),                                    // OpenBLAS: its buffers near the processor

    // Threads of this process, and nothing else that could be started.
    CALL_IF(clone, ONE_OF(0, THREAD)),              // computing threads
    CALL(set_robust_list),                          // a thread's start
#ifdef __NR_rseq
    CALL(rseq),                                     // a thread's start
#endif
    CALL(futex),                                    // locks
    CALL(exit),                                     // a thread's end
    CALL(exit_group),                               // the end
    CALL(gettid),                                   // dispatch, raise
    CALL(getpid),                                   // the log
    CALL(sched_yield),                              // locks of OpenBLAS
    CALL_IF(sched_getaffinity, OWN_OR_0(0)),        // how many cores there are
    CALL_IF(sched_setaffinity, OWN_OR_0(0)),        // which of them
    CALL_IF(getpriority, ONE_OF(0, PRIO_PROCESS)),  // whether this is a guest
    CALL_IF(setpriority, ONE_OF(0, PRIO_PROCESS), ONE_OF(1, 0)), // dispatch: the calling thread's
    CALL_IF(prctl, ONE_OF(0, PR_SET_NAME, PR_GET_NAME)), // names of threads
    CALL_IF(prlimit64, OWN_OR_0(0)),                // memory_limit, stacks
    CALL(getrusage),                                // measuring
    CALL(sysinfo),                                  // how much memory there is
    CALL(uname),                                    // the host's name in run.json
    CALL(getuid),                                   // Foundation
    CALL(geteuid),                                  // whether a file is ours
    CALL(getgid),                                   // Foundation
    CALL(getegid),                                  // Foundation

    // Signals: handled, and sent to nobody else.
    CALL(rt_sigaction),                             // SIGTERM and its like
    CALL(rt_sigprocmask),                           // a thread's start, signalfd
    CALL(rt_sigreturn),                             // a handler's end
    CALL(restart_syscall),                          // after a stop
    CALL(sigaltstack),                              // a thread's end
    CALL_IF(kill, OWN(0)),                          // raise
    CALL_IF(tgkill, OWN(0)),                        // abort
    CALL(signalfd4),                                // dispatch: SIGTERM as an event

    // Time.
    CALL(clock_gettime),                            // where it is no vDSO's
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

    // What is open: files, the life line, events and log, the channel to a reader.
    CALL(read),                                     // everything that is read
    CALL(write),                                    // everything that is written
    CALL(readv),                                    // Foundation
    CALL(writev),                                   // Foundation
    CALL(pread64),                                  // datasets
    CALL(pwrite64),                                 // results
    CALL(lseek),                                    // checkpoints
    CALL(close),                                    // everything that was open
    CALL(dup),                                      // listing a folder
    CALL_IF(fcntl, ONE_OF(1, F_DUPFD, F_DUPFD_CLOEXEC, F_GETFD, F_SETFD, F_GETFL, F_SETFL, LOCKS)), // no F_SETOWN: it signals
    CALL_IF(ioctl, ONE_OF(1, TCGETS, TIOCGWINSZ)),  // whether a person looks
    CALL(flock),                                    // the job's lock
    CALL(fadvise64),                                // reading ahead
    CALL(fsync),                                    // names that last
    CALL(fdatasync),                                // chunks that last
    CALL(syncfs),                                   // results that last
    CALL(ftruncate),                                // of what was opened for writing
    CALL(memfd_create),                             // weights inside an archive, handed to a reader
    CALL(sendmsg),                                  // asking the fork server for a reader
    CALL(recvmsg),                                  // its channel
    CALL_IF(sendto, IS_NULL(4)),                    // questions to a reader: the channel is connected
    CALL(recvfrom),                                 // its answers

    // Paths: landlock says which.
    CALL_IF(openat, NO_HIDDEN_TRUNCATION(2)),       // everything that is opened
    CALL(mkdirat),                                  // folders of the result
    CALL(unlinkat),                                 // chunks that are done with
    CALL(renameat2),                                // what is whole gets its name
    CALL(getdents64),                               // listing

    // Paths of which only names and figures are learnt.
    CALL(newfstatat),                               // lstat
    CALL(statx),                                    // Foundation
    CALL(fstat),                                    // sizes
    CALL(statfs),                                   // free space
    CALL(fstatfs),                                  // free space
    CALL(faccessat),                                // whether it can be read
#ifdef __NR_faccessat2
    CALL(faccessat2),                               // whether it can be read
#endif
    CALL(readlinkat),                               // Foundation: paths without links
    CALL(getcwd),                                   // a relative path of the caller's
    CALL(name_to_handle_at),                        // which file it is
    CALL(umask),                                    // modes of the result

    CALL(getrandom),                                // hash seeds

#ifdef __x86_64__
    // The same under their older names, which glibc prefers here.
    CALL(access),                                   // faccessat
    CALL(mkdir),                                    // mkdirat
    CALL(rmdir),                                    // unlinkat
    CALL(unlink),                                   // unlinkat
    CALL(rename),                                   // renameat2
    CALL(readlink),                                 // readlinkat
    CALL(poll),                                     // ppoll
    CALL(epoll_wait),                               // epoll_pwait
#endif

    // The last: a filter cannot see its flags, so it is left out where landlock does not know truncation.
    CALL(openat2),                                  // files beneath a folder
};

#ifndef __NR_clone3
#define __NR_clone3 435
#endif

// Their callers have another way, or go without: clone; syslog, where dispatch complains that it may not raise its threads'
// priority; openat, one name after another.
static const int unknown[] = {__NR_clone3, __NR_socket, __NR_openat2};

struct uaed_calls uaed_worker_calls(int landlock) {
    const size_t all = sizeof calls / sizeof calls[0];
    const int is_bounded = landlock >= 3;
    return (struct uaed_calls){
        .permitted = calls, .count = is_bounded ? all : all - 1, .unknown = unknown, .unknowns = is_bounded ? 2 : 3};
}
