// SPDX-License-Identifier: Apache-2.0
// HDF5 in memory, reading only. libhdf5's constants are macros that run code, which Swift cannot import: hence these few
// functions. Handles are positive; a negative result is a failure. Nothing is printed, no plugin is loaded, no link is
// followed that leads to another file, and no data are read that lie in one.
#ifndef UAED_CHDF5_H
#define UAED_CHDF5_H

#include <hdf5.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

// The bytes of the file, which libhdf5 shall use where they are: its own way is to copy them, twice.
struct uae_h5_image {
    void *bytes;
    size_t count;
};

static inline void *uae_h5_image_get(size_t count, H5FD_file_image_op_t use, void *image) {
    (void)use;
    const struct uae_h5_image *given = image;
    return count == given->count ? given->bytes : NULL;
}

static inline void *uae_h5_image_copy(
    void *to, const void *from, size_t count, H5FD_file_image_op_t use, void *image) {
    (void)from, (void)count, (void)use, (void)image;
    return to;
}

static inline void *uae_h5_image_grow(void *bytes, size_t count, H5FD_file_image_op_t use, void *image) {
    (void)bytes, (void)count, (void)use, (void)image;
    return NULL;
}

static inline herr_t uae_h5_image_free(void *bytes, H5FD_file_image_op_t use, void *image) {
    (void)bytes, (void)use, (void)image;
    return 0;
}

static inline void *uae_h5_image_share(void *image) { return image; }

static inline herr_t uae_h5_image_leave(void *image) {
    (void)image;
    return 0;
}

static inline herr_t uae_h5_set_image(hid_t access, struct uae_h5_image *image) {
    H5FD_file_image_callbacks_t callbacks = {uae_h5_image_get, uae_h5_image_copy, uae_h5_image_grow, uae_h5_image_free,
        uae_h5_image_share, uae_h5_image_leave, image};
    if (H5Pset_file_image_callbacks(access, &callbacks) < 0) return -1;
    return H5Pset_file_image(access, image->bytes, image->count);
}

