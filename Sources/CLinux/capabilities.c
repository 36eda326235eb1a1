// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "capabilities.h"

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

void uaed_keep_file_capabilities(void) {
    struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
    struct __user_cap_data_struct halves[_LINUX_CAPABILITY_U32S_3] = {0};
    if (syscall(SYS_capget, &header, halves)) return;
    const unsigned kept = 1u << CAP_CHOWN | 1u << CAP_DAC_OVERRIDE | 1u << CAP_DAC_READ_SEARCH | 1u << CAP_FOWNER
        | 1u << CAP_FSETID;
    for (int half = 0; half < _LINUX_CAPABILITY_U32S_3; half++) {
        halves[half].effective &= half ? 0 : kept;
        halves[half].permitted &= half ? 0 : kept;
        halves[half].inheritable = 0;
    }
    syscall(SYS_capset, &header, halves);
}
