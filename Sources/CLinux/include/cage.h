// SPDX-License-Identifier: Apache-2.0
// What a worker keeps when it begins to read bytes of strangers.
#ifndef UAED_CAGE_H
#define UAED_CAGE_H

#include <stddef.h>

enum { UAED_PLACES = 16 };

// Files and folders that stay within reach.
struct uaed_cage {
    struct {
        int descriptor; // open with O_PATH
        int is_writable; // a folder: files and folders may be made, written, renamed and removed below it
    } places[UAED_PLACES];
    size_t count;
    // Tests: as a kernel with this version of landlock would do it; 0: this kernel's own.
    int landlock;
    // Tests: what the filter refuses ends the process.
    int kills;
};

// Adds an open place, which the caller closes after uaed_cage_close(). 0, or ENOSPC.
int uaed_cage_add(struct uaed_cage *cage, int place, int is_writable);

// What of a cage is in force.
struct uaed_parts {
    // Threads of the process: unless it is 1, nothing was closed.
    int tasks;
    // The version of landlock; 0: none, so paths are bounded by permissions alone.
    int landlock;
    // Whether system calls are filtered.
    int calls;
    // Of the first part that is missing: an errno.
    int error;
};

// Nobody of the same user may look into this process or write to it (PR_SET_DUMPABLE), and no core is written.
void uaed_be_private(void);

// Takes from this process, and all that it will start, everything but memory, threads, what is open already and what `cage`
// names: new privileges, root's powers but those over files, more than 1024 descriptors, other paths (landlock(7)), and
// system calls that are not in calls.c. Landlock holds the calling thread alone: a process with several is left as it is. 0, or the errno of the first part that
// is missing; the others are in force all the same.
int uaed_cage_close(const struct uaed_cage *cage, struct uaed_parts *parts);

// What of a cage would be in force in a child of this process: a child tries. 0, or an errno where there is no child.
int uaed_cage_parts(struct uaed_parts *parts);

#endif
