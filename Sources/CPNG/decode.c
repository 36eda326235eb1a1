// SPDX-License-Identifier: Apache-2.0
#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

struct source {
    const uint8_t *bytes;
    size_t left;
    int truncated;
    struct uae_png *image;
    uint8_t *row;  // uae_png_decode frees it, also after a longjmp
    // Set only for an image with a palette. The palette is applied here, because png_set_palette_to_rgb reads an index
    // beyond the palette as black.
    int colors, transparencies;
    png_colorp palette;
    png_bytep transparency;
};

static void fail(png_structp png, png_const_charp message) {
    struct source *source = png_get_error_ptr(png);
    strncpy(source->image->message, message, sizeof source->image->message - 1);
    longjmp(png_jmpbuf(png), 1);
}

static void ignore(png_structp png, png_const_charp message) {
    (void)png;
    (void)message;
}

static void pull(png_structp png, png_bytep to, size_t count) {
    struct source *source = png_get_io_ptr(png);
    if (count > source->left) {
        source->truncated = 1;
        png_error(png, "the file ends too early");
    }
    memcpy(to, source->bytes, count);
    source->bytes += count;
    source->left -= count;
}

static void choose_form(png_structp png, png_infop info) {
    int type = png_get_color_type(png, info), depth = png_get_bit_depth(png, info);
    if (type == PNG_COLOR_TYPE_PALETTE) {
        struct source *source = png_get_error_ptr(png);
        png_get_PLTE(png, info, &source->palette, &source->colors);
        png_get_tRNS(png, info, &source->transparency, &source->transparencies, NULL);
        png_set_packing(png);
        return;
    }
    if (type == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
    if (png_get_valid(png, info, PNG_INFO_tRNS)) png_set_tRNS_to_alpha(png);
    if (depth == 16 && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) png_set_swap(png);
}

static void copy_colors(png_structp png, struct source *source, const uint8_t *row, uint16_t *to) {
    struct uae_png *image = source->image;
    for (uint32_t x = 0; x < image->width; x++, to += image->channels) {
        if (row[x] >= source->colors) png_error(png, "a pixel has a colour that the palette lacks");
        const png_color *color = source->palette + row[x];
        to[0] = color->red;
        to[1] = color->green;
        to[2] = color->blue;
        if (image->channels == 4) to[3] = row[x] < source->transparencies ? source->transparency[row[x]] : 255;
    }
}

static void copy_row(png_structp png, struct source *source, const uint8_t *row, uint32_t y) {
    struct uae_png *image = source->image;
    size_t count = (size_t)image->width * image->channels;
    uint16_t *to = image->samples + y * count;
    if (source->palette)
        copy_colors(png, source, row, to);
    else if (image->bit_depth == 16)
        memcpy(to, row, 2 * count);
    else
        for (size_t i = 0; i < count; i++) to[i] = row[i];
}

// libpng fills in an interlaced image pass by pass, each on top of the last. So all of its rows are
// kept, one after the other.
static enum uae_png_status read_rows(png_structp png, png_infop info, struct source *source) {
    struct uae_png *image = source->image;
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, info);
    image->channels = source->palette ? (source->transparencies ? 4 : 3) : png_get_channels(png, info);
    image->bit_depth = png_get_bit_depth(png, info);
    size_t stride = png_get_rowbytes(png, info);
    size_t rows = passes > 1 ? image->height : 1;
    image->samples = malloc((size_t)image->width * image->height * image->channels * sizeof(uint16_t));
    source->row = calloc(rows, stride);
    if (!image->samples || !source->row) return UAE_PNG_NO_MEMORY;
    for (int pass = 0; pass < passes; pass++)
        for (uint32_t y = 0; y < image->height; y++) {
            uint8_t *row = source->row + (rows > 1 ? y * stride : 0);
            png_read_row(png, row, NULL);
            if (pass == passes - 1) copy_row(png, source, row, y);
        }
    png_read_end(png, NULL);
    return UAE_PNG_OK;
}

static enum uae_png_status read_image(png_structp png, png_infop info, struct source *source, uint64_t pixel_limit) {
    struct uae_png *image = source->image;
    png_read_info(png, info);
    image->width = png_get_image_width(png, info);
    image->height = png_get_image_height(png, info);
    if ((uint64_t)image->width * image->height > pixel_limit) return UAE_PNG_TOO_LARGE;
    choose_form(png, info);
    return read_rows(png, info, source);
}

enum uae_png_status uae_png_decode(const uint8_t *bytes, size_t count, uint64_t pixel_limit, struct uae_png *image) {
    struct source source = {.bytes = bytes, .left = count, .image = image};
    volatile enum uae_png_status status = UAE_PNG_NO_MEMORY;
    memset(image, 0, sizeof *image);
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, fail, ignore);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (info) {
        if (setjmp(png_jmpbuf(png))) {
            status = source.truncated ? UAE_PNG_TRUNCATED : UAE_PNG_DAMAGED;
        } else {
            png_set_read_fn(png, &source, pull);
            png_set_user_limits(png, 0x7fffffff, 0x7fffffff);  // pixel_limit bounds the product
            png_set_chunk_malloc_max(png, 8 << 20);
            png_set_chunk_cache_max(png, 128);
            png_set_crc_action(png, PNG_CRC_ERROR_QUIT, PNG_CRC_WARN_DISCARD);
            status = read_image(png, info, &source, pixel_limit);
        }
    }
    png_destroy_read_struct(&png, &info, NULL);
    free(source.row);
    if (status != UAE_PNG_OK) {
        free(image->samples);
        image->samples = NULL;
    }
    return status;
}

void uae_png_free(void *memory) {
    free(memory);
}
