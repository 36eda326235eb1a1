// SPDX-License-Identifier: GPL-2.0-only
// libinotifytools 3.22, and what it is used for here. Its state is global to the process and never shrinks.
#ifndef UAED_WATCH_WATCHING_H
#define UAED_WATCH_WATCHING_H

#include <stdbool.h>

// The descriptor that becomes readable with events; ends the process where there is none.
int watching_begin(void);

// Watches the folder that is open as `descriptor` (O_PATH) under this number, and tells the daemon how that went.
void watching_add(int number, int descriptor);
void watching_remove(int number);

// Takes what the kernel has to say, a bounded part of it at a time; true where there may be more.
bool watching_take(void);
// Events were lost since this was asked last.
bool watching_lost(void);

// More of what the library remembers is of folders that are gone than of others, and more than `most`.
bool watching_is_crowded(int most);

#endif
