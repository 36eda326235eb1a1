#ifndef UAED_CLONES_H
#define UAED_CLONES_H

/* One body, compiled for AVX-512, AVX2 and plain x86-64, picked when the program is loaded. */
#if defined(__x86_64__)
#define CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define CLONES
#endif

#endif
