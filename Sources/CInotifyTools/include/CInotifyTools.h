// libinotifytools 3.22 for Swift: its own functions, and what Swift cannot express.
#ifndef CINOTIFYTOOLS_H
#define CINOTIFYTOOLS_H

#include <inotifytools/inotifytools.h>
#include <stdbool.h>
#include <stdint.h>

// The library's state is global to the process and unprotected: call everything here from one thread only.

// An event without its flexible array. Both strings lie in the library's static buffers, until the next call.
struct uaed_inotify_event {
    int wd;
    uint32_t cookie;
    // The watched directory, with a slash at its end; "" for an overflow, which belongs to none.
    const char *directory;
    // The entry inside it; "" where the event is about the directory itself.
    const char *name;
    bool is_directory;
    bool created, moved_from, moved_to, attributes, gone, overflow;
};

// The next event, waiting for `seconds` (at least 1: the library takes 0 as "for ever"). False where there is none.
bool uaed_inotify_next(struct uaed_inotify_event *event, int seconds);

// Watches one directory for everything that can change what a scan finds; never through a symbolic link.
// 0, or the errno of the failure.
int uaed_inotify_watch(const char *directory);

#endif
