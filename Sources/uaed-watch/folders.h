// SPDX-License-Identifier: GPL-2.0-only
// The folders by number: which watch each has, and what the daemon is to be told of it.
#ifndef UAED_WATCH_FOLDERS_H
#define UAED_WATCH_FOLDERS_H

#include <stdbool.h>

enum news {
    NEWS_LOOK = 1,
    // Folders in it came or went, or its watch is in force from now on.
    NEWS_LIST = 2,
    NEWS_CANNOT = 4,
    NEWS_LIMIT = 8,
    // All that was asked before a `sync` is done.
    NEWS_READY = 16,
};

// What stands in the queue for the answer to `sync`, which is about no folder.
#define NOT_A_FOLDER 0

// Takes the number for a new folder; false where it is out of bounds or has been used.
bool folders_begin(int number);
bool folders_know(int number);

// Gives the folder a watch. One that the folder had before it under another number is that one's no more.
void folders_set_watch(int number, int watch);
// 0: none.
int folders_watch(int number);
// Returns the folder that has the watch, 0 where none does, and takes it away from it.
int folders_take_watch(int watch);
int folders_of_watch(int watch);
// Folders that have a watch.
int folders_alive(void);

// Notes what is to be told; twice the same is told once. `error` goes with NEWS_CANNOT.
void folders_tell(int number, enum news news, int error);
bool folders_have_news(void);
// The longest-standing news; false where there are none.
bool folders_next_news(int *number, int *news, int *error);

#endif
