// SPDX-License-Identifier: Apache-2.0
#include "philox.h"

#include "clones.h"

#define TOGETHER 16

/* Sixteen counters side by side, so that a round is a few vector instructions for all of them. */
CLONES void philox_blocks(uint32_t key0, uint32_t key1, uint32_t x, uint32_t y, uint32_t z, uint32_t w, size_t blocks,
                          uint32_t *restrict words) {
    for (size_t first = 0; first < blocks; first += TOGETHER) {
        uint32_t a[TOGETHER], b[TOGETHER], c[TOGETHER], d[TOGETHER];
        for (int i = 0; i < TOGETHER; i++) a[i] = x + (uint32_t)(first + i), b[i] = y, c[i] = z, d[i] = w;
        uint32_t first_key = key0, second_key = key1;
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < TOGETHER; i++) {
                const uint64_t p = (uint64_t)a[i] * 0xD2511F53u, q = (uint64_t)c[i] * 0xCD9E8D57u;
                const uint32_t old_b = b[i], old_d = d[i];
                a[i] = (uint32_t)(q >> 32) ^ old_b ^ first_key;
                b[i] = (uint32_t)q;
                c[i] = (uint32_t)(p >> 32) ^ old_d ^ second_key;
                d[i] = (uint32_t)p;
            }
            first_key += 0x9E3779B9u;
            second_key += 0xBB67AE85u;
        }
        const size_t rest = blocks - first < TOGETHER ? blocks - first : TOGETHER;
        for (size_t i = 0; i < rest; i++) {
            uint32_t *to = words + 4 * (first + i);
            to[0] = a[i], to[1] = b[i], to[2] = c[i], to[3] = d[i];
        }
    }
}
