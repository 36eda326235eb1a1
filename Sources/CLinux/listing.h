// SPDX-License-Identifier: Apache-2.0
// Traversal of the folders below a held one.
#ifndef UAED_LISTING_H
#define UAED_LISTING_H

#include <dirent.h>
#include <stdbool.h>

// Greatest depth of a traversal. Each level needs a descriptor and stack, which no foreign folder may use up.
enum { UAED_DEEPEST = 128 };

// Opens the entries of the open folder for reading, by a descriptor of their own: reading moves a descriptor's
// position, which a duplicate would share. NULL, with errno, on failure.
DIR *uaed_listing(int folder);

// Whether the entry is neither `.` nor `..`.
bool uaed_is_entry(const struct dirent *entry);

#endif
