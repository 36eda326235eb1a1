// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "attend.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t uaed_fork(void) {
    const pid_t parent = getpid(), child = fork();
    if (child < 0) return -errno;
    if (child) return child;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The parent may have ended before prctl() took effect.
    if (getppid() != parent) _exit(75);
    return 0;
}

static volatile pid_t attended;

static void pass_on(int signal) {
    const int before = errno;
    if (attended > 0) kill(attended, signal);
    errno = before;
}

int uaed_attend(pid_t child) {
    attended = child;
    const int signals[] = {SIGTERM, SIGINT, SIGHUP};
    const struct sigaction passing = {.sa_handler = pass_on}, usual = {.sa_handler = SIG_DFL};
    for (int i = 0; i < 3; i++) sigaction(signals[i], &passing, NULL);
    int status = -1;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {}
    // The number may belong to another process from now on.
    attended = 0;
    for (int i = 0; i < 3; i++) sigaction(signals[i], &usual, NULL);
    return status;
}
