// SPDX-License-Identifier: Apache-2.0
/* A tile of `rows` x `columns` products over one strip; both are constants once this is inlined. */
KERNEL_INLINE void NAME(products_tile)(const int rows, const int columns, int strip, long a_row, long b_row, int c_row,
                                       const float *a, const float *b, float *c) {
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[4][6];
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++) sum[i][j] = NAME(load)(c + ((long)i * c_row + j) * LANE_COUNT + part);
        for (long e = 0; e < strip; e++) {
            const long at = e * LANE_COUNT + part;
            vec right[6];
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++) right[j] = NAME(load)(b + j * b_row * LANE_COUNT + at);
#pragma clang loop unroll(full)
            for (int i = 0; i < rows; i++) {
                const vec left = NAME(load)(a + i * a_row * LANE_COUNT + at);
#pragma clang loop unroll(full)
                for (int j = 0; j < columns; j++) sum[i][j] += left * right[j];
            }
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++) NAME(store)(c + ((long)i * c_row + j) * LANE_COUNT + part, sum[i][j]);
    }
}

KERNEL_INLINE void NAME(products_rows)(const int rows, int columns, int strip, long a_row, long b_row, int c_row,
                                       const float *a, const float *b, float *c) {
    for (int j = 0; j < columns;) {
        const int rest = columns - j, step = rest < KERNEL_COLUMNS ? rest : KERNEL_COLUMNS;
        const float *from = b + (long)j * b_row * LANE_COUNT;
        float *to = c + (long)j * LANE_COUNT;
        switch (step) {
        case 1: NAME(products_tile)(rows, 1, strip, a_row, b_row, c_row, a, from, to); break;
        case 2: NAME(products_tile)(rows, 2, strip, a_row, b_row, c_row, a, from, to); break;
        case 3: NAME(products_tile)(rows, 3, strip, a_row, b_row, c_row, a, from, to); break;
        case 4: NAME(products_tile)(rows, 4, strip, a_row, b_row, c_row, a, from, to); break;
        case 5: NAME(products_tile)(rows, 5, strip, a_row, b_row, c_row, a, from, to); break;
        default: NAME(products_tile)(rows, 6, strip, a_row, b_row, c_row, a, from, to); break;
        }
        j += step;
    }
}

static void NAME(products)(int rows, int columns, int strip, int a_row, int b_row, int c_row, int lower,
                           const float *a, const float *b, float *c) {
    for (int i = 0; i < rows; i += 4) {
        const float *from = a + (long)i * a_row * LANE_COUNT;
        float *to = c + (long)i * c_row * LANE_COUNT;
        const int wanted = lower && i + 4 < columns ? i + 4 : columns;
        switch (rows - i) {
        case 1: NAME(products_rows)(1, wanted, strip, a_row, b_row, c_row, from, b, to); break;
        case 2: NAME(products_rows)(2, wanted, strip, a_row, b_row, c_row, from, b, to); break;
        case 3: NAME(products_rows)(3, wanted, strip, a_row, b_row, c_row, from, b, to); break;
        default: NAME(products_rows)(4, wanted, strip, a_row, b_row, c_row, from, b, to); break;
        }
    }
}

/* A tile of `rows` x `columns` of y[i] = keep y[i] + sum_j c[i][j] x[j]. */
KERNEL_INLINE void NAME(combine_tile)(const int rows, const int columns, int terms, int c_row, long x_row, long y_row,
                                      float keep, const float *c, const float *x, float *y) {
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[4][6];
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int e = 0; e < columns; e++)
                sum[i][e] = keep == 0.0f ? (vec){0} : keep * NAME(load)(y + (i * y_row + e) * LANE_COUNT + part);
        for (long j = 0; j < terms; j++) {
            vec value[6];
#pragma clang loop unroll(full)
            for (int e = 0; e < columns; e++) value[e] = NAME(load)(x + (j * x_row + e) * LANE_COUNT + part);
#pragma clang loop unroll(full)
            for (int i = 0; i < rows; i++) {
                const vec weight = NAME(load)(c + ((long)i * c_row + j) * LANE_COUNT + part);
#pragma clang loop unroll(full)
                for (int e = 0; e < columns; e++) sum[i][e] += weight * value[e];
            }
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int e = 0; e < columns; e++) NAME(store)(y + (i * y_row + e) * LANE_COUNT + part, sum[i][e]);
    }
}

KERNEL_INLINE void NAME(combine_rows)(const int rows, int terms, int length, int c_row, long x_row, long y_row,
                                      float keep, const float *c, const float *x, float *y) {
    int e = 0;
    for (; e + KERNEL_COLUMNS <= length; e += KERNEL_COLUMNS)
        NAME(combine_tile)(rows, KERNEL_COLUMNS, terms, c_row, x_row, y_row, keep, c, x + (long)e * LANE_COUNT,
                           y + (long)e * LANE_COUNT);
    for (; e < length; e++)
        NAME(combine_tile)(rows, 1, terms, c_row, x_row, y_row, keep, c, x + (long)e * LANE_COUNT,
                           y + (long)e * LANE_COUNT);
}

static void NAME(combine)(int rows, int terms, int length, int c_row, int x_row, int y_row, float keep,
                          const float *c, const float *x, float *y) {
    for (int i = 0; i < rows; i += 4) {
        const float *from = c + (long)i * c_row * LANE_COUNT;
        float *to = y + (long)i * y_row * LANE_COUNT;
        switch (rows - i) {
        case 1: NAME(combine_rows)(1, terms, length, c_row, x_row, y_row, keep, from, x, to); break;
        case 2: NAME(combine_rows)(2, terms, length, c_row, x_row, y_row, keep, from, x, to); break;
        case 3: NAME(combine_rows)(3, terms, length, c_row, x_row, y_row, keep, from, x, to); break;
        default: NAME(combine_rows)(4, terms, length, c_row, x_row, y_row, keep, from, x, to); break;
        }
    }
}
