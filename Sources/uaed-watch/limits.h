// SPDX-License-Identifier: GPL-2.0-only
#ifndef UAED_WATCH_LIMITS_H
#define UAED_WATCH_LIMITS_H

#include <limits.h>

// Numbers that folders may have in the life of one process; none is used twice. The daemon begins a new process when they
// run out.
#define MOST_NUMBER (1 << 21)
// Folders that the others lie below: the daemon's inboxes.
#define MOST_ROOTS 1024
// A path without its NUL, and a line: two digits a byte, and a few words before them.
#define LONGEST_PATH (PATH_MAX - 1)
#define LONGEST_LINE (2 * LONGEST_PATH + 64)

// How the process ends, beside 0 where its input does.
enum ending {
    // Most of what the library remembers is of folders that are gone: begin anew.
    ENDING_RENEW = 3,
    // No inotify instance is to be had (fs.inotify.max_user_instances).
    ENDING_NO_INOTIFY = 4,
    // Started by hand.
    ENDING_USAGE = 64,
    // A line that the daemon does not write.
    ENDING_PROTOCOL = 65,
    // The library or the kernel failed.
    ENDING_ERROR = 70,
};

#endif
