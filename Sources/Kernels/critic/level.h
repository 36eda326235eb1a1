// SPDX-License-Identifier: Apache-2.0
/* The critic's kernels of one level; the includer defines NAME. */
#include "vectors.h"

#include "pairs.h"
#include "permuted.h"
#include "span.h"

const critic_table NAME(critic_table) = {
    .all_pairs = NAME(critic_all_pairs),
    .permuted = NAME(critic_permuted),
    .span_ascend = NAME(critic_span_ascend),
};
