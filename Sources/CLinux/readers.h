// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_READERS_H
#define UAED_READERS_H

#include <stdint.h>
#include <sys/types.h>

/* A request to the fork server: for a reader of the file that comes along, or for the end of a reader. */
struct reader_request {
    enum { READER_START = 1, READER_END } kind;
    uint32_t seconds;
    uint64_t memory;
    int32_t pid, milliseconds;
};

/* Comes with a channel if a reader was started. */
struct reader_answer {
    int32_t error;
    int32_t pid;
    int32_t status; /* as waitpid(2) gives it */
};

#endif
