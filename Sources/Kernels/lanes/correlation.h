// SPDX-License-Identifier: Apache-2.0
/* A block of rows x columns outputs of `maps` maps in registers; all three are constants once this is inlined. */
KERNEL_INLINE void NAME(correlate_block)(const int maps, const int rows, const int columns, const lane_correlation *s,
                                         const float *x, const float *w, const float *bias, const int32_t *places,
                                         float *y) {
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[2][LANE_MAPS][6];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                for (int c = 0; c < columns; c++) sum[r][m][c] = (vec){0} + bias[m];
        const float *tap = w;
        for (int k = 0; k < s->channels; k++) {
            for (int p = 0; p < s->kernel_height; p++) {
                const float *line = x + ((long)k * s->in_plane + (long)p * s->in_row) * LANE_COUNT + part;
                for (int q = 0; q < s->kernel_width; q++, tap += LANE_MAPS, line += LANE_COUNT) {
                    vec values[2][6];
#pragma clang loop unroll(full)
                    for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                        for (int c = 0; c < columns; c++)
                            values[r][c] = NAME(load)(
                                line + ((long)r * s->row_step * s->in_row + (long)c * s->column_step) * LANE_COUNT);
#pragma clang loop unroll(full)
                    for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
                            for (int c = 0; c < columns; c++) sum[r][m][c] += tap[m] * values[r][c];
                }
            }
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                for (int c = 0; c < columns; c++)
                    NAME(store)(y + ((long)places[m] + (long)r * s->out_row + (long)c * s->out_column) * LANE_COUNT + part,
                                sum[r][m][c]);
    }
}

/* One band of `rows` output rows, in blocks of at most `widest` columns. */
KERNEL_INLINE void NAME(correlate_band)(const int maps, const int rows, const int widest, const lane_correlation *s,
                                        const float *x, const float *w, const float *bias, const int32_t *places,
                                        float *y) {
    const int blocks = (s->out_width + widest - 1) / widest;
    for (int block = 0, c = 0; block < blocks; block++) {
        const int columns = (s->out_width - c + blocks - block - 1) / (blocks - block);
        const float *from = x + (long)c * s->column_step * LANE_COUNT;
        float *to = y + (long)c * s->out_column * LANE_COUNT;
        switch (columns) {
        case 1: NAME(correlate_block)(maps, rows, 1, s, from, w, bias, places, to); break;
        case 2: NAME(correlate_block)(maps, rows, 2, s, from, w, bias, places, to); break;
        case 3: NAME(correlate_block)(maps, rows, 3, s, from, w, bias, places, to); break;
        case 4: if (widest >= 4) NAME(correlate_block)(maps, rows, 4, s, from, w, bias, places, to); break;
        case 5: if (widest >= 5) NAME(correlate_block)(maps, rows, 5, s, from, w, bias, places, to); break;
        default: if (widest >= 6) NAME(correlate_block)(maps, rows, 6, s, from, w, bias, places, to); break;
        }
        c += columns;
    }
}

/* All rows of `maps` maps, `together` rows at a time while that many remain. */
KERNEL_INLINE void NAME(correlate_maps)(const int maps, const int together, const int widest, const lane_correlation *s,
                                        const float *x, const float *w, const float *bias, const int32_t *places,
                                        float *y) {
    int r = 0;
    for (; r + together <= s->out_height; r += together)
        NAME(correlate_band)(maps, together, widest, s, x + (long)r * s->row_step * s->in_row * LANE_COUNT, w, bias,
                             places, y + (long)r * s->out_row * LANE_COUNT);
    for (; r < s->out_height; r++)
        NAME(correlate_band)(maps, 1, widest, s, x + (long)r * s->row_step * s->in_row * LANE_COUNT, w, bias, places,
                             y + (long)r * s->out_row * LANE_COUNT);
}

static void NAME(correlate)(const lane_correlation *s, const float *x, const float *w, const float *bias,
                            const int32_t *places, float *y) {
    const long group = (long)s->channels * s->kernel_height * s->kernel_width * LANE_MAPS;
    for (int m = 0; m < s->maps; m += LANE_MAPS, w += group) {
        switch (s->maps - m) {
        case 1: NAME(correlate_maps)(1, 2, 6, s, x, w, bias + m, places + m, y); break;
        case 2: NAME(correlate_maps)(2, KERNEL_COLUMNS > 3 ? 2 : 1, 6, s, x, w, bias + m, places + m, y); break;
        case 3: NAME(correlate_maps)(3, 1, KERNEL_COLUMNS, s, x, w, bias + m, places + m, y); break;
        default: NAME(correlate_maps)(4, 1, KERNEL_COLUMNS, s, x, w, bias + m, places + m, y); break;
        }
    }
}
