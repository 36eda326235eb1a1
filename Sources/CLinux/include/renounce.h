// What a worker, which parses bytes of strangers, does without.
#ifndef UAED_RENOUNCE_H
#define UAED_RENOUNCE_H

// Takes from this process and all that it will start: new privileges (PR_SET_NO_NEW_PRIVS), core dumps, more than 1024
// descriptors, and by a seccomp filter (EPERM) sockets, other processes' memory, mounts and what else only administrators
// do. What the kernel refuses to take is left: each is one of several walls.
void uaed_renounce(void);

#endif
