// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_FILTER_H
#define UAED_FILTER_H

#include <stddef.h>
#include <sys/syscall.h>

/* What must hold for an argument of a call, the first being 0. Arguments are compared as the 32 bits that the kernel takes of
   them. */
enum uaed_condition_kind {
    UAED_ALWAYS,
    UAED_ONE_OF,
    UAED_WITHOUT,              /* none of the bits values[0] */
    UAED_OWN,                  /* this process's number */
    UAED_OWN_OR_0,
    UAED_NULL,                 /* all 64 bits */
    UAED_NO_HIDDEN_TRUNCATION, /* of open(2)'s flags: who truncates opens for writing */
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

/* The calls that are permitted. */
struct uaed_calls {
    const struct uaed_call *permitted;
    size_t count;
    /* Answered with ENOSYS even where others end the process: callers try another call then. */
    const int *unknown;
    size_t unknowns;
    int kills;
};

/* seccomp(2), for all threads: what is not permitted answers ENOSYS, and EPERM where only its arguments are not; where
   `kills`, it ends the process. 0, or an errno: ENOSYS where the processor's numbers are not known. */
int uaed_filter(const struct uaed_calls *calls);

#endif
