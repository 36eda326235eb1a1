#include "critic.h"
#include "elementwise.h"
#include "windows.h"
