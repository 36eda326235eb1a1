// SPDX-License-Identifier: Apache-2.0
#include "elementwise.h"

#include "clones.h"

CLONES void relu_forward(size_t count, const float *restrict x, float *restrict y) {
    for (size_t i = 0; i < count; i++) y[i] = x[i] <= 0.0f ? 0.0f : x[i];
}

CLONES void relu_adjoint(size_t count, const float *restrict dy, const float *restrict x, float *restrict dx) {
    for (size_t i = 0; i < count; i++) dx[i] = x[i] > 0.0f ? dy[i] : 0.0f;
}

CLONES void sigmoid_adjoint(size_t count, const float *restrict dy, const float *restrict y, float *restrict dx) {
    for (size_t i = 0; i < count; i++) dx[i] = dy[i] * y[i] * (1.0f - y[i]);
}
