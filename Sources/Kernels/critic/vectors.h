// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CRITIC_LANES_H
#define UAED_CRITIC_LANES_H

#include <string.h>

#include "critic.h"

#define CRITIC_INLINE static inline __attribute__((always_inline))

typedef float lanes __attribute__((vector_size(4 * CRITIC_LANES)));
typedef int32_t lanes_mask __attribute__((vector_size(4 * CRITIC_LANES)));

/* Macros instead of functions, because a 64-byte vector has no ABI without AVX-512. */
#define LANES_LOAD(address) ({ lanes loaded; memcpy(&loaded, (address), sizeof loaded); loaded; })
#define LANES_STORE(address, value) do { lanes stored = (value); memcpy((address), &stored, sizeof stored); } while (0)
#define LANES_KEEP(mask, value) ((lanes)((mask) & (lanes_mask)(value)))
#define LANES_CHOOSE(mask, yes, no) ({ \
    lanes_mask chosen = (mask); \
    (lanes)((chosen & (lanes_mask)(yes)) | (~chosen & (lanes_mask)(no))); })
#define LANES_RELU(value) ({ lanes signed_ = (value); LANES_KEEP(signed_ > 0, signed_); })

/* The sum of the lanes, always in the same order. */
#define LANES_SUM(value) ({ \
    lanes summed = (value); float total = 0; \
    for (int lane = 0; lane < CRITIC_LANES; lane++) total += summed[lane]; \
    total; })

#define LANES_MAXIMUM(value) ({ \
    lanes compared = (value); float largest = compared[0]; \
    for (int lane = 1; lane < CRITIC_LANES; lane++) largest = compared[lane] > largest ? compared[lane] : largest; \
    largest; })

/* 1 if first + lane < rows, else 0. */
#define LANES_USED(first, rows) ({ \
    lanes used; \
    for (int lane = 0; lane < CRITIC_LANES; lane++) used[lane] = (first) + lane < (rows) ? 1.0f : 0.0f; \
    used; })

/* exp(x) for x <= 0 within 2 ulp (Cephes' polynomial); 0 from -87 down. */
#define LANES_EXP(value) ({ \
    lanes argument = (value); \
    lanes_mask representable = argument > -87.0f; \
    argument = LANES_KEEP(representable, argument); \
    lanes shifted = argument * 1.44269504088896341f + 12582912.0f; \
    lanes whole = shifted - 12582912.0f; \
    lanes rest = argument - whole * 0.693359375f + whole * 2.12194440e-4f; \
    lanes series = rest * 1.9875691500e-4f + 1.3981999507e-3f; \
    series = series * rest + 8.3334519073e-3f; \
    series = series * rest + 4.1665795894e-2f; \
    series = series * rest + 1.6666665459e-1f; \
    series = series * rest + 5.0000001201e-1f; \
    series = series * rest * rest + rest + 1.0f; \
    lanes_mask power = ((lanes_mask)shifted - 0x4B400000 + 127) << 23; \
    LANES_KEEP(representable, series * (lanes)power); })

/* K rounded up to whole vectors. */
static inline int critic_stride(int rows) { return (rows + CRITIC_LANES - 1) / CRITIC_LANES * CRITIC_LANES; }

/* 0, or NaN if one of `count` values (a multiple of CRITIC_LANES) is not finite, which relu would hide. */
CRITIC_INLINE float critic_infection(int count, const float *values) {
    lanes sum = {0};
    for (int at = 0; at < count; at += CRITIC_LANES) sum += LANES_LOAD(values + at) * 0.0f;
    return LANES_SUM(sum);
}

#endif
