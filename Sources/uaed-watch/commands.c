// SPDX-License-Identifier: GPL-2.0-only
#include "commands.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "folders.h"
#include "limits.h"
#include "opening.h"
#include "watching.h"

static int last_sync;
static struct {
    int number, descriptor;
} roots[MOST_ROOTS];
static int root_count;

int commands_last_sync(void) { return last_sync; }

static _Noreturn void refuse(const char *why) {
    fprintf(stderr, "uaed-watch: not what uaed writes: %s\n", why);
    exit(ENDING_PROTOCOL);
}

// Reads a decimal number and the space that separates it from the next word.
static int number_at(char **text) {
    long number = 0;
    const char *start = *text;
    while (**text >= '0' && **text <= '9' && number < INT_MAX / 10) number = number * 10 + *(*text)++ - '0';
    if (*text == start || (**text && **text != ' ')) refuse("a number");
    if (**text) (*text)++;
    return (int)number;
}

static int digit(char sign) {
    return sign >= '0' && sign <= '9' ? sign - '0' : sign >= 'a' && sign <= 'f' ? sign - 'a' + 10 : -1;
}

// Reads a path, two hex digits per byte, and decodes it in place.
static const char *path_at(char *text) {
    const size_t length = strlen(text);
    if (!length || length % 2) refuse("a path");
    for (size_t index = 0; index < length / 2; index++) {
        const int high = digit(text[2 * index]), low = digit(text[2 * index + 1]);
        if (high < 0 || low < 0 || !(high | low)) refuse("a path");
        text[index] = (char)(high << 4 | low);
    }
    text[length / 2] = 0;
    return text;
}

static int root_of(int number) {
    for (int index = 0; index < root_count; index++)
        if (roots[index].number == number) return roots[index].descriptor;
    return -ENOENT;
}

static void begin(int number) {
    if (!folders_begin(number)) refuse("the number of a folder");
}

static void root(char *rest) {
    const int number = number_at(&rest);
    begin(number);
    const int folder = opening_root(path_at(rest));
    if (folder < 0) {
        folders_tell(number, NEWS_CANNOT, -folder);
        return;
    }
    if (root_count == MOST_ROOTS) refuse("too many roots");
    roots[root_count].number = number;
    roots[root_count++].descriptor = folder;
    watching_add(number, folder);
}

static void watch(char *rest) {
    const int number = number_at(&rest);
    const int root = root_of(number_at(&rest));
    begin(number);
    const int folder = root < 0 ? root : opening_below(root, path_at(rest));
    if (folder < 0) {
        folders_tell(number, NEWS_CANNOT, -folder);
        return;
    }
    watching_add(number, folder);
    close(folder);
}

static void unwatch(char *rest) {
    const int number = number_at(&rest);
    // The daemon never asked to watch a folder whose path is too long, but may still ask to unwatch it.
    if (!folders_know(number)) return;
    watching_remove(number);
    for (int index = 0; index < root_count; index++) {
        if (roots[index].number != number) continue;
        close(roots[index].descriptor);
        roots[index] = roots[--root_count];
    }
}

static void do_line(char *line) {
    if (!strncmp(line, "watch ", 6)) watch(line + 6);
    else if (!strncmp(line, "unwatch ", 8)) unwatch(line + 8);
    else if (!strncmp(line, "root ", 5)) root(line + 5);
    else if (!strncmp(line, "sync ", 5)) {
        line += 5;
        last_sync = number_at(&line);
        folders_tell(NOT_A_FOLDER, NEWS_READY, 0);
    } else refuse("a command");
}

bool commands_take(void) {
    static char line[LONGEST_LINE + 1];
    static size_t length;
    char bytes[16384];
    const ssize_t count = read(0, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) return true;
    if (count <= 0) return false;
    for (ssize_t index = 0; index < count; index++) {
        if (!bytes[index]) refuse("a NUL");
        if (bytes[index] != '\n') {
            if (length == LONGEST_LINE) refuse("a line that is too long");
            line[length++] = bytes[index];
            continue;
        }
        line[length] = 0;
        length = 0;
        do_line(line);
    }
    return true;
}
