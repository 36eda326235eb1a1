// SPDX-License-Identifier: Apache-2.0
#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct sink {
    uint8_t *bytes;
    size_t count, capacity;
    struct uae_png *image;
    uint8_t *row;
};

static void fail(png_structp png, png_const_charp message) {
    struct sink *sink = png_get_error_ptr(png);
    strncpy(sink->image->message, message, sizeof sink->image->message - 1);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void push(png_structp png, png_bytep from, size_t count) {
    struct sink *sink = png_get_io_ptr(png);
    if (sink->count + count > sink->capacity) {
        size_t capacity = 2 * (sink->count + count) + 1024;
        uint8_t *bytes = realloc(sink->bytes, capacity);
        if (!bytes) png_error(png, "no memory");
        sink->bytes = bytes;
        sink->capacity = capacity;
    }
    memcpy(sink->bytes + sink->count, from, count);
    sink->count += count;
}

static void flush(png_structp png) {
    (void)png;
}

static int color_type(uint8_t channels) {
    static const int types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
    return types[channels - 1];
}

static void write_image(png_structp png, png_infop info, struct sink *sink, const uint16_t *samples) {
    struct uae_png *image = sink->image;
    size_t count = (size_t)image->width * image->channels;
    // Every choice that libpng would make itself is fixed, so the bytes are a function of the samples and the form.
    png_set_compression_level(png, 6);
    png_set_compression_strategy(png, Z_FILTERED);
    png_set_filter(png, PNG_FILTER_TYPE_BASE, image->bit_depth == 16 ? PNG_FILTER_PAETH : PNG_FILTER_SUB);
    png_set_IHDR(png, info, image->width, image->height, image->bit_depth, color_type(image->channels),
        PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (uint32_t y = 0; y < image->height; y++) {
        const uint16_t *from = samples + y * count;
        for (size_t i = 0; i < count; i++) {
            if (image->bit_depth == 16) {
                sink->row[2 * i] = from[i] >> 8;
                sink->row[2 * i + 1] = from[i] & 255;
            } else {
                sink->row[i] = (uint8_t)from[i];
            }
        }
        png_write_row(png, sink->row);
    }
    png_write_end(png, NULL);
}

enum uae_png_status uae_png_encode(struct uae_png *image, const uint16_t *samples, uint8_t **bytes, size_t *count) {
    struct sink sink = {NULL, 0, 0, image, NULL};
    volatile enum uae_png_status status = UAE_PNG_NO_MEMORY;
    image->message[0] = 0;
    sink.row = malloc(2 * (size_t)image->width * image->channels + 1);
    png_structp png = sink.row ? png_create_write_struct(PNG_LIBPNG_VER_STRING, &sink, fail, ignore) : NULL;
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (info) {
        if (setjmp(png_jmpbuf(png))) {
            status = UAE_PNG_DAMAGED;
        } else {
            png_set_write_fn(png, &sink, push, flush);
            png_set_user_limits(png, 0x7fffffff, 0x7fffffff);
            write_image(png, info, &sink, samples);
            status = UAE_PNG_OK;
        }
    }
    png_destroy_write_struct(&png, &info);
    free(sink.row);
    if (status != UAE_PNG_OK) {
        free(sink.bytes);
        sink.bytes = NULL;
    }
    *bytes = sink.bytes;
    *count = sink.count;
    return status;
}
