// SPDX-License-Identifier: Apache-2.0
#include "CCSV.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    uint8_t *at;
    size_t count, capacity;
};

struct uae_csv {
    struct csv_parser parser;
    uint32_t cell_limit, row_limit, field_limit;
    uint8_t separator;
    struct bytes raw, content, fields;
    size_t field_start;  // raw start of the current field
    int ended;           // libcsv has reported the row's end; a line feed after a carriage return may still follow
    int delivered;       // the row has been returned; the next call starts a new one
    int no_memory, many;
    uint64_t offset, line;  // where the row starts
    uint64_t row_lines;     // line endings in the row so far
    size_t blank;           // bytes at the row's start that are known to be blank
    size_t fired;           // fields and rows that libcsv has reported during the current call
    uint8_t previous;       // the last byte taken
};

static int append(struct bytes *to, const void *from, size_t count) {
    if (to->count + count > to->capacity) {
        size_t capacity = 2 * (to->count + count) + 256;
        uint8_t *at = realloc(to->at, capacity);
        if (!at) return 0;
        to->at = at;
        to->capacity = capacity;
    }
    if (count) memcpy(to->at + to->count, from, count);
    to->count += count;
    return 1;
}

// libcsv calls this at the separator or line ending after a field. That byte is the last raw byte; at the end of input
// there is none.
static void field_ended(void *content, size_t count, void *context) {
    struct uae_csv *csv = context;
    size_t terminator = csv->ended ? 0 : 1;
    struct uae_csv_field field = {
        .raw_start = csv->field_start,
        .raw_end = csv->raw.count - terminator,
        .content_start = csv->content.count,
        .content_end = csv->content.count + count,
    };
    csv->fired++;
    csv->field_start = csv->raw.count;
    if (csv->fields.count / sizeof field >= csv->field_limit) csv->many = 1;
    else if (!append(&csv->content, content, count) || !append(&csv->fields, &field, sizeof field)) csv->no_memory = 1;
}

static void row_ended(int terminator, void *context) {
    struct uae_csv *csv = context;
    (void)terminator;
    csv->fired++;
    csv->ended = 1;
}

