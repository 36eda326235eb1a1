// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "forkserver.h"

#include "limit.h"
#include "title.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// Processor time; the scout reads two small files.
enum { SECONDS = 60 };

pid_t uaed_fork_scout(int *descriptor) {
    int ends[2];
    if (pipe(ends)) return -1;
    const pid_t parent = getpid(), child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return child;
    }
    close(ends[child ? 1 : 0]);
    *descriptor = ends[child ? 0 : 1];
    if (!child) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        // The parent may have ended before prctl() took effect.
        if (getppid() != parent) _exit(70);
        uaed_limit(RLIMIT_CPU, SECONDS, SECONDS + 1);
        uaed_set_title("uae-worker: looks ahead");
    }
    return child;
}

static long read_all(int descriptor, char *bytes, size_t size) {
    size_t done = 0;
    while (done < size) {
        const ssize_t count = read(descriptor, bytes + done, size - done);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        done += (size_t)count;
    }
    return (long)done;
}

long uaed_hear_scout(pid_t scout, int descriptor, void *answer, size_t size) {
    const long count = read_all(descriptor, answer, size);
    close(descriptor);
    int status = -1;
    while (waitpid(scout, &status, 0) < 0 && errno == EINTR) {}
    return status == 0 ? count : -1;
}
