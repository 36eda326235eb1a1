// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_PEAK_H
#define UAED_PEAK_H

/* Billions of float32 operations a second that one core reaches in fused multiply-adds on registers alone: with AVX2
 * (3), AVX-512 (4), or what every CPU of the architecture has (0). 0 where this CPU lacks the level. */
double core_peak(int level);

/* Billions of bytes a second read from memory by one core. */
double core_bandwidth(void);

#endif
