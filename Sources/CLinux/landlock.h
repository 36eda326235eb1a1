// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LANDLOCK_H
#define UAED_LANDLOCK_H

#include "cage.h"

/* Restricts the calling thread to the places in `cage`. Returns the version of landlock in force (1 or more), or an
   errno below zero. */
int uaed_landlock(const struct uaed_cage *cage);

#endif
