// SPDX-License-Identifier: GPL-2.0-only
// What this process gives up.
#ifndef UAED_WATCH_CAGE_H
#define UAED_WATCH_CAGE_H

// Takes from this process new privileges, core dumps, being read by other processes (prctl(2), PR_SET_DUMPABLE),
// growing files, and by a seccomp filter every system call but the few that watching needs: nothing can be opened for
// reading or writing, executed, signalled or connected to. Other calls return ENOSYS. A part that the kernel refuses is
// left out, because each is one of several walls.
void cage_close(void);

#endif
