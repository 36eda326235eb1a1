// SPDX-License-Identifier: Apache-2.0
#ifndef UAED_LANDLOCK_H
#define UAED_LANDLOCK_H

#include "cage.h"

/* The version of landlock in force afterwards (1 and more), or an errno below zero. */
int uaed_landlock(const struct uaed_cage *cage);

#endif
