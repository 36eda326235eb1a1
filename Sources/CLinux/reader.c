// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "reader.h"

#include "spawn_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static int start_with(const char *program, unsigned long memory, unsigned seconds, int file, int channel, pid_t *pid) {
    char bytes[24], time[12];
    snprintf(bytes, sizeof bytes, "%lu", memory);
    snprintf(time, sizeof time, "%u", seconds);
    char *const arguments[] = {"uae-worker", "read-hdf5", "--memory", bytes, "--seconds", time, NULL};
    // Threads of OpenBLAS would cost time, and Swift's backtraces would delay the end of a crash.
    char *environment[] = {"OPENBLAS_NUM_THREADS=1", "SWIFT_BACKTRACE=enable=no", NULL, NULL};
    const char *libraries = getenv("LD_LIBRARY_PATH");
    if (libraries && asprintf(&environment[2], "LD_LIBRARY_PATH=%s", libraries) < 0) return ENOMEM;
    const struct spawn_channels channels = {
        .input = file, .output = channel, .log = "/dev/null", .log_flags = O_WRONLY};
    const int error = spawn_child(program, arguments, environment, &channels, pid);
    free(environment[2]);
    return error;
}

int uaed_start_reader(const char *program, unsigned long memory, unsigned seconds, int file, struct uaed_reader *reader) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return errno;
    // Above the child's own three descriptors, so that dup2() to one of these does not overwrite another.
    const int source = fcntl(file, F_DUPFD_CLOEXEC, 3), theirs = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
    int error = source < 0 || theirs < 0 ? errno : 0;
    if (!error) error = start_with(program, memory, seconds, source, theirs, &reader->pid);
    if (source >= 0) close(source);
    if (theirs >= 0) close(theirs);
    close(ends[1]);
    if (error) close(ends[0]);
    else reader->channel = ends[0];
    return error;
}

int uaed_end_reader(pid_t pid, int milliseconds) {
    struct pollfd end = {.fd = pidfd_open(pid, 0), .events = POLLIN};
    if (end.fd < 0 || poll(&end, 1, milliseconds) != 1) kill(pid, SIGKILL);
    if (end.fd >= 0) close(end.fd);
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

int uaed_memory_file(const void *bytes, size_t count, int *descriptor) {
    const int file = memfd_create("uaed", MFD_CLOEXEC);
    if (file < 0) return errno;
    for (size_t done = 0; done < count;) {
        const ssize_t written = write(file, (const char *)bytes + done, count - done);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) {
            const int error = written < 0 ? errno : EIO;
            close(file);
            return error;
        }
        done += (size_t)written;
    }
    *descriptor = file;
    return 0;
}
