// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_UPDATES_H
#define UAED_UPDATES_H

#include <stddef.h>

/* The numbers of one step of an optimiser. */
typedef struct {
    float rate;
    float keep;                /* what the weights are multiplied by before the step: decoupled weight decay */
    float first, second;       /* shares of the old averages that stay */
    float first_correction, second_correction; /* 1 / (1 - share^t) */
    float epsilon;
} update_numbers;

/* Each goes once over n weights w with their gradients g and averages m and v. */
void update_plain(size_t n, const update_numbers *u, const float *g, float *w);
void update_momentum(size_t n, const update_numbers *u, int nesterov, const float *g, float *w, float *m);
void update_adam(size_t n, const update_numbers *u, const float *g, float *w, float *m, float *v);
void update_rmsprop(size_t n, const update_numbers *u, const float *g, float *w, float *v);
void update_adadelta(size_t n, const update_numbers *u, const float *g, float *w, float *m, float *v);

#endif
