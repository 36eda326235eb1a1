// SPDX-License-Identifier: Apache-2.0
#include "limit.h"

void uaed_limit(int resource, rlim_t soft, rlim_t hard) {
    struct rlimit present;
    if (getrlimit(resource, &present)) return;
    if (hard < present.rlim_max) present.rlim_max = hard;
    if (soft < present.rlim_cur) present.rlim_cur = soft;
    setrlimit(resource, &present);
}
