// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "forkserver.h"

#include "cage.h"
#include "calls.h"
#include "landlock.h"
#include "limit.h"
#include "passing.h"
#include "readers.h"
#include "title.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

// Readers at the same time; a job reads one checkpoint.
enum { MOST_READERS = 8 };

struct server {
    int channel;
    pid_t pid;
    uaed_serve serve;
    pid_t readers[MOST_READERS]; // 0: a free place
};

static void handle_signals(void (*handler)(int)) {
    const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) signal(numbers[i], handler);
}

__attribute__((noreturn)) static void read_for(const struct server *server, const struct reader_request *request) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // The server may have ended before prctl() took effect.
    if (getppid() != server->pid) _exit(70);
    close_range(3, ~0U, 0);
    handle_signals(SIG_DFL);
    server->serve(request->memory, request->seconds);
    _exit(0);
}

// Descriptors 0 to 2 are in use, so `file` and `channel` are above them.
static int start(struct server *server, const struct reader_request *request, int file, int *channel, pid_t *pid) {
    pid_t *place = server->readers;
    while (place < server->readers + MOST_READERS && *place) place++;
    if (place == server->readers + MOST_READERS) return EAGAIN;
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends)) return errno;
    const pid_t child = fork();
    if (!child && dup2(file, 0) == 0 && dup2(ends[1], 1) == 1) read_for(server, request);
    if (!child) _exit(70);
    const int error = child < 0 ? errno : 0;
    close(ends[1]);
    if (error) close(ends[0]);
    else {
        *channel = ends[0];
        *pid = *place = child;
    }
    return error;
}

// Ends only the server's own readers, because any other number may belong to anybody's process.
static int end(struct server *server, const struct reader_request *request, int *status) {
    for (int i = 0; i < MOST_READERS; i++) {
        if (!request->pid || server->readers[i] != request->pid) continue;
        server->readers[i] = 0;
        *status = uaed_end_reader(request->pid, request->milliseconds);
        return 0;
    }
    return ESRCH;
}

static int answer_one(struct server *server) {
    struct reader_request request;
    int file, channel = -1;
    const int error = uaed_receive(server->channel, &request, sizeof request, &file);
    if (error) return error;
    struct reader_answer answer = {.error = EINVAL, .status = -1};
    pid_t pid = 0;
    if (request.kind == READER_START && file >= 0) answer.error = start(server, &request, file, &channel, &pid);
    if (request.kind == READER_END) answer.error = end(server, &request, &answer.status);
    answer.pid = pid;
    if (file >= 0) close(file);
    const int lost = uaed_pass(server->channel, &answer, sizeof answer, channel);
    if (channel >= 0) close(channel);
    return lost;
}

static void shut_in(void) {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef UAED_SANITIZED
    const struct uaed_cage nothing = {0};
    uaed_landlock(&nothing);
    const struct uaed_calls calls = uaed_server_calls();
    uaed_filter(&calls);
#endif
}

// Readers end with the server (PR_SET_PDEATHSIG), and the server ends with the process that it serves.
__attribute__((noreturn)) static void serve(int channel, uaed_serve reader) {
    const int nothing = open("/dev/null", O_RDWR);
    // The events and the life line are closed too: a process that waits for their end would wait for this one.
    for (int i = 0; i < 3; i++) dup2(nothing, i);
    dup2(channel, 3);
    close_range(4, ~0U, 0);
    // Ctrl-C reaches this process too, but is meant for the worker, which ends in good order.
    handle_signals(SIG_IGN);
    uaed_set_title("uae-worker: makes readers");
    shut_in();
    struct server server = {.channel = 3, .pid = getpid(), .serve = reader};
    while (!answer_one(&server)) {}
    _exit(0);
}

int uaed_start_fork_server(uaed_serve reader, int *channel) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) return errno;
    const pid_t child = fork();
    if (!child) serve(ends[1], reader);
    const int error = child < 0 ? errno : 0;
    close(ends[1]);
    if (error) close(ends[0]);
    else *channel = ends[0];
    return error;
}
