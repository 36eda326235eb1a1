// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "title.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void uaed_set_title(const char *title) {
    // The arguments lie one after another, the program's name first, and have as many bytes as the kernel shows.
    char some[4096];
    size_t room = 0;
    const int file = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC);
    if (file < 0) return;
    for (ssize_t count; (count = read(file, some, sizeof some)) > 0;) room += (size_t)count;
    close(file);
    const size_t length = strlen(title);
    if (room <= length) return;
    memset(program_invocation_name, 0, room);
    memcpy(program_invocation_name, title, length);
}
