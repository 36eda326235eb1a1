// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "process.h"

#include "spawn_child.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

int uaed_spawn(char *const arguments[], char *const environment[], const char *log, struct uaed_child *child) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC)) return errno;
    if (pipe2(output, O_CLOEXEC)) {
        int error = errno;
        close(input[0]);
        close(input[1]);
        return error;
    }
    const struct spawn_channels channels = {
        .input = input[0], .output = output[1], .log = log, .log_flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK, .own_group = 1};
    int error = spawn_child(arguments[0], arguments, environment, &channels, &child->pid);
    close(input[0]);
    close(output[1]);
    if (error) {
        close(input[1]);
        close(output[0]);
        return error;
    }
    child->standard_input = input[1];
    child->standard_output = output[0];
    return 0;
}

int uaed_wake_up_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC | O_NONBLOCK) ? errno : 0; }

int uaed_open_process(pid_t pid) { return pidfd_open(pid, 0); }

static void limit(pid_t pid, int resource, unsigned long soft, unsigned long hard) {
    const struct rlimit value = {.rlim_cur = soft, .rlim_max = hard};
    if (soft) prlimit(pid, resource, &value, NULL);
}

void uaed_be_considerate(pid_t pid, unsigned long address_space, unsigned long seconds) {
    setpriority(PRIO_PROCESS, (id_t)pid, 10);
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
    limit(pid, RLIMIT_AS, address_space, address_space);
    limit(pid, RLIMIT_CPU, seconds, seconds + 5);
}
