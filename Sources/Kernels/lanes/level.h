// SPDX-License-Identifier: Apache-2.0
/* The lane kernels of one level. The includer defines NAME, KERNEL_WIDTH (floats that a register holds) and
 * KERNEL_COLUMNS (outputs of four maps that fit into the registers at once). */
#include "vectors.h"

#include "activation.h"
#include "correlation.h"
#include "dense.h"
#include "movement.h"
#include "pooling.h"
#include "products.h"

const lane_table NAME(lane_table) = {
    .correlate = NAME(correlate),
    .frame = NAME(frame),
    .multiply = NAME(multiply),
    .products = NAME(products),
    .combine = NAME(combine),
    .maxima = NAME(maxima),
    .maxima_adjoint = NAME(maxima_adjoint),
    .pick = NAME(pick),
    .pick_adjoint = NAME(pick_adjoint),
    .relu = NAME(relu),
    .relu_adjoint = NAME(relu_adjoint),
    .sigmoid = NAME(sigmoid),
    .sigmoid_adjoint = NAME(sigmoid_adjoint),
    .interleave = NAME(interleave),
    .deinterleave = NAME(deinterleave),
};
