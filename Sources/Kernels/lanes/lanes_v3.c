// SPDX-License-Identifier: Apache-2.0
/* The lane and critic kernels for x86-64-v3. */
#if defined(__x86_64__)
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "table.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define NAME(name) name##_v3
#define KERNEL_WIDTH 8
#define KERNEL_COLUMNS 3
#include "level.h"
#include "../critic/level.h"
#pragma clang attribute pop
#endif
