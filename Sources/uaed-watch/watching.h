// SPDX-License-Identifier: GPL-2.0-only
// Watches folders by libinotifytools 3.22, whose state is global to the process and never shrinks.
#ifndef UAED_WATCH_WATCHING_H
#define UAED_WATCH_WATCHING_H

#include <stdbool.h>

// Begins to watch. Returns the descriptor that becomes readable with events; ends the process if there is none.
int watching_begin(void);

// Watches the folder that is open as `descriptor` (O_PATH) under this number, and reports to the daemon whether that
// succeeded.
void watching_add(int number, int descriptor);
// Removes the folder's watch, if it has one.
void watching_remove(int number);

// Takes events from the kernel, a bounded number at a time; true if there may be more.
bool watching_take(void);
// Whether events were lost since the last call.
bool watching_lost(void);

// Whether the library remembers more folders that are gone than others, and more than `most` of them.
bool watching_is_crowded(int most);

#endif
