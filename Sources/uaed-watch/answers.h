// SPDX-License-Identifier: GPL-2.0-only
// What the daemon is told, a line each: "look N", "list N", "cannot N ERRNO", "limit N", "lost", "ready SEQUENCE". No name of an
// entry is ever among it.
#ifndef UAED_WATCH_ANSWERS_H
#define UAED_WATCH_ANSWERS_H

#include <stdbool.h>

// Something waits to be written.
bool answers_wait(void);
// Writes as much as standard output takes at once; false where nobody reads it any more.
bool answers_write(void);

#endif
