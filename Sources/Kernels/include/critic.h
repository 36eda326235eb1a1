// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CRITIC_H
#define UAED_CRITIC_H

#include <stdint.h>

/*
 * The inner step of per-sample MINE, T(x_i, y_j) = w . relu(u_i + v_j + b).
 *
 * Layout: a K x H quantity is stored as H runs of `stride` floats, of which K are used (H-major: the pairs of one
 * hidden unit lie side by side). stride is K rounded up to CRITIC_LANES; the unused floats are 0 on entry and on
 * return. Sums run over CRITIC_LANES lanes in one fixed order, at every register width.
 */
#define CRITIC_LANES 16

/*
 * I = mean_k T(x_k, y_k) - log mean_ij exp T(x_i, y_j) over all K^2 pairs. Writes the gradients of I in u, v
 * (H x stride) and b, w (H). `table`: 2 * K * stride floats of scratch. Returns I, not finite if u or v is not.
 */
float critic_all_pairs(int rows, int hidden, const float *u, const float *v, const float *b, const float *w,
                       float *du, float *dv, float *db, float *dw, float *table);

/*
 * The same with one permutation for the product of marginals: I = mean_k T(x_k, y_k) - log mean_k exp T(x_k, y_p(k)).
 * `table`: (2 * H + 2) * stride floats of scratch.
 */
float critic_permuted(int rows, int hidden, const float *u, const float *v, const float *b, const float *w,
                      const int32_t *permutation, float *du, float *dv, float *db, float *dw, float *table);

/* Constants of one block-Adam step, which keeps one second moment for a whole matrix. */
typedef struct {
    float beta1, beta2;
    float gain1, gain2; /* 1 - beta1, 1 - beta2, rounded once */
    float epsilon;
    float rate;       /* rate * sqrt(1 - beta2^n) / (1 - beta1^n) */
    float entries;    /* number of entries of the matrix, d' * H */
} critic_block_adam;

/*
 * One block-Adam step of a matrix B whose gradient is Y' d (d: K x H); B is known only by its products with the K rows
 * of Y:
 *   p = G d, s = beta2 s + (1 - beta2) <d, p> / entries, step = rate / (sqrt(s) + epsilon)
 *   q = beta1 q + (1 - beta1) p         (Y times the first moment)     projection += step q   (Y B)
 *   m = beta1 m + (1 - beta1) d         (its coefficients)             coefficients += step m
 * gram: G = Y Y', K runs of `stride` floats. Returns step; *second is s.
 */
float critic_span_ascend(int rows, int hidden, const critic_block_adam *adam, const float *gram, const float *d,
                         float *second, float *q, float *projection, float *m, float *coefficients);

#endif
