// SPDX-License-Identifier: Apache-2.0
#include "critic.h"
#include "elementwise.h"
#include "windows.h"
#include "lanes.h"
#include "level.h"
#include "philox.h"
#include "updates.h"