struct uae_csv *uae_csv_new(uint8_t separator, uint32_t cell_limit, uint32_t row_limit, uint32_t field_limit) {
    struct uae_csv *csv = calloc(1, sizeof *csv);
    if (!csv) return NULL;
    csv_init(&csv->parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_set_delim(&csv->parser, separator);
    csv_set_blk_size(&csv->parser, 1 << 14);
    csv->separator = separator;
    csv->cell_limit = cell_limit;
    csv->row_limit = row_limit;
    csv->field_limit = field_limit;
    csv->line = 1;
    return csv;
}

void uae_csv_free(struct uae_csv *csv) {
    if (!csv) return;
    csv_free(&csv->parser);
    free(csv->raw.at);
    free(csv->content.at);
    free(csv->fields.at);
    free(csv);
}

static void start_row(struct uae_csv *csv) {
    csv->offset += csv->raw.count;
    csv->line += csv->row_lines;
    csv->raw.count = csv->content.count = csv->fields.count = csv->field_start = csv->row_lines = csv->blank = 0;
    csv->ended = csv->delivered = 0;
}

// Continues where the last call for this row stopped, so that each byte is examined once.
static int is_blank(struct uae_csv *csv) {
    for (; csv->blank < csv->raw.count; csv->blank++) {
        uint8_t byte = csv->raw.at[csv->blank];
        if (byte != ' ' && byte != '\t' && byte != '\r' && byte != '\n') return 0;
    }
    return 1;
}

// The number of bytes up to and including the next byte at which libcsv can end a field.
static size_t segment(const struct uae_csv *csv, const uint8_t *bytes, size_t count) {
    size_t i = 0;
    while (i < count && bytes[i] != csv->separator && bytes[i] != '\n' && bytes[i] != '\r') i++;
    return i < count ? i + 1 : count;
}

static enum uae_csv_status take_segment(struct uae_csv *csv, const uint8_t *bytes, size_t count) {
    uint8_t last = bytes[count - 1];
    if (memchr(bytes, 0, count)) return UAE_CSV_NUL;
    if (csv->raw.count + count > csv->row_limit) return UAE_CSV_LONG_ROW;
    if (csv->raw.count + count - csv->field_start > (size_t)csv->cell_limit + 1) return UAE_CSV_LONG_CELL;
    if (!append(&csv->raw, bytes, count)) return UAE_CSV_NO_MEMORY;
    csv->row_lines += last == '\r' || (last == '\n' && !(count == 1 && csv->previous == '\r'));
    csv->previous = last;
    csv->fired = 0;
    if (csv_parse(&csv->parser, bytes, count, field_ended, row_ended, csv) != count)
        return csv_error(&csv->parser) == CSV_EPARSE ? UAE_CSV_MALFORMED : UAE_CSV_NO_MEMORY;
    if (csv->no_memory) return UAE_CSV_NO_MEMORY;
    if (csv->many) return UAE_CSV_MANY_CELLS;
    if (!csv->fired && (last == '\n' || last == '\r') && is_blank(csv)) start_row(csv);
    return UAE_CSV_MORE;
}

enum uae_csv_status uae_csv_feed(struct uae_csv *csv, const uint8_t *bytes, size_t count, size_t *taken) {
    if (csv->delivered) start_row(csv);
    *taken = 0;
    while (*taken < count) {
        const uint8_t *at = bytes + *taken;
        if (csv->ended) {
            if (csv->raw.at[csv->raw.count - 1] == '\r' && *at == '\n') {
                if (!append(&csv->raw, at, 1)) return UAE_CSV_NO_MEMORY;
                csv_parse(&csv->parser, at, 1, field_ended, row_ended, csv);  // an empty line to libcsv, which skips it
                *taken += 1;
            }
            csv->delivered = 1;
            return UAE_CSV_ROW;
        }
        size_t length = segment(csv, at, count - *taken);
        enum uae_csv_status status = take_segment(csv, at, length);
        if (status != UAE_CSV_MORE) return status;
        *taken += length;
        if (csv->ended && csv->raw.at[csv->raw.count - 1] != '\r') {
            csv->delivered = 1;
            return UAE_CSV_ROW;
        }
    }
    return UAE_CSV_MORE;
}

enum uae_csv_status uae_csv_finish(struct uae_csv *csv) {
    if (csv->delivered) start_row(csv);
    if (!csv->ended) {
        csv->ended = 1;  // there is no terminating byte: the last field ends with the raw bytes
        csv->fired = 0;
        if (csv_fini(&csv->parser, field_ended, row_ended, csv) != 0) return UAE_CSV_MALFORMED;
        if (csv->no_memory) return UAE_CSV_NO_MEMORY;
        if (csv->many) return UAE_CSV_MANY_CELLS;
        if (!csv->fired) return UAE_CSV_END;
    }
    csv->delivered = 1;
    return UAE_CSV_ROW;
}

size_t uae_csv_field_count(const struct uae_csv *csv) { return csv->fields.count / sizeof(struct uae_csv_field); }
const struct uae_csv_field *uae_csv_fields(const struct uae_csv *csv) { return (const struct uae_csv_field *)csv->fields.at; }
const uint8_t *uae_csv_content(const struct uae_csv *csv) { return csv->content.at; }
size_t uae_csv_content_count(const struct uae_csv *csv) { return csv->content.count; }
const uint8_t *uae_csv_raw(const struct uae_csv *csv) { return csv->raw.at; }
size_t uae_csv_raw_count(const struct uae_csv *csv) { return csv->raw.count; }
uint64_t uae_csv_row_offset(const struct uae_csv *csv) { return csv->offset; }
uint64_t uae_csv_row_line(const struct uae_csv *csv) { return csv->line; }
