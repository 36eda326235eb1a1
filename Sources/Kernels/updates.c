// SPDX-License-Identifier: Apache-2.0
#include "updates.h"

#include <math.h>

#include "clones.h"

CLONES void update_plain(size_t n, const update_numbers *u, const float *restrict g, float *restrict w) {
    const float rate = u->rate, keep = u->keep;
    for (size_t i = 0; i < n; i++) w[i] = keep * w[i] - rate * g[i];
}

CLONES void update_momentum(size_t n, const update_numbers *u, int nesterov, const float *restrict g,
                            float *restrict w, float *restrict m) {
    const float rate = u->rate, keep = u->keep, first = u->first;
    if (nesterov) {
        for (size_t i = 0; i < n; i++) {
            m[i] = first * m[i] + g[i];
            w[i] = keep * w[i] - rate * (g[i] + first * m[i]);
        }
    } else {
        for (size_t i = 0; i < n; i++) {
            m[i] = first * m[i] + g[i];
            w[i] = keep * w[i] - rate * m[i];
        }
    }
}

CLONES void update_adam(size_t n, const update_numbers *u, const float *restrict g, float *restrict w,
                        float *restrict m, float *restrict v) {
    const float rate = u->rate * u->first_correction, keep = u->keep, first = u->first, second = u->second;
    const float correction = u->second_correction, epsilon = u->epsilon;
    for (size_t i = 0; i < n; i++) {
        m[i] = first * m[i] + (1.0f - first) * g[i];
        v[i] = second * v[i] + (1.0f - second) * g[i] * g[i];
        w[i] = keep * w[i] - rate * m[i] / (sqrtf(v[i] * correction) + epsilon);
    }
}

CLONES void update_rmsprop(size_t n, const update_numbers *u, const float *restrict g, float *restrict w,
                           float *restrict v) {
    const float rate = u->rate, keep = u->keep, second = u->second, epsilon = u->epsilon;
    for (size_t i = 0; i < n; i++) {
        v[i] = second * v[i] + (1.0f - second) * g[i] * g[i];
        w[i] = keep * w[i] - rate * g[i] / (sqrtf(v[i]) + epsilon);
    }
}

CLONES void update_adadelta(size_t n, const update_numbers *u, const float *restrict g, float *restrict w,
                            float *restrict m, float *restrict v) {
    const float rate = u->rate, keep = u->keep, second = u->second, epsilon = u->epsilon;
    for (size_t i = 0; i < n; i++) {
        v[i] = second * v[i] + (1.0f - second) * g[i] * g[i];
        const float step = g[i] * sqrtf(m[i] + epsilon) / sqrtf(v[i] + epsilon);
        m[i] = second * m[i] + (1.0f - second) * step * step;
        w[i] = keep * w[i] - rate * step;
    }
}
