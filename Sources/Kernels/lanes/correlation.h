// SPDX-License-Identifier: Apache-2.0
/* A block of rows x columns outputs of `maps` maps in registers; all three are constants once this is inlined. */
KERNEL_INLINE void NAME(correlate_block)(const int maps, const int rows, const int columns, const lane_correlation *s,
                                         const lane_operands *o, const float *x, const float *w, int first, float *y,
                                         const float *addend) {
    const int32_t *places = o->places + first;
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[2][LANE_MAPS][6];
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                for (int c = 0; c < columns; c++) sum[r][m][c] = (vec){0} + o->bias[first + m];
        const float *weight = w;
        for (int t = 0; t < s->taps; t++, weight += LANE_MAPS) {
            const float *line = x + (long)o->taps[t] * LANE_COUNT + part;
            /* Row by row, so that no more than one row's sources take registers. */
#pragma clang loop unroll(full)
            for (int r = 0; r < rows; r++, line += (long)s->row_step * LANE_COUNT) {
                vec values[6];
#pragma clang loop unroll(full)
                for (int c = 0; c < columns; c++)
                    values[c] = NAME(load)(line + (long)c * s->column_step * LANE_COUNT);
#pragma clang loop unroll(full)
                for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                    for (int c = 0; c < columns; c++) sum[r][m][c] += weight[m] * values[c];
            }
        }
#pragma clang loop unroll(full)
        for (int r = 0; r < rows; r++)
#pragma clang loop unroll(full)
            for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
                for (int c = 0; c < columns; c++) {
                    const long place =
                        ((long)places[m] + (long)r * s->out_row + (long)c * s->out_column) * LANE_COUNT + part;
                    vec value = sum[r][m][c];
                    if (addend) value += NAME(load)(addend + place);
                    if (s->slope == 0.0f)
                        value = NAME(choose)(value <= 0, (vec){0}, value);
                    else if (s->slope != 1.0f)
                        value = NAME(choose)(value <= 0, value * s->slope, value);
                    NAME(store)(y + place, value);
                }
    }
}

/* One band of `rows` output rows, in blocks of at most `widest` columns. */
KERNEL_INLINE void NAME(correlate_band)(const int maps, const int rows, const int widest, const lane_correlation *s,
                                        const lane_operands *o, const float *x, const float *w, int first, float *y,
                                        const float *addend) {
    const int blocks = (s->out_width + widest - 1) / widest;
    for (int block = 0, c = 0; block < blocks; block++) {
        const int columns = (s->out_width - c + blocks - block - 1) / (blocks - block);
        const float *from = x + (long)c * s->column_step * LANE_COUNT;
        const long place = (long)c * s->out_column * LANE_COUNT;
        float *to = y + place;
        const float *with = addend ? addend + place : 0;
        switch (columns) {
        case 1: NAME(correlate_block)(maps, rows, 1, s, o, from, w, first, to, with); break;
        case 2: NAME(correlate_block)(maps, rows, 2, s, o, from, w, first, to, with); break;
        case 3: NAME(correlate_block)(maps, rows, 3, s, o, from, w, first, to, with); break;
        case 4: if (widest >= 4) NAME(correlate_block)(maps, rows, 4, s, o, from, w, first, to, with); break;
        case 5: if (widest >= 5) NAME(correlate_block)(maps, rows, 5, s, o, from, w, first, to, with); break;
        default: if (widest >= 6) NAME(correlate_block)(maps, rows, 6, s, o, from, w, first, to, with); break;
        }
        c += columns;
    }
}

/* Output rows `begin` to `end` of `maps` maps, `together` rows at a time while that many remain. */
KERNEL_INLINE void NAME(correlate_maps)(const int maps, const int together, const int widest, const lane_correlation *s,
                                        const lane_operands *o, const float *w, int first, int begin, int end) {
    for (int r = begin; r < end;) {
        const float *from = o->x + (long)r * s->row_step * LANE_COUNT;
        const long place = (long)r * s->out_row * LANE_COUNT;
        const float *with = o->addend ? o->addend + place : 0;
        if (r + together <= end) {
            NAME(correlate_band)(maps, together, widest, s, o, from, w, first, o->y + place, with);
            r += together;
        } else {
            NAME(correlate_band)(maps, 1, widest, s, o, from, w, first, o->y + place, with);
            r++;
        }
    }
}

static void NAME(correlate)(const lane_correlation *s, const lane_operands *o) {
    for (int begin = 0; begin < s->out_height; begin += s->band) {
        const int end = begin + s->band < s->out_height ? begin + s->band : s->out_height;
        const float *w = o->weights;
        for (int m = 0; m < s->maps; m += LANE_MAPS, w += (long)s->taps * LANE_MAPS) {
            switch (s->maps - m) {
            case 1: NAME(correlate_maps)(1, 2, 6, s, o, w, m, begin, end); break;
            case 2: NAME(correlate_maps)(2, KERNEL_COLUMNS > 3 ? 2 : 1, 6, s, o, w, m, begin, end); break;
            case 3: NAME(correlate_maps)(3, 1, KERNEL_COLUMNS, s, o, w, m, begin, end); break;
            default: NAME(correlate_maps)(4, 1, KERNEL_COLUMNS, s, o, w, m, begin, end); break;
            }
        }
    }
}
