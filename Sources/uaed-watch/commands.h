// SPDX-License-Identifier: GPL-2.0-only
// What the daemon asks for, a line each: "root N HEXPATH", "watch N ROOT HEXPATH", "unwatch N", "sync SEQUENCE".
#ifndef UAED_WATCH_COMMANDS_H
#define UAED_WATCH_COMMANDS_H

#include <stdbool.h>

// Reads what there is on standard input and does it; false at its end. Ends the process on anything else than such lines.
bool commands_take(void);

// The number behind the last "sync".
int commands_last_sync(void);

#endif