// Opens the file behind a descriptor, which is mapped; once in a process, for as long as that lives.
static inline hid_t uae_h5_open(int descriptor) {
    static struct uae_h5_image image;
    const off_t end = lseek(descriptor, 0, SEEK_END);
    if (end <= 0) return -1;
    image.count = (size_t)end;
    image.bytes = mmap(NULL, image.count, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (image.bytes == MAP_FAILED) return -1;
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    H5PLset_loading_state(0);
    hid_t access = H5Pcreate(H5P_FILE_ACCESS), file = -1;
    if (access >= 0 && H5Pset_fapl_core(access, 1 << 16, 0) >= 0 && uae_h5_set_image(access, &image) >= 0)
        file = H5Fopen("/dev/null/checkpoint.h5", H5F_ACC_RDONLY, access);
    if (access >= 0) H5Pclose(access);
    return file;
}

// 1 where `name`, one component, is a hard link in `group`: not a soft one, not one to another file.
static inline int uae_h5_has(hid_t group, const char *name) {
    H5L_info_t info;
    return H5Lexists(group, name, H5P_DEFAULT) > 0 && H5Lget_info(group, name, &info, H5P_DEFAULT) >= 0
        && info.type == H5L_TYPE_HARD;
}

static inline hid_t uae_h5_group(hid_t parent, const char *name) { return H5Gopen2(parent, name, H5P_DEFAULT); }

static inline hid_t uae_h5_dataset(hid_t parent, const char *name) { return H5Dopen2(parent, name, H5P_DEFAULT); }

// Extents of a dataset of numbers that lie in this file; -1 where it is none. At most `limit` extents.
static inline int uae_h5_extents(hid_t dataset, uint64_t *extents, int limit) {
    hid_t plan = H5Dget_create_plist(dataset), space = H5Dget_space(dataset), type = H5Dget_type(dataset);
    int rank = -1;
    if (plan >= 0 && space >= 0 && type >= 0 && H5Pget_external_count(plan) == 0 && H5Pget_layout(plan) != H5D_VIRTUAL
        && (H5Tget_class(type) == H5T_FLOAT || H5Tget_class(type) == H5T_INTEGER) && H5Tget_size(type) <= 8) {
        hsize_t dims[H5S_MAX_RANK];
        rank = H5Sget_simple_extent_ndims(space);
        if (rank > limit || rank > H5S_MAX_RANK || H5Sget_simple_extent_dims(space, dims, NULL) < 0) rank = -1;
        for (int i = 0; i < rank; i++) extents[i] = dims[i];
    }
    if (type >= 0) H5Tclose(type);
    if (space >= 0) H5Sclose(space);
    if (plan >= 0) H5Pclose(plan);
    return rank;
}

// Elements of one chunk, which are in memory together; 0 where the data are not chunked.
static inline uint64_t uae_h5_chunk(hid_t dataset) {
    hid_t plan = H5Dget_create_plist(dataset);
    uint64_t elements = 0;
    hsize_t dims[H5S_MAX_RANK];
    if (plan >= 0 && H5Pget_layout(plan) == H5D_CHUNKED) {
        int rank = H5Pget_chunk(plan, H5S_MAX_RANK, dims);
        elements = 1;
        for (int i = 0; i < rank; i++)
            if (__builtin_mul_overflow(elements, dims[i], &elements)) elements = UINT64_MAX;
    }
    if (plan >= 0) H5Pclose(plan);
    return elements;
}

// All elements, converted to float; `values` has room for the product of the extents.
static inline int uae_h5_read(hid_t dataset, float *values) {
    return H5Dread(dataset, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) < 0 ? -1 : 0;
}

// Appends `length` bytes and a NUL to the `*total` bytes at `*text`; -1 where that passes `limit`.
static inline int uae_h5_append(char **text, int64_t *total, const char *bytes, size_t length, size_t limit) {
    if (length >= limit || (size_t)*total > limit - length - 1) return -1;
    char *grown = realloc(*text, (size_t)*total + length + 1);
    if (!grown) return -1;
    memcpy(grown + *total, bytes, length);
    grown[*total + length] = 0;
    *text = grown;
    *total += length + 1;
    return 0;
}

// The names of a group's links, each ended by NUL, one behind another, in `*text` (malloc'ed, even on failure), and how
// many bytes they are; -1 where they are longer than `limit`, or one of them is longer than 1023 bytes.
static inline int64_t uae_h5_names(hid_t group, size_t limit, char **text) {
    H5G_info_t info;
    int64_t total = 0;
    if (H5Gget_info(group, &info) < 0) return -1;
    for (hsize_t i = 0; i < info.nlinks; i++) {
        char name[1024];
        ssize_t length = H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name, sizeof name, H5P_DEFAULT);
        if (length < 0 || (size_t)length >= sizeof name) return -1;
        if (uae_h5_append(text, &total, name, (size_t)length, limit) < 0) return -1;
    }
    return total;
}

// The strings of an attribute, each ended by NUL, one behind another, in `*text` (malloc'ed, even on failure), and how
// many bytes they are; -1 where it is no attribute of strings, or longer than `limit`. A scalar is one string.
static inline int64_t uae_h5_strings(hid_t object, const char *name, size_t limit, char **text) {
    hid_t attribute = H5Aexists(object, name) > 0 ? H5Aopen(object, name, H5P_DEFAULT) : -1;
    if (attribute < 0) return -1;
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    hssize_t count = space < 0 ? -1 : H5Sget_simple_extent_npoints(space);
    size_t size = type < 0 ? 0 : H5Tget_size(type);
    int64_t total = count == 0 ? 0 : -1;
    if (count > 0 && size > 0 && H5Tget_class(type) == H5T_STRING && (uint64_t)count <= limit / size) {
        int varies = H5Tis_variable_str(type) > 0;
        char *raw = calloc((size_t)count, size);
        if (raw && H5Aread(attribute, type, raw) >= 0) {
            total = 0;
            for (hssize_t i = 0; i < count && total >= 0; i++) {
                const char *string = varies ? ((char **)raw)[i] : raw + (size_t)i * size;
                size_t length = !string ? 0 : varies ? strlen(string) : strnlen(string, size);
                if (uae_h5_append(text, &total, string ? string : "", length, limit) < 0) total = -1;
            }
            if (varies) H5Dvlen_reclaim(type, space, H5P_DEFAULT, raw);
        }
        free(raw);
    }
    if (space >= 0) H5Sclose(space);
    if (type >= 0) H5Tclose(type);
    H5Aclose(attribute);
    return total;
}

#endif
