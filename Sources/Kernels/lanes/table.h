// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LANES_TABLE_H
#define UAED_LANES_TABLE_H

#include "critic.h"
#include "lanes.h"

/* The lane kernels of one instruction-set level. */
typedef struct {
    void (*correlate)(const lane_correlation *, const lane_operands *);
    void (*frame)(const lane_framing *, const float *, const float *, const int32_t *, float *);
    void (*multiply)(int, int, int, const float *, const float *, const float *, float *);
    void (*products)(int, int, int, int, int, int, int, const float *, const float *, float *);
    void (*combine)(int, int, int, int, int, int, float, const float *, const float *, float *);
    void (*maxima)(int, const planar_window *, const float *, float *);
    void (*maxima_adjoint)(int, const planar_window *, int, const float *, const float *, const float *, float *);
    void (*gather)(const lane_table_rows *, const int32_t *, const int32_t *, const float *, const float *,
                   const float *, float *);
    void (*affine)(int, int, int, const float *, const float *, const float *, float *);
    void (*standardize)(int, int, float, const float *, float *, float *);
    void (*standardize_adjoint)(int, int, int, const float *, const float *, const float *, float *);
    void (*softmax)(const lane_softmax_shape *, const float *, float *);
    void (*softmax_adjoint)(const lane_softmax_shape *, const float *, const float *, float *);
    void (*matrices)(const lane_matrices *, const float *, const float *, float *);
    void (*map)(const lane_mapping *, const float *, const float *, const float *, float *);
    void (*correlate_weights)(const lane_correlation *, const float *, const int32_t *, const int32_t *, const float *,
                              float *, float *);
    void (*multiply_weights)(int, int, const float *, const float *, float *, float *);
    void (*affine_weights)(int, int, const float *, const float *, float *, float *);
    void (*moments)(int, int, const float *, float *);
    void (*slopes)(int, int, const float *, const float *, const float *, float *);
    void (*blend)(int, int, int, const float *, const float *, const float *, float *);
    void (*interleave)(int, int, const float *, float *);
    void (*deinterleave)(int, int, const float *, float *);
} lane_table;

/* The critic's kernels of one instruction-set level. */
typedef struct {
    float (*all_pairs)(int, int, const float *, const float *, const float *, const float *, float *, float *, float *,
                       float *, float *);
    float (*permuted)(int, int, const float *, const float *, const float *, const float *, const int32_t *, float *,
                      float *, float *, float *, float *);
    float (*span_ascend)(int, int, const critic_block_adam *, const float *, const float *, float *, float *, float *,
                         float *, float *);
} critic_table;

extern const lane_table lane_table_plain;
extern const critic_table critic_table_plain;
#if defined(__x86_64__)
extern const lane_table lane_table_v3, lane_table_v4;
extern const critic_table critic_table_v3, critic_table_v4;
#endif

#endif
