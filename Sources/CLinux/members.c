// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "held.h"

#include <errno.h>
#include <grp.h>
#include <pthread.h>
#include <pwd.h>
#include <string.h>

static bool has_no_other_member(gid_t group, const char *name) {
    char room[65536];
    struct group entry, *found = NULL;
    if (getgrgid_r(group, &entry, room, sizeof room, &found)) return false;
    // A group number without a name has no members.
    for (char **member = found ? found->gr_mem : NULL; member && *member; member++)
        if (strcmp(*member, name) && strcmp(*member, "root")) return false;
    return true;
}

// The list of users has one position for the whole process.
static pthread_mutex_t listing_users = PTHREAD_MUTEX_INITIALIZER;

bool uaed_group_is_only(gid_t group, uid_t user) {
    char room[65536];
    struct passwd entry, *found = NULL;
    if (getpwuid_r(user, &entry, room, sizeof room, &found) || !found) return false;
    if (!has_no_other_member(group, found->pw_name)) return false;
    bool is_only = true;
    int error = 0;
    pthread_mutex_lock(&listing_users);
    setpwent();
    while (is_only && !(error = getpwent_r(&entry, room, sizeof room, &found)))
        is_only = entry.pw_gid != group || entry.pw_uid == user || entry.pw_uid == 0;
    endpwent();
    pthread_mutex_unlock(&listing_users);
    // If the list breaks off, nothing is known of the rest.
    return is_only && error == ENOENT;
}
