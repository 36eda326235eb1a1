// SPDX-License-Identifier: Apache-2.0
#include "level.h"

#include <stdlib.h>
#include <string.h>

#include "lanes/table.h"

static int best_level(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (__builtin_cpu_supports("x86-64-v4")) return 4;
    if (__builtin_cpu_supports("x86-64-v3")) return 3;
#endif
    return 0;
}

static int chosen = 0;
static const lane_table *table = &lane_table_plain;
static const critic_table *critics = &critic_table_plain;

int kernel_choose_level(int level) {
    const int best = best_level();
    chosen = level > best ? best : level;
    chosen = chosen >= 4 ? 4 : chosen >= 3 ? 3 : 0;
#if defined(__x86_64__)
    table = chosen == 4 ? &lane_table_v4 : chosen == 3 ? &lane_table_v3 : &lane_table_plain;
    critics = chosen == 4 ? &critic_table_v4 : chosen == 3 ? &critic_table_v3 : &critic_table_plain;
#endif
    return chosen;
}

/* Runs when the program is loaded, before any thread starts; UAED_KERNELS=plain or v3 restricts the level. */
__attribute__((constructor)) static void choose_at_start(void) {
    const char *wanted = getenv("UAED_KERNELS");
    kernel_choose_level(!wanted ? 4 : !strcmp(wanted, "v3") ? 3 : !strcmp(wanted, "plain") ? 0 : 4);
}

int kernel_level(void) { return chosen; }

void lane_correlate(const lane_correlation *shape, const lane_operands *operands) { table->correlate(shape, operands); }

void lane_frame(const lane_framing *shape, const float *x, const float *mask, const int32_t *places, float *padded) {
    table->frame(shape, x, mask, places, padded);
}

void lane_multiply(int rows, int columns, int adds, const float *w, const float *bias, const float *x, float *y) {
    table->multiply(rows, columns, adds, w, bias, x, y);
}

void lane_products(int rows, int columns, int strip, int a_row, int b_row, int c_row, int lower, const float *a,
                   const float *b, float *c) {
    table->products(rows, columns, strip, a_row, b_row, c_row, lower, a, b, c);
}

void lane_combine(int rows, int terms, int length, int c_row, int x_row, int y_row, float keep, const float *c,
                  const float *x, float *y) {
    table->combine(rows, terms, length, c_row, x_row, y_row, keep, c, x, y);
}

void lane_maxima(int planes, const planar_window *window, const float *x, float *y) {
    table->maxima(planes, window, x, y);
}

void lane_maxima_adjoint(int planes, const planar_window *window, int adds, const float *x, const float *y,
                         const float *dy, float *dx) {
    table->maxima_adjoint(planes, window, adds, x, y, dy, dx);
}

void lane_gather(const lane_table_rows *shape, const int32_t *starts, const int32_t *indices, const float *weights,
                 const float *offsets, const float *x, float *y) {
    table->gather(shape, starts, indices, weights, offsets, x, y);
}

void lane_affine(int count, int run, int adds, const float *scale, const float *offset, const float *x, float *y) {
    table->affine(count, run, adds, scale, offset, x, y);
}

void lane_standardize(int runs, int n, float epsilon, const float *x, float *y, float *inverse) {
    table->standardize(runs, n, epsilon, x, y, inverse);
}

void lane_standardize_adjoint(int runs, int n, int adds, const float *y, const float *inverse, const float *dy,
                              float *dx) {
    table->standardize_adjoint(runs, n, adds, y, inverse, dy, dx);
}

void lane_softmax(const lane_softmax_shape *shape, const float *x, float *y) { table->softmax(shape, x, y); }

void lane_softmax_adjoint(const lane_softmax_shape *shape, const float *y, const float *dy, float *dx) {
    table->softmax_adjoint(shape, y, dy, dx);
}

void lane_multiply_matrices(const lane_matrices *shape, const float *a, const float *b, float *c) {
    table->matrices(shape, a, b, c);
}

void lane_map(const lane_mapping *shape, const float *a, const float *b, const float *c, float *y) {
    table->map(shape, a, b, c, y);
}

void lane_correlate_weights(const lane_correlation *shape, const float *x, const int32_t *taps, const int32_t *places,
                            const float *dy, float *dw, float *dbias) {
    table->correlate_weights(shape, x, taps, places, dy, dw, dbias);
}

void lane_multiply_weights(int rows, int columns, const float *samples, const float *dy, float *dw, float *dbias) {
    table->multiply_weights(rows, columns, samples, dy, dw, dbias);
}

void lane_affine_weights(int count, int run, const float *x, const float *dy, float *dscale, float *doffset) {
    table->affine_weights(count, run, x, dy, dscale, doffset);
}

void lane_moments(int channels, int length, const float *x, float *moments) {
    table->moments(channels, length, x, moments);
}

void lane_slopes(int channels, int length, const float *means, const float *x, const float *dy, float *slopes) {
    table->slopes(channels, length, means, x, dy, slopes);
}

void lane_blend(int count, int run, int adds, const float *p, const float *a, const float *b, float *y) {
    table->blend(count, run, adds, p, a, b, y);
}

/* Squares of 4 x 4 are faster than larger ones on every CPU tried, because memory is the limit. */
void lane_interleave(int count, int stride, const float *rows, float *lanes) {
    lane_table_plain.interleave(count, stride, rows, lanes);
}

void lane_deinterleave(int count, int stride, const float *lanes, float *rows) {
    lane_table_plain.deinterleave(count, stride, lanes, rows);
}

float critic_all_pairs(int rows, int hidden, const float *u, const float *v, const float *b, const float *w, float *du,
                       float *dv, float *db, float *dw, float *table) {
    return critics->all_pairs(rows, hidden, u, v, b, w, du, dv, db, dw, table);
}

float critic_permuted(int rows, int hidden, const float *u, const float *v, const float *b, const float *w,
                      const int32_t *permutation, float *du, float *dv, float *db, float *dw, float *table) {
    return critics->permuted(rows, hidden, u, v, b, w, permutation, du, dv, db, dw, table);
}

float critic_span_ascend(int rows, int hidden, const critic_block_adam *adam, const float *gram, const float *d,
                         float *second, float *q, float *projection, float *m, float *coefficients) {
    return critics->span_ascend(rows, hidden, adam, gram, d, second, q, projection, m, coefficients);
}
