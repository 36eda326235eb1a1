// SPDX-License-Identifier: Apache-2.0
/* A tile of rows x columns products, each factor different from sample to sample. */
KERNEL_INLINE void NAME(matrix_tile)(const int rows, const int columns, const lane_matrices *s, const float *a,
                                     const float *b, float *c) {
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[4][6];
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++) sum[i][j] = (vec){0};
        for (long k = 0; k < s->terms; k++) {
            vec right[6];
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++)
                right[j] = NAME(load)(b + (k * s->b_term + (long)j * s->b_column) * LANE_COUNT + part);
#pragma clang loop unroll(full)
            for (int i = 0; i < rows; i++) {
                const vec left = NAME(load)(a + (k * s->a_term + (long)i * s->a_row) * LANE_COUNT + part);
#pragma clang loop unroll(full)
                for (int j = 0; j < columns; j++) sum[i][j] += left * right[j];
            }
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
            for (int j = 0; j < columns; j++) {
                float *to = c + ((long)i * s->c_row + (long)j * s->c_column) * LANE_COUNT + part;
                vec value = sum[i][j] * s->factor;
                if (s->adds) value += NAME(load)(to);
                NAME(store)(to, value);
            }
    }
}

KERNEL_INLINE void NAME(matrix_rows)(const int rows, const lane_matrices *s, const float *a, const float *b, float *c) {
    for (int j = 0; j < s->columns;) {
        const int rest = s->columns - j;
        const float *from = b + (long)j * s->b_column * LANE_COUNT;
        float *to = c + (long)j * s->c_column * LANE_COUNT;
        if (rest >= KERNEL_COLUMNS) {
            NAME(matrix_tile)(rows, KERNEL_COLUMNS, s, a, from, to);
            j += KERNEL_COLUMNS;
        } else if (rest >= 2) {
            NAME(matrix_tile)(rows, 2, s, a, from, to);
            j += 2;
        } else {
            NAME(matrix_tile)(rows, 1, s, a, from, to);
            j++;
        }
    }
}

static void NAME(matrices)(const lane_matrices *s, const float *a, const float *b, float *c) {
    for (int i = 0; i < s->rows; i += 4) {
        const float *from = a + (long)i * s->a_row * LANE_COUNT;
        float *to = c + (long)i * s->c_row * LANE_COUNT;
        switch (s->rows - i) {
        case 1: NAME(matrix_rows)(1, s, from, b, to); break;
        case 2: NAME(matrix_rows)(2, s, from, b, to); break;
        case 3: NAME(matrix_rows)(3, s, from, b, to); break;
        default: NAME(matrix_rows)(4, s, from, b, to); break;
        }
    }
}
