// SPDX-License-Identifier: Apache-2.0
// A program that reads one untrusted file for another program, and is expected to crash on it.
#ifndef UAED_READER_H
#define UAED_READER_H

#include <sys/types.h>

// A started reader, and our end of the stream socket to it, closed on exec.
struct uaed_reader {
    pid_t pid;
    int channel;
};

// Starts `program read-hdf5 --memory BYTES --seconds SECONDS`. Its standard input is the open `file`, its standard
// output the other end of the channel, its standard error is discarded, and it has no other descriptor. From the
// environment it gets only what finds its libraries. It stays in the caller's process group. Returns 0 or an errno.
int uaed_start_reader(const char *program, unsigned long memory, unsigned seconds, int file, struct uaed_reader *reader);

// Waits `milliseconds` for the end of the child `pid`, then kills it. Returns its status as waitpid(2) gives it, or -1.
int uaed_end_reader(pid_t pid, int milliseconds);

// Takes from this process what a reader does not need: address space beyond `memory` bytes, more than `seconds` of
// processor time (then SIGXCPU), core dumps, further descriptors, growing files, new privileges, outliving its parent,
// and by a seccomp filter every system call but those for memory, open descriptors, the clock and exiting. A part that
// the kernel refuses is left out, because each is one of several walls.
void uaed_confine(unsigned long memory, unsigned seconds);

// Makes an anonymous file in memory with these bytes (memfd_create(2)), closed on exec. Returns 0 or an errno.
int uaed_memory_file(const void *bytes, size_t count, int *descriptor);

#endif
