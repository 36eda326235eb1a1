// SPDX-License-Identifier: GPL-2.0-only
// What a uaed-watch that was taken over by an event's bytes would try: once the cage is closed the kernel knows none of it
// (ENOSYS). Prints a line a try; exits 1 where one comes further.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cage.h"
#include "opening.h"

static int reached;

static void tried(const char *what, long result) {
    printf("%s: %s\n", what, result < 0 ? strerror(errno) : "REACHED");
    if (result >= 0 || errno != ENOSYS) reached = 1;
}

int main(void) {
    setvbuf(stdout, NULL, _IONBF, 0);
    cage_close();
    if (openat(AT_FDCWD, "/", OPENING_FLAGS) < 0) tried("what it may", 0);
    tried("reading", open("/etc/passwd", O_RDONLY));
    tried("listing", open("/", O_RDONLY | O_DIRECTORY));
    tried("pointing through a link", openat(AT_FDCWD, "/proc/self/root", O_PATH | O_DIRECTORY | O_CLOEXEC));
    tried("writing", open("/tmp/uaed-watch-reached", O_WRONLY | O_CREAT, 0600));
    tried("openat2", syscall(SYS_openat2, AT_FDCWD, "/etc/passwd", NULL, 0));
    tried("open by handle", syscall(SYS_open_by_handle_at, AT_FDCWD, NULL, 0));
    tried("making a folder", mkdir("/tmp/uaed-watch-reached", 0700));
    tried("removing", unlink("/tmp/uaed-watch-reached-not"));
    tried("renaming", rename("/tmp/uaed-watch-a", "/tmp/uaed-watch-b"));
    tried("a link", symlink("/", "/tmp/uaed-watch-reached"));
    tried("modes", fchmod(1, 0777));
    tried("owners", fchown(1, 0, 0));
    tried("truncating", ftruncate(1, 0));
    tried("a program", execl("/bin/true", "true", NULL));
    tried("a child", syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0));
    tried("clone3", syscall(SYS_clone3, NULL, 0));
    tried("a signal to its parent", kill(getppid(), 0));
    tried("a signal to itself", syscall(SYS_tgkill, 1, 1, 0));
    tried("a socket", socket(AF_UNIX, SOCK_STREAM, 0));
    tried("tracing", ptrace(PTRACE_TRACEME, 0, 0, 0));
    tried("another's memory", syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0));
    tried("another's descriptor", syscall(SYS_pidfd_open, 1, 0));
    tried("a namespace", unshare(CLONE_NEWUSER));
    tried("io_uring", syscall(SYS_io_uring_setup, 1, NULL));
    tried("being looked into", prctl(PR_SET_DUMPABLE, 1));
    tried("a terminal's input", ioctl(0, TIOCSTI, "x"));
    const void *code = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tried("memory that can be run", code == MAP_FAILED ? -1 : 0);
    void *data = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    tried("making memory run", data == MAP_FAILED ? 0 : mprotect(data, 4096, PROT_READ | PROT_EXEC));
    return reached;
}
