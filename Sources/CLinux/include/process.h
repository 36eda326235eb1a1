// SPDX-License-Identifier: Apache-2.0
// Child processes: what glibc has and Swift does not see.
#ifndef UAED_PROCESS_H
#define UAED_PROCESS_H

#include <sys/types.h>

// A started child and our ends of its standard input and output, both closed on exec.
struct uaed_child {
    pid_t pid;
    int standard_input;
    int standard_output;
};

// Starts `arguments[0]` in a process group of its own, with no descriptor but 0, 1 and 2 and no signal ignored or
// blocked; its standard error is appended to the file `log`. 0, or an errno.
int uaed_spawn(char *const arguments[], char *const environment[], const char *log, struct uaed_child *child);

// A pipe that is closed on exec and never blocks. 0, or an errno.
int uaed_wake_up_pipe(int ends[2]);

// A descriptor of the child `pid` that is readable as soon as the process has ended, whoever holds its pipes (pidfd_open(2));
// closed on exec. Below zero where the kernel has none.
int uaed_open_process(pid_t pid);

// Nice 10, idle I/O and, where they are not 0, `address_space` bytes of it and `seconds` of processor time (then SIGXCPU, and a
// little later SIGKILL). Refusals are ignored: the worker then works all the same.
void uaed_be_considerate(pid_t pid, unsigned long address_space, unsigned long seconds);

#endif
