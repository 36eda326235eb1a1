// SPDX-License-Identifier: GPL-2.0-only
// Commands of the daemon, one line each: "root N HEXPATH", "watch N ROOT HEXPATH", "unwatch N", "sync SEQUENCE".
#ifndef UAED_WATCH_COMMANDS_H
#define UAED_WATCH_COMMANDS_H

#include <stdbool.h>

// Reads what standard input has and carries it out; false at its end. Any other line ends the process.
bool commands_take(void);

// The sequence number of the last "sync".
int commands_last_sync(void);

#endif
