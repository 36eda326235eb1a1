// SPDX-License-Identifier: Apache-2.0
// PNG in memory through libpng's classic API, whose setjmp and longjmp stay on the C side.
#ifndef UAED_CPNG_H
#define UAED_CPNG_H

#include <stddef.h>
#include <stdint.h>

enum uae_png_status {
    UAE_PNG_OK = 0,
    UAE_PNG_TRUNCATED = 1,  // the bytes end before IEND
    UAE_PNG_DAMAGED = 2,    // libpng rejects them; `message` has its reason
    UAE_PNG_TOO_LARGE = 3,  // width * height exceeds pixel_limit; both are set
    UAE_PNG_NO_MEMORY = 4,
};

struct uae_png {
    uint32_t width, height;
    uint8_t channels;   // 1 gray, 2 gray + alpha, 3 RGB, 4 RGB + alpha
    uint8_t bit_depth;  // 8 or 16
    uint16_t *samples;  // height * width * channels, row-major, native byte order; malloc'ed
    char message[160];
};

// Decodes a file of `count` bytes. A palette becomes RGB, gray below 8 bits becomes 8 bits, tRNS becomes alpha; gamma
// is not applied. On UAE_PNG_OK the caller frees `samples` with uae_png_free; on UAE_PNG_TRUNCATED and UAE_PNG_DAMAGED
// `message` is set.
enum uae_png_status uae_png_decode(const uint8_t *bytes, size_t count, uint64_t pixel_limit, struct uae_png *image);

// Encodes height * width * channels samples in the form that `image` describes; only `image->message` is changed. On
// UAE_PNG_OK the caller frees `*bytes` with uae_png_free. The same samples and form always give the same bytes.
enum uae_png_status uae_png_encode(struct uae_png *image, const uint16_t *samples, uint8_t **bytes, size_t *count);

// Frees what uae_png_decode or uae_png_encode allocated; NULL is allowed.
void uae_png_free(void *memory);

#endif
