// SPDX-License-Identifier: Apache-2.0
// Files that are not the job's.
#define _GNU_SOURCE
#include "reaches.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/xattr.h>
#include <unistd.h>

static int open_it(const char *name, int flags) {
    const int descriptor = open(name, flags, 0600);
    if (descriptor >= 0) close(descriptor);
    return descriptor >= 0;
}

static int secret(void) { return open_it(path("secret"), O_RDONLY); }
static int secret_written(void) { return open_it(path("secret"), O_WRONLY); }
static int secret_by_detour(void) { return open_it(path("bundle/../secret"), O_RDONLY); }
static int secret_by_link(void) { return open_it(path("bundle/link"), O_RDONLY); }
static int secret_by_openat2(void) {
    struct open_how how = {.flags = O_RDONLY};
    return syscall(SYS_openat2, AT_FDCWD, path("secret"), &how, sizeof how) >= 0;
}

static int neighbours(void) {
    DIR *folder = opendir(path(""));
    return folder && readdir(folder);
}

static int passwords(void) { return open_it("/etc/passwd", O_RDONLY); }
static int device(void) { return open_it("/dev/zero", O_RDONLY); }
static int elsewhere(void) { return open_it(path("new"), O_CREAT | O_RDWR); }
static int bundle_written(void) { return open_it(path("bundle/x"), O_WRONLY); }
static int bundle_made(void) { return open_it(path("bundle/new"), O_CREAT | O_RDWR); }
static int bundle_cut(void) { return open_it(path("bundle/x"), O_RDONLY | O_TRUNC); }
static int bundle_cut_3(void) { return open_it(path("bundle/x"), O_ACCMODE | O_TRUNC); }
static int bundle_cut_openat2(void) {
    struct open_how how = {.flags = O_RDONLY | O_TRUNC};
    return syscall(SYS_openat2, AT_FDCWD, path("bundle/x"), &how, sizeof how) >= 0;
}

static int bundle_truncated(void) { return truncate(path("bundle/x"), 0) == 0; }
static int bundle_moved(void) {
    return rename(path("bundle/x"), path("job/x")) == 0 && rename(path("job/x"), path("bundle/x")) == 0;
}

static int bundle_linked(void) { return link(path("bundle/x"), path("job/linked")) == 0; }
static int bundle_removed(void) {
    return unlink(path("bundle/x")) == 0 && open_it(path("bundle/x"), O_CREAT | O_WRONLY);
}

static int moved_out(void) { return rename(path("job/own"), path("own")) == 0; }
static int mode(void) { return chmod(path("bundle/x"), 0666) == 0; }
static int mode_at(void) { return fchmodat(AT_FDCWD, path("bundle/x"), 0666, 0) == 0; }
static int mode_of_open(void) { return fchmod(open(path("bundle/x"), O_RDONLY), 0666) == 0; }
static int owner(void) { return chown(path("bundle/x"), getuid(), getgid()) == 0; }
static int owner_of_link(void) { return lchown(path("bundle/x"), getuid(), getgid()) == 0; }
static int owner_of_open(void) { return fchown(open(path("bundle/x"), O_RDONLY), getuid(), getgid()) == 0; }
static int times(void) { return utimes(path("bundle/x"), NULL) == 0; }
static int times_at(void) { return utimensat(AT_FDCWD, path("bundle/x"), NULL, 0) == 0; }
static int attribute(void) { return setxattr(path("bundle/x"), "user.evil", "1", 1, 0) == 0; }
static int attribute_removed(void) { return removexattr(path("bundle/x"), "user.tag") == 0; }

static int link_made(void) { return symlink("/", path("job/link")) == 0; }
static int pipe_made(void) { return mkfifo(path("job/pipe"), 0600) == 0; }
static int folder_left(void) { return chdir("/") == 0; }

const struct reach files[] = {
    {"setxattr", attribute}, {"removexattr", attribute_removed}, {"a secret", secret}, {"a secret, written", secret_written}, {"a secret by ..", secret_by_detour},
    {"a secret by a link", secret_by_link}, {"a secret by openat2", secret_by_openat2}, {"a listing above", neighbours},
    {"/etc/passwd", passwords}, {"a device", device}, {"a file elsewhere", elsewhere},
    {"the bundle, written", bundle_written}, {"a file in the bundle", bundle_made}, {"the bundle, cut", bundle_cut},
    {"the bundle, cut without access", bundle_cut_3}, {"the bundle, cut by openat2", bundle_cut_openat2},
    {"truncate", bundle_truncated}, {"the bundle, moved", bundle_moved}, {"the bundle, linked", bundle_linked},
    {"the bundle, removed", bundle_removed}, {"the job's file, moved out", moved_out}, {"chmod", mode},
    {"fchmodat", mode_at}, {"fchmod", mode_of_open}, {"chown", owner}, {"lchown", owner_of_link},
    {"fchown", owner_of_open}, {"utimes", times}, {"utimensat", times_at}, {"symlink", link_made}, {"mkfifo", pipe_made}, {"chdir", folder_left}, END,
};
