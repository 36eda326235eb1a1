// SPDX-License-Identifier: Apache-2.0
// How the folders below one that is held are walked through.
#ifndef UAED_LISTING_H
#define UAED_LISTING_H

#include <dirent.h>
#include <stdbool.h>

// Descriptors and stack are held for so many levels at most: nobody's folder is to use them up.
enum { UAED_DEEPEST = 128 };

// The entries of the open folder, with a place of its own in them: reading moves a descriptor's, and a copy would share it. NULL,
// with errno.
DIR *uaed_listing(int folder);

// Not `.` or `..`.
bool uaed_is_entry(const struct dirent *entry);

#endif
