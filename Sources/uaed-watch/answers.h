// SPDX-License-Identifier: GPL-2.0-only
// Answers to the daemon, one line each: "look N", "list N", "cannot N ERRNO", "limit N", "lost", "ready SEQUENCE". They
// never contain the name of an entry.
#ifndef UAED_WATCH_ANSWERS_H
#define UAED_WATCH_ANSWERS_H

#include <stdbool.h>

// Whether answers wait to be written.
bool answers_wait(void);
// Writes as much as standard output takes at once; false if nobody reads it any more.
bool answers_write(void);

#endif
