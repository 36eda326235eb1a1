// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "spawn_child.h"

#include <signal.h>
#include <spawn.h>

static int describe(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes,
    const struct spawn_channels *channels) {
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    const short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF
        | (channels->own_group ? POSIX_SPAWN_SETPGROUP : 0);
    int error;
    (void)((error = posix_spawn_file_actions_adddup2(actions, channels->input, 0))
        || (error = posix_spawn_file_actions_adddup2(actions, channels->output, 1))
        || (error = posix_spawn_file_actions_addopen(actions, 2, channels->log, channels->log_flags, 0664))
        || (error = posix_spawn_file_actions_addclosefrom_np(actions, 3))
        || (error = posix_spawnattr_setsigmask(attributes, &none))
        || (error = posix_spawnattr_setsigdefault(attributes, &all))
        || (error = posix_spawnattr_setpgroup(attributes, 0))
        || (error = posix_spawnattr_setflags(attributes, flags)));
    return error;
}

int spawn_child(const char *program, char *const arguments[], char *const environment[],
    const struct spawn_channels *channels, pid_t *pid) {
    posix_spawn_file_actions_t actions;
    int error = posix_spawn_file_actions_init(&actions);
    if (error) return error;
    posix_spawnattr_t attributes;
    if (!(error = posix_spawnattr_init(&attributes))) {
        if (!(error = describe(&actions, &attributes, channels)))
            error = posix_spawn(pid, program, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}
