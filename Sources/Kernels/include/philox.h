// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_PHILOX_H
#define UAED_PHILOX_H

#include <stddef.h>
#include <stdint.h>

/*
 * Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011) at `blocks` consecutive counters, whose first word counts modulo
 * 2^32. Writes four words per counter, in order.
 */
void philox_blocks(uint32_t key0, uint32_t key1, uint32_t x, uint32_t y, uint32_t z, uint32_t w, size_t blocks,
                   uint32_t *words);

#endif
