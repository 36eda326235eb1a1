// SPDX-License-Identifier: GPL-2.0-only
// Folders are entered from descriptor to descriptor: no link below a root is followed, whatever others exchange meanwhile.
#ifndef UAED_WATCH_OPENING_H
#define UAED_WATCH_OPENING_H

// The only way in which this process opens anything (the cage's filter knows no other): to point at it, not to read it.
#define OPENING_FLAGS (O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)

// A descriptor, or an errno below zero. `path` is absolute; links above the folder itself are followed.
int opening_root(const char *path);
// `path` is relative to the open folder `root`, has no empty name and neither . nor .. among its names.
int opening_below(int root, const char *path);

#endif
