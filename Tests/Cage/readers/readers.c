// SPDX-License-Identifier: Apache-2.0
// `readers WHAT FILE`: a worker in its cage has a fork server make a reader of FILE, which does WHAT. Says what the reader
// answered, and its end as waitpid(2) gives it.
#define _GNU_SOURCE
#include "cage.h"
#include "forkserver.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *what;

static int is(const char *name) { return !strcmp(what, name); }

static void copy(void) {
    char bytes[64];
    const ssize_t count = read(0, bytes, sizeof bytes);
    if (count > 0) _exit(write(1, bytes, (size_t)count) != count);
}

static void serve(unsigned long memory, unsigned seconds) {
    uaed_confine(memory, seconds);
    if (is("copies")) copy();
    if (is("crashes")) *(volatile int *)8 = 1;
    if (is("exits")) _exit(3);
    while (is("computes")) {}
    // Until it is ended: nothing comes.
    char byte;
    if (is("waits") || is("outlives")) _exit(read(1, &byte, 1) != 0);
    if (is("opens")) _exit(open("/etc/passwd", O_RDONLY) < 0 ? errno : 0);
    if (is("forks")) _exit(fork() < 0 ? errno : 0);
    const int kind = MAP_PRIVATE | MAP_ANONYMOUS;
    if (is("grows")) _exit(mmap(NULL, 1ul << 30, PROT_READ, kind, -1, 0) == MAP_FAILED ? errno : 0);
}

// The worker goes: server and reader go with it. Not in a cage, because it looks at its children.
static int outlive(int server, int channel) {
    char byte;
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    close(server);
    const ssize_t rest = read(channel, &byte, 1);
    int status, ends = 0;
    while (wait(&status) > 0) ends++;
    printf("rest %zd ends %d\n", rest, ends);
    return 0;
}

int main(int count, char **words) {
    if (count != 3) return 64;
    // The server gets another title, where the words are.
    what = strdup(words[1]);
    int server;
    if (uaed_start_fork_server(serve, &server)) return 71;
    const int file = open(words[2], O_RDONLY | O_CLOEXEC);
    struct uaed_parts parts;
    const struct uaed_cage nothing = {0};
    if (!is("outlives") && uaed_cage_close(&nothing, &parts)) return 72;
    struct uaed_reader reader;
    const int error = uaed_fork_reader(server, 512ul << 20, 1, file, &reader);
    if (error) {
        printf("error %s\n", strerror(error));
        return 0;
    }
    if (is("outlives")) return outlive(server, reader.channel);
    char answer[64] = "";
    if (is("copies")) printf("answer %zd %s", read(reader.channel, answer, sizeof answer - 1), answer);
    // Somebody else's number is none of its readers'.
    printf("stranger %d\n", uaed_end_forked_reader(server, getpid(), 0));
    printf("status %d\n", uaed_end_forked_reader(server, reader.pid, is("waits") ? 50 : 60000));
    printf("again %d\n", uaed_end_forked_reader(server, reader.pid, 0));
    return 0;
}
