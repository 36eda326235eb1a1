// SPDX-License-Identifier: Apache-2.0
/* One loop for each function: A, B and C are the operands, P and Q the numbers that it takes. */
#define LANE_LOOP(function, value) \
    case function: \
        for (long at = 0; at < (long)s->count * LANE_COUNT; at += KERNEL_WIDTH) { \
            const vec A = NAME(load)(a + at); \
            vec result = value; \
            if (s->adds) result += NAME(load)(y + at); \
            NAME(store)(y + at, result); \
        } \
        break;
#define B NAME(load)(b + at)
#define C NAME(load)(c + at)
#define CHOOSE NAME(choose)
#define ZERO ((vec){0})

/* What is not a number wins over any number, so that no clipping hides it. */
KERNEL_INLINE vec NAME(smaller)(vec x, vec y) { return NAME(choose)((y < x) | (y != y), y, x); }
KERNEL_INLINE vec NAME(larger)(vec x, vec y) { return NAME(choose)((y >= x) | (y != y), y, x); }

KERNEL_INLINE vec NAME(swish_slope)(vec x, float alpha) {
    const vec gate = NAME(logistic)(x * alpha);
    return gate + x * alpha * gate * (1.0f - gate);
}

KERNEL_INLINE vec NAME(gelu_slope)(vec x) {
    return NAME(normal)(x) + x * NAME(exponential)(x * x * -0.5f) * 0.39894228040143268f;
}

KERNEL_INLINE vec NAME(gelu_gate)(vec x) {
    return NAME(hyperbolic)((x + x * x * x * 0.044715f) * 0.79788456080286536f);
}

KERNEL_INLINE vec NAME(tanh_gelu_slope)(vec x) {
    const vec gate = NAME(gelu_gate)(x);
    const vec slope = (x * x * 0.134145f + 1.0f) * 0.79788456080286536f;
    return (gate + 1.0f) * 0.5f + x * (1.0f - gate * gate) * slope * 0.5f;
}

KERNEL_INLINE vec NAME(hard_swish_slope)(vec x) {
    return CHOOSE(x <= -3.0f, ZERO, CHOOSE(x >= 3.0f, ZERO + 1.0f, x / 3.0f + 0.5f));
}

static void NAME(map)(const lane_mapping *s, const float *a, const float *b, const float *c, float *y) {
    const float P = s->p, Q = s->q;
    switch (s->function) {
    LANE_LOOP(LANE_COPY, A)
    LANE_LOOP(LANE_LINE, A * P + Q)
    LANE_LOOP(LANE_ADD, A + B)
    LANE_LOOP(LANE_SUBTRACT, A - B)
    LANE_LOOP(LANE_MULTIPLY, A * B)
    LANE_LOOP(LANE_DIVIDE, A / B)
    LANE_LOOP(LANE_MAXIMUM, NAME(larger)(A, B))
    LANE_LOOP(LANE_MINIMUM, NAME(smaller)(A, B))
    LANE_LOOP(LANE_IF_NOT_LESS, CHOOSE(B >= C, A, ZERO))
    LANE_LOOP(LANE_IF_LESS, CHOOSE(B >= C, ZERO, A))
    LANE_LOOP(LANE_IF_NOT_MORE, CHOOSE(B <= C, A, ZERO))
    LANE_LOOP(LANE_IF_MORE, CHOOSE(B <= C, ZERO, A))
    LANE_LOOP(LANE_DIVISOR_SLOPE, -A * B / (C * C))
    LANE_LOOP(LANE_RELU, CHOOSE(A <= 0, P == 0.0f ? ZERO : A * P, A))
    LANE_LOOP(LANE_RELU_SLOPE, CHOOSE(B > 0, A, P == 0.0f ? ZERO : A * P))
    LANE_LOOP(LANE_SIGMOID, NAME(logistic)(A))
    LANE_LOOP(LANE_SIGMOID_SLOPE, A * B * (1.0f - B))
    LANE_LOOP(LANE_TANH_SLOPE, A * (1.0f - B * B))
    LANE_LOOP(LANE_EXP, NAME(exponential)(A))
    LANE_LOOP(LANE_ELU, CHOOSE(A > 0, A * Q, (NAME(exponential)(A) - 1.0f) * P))
    LANE_LOOP(LANE_ELU_SLOPE, CHOOSE(B > 0, A * Q, A * (C + P)))
    LANE_LOOP(LANE_CLIP, NAME(smaller)(NAME(larger)(A, ZERO + P), ZERO + Q))
    LANE_LOOP(LANE_CLIP_SLOPE, (vec)((NAME(mask))A & (B > P) & (B < Q)))
    LANE_LOOP(LANE_ABSOLUTE, NAME(absolute)(A))
    LANE_LOOP(LANE_ABSOLUTE_SLOPE, CHOOSE(B > 0, A, CHOOSE(B < 0, -A, ZERO)))
    LANE_LOOP(LANE_ROOT, NAME(root)(A))
    LANE_LOOP(LANE_ROOT_SLOPE, A / (B * 2.0f))
    LANE_LOOP(LANE_RECIPROCAL, 1.0f / A)
    LANE_LOOP(LANE_RECIPROCAL_SLOPE, -A * B * B)
    LANE_LOOP(LANE_SWISH, A * NAME(logistic)(A * P))
    LANE_LOOP(LANE_SWISH_SLOPE, A * NAME(swish_slope)(B, P))
    LANE_LOOP(LANE_GELU, A * NAME(normal)(A))
    LANE_LOOP(LANE_GELU_SLOPE, A * NAME(gelu_slope)(B))
    LANE_LOOP(LANE_TANH_GELU, A * 0.5f * (NAME(gelu_gate)(A) + 1.0f))
    LANE_LOOP(LANE_TANH_GELU_SLOPE, A * NAME(tanh_gelu_slope)(B))
    LANE_LOOP(LANE_HARD_SWISH, A * NAME(larger)(ZERO, NAME(smaller)(ZERO + 1.0f, A / 6.0f + 0.5f)))
    LANE_LOOP(LANE_HARD_SWISH_SLOPE, A * NAME(hard_swish_slope)(B))
    LANE_LOOP(LANE_ERF, NAME(normal)(A * 1.41421356237309505f) * 2.0f - 1.0f)
    LANE_LOOP(LANE_ERF_SLOPE, A * 1.12837916709551257f * NAME(exponential)(-(B * B)))
    }
}
#undef LANE_LOOP
#undef B
#undef C
#undef CHOOSE
#undef ZERO
