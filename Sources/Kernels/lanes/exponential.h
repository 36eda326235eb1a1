// SPDX-License-Identifier: Apache-2.0
/* e^x by Cephes' polynomial, within 2 ulp; x is cut to [-87, 88], NaN stays. */
KERNEL_INLINE vec NAME(exponential)(vec argument) {
    const vec least = (vec){0} - 87.0f, most = (vec){0} + 88.0f;
    argument = NAME(choose)(argument < least, least, argument);
    argument = NAME(choose)(argument > most, most, argument);
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
    return series * (vec)power;
}

KERNEL_INLINE vec NAME(absolute)(vec x) { return (vec)((NAME(mask))x & 0x7FFFFFFF); }

/* 1 / (1 + e^-x), by e^-|x|, so that neither side overflows. */
KERNEL_INLINE vec NAME(logistic)(vec x) {
    const vec e = NAME(exponential)(-NAME(absolute)(x));
    return NAME(choose)(x < 0, e, (vec){0} + 1.0f) / (e + 1.0f);
}

/* tanh x = 2 / (1 + e^-2x) - 1. */
KERNEL_INLINE vec NAME(hyperbolic)(vec x) { return NAME(logistic)(x * 2.0f) * 2.0f - 1.0f; }

/* The normal distribution function within 10^-7, by Abramowitz and Stegun 7.1.26 at x / sqrt 2. */
KERNEL_INLINE vec NAME(normal)(vec x) {
    const vec size = NAME(absolute)(x) * 0.70710678118654752f;
    const vec t = 1.0f / (size * 0.3275911f + 1.0f);
    vec series = t * 1.061405429f - 1.453152027f;
    series = series * t + 1.421413741f;
    series = series * t - 0.284496736f;
    series = series * t + 0.254829592f;
    const vec tail = series * t * NAME(exponential)(-(size * size)) * 0.5f;
    return NAME(choose)(x < 0, tail, 1.0f - tail);
}
