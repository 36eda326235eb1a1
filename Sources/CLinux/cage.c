// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "cage.h"

#include "calls.h"
#include "capabilities.h"
#include "landlock.h"
#include "limit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

void uaed_be_private(void) {
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
    // A program that is started through /proc/self/exe would be called "exe".
    prctl(PR_SET_NAME, program_invocation_short_name, 0, 0, 0);
    uaed_limit(RLIMIT_CORE, 0, 0);
}

int uaed_cage_add(struct uaed_cage *cage, int place, int is_writable) {
    if (cage->count == UAED_PLACES) return ENOSPC;
    cage->places[cage->count].descriptor = place;
    cage->places[cage->count++].is_writable = is_writable;
    return 0;
}

// Number of threads; 1 if /proc is not mounted, because it cannot be determined then.
static int tasks(void) {
    DIR *folder = opendir("/proc/self/task");
    if (!folder) return 1;
    int count = 0;
    const struct dirent *entry;
    while ((entry = readdir(folder))) count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

#ifndef UAED_SANITIZED
static void close_doors(const struct uaed_cage *cage, struct uaed_parts *parts) {
    uaed_keep_file_capabilities();
    const int version = uaed_landlock(cage);
    if (version > 0) parts->landlock = version;
    else parts->error = -version;
    struct uaed_calls calls = uaed_worker_calls(parts->landlock);
    calls.kills = cage->kills;
    const int error = uaed_filter(&calls);
    parts->calls = !error;
    if (!parts->error) parts->error = error;
}
#endif

int uaed_cage_close(const struct uaed_cage *cage, struct uaed_parts *parts) {
    *parts = (struct uaed_parts){.tasks = tasks()};
    uaed_be_private();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return parts->error = errno;
    uaed_limit(RLIMIT_NOFILE, 1024, 1024);
#ifdef UAED_SANITIZED
    (void)cage;
    parts->tasks = 1;
#else
    if (parts->tasks != 1) return parts->error = EBUSY;
    close_doors(cage, parts);
#endif
    return parts->error;
}

int uaed_cage_parts(struct uaed_parts *parts) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC)) return errno;
    const pid_t child = fork();
    if (!child) {
        // This is the child of a process with threads, so nothing that is called here may allocate memory.
        struct uaed_parts found = {.tasks = 1};
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef UAED_SANITIZED
        const struct uaed_cage nothing = {0};
        close_doors(&nothing, &found);
#endif
        _exit(write(ends[1], &found, sizeof found) != sizeof found);
    }
    int error = child < 0 ? errno : 0;
    close(ends[1]);
    ssize_t count = 0;
    while (!error && (count = read(ends[0], parts, sizeof *parts)) < 0 && errno == EINTR) {}
    if (!error && count != sizeof *parts) error = EIO;
    close(ends[0]);
    while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) {}
    return error;
}
