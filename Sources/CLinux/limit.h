// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LIMIT_H
#define UAED_LIMIT_H

#include <sys/resource.h>

/* setrlimit(2) that never raises an inherited limit. */
void uaed_limit(int resource, rlim_t soft, rlim_t hard);

/* Sanitizers keep threads and terabytes of addresses, read their own process through ptrace(2) and write reports
   into files, so a build with them has no filter, no landlock and no limit of memory. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define UAED_SANITIZED 1
#endif
#endif

#endif
