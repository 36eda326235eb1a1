// SPDX-License-Identifier: Apache-2.0
#include "peak.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Twenty-four independent sums: enough to hide four cycles of latency at two instructions a cycle. */
#define RUN(name, width, sums, attribute) \
    typedef float name##_vector __attribute__((vector_size(4 * width))); \
    attribute static float name(long rounds) { \
        name##_vector sum[sums], factor, term; \
        for (int lane = 0; lane < width; lane++) factor[lane] = 0.999f, term[lane] = 0.001f; \
        memset(sum, 0, sizeof sum); \
        for (long r = 0; r < rounds; r++) { \
            _Pragma("clang loop unroll(full)") for (int i = 0; i < sums; i++) sum[i] = sum[i] * factor + term; \
        } \
        float total = 0; \
        for (int i = 0; i < sums; i++) for (int lane = 0; lane < width; lane++) total += sum[i][lane]; \
        return total; \
    }

RUN(run_plain, 4, 12, )
#if defined(__x86_64__)
RUN(run_v3, 8, 12, __attribute__((target("arch=x86-64-v3"))))
/* Without the width clang would split 512 bits in two. */
RUN(run_v4, 16, 24, __attribute__((target("arch=x86-64-v4"), min_vector_width(512))))
#endif

static volatile float sink;

/* The best of several runs: others may want the core. */
static double best(float (*run)(long), double operations) {
    const long rounds = 4000000;
    double fastest = 0;
    for (int attempt = 0; attempt < 7; attempt++) {
        const double begin = now();
        sink = run(rounds);
        const double speed = operations * (double)rounds / (now() - begin) * 1e-9;
        if (speed > fastest) fastest = speed;
    }
    return fastest;
}

double core_peak(int level) {
#if defined(__x86_64__)
    __builtin_cpu_init();
    if (level == 4) return __builtin_cpu_supports("x86-64-v4") ? best(run_v4, 2.0 * 16 * 24) : 0;
    if (level == 3) return __builtin_cpu_supports("x86-64-v3") ? best(run_v3, 2.0 * 8 * 12) : 0;
#endif
    return best(run_plain, 2.0 * 4 * 12);
}

double core_bandwidth(void) {
    const size_t count = (size_t)64 << 20;
    float *values = malloc(count * sizeof *values);
    if (!values) return 0;
    memset(values, 1, count * sizeof *values);
    double fastest = 0;
    for (int attempt = 0; attempt < 5; attempt++) {
        const double begin = now();
        float sum[64] = {0};
        for (size_t i = 0; i < count; i += 64)
            for (int lane = 0; lane < 64; lane++) sum[lane] += values[i + lane];
        sink = sum[0];
        const double speed = (double)(count * sizeof *values) / (now() - begin) * 1e-9;
        if (speed > fastest) fastest = speed;
    }
    free(values);
    return fastest;
}
