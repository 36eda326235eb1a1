// SPDX-License-Identifier: Apache-2.0
/* Sums of weighted elements by a table of rows, plane after plane; one row after another, its terms in order. */
static void NAME(gather)(const lane_table_rows *s, const int32_t *starts, const int32_t *indices, const float *weights,
                         const float *offsets, const float *x, float *y) {
    for (int plane = 0; plane < s->planes; plane++) {
        for (int i = 0; i < s->rows; i++, y += LANE_COUNT) {
            for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
                vec sum = (vec){0} + (offsets ? offsets[i] : 0.0f);
                for (int t = starts[i]; t < starts[i + 1]; t++) {
                    const vec value = NAME(load)(x + (long)indices[t] * LANE_COUNT + part);
                    sum += weights ? value * weights[t] : value;
                }
                if (s->adds) sum += NAME(load)(y + part);
                NAME(store)(y + part, sum);
            }
        }
        x += (long)s->in_plane * LANE_COUNT;
    }
}

/* y = scale[e / run] x + offset[e / run], for e from 0 to count - 1. */
static void NAME(affine)(int count, int run, int adds, const float *scale, const float *offset, const float *x,
                         float *y) {
    for (int from = 0, k = 0; from < count; from += run, k++) {
        const float factor = scale[k], shift = offset ? offset[k] : 0.0f;
        const long begin = (long)from * LANE_COUNT, end = (long)(from + run < count ? from + run : count) * LANE_COUNT;
        for (long at = begin; at < end; at += KERNEL_WIDTH) {
            vec value = NAME(load)(x + at) * factor + shift;
            if (adds) value += NAME(load)(y + at);
            NAME(store)(y + at, value);
        }
    }
}
