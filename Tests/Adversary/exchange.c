// SPDX-License-Identifier: Apache-2.0
// A member of an inbox's group who works against everybody that submits there, as fast as a processor lets him.
//
//     exchange INBOX TARGET folders|cleanup|whole|place
//
// folders: exchanges each new folder dNNNN of a staging (.NAME.submit-PID) with a link to TARGET.
// cleanup: takes the name NAME first, so that the submission fails, and exchanges those folders while it is cleaned up.
// whole:   exchanges the staging itself with a link to TARGET, a folder of his own, and a FIFO, in turn.
// place:   exchanges what appears under NAME with a folder of his own.
//
// Says "ready", goes on until its standard input ends, and says how many stagings it saw and what it exchanged.
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FOLDERS = 60 };

static int inbox;
static const char *target;
static unsigned long seen, exchanged;

static int is_over(void) {
    struct pollfd input = {.fd = 0, .events = POLLIN};
    return poll(&input, 1, 0) > 0;
}

static int is_there(int folder, const char *name) {
    struct stat status;
    return !fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW);
}

// Whether the staging stands there and the process whose number it has still runs.
static int is_at_work(const char *staging) {
    return is_there(inbox, staging) && (!kill(atoi(strstr(staging, ".submit-") + 8), 0) || errno == EPERM);
}

static int exchange(int folder, const char *a, const char *b) {
    if (syscall(SYS_renameat2, folder, a, folder, b, RENAME_EXCHANGE)) return 0;
    exchanged++;
    return 1;
}

// Waits for a staging that was not seen before.
static int find(char *staging, char *name) {
    static char last[256];
    while (!is_over()) {
        const int again = openat(inbox, ".", O_RDONLY | O_DIRECTORY);
        DIR *stream = fdopendir(again);
        struct dirent *entry;
        int found = 0;
        while (!found && (entry = readdir(stream))) {
            const char *mark = strstr(entry->d_name, ".submit-");
            if (entry->d_name[0] != '.' || !mark || !strcmp(entry->d_name, last)) continue;
            // What a killed or failed one has left is no prey.
            if (!is_at_work(entry->d_name)) continue;
            snprintf(staging, 256, "%s", entry->d_name);
            snprintf(name, 256, "%.*s", (int)(mark - entry->d_name - 1), entry->d_name + 1);
            found = 1;
        }
        closedir(stream);
        if (!found) continue;
        strcpy(last, staging);
        seen++;
        return 1;
    }
    return 0;
}

static void names(int i, char *folder, char *link) {
    snprintf(folder, 32, "d%04d", i);
    snprintf(link, 32, ".l%04d", i);
}

static void folders(const char *staging, int goes_on) {
    int room;
    do room = openat(inbox, staging, O_RDONLY | O_DIRECTORY);
    while (room < 0 && is_at_work(staging));
    if (room < 0) return;
    char folder[32], link[32];
    for (int i = 1; i <= FOLDERS && is_at_work(staging); i++) {
        names(i, folder, link);
        symlinkat(target, room, link);
        while (!exchange(room, folder, link) && is_at_work(staging));
    }
    while (goes_on && is_at_work(staging)) {
        for (int i = 1; i <= FOLDERS; i++) {
            names(i, folder, link);
            exchange(room, folder, link);
        }
    }
    close(room);
}

static void whole(const char *staging) {
    static const char *const mine[] = {".mal-link", ".mal-folder", ".mal-pipe"};
    symlinkat(target, inbox, mine[0]);
    mkdirat(inbox, mine[1], 0777);
    mkfifoat(inbox, mine[2], 0666);
    for (int i = 0; i < 300 && !is_over(); i++) exchange(inbox, staging, mine[(seen + (unsigned)i / 2) % 3]);
}

static void place(const char *staging, const char *name) {
    mkdirat(inbox, ".mal-folder", 0777);
    while (!exchange(inbox, name, ".mal-folder") && is_at_work(staging));
}

int main(int count, char **words) {
    if (count != 4 || (inbox = open(words[1], O_RDONLY | O_DIRECTORY)) < 0) return 64;
    target = words[2];
    puts("ready");
    fflush(stdout);
    char staging[256], name[256];
    while (find(staging, name)) {
        if (!strcmp(words[3], "cleanup")) mkdirat(inbox, name, 0777);
        if (!strcmp(words[3], "whole")) whole(staging);
        else if (!strcmp(words[3], "place")) place(staging, name);
        else folders(staging, !strcmp(words[3], "cleanup"));
    }
    printf("%lu stagings, %lu exchanges\n", seen, exchanged);
    return 0;
}
