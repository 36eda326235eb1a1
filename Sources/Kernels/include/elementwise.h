// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_ELEMENTWISE_H
#define UAED_ELEMENTWISE_H

#include <stddef.h>

/* y = max(x, 0), NaN kept; dx = dy if x > 0, else 0. */
void relu_forward(size_t count, const float *x, float *y);
void relu_adjoint(size_t count, const float *dy, const float *x, float *dx);

/* dx = dy y (1 - y), y = sigmoid(x). */
void sigmoid_adjoint(size_t count, const float *dy, const float *y, float *dx);

#endif
