// SPDX-License-Identifier: Apache-2.0
/* The lane kernels of one level. The includer defines NAME, KERNEL_WIDTH (floats that a register holds) and
 * KERNEL_COLUMNS (outputs of four maps that fit into the registers at once). */
#include "vectors.h"

#include "correlation.h"
#include "dense.h"
#include "exponential.h"
#include "gather.h"
#include "matrices.h"
#include "movement.h"
#include "normalization.h"
#include "map.h"
#include "pooling.h"
#include "products.h"
#include "weights.h"

const lane_table NAME(lane_table) = {
    .correlate = NAME(correlate),
    .frame = NAME(frame),
    .multiply = NAME(multiply),
    .products = NAME(products),
    .combine = NAME(combine),
    .maxima = NAME(maxima),
    .maxima_adjoint = NAME(maxima_adjoint),
    .gather = NAME(gather),
    .affine = NAME(affine),
    .standardize = NAME(standardize),
    .standardize_adjoint = NAME(standardize_adjoint),
    .softmax = NAME(softmax),
    .softmax_adjoint = NAME(softmax_adjoint),
    .matrices = NAME(matrices),
    .map = NAME(map),
    .correlate_weights = NAME(correlate_weights),
    .multiply_weights = NAME(multiply_weights),
    .affine_weights = NAME(affine_weights),
    .moments = NAME(moments),
    .slopes = NAME(slopes),
    .blend = NAME(blend),
    .interleave = NAME(interleave),
    .deinterleave = NAME(deinterleave),
};
