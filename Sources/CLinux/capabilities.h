// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_CAPABILITIES_H
#define UAED_CAPABILITIES_H

/* Drops root's capabilities except those over files, which landlock restricts: the others reach into other processes
   and the kernel (capabilities(7)). */
void uaed_keep_file_capabilities(void);

#endif
