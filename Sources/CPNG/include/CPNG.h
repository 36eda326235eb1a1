// SPDX-License-Identifier: Apache-2.0
// PNG in memory: libpng's classic API with its setjmp kept on this side.
#ifndef UAED_CPNG_H
#define UAED_CPNG_H

#include <stddef.h>
#include <stdint.h>

enum uae_png_status {
    UAE_PNG_OK = 0,
    UAE_PNG_TRUNCATED = 1,  // the bytes end before IEND
    UAE_PNG_DAMAGED = 2,    // libpng refuses them: message says why
    UAE_PNG_TOO_LARGE = 3,  // a limit is passed: message says which
    UAE_PNG_NO_MEMORY = 4,
};

struct uae_png {
    uint32_t width, height;
    uint8_t channels;   // 1 gray, 2 gray + alpha, 3 RGB, 4 RGB + alpha
    uint8_t bit_depth;  // 8 or 16
    uint16_t *samples;  // height * width * channels, row-major, native byte order; malloc'ed
    char message[160];
};

// Decodes a file of `count` bytes. Palette becomes RGB, gray below 8 bits becomes 8, tRNS becomes alpha; no gamma.
// On UAE_PNG_OK the caller frees `samples` with uae_png_free; otherwise `message` is set.
enum uae_png_status uae_png_decode(const uint8_t *bytes, size_t count, uint64_t pixel_limit, struct uae_png *image);

// Encodes samples of the given form (the fields of `image` are read, not changed but for `message`).
// On UAE_PNG_OK `*bytes` is malloc'ed, to be freed with uae_png_free.
enum uae_png_status uae_png_encode(struct uae_png *image, const uint16_t *samples, uint8_t **bytes, size_t *count);

void uae_png_free(void *memory);

#endif
