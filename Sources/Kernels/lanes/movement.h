// SPDX-License-Identifier: Apache-2.0
KERNEL_INLINE void NAME(frame_planes)(const lane_framing *s, const float *x, const float *mask, const int32_t *places,
                                      float *padded) {
    const size_t line = sizeof(float) * LANE_COUNT, row = line * s->padded_width;
    const int below = s->padded_height - s->top - s->height, right = s->padded_width - s->left - s->width;
    for (int k = 0; k < s->planes; k++) {
        memset(padded, 0, row * s->top);
        padded += (long)s->top * s->padded_width * LANE_COUNT;
        for (int r = 0; r < s->height; r++) {
            const long from = ((long)places[k] + (long)r * s->from_row) * LANE_COUNT;
            memset(padded, 0, line * s->left);
            padded += s->left * LANE_COUNT;
            for (int c = 0; c < s->width; c++, padded += LANE_COUNT)
                for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
                    const long at = from + (long)c * s->from_column * LANE_COUNT + part;
                    vec value = NAME(load)(x + at);
                    if (mask)
                        value = NAME(choose)(NAME(load)(mask + at) > 0, value,
                                             s->slope == 0.0f ? (vec){0} : value * s->slope);
                    NAME(store)(padded + part, value);
                }
            memset(padded, 0, line * right);
            padded += right * LANE_COUNT;
        }
        memset(padded, 0, row * below);
        padded += (long)below * s->padded_width * LANE_COUNT;
    }
}

static void NAME(frame)(const lane_framing *s, const float *x, const float *mask, const int32_t *places,
                        float *padded) {
    if (mask)
        NAME(frame_planes)(s, x, mask, places, padded);
    else
        NAME(frame_planes)(s, x, 0, places, padded);
}

/*
 * Transposes a square of KERNEL_WIDTH rows and columns in registers: each pass exchanges halves between the rows of
 * each pair that lies `distance` apart.
 */
KERNEL_INLINE void NAME(transpose)(const float *from, long from_row, float *to, long to_row) {
    vec rows[KERNEL_WIDTH];
#pragma clang loop unroll(full)
    for (int r = 0; r < KERNEL_WIDTH; r++) rows[r] = NAME(load)(from + r * from_row);
#pragma clang loop unroll(full)
    for (int distance = KERNEL_WIDTH / 2; distance > 0; distance /= 2) {
#pragma clang loop unroll(full)
        for (int r = 0; r < KERNEL_WIDTH; r++) {
            if (r & distance) continue;
            const vec low = rows[r], high = rows[r + distance];
            vec upper = low, lower = high;
#pragma clang loop unroll(full)
            for (int lane = 0; lane < KERNEL_WIDTH; lane++) {
                if (lane & distance)
                    upper[lane] = high[lane - distance];
                else
                    lower[lane] = low[lane + distance];
            }
            rows[r] = upper;
            rows[r + distance] = lower;
        }
    }
#pragma clang loop unroll(full)
    for (int r = 0; r < KERNEL_WIDTH; r++) NAME(store)(to + r * to_row, rows[r]);
}

static void NAME(interleave)(int count, int stride, const float *rows, float *lanes) {
    int e = 0;
    for (; e + KERNEL_WIDTH <= count; e += KERNEL_WIDTH)
        for (int s = 0; s < LANE_COUNT; s += KERNEL_WIDTH)
            NAME(transpose)(rows + (long)s * stride + e, stride, lanes + (long)e * LANE_COUNT + s, LANE_COUNT);
    for (; e < count; e++)
        for (int s = 0; s < LANE_COUNT; s++) lanes[(long)e * LANE_COUNT + s] = rows[(long)s * stride + e];
}

static void NAME(deinterleave)(int count, int stride, const float *lanes, float *rows) {
    int e = 0;
    for (; e + KERNEL_WIDTH <= count; e += KERNEL_WIDTH)
        for (int s = 0; s < LANE_COUNT; s += KERNEL_WIDTH)
            NAME(transpose)(lanes + (long)e * LANE_COUNT + s, LANE_COUNT, rows + (long)s * stride + e, stride);
    for (; e < count; e++)
        for (int s = 0; s < LANE_COUNT; s++) rows[(long)s * stride + e] = lanes[(long)e * LANE_COUNT + s];
}
