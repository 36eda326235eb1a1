// SPDX-License-Identifier: GPL-2.0-only
#include "answers.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "folders.h"
#include "watching.h"

// A pipe that poll(2) calls writable takes this much without blocking.
static char lines[PIPE_BUF];
static size_t length;
static bool lost;
#define LONGEST_ANSWER 64

static void add(const char *word, int number) { length += (size_t)sprintf(lines + length, "%s %d\n", word, number); }

static void add_news(int number, int news, int error) {
    if (news & NEWS_READY) add("ready", commands_last_sync());
    if (news & NEWS_CANNOT) length += (size_t)sprintf(lines + length, "cannot %d %d\n", number, error);
    if (news & NEWS_LIMIT) add("limit", number);
    if (news & NEWS_LIST) add("list", number);
    else if (news & NEWS_LOOK) add("look", number);
}

static void fill(void) {
    lost = watching_lost() || lost;
    if (lost && sizeof lines - length >= LONGEST_ANSWER) {
        length += (size_t)sprintf(lines + length, "lost\n");
        lost = false;
    }
    int number, news, error;
    while (sizeof lines - length >= LONGEST_ANSWER && folders_next_news(&number, &news, &error))
        add_news(number, news, error);
}

bool answers_wait(void) {
    fill();
    return length > 0;
}

bool answers_write(void) {
    const ssize_t count = write(1, lines, length);
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    length -= (size_t)count;
    memmove(lines, lines + count, length);
    return true;
}
