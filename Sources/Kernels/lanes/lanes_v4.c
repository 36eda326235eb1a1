// SPDX-License-Identifier: Apache-2.0
/* The lane and critic kernels for x86-64-v4. */
#if defined(__x86_64__)
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "table.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define NAME(name) name##_v4
#define KERNEL_WIDTH 16
#define KERNEL_COLUMNS 6
#include "level.h"
#include "../critic/level.h"
#pragma clang attribute pop
#endif
