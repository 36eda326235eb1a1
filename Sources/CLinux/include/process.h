// SPDX-License-Identifier: Apache-2.0
// Child processes: what glibc has and Swift cannot reach.
#ifndef UAED_PROCESS_H
#define UAED_PROCESS_H

#include <sys/types.h>

// A started child, and our ends of its standard input and output, both closed on exec.
struct uaed_child {
    pid_t pid;
    int standard_input;
    int standard_output;
};

// Starts `arguments[0]` in a process group of its own, with no descriptor but 0, 1 and 2 and no signal ignored or
// blocked. Its standard error is appended to the file `log`. Returns 0 or an errno.
int uaed_spawn(char *const arguments[], char *const environment[], const char *log, struct uaed_child *child);

// Makes a pipe that is closed on exec and never blocks. Returns 0 or an errno.
int uaed_wake_up_pipe(int ends[2]);

// A descriptor for the child `pid` that becomes readable when the process ends, even if others hold its pipes
// (pidfd_open(2)); closed on exec. Below zero if the kernel does not provide it.
int uaed_open_process(pid_t pid);

// Sets nice 10 and idle I/O priority and, if they are not 0, limits of `address_space` bytes and of `seconds` of
// processor time (then SIGXCPU, and 5 seconds later SIGKILL). Refusals are ignored: the worker then runs without them.
void uaed_be_considerate(pid_t pid, unsigned long address_space, unsigned long seconds);

#endif
