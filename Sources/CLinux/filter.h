// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_FILTER_H
#define UAED_FILTER_H

#include <stddef.h>
#include <sys/syscall.h>

/* A condition on an argument of a call. The first argument is 0. Arguments are compared as the 32 bits that the
   kernel uses of them. */
enum uaed_condition_kind {
    UAED_ALWAYS,
    UAED_ONE_OF,
    UAED_WITHOUT,              /* none of the bits in values[0] */
    UAED_OWN,                  /* the pid of this process */
    UAED_OWN_OR_0,
    UAED_NULL,                 /* all 64 bits */
    UAED_NO_HIDDEN_TRUNCATION, /* flags of open(2): O_TRUNC only with writing */
};

struct uaed_condition {
    enum uaed_condition_kind kind;
    unsigned argument;
    unsigned values[14];
    unsigned count;
};

struct uaed_call {
    int number;
    struct uaed_condition conditions[2];
};

#define CALL(name) {.number = __NR_##name}
#define CALL_IF(name, ...) {.number = __NR_##name, .conditions = {__VA_ARGS__}}
#define UAED_IF(what, which, ...) \
    {.kind = what, .argument = which, .values = {__VA_ARGS__}, .count = sizeof((unsigned[]){__VA_ARGS__}) / sizeof(unsigned)}
#define ONE_OF(argument_, ...) UAED_IF(UAED_ONE_OF, argument_, __VA_ARGS__)
#define WITHOUT(argument_, bits) UAED_IF(UAED_WITHOUT, argument_, bits)
#define OWN(argument_) {.kind = UAED_OWN, .argument = argument_}
#define OWN_OR_0(argument_) {.kind = UAED_OWN_OR_0, .argument = argument_}
#define IS_NULL(argument_) {.kind = UAED_NULL, .argument = argument_}
#define NO_HIDDEN_TRUNCATION(argument_) {.kind = UAED_NO_HIDDEN_TRUNCATION, .argument = argument_}

/* The permitted calls. */
struct uaed_calls {
    const struct uaed_call *permitted;
    size_t count;
    /* Answered with ENOSYS even if `kills` is set, because callers then try another call. */
    const int *unknown;
    size_t unknowns;
    int kills;
};

/* Installs a seccomp(2) filter for all threads. A call that is not permitted returns ENOSYS, and EPERM if only its
   arguments are not; if `kills` is set, it ends the process. Returns 0 or an errno: ENOSYS if the processor's call
   numbers are not known. */
int uaed_filter(const struct uaed_calls *calls);

#endif
