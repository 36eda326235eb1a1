// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LANES_H
#define UAED_LANES_H

#include <stdint.h>

/*
 * Sixteen samples side by side: element e of sample s lies at e*LANE_COUNT + s. Every loop below works on whole vectors
 * of lanes, so a model of any shape fills the registers, and no sample can affect another.
 *
 * Offsets and strides count vectors (one element of all sixteen samples). Each output's sum runs in one fixed order,
 * fused multiply-adds included, so AVX2 and AVX-512 give the same bits.
 */
#define LANE_COUNT 16

#define LANE_MAPS 4

/* The weights of LANE_MAPS maps lie side by side: w[map / LANE_MAPS][term][map % LANE_MAPS]. */
typedef struct {
    int maps, taps;            /* taps: terms of each sum */
    int out_height, out_width;
    int row_step, column_step; /* how far the sources of neighbouring outputs lie apart */
    int out_row, out_column;   /* how far neighbouring outputs lie apart */
    int band;                  /* output rows that all maps go through together, at least 1 */
    float slope;               /* of the ending max(y, 0) + slope min(y, 0); 1: y stays */
} lane_correlation;

/* The arrays of a correlation. The last group of weights is filled with zeros; addend may be null, or y itself. */
typedef struct {
    const float *x;
    const int32_t *taps;       /* where each term lies, from x on */
    const float *weights, *bias;
    const int32_t *places;     /* where each map begins, from y and from addend on */
    const float *addend;
    float *y;
} lane_operands;

/* y[m](r, c) = ending(bias[m] + sum_t w[m][t] x[taps[t] + r*row_step + c*column_step] + addend[m](r, c)). */
void lane_correlate(const lane_correlation *shape, const lane_operands *operands);

/* Planes cut out of x and laid into a border of zeros: top, left, and the rest of the padded extent. */
typedef struct {
    int planes, height, width;   /* the part of each plane that is copied */
    int from_row, from_column;   /* distances from row to row and column to column of x */
    int top, left, padded_height, padded_width;
    float slope;                 /* what x is multiplied by where the mask is not positive */
} lane_framing;

/* Plane k is read from places[k] on; padded is overwritten. mask may be null and is laid out as x. */
void lane_frame(const lane_framing *shape, const float *x, const float *mask, const int32_t *places, float *padded);

/*
 * y[m] = bias[m] + sum_k w[m][k] x[k], plus y[m] if `adds`; w is laid out as w[m / LANE_ROWS][k][m % LANE_ROWS] and
 * filled with zeros.
 */
#define LANE_ROWS 12
void lane_multiply(int rows, int columns, int adds, const float *w, const float *bias, const float *x, float *y);

/*
 * Products whose factors differ from sample to sample, over `strip` elements: c[i][j] += sum_e a[i][e] b[j][e]. Rows of
 * a, b and c begin a_row, b_row and c_row vectors apart. If `lower`, tiles above the diagonal are left out.
 */
void lane_products(int rows, int columns, int strip, int a_row, int b_row, int c_row, int lower, const float *a,
                   const float *b, float *c);

/* y[i][e] = keep y[i][e] + sum_j c[i][j] x[j][e] for e < length, j < terms; keep = 0 overwrites y. */
void lane_combine(int rows, int terms, int length, int c_row, int x_row, int y_row, float keep, const float *c,
                  const float *x, float *y);

#include "windows.h"

/*
 * Largest value of each window, and the adjoint, which adds to dx, or overwrites it. A NaN is the result only if it is
 * the first tap inside the plane; it passes no gradient.
 */
void lane_maxima(int planes, const planar_window *window, const float *x, float *y);
void lane_maxima_adjoint(int planes, const planar_window *window, int adds, const float *x, const float *y,
                         const float *dy, float *dx);

/* A sparse matrix that each of `planes` planes goes through; planes of the result lie `rows` apart. */
typedef struct {
    int planes, rows, in_plane;
    int adds;                  /* whether y is added to, not overwritten */
} lane_table_rows;

/* y[i] = offsets[i] + sum over t from starts[i] to starts[i + 1] - 1 of weights[t] x[indices[t]]. Weights and offsets
 * may be null: ones, and zeros. */
void lane_gather(const lane_table_rows *shape, const int32_t *starts, const int32_t *indices, const float *weights,
                 const float *offsets, const float *x, float *y);

