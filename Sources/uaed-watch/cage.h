// SPDX-License-Identifier: GPL-2.0-only
// What this process does without.
#ifndef UAED_WATCH_CAGE_H
#define UAED_WATCH_CAGE_H

// Takes from this process new privileges, core dumps, being looked into by others (prctl(2), PR_SET_DUMPABLE), growing files,
// and by a seccomp filter every system call but the few that watching takes: nothing can be opened to be read or written,
// run, signalled or connected to. Unlisted calls answer ENOSYS. What the kernel refuses to take is left to it: each of them
// is one of several walls.
void cage_close(void);

#endif
