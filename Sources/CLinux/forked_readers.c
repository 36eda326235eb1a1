// SPDX-License-Identifier: Apache-2.0
// The worker's end of forkserver.c.
#define _GNU_SOURCE
#include "forkserver.h"

#include "passing.h"
#include "readers.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

// Keeps a question and its answer together, whichever threads ask.
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static int exchange(
    int server, const struct reader_request *request, int file, struct reader_answer *answer, int *channel) {
    pthread_mutex_lock(&turn);
    int error = uaed_pass(server, request, sizeof *request, file);
    if (!error) error = uaed_receive(server, answer, sizeof *answer, channel);
    pthread_mutex_unlock(&turn);
    return error ? error : answer->error;
}

int uaed_fork_reader(int server, unsigned long memory, unsigned seconds, int file, struct uaed_reader *reader) {
    const struct reader_request request = {.kind = READER_START, .memory = memory, .seconds = seconds};
    struct reader_answer answer;
    int channel;
    const int error = exchange(server, &request, file, &answer, &channel);
    if (error) return error;
    if (channel < 0) return EBADMSG;
    *reader = (struct uaed_reader){.pid = answer.pid, .channel = channel};
    return 0;
}

int uaed_end_forked_reader(int server, pid_t pid, int milliseconds) {
    const struct reader_request request = {.kind = READER_END, .pid = pid, .milliseconds = milliseconds};
    struct reader_answer answer;
    int channel = -1;
    const int error = exchange(server, &request, -1, &answer, &channel);
    if (!error && channel >= 0) close(channel);
    return error ? -1 : answer.status;
}
