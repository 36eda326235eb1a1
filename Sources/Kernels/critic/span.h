// SPDX-License-Identifier: Apache-2.0
/* p = d G for the K coefficients of one hidden unit. */
#define SPAN_PRODUCT(rows, stride, gram, d, at) ({ \
    lanes even = {0}, odd = {0}; \
    int k = 0; \
    for (; k + 1 < (rows); k += 2) { \
        even += (d)[k] * LANES_LOAD((gram) + k * (stride) + (at)); \
        odd += (d)[k + 1] * LANES_LOAD((gram) + (k + 1) * (stride) + (at)); \
    } \
    if (k < (rows)) even += (d)[k] * LANES_LOAD((gram) + k * (stride) + (at)); \
    even + odd; })

/* q <- beta1 q + (1 - beta1) p with p = G d; returns <d, p>, the squared norm of the gradient Y' d. */
CRITIC_INLINE float remember_projection(int rows, int stride, int hidden, const critic_block_adam *adam,
                                        const float *gram, const float *d, float *q) {
    lanes square = {0};
    for (int h = 0; h < hidden; h++) {
        for (int at = 0; at < stride; at += CRITIC_LANES) {
            const int here = h * stride + at;
            const lanes p = SPAN_PRODUCT(rows, stride, gram, d + h * stride, at);
            square += p * LANES_LOAD(d + here);
            LANES_STORE(q + here, LANES_LOAD(q + here) * adam->beta1 + p * adam->gain1);
        }
    }
    return LANES_SUM(square);
}

CRITIC_INLINE float ascend(int rows, int stride, int hidden, const critic_block_adam *adam, const float *gram,
                           const float *d, float *second, float *q, float *projection, float *m, float *coefficients) {
    const float square = remember_projection(rows, stride, hidden, adam, gram, d, q);
    *second = adam->beta2 * *second + adam->gain2 * (square > 0 ? square : 0) / adam->entries;
    const float step = adam->rate / (sqrtf(*second) + adam->epsilon);
    for (int at = 0; at < hidden * stride; at += CRITIC_LANES) {
        const lanes moment = LANES_LOAD(m + at) * adam->beta1 + LANES_LOAD(d + at) * adam->gain1;
        LANES_STORE(m + at, moment);
        LANES_STORE(projection + at, LANES_LOAD(projection + at) + LANES_LOAD(q + at) * step);
        LANES_STORE(coefficients + at, LANES_LOAD(coefficients + at) + moment * step);
    }
    return step;
}

static float NAME(critic_span_ascend)(int rows, int hidden, const critic_block_adam *adam, const float *gram, const float *d,
                         float *second, float *q, float *projection, float *m, float *coefficients) {
    if (hidden == 10 && rows == 16)
        return ascend(16, 16, 10, adam, gram, d, second, q, projection, m, coefficients);
    if (hidden == 10 && rows == 32)
        return ascend(32, 32, 10, adam, gram, d, second, q, projection, m, coefficients);
    return ascend(rows, critic_stride(rows), hidden, adam, gram, d, second, q, projection, m, coefficients);
}
