// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "landlock.h"

#include <errno.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Numbers and structures of landlock(7) as of version 6, because headers may be older than the kernel. An older kernel
// accepts zeros at the end of a structure that it knows in a shorter form.
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_add_rule 445
#define __NR_landlock_restrict_self 446
#endif

struct ruleset {
    uint64_t files, network, scopes;
};

struct beneath {
    uint64_t access;
    int32_t parent;
} __attribute__((packed));

enum {
    WRITE_FILE = 1 << 1,
    READ_FILE = 1 << 2,
    READ_FOLDER = 1 << 3,
    REMOVE_FOLDER = 1 << 4,
    REMOVE_FILE = 1 << 5,
    MAKE_FOLDER = 1 << 7,
    MAKE_FILE = 1 << 8,
    MOVE = 1 << 13,     // to another folder, since version 2; before, that is never permitted
    TRUNCATE = 1 << 14, // since version 3
    VERSION = 1,        // flag of landlock_create_ruleset
    BENEATH = 1,        // type of rule
};

// Everything that a version can restrict: bits 0 to 12 at first, then MOVE, TRUNCATE, and from version 5 on ioctl(2) of
// devices.
static struct ruleset everything(int version) {
    const int bits = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
    return (struct ruleset){
        .files = (UINT64_C(1) << bits) - 1,
        .network = version >= 4 ? 3 : 0, // bind, connect
        .scopes = version >= 6 ? 3 : 0,  // abstract sockets, signals
    };
}

static int add(int ruleset, int place, uint64_t access) {
    struct stat status;
    if (fstat(place, &status)) return errno;
    if (S_ISREG(status.st_mode)) access &= WRITE_FILE | READ_FILE | TRUNCATE;
    // Links, devices and pipes are never read.
    else if (!S_ISDIR(status.st_mode)) return 0;
    const struct beneath rule = {.access = access, .parent = place};
    return syscall(__NR_landlock_add_rule, ruleset, BENEATH, &rule, 0) ? errno : 0;
}

static int add_all(int ruleset, const struct uaed_cage *cage, uint64_t handled) {
    const uint64_t reading = READ_FILE | READ_FOLDER;
    const uint64_t writing =
        reading | WRITE_FILE | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE | MOVE | TRUNCATE;
    int error = 0;
    for (size_t i = 0; i < cage->count && !error; i++) {
        const uint64_t access = cage->places[i].is_writable ? writing : reading;
        error = add(ruleset, cage->places[i].descriptor, access & handled);
    }
    return error;
}

int uaed_landlock(const struct uaed_cage *cage) {
    int version = (int)syscall(__NR_landlock_create_ruleset, NULL, 0, VERSION);
    if (version < 0) return -errno;
    if (cage->landlock && cage->landlock < version) version = cage->landlock;
    const struct ruleset handled = everything(version);
    const int ruleset = (int)syscall(__NR_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (ruleset < 0) return -errno;
    int error = add_all(ruleset, cage, handled.files);
    if (!error && syscall(__NR_landlock_restrict_self, ruleset, 0)) error = errno;
    close(ruleset);
    return error ? -error : version;
}
