// SPDX-License-Identifier: Apache-2.0
KERNEL_INLINE void NAME(multiply_rows)(const int rows, int columns, int adds, const float *w, const float *bias,
                                       const float *x, float *y) {
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[LANE_ROWS];
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) sum[m] = (vec){0} + bias[m];
        for (int k = 0; k < columns; k++) {
            const vec value = NAME(load)(x + (long)k * LANE_COUNT + part);
#pragma clang loop unroll(full)
            for (int m = 0; m < rows; m++) sum[m] += w[(long)k * LANE_ROWS + m] * value;
        }
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++) {
            float *to = y + (long)m * LANE_COUNT + part;
            if (adds) sum[m] += NAME(load)(to);
            NAME(store)(to, sum[m]);
        }
    }
}

static void NAME(multiply)(int rows, int columns, int adds, const float *w, const float *bias, const float *x,
                           float *y) {
    for (int m = 0; m < rows; m += LANE_ROWS, w += (long)columns * LANE_ROWS) {
        float *to = y + (long)m * LANE_COUNT;
        if (rows - m >= LANE_ROWS) {
            NAME(multiply_rows)(LANE_ROWS, columns, adds, w, bias + m, x, to);
            continue;
        }
        for (int rest = 0; rest < rows - m; rest++)
            NAME(multiply_rows)(1, columns, adds, w + rest, bias + m + rest, x, to + (long)rest * LANE_COUNT);
    }
}
