// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LEVEL_H
#define UAED_LEVEL_H

/* The instruction-set level of the kernels in use: 0 plain (SSE2, NEON), 3 AVX2 and FMA, 4 AVX-512. */
int kernel_level(void);

/*
 * Switches to another level, for tests and diagnosis. It is not synchronised: call it before any computing. Returns the
 * level in use, which this CPU always supports.
 */
int kernel_choose_level(int level);

#endif
