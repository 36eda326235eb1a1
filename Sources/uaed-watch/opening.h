// SPDX-License-Identifier: GPL-2.0-only
// Folders are entered from descriptor to descriptor, so that no symbolic link below a root is followed, even if others
// exchange names meanwhile.
#ifndef UAED_WATCH_OPENING_H
#define UAED_WATCH_OPENING_H

// The only flags with which this process opens anything (the cage's filter permits no others): they refer to a folder
// without permission to read it.
#define OPENING_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

// Opens the folder at the absolute path `path`; symbolic links above the folder itself are followed. Returns a
// descriptor, or an errno below zero.
int opening_root(const char *path);
// Opens the folder at `path` relative to the open folder `root`; no name in it may be empty, . or .. (-ENAMETOOLONG,
// -ELOOP). Returns a descriptor, or an errno below zero.
int opening_below(int root, const char *path);

#endif
