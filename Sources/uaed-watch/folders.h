// SPDX-License-Identifier: GPL-2.0-only
// Folders by number: the watch of each, and the news of it for the daemon.
#ifndef UAED_WATCH_FOLDERS_H
#define UAED_WATCH_FOLDERS_H

#include <stdbool.h>

enum news {
    // An entry in it changed.
    NEWS_LOOK = 1,
    // Folders in it appeared or went away, or its watch is in force from now on.
    NEWS_LIST = 2,
    // It cannot be watched, or has gone away.
    NEWS_CANNOT = 4,
    // The kernel grants no more watches (ENOSPC).
    NEWS_LIMIT = 8,
    // All commands before a `sync` have been carried out.
    NEWS_READY = 16,
};

// The queue's entry for the answer to `sync`, which is about no folder.
#define NOT_A_FOLDER 0

// Takes the number for a new folder; false if it is out of bounds or has been used.
bool folders_begin(int number);
// Whether the number has been taken for a folder.
bool folders_know(int number);

// Gives the folder a watch. If the same watch belonged to another number, that one loses it.
void folders_set_watch(int number, int watch);
// The folder's watch; 0 if it has none.
int folders_watch(int number);
// Takes the watch away from the folder that has it. Returns that folder, 0 if there is none.
int folders_take_watch(int watch);
// The folder that has the watch; 0 if there is none.
int folders_of_watch(int watch);
// The number of folders that have a watch.
int folders_alive(void);

// Queues news of a folder; the same news is reported once. `error` goes with NEWS_CANNOT.
void folders_tell(int number, enum news news, int error);
// Whether news is queued.
bool folders_have_news(void);
// Takes the oldest news; false if there is none.
bool folders_next_news(int *number, int *news, int *error);

#endif
