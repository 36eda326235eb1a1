// SPDX-License-Identifier: Apache-2.0
// What a worker may still do when it begins to read foreign bytes.
#ifndef UAED_CAGE_H
#define UAED_CAGE_H

#include <stddef.h>

enum { UAED_PLACES = 16 };

// The files and folders that stay within reach.
struct uaed_cage {
    struct {
        int descriptor; // open with O_PATH
        int is_writable; // a folder: files and folders may be made, written, renamed and removed below it
    } places[UAED_PLACES];
    size_t count;
    // For tests: behaves as a kernel with this version of landlock would; 0 stands for this kernel's own.
    int landlock;
    // For tests: a call that the filter refuses ends the process.
    int kills;
};

// Adds an open place, which the caller closes after uaed_cage_close(). Returns 0 or ENOSPC.
int uaed_cage_add(struct uaed_cage *cage, int place, int is_writable);

// The parts of a cage that are in force.
struct uaed_parts {
    // Number of threads of the process; unless it is 1, neither landlock nor the filter is in force.
    int tasks;
    // The version of landlock; 0 if there is none, so that only permissions restrict paths.
    int landlock;
    // Whether system calls are filtered.
    int calls;
    // The errno of the first part that is missing; 0 if none is.
    int error;
};

// Keeps processes of the same user from reading or writing this one's memory (PR_SET_DUMPABLE), and disables core
// dumps.
void uaed_be_private(void);

// Takes from this process, and from all that it will start, everything but memory, threads, open descriptors and the
// places in `cage`: new privileges, root's capabilities except those over files, more than 1024 descriptors, other
// paths (landlock(7)), and system calls that are not in calls.c. Landlock restricts only the calling thread, so a
// process with several threads gets neither landlock nor the filter (EBUSY). Returns 0, or the errno of the first part
// that is missing; the others are in force nevertheless.
int uaed_cage_close(const struct uaed_cage *cage, struct uaed_parts *parts);

// Finds out in a child process which parts of a cage would be in force. Returns 0, or an errno if there is no child.
int uaed_cage_parts(struct uaed_parts *parts);

#endif
