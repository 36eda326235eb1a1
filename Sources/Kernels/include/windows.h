// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_WINDOWS_H
#define UAED_WINDOWS_H

#include <stdint.h>

/*
 * Sliding windows over a plane in_height x in_width: output (r, c) and tap (p, q) read input row
 * r*stride_y + p*dilation_y - pad_top and column c*stride_x + q*dilation_x - pad_left; positions outside are padding.
 * o counts outputs and i inputs, both row-major; i(o, tap) is the input position that output o reads through the tap.
 */
typedef struct {
    int in_height, in_width, kernel_height, kernel_width, stride_y, stride_x, dilation_y, dilation_x, pad_top, pad_left,
        out_height, out_width;
} planar_window;

/* columns[(c, tap)][o] = x[c][i(o, tap)], 0 in the padding (im2col). */
void window_gather(int channels, const planar_window *window, const float *x, float *columns);

/* x[c][i(o, tap)] += columns[(c, tap)][o] (col2im): the adjoint of window_gather. */
void window_scatter(int channels, const planar_window *window, const float *columns, float *x);

/* y[m][o] += columns[(m, tap)][i(o, tap)], where the columns extend over the input. */
void window_collect(int maps, const planar_window *window, const float *columns, float *y);

/* columns[(m, tap)][i(o, tap)] = y[m][o], 0 elsewhere: the adjoint of window_collect. */
void window_spread(int maps, const planar_window *window, const float *y, float *columns);

/* Largest value of each window; a window of padding only gives -infinity, a window with NaN any of its values. */
void window_maxima(int planes, const planar_window *window, const float *x, float *y);

/* gradient[first maximum of window o] += dy[o]; gradient is zero on entry. */
void window_maxima_adjoint(int planes, const planar_window *window, const float *x, const float *dy, float *gradient);

#endif
