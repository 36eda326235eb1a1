// SPDX-License-Identifier: GPL-2.0-only
#include "folders.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "limits.h"

#define NONE (-1)

struct folder {
    int watch, error;
    // The next folder in the queue of news.
    int next;
    unsigned char news;
    bool is_used, is_queued;
};

static struct folder *folders;
static int folder_room;
// The folder of each watch. The kernel counts watches up from 1 and uses none twice before two billion.
static int *number_of_watch;
static int watch_room;
static int alive;
static int first = NONE, last = NONE;

// Grows an array to at least `wanted` elements; new elements are zero.
static void *grown(void *old, int *room, int wanted, size_t size) {
    int more = *room ? *room : 256;
    while (more < wanted) more *= 2;
    char *grown = realloc(old, (size_t)more * size);
    if (!grown) {
        fprintf(stderr, "uaed-watch: no memory\n");
        exit(ENDING_ERROR);
    }
    memset(grown + (size_t)*room * size, 0, (size_t)(more - *room) * size);
    *room = more;
    return grown;
}

static void make_room(int number) {
    if (number >= folder_room) folders = grown(folders, &folder_room, number + 1, sizeof *folders);
}

bool folders_begin(int number) {
    if (number <= NOT_A_FOLDER || number >= MOST_NUMBER) return false;
    make_room(number);
    if (folders[number].is_used) return false;
    folders[number].is_used = true;
    return true;
}

bool folders_know(int number) { return number > NOT_A_FOLDER && number < folder_room && folders[number].is_used; }

int folders_watch(int number) { return folders[number].watch; }

int folders_of_watch(int watch) { return watch > 0 && watch < watch_room ? number_of_watch[watch] : 0; }

int folders_take_watch(int watch) {
    const int number = folders_of_watch(watch);
    if (!number) return 0;
    number_of_watch[watch] = 0;
    folders[number].watch = 0;
    alive--;
    return number;
}

void folders_set_watch(int number, int watch) {
    if (watch >= watch_room) number_of_watch = grown(number_of_watch, &watch_room, watch + 1, sizeof *number_of_watch);
    folders_take_watch(watch);
    number_of_watch[watch] = number;
    folders[number].watch = watch;
    alive++;
}

int folders_alive(void) { return alive; }

void folders_tell(int number, enum news news, int error) {
    make_room(number);
    struct folder *folder = &folders[number];
    // Earlier news of a folder that is gone does not count any more.
    if (news == NEWS_CANNOT) folder->news = 0;
    folder->news |= (unsigned char)news;
    folder->error = error;
    if (folder->is_queued) return;
    folder->is_queued = true;
    folder->next = NONE;
    if (last == NONE) first = number;
    else folders[last].next = number;
    last = number;
}

bool folders_have_news(void) { return first != NONE; }

bool folders_next_news(int *number, int *news, int *error) {
    if (first == NONE) return false;
    struct folder *folder = &folders[first];
    *number = first;
    *news = folder->news;
    *error = folder->error;
    first = folder->next;
    if (first == NONE) last = NONE;
    folder->news = 0;
    folder->is_queued = false;
    return true;
}
