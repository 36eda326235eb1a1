// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "birth.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#ifndef XFS_SUPER_MAGIC
#define XFS_SUPER_MAGIC 0x58465342
#endif
#define ZFS_SUPER_MAGIC 0x2fc12fc1

// INT64_MIN if it does not fit: file systems store times up to the year 2446, but 64-bit nanoseconds end in 2262.
static int64_t nanoseconds(struct statx_timestamp time) {
    int64_t all;
    if (__builtin_mul_overflow(time.tv_sec, 1000000000, &all) || __builtin_add_overflow(all, time.tv_nsec, &all))
        return INT64_MIN;
    return all;
}

static struct timespec timespec_of(struct statx_timestamp time) {
    return (struct timespec){.tv_sec = time.tv_sec, .tv_nsec = time.tv_nsec};
}

int uaed_look_at(int folder, const char *path, int flags, struct stat *status, int64_t *born) {
    struct statx found;
    *born = INT64_MIN;
    if (statx(folder, path, flags, STATX_BASIC_STATS | STATX_BTIME, &found)) {
        if (errno != ENOSYS && errno != EPERM) return errno;
        return fstatat(folder, path, status, flags) ? errno : 0;
    }
    *status = (struct stat){
        .st_dev = makedev(found.stx_dev_major, found.stx_dev_minor), .st_ino = found.stx_ino,
        .st_mode = found.stx_mode, .st_nlink = found.stx_nlink, .st_uid = found.stx_uid, .st_gid = found.stx_gid,
        .st_rdev = makedev(found.stx_rdev_major, found.stx_rdev_minor), .st_size = (off_t)found.stx_size,
        .st_blksize = (blksize_t)found.stx_blksize, .st_blocks = (blkcnt_t)found.stx_blocks,
        .st_atim = timespec_of(found.stx_atime), .st_mtim = timespec_of(found.stx_mtime),
        .st_ctim = timespec_of(found.stx_ctime)};
    if (found.stx_mask & STATX_BTIME) *born = nanoseconds(found.stx_btime);
    return 0;
}

int uaed_look_open(int file, struct stat *status, int64_t *born) {
    return uaed_look_at(file, "", AT_EMPTY_PATH, status, born);
}

bool uaed_keeps_births(const char *folder) {
    struct statfs status;
    if (statfs(folder, &status)) return false;
    switch ((unsigned long)status.f_type) {
    case EXT4_SUPER_MAGIC:
    case XFS_SUPER_MAGIC:
    case BTRFS_SUPER_MAGIC:
    case TMPFS_MAGIC:
    case F2FS_SUPER_MAGIC:
    case ZFS_SUPER_MAGIC: return true;
    default: return false;
    }
}
