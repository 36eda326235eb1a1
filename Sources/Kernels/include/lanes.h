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

/* The weights of LANE_MAPS maps lie side by side: w[map / LANE_MAPS][channel][row][column][map % LANE_MAPS]. */
#define LANE_MAPS 4

/* y[m](r, c) = bias[m] + sum_{k, p, q} w[m][k][p][q] x[k](r*row_step + p, c*column_step + q), no padding. */
typedef struct {
    int channels, maps, kernel_height, kernel_width, out_height, out_width;
    int in_plane, in_row;        /* distances from channel to channel and row to row of x */
    int row_step, column_step;   /* the stride */
    int out_row, out_column;     /* distances from row to row and column to column of y */
} lane_correlation;

/* Map m is written from places[m] on. w is laid out as above, the last group filled with zeros; bias: maps floats. */
void lane_correlate(const lane_correlation *shape, const float *x, const float *w, const float *bias,
                    const int32_t *places, float *y);

/* Planes cut out of x and laid into a border of zeros: top, left, and the rest of the padded extent. */
typedef struct {
    int planes, height, width;   /* the part of each plane that is copied */
    int from_row, from_column;   /* distances from row to row and column to column of x */
    int top, left, padded_height, padded_width;
} lane_framing;

/* Plane k is read from places[k] on; padded is overwritten. */
void lane_frame(const lane_framing *shape, const float *x, const int32_t *places, float *padded);

/* y[m] = bias[m] + sum_k w[m][k] x[k]; w is laid out as w[m / LANE_ROWS][k][m % LANE_ROWS] and filled with zeros. */
#define LANE_ROWS 12
void lane_multiply(int rows, int columns, const float *w, const float *bias, const float *x, float *y);

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
 * Largest value of each window, and the adjoint, which overwrites dx. A NaN is the result only if it is the first tap
 * inside the plane; it passes no gradient.
 */
void lane_maxima(int planes, const planar_window *window, const float *x, float *y);
void lane_maxima_adjoint(int planes, const planar_window *window, const float *x, const float *y, const float *dy,
                         float *dx);

/* y[i] = x[indices[i]]; the adjoint clears `inputs` vectors of dx, then dx[indices[i]] += dy[i]. */
void lane_pick(int count, const int32_t *indices, const float *x, float *y);
void lane_pick_adjoint(int count, const int32_t *indices, const float *dy, int inputs, float *dx);

/* In place: y = max(x, 0) + slope min(x, 0), NaN kept; 1 / (1 + exp(-x)) within 3 ulp. Adjoints turn dy into dx. */
void lane_relu(int count, float slope, float *y);
void lane_relu_adjoint(int count, float slope, const float *y, float *dy);
void lane_sigmoid(int count, float *y);
void lane_sigmoid_adjoint(int count, const float *y, float *dy);

/* Copies between LANE_COUNT rows of `count` floats, `stride` floats apart, and lanes. */
void lane_interleave(int count, int stride, const float *rows, float *lanes);
void lane_deinterleave(int count, int stride, const float *lanes, float *rows);

#endif
