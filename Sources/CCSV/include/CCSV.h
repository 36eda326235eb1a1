// SPDX-License-Identifier: Apache-2.0
// libcsv, one row at a time: each field's content as libcsv reads it, and where its raw bytes lie.
#ifndef UAED_CCSV_H
#define UAED_CCSV_H

#include <stddef.h>
#include <stdint.h>

enum uae_csv_status {
    UAE_CSV_MORE = 0,       // all bytes are taken and the row continues
    UAE_CSV_ROW = 1,        // a row is complete; its data are valid until the next call
    UAE_CSV_END = 2,        // from uae_csv_finish only: no row is left
    UAE_CSV_MALFORMED = 3,  // a quote that RFC 4180 does not permit, or an unclosed one
    UAE_CSV_NUL = 4,        // a zero byte
    UAE_CSV_LONG_CELL = 5,
    UAE_CSV_LONG_ROW = 6,
    UAE_CSV_MANY_CELLS = 7,
    UAE_CSV_NO_MEMORY = 8,
};

// A field within its row: the range of its raw bytes (with quotes and spaces, without the separator) and of its
// content.
struct uae_csv_field {
    uint32_t raw_start, raw_end;
    uint32_t content_start, content_end;
};

struct uae_csv;

// A reader with limits on the raw bytes of a cell, the bytes of a row and the cells of a row. NULL if there is no
// memory.
struct uae_csv *uae_csv_new(uint8_t separator, uint32_t cell_limit, uint32_t row_limit, uint32_t field_limit);
void uae_csv_free(struct uae_csv *csv);

// Takes bytes up to the end of a row and stores their number in `*taken`; call it again with the rest.
enum uae_csv_status uae_csv_feed(struct uae_csv *csv, const uint8_t *bytes, size_t count, size_t *taken);
// Call it after the last byte: it returns a last row that has no line ending, if there is one, and then UAE_CSV_END.
enum uae_csv_status uae_csv_finish(struct uae_csv *csv);

// The complete row: its fields, and the bytes that their ranges refer to.
size_t uae_csv_field_count(const struct uae_csv *csv);
const struct uae_csv_field *uae_csv_fields(const struct uae_csv *csv);
const uint8_t *uae_csv_content(const struct uae_csv *csv);
size_t uae_csv_content_count(const struct uae_csv *csv);
const uint8_t *uae_csv_raw(const struct uae_csv *csv);
size_t uae_csv_raw_count(const struct uae_csv *csv);
// Where the row starts: bytes from the first one fed, and the line, counted from 1. Both are also set after an error.
uint64_t uae_csv_row_offset(const struct uae_csv *csv);
uint64_t uae_csv_row_line(const struct uae_csv *csv);

#endif