/* y[e] = scale[e / run] x[e] + offset[e / run], plus y[e] if `adds`; offset may be null. */
void lane_affine(int count, int run, int adds, const float *scale, const float *offset, const float *x, float *y);

/* `runs` runs of n elements: y = (x - mean) / sqrt(variance + epsilon), whose last factor goes to `inverse`; and the
 * adjoint of that. */
void lane_standardize(int runs, int n, float epsilon, const float *x, float *y, float *inverse);
void lane_standardize_adjoint(int runs, int n, int adds, const float *y, const float *inverse, const float *dy,
                              float *dx);

/* Softmax, or its logarithm, along the middle axis of [outer, extent, inner]. `adds` holds for the adjoint alone. */
typedef struct {
    int outer, extent, inner, logarithm, adds;
} lane_softmax_shape;
void lane_softmax(const lane_softmax_shape *shape, const float *x, float *y);
void lane_softmax_adjoint(const lane_softmax_shape *shape, const float *y, const float *dy, float *dx);

/* c[i][j] = factor sum_k a[i][k] b[k][j], plus c[i][j] if `adds`; factors differ from sample to sample. */
typedef struct {
    int rows, columns, terms;
    int a_row, a_term, b_term, b_column, c_row, c_column;
    int adds;
    float factor;
} lane_matrices;
void lane_multiply_matrices(const lane_matrices *shape, const float *a, const float *b, float *c);

/* Functions of up to three operands a, b, c and two numbers p, q, element by element. A function's slope takes the
 * cotangent as a. */
enum {
    LANE_COPY, LANE_LINE, LANE_ADD, LANE_SUBTRACT, LANE_MULTIPLY, LANE_DIVIDE, LANE_MAXIMUM, LANE_MINIMUM,
    LANE_IF_NOT_LESS, LANE_IF_LESS, LANE_IF_NOT_MORE, LANE_IF_MORE, LANE_DIVISOR_SLOPE, LANE_RELU, LANE_RELU_SLOPE,
    LANE_SIGMOID, LANE_SIGMOID_SLOPE, LANE_TANH_SLOPE, LANE_EXP, LANE_ELU, LANE_ELU_SLOPE, LANE_CLIP, LANE_CLIP_SLOPE,
    LANE_ABSOLUTE, LANE_ABSOLUTE_SLOPE, LANE_ROOT, LANE_ROOT_SLOPE, LANE_RECIPROCAL, LANE_RECIPROCAL_SLOPE, LANE_SWISH,
    LANE_SWISH_SLOPE, LANE_GELU, LANE_GELU_SLOPE, LANE_TANH_GELU, LANE_TANH_GELU_SLOPE, LANE_HARD_SWISH,
    LANE_HARD_SWISH_SLOPE, LANE_ERF, LANE_ERF_SLOPE
};
typedef struct {
    int function, count, adds;
    float p, q;
} lane_mapping;
void lane_map(const lane_mapping *shape, const float *a, const float *b, const float *c, float *y);

/*
 * Gradients of weights, summed over all positions and samples; all are added to. Sums over samples run in one fixed
 * order. dbias, dscale and doffset may be null.
 *
 * Of a correlation: dw is laid out as its weights, dy as its y. Of a product: dw is [rows][columns], and `samples` are x
 * as LANE_COUNT rows. Of an affine map: one number a run.
 */
void lane_correlate_weights(const lane_correlation *shape, const float *x, const int32_t *taps, const int32_t *places,
                            const float *dy, float *dw, float *dbias);
void lane_multiply_weights(int rows, int columns, const float *samples, const float *dy, float *dw, float *dbias);
void lane_affine_weights(int count, int run, const float *x, const float *dy, float *dscale, float *doffset);

/* Of each channel of `length` vectors, in its first two lanes: mean and sum of squared differences from it; sums of dy
 * and of dy (x - mean). */
void lane_moments(int channels, int length, const float *x, float *moments);
void lane_slopes(int channels, int length, const float *means, const float *x, const float *dy, float *slopes);

/* y[e] = p[e / run] a[e] + q[e / run] b[e] + r[e / run], plus y[e] if `adds`; q and r follow p. */
void lane_blend(int count, int run, int adds, const float *p, const float *a, const float *b, float *y);

/* Copies between LANE_COUNT rows of `count` floats, `stride` floats apart, and lanes. */
void lane_interleave(int count, int stride, const float *rows, float *lanes);
void lane_deinterleave(int count, int stride, const float *lanes, float *rows);

#endif
