#include "files.h"
#include "process.h"
