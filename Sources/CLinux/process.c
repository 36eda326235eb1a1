#define _GNU_SOURCE
#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/ioprio.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static int start(char *const arguments[], char *const environment[], const char *log, int input, int output,
    pid_t *pid) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    posix_spawnattr_t attributes;
    if ((error = posix_spawnattr_init(&attributes))) {
        posix_spawn_file_actions_destroy(&actions);
        return error;
    }
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    if (!(error = posix_spawn_file_actions_adddup2(&actions, input, 0))
        && !(error = posix_spawn_file_actions_adddup2(&actions, output, 1))
        && !(error = posix_spawn_file_actions_addopen(&actions, 2, log, O_WRONLY | O_CREAT | O_APPEND, 0664))
        && !(error = posix_spawn_file_actions_addclosefrom_np(&actions, 3))
        && !(error = posix_spawnattr_setsigmask(&attributes, &none))
        && !(error = posix_spawnattr_setsigdefault(&attributes, &all))
        && !(error = posix_spawnattr_setpgroup(&attributes, 0))
        && !(error = posix_spawnattr_setflags(
                 &attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)))
        error = posix_spawn(pid, arguments[0], &actions, &attributes, arguments, environment);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int uaed_spawn(char *const arguments[], char *const environment[], const char *log, struct uaed_child *child) {
    int input[2], output[2];
    if (pipe2(input, O_CLOEXEC)) return errno;
    if (pipe2(output, O_CLOEXEC)) {
        int error = errno;
        close(input[0]);
        close(input[1]);
        return error;
    }
    int error = start(arguments, environment, log, input[0], output[1], &child->pid);
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

void uaed_be_considerate(pid_t pid, unsigned long address_space) {
    setpriority(PRIO_PROCESS, (id_t)pid, 10);
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, pid, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
    if (address_space) {
        const struct rlimit limit = {.rlim_cur = address_space, .rlim_max = address_space};
        prlimit(pid, RLIMIT_AS, &limit, NULL);
    }
}
