#include "files.h"
#include "process.h"
#include "renounce.h"
