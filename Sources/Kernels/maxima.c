// SPDX-License-Identifier: Apache-2.0
#include <math.h>
#include <stddef.h>

#include "clones.h"
#include "windows.h"

/* Among equals the holder stays; what is not a number wins over any number. */
static inline int beats(float challenger, float holder) {
    return (challenger > holder) | ((challenger != challenger) & (holder == holder));
}

/* Index within the plane of the first maximum of the window at (r, c); -1 if the window holds padding only. */
static inline int first_maximum(const planar_window *w, const float *x, int r, int c) {
    int winner = -1;
    for (int p = 0; p < w->kernel_height; p++) {
        const int row = r * w->stride_y + p * w->dilation_y - w->pad_top;
        if (row < 0 || row >= w->in_height) continue;
        for (int q = 0; q < w->kernel_width; q++) {
            const int column = c * w->stride_x + q * w->dilation_x - w->pad_left;
            if (column < 0 || column >= w->in_width) continue;
            const int here = row * w->in_width + column;
            if (winner < 0 || beats(x[here], x[winner])) winner = here;
        }
    }
    return winner;
}

/* The common case: 2x2 windows side by side, none of which reaches into the padding. */
static inline int is_halving(const planar_window *w) {
    return w->kernel_height == 2 && w->kernel_width == 2 && w->stride_y == 2 && w->stride_x == 2 &&
           w->dilation_y == 1 && w->dilation_x == 1 && w->pad_top == 0 && w->pad_left == 0 &&
           2 * w->out_height <= w->in_height && 2 * w->out_width <= w->in_width;
}

static inline float larger(float a, float b) { return beats(b, a) ? b : a; }

CLONES void window_maxima(int planes, const planar_window *w, const float *restrict x, float *restrict y) {
    const size_t in = (size_t)w->in_height * w->in_width;
    const int halving = is_halving(w);
    for (int plane = 0; plane < planes; plane++, x += in) {
        for (int r = 0; r < w->out_height; r++, y += w->out_width) {
            if (halving) {
                const float *top = x + (size_t)2 * r * w->in_width, *bottom = top + w->in_width;
                for (int c = 0; c < w->out_width; c++)
                    y[c] = larger(larger(top[2 * c], top[2 * c + 1]), larger(bottom[2 * c], bottom[2 * c + 1]));
                continue;
            }
            for (int c = 0; c < w->out_width; c++) {
                const int winner = first_maximum(w, x, r, c);
                y[c] = winner < 0 ? -INFINITY : x[winner];
            }
        }
    }
}

CLONES void window_maxima_adjoint(int planes, const planar_window *w, const float *restrict x, const float *restrict dy,
                                  float *restrict gradient) {
    const size_t in = (size_t)w->in_height * w->in_width;
    const int halving = is_halving(w);
    for (int plane = 0; plane < planes; plane++, x += in, gradient += in) {
        for (int r = 0; r < w->out_height; r++, dy += w->out_width) {
            if (halving) {
                const size_t start = (size_t)2 * r * w->in_width;
                const float *top = x + start, *bottom = top + w->in_width;
                float *over = gradient + start, *under = over + w->in_width;
                for (int c = 0; c < w->out_width; c++) {
                    const float a = top[2 * c], b = top[2 * c + 1], d = bottom[2 * c], e = bottom[2 * c + 1], g = dy[c];
                    const float above = larger(a, b), below = larger(d, e);
                    const int down = beats(below, above), right = beats(b, a), right_below = beats(e, d);
                    const float upper = down ? 0.0f : g, lower = down ? g : 0.0f;
                    over[2 * c] = right ? 0.0f : upper;
                    over[2 * c + 1] = right ? upper : 0.0f;
                    under[2 * c] = right_below ? 0.0f : lower;
                    under[2 * c + 1] = right_below ? lower : 0.0f;
                }
                continue;
            }
            for (int c = 0; c < w->out_width; c++) {
                const int winner = first_maximum(w, x, r, c);
                if (winner >= 0) gradient[winner] += dy[c];
            }
        }
    }
}
