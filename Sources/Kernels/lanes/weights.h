// SPDX-License-Identifier: Apache-2.0
/* Gradients of weights: sums over positions and over the sixteen samples, the latter in one fixed order. */

typedef float NAME(quarter) __attribute__((vector_size(16), aligned(4), may_alias));

/* The sum of a vector of sixteen lanes: lane i and i + 8, then i + 4, i + 2, i + 1. */
KERNEL_INLINE float NAME(total)(const float *lanes) {
    const NAME(quarter) *part = (const NAME(quarter) *)lanes;
    const NAME(quarter) sum = (part[0] + part[2]) + (part[1] + part[3]);
    return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

/* The weights of `maps` maps and `taps` terms; both are constants once this is inlined. */
KERNEL_INLINE void NAME(weights_tile)(const int maps, const int taps, const lane_correlation *s, const float *x,
                                      const int32_t *offsets, const int32_t *places, const float *dy, float *dw) {
    float lanes[LANE_MAPS][6][LANE_COUNT];
    for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
        vec sum[LANE_MAPS][6];
#pragma clang loop unroll(full)
        for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
            for (int t = 0; t < taps; t++) sum[m][t] = (vec){0};
        for (int r = 0; r < s->out_height; r++) {
            const float *from[6], *given[LANE_MAPS];
#pragma clang loop unroll(full)
            for (int t = 0; t < taps; t++)
                from[t] = x + ((long)offsets[t] + (long)r * s->row_step) * LANE_COUNT + part;
#pragma clang loop unroll(full)
            for (int m = 0; m < maps; m++)
                given[m] = dy + ((long)places[m] + (long)r * s->out_row) * LANE_COUNT + part;
            for (int c = 0; c < s->out_width; c++) {
                const long step = (long)c * s->column_step * LANE_COUNT, out = (long)c * s->out_column * LANE_COUNT;
                vec slope[LANE_MAPS];
#pragma clang loop unroll(full)
                for (int m = 0; m < maps; m++) slope[m] = NAME(load)(given[m] + out);
#pragma clang loop unroll(full)
                for (int t = 0; t < taps; t++) {
                    const vec value = NAME(load)(from[t] + step);
#pragma clang loop unroll(full)
                    for (int m = 0; m < maps; m++) sum[m][t] += slope[m] * value;
                }
            }
        }
#pragma clang loop unroll(full)
        for (int m = 0; m < maps; m++)
#pragma clang loop unroll(full)
            for (int t = 0; t < taps; t++) NAME(store)(&lanes[m][t][part], sum[m][t]);
    }
#pragma clang loop unroll(full)
    for (int t = 0; t < taps; t++)
#pragma clang loop unroll(full)
        for (int m = 0; m < maps; m++) dw[t * LANE_MAPS + m] += NAME(total)(lanes[m][t]);
}

KERNEL_INLINE void NAME(weights_maps)(const int maps, const lane_correlation *s, const float *x,
                                      const int32_t *offsets, const int32_t *places, const float *dy, float *dw) {
    for (int t = 0; t < s->taps;) {
        const int rest = s->taps - t, step = rest < KERNEL_COLUMNS ? rest : KERNEL_COLUMNS;
        const int32_t *some = offsets + t;
        float *to = dw + (long)t * LANE_MAPS;
        switch (step) {
        case 1: NAME(weights_tile)(maps, 1, s, x, some, places, dy, to); break;
        case 2: NAME(weights_tile)(maps, 2, s, x, some, places, dy, to); break;
        case 3: if (KERNEL_COLUMNS >= 3) NAME(weights_tile)(maps, 3, s, x, some, places, dy, to); break;
        case 4: if (KERNEL_COLUMNS >= 4) NAME(weights_tile)(maps, 4, s, x, some, places, dy, to); break;
        case 5: if (KERNEL_COLUMNS >= 5) NAME(weights_tile)(maps, 5, s, x, some, places, dy, to); break;
        default: if (KERNEL_COLUMNS >= 6) NAME(weights_tile)(maps, 6, s, x, some, places, dy, to); break;
        }
        t += step;
    }
}

static void NAME(correlate_weights)(const lane_correlation *s, const float *x, const int32_t *taps,
                                    const int32_t *places, const float *dy, float *dw, float *dbias) {
    for (int m = 0; m < s->maps; m += LANE_MAPS, dw += (long)s->taps * LANE_MAPS) {
        switch (s->maps - m) {
        case 1: NAME(weights_maps)(1, s, x, taps, places + m, dy, dw); break;
        case 2: NAME(weights_maps)(2, s, x, taps, places + m, dy, dw); break;
        case 3: NAME(weights_maps)(3, s, x, taps, places + m, dy, dw); break;
        default: NAME(weights_maps)(4, s, x, taps, places + m, dy, dw); break;
        }
    }
    for (int m = 0; dbias && m < s->maps; m++) {
        float lanes[LANE_COUNT];
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            vec sum = {0};
            for (int r = 0; r < s->out_height; r++) {
                const float *given = dy + ((long)places[m] + (long)r * s->out_row) * LANE_COUNT + part;
                for (int c = 0; c < s->out_width; c++) sum += NAME(load)(given + (long)c * s->out_column * LANE_COUNT);
            }
            NAME(store)(lanes + part, sum);
        }
        dbias[m] += NAME(total)(lanes);
    }
}

/* dw[row][column] of `rows` rows and `width` registers of columns, over the samples one by one. */
KERNEL_INLINE void NAME(outer_tile)(const int rows, const int width, int columns, const float *samples, const float *dy,
                                    float *dw) {
    vec sum[4][6];
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++)
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) sum[m][c] = (vec){0};
    for (int lane = 0; lane < LANE_COUNT; lane++) {
        vec value[6];
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) value[c] = NAME(load)(samples + (long)lane * columns + c * KERNEL_WIDTH);
#pragma clang loop unroll(full)
        for (int m = 0; m < rows; m++)
