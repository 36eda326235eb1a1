// SPDX-License-Identifier: GPL-2.0-only
#define _GNU_SOURCE
#include "watching.h"

#include <errno.h>
#include <inotifytools/inotifytools.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "folders.h"
#include "limits.h"

// Everything that can change what a scan finds; never through a symbolic link.
static const int events = IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB | IN_ONLYDIR
    | IN_DONT_FOLLOW;

static bool lost;
// Number of folders that the library remembers. It forgets a folder whose watch is removed, but not one that went away
// by itself.
static int remembered;

int watching_begin(void) {
    // The library does not return its descriptor, but in a process with one thread it gets the lowest free number.
    const int lowest = dup(0);
    if (lowest < 0 || close(lowest) || !inotifytools_initialize()) {
        fprintf(stderr, "uaed-watch: no inotify instance: %s\n", strerror(inotifytools_error()));
        exit(ENDING_NO_INOTIFY);
    }
    return lowest;
}

// A path to the open folder that is different for each number: the library finds watches by their names, and takes two
// equal names for one watch. The number's bits are written into it as "./" and "/", which lead nowhere.
static void name_of(int number, int descriptor, char name[128]) {
    char *end = name + sprintf(name, "/proc/self/fd/%d/", descriptor);
    for (int rest = number; rest; rest >>= 1) end = stpcpy(end, rest & 1 ? "./" : "/");
    stpcpy(end, "./");
}

void watching_add(int number, int descriptor) {
    char name[128];
    name_of(number, descriptor, name);
    if (!inotifytools_watch_file(name, events)) {
        const int error = inotifytools_error() ? inotifytools_error() : EIO;
        folders_tell(number, error == ENOSPC ? NEWS_LIMIT : NEWS_CANNOT, error);
        return;
    }
    remembered++;
    const int watch = inotifytools_wd_from_filename(name);
    if (watch <= 0) {
        folders_tell(number, NEWS_CANNOT, EIO);
        return;
    }
    if (watch > 2 * MOST_NUMBER) exit(ENDING_RENEW);
    folders_set_watch(number, watch);
    folders_tell(number, NEWS_LIST, 0);
}

void watching_remove(int number) {
    const int watch = folders_watch(number);
    if (!watch) return;
    folders_take_watch(watch);
    // This fails if the folder went away meanwhile; the library then goes on remembering it.
    if (inotifytools_remove_watch_by_wd(watch)) remembered--;
}

static void take(const struct inotify_event *event) {
    if (event->mask & IN_Q_OVERFLOW) {
        lost = true;
        return;
    }
    const int number = folders_of_watch(event->wd);
    // The kernel's last event of a watch that was removed.
    if (!number) return;
    if (event->mask & (IN_IGNORED | IN_UNMOUNT)) {
        folders_take_watch(event->wd);
        folders_tell(number, NEWS_CANNOT, ENOENT);
        return;
    }
    const bool is_of_folder_inside = event->mask & IN_ISDIR && event->len;
    folders_tell(number, is_of_folder_inside ? NEWS_LIST : NEWS_LOOK, 0);
}

bool watching_take(void) {
    // The library reads many events at once and does not report how many it still holds, so only a read without an
    // event shows the end. (Its inotifytools_next_event takes a timeout of 0 as "for ever", this function as none.)
    for (int count = 0; count < 4096; count++) {
        const struct inotify_event *event = inotifytools_next_events(0, 1);
        if (event) {
            take(event);
            continue;
        }
        const int error = inotifytools_error();
        if (!error || error == EINTR || error == EAGAIN) return false;
        fprintf(stderr, "uaed-watch: events cannot be read: %s\n", strerror(error));
        exit(ENDING_ERROR);
    }
    return true;
}

bool watching_lost(void) {
    const bool was = lost;
    lost = false;
    return was;
}

bool watching_is_crowded(int most) {
    const int dead = remembered - folders_alive();
    return dead > most && dead > folders_alive();
}
