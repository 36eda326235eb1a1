// SPDX-License-Identifier: GPL-2.0-only
// uaed-watch watches folders for uaed, which starts it. It uses libinotifytools, which is GPL-2.0-only, and is
// therefore a program of its own that shares no address space with uaed. The daemon names folders by number, and
// uaed-watch answers which ones to look at.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "cage.h"
#include "commands.h"
#include "limits.h"
#include "watching.h"

static const char usage[] =
    "uaed-watch watches folders for uaed, which starts it; it does nothing by hand.\n"
    "It is free software under the GNU General Public License, version 2 only, and comes without any warranty.\n";

// One round: the daemon's commands, the kernel's events, the answers. False at the end.
static bool turn(int events, bool *has_more) {
    struct pollfd ends[] = {
        {.fd = 0, .events = POLLIN},
        {.fd = 1, .events = answers_wait() ? POLLOUT : 0},
        {.fd = events, .events = POLLIN},
    };
    if (poll(ends, 3, *has_more ? 0 : -1) < 0) return errno == EINTR;
    if (ends[1].revents & (POLLERR | POLLHUP | POLLNVAL)) return false;
    if (ends[0].revents && !commands_take()) return false;
    if (*has_more || ends[2].revents) *has_more = watching_take();
    return !(ends[1].revents & POLLOUT) || answers_write();
}

int main(int count, char *arguments[]) {
    if (count == 2 && !strcmp(arguments[1], "--help")) {
        fputs(usage, stdout);
        return 0;
    }
    if (count != 3 || strcmp(arguments[1], "--most-dead")) {
        fputs(usage, stderr);
        return ENDING_USAGE;
    }
    const int most_dead = atoi(arguments[2]);
    const int events = watching_begin();
    cage_close();
    bool has_more = false;
    while (turn(events, &has_more))
        if (watching_is_crowded(most_dead)) return ENDING_RENEW;
    return 0;
}