#pragma clang loop unroll(full)
            for (int c = 0; c < width; c++) sum[m][c] += dy[m * LANE_COUNT + lane] * value[c];
    }
#pragma clang loop unroll(full)
    for (int m = 0; m < rows; m++)
#pragma clang loop unroll(full)
        for (int c = 0; c < width; c++) {
            float *to = dw + (long)m * columns + c * KERNEL_WIDTH;
            NAME(store)(to, NAME(load)(to) + sum[m][c]);
        }
}

/* The columns that fill no register, one by one: each sum runs in the same order. */
KERNEL_INLINE void NAME(outer_rest)(int rows, int columns, int first, const float *samples, const float *dy,
                                    float *dw) {
    for (int m = 0; m < rows; m++)
        for (int c = first; c < columns; c++) {
            float sum = 0;
            for (int lane = 0; lane < LANE_COUNT; lane++)
                sum += dy[m * LANE_COUNT + lane] * samples[(long)lane * columns + c];
            dw[(long)m * columns + c] += sum;
        }
}

KERNEL_INLINE void NAME(outer_rows)(const int rows, int columns, const float *samples, const float *dy, float *dw) {
    int c = 0;
    for (; c + KERNEL_COLUMNS * KERNEL_WIDTH <= columns; c += KERNEL_COLUMNS * KERNEL_WIDTH)
        NAME(outer_tile)(rows, KERNEL_COLUMNS, columns, samples + c, dy, dw + c);
    for (; c + KERNEL_WIDTH <= columns; c += KERNEL_WIDTH)
        NAME(outer_tile)(rows, 1, columns, samples + c, dy, dw + c);
    NAME(outer_rest)(rows, columns, c, samples, dy, dw);
}

static void NAME(multiply_weights)(int rows, int columns, const float *samples, const float *dy, float *dw,
                                   float *dbias) {
    for (int m = 0; m < rows; m += 4) {
        const float *given = dy + (long)m * LANE_COUNT;
        float *to = dw + (long)m * columns;
        switch (rows - m) {
        case 1: NAME(outer_rows)(1, columns, samples, given, to); break;
        case 2: NAME(outer_rows)(2, columns, samples, given, to); break;
        case 3: NAME(outer_rows)(3, columns, samples, given, to); break;
        default: NAME(outer_rows)(4, columns, samples, given, to); break;
        }
    }
    for (int m = 0; dbias && m < rows; m++) dbias[m] += NAME(total)(dy + (long)m * LANE_COUNT);
}

static void NAME(affine_weights)(int count, int run, const float *x, const float *dy, float *dscale, float *doffset) {
    for (int first = 0; first < count; first += run) {
        float along[LANE_COUNT], alone[LANE_COUNT];
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            vec product = {0}, sum = {0};
            for (long e = first; e < first + run; e++) {
                const vec given = NAME(load)(dy + e * LANE_COUNT + part);
                product += given * NAME(load)(x + e * LANE_COUNT + part);
                sum += given;
            }
            NAME(store)(along + part, product);
            NAME(store)(alone + part, sum);
        }
        if (dscale) dscale[first / run] += NAME(total)(along);
        if (doffset) doffset[first / run] += NAME(total)(alone);
    }
}

static void NAME(moments)(int channels, int length, const float *x, float *moments) {
    for (int k = 0; k < channels; k++, x += (long)length * LANE_COUNT, moments += LANE_COUNT) {
        float lanes[LANE_COUNT];
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            vec sum = {0};
            for (long e = 0; e < length; e++) sum += NAME(load)(x + e * LANE_COUNT + part);
            NAME(store)(lanes + part, sum);
        }
        const float mean = NAME(total)(lanes) / ((float)length * LANE_COUNT);
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            vec sum = {0};
            for (long e = 0; e < length; e++) {
                const vec rest = NAME(load)(x + e * LANE_COUNT + part) - mean;
                sum += rest * rest;
            }
            NAME(store)(lanes + part, sum);
        }
        moments[0] = mean;
        moments[1] = NAME(total)(lanes);
    }
}

static void NAME(slopes)(int channels, int length, const float *means, const float *x, const float *dy,
                         float *slopes) {
    for (int k = 0; k < channels; k++, slopes += LANE_COUNT) {
        const float *from = x + (long)k * length * LANE_COUNT, *given = dy + (long)k * length * LANE_COUNT;
        const float mean = means[k];
        float along[LANE_COUNT], alone[LANE_COUNT];
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            vec product = {0}, sum = {0};
            for (long e = 0; e < length; e++) {
                const vec slope = NAME(load)(given + e * LANE_COUNT + part);
                product += slope * (NAME(load)(from + e * LANE_COUNT + part) - mean);
                sum += slope;
            }
            NAME(store)(along + part, product);
            NAME(store)(alone + part, sum);
        }
        slopes[0] = NAME(total)(alone);
        slopes[1] = NAME(total)(along);
    }
}

static void NAME(blend)(int count, int run, int adds, const float *p, const float *a, const float *b, float *y) {
    const int parts = count / run;
    for (int k = 0; k < parts; k++) {
        const float one = p[k], other = p[parts + k], offset = p[2 * parts + k];
        for (long i = (long)k * run * LANE_COUNT; i < (long)(k + 1) * run * LANE_COUNT; i += KERNEL_WIDTH) {
            vec value = one * NAME(load)(a + i) + other * NAME(load)(b + i) + offset;
            if (adds) value += NAME(load)(y + i);
            NAME(store)(y + i, value);
        }
    }
}
