// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LEVEL_H
#define UAED_LEVEL_H

/* Levels of the instruction set that kernels exist for: 0 plain (SSE2, NEON), 3 AVX2 and FMA, 4 AVX-512. */
int kernel_level(void);

/*
 * Uses another level from now on, for tests and for looking into a machine: before any computing, as it is not
 * synchronised. Returns the level in use, which is never one that this CPU lacks.
 */
int kernel_choose_level(int level);

#endif
