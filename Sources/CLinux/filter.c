// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <unistd.h>

#if defined(__x86_64__)
#define UAED_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define UAED_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

#define X32 0x40000000u

struct program {
    struct sock_filter code[1024];
    unsigned short length;
    unsigned unknown, refused; // actions for calls that are not listed, and for other arguments
};

static void put(struct program *program, struct sock_filter instruction) {
    program->code[program->length++] = instruction;
}

static void answer(struct program *program, unsigned action) {
    put(program, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, action));
}

// Little-endian: the lower half of an argument comes first.
static void load(struct program *program, unsigned argument, unsigned half) {
    const unsigned place = (unsigned)offsetof(struct seccomp_data, args) + 8 * argument + 4 * half;
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, place));
}

static void jump(struct program *program, unsigned test, unsigned value, unsigned yes, unsigned no) {
    put(program, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, (unsigned char)yes, (unsigned char)no));
}

static void mask(struct program *program, unsigned bits) {
    put(program, (struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, bits));
}

// Refuses unless one of the `count` values is loaded; otherwise the program goes on after the refusal.
static void require_one(struct program *program, const unsigned *values, unsigned count) {
    for (unsigned i = 0; i < count; i++) jump(program, BPF_JEQ, values[i], count - i, 0);
    answer(program, program->refused);
}

static void require(struct program *program, const struct uaed_condition *condition) {
    const unsigned own[] = {(unsigned)getpid(), 0};
    const unsigned zero = 0, writing[] = {O_WRONLY, O_RDWR};
    if (condition->kind == UAED_ALWAYS) return;
    load(program, condition->argument, 0);
    switch (condition->kind) {
    case UAED_ONE_OF: return require_one(program, condition->values, condition->count);
    case UAED_OWN: return require_one(program, own, 1);
    case UAED_OWN_OR_0: return require_one(program, own, 2);
    case UAED_WITHOUT:
        mask(program, condition->values[0]);
        return require_one(program, &zero, 1);
    case UAED_NULL:
        require_one(program, &zero, 1);
        load(program, condition->argument, 1);
        return require_one(program, &zero, 1);
    case UAED_NO_HIDDEN_TRUNCATION:
        // Skips the mask, two values and the refusal.
        jump(program, BPF_JSET, O_TRUNC, 0, 4);
        mask(program, O_ACCMODE);
        return require_one(program, writing, 2);
    case UAED_ALWAYS: return;
    }
}

static void permit(struct program *program, const struct uaed_call *call) {
    const unsigned short start = program->length;
    jump(program, BPF_JEQ, (unsigned)call->number, 0, 0);
    for (int i = 0; i < 2; i++) require(program, &call->conditions[i]);
    answer(program, SECCOMP_RET_ALLOW);
    program->code[start].jf = (unsigned char)(program->length - start - 1);
}

#ifdef UAED_ARCHITECTURE
static void write_program(struct program *program, const struct uaed_calls *calls) {
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
    // On another architecture the numbers mean other calls.
    jump(program, BPF_JEQ, UAED_ARCHITECTURE, 1, 0);
    answer(program, SECCOMP_RET_KILL_PROCESS);
    put(program, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
    // x32 has the same calls under other numbers.
    jump(program, BPF_JGE, X32, 0, 1);
    answer(program, program->unknown);
    for (size_t i = 0; i < calls->unknowns; i++) {
        jump(program, BPF_JEQ, (unsigned)calls->unknown[i], 0, 1);
        answer(program, SECCOMP_RET_ERRNO | ENOSYS);
    }
    for (size_t i = 0; i < calls->count; i++) permit(program, &calls->permitted[i]);
    answer(program, program->unknown);
}
#endif

int uaed_filter(const struct uaed_calls *calls) {
#ifdef UAED_ARCHITECTURE
    struct program program = {
        .unknown = calls->kills ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | ENOSYS,
        .refused = calls->kills ? SECCOMP_RET_KILL_PROCESS : SECCOMP_RET_ERRNO | EPERM};
    write_program(&program, calls);
    const struct sock_fprog filter = {.len = program.length, .filter = program.code};
    const long result = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter);
    // A positive result is the number of a thread that has another filter.
    return result < 0 ? errno : result > 0 ? EBUSY : 0;
#else
    (void)calls;
    return ENOSYS;
#endif
}
