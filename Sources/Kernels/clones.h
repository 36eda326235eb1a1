// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CLONES_H
#define UAED_CLONES_H

/* One body, compiled for AVX-512, AVX2 and plain x86-64; a resolver picks one when the program is loaded. Built for
   ThreadSanitizer, the resolver would call into its runtime before that is initialised, so there is no choice. */
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define NO_CLONES 1
#endif
#endif

#if defined(__x86_64__) && !defined(NO_CLONES)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#endif
