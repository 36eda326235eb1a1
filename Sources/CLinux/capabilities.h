// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CAPABILITIES_H
#define UAED_CAPABILITIES_H

/* Of root's powers keeps those over files, which landlock bounds: the others reach into other processes and the kernel. */
void uaed_keep_file_capabilities(void);

#endif
