// SPDX-License-Identifier: Apache-2.0
/* Runs `body` for the taps of output (r, c) inside the plane, in row-major order; `here` is the tap's vector index. */
#define FOR_TAPS_INSIDE(w, r, c, body) \
    for (int p = 0; p < (w)->kernel_height; p++) { \
        const int row = (r) * (w)->stride_y + p * (w)->dilation_y - (w)->pad_top; \
        if (row < 0 || row >= (w)->in_height) continue; \
        for (int q = 0; q < (w)->kernel_width; q++) { \
            const int column = (c) * (w)->stride_x + q * (w)->dilation_x - (w)->pad_left; \
            if (column < 0 || column >= (w)->in_width) continue; \
            const long here = (long)row * (w)->in_width + column; \
            body \
        } \
    }

static void NAME(maxima)(int planes, const planar_window *w, const float *x, float *y) {
    const long in = (long)w->in_height * w->in_width * LANE_COUNT;
    for (int plane = 0; plane < planes; plane++, x += in)
        for (int r = 0; r < w->out_height; r++)
            for (int c = 0; c < w->out_width; c++, y += LANE_COUNT)
                for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
                    vec largest = (vec){0} - INFINITY;
                    int first = 1;
                    FOR_TAPS_INSIDE(w, r, c, {
                        const vec value = NAME(load)(x + here * LANE_COUNT + part);
                        const NAME(mask) wins = (value > largest) | (value != value);
                        largest = first ? value : NAME(choose)(wins, value, largest);
                        first = 0;
                    })
                    NAME(store)(y + part, largest);
                }
}

/* The gradient goes to the first tap that holds the largest value, or to the first that is not a number. */
static void NAME(maxima_adjoint)(int planes, const planar_window *w, int adds, const float *x, const float *y,
                                 const float *dy, float *dx) {
    const long in = (long)w->in_height * w->in_width * LANE_COUNT;
    if (!adds) memset(dx, 0, sizeof(float) * in * planes);
    for (int plane = 0; plane < planes; plane++, x += in, dx += in)
        for (int r = 0; r < w->out_height; r++)
            for (int c = 0; c < w->out_width; c++, y += LANE_COUNT, dy += LANE_COUNT)
                for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
                    const vec largest = NAME(load)(y + part);
                    vec left = NAME(load)(dy + part);
                    FOR_TAPS_INSIDE(w, r, c, {
                        const vec value = NAME(load)(x + here * LANE_COUNT + part);
                        const NAME(mask) wins = (value == largest) | (value != value);
                        float *to = dx + here * LANE_COUNT + part;
                        NAME(store)(to, NAME(load)(to) + (vec)(wins & (NAME(mask))left));
                        left = (vec)(~wins & (NAME(mask))left);
                    })
                }
}
