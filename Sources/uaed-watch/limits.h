// SPDX-License-Identifier: GPL-2.0-only
#ifndef UAED_WATCH_LIMITS_H
#define UAED_WATCH_LIMITS_H

#include <limits.h>

// Folder numbers are below this. None is used twice in the life of a process; when they run out, the daemon begins a
// new process.
#define MOST_NUMBER (1 << 21)
// The number of roots, below which all other folders lie: the daemon's inboxes.
#define MOST_ROOTS 1024
// The longest path without its NUL, and the longest line: two digits per byte, and a few words before them.
#define LONGEST_PATH (PATH_MAX - 1)
#define LONGEST_LINE (2 * LONGEST_PATH + 64)

// The exit status of the process; it is 0 if its input ends.
enum ending {
    // Most of what the library remembers is of folders that are gone: a new process is needed.
    ENDING_RENEW = 3,
    // No inotify instance is available (fs.inotify.max_user_instances).
    ENDING_NO_INOTIFY = 4,
    // The program was started by hand.
    ENDING_USAGE = 64,
    // A line came that the daemon does not write.
    ENDING_PROTOCOL = 65,
    // The library or the kernel failed.
    ENDING_ERROR = 70,
};

#endif
