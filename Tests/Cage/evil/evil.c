// SPDX-License-Identifier: Apache-2.0
// A worker that was taken over: `evil LANDLOCK PLACE` closes the cage (as with that version of landlock; 0: the kernel's own;
// open: not at all) and tries everything. A line each: `reach NAME 1`, `keep NAME 1`, or 0 and why not; first `parts LANDLOCK
// FILTERED`.
#define _GNU_SOURCE
#include "reaches.h"

#include "cage.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

pid_t other;
const char *place;

const char *path(const char *name) {
    static char paths[8][4096];
    static unsigned next;
    char *const found = paths[next++ % 8];
    snprintf(found, sizeof paths[0], "%s/%s", place, name);
    return found;
}

static void say(const char *what, const struct reach *reach) {
    errno = 0;
    const int succeeded = reach->try();
    printf("%s %s %d%s%s\n", what, reach->name, succeeded, succeeded ? "" : " ", succeeded ? "" : strerror(errno));
    fflush(stdout);
}

static int reads(void) {
    char byte;
    const int file = open(path("bundle/x"), O_RDONLY);
    return file >= 0 && read(file, &byte, 1) == 1;
}

static int writes(void) {
    const int file = open(path("job/new"), O_CREAT | O_TRUNC | O_RDWR, 0600);
    return file >= 0 && write(file, "x", 1) == 1 && fsync(file) == 0;
}

static int renames(void) { return rename(path("job/new"), path("job/named")) == 0; }
static int folders(void) { return mkdir(path("job/folder"), 0700) == 0 && rmdir(path("job/folder")) == 0; }
static int removes(void) { return unlink(path("job/named")) == 0; }
static int looks_at_itself(void) { return open("/proc/self/stat", O_RDONLY) >= 0; }
static int raises(void) { return signal(SIGUSR1, SIG_IGN) != SIG_ERR && raise(SIGUSR1) == 0; }

static void *nothing(void *context) { return context; }
static int threads(void) {
    pthread_t thread;
    return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0;
}

static const struct reach kept[] = {
    {"reading the bundle", reads}, {"writing into the job", writes}, {"renaming in the job", renames},
    {"folders in the job", folders}, {"removing from the job", removes}, {"/proc/self", looks_at_itself},
    {"raise", raises}, {"threads", threads}, END,
};

static void shut(const char *landlock) {
    struct uaed_cage cage = {.landlock = atoi(landlock)};
    struct uaed_parts parts;
    uaed_cage_add(&cage, open(path("bundle"), O_PATH), 0);
    uaed_cage_add(&cage, open(path("job"), O_PATH), 1);
    uaed_cage_add(&cage, open("/proc", O_PATH), 0);
    const int error = uaed_cage_close(&cage, &parts);
    printf("parts %d %d %s\n", parts.landlock, parts.calls, error ? strerror(error) : "");
}

static void try_all(const char *what, const struct reach *reach) {
    for (; reach->name; reach++) say(what, reach);
}

int main(int count, char **words) {
    if (count != 3) return 64;
    place = words[2];
    setxattr(path("bundle/x"), "user.tag", "1", 1, 0);
    other = getpid();
    const pid_t worker = fork();
    if (worker) {
        int status;
        while (waitpid(worker, &status, 0) < 0 && errno == EINTR) {}
        return WIFEXITED(status) ? WEXITSTATUS(status) : 70;
    }
    if (strcmp(words[1], "open")) shut(words[1]);
    try_all("keep", kept);
    try_all("reach", processes);
    try_all("reach", files);
    try_all("reach", kernel);
    execl("/bin/sh", "sh", "-c", "echo reach execve 1", (char *)NULL);
    printf("reach execve 0 %s\n", strerror(errno));
    return 0;
}
