// SPDX-License-Identifier: Apache-2.0
/* Vectors of KERNEL_WIDTH floats: one register of the level that includes this. */
#undef vec
typedef float NAME(vector) __attribute__((vector_size(4 * KERNEL_WIDTH), aligned(4), may_alias));
typedef int32_t NAME(mask) __attribute__((vector_size(4 * KERNEL_WIDTH), aligned(4), may_alias));
#define vec NAME(vector)
#define KERNEL_INLINE static inline __attribute__((always_inline))
#define KERNEL_PARTS (LANE_COUNT / KERNEL_WIDTH)

KERNEL_INLINE vec NAME(load)(const float *address) { return *(const vec *)address; }
KERNEL_INLINE void NAME(store)(float *address, vec value) { *(vec *)address = value; }
KERNEL_INLINE vec NAME(choose)(NAME(mask) mask, vec yes, vec no) {
    return (vec)((mask & (NAME(mask))yes) | (~mask & (NAME(mask))no));
}
