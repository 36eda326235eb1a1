// SPDX-License-Identifier: Apache-2.0
#include "windows.h"

#include <string.h>

#include "clones.h"

/* The outputs [first, last) along one axis for which the tap lies inside the input; `shift` = tap*dilation - pad. */
typedef struct {
    int first, last, shift;
} span;

static inline span inside(int tap, int dilation, int pad, int stride, int input, int output) {
    const int shift = tap * dilation - pad;
    int first = shift >= 0 ? 0 : (-shift + stride - 1) / stride;
    int last = input - shift <= 0 ? 0 : (input - shift - 1) / stride + 1;
    if (last > output) last = output;
    if (first > last) first = last;
    return (span){first, last, shift};
}

static inline span rows_of(const planar_window *w, int tap) {
    return inside(tap, w->dilation_y, w->pad_top, w->stride_y, w->in_height, w->out_height);
}

static inline span columns_of(const planar_window *w, int tap) {
    return inside(tap, w->dilation_x, w->pad_left, w->stride_x, w->in_width, w->out_width);
}

/* Runs `body` for every (plane, tap); `rows` and `cols` are the spans of outputs for which the tap lies inside, and
   `column` = plane*taps + tap. */
#define FOR_EACH_TAP(planes, w, body) \
    for (int plane = 0, column = 0; plane < (planes); plane++) \
        for (int p = 0; p < (w)->kernel_height; p++) \
            for (int q = 0; q < (w)->kernel_width; q++, column++) { \
                const span rows = rows_of(w, p), cols = columns_of(w, q); \
                body \
            }

CLONES void window_gather(int channels, const planar_window *w, const float *restrict x, float *restrict columns) {
    const int in = w->in_height * w->in_width, width = w->out_width, stride = w->stride_x;
    const size_t out = (size_t)w->out_height * width;
    FOR_EACH_TAP(channels, w, {
        float *to = columns + column * out;
        memset(to, 0, sizeof(float) * width * rows.first);
        memset(to + (size_t)width * rows.last, 0, sizeof(float) * width * (w->out_height - rows.last));
        for (int r = rows.first; r < rows.last; r++) {
            const float *from = x + (size_t)plane * in + (size_t)(r * w->stride_y + rows.shift) * w->in_width;
            float *line = to + (size_t)r * width;
            for (int c = 0; c < cols.first; c++) line[c] = 0.0f;
            if (stride == 1)
                for (int c = cols.first; c < cols.last; c++) line[c] = from[c + cols.shift];
            else
                for (int c = cols.first; c < cols.last; c++) line[c] = from[c * stride + cols.shift];
            for (int c = cols.last; c < width; c++) line[c] = 0.0f;
        }
    })
}

CLONES void window_scatter(int channels, const planar_window *w, const float *restrict columns, float *restrict x) {
    const int in = w->in_height * w->in_width, width = w->out_width, stride = w->stride_x;
    const size_t out = (size_t)w->out_height * width;
    FOR_EACH_TAP(channels, w, {
        for (int r = rows.first; r < rows.last; r++) {
            float *to = x + (size_t)plane * in + (size_t)(r * w->stride_y + rows.shift) * w->in_width;
            const float *line = columns + column * out + (size_t)r * width;
            if (stride == 1)
                for (int c = cols.first; c < cols.last; c++) to[c + cols.shift] += line[c];
            else
                for (int c = cols.first; c < cols.last; c++) to[c * stride + cols.shift] += line[c];
        }
    })
}

CLONES void window_collect(int maps, const planar_window *w, const float *restrict columns, float *restrict y) {
    const int in = w->in_height * w->in_width, width = w->out_width, stride = w->stride_x;
    const size_t out = (size_t)w->out_height * width;
    FOR_EACH_TAP(maps, w, {
        for (int r = rows.first; r < rows.last; r++) {
            const float *line =
                columns + (size_t)column * in + (size_t)(r * w->stride_y + rows.shift) * w->in_width;
            float *to = y + plane * out + (size_t)r * width;
            if (stride == 1)
                for (int c = cols.first; c < cols.last; c++) to[c] += line[c + cols.shift];
            else
                for (int c = cols.first; c < cols.last; c++) to[c] += line[c * stride + cols.shift];
        }
    })
}

CLONES void window_spread(int maps, const planar_window *w, const float *restrict y, float *restrict columns) {
    const int in = w->in_height * w->in_width, width = w->out_width, stride = w->stride_x;
    const size_t out = (size_t)w->out_height * width;
    memset(columns, 0, sizeof(float) * (size_t)maps * w->kernel_height * w->kernel_width * in);
    FOR_EACH_TAP(maps, w, {
        for (int r = rows.first; r < rows.last; r++) {
            float *to = columns + (size_t)column * in + (size_t)(r * w->stride_y + rows.shift) * w->in_width;
            const float *line = y + plane * out + (size_t)r * width;
            if (stride == 1)
                for (int c = cols.first; c < cols.last; c++) to[c + cols.shift] = line[c];
            else
                for (int c = cols.first; c < cols.last; c++) to[c * stride + cols.shift] = line[c];
        }
    })
}
