// SPDX-License-Identifier: Apache-2.0
// Folders that are held open: their identity, and changes to what lies directly in them, even if their names lead
// elsewhere by now.
#ifndef UAED_HELD_H
#define UAED_HELD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

// Distinguishes an object of a file system from another one that gets the same name or inode number later.
struct uaed_identity {
    // name_to_handle_at(2): inode and generation, in the file system's own form; no bytes if it provides none.
    uint8_t handle[128];
    unsigned handle_bytes;
    int handle_type;
    uint64_t inode;
    // Birth in nanoseconds since 1970 (statx(2)).
    bool has_birth;
    int64_t birth;
    uid_t owner;
};

// Opens the folder `path`, itself no link. A folder that may not be read is opened only to identify it (O_PATH).
// Returns a descriptor, or an errno below zero.
int uaed_hold(const char *path);

// Identifies the open file or folder. Returns 0 or an errno.
int uaed_identify(int descriptor, struct uaed_identity *identity);

// Renames the entry `from` of the open folder `source` to the entry `to` of the open folder `target`, which must not
// exist. AT_FDCWD stands for the working directory, so that `from` and `to` may be whole paths. Returns 0 or an errno.
int uaed_rename_between(int source, const char *from, int target, const char *to);

// Whether this process may read the file at the relative path `path` below the open folder `folder`, or list and enter
// the folder there. No symbolic link is followed.
bool uaed_may_read_beneath(int folder, const char *path);

// Removes the entry `name` of the open folder with everything below it. A missing entry is no error. Returns 0 or an
// errno.
int uaed_remove_entry(int folder, const char *name);

// Removes everything in the open folder, entering each folder by its descriptor. Returns 0 or an errno.
int uaed_empty(int folder);

// The modes and the group of a published folder and of everything in it.
struct uaed_publication {
    // (mode_t)-1 and (gid_t)-1 leave the present value.
    mode_t folder_mode, file_mode;
    gid_t group;
};

// Gives the open folder and everything below it these modes and this group, by descriptors. It may contain only folders
// and regular files with one name, all of one owner: else the result is EPERM, and `wrong` (of 4,096 bytes) has the
// relative path. Returns 0 or an errno.
int uaed_open_up(int folder, const struct uaed_publication *publication, char *wrong);

// Whether nobody but `user` (and root) is in the group: it is the main group of no other user and has no other members.
bool uaed_group_is_only(gid_t group, uid_t user);

#endif
