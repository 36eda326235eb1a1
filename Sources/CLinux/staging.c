// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "staging.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

const int uaed_path_only = O_PATH;

int uaed_set_mode(int descriptor, mode_t mode) {
    if (!fchmod(descriptor, mode)) return 0;
    if (errno != EBADF) return errno;
    // O_PATH: this path leads the kernel to the open object itself, not through its name.
    char object[32];
    snprintf(object, sizeof object, "/proc/self/fd/%d", descriptor);
    return chmod(object, mode) ? errno : 0;
}

// The format of the attribute system.posix_acl_access: little-endian, sorted by tag (linux/posix_acl_xattr.h).
static const char list_name[] = "system.posix_acl_access";
enum { VERSION = 2, USER_OBJ = 1, USER = 2, GROUP_OBJ = 4, GROUP = 8, MASK = 16, OTHER = 32, LIMIT = 256 };
struct entry {
    uint16_t tag, rights;
    uint32_t id;
};
struct list {
    uint32_t version;
    struct entry entries[LIMIT + 6];
};

static void add(struct list *list, size_t *count, uint16_t tag, uint16_t rights, uint32_t id) {
    list->entries[(*count)++] = (struct entry){htole16(tag), htole16(rights), htole32(id)};
}

// Copies the entries of the folder's present list that have this tag, without `user` and without the right to write.
static void keep(struct list *list, size_t *count, const struct list *old, size_t entries, uint16_t tag, uid_t user) {
    for (size_t i = 0; i < entries; i++) {
        const struct entry *entry = &old->entries[i];
        const uint32_t id = le32toh(entry->id);
        if (le16toh(entry->tag) != tag || (tag == USER && id == user)) continue;
        add(list, count, tag, le16toh(entry->rights) & 5, id);
    }
}

int uaed_grant_folder(int folder, uid_t user) {
    struct stat status;
    if (fstat(folder, &status)) return errno;
    struct list old;
    const ssize_t size = fgetxattr(folder, list_name, &old, sizeof old.version + LIMIT * sizeof *old.entries);
    if (size < 0 && errno != ENODATA) return errno;
    const size_t entries = size < (ssize_t)sizeof old.version ? 0 : ((size_t)size - sizeof old.version) / sizeof *old.entries;
    struct list list = {.version = htole32(VERSION)};
    size_t count = 0;
    add(&list, &count, USER_OBJ, status.st_mode >> 6 & 7, UINT32_MAX);
    add(&list, &count, USER, 7, user);
    keep(&list, &count, &old, entries, USER, user);
    // If there is a list, the group bits of the mode are its mask, and the group's own rights are in the list.
    const size_t own = count;
    keep(&list, &count, &old, entries, GROUP_OBJ, user);
    if (count == own) add(&list, &count, GROUP_OBJ, status.st_mode >> 3 & 5, UINT32_MAX);
    keep(&list, &count, &old, entries, GROUP, user);
    add(&list, &count, MASK, 7, UINT32_MAX);
    add(&list, &count, OTHER, status.st_mode & 5, UINT32_MAX);
    return fsetxattr(folder, list_name, &list, sizeof list.version + count * sizeof *list.entries, 0) ? errno : 0;
}

int uaed_read_list(int folder, uint8_t *list, size_t capacity) {
    const ssize_t size = fgetxattr(folder, list_name, list, capacity);
    return size < 0 ? 0 : (int)size;
}

int uaed_remove_list(int folder) { return fremovexattr(folder, list_name) ? errno : 0; }

int uaed_sync_all_of(int descriptor) { return syncfs(descriptor) ? errno : 0; }

uid_t uaed_file_user(void) {
    // -1 is no valid user, so the call changes nothing and returns the present one.
    return (uid_t)setfsuid((uid_t)-1);
}
