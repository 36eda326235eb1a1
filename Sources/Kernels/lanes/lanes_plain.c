// SPDX-License-Identifier: Apache-2.0
/* The lane and critic kernels for any CPU of the architecture: SSE2, or NEON with its 32 registers. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "table.h"

#define NAME(name) name##_plain
#define KERNEL_WIDTH 4
#if defined(__aarch64__)
#define KERNEL_COLUMNS 6
#else
#define KERNEL_COLUMNS 2
#endif
#include "level.h"
#include "../critic/level.h"
