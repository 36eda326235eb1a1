// SPDX-License-Identifier: Apache-2.0
/* Mean of n vectors over one part of the lanes; four sums, in one fixed order. */
KERNEL_INLINE vec NAME(mean)(int n, const float *x) {
    vec sum[4] = {{0}, {0}, {0}, {0}};
    int e = 0;
    for (; e + 4 <= n; e += 4)
        for (int k = 0; k < 4; k++) sum[k] += NAME(load)(x + (long)(e + k) * LANE_COUNT);
    for (; e < n; e++) sum[0] += NAME(load)(x + (long)e * LANE_COUNT);
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) * (1.0f / n);
}

/* Mean of the products of n vectors, each a factor less its own constant. */
KERNEL_INLINE vec NAME(mean_product)(int n, const float *x, vec less, const float *y, vec other) {
    vec sum[4] = {{0}, {0}, {0}, {0}};
    int e = 0;
    for (; e + 4 <= n; e += 4)
        for (int k = 0; k < 4; k++)
            sum[k] += (NAME(load)(x + (long)(e + k) * LANE_COUNT) - less) *
                      (NAME(load)(y + (long)(e + k) * LANE_COUNT) - other);
    for (; e < n; e++)
        sum[0] += (NAME(load)(x + (long)e * LANE_COUNT) - less) * (NAME(load)(y + (long)e * LANE_COUNT) - other);
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) * (1.0f / n);
}

KERNEL_INLINE vec NAME(root)(vec x) {
    for (int i = 0; i < KERNEL_WIDTH; i++) x[i] = __builtin_sqrtf(x[i]);
    return x;
}

static void NAME(standardize)(int runs, int n, float epsilon, const float *x, float *y, float *inverse) {
    for (int run = 0; run < runs; run++, x += (long)n * LANE_COUNT, y += (long)n * LANE_COUNT, inverse += LANE_COUNT)
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            const vec mean = NAME(mean)(n, x + part);
            const vec variance = NAME(mean_product)(n, x + part, mean, x + part, mean);
            const vec factor = 1.0f / NAME(root)(variance + epsilon);
            NAME(store)(inverse + part, factor);
            for (long at = part; at < (long)n * LANE_COUNT; at += LANE_COUNT)
                NAME(store)(y + at, (NAME(load)(x + at) - mean) * factor);
        }
}

/* dx = inverse (dy - mean(dy) - y mean(dy y)). */
static void NAME(standardize_adjoint)(int runs, int n, int adds, const float *y, const float *inverse, const float *dy,
                                      float *dx) {
    const long step = (long)n * LANE_COUNT;
    for (int run = 0; run < runs; run++, y += step, dy += step, dx += step, inverse += LANE_COUNT)
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            const vec mean = NAME(mean)(n, dy + part), factor = NAME(load)(inverse + part);
            const vec along = NAME(mean_product)(n, dy + part, (vec){0}, y + part, (vec){0});
            for (long at = part; at < step; at += LANE_COUNT) {
                vec value = (NAME(load)(dy + at) - mean - NAME(load)(y + at) * along) * factor;
                if (adds) value += NAME(load)(dx + at);
                NAME(store)(dx + at, value);
            }
        }
}

/* Along the middle axis of [outer, extent, inner]: e^(x - max) over its sum, or its logarithm. */
static void NAME(softmax)(const lane_softmax_shape *s, const float *x, float *y) {
    const long step = (long)s->inner * LANE_COUNT;
    for (int run = 0; run < s->outer * s->inner; run++) {
        const long begin = ((long)(run / s->inner) * s->extent * s->inner + run % s->inner) * LANE_COUNT;
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            const float *from = x + begin + part;
            float *to = y + begin + part;
            vec most = NAME(load)(from), sum = {0};
            for (int e = 1; e < s->extent; e++) {
                const vec value = NAME(load)(from + e * step);
                most = NAME(choose)(value > most, value, most);
            }
            for (int e = 0; e < s->extent; e++) {
                const vec value = NAME(exponential)(NAME(load)(from + e * step) - most);
                sum += value;
                if (!s->logarithm) NAME(store)(to + e * step, value);
            }
            if (s->logarithm) {
                vec shift = sum;
                for (int i = 0; i < KERNEL_WIDTH; i++) shift[i] = most[i] + logf(sum[i]);
                for (int e = 0; e < s->extent; e++)
                    NAME(store)(to + e * step, NAME(load)(from + e * step) - shift);
            } else {
                const vec factor = 1.0f / sum;
                for (int e = 0; e < s->extent; e++)
                    NAME(store)(to + e * step, NAME(load)(to + e * step) * factor);
            }
        }
    }
}

/* dx = y (dy - sum(dy y)), or dy - e^y sum(dy) for the logarithm. */
static void NAME(softmax_adjoint)(const lane_softmax_shape *s, const float *y, const float *dy, float *dx) {
    const long step = (long)s->inner * LANE_COUNT;
    for (int run = 0; run < s->outer * s->inner; run++) {
        const long begin = ((long)(run / s->inner) * s->extent * s->inner + run % s->inner) * LANE_COUNT;
        for (int part = 0; part < LANE_COUNT; part += KERNEL_WIDTH) {
            const long from = begin + part;
            vec sum = {0};
            for (int e = 0; e < s->extent; e++) {
                const vec given = NAME(load)(dy + from + e * step);
                sum += s->logarithm ? given : given * NAME(load)(y + from + e * step);
            }
            for (int e = 0; e < s->extent; e++) {
                const long at = from + e * step;
                const vec given = NAME(load)(dy + at), value = NAME(load)(y + at);
                vec result = s->logarithm ? given - NAME(exponential)(value) * sum : value * (given - sum);
                if (s->adds) result += NAME(load)(dx + at);
                NAME(store)(dx + at, result);
            }
        }
    }
}
