// SPDX-License-Identifier: Apache-2.0
static void NAME(relu)(int count, float slope, float *y) {
    for (long at = 0; at < (long)count * LANE_COUNT; at += KERNEL_WIDTH) {
        const vec value = NAME(load)(y + at);
        NAME(store)(y + at, NAME(choose)(value <= 0, slope == 0.0f ? (vec){0} : value * slope, value));
    }
}

static void NAME(relu_adjoint)(int count, float slope, const float *y, float *dy) {
    for (long at = 0; at < (long)count * LANE_COUNT; at += KERNEL_WIDTH) {
        const vec given = NAME(load)(dy + at);
        NAME(store)(dy + at, NAME(choose)(NAME(load)(y + at) > 0, given, slope == 0.0f ? (vec){0} : given * slope));
    }
}

/* exp(-|x|) by Cephes' polynomial, then the quotient for the sign of x, so that neither side overflows. */
static void NAME(sigmoid)(int count, float *y) {
    for (long at = 0; at < (long)count * LANE_COUNT; at += KERNEL_WIDTH) {
        const vec value = NAME(load)(y + at);
        const vec least = (vec){0} - 87.0f;
        vec argument = NAME(choose)(value < 0, value, -value);
        argument = NAME(choose)(argument < least, least, argument);
        const vec shifted = argument * 1.44269504088896341f + 12582912.0f;
        const vec whole = shifted - 12582912.0f;
        const vec rest = argument - whole * 0.693359375f + whole * 2.12194440e-4f;
        vec series = rest * 1.9875691500e-4f + 1.3981999507e-3f;
        series = series * rest + 8.3334519073e-3f;
        series = series * rest + 4.1665795894e-2f;
        series = series * rest + 1.6666665459e-1f;
        series = series * rest + 5.0000001201e-1f;
        series = series * rest * rest + rest + 1.0f;
        const NAME(mask) power = ((NAME(mask))shifted - 0x4B400000 + 127) << 23;
        const vec e = series * (vec)power;
        NAME(store)(y + at, NAME(choose)(value < 0, e, (vec){0} + 1.0f) / (e + 1.0f));
    }
}

static void NAME(sigmoid_adjoint)(int count, const float *y, float *dy) {
    for (long at = 0; at < (long)count * LANE_COUNT; at += KERNEL_WIDTH) {
        const vec value = NAME(load)(y + at);
        NAME(store)(dy + at, NAME(load)(dy + at) * value * (1.0f - value));
    }
}
